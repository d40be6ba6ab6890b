/*
 * test_text.c - UTF-8, lower case, numbers and encodings.
 *
 * SPDX-License-Identifier: ISC
 */
#include "unit.h"

#include "base/text.h"

Suite *text_suite(void);

/* clang-format off */
static const char *const broken_utf8[] = {
	"\x80", "\xC0\x80", "\xC1\xBF", "\xC3", "\xE0\x80\x80", "\xE2\x82",
	"\xED\xA0\x80", "\xF0\x80\x80\x80", "\xF4\x90\x80\x80",
	"\xF5\x80\x80\x80", "\xFF", "a\xC3(",
};

static const struct { const char *text; bool is_good; int64_t number; }
integers[] = {
	{ "0", true, 0 }, { "-1", true, -1 }, { "+7", true, 7 },
	{ "9223372036854775807", true, INT64_MAX },
	{ "-9223372036854775808", true, INT64_MIN },
	{ "9223372036854775808", false, 0 },
	{ "-9223372036854775809", false, 0 },
	{ "", false, 0 }, { "-", false, 0 }, { " 1", false, 0 },
	{ "1 ", false, 0 }, { "1.0", false, 0 }, { "0x1", false, 0 },
	{ "--1", false, 0 },
};

/* RFC 4648 section 10. */
static const struct { const char *plain; const char *base64; } vectors[] = {
	{ "", "" }, { "f", "Zg==" }, { "fo", "Zm8=" }, { "foo", "Zm9v" },
	{ "foob", "Zm9vYg==" }, { "fooba", "Zm9vYmE=" },
	{ "foobar", "Zm9vYmFy" },
};

static const char *const broken_base64[] = {
	"Z", "Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Zm 9", "Zg==Zg==", "Zm-_",
	"====", "=", "Z===",
};
/* clang-format on */

START_TEST(broken_utf8_is_refused)
{
	ck_assert(!text_is_utf8(broken_utf8[_i], strlen(broken_utf8[_i])));
}
END_TEST

START_TEST(good_utf8_is_accepted_and_byte_zero_is_not)
{
	static const char good[] = "a\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80";

	ck_assert(text_is_utf8(good, strlen(good)));
	ck_assert(text_is_utf8("", 0));
	ck_assert(!text_is_utf8("a\0b", 3));
}
END_TEST

START_TEST(a_broken_byte_is_read_as_one_replacement)
{
	const char *position = "\xE2\x82"
			       "a";

	ck_assert_uint_eq(text_next(&position), 0xFFFD);
	ck_assert_uint_eq(text_next(&position), 0xFFFD);
	ck_assert_uint_eq(text_next(&position), 'a');
	ck_assert_uint_eq(text_next(&position), 0);
	ck_assert_uint_eq(text_next(&position), 0);
}
END_TEST

START_TEST(every_code_point_survives_encoding_and_decoding)
{
	char encoded[5] = "";
	const char *position;
	uint32_t code_point;

	for (code_point = 1; code_point <= 0x10FFFF; code_point += 13) {
		if (code_point >= 0xD800 && code_point <= 0xDFFF)
			continue;
		encoded[text_encode(code_point, encoded)] = '\0';
		position = encoded;
		ck_assert(text_is_utf8(encoded, strlen(encoded)));
		ck_assert_uint_eq(text_next(&position), code_point);
	}
}
END_TEST

START_TEST(lengths_count_what_they_say)
{
	static const char text[] = "a\xC3\xA4\xF0\x9F\x98\x80";

	ck_assert_uint_eq(text_characters(text), 3);
	ck_assert_uint_eq(text_utf16_units(text), 4);
	ck_assert_str_eq(text_prefix(new_arena(), text, 2), "a\xC3\xA4");
	ck_assert_str_eq(text_prefix(new_arena(), text, 9), text);
	ck_assert_str_eq(text_prefix(new_arena(), text, 0), "");
}
END_TEST

START_TEST(trim_takes_white_space_from_both_ends_only)
{
	struct arena *arena = new_arena();

	ck_assert_str_eq(text_trim(arena, " \t\r\n a b \xC2\xA0"), "a b");
	ck_assert_str_eq(text_trim(arena, "\xC2\xA0"), "");
	ck_assert_str_eq(text_trim(arena, ""), "");
	ck_assert_str_eq(text_trim(arena, "   "), "");
	ck_assert_str_eq(text_trim(arena, "\xC3\xA0"), "\xC3\xA0");
}
END_TEST

