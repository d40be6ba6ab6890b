/*
 * engine.h - from a question to an answer: routes it, asks the model, runs the
 * tools that it calls, and again, until it says something that may be sent.
 *
 * A state machine that makes no calls itself: it says what it wants, so that
 * the job (which waits for nothing) and the try-out (which waits) are served by
 * the same. Whatever fails ends in ENGINE_OFFLINE, never in an error text.
 *
 * It keeps little while it waits: the request, and what happened so far.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef AGENTS_ENGINE_H
#define AGENTS_ENGINE_H

#include "agents/model.h"
#include "agents/model_access.h"
#include "agents/prompt.h"
#include "agents/router.h"

enum {
	/* Times that a model is asked for one answer; retries not counted. */
	ENGINE_ROUNDS_MAX = 6,
	/* Calls of tools that are run of one answer. */
	ENGINE_CALLS_MAX = 8,
	ENGINE_REQUEST_BYTES_MAX = 48 << 10 /* without a picture */
};

enum engine_want {
	ENGINE_WANT_UNSET = 0,
	ENGINE_PROMPT, /* the prompt of engine->asked: engine_take_prompt() */
	ENGINE_CALL,   /* make engine->call: engine_take_answer() */
	ENGINE_PAUSE,  /* wait engine->pause_ms: engine_go_on() */
	ENGINE_DONE    /* engine->outcome is set */
};

enum engine_outcome {
	ENGINE_OUTCOME_UNSET = 0,
	ENGINE_ANSWERED,     /* text may be sent */
	ENGINE_OFFLINE,      /* the offline provider has to answer */
	ENGINE_NO_PICTURES,  /* no model here looks at pictures */
	ENGINE_NEEDS_MEMBER, /* a tool wants to know who it is */
	ENGINE_NEEDS_YES,    /* a tool waits for a yes: last_result */
	ENGINE_HANDS_OVER    /* a tool called a person */
};

/* What is to be answered. All of it is copied, but agents and access. */
struct engine_question {
	const char *text;                     /* the member's words */
	const struct model_message *messages; /* the dialog, oldest first */
	size_t count;
	bool has_picture;  /* the member sent one */
	const char *image; /* data: URL of it; NULL: it is not there */
	/* It answers whatever is asked; NULL: it is routed. */
	const struct agent *agent;
	/* Of agent, instead of the one in force; NULL. Only in a try-out. */
	const char *template;
	/* The agent that spoke last; NULL: unknown. */
	const struct agent *previous;
	/* Of the studio; its texts live as long as the engine. NULL: there is
	 * no model. */
	const struct model_access *access;
	bool has_acted; /* the turn has changed something before */
	/* caller.studio lives as long as the engine. */
	struct tool_caller caller;
};

/* A call of a tool, for the audit. */
struct engine_call {
	const char *name;      /* as the model wrote it, cut */
	const char *arguments; /* the same */
	enum tool_verdict verdict;
	int64_t duration_ms;
	const char *text;      /* what the model was told; only in a try-out */
	unsigned char key[32]; /* tells a repeated call */
	const struct engine_call *before;
};

struct engine {
	/* What is wanted. */
	const struct agent *asked; /* ENGINE_PROMPT: whose prompt */
	bool needs_knowledge;      /* and it has to bring the passages */
	struct http_call call;
	int64_t pause_ms;

	/* What came of it. */
	enum engine_outcome outcome;
	const char *text;               /* ENGINE_ANSWERED */
	const char *why;                /* ENGINE_OFFLINE: for the log; NULL */
	struct tool_result last_result; /* of the tool that ended it */
	struct routing routing;
	const char *prompt_version; /* of the agent that was asked */
	const char *prompt;         /* only in a try-out */
	const char *model; /* as the server names it; NULL: no answer */
	unsigned rounds;
	int32_t prompt_tokens; /* of all calls: all are paid */
	int32_t completion_tokens;
	const struct engine_call *calls; /* the newest first */
	unsigned call_count;
	struct json_object *passages; /* array: what tools read; NULL */
	const char *rule;             /* that refused an answer; NULL */

	/* Inside. */
	struct arena *arena;   /* of the owner: what stays */
	struct arena *dialog;  /* till the agent's request is written */
	struct arena *request; /* the request itself */
	size_t picture_bytes;  /* of the picture in it */
	struct engine_question question;
	const char *knowledge; /* that stood in the prompt; NULL */
	bool is_routing;
	bool may_call;     /* this round offers tools */
	bool is_second;    /* an answer was refused and asked for again */
	unsigned attempts; /* in this round */
	int64_t end_at_ms; /* of the whole turn; 0: no call was made */
};

/* An engine in arena for the question. */
struct engine *engine_create(
    struct arena *arena, const struct engine_question *question) must_use;

/* Each says what is wanted next. task gives the configuration and, for tools,
 * the database: they run in transactions of their own, so that task must not
 * have one open. */
enum engine_want engine_begin(
    struct engine *engine, struct task *task) must_use;
/* The prompt of engine->asked. */
struct engine_prompt {
	const char *system;    /* the whole of it */
	const char *version;   /* of its template */
	const char *knowledge; /* the passages in it; NULL: none */
};
enum engine_want engine_take_prompt(struct engine *engine, struct task *task,
    const struct engine_prompt *prompt) must_use;
enum engine_want engine_take_answer(struct engine *engine, struct task *task,
    const struct http_response *response) must_use;
enum engine_want engine_go_on(
    struct engine *engine, struct task *task) must_use;
/* For whoever can not go on: the outcome becomes ENGINE_OFFLINE. */
enum engine_want engine_give_up(
    struct engine *engine, const char *why) must_use;

#endif
