/*
 * tool.h - what agents can do: one row of tools.c each.
 *
 * The member always comes from the verified conversation (struct tool_caller),
 * never from the model. A model's call passes tool_call() and nothing else.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef AGENTS_TOOL_H
#define AGENTS_TOOL_H

#include "agents/language.h"
#include "base/json.h"
#include "base/task.h"
#include "tenancy/prompt_config.h"

enum tool_effect {
	TOOL_EFFECT_UNSET = 0,
	TOOL_READS,
	TOOL_CHANGES, /* can not be undone: waits for an explicit yes */
};

/* On whose behalf. Made from the conversation by code. */
struct tool_caller {
	int64_t session_id; /* 0 in a try-out */
	int64_t member_id;  /* verified; 0: nobody */
	const struct prompt_config *studio;
	enum language language;
	bool is_trial; /* nothing is stored, nothing changes */
};

enum tool_verdict {
	TOOL_VERDICT_UNSET = 0,
	TOOL_DONE,
	TOOL_NOT_CONNECTED, /* the studio has not connected what it needs */
	TOOL_NEEDS_MEMBER,  /* nobody is verified */
	TOOL_NEEDS_YES,     /* pending: the member is asked first */
	TOOL_HANDS_OVER,    /* a person was called */
	TOOL_BAD_CALL,      /* unknown name, arguments that do not fit */
	TOOL_FAILED,
};

struct tool_result {
	enum tool_verdict verdict;
	const char *text;             /* for the model; bounded */
	struct json_object *passages; /* array, for the audit; may be NULL */
};

struct tool {
	const char *name; /* ^[a-z_]{1,64}$ */
	const char *description;
	const char *parameters; /* JSON Schema of an object */
	enum tool_effect effect;
	bool needs_member;
	bool needs_magicline;
	/* arguments fits parameters. Runs in a task of its own. */
	struct tool_result (*run)(struct task *task,
	    const struct tool_caller *caller, struct json_object *arguments);
	/* What a yes means, for the question before a change, in the words of
	 * the member's language; NULL unless effect is TOOL_CHANGES. */
	const char *(*question)(struct arena *arena, enum language language,
	    struct json_object *arguments);
};

/* All there are, NULL-ended. */
extern const struct tool *const tools[];
const struct tool *tool_find(const char *name) must_use;

/* The only way to run one. allowed are the tools of the agent, NULL-ended;
 * arguments is the model's text ("" and NULL are {}). Never a problem of the
 * task: what goes wrong is a verdict with a text that the model can use. */
struct tool_result tool_call(struct task *task,
    const struct tool_caller *caller, const struct tool *const *allowed,
    const char *name, const char *arguments) must_use;

#endif
