/*
 * login_web.c - signing in and out over HTTP, from programs and from forms.
 *
 * A program gets a bearer token, a browser the session cookie and the way on. A
 * browser whose user has a second factor brings the code in a second form; a
 * short-lived signed cookie says meanwhile whose password was right.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/config.h"
#include "base/crypto.h"
#include "base/text.h"
#include "identity/device.h"
#include "identity/identify.h"
#include "identity/identity_web.h"
#include "identity/login.h"
#include "tenancy/audit.h"
#include "web/csrf.h"
#include "web/form.h"
#include "web/reply.h"

#define STEP_COOKIE "ariia-step"
#define STEP_ROLE "second_factor" /* no role: names no session either */

enum { STEP_S = 300 };

struct sign_in {
	const char *email;
	const char *password;
	const char *tenant;
	const char *code;
	bool cookie;
	const char *next;
};

struct sign_in_answer {
	const char *token;
	struct instant expires_at;
	struct json_object *user;
};

struct password_again {
	const char *password;
	const char *next;
};

struct me {
	int64_t id;
	const char *email;
	const char *full_name;
	const char *role;
	const char *locale;
	const char *timezone;
	bool has_second_factor;
	int64_t tenant_id;
	const char *tenant_slug;
	const char *tenant_name;
	int64_t home_tenant_id;
	const char *session_kind;
	struct instant confirmed_at;
	int64_t impersonator_user_id;
	const char *impersonation_reason;
};

/* clang-format off */
static const struct field sign_in_fields[] = {
	FIELD(sign_in, email,    PERSONAL, 254,  "E-mail address"),
	FIELD(sign_in, password, SECRET,   1024, "Password"),
	FIELD(sign_in, tenant,   OPTIONAL, 63,   "Slug of the studio, if the address belongs to several"),
	FIELD(sign_in, code,     PERSONAL, 40,   "Code of the authenticator, or a recovery code"),
	FIELD(sign_in, cookie,   OPTIONAL, 0,    "Also set the cookie of a browser's session"),
	FIELD(sign_in, next,     OPTIONAL, 500,  "Path to go to, for forms"),
	{ 0 }
};
static const struct record sign_in_record = RECORD(sign_in);

static const struct field sign_in_answer_fields[] = {
	FIELD(sign_in_answer, token,      READ_ONLY, 0, "For Authorization: Bearer"),
	FIELD(sign_in_answer, expires_at, READ_ONLY, 0, "When the token ends"),
	FIELD(sign_in_answer, user,       READ_ONLY, 0, "Who signed in"),
	{ 0 }
};
static const struct record sign_in_answer_record = RECORD(sign_in_answer);

static const struct field password_again_fields[] = {
	FIELD(password_again, password, REQUIRED | SECRET, 1024, "The password once more"),
	FIELD(password_again, next,     OPTIONAL,          500,  "Path to go to, for forms"),
	{ 0 }
};
static const struct record password_again_record = RECORD(password_again);

static const struct field me_fields[] = {
	FIELD(me, id,                   READ_ONLY,            0, "Identifier of the user"),
	FIELD(me, email,                READ_ONLY | PERSONAL, 0, "E-mail address"),
	FIELD(me, full_name,            READ_ONLY | PERSONAL, 0, "Name"),
	FIELD(me, role,                 READ_ONLY,            0, "Role"),
	FIELD(me, locale,               READ_ONLY,            0, "Language and region"),
	FIELD(me, timezone,             READ_ONLY,            0, "Time zone"),
	FIELD(me, has_second_factor,    READ_ONLY,            0, "Signs in with a second factor"),
	FIELD(me, tenant_id,            READ_ONLY,            0, "Studio that this request acts in"),
	FIELD(me, tenant_slug,          READ_ONLY,            0, "Its name in addresses"),
	FIELD(me, tenant_name,          READ_ONLY,            0, "Its name"),
	FIELD(me, home_tenant_id,       READ_ONLY,            0, "Studio that the user belongs to"),
	FIELD(me, session_kind,         READ_ONLY,            0, "browser, bearer, impersonation; null for a key"),
	FIELD(me, confirmed_at,         READ_ONLY,            0, "When the password was last given"),
	FIELD(me, impersonator_user_id, READ_ONLY,            0, "Operator who acts as this user; 0: none"),
	FIELD(me, impersonation_reason, READ_ONLY,            0, "Why"),
	{ 0 }
};
static const struct record me_record = RECORD(me);
/* clang-format on */

/* Some web servers call an empty body a form. */
static bool
is_form(const struct request *req)
{
	return req->form != NULL && req->form->count > 0;
}

/* A form at an address of the API, where no page says what follows. */
static bool
go_on(struct request *req, const char *next)
{
	return see_other(req, "%s", request_is_local(next) ? next : "/");
}

static bool
is_form_of_api(const struct request *req)
{
	return is_form(req) && req->route->then == NULL;
}

