/*
 * pending_action.c - fields, statements and rules of what waits for a yes.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/pending_action.h"

#include "base/check.h"
#include "base/text.h"
#include "tenancy/audit.h"

/* clang-format off */
static const struct field pending_action_fields[] = {
	FIELD(pending_action, id,                    READ_ONLY,            0, "The member's message that led to it"),
	FIELD(pending_action, session_id,            READ_ONLY,            0, "Conversation"),
	FIELD(pending_action, member_id,             READ_ONLY,            0, "Member whose yes counts"),
	FIELD(pending_action, tool,                  READ_ONLY,            0, "What is to be run"),
	FIELD(pending_action, arguments,             READ_ONLY,            0, "With what"),
	FIELD(pending_action, question,              READ_ONLY | PERSONAL, 0, "The question as the member read it"),
	FIELD(pending_action, state,                 READ_ONLY,            0, "What became of it"),
	FIELD(pending_action, result,                READ_ONLY,            0, "How the tool ended"),
	FIELD(pending_action, is_open,               READ_ONLY | HIDDEN,   0, "A yes would count"),
	FIELD(pending_action, asked_at,              READ_ONLY,            0, "When it was asked"),
	FIELD(pending_action, expires_at,            READ_ONLY,            0, "Until when a yes counts"),
	FIELD(pending_action, decided_at,            READ_ONLY,            0, "When it was decided"),
	FIELD(pending_action, decided_by_message_id, READ_ONLY,            0, "By which message"),
	{ 0 }
};
/* clang-format on */
const struct record pending_action_record = RECORD(pending_action);

#define COLUMNS                                                                \
	"a.id, a.session_id, a.member_id, a.tool, a.arguments, a.question,"    \
	" a.state, a.result, a.asked_at, a.expires_at, a.decided_at,"          \
	" a.decided_by_message_id"

/* Nothing was said since the question, which has the time of its transaction
 * like the action. */
#define OPEN                                                                   \
	"(a.state = 'waiting' AND a.expires_at > now()"                        \
	" AND s.member_id IS NOT DISTINCT FROM a.member_id"                    \
	" AND a.member_id IS NOT NULL"                                         \
	" AND NOT EXISTS (SELECT FROM chat_messages m"                         \
	"  WHERE m.tenant_id = a.tenant_id AND m.session_id = a.session_id"    \
	"  AND m.id > a.id AND m.direction = 'outbound'"                       \
	"  AND (m.author = 'staff' OR m.created_at > a.asked_at)))"

enum { FIND, REPLACE, ASK, START, FINISH, CLOSE };

/* clang-format off */
const struct query pending_action_queries[] = {
	[FIND] = { "pending_action_find",
	    "SELECT " COLUMNS ", " OPEN " AS is_open FROM pending_actions a"
	    " JOIN chat_sessions s"
	    "  ON s.tenant_id = a.tenant_id AND s.id = a.session_id"
	    " WHERE a.session_id = $1 AND a.state IN ('waiting', 'running')" },
	[REPLACE] = { "pending_action_replace",
	    "UPDATE pending_actions SET decided_at = now(),"
	    " state = CASE state WHEN 'running' THEN 'unknown'"
	    "  ELSE 'cancelled' END"
	    " WHERE session_id = $1 AND state IN ('waiting', 'running')" },
	[ASK] = { "pending_action_ask",
	    "INSERT INTO pending_actions"
	    " (id, session_id, member_id, tool, arguments, question)"
	    " VALUES ($1, $2, $3, $4, $5::jsonb, $6)" },
	[START] = { "pending_action_start",
	    "UPDATE pending_actions a SET state = 'running',"
	    " decided_at = now(), decided_by_message_id = $2"
	    " FROM chat_sessions s WHERE a.id = $1"
	    " AND s.tenant_id = a.tenant_id AND s.id = a.session_id AND " OPEN
	    " RETURNING " COLUMNS ", true AS is_open" },
	[FINISH] = { "pending_action_finish",
	    "UPDATE pending_actions SET state = $2, result = $3"
	    " WHERE id = $1 AND state = 'running'" },
	[CLOSE] = { "pending_action_close",
	    "UPDATE pending_actions SET state = $2, decided_at = now(),"
	    " decided_by_message_id = $3"
	    " WHERE id = $1 AND state IN ('waiting', 'running')" },
	{ 0 }
};
/* clang-format on */

