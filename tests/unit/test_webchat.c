/*
 * test_webchat.c - visitors' tokens and the language of the chat page.
 *
 * SPDX-License-Identifier: ISC
 */
#include "unit.h"

#include "base/config.h"
#include "base/text.h"
#include "channels/chat_words.h"
#include "channels/webchat.h"

Suite *webchat_suite(void);

static struct config config = {
	.auth_secret = "0123456789abcdef0123456789abcdef",
};

static struct task
task_of_tenant(int64_t tenant_id)
{
	struct task task = new_task(new_arena());

	task.config = &config;
	task.tenant_id = tenant_id;
	return task;
}

START_TEST(a_token_names_its_visitor)
{
	struct task task = task_of_tenant(1);
	const char *token = visitor_token(&task, NULL);
	const char *visitor = visitor_of_token(&task, token);

	ck_assert_uint_eq(strlen(visitor), 22);
	ck_assert(text_starts_with(token, visitor));
	ck_assert_str_eq(visitor_token(&task, visitor), token);
	ck_assert_str_ne(visitor_token(&task, NULL), token);
}
END_TEST

START_TEST(a_token_is_worth_nothing_at_another_tenant)
{
	struct task ours = task_of_tenant(1), theirs = task_of_tenant(2);

	ck_assert_ptr_null(
	    visitor_of_token(&theirs, visitor_token(&ours, NULL)));
	ck_assert(!task_has_failed(&theirs));
}
END_TEST

START_TEST(a_changed_token_is_none)
{
	struct task task = task_of_tenant(1);
	const char *token = visitor_token(&task, NULL);

	for (size_t i = 0; i < strlen(token); i++) {
		char *changed = arena_copy(task.arena, token);

		changed[i] = changed[i] == 'A' ? 'B' : 'A';
		ck_assert_ptr_null(visitor_of_token(&task, changed));
		changed[i] = '\0';
		ck_assert_ptr_null(visitor_of_token(&task, changed));
	}
	ck_assert_ptr_null(visitor_of_token(&task, NULL));
	ck_assert_ptr_null(
	    visitor_of_token(&task, arena_printf(task.arena, "%sx", token)));
}
END_TEST

START_TEST(a_token_of_the_old_secret_is_still_good)
{
	struct task task = task_of_tenant(1);
	const char *token = visitor_token(&task, NULL);

	config.auth_secret_old = config.auth_secret;
	config.auth_secret = "another secret of thirty-two bytes";
	ck_assert_ptr_nonnull(visitor_of_token(&task, token));
	config.auth_secret_old = "";
	ck_assert_ptr_null(visitor_of_token(&task, token));
}
END_TEST

START_TEST(an_answer_is_due_only_while_the_agent_has_it)
{
	struct conversation conversation = {
		.state = "ai", .last_inbound_id = 7, .answered_id = 5
	};

	ck_assert(chat_is_waiting(&conversation));
	conversation.state = "human";
	ck_assert(!chat_is_waiting(&conversation));
	conversation.state = "ai";
	conversation.answered_id = 7;
	ck_assert(!chat_is_waiting(&conversation));
	ck_assert(!chat_is_waiting(NULL));
}
END_TEST

static const struct {
	const char *header;
	const char *language;
} languages[] = {
	{ NULL, "de" },
	{ "", "de" },
	{ "en", "en" },
	{ "EN-us,en;q=0.9", "en" },
	{ "de-AT,de;q=0.9,en;q=0.8", "de" },
	{ "fr,en;q=0.8,de;q=0.5", "en" },
	{ "fr, de;q=0.8, en;q=0.5", "de" },
	{ "en;q=0,fr", "de" },
	{ "en;q=0.001", "en" },
	{ "eng,dea", "de" },
	{ ",,, ,en", "en" },
	{ "de;q=x,en;q=0.1", "en" },
	{ "fr", "de" },
};

START_TEST(the_language_is_the_best_that_we_speak)
{
	ck_assert_str_eq(
	    chat_language(languages[_i].header), languages[_i].language);
}
END_TEST

START_TEST(every_word_is_there_in_both_languages)
{
	struct arena *arena = new_arena();
	struct json_object *german = chat_words(arena, "de");
	struct json_object *english = chat_words(arena, "en");

	json_object_object_foreach(german, name, word)
	{
		ck_assert(!text_is_empty(json_text(word)));
		ck_assert(!text_is_empty(json_text_at(english, name)));
	}
	ck_assert_str_eq(json_text_at(english, "language"), "en");
}
END_TEST

Suite *
webchat_suite(void)
{
	Suite *suite = suite_create("webchat");
	TCase *tcase = tcase_create("webchat");

	tcase_add_test(tcase, a_token_names_its_visitor);
	tcase_add_test(tcase, a_token_is_worth_nothing_at_another_tenant);
	tcase_add_test(tcase, a_changed_token_is_none);
	tcase_add_test(tcase, a_token_of_the_old_secret_is_still_good);
	tcase_add_test(tcase, an_answer_is_due_only_while_the_agent_has_it);
	tcase_add_loop_test(tcase, the_language_is_the_best_that_we_speak, 0,
	    (int)ARRAY_LENGTH(languages));
	tcase_add_test(tcase, every_word_is_there_in_both_languages);
	suite_add_tcase(suite, tcase);
	return suite;
}
