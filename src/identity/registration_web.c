/*
 * registration_web.c - signing up and confirming the address over HTTP.
 *
 * SPDX-License-Identifier: ISC
 */
#include "identity/registration.h"

#include "base/text.h"
#include "identity/identity_web.h"
#include "identity/membership.h"
#include "identity/one_time_token.h"
#include "web/reply.h"

/* A whole office may sign up, or confirm, at once. */
enum { REGISTER_PER_MINUTE = 20, VERIFY_PER_MINUTE = 60 };

struct verification {
	const char *token;
	const char *tenant;
};

struct verified {
	const char *tenant;
	const char *email;
	struct instant email_verified_at;
	bool is_verified;
};

/* clang-format off */
static const struct field verification_fields[] = {
	FIELD(verification, token,  REQUIRED | HIDDEN, 100, "Token of the link in the mail"),
	FIELD(verification, tenant, REQUIRED,          63,  "Slug of the link in the mail"),
	{ 0 }
};
static const struct record verification_record = RECORD(verification);

static const struct field verified_fields[] = {
	FIELD(verified, tenant,            READ_ONLY, 0, "Slug of the studio"),
	FIELD(verified, email,             READ_ONLY, 0, "Address that is confirmed"),
	FIELD(verified, email_verified_at, READ_ONLY, 0, "Since when"),
	FIELD(verified, is_verified,       READ_ONLY, 0, "The studio may receive messages"),
	{ 0 }
};
static const struct record verified_record = RECORD(verified);
/* clang-format on */

static bool
sign_up(struct request *req)
{
	const struct user *user;

	if (!request_limit(req, 0, "register", REGISTER_PER_MINUTE))
		return false;
	user = registration_create(&req->task, body(req, registration));
	return user != NULL && membership_reply(req, user);
}

static bool
verify(struct request *req, const struct verification *link)
{
	struct task *task = &req->task;
	struct verified verified;
	const struct tenant *tenant;
	const struct user *user;

	if (!request_limit(req, 0, "verify", VERIFY_PER_MINUTE) ||
	    one_time_token_enter(task, link->tenant) == NULL)
		return false;
	user = registration_verify(task, link->token);
	tenant = user == NULL ? NULL : tenant_current(task);
	if (tenant == NULL)
		return false;
	verified.tenant = tenant->slug;
	verified.email = user->email;
	verified.email_verified_at = user->email_verified_at;
	verified.is_verified = tenant->is_verified;
	return reply(req, OK, &verified);
}

static bool
verify_by_post(struct request *req)
{
	return verify(req, body(req, verification));
}

static const char *
query_or_empty(struct request *req, const char *name)
{
	const char *value = request_query(req, name);

	return value == NULL ? "" : value;
}

/* Browsers, and the scanners of mails that look like one, are led to a page
 * with a button, which changes nothing. */
static bool
ask(struct request *req)
{
	struct arena *arena = req->task.arena;

	return see_other(req, "/verify?token=%s&tenant=%s",
	    text_url_encode(arena, query_or_empty(req, "token")),
	    text_url_encode(arena, query_or_empty(req, "tenant")));
}

/* For programs [S5.1]. */
static bool
verify_by_link(struct request *req)
{
	struct verification link = {
		.token = query_or_empty(req, "token"),
		.tenant = query_or_empty(req, "tenant"),
	};

	if (req->wants_html)
		return ask(req);
	db_write(&req->task);
	return verify(req, &link);
}

/* clang-format off */
const struct route registration_api[] = {
	/*      path              role         takes              gives            handler */
	{ POST, "/auth/register", ROLE_PUBLIC, ONE(registration), ONE(membership), sign_up,
	    "Sign up a studio with its first administrator" },
	{ POST, "/auth/verify",   ROLE_PUBLIC, ONE(verification), ONE(verified),   verify_by_post,
	    "Confirm an address with the token of a mail" },
	{ GET,  "/auth/verify",   ROLE_PUBLIC, NOTHING,           ONE(verified),   verify_by_link,
	    "Confirm an address; a browser is led to a page that asks whether to" },
	/* Forms of pages. */
	{ POST, "/register",      ROLE_PUBLIC, ONE(registration), ONE(membership), sign_up,
	    "Sign up a studio", .page = "auth/register", .then = "/registered", .once = true },
	{ POST, "/verify",        ROLE_PUBLIC, ONE(verification), ONE(verified),   verify_by_post,
	    "Confirm an address", .page = "auth/verify", .then = "/verify?done=1", .once = true },
	{ 0 }
};
/* clang-format on */
