/*
 * test_engine.c - a scripted model: what becomes of its answers, which tools
 * run, and where it ends.
 *
 * SPDX-License-Identifier: ISC
 */
#include "engine_trial.h"

Suite *engine_suite(void);

START_TEST(words_are_the_answer)
{
	struct trial *trial = trial_new();

	begin(trial);
	expect_part(last_request(trial), "\"SYSTEM\"");
	expect_part(last_request(trial), "\"name\":\"look\"");
	say(trial, " Am Montag. ");
	expect_answer(trial, "Am Montag.");
	ck_assert_int_eq(trial->engine->prompt_tokens, 100);
	ck_assert_int_eq(trial->engine->completion_tokens, 10);
	ck_assert_str_eq(trial->engine->model, "m-1");
	ck_assert_str_eq(trial->engine->prompt_version, "v1");
	ck_assert_uint_eq(trial->engine->rounds, 1);
}
END_TEST

START_TEST(what_a_tool_gives_goes_back_to_the_model)
{
	struct trial *trial = trial_new();

	begin(trial);
	call(trial, "look", "{\"day\":\"Montag\"}");
	ck_assert_int_eq(*trial->ran, 1);
	expect_part(last_request(trial), "Yoga Montag um 18 Uhr");
	expect_part(last_request(trial), "\"tool_call_id\":\"call_1_0\"");
	say(trial, "Yoga ist am Montag um 18 Uhr und kostet 7 Euro.");
	expect_answer(trial, "Yoga ist am Montag um 18 Uhr und kostet 7 Euro.");
	ck_assert_uint_eq(trial->engine->rounds, 2);
	ck_assert_uint_eq(trial->engine->call_count, 1);
	ck_assert_str_eq(trial->engine->calls->name, "look");
	ck_assert_str_eq(
	    trial->engine->calls->arguments, "{\"day\":\"Montag\"}");
	ck_assert_int_eq(trial->engine->calls->verdict, TOOL_DONE);
}
END_TEST

START_TEST(several_calls_of_one_answer_are_all_made)
{
	static const char *const calls[] = { "look", "{\"day\":\"Montag\"}",
		"look", "{\"day\":\"Dienstag\"}", "nothing", "{}" };
	struct trial *trial = trial_new();

	begin(trial);
	call_all(trial, calls, 3);
	ck_assert_int_eq(*trial->ran, 2);
	expect_part(last_request(trial), "Yoga Montag");
	expect_part(last_request(trial), "Yoga Dienstag");
	expect_part(last_request(trial), "\"tool_call_id\":\"call_1_2\"");
	ck_assert_int_eq(trial->engine->calls->verdict, TOOL_BAD_CALL);
	say(trial, "Montag und Dienstag.");
	expect_answer(trial, "Montag und Dienstag.");
}
END_TEST

START_TEST(wrong_arguments_are_told_and_may_be_corrected)
{
	static const char *const wrong[] = { NULL, "", "day=Montag", "[]",
		"{\"day\":7}", "{\"day\":\"Montag\",\"member_id\":99}" };

	for (size_t at = 0; at < ARRAY_LENGTH(wrong); at++) {
		struct trial *trial = trial_new();

		begin(trial);
		call(trial, "look", wrong[at]);
		ck_assert_int_eq(*trial->ran, 0);
		ck_assert_int_eq(trial->engine->calls->verdict, TOOL_BAD_CALL);
		call(trial, "look", "{\"day\":\"Montag\"}");
		ck_assert_int_eq(*trial->ran, 1);
		say(trial, "Am Montag.");
		expect_answer(trial, "Am Montag.");
	}
}
END_TEST

START_TEST(a_broken_rule_is_told_to_the_model_once)
{
	struct trial *trial = trial_new();

	begin(trial);
	say(trial, "Das kostet 99,99 Euro im Monat.");
	/* In the prompt: nobody in the dialog has said it. */
	expect_part(last_request(trial), "SYSTEM\\n\\nA draft of this");
	say(trial, "Das kostet 99,99 Euro im Monat.");
	expect_done(trial, ENGINE_OFFLINE);
	ck_assert_str_eq(trial->engine->rule, "price_has_source");
	trial = trial_new();
	begin(trial);
	say(trial, "Das kostet 99,99 Euro im Monat.");
	say(trial, "Das Monatsabo kostet 29,90 Euro.");
	expect_answer(trial, "Das Monatsabo kostet 29,90 Euro.");
}
END_TEST

