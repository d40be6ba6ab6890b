/*
 * typing_jobs.c - tells a channel that an answer is being written, once, soon
 * or not at all.
 *
 * SPDX-License-Identifier: ISC
 */
#include "channels/typing_jobs.h"

#include "base/log.h"
#include "base/text.h"
#include "channels/channel.h"

enum {
	/* Later the answer itself is there. */
	LIFE_MS = 8000,
	/* So that a provider that hangs keeps no delivery waiting. */
	RUNNING_MAX = 32
};

/* The newest message that its provider knows. */
static const char *
newest_of(const struct turn *turn)
{
	const struct message *items = turn->messages->items;

	for (size_t at = turn->messages->count; at-- > 0;)
		if (items[at].provider_message_id != NULL)
			return items[at].provider_message_id;
	return NULL;
}

bool
typing_show(struct task *task, const struct turn *turn)
{
	const struct channel *channel =
	    channel_find(turn->conversation->channel);
	const char *newest = newest_of(turn);
	struct json_object *payload;
	size_t len;

	if (channel == NULL || channel->typing == NULL || newest == NULL)
		return false;
	payload = json_new_object(task->arena);
	json_add_text(payload, "message_id", newest);
	json_add_text(
	    payload, "at", instant_format(task->arena, instant_now()));
	queue_add(task, JOB_TYPING,
	    arena_printf(task->arena, "%" PRId64, turn->conversation->id),
	    json_write(task->arena, payload, &len), 0);
	return true;
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

static struct next
begin(struct job *job)
{
	struct task *task = &job->task;
	const struct conversation *conversation;
	const struct settings *settings;
	const struct channel *channel;
	const struct http_call *call;
	int64_t session_id;

	if (is_late(job->row->payload) ||
	    !text_to_int64(job->row->key, &session_id))
		return next_done();
	conversation = conversation_find(task, session_id);
	settings = conversation == NULL ? NULL : settings_load(task);
	if (settings == NULL)
		return next_retry(-1, "the conversation can not be read");
	channel = channel_find(conversation->channel);
	if (channel == NULL || channel->typing == NULL ||
	    conversation->answered_id >= conversation->last_inbound_id)
		return next_done();
	call = channel->typing(
	    task, settings, json_text_at(job->row->payload, "message_id"));
	return call == NULL ? next_done() : next_call(call, end);
}

const struct job_kind typing_jobs[] = {
	{ JOB_TYPING, begin, NULL, 0, RUNNING_MAX },
	{ 0 },
};
