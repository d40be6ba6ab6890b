/*
 * body.c - reads the body of a request and makes of it what the route takes.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/config.h"
#include "base/text.h"
#include "web/csrf.h"
#include "web/exchange.h"
#include "web/form.h"
#include "web/form_key.h"
#include "web/multipart.h"
#include "web/route.h"

enum { PAGE_LIMIT = 50, PAGE_LIMIT_MAX = 200, DISCARD_BYTES = 16384 };

/* UNKNOWN: chunked, or nothing announced. */
enum announcement { BODY_UNKNOWN = 1, BODY_ANNOUNCED, BODY_NONSENSE };

static enum announcement
announced_len(const struct request *req, int64_t *len)
{
	const char *text = source_param(req->source, "CONTENT_LENGTH");

	*len = 0;
	if (text_is_empty(text))
		return BODY_UNKNOWN;
	/* Caddy says -1 for a chunked body. */
	if (strcmp(text, "-1") == 0)
		return BODY_UNKNOWN;
	if (!text_to_int64(text, len) || *len < 0)
		return BODY_NONSENSE;
	return BODY_ANNOUNCED;
}

static bool
is_chunked(const struct request *req)
{
	return !text_is_empty(
	    source_param(req->source, "HTTP_TRANSFER_ENCODING"));
}

/* What is refused still has to be read, until the deadline: a program that
 * answers before loses its answer in some web servers. */
static bool
discard(struct request *req)
{
	char bytes[DISCARD_BYTES];
	ssize_t got;

	do {
		got = req->source->read(req->source, bytes, sizeof(bytes));
	} while (got > 0);
	return got == 0;
}

static int64_t
limit_of(const struct request *req)
{
	if (req->route != NULL && req->route->body_max_bytes > 0)
		return req->route->body_max_bytes;
	return req->task.config->body_max_bytes;
}

static bool
refuse_size(struct request *req, int64_t limit)
{
	return fail(&req->task, TOO_LARGE,
	    "The body is larger than %" PRId64 " bytes.", limit);
}

static bool
refuse_end(struct request *req)
{
	if (monotonic_ms() >= req->source->deadline_ms)
		return fail(&req->task, TIMED_OUT, "The body came too slowly.");
	return fail(&req->task, BAD_REQUEST,
	    "The body ended before its announced length.");
}

/* Into memory of exactly the announced length. */
static bool
read_announced(struct request *req, size_t len)
{
	char *body = arena_alloc(req->task.arena, len + 1);
	size_t have = 0;
	char beyond;
	ssize_t got = 1;

	while (have < len && got > 0) {
		got = req->source->read(req->source, body + have, len - have);
		have += got > 0 ? (size_t)got : 0;
	}
	if (have < len)
		return refuse_end(req);
	got = req->source->read(req->source, &beyond, 1);
	if (got < 0)
		return refuse_end(req);
	if (got > 0) {
		if (!discard(req))
			return refuse_end(req);
		return fail(&req->task, BAD_REQUEST,
		    "The body is longer than its announced length.");
	}
	req->body = body;
	req->body_len = len;
	return true;
}

static bool
read_until_end(struct request *req, int64_t limit)
{
	struct buf body = buf_new(req->task.arena, (size_t)limit);
	char bytes[DISCARD_BYTES];
	int64_t total = 0;

	for (;;) {
		ssize_t got =
		    req->source->read(req->source, bytes, sizeof(bytes));

		if (got < 0)
			return refuse_end(req);
		if (got == 0)
			break;
		total += got;
		if (total > limit) {
			(void)discard(req);
			return refuse_size(req, limit);
		}
		buf_add_bytes(&body, bytes, (size_t)got);
	}
	if (total > 0) {
		req->body = buf_text(&body);
		req->body_len = body.len;
	}
	return true;
}

bool
request_read_body(struct request *req)
{
	int64_t limit = limit_of(req), len;

	switch (announced_len(req, &len)) {
	case BODY_NONSENSE:
		(void)discard(req);
		return fail(&req->task, BAD_REQUEST,
		    "The Content-Length is no number.");
	case BODY_UNKNOWN:
		return read_until_end(req, limit);
	case BODY_ANNOUNCED:
		break;
	}
	if (is_chunked(req))
		return read_until_end(req, limit);
	if (req->task.problem != NULL)
		return discard(req);
	if (len > limit) {
		(void)discard(req);
		return refuse_size(req, limit);
	}
	return read_announced(req, (size_t)len);
}

