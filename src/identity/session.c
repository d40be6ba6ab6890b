/*
 * session.c - starts, lists and ends sessions; their tokens and cookies.
 *
 * SPDX-License-Identifier: ISC
 */
#include "identity/session.h"

#include "base/check.h"
#include "base/config.h"
#include "base/crypto.h"
#include "base/text.h"
#include "data/cache.h"
#include "data/redis_key.h"
#include "web/reply.h"

enum { TEXT_MAX = 200, BLACKLIST_AT_ONCE = 32 };

#define COOKIE "ariia"
#define SECURE_PREFIX "__Host-"

/* clang-format off */
static const struct field session_fields[] = {
	FIELD(session, id,                     READ_ONLY,            0, "Identifier"),
	FIELD(session, user_id,                HIDDEN,               0, "Who"),
	FIELD(session, jti,                    HIDDEN,               0, "Identifier in the token"),
	FIELD(session, kind,                   READ_ONLY,            0, "browser, bearer or impersonation"),
	FIELD(session, created_at,             READ_ONLY,            0, "Sign-in"),
	FIELD(session, expires_at,             READ_ONLY,            0, "Ends then however much it is used"),
	FIELD(session, ended_at,               HIDDEN,               0, "When it was ended"),
	FIELD(session, confirmed_at,           READ_ONLY,            0, "When the password was last given"),
	FIELD(session, address,                READ_ONLY | PERSONAL, 0, "Address of the sign-in"),
	FIELD(session, user_agent,             READ_ONLY | PERSONAL, 0, "Browser or program of the sign-in"),
	FIELD(session, impersonator_tenant_id, HIDDEN,               0, "Studio of the operator who acts"),
	FIELD(session, impersonator_user_id,   HIDDEN,               0, "Operator who acts"),
	FIELD(session, reason,                 READ_ONLY,            0, "Why the operator acts"),
	FIELD(session, visiting_tenant_id,     HIDDEN,               0, "Studio that the operator is in"),
	FIELD(session, is_current,             READ_ONLY,            0, "It is the one that asks"),
	{ 0 }
};
/* clang-format on */
const struct record session_record = RECORD(session);

#define COLUMNS                                                                \
	"id, user_id, jti, kind, created_at, expires_at, ended_at,"            \
	" confirmed_at, address, user_agent, impersonator_tenant_id,"          \
	" impersonator_user_id, reason"
#define LIVE "ended_at IS NULL AND expires_at > now()"

enum {
	START,
	LIST,
	END,
	REPLACE,
	END_OTHERS,
	END_ALL,
	NEXT_EPOCH,
	CONFIRM,
	VISIT,
	END_VISITS
};

/* clang-format off */
const struct query session_queries[] = {
	[START] = { "session_start",
	    "INSERT INTO user_sessions (user_id, jti, kind, expires_at, address,"
	    " user_agent, impersonator_tenant_id, impersonator_user_id, reason)"
	    " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING " COLUMNS },
	[LIST] = { "session_list",
	    "SELECT " COLUMNS " FROM user_sessions WHERE user_id = $1 AND " LIVE
	    " ORDER BY id DESC LIMIT 200" },
	[END] = { "session_end",
	    "UPDATE user_sessions SET ended_at = now() WHERE user_id = $1"
	    " AND id = $2 AND " LIVE " RETURNING " COLUMNS },
	[REPLACE] = { "session_replace",
	    "UPDATE user_sessions SET ended_at = now() WHERE user_id = $1"
	    " AND jti = $2 AND " LIVE },
	[END_OTHERS] = { "session_end_others",
	    "UPDATE user_sessions SET ended_at = now() WHERE user_id = $1"
	    " AND id <> $2 AND " LIVE " RETURNING " COLUMNS },
	[END_ALL] = { "session_end_all",
	    "UPDATE user_sessions SET ended_at = now() WHERE user_id = $1"
	    " AND ended_at IS NULL" },
	[NEXT_EPOCH] = { "session_next_epoch",
	    "UPDATE users SET session_epoch = session_epoch + 1 WHERE id = $1"
	    " RETURNING session_epoch" },
	[CONFIRM] = { "session_confirm",
	    "UPDATE user_sessions SET confirmed_at = now() WHERE id = $1" },
	[VISIT] = { "session_visit",
	    "UPDATE user_sessions SET visiting_tenant_id = $2 WHERE id = $1" },
	[END_VISITS] = { "session_end_visits",
	    "UPDATE user_sessions SET visiting_tenant_id = NULL"
	    " WHERE user_id = $1 AND visiting_tenant_id IS NOT NULL" },
	{ 0 }
};

