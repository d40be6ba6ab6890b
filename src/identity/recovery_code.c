/*
 * recovery_code.c - makes, keeps and uses up recovery codes.
 *
 * SPDX-License-Identifier: ISC
 */
#include "identity/recovery_code.h"

#include "base/check.h"
#include "base/config.h"
#include "base/crypto.h"
#include "base/json.h"
#include "base/text.h"
#include "identity/totp.h"

/* 80 bits each: 16 characters of base32 in groups of four. */
enum { CODE_BYTES = 10, CODE_CHARACTERS = 16, GROUP = 4 };

static const struct field recovery_codes_fields[] = {
	FIELD(recovery_codes, codes, READ_ONLY, 0,
	    "Codes for who has lost the authenticator, each good once"),
	{ 0 }
};
const struct record recovery_codes_record = RECORD(recovery_codes);

enum { CREATE, USE, REMOVE };

/* clang-format off */
const struct query recovery_code_queries[] = {
	[CREATE] = { "recovery_code_create",
	    "INSERT INTO user_recovery_codes (user_id, code_hash)"
	    " SELECT $1, jsonb_array_elements_text($2::jsonb)" },
	/* Of two requests with one code the second waits for the first, and
	 * then finds it used. */
	[USE] = { "recovery_code_use",
	    "UPDATE user_recovery_codes SET used_at = now()"
	    " WHERE user_id = $1 AND code_hash = $2 AND used_at IS NULL" },
	[REMOVE] = { "recovery_code_remove",
	    "DELETE FROM user_recovery_codes WHERE user_id = $1" },
	{ 0 }
};
/* clang-format on */

/* Keyed with what only these codes are keyed with. */
static const char *
hash_of(struct task *task, int64_t user_id, const char *plain)
{
	static const char purpose[] = "recovery codes";
	unsigned char master[AES_KEY_BYTES], key[SHA256_BYTES];
	unsigned char hash[SHA256_BYTES];
	const char *bound = arena_printf(task->arena,
	    "%" PRId64 ":%" PRId64 ":%s", task->tenant_id, user_id, plain);

	check(task->tenant_id > 0);
	config_master_key(task->config, master);
	crypto_hmac_sha256(
	    master, sizeof(master), purpose, strlen(purpose), key);
	crypto_hmac_sha256(key, sizeof(key), bound, strlen(bound), hash);
	crypto_wipe(master, sizeof(master));
	crypto_wipe(key, sizeof(key));
	return text_base64url(task->arena, hash, sizeof(hash));
}

/* Without what people put between the characters; NULL when it can be none. */
static const char *
plain_of(struct arena *arena, const char *code)
{
	char *plain = arena_alloc(arena, CODE_CHARACTERS + 1);
	size_t len = 0;

	for (; *code != '\0'; code++) {
		if (*code == '-' || *code == ' ')
			continue;
		if (len == CODE_CHARACTERS)
			return NULL;
		plain[len++] = *code;
	}
	return len == CODE_CHARACTERS ? text_lower(arena, plain) : NULL;
}

static const char *
grouped(struct arena *arena, const char *plain)
{
	struct buf code = buf_new(arena, 2 * CODE_CHARACTERS);

	for (size_t at = 0; at < CODE_CHARACTERS; at += GROUP) {
		if (at > 0)
			buf_add_char(&code, '-');
		buf_add_bytes(&code, plain + at, GROUP);
	}
	return buf_text(&code);
}

static void
add_code(struct task *task, int64_t user_id, struct json_object *codes,
    struct json_object *hashes)
{
	unsigned char random[CODE_BYTES];
	const char *plain;

	crypto_random(random, sizeof(random));
	plain = text_lower(
	    task->arena, totp_base32(task->arena, random, sizeof(random)));
	json_object_array_add(
	    codes, json_object_new_string(grouped(task->arena, plain)));
	json_object_array_add(
	    hashes, json_object_new_string(hash_of(task, user_id, plain)));
}

struct recovery_codes *
recovery_codes_create(struct task *task, int64_t user_id)
{
	struct recovery_codes *made =
	    arena_new(task->arena, struct recovery_codes);
	struct json_object *hashes = json_new_array(task->arena);
	int64_t count;
	size_t len;

	made->codes = json_new_array(task->arena);
	for (size_t i = 0; i < RECOVERY_CODES; i++)
		add_code(task, user_id, made->codes, hashes);
	if (!recovery_codes_remove(task, user_id) ||
	    !db_run(task, recovery_code, CREATE, &count, arg(user_id),
		arg(json_write(task->arena, hashes, &len))))
		return NULL;
	check(count == RECOVERY_CODES);
	return made;
}

bool
recovery_code_use(struct task *task, int64_t user_id, const char *code)
{
	const char *plain = plain_of(task->arena, code);
	int64_t count;

	return plain != NULL &&
	    db_run(task, recovery_code, USE, &count, arg(user_id),
		arg(hash_of(task, user_id, plain))) &&
	    count == 1;
}

bool
recovery_codes_remove(struct task *task, int64_t user_id)
{
	int64_t count;

	return db_run(task, recovery_code, REMOVE, &count, arg(user_id));
}
