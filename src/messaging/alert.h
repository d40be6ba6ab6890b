/*
 * alert.h - what staff must look at: raised in the transaction of its cause,
 * mailed by ariia-clock again and again until a person acknowledges it.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MESSAGING_ALERT_H
#define MESSAGING_ALERT_H

#include "base/field.h"
#include "base/task.h"
#include "data/db.h"

struct alert {
	int64_t id;
	int64_t session_id;
	int64_t message_id; /* the member's words */
	const char *words;  /* the first 300 characters of them */
	const char *kind;   /* emergency */
	const char *told;   /* what we answered */
	struct instant created_at;
	int32_t tried_count; /* times that staff was to be told */
	struct instant tried_at;
	int32_t notified_count; /* times that a mail went to the courier */
	struct instant notified_at;
	struct instant acknowledged_at;
	int64_t acknowledged_by; /* user; 0: nobody yet */
};

extern const struct record alert_record;
extern const struct query alert_queries[];

/* Raises an alert, once per message: queued like db_later(), with the job that
 * tells staff. Publish CHANNEL_CLOCK after the commit. */
void alert_raise(struct task *task, int64_t session_id, int64_t message_id,
    const char *told);

/* The open ones first, then the others, the newest first of each; page.after is
 * the last one of the page before. */
struct list *alert_page(struct task *task, struct page page) must_use;
struct alert *alert_find(struct task *task, int64_t id) must_use;
/* The newest open one of a conversation; NULL without a problem when there is
 * none. */
struct alert *alert_shown(struct task *task, int64_t session_id) must_use;
/* The actor takes note of the alert and of what was raised before it in the
 * same conversation: nobody is told of those any more. CONFLICT when somebody
 * was faster, with who and when. */
struct alert *alert_acknowledge(struct task *task, int64_t id) must_use;

/* For alert_jobs.c. */

/* The open alerts of a conversation, the newest first; locked. */
struct list *alert_open(struct task *task, int64_t session_id) must_use;
/* Somebody to tell. */
struct alert_reader {
	const char *email;
	const char *full_name; /* NULL: unknown */
	const char *locale;
};
extern const struct record alert_reader_record;
/* The addresses of setting alert_email; without it every active user of the
 * studio with a verified address; without those its active administrators, as
 * no address of a user whom the operator made is verified. */
struct list *alert_readers(struct task *task) must_use;
/* They were told (by mail), or were to be told and could not. */
enum alert_try { ALERT_NOTIFIED = 1, ALERT_ONLY_TRIED };
bool alert_note_try(
    struct task *task, int64_t session_id, enum alert_try outcome) must_use;

/* After count times: how long until the next, with minute_ms for a minute; -1
 * when there is none. 0 minutes at first, then at 2, 5, 10, 15 and every 15. */
int64_t alert_pause_ms(int32_t count, int64_t minute_ms) must_use;
enum { ALERT_TRIES_MAX = 48 };

/* The job that tells: its key is the conversation's id. */
#define JOB_ALERT "alert"

#endif
