/*
 * delivery_jobs.c - delivers what a conversation has in its outbox, in order.
 *
 * SPDX-License-Identifier: ISC
 */
#include "channels/delivery_jobs.h"

#include "base/config.h"
#include "base/log.h"
#include "base/text.h"
#include "channels/channel.h"
#include "messaging/delivery.h"
#include "messaging/turn.h"

#define FAILED_REASON "delivery_failed"

struct delivering {
	int64_t session_id;
	const struct conversation *conversation;
	const struct channel *channel;
	const struct settings *settings;
	const struct message *message; /* in flight */
};

static struct next take(struct job *job);
static struct next settle(struct job *job);

/* What is found in sending now was left behind by a courier that died. */
static struct next
begin(struct job *job)
{
	struct task *task = &job->task;
	struct delivering *delivering =
	    arena_new(task->arena, struct delivering);

	job->state = delivering;
	if (!text_to_int64(job->row->key, &delivering->session_id))
		return next_give_up("the key is no conversation");
	delivery_recover(task, delivering->session_id);
	delivering->conversation =
	    conversation_find(task, delivering->session_id);
	if (delivering->conversation == NULL)
		return next_give_up("the conversation is gone");
	delivering->channel = channel_find(delivering->conversation->channel);
	if (delivering->channel == NULL || delivering->channel->send == NULL)
		return next_give_up("nothing is sent on this channel");
	delivering->settings = settings_load(task);
	if (delivering->settings == NULL)
		return next_retry(-1, "the settings can not be read");
	return next_step(take);
}

/* The conversation goes on without this message, and staff gets to know. */
static struct next
end_in_failure(struct job *job, int64_t id, const char *code, const char *text)
{
	struct task *task = &job->task;
	struct delivering *delivering = job->state;

	if (!delivery_ended(task, id, DELIVERY_FAILED, code, text))
		return next_retry(-1, "the outcome can not be stored");
	conversation_call_staff(task, delivering->session_id, FAILED_REASON);
	log_event(task, LOG_WARN, "message_failed",
	    "message %" PRId64 " is not delivered: %s", id,
	    code == NULL ? "no code" : code);
	conversation_publish(task, delivering->session_id);
	return next_step(take);
}

static bool
is_outside_window(const struct delivering *delivering)
{
	int64_t window_ms = delivering->channel->window_ms;
	struct instant last = delivering->conversation->last_inbound_at;

	return window_ms > 0 &&
	    (!instant_is_set(last) ||
		instant_ms_between(last, instant_now()) > window_ms);
}

/* Gives the place in the worker back for the time of waiting. Attempts to send
 * are counted with the message; those of the job are for what keeps it from
 * getting so far. */
static struct next
come_back(struct job *job, int64_t delay_ms, const char *reason)
{
	if (!queue_wait(&job->task, job->row, job->worker, delay_ms, reason))
		return next_retry(-1, reason);
	return next_ended();
}

/* The oldest message that waits; marked before the call leaves, so that it can
 * not leave twice. The conversation is read again: the window may have been
 * opened, or closed, since the job began. */
static struct next
take(struct job *job)
{
	struct task *task = &job->task;
	struct delivering *delivering = job->state;
	const struct delivery *next =
	    delivery_next(task, delivering->session_id);
	const struct http_call *call;

	if (next == NULL)
		return task_has_failed(task)
		    ? next_retry(-1, "the outbox can not be read")
		    : next_done();
	if (next->wait_ms > 0)
		return come_back(
		    job, next->wait_ms, "the provider asked to wait");
	delivering->conversation =
	    conversation_find(task, delivering->session_id);
	if (delivering->conversation == NULL)
		return next_give_up("the conversation is gone");
	if (is_outside_window(delivering))
		return end_in_failure(job, next->id,
		    delivering->channel->window_code,
		    "The person has not written for 24 hours.");
	delivering->message = delivery_take(task, next->id);
	if (delivering->message == NULL)
		return task_has_failed(task)
		    ? next_retry(-1, "the message can not be taken")
		    : next_step(take);
	call = delivering->channel->send(task, delivering->settings,
	    delivering->conversation, delivering->message);
	if (call != NULL)
		return next_call(call, settle);
	task_forgive(task);
	return end_in_failure(
	    job, next->id, "not_configured", "The channel is not configured.");
}

static struct next
settle_later(struct job *job, const struct send_result *result)
{
	struct task *task = &job->task;
	const struct config *config = task->config;
	struct delivering *delivering = job->state;
	const struct message *message = delivering->message;
	int64_t delay_ms = result->retry_after_ms;

	if (message->attempts >= config->job_attempts_max)
		return end_in_failure(
		    job, message->id, result->error_code, result->error_text);
	if (delay_ms < 0)
		delay_ms = queue_backoff_ms(message->attempts,
		    config->retry_base_ms, config->retry_max_ms);
	if (!delivery_later(task, message->id, delay_ms, result->error_code,
		result->error_text))
		return next_retry(-1, "the outcome can not be stored");
	return come_back(job, delay_ms,
	    result->error_code == NULL ? "not taken" : result->error_code);
}

static struct next
settle_accepted(struct job *job, const struct send_result *result)
{
	struct task *task = &job->task;
	struct delivering *delivering = job->state;

	if (!delivery_accepted(
		task, delivering->message->id, result->provider_message_id))
		return next_retry(-1, "the outcome can not be stored");
	conversation_publish(task, delivering->session_id);
	return next_step(take);
}

static struct next
settle_unknown(struct job *job, const struct send_result *result)
{
	struct task *task = &job->task;
	struct delivering *delivering = job->state;
	int64_t id = delivering->message->id;

	if (!delivery_ended(task, id, DELIVERY_UNCONFIRMED, result->error_code,
		result->error_text))
		return next_retry(-1, "the outcome can not be stored");
	log_event(task, LOG_WARN, "message_unconfirmed",
	    "message %" PRId64 " may or may not have been taken", id);
	conversation_publish(task, delivering->session_id);
	return next_step(take);
}

static struct next
settle(struct job *job)
{
	struct delivering *delivering = job->state;
	struct send_result result =
	    delivering->channel->judge(&job->task, job->response);

	switch (result.verdict) {
	case SEND_ACCEPTED:
		return settle_accepted(job, &result);
	case SEND_LATER:
		return settle_later(job, &result);
	case SEND_REFUSED:
		return end_in_failure(job, delivering->message->id,
		    result.error_code, result.error_text);
	case SEND_UNKNOWN:
	case SEND_UNSET:
		break;
	}
	return settle_unknown(job, &result);
}

static void
set_aside(struct job *job, const char *reason)
{
	int64_t session_id;

	log_event(&job->task, LOG_ERROR, "delivery_set_aside",
	    "deliveries of conversation %s stopped: %s", job->row->key, reason);
	if (text_to_int64(job->row->key, &session_id))
		conversation_call_staff(&job->task, session_id, FAILED_REASON);
}

const struct job_kind delivery_jobs[] = {
	{ JOB_DELIVER, begin, set_aside, 0 },
	{ 0 },
};
