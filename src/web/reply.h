/*
 * reply.h - what goes back. It leaves only after the task has committed; if the
 * commit fails the problem goes instead.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef WEB_REPLY_H
#define WEB_REPLY_H

#include "web/request.h"

enum http_status {
	OK = 200,
	CREATED = 201,
	ACCEPTED = 202,
	NO_CONTENT = 204,
	SEE_OTHER = 303,
	NOT_MODIFIED = 304
};

/* Answers with item (of the shape that route->gives says): as JSON, or rendered
 * with route->page. NULL item does nothing and is false, so that a result can
 * be passed straight through. */
bool reply(struct request *req, enum http_status status, const void *item);
bool reply_json(
    struct request *req, enum http_status status, struct json_object *tree);
/* type like "text/plain; charset=utf-8". */
bool reply_text(struct request *req, enum http_status status, const char *type,
    const char *text);
/* bytes are not copied and live as long as the request. */
bool reply_bytes(
    struct request *req, const char *type, const char *bytes, size_t len);
bool reply_empty(struct request *req, enum http_status status);
/* Renders template name with {"page": ..., members of context}. */
bool reply_page(struct request *req, enum http_status status, const char *name,
    struct json_object *context);
/* Answers with what next() appends to out, call after call, until it says
 * STREAM_END: for files larger than memory shall be. It begins after the commit
 * and the head; each call is a reading task of its own, with the deadline of a
 * request, and what it appended leaves before the next. When one fails the
 * answer breaks off, so that nobody takes a part for the whole. state lives as
 * long as the request. */
enum stream { STREAM_FAILED = 0, STREAM_MORE, STREAM_END };
enum { STREAM_BYTES_MAX = 16 * 1024 * 1024 };
typedef enum stream stream_fn(struct task *task, void *state, struct buf *out);
bool reply_stream(struct request *req, enum http_status status,
    const char *type, stream_fn *next, void *state);
/* 303 to a path of this site. */
bool see_other(struct request *req, const char *format, ...) printf_like(2, 3);

/* One more header; CR, LF and NUL in it are a bug. */
void reply_header(struct request *req, const char *name, const char *value);
/* Which sites may show the reply in a frame, also the page of a problem that
 * comes in its place: origins with blanks between, beside our own pages.
 * Without it nobody may. */
void reply_allow_frames(struct request *req, const char *origins);
/* The page itself shows pages of ours in frames. */
void reply_show_frames(struct request *req);
/* A strong ETag of version; when If-None-Match names it the answer is 304
 * without a body, and this returns true: the handler is done. */
bool reply_is_unchanged(struct request *req, const char *version) must_use;
/* Published on Redis after the commit and after the answer has left. */
void reply_publish(
    struct request *req, const char *channel, const char *payload);
/* cache_mark() after the commit and before the answer leaves: whoever has it
 * sees what it did. At most one key each request. */
void reply_mark(struct request *req, const char *key, int64_t ttl_ms);

/* Once the answer, also a problem, has left: act runs as a writing task of its
 * own with AFTERWARDS_MS, and what fails there is only logged. For small notes
 * about a request that was admitted, because this child serves nobody
 * meanwhile; a crash loses them. At most one each request. */
enum { AFTERWARDS_MS = 1000 };
typedef bool afterwards_fn(struct task *task, const void *given);
void reply_afterwards(
    struct request *req, afterwards_fn *act, const void *given);

#endif
