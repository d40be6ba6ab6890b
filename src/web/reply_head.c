/*
 * reply_head.c - the lines above the body, the same safe ones on every reply.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/config.h"
#include "base/text.h"
#include "web/exchange.h"

enum { HEAD_BYTES_MAX = 64 * 1024 };

/* What a browser may do with a reply unless the handler said it itself; the
 * first text is for pages, the second for all else. */
struct default_line {
	const char *name;
	const char *for_page;
	const char *for_data;
};

/* clang-format off */
static const struct default_line default_lines[] = {
	{ "Cache-Control", "no-store", "no-store" },
	{ "X-Content-Type-Options", "nosniff", "nosniff" },
	{ "Referrer-Policy", "no-referrer", "no-referrer" },
	{ "Permissions-Policy",
	    "camera=(), microphone=(), geolocation=(), payment=()",
	    "camera=(), microphone=(), geolocation=(), payment=()" },
	{ "Cross-Origin-Opener-Policy", "same-origin", "same-origin" },
};

struct reason {
	int status;
	const char *text;
};

static const struct reason reasons[] = {
	{ 200, "OK" },
	{ 201, "Created" },
	{ 202, "Accepted" },
	{ 204, "No Content" },
	{ 303, "See Other" },
	{ 304, "Not Modified" },
};
/* clang-format on */

static const char *
reason_of(int status)
{
	for (size_t i = 0; i < ARRAY_LENGTH(reasons); i++) {
		if (reasons[i].status == status)
			return reasons[i].text;
	}
	return problem_title(status);
}

static void
add_line(struct buf *head, const char *name, const char *value)
{
	buf_add(head, name);
	buf_add_bytes(head, ": ", 2);
	buf_add(head, value);
	buf_add_bytes(head, "\r\n", 2);
}

static bool
is_said(const struct reply *reply, const char *name)
{
	const struct header_line *line = reply->headers;

	while (line != NULL && !text_is_equal_nocase(line->name, name))
		line = line->next;
	return line != NULL;
}

static bool
is_secure(const struct request *req)
{
	return req->is_https ||
	    (req->task.config->public_url != NULL &&
		text_starts_with(req->task.config->public_url, "https://"));
}

static bool
is_same(const struct header_line *a, const struct header_line *b)
{
	if (!text_is_equal_nocase(a->name, b->name))
		return false;
	return !text_is_equal_nocase(a->name, "Set-Cookie") ||
	    strncmp(a->value, b->value, strcspn(a->value, "=") + 1) == 0;
}

/* A later line of the same name, or cookie of the same name, replaces an
 * earlier one. */
static bool
is_replaced(const struct reply *reply, const struct header_line *line)
{
	const struct header_line *later = reply->headers;

	for (; later != line; later = later->next) {
		if (is_same(later, line))
			return true;
	}
	return false;
}

static bool
has_body(const struct reply *reply)
{
	return reply->status != 204 && reply->status != 304;
}

size_t
reply_body_len(const struct request *req)
{
	if (req->is_head || !has_body(req->reply))
		return 0;
	return req->reply->body_len;
}

/* What a browser may load for the reply, and who may show it in a frame. A 304
 * says nothing of it: its headers replace those of the page that was kept. */
static void
add_policy(struct request *req, struct buf *head, bool is_page)
{
	const struct reply *reply = req->reply;
	const char *origins = reply->frame_origins;

	if (reply->status == NOT_MODIFIED ||
	    is_said(reply, "Content-Security-Policy"))
		return;
	buf_add(head, "Content-Security-Policy: default-src 'none'; ");
	if (is_page)
		buf_add(head,
		    "style-src 'self'; script-src 'self'; "
		    "img-src 'self' data:; connect-src 'self'; "
		    "form-action 'self'; base-uri 'none'; ");
	if (reply->shows_frames)
		buf_add(head, "frame-src 'self'; ");
	buf_printf(head, "frame-ancestors %s%s%s\r\n",
	    origins == NULL ? "'none'" : "'self'",
	    text_is_empty(origins) ? "" : " ",
	    text_is_empty(origins) ? "" : origins);
}

const char *
reply_head(struct request *req, size_t *len)
{
	const struct reply *reply = req->reply;
	struct buf head = buf_new(req->task.arena, HEAD_BYTES_MAX);
	bool is_page =
	    reply->type != NULL && text_starts_with(reply->type, "text/html");

	buf_printf(&head, "Status: %d %s\r\n", reply->status,
	    reason_of(reply->status));
	if (has_body(reply)) {
		if (reply->type != NULL)
			add_line(&head, "Content-Type", reply->type);
		if (reply->stream == NULL)
			buf_printf(
			    &head, "Content-Length: %zu\r\n", reply->body_len);
	}
	add_line(&head, "X-Request-Id", req->task.id);
	for (const struct header_line *line = reply->headers; line != NULL;
	     line = line->next) {
		if (!is_replaced(reply, line))
			add_line(&head, line->name, line->value);
	}
	for (size_t i = 0; i < ARRAY_LENGTH(default_lines); i++) {
		const struct default_line *line = &default_lines[i];

		if (!is_said(reply, line->name))
			add_line(&head, line->name,
			    is_page ? line->for_page : line->for_data);
	}
	add_policy(req, &head, is_page);
	if (is_secure(req) && !is_said(reply, "Strict-Transport-Security"))
		add_line(&head, "Strict-Transport-Security",
		    "max-age=31536000; includeSubDomains");
	buf_add_bytes(&head, "\r\n", 2);
	*len = head.len;
	return buf_text(&head);
}
