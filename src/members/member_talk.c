/*
 * member_talk.c - the conversations of a member.
 *
 * SPDX-License-Identifier: ISC
 */
#include "members/member_talk.h"

#include "messaging/conversation.h"

enum { OF_MEMBER };

/* clang-format off */
const struct query member_talk_queries[] = {
	[OF_MEMBER] = { "member_talks",
	    "SELECT id, channel, display_name, state, last_message_at"
	    " FROM chat_sessions WHERE member_id = $1"
	    " AND verified_member(member_id, member_verified_at) = $1"
	    " ORDER BY last_message_at DESC NULLS LAST, id DESC LIMIT $2" },
	{ 0 }
};
/* clang-format on */

struct list *
member_talks(struct task *task, int64_t member_id, int64_t limit)
{
	return db_fetch_many(task, &member_talk_queries[OF_MEMBER],
	    &conversation_record, ARGS(arg(member_id), arg(limit)));
}
