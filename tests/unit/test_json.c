/*
 * test_json.c - reading strictly, looking up, writing.
 *
 * SPDX-License-Identifier: ISC
 */
#include "unit.h"

#include "base/json.h"
#include "base/text.h"

Suite *json_suite(void);

/* clang-format off */
static const char *const good[] = {
	"null", "true", " false ", "0", "-0", "1.5e3", "\"\"", "[]", "{}",
	"[1,[2,{}],\"x\"]", "{\"a\":{\"b\":[null]}}", "\"\\u00e4\\n\\\"\"",
	"\"\\ud83d\\ude00\"", "123456789012345678901234567890", "1e-400",
	"1e-0000000400", "0e0", "1E+00",
	"\t\r\n{ \"a\" : 1 , \"b\" : [ ] }\n", "[\"\x7F\"]",
};

static const char *const broken[] = {
	"", " ", "nul", "True", "NaN", "Infinity", "-", "01", "-01", "1.",
	".5", "1e", "+1", "0x10", "1e999", "-1e400",
	"1e-99999", "1e-", "'a'", "\"", "\"a",
	"\"\\x\"", "\"\\u12\"", "\"\\u0000\"", "\"a\nb\"", "\"\t\"",
	"[", "]", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "{", "{\"a\"}",
	"{\"a\":}", "{\"a\":1,}", "{a:1}", "{1:1}", "{\"a\":1 \"b\":2}",
	"[1}", "{\"a\":1]", "1 2", "{} x", "[]]", "// x\n1", "/* */ 1",
	"\"\xFF\"", "\"\xC0\x80\"", "\"\xED\xA0\x80\"", "\xEF\xBB\xBF{}",
	"tru", "[nulll]", "\"\\", "\"\\u", "{\"a\"", "{\"a\":", "{\"\\u0000\":1}",
};
/* clang-format on */

static struct json_object *
parse(struct task *task, const char *text)
{
	struct json_object *value;

	ck_assert_msg(json_parse(task, text, strlen(text), &value), "%s", text);
	return value;
}

START_TEST(good_json_is_read)
{
	struct task task = new_task(new_arena());

	(void)parse(&task, good[_i]);
	ck_assert(!task_has_failed(&task));
}
END_TEST

START_TEST(broken_json_is_a_bad_request)
{
	struct task task = new_task(new_arena());
	struct json_object *value;

	ck_assert_msg(
	    !json_parse(&task, broken[_i], strlen(broken[_i]), &value), "%s",
	    broken[_i]);
	ck_assert_ptr_null(value);
	ck_assert_int_eq(task.problem->kind, BAD_REQUEST);
}
END_TEST

START_TEST(a_byte_zero_is_refused_wherever_it_stands)
{
	struct task task = new_task(new_arena());
	struct json_object *value;

	ck_assert(!json_parse(&task, "1\0", 2, &value));
	ck_assert(!json_parse(&task, "\"a\0b\"", 5, &value));
	ck_assert(!json_parse(&task, "\0", 1, &value));
}
END_TEST

START_TEST(nesting_is_read_up_to_its_limit)
{
	struct task task = new_task(new_arena());
	struct json_object *value;
	char text[2 * (JSON_DEPTH_MAX + 1)];
	size_t depth;

	for (depth = JSON_DEPTH_MAX; depth <= JSON_DEPTH_MAX + 1; depth++) {
		memset(text, '[', depth);
		memset(text + depth, ']', depth);
		ck_assert(json_parse(&task, text, 2 * depth, &value) ==
		    (depth <= JSON_DEPTH_MAX));
	}
}
END_TEST

START_TEST(the_message_says_at_which_byte_it_went_wrong)
{
	struct task task = new_task(new_arena());
	struct json_object *value;

	ck_assert(!json_parse(&task, "[1,2,x]", 7, &value));
	ck_assert_str_eq(
	    task.problem->detail, "This is no valid JSON (byte 5).");
	task_forgive(&task);
	ck_assert(!json_parse(&task, "\"ab\xFF\"", 5, &value));
	ck_assert_str_eq(
	    task.problem->detail, "This is no valid JSON (byte 3).");
}
END_TEST

START_TEST(the_last_of_two_equal_names_wins)
{
	struct task task = new_task(new_arena());
	struct json_object *value = parse(&task, "{\"a\":1,\"a\":2}");
	int64_t number;

	ck_assert(json_int(json_at(value, "a"), &number));
	ck_assert_int_eq(number, 2);
}
END_TEST

START_TEST(members_are_found_along_a_path)
{
	struct task task = new_task(new_arena());
	struct json_object *value = parse(&task,
	    "{\"message\":{\"text\":{\"body\":\"hi\"},\"n\":5,\"t\":true}}");

	ck_assert_str_eq(json_text_at(value, "message", "text", "body"), "hi");
	ck_assert_ptr_null(json_text_at(value, "message", "text"));
	ck_assert_ptr_null(json_text_at(value, "message", "n"));
	ck_assert_ptr_null(json_at(value, "message", "n", "deeper"));
	ck_assert_ptr_null(json_at(NULL, "a"));
	ck_assert(json_is_true(json_at(value, "message", "t")));
	ck_assert(!json_is_true(json_at(value, "message", "n")));
}
END_TEST

