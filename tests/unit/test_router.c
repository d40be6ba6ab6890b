/*
 * test_router.c - which agent answers what, measured.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>

#include "agents/router.h"
#include "base/text.h"
#include "router_messages.h"
#include "unit.h"

Suite *router_suite(void);

enum { RIGHT_PERCENT_MIN = 90, RULES_RIGHT_PERCENT_MIN = 95 };

struct counts {
	size_t all;
	size_t right;
	size_t by_rules;
	size_t right_by_rules;
};

static void
measure(const struct labeled *item, struct counts *counts)
{
	struct arena *arena = arena_create(4096, 8 << 20);
	const struct agent *previous =
	    item->previous == NULL ? NULL : agent_find(item->previous);
	struct routing routing =
	    router_rules(arena, item->text, false, previous);
	bool is_by_rules = routing.agent != NULL;
	bool is_right;

	if (!is_by_rules)
		routing = router_keywords(arena, item->text, previous);
	ck_assert_ptr_nonnull(routing.agent);
	ck_assert(routing.confidence > 0 && routing.confidence <= 1);
	ck_assert(!text_is_empty(routing.by) && routing.reason != NULL);
	is_right = text_is_equal(routing.agent->name, item->agent);
	if (!is_right)
		printf("router: \"%s\" goes to %s (%s: %s), not %s\n",
		    item->text, routing.agent->name, routing.by, routing.reason,
		    item->agent);
	counts->all++;
	counts->right += is_right;
	counts->by_rules += is_by_rules;
	counts->right_by_rules += is_by_rules && is_right;
	arena_free(arena);
}

START_TEST(most_messages_go_to_the_right_agent_without_a_model)
{
	struct counts counts = { 0 };

	for (size_t at = 0; at < labeled_count; at++)
		measure(&labeled[at], &counts);
	printf("router: %zu of %zu right without a model (%zu %%), %zu by "
	       "rules, of those %zu right\n",
	    counts.right, counts.all, counts.right * 100 / counts.all,
	    counts.by_rules, counts.right_by_rules);
	ck_assert_uint_ge(counts.all, 150);
	ck_assert_uint_ge(counts.right * 100 / counts.all, RIGHT_PERCENT_MIN);
	/* Where a rule speaks no model is asked. */
	ck_assert_uint_ge(counts.right_by_rules * 100 / counts.by_rules,
	    RULES_RIGHT_PERCENT_MIN);
}
END_TEST

START_TEST(a_picture_goes_to_vision)
{
	struct routing routing =
	    router_rules(new_arena(), "Was kostet das?", true, &sales_agent);

	ck_assert_ptr_eq(routing.agent, &vision_agent);
	ck_assert_str_eq(routing.by, "rules");
	/* Words behind it are not its business. */
	routing = router_rules(new_arena(), "und das?", false, &vision_agent);
	ck_assert_ptr_ne(routing.agent, &vision_agent);
}
END_TEST

START_TEST(the_word_of_a_model_is_read)
{
	static const struct {
		const char *answer;
		const char *agent; /* NULL: nobody */
	} answers[] = {
		{ "{\"agent\": \"ops\", \"confidence\": 0.9}", "ops" },
		{ "```json\n{\"agent\":\"Sales\",\"confidence\":0.8,"
		  "\"reason\":\"price\"}\n```",
		    "sales" },
		{ "<think>{x}</think> {\"agent\":\"medic\","
		  "\"confidence\":\"0.7\"} Done.",
		    "medic" },
		{ "{\"agent\":\"persona\",\"confidence\":85}", "persona" },
		{ "{\"agent\":\"ops\",\"confidence\":0.59}", NULL },
		{ "{\"agent\":\"ops\"}", NULL },
		{ "{\"agent\":\"ops\",\"confidence\":-1}", NULL },
		{ "{\"agent\":\"ops\",\"confidence\":1e999}", NULL },
		{ "{\"agent\":\"vision\",\"confidence\":1}", NULL },
		{ "{\"agent\":\"router\",\"confidence\":1}", NULL },
		{ "{\"agent\":\"boss\",\"confidence\":1}", NULL },
		{ "{\"agent\":null,\"confidence\":1}", NULL },
		{ "{\"agent\":[\"ops\"],\"confidence\":1}", NULL },
		{ "ops", NULL },
		{ "{\"agent\":\"ops\",\"confidence\":1", NULL },
		{ "[]", NULL },
		{ "", NULL },
	};

	for (size_t at = 0; at < ARRAY_LENGTH(answers); at++) {
		struct routing routing =
		    router_read(new_arena(), answers[at].answer);

		ck_assert_msg(
		    (routing.agent == NULL) == (answers[at].agent == NULL) &&
			(routing.agent == NULL ||
			    text_is_equal(
				routing.agent->name, answers[at].agent)),
		    "%s", answers[at].answer);
		if (routing.agent != NULL)
			ck_assert_str_eq(routing.by, "model");
	}
	ck_assert_ptr_null(router_read(new_arena(), NULL).agent);
}
END_TEST

START_TEST(a_reason_is_bounded)
{
	struct arena *arena = new_arena();
	const char *reason = "x";

	for (int at = 0; at < 10; at++)
		reason = arena_printf(arena, "%s%s", reason, reason);
	ck_assert_uint_eq(
	    strlen(router_read(arena,
		arena_printf(arena,
		    "{\"agent\":\"ops\",\"confidence\":1,\"reason\":\"%s\"}",
		    reason))
		       .reason),
	    200);
}
END_TEST

START_TEST(words_of_health_are_known)
{
	struct arena *arena = new_arena();

	ck_assert(router_is_health(arena, "Mein Knie ist verletzt"));
	ck_assert(router_is_health(arena, "a picture of a swollen ankle"));
	ck_assert(!router_is_health(arena, "Das Bild zeigt eine Hantel."));
	ck_assert(!router_is_health(arena, NULL));
}
END_TEST

/* Nobody waits for a flood of words. */
START_TEST(a_long_message_is_routed_quickly)
{
	struct arena *arena = new_arena();
	const char *text = "lorem ipsum dolor sit amet consectetur ";

	for (int at = 0; at < 8; at++)
		text = arena_printf(arena, "%s%s", text, text);
	text = text_prefix(arena, text, 8000);
	ck_assert_ptr_eq(
	    router_keywords(arena, text, NULL).agent, &persona_agent);
}
END_TEST

Suite *
router_suite(void)
{
	Suite *suite = suite_create("router");
	TCase *tests = tcase_create("router");

	tcase_add_test(
	    tests, most_messages_go_to_the_right_agent_without_a_model);
	tcase_add_test(tests, a_picture_goes_to_vision);
	tcase_add_test(tests, the_word_of_a_model_is_read);
	tcase_add_test(tests, a_reason_is_bounded);
	tcase_add_test(tests, words_of_health_are_known);
	tcase_add_test(tests, a_long_message_is_routed_quickly);
	suite_add_tcase(suite, tests);
	return suite;
}
