/*
 * fuzz_prompt.c - templates of studios, and words of members and models: a
 * template that is taken can be built, and whatever is said finds an agent.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/agent.h"
#include "agents/router.h"
#include "base/check.h"
#include "base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct prompt_config studio = { .studio_name = "{studio_name}",
	.sales_prices_text = "12 EUR",
	.medic_disclaimer_text = "Frag deine Ärztin." };

static void
build(struct arena *arena, const char *text)
{
	struct prompt_facts facts = { .studio = &studio,
		.language = LANGUAGE_DE,
		.member_name = text,
		.member_memory = text };

	if (prompt_complaint(arena, text) == NULL)
		check(prompt_build(arena, text, &facts) != NULL);
	check(strpbrk(prompt_build(arena, "{member_name}", &facts), "\r\n\t") ==
	    NULL);
}

static void
route(struct arena *arena, const char *text)
{
	struct routing routing = router_rules(arena, text, false, &ops_agent);

	check(routing.agent == NULL || routing.agent->choice == AGENT_BY_MODEL);
	routing = router_keywords(arena, text, &vision_agent);
	check(routing.agent != NULL && routing.agent->choice == AGENT_BY_MODEL);
	routing = router_read(arena, text);
	check(routing.agent == NULL ||
	    (routing.confidence >= 0.6 && routing.confidence <= 1));
	check(routing.agent == NULL || text_characters(routing.reason) <= 200);
}

static void
judge(struct arena *arena, const char *text)
{
	const char *const sources[] = { text, NULL };
	struct answer_scene scene = { .studio = &studio,
		.language = LANGUAGE_EN,
		.question = text,
		.sources = sources };
	struct answer_finding finding =
	    answer_judge(arena, answer_rules, &scene, text);

	check((finding.verdict == ANSWER_GOOD) == (finding.text != NULL));
	scene.is_second = true;
	finding = answer_judge(arena, answer_rules, &scene, text);
	check(finding.verdict != ANSWER_AGAIN);
	text = agent_finish(arena, &medic_agent, &scene, text);
	check(text_ends_with(text, studio.medic_disclaimer_text));
	check(text_is_equal(
	    agent_finish(arena, &medic_agent, &scene, text), text));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	enum { INPUT_BYTES_MAX = 4096, ARENA_BYTES = 64 << 20 };
	struct arena *arena;
	const char *text;

	if (size > INPUT_BYTES_MAX || !text_is_utf8((const char *)data, size))
		return 0;
	arena = arena_create(4096, ARENA_BYTES);
	text = arena_copy_bytes(arena, (const char *)data, size);
	build(arena, text);
	route(arena, text);
	judge(arena, text);
	(void)language_wished(arena, text).is_all;
	arena_free(arena);
	return 0;
}
