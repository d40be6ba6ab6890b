/*
 * conversation.h - one person on one channel of one studio.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MESSAGING_CONVERSATION_H
#define MESSAGING_CONVERSATION_H

#include "base/field.h"
#include "base/task.h"
#include "data/db.h"

struct conversation {
	int64_t id;
	const char *channel;
	const char *user_key;  /* as the channel identifies people */
	const char *other_key; /* a second name of the same person; NULL */
	const char *display_name;
	const char *state; /* ai, waiting, human */
	const char *state_reason;
	struct instant state_changed_at;
	const char *language;
	const char *wished_language; /* asked for in words; NULL */
	int64_t last_inbound_id;
	int64_t answered_id;
	struct instant last_inbound_at;
	struct instant last_message_at;
	struct instant disclosed_at;
	int64_t member_id; /* verified; 0: nobody */
	struct instant member_verified_at;
	int64_t assigned_user_id; /* who has it; 0: nobody in particular */
	/* Messages up to it are a person's to answer: agents look at them only
	 * for an emergency. */
	int64_t person_upto_id;
	struct instant staff_at; /* staff did something here last */
	bool is_unread;          /* staff has not read the newest message */
	/* Until when we may write; not set: always. */
	struct instant window_closes_at;
	struct instant created_at;
};

extern const struct record conversation_record;
extern const struct query conversation_queries[];

/* Newest first: ids below page.after (0: from the newest). */
struct list *conversation_page(struct task *task, struct page page) must_use;
/* What to show in the inbox; NULL, 0 and unset: everything. */
enum assigned { ASSIGNED_ANY = 0, ASSIGNED_TO, ASSIGNED_NOBODY };
struct conversation_filter {
	const char *state;
	const char *channel;
	enum assigned assigned;
	int64_t assigned_user_id; /* of ASSIGNED_TO */
	bool only_unread;
	const char *search; /* a part of a name or of a message */
};
/* The last active first; page.after is the last one of the page before. */
struct list *conversation_inbox(struct task *task,
    const struct conversation_filter *filter, struct page page) must_use;
/* The same conversations, newest contact first, below page.after: the order
 * does not change while they are read part by part. */
struct list *conversation_export(struct task *task,
    const struct conversation_filter *filter, struct page page) must_use;
struct conversation *conversation_find(struct task *task, int64_t id) must_use;
/* NULL without a problem when this person has not written yet. */
struct conversation *conversation_of_user(
    struct task *task, const char *channel, const char *user_key) must_use;

/* Who has it. Mirrored to Redis t{id}:human_mode:{user} after the commit by
 * conversation_mirror(). */
enum conversation_state {
	CONVERSATION_UNSET = 0,
	CONVERSATION_AI,
	CONVERSATION_WAITING,
	CONVERSATION_HUMAN
};
/* "ai", "waiting", "human". */
const char *conversation_state_name(enum conversation_state state);
/* Staff should look at it: waiting, unless a person has it already. Watched
 * from then on. Queued like db_later(). */
void conversation_call_staff(struct task *task, int64_t id, const char *reason);
/* A conversation that has come to a person, or may soon be the agent's again:
 * looks in time whether it is to be given back (messaging/takeover_jobs.h).
 * Queued like db_later(); whoever changes the state calls it. */
void conversation_watch(struct task *task, int64_t id);
#define JOB_HANDOVER "handover"
void conversation_mirror(
    struct task *task, const char *user_key, enum conversation_state state);

/* Redis: has another value after each change of a conversation of the studio.
 */
const char *conversation_mark_key(struct task *task) must_use;
enum { CONVERSATION_MARK_MS = 24 * 3600 * 1000 };
/* Tells those who look (the mark, CHANNEL_EVENTS) that a conversation has
 * changed; behind the commit. */
void conversation_publish(struct task *task, int64_t id);
/* The payload of that, for reply_publish(). */
const char *conversation_event(struct task *task, int64_t id) must_use;

#endif
