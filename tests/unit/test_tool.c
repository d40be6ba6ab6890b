/*
 * test_tool.c - the gate of the tools: names, members, arguments, results.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/tools.h"
#include "base/text.h"
#include "unit.h"

Suite *tool_suite(void);

static int runs; /* of the tools below; each test is a process of its own */

static struct tool_result
count_run(struct task *task not_used, const struct tool_caller *caller not_used,
    struct json_object *arguments not_used)
{
	runs++;
	return (struct tool_result){ .verdict = TOOL_DONE, .text = "{}" };
}

static struct tool_result
say_much(struct task *task, const struct tool_caller *caller not_used,
    struct json_object *arguments not_used)
{
	struct buf buf = buf_new(task->arena, 64 << 10);

	for (int at = 0; at < 9000; at++)
		buf_add(&buf, "ä");
	return (
	    struct tool_result){ .verdict = TOOL_DONE, .text = buf_text(&buf) };
}

static struct tool_result
fail_badly(struct task *task, const struct tool_caller *caller not_used,
    struct json_object *arguments not_used)
{
	(void)fail(task, INTERNAL, "secret detail");
	return (struct tool_result){ .verdict = TOOL_DONE, .text = "fine" };
}

static const struct tool reading = {
	.name = "reading",
	.parameters =
	    "{\"type\":\"object\",\"properties\":{"
	    "\"day\":{\"type\":\"string\",\"format\":\"date\","
	    "\"maxLength\":10,\"description\":\"d\"},"
	    "\"at\":{\"type\":\"string\",\"format\":\"date-time\","
	    "\"maxLength\":64,\"description\":\"d\"},"
	    "\"count\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":9,"
	    "\"description\":\"d\"},"
	    "\"kind\":{\"type\":\"string\",\"enum\":[\"a\",\"b\"],"
	    "\"description\":\"d\"},"
	    "\"is_new\":{\"type\":\"boolean\",\"description\":\"d\"},"
	    "\"word\":{\"type\":\"string\",\"minLength\":2,\"maxLength\":5,"
	    "\"description\":\"d\"}},"
	    "\"required\":[\"kind\"],\"additionalProperties\":false}",
	.effect = TOOL_READS,
	.run = count_run,
};

static const struct tool talkative = {
	.name = "talkative",
	.parameters = "{\"type\":\"object\",\"properties\":{},"
		      "\"additionalProperties\":false}",
	.effect = TOOL_READS,
	.run = say_much,
};

static const struct tool failing = {
	.name = "failing",
	.parameters = "{\"type\":\"object\",\"properties\":{},"
		      "\"additionalProperties\":false}",
	.effect = TOOL_READS,
	.run = fail_badly,
};

static const struct tool *const allowed[] = { &reading, &talkative, &failing,
	&tool_cancel_booking, &tool_get_member_bookings,
	&tool_get_class_schedule, &tool_request_handoff, NULL };

static struct tool_result
call_as(int64_t member_id, const char *name, const char *arguments)
{
	struct task task = new_task(new_arena());
	const struct tool_caller caller = {
		.session_id = 7, .member_id = member_id, .language = LANGUAGE_DE
	};
	struct tool_result result =
	    tool_call(&task, &caller, allowed, name, arguments);

	ck_assert(!task_has_failed(&task));
	ck_assert_ptr_nonnull(result.text);
	return result;
}

static void
expect_refused(const char *arguments, const char *part)
{
	struct tool_result result = call_as(1, "reading", arguments);

	ck_assert_msg(result.verdict == TOOL_BAD_CALL, "passes: %s", arguments);
	ck_assert_msg(strstr(result.text, part) != NULL,
	    "%s: \"%s\" lacks \"%s\"", arguments, result.text, part);
	ck_assert_int_eq(runs, 0);
}

START_TEST(a_tool_that_the_agent_has_not_is_none)
{
	static const char *const bad[] = { "book_class", "", "READING",
		"reading ", "member_delete", "reading\n" };

	for (size_t at = 0; at < ARRAY_LENGTH(bad); at++) {
		struct tool_result result = call_as(1, bad[at], "{}");

		ck_assert_int_eq(result.verdict, TOOL_BAD_CALL);
		ck_assert_ptr_nonnull(strstr(result.text, "cancel_booking"));
	}
	ck_assert_int_eq(call_as(1, NULL, "{}").verdict, TOOL_BAD_CALL);
	ck_assert_int_eq(runs, 0);
}
END_TEST