/* How long a session of a kind may last, and a token that names it (0: as long
 * as config.auth_token_ttl_hours). */
static const struct session_kind {
	const char *name;
	int64_t session_s;
	int64_t token_s;
} kinds[] = {
	{ "browser",       SESSION_ABSOLUTE_S,      SESSION_IDLE_S },
	{ "bearer",        0,                       0 },
	{ "impersonation", SESSION_IMPERSONATION_S, SESSION_IMPERSONATION_S },
};
/* clang-format on */

static const struct session_kind *
kind_of(const char *name)
{
	for (size_t i = 0; i < ARRAY_LENGTH(kinds); i++)
		if (text_is_equal(kinds[i].name, name))
			return &kinds[i];
	unreachable();
}

static int64_t
token_ttl_s(const struct config *config, int64_t wanted_s)
{
	return wanted_s == 0 ? config->auth_token_ttl_hours * 3600 : wanted_s;
}

static const char *
cut(struct arena *arena, const char *text)
{
	return text == NULL ? "" : text_prefix(arena, text, TEXT_MAX);
}

struct instant
session_token_end(const struct config *config, const struct session *session)
{
	struct instant end = instant_plus_ms(instant_now(),
	    1000 * token_ttl_s(config, kind_of(session->kind)->token_s));

	return end.us < session->expires_at.us ? end : session->expires_at;
}

const char *
session_token(
    struct task *task, const struct user *user, const struct session *session)
{
	struct instant end = session_token_end(task->config, session);
	struct token_claims claims = {
		.sub = user->id,
		.tenant_id = user->tenant_id,
		.role = user->role,
		.iat = instant_now().us / 1000000,
		.exp = end.us / 1000000,
		.jti = session->jti,
		.epoch = user->session_epoch,
	};

	return token_mint(task, &claims);
}

struct session *
session_start(
    struct task *task, const struct session_start *start, const char **token)
{
	const struct session_kind *kind = kind_of(start->kind);
	int64_t length_s = token_ttl_s(task->config, kind->session_s);
	struct session *session =
	    db_one(task, session, START, arg(start->user->id),
		arg(crypto_random_id(task->arena)), arg(kind->name),
		arg(instant_plus_ms(instant_now(), 1000 * length_s)),
		arg(cut(task->arena, start->address)),
		arg(cut(task->arena, start->user_agent)),
		arg_id(start->impersonator_tenant_id),
		arg_id(start->impersonator_user_id), arg(start->reason));

	if (session != NULL)
		*token = session_token(task, start->user, session);
	return session;
}

struct list *
session_list(struct task *task, int64_t user_id)
{
	return db_many(task, session, LIST, arg(user_id));
}

static const char *
session_key(struct arena *arena, int64_t tenant_id, const char *jti)
{
	return redis_key(arena, tenant_id, "token_blacklist", jti);
}

static const char *
user_key(struct arena *arena, int64_t tenant_id, int64_t user_id)
{
	return redis_key(arena, tenant_id, "user_blacklisted",
	    arena_printf(arena, "%" PRId64, user_id));
}

/* As long as a token can be valid. */
static const char *
blacklist_ms(struct task *task)
{
	int64_t ttl_s = token_ttl_s(task->config, 0);

	if (ttl_s < SESSION_IDLE_S)
		ttl_s = SESSION_IDLE_S;
	return arena_printf(task->arena, "%" PRId64, 1000 * ttl_s);
}

static void
blacklist(struct task *task, const struct session *sessions, size_t count)
{
	struct cache_call calls[BLACKLIST_AT_ONCE];
	const char *ttl_ms = blacklist_ms(task);

	while (count > 0) {
		size_t some =
		    count < BLACKLIST_AT_ONCE ? count : BLACKLIST_AT_ONCE;

		for (size_t i = 0; i < some; i++)
			calls[i] = (struct cache_call){
				.words = { "SET",
				    session_key(task->arena, task->tenant_id,
					sessions[i].jti),
				    "1", "PX", ttl_ms }
			};
		(void)cache_run(task, calls, some);
		sessions += some;
		count -= some;
	}
}

