/*
 * dispatch.c - the life of a request, from its path to the commit.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/check.h"
#include "base/log.h"
#include "base/text.h"
#include "data/db.h"
#include "web/csrf.h"
#include "web/exchange.h"
#include "web/form_key.h"
#include "web/program.h"
#include "web/reply.h"

static bool
is_options(const struct request *req)
{
	return text_is_equal(
	    source_param(req->source, "REQUEST_METHOD"), "OPTIONS");
}

/* A method that the path does not have, or nobody. */
static bool
without_route(struct request *req, unsigned methods)
{
	if (methods == 0)
		return fail(&req->task, NOT_FOUND, "There is nothing here.");
	reply_header(req, "Allow", router_allow(req->task.arena, methods));
	if (is_options(req))
		return reply_empty(req, NO_CONTENT);
	return fail(&req->task, METHOD_NOT_ALLOWED,
	    "This path does not know this method.");
}

/* True: there is a route, or OPTIONS is already answered. */
static bool
find_route(struct request *req)
{
	struct path path;
	struct match match;

	if (!request_understand(req, &path))
		return false;
	match = router_match(req->program->router, &path, req->method, req);
	if (match.route == NULL)
		return without_route(req, match.methods);
	req->route = match.route;
	memcpy(req->path_values, match.values, sizeof(req->path_values));
	req->task.what = arena_printf(req->task.arena, "%s %s",
	    method_name(req->method), req->route->path);
	return true;
}

/* Reading tasks settle who asks in the round trip of their first statement. */
static bool
identify(struct request *req)
{
	struct task *task = &req->task;

	if (task->db != NULL && req->method == GET)
		db_read_only(task);
	else if (task->db != NULL)
		db_write(task);
	if (req->route->role == ROLE_PUBLIC)
		return true;
	if (!req->app->identify(req))
		return false;
	if (req->method == GET || task->db == NULL)
		return true;
	return db_settle(task);
}

/* Whoever writes is known before the body is looked at. */
static bool
admit_writer(struct request *req)
{
	check(req->route->role == ROLE_PUBLIC || req->method == GET ||
	    req->is_admitted);
	return true;
}

static bool
handle(struct request *req)
{
	if (!form_key_take(req))
		return false;
	/* The same form came before. */
	if (req->reply->status != 0)
		return true;
	if (req->route->handler(req)) {
		check(req->reply->status != 0 || task_has_failed(&req->task));
		if (!task_has_failed(&req->task))
			form_key_keep(req);
		return !task_has_failed(&req->task);
	}
	check(task_has_failed(&req->task));
	return false;
}

/* The first one is about who asks; what fails behind it may be told only to
 * those who are admitted. */
static bool (*const steps[])(struct request *req) = {
	identify,
	admit_writer,
	request_parse_form,
	csrf_is_passed,
	request_validate,
	handle,
};

/* A reader whose guard no statement has carried: neither the reply nor a
 * problem of the handler may tell a stranger anything. */
static bool
admit_reader(struct request *req)
{
	struct task *task = &req->task;
	const struct problem *problem = task->problem;

	if (req->route->role == ROLE_PUBLIC || req->is_admitted)
		return problem == NULL;
	if (problem != NULL && task->query_count > 0)
		return false;
	task_forgive(task);
	if (task->db != NULL && !db_settle(task))
		return false;
	check(req->is_admitted);
	task->problem = problem;
	return problem == NULL;
}

static bool
serve(struct request *req)
{
	size_t done = 0;

	while (done < ARRAY_LENGTH(steps) && steps[done](req))
		done++;
	check((done < ARRAY_LENGTH(steps)) == task_has_failed(&req->task));
	if (done == 0 || !admit_reader(req))
		return false;
	return req->task.db == NULL || db_commit(&req->task);
}

static void
log_problem(const struct request *req)
{
	const struct problem *problem = req->task.problem;
	const struct problem_meaning *meaning = problem_meaning(problem->kind);

	if (meaning->log_level >= LOG_WARN)
		log_event(&req->task, (enum log_level)meaning->log_level,
		    meaning->slug, "%s", problem->detail);
}

void
dispatch(struct request *req)
{
	struct task *task = &req->task;
	bool is_found = find_route(req);
	bool is_read = request_read_body(req);

	if (is_found && is_read && (req->route == NULL || serve(req)))
		return;
	check(task_has_failed(task));
	if (task->db != NULL)
		db_rollback(task);
	log_problem(req);
	problem_reply(req);
}
