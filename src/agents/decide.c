/*
 * decide.c - the deciders in their order, and what they leave to be said.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/decide.h"

#include "agents/decide_door.h"
#include "agents/dialog.h"
#include "agents/sentence.h"
#include "agents/words.h"
#include "base/check.h"
#include "base/text.h"

struct inquiry
inquiry_of(struct arena *arena, const struct turn *turn,
    const struct prompt_config *studio)
{
	const char *text = dialog_text(arena, turn->messages);

	return (struct inquiry){
		.fresh = *turn->messages,
		.fresh_text = text,
		.conversation = turn->conversation,
		.messages = turn->messages,
		.studio = studio,
		.text = text,
		.language = language_of_member(arena, text,
		    turn->conversation->wished_language,
		    turn->conversation->language, studio->studio_locale),
		.is_after_offer =
		    sentence_is_offer(arena, dialog_last_said(turn->history)),
	};
}

/* The messages that act has not dealt with. */
static void
narrow(struct arena *arena, struct inquiry *inquiry)
{
	const struct message *items = inquiry->messages->items;
	size_t first = 0;

	while (first < inquiry->messages->count &&
	    items[first].id <= inquiry->act->message_id)
		first++;
	inquiry->fresh.items =
	    (struct message *)inquiry->messages->items + first;
	inquiry->fresh.count = inquiry->messages->count - first;
	inquiry->fresh_text = dialog_text(arena, &inquiry->fresh);
}

/* Most conversations wait for nothing: one statement tells so. */
struct waiting {
	bool has_verification;
	bool has_action;
	bool has_act;
};

/* clang-format off */
static const struct field waiting_fields[] = {
	FIELD(waiting, has_verification, READ_ONLY, 0, "It is asked who it is"),
	FIELD(waiting, has_action,       READ_ONLY, 0, "Something waits for a yes"),
	FIELD(waiting, has_act,          READ_ONLY, 0, "The turn has done something"),
	{ 0 }
};
const struct record waiting_record = RECORD(waiting);

enum { FIND };

const struct query waiting_queries[] = {
	[FIND] = { "waiting_find",
	    "SELECT EXISTS (SELECT FROM verifications WHERE session_id = $1)"
	    "  AS has_verification,"
	    " EXISTS (SELECT FROM pending_actions WHERE session_id = $1"
	    "  AND state IN ('waiting', 'running')) AS has_action,"
	    " EXISTS (SELECT FROM turn_acts WHERE session_id = $1"
	    "  AND message_id > $2) AS has_act" },
	{ 0 }
};
/* clang-format on */

bool
inquiry_load(struct task *task, struct inquiry *inquiry)
{
	const struct conversation *conversation = inquiry->conversation;
	int64_t id = conversation->id;
	const struct waiting *waiting = db_one(
	    task, waiting, FIND, arg(id), arg(conversation->answered_id));

	if (waiting != NULL && waiting->has_verification)
		inquiry->verification = verification_open(task, id);
	if (!task_has_failed(task) && waiting->has_action)
		inquiry->action = pending_action_find(task, id);
	if (!task_has_failed(task) && waiting->has_act)
		inquiry->act = act_find(task, conversation);
	if (task_has_failed(task))
		return false;
	if (inquiry->act != NULL)
		narrow(task->arena, inquiry);
	return true;
}

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

/* Before everything else, whoever has the conversation. */
static struct decision
decide_emergency(struct arena *arena, const struct inquiry *inquiry)
{
	const char *number = inquiry->studio->studio_emergency_number;

	list_each(inquiry->messages, struct message, message) {
		struct decision decision;

		if (!dialog_has_words(message) ||
		    !words_tell_emergency(arena, message->text, number))
			continue;
		decision = say(arena, inquiry, SENTENCE_EMERGENCY);
		decision.author = "system";
		decision.fence = ANY_STATE;
		/* A person who has it keeps it. */
		decision.then =
		    text_is_equal(inquiry->conversation->state, "human")
		    ? CONVERSATION_HUMAN
		    : CONVERSATION_WAITING;
		decision.state_reason = REASON_EMERGENCY;
		return decision;
	}
	return pass();
}

