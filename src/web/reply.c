/*
 * reply.c - what a handler says; kept until the commit has succeeded.
 *
 * SPDX-License-Identifier: ISC
 */
#include "web/reply.h"

#include "base/check.h"
#include "base/config.h"
#include "base/crypto.h"
#include "base/log.h"
#include "base/record.h"
#include "base/text.h"
#include "data/cache.h"
#include "data/db.h"
#include "view/template.h"
#include "web/csrf.h"
#include "web/exchange.h"
#include "web/form_view.h"
#include "web/header.h"
#include "web/language.h"
#include "web/program.h"

/* A page larger than this is a mistake in a template. */
enum { PAGE_BYTES_MAX = 4 * 1024 * 1024, THEN_BYTES_MAX = 8192 };

static const char type_json[] = "application/json";
static const char type_html[] = "text/html; charset=utf-8";

/* Takes over body, which lives in the arena of the request. */
static bool
reply_with(struct request *req, int status, const char *type, const char *body,
    size_t len)
{
	struct reply *reply = req->reply;

	check(reply->status == 0);
	reply->status = status;
	reply->type = type;
	reply->body = body;
	reply->body_len = len;
	return true;
}

/* The path where the route leads, with the {names} of its own path filled. */
static const char *
then_of(struct request *req)
{
	struct buf path = buf_new(req->task.arena, THEN_BYTES_MAX);

	for (const char *c = req->route->then; *c != '\0'; c++) {
		size_t len = strcspn(c, "}");

		if (*c != '{') {
			buf_add_char(&path, *c);
			continue;
		}
		buf_add(&path,
		    text_url_encode(req->task.arena,
			request_param(req,
			    arena_copy_bytes(
				req->task.arena, c + 1, len - 1))));
		c += len;
	}
	return buf_text(&path);
}

/* The field "next" of the form if it leads to a page of this site. */
static const char *
next_of(struct request *req)
{
	const char *next = request_form(req, "next");

	return request_is_local(next) ? next : then_of(req);
}

/* Forms that went well lead on, whatever an API would have been told. */
static bool
go_on(struct request *req)
{
	return see_other(req, "%s", next_of(req));
}

bool
reply_json(
    struct request *req, enum http_status status, struct json_object *tree)
{
	const char *text;
	size_t len;

	if (tree == NULL)
		return false;
	if (req->route != NULL && req->route->then != NULL &&
	    !task_has_failed(&req->task))
		return go_on(req);
	text = json_write(req->task.arena, tree, &len);
	return reply_with(req, (int)status, type_json, text, len);
}

bool
reply_text(struct request *req, enum http_status status, const char *type,
    const char *text)
{
	if (text == NULL)
		return false;
	return reply_with(req, (int)status, type, text, strlen(text));
}

bool
reply_bytes(
    struct request *req, const char *type, const char *bytes, size_t len)
{
	return reply_with(req, OK, type, bytes, len);
}

bool
reply_stream(struct request *req, enum http_status status, const char *type,
    stream_fn *next, void *state)
{
	req->reply->stream = next;
	req->reply->stream_state = state;
	return reply_with(req, (int)status, type, "", 0);
}

bool
reply_empty(struct request *req, enum http_status status)
{
	if (req->route != NULL && req->route->then != NULL &&
	    status < SEE_OTHER && !task_has_failed(&req->task))
		return go_on(req);
	return reply_with(req, (int)status, NULL, "", 0);
}

bool
reply(struct request *req, enum http_status status, const void *item)
{
	const struct shape *gives = &req->route->gives;
	struct json_object *tree;

	check(gives->kind == SHAPE_ONE || gives->kind == SHAPE_MANY);
	if (item == NULL)
		return false;
	if (gives->kind == SHAPE_MANY)
		tree = record_list_json(req->task.arena, item);
	else
		tree = record_json(req->task.arena, gives->record, item);
	if (req->route->page != NULL && req->route->then == NULL)
		return reply_page(req, status, req->route->page, tree);
	return reply_json(req, status, tree);
}

static struct json_object *
page_object(struct request *req, enum page_dress dress)
{
	struct json_object *page = json_new_object(req->task.arena);

	json_add_text(page, "path", req->path);
	json_add_text(page, "csrf", csrf_token(req));
	json_add_text(page, "key", crypto_random_id(req->task.arena));
	if (dress == PAGE_DRESSED && req->app->dress != NULL)
		req->app->dress(req, page);
	else if (dress == PAGE_PLAIN && req->app->dress_plain != NULL)
		req->app->dress_plain(req, page);
	json_add_text(page, "language", request_language(req));
	return page;
}

/* "auth/login" has its texts in the section "auth.login". */
static void
add_words(struct request *req, const char *name, struct json_object *root)
{
	char *section = arena_copy(req->task.arena, name);
	struct json_object *words;

	for (char *c = section; *c != '\0'; c++)
		*c = *c == '/' ? '.' : *c;
	words = request_words(req, section, NULL);
	if (words != NULL)
		json_add(root, "t", json_object_get(words));
	words = request_words(req, "common", NULL);
	if (words != NULL)
		json_add(root, "common", json_object_get(words));
}

static void
furnish(struct request *req, const char *name, struct json_object *root)
{
	const struct furnishing *const *table = req->app->furnishings;

	for (; table != NULL && *table != NULL; table++)
		for (const struct furnishing *row = *table; row->page != NULL;
		     row++)
			if (strcmp(row->page, name) == 0)
				row->furnish(req, root);
}

