/*
 * prompt_change.c - changes templates and notes who did.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/prompt_change.h"

#include "tenancy/audit.h"
#include "tenancy/plan.h"

static const char *
subject_of(struct task *task, const struct agent *agent, enum language language)
{
	return arena_printf(
	    task->arena, "%s.%s", agent->name, language_tag(language));
}

struct prompt_draft *
prompt_change(struct task *task, const struct agent *agent,
    const struct prompt_draft *wanted)
{
	enum language language = language_parse(wanted->language);
	const struct prompt_draft *before;
	struct prompt_draft *after;

	if (!plan_require(task, FEATURE_CUSTOM_PROMPTS))
		return NULL;
	before = prompt_draft_current(task, agent, language);
	if (task_has_failed(task))
		return NULL;
	after = prompt_draft_put(task, agent, wanted);
	if (after == NULL)
		return NULL;
	if (before == NULL || before->number != after->number)
		audit(task, "prompt.update", subject_of(task, agent, language),
		    &prompt_draft_record, before, after);
	return after;
}

bool
prompt_change_reset(
    struct task *task, const struct agent *agent, enum language language)
{
	const struct prompt_draft *before =
	    prompt_draft_current(task, agent, language);

	if (before == NULL)
		return !task_has_failed(task);
	if (!prompt_draft_reset(task, agent, language))
		return false;
	audit(task, "prompt.reset", subject_of(task, agent, language),
	    &prompt_draft_record, before, NULL);
	return true;
}
