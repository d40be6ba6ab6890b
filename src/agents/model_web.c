/*
 * model_web.c - a studio tries its model over HTTP.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/agents_web.h"
#include "agents/model_trial.h"
#include "data/db.h"
#include "web/reply.h"

/* Each one is a call that somebody pays for. */
enum { TRIALS_PER_MINUTE = 10 };

static bool
try_model(struct request *req)
{
	struct task *task = &req->task;

	if (!request_limit(req, task->tenant_id, "model", TRIALS_PER_MINUTE))
		return false;
	return reply(req, OK, model_trial_run(task));
}

/* Where the page is that asks; this one shows what came of it. */
static bool
go_to_page(struct request *req)
{
	return db_settle(&req->task) && see_other(req, "/settings/model");
}

/* clang-format off */
const struct route model_api[] = {
	{ POST, "/admin/settings/model/test", ROLE_ADM, NOTHING, ONE(model_trial), try_model,
	    "Ask the studio's model whether it answers: one tiny call", .scope = "settings" },
	/* As a page: of this program, because it calls out. */
	{ GET, "/admin/settings/model/test", ROLE_ADM, NOTHING, RAW("text/html"), go_to_page,
	    "Lead to the page of the model", .page = "tenancy/model" },
	{ POST, "/admin/settings/model/test", ROLE_ADM, NOTHING, ONE(model_trial), try_model,
	    "Show whether the studio's model answers", .page = "tenancy/model", .once = true },
	{ 0 }
};
/* clang-format on */
