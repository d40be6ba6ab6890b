/*
 * test_dialog_context.c - who spoke last, when Redis does not say it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "unit.h"

#include "agents/dialog_context.h"

Suite *dialog_context_suite(void);

/* The answer to a history of three messages, the last one minutes old. */
static struct dialog_context
after(struct message *messages, int64_t minutes)
{
	struct task *task = arena_new(new_arena(), struct task);
	struct conversation conversation = { .language = "en" };
	struct list history = { .items = messages, .count = 3 };
	struct turn turn = { .conversation = &conversation,
		.history = &history };

	*task = new_task(new_arena());
	task->tenant_id = 7;
	for (int i = 0; i < 3; i++)
		messages[i].created_at = instant_plus_ms(
		    instant_now(), -(minutes + 2 - i) * 60 * 1000);
	return dialog_context_answer(dialog_context_ask(task, "4917"), &turn);
}

START_TEST(the_agent_that_spoke_last_is_found_in_the_history)
{
	struct message messages[] = {
		{ .author = "ai", .agent = "ops" },
		{ .author = "ai", .agent = "sales" },
		{ .author = "member" },
	};
	struct dialog_context context = after(messages, 1);

	ck_assert_pstr_eq(context.agent, "sales");
	ck_assert_pstr_eq(context.language, "en");
	ck_assert(instant_is_set(context.at));
}
END_TEST

START_TEST(after_half_an_hour_a_dialog_is_over)
{
	struct message messages[] = {
		{ .author = "ai", .agent = "ops" },
		{ .author = "ai", .agent = "sales" },
		{ .author = "member" },
	};
	struct dialog_context context = after(messages, 31);

	ck_assert_ptr_null(context.agent);
	ck_assert_pstr_eq(context.language, "en");
}
END_TEST

START_TEST(what_people_and_the_system_said_is_no_agents)
{
	struct message messages[] = {
		{ .author = "system", .agent = "emergency" },
		{ .author = "staff" },
		{ .author = "member" },
	};

	ck_assert_ptr_null(after(messages, 1).agent);
}
END_TEST

Suite *
dialog_context_suite(void)
{
	Suite *suite = suite_create("dialog_context");
	TCase *tests = tcase_create("dialog_context");

	tcase_add_test(
	    tests, the_agent_that_spoke_last_is_found_in_the_history);
	tcase_add_test(tests, after_half_an_hour_a_dialog_is_over);
	tcase_add_test(tests, what_people_and_the_system_said_is_no_agents);
	suite_add_tcase(suite, tests);
	return suite;
}
