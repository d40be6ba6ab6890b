/*
 * inbox.h - what staff sees of conversations at a glance. Reads only.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MESSAGING_INBOX_H
#define MESSAGING_INBOX_H

#include "messaging/conversation.h"
#include "web/request.h"

/* What a list shows beside a conversation itself. */
struct inbox_glance {
	int64_t session_id;
	const char *channel;
	const char *user_key;
	const char *display_name;
	const char *member_name;   /* NULL: nobody is verified */
	const char *assigned_name; /* NULL: nobody in particular */
	bool has_alert;            /* an open one */
	const char *text;          /* the beginning of the newest message */
	const char *kind;          /* its kind; NULL: there is no message */
	const char *author;
};

/* What waits for staff. */
struct inbox_load {
	int64_t waiting; /* conversations that wait for a person */
	int64_t alerts;  /* that nobody has taken note of */
};

extern const struct record inbox_glance_record;
extern const struct record inbox_load_record;
extern const struct query inbox_queries[];

/* Of these conversations, in any order. */
struct list *inbox_glances(
    struct task *task, const int64_t *ids, size_t count) must_use;
/* The one of that conversation, NULL when it is not in the list. */
const struct inbox_glance *inbox_glance_of(
    const struct list *glances, int64_t session_id) must_use;
/* The verified member, what the channel told, or the number. */
const char *inbox_name(
    struct request *req, const struct inbox_glance *glance) must_use;

struct inbox_load *inbox_load(struct task *task) must_use;

#endif