/* Any site could sign a browser in as somebody else; a page of ours has set the
 * cookie, behind which the token was checked. */
static bool
is_form_of_ours(struct request *req)
{
	if (!is_form(req) || request_cookie(req, CSRF_COOKIE) != NULL)
		return true;
	return fail(&req->task, FORBIDDEN,
	    "Signing in needs cookies. Load the page again.");
}

/* The studio that was named, by slug or by host. One that does not exist is one
 * without users. */
static bool
name_tenant(struct request *req, const char *slug, struct login *login)
{
	struct task *task = &req->task;

	if (text_is_empty(slug)) {
		login->tenant = identity_tenant_of_host(req);
		login->names_tenant = login->tenant != NULL;
		return !task_has_failed(task);
	}
	login->names_tenant = true;
	login->tenant = tenant_find(task, slug);
	if (login->tenant == NULL && task->problem->kind == NOT_FOUND)
		task_forgive(task);
	return !task_has_failed(task);
}

static void
set_step(struct request *req, const struct user *user)
{
	int64_t now_s = instant_now().us / 1000000;
	struct token_claims claims = {
		.sub = user->id,
		.tenant_id = user->tenant_id,
		.role = STEP_ROLE,
		.iat = now_s,
		.exp = now_s + STEP_S,
		.jti = crypto_random_id(req->task.arena),
		.epoch = user->session_epoch,
	};

	session_set_cookie_named(
	    req, STEP_COOKIE, token_mint(&req->task, &claims), 0);
}

/* The first form was right a moment ago: whose it was. NULL without a problem
 * when this is no second form. */
static const struct user *
user_of_step(struct request *req)
{
	struct task *task = &req->task;
	const char *token = session_cookie_named(req, STEP_COOKIE);
	const struct token_claims *claims =
	    token == NULL ? NULL : token_open(task, token);
	const struct user *user = NULL;

	task_forgive(task);
	if (claims == NULL || !text_is_equal(claims->role, STEP_ROLE))
		return NULL;
	task->tenant_id = claims->tenant_id;
	user = user_find(task, claims->sub);
	if (user == NULL && task->problem->kind == NOT_FOUND)
		task_forgive(task);
	if (user == NULL || !user->is_active || !user->tenant_is_active ||
	    user->session_epoch != claims->epoch)
		return NULL;
	return user;
}

static bool
is_second_form(const struct request *req, const struct sign_in *wanted)
{
	return is_form(req) && text_is_empty(wanted->email) &&
	    text_is_empty(wanted->password) && !text_is_empty(wanted->code);
}

/* Settles whose attempt it is, in a task that only reads. */
static bool
check_first(
    struct request *req, const struct sign_in *wanted, struct login *login)
{
	struct task *task = &req->task;

	if (is_second_form(req, wanted)) {
		login->user = user_of_step(req);
		if (login->user == NULL && !task_has_failed(task))
			return fail(
			    task, UNAUTHORIZED, "Please sign in again.");
		if (login->user == NULL)
			return false;
		login->email = login->user->email;
		login->device = device_of(req, login->email);
		return true;
	}
	if (text_is_empty(wanted->email))
		(void)fail_field(task, "#/email", "is missing");
	if (text_is_empty(wanted->password))
		(void)fail_field(task, "#/password", "is missing");
	return !task_has_failed(task) &&
	    name_tenant(req, wanted->tenant, login) &&
	    login_check_password(task, login);
}

/* A browser goes on to the second form. */
static bool
ask_for_code(struct request *req, const struct login *login, const char *next)
{
	if (!is_form(req) || req->task.problem->kind != CODE_REQUIRED)
		return false;
	task_forgive(&req->task);
	set_step(req, login->user);
	if (text_is_empty(next))
		return see_other(req, "/second-factor");
	return see_other(req, "/second-factor?next=%s",
	    text_url_encode(req->task.arena, next));
}

/* Whoever signs in again in the same browser leaves no session behind. */
static void
end_replaced(struct request *req)
{
	struct task *task = &req->task;
	const char *token = session_cookie(req);
	const struct token_claims *old =
	    token == NULL ? NULL : token_open(task, token);

	task_forgive(task);
	if (old != NULL && old->tenant_id == task->tenant_id)
		session_replace(task, old);
}

static bool
start_session(struct request *req, const struct sign_in *wanted,
    const struct login *login)
{
	struct task *task = &req->task;
	bool is_browser = is_form(req) || wanted->cookie;
	struct sign_in_answer answer = { 0 };
	const struct session *session = session_start(task,
	    &(struct session_start){
		.user = login->user,
		.kind = is_browser ? "browser" : "bearer",
		.address = req->remote_address,
		.user_agent = request_header(req, "User-Agent"),
	    },
	    &answer.token);

	if (session == NULL)
		return false;
	audit(task, "session.start", login->user->email, &session_record, NULL,
	    session);
	if (is_browser) {
		end_replaced(req);
		session_set_cookie(req, answer.token);
		device_set_cookie(req, login->email);
	}
	if (is_form(req))
		session_set_cookie_named(req, STEP_COOKIE, "", 0);
	if (is_form_of_api(req))
		return go_on(req, wanted->next);
	answer.expires_at = session_token_end(task->config, session);
	answer.user = record_json(task->arena, &user_record, login->user);
	return reply(req, OK, &answer);
}

