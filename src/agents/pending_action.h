/*
 * pending_action.h - what waits for a member's explicit yes.
 *
 * A change that can not be undone is stored with its parameters in the
 * transaction that asks for it, so that it waits exactly if the member was
 * asked. It is open for five minutes, for the conversation and the member that
 * it was asked of, and only until anything else is said there by the agents or
 * by staff. At most one waits per conversation.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef AGENTS_PENDING_ACTION_H
#define AGENTS_PENDING_ACTION_H

#include "agents/language.h"
#include "base/field.h"
#include "base/json.h"
#include "base/task.h"
#include "data/db.h"

struct pending_action {
	int64_t id; /* the member's message that led to it */
	int64_t session_id;
	int64_t member_id;
	const char *tool;
	struct json_object *arguments; /* as checked when it was asked */
	const char *question;          /* as the member read it */
	const char *state;  /* waiting, running, done, cancelled, expired,
			       unknown (nobody knows whether it was done) */
	const char *result; /* verdict of the tool; NULL */
	bool is_open;       /* waiting, and a yes would still count */
	struct instant asked_at;
	struct instant expires_at;
	struct instant decided_at;
	int64_t decided_by_message_id; /* 0: nobody decided */
};

extern const struct record pending_action_record;
extern const struct query pending_action_queries[];

/* What is neither done nor cancelled in the conversation (waiting, open or
 * not, or running); NULL without a problem when there is nothing. */
struct pending_action *pending_action_find(
    struct task *task, int64_t session_id) must_use;

/* Stores asked (id, session_id, member_id, tool, arguments, question) as
 * waiting from now on; what waited there before is cancelled. Queued like
 * db_later(). */
void pending_action_ask(struct task *task, const struct pending_action *asked);

/* From waiting to running, if it is open for the conversation as it is now,
 * which the caller has locked; NULL without a problem if it is not. message_id:
 * where the yes is. */
struct pending_action *pending_action_start(
    struct task *task, int64_t id, int64_t message_id) must_use;

/* From running to state, with an entry in the audit log. False with a problem,
 * CONFLICT if it does not run any more. */
bool pending_action_finish(struct task *task,
    const struct pending_action *action, const char *state,
    const char *result) must_use;

/* What waits is cancelled, or expired by now; what was found running becomes
 * unknown; with an entry in the audit log. Queued like db_later(). */
void pending_action_close(
    struct task *task, const struct pending_action *action, int64_t message_id);

/* The buttons below the question: [{"id":"yes:12","title":"Ja"},...]. */
struct json_object *pending_action_buttons(
    struct arena *arena, int64_t id, enum language language) must_use;

enum pending_answer { PENDING_NO_BUTTON = 0, PENDING_YES, PENDING_NO };
/* What a button of pending_action_buttons() says, and of which action. */
enum pending_answer pending_action_pressed(
    const char *button_id, int64_t *id) must_use;

#endif
