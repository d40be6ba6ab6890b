/*
 * typing_jobs.c - tells a channel that an answer is being written, once, soon
 * or not at all.
 *
 * SPDX-License-Identifier: ISC
 */
#include "channels/typing_jobs.h"

#include "base/json.h"
#include "base/log.h"
#include "base/text.h"
#include "channels/channel.h"
#include "data/cache.h"
#include "data/channels.h"

enum {
	/* Later the answer itself is there. */
	LIFE_MS = 8000,
	/* So that a provider that hangs keeps no delivery waiting. */
	RUNNING_MAX = 32
};

void
typing_show(struct task *task, const struct conversation *conversation)
{
	const struct channel *channel = channel_find(conversation->channel);
	struct arena *arena = task->arena;

	if (channel == NULL || channel->typing == NULL)
		return;
	queue_add(task, JOB_TYPING,
	    arena_printf(arena, "%" PRId64, conversation->id),
	    arena_printf(
		arena, "{\"at\":\"%s\"}", instant_format(arena, instant_now())),
	    0);
	if (db_commit(task)) {
		cache_publish(task, CHANNEL_OUTBOUND,
		    arena_printf(
			arena, "{\"tenant_id\":%" PRId64 "}", task->tenant_id));
		return;
	}
	db_rollback(task);
	task_forgive(task);
}

static bool
is_late(struct json_object *payload)
{
	const char *text = json_text_at(payload, "at");
	struct instant at;

	return text == NULL || !instant_parse(text, &at) ||
	    instant_ms_between(at, instant_now()) > LIFE_MS;
}

/* Whatever the provider makes of it. */
static struct next
end(struct job *job)
{
	if (job->response->outcome != HTTP_ANSWERED ||
	    job->response->status != 200)
		log_debug(
		    &job->task, "no sign of typing: %d", job->response->status);
	return next_done();
}

/* NULL when there is nothing to show, or with a problem. */
static const struct http_call *
call_for(struct task *task, int64_t session_id)
{
	const struct conversation *conversation =
	    conversation_find(task, session_id);
	const struct channel *channel;
	const struct settings *settings;
	const struct list *newest;

	if (conversation == NULL ||
	    conversation->answered_id >= conversation->last_inbound_id ||
	    !text_is_equal(conversation->state, "ai"))
		return NULL;
	channel = channel_find(conversation->channel);
	if (channel == NULL || channel->typing == NULL)
		return NULL;
	newest =
	    message_history(task, session_id, conversation->last_inbound_id, 1);
	settings = newest == NULL ? NULL : settings_load(task);
	if (settings == NULL || newest->count == 0)
		return NULL;
	return channel->typing(task, settings,
	    ((const struct message *)newest->items)->provider_message_id);
}

static struct next
begin(struct job *job)
{
	struct task *task = &job->task;
	const struct http_call *call;
	int64_t session_id;

	if (is_late(job->row->payload) ||
	    !text_to_int64(job->row->key, &session_id))
		return next_done();
	call = call_for(task, session_id);
	if (task_has_failed(task)) {
		db_rollback(task);
		task_forgive(task);
	}
	return call == NULL ? next_done() : next_call(call, end);
}

const struct job_kind typing_jobs[] = {
	{ JOB_TYPING, begin, NULL, 0, RUNNING_MAX },
	{ 0 },
};
