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

enum { TOOL_ARGUMENTS_BYTES_MAX = 8 << 10, TOOL_RESULT_BYTES_MAX = 8 << 10 };

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
	TOOL_FAILED,        /* nothing was changed */
	TOOL_UNSURE,        /* nobody knows whether something was changed */
};

struct tool_result {
	enum tool_verdict verdict;
	/* For the model, at most TOOL_RESULT_BYTES_MAX; of a change that was
	 * made: a sentence for the member, in its language. */
	const char *text;
	struct json_object *passages; /* array, for the audit; may be NULL */

	/* Set by tool_call() for TOOL_NEEDS_YES. */
	const struct tool *tool;
	struct json_object *arguments; /* checked: what is to be stored */
	const char *question;          /* for the member, in its language */
};

struct tool {
	const char *name; /* ^[a-z_]{1,64}$ */
	const char *description;
	const char *parameters; /* JSON Schema of an object */
	enum tool_effect effect;
	bool needs_member;
	bool needs_magicline;
	/* arguments fits parameters; what is returned lives in task->arena.
	 * Runs in a reading task of its own, one that changes something in a
	 * writing one that is committed behind it. NULL: the studio can not be
	 * connected to what it needs. */
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

/* The only way for a model to run one. allowed are the tools of the agent,
 * NULL-ended; arguments is the model's text ("" and NULL are {}). Never a
 * problem of the task: what goes wrong is a verdict with a text that the model
 * can use. task must not have a transaction open; the result is in its arena.
 * One that changes something is never run from here: TOOL_NEEDS_YES. */
struct tool_result tool_call(struct task *task,
    const struct tool_caller *caller, const struct tool *const *allowed,
    const char *name, const char *arguments) must_use;

/* Runs a tool that changes something, after the yes and with what was stored.
 * Otherwise like tool_call(). Once is enough: see act.h. */
struct tool_result tool_change(struct task *task,
    const struct tool_caller *caller, const char *name,
    struct json_object *arguments) must_use;

#endif
