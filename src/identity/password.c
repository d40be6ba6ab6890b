/*
 * password.c - judges, hashes and verifies passwords.
 *
 * SPDX-License-Identifier: ISC
 */
#include "identity/password.h"

#include <openssl/core_names.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include "base/check.h"
#include "base/config.h"
#include "base/crypto.h"
#include "base/log.h"
#include "base/slots.h"
#include "base/text.h"
#include "identity/common_password.h"

enum {
	SALT_BYTES = 16,
	HASH_BYTES = 32,
	PARTS = 6,
	MEMORY_MAX_BYTES = 256 << 20,
	WAIT_MS = 1000,
	NAME_MIN = 4 /* a shorter part of an address says nothing */
};

/* N is 2 to the power of ln. */
struct scrypt {
	int64_t ln;
	int64_t r;
	int64_t p;
};

static const struct scrypt todays = { 15, 8, 1 };

struct stored_hash {
	struct scrypt cost;
	const char *salt;
	size_t salt_len;
	const char *hash;
	size_t hash_len;
};

/* Of the process, made before it forks. */
static struct slots *slots;

bool
password_start(const struct config *config not_used)
{
	slots = slots_new();
	if (slots == NULL)
		log_error(NULL, "no memory to share with the children");
	return slots != NULL;
}

static bool
cost_is_bearable(const struct scrypt *cost)
{
	return cost->ln >= 10 && cost->ln <= 20 && cost->r >= 1 &&
	    cost->r <= 32 && cost->p >= 1 && cost->p <= 16 &&
	    ((int64_t)128 << cost->ln) * cost->r <= MEMORY_MAX_BYTES / 2;
}

static void
derive(const struct scrypt *cost, const char *password, const char *salt,
    size_t salt_len, unsigned char hash[HASH_BYTES])
{
	static EVP_KDF *kdf;
	EVP_KDF_CTX *context;
	uint64_t n = (uint64_t)1 << cost->ln;
	uint64_t r = (uint64_t)cost->r, p = (uint64_t)cost->p;
	uint64_t memory = MEMORY_MAX_BYTES;
	/* OpenSSL takes texts to read from as void pointers. */
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_PASSWORD,
		    (void *)(uintptr_t)password, strlen(password)),
		OSSL_PARAM_construct_octet_string(
		    OSSL_KDF_PARAM_SALT, (void *)(uintptr_t)salt, salt_len),
		OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_SCRYPT_N, &n),
		OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_SCRYPT_R, &r),
		OSSL_PARAM_construct_uint64(OSSL_KDF_PARAM_SCRYPT_P, &p),
		OSSL_PARAM_construct_uint64(
		    OSSL_KDF_PARAM_SCRYPT_MAXMEM, &memory),
		OSSL_PARAM_construct_end(),
	};

	if (kdf == NULL)
		kdf = EVP_KDF_fetch(NULL, "SCRYPT", NULL);
	check(kdf != NULL);
	context = EVP_KDF_CTX_new(kdf);
	check(context != NULL);
	check(EVP_KDF_derive(context, hash, HASH_BYTES, params) == 1);
	EVP_KDF_CTX_free(context);
}

/* The same, unless too many do it already. */
static bool
derive_in_turn(struct task *task, const struct scrypt *cost,
    const char *password, const char *salt, size_t salt_len,
    unsigned char hash[HASH_BYTES])
{
	int slot = 0;

	if (slots != NULL)
		slot =
		    slot_take(slots, (size_t)task->config->password_hashes_max);
	if (slot < 0)
		return fail_for_now(task, TOO_MANY_REQUESTS, WAIT_MS,
		    "Too many people sign in at this moment. Try again.");
	derive(cost, password, salt, salt_len, hash);
	if (slots != NULL)
		slot_give(slots, slot);
	return true;
}

const char *
password_hash(struct task *task, const char *password)
{
	unsigned char hash[HASH_BYTES];
	char salt[SALT_BYTES];

	crypto_random(salt, sizeof(salt));
	if (!derive_in_turn(task, &todays, password, salt, sizeof(salt), hash))
		return NULL;
	return arena_printf(task->arena,
	    "scrypt$%" PRId64 "$%" PRId64 "$%" PRId64 "$%s$%s", todays.ln,
	    todays.r, todays.p, text_base64url(task->arena, salt, sizeof(salt)),
	    text_base64url(task->arena, hash, sizeof(hash)));
}