START_TEST(lower_case_knows_our_scripts)
{
	struct arena *arena = new_arena();

	ck_assert_str_eq(text_lower(arena, "ABC xyz 1"), "abc xyz 1");
	ck_assert_str_eq(text_lower(arena, "ÄÖÜẞÉ×"), "äöüßé×");
	ck_assert_str_eq(text_lower(arena, "ŁŻŠĞİŸ"), "łżšğiÿ");
	ck_assert_str_eq(text_lower(arena, "ΑΒΓΆΈΏΫ"), "αβγάέώϋ");
	ck_assert_str_eq(text_lower(arena, "ПРИВЕТЁЇ"), "приветёї");
	ck_assert_str_eq(text_lower(arena, "\xFF"), "\xEF\xBF\xBD");
}
END_TEST

START_TEST(letters_and_digits_are_word_characters)
{
	ck_assert(text_is_word_char('a') && text_is_word_char('9'));
	ck_assert(text_is_word_char(0xFC) && text_is_word_char(0x416));
	ck_assert(text_is_word_char(0x4E2D));
	ck_assert(!text_is_word_char('-') && !text_is_word_char('_'));
	ck_assert(!text_is_word_char(0xD7) && !text_is_word_char(0x20AC));
	ck_assert(!text_is_word_char(0) && !text_is_word_char(0x1F600));
}
END_TEST

START_TEST(an_integer_is_read_whole_or_not_at_all)
{
	int64_t number = 0;

	ck_assert(
	    text_to_int64(integers[_i].text, &number) == integers[_i].is_good);
	ck_assert_int_eq(number, integers[_i].number);
}
END_TEST

START_TEST(a_double_is_plain_decimal_and_finite)
{
	double number = 0;

	ck_assert(text_to_double("-1.5e2", &number));
	ck_assert_double_eq(number, -150);
	ck_assert(!text_to_double("nan", &number));
	ck_assert(!text_to_double("inf", &number));
	ck_assert(!text_to_double("0x10", &number));
	ck_assert(!text_to_double("1e999", &number));
	ck_assert(!text_to_double("1,5", &number));
	ck_assert(!text_to_double("", &number));
	ck_assert(!text_to_double(NULL, &number));
}
END_TEST

START_TEST(base64_matches_the_vectors_of_the_rfc)
{
	struct arena *arena = new_arena();
	const char *plain = vectors[_i].plain;
	size_t len = 99;

	ck_assert_str_eq(
	    text_base64(arena, plain, strlen(plain)), vectors[_i].base64);
	ck_assert_str_eq(text_unbase64(arena, vectors[_i].base64, &len), plain);
	ck_assert_uint_eq(len, strlen(plain));
	ck_assert_str_eq(text_unbase64url(arena,
			     text_base64url(arena, plain, strlen(plain)), &len),
	    plain);
	ck_assert_uint_eq(len, strlen(plain));
}
END_TEST

START_TEST(broken_base64_is_refused)
{
	size_t len;

	ck_assert_ptr_null(text_unbase64(new_arena(), broken_base64[_i], &len));
}
END_TEST

START_TEST(base64url_has_its_own_alphabet_and_no_padding)
{
	struct arena *arena = new_arena();
	size_t len;

	ck_assert_str_eq(text_base64url(arena, "\xFB\xFF", 2), "-_8");
	ck_assert_str_eq(text_base64(arena, "\xFB\xFF", 2), "+/8=");
	ck_assert_ptr_null(text_unbase64url(arena, "-_8=", &len));
	ck_assert_ptr_null(text_unbase64url(arena, "+/8", &len));
	ck_assert_ptr_null(text_unbase64url(arena, "-_9", &len));
}
END_TEST

START_TEST(hex_goes_both_ways_and_only_whole)
{
	unsigned char bytes[2] = { 0 };

	ck_assert_str_eq(text_hex(new_arena(), "\x01\xFE", 2), "01fe");
	ck_assert_str_eq(text_hex(new_arena(), "", 0), "");
	ck_assert(text_unhex("01Fe", bytes, 2));
	ck_assert_uint_eq(bytes[1], 0xFE);
	ck_assert(!text_unhex("01F", bytes, 2));
	ck_assert(!text_unhex("01FG", bytes, 2));
	ck_assert(!text_unhex("01FE00", bytes, 2));
}
END_TEST

