/*
 * inbox_export.c - the conversations of the inbox as a file.
 *
 * SPDX-License-Identifier: ISC
 */
#include "messaging/conversation_filter.h"
#include "messaging/messaging_web.h"
#include "tenancy/audit.h"
#include "web/csv_file.h"

enum { EXPORTS_PER_MINUTE = 20, CONVERSATIONS_OF_PART = 200 };

/* clang-format off */
static const struct field conversation_row_fields[] = {
	FIELD(conversation, id,               READ_ONLY,            0, "Identifier"),
	FIELD(conversation, channel,          READ_ONLY,            0, "Where it takes place"),
	FIELD(conversation, user_key,         READ_ONLY | PERSONAL, 0, "Who, as the channel identifies people"),
	FIELD(conversation, display_name,     READ_ONLY | PERSONAL, 0, "Name that the channel told"),
	FIELD(conversation, member_id,        READ_ONLY,            0, "Member it is, verified by a code; 0: nobody"),
	FIELD(conversation, language,         READ_ONLY,            0, "Language of the member"),
	FIELD(conversation, state,            READ_ONLY,            0, "ai, waiting or human"),
	FIELD(conversation, state_reason,     READ_ONLY,            0, "Why it is in that state"),
	FIELD(conversation, state_changed_at, READ_ONLY,            0, "Since when"),
	FIELD(conversation, assigned_user_id, READ_ONLY,            0, "User who has it; 0: nobody in particular"),
	FIELD(conversation, is_unread,        READ_ONLY,            0, "Staff has not read the newest message"),
	FIELD(conversation, last_message_at,  READ_ONLY,            0, "When anything was stored last"),
	FIELD(conversation, created_at,       READ_ONLY,            0, "First contact"),
	{ 0 }
};
/* clang-format on */
static const struct record conversation_row_record = { "conversation_row",
	sizeof(struct conversation), conversation_row_fields,
	ARRAY_LENGTH(conversation_row_fields) - 1 };

struct sending {
	struct csv_file file;
	struct conversation_filter filter;
};

static enum stream
send_part(struct task *task, void *state, struct buf *out)
{
	struct sending *sending = state;
	const struct list *found = conversation_export(task, &sending->filter,
	    (struct page){ sending->file.after, CONVERSATIONS_OF_PART });

	if (found == NULL)
		return STREAM_FAILED;
	csv_file_begin(&sending->file, out, &conversation_row_record);
	list_each(found, const struct conversation, conversation) {
		csv_file_row(
		    task->arena, out, &conversation_row_record, conversation);
		sending->file.after = conversation->id;
	}
	return found->has_more ? STREAM_MORE : STREAM_END;
}

/* Who takes conversations along is known. */
static bool
note_export(struct task *task, const void *given)
{
	(void)given;
	audit(task, "conversation.export", "conversations",
	    &conversation_row_record, NULL, NULL);
	return true;
}

static bool export(struct request *req)
{
	struct task *task = &req->task;
	struct sending *sending = arena_new(task->arena, struct sending);

	/* Nobody is noted who may not. */
	if (!db_settle(task) ||
	    !request_limit(req, task->tenant_id, "conversation-export",
		EXPORTS_PER_MINUTE))
		return false;
	sending->filter = conversation_filter_read(req);
	if (task_has_failed(task))
		return false;
	reply_afterwards(req, note_export, NULL);
	return csv_file_reply(req, "conversations.csv", send_part, sending);
}

/* clang-format off */
const struct route inbox_export_pages[] = {
	/*     path             role      takes    gives            handler */
	{ GET, "/inbox/export", ROLE_ADM, NOTHING, RAW("text/csv"), export,
	    "Download the conversations of the inbox as CSV, narrowed like the list", .page = "inbox/list" },
	{ 0 }
};
/* clang-format on */
