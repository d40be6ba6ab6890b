/*
 * test_button.c - buttons in a payload, and in words.
 *
 * SPDX-License-Identifier: ISC
 */
#include "unit.h"

#include "messaging/button.h"

Suite *button_suite(void);

static struct buttons
read(struct arena *arena, const char *json)
{
	struct json_object *payload;
	size_t wrong_at;

	ck_assert(json_read(arena, json, strlen(json), &payload, &wrong_at));
	return buttons_of(payload);
}

START_TEST(buttons_are_read_in_their_order)
{
	struct buttons buttons = read(new_arena(),
	    "{\"buttons\":[{\"id\":\"yes:1\",\"title\":\"Ja\"},"
	    "{\"id\":\"no:1\",\"title\":\"Nein\"}]}");

	ck_assert_uint_eq(buttons.count, 2);
	ck_assert_str_eq(buttons.items[0].id, "yes:1");
	ck_assert_str_eq(buttons.items[1].title, "Nein");
}
END_TEST

/* clang-format off */
static const struct {
	const char *json;
	size_t count;
} payloads[] = {
	{ "null", 0 },
	{ "7", 0 },
	{ "{}", 0 },
	{ "{\"buttons\":{}}", 0 },
	{ "{\"buttons\":[7,null,\"x\",{}]}", 0 },
	{ "{\"buttons\":[{\"id\":\"a\"},{\"title\":\"A\"},{\"id\":\"\",\"title\":\"A\"},{\"id\":\"b\",\"title\":\"\"}]}", 0 },
	/* 20 characters fit, 21 do not; what counts is what WhatsApp counts. */
	{ "{\"buttons\":[{\"id\":\"a\",\"title\":\"12345678901234567890\"}]}", 1 },
	{ "{\"buttons\":[{\"id\":\"a\",\"title\":\"123456789012345678901\"}]}", 0 },
	{ "{\"buttons\":[{\"id\":\"a\",\"title\":\"üüüüüüüüüüüüüüüüüüüü\"}]}", 1 },
	{ "{\"buttons\":[{\"id\":\"a\",\"title\":\"💪💪💪💪💪💪💪💪💪💪💪\"}]}", 0 },
	/* Three are the most. */
	{ "{\"buttons\":[{\"id\":\"a\",\"title\":\"A\"},{\"id\":\"b\",\"title\":\"B\"},"
	    "{\"id\":\"c\",\"title\":\"C\"},{\"id\":\"d\",\"title\":\"D\"}]}", 3 },
};
/* clang-format on */

START_TEST(what_no_channel_can_show_is_left_out)
{
	ck_assert_uint_eq(
	    read(new_arena(), payloads[_i].json).count, payloads[_i].count);
}
END_TEST

START_TEST(buttons_can_be_said_in_words)
{
	struct arena *arena = new_arena();
	const struct buttons two = { { { "y", "Ja" }, { "n", "Nein" } }, 2 };
	const struct buttons three = {
		{ { "a", "Mon" }, { "b", "Tue" }, { "c", "Wed" } }, 3
	};
	const struct buttons one = { { { "a", "Ja" } }, 1 };

	ck_assert_str_eq(
	    buttons_sentence(arena, &two, NULL), "Antworte mit Ja oder Nein.");
	ck_assert_str_eq(buttons_sentence(arena, &three, "en"),
	    "Reply with Mon, Tue or Wed.");
	ck_assert_str_eq(
	    buttons_sentence(arena, &one, "de"), "Antworte mit Ja.");
}
END_TEST

Suite *
button_suite(void)
{
	Suite *suite = suite_create("button");
	TCase *tests = tcase_create("button");

	tcase_add_test(tests, buttons_are_read_in_their_order);
	tcase_add_loop_test(tests, what_no_channel_can_show_is_left_out, 0,
	    (int)ARRAY_LENGTH(payloads));
	tcase_add_test(tests, buttons_can_be_said_in_words);
	suite_add_tcase(suite, tests);
	return suite;
}