struct pending_action *
pending_action_find(struct task *task, int64_t session_id)
{
	return db_maybe(task, pending_action, FIND, arg(session_id));
}

static void
note(struct task *task, const struct pending_action *before,
    const struct pending_action *after)
{
	audit(task, arena_printf(task->arena, "action.%s", after->state),
	    arena_printf(task->arena, "%" PRId64, after->id),
	    &pending_action_record, before, after);
}

void
pending_action_ask(struct task *task, const struct pending_action *asked)
{
	size_t len;

	db_later(task, pending_action, REPLACE, arg(asked->session_id));
	db_later(task, pending_action, ASK, arg(asked->id),
	    arg(asked->session_id), arg(asked->member_id), arg(asked->tool),
	    arg(json_write(task->arena, asked->arguments, &len)),
	    arg(asked->question));
}

struct pending_action *
pending_action_start(struct task *task, int64_t id, int64_t message_id)
{
	return db_maybe(task, pending_action, START, arg(id), arg(message_id));
}

bool
pending_action_finish(struct task *task, const struct pending_action *action,
    const char *state, const char *result)
{
	struct pending_action now = *action;
	int64_t count;

	now.state = state;
	now.result = result;
	if (!db_run(task, pending_action, FINISH, &count, arg(action->id),
		arg(state), arg(result)))
		return false;
	if (count == 0)
		return fail(task, CONFLICT, "This was decided somewhere else.");
	note(task, action, &now);
	return true;
}

void
pending_action_close(
    struct task *task, const struct pending_action *action, int64_t message_id)
{
	struct pending_action now = *action;

	now.state = "cancelled";
	if (text_is_equal(action->state, "running"))
		now.state = "unknown";
	else if (action->expires_at.us <= instant_now().us)
		now.state = "expired";
	now.decided_by_message_id = message_id;
	db_later(task, pending_action, CLOSE, arg(action->id), arg(now.state),
	    arg_id(message_id));
	note(task, action, &now);
}

static void
add_button(struct json_object *buttons, const char *id, const char *title)
{
	struct json_object *button = json_object_new_object();

	json_add_text(button, "id", id);
	json_add_text(button, "title", title);
	check(json_object_array_add(buttons, button) == 0);
}

struct json_object *
pending_action_buttons(struct arena *arena, int64_t id, enum language language)
{
	static const char *const titles[LANGUAGES][2] = {
		[LANGUAGE_UNKNOWN] = { "Ja", "Nein" },
		[LANGUAGE_DE] = { "Ja", "Nein" },
		[LANGUAGE_EN] = { "Yes", "No" },
	};
	struct json_object *buttons = json_new_array(arena);

	add_button(buttons, arena_printf(arena, "yes:%" PRId64, id),
	    titles[language][0]);
	add_button(buttons, arena_printf(arena, "no:%" PRId64, id),
	    titles[language][1]);
	return buttons;
}

enum pending_answer
pending_action_pressed(const char *button_id, int64_t *id)
{
	static const struct {
		const char *prefix;
		enum pending_answer answer;
	} answers[] = { { "yes:", PENDING_YES }, { "no:", PENDING_NO } };

	for (size_t at = 0; button_id != NULL && at < ARRAY_LENGTH(answers);
	     at++)
		if (text_starts_with(button_id, answers[at].prefix) &&
		    text_to_int64(button_id + strlen(answers[at].prefix), id))
			return answers[at].answer;
	return PENDING_NO_BUTTON;
}
