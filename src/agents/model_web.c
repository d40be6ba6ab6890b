/*
 * model_web.c - a studio tries its model over HTTP.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/agents_web.h"
#include "agents/model_trial.h"
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

/* clang-format off */
const struct route model_api[] = {
	{ POST, "/admin/settings/model/test", ROLE_ADM, NOTHING, ONE(model_trial), try_model,
	    "Ask the studio's model whether it answers: one tiny call", .scope = "settings" },
	{ 0 }
};
/* clang-format on */
