/*
 * signature.c - checks and makes the signatures of webhooks.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/crypto.h"
#include "base/text.h"
#include "net/signature.h"

static const char META_PREFIX[] = "sha256=";

bool
signature_meta_is_valid(
    const char *app_secret, const char *header, const void *body, size_t len)
{
	unsigned char sent[SHA256_BYTES], computed[SHA256_BYTES];

	if (text_is_empty(app_secret) || header == NULL)
		return false;
	if (!text_starts_with(header, META_PREFIX) ||
	    !text_unhex(header + strlen(META_PREFIX), sent, sizeof(sent)))
		return false;
	crypto_hmac_sha256(app_secret, strlen(app_secret), body, len, computed);
	return crypto_is_equal(sent, sizeof(sent), computed, sizeof(computed));
}

char *
signature_meta(
    struct arena *arena, const char *app_secret, const void *body, size_t len)
{
	unsigned char mac[SHA256_BYTES];

	crypto_hmac_sha256(app_secret, strlen(app_secret), body, len, mac);
	return arena_printf(
	    arena, "%s%s", META_PREFIX, text_hex(arena, mac, sizeof(mac)));
}
