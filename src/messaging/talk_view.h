/*
 * talk_view.h - a conversation as its page shows it: who said what when, how
 * far it has come, what was noted, and how the agents came to their answers.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MESSAGING_TALK_VIEW_H
#define MESSAGING_TALK_VIEW_H

#include "base/json.h"
#include "messaging/conversation.h"
#include "messaging/message.h"
#include "web/request.h"

/* What it is made of, each as its room gives it. */
struct talk {
	const struct conversation *conversation;
	const struct list *messages; /* oldest first */
	const struct list *notes;    /* newest first */
	const struct list *audits;   /* of answers */
	const struct list *users;    /* of the studio */
	bool is_newest;              /* nothing comes behind these messages */
	struct json_object *words;   /* of the page */
};

/* Array of days, messages, notes and events in the order of time. */
struct json_object *talk_items(
    struct request *req, const struct talk *talk) must_use;

/* The name of a user, NULL when nobody of the list has that id. */
const char *talk_user_name(const struct list *users, int64_t id) must_use;

/* What a message says in one line: its text, else what kind it is. */
const char *talk_kind(
    struct arena *arena, struct json_object *words, const char *kind) must_use;

/* For answer_audit_view.c: the <details> of an answer. */
struct answer_audit;
struct json_object *answer_audit_view(struct request *req,
    const struct answer_audit *audit, struct json_object *words) must_use;

#endif
