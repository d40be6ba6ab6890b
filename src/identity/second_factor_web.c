/*
 * second_factor_web.c - one's own second factor over HTTP.
 *
 * SPDX-License-Identifier: ISC
 */
#include "identity/identify.h"
#include "identity/identity_web.h"
#include "identity/pause.h"
#include "identity/second_factor.h"
#include "identity/session.h"
#include "web/reply.h"

/* The account's own: nobody who acts for another may touch it. */
static bool
is_own(struct request *req)
{
	if (!identity_go_home(req))
		return false;
	if (identity_session(req)->impersonator_user_id == 0)
		return true;
	return fail(&req->task, FORBIDDEN,
	    "Only the person can change the second factor.");
}

static bool
show(struct request *req)
{
	return identity_go_home(req) &&
	    reply(req, OK,
		second_factor_find(&req->task, req->task.actor.user_id));
}

static bool
begin(struct request *req)
{
	return is_own(req) && identity_is_confirmed(req) &&
	    reply(req, CREATED,
		second_factor_begin(&req->task, req->task.actor.user_id));
}

static bool
draw(struct request *req)
{
	const struct second_factor_setup *setup;

	if (!is_own(req))
		return false;
	setup = second_factor_begun(&req->task, req->task.actor.user_id);
	return setup != NULL &&
	    reply_text(req, OK, "image/svg+xml", setup->svg);
}

static bool
confirm(struct request *req)
{
	struct task *task = &req->task;
	int64_t user_id = task->actor.user_id;
	struct pause pause = {
		.tenant_id = identity_home_tenant(req),
		.what = PAUSE_FOR_CODES,
		.account = arena_printf(task->arena, "%" PRId64, user_id),
		.address = req->remote_address,
	};
	const struct recovery_codes *codes;

	if (!is_own(req) || !pause_is_over(task, &pause))
		return false;
	codes = second_factor_confirm(
	    task, user_id, body(req, second_factor_code)->code);
	if (codes == NULL) {
		if (task->problem->kind == INVALID)
			pause_add(task, &pause);
		return false;
	}
	pause_clear(task, &pause);
	return session_end_all(task, user_id, identity_session(req)->id) &&
	    reply(req, OK, codes);
}

static bool
renew(struct request *req)
{
	return is_own(req) && identity_is_confirmed(req) &&
	    reply(req, OK,
		second_factor_renew(&req->task, req->task.actor.user_id));
}

static bool
turn_off(struct request *req)
{
	return is_own(req) && identity_is_confirmed(req) &&
	    second_factor_remove(&req->task, req->task.actor.user_id) &&
	    reply_empty(req, NO_CONTENT);
}

/* clang-format off */
const struct route second_factor_api[] = {
	/*        path                             role      takes                    gives                     */
	{ GET,    "/auth/second-factor",           ROLE_USR, NOTHING,                 ONE(second_factor),       show,
	    "Is one's own second factor on?" },
	{ POST,   "/auth/second-factor",           ROLE_USR, NOTHING,                 ONE(second_factor_setup), begin,
	    "Begin to set it up; asks for a fresh password" },
	{ GET,    "/auth/second-factor/qr-code",   ROLE_USR, NOTHING,                 RAW("image/svg+xml"),     draw,
	    "The picture of a set-up that has begun" },
	{ POST,   "/auth/second-factor/confirm",   ROLE_USR, ONE(second_factor_code), ONE(recovery_codes),      confirm,
	    "Turn it on; shows the recovery codes once and ends one's other sessions" },
	{ POST,   "/auth/second-factor/recovery-codes", ROLE_USR, NOTHING, ONE(recovery_codes), renew,
	    "New recovery codes; asks for a fresh password" },
	{ DELETE, "/auth/second-factor",           ROLE_USR, NOTHING,                 NOTHING, turn_off,
	    "Turn it off; asks for a fresh password" },
	/* Forms of pages. */
	{ POST,   "/account/second-factor",         ROLE_USR, NOTHING, ONE(second_factor_setup), begin,
	    "Begin to set it up", .then = "/account/second-factor", .once = true },
	{ POST,   "/account/second-factor/confirm", ROLE_USR, ONE(second_factor_code), ONE(recovery_codes), confirm,
	    "Turn it on; shows the recovery codes", .page = "auth/factor", .once = true },
	{ POST,   "/account/second-factor/codes",   ROLE_USR, NOTHING, ONE(recovery_codes), renew,
	    "New recovery codes", .page = "auth/factor", .once = true },
	{ POST,   "/account/second-factor/off",     ROLE_USR, NOTHING, NOTHING, turn_off,
	    "Turn it off", .then = "/account?done=factor#factor" },
	{ 0 }
};
/* clang-format on */