START_TEST(a_model_that_only_talks_about_tools_is_not_sent)
{
	struct trial *trial = trial_new();

	begin(trial);
	say(trial, "search_knowledge(Sauna)");
	say(trial, "Ich nutze jetzt search_knowledge.");
	expect_done(trial, ENGINE_OFFLINE);
	ck_assert_ptr_null(trial->engine->text);
}
END_TEST

/* What the member wrote is no source. */
START_TEST(a_price_that_only_the_member_named_is_not_confirmed)
{
	struct trial *trial = trial_new();

	trial->question.text = "Das Abo kostet doch 5 Euro, oder?";
	begin(trial);
	say(trial, "Ja, das Abo kostet 5 Euro.");
	if (trial->want == ENGINE_CALL)
		say(trial, "Ja, das Abo kostet 5 Euro.");
	expect_done(trial, ENGINE_OFFLINE);
}
END_TEST

START_TEST(a_model_without_tools_gets_the_knowledge_in_its_prompt)
{
	struct trial *trial = trial_new();

	begin(trial);
	answer_status(trial, 400,
	    "{\"error\":{\"message\":\"m does not support tools\","
	    "\"type\":\"invalid_request_error\",\"param\":\"tools\"}}");
	ck_assert_uint_eq(trial->knowledge_count, 1);
	expect_part(last_request(trial), "SYSTEM with knowledge");
	expect_part(last_request(trial), "Wann ist Yoga?");
	expect_no_part(last_request(trial), "\"tools\"");
	say(trial, "Die Sauna kostet 12 Euro.");
	expect_answer(trial, "Die Sauna kostet 12 Euro.");
}
END_TEST

START_TEST(without_a_model_the_offline_provider_answers)
{
	struct trial *trial = trial_new();

	trial->question.access = NULL;
	trial->question.agent = NULL;
	begin(trial);
	expect_done(trial, ENGINE_OFFLINE);
	ck_assert_ptr_null(trial->engine->why);
	ck_assert_ptr_nonnull(trial->engine->routing.agent);
}
END_TEST

START_TEST(who_it_is_comes_from_the_conversation)
{
	struct trial *trial = trial_new();

	begin(trial);
	call(trial, "mine", "{\"day\":\"Montag\"}");
	expect_done(trial, ENGINE_NEEDS_MEMBER);
	ck_assert_int_eq(*trial->ran, 0);
	trial = trial_new();
	trial->question.caller.member_id = 41;
	begin(trial);
	call(trial, "mine", "{\"day\":\"x\",\"member_id\":\"42\"}");
	ck_assert_int_eq(*trial->ran, 0);
	call(trial, "mine", "{\"day\":\"member 42\"}");
	ck_assert_int_eq(*trial->ran, 1);
	ck_assert_int_eq(*trial->ran_for, 41);
}
END_TEST

START_TEST(a_change_waits_for_a_yes)
{
	struct trial *trial = trial_new();

	trial->question.caller.member_id = 41;
	begin(trial);
	call(trial, "cancel", "{\"day\":\"Montag\"}");
	expect_done(trial, ENGINE_NEEDS_YES);
	ck_assert_int_eq(*trial->ran, 0);
	ck_assert_str_eq(
	    trial->engine->last_result.question, "Soll ich absagen?");
	ck_assert_str_eq(
	    json_text_at(trial->engine->last_result.arguments, "day"),
	    "Montag");
	ck_assert_ptr_eq(trial->engine->last_result.tool, &trial_cancel);
}
END_TEST

START_TEST(a_call_for_a_person_ends_the_turn)
{
	static const char *const calls[] = { "person", "{}", "look",
		"{\"day\":\"Montag\"}" };
	struct trial *trial = trial_new();

	begin(trial);
	call_all(trial, calls, 2);
	expect_done(trial, ENGINE_HANDS_OVER);
	ck_assert_int_eq(*trial->ran, 0);
}
END_TEST

START_TEST(a_clear_question_is_routed_by_rules)
{
	struct trial *trial = trial_new();

	trial->question.agent = NULL;
	trial->question.text = "Was kostet eine Mitgliedschaft?";
	begin(trial);
	ck_assert_str_eq(trial->engine->routing.by, "rules");
	ck_assert_ptr_eq(trial->engine->routing.agent, &sales_agent);
	expect_part(last_request(trial), "\"SYSTEM\"");
}
END_TEST

