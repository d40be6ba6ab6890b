/*
 * test_totp.c - codes of authenticators, with the vectors of RFC 6238.
 *
 * SPDX-License-Identifier: ISC
 */
#include "identity/totp.h"
#include "unit.h"

Suite *totp_suite(void);

static const unsigned char secret[] = "12345678901234567890";

static struct instant
second(int64_t seconds)
{
	return instant_from_seconds(seconds);
}

START_TEST(the_codes_of_the_rfc_come_out)
{
	/* RFC 6238, appendix B, SHA-1. */
	static const struct {
		int64_t seconds;
		uint32_t code;
	} vectors[] = {
		{ 59, 94287082 },
		{ 1111111109, 7081804 },
		{ 1111111111, 14050471 },
		{ 1234567890, 89005924 },
		{ 2000000000, 69279037 },
		{ 20000000000, 65353130 },
	};

	for (size_t i = 0; i < ARRAY_LENGTH(vectors); i++) {
		int64_t step = totp_step(second(vectors[i].seconds));

		ck_assert_uint_eq(totp_code(secret, TOTP_SECRET_BYTES, step, 8),
		    vectors[i].code);
		ck_assert_uint_eq(totp_code(secret, TOTP_SECRET_BYTES, step, 6),
		    vectors[i].code % 1000000);
	}
}
END_TEST

START_TEST(a_code_is_found_one_step_off_and_no_further)
{
	/* The code of 1111111109 is that of step 37037036. */
	int64_t begin = INT64_C(37037036) * TOTP_STEP_S;
	int64_t off;

	for (off = -TOTP_STEP_S; off < 2 * TOTP_STEP_S; off++)
		ck_assert_int_eq(
		    totp_find_step(secret, "081804", second(begin + off)),
		    37037036);
	ck_assert_int_eq(
	    totp_find_step(secret, "081804", second(begin - TOTP_STEP_S - 1)),
	    0);
	ck_assert_int_eq(
	    totp_find_step(secret, "081804", second(begin + off)), 0);
}
END_TEST

START_TEST(blanks_in_a_code_do_not_matter_and_all_else_does)
{
	static const char *const wrong[] = { "", " ", "81804", "0818040",
		"081805", "08180a", "081804\n", "-081804", "+81804",
		"\u066081804" };
	struct instant at = second(1111111109);

	ck_assert_int_gt(totp_find_step(secret, "081804", at), 0);
	ck_assert_int_gt(totp_find_step(secret, " 081 804 ", at), 0);
	for (size_t i = 0; i < ARRAY_LENGTH(wrong); i++)
		ck_assert_int_eq(totp_find_step(secret, wrong[i], at), 0);
}
END_TEST

START_TEST(base32_is_that_of_rfc_4648_without_padding)
{
	static const struct {
		const char *plain;
		const char *text;
	} vectors[] = {
		{ "", "" },
		{ "f", "MY" },
		{ "fo", "MZXQ" },
		{ "foo", "MZXW6" },
		{ "foob", "MZXW6YQ" },
		{ "fooba", "MZXW6YTB" },
		{ "foobar", "MZXW6YTBOI" },
	};
	struct arena *arena = new_arena();

	for (size_t i = 0; i < ARRAY_LENGTH(vectors); i++)
		ck_assert_str_eq(totp_base32(arena, vectors[i].plain,
				     strlen(vectors[i].plain)),
		    vectors[i].text);
}
END_TEST

START_TEST(the_address_names_studio_and_account_without_a_second_colon)
{
	struct arena *arena = new_arena();

	ck_assert_str_eq(
	    totp_uri(arena, "Fit & Fun: Köln", "a+b@example.org", "MZXW6"),
	    "otpauth://totp/Fit%20%26%20Fun%20%20K%C3%B6ln:"
	    "a%2Bb%40example.org?secret=MZXW6"
	    "&issuer=Fit%20%26%20Fun%20%20K%C3%B6ln"
	    "&algorithm=SHA1&digits=6&period=30");
}
END_TEST

Suite *
totp_suite(void)
{
	Suite *suite = suite_create("totp");
	TCase *tests = tcase_create("totp");

	tcase_add_test(tests, the_codes_of_the_rfc_come_out);
	tcase_add_test(tests, a_code_is_found_one_step_off_and_no_further);
	tcase_add_test(tests, blanks_in_a_code_do_not_matter_and_all_else_does);
	tcase_add_test(tests, base32_is_that_of_rfc_4648_without_padding);
	tcase_add_test(
	    tests, the_address_names_studio_and_account_without_a_second_colon);
	suite_add_tcase(suite, tests);
	return suite;
}
