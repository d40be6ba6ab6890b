/*
 * act.c - claims what a turn does before it is answered, and does it once.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/act.h"

#include "agents/decide.h"
#include "agents/sentence.h"
#include "agents/tool.h"
#include "base/check.h"
#include "base/log.h"
#include "base/text.h"
#include "members/verification.h"
#include "messaging/note.h"

/* clang-format off */
static const struct field act_fields[] = {
	FIELD(act, session_id, READ_ONLY,            0, "Conversation"),
	FIELD(act, message_id, READ_ONLY,            0, "The newest message of the turn"),
	FIELD(act, kind,       READ_ONLY,            0, "code, identity, identify or confirm"),
	FIELD(act, outcome,    READ_ONLY,            0, "What came of it; null: not known"),
	FIELD(act, question,   READ_ONLY | PERSONAL, 0, "What the person wanted"),
	FIELD(act, detail,     READ_ONLY | PERSONAL, 0, "For the sentence about it"),
	FIELD(act, action_id,  READ_ONLY,            0, "What was said yes to"),
	{ 0 }
};
/* clang-format on */
const struct record act_record = RECORD(act);

#define COLUMNS                                                                \
	"session_id, message_id, kind, outcome, question, detail, action_id"

enum { FIND, LOCK, STORE, END };

/* clang-format off */
const struct query act_queries[] = {
	[FIND] = { "act_find",
	    "SELECT " COLUMNS " FROM turn_acts"
	    " WHERE session_id = $1 AND message_id > $2" },
	[LOCK] = { "act_lock",
	    "SELECT id, channel, user_key, state, language, last_inbound_id,"
	    " answered_id, member_id FROM chat_sessions WHERE id = $1"
	    " FOR UPDATE" },
	[STORE] = { "act_store",
	    "INSERT INTO turn_acts (session_id, message_id, kind, outcome,"
	    " question, detail, action_id) VALUES ($1, $2, $3, $4, $5, $6, $7)"
	    " ON CONFLICT (tenant_id, session_id) DO UPDATE SET"
	    " message_id = excluded.message_id, kind = excluded.kind,"
	    " outcome = excluded.outcome, question = excluded.question,"
	    " detail = excluded.detail, action_id = excluded.action_id,"
	    " at = now()" },
	[END] = { "act_end",
	    "UPDATE turn_acts SET outcome = $2, detail = $3"
	    " WHERE session_id = $1 AND outcome IS NULL" },
	{ 0 }
};
/* clang-format on */

struct act *
act_find(struct task *task, const struct conversation *conversation)
{
	return db_maybe(task, act, FIND, arg(conversation->id),
	    arg(conversation->answered_id));
}

/* Looks at the digits; the try counts with the claim. */
static bool
claim_code(struct task *task, const struct conversation *now, struct act *act)
{
	switch (verification_check(task, now->id, act->text)) {
	case VERIFICATION_FAILED:
		return false;
	case VERIFICATION_NONE:
		act->outcome = "none";
		return true;
	case VERIFICATION_WRONG:
		act->outcome = "wrong";
		return true;
	case VERIFICATION_EXHAUSTED:
		act->outcome = "exhausted";
		return true;
	case VERIFICATION_DONE:
		act->outcome = "right";
		return true;
	}
	unreachable();
}

static bool
claim_identity(
    struct task *task, const struct conversation *now, struct act *act)
{
	const char *hint;

	act->outcome = "sent";
	return verification_send(task, now, act->text, act->question, &hint);
}

static bool
claim_identify(
    struct task *task, const struct conversation *now, struct act *act)
{
	if (!verification_send(task, now, NULL, act->question, &act->detail))
		return false;
	act->outcome = act->detail == NULL ? "asked" : "sent";
	return act->detail != NULL ||
	    verification_ask(task, now->id, act->question);
}

/* Without an outcome: what comes of it is known after the tool. */
static bool
claim_confirm(
    struct task *task, const struct conversation *now not_used, struct act *act)
{
	act->action =
	    pending_action_start(task, act->action_id, act->message_id);
	if (act->action == NULL)
		act->outcome = "run_out";
	return !task_has_failed(task);
}

static const struct act_kind {
	const char *name;
	/* Sets the outcome, if it is known already. */
	bool (*claim)(
	    struct task *task, const struct conversation *now, struct act *act);
} kinds[] = {
	{ ACT_CODE, claim_code },
	{ ACT_IDENTITY, claim_identity },
	{ ACT_IDENTIFY, claim_identify },
	{ ACT_CONFIRM, claim_confirm },
};

static const struct act_kind *
kind_of(const struct act *act)
{
	for (size_t at = 0; at < ARRAY_LENGTH(kinds); at++)
		if (text_is_equal(kinds[at].name, act->kind))
			return &kinds[at];
	unreachable();
}

/* How the verdict of a tool ends an action, and what staff is told before the
 * question that the member said yes to; NULL: nothing is left to do. The last
 * row stands for all others. */
/* clang-format off */
static const struct act_end {
	enum tool_verdict verdict;
	const char *outcome;
	const char *state; /* of the action */
	const char *note[LANGUAGES];
} ends[] = {
	{ TOOL_DONE, "done", "done", { NULL } },
	{ TOOL_NOT_CONNECTED, "not_connected", "done", {
		[LANGUAGE_DE] = "Das Mitglied hat Ja gesagt, aber das Buchungssystem ist nicht verbunden. Es "
		    "wurde nichts geändert:",
		[LANGUAGE_EN] = "The member said yes, but the booking system is not connected. Nothing was "
		    "changed:" } },
	{ TOOL_FAILED, "failed", "done", {
		[LANGUAGE_DE] = "Das Mitglied hat Ja gesagt, aber es hat nicht geklappt. Es wurde nichts geändert:",
		[LANGUAGE_EN] = "The member said yes, but it did not work. Nothing was changed:" } },
	{ TOOL_UNSURE, "unknown", "unknown", {
		[LANGUAGE_DE] = "Nach dem Ja des Mitglieds begonnen; ob es ausgeführt wurde, ist nicht bekannt:",
		[LANGUAGE_EN] = "Begun after the member's yes; whether it was done is not known:" } },
};
/* clang-format on */

