/*
 * canned_reply_web.c - canned replies over HTTP.
 *
 * SPDX-License-Identifier: ISC
 */
#include "messaging/canned_reply.h"
#include "messaging/messaging_web.h"
#include "web/reply.h"

static bool
list(struct request *req)
{
	return reply(req, OK, canned_reply_page(&req->task, req->page));
}

static bool
create(struct request *req)
{
	return reply(req, CREATED,
	    canned_reply_create(&req->task, body(req, canned_reply)));
}

static bool
change(struct request *req)
{
	int64_t id = request_id(req, "id");
	struct canned_reply *wanted;

	if (id == 0)
		return false;
	wanted = canned_reply_find(&req->task, id);
	return wanted != NULL && request_merge(req, wanted) &&
	    reply(req, OK, canned_reply_update(&req->task, wanted));
}

static bool
take_away(struct request *req)
{
	int64_t id = request_id(req, "id");

	return id != 0 && canned_reply_remove(&req->task, id) &&
	    reply_empty(req, NO_CONTENT);
}

/* clang-format off */
const struct route canned_reply_forms[] = {
	/*      path                           role      takes               gives              handler */
	{ POST, "/canned-replies",             ROLE_USR, ONE(canned_reply),  ONE(canned_reply), create,
	    "Add a canned reply", .page = "inbox/canned", .then = "/canned-replies?done=added", .once = true },
	{ POST, "/canned-replies/{id}",        ROLE_USR, PART(canned_reply), ONE(canned_reply), change,
	    "Change a canned reply", .page = "inbox/canned-one", .then = "/canned-replies?done=changed" },
	{ POST, "/canned-replies/{id}/remove", ROLE_USR, NOTHING,            NOTHING,           take_away,
	    "Remove a canned reply", .page = "inbox/canned-remove", .then = "/canned-replies?done=removed" },
	{ 0 }
};

const struct route canned_reply_api[] = {
	/*        path                         role      takes               gives               handler */
	{ GET,    "/admin/canned-replies",      ROLE_USR, NOTHING,            MANY(canned_reply), list,
	    "List texts that staff sends often, oldest first", .scope = "conversations" },
	{ POST,   "/admin/canned-replies",      ROLE_USR, ONE(canned_reply),  ONE(canned_reply),  create,
	    "Add one", .scope = "conversations" },
	{ PUT,    "/admin/canned-replies/{id}", ROLE_USR, PART(canned_reply), ONE(canned_reply),  change,
	    "Change one", .scope = "conversations" },
	{ DELETE, "/admin/canned-replies/{id}", ROLE_USR, NOTHING,            NOTHING,            take_away,
	    "Remove one", .scope = "conversations" },
	{ 0 }
};
/* clang-format on */
