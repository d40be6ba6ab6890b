/*
 * crypto.c - digests, message authentication, sealing and random bytes.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/crypto.h"

#include <errno.h>
#include <limits.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <sys/random.h>

#include "base/check.h"
#include "base/text.h"

enum {
	HMAC_BLOCK_BYTES = 64,
	HMAC_KEYS_MAX = 64,
	NONCE_BYTES = 12,
	TAG_BYTES = 16,
	ID_BYTES = 16,
};

/* A key as HMAC uses it (hashed when longer than a block, padded with zeros)
 * and the context that is keyed with it. */
struct keyed {
	unsigned char key[HMAC_BLOCK_BYTES];
	EVP_MAC_CTX *context;
	uint64_t used_at;
};

static struct keyed keyed_contexts[HMAC_KEYS_MAX];
static uint64_t keyed_clock;

void
crypto_sha256(const void *bytes, size_t len, unsigned char digest[SHA256_BYTES])
{
	static EVP_MD *sha256;

	if (sha256 == NULL)
		sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
	check(sha256 != NULL);
	check(EVP_Digest(bytes, len, digest, NULL, sha256, NULL) == 1);
}

static EVP_MAC_CTX *
context_create(const unsigned char key[HMAC_BLOCK_BYTES])
{
	static EVP_MAC *hmac;
	char digest_name[] = "SHA256";
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(
		    OSSL_MAC_PARAM_DIGEST, digest_name, 0),
		OSSL_PARAM_construct_end(),
	};
	EVP_MAC_CTX *context;

	if (hmac == NULL)
		hmac = EVP_MAC_fetch(NULL, "HMAC", NULL);
	check(hmac != NULL);
	context = EVP_MAC_CTX_new(hmac);
	check(context != NULL);
	check(EVP_MAC_init(context, key, HMAC_BLOCK_BYTES, params) == 1);
	return context;
}

/* The context for key, ready for new bytes. The one that was unused for the
 * longest time makes room. */
static EVP_MAC_CTX *
context_for(const unsigned char key[HMAC_BLOCK_BYTES])
{
	struct keyed *oldest = keyed_contexts, *keyed;

	for (keyed = keyed_contexts;
	     keyed < keyed_contexts + HMAC_KEYS_MAX && keyed->context != NULL;
	     keyed++) {
		if (memcmp(keyed->key, key, HMAC_BLOCK_BYTES) == 0) {
			keyed->used_at = ++keyed_clock;
			check(EVP_MAC_init(keyed->context, NULL, 0, NULL) == 1);
			return keyed->context;
		}
		if (keyed->used_at < oldest->used_at)
			oldest = keyed;
	}
	if (keyed == keyed_contexts + HMAC_KEYS_MAX) {
		keyed = oldest;
		/* Wipes what it keeps of the key. */
		EVP_MAC_CTX_free(keyed->context);
	}
	memcpy(keyed->key, key, HMAC_BLOCK_BYTES);
	keyed->context = context_create(key);
	keyed->used_at = ++keyed_clock;
	return keyed->context;
}

void
crypto_hmac_sha256(const void *key, size_t key_len, const void *bytes,
    size_t len, unsigned char mac[SHA256_BYTES])
{
	unsigned char block[HMAC_BLOCK_BYTES] = { 0 };
	EVP_MAC_CTX *context;
	size_t mac_len;

	check(key_len > 0);
	if (key_len > HMAC_BLOCK_BYTES)
		crypto_sha256(key, key_len, block);
	else
		memcpy(block, key, key_len);
	context = context_for(block);
	crypto_wipe(block, sizeof(block));
	check(EVP_MAC_update(context, bytes, len) == 1);
	check(EVP_MAC_final(context, mac, &mac_len, SHA256_BYTES) == 1);
	check(mac_len == SHA256_BYTES);
}

bool
crypto_is_equal(const void *a, size_t a_len, const void *b, size_t b_len)
{
	return a_len == b_len && CRYPTO_memcmp(a, b, a_len) == 0;
}