/* A route that reads the raw bytes of something else does not care. */
static bool
takes_form(const struct shape *takes)
{
	return takes->kind != SHAPE_RAW ||
	    strcmp(takes->media_type, FORM_TYPE) == 0;
}

static bool
parse_multipart(struct request *req)
{
	req->multipart = multipart_parse(req->task.arena,
	    request_header(req, "Content-Type"), req->body, req->body_len);
	if (req->multipart == NULL)
		return fail(
		    &req->task, BAD_REQUEST, "The form is not well-formed.");
	req->form = &req->multipart->form;
	return true;
}

static bool
takes_multipart(const struct request *req)
{
	const struct shape *takes = &req->route->takes;

	return takes->kind == SHAPE_RAW &&
	    strcmp(takes->media_type, MULTIPART_TYPE) == 0 &&
	    strcmp(req->content_type, MULTIPART_TYPE) == 0;
}

bool
request_parse_form(struct request *req)
{
	if (takes_multipart(req))
		return parse_multipart(req);
	if (req->method == GET || !takes_form(&req->route->takes) ||
	    strcmp(req->content_type, FORM_TYPE) != 0)
		return true;
	req->form = form_parse(req->task.arena, req->body, req->body_len);
	if (req->form == NULL)
		return fail(
		    &req->task, BAD_REQUEST, "The form is not well-formed.");
	return true;
}

struct range {
	int64_t least;
	int64_t most;
};

static bool
read_number(
    struct request *req, const char *name, struct range range, int64_t *number)
{
	const char *text = request_query(req, name);

	if (text == NULL)
		return true;
	if (text_to_int64(text, number) && *number >= range.least &&
	    *number <= range.most)
		return true;
	return fail_field(&req->task,
	    arena_printf(req->task.arena, "?%s", name),
	    "has to be a whole number from %" PRId64 " to %" PRId64,
	    range.least, range.most);
}

/* Both are looked at, so that both can be reported. */
static bool
validate_page(struct request *req)
{
	bool after_is_fine, limit_is_fine;

	req->page = (struct page){ 0, PAGE_LIMIT };
	after_is_fine = read_number(
	    req, "after", (struct range){ 0, INT64_MAX }, &req->page.after);
	limit_is_fine = read_number(req, "limit",
	    (struct range){ 1, PAGE_LIMIT_MAX }, &req->page.limit);
	return after_is_fine && limit_is_fine;
}

static bool
is_json(const struct request *req)
{
	return strcmp(req->content_type, "application/json") == 0 ||
	    text_ends_with(req->content_type, "+json");
}

/* Of the runtime, not of the record. */
static bool
is_token(const struct request *req, const char *name)
{
	return strcmp(name, CSRF_FIELD) == 0 ||
	    (req->route->once && strcmp(name, FORM_KEY_FIELD) == 0);
}

/* What the fields of a form would be in JSON: texts. */
static struct json_object *
form_json(struct request *req)
{
	struct json_object *object = json_new_object(req->task.arena);

	for (size_t i = 0; i < req->form->count; i++) {
		const struct form_pair *pair = &req->form->pairs[i];

		if (!is_token(req, pair->name) &&
		    !json_object_object_get_ex(object, pair->name, NULL))
			json_add_text(object, pair->name, pair->value);
	}
	return object;
}

struct json_object *
request_json(struct request *req)
{
	struct json_object *value;

	if (!is_json(req) && *req->content_type != '\0')
		return fail(&req->task, UNSUPPORTED_MEDIA,
		    "The body has to be application/json.");
	if (!json_parse(&req->task, req->body, req->body_len, &value))
		return NULL;
	if (value == NULL)
		return fail(&req->task, BAD_REQUEST, "The body is null.");
	return value;
}

static bool
read_record(struct request *req, void *item, enum record_mode mode)
{
	struct json_object *input =
	    req->form != NULL ? form_json(req) : request_json(req);

	return input != NULL &&
	    record_read(
		&req->task, req->route->takes.record, item, input, mode);
}

bool
request_merge(struct request *req, void *item)
{
	return read_record(req, item, RECORD_MERGE);
}

bool
request_validate(struct request *req)
{
	const struct shape *takes = &req->route->takes;

	if (req->method == GET && req->route->gives.kind == SHAPE_MANY)
		return validate_page(req);
	if (takes->kind != SHAPE_ONE)
		return true;
	req->body_struct =
	    arena_alloc(req->task.arena, takes->record->size_bytes);
	return read_record(req, req->body_struct, RECORD_WHOLE);
}
