/*
 * media_jobs.c - fetches what members attach, or says why not.
 *
 * SPDX-License-Identifier: ISC
 */
#include "channels/media_jobs.h"

#include "base/check.h"
#include "base/log.h"
#include "base/text.h"
#include "channels/channel.h"
#include "messaging/media.h"

enum {
	/* Each may hold a file in memory, and once more as base64 while it is
	 * stored. */
	RUNNING_MAX = 6,
	/* An address is good for minutes: it is asked for once more. */
	ROUNDS_MAX = 2,
	NOT_FOUND_STATUS = 404,
	MIB = 1 << 20
};

struct fetching {
	int64_t message_id;
	const struct message *message;
	const struct channel *channel;
	const struct settings *settings;
	int rounds;
};

static struct next ask_where(struct job *job);
static struct next ask_bytes(struct job *job);
static struct next keep(struct job *job);

static struct next
begin(struct job *job)
{
	struct task *task = &job->task;
	struct fetching *fetching = arena_new(task->arena, struct fetching);
	const struct conversation *conversation;

	job->state = fetching;
	if (!text_to_int64(job->row->key, &fetching->message_id))
		return next_give_up("the key is no message");
	fetching->message = media_awaiting(task, fetching->message_id);
	if (fetching->message == NULL)
		return task_has_failed(task)
		    ? next_retry(-1, "the message can not be read")
		    : next_done();
	conversation = conversation_find(task, fetching->message->session_id);
	if (conversation == NULL)
		return next_give_up("the conversation is gone");
	fetching->channel = channel_find(conversation->channel);
	if (fetching->channel == NULL || fetching->channel->media_where == NULL)
		return next_give_up("nothing is attached on this channel");
	fetching->settings = settings_load(task);
	if (fetching->settings == NULL)
		return next_retry(-1, "the settings can not be read");
	return next_step(ask_where);
}

static struct next
end(struct job *job, enum media_end how, const char *reason)
{
	struct task *task = &job->task;
	struct fetching *fetching = job->state;

	if (!media_ended(task, fetching->message_id, how, reason))
		return next_retry(-1, "the outcome can not be stored");
	log_event(task, LOG_INFO, "media_not_taken", "message %" PRId64 ": %s",
	    fetching->message_id, reason);
	conversation_publish(task, fetching->message->session_id);
	return next_done();
}

/* The channel has set a problem instead of making a call. */
static struct next
end_by_problem(struct job *job)
{
	struct task *task = &job->task;
	const char *reason = arena_copy(task->arena, task->problem->detail);
	enum media_end how = task->problem->kind == UPSTREAM_FAILED
	    ? MEDIA_FAILED
	    : MEDIA_REFUSED;

	task_forgive(task);
	return end(job, how, reason);
}

static struct next
ask_where(struct job *job)
{
	struct fetching *fetching = job->state;
	const struct http_call *call = fetching->channel->media_where(
	    &job->task, fetching->settings, fetching->message);

	fetching->rounds++;
	return call == NULL ? end_by_problem(job) : next_call(call, ask_bytes);
}

static bool
is_good(const struct http_response *response)
{
	return response->outcome == HTTP_ANSWERED && response->status == 200;
}

/* Asking for a file does no harm however often. */
static bool
is_passing(const struct http_response *response)
{
	switch (response->outcome) {
	case HTTP_NOT_SENT:
	case HTTP_UNKNOWN:
	case HTTP_UNSET:
		return true;
	case HTTP_ANSWERED:
		return response->status == 408 || response->status == 429 ||
		    response->status >= 500;
	case HTTP_OVERLONG:
	case HTTP_REFUSED:
		break;
	}
	return false;
}

static struct next
end_by_answer(struct job *job, const struct http_response *response)
{
	struct arena *arena = job->task.arena;

	if (is_passing(response))
		return next_retry(response->retry_after_ms,
		    response->outcome == HTTP_ANSWERED
			? arena_printf(
			      arena, "the provider said %d", response->status)
			: response->error);
	if (response->outcome == HTTP_OVERLONG)
		return end(job, MEDIA_REFUSED,
		    arena_printf(arena,
			"The file is too large: at most %d MB are taken.",
			MEDIA_BYTES_MAX / MIB));
	if (response->outcome == HTTP_REFUSED)
		return end(job, MEDIA_REFUSED,
		    "The file is said to be inside our own network.");
	if (response->status >= 300 && response->status < 400)
		return end(job, MEDIA_REFUSED,
		    "The file is said to be somewhere else.");
	return end(job, MEDIA_FAILED,
	    arena_printf(arena, "The provider does not give the file: %d.",
		response->status));
}

static struct next
ask_bytes(struct job *job)
{
	struct fetching *fetching = job->state;
	const struct http_call *call;

	if (!is_good(job->response))
		return end_by_answer(job, job->response);
	call = fetching->channel->media_bytes(
	    &job->task, fetching->settings, job->response);
	return call == NULL ? end_by_problem(job) : next_call(call, keep);
}

static struct next
keep(struct job *job)
{
	struct task *task = &job->task;
	struct fetching *fetching = job->state;
	const struct http_response *response = job->response;
	const char *type;

	if (response->outcome == HTTP_ANSWERED &&
	    response->status == NOT_FOUND_STATUS &&
	    fetching->rounds < ROUNDS_MAX)
		return next_step(ask_where);
	if (!is_good(response))
		return end_by_answer(job, response);
	type = media_type_of(response->body, response->body_len);
	if (type == NULL)
		return end(job, MEDIA_REFUSED,
		    "The file is of a type that is not taken.");
	if (media_is_image(type) && response->body_len > MEDIA_IMAGE_BYTES_MAX)
		return end(job, MEDIA_REFUSED,
		    arena_printf(task->arena,
			"The picture is too large: at most %d MB are taken.",
			MEDIA_IMAGE_BYTES_MAX / MIB));
	if (!media_fetched(task, fetching->message_id, type, response->body,
		response->body_len))
		return next_retry(-1, "the file can not be stored");
	conversation_publish(task, fetching->message->session_id);
	return next_done();
}

static void
set_aside(struct job *job, const char *reason)
{
	int64_t message_id;

	log_event(&job->task, LOG_WARN, "media_set_aside",
	    "the file of message %s was not fetched: %s", job->row->key,
	    reason);
	if (text_to_int64(job->row->key, &message_id) &&
	    !media_ended(&job->task, message_id, MEDIA_FAILED,
		"It could not be fetched."))
		check(task_has_failed(&job->task));
}

const struct job_kind media_jobs[] = {
	{ JOB_MEDIA, begin, set_aside, 0, RUNNING_MAX },
	{ 0 },
};