bool
session_end(struct task *task, int64_t user_id, int64_t id)
{
	const struct session *session =
	    db_one(task, session, END, arg(user_id), arg(id));

	if (session == NULL)
		return false;
	blacklist(task, session, 1);
	return true;
}

void
session_replace(struct task *task, const struct token_claims *old)
{
	db_later(task, session, REPLACE, arg(old->sub), arg(old->jti));
}

static bool
end_others(struct task *task, int64_t user_id, int64_t spared)
{
	struct list *ended =
	    db_many(task, session, END_OTHERS, arg(user_id), arg(spared));

	if (ended == NULL)
		return false;
	blacklist(task, ended->items, ended->count);
	return true;
}

bool
session_end_all(struct task *task, int64_t user_id, int64_t spared)
{
	const struct user *user;
	struct cache_call call = {
		.words = { "SET",
		    user_key(task->arena, task->tenant_id, user_id), NULL, "PX",
		    blacklist_ms(task) }
	};

	if (spared != 0)
		return end_others(task, user_id, spared);
	if (!db_run(task, session, END_ALL, NULL, arg(user_id)))
		return false;
	user = db_fetch_one(task, &session_queries[NEXT_EPOCH], &user_record,
	    ARGS(arg(user_id)));
	if (user == NULL)
		return false;
	call.words[2] =
	    arena_printf(task->arena, "%d", (int)user->session_epoch);
	(void)cache_run(task, &call, 1);
	return true;
}

void
session_welcome(struct task *task, int64_t user_id)
{
	(void)cache_remove(
	    task, user_key(task->arena, task->tenant_id, user_id));
}

struct session_inquiry {
	struct cache_call call;
	struct cache_question *question;
};

struct session_inquiry *
session_inquire(struct task *task, const struct token_claims *claims)
{
	struct session_inquiry *inquiry =
	    arena_new(task->arena, struct session_inquiry);

	inquiry->call = (struct cache_call){
		.words = { "GET",
		    session_key(task->arena, claims->tenant_id, claims->jti) }
	};
	inquiry->question = cache_ask(task, &inquiry->call, 1);
	return inquiry;
}

bool
session_is_blacklisted(struct session_inquiry *inquiry)
{
	/* The epoch is the database's to tell: Redis may have one of a
	 * transaction that never was. */
	(void)cache_answer(inquiry->question);
	return inquiry->call.outcome == CACHE_FOUND;
}

bool
session_confirm(struct task *task, int64_t id)
{
	return db_run(task, session, CONFIRM, NULL, arg(id));
}

bool
session_visit(struct task *task, int64_t id, int64_t visiting_tenant_id)
{
	return db_run(
	    task, session, VISIT, NULL, arg(id), arg_id(visiting_tenant_id));
}

void
session_end_visits(struct task *task, int64_t user_id)
{
	db_later(task, session, END_VISITS, arg(user_id));
}

/* Browsers keep such a cookie to this host, this path and HTTPS; without HTTPS
 * they would drop it. */
static bool
is_secure(const struct request *req)
{
	return text_starts_with(req->task.config->public_url, "https://");
}

static const char *
full_name(struct request *req, const char *name)
{
	return arena_printf(
	    req->task.arena, "%s%s", is_secure(req) ? SECURE_PREFIX : "", name);
}

const char *
session_cookie_named(struct request *req, const char *name)
{
	const char *value = request_cookie(req, full_name(req, name));

	return text_is_empty(value) ? NULL : value;
}

void
session_set_cookie_named(
    struct request *req, const char *name, const char *value, int64_t max_age_s)
{
	const char *age = "";

	if (*value == '\0')
		age = "; Max-Age=0";
	else if (max_age_s > 0)
		age = arena_printf(
		    req->task.arena, "; Max-Age=%" PRId64, max_age_s);
	reply_header(req, "Set-Cookie",
	    arena_printf(req->task.arena,
		"%s=%s; Path=/; HttpOnly; SameSite=Lax%s%s",
		full_name(req, name), value, age,
		is_secure(req) ? "; Secure" : ""));
}

const char *
session_cookie(struct request *req)
{
	return session_cookie_named(req, COOKIE);
}

void
session_set_cookie(struct request *req, const char *token)
{
	session_set_cookie_named(req, COOKIE, token, 0);
}
