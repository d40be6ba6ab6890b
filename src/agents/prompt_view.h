/*
 * prompt_view.h - an agent's templates as people see them who write some.
 *
 * Inside the room only.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef AGENTS_PROMPT_VIEW_H
#define AGENTS_PROMPT_VIEW_H

#include "agents/prompt_store.h"

struct prompt_view {
	const char *agent;
	const char *summary;
	bool is_included; /* in the plan: own templates are in force */
	struct json_object *languages;
	struct json_object *placeholders;
};

extern const struct record prompt_view_record;

/* Everything about agent; the templates and the built prompts stand in
 * languages. NULL with a problem. */
struct prompt_view *prompt_view_find(
    struct task *task, const struct agent *agent) must_use;
/* All agents: without texts, previews, versions and placeholders. */
struct list *prompt_view_list(struct task *task) must_use;

struct prompt_preview {
	const char *agent;
	const char *language;
	const char *prompt;
};

extern const struct record prompt_preview_record;

/* What the model would be told if text were the template of agent. INVALID with
 * the line for a bad one. */
struct prompt_preview *prompt_preview_make(struct task *task,
    const struct agent *agent, enum language language,
    const char *text) must_use;

#endif