/* A person has it, or was called. */
static struct decision
decide_person(struct arena *arena not_used, const struct inquiry *inquiry)
{
	if (text_is_equal(inquiry->conversation->state, "ai"))
		return pass();
	return (struct decision){
		.verdict = VERDICT_SILENT,
		.fence = ANY_STATE,
	};
}

/* Nothing but reactions and the like. */
static struct decision
decide_unsaid(struct arena *arena not_used, const struct inquiry *inquiry)
{
	list_each(inquiry->messages, struct message, message)
		if (dialog_is_said(message))
			return pass();
	return (struct decision){
		.verdict = VERDICT_SILENT,
		.fence = ANY_STATE,
	};
}

static struct decision
hand_over(
    struct arena *arena, const struct inquiry *inquiry, const char *reason)
{
	struct decision decision = say(arena, inquiry, SENTENCE_HANDED_OVER);

	decision.then = CONVERSATION_WAITING;
	decision.state_reason = reason;
	return decision;
}

static struct decision
decide_wish(struct arena *arena, const struct inquiry *inquiry)
{
	list_each(inquiry->messages, struct message, message)
		if (dialog_has_words(message) &&
		    words_want_person(arena, message->text))
			return hand_over(arena, inquiry, "wish");
	return pass();
}

static struct decision
decide_accepted_offer(struct arena *arena, const struct inquiry *inquiry)
{
	if (!inquiry->is_after_offer || !words_say_yes(arena, inquiry->text))
		return pass();
	return hand_over(arena, inquiry, "accepted_offer");
}

/* Asked for beside something else it only changes the answer's language. */
static struct decision
decide_language(struct arena *arena, const struct inquiry *inquiry)
{
	struct language_wish wish = language_wished(arena, inquiry->fresh_text);

	if (wish.language == LANGUAGE_UNKNOWN || !wish.is_all)
		return pass();
	return (struct decision){
		.verdict = VERDICT_SAY,
		.text = sentence_say(
		    arena, SENTENCE_LANGUAGE, inquiry->studio, wish.language),
		.author = "ai",
		.fence = ONLY_IF_AI,
	};
}

/* A picture is looked at by an agent. */
static struct decision
decide_wordless(struct arena *arena, const struct inquiry *inquiry)
{
	if (inquiry->fresh_text[0] != '\0')
		return pass();
	list_each(&inquiry->fresh, const struct message, message) {
		if (text_is_equal(message->kind, "image"))
			return pass();
	}
	return say(arena, inquiry, SENTENCE_ONLY_TEXT);
}

static struct decision
decide_agent(
    struct arena *arena not_used, const struct inquiry *inquiry not_used)
{
	return (struct decision){
		.verdict = VERDICT_AGENT,
		.author = "ai",
		.fence = ONLY_IF_AI,
	};
}

/* What else a decision means. */
enum effect {
	NOTHING = 0,
	CLOSES = 1 << 0,  /* a question that is open: only a yes is a yes */
	SAYS_SO = 1 << 1, /* and the member is told that it is closed */
	TELLS = 1 << 2,   /* what became of an act before newer messages */
};

/* The order is a rule of the product. */
static const struct decider {
	const char *name;
	struct decision (*decide)(
	    struct arena *arena, const struct inquiry *inquiry);
	unsigned effects;
} deciders[] = {
	{ "emergency", decide_emergency, CLOSES },
	{ "person", decide_person, CLOSES },
	{ "unsaid", decide_unsaid, NOTHING },
	{ "wish", decide_wish, CLOSES | SAYS_SO | TELLS },
	{ "accepted_offer", decide_accepted_offer, CLOSES | SAYS_SO | TELLS },
	{ "resumed", decide_resumed, CLOSES },
	{ "code", decide_code_told, CLOSES | SAYS_SO },
	{ "confirm", decide_pending, CLOSES | TELLS },
	{ "identity", decide_identity, CLOSES | SAYS_SO },
	{ "language", decide_language, CLOSES | SAYS_SO | TELLS },
	{ "wordless", decide_wordless, CLOSES | SAYS_SO | TELLS },
	{ "agent", decide_agent, CLOSES | SAYS_SO | TELLS },
};

