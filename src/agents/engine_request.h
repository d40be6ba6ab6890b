/*
 * engine_request.h - the request of an engine: written once, then edited.
 *
 * Inside the room only.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef AGENTS_ENGINE_REQUEST_H
#define AGENTS_ENGINE_REQUEST_H

#include "agents/engine.h"

/* Keeps a copy of the question's dialog till the request is written. */
void engine_request_init(
    struct engine *engine, const struct engine_question *question);

/* The request for the router, and for the agent that answers. */
void engine_request_route(
    struct engine *engine, const struct task *task, const char *system);
void engine_request_ask(
    struct engine *engine, const struct task *task, const char *system);

/* The tools of agent as a model is told of them. */
struct model_tool *engine_request_tools(
    struct arena *arena, const struct agent *agent, size_t *count) must_use;

/* What one call gave, in words for the model. */
struct engine_given {
	const char *call_id;
	const char *text;
};

/* Edits of the request. scratch is a task whose arena is thrown away. */
/* Appends what the model said and what its calls gave; false if that is too
 * much. */
bool engine_request_add_given(struct engine *engine, struct task *scratch,
    struct json_object *said, const struct engine_given *given,
    size_t count) must_use;
/* Says in the prompt why an answer could not be sent: the dialog has no place
 * for words that nobody in it said. */
void engine_request_add_complaint(
    struct engine *engine, struct task *scratch, const char *complaint);
/* For a model that does not know tools: system is its prompt now. */
void engine_request_drop_tools(
    struct engine *engine, struct task *scratch, const char *system);
/* It has to answer in words now. */
void engine_request_end_calls(struct engine *engine, struct task *scratch);
/* See model_request_shorter() and _other_limit(); false: was done before. */
bool engine_request_shorten(
    struct engine *engine, struct task *scratch) must_use;
bool engine_request_change_limit(
    struct engine *engine, struct task *scratch) must_use;

/* What tools gave in this turn, NULL-ended: sources of an answer. */
const char *const *engine_request_sources(
    const struct engine *engine, struct task *scratch) must_use;

#endif
