/*
 * message.h - what was received and sent, in the order of a conversation.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MESSAGING_MESSAGE_H
#define MESSAGING_MESSAGE_H

#include "base/field.h"
#include "base/task.h"
#include "data/db.h"

struct message {
	int64_t id;
	int64_t session_id;
	const char *direction; /* inbound, outbound */
	const char *author;    /* member, ai, staff, system */
	const char *kind;      /* text, image, reaction ... */
	const char *text;
	struct json_object *payload; /* the provider's own object */
	const char *provider_message_id;
	const char *reply_to;
	const char *button_id;      /* of the button that was pressed; NULL */
	struct instant provider_at; /* by the provider's clock */
	const char *state; /* received; queued ... read, failed, unconfirmed */
	struct instant state_at;
	int32_t attempts; /* tries to send */
	const char *error_code;
	const char *error_text;
	int64_t user_id; /* who of the studio wrote it; 0 */
	const char *agent;
	const char *model;
	struct json_object *media; /* state, media_type, size, reason; NULL */
	struct instant created_at;
};

extern const struct record message_record;
extern const struct query message_queries[];

/* Messages of a conversation after page.after, oldest first, with what is known
 * of their media. NOT_FOUND for a conversation that does not exist. */
struct list *message_page(
    struct task *task, int64_t session_id, struct page page) must_use;
/* The newest limit ones up to and including message until, oldest first. */
struct list *message_history(struct task *task, int64_t session_id,
    int64_t until, int64_t limit) must_use;
/* The newest page.limit ones before page.after (0: of all), oldest first, with
 * what is known of their media; has_more tells of older ones. */
struct list *message_newest(
    struct task *task, int64_t session_id, struct page page) must_use;

#endif
