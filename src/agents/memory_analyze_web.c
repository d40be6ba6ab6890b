/*
 * memory_analyze_web.c - staff ask for a fresh look at what a member wrote.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/agents_web.h"
#include "agents/memory_jobs.h"
#include "data/channels.h"
#include "members/memory.h"
#include "tenancy/audit.h"
#include "tenancy/plan.h"
#include "web/reply.h"

static bool
analyze(struct request *req)
{
	struct task *task = &req->task;
	int64_t id = request_id(req, "id");
	struct memory *memory;
	const char *key;

	if (id == 0 || !plan_require(task, FEATURE_MEMORY_ANALYZER))
		return false;
	memory = memory_find(task, id);
	if (memory == NULL)
		return false;
	key = arena_printf(task->arena, "%" PRId64, id);
	queue_add(task, JOB_MEMORY, key, NULL, 0);
	audit(task, "memory.analyze",
	    arena_printf(task->arena, "member %s", key), &memory_record, NULL,
	    NULL);
	reply_publish(req, CHANNEL_CLOCK, "{}");
	return reply(req, ACCEPTED, memory);
}

/* clang-format off */
const struct route memory_analyze_api[] = {
	{ POST, "/admin/members/{id}/memory/analyze", ROLE_USR, NOTHING, ONE(memory), analyze,
	    "Have what a member wrote since the last time read; answers with what is remembered so far",
	    .scope = "members" },
	{ 0 }
};
/* clang-format on */
