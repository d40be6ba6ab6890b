/*
 * member_identity.c - finds the one member that a person says it is.
 *
 * SPDX-License-Identifier: ISC
 */
#include "members/member_identity.h"

#include "base/text.h"
#include "members/member.h"
#include "net/mail_header.h"
#include "tenancy/prompt_config.h"

enum {
	WORDS_BYTES_MAX = 500,
	NUMBER_BYTES_MAX = 100,
	NUMBER_BYTES_MIN = 3, /* inside of a sentence */
	PHONE_DIGITS_MIN = 7,
};

enum { OF_IDENTITY, OF_PHONE };

#define COLUMNS                                                                \
	"id, customer_id, member_number, first_name, last_name, birth_date,"   \
	" phone, email, language, member_since, is_paused, pause_info,"        \
	" additional_info, checkin_stats, recent_bookings, tags, notes,"       \
	" source, created_at, updated_at, last_key, first_key"
#define NUMBERS "(search_key($2), search_key($3), search_key($4))"

/* Two are enough to know that it is not one. */
/* clang-format off */
const struct query member_identity_queries[] = {
	[OF_IDENTITY] = { "member_of_identity",
	    "SELECT " COLUMNS " FROM studio_members"
	    " WHERE email COLLATE \"C\" = $1 OR number_key IN " NUMBERS
	    " OR customer_key IN " NUMBERS " OR phone COLLATE \"C\" = $5"
	    " LIMIT 2" },
	[OF_PHONE] = { "member_of_phone",
	    "SELECT " COLUMNS " FROM studio_members"
	    " WHERE phone COLLATE \"C\" = $1 LIMIT 2" },
	{ 0 }
};
/* clang-format on */

static bool
is_blank(char character)
{
	return character == ' ' || character == '\t' || character == '\n' ||
	    character == '\r';
}

/* The next word without what sentences hang on; NULL at the end. */
static const char *
next_word(struct arena *arena, const char **at)
{
	static const char hung[] = ".,;:!?()<>\"'";
	const char *from = *at;
	size_t len;

	while (*from != '\0' && (is_blank(*from) || strchr(hung, *from)))
		from++;
	if (*from == '\0')
		return NULL;
	for (len = 0; from[len] != '\0' && !is_blank(from[len]); len++)
		continue;
	*at = from + len;
	while (len > 0 && strchr(hung, from[len - 1]) != NULL)
		len--;
	return arena_copy_bytes(arena, from, len);
}

static bool
has_digit(const char *text)
{
	return strpbrk(text, "0123456789") != NULL;
}

static const char *
without_blanks(struct arena *arena, const char *text)
{
	char *out = arena_copy(arena, text);
	size_t len = 0;

	for (const char *c = text; *c != '\0'; c++)
		if (!is_blank(*c))
			out[len++] = *c;
	out[len] = '\0';
	return out;
}

/* The longest run of what telephone numbers are written with. */
static const char *
phone_in(struct arena *arena, const char *text)
{
	static const char parts[] = "+0123456789 -/().";
	const char *best = NULL;
	size_t best_digits = PHONE_DIGITS_MIN - 1, best_len = 0;

	while (*text != '\0') {
		size_t len = strspn(text, parts), digits = 0;

		for (size_t i = 0; i < len; i++)
			digits += text[i] >= '0' && text[i] <= '9';
		if (digits > best_digits) {
			best = text;
			best_digits = digits;
			best_len = len;
		}
		text += len > 0 ? len : 1;
	}
	if (best == NULL)
		return NULL;
	while (best_len > 0 && strchr("+0123456789", *best) == NULL) {
		best++;
		best_len--;
	}
	while (best_len > 0 && strchr("0123456789", best[best_len - 1]) == NULL)
		best_len--;
	return arena_copy_bytes(arena, best, best_len);
}

struct identity
identity_read(struct arena *arena, const char *words)
{
	struct identity identity = { 0 };
	const char *text = text_trim(arena, words), *at = text, *word;
	size_t count = 0;

	if (text_is_empty(text) || strlen(text) > WORDS_BYTES_MAX)
		return identity;
	identity.phone = phone_in(arena, text);
	if (strlen(text) <= NUMBER_BYTES_MAX && strchr(text, '@') == NULL)
		identity.numbers[count++] = without_blanks(arena, text);
	while ((word = next_word(arena, &at)) != NULL) {
		if (strchr(word, '@') != NULL) {
			if (identity.email == NULL &&
			    mail_address_is_good(word))
				identity.email = text_lower(arena, word);
		} else if (count < IDENTITY_NUMBERS && has_digit(word) &&
		    strlen(word) >= NUMBER_BYTES_MIN &&
		    strlen(word) <= NUMBER_BYTES_MAX)
			identity.numbers[count++] = word;
	}
	return identity;
}

const struct phone_country *
member_country(struct task *task)
{
	const struct prompt_config *studio = prompt_config_find(task);

	return studio == NULL ? NULL : phone_country_of(studio->studio_locale);
}

static struct member *
only_one(const struct list *found)
{
	return found == NULL || found->count != 1 ? NULL : found->items;
}

struct member *
member_of_identity(struct task *task, const char *words)
{
	const struct identity identity = identity_read(task->arena, words);
	const struct phone_country *country;
	const char *phone = NULL;

	if (identity.phone != NULL) {
		country = member_country(task);
		if (country == NULL)
			return NULL;
		phone = phone_read(task->arena, identity.phone, country);
	}
	return only_one(db_fetch_many(task,
	    &member_identity_queries[OF_IDENTITY], &member_record,
	    ARGS(arg(identity.email), arg(identity.numbers[0]),
		arg(identity.numbers[1]), arg(identity.numbers[2]),
		arg(phone))));
}

struct member *
member_of_phone(struct task *task, const char *digits)
{
	size_t len = strspn(digits, "0123456789");

	if (len < PHONE_DIGITS_MIN || digits[len] != '\0')
		return NULL;
	return only_one(db_fetch_many(task, &member_identity_queries[OF_PHONE],
	    &member_record,
	    ARGS(arg_text(arena_printf(task->arena, "+%s", digits)))));
}
