/*
 * health.c - is the program alive, and can it work?
 *
 * SPDX-License-Identifier: ISC
 */
#include "data/cache.h"
#include "data/db.h"
#include "web/program.h"
#include "web/reply.h"

static bool
alive(struct request *req)
{
	return reply_text(req, OK, "application/json", "{\"status\":\"ok\"}");
}

/* Without Redis everything goes on, only more slowly. */
static bool
ready(struct request *req)
{
	struct task *task = &req->task;
	struct json_object *tree = json_new_object(task->arena);

	json_add_text(tree, "status", "ready");
	if (task->db != NULL) {
		if (!db_ping(task))
			return fail(
			    task, UNAVAILABLE, "The database does not answer.");
		json_add_text(tree, "database", "ok");
	}
	json_add_text(tree, "redis",
	    task->cache != NULL && cache_ping(task) ? "ok" : "away");
	return reply_json(req, OK, tree);
}

/* clang-format off */
const struct route health_routes[] = {
	{ GET, "/healthz", ROLE_PUBLIC, NOTHING, RAW("application/json"), alive, "It is alive" },
	{ GET, "/readyz",  ROLE_PUBLIC, NOTHING, RAW("application/json"), ready, "It can work" },
	{ 0 }
};
/* clang-format on */
