/*
 * alert_jobs.c - mails the open alerts of a conversation to staff, again and
 * again.
 *
 * SPDX-License-Identifier: ISC
 */
#include "messaging/alert_jobs.h"

#include "base/config.h"
#include "base/log.h"
#include "base/text.h"
#include "messaging/alert.h"
#include "net/mail_header.h"
#include "tenancy/mail.h"

enum { WORDS_CHARACTERS_MAX = 300, TOLD_CHARACTERS_MAX = 500 };

/* The words of the alerts that are open, the oldest first, on one line. */
static const char *
words_of(struct arena *arena, const struct list *open)
{
	const struct alert *alerts = open->items;
	const char *words = "";

	for (size_t at = open->count; at-- > 0;)
		if (!text_is_empty(alerts[at].words))
			words = arena_printf(arena, "%s%s%s", words,
			    words[0] == '\0' ? "" : " / ", alerts[at].words);
	return mail_text_clean(arena, words, WORDS_CHARACTERS_MAX);
}

static struct json_object *
context_of(struct task *task, const struct list *open)
{
	const struct alert *newest = open->items;
	struct json_object *context = json_new_object(task->arena);

	json_add_text(context, "words", words_of(task->arena, open));
	json_add_text(context, "told",
	    mail_text_clean(task->arena, newest->told, TOLD_CHARACTERS_MAX));
	json_add_text(context, "link",
	    arena_printf(task->arena, "%s/sessions/%" PRId64,
		task->config->public_url, newest->session_id));
	return context;
}

/* One mail at a time waits for each of them: while the mail server is away a
 * reminder takes the place of the one before. */
static bool
tell(struct task *task, const struct list *open,
    const struct alert_reader *reader)
{
	const struct alert *newest = open->items;
	const struct mail mail = {
		.to = reader->email,
		.to_name = reader->full_name == NULL
		    ? NULL
		    : mail_text_clean(task->arena, reader->full_name, 200),
		.template = "emergency",
		.language =
		    text_is_empty(reader->locale) ? "de" : reader->locale,
		.context = context_of(task, open),
	};

	if (!mail_address_is_good(reader->email)) {
		log_event(task, LOG_ERROR, "alert_address_bad",
		    "an address that alerts go to is none: see the setting "
		    "alert_email");
		return false;
	}
	return mail_queue(task, &mail,
	    arena_printf(task->arena, "alert:%" PRId64 ":%s",
		newest->session_id, reader->email));
}

/* Tells everybody; how many there were. */
static size_t
tell_all(struct task *task, const struct list *open)
{
	const struct list *readers = alert_readers(task);
	size_t told = 0;

	if (readers == NULL || text_is_empty(task->config->smtp_url))
		return 0;
	list_each(readers, struct alert_reader, reader)
		if (!task_has_failed(task) && tell(task, open, reader))
			told++;
	return told;
}

static const struct alert *
least_tried(const struct list *open)
{
	const struct alert *least = open->items;

	list_each(open, struct alert, alert)
		if (alert->tried_count < least->tried_count)
			least = alert;
	return least;
}

/* Since when staff was last told of anything here. */
static int64_t
since_ms(const struct list *open)
{
	struct instant last = { 0 };

	list_each(open, struct alert, alert)
		if (alert->tried_at.us > last.us)
			last = alert->tried_at;
	return instant_is_set(last) ? instant_ms_between(last, instant_now())
				    : INT64_MAX;
}

/* Until the next time, -1: never. Who writes three times in a minute is told of
 * in one more mail, not in three. */
static int64_t
wait_ms_of(struct task *task, const struct list *open)
{
	int64_t minute_ms = task->config->alert_interval_ms;
	int32_t count = least_tried(open)->tried_count;
	int64_t pause_ms = alert_pause_ms(count, minute_ms);
	int64_t past_ms = since_ms(open);

	if (pause_ms < minute_ms && count < ALERT_TRIES_MAX)
		pause_ms = minute_ms;
	if (pause_ms < 0 || past_ms >= pause_ms)
		return pause_ms < 0 ? -1 : 0;
	return pause_ms - past_ms;
}

/* The job is asked for anew and then finished: so nothing that is raised
 * meanwhile has to wait for the pause to end. */
static struct next
again(struct job *job, int64_t wait_ms)
{
	queue_add(&job->task, JOB_ALERT, job->row->key, NULL, wait_ms);
	return next_done();
}

static struct next
tell_now(struct job *job, int64_t session_id, const struct list *open)
{
	struct task *task = &job->task;
	size_t told = tell_all(task, open);
	int32_t count = least_tried(open)->tried_count + 1;
	int64_t pause_ms;

	if (task_has_failed(task))
		return next_retry(-1, "staff was not told");
	if (told == 0)
		log_event(task, LOG_ERROR, "alert_not_told",
		    "nobody can be told by mail of the emergency in "
		    "conversation %" PRId64 ": %s",
		    session_id,
		    text_is_empty(task->config->smtp_url)
			? "SMTP_URL is not set"
			: "there is no address, set alert_email");
	if (!alert_note_try(
		task, session_id, told > 0 ? ALERT_NOTIFIED : ALERT_ONLY_TRIED))
		return next_retry(-1, "that staff was told was not stored");
	pause_ms = alert_pause_ms(count, task->config->alert_interval_ms);
	if (pause_ms < 0) {
		log_event(task, LOG_ERROR, "alert_ignored",
		    "nobody has acknowledged the emergency in conversation "
		    "%" PRId64 "; no further mails",
		    session_id);
		return next_done();
	}
	return again(job, pause_ms);
}

static struct next
begin(struct job *job)
{
	struct task *task = &job->task;
	const struct list *open;
	int64_t session_id;
	int64_t wait_ms;

	if (!text_to_int64(job->row->key, &session_id))
		return next_give_up("the key is no conversation");
	open = alert_open(task, session_id);
	if (open == NULL)
		return next_retry(-1, "the alerts were not read");
	if (open->count == 0)
		return next_done();
	wait_ms = wait_ms_of(task, open);
	if (wait_ms < 0)
		return next_done();
	return wait_ms > 0 ? again(job, wait_ms)
			   : tell_now(job, session_id, open);
}

/* What can not be told by mail is at least in the log. */
static void
set_aside(struct job *job, const char *reason)
{
	log_event(&job->task, LOG_ERROR, "alert_set_aside",
	    "staff is not told of the emergency in conversation %s: %s",
	    job->row->key, reason);
}

const struct job_kind alert_jobs[] = {
	{ .name = JOB_ALERT,
	    .first = begin,
	    .set_aside = set_aside,
	    .attempts_max = 100 },
	{ 0 },
};
