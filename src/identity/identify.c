/*
 * identify.c - from a bearer token to tenant, user and role.
 *
 * SPDX-License-Identifier: ISC
 */
#include "identity/identify.h"

#include "base/text.h"
#include "data/cache.h"
#include "data/db.h"
#include "data/redis_key.h"
#include "identity/token.h"
#include "identity/user.h"

/* A row that is missing, inactive or of a later epoch all read the same. */
static bool
accept_user(struct task *task, void *row)
{
	const struct user *user = row;

	if (user == NULL)
		return fail(task, UNAUTHORIZED, "Please sign in.");
	task->actor = (struct actor){
		.user_id = user->id,
		.role = role_of(user->role),
	};
	return request_is_admitted((struct request *)task);
}

static const char *
bearer_of(struct request *req)
{
	const char *header = request_header(req, "Authorization");

	if (header == NULL || strlen(header) < 8 ||
	    !text_is_equal_nocase(
		arena_copy_bytes(req->task.arena, header, 7), "Bearer "))
		return NULL;
	return text_trim(req->task.arena, header + 7);
}

/* Logged out. When Redis can not say, the epoch in the database has to do. */
static bool
is_revoked(struct task *task, const struct token_claims *claims)
{
	const char *value;

	return cache_get(task,
		   redis_key(task->arena, claims->tenant_id,
		       "token_blacklist", claims->jti),
		   &value) == CACHE_FOUND;
}

bool
identify(struct request *req)
{
	struct task *task = &req->task;
	const char *token = bearer_of(req);
	const struct token_claims *claims;
	struct db_guard *guard;

	if (token == NULL)
		return fail(task, UNAUTHORIZED, "Please sign in.");
	claims = token_open(task, token);
	if (claims == NULL)
		return false;
	if (is_revoked(task, claims))
		return fail(task, UNAUTHORIZED, "Please sign in.");
	task->tenant_id = claims->tenant_id;
	guard = arena_new(task->arena, struct db_guard);
	*guard = (struct db_guard){
		.query = &user_queries[USER_IN_SESSION],
		.record = &user_record,
		.args = { arg(claims->sub), arg(claims->epoch) },
		.accept = accept_user,
	};
	db_guard(task, guard);
	return true;
}
