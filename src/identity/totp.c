/*
 * totp.c - codes of time steps, their search, and what authenticators read.
 *
 * SPDX-License-Identifier: ISC
 */
#include "identity/totp.h"

#include <openssl/evp.h>

#include "base/check.h"
#include "base/crypto.h"
#include "base/text.h"

enum { SHA1_BYTES = 20, DIGITS = 6, DIGITS_MAX = 8 };

int64_t
totp_step(struct instant at)
{
	return at.us / 1000000 / TOTP_STEP_S;
}

uint32_t
totp_code(
    const unsigned char *secret, size_t len, int64_t step, unsigned digits)
{
	static const uint32_t powers[] = { 1, 10, 100, 1000, 10000, 100000,
		1000000, 10000000, 100000000 };
	unsigned char counter[8], mac[SHA1_BYTES];
	const unsigned char *at;
	size_t mac_len = 0;

	check(step >= 0 && digits >= 1 && digits <= DIGITS_MAX);
	for (size_t i = 0; i < sizeof(counter); i++)
		counter[i] = (unsigned char)((uint64_t)step >> (56 - 8 * i));
	check(EVP_Q_mac(NULL, "HMAC", NULL, "SHA1", NULL, secret, len, counter,
		  sizeof(counter), mac, sizeof(mac), &mac_len) != NULL);
	check(mac_len == sizeof(mac));
	at = mac + (mac[SHA1_BYTES - 1] & 15);
	return (((uint32_t)(at[0] & 127) << 24) | ((uint32_t)at[1] << 16) |
		   ((uint32_t)at[2] << 8) | at[3]) %
	    powers[digits];
}

/* The digits of code without the blanks that people type between them; false
 * unless there are exactly as many as there have to be. */
static bool
digits_of(const char *code, char digits[DIGITS])
{
	size_t count = 0;

	for (; *code != '\0'; code++) {
		if (*code == ' ')
			continue;
		if (*code < '0' || *code > '9' || count == DIGITS)
			return false;
		digits[count++] = *code;
	}
	return count == DIGITS;
}

int64_t
totp_find_step(const unsigned char secret[TOTP_SECRET_BYTES], const char *code,
    struct instant at)
{
	int64_t now = totp_step(at), found = 0;
	char given[DIGITS];

	if (!digits_of(code, given))
		return 0;
	for (int64_t step = now - TOTP_DRIFT_STEPS;
	     step <= now + TOTP_DRIFT_STEPS; step++) {
		char expected[DIGITS + 1];

		(void)snprintf(expected, sizeof(expected), "%06" PRIu32,
		    totp_code(secret, TOTP_SECRET_BYTES, step, DIGITS));
		if (crypto_is_equal(expected, DIGITS, given, DIGITS))
			found = step;
	}
	return found;
}

char *
totp_base32(struct arena *arena, const void *bytes, size_t len)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	const unsigned char *from = bytes;
	char *text = arena_alloc(arena, (len * 8 + 4) / 5 + 1);
	char *to = text;
	uint32_t bits = 0;
	unsigned count = 0;

	for (size_t i = 0; i < len; i++) {
		bits = (bits << 8) | from[i];
		for (count += 8; count >= 5; count -= 5)
			*to++ = alphabet[(bits >> (count - 5)) & 31];
	}
	if (count > 0)
		*to++ = alphabet[(bits << (5 - count)) & 31];
	return text;
}

/* A colon divides the two, so neither may have one. */
static const char *
label_part(struct arena *arena, const char *text)
{
	char *copy = arena_copy(arena, text);

	for (char *at = copy; *at != '\0'; at++)
		if (*at == ':')
			*at = ' ';
	return text_url_encode(arena, text_trim(arena, copy));
}

char *
totp_uri(struct arena *arena, const char *issuer, const char *account,
    const char *secret_base32)
{
	const char *by = label_part(arena, issuer);

	return arena_printf(arena,
	    "otpauth://totp/%s:%s?secret=%s&issuer=%s&algorithm=SHA1&digits=%d"
	    "&period=%d",
	    by, label_part(arena, account), secret_base32, by, DIGITS,
	    TOTP_STEP_S);
}