START_TEST(an_agent_without_tools_calls_none)
{
	struct task task = new_task(new_arena());
	const struct tool_caller caller = { .member_id = 1 };
	static const struct tool *const nothing[] = { NULL };

	ck_assert_int_eq(
	    tool_call(&task, &caller, NULL, "reading", "{}").verdict,
	    TOOL_BAD_CALL);
	ck_assert_int_eq(
	    tool_call(&task, &caller, nothing, "reading", "{}").verdict,
	    TOOL_BAD_CALL);
}
END_TEST

START_TEST(who_it_is_comes_before_everything_else)
{
	ck_assert_int_eq(call_as(0, "cancel_booking", "nonsense").verdict,
	    TOOL_NEEDS_MEMBER);
	ck_assert_int_eq(
	    call_as(0, "cancel_booking", "{\"member_id\":5}").verdict,
	    TOOL_NEEDS_MEMBER);
	ck_assert_int_eq(
	    call_as(0, "get_member_bookings", "").verdict, TOOL_NEEDS_MEMBER);
}
END_TEST

START_TEST(arguments_that_are_missing_are_an_empty_object)
{
	static const char *const empty[] = { "", " ", "{}", "null", "\n{ }" };

	for (size_t at = 0; at < ARRAY_LENGTH(empty); at++)
		ck_assert_int_eq(
		    call_as(1, "get_class_schedule", empty[at]).verdict,
		    TOOL_NOT_CONNECTED);
	ck_assert_int_eq(
	    call_as(1, "get_class_schedule", NULL).verdict, TOOL_NOT_CONNECTED);
}
END_TEST

START_TEST(arguments_that_do_not_fit_are_refused)
{
	expect_refused("[]", "object");
	expect_refused("[{\"kind\":\"a\"}]", "object");
	expect_refused("\"a\"", "object");
	expect_refused("12", "object");
	expect_refused("{\"kind\":\"a\"} {}", "JSON");
	expect_refused("{\"kind\":\"a\"", "JSON");
	expect_refused("{kind:a}", "JSON");
	expect_refused("{\"kind\":\"a\\u0000\"}", "JSON");
	expect_refused("{\"kind\":\"\xff\"}", "JSON");
	expect_refused("", "required");
	expect_refused("{\"kind\":null}", "required");
	expect_refused("{\"kind\":\"\"}", "required");
	expect_refused("{\"kind\":\"c\"}", "one of");
	expect_refused("{\"kind\":1}", "a string");
	expect_refused("{\"kind\":[\"a\"]}", "a string");
	expect_refused("{\"kind\":\"a\",\"count\":\"3.0\"}", "whole number");
	expect_refused("{\"kind\":\"a\",\"count\":\" 3\"}", "whole number");
	expect_refused("{\"kind\":\"a\",\"count\":\"+3\"}", "whole number");
	expect_refused("{\"kind\":\"a\",\"count\":\"0x3\"}", "whole number");
	expect_refused("{\"kind\":\"a\",\"count\":true}", "whole number");
	expect_refused("{\"kind\":\"a\",\"count\":\"0\"}", "at least 1");
	expect_refused("{\"kind\":\"a\",\"count\":10.0}", "at most 9");
	expect_refused("{\"kind\":\"a\",\"count\":1e300}", "whole number");
	expect_refused("{\"kind\":\"a\",\"count\":\"99999999999999999999\"}",
	    "whole number");
	expect_refused("{\"kind\":\"a\",\"count\":3.5}", "whole number");
	expect_refused("{\"kind\":\"a\",\"count\":0}", "at least 1");
	expect_refused("{\"kind\":\"a\",\"count\":10}", "at most 9");
	expect_refused(
	    "{\"kind\":\"a\",\"count\":99999999999999999999}", "at most 9");
	expect_refused(
	    "{\"kind\":\"a\",\"count\":-99999999999999999999}", "at least 1");
	expect_refused("{\"kind\":\"a\",\"is_new\":\"yes\"}", "true or false");
	expect_refused("{\"kind\":\"a\",\"is_new\":1}", "true or false");
	expect_refused("{\"kind\":\"a\",\"word\":\"a\"}", "at least 2");
	expect_refused("{\"kind\":\"a\",\"word\":\"äöüäöü\"}", "at most 5");
	expect_refused("{\"kind\":\"a\",\"day\":\"morgen\"}", "2026-11-24");
	expect_refused("{\"kind\":\"a\",\"day\":\"2026-02-30\"}", "look like");
	expect_refused("{\"kind\":\"a\",\"day\":\"2026-1-1\"}", "look like");
	expect_refused("{\"kind\":\"a\",\"at\":\"2026-11-24\"}", "T18:00:00");
	expect_refused(
	    "{\"kind\":\"a\",\"at\":\"2026-11-24T25:00:00Z\"}", "look like");
}
END_TEST