static bool
stored_parse(struct arena *arena, const char *text, struct stored_hash *stored)
{
	const char *parts[PARTS] = { NULL };

	for (size_t i = 0; i < PARTS; i++) {
		size_t len = strcspn(text, "$");

		parts[i] = arena_copy_bytes(arena, text, len);
		text += len;
		if ((*text == '$') != (i + 1 < PARTS))
			return false;
		text += *text == '$' ? 1 : 0;
	}
	if (!text_is_equal(parts[0], "scrypt") ||
	    !text_to_int64(parts[1], &stored->cost.ln) ||
	    !text_to_int64(parts[2], &stored->cost.r) ||
	    !text_to_int64(parts[3], &stored->cost.p) ||
	    !cost_is_bearable(&stored->cost))
		return false;
	stored->salt = text_unbase64url(arena, parts[4], &stored->salt_len);
	stored->hash = text_unbase64url(arena, parts[5], &stored->hash_len);
	return stored->salt != NULL && stored->hash != NULL &&
	    stored->hash_len == HASH_BYTES;
}

static bool
is_of_today(const struct scrypt *cost)
{
	return cost->ln == todays.ln && cost->r == todays.r &&
	    cost->p == todays.p;
}

enum password_verdict
password_verify(struct task *task, const char *password, const char *text)
{
	struct stored_hash stored = { .cost = todays,
		.salt = "no user at all" };
	unsigned char hash[HASH_BYTES];
	bool is_known = text != NULL;

	if (is_known && !stored_parse(task->arena, text, &stored)) {
		log_event(task, LOG_ERROR, "password_hash_broken",
		    "a stored password can not be read");
		is_known = false;
		stored = (struct stored_hash){ .cost = todays, .salt = "" };
	}
	if (!is_known)
		stored.salt_len = strlen(stored.salt);
	if (!derive_in_turn(task, &stored.cost, password, stored.salt,
		stored.salt_len, hash))
		return PASSWORD_UNDECIDED;
	if (!is_known ||
	    !crypto_is_equal(hash, sizeof(hash), stored.hash, stored.hash_len))
		return PASSWORD_WRONG;
	return is_of_today(&stored.cost) ? PASSWORD_RIGHT : PASSWORD_RIGHT_OLD;
}

/* "mia.sommer@studio-nord.example" has the names "mia.sommer" and
 * "studio-nord": a password that is one of them with a few characters around it
 * is the first that somebody tries who knows the address. */
static bool
is_made_of(const char *password, const char *name, size_t len)
{
	const char *found;

	if (len < NAME_MIN)
		return false;
	for (found = strchr(password, name[0]); found != NULL;
	     found = strchr(found + 1, name[0]))
		if (strncmp(found, name, len) == 0)
			return strlen(password) - len <= 2 * NAME_MIN;
	return false;
}

static bool
is_made_of_address(const char *password, const char *email)
{
	const char *at = strchr(email, '@');

	if (text_is_equal(password, email))
		return true;
	if (at == NULL)
		return is_made_of(password, email, strlen(email));
	return is_made_of(password, email, (size_t)(at - email)) ||
	    is_made_of(password, at + 1, strcspn(at + 1, "."));
}

bool
password_is_good(struct task *task, const char *pointer, const char *password,
    const char *email)
{
	size_t characters = text_characters(password == NULL ? "" : password);
	const char *lower;
	const char *reason;

	if (characters < PASSWORD_CHARACTERS_MIN ||
	    characters > PASSWORD_CHARACTERS_MAX)
		return fail_field(task, pointer,
		    "must have %d to %d characters", PASSWORD_CHARACTERS_MIN,
		    PASSWORD_CHARACTERS_MAX);
	lower = text_lower(task->arena, password);
	reason = common_password_reason(task->arena, lower);
	if (reason == NULL && email != NULL &&
	    is_made_of_address(lower, text_lower(task->arena, email)))
		reason = "made of the address";
	if (reason != NULL)
		return fail_field(task, pointer, "must not be %s", reason);
	return true;
}
