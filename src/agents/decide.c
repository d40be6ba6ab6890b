/*
 * decide.c - emergency, person, wish for a person, agent: in that order.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/decide.h"

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
		.conversation = turn->conversation,
		.messages = turn->messages,
		.studio = studio,
		.text = text,
		.language = language_choose(arena, text,
		    turn->conversation->language, studio->studio_locale),
		.is_after_offer =
		    sentence_is_offer(arena, dialog_last_said(turn->history)),
	};
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

static struct decision
decide_wordless(struct arena *arena, const struct inquiry *inquiry)
{
	if (inquiry->text[0] != '\0')
		return pass();
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

/* The order is a rule of the product. A verification code and the answer to a
 * pending confirmation are decided between the accepted offer and the agent. */
static const struct decider {
	const char *name;
	struct decision (*decide)(
	    struct arena *arena, const struct inquiry *inquiry);
} deciders[] = {
	{ "emergency", decide_emergency },
	{ "person", decide_person },
	{ "unsaid", decide_unsaid },
	{ "wish", decide_wish },
	{ "accepted_offer", decide_accepted_offer },
	{ "wordless", decide_wordless },
	{ "agent", decide_agent },
};

struct decision
decide(struct arena *arena, const struct inquiry *inquiry)
{
	for (size_t at = 0; at < ARRAY_LENGTH(deciders); at++) {
		struct decision decision = deciders[at].decide(arena, inquiry);

		decision.decider = deciders[at].name;
		if (decision.verdict != VERDICT_NONE)
			return decision;
	}
	unreachable();
}