START_TEST(percent_encoding_goes_both_ways)
{
	struct arena *arena = new_arena();
	const char *encoded = text_url_encode(arena, "a b/\xC3\xA4~+&");

	ck_assert_str_eq(encoded, "a%20b%2F%C3%A4~%2B%26");
	ck_assert_str_eq(
	    text_url_decode(arena, encoded, strlen(encoded), PLUS_STAYS),
	    "a b/\xC3\xA4~+&");
	ck_assert_str_eq(
	    text_url_decode(arena, "a+b", 3, PLUS_IS_SPACE), "a b");
	ck_assert_str_eq(text_url_decode(arena, "a+b", 3, PLUS_STAYS), "a+b");
}
END_TEST

START_TEST(broken_percent_encoding_is_refused)
{
	struct arena *arena = new_arena();

	ck_assert_ptr_null(text_url_decode(arena, "%", 1, PLUS_STAYS));
	ck_assert_ptr_null(text_url_decode(arena, "%4", 2, PLUS_STAYS));
	ck_assert_ptr_null(text_url_decode(arena, "%4g", 3, PLUS_STAYS));
	ck_assert_ptr_null(text_url_decode(arena, "%00", 3, PLUS_STAYS));
	ck_assert_ptr_null(text_url_decode(arena, "%FF", 3, PLUS_STAYS));
	/* Cut by len, though digits follow in memory. */
	ck_assert_ptr_null(text_url_decode(arena, "%41", 2, PLUS_STAYS));
}
END_TEST

START_TEST(comparisons_know_null)
{
	ck_assert(text_is_equal(NULL, NULL) && !text_is_equal(NULL, ""));
	ck_assert(text_is_equal_nocase("aBc-1", "AbC-1"));
	ck_assert(!text_is_equal_nocase("abc", "abcd"));
	ck_assert(!text_is_equal_nocase("abc", NULL));
	ck_assert(
	    text_is_empty(NULL) && text_is_empty("") && !text_is_empty(" "));
	ck_assert(
	    text_starts_with("abc", "ab") && !text_starts_with("a", "ab"));
	ck_assert(text_ends_with("abc", "bc") && !text_ends_with("c", "bc"));
	ck_assert(!text_starts_with(NULL, "a") && !text_ends_with(NULL, "a"));
}
END_TEST

Suite *
text_suite(void)
{
	Suite *suite = suite_create("text");
	TCase *cases = tcase_create("text");

	tcase_add_loop_test(
	    cases, broken_utf8_is_refused, 0, (int)ARRAY_LENGTH(broken_utf8));
	tcase_add_test(cases, good_utf8_is_accepted_and_byte_zero_is_not);
	tcase_add_test(cases, a_broken_byte_is_read_as_one_replacement);
	tcase_add_test(cases, every_code_point_survives_encoding_and_decoding);
	tcase_add_test(cases, lengths_count_what_they_say);
	tcase_add_test(cases, trim_takes_white_space_from_both_ends_only);
	tcase_add_test(cases, lower_case_knows_our_scripts);
	tcase_add_test(cases, letters_and_digits_are_word_characters);
	tcase_add_loop_test(cases, an_integer_is_read_whole_or_not_at_all, 0,
	    (int)ARRAY_LENGTH(integers));
	tcase_add_test(cases, a_double_is_plain_decimal_and_finite);
	tcase_add_loop_test(cases, base64_matches_the_vectors_of_the_rfc, 0,
	    (int)ARRAY_LENGTH(vectors));
	tcase_add_loop_test(cases, broken_base64_is_refused, 0,
	    (int)ARRAY_LENGTH(broken_base64));
	tcase_add_test(cases, base64url_has_its_own_alphabet_and_no_padding);
	tcase_add_test(cases, hex_goes_both_ways_and_only_whole);
	tcase_add_test(cases, percent_encoding_goes_both_ways);
	tcase_add_test(cases, broken_percent_encoding_is_refused);
	tcase_add_test(cases, comparisons_know_null);
	suite_add_tcase(suite, cases);
	return suite;
}
