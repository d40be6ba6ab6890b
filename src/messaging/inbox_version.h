/*
 * inbox_version.h - whether anything has changed that pages of the inbox show.
 *
 * The truth is in the database. What it said is kept in Redis for a few seconds
 * beside the mark of the studio, which every change sets anew behind its
 * commit: so an unchanged page costs one look into Redis, a change is seen with
 * the next look, and one whose mark was lost (Redis away, a crash) after
 * VERSION_KEPT_MS. Without Redis the database is asked each time.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MESSAGING_INBOX_VERSION_H
#define MESSAGING_INBOX_VERSION_H

#include "data/db.h"
#include "web/request.h"

enum { VERSION_KEPT_MS = 10 * 1000 };

/* Differs when anything that is shown has changed. */
struct inbox_version {
	const char *version;
};

extern const struct record inbox_version_record;
extern const struct query inbox_version_queries[];

/* Of the conversations in that state: "waiting", "human", of all for anything
 * else, with the open alerts. Settles who asks. NULL with a problem. */
const char *inbox_version(struct task *task, const char *state) must_use;
/* Of one conversation: its newest messages, their delivery, notes, alerts. */
const char *inbox_talk_version(struct task *task, int64_t session_id) must_use;

/* This request changes something of that conversation (0: of several): marks it
 * and publishes the event, both behind the commit. */
void inbox_announce(struct request *req, int64_t session_id);

#endif