START_TEST(what_rules_do_not_know_the_model_routes)
{
	struct trial *trial = trial_new();

	trial->question.agent = NULL;
	trial->question.text = "Blub blub";
	begin(trial);
	expect_part(last_request(trial), "\"ROUTER\"");
	expect_no_part(last_request(trial), "\"tools\"");
	ck_assert_int_le(trial->engine->call.timeout_ms, 8000);
	say(trial, "{\\\"agent\\\":\\\"medic\\\",\\\"confidence\\\":0.9}");
	ck_assert_ptr_eq(trial->engine->routing.agent, &medic_agent);
	ck_assert_str_eq(trial->engine->routing.by, "model");
	expect_part(last_request(trial), "\"SYSTEM\"");
	say(trial, "Hallo.");
	expect_answer(trial, "Hallo.");
	ck_assert_int_eq(trial->engine->prompt_tokens, 200);
	ck_assert_uint_eq(trial->engine->rounds, 1);
}
END_TEST

START_TEST(a_router_that_fails_leaves_it_to_the_words)
{
	static const char *const answers[] = { "Ich bin nicht sicher",
		"{\\\"agent\\\":\\\"boss\\\",\\\"confidence\\\":1}",
		"{\\\"agent\\\":\\\"medic\\\",\\\"confidence\\\":0.2}" };

	for (size_t at = 0; at < ARRAY_LENGTH(answers); at++) {
		struct trial *trial = trial_new();

		trial->question.agent = NULL;
		trial->question.text = "Blub blub";
		begin(trial);
		say(trial, answers[at]);
		ck_assert_str_eq(trial->engine->routing.by, "keywords");
		say(trial, "Hallo.");
		expect_answer(trial, "Hallo.");
	}
}
END_TEST

START_TEST(pictures_need_a_model_that_looks)
{
	struct trial *trial = trial_new();

	trial->question.agent = NULL;
	trial->question.has_picture = true;
	trial->question.image = "data:image/png;base64,AAAA";
	trial->question.text = "Was ist das?";
	begin(trial);
	expect_done(trial, ENGINE_NO_PICTURES);
	trial = trial_new();
	trial->question.agent = NULL;
	trial->question.has_picture = true;
	trial->question.image = "data:image/png;base64,AAAA";
	trial->question.text = "Was ist das?";
	trial->access.vision_name = "eyes";
	begin(trial);
	expect_part(last_request(trial), "\"model\":\"eyes\"");
	expect_part(last_request(trial), "data:image/png;base64,AAAA");
	say(trial, "Eine Hantel.");
	expect_answer(trial, "Eine Hantel.");
	trial = trial_new();
	trial->question.agent = &vision_agent;
	trial->question.has_picture = true;
	trial->access.vision_name = "eyes";
	begin(trial);
	expect_done(trial, ENGINE_NO_PICTURES);
}
END_TEST

Suite *
engine_suite(void)
{
	Suite *suite = suite_create("engine");
	TCase *tests = tcase_create("engine");

	tcase_add_test(tests, words_are_the_answer);
	tcase_add_test(tests, what_a_tool_gives_goes_back_to_the_model);
	tcase_add_test(tests, several_calls_of_one_answer_are_all_made);
	tcase_add_test(tests, wrong_arguments_are_told_and_may_be_corrected);
	tcase_add_test(tests, a_broken_rule_is_told_to_the_model_once);
	tcase_add_test(tests, a_model_that_only_talks_about_tools_is_not_sent);
	tcase_add_test(
	    tests, a_price_that_only_the_member_named_is_not_confirmed);
	tcase_add_test(
	    tests, a_model_without_tools_gets_the_knowledge_in_its_prompt);
	tcase_add_test(tests, without_a_model_the_offline_provider_answers);
	tcase_add_test(tests, who_it_is_comes_from_the_conversation);
	tcase_add_test(tests, a_change_waits_for_a_yes);
	tcase_add_test(tests, a_call_for_a_person_ends_the_turn);
	tcase_add_test(tests, a_clear_question_is_routed_by_rules);
	tcase_add_test(tests, what_rules_do_not_know_the_model_routes);
	tcase_add_test(tests, a_router_that_fails_leaves_it_to_the_words);
	tcase_add_test(tests, pictures_need_a_model_that_looks);
	suite_add_tcase(suite, tests);
	return suite;
}
