/*
 * exchange.h - one request and its answer, as the files of the runtime see
 * them. Handlers use web/request.h and web/reply.h.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef WEB_EXCHANGE_H
#define WEB_EXCHANGE_H

#include <sys/types.h>

#include "web/path.h"
#include "web/reply.h"

/* Where a request comes from: FastCGI, or a test. */
struct request_source {
	char *const *params; /* "NAME=value" as in CGI, NULL-ended */
	int64_t deadline_ms; /* monotonic: read() gives up then */
	bool is_read_whole;  /* read() has come to the end */
	/* Up to len bytes of the body: their number, 0 at the end, -1 when it
	 * broke off or came too slowly. */
	ssize_t (*read)(struct request_source *source, char *bytes, size_t len);
};

/* The CGI variable called name, NULL when missing. */
const char *source_param(
    const struct request_source *source, const char *name) must_use;

struct header_line {
	const char *name;
	const char *value;
	const struct header_line *next;
};

struct publication {
	const char *channel;
	const char *payload;
	const struct publication *next;
};

/* What a handler has said so far; status 0 is nothing. */
struct reply {
	int status;
	const char *type; /* of the body; NULL without one */
	const char *body;
	size_t body_len;
	const struct header_line *headers;      /* newest first */
	const struct publication *publications; /* newest first */
	const char *marked;                     /* key of Redis; NULL: none */
	int64_t marked_ms;
	stream_fn *stream; /* makes the body; NULL: it is in body */
	void *stream_state;
	afterwards_fn *afterwards; /* NULL for nothing */
	const void *given;         /* to afterwards */
	const char *frame_origins; /* may show it; NULL: nobody */
	bool shows_frames;
};

/* Fills method, path, host and the like from the source: METHOD_NOT_ALLOWED
 * only shows in request->method, false is BAD_REQUEST, or NOT_FOUND for a path
 * that no route can have. */
bool request_understand(struct request *req, struct path *path) must_use;
/* Reads the body to its end, also when it is refused: TOO_LARGE above the limit
 * of the route, BAD_REQUEST when it is not what was announced, TIMED_OUT when
 * it came too slowly. */
bool request_read_body(struct request *req) must_use;
/* Fills req->form if the body is one; BAD_REQUEST when it is broken. */
bool request_parse_form(struct request *req) must_use;
/* Makes of the body what the route takes: body_struct, page. */
bool request_validate(struct request *req) must_use;

/* Forgets what was replied and says task->problem instead: as the page with the
 * wrong form, as the page "error", or as JSON. */
void problem_reply(struct request *req);
/* The problem as JSON (RFC 9457). */
struct json_object *problem_json(const struct task *task) must_use;

/* The title of the problems with this status. */
const char *problem_title(int status) must_use;

/* The head of the reply as CGI writes it, blank line included. */
const char *reply_head(struct request *req, size_t *len) must_use;
/* The bytes of the body that may leave: none for HEAD, 204 and 304. */
size_t reply_body_len(const struct request *req) must_use;
/* Sets the mark of reply_mark(). */
void reply_mark_kept(struct request *req);
/* Sends what reply_publish() has kept, in its order. */
void reply_publish_kept(struct request *req);
/* Does what reply_afterwards() was given. */
void reply_act_afterwards(struct request *req);

/* PLAIN: without asking the app for brand and language. */
enum page_dress { PAGE_PLAIN = 1, PAGE_DRESSED };
struct page_content {
	struct json_object *context; /* may be NULL */
	enum page_dress dress;
	const struct problem *problem; /* that is shown, NULL for none */
};
/* Adds "problem" and, where the program has texts, its words. */
void problem_add_words(struct request *req, const struct problem *problem,
    struct json_object *root);
/* Renders template name as the body, with the members of the context, "page",
 * the texts "t" and "common", "problem" and "forms"; false when it can not,
 * which is in the log or in the task. */
bool reply_render(struct request *req, int status, const char *name,
    const struct page_content *content) must_use;

#endif