/* {"page", "t", "common", members of the context, "problem", "forms"}. */
static struct json_object *
page_root(
    struct request *req, const char *name, const struct page_content *content)
{
	struct json_object *root = json_new_object(req->task.arena);

	json_add(
	    root, "page", json_object_get(page_object(req, content->dress)));
	add_words(req, name, root);
	if (content->context != NULL) {
		json_object_object_foreach(content->context, member, value)
		    json_add(root, member, json_object_get(value));
	}
	if (content->problem != NULL)
		problem_add_words(req, content->problem, root);
	if (content->dress == PAGE_DRESSED)
		furnish(req, name, root);
	if (req->app->forms != NULL)
		json_add(root, "forms",
		    json_object_get(form_view_json(
			req, name, content->problem, json_at(root, "values"))));
	return root;
}

/* Where nothing is in production a name that a template has and its context has
 * not is an error in the log, which fails tests. */
static void
missing_name(void *context, const char *template_name, const char *variable)
{
	const struct request *req = context;

	if (!req->task.config->production)
		log_event(&req->task, LOG_ERROR, "template_name_missing",
		    "%s has no %s", template_name, variable);
}

bool
reply_render(struct request *req, int status, const char *name,
    const struct page_content *content)
{
	struct json_object *root = page_root(req, name, content);
	struct buf html = buf_new(req->task.arena, PAGE_BYTES_MAX);

	if (task_has_failed(&req->task))
		return false;
	if (!template_render(req->program->templates, name, root, &html,
		missing_name, req)) {
		log_error(&req->task, "template %s can not be rendered", name);
		return false;
	}
	return reply_with(
	    req, status, type_html, html.len > 0 ? html.data : "", html.len);
}

bool
reply_page(struct request *req, enum http_status status, const char *name,
    struct json_object *context)
{
	if (task_has_failed(&req->task))
		return false;
	check(req->program->templates != NULL);
	if (reply_render(req, (int)status, name,
		&(struct page_content){
		    .context = context, .dress = PAGE_DRESSED }))
		return true;
	return fail(&req->task, INTERNAL, "Something went wrong on our side.");
}

bool
see_other(struct request *req, const char *format, ...)
{
	const char *path;
	va_list values;

	va_start(values, format);
	path = arena_vprintf(req->task.arena, format, values);
	va_end(values);
	check(path[0] == '/' && path[1] != '/' && path[1] != '\\');
	reply_header(req, "Location", path);
	return reply_with(req, SEE_OTHER, NULL, "", 0);
}

void
reply_header(struct request *req, const char *name, const char *value)
{
	struct header_line *line =
	    arena_new(req->task.arena, struct header_line);

	check(strpbrk(name, "\r\n: ") == NULL);
	check(strpbrk(value, "\r\n") == NULL);
	line->name = name;
	line->value = arena_copy(req->task.arena, value);
	line->next = req->reply->headers;
	req->reply->headers = line;
}

void
reply_allow_frames(struct request *req, const char *origins)
{
	check(strpbrk(origins, "\r\n;,'\"") == NULL);
	req->reply->frame_origins = arena_copy(req->task.arena, origins);
}

void
reply_show_frames(struct request *req)
{
	req->reply->shows_frames = true;
}

bool
reply_is_unchanged(struct request *req, const char *version)
{
	const char *etag = arena_printf(req->task.arena, "\"%s\"", version);

	check(strpbrk(version, "\" ,") == NULL);
	reply_header(req, "ETag", etag);
	reply_header(req, "Cache-Control", "private, no-cache");
	if (!header_names_etag(request_header(req, "If-None-Match"), etag))
		return false;
	return reply_empty(req, NOT_MODIFIED);
}

void
reply_publish(struct request *req, const char *channel, const char *payload)
{
	struct publication *publication =
	    arena_new(req->task.arena, struct publication);

	publication->channel = channel;
	publication->payload = arena_copy(req->task.arena, payload);
	publication->next = req->reply->publications;
	req->reply->publications = publication;
}

void
reply_mark(struct request *req, const char *key, int64_t ttl_ms)
{
	check(req->reply->marked == NULL ||
	    text_is_equal(req->reply->marked, key));
	req->reply->marked = key;
	req->reply->marked_ms = ttl_ms;
}

void
reply_mark_kept(struct request *req)
{
	if (req->reply->marked != NULL)
		cache_mark(
		    &req->task, req->reply->marked, req->reply->marked_ms);
}

void
reply_publish_kept(struct request *req)
{
	const struct publication *at = req->reply->publications;
	struct cache_message *messages;
	size_t count = 0;

	if (at == NULL || req->task.cache == NULL)
		return;
	for (; at != NULL; at = at->next)
		count++;
	messages = arena_array(req->task.arena, struct cache_message, count);
	at = req->reply->publications;
	for (size_t i = count; i > 0; i--, at = at->next)
		messages[i - 1] =
		    (struct cache_message){ at->channel, at->payload };
	cache_publish_all(&req->task, messages, count);
}

void
reply_afterwards(struct request *req, afterwards_fn *act, const void *given)
{
	check(req->reply->afterwards == NULL && req->task.db != NULL);
	req->reply->afterwards = act;
	req->reply->given = given;
}

void
reply_act_afterwards(struct request *req)
{
	struct task *task = &req->task;

	if (req->reply->afterwards == NULL)
		return;
	task_forgive(task);
	task->deadline_ms = monotonic_ms() + AFTERWARDS_MS;
	db_write(task);
	if (req->reply->afterwards(task, req->reply->given) && db_commit(task))
		return;
	db_rollback(task);
	log_warn(task, "a note after the answer was lost: %s",
	    task->problem->detail);
}
