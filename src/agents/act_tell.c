/*
 * act_tell.c - acts as words: what is said of them, and what follows.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/act.h"

#include "agents/decide.h"
#include "agents/sentence.h"
#include "agents/tool.h"
#include "base/check.h"
#include "base/text.h"

/* Whether anything follows what is said of the act. */
enum onward {
	ENDS = 1,
	GOES_ON /* with the question, if one is remembered */
};

/* What is said of each outcome; the last row stands for all others. */
/* clang-format off */
static const struct telling {
	const char *kind;
	const char *outcome;
	enum sentence sentence;
	enum sentence alone; /* when there is nothing to go on with */
	enum onward onward;
	const char *calls_staff; /* state_reason; NULL: they are not needed */
} tellings[] = {
	{ ACT_CODE,     "right",         SENTENCE_CODE_RIGHT,           SENTENCE_CODE_RIGHT_ALONE, GOES_ON, NULL },
	{ ACT_CODE,     "wrong",         SENTENCE_CODE_WRONG,           SENTENCE_NONE, ENDS, NULL },
	{ ACT_CODE,     "exhausted",     SENTENCE_CODE_DEAD,            SENTENCE_NONE, ENDS, NULL },
	{ ACT_CODE,     "none",          SENTENCE_CODE_NONE,            SENTENCE_NONE, ENDS, NULL },
	{ ACT_IDENTITY, "sent",          SENTENCE_CODE_MAYBE,           SENTENCE_NONE, ENDS, NULL },
	{ ACT_IDENTIFY, "sent",          SENTENCE_CODE_SENT,            SENTENCE_NONE, ENDS, NULL },
	{ ACT_IDENTIFY, "asked",         SENTENCE_WHO_ARE_YOU,          SENTENCE_NONE, ENDS, NULL },
	{ ACT_CONFIRM,  "done",          SENTENCE_CHANGE_DONE,          SENTENCE_NONE, ENDS, NULL },
	{ ACT_CONFIRM,  "not_connected", SENTENCE_CHANGE_NOT_CONNECTED, SENTENCE_NONE, ENDS, "not_connected" },
	{ ACT_CONFIRM,  "failed",        SENTENCE_CHANGE_FAILED,        SENTENCE_NONE, ENDS, "change_failed" },
	{ ACT_CONFIRM,  "run_out",       SENTENCE_CHANGE_RUN_OUT,       SENTENCE_NONE, ENDS, NULL },
	{ ACT_CONFIRM,  "unknown",       SENTENCE_CHANGE_UNKNOWN,       SENTENCE_NONE, ENDS, "change_unknown" },
};
/* clang-format on */

static const struct telling *
telling_of(const struct act *act)
{
	size_t at = 0;

	while (at < ARRAY_LENGTH(tellings) - 1 &&
	    (!text_is_equal(tellings[at].kind, act->kind) ||
		!text_is_equal(tellings[at].outcome, act->outcome)))
		at++;
	return &tellings[at];
}

/* The detail of a code is its address, that of a change what was done. */
static const char *
words_of(struct arena *arena, const struct act_scene *scene,
    const struct act *act, enum sentence sentence)
{
	const char *text =
	    sentence_say(arena, sentence, scene->studio, scene->language);

	if (text_is_empty(act->detail))
		return text;
	if (sentence == SENTENCE_CHANGE_DONE)
		return act->detail;
	return arena_printf(arena, "%s %s", text, act->detail);
}

static const char *
joined(
    struct arena *arena, const char *first, const char *gap, const char *second)
{
	if (text_is_empty(first))
		return second;
	if (text_is_empty(second))
		return first;
	return arena_printf(arena, "%s%s%s", first, gap, second);
}

static void
call_staff(struct decision *decision, const char *reason)
{
	if (reason == NULL || decision->then != CONVERSATION_UNSET)
		return;
	decision->then = CONVERSATION_WAITING;
	decision->state_reason = reason;
}

/* More was written than what the act was about. */
static void
tell_first(struct arena *arena, const struct act_scene *scene,
    const struct act *act, struct decision *decision)
{
	const struct telling *telling = telling_of(act);
	const char *words = words_of(arena, scene, act, telling->sentence);

	if (decision->verdict == VERDICT_SAY) {
		decision->text = joined(arena, words, "\n\n", decision->text);
		return;
	}
	decision->prefix = joined(arena, words, "\n\n", decision->prefix);
	if (telling->onward == GOES_ON)
		decision->question =
		    joined(arena, act->question, "\n", decision->question);
}

void
act_tell(struct arena *arena, const struct act_scene *scene,
    const struct act *act, struct decision *decision)
{
	const struct telling *telling = telling_of(act);

	call_staff(decision, telling->calls_staff);
	if (decision->verdict != VERDICT_ACT) {
		tell_first(arena, scene, act, decision);
		return;
	}
	if (telling->onward == GOES_ON && !text_is_empty(act->question)) {
		decision->verdict = VERDICT_AGENT;
		decision->prefix = joined(arena, decision->prefix, "\n\n",
		    words_of(arena, scene, act, telling->sentence));
		decision->question = act->question;
		return;
	}
	decision->verdict = VERDICT_SAY;
	decision->text = joined(arena, decision->prefix, "\n\n",
	    words_of(arena, scene, act,
		telling->alone == SENTENCE_NONE ? telling->sentence
						: telling->alone));
	decision->prefix = NULL;
}

void
act_identify(const struct act_scene *scene, const char *question,
    struct decision *decision)
{
	decision->verdict = VERDICT_ACT;
	decision->decider = "identify";
	decision->act =
	    (struct act){ .session_id = scene->turn->conversation->id,
		    .message_id = scene->turn->upto,
		    .kind = ACT_IDENTIFY,
		    .question = question };
}

void
act_ask(struct arena *arena, const struct act_scene *scene, int64_t member_id,
    const struct tool_result *result, struct decision *decision)
{
	struct pending_action *asks = arena_new(arena, struct pending_action);

	check(result->verdict == TOOL_NEEDS_YES && member_id != 0);
	*asks = (struct pending_action){
		.id = scene->turn->upto,
		.session_id = scene->turn->conversation->id,
		.member_id = member_id,
		.tool = result->tool->name,
		.arguments = result->arguments,
		.question = result->question,
		.state = "waiting",
	};
	decision->verdict = VERDICT_SAY;
	decision->decider = "ask";
	decision->text =
	    joined(arena, decision->prefix, "\n\n", result->question);
	decision->prefix = NULL;
	decision->asks = asks;
	decision->buttons =
	    pending_action_buttons(arena, asks->id, scene->language);
}
