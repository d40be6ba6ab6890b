/*
 * prompt_change.h - a person changes what an agent is told: the plan, the rules
 * of templates, the audit log.
 *
 * Inside the room only.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef AGENTS_PROMPT_CHANGE_H
#define AGENTS_PROMPT_CHANGE_H

#include "agents/prompt_store.h"

/* prompt_draft_put() for who may: PAYMENT_REQUIRED when the plan has no own
 * templates. */
struct prompt_draft *prompt_change(struct task *task, const struct agent *agent,
    const struct prompt_draft *wanted) must_use;
/* Back to ours, whatever the plan; true when it was ours already. */
bool prompt_change_reset(struct task *task, const struct agent *agent,
    enum language language) must_use;

#endif
