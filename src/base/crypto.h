/*
 * crypto.h - the few primitives we use, on OpenSSL 3.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef BASE_CRYPTO_H
#define BASE_CRYPTO_H

#include "base/arena.h"

enum { SHA256_BYTES = 32, AES_KEY_BYTES = 32 };

void crypto_sha256(
    const void *bytes, size_t len, unsigned char digest[SHA256_BYTES]);

/* HMAC-SHA-256 with a context that is kept per process and key, because keying
 * costs three times the rest. An empty key is a bug. */
void crypto_hmac_sha256(const void *key, size_t key_len, const void *bytes,
    size_t len, unsigned char mac[SHA256_BYTES]);

/* Constant time in the contents; false at once when the lengths differ. */
bool crypto_is_equal(
    const void *a, size_t a_len, const void *b, size_t b_len) must_use;

/* From the system's generator; a system without one aborts. */
void crypto_random(void *bytes, size_t len);
/* A random identifier of 128 bits as 22 characters of base64url. */
char *crypto_random_id(struct arena *arena) must_use;

/* AES-256-GCM. What is sealed is nonce (12), ciphertext, tag (16) in one run of
 * bytes, as base64. aad is bound to it and must be the same at opening. */
char *crypto_seal(struct arena *arena, const unsigned char key[AES_KEY_BYTES],
    const char *aad, const char *plain) must_use;
/* The plain text in memory that the arena wipes; NULL when anything was
 * changed. */
char *crypto_open(struct arena *arena, const unsigned char key[AES_KEY_BYTES],
    const char *aad, const char *sealed) must_use;

/* Overwrites for sure. */
void crypto_wipe(void *bytes, size_t len);

#endif