static const struct act_end *
end_of(enum tool_verdict verdict)
{
	for (size_t at = 0; at < ARRAY_LENGTH(ends) - 1; at++)
		if (ends[at].verdict == verdict)
			return &ends[at];
	return &ends[ARRAY_LENGTH(ends) - 1];
}

/* So that the member's wish is not lost with the agent. */
static bool
tell_staff(struct task *task, const struct act_scene *scene,
    const struct pending_action *action, const struct act_end *end)
{
	enum language language = language_choose(
	    task->arena, "", NULL, scene->studio->studio_locale);

	return end->note[language] == NULL ||
	    note_add_system(task, action->session_id,
		arena_printf(task->arena, "%s %s", end->note[language],
		    action->question));
}

/* Begun by a worker that did not live to tell the end. */
static bool
settle_interrupted(
    struct task *task, const struct act_scene *scene, struct act *act)
{
	const struct act_end *end = end_of(TOOL_UNSURE);
	const struct pending_action *action =
	    pending_action_find(task, act->session_id);
	int64_t count;

	if (task_has_failed(task))
		return false;
	act->outcome = end->outcome;
	log_event(task, LOG_ERROR, "action_unknown",
	    "the outcome of action %" PRId64 " is not known", act->action_id);
	if (action != NULL && action->id == act->action_id &&
	    (!pending_action_finish(task, action, end->state, end->outcome) ||
		!tell_staff(task, scene, action, end)))
		return false;
	return db_run(task, act, END, &count, arg(act->session_id),
	    arg(act->outcome), arg(act->detail));
}

static bool
store(struct task *task, const struct act *act)
{
	int64_t count;

	return db_run(task, act, STORE, &count, arg(act->session_id),
	    arg(act->message_id), arg(act->kind), arg(act->outcome),
	    arg(act->question), arg(act->detail), arg_id(act->action_id));
}

/* Was it done by an earlier run of this job? */
static bool
is_same(const struct act *stored, const struct act *act)
{
	return stored != NULL &&
	    (stored->outcome == NULL ||
		(stored->message_id == act->message_id &&
		    text_is_equal(stored->kind, act->kind)));
}

enum act_claim
act_claim(
    struct task *task, const struct act_scene *scene, struct decision *decision)
{
	struct act *act = &decision->act;
	const struct conversation *now = db_fetch_one(task, &act_queries[LOCK],
	    &conversation_record, ARGS(arg(scene->turn->conversation->id)));
	const struct act *stored;
	bool is_claimed;

	if (now == NULL)
		return ACT_FAILED;
	if (!text_is_equal(now->state, "ai") ||
	    now->last_inbound_id > scene->turn->upto ||
	    now->answered_id >= scene->turn->upto)
		return ACT_OVERTAKEN;
	stored = act_find(task, now);
	if (task_has_failed(task))
		return ACT_FAILED;
	if (is_same(stored, act)) {
		*act = *stored;
		is_claimed = act->outcome != NULL ||
		    settle_interrupted(task, scene, act);
	} else {
		is_claimed =
		    kind_of(act)->claim(task, now, act) && store(task, act);
	}
	return is_claimed ? ACT_CLAIMED : ACT_FAILED;
}

/* Another worker has declared it unknown meanwhile: so it is told. */
static bool
is_beaten(struct task *task)
{
	if (task->problem->kind != CONFLICT)
		return false;
	db_rollback(task);
	task_forgive(task);
	return true;
}

static bool
confirm(struct task *task, const struct act_scene *scene, struct act *act)
{
	const struct pending_action *action = act->action;
	const struct tool_caller caller = {
		.session_id = action->session_id,
		.member_id = action->member_id,
		.studio = scene->studio,
		.language = scene->language,
	};
	struct tool_result result =
	    tool_change(task, &caller, action->tool, action->arguments);
	const struct act_end *end = end_of(result.verdict);
	int64_t count;

	act->outcome = end->outcome;
	act->detail = result.verdict == TOOL_DONE ? result.text : NULL;
	if (!pending_action_finish(task, action, end->state, end->outcome)) {
		act->outcome = "unknown";
		act->detail = NULL;
		return is_beaten(task);
	}
	if (!tell_staff(task, scene, action, end))
		return false;
	return db_run(task, act, END, &count, arg(act->session_id),
	    arg(act->outcome), arg(act->detail));
}

bool
act_perform(
    struct task *task, const struct act_scene *scene, struct decision *decision)
{
	struct act *act = &decision->act;

	if (act->outcome == NULL) {
		check(act->action != NULL);
		if (!confirm(task, scene, act))
			return false;
	}
	act_tell(task->arena, scene, act, decision);
	return true;
}

/* Who took the conversation over has to know what was begun in it. A failure is
 * the problem of the task, and nothing is committed. */
void
act_settle(struct task *task, const struct act_scene *scene,
    const struct decision *decision)
{
	const struct pending_action *closes = decision->closes;

	if (closes != NULL) {
		pending_action_close(task, closes, scene->turn->upto);
		if (text_is_equal(closes->state, "running") &&
		    !tell_staff(task, scene, closes, end_of(TOOL_UNSURE)))
			return;
	}
	if (decision->asks != NULL)
		pending_action_ask(task, decision->asks);
}
