/*
 * web_fixture.c - requests from memory instead of FastCGI.
 *
 * SPDX-License-Identifier: ISC
 */
#include "web_fixture.h"

#include "base/config.h"
#include "base/time.h"
#include "web/limits.h"

enum { PARAMS_MAX = 20 };

static const struct config config = {
	.auth_secret = "a secret of at least thirty-two bytes",
	.public_url = "http://studio.example",
	.body_max_bytes = 100,
	.request_deadline_ms = 1000,
};

/* "Bearer usr", "Bearer adm"; "Bearer lazy" forgets to admit. */
static bool
identify(struct request *req)
{
	const char *header = request_header(req, "Authorization");

	if (header == NULL)
		return fail(&req->task, UNAUTHORIZED, "Please sign in.");
	req->task.actor.role =
	    strcmp(header, "Bearer adm") == 0 ? ROLE_ADM : ROLE_USR;
	if (strcmp(header, "Bearer lazy") == 0)
		return true;
	return request_is_admitted(req);
}

static const char *
session_id(struct request *req)
{
	return request_cookie(req, "session");
}

static const struct app app = {
	.name = "unit", .identify = identify, .session_id = session_id
};

static ssize_t
read_memory(struct request_source *source, char *bytes, size_t len)
{
	struct asked *asked = (struct asked *)(void *)((char *)source -
	    offsetof(struct asked, source));
	size_t there = strlen(asked->unread);

	if (there == 0) {
		source->is_read_whole = !asked->breaks_off;
		return asked->breaks_off ? -1 : 0;
	}
	if (asked->chunk > 0 && there > asked->chunk)
		there = asked->chunk;
	if (there > len)
		there = len;
	memcpy(bytes, asked->unread, there);
	asked->unread += there;
	return (ssize_t)there;
}

static char **
params_of(struct asked *asked, const char *method, const char *target,
    const char *const *params)
{
	char **all = arena_array(asked->arena, char *, PARAMS_MAX);
	size_t count = 0;

	all[count++] = arena_printf(asked->arena, "REQUEST_METHOD=%s", method);
	all[count++] = arena_printf(asked->arena, "REQUEST_URI=%s", target);
	all[count++] = arena_copy(asked->arena, "REMOTE_ADDR=192.0.2.1");
	for (; *params != NULL && count < PARAMS_MAX - 1; params++)
		all[count++] = arena_copy(asked->arena, *params);
	return all;
}

void
ask(struct asked *asked, const struct route *const *tables, const char *method,
    const char *target, const char *const *params)
{
	struct program *program;

	asked->arena = arena_create(4096, 1 << 24);
	program = arena_new(asked->arena, struct program);
	program->app = &app;
	program->config = &config;
	program->router = router_compile(asked->arena, tables);
	if (asked->unread == NULL)
		asked->unread = "";
	asked->source = (struct request_source){
		.params = params_of(asked, method, target, params),
		.deadline_ms = monotonic_ms() + config.request_deadline_ms,
		.read = read_memory,
	};
	asked->req = (struct request){
		.task = { .arena = asked->arena,
		    .config = &config,
		    .id = "request-1",
		    .what = "-",
		    .actor = { 0, ROLE_PUBLIC },
		    .deadline_ms = asked->source.deadline_ms },
		.app = &app,
		.program = program,
		.limits = limits_new(asked->arena),
		.reply = &asked->reply,
		.source = &asked->source,
	};
	dispatch(&asked->req);
}

const char *
asked_head(struct asked *asked)
{
	size_t len;

	return reply_head(&asked->req, &len);
}

void
asked_end(struct asked *asked)
{
	arena_free(asked->arena);
	*asked = (struct asked){ 0 };
}
