/*
 * prompt_store.h - a studio's own prompt templates, every version kept.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef AGENTS_PROMPT_STORE_H
#define AGENTS_PROMPT_STORE_H

#include "agents/agent.h"
#include "data/db.h"

/* The templates in force for the task's tenant, in one statement: its own where
 * it has one and its plan has custom_prompts, else ours. NULL with a problem.
 */
struct prompt_set;
struct prompt_set *prompt_set_load(struct task *task) must_use;
const struct prompt_template *prompt_set_template(const struct prompt_set *set,
    const struct agent *agent, enum language language) must_use;

#endif