void
crypto_random(void *bytes, size_t len)
{
	unsigned char *position = bytes;
	ssize_t count;

	while (len > 0) {
		count = getrandom(position, len, 0);
		if (count < 0 && errno == EINTR)
			continue;
		check(count > 0);
		position += count;
		len -= (size_t)count;
	}
}

char *
crypto_random_id(struct arena *arena)
{
	unsigned char bytes[ID_BYTES];

	crypto_random(bytes, sizeof(bytes));
	return text_base64url(arena, bytes, sizeof(bytes));
}

static const EVP_CIPHER *
aes_256_gcm(void)
{
	static EVP_CIPHER *cipher;

	if (cipher == NULL)
		cipher = EVP_CIPHER_fetch(NULL, "AES-256-GCM", NULL);
	check(cipher != NULL);
	return cipher;
}

static EVP_CIPHER_CTX *
cipher_create(void)
{
	EVP_CIPHER_CTX *context = EVP_CIPHER_CTX_new();

	check(context != NULL);
	return context;
}

char *
crypto_seal(struct arena *arena, const unsigned char key[AES_KEY_BYTES],
    const char *aad, const char *plain)
{
	EVP_CIPHER_CTX *context = cipher_create();
	size_t len = strlen(plain);
	unsigned char *sealed =
	    arena_alloc(arena, NONCE_BYTES + len + TAG_BYTES);
	unsigned char *out = sealed + NONCE_BYTES;
	int count;

	check(len < INT_MAX && strlen(aad) < INT_MAX);
	crypto_random(sealed, NONCE_BYTES);
	check(EVP_EncryptInit_ex2(context, aes_256_gcm(), key, sealed, NULL) ==
	    1);
	check(EVP_EncryptUpdate(context, NULL, &count,
		  (const unsigned char *)aad, (int)strlen(aad)) == 1);
	check(EVP_EncryptUpdate(context, out, &count,
		  (const unsigned char *)plain, (int)len) == 1);
	check(EVP_EncryptFinal_ex(context, out + len, &count) == 1);
	check(EVP_CIPHER_CTX_ctrl(
		  context, EVP_CTRL_GCM_GET_TAG, TAG_BYTES, out + len) == 1);
	EVP_CIPHER_CTX_free(context);
	return text_base64(arena, sealed, NONCE_BYTES + len + TAG_BYTES);
}

char *
crypto_open(struct arena *arena, const unsigned char key[AES_KEY_BYTES],
    const char *aad, const char *sealed)
{
	EVP_CIPHER_CTX *context;
	unsigned char *bytes, *plain;
	bool is_genuine;
	size_t len;
	int count;

	bytes = (unsigned char *)text_unbase64(arena, sealed, &len);
	if (bytes == NULL || len < NONCE_BYTES + TAG_BYTES || len >= INT_MAX)
		return NULL;
	len -= NONCE_BYTES + TAG_BYTES;
	plain = arena_secret(arena, len + 1);
	context = cipher_create();
	check(
	    EVP_DecryptInit_ex2(context, aes_256_gcm(), key, bytes, NULL) == 1);
	check(EVP_DecryptUpdate(context, NULL, &count,
		  (const unsigned char *)aad, (int)strlen(aad)) == 1);
	check(EVP_DecryptUpdate(
		  context, plain, &count, bytes + NONCE_BYTES, (int)len) == 1);
	check(EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_GCM_SET_TAG, TAG_BYTES,
		  bytes + NONCE_BYTES + len) == 1);
	is_genuine = EVP_DecryptFinal_ex(context, plain + len, &count) == 1;
	EVP_CIPHER_CTX_free(context);
	if (!is_genuine) {
		crypto_wipe(plain, len);
		return NULL;
	}
	plain[len] = '\0';
	return (char *)plain;
}

void
crypto_wipe(void *bytes, size_t len)
{
	if (len > 0)
		OPENSSL_cleanse(bytes, len);
}
