/*
 * common_password.c - looks passwords up, and what people make of them to get
 * past a minimal length.
 *
 * SPDX-License-Identifier: ISC
 */
#include "identity/common_password.h"

enum {
	AROUND_MAX = 6, /* characters that do not make a common word a secret */
	PERIOD_MAX = 6, /* a longer piece has to be a common word */
	DISTINCT_MIN = 4, /* different characters */
	WORD_MIN = 3
};

/* Like strcmp() of word with the line at line. */
static int
compare(const char *word, const char *line)
{
	while (*word != '\0' && *word == *line) {
		word++;
		line++;
	}
	if (*word == '\0')
		return *line == '\n' ? 0 : -1;
	if (*line == '\n')
		return 1;
	return (unsigned char)*word < (unsigned char)*line ? -1 : 1;
}

bool
common_password_is_listed(const char *word)
{
	size_t low = 0, high = common_passwords_bytes;

	if (strchr(word, '\n') != NULL)
		return false;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		size_t start = middle;
		int order;

		while (start > low && common_passwords[start - 1] != '\n')
			start--;
		order = compare(word, common_passwords + start);
		if (order == 0)
			return true;
		if (order < 0) {
			high = start;
			continue;
		}
		low = middle;
		while (low < high && common_passwords[low] != '\n')
			low++;
		low++;
	}
	return false;
}

static bool
is_letter(char character)
{
	return (character >= 'a' && character <= 'z') ||
	    (unsigned char)character >= 0x80;
}

/* "1 passwort2024!" is "passwort". */
static bool
is_dressed_up(struct arena *arena, const char *password)
{
	size_t len = strlen(password), start = 0, end = len;

	while (start < end && !is_letter(password[start]))
		start++;
	while (end > start && !is_letter(password[end - 1]))
		end--;
	return end - start >= WORD_MIN && len - (end - start) <= AROUND_MAX &&
	    common_password_is_listed(
		arena_copy_bytes(arena, password + start, end - start));
}

static bool
has_period(const char *password, size_t len, size_t period)
{
	return memcmp(password, password + period, len - period) == 0;
}

/* "passwordpassword", "abcabcabcabc". */
static bool
is_repeated(struct arena *arena, const char *password)
{
	size_t len = strlen(password);

	for (size_t period = 1; period <= len / 2; period++) {
		if (!has_period(password, len, period))
			continue;
		if (period <= PERIOD_MAX ||
		    common_password_is_listed(
			arena_copy_bytes(arena, password, period)))
			return true;
	}
	return false;
}

/* "a" to "b", "8" to "9", "9" to "0". */
static bool
is_next(char one, char other)
{
	return other == one + 1 || (one == '9' && other == '0');
}

/* "abcdefghijkl", "901234567890", "zyxwvutsrqpo". */
static bool
is_row(const char *password)
{
	bool is_up = true, is_down = true;

	for (; password[0] != '\0' && password[1] != '\0'; password++) {
		is_up = is_up && is_next(password[0], password[1]);
		is_down = is_down && is_next(password[1], password[0]);
	}
	return is_up || is_down;
}

static bool
is_monotonous(const char *password)
{
	size_t distinct = 0;

	for (const char *at = password; *at != '\0'; at++)
		if (memchr(password, *at, (size_t)(at - password)) == NULL)
			distinct++;
	return distinct < DISTINCT_MIN;
}

const char *
common_password_reason(struct arena *arena, const char *password)
{
	if (common_password_is_listed(password))
		return "one of the passwords that everybody tries first";
	if (is_dressed_up(arena, password))
		return "a common password with a few characters around it";
	if (is_monotonous(password) || is_repeated(arena, password))
		return "the same few characters over and over";
	if (is_row(password))
		return "a row of letters or digits";
	return NULL;
}
