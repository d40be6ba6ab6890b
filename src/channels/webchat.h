/*
 * webchat.h - the chat on a studio's website: who is the visitor, and what has
 * been said.
 *
 * A visitor is known by a token alone: a random identifier, signed with
 * AUTH_SECRET and bound to the tenant. It travels in forms and addresses, so
 * that the chat needs no cookie and works inside a frame.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CHANNELS_WEBCHAT_H
#define CHANNELS_WEBCHAT_H

#include "base/field.h"
#include "base/task.h"
#include "data/db.h"
#include "messaging/conversation.h"

/* The token of visitor (22 characters of base64url; NULL: a new one) with the
 * task's tenant. */
const char *visitor_token(struct task *task, const char *visitor) must_use;
/* The visitor of a token of the task's tenant; NULL, without a problem, when it
 * is none. */
const char *visitor_of_token(struct task *task, const char *token) must_use;

/* A message as its visitor may see it. */
struct chat_message {
	int64_t id;
	const char *author; /* member, ai, staff, system */
	const char *text;
	struct json_object *buttons; /* [{id, title, key}]; [] when there are
					none or it was answered */
	struct instant at;
	const char *clock; /* "14:05" in the studio's zone */
};

extern const struct record chat_message_record;
extern const struct query chat_message_queries[];

/* The newest messages after id after, oldest first, at most 100. Buttons can be
 * pressed until the visitor says something; key makes pressing one count once.
 */
struct list *chat_message_list(struct task *task, int64_t session_id,
    int64_t after, const char *zone) must_use;

/* The agent owes an answer. conversation may be NULL. */
bool chat_is_waiting(const struct conversation *conversation);

#endif
