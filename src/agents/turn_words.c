/*
 * turn_words.c - what a turn says, and how it came to it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/engine_audit.h"
#include "agents/sentence.h"
#include "agents/split.h"
#include "agents/turn_work.h"
#include "base/check.h"
#include "base/text.h"
#include "channels/channel.h"

enum { PARTS_MAX = 5 };

/* What an agent says, with what has to stand behind it and in front of it. */
static const char *
finished(const struct turn_work *work, const char *text)
{
	struct answer_scene scene = {
		.studio = &work->studio,
		.language = work->language,
		.question = work->question,
	};

	if (work->engine == NULL || work->decision.verdict != VERDICT_AGENT)
		return text;
	text = agent_finish(
	    work->arena, work->engine->routing.agent, &scene, text);
	if (text_is_empty(work->decision.prefix))
		return text;
	return arena_printf(
	    work->arena, "%s\n\n%s", work->decision.prefix, text);
}

const char *const *
turn_work_texts(const struct turn_work *work, bool *is_disclosure)
{
	const struct channel *channel =
	    channel_find(work->conversation.channel);
	const char *text = work->text;
	const char *disclosure;

	check(channel != NULL);
	*is_disclosure = text != NULL && work->is_first_contact &&
	    text_is_equal(work->decision.author, "ai");
	text = text == NULL ? "" : finished(work, text);
	if (*is_disclosure) {
		disclosure =
		    text_trim(work->arena, work->studio.ai_disclosure_text);
		if (disclosure[0] == '\0')
			disclosure = sentence_say(work->arena,
			    SENTENCE_DISCLOSURE, &work->studio, work->language);
		text = arena_printf(work->arena, "%s\n\n%s", disclosure, text);
	}
	return split_text(
	    work->arena, text, channel->text_max_units, PARTS_MAX);
}

const struct answer_audit *
turn_work_audit(const struct turn_work *work, const struct config *config)
{
	struct answer_audit *audit;

	if (!text_is_equal(work->decision.author, "ai"))
		return NULL;
	if (work->engine != NULL)
		audit = engine_audit(work->arena, work->engine, config);
	else
		audit = arena_new(work->arena, struct answer_audit);
	if (work->decision.verdict != VERDICT_AGENT)
		audit->agent = work->decision.decider;
	audit->model = work->model;
	audit->prompt_tokens = work->prompt_tokens;
	audit->completion_tokens = work->completion_tokens;
	audit->duration_ms = (int32_t)(monotonic_ms() - work->started_ms);
	return audit;
}
