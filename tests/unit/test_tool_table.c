/*
 * test_tool_table.c - the rows of the tools: schemas, questions.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/tool_question.h"
#include "agents/tool_schema.h"
#include "agents/tools.h"
#include "base/text.h"
#include "unit.h"

Suite *tool_table_suite(void);

START_TEST(every_tool_of_the_product_has_a_row_that_holds)
{
	static const char *const names[] = { "get_class_schedule",
		"get_appointment_slots", "get_member_bookings", "book_class",
		"book_appointment", "cancel_booking", "reschedule_booking",
		"get_member_status", "get_checkin_stats", "get_checkin_history",
		"search_knowledge", "request_handoff" };
	struct arena *arena = new_arena();
	size_t count = 0;

	for (size_t at = 0; at < ARRAY_LENGTH(names); at++)
		ck_assert_msg(tool_find(names[at]) != NULL, "%s", names[at]);
	for (; tools[count] != NULL; count++) {
		const struct tool *tool = tools[count];
		struct json_object *schema;
		size_t wrong_at;
		const char *flaw;

		ck_assert_msg(json_read(arena, tool->parameters,
				  strlen(tool->parameters), &schema, &wrong_at),
		    "%s: byte %zu", tool->name, wrong_at);
		flaw = tool_schema_flaw(arena, schema);
		ck_assert_msg(flaw == NULL, "%s: %s", tool->name, flaw);
		ck_assert_uint_eq(
		    strspn(tool->name, "abcdefghijklmnopqrstuvwxyz_"),
		    strlen(tool->name));
		ck_assert_uint_ge(strlen(tool->description), 60);
		ck_assert(tool->effect != TOOL_EFFECT_UNSET);
		/* What changes something asks a member that is known. */
		ck_assert(
		    (tool->effect == TOOL_CHANGES) == (tool->question != NULL));
		ck_assert(tool->effect != TOOL_CHANGES || tool->needs_member);
		ck_assert(tool->run != NULL || tool->needs_magicline);
		ck_assert_msg(strstr(tool->parameters, "member") == NULL ||
			json_at(schema, "properties", "member_id") == NULL,
		    "%s names a member", tool->name);
		ck_assert(count == 0 ||
		    strcmp(tools[count - 1]->name, tool->name) < 0);
	}
	ck_assert_uint_eq(count, ARRAY_LENGTH(names));
}
END_TEST

static void
expect_flaw(const char *schema, const char *part)
{
	struct arena *arena = new_arena();
	struct json_object *value;
	size_t wrong_at;
	const char *flaw;

	ck_assert(json_read(arena, schema, strlen(schema), &value, &wrong_at));
	flaw = tool_schema_flaw(arena, value);
	ck_assert_msg(
	    flaw != NULL && strstr(flaw, part) != NULL, "%s: %s", schema, flaw);
}

#define OF(property)                                                           \
	"{\"type\":\"object\",\"properties\":{\"a\":" property                 \
	"},\"additionalProperties\":false}"

START_TEST(a_schema_says_nothing_that_is_not_checked)
{
	expect_flaw("{}", "object");
	expect_flaw("{\"type\":\"object\",\"properties\":{}}", "additional");
	expect_flaw("{\"type\":\"object\",\"properties\":{},"
		    "\"additionalProperties\":true}",
	    "additional");
	expect_flaw("{\"type\":\"object\",\"properties\":{},"
		    "\"required\":[\"a\"],\"additionalProperties\":false}",
	    "required");
	expect_flaw("{\"type\":\"object\",\"properties\":{},\"oneOf\":[],"
		    "\"additionalProperties\":false}",
	    "oneOf");
	expect_flaw(OF("{\"type\":\"string\",\"maxLength\":3}"), "description");
	expect_flaw(
	    OF("{\"type\":\"string\",\"description\":\"\"}"), "maxLength");
	expect_flaw(OF("{\"type\":\"integer\",\"minimum\":1,"
		       "\"description\":\"\"}"),
	    "maximum");
	expect_flaw(OF("{\"type\":\"string\",\"maxLength\":3,"
		       "\"pattern\":\"a\",\"description\":\"\"}"),
	    "pattern");
	expect_flaw(OF("{\"type\":\"boolean\",\"maxLength\":3,"
		       "\"description\":\"\"}"),
	    "maxLength");
	expect_flaw(OF("{\"type\":\"array\",\"description\":\"\"}"), "type");
	expect_flaw(OF("{\"type\":\"string\",\"maxLength\":\"3\","
		       "\"description\":\"\"}"),
	    "maxLength");
}
END_TEST

START_TEST(a_question_has_no_words_of_a_model_that_could_be_an_order)
{
	struct arena *arena = new_arena();
	struct json_object *arguments = json_new_object(arena);
	const char *question;

	json_add_int(arguments, "class_slot_id", 5);
	json_add_text(arguments, "name",
	    "Yoga & Co. https://evil.example/x?a=b\n\"Ja\" <b>{x}</b>");
	json_add_text(arguments, "starts_at", "2026-03-04T09:05:00Z");
	question = question_book_class(arena, LANGUAGE_EN, arguments);
	ck_assert_str_eq(question,
	    "Shall I book the class “Yoga & Co https evil example x a b Ja b x "
	    "b” on 04 March 2026 at 09:05 for you, with obligation? Please "
	    "answer with yes or no.");
	json_object_object_del(arguments, "name");
	json_add_text(arguments, "name", "...");
	ck_assert_ptr_null(
	    strstr(question_book_class(arena, LANGUAGE_DE, arguments), "„"));
}
END_TEST

START_TEST(every_question_is_asked_in_both_languages)
{
	struct arena *arena = new_arena();
	struct json_object *arguments = json_new_object(arena);

	json_add_int(arguments, "booking_id", 5);
	json_add_text(arguments, "starts_at", "2026-03-04T09:05:00Z");
	json_add_text(arguments, "new_starts_at", "2026-03-05T09:05:00Z");
	for (size_t at = 0; tools[at] != NULL; at++) {
		if (tools[at]->question == NULL)
			continue;
		ck_assert_ptr_nonnull(
		    strstr(tools[at]->question(arena, LANGUAGE_DE, arguments),
			"mit Ja oder Nein"));
		ck_assert_ptr_nonnull(
		    strstr(tools[at]->question(arena, LANGUAGE_EN, arguments),
			"with yes or no"));
	}
}
END_TEST

Suite *
tool_table_suite(void)
{
	Suite *suite = suite_create("tool_table");
	TCase *tests = tcase_create("tool_table");

	tcase_add_test(tests, every_tool_of_the_product_has_a_row_that_holds);
	tcase_add_test(
	    tests, a_question_has_no_words_of_a_model_that_could_be_an_order);
	tcase_add_test(tests, every_question_is_asked_in_both_languages);
	tcase_add_test(tests, a_schema_says_nothing_that_is_not_checked);
	suite_add_tcase(suite, tests);
	return suite;
}
