/*
 * identify.c - from the credentials of a request to tenant, user and role.
 *
 * SPDX-License-Identifier: ISC
 */
#include "identity/identify.h"

#include "base/check.h"
#include "base/text.h"
#include "identity/api_key.h"
#include "identity/second_factor.h"
#include "identity/tenant_of_host.h"
#include "tenancy/audit.h"
#include "web/route.h"

enum { CREDENTIAL_MAX = 4096 };

/* A session and whose it is, as one row. */
struct signed_in {
	struct user user;
	struct session session;
	struct tenant visited; /* id 0: at home */
};

/* What is kept of a request that knows who asks. */
struct identity {
	struct db_guard guard;
	const struct token_claims *claims;
	struct session_inquiry *inquiry;
	const struct signed_in *signed_in; /* NULL until the guard has run */
	int64_t home_tenant_id;
	bool is_from_cookie;
};

/* clang-format off */
#define OF_USER(member) FIELD(signed_in, user.member, HIDDEN, 0, "Of the user")
#define OF_VISITED(member)                                                     \
	FIELD(signed_in, visited.member, HIDDEN, 0, "Of the studio visited")
#define OF_SESSION(member)                                                     \
	FIELD(signed_in, session.member, HIDDEN, 0, "Of the session")

static const struct field signed_in_fields[] = {
	OF_USER(tenant_id),
	OF_USER(id),
	OF_USER(email),
	OF_USER(full_name),
	OF_USER(role),
	OF_USER(locale),
	OF_USER(timezone),
	OF_USER(is_active),
	OF_USER(has_second_factor),
	OF_USER(session_epoch),
	OF_USER(tenant_is_active),
	OF_USER(email_verified_at),
	OF_USER(created_at),
	OF_SESSION(id),
	OF_SESSION(jti),
	OF_SESSION(kind),
	OF_SESSION(created_at),
	OF_SESSION(expires_at),
	OF_SESSION(confirmed_at),
	OF_SESSION(address),
	OF_SESSION(user_agent),
	OF_SESSION(impersonator_tenant_id),
	OF_SESSION(impersonator_user_id),
	OF_SESSION(reason),
	OF_VISITED(id),
	OF_VISITED(slug),
	OF_VISITED(name),
	OF_VISITED(is_active),
	{ 0 }
};
const struct record signed_in_record = RECORD(signed_in);

#define U(column) "u." #column " AS \"user." #column "\", "
#define S(column) "s." #column " AS \"session." #column "\", "
#define V(column) "v." #column " AS \"visited." #column "\", "

enum { SIGNED_IN };

/* A session that ended, a user or studio that is inactive or gone and an epoch
 * that is over all read the same: no row. Who is no operator any more visits
 * nothing. */
const struct query identify_queries[] = {
	[SIGNED_IN] = { "identify_signed_in",
	    "SELECT " U(tenant_id) U(id) U(email) U(full_name) U(role) U(locale)
	    U(timezone) U(is_active)
	    "(u.totp_confirmed_at IS NOT NULL) AS \"user.has_second_factor\", "
	    U(session_epoch) U(email_verified_at) U(created_at)
	    S(id) S(jti) S(kind) S(created_at) S(expires_at) S(confirmed_at)
	    S(address) S(user_agent) S(impersonator_tenant_id)
	    S(impersonator_user_id) S(reason)
	    V(id) V(slug) V(name) V(is_active)
	    "t.is_active AS \"user.tenant_is_active\""
	    " FROM user_sessions s"
	    " JOIN users u ON u.tenant_id = s.tenant_id AND u.id = s.user_id"
	    " JOIN tenants t ON t.id = s.tenant_id"
	    " LEFT JOIN LATERAL tenant_visited(CASE"
	    " WHEN u.role = 'system_admin' AND s.kind = 'browser'"
	    " THEN s.visiting_tenant_id END) v ON true"
	    " WHERE s.jti = $1 AND s.user_id = $2 AND s.ended_at IS NULL"
	    " AND s.expires_at > now() AND u.is_active AND t.is_active"
	    " AND u.session_epoch <= $3" },
	{ 0 }
};
/* clang-format on */

