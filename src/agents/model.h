/*
 * model.h - requests to, and answers of, an OpenAI-compatible endpoint.
 *
 * Pure: what is sent and received is text; the turn makes the call.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef AGENTS_MODEL_H
#define AGENTS_MODEL_H

#include "base/task.h"
#include "net/http_client.h"

enum model_role {
	MODEL_MEMBER = 1,
	MODEL_STUDIO,
	MODEL_CALLS, /* an answer with calls of tools, sent back verbatim */
	MODEL_TOOL,  /* what one of those calls gave */
};

struct model_message {
	enum model_role role;
	const char *text;
	const char *image;            /* data: URL of a picture; MODEL_MEMBER */
	struct json_object *verbatim; /* MODEL_CALLS: the server's own object */
	const char *call_id;          /* MODEL_TOOL: whose result text is */
};

/* A tool as the model is told of it. */
struct model_tool {
	const char *name;
	const char *description;
	const char *parameters; /* JSON Schema of an object */
};

struct model_prompt {
	const char *model;
	const char
	    *system; /* from the prompt builder only, never a member's text */
	const struct model_message
	    *messages; /* oldest first; the last a member's */
	size_t count;
	const struct model_tool *tools;
	size_t tool_count; /* 0: none are offered */
	int64_t tokens_max;
};

/* The body of POST {base}/chat/completions. Messages of one side in a row
 * become one, and a member begins, because some servers insist on it. */
const char *model_request(struct arena *arena,
    const struct model_prompt *prompt, size_t *len) must_use;

/* A request made by model_request() without the dialog before its last message,
 * for a server that says it is too long, and one with the other name of the
 * limit of tokens. NULL if that was done before. */
const char *model_request_shorter(
    struct task *task, const char *request, size_t *len) must_use;
const char *model_request_other_limit(
    struct task *task, const char *request, size_t *len) must_use;

enum model_verdict {
	MODEL_UNSET = 0,
	MODEL_ANSWERED,     /* text is what it says */
	MODEL_SAYS_NOTHING, /* it answered without words, or refused to */
	MODEL_AGAIN,        /* another try makes sense, after retry_after_ms */
	MODEL_TOO_LONG,     /* model_request_shorter() may help */
	MODEL_OTHER_LIMIT,  /* model_request_other_limit() may help */
	MODEL_CALLS_TOOLS,  /* calls are what it wants; text may be there too */
	MODEL_NO_TOOLS,     /* it does not know tools: ask without */
	MODEL_NO_IMAGES,    /* it does not look at pictures */
	MODEL_FAILED,       /* and would again */
};

enum { MODEL_CALLS_MAX = 16 };

/* A call of a tool, as far as it could be understood. */
struct model_call {
	const char *id;        /* never NULL: made up when missing */
	const char *name;      /* "" when missing */
	const char *arguments; /* an object as JSON text, "{}" when missing or
				  empty; NULL when it is no JSON object */
};

struct model_answer {
	enum model_verdict verdict;
	struct model_call calls[MODEL_CALLS_MAX]; /* the first ones */
	size_t call_count;
	struct json_object *verbatim; /* the message, to send back with the
					 results; every call in it has an id
					 and arguments that are valid JSON */
	const char *text;
	bool is_cut;       /* the limit of tokens ended it */
	const char *model; /* as the server names it; NULL when it does not */
	int32_t prompt_tokens; /* 0 when the server does not tell */
	int32_t completion_tokens;
	int64_t retry_after_ms; /* -1 when the server does not tell */
	bool is_down;           /* a fault of the endpoint: for the breaker */
	bool needs_operator;    /* key, quota, name of the model */
	const char *complaint;  /* for the log, without the member's words */
};

/* Reads whatever a server sends: one JSON object, one with faults that can be
 * seen through, or a stream of events that nobody asked for. Never a problem of
 * the task: a bad answer is a verdict. Texts are bounded, calls are counted. */
struct model_answer model_answer_read(
    struct task *task, const struct http_response *response) must_use;

/* The same for a request that offered count tools: an answer whose text is
 * nothing but calls in a syntax of some model (<tool_call>, [TOOL_CALLS] ...)
 * calls them. tools NULL: whatever their names are. */
struct model_answer model_answer_read_offered(struct task *task,
    const struct http_response *response, const struct model_tool *tools,
    size_t count) must_use;

#endif