static bool
sign_in(struct request *req)
{
	const struct sign_in *wanted = body(req, sign_in);
	struct task *task = &req->task;
	struct login login = {
		.email = wanted->email,
		.password = wanted->password,
		.code = wanted->code,
		.address = req->remote_address,
	};

	if (!is_form_of_ours(req))
		return false;
	if (!text_is_empty(wanted->email))
		login.device = device_of(req, wanted->email);
	db_read_only(task);
	if (!check_first(req, wanted, &login))
		return false;
	db_write(task);
	if (!login_check_code(task, &login))
		return ask_for_code(req, &login, wanted->next);
	return login_welcome(task, &login) &&
	    start_session(req, wanted, &login);
}

static bool
sign_out(struct request *req)
{
	struct task *task = &req->task;

	if (!identity_go_home(req) ||
	    !session_end(task, task->actor.user_id, identity_session(req)->id))
		return false;
	audit(task, "session.end", identity_user(req)->email, NULL, NULL, NULL);
	session_set_cookie(req, "");
	if (is_form_of_api(req))
		return see_other(req, "/login");
	return reply_empty(req, NO_CONTENT);
}

static bool
show_me(struct request *req)
{
	struct task *task = &req->task;
	const struct tenant *tenant = tenant_current(task);
	const struct user *user = identity_user(req);
	const struct session *session = identity_session(req);
	struct me me = { 0 };

	if (tenant == NULL)
		return false;
	me.tenant_id = tenant->id;
	me.tenant_slug = tenant->slug;
	me.tenant_name = tenant->name;
	me.home_tenant_id = identity_home_tenant(req);
	if (user == NULL)
		user = user_find(task, task->actor.user_id);
	if (user == NULL)
		return false;
	me.id = user->id;
	me.email = user->email;
	me.full_name = user->full_name;
	me.role = role_name(task->actor.role);
	me.locale = user->locale;
	me.timezone = user->timezone;
	me.has_second_factor = user->has_second_factor;
	if (session != NULL) {
		me.session_kind = session->kind;
		me.confirmed_at = session->confirmed_at;
		me.impersonator_user_id = session->impersonator_user_id;
		me.impersonation_reason = session->reason;
	}
	return reply(req, OK, &me);
}

static bool
confirm(struct request *req)
{
	const struct password_again *wanted = body(req, password_again);
	struct task *task = &req->task;
	struct login login = {
		.password = wanted->password,
		.address = req->remote_address,
	};

	if (!identity_go_home(req))
		return false;
	if (identity_session(req)->impersonator_user_id != 0)
		return fail(task, FORBIDDEN,
		    "This can only be done by the person themselves.");
	login.user = identity_user(req);
	login.email = login.user->email;
	login.device = device_of(req, login.email);
	if (!login_confirm(task, &login) ||
	    !session_confirm(task, identity_session(req)->id))
		return false;
	if (is_form_of_api(req))
		return go_on(req, wanted->next);
	return reply_empty(req, NO_CONTENT);
}

/* clang-format off */
const struct route login_api[] = {
	{ POST, "/auth/login",    ROLE_PUBLIC, ONE(sign_in),        ONE(sign_in_answer), sign_in,
	  "Sign in: a bearer token, or a cookie and 303 for a form" },
	{ POST, "/auth/logout",   ROLE_USR,    NOTHING,             NOTHING,             sign_out, "End this session" },
	{ GET,  "/auth/me",       ROLE_USR,    NOTHING,             ONE(me),             show_me,
	  "Who is signed in, and where" },
	{ POST, "/auth/confirm",  ROLE_USR,    ONE(password_again), NOTHING,             confirm,
	  "Give the password once more, for dangerous acts" },
	/* Forms of pages. */
	{ POST, "/login",         ROLE_PUBLIC, ONE(sign_in),        ONE(sign_in_answer), sign_in,  "Sign in",
	  .page = "auth/login",         .then = "/today" },
	{ POST, "/second-factor", ROLE_PUBLIC, ONE(sign_in),   ONE(sign_in_answer), sign_in, "Sign in, second step",
	  .page = "auth/second-factor", .then = "/today" },
	{ POST, "/confirm",       ROLE_USR,    ONE(password_again), NOTHING,             confirm,
	  "Give the password once more",
	  .page = "auth/confirm",       .then = "/account" },
	{ POST, "/logout",        ROLE_USR,    NOTHING,             NOTHING,             sign_out, "Sign out",
	  .page = "auth/logout",        .then = "/login?notice=bye" },
	{ 0 }
};
/* clang-format on */
