/*
 * engine_prompt.h - reads what the prompt that an engine wants is made of.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef AGENTS_ENGINE_PROMPT_H
#define AGENTS_ENGINE_PROMPT_H

#include "agents/engine.h"

/* The prompt of engine->asked: the template in force, the studio's values, what
 * is remembered of the verified member, and the best passages if the model can
 * not look them up. In the arena of task, which reads. False with a problem. */
bool engine_prompt_read(struct task *task, struct engine *engine,
    struct engine_prompt *prompt) must_use;

#endif
