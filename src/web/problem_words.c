/*
 * problem_words.c - what went wrong, in the language of the page.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/config.h"
#include "base/log.h"
#include "base/text.h"
#include "web/language.h"

enum { SECONDS_SHOWN_MAX = 90 };

/* What stands for the one * of pattern, "" without one; NULL: no match. */
static const char *
filling(struct arena *arena, const char *pattern, const char *sentence)
{
	size_t before = strcspn(pattern, "*"), len = strlen(sentence);
	const char *after;

	if (pattern[before] == '\0')
		return strcmp(pattern, sentence) == 0 ? "" : NULL;
	after = pattern + before + 1;
	if (len < before + strlen(after) ||
	    strncmp(pattern, sentence, before) != 0 ||
	    !text_ends_with(sentence, after))
		return NULL;
	return arena_copy_bytes(
	    arena, sentence + before, len - before - strlen(after));
}

/* NULL when nobody has translated the sentence. */
static const char *
translation(struct request *req, const char *sentence)
{
	static const char section[] = "message";
	struct arena *arena = req->task.arena;
	struct json_object *messages = request_words(req, section, NULL);
	struct json_object *context;

	if (messages == NULL || sentence == NULL)
		return NULL;
	if (json_text_at(messages, sentence) != NULL)
		return json_text_at(messages, sentence);
	json_object_object_foreach(messages, pattern, value)
	{
		const char *text = filling(arena, pattern, sentence);

		(void)value;
		if (text == NULL)
			continue;
		context = json_new_object(arena);
		json_add_text(context, "text", text);
		return json_text_at(
		    request_words(req, section, context), pattern);
	}
	return NULL;
}

static const char *
common(struct request *req, const char *key)
{
	return json_text_at(request_words(req, "common", NULL), key);
}

/* Where nothing is in production a sentence without a translation is an error
 * in the log, which fails tests. */
static void
miss(const struct request *req, const char *sentence)
{
	if (!req->task.config->production)
		log_event(&req->task, LOG_ERROR, "message_missing",
		    "nobody has translated: %s", sentence);
}

const char *
request_field_message(struct request *req, const char *sentence)
{
	const char *text = translation(req, sentence);

	if (text != NULL)
		return text;
	miss(req, sentence);
	return common(req, "check_field");
}

/* "40 seconds", "3 minutes". */
static const char *
wait_words(struct request *req, int64_t wait_ms)
{
	struct json_object *context = json_new_object(req->task.arena);
	int64_t seconds = (wait_ms + 999) / 1000;
	const char *key = "seconds";

	if (seconds == 1)
		key = "second";
	if (seconds > SECONDS_SHOWN_MAX) {
		seconds = (seconds + 59) / 60;
		key = "minutes";
	}
	json_add_int(context, "count", seconds);
	return json_text_at(request_words(req, "wait", context), key);
}

/* {"title", "text"} of the kind. */
static struct json_object *
kind_words(struct request *req, const struct problem *problem)
{
	struct json_object *context = json_new_object(req->task.arena);
	const char *slug = problem_meaning(problem->kind)->slug;

	json_add_text(context, "wait",
	    problem->retry_after_ms > 0
		? wait_words(req, problem->retry_after_ms)
		: common(req, "a_moment"));
	return request_words(
	    req, arena_printf(req->task.arena, "problem.%s", slug), context);
}

const char *
request_problem_text(struct request *req, const struct problem *problem)
{
	const char *text = translation(req, problem->detail);

	if (text == NULL)
		text = json_text_at(kind_words(req, problem), "text");
	return text == NULL ? problem->detail : text;
}

struct json_object *
request_problem_words(struct request *req, const struct problem *problem)
{
	struct json_object *words = json_new_object(req->task.arena);
	const char *title = json_text_at(kind_words(req, problem), "title");

	json_add_text(words, "title",
	    title == NULL ? problem_meaning(problem->kind)->title : title);
	json_add_text(words, "text", request_problem_text(req, problem));
	return words;
}
