/*
 * decide_read.c - finds a code, an address, a number in a member's words.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/decide_read.h"

#include "agents/words.h"
#include "base/text.h"
#include "net/mail_header.h"

enum {
	CODE_DIGITS = 6,
	MESSAGE_CHARACTERS_MAX = 80,
	NUMBER_DIGITS_MIN = 3,
	NUMBER_CHARACTERS_MAX = 32
};

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool
is_short(const char *text)
{
	return text != NULL && text_characters(text) <= MESSAGE_CHARACTERS_MAX;
}

/* One blank or hyphen between two digits belongs to the number. */
static bool
is_inside(const char *at)
{
	return (*at == ' ' || *at == '-') && is_digit(at[1]);
}

/* The run of digits at *position, without what is between them; moves on
 * behind it. */
static const char *
digits_at(struct arena *arena, const char **position)
{
	struct buf digits = buf_new(arena, strlen(*position));
	const char *at = *position;

	while (is_digit(*at)) {
		buf_add_char(&digits, *at++);
		if (is_inside(at))
			at++;
	}
	*position = at;
	return buf_text(&digits);
}

/* Is the code point before at, in text, part of a word? */
static bool
follows_word(const char *text, const char *at)
{
	uint32_t last = ' ';

	while (text < at)
		last = text_next(&text);
	return text_is_word_char(last);
}

/* A number of something else: a code may be open for a day. */
static bool
names_other_number(struct arena *arena, const char *text)
{
	static const char *const others[] = { "buchung", "booking", "termin",
		"appointment", "kurs", "class", "storn", "cancel", "mitglied",
		"member", "kunden", "customer", "rechnung", "invoice",
		"vertrag", "contract", "telefon", "phone", "handy", NULL };
	struct words words = words_read(arena, text);
	bool has_other = false;

	for (size_t at = 0; at < words.count; at++) {
		if (strstr(words.items[at], "code") != NULL)
			return false;
		for (const char *const *other = others; *other != NULL; other++)
			has_other = has_other ||
			    text_starts_with(words.items[at], *other);
	}
	return has_other;
}

const char *
decide_code(struct arena *arena, const char *text)
{
	const char *code = NULL;
	const char *at = text;
	const char *next;

	if (!is_short(text) || names_other_number(arena, text))
		return NULL;
	while (*(at += strcspn(at, "0123456789")) != '\0') {
		if (code != NULL || follows_word(text, at))
			return NULL;
		code = digits_at(arena, &at);
		next = at;
		if (strlen(code) != CODE_DIGITS ||
		    text_is_word_char(text_next(&next)))
			return NULL;
	}
	return code;
}

/* The next word of *text between any of the bytes in gaps, without the
 * punctuation behind it; NULL at the end. */
static const char *
next_word(struct arena *arena, const char **text, const char *gaps)
{
	size_t len;
	char *word;

	*text += strspn(*text, gaps);
	len = strcspn(*text, gaps);
	if (len == 0)
		return NULL;
	word = arena_copy_bytes(arena, *text, len);
	*text += len;
	while (len > 0 && strchr(".!?:", word[len - 1]) != NULL)
		word[--len] = '\0';
	return word;
}

const char *
decide_email(struct arena *arena, const char *text)
{
	const char *email = NULL;
	const char *word;

	if (!is_short(text))
		return NULL;
	while ((word = next_word(arena, &text, " \t\r\n,;<>()\"")) != NULL) {
		if (text_starts_with(word, "mailto:"))
			word += strlen("mailto:");
		if (strchr(word, '@') == NULL)
			continue;
		if (email != NULL || !mail_address_is_good(word))
			return NULL;
		email = word;
	}
	return email;
}

static size_t
count_digits(const char *word)
{
	size_t count = 0;

	for (; *word != '\0'; word++)
		count += is_digit(*word) ? 1 : 0;
	return count;
}

/* Nothing but letters, digits and what stands inside of numbers. */
static bool
is_like_number(const char *word)
{
	return word[strspn(word,
		   "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
		   "0123456789+-/._()#")] == '\0' &&
	    count_digits(word) > 0;
}

const char *
decide_number(struct arena *arena, const char *text)
{
	const char *number = NULL;
	bool was_number = false;
	const char *word;

	if (!is_short(text) || strchr(text, '?') != NULL)
		return NULL;
	while ((word = next_word(arena, &text, " \t\r\n,;:\"")) != NULL) {
		if (!is_like_number(word)) {
			was_number = false;
			continue;
		}
		/* Telephone numbers are written in groups. */
		if (number != NULL && !was_number)
			return NULL;
		number = number == NULL
		    ? word
		    : arena_printf(arena, "%s %s", number, word);
		was_number = true;
	}
	if (number == NULL || count_digits(number) < NUMBER_DIGITS_MIN ||
	    strlen(number) > NUMBER_CHARACTERS_MAX)
		return NULL;
	return number;
}
