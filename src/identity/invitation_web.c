/*
 * invitation_web.c - invitations over HTTP.
 *
 * SPDX-License-Identifier: ISC
 */
#include "identity/invitation.h"

#include "identity/identity_web.h"
#include "identity/membership.h"
#include "tenancy/audit.h"
#include "web/reply.h"

enum { INVITE_PER_MINUTE = 60, ACCEPT_PER_MINUTE = 60 };

/* clang-format off */
static const struct field acceptance_fields[] = {
	FIELD(acceptance, token,     REQUIRED | HIDDEN, 100, "Token of the link in the mail"),
	FIELD(acceptance, tenant,    REQUIRED,          63,  "Slug of the link in the mail"),
	FIELD(acceptance, password,  REQUIRED | HIDDEN, 128, "At least 12 characters, none of the common ones"),
	FIELD(acceptance, full_name, PERSONAL,          200, "Name as shown"),
	{ 0 }
};
static const struct record acceptance_record = RECORD(acceptance);
/* clang-format on */

static bool
list(struct request *req)
{
	return reply(req, OK, invitation_page(&req->task, req->page));
}

static bool
invite(struct request *req)
{
	struct task *task = &req->task;
	const struct invitation *made;

	if (!request_limit(req, task->tenant_id, "invite", INVITE_PER_MINUTE))
		return false;
	made = invitation_create(task, body(req, invitation));
	if (made == NULL)
		return false;
	audit(task, "invitation.create", made->email, &invitation_record, NULL,
	    made);
	return reply(req, CREATED, made);
}

static bool
send_again(struct request *req)
{
	struct task *task = &req->task;
	int64_t id = request_id(req, "id");
	const struct invitation *sent =
	    id == 0 ? NULL : invitation_resend(task, id);

	if (sent == NULL)
		return false;
	audit(task, "invitation.resend", sent->email, &invitation_record, NULL,
	    sent);
	return reply(req, OK, sent);
}

static bool
take_back(struct request *req)
{
	struct task *task = &req->task;
	int64_t id = request_id(req, "id");
	const struct invitation *was =
	    id == 0 ? NULL : invitation_revoke(task, id);

	if (was == NULL)
		return false;
	audit(task, "invitation.revoke", was->email, &invitation_record, was,
	    NULL);
	return reply_empty(req, NO_CONTENT);
}

static bool
accept(struct request *req)
{
	const struct user *user;

	if (!request_limit(req, 0, "accept", ACCEPT_PER_MINUTE))
		return false;
	user = invitation_accept(&req->task, body(req, acceptance));
	return user != NULL && membership_reply(req, user);
}

/* clang-format off */
const struct route invitation_api[] = {
	/*        path                        role         takes            gives             handler */
	{ GET,    "/auth/invitations",        ROLE_ADM,    NOTHING,         MANY(invitation), list,
	    "List the invitations that can still be accepted, newest first" },
	{ POST,   "/auth/invitations",        ROLE_ADM,    ONE(invitation), ONE(invitation),  invite,
	    "Ask somebody to join the studio, by mail" },
	{ DELETE, "/auth/invitations/{id}",   ROLE_ADM,    NOTHING,         NOTHING,          take_back,
	    "Take an invitation back" },
	{ POST,   "/auth/invitations/accept", ROLE_PUBLIC, ONE(acceptance), ONE(membership),  accept,
	    "Join a studio with the token of a mail" },
	{ POST,   "/auth/invitations/{id}/resend", ROLE_ADM, NOTHING,    ONE(invitation),  send_again,
	    "Send the mail of an invitation once more, with a new link" },
	/* Forms of pages. */
	{ POST,   "/team/invite",                  ROLE_ADM, ONE(invitation), ONE(invitation), invite,
	    "Ask somebody to join the studio", .page = "team/invite", .then = "/team?done=invited", .once = true },
	{ POST,   "/team/invitations/{id}/resend", ROLE_ADM, NOTHING,    ONE(invitation),  send_again,
	    "Send the mail of an invitation once more",
	    .page = "team/list", .then = "/team?done=resent", .once = true },
	{ POST,   "/team/invitations/{id}/remove", ROLE_ADM, NOTHING,    NOTHING,          take_back,
	    "Take an invitation back", .page = "team/take-back", .then = "/team?done=taken_back" },
	{ POST,   "/invitation",              ROLE_PUBLIC, ONE(acceptance), ONE(membership),  accept,
	    "Join a studio", .page = "auth/invitation", .then = "/today", .once = true },
	{ 0 }
};
/* clang-format on */