START_TEST(arguments_that_fit_pass)
{
	/* clang-format off */
	static const char *const good[] = {
		"{\"kind\":\"a\"}",
		" {\"kind\":\"b\",\"count\":9,\"is_new\":false}\n",
		"{\"kind\":\"a\",\"count\":null,\"day\":\"\",\"word\":\"\"}",
		"{\"kind\":\"a\",\"day\":\"2026-11-24\",\"word\":\"äöüäö\"}",
		"{\"kind\":\"a\",\"count\":\"9\",\"is_new\":\"true\"}",
		"{\"kind\":\"a\",\"count\":9.0,\"is_new\":\"false\"}",
		"{\"kind\":\"a\",\"at\":\"2022-06-22T08:00:00.000+02:00[Europe/Berlin]\"}",
	};
	/* clang-format on */

	for (size_t at = 0; at < ARRAY_LENGTH(good); at++) {
		struct tool_result result = call_as(0, "reading", good[at]);

		ck_assert_msg(result.verdict == TOOL_DONE, "%s: %s", good[at],
		    result.text);
	}
	ck_assert_int_eq(runs, (int)ARRAY_LENGTH(good));
}
END_TEST

START_TEST(what_stands_for_a_number_is_one_from_there_on)
{
	static const char *const ids[] = { "\"5\"", "5.0", "\"05\"", "5" };

	for (size_t at = 0; at < ARRAY_LENGTH(ids); at++) {
		struct tool_result result = call_as(1, "cancel_booking",
		    arena_printf(new_arena(),
			"{\"booking_id\":%s,\"kind\":\"class\"}", ids[at]));

		ck_assert_msg(result.verdict == TOOL_NEEDS_YES, "%s: %s",
		    ids[at], result.text);
		ck_assert(json_object_is_type(
		    json_at(result.arguments, "booking_id"), json_type_int));
		ck_assert_int_eq(json_object_get_int64(
				     json_at(result.arguments, "booking_id")),
		    5);
	}
}
END_TEST

START_TEST(nobody_is_named_by_a_model)
{
	static const char *const names[] = { "member_id", "tenant_id", "user",
		"customerId", "studio", "session_id", "Kind", "kind " };

	for (size_t at = 0; at < ARRAY_LENGTH(names); at++)
		expect_refused(arena_printf(new_arena(),
				   "{\"kind\":\"a\",\"%s\":2}", names[at]),
		    "can not be chosen");
	ck_assert_int_eq(call_as(1, "cancel_booking",
			     "{\"booking_id\":1,\"kind\":\"class\","
			     "\"member_id\":2}")
			     .verdict,
	    TOOL_BAD_CALL);
}
END_TEST

START_TEST(arguments_have_a_size)
{
	struct arena *arena = new_arena();
	struct buf buf = buf_new(arena, 1 << 20);

	buf_add(&buf, "{\"kind\":\"a\",\"word\":\"");
	for (int at = 0; at < 9000; at++)
		buf_add_char(&buf, 'x');
	buf_add(&buf, "\"}");
	expect_refused(buf_text(&buf), "too long");
	/* What is repeated of a name is cut. */
	ck_assert_uint_lt(strlen(call_as(1, buf_text(&buf), "{}").text), 400);
	buf_clear(&buf);
	buf_add(&buf, "{\"");
	for (int at = 0; at < 5000; at++)
		buf_add(&buf, "y");
	buf_add(&buf, "\":1,\"kind\":\"a\"}");
	ck_assert_uint_lt(
	    strlen(call_as(1, "reading", buf_text(&buf)).text), 400);
	buf_clear(&buf);
	for (int at = 0; at < 4000; at++)
		buf_add(&buf, "[");
	expect_refused(buf_text(&buf), "JSON");
}
END_TEST