static bool
refuse(struct task *task)
{
	return fail(task, UNAUTHORIZED, "Please sign in.");
}

/* A token that was used a while after it was made gives way to a fresh one with
 * the same name, so that only an idle browser is signed out. */
static void
renew(struct request *req, const struct identity *identity)
{
	const struct signed_in *row = identity->signed_in;
	int64_t now_s = instant_now().us / 1000000;

	if (!identity->is_from_cookie ||
	    text_is_equal(row->session.kind, "bearer") ||
	    now_s - identity->claims->iat < SESSION_RENEW_S)
		return;
	session_set_cookie(
	    req, session_token(&req->task, &row->user, &row->session));
}

static bool
accept_signed_in(struct task *task, void *row)
{
	struct request *req = (struct request *)task;
	struct identity *identity = req->identity;
	const struct signed_in *signed_in = row;

	if (session_is_blacklisted(identity->inquiry) || signed_in == NULL)
		return refuse(task);
	identity->signed_in = signed_in;
	task->actor = (struct actor){
		.user_id = signed_in->user.id,
		.role = role_of(signed_in->user.role),
	};
	if (second_factor_is_missing(task->config, &signed_in->user) &&
	    !second_factor_is_reachable(req))
		return fail(task, FORBIDDEN,
		    "Set up your second factor first: /second-factor");
	renew(req, identity);
	return request_is_admitted(req);
}

/* "Bearer x" is x; NULL for anything else. */
static const char *
bearer_of(struct arena *arena, const char *header)
{
	if (strlen(header) < 8 || strlen(header) > CREDENTIAL_MAX ||
	    !text_is_equal_nocase(
		arena_copy_bytes(arena, header, 7), "Bearer "))
		return NULL;
	return text_trim(arena, header + 7);
}

static bool
identify_token(struct request *req, const char *token)
{
	struct task *task = &req->task;
	struct identity *identity = req->identity;
	const struct token_claims *claims = token_open(task, token);

	if (claims == NULL)
		return false;
	identity->claims = claims;
	identity->inquiry = session_inquire(task, claims);
	task->tenant_id = claims->tenant_id;
	identity->guard = (struct db_guard){
		.query = &identify_queries[SIGNED_IN],
		.record = &signed_in_record,
		.args = { arg(claims->jti), arg(claims->sub),
		    arg(claims->epoch) },
		.accept = accept_signed_in,
	};
	db_guard(task, &identity->guard);
	return true;
}

/* Whoever sends an Authorization header is not asked for a CSRF token, so the
 * cookie must not count then. */
static bool
identify_credentials(struct request *req)
{
	const char *header = request_header(req, "Authorization");
	struct identity *identity = req->identity;
	const char *credential;

	if (header == NULL) {
		identity->is_from_cookie = true;
		credential = session_cookie(req);
	} else {
		credential = bearer_of(req->task.arena, header);
	}
	if (credential == NULL)
		return refuse(&req->task);
	if (header != NULL && api_key_is_one(credential))
		return api_key_identify(req, credential);
	return identify_token(req, credential);
}

/* The operator is elsewhere: what is written there is written down there. */
static bool
act_in(struct request *req, const struct tenant *tenant)
{
	struct task *task = &req->task;

	if (!tenant_enter(task, tenant))
		return false;
	task->actor.is_guest = true;
	if (req->method != GET)
		audit(task, "operator.act", task->what, NULL, NULL, NULL);
	return !task_has_failed(task);
}

/* Studios that do not exist and studios that are not one's own are the same to
 * everybody but the operator. */
