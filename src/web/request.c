/*
 * request.c - what a handler asks of its request.
 *
 * SPDX-License-Identifier: ISC
 */
#include "web/request.h"

#include "base/check.h"
#include "base/text.h"
#include "web/exchange.h"
#include "web/form.h"
#include "web/header.h"
#include "web/multipart.h"
#include "web/router.h"

enum { LOCAL_PATH_MAX = 1000 };

const char *
source_param(const struct request_source *source, const char *name)
{
	size_t len = strlen(name);

	for (char *const *param = source->params; *param != NULL; param++) {
		if (strncmp(*param, name, len) == 0 && (*param)[len] == '=')
			return *param + len + 1;
	}
	return NULL;
}

/* The value if param is HTTP_NAME=value of the header called Name. */
static const char *
value_if_header(const char *param, const char *name)
{
	static const char prefix[] = "HTTP_";

	if (strncmp(param, prefix, sizeof(prefix) - 1) != 0)
		return NULL;
	param += sizeof(prefix) - 1;
	for (; *name != '\0'; name++, param++) {
		char wanted = *name;

		if (wanted == '-')
			wanted = '_';
		else if (wanted >= 'a' && wanted <= 'z')
			wanted = (char)(wanted - 'a' + 'A');
		if (*param != wanted)
			return NULL;
	}
	return *param == '=' ? param + 1 : NULL;
}

const char *
request_header(const struct request *req, const char *name)
{
	const char *value = NULL;

	if (text_is_equal_nocase(name, "Content-Type"))
		value = source_param(req->source, "CONTENT_TYPE");
	else if (text_is_equal_nocase(name, "Content-Length"))
		value = source_param(req->source, "CONTENT_LENGTH");
	for (char *const *param = req->source->params;
	     value == NULL && *param != NULL; param++)
		value = value_if_header(*param, name);
	if (value == NULL || !text_is_utf8(value, strlen(value)))
		return NULL;
	return value;
}

const char *
request_param(const struct request *req, const char *name)
{
	const char *at = req->route->path;
	struct pattern_part part;
	size_t index = 0, len = strlen(name);

	while (pattern_next(&at, &part)) {
		if (part.kind != PART_NAME)
			continue;
		if (part.len == len && memcmp(part.text, name, len) == 0)
			return req->path_values[index];
		index++;
	}
	unreachable();
}

int64_t
request_id(struct request *req, const char *name)
{
	int64_t id;

	if (text_to_int64(request_param(req, name), &id) && id > 0)
		return id;
	(void)fail(&req->task, NOT_FOUND, "This does not exist.");
	return 0;
}

const char *
request_query(struct request *req, const char *name)
{
	return form_value(req->query, name);
}

const char *
request_form(struct request *req, const char *name)
{
	return form_value(req->form, name);
}

const struct upload *
request_upload(struct request *req, const char *name)
{
	return multipart_upload(req->multipart, name);
}

const char *
request_cookie(struct request *req, const char *name)
{
	return header_cookie(
	    req->task.arena, request_header(req, "Cookie"), name);
}

bool
request_is_local(const char *path)
{
	size_t len = 0;

	if (path == NULL || path[0] != '/' || path[1] == '/')
		return false;
	while (path[len] > ' ' && path[len] < 0x7f && path[len] != '\\')
		len++;
	return path[len] == '\0' && len <= LOCAL_PATH_MAX;
}

bool
request_is_admitted(struct request *req)
{
	if (req->task.actor.role < req->route->role)
		return fail(
		    &req->task, FORBIDDEN, "Your role does not allow this.");
	req->is_admitted = true;
	return true;
}
