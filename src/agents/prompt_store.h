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
 * Lives in the task's arena. */
struct prompt_set;
struct prompt_set *prompt_set_load(struct task *task) must_use;
const struct prompt_template *prompt_set_template(const struct prompt_set *set,
    struct arena *arena, const struct agent *agent,
    enum language language) must_use;
/* Day and time at the studio when the set was loaded, in words for a prompt:
 * "Sonntag, 22.11.2026, 14:05 Uhr". */
const char *prompt_set_now(const struct prompt_set *set, struct arena *arena,
    enum language language) must_use;

/* A stored version of a studio's own template. */
struct prompt_draft {
	int64_t id;
	const char *agent;
	const char *language;
	int32_t number; /* counts the versions of this agent and language */
	const char *text;
	const char *version; /* 12 hexadecimal digits, as in the audit */
	int64_t created_by;
	struct instant created_at;
	bool is_current;
};

extern const struct record prompt_draft_record;
extern const struct query prompt_draft_queries[];
extern const struct record prompt_set_row_record;
extern const struct query prompt_set_queries[];

/* All versions of an agent, newest first, the texts left out, at most 200. */
struct list *prompt_draft_list(
    struct task *task, const struct agent *agent) must_use;
/* One of an agent with its text; NOT_FOUND when there is none. */
struct prompt_draft *prompt_draft_find(
    struct task *task, const struct agent *agent, int64_t id) must_use;
/* The current one of an agent in a language, whatever the plan; NULL without a
 * problem when there is none. */
struct prompt_draft *prompt_draft_current(struct task *task,
    const struct agent *agent, enum language language) must_use;

/* That version, in force or not; NOT_FOUND. */
struct prompt_draft *prompt_draft_numbered(struct task *task,
    const struct agent *agent, enum language language, int64_t number) must_use;

/* text can be stored: true, or INVALID at pointer with the line that is wrong.
 */
bool prompt_draft_is_good(
    struct task *task, const char *pointer, const char *text) must_use;
/* A number that says: whatever is in force. */
enum { PROMPT_NUMBER_ANY = -1 };

/* Stores wanted->text as the new version of wanted->language. wanted->number is
 * that of the version that the person has seen in force, 0 for ours; CONFLICT
 * when another one is. The text that is in force already makes no new version.
 */
struct prompt_draft *prompt_draft_put(struct task *task,
    const struct agent *agent, const struct prompt_draft *wanted) must_use;
/* Back to ours; the versions stay. */
bool prompt_draft_reset(struct task *task, const struct agent *agent,
    enum language language) must_use;

#endif