START_TEST(a_result_is_bounded_and_whole_characters)
{
	struct tool_result result = call_as(0, "talkative", "{}");

	ck_assert_uint_le(strlen(result.text), TOOL_RESULT_BYTES_MAX);
	ck_assert_uint_ge(strlen(result.text), TOOL_RESULT_BYTES_MAX - 8);
	ck_assert(text_is_utf8(result.text, strlen(result.text)));
	ck_assert(text_ends_with(result.text, "ä [cut]"));
}
END_TEST

START_TEST(a_tool_that_fails_is_no_problem_of_the_turn)
{
	struct tool_result result;

	silence();
	result = call_as(0, "failing", "{}");
	ck_assert_int_eq(result.verdict, TOOL_FAILED);
	ck_assert_ptr_null(strstr(result.text, "secret"));
}
END_TEST

START_TEST(what_is_not_connected_says_so)
{
	struct tool_result result =
	    call_as(0, "get_class_schedule", "{\"days\":3}");

	ck_assert_int_eq(result.verdict, TOOL_NOT_CONNECTED);
	ck_assert_ptr_nonnull(strstr(result.text, "honestly"));
}
END_TEST

START_TEST(a_change_is_asked_about_and_not_run)
{
	struct tool_result result = call_as(42, "cancel_booking",
	    "{\"booking_id\":4711,\"kind\":\"class\",\"name\":\"Yoga\","
	    "\"starts_at\":\"2026-11-24T18:00:00+01:00\"}");

	ck_assert_int_eq(result.verdict, TOOL_NEEDS_YES);
	ck_assert_ptr_eq(result.tool, &tool_cancel_booking);
	ck_assert_str_eq(result.question,
	    "Soll ich deine Buchung „Yoga“ am 24.11.2026 um 18:00 Uhr "
	    "(Nummer 4711) wirklich stornieren? Das lässt sich nicht "
	    "rückgängig machen. Antworte bitte mit Ja oder Nein.");
	ck_assert_int_eq(json_object_object_length(result.arguments), 4);
}
END_TEST

START_TEST(a_yes_runs_nothing_that_is_not_connected)
{
	struct arena *arena = new_arena();
	struct task task = new_task(arena);
	const struct tool_caller caller = { .member_id = 1,
		.language = LANGUAGE_EN };
	struct json_object *arguments = json_new_object(arena);

	silence();
	json_add_int(arguments, "booking_id", 5);
	json_add_text(arguments, "kind", "class");
	ck_assert_int_eq(
	    tool_change(&task, &caller, "cancel_booking", arguments).verdict,
	    TOOL_NOT_CONNECTED);
	ck_assert_int_eq(
	    tool_change(&task, &caller, "get_member_status", arguments).verdict,
	    TOOL_FAILED);
	ck_assert_int_eq(
	    tool_change(&task, &caller, "no_tool", arguments).verdict,
	    TOOL_FAILED);
	/* Stored by an older version. */
	json_add_int(arguments, "old", 1);
	ck_assert_int_eq(
	    tool_change(&task, &caller, "cancel_booking", arguments).verdict,
	    TOOL_FAILED);
}
END_TEST

Suite *
tool_suite(void)
{
	Suite *suite = suite_create("tool");
	TCase *tests = tcase_create("tool");

	tcase_add_test(tests, a_tool_that_the_agent_has_not_is_none);
	tcase_add_test(tests, an_agent_without_tools_calls_none);
	tcase_add_test(tests, who_it_is_comes_before_everything_else);
	tcase_add_test(tests, arguments_that_are_missing_are_an_empty_object);
	tcase_add_test(tests, arguments_that_do_not_fit_are_refused);
	tcase_add_test(tests, arguments_that_fit_pass);
	tcase_add_test(tests, what_stands_for_a_number_is_one_from_there_on);
	tcase_add_test(tests, nobody_is_named_by_a_model);
	tcase_add_test(tests, arguments_have_a_size);
	tcase_add_test(tests, a_result_is_bounded_and_whole_characters);
	tcase_add_test(tests, a_tool_that_fails_is_no_problem_of_the_turn);
	tcase_add_test(tests, what_is_not_connected_says_so);
	tcase_add_test(tests, a_change_is_asked_about_and_not_run);
	tcase_add_test(tests, a_yes_runs_nothing_that_is_not_connected);
	suite_add_tcase(suite, tests);
	return suite;
}
