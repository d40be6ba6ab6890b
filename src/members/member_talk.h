/*
 * member_talk.h - the conversations of a member.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MEMBERS_MEMBER_TALK_H
#define MEMBERS_MEMBER_TALK_H

#include "data/db.h"

extern const struct query member_talk_queries[];

/* Those that are proven to be with the member, the last active first, at most
 * limit: a list of struct conversation of which only id, channel, display_name,
 * state and last_message_at are set. */
struct list *member_talks(
    struct task *task, int64_t member_id, int64_t limit) must_use;

#endif
