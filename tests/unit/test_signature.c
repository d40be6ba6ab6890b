/*
 * test_signature.c - signatures of webhooks, with known answers.
 *
 * SPDX-License-Identifier: ISC
 */
#include "net/signature.h"
#include "unit.h"

#define BODY "{\"object\":\"whatsapp_business_account\",\"entry\":[]}"
#define HEX "d3e4f9da0ce6c71ab3dba55929b8eeeee2455349e534924ead19f98d143e904f"

static bool
is_valid(const char *secret, const char *header)
{
	return signature_meta_is_valid(secret, header, BODY, strlen(BODY));
}

START_TEST(a_known_signature_is_valid)
{
	ck_assert(is_valid("app-secret", "sha256=" HEX));
}
END_TEST

START_TEST(bytes_after_a_zero_are_signed_too)
{
	static const char header[] =
	    "sha256=0830fb2b351300dce92f7116e69dceebe8eb641a501efe60641656d1"
	    "fa8ef88b";

	ck_assert(signature_meta_is_valid("app-secret", header, "a\0b", 3));
	ck_assert(!signature_meta_is_valid("app-secret", header, "a\0c", 3));
	ck_assert(!signature_meta_is_valid("app-secret", header, "a", 1));
}
END_TEST

START_TEST(an_empty_body_can_be_signed)
{
	ck_assert(signature_meta_is_valid("k",
	    "sha256=8bb990c40a7d61cb97597a942125025be50ac8beb74436e3735b9889"
	    "3a7f6620",
	    "", 0));
}
END_TEST

START_TEST(another_secret_does_not_verify)
{
	ck_assert(!is_valid("app-secreT", "sha256=" HEX));
	ck_assert(!is_valid("app-secret ", "sha256=" HEX));
}
END_TEST

START_TEST(an_empty_secret_never_verifies)
{
	ck_assert(!is_valid("", "sha256=" HEX));
	ck_assert(!is_valid(NULL, "sha256=" HEX));
	/* What HMAC with an empty key would give. */
	ck_assert(!signature_meta_is_valid("",
	    "sha256=b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c71214"
	    "4292c5ad",
	    "", 0));
}
END_TEST

static const char *const malformed[] = { NULL, "", "sha256", "sha256=", HEX,
	"sha1=" HEX, "SHA256=" HEX, "sha256=" HEX "0", "sha256= " HEX,
	" sha256=" HEX, "sha256=" HEX " ", "sha256=" HEX "\n",
	"sha256=" HEX HEX,
	"sha256=d3e4f9da0ce6c71ab3dba55929b8eeeee2455349"
	"e534924ead19f98d143e904",
	"sha256=g3e4f9da0ce6c71ab3dba55929b8eeeee2455349"
	"e534924ead19f98d143e904f",
	"sha256=d3e4f9da0ce6c71ab3dba55929b8eeeee2455349"
	"e534924ead19f98d143e904e" };

START_TEST(a_malformed_header_does_not_verify)
{
	ck_assert(!is_valid("app-secret", malformed[_i]));
}
END_TEST

START_TEST(what_is_made_is_valid)
{
	struct arena *arena = new_arena();
	char *header = signature_meta(arena, "app-secret", BODY, strlen(BODY));

	ck_assert_str_eq(header, "sha256=" HEX);
	ck_assert(is_valid("app-secret", header));
}
END_TEST

Suite *signature_suite(void);

Suite *
signature_suite(void)
{
	Suite *suite = suite_create("signature");
	TCase *tcase = tcase_create("signature");

	tcase_add_test(tcase, a_known_signature_is_valid);
	tcase_add_test(tcase, bytes_after_a_zero_are_signed_too);
	tcase_add_test(tcase, an_empty_body_can_be_signed);
	tcase_add_test(tcase, another_secret_does_not_verify);
	tcase_add_test(tcase, an_empty_secret_never_verifies);
	tcase_add_loop_test(tcase, a_malformed_header_does_not_verify, 0,
	    ARRAY_LENGTH(malformed));
	tcase_add_test(tcase, what_is_made_is_valid);
	suite_add_tcase(suite, tcase);
	return suite;
}
