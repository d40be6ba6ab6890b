/*
 * model_read.h - the parts of the reader of answers.
 *
 * Inside of model_answer.c and its neighbours only.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef AGENTS_MODEL_READ_H
#define AGENTS_MODEL_READ_H

#include "agents/model.h"
#include "base/json.h"

enum { MODEL_TEXT_BYTES_MAX = 64 << 10 };

/* model_error.c: judges a body that tells of an error, whatever its form.
 * status is the one of HTTP, or of the body where HTTP said 200. body may be
 * NULL. */
struct model_answer model_error_judge(struct task *task, int status,
    struct json_object *body, const struct http_response *response) must_use;
/* Does the body of a success tell of an error? */
bool model_error_is_told(struct json_object *body) must_use;
/* The status that it tells of, 500 when it names none. */
int model_error_status(struct json_object *body) must_use;

/* model_calls.c: fills answer->calls and answer->verbatim with what message
 * calls. seed makes ids that the server left out differ between answers. */
void model_calls_read(struct arena *arena, struct json_object *message,
    uint32_t seed, struct model_answer *answer);

/* model_stream.c: the events of a stream, or lines of JSON, as the one object
 * that would have come without it. NULL when there is none to be read. */
struct json_object *model_stream_read(
    struct arena *arena, const char *bytes, size_t len) must_use;
bool model_stream_is_one(const struct http_response *response) must_use;

/* model_syntax.c: the calls that text consists of, as objects {"name",
 * "arguments"} in an array; NULL when there is anything else in it. Without
 * marks of a syntax around them, names have to be among the count tools. */
struct json_object *model_syntax_read(struct arena *arena, const char *text,
    const struct model_tool *tools, size_t count) must_use;

/* A string, or the texts of an array of parts; parts that are thoughts, calls
 * or refusals have none. At most MODEL_TEXT_BYTES_MAX: *is_cut. NULL for what
 * is no content. */
const char *model_content_text(
    struct arena *arena, struct json_object *content, bool *is_cut) must_use;

#endif
