/*
 * one_time_token.c - makes, stores and uses up the tokens of mails.
 *
 * SPDX-License-Identifier: ISC
 */
#include "identity/one_time_token.h"

#include "base/config.h"
#include "base/crypto.h"
#include "base/text.h"

/* clang-format off */
static const struct field one_time_token_fields[] = {
	FIELD(one_time_token, user_id, READ_ONLY, 0, "For whom"),
	{ 0 }
};
/* clang-format on */
const struct record one_time_token_record = RECORD(one_time_token);

enum { LOCK, CREATE, FORGET_OLD, USE, REVOKE };

/* clang-format off */
const struct query one_time_token_queries[] = {
	/* Two that are asked for at once count each other. */
	[LOCK] = { "one_time_token_lock",
	    "SELECT FROM users WHERE id = $1 FOR NO KEY UPDATE" },
	[CREATE] = { "one_time_token_create",
	    "INSERT INTO one_time_tokens (purpose, token_hash, user_id, expires_at)"
	    " SELECT $1, $2, $3::bigint, now() + $4::bigint * interval '1 hour'"
	    " WHERE (SELECT count(*) FROM one_time_tokens WHERE purpose = $1"
	    "  AND user_id = $3::bigint"
	    "  AND created_at > now() - interval '1 hour') < $5::bigint" },
	[FORGET_OLD] = { "one_time_token_forget_old",
	    "DELETE FROM one_time_tokens WHERE user_id = $1"
	    " AND expires_at < now() - interval '1 day'" },
	[USE] = { "one_time_token_use",
	    "UPDATE one_time_tokens SET used_at = now() WHERE purpose = $1"
	    " AND token_hash = $2 AND used_at IS NULL AND expires_at > now()"
	    " RETURNING user_id" },
	[REVOKE] = { "one_time_token_revoke",
	    "UPDATE one_time_tokens SET used_at = now() WHERE purpose = $1"
	    " AND user_id = $2 AND used_at IS NULL" },
	{ 0 }
};
/* clang-format on */

void *
one_time_token_refuse(struct task *task)
{
	return fail_field(task, "#/token", "is wrong, used or too old");
}

const struct tenant *
one_time_token_enter(struct task *task, const char *slug)
{
	const struct tenant *tenant = tenant_find(task, slug);

	if (tenant == NULL && task->problem->kind == NOT_FOUND) {
		task_forgive(task);
		return one_time_token_refuse(task);
	}
	if (tenant == NULL || !tenant_enter(task, tenant))
		return NULL;
	return tenant->is_active ? tenant : one_time_token_refuse(task);
}

/* The line breaks keep what is signed apart from the tokens of sessions. */
const char *
one_time_token_make(struct task *task, const char *purpose, const char *email)
{
	struct arena *arena = task->arena;
	const char *secret = task->config->auth_secret;
	unsigned char mac[SHA256_BYTES];
	const char *text = arena_printf(arena,
	    "one-time\n%s\n%" PRId64 "\n%s\n%" PRId64 "\n%s", purpose,
	    task->tenant_id, email, instant_now().us, crypto_random_id(arena));

	crypto_hmac_sha256(secret, strlen(secret), text, strlen(text), mac);
	return text_base64url(arena, mac, sizeof(mac));
}

const char *
one_time_token_hash(struct arena *arena, const char *token)
{
	unsigned char digest[SHA256_BYTES];

	crypto_sha256(token, strlen(token), digest);
	return text_hex(arena, digest, sizeof(digest));
}

const char *
one_time_token_create(struct task *task, const char *purpose,
    const struct user *user, int64_t hours)
{
	const char *token = one_time_token_make(task, purpose, user->email);
	int64_t count;

	db_later(task, one_time_token, LOCK, arg(user->id));
	db_later(task, one_time_token, FORGET_OLD, arg(user->id));
	if (!db_run(task, one_time_token, CREATE, &count, arg(purpose),
		arg(one_time_token_hash(task->arena, token)), arg(user->id),
		arg(hours), arg((int64_t)TOKENS_PER_HOUR)))
		return NULL;
	return count == 1 ? token : NULL;
}

int64_t
one_time_token_use(struct task *task, const char *purpose, const char *token)
{
	const struct one_time_token *used = db_maybe(task, one_time_token, USE,
	    arg(purpose), arg(one_time_token_hash(task->arena, token)));

	if (used == NULL) {
		if (!task_has_failed(task))
			(void)one_time_token_refuse(task);
		return 0;
	}
	one_time_token_revoke(task, purpose, used->user_id);
	return used->user_id;
}

void
one_time_token_revoke(struct task *task, const char *purpose, int64_t user_id)
{
	db_later(task, one_time_token, REVOKE, arg(purpose), arg(user_id));
}
