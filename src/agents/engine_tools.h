/*
 * engine_tools.h - runs the tools that an answer calls.
 *
 * Inside the room only.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef AGENTS_ENGINE_TOOLS_H
#define AGENTS_ENGINE_TOOLS_H

#include "agents/engine_request.h"

enum engine_after {
	ENGINE_AFTER_UNSET = 0,
	ENGINE_ASKS_ON,   /* the model is told what the calls gave */
	ENGINE_ASKS_LAST, /* the same, and it has to answer now */
	ENGINE_ENDS       /* engine->outcome is set */
};

/* Runs them in order and fills in given[answer->call_count]. scratch is a task
 * with a database whose arena is thrown away. */
enum engine_after engine_tools_run(struct engine *engine, struct task *scratch,
    const struct model_answer *answer, struct engine_given *given) must_use;

#endif
