/*
 * test_crypto.c - digests, authentication codes and sealing.
 *
 * SPDX-License-Identifier: ISC
 */
#include "unit.h"

#include "base/crypto.h"
#include "base/text.h"

Suite *crypto_suite(void);

static const unsigned char key[AES_KEY_BYTES] =
    "0123456789abcdef0123456789abcde";

static const char *
hmac(const char *secret, const char *text)
{
	unsigned char mac[SHA256_BYTES];

	crypto_hmac_sha256(secret, strlen(secret), text, strlen(text), mac);
	return text_hex(new_arena(), mac, sizeof(mac));
}

START_TEST(sha256_matches_the_vector_of_the_standard)
{
	unsigned char digest[SHA256_BYTES];

	crypto_sha256("abc", 3, digest);
	ck_assert_str_eq(text_hex(new_arena(), digest, sizeof(digest)),
	    "ba7816bf8f01cfea414140de5dae2223"
	    "b00361a396177a9cb410ff61f20015ad");
	crypto_sha256("", 0, digest);
	ck_assert_str_eq(text_hex(new_arena(), digest, sizeof(digest)),
	    "e3b0c44298fc1c149afbf4c8996fb924"
	    "27ae41e4649b934ca495991b7852b855");
}
END_TEST

/* RFC 4231, cases 2 and 6. */
START_TEST(hmac_matches_the_vectors_of_the_rfc)
{
	char long_key[132] = "";

	ck_assert_str_eq(hmac("Jefe", "what do ya want for nothing?"),
	    "5bdcc146bf60754e6a042426089575c7"
	    "5a003f089d2739839dec58b964ec3843");
	memset(long_key, 0xAA, 131);
	ck_assert_str_eq(
	    hmac(long_key,
		"Test Using Larger Than Block-Size Key - Hash Key First"),
	    "60e431591ee0b67f0d8a26aacbf5b77f"
	    "8e0bc6213728c5140546040f0ee37f54");
}
END_TEST

START_TEST(a_kept_context_gives_the_same_code_again)
{
	const char *first = hmac("key", "text");

	ck_assert_str_eq(hmac("key", "text"), first);
	ck_assert_str_ne(hmac("key", "other"), first);
	ck_assert_str_eq(hmac("key", "text"), first);
}
END_TEST

START_TEST(more_keys_than_are_kept_change_nothing)
{
	unsigned char first[100][SHA256_BYTES], mac[SHA256_BYTES];
	size_t round;
	unsigned char i;

	for (round = 0; round < 3; round++) {
		for (i = 0; i < 100; i++) {
			crypto_hmac_sha256(&i, 1, "text", 4, mac);
			if (round == 0)
				memcpy(first[i], mac, sizeof(mac));
			ck_assert_mem_eq(mac, first[i], sizeof(mac));
		}
	}
	ck_assert_mem_ne(first[1], first[2], sizeof(mac));
}
END_TEST

START_TEST(an_empty_key_aborts)
{
	unsigned char mac[SHA256_BYTES];

	silence();
	crypto_hmac_sha256("", 0, "text", 4, mac);
}
END_TEST

START_TEST(what_was_sealed_opens_and_is_different_each_time)
{
	struct arena *arena = new_arena();
	const char *one = crypto_seal(arena, key, "7/token", "geheim \xC3\xA4");
	const char *two = crypto_seal(arena, key, "7/token", "geheim \xC3\xA4");

	ck_assert_str_ne(one, two);
	ck_assert_str_eq(
	    crypto_open(arena, key, "7/token", one), "geheim \xC3\xA4");
	ck_assert_str_eq(
	    crypto_open(arena, key, "", crypto_seal(arena, key, "", "")), "");
}
END_TEST

START_TEST(nothing_that_was_changed_opens)
{
	struct arena *arena = new_arena();
	unsigned char other[AES_KEY_BYTES] = { 1 };
	const char *sealed = crypto_seal(arena, key, "7/token", "secret");
	unsigned char *bytes;
	size_t len, i;

	ck_assert_ptr_null(crypto_open(arena, key, "8/token", sealed));
	ck_assert_ptr_null(crypto_open(arena, other, "7/token", sealed));
	ck_assert_ptr_null(crypto_open(arena, key, "7/token", "AAAA"));
	ck_assert_ptr_null(crypto_open(arena, key, "7/token", "no base64"));
	bytes = (unsigned char *)text_unbase64(arena, sealed, &len);
	for (i = 0; i < len; i++) {
		bytes[i] ^= 1;
		ck_assert_ptr_null(crypto_open(
		    arena, key, "7/token", text_base64(arena, bytes, len)));
		bytes[i] ^= 1;
	}
	ck_assert_ptr_null(crypto_open(
	    arena, key, "7/token", text_base64(arena, bytes, len - 1)));
}
END_TEST

START_TEST(equality_looks_at_length_and_contents)
{
	ck_assert(crypto_is_equal("abc", 3, "abc", 3));
	ck_assert(!crypto_is_equal("abc", 3, "abd", 3));
	ck_assert(!crypto_is_equal("abc", 3, "ab", 2));
	ck_assert(crypto_is_equal("", 0, "", 0));
}
END_TEST

START_TEST(random_identifiers_differ_and_are_22_characters)
{
	struct arena *arena = new_arena();
	const char *one = crypto_random_id(arena);

	ck_assert_uint_eq(strlen(one), 22);
	ck_assert_str_ne(one, crypto_random_id(arena));
}
END_TEST

Suite *
crypto_suite(void)
{
	Suite *suite = suite_create("crypto");
	TCase *cases = tcase_create("crypto");

	tcase_add_test(cases, sha256_matches_the_vector_of_the_standard);
	tcase_add_test(cases, hmac_matches_the_vectors_of_the_rfc);
	tcase_add_test(cases, a_kept_context_gives_the_same_code_again);
	tcase_add_test(cases, more_keys_than_are_kept_change_nothing);
	tcase_add_test_raise_signal(cases, an_empty_key_aborts, 6);
	tcase_add_test(cases, what_was_sealed_opens_and_is_different_each_time);
	tcase_add_test(cases, nothing_that_was_changed_opens);
	tcase_add_test(cases, equality_looks_at_length_and_contents);
	tcase_add_test(cases, random_identifiers_differ_and_are_22_characters);
	suite_add_tcase(suite, cases);
	return suite;
}
