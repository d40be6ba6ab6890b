/*
 * agent_view.h - agents, their templates and what they answered, as pages show
 * them.
 *
 * Inside the room only. Trees belong to the arena of the request.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef AGENTS_AGENT_VIEW_H
#define AGENTS_AGENT_VIEW_H

#include "agents/agent.h"
#include "base/json.h"
#include "web/request.h"

/* What an agent is called on pages, and what it is for. */
const char *agent_view_name(
    struct request *req, const struct agent *agent) must_use;
const char *agent_view_summary(
    struct request *req, const struct agent *agent) must_use;

/* Adds "tabs" [{path, label, is_current}]: the values, then each agent; current
 * is NULL for the values. */
void agent_view_add_tabs(struct request *req, struct json_object *context,
    const struct agent *current);

/* Adds "studio_values" and "turn_values" [{name, meaning, limit}]: what a
 * template may name. */
void agent_view_add_values(struct request *req, struct json_object *context);

/* Makes of an answer that was tried, as JSON has it at the top of context, what
 * the page says: "result" with words and numbers. */
void agent_view_add_result(struct request *req, struct json_object *context);

#endif