static bool
agree_with_host(struct request *req)
{
	struct task *task = &req->task;
	const struct tenant *tenant = identity_tenant_of_host(req);
	const struct problem *missing = NULL;

	if (tenant == NULL && !task_has_failed(task))
		return true;
	if (tenant == NULL && task->problem->kind != NOT_FOUND)
		return false;
	if (tenant == NULL) {
		missing = task->problem;
		task_forgive(task);
	}
	if (tenant != NULL && tenant->id == task->tenant_id)
		return true;
	if (!db_settle(task))
		return false;
	if (task->actor.role != ROLE_SYS || identity_session(req) == NULL) {
		/* The refusal wears the brand of the host, not one's own. */
		req->is_admitted = false;
		return fail(
		    task, FORBIDDEN, "This is not the address of your studio.");
	}
	task->problem = missing;
	return tenant != NULL && act_in(req, tenant);
}

/* The pages of an operator are of the studio that the session is in, if the
 * address names none and the page is not the operator's own. What the token
 * says of the role spares everybody else the question; the answer is the
 * database's. */
static bool
visit(struct request *req)
{
	const struct identity *identity = req->identity;
	const struct tenant *there;

	if (!identity->is_from_cookie || identity->claims == NULL ||
	    role_of(identity->claims->role) != ROLE_SYS ||
	    req->route->role == ROLE_SYS || !tenant_is_unnamed(req))
		return true;
	if (!db_settle(&req->task))
		return false;
	there = identity_visited(req);
	return there == NULL || act_in(req, there);
}

bool
identify(struct request *req)
{
	struct identity *identity = arena_new(req->task.arena, struct identity);

	req->identity = identity;
	if (!identify_credentials(req))
		return false;
	identity->home_tenant_id = req->task.tenant_id;
	return agree_with_host(req) && visit(req);
}

const char *
identity_session_id(struct request *req)
{
	const struct identity *identity = req->identity;
	const char *token = session_cookie(req);
	const struct problem *problem = req->task.problem;
	const struct token_claims *claims;

	if (identity != NULL && identity->claims != NULL &&
	    identity->is_from_cookie)
		return identity->claims->jti;
	if (token == NULL)
		return NULL;
	claims = token_open(&req->task, token);
	req->task.problem = problem;
	return claims == NULL ? NULL : claims->jti;
}

static const struct signed_in *
signed_in_of(const struct request *req)
{
	const struct identity *identity = req->identity;

	return identity == NULL ? NULL : identity->signed_in;
}

const struct session *
identity_session(const struct request *req)
{
	const struct signed_in *row = signed_in_of(req);

	return row == NULL ? NULL : &row->session;
}

const struct user *
identity_user(const struct request *req)
{
	const struct signed_in *row = signed_in_of(req);

	return row == NULL ? NULL : &row->user;
}

const struct tenant *
identity_visited(const struct request *req)
{
	const struct identity *identity = req->identity;
	const struct signed_in *row = signed_in_of(req);

	if (row == NULL || row->visited.id == 0 || !identity->is_from_cookie)
		return NULL;
	return &row->visited;
}

int64_t
identity_home_tenant(const struct request *req)
{
	const struct identity *identity = req->identity;

	check(identity != NULL);
	return identity->home_tenant_id;
}

bool
identity_go_home(struct request *req)
{
	if (!db_settle(&req->task))
		return false;
	if (identity_session(req) == NULL)
		return fail(&req->task, FORBIDDEN, "A key has no account.");
	req->task.tenant_id = identity_home_tenant(req);
	req->task.actor.is_guest = false;
	return true;
}

bool
identity_is_confirmed(struct request *req)
{
	const struct session *session;

	if (!db_settle(&req->task))
		return false;
	session = identity_session(req);
	if (session != NULL &&
	    instant_ms_between(session->confirmed_at, instant_now()) <
		1000 * (int64_t)SESSION_CONFIRMED_S)
		return true;
	return fail(&req->task, CONFIRM_REQUIRED,
	    "Give your password once more: POST /auth/confirm");
}
