/*
 * decide_door.c - decides about codes, identities and answers to a question.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/decide_door.h"

#include "agents/decide_read.h"
#include "agents/dialog.h"
#include "agents/sentence.h"
#include "agents/words.h"
#include "base/text.h"

static struct decision
pass(void)
{
	return (struct decision){ .verdict = VERDICT_NONE };
}

static struct decision
say(struct arena *arena, const struct inquiry *inquiry, enum sentence sentence)
{
	return (struct decision){
		.verdict = VERDICT_SAY,
		.text = sentence_say(
		    arena, sentence, inquiry->studio, inquiry->language),
		.author = "ai",
		.fence = ONLY_IF_AI,
	};
}

static struct decision
act(const struct inquiry *inquiry, struct act act)
{
	act.session_id = inquiry->conversation->id;
	if (act.message_id == 0)
		act.message_id = inquiry->conversation->last_inbound_id;
	return (struct decision){
		.verdict = VERDICT_ACT,
		.author = "ai",
		.fence = ONLY_IF_AI,
		.act = act,
	};
}

/* The same yes once more: buttons are pressed twice. */
static bool
is_repeated(
    struct arena *arena, const struct message *message, const struct act *act)
{
	int64_t id;

	if (!text_is_equal(act->kind, ACT_CONFIRM))
		return false;
	if (pending_action_pressed(message->button_id, &id) == PENDING_YES)
		return id == act->action_id;
	return dialog_has_words(message) && words_say_yes(arena, message->text);
}

static bool
has_fresh(struct arena *arena, const struct inquiry *inquiry)
{
	list_each(&inquiry->fresh, const struct message, message) {
		if (dialog_is_said(message) &&
		    !is_repeated(arena, message, inquiry->act))
			return true;
	}
	return false;
}

/* One without an outcome is settled before anything else is looked at. */
struct decision
decide_resumed(struct arena *arena, const struct inquiry *inquiry)
{
	if (inquiry->act == NULL ||
	    (inquiry->act->outcome != NULL && has_fresh(arena, inquiry)))
		return pass();
	return act(inquiry, *inquiry->act);
}

struct decision
decide_code_told(struct arena *arena, const struct inquiry *inquiry)
{
	const struct verification *open = inquiry->verification;
	const char *code = NULL;

	if (open == NULL || open->step != VERIFICATION_SENT)
		return pass();
	list_each(&inquiry->fresh, const struct message, message) {
		const char *told = dialog_has_words(message)
		    ? decide_code(arena, message->text)
		    : NULL;

		code = told == NULL ? code : told;
	}
	if (code == NULL)
		return pass();
	return act(inquiry,
	    (struct act){
		.kind = ACT_CODE, .text = code, .question = open->question });
}

/* What somebody calls itself; only an address corrects one that was given. */
static const char *
identity_in(struct arena *arena, const struct message *message,
    const struct verification *open)
{
	const char *identity = decide_email(arena, message->text);

	if (identity == NULL && open->step == VERIFICATION_ASKED)
		identity = decide_number(arena, message->text);
	return identity;
}

struct decision
decide_identity(struct arena *arena, const struct inquiry *inquiry)
{
	const struct verification *open = inquiry->verification;
	const char *identity = NULL;

	if (open == NULL)
		return pass();
	list_each(&inquiry->fresh, const struct message, message) {
		const char *told = dialog_has_words(message)
		    ? identity_in(arena, message, open)
		    : NULL;

		identity = told == NULL ? identity : told;
	}
	if (identity == NULL)
		return pass();
	return act(inquiry,
	    (struct act){ .kind = ACT_IDENTITY,
		.text = identity,
		.question = open->question });
}

/* What the messages of a turn say to a question, all together. */
enum reaction {
	REACTION_NONE = 0, /* nothing was said */
	REACTION_YES,
	REACTION_NO,
	REACTION_STALE, /* a button of another question */
	REACTION_OTHER
};

static enum reaction
reaction_of(struct arena *arena, const struct message *message,
    const struct pending_action *action)
{
	int64_t id;
	enum pending_answer pressed =
	    pending_action_pressed(message->button_id, &id);

	if (pressed != PENDING_NO_BUTTON &&
	    (action == NULL || id != action->id))
		return REACTION_STALE;
	if (pressed == PENDING_YES || pressed == PENDING_NO)
		return pressed == PENDING_YES ? REACTION_YES : REACTION_NO;
	if (text_is_empty(message->text))
		return REACTION_OTHER;
	if (words_say_yes(arena, message->text))
		return REACTION_YES;
	return words_say_no(arena, message->text) ? REACTION_NO
						  : REACTION_OTHER;
}

/* A yes beside anything else is none. */
static enum reaction
reaction_to(struct arena *arena, const struct inquiry *inquiry)
{
	enum reaction all = REACTION_NONE;

	list_each(&inquiry->fresh, const struct message, message) {
		enum reaction one;

		if (!dialog_is_said(message))
			continue;
		one = reaction_of(arena, message, inquiry->action);
		if (all == REACTION_NONE || all == one)
			all = one;
		else
			all = REACTION_OTHER;
	}
	return all;
}

/* Found running without an act that says so: it is not run again. */
static struct decision
tell_unknown(struct arena *arena, const struct inquiry *inquiry)
{
	struct decision decision = say(arena, inquiry, SENTENCE_CHANGE_UNKNOWN);

	decision.then = CONVERSATION_WAITING;
	decision.state_reason = "change_unknown";
	return decision;
}

struct decision
decide_pending(struct arena *arena, const struct inquiry *inquiry)
{
	const struct pending_action *action = inquiry->action;
	enum reaction reaction = reaction_to(arena, inquiry);

	if (action != NULL && text_is_equal(action->state, "running"))
		return tell_unknown(arena, inquiry);
	if (reaction == REACTION_STALE)
		return say(arena, inquiry, SENTENCE_CHANGE_RUN_OUT);
	if (action == NULL ||
	    (reaction != REACTION_YES && reaction != REACTION_NO))
		return pass();
	if (!action->is_open)
		return say(arena, inquiry, SENTENCE_CHANGE_RUN_OUT);
	if (reaction == REACTION_NO)
		return say(arena, inquiry, SENTENCE_CHANGE_CANCELLED);
	return act(inquiry,
	    (struct act){ .kind = ACT_CONFIRM, .action_id = action->id });
}