/* Puts text in front of what is going to be said. */
static void
say_first(struct arena *arena, struct decision *decision, const char *text)
{
	const char **said = decision->verdict == VERDICT_SAY
	    ? &decision->text
	    : &decision->prefix;

	*said = text_is_empty(*said)
	    ? text
	    : arena_printf(arena, "%s\n\n%s", text, *said);
}

static void
close_question(struct arena *arena, const struct inquiry *inquiry,
    unsigned effects, struct decision *decision)
{
	const struct pending_action *action = inquiry->action;

	if (action == NULL || (effects & CLOSES) == 0 ||
	    (decision->verdict == VERDICT_ACT &&
		text_is_equal(decision->act.kind, ACT_CONFIRM)))
		return;
	decision->closes = action;
	if ((effects & SAYS_SO) != 0 && action->is_open)
		say_first(arena, decision,
		    sentence_say(arena, SENTENCE_CHANGE_CANCELLED,
			inquiry->studio, inquiry->language));
}

/* An act was done, then more was written: both are answered. */
static void
tell_act(struct arena *arena, const struct inquiry *inquiry, unsigned effects,
    struct decision *decision)
{
	struct act_scene scene = { .studio = inquiry->studio,
		.language = inquiry->language };

	if (inquiry->act == NULL || (effects & TELLS) == 0 ||
	    decision->verdict == VERDICT_ACT)
		return;
	if (decision->verdict == VERDICT_AGENT)
		decision->question = inquiry->fresh_text;
	act_tell(arena, &scene, inquiry->act, decision);
}

static const char *
language_of_wish(struct arena *arena, const struct inquiry *inquiry)
{
	struct language_wish wish = language_wished(arena, inquiry->text);

	return wish.language == LANGUAGE_UNKNOWN ? NULL
						 : language_tag(wish.language);
}

struct decision
decide(struct arena *arena, const struct inquiry *inquiry)
{
	for (size_t at = 0; at < ARRAY_LENGTH(deciders); at++) {
		struct decision decision = deciders[at].decide(arena, inquiry);
		unsigned effects = deciders[at].effects;

		if (decision.verdict == VERDICT_NONE)
			continue;
		decision.decider = deciders[at].name;
		decision.language = language_of_wish(arena, inquiry);
		close_question(arena, inquiry, effects, &decision);
		tell_act(arena, inquiry, effects, &decision);
		return decision;
	}
	unreachable();
}

static struct pending_action *
action_copy(struct arena *arena, const struct pending_action *action)
{
	struct pending_action *copy;
	struct json_object *arguments = NULL;

	if (action == NULL)
		return NULL;
	copy = arena_new(arena, struct pending_action);
	*copy = *action;
	copy->tool = arena_copy(arena, action->tool);
	copy->question = arena_copy(arena, action->question);
	copy->state = arena_copy(arena, action->state);
	copy->result = arena_copy(arena, action->result);
	check(action->arguments == NULL ||
	    json_object_deep_copy(action->arguments, &arguments, NULL) == 0);
	copy->arguments = json_keep(arena, arguments);
	return copy;
}

static struct act
act_copy(struct arena *arena, const struct act *act)
{
	struct act copy = *act;

	copy.kind = arena_copy(arena, act->kind);
	copy.outcome = arena_copy(arena, act->outcome);
	copy.question = arena_copy(arena, act->question);
	copy.detail = arena_copy(arena, act->detail);
	copy.text = arena_copy(arena, act->text);
	copy.action = action_copy(arena, act->action);
	return copy;
}

struct decision
decision_copy(struct arena *arena, const struct decision *decision)
{
	struct decision copy = *decision;
	struct json_object *buttons = NULL;

	copy.text = arena_copy(arena, decision->text);
	copy.state_reason = arena_copy(arena, decision->state_reason);
	copy.language = arena_copy(arena, decision->language);
	copy.prefix = arena_copy(arena, decision->prefix);
	copy.question = arena_copy(arena, decision->question);
	check(decision->buttons == NULL ||
	    json_object_deep_copy(decision->buttons, &buttons, NULL) == 0);
	copy.buttons = json_keep(arena, buttons);
	copy.closes = action_copy(arena, decision->closes);
	copy.asks = action_copy(arena, decision->asks);
	copy.act = act_copy(arena, &decision->act);
	return copy;
}
