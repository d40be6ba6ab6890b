/*
 * fuzz_text.c - UTF-8, numbers, times and encodings from foreign bytes.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/check.h"
#include "base/text.h"
#include "base/time.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
try_utf8(struct arena *arena, const char *text)
{
	const char *lower = text_lower(arena, text);
	const char *prefix = text_prefix(arena, text, 5);

	check(text_is_utf8(lower, strlen(lower)));
	check(text_characters(lower) == text_characters(text));
	check(text_characters(prefix) <= 5);
	check(text_starts_with(text, prefix));
	check(strlen(text_trim(arena, text)) <= strlen(text));
	check(text_utf16_units(text) >= text_characters(text));
}

static void
try_encodings(struct arena *arena, const char *text, size_t size)
{
	const char *encoded = text_base64(arena, text, size);
	const char *decoded;
	size_t len;

	decoded = text_unbase64(arena, encoded, &len);
	check(
	    decoded != NULL && len == size && memcmp(decoded, text, len) == 0);
	decoded = text_unbase64(arena, text, &len);
	if (decoded != NULL)
		check(text_is_equal(text_base64(arena, decoded, len), text));
	decoded = text_unbase64url(arena, text, &len);
	if (decoded != NULL)
		check(text_is_equal(text_base64url(arena, decoded, len), text));
	decoded = text_url_decode(arena, text, size, PLUS_IS_SPACE);
	if (decoded != NULL) {
		encoded = text_url_encode(arena, decoded);
		check(text_is_equal(text_url_decode(arena, encoded,
					strlen(encoded), PLUS_STAYS),
		    decoded));
	}
}

static void
try_numbers(struct arena *arena, const char *text)
{
	struct instant instant, again;
	int64_t number, number_again;
	double real;

	if (text_to_int64(text, &number))
		check(text_to_int64(arena_printf(arena, "%" PRId64, number),
			  &number_again) &&
		    number == number_again);
	if (text_to_double(text, &real))
		check(real - real == 0);
	/* Times before the year 1 or after 9999 leave RFC 3339. */
	if (instant_parse(text, &instant) && instant_is_set(instant) &&
	    instant.us > INT64_C(-62135596800000000) &&
	    instant.us < INT64_C(253402300800000000))
		check(instant_parse(instant_format(arena, instant), &again) &&
		    instant.us == again.us);
	if (instant_parse_http(text, &instant))
		check(*instant_format_http(arena, instant) != '\0');
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_create(4096, 256 << 20);
	const char *text = arena_copy_bytes(arena, (const char *)data, size);

	/* The lengths differ where a byte 0 is within. */
	check(!text_is_utf8(text, size) || strlen(text) == size);
	try_utf8(arena, text);
	try_encodings(arena, text, strlen(text));
	try_numbers(arena, text);
	arena_free(arena);
	return 0;
}
