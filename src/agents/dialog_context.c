/*
 * dialog_context.c - remembers who spoke last, and finds out when it is lost.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/dialog_context.h"

#include "base/text.h"
#include "data/cache.h"
#include "data/redis_key.h"

enum { TTL_MS = 30 * 60 * 1000 };

struct dialog_question {
	struct task *task;
	struct cache_question *asked;
	struct cache_call call;
};

static const char *
key_of(struct task *task, const char *user_key)
{
	return redis_key(task->arena, task->tenant_id, "dialog", user_key);
}

struct dialog_question *
dialog_context_ask(struct task *task, const char *user_key)
{
	struct dialog_question *question =
	    arena_new(task->arena, struct dialog_question);

	question->task = task;
	question->call =
	    (struct cache_call){ .words = { "GET", key_of(task, user_key) } };
	question->asked = cache_ask(task, &question->call, 1);
	return question;
}

/* "sales de 2026-11-22T10:41:37Z": agent, language, when; "-" for none. */
static bool
read(struct arena *arena, const char *text, struct dialog_context *context)
{
	char *agent = arena_copy(arena, text);
	char *language = strchr(agent, ' ');
	char *at = language == NULL ? NULL : strchr(language + 1, ' ');

	if (at == NULL || !instant_parse(at + 1, &context->at))
		return false;
	*language++ = '\0';
	*at = '\0';
	context->agent = text_is_equal(agent, "-") ? NULL : agent;
	context->language = text_is_equal(language, "-") ? NULL : language;
	return true;
}

static bool
is_recent(struct instant at)
{
	return instant_is_set(at) &&
	    instant_ms_between(at, instant_now()) <= TTL_MS;
}

static struct dialog_context
context_of_history(const struct turn *turn)
{
	struct dialog_context context = { .language =
					      turn->conversation->language };
	const struct message *items = turn->history->items;

	for (size_t at = turn->history->count; at-- > 0;) {
		if (!is_recent(items[at].created_at))
			break;
		if (items[at].agent == NULL ||
		    !text_is_equal(items[at].author, "ai"))
			continue;
		context.agent = items[at].agent;
		context.at = items[at].created_at;
		break;
	}
	return context;
}

struct dialog_context
dialog_context_answer(struct dialog_question *question, const struct turn *turn)
{
	struct dialog_context context = { 0 };

	if (question != NULL && cache_answer(question->asked) &&
	    question->call.outcome == CACHE_FOUND &&
	    read(question->task->arena, question->call.text, &context))
		return context;
	return context_of_history(turn);
}

void
dialog_context_store(struct task *task, const char *user_key, const char *agent,
    const char *language)
{
	const char *value = arena_printf(task->arena, "%s %s %s",
	    agent == NULL ? "-" : agent, language == NULL ? "-" : language,
	    instant_format(task->arena, instant_now()));

	(void)cache_set(task, key_of(task, user_key), value, TTL_MS);
}
