/*
 * understand.c - what the CGI variables of a request mean.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/config.h"
#include "base/text.h"
#include "web/exchange.h"
#include "web/form.h"
#include "web/header.h"

struct method_row {
	const char *name;
	enum method method;
};

/* OPTIONS and what we do not know stay METHOD_UNSET. */
static const struct method_row methods[] = {
	{ "GET", GET },
	{ "POST", POST },
	{ "HEAD", GET },
	{ "PUT", PUT },
	{ "PATCH", PATCH },
	{ "DELETE", DELETE },
};

static void
understand_method(struct request *req)
{
	const char *name = source_param(req->source, "REQUEST_METHOD");

	for (size_t i = 0; i < ARRAY_LENGTH(methods); i++) {
		if (text_is_equal(name, methods[i].name))
			req->method = methods[i].method;
	}
	req->is_head = text_is_equal(name, "HEAD");
}

/* The target without scheme and host, should a proxy have left them there. */
static const char *
origin_form(const char *target)
{
	const char *host;

	if (target[0] == '/')
		return target;
	host = strstr(target, "://");
	if (host == NULL)
		return target;
	host += 3;
	return host + strcspn(host, "/?");
}

static bool
understand_path(
    struct request *req, const char *raw, size_t len, struct path *path)
{
	struct task *task = &req->task;

	switch (path_parse(task->arena, raw, len, path)) {
	case PATH_FINE:
		req->path = path_text(task->arena, path);
		return true;
	case PATH_BROKEN:
		return fail(task, BAD_REQUEST, "The path is not well-formed.");
	case PATH_UNKNOWN:
		break;
	}
	return fail(task, NOT_FOUND, "There is nothing here.");
}

static bool
understand_query(struct request *req)
{
	size_t len = strlen(req->query_string);

	if (len == 0)
		return true;
	req->query = form_parse(req->task.arena, req->query_string, len);
	if (req->query == NULL)
		return fail(
		    &req->task, BAD_REQUEST, "The query is not well-formed.");
	return true;
}

static bool
understand_host(struct request *req)
{
	const char *host = source_param(req->source, "HTTP_HOST");

	if (host == NULL || *host == '\0')
		return true;
	req->host = header_host(req->task.arena, host);
	if (req->host != NULL)
		return true;
	req->host = "";
	return fail(&req->task, BAD_REQUEST, "The Host is no host name.");
}

static const char *
param_or_empty(const struct request *req, const char *name)
{
	const char *value = source_param(req->source, name);

	return value == NULL ? "" : value;
}

bool
request_understand(struct request *req, struct path *path)
{
	const char *target = source_param(req->source, "REQUEST_URI");
	const char *https = param_or_empty(req, "HTTPS");
	size_t path_len;

	req->path = "";
	req->query_string = "";
	req->host = "";
	req->body = "";
	req->remote_address = param_or_empty(req, "REMOTE_ADDR");
	req->content_type = header_media_type(
	    req->task.arena, source_param(req->source, "CONTENT_TYPE"));
	req->wants_html =
	    header_prefers_html(source_param(req->source, "HTTP_ACCEPT"));
	req->is_https =
	    text_is_equal_nocase(https, "on") || text_is_equal(https, "1");
	understand_method(req);
	if (target == NULL)
		return fail(&req->task, BAD_REQUEST,
		    "The web server passes no REQUEST_URI.");
	target = origin_form(target);
	path_len = strcspn(target, "?");
	if (target[path_len] == '?')
		req->query_string = target + path_len + 1;
	return understand_path(req, target, path_len, path) &&
	    understand_query(req) && understand_host(req);
}
