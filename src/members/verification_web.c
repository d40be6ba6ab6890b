/*
 * verification_web.c - codes that staff tell to members over HTTP.
 *
 * SPDX-License-Identifier: ISC
 */
#include "members/verification.h"

#include "members/members_web.h"
#include "messaging/inbox_version.h"
#include "tenancy/audit.h"
#include "web/reply.h"

enum { ISSUE_PER_MINUTE = 60 };

/* For whom a code is wanted. */
struct code_wish {
	int64_t member_id;
};
/* The only time that the code is shown. */
struct code_shown {
	int64_t member_id;
	const char *code;
	struct instant expires_at;
};

/* clang-format off */
static const struct field code_wish_fields[] = {
	FIELD(code_wish, member_id, REQUIRED | POSITIVE, 0, "Member who shall prove to be in the conversation"),
	{ 0 }
};
static const struct record code_wish_record = RECORD(code_wish);
static const struct field code_shown_fields[] = {
	FIELD(code_shown, member_id,  READ_ONLY, 0, "Member whose code it is"),
	FIELD(code_shown, code,       READ_ONLY, 0, "Six digits, shown this once: tell them to the member"),
	FIELD(code_shown, expires_at, READ_ONLY, 0, "Until when it is good"),
	{ 0 }
};
static const struct record code_shown_record = RECORD(code_shown);
/* clang-format on */

static const char *
subject_of(struct task *task, int64_t session_id)
{
	return arena_printf(task->arena, "conversation %" PRId64, session_id);
}

static bool
issue(struct request *req)
{
	struct task *task = &req->task;
	int64_t id = request_id(req, "id");
	const struct code_wish *wish = body(req, code_wish);
	const struct verification *open;
	const char *code;

	if (id == 0 ||
	    !request_limit(
		req, task->tenant_id, "member-code", ISSUE_PER_MINUTE))
		return false;
	code = verification_issue(task, id, wish->member_id);
	open = code == NULL ? NULL : verification_open(task, id);
	if (open == NULL)
		return false;
	audit(task, "verification.issue", subject_of(task, id),
	    &verification_record, NULL, open);
	return reply(req, CREATED,
	    &(const struct code_shown){
		.member_id = open->member_id,
		.code = code,
		.expires_at = open->expires_at,
	    });
}

static bool
forget(struct request *req)
{
	struct task *task = &req->task;
	int64_t id = request_id(req, "id");

	if (id == 0 || !verification_forget(task, id))
		return false;
	audit(task, "verification.forget", subject_of(task, id),
	    &verification_record, NULL, NULL);
	inbox_announce(req, id);
	return reply_empty(req, NO_CONTENT);
}

/* clang-format off */
const struct route verification_forms[] = {
	/*      path                             role      takes           gives            handler */
	{ POST, "/inbox/{id}/verification-code", ROLE_USR, ONE(code_wish), ONE(code_shown), issue,
	    "Make a code and show it this once", .page = "inbox/conversation", .once = true },
	{ POST, "/inbox/{id}/forget-member",     ROLE_USR, NOTHING,        NOTHING,         forget,
	    "Forget which member a conversation is with", .page = "inbox/conversation",
	    .then = "/inbox/{id}?done=forgotten" },
	{ 0 }
};

const struct route verification_api[] = {
	/*        path                                role      takes           gives            handler */
	{ POST,   "/sessions/{id}/verification-code", ROLE_USR, ONE(code_wish), ONE(code_shown), issue,
	    "Make a code that a member sends into the conversation", .scope = "conversations" },
	{ DELETE, "/sessions/{id}/verification",      ROLE_USR, NOTHING,        NOTHING,         forget,
	    "Forget which member a conversation is with", .scope = "conversations" },
	{ 0 }
};
/* clang-format on */
