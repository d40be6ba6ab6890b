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
	const char *kind;   /* emergency */
	const char *told;   /* what we answered */
	struct instant created_at;
	int32_t notified_count;
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

#endif