START_TEST(whole_numbers_are_taken_from_numbers_and_strings)
{
	struct arena *arena = new_arena();
	struct task task = new_task(arena);
	struct json_object *all = parse(&task,
	    "[7,\"-8\",9.0,9.5,\"x\",true,null,9223372036854775807,"
	    "9223372036854775808,1e300]");
	int64_t number;

	ck_assert(json_int(json_item(all, 0), &number) && number == 7);
	ck_assert(json_int(json_item(all, 1), &number) && number == -8);
	ck_assert(json_int(json_item(all, 2), &number) && number == 9);
	ck_assert(!json_int(json_item(all, 3), &number));
	ck_assert(!json_int(json_item(all, 4), &number));
	ck_assert(!json_int(json_item(all, 5), &number));
	ck_assert(!json_int(json_item(all, 6), &number));
	ck_assert(json_int(json_item(all, 7), &number) && number == INT64_MAX);
	ck_assert(!json_int(json_item(all, 8), &number));
	ck_assert(!json_int(json_item(all, 9), &number));
	ck_assert_str_eq(json_text_or_int(arena, json_item(all, 0)), "7");
	ck_assert_str_eq(json_text_or_int(arena, json_item(all, 4)), "x");
	ck_assert_ptr_null(json_text_or_int(arena, json_item(all, 5)));
	ck_assert_ptr_null(json_item(all, 10));
	ck_assert_uint_eq(json_length(all), 10);
	ck_assert_uint_eq(json_length(json_item(all, 0)), 0);
}
END_TEST

START_TEST(what_is_written_is_compact_and_read_again)
{
	struct arena *arena = new_arena();
	struct task task = new_task(arena);
	struct json_object *object = json_new_object(arena);
	struct json_object *array = json_new_array(arena);
	const char *text;
	size_t len;

	json_add_text(object, "a", "x/y\"\n\xC3\xA4");
	json_add_text(object, "b", NULL);
	json_add_int(object, "c", INT64_MIN);
	json_add_bool(object, "d", true);
	json_add(object, "e", json_object_get(array));
	text = json_write(arena, object, &len);
	ck_assert_str_eq(text,
	    "{\"a\":\"x/y\\\"\\n\xC3\xA4\",\"b\":null,"
	    "\"c\":-9223372036854775808,\"d\":true,\"e\":[]}");
	ck_assert_uint_eq(len, strlen(text));
	ck_assert_str_eq(
	    json_text_at(parse(&task, text), "a"), "x/y\"\n\xC3\xA4");
	ck_assert_str_eq(json_write(arena, NULL, &len), "null");
}
END_TEST

/* "[unit,unit,...]" in as many bytes as a body may have. */
static const char *
many(struct arena *arena, const char *unit)
{
	enum { BODY_BYTES = 3 << 20 };
	struct buf text = buf_new(arena, BODY_BYTES + 1024);
	const char *before = "[";

	while (text.len < BODY_BYTES) {
		buf_add(&text, before);
		buf_add(&text, unit);
		before = ",";
	}
	buf_add_char(&text, ']');
	return buf_text(&text);
}

START_TEST(few_bytes_do_not_become_a_large_tree)
{
	static const char *const tiny[] = { "{}", "[]", "0", "{\"a\":0}" };
	struct arena *arena = new_arena();
	struct json_object *value;
	size_t wrong_at;

	for (size_t i = 0; i < ARRAY_LENGTH(tiny); i++) {
		const char *text = many(arena, tiny[i]);

		ck_assert(
		    !json_read(arena, text, strlen(text), &value, &wrong_at));
		ck_assert_ptr_null(value);
	}
}
END_TEST

START_TEST(a_full_delivery_of_a_provider_is_read)
{
	static const char status[] =
	    "{\"id\":\"wamid.HBgNNDkxNTEyMzQ1Njc4\",\"status\":\"sent\","
	    "\"timestamp\":\"1763812800\",\"recipient_id\":\"491512345678\","
	    "\"conversation\":{\"id\":\"1\",\"origin\":{\"type\":\"s\"}},"
	    "\"pricing\":{\"billable\":true,\"category\":\"s\"}}";
	struct arena *arena = new_arena();
	const char *text = many(arena, status);
	struct json_object *value;
	size_t wrong_at;

	ck_assert(json_read(arena, text, strlen(text), &value, &wrong_at));
}
END_TEST

Suite *
json_suite(void)
{
	Suite *suite = suite_create("json");
	TCase *cases = tcase_create("json");

	tcase_add_loop_test(
	    cases, good_json_is_read, 0, (int)ARRAY_LENGTH(good));
	tcase_add_loop_test(
	    cases, broken_json_is_a_bad_request, 0, (int)ARRAY_LENGTH(broken));
	tcase_add_test(cases, a_byte_zero_is_refused_wherever_it_stands);
	tcase_add_test(cases, nesting_is_read_up_to_its_limit);
	tcase_add_test(cases, the_message_says_at_which_byte_it_went_wrong);
	tcase_add_test(cases, the_last_of_two_equal_names_wins);
	tcase_add_test(cases, members_are_found_along_a_path);
	tcase_add_test(cases, whole_numbers_are_taken_from_numbers_and_strings);
	tcase_add_test(cases, what_is_written_is_compact_and_read_again);
	tcase_add_test(cases, few_bytes_do_not_become_a_large_tree);
	tcase_add_test(cases, a_full_delivery_of_a_provider_is_read);
	suite_add_tcase(suite, cases);
	return suite;
}
