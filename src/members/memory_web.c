/*
 * memory_web.c - what is remembered of a member over HTTP. Everybody of the
 * studio sees and corrects it, whatever the plan; only an administrator erases.
 *
 * SPDX-License-Identifier: ISC
 */
#include "members/memory.h"

#include "members/members_web.h"
#include "tenancy/audit.h"
#include "web/reply.h"

static bool
show(struct request *req)
{
	int64_t id = request_id(req, "id");

	return id != 0 && reply(req, OK, memory_find(&req->task, id));
}

/* The log says who and when; what is remembered of a person has to be erasable,
 * and the log is not. */
static void
note(struct task *task, const char *action, int64_t id)
{
	audit(task, action, arena_printf(task->arena, "member %" PRId64, id),
	    &memory_record, NULL, NULL);
}

static bool
store(struct request *req)
{
	struct task *task = &req->task;
	int64_t id = request_id(req, "id");
	struct memory *memory = id == 0 ? NULL : memory_find(task, id);

	if (memory == NULL || !request_merge(req, memory))
		return false;
	memory->source = "staff";
	if (!memory_store(task, memory))
		return false;
	note(task, "memory.update", id);
	return reply(req, OK, memory_find(task, id));
}

static bool
erase(struct request *req)
{
	int64_t id = request_id(req, "id");

	if (id == 0 || !memory_remove(&req->task, id))
		return false;
	note(&req->task, "memory.remove", id);
	return reply_empty(req, NO_CONTENT);
}

/* clang-format off */
const struct route memory_forms[] = {
	/*      path                           role      takes         gives        handler */
	{ POST, "/members/{id}/memory",        ROLE_USR, PART(memory), ONE(memory), store,
	    "Correct what is remembered of a member", .page = "members/memory",
	    .then = "/members/{id}?done=memory" },
	{ POST, "/members/{id}/memory/erase",  ROLE_ADM, NOTHING,      NOTHING,     erase,
	    "Erase what is remembered of a member", .page = "members/memory-erase",
	    .then = "/members/{id}?done=erased" },
	{ 0 }
};

const struct route memory_api[] = {
	/*        path                          role      takes         gives        handler */
	{ GET,    "/admin/members/{id}/memory", ROLE_USR, NOTHING,      ONE(memory), show,
	    "Read what is remembered of a member", .scope = "members" },
	{ PUT,    "/admin/members/{id}/memory", ROLE_USR, PART(memory), ONE(memory), store,
	    "Correct what is remembered of a member", .scope = "members" },
	{ DELETE, "/admin/members/{id}/memory", ROLE_ADM, NOTHING,      NOTHING,     erase,
	    "Erase what is remembered of a member", .scope = "members" },
	{ 0 }
};
/* clang-format on */
