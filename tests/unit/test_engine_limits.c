/*
 * test_engine_limits.c - a scripted model that repeats itself, never ends, is
 * busy, broken, or says what nobody can read.
 *
 * SPDX-License-Identifier: ISC
 */
#include "engine_trial.h"

Suite *engine_limits_suite(void);

START_TEST(of_too_many_calls_at_once_the_first_are_made_and_all_are_answered)
{
	const char *calls[24];
	struct trial *trial = trial_new();

	for (size_t at = 0; at < 12; at++) {
		calls[2 * at] = "look";
		calls[2 * at + 1] =
		    arena_printf(trial->arena, "{\"day\":\"Tag %zu\"}", at);
	}
	begin(trial);
	call_all(trial, calls, 12);
	ck_assert_int_eq(*trial->ran, ENGINE_CALLS_MAX);
	expect_part(last_request(trial), "\"tool_call_id\":\"call_1_11\"");
	expect_part(last_request(trial), "too many calls");
}
END_TEST

START_TEST(an_identical_call_is_not_made_again_and_ends_the_calls)
{
	struct trial *trial = trial_new();

	begin(trial);
	call(trial, "look", "{\"day\":\"Montag\"}");
	call(trial, "look", "{ \"day\" : \"Montag\" }");
	ck_assert_int_eq(*trial->ran, 1);
	expect_part(last_request(trial), "\"tool_choice\":\"none\"");
	expect_part(last_request(trial), "this very call was made before");
	say(trial, "Am Montag.");
	expect_answer(trial, "Am Montag.");
	trial = trial_new();
	begin(trial);
	for (int i = 0; i < 3; i++)
		call(trial, "look", "{\"day\":\"Montag\"}");
	ck_assert_int_eq(*trial->ran, 1);
	expect_done(trial, ENGINE_OFFLINE);
	ck_assert_ptr_nonnull(trial->engine->why);
}
END_TEST

START_TEST(a_model_is_asked_six_times_at_most)
{
	struct trial *trial = trial_new();
	unsigned round = 0;

	begin(trial);
	while (trial->want == ENGINE_CALL) {
		if (++round == ENGINE_ROUNDS_MAX)
			expect_part(
			    last_request(trial), "\"tool_choice\":\"none\"");
		call(trial, "look",
		    arena_printf(trial->arena, "{\"day\":\"Tag %u\"}", round));
	}
	ck_assert_uint_eq(round, ENGINE_ROUNDS_MAX);
	ck_assert_uint_eq(trial->engine->rounds, ENGINE_ROUNDS_MAX);
	ck_assert_int_eq(*trial->ran, ENGINE_ROUNDS_MAX - 1);
	expect_done(trial, ENGINE_OFFLINE);
}
END_TEST

START_TEST(tokens_of_a_turn_are_limited)
{
	struct trial *trial = trial_new();

	trial->config.turn_tokens_max = 300;
	begin(trial);
	call(trial, "look", "{\"day\":\"a\"}");
	call(trial, "look", "{\"day\":\"b\"}");
	ck_assert_int_eq(trial->want, ENGINE_CALL);
	call(trial, "look", "{\"day\":\"c\"}");
	expect_done(trial, ENGINE_OFFLINE);
	ck_assert_int_eq(trial->engine->prompt_tokens, 300);
}
END_TEST

START_TEST(time_of_a_turn_is_limited)
{
	struct trial *trial = trial_new();

	begin(trial);
	ck_assert_int_gt(trial->engine->call.timeout_ms, 59000);
	trial->engine->end_at_ms = monotonic_ms() + 5000;
	call(trial, "look", "{\"day\":\"a\"}");
	ck_assert_int_le(trial->engine->call.timeout_ms, 5000);
	trial->engine->end_at_ms = monotonic_ms() + 100;
	call(trial, "look", "{\"day\":\"b\"}");
	expect_done(trial, ENGINE_OFFLINE);
}
END_TEST

static const char busy[] =
    "{\"error\":{\"message\":\"slow down\",\"type\":\"rate_limit_error\"}}";

START_TEST(a_busy_model_is_asked_again_and_not_for_ever)
{
	struct trial *trial = trial_new();

	begin(trial);
	answer_status(trial, 429, busy);
	ck_assert_uint_eq(trial->pause_count, 1);
	answer_status(trial, 500, busy);
	say(trial, "Ja.");
	expect_answer(trial, "Ja.");
	trial = trial_new();
	begin(trial);
	for (int i = 0; i < 3; i++)
		answer_status(trial, 429, busy);
	expect_done(trial, ENGINE_OFFLINE);
}
END_TEST

START_TEST(an_endpoint_that_is_down_is_left_alone)
{
	struct trial *trial;

	for (int i = 0; i < 2; i++) {
		trial = trial_new();
		begin(trial);
		while (trial->want == ENGINE_CALL)
			answer_status(trial, 500, busy);
		expect_done(trial, ENGINE_OFFLINE);
	}
	trial = trial_new();
	begin(trial);
	expect_done(trial, ENGINE_OFFLINE);
	ck_assert_uint_eq(trial->request_count, 0);
	/* The bad key of one studio is nobody else's business. */
	trial = trial_new();
	trial->access.owner_id = 7;
	begin(trial);
	ck_assert_int_eq(trial->want, ENGINE_CALL);
}
END_TEST

START_TEST(what_waits_stays_small)
{
	struct trial *trial = trial_new();
	unsigned round = 0;

	trial->config.turn_tokens_max = 1000000;
	begin(trial);
	while (trial->want == ENGINE_CALL) {
		const char *calls[16];

		for (size_t at = 0; at < 8; at++) {
			calls[2 * at] = "much";
			calls[2 * at + 1] = arena_printf(
			    trial->arena, "{\"n\":%zu}", round * 8 + at);
		}
		ck_assert_uint_le(trial->engine->call.body_len,
		    ENGINE_REQUEST_BYTES_MAX + (16 << 10));
		call_all(trial, calls, 8);
		round++;
	}
	ck_assert_uint_eq(round, ENGINE_ROUNDS_MAX);
}
END_TEST

START_TEST(odd_answers_never_get_out)
{
	static const char *const bodies[] = { "", "null", "[]", "{}", "<html>",
		"{\"choices\":[]}", "{\"choices\":[{}]}",
		"{\"choices\":[{\"message\":null}]}",
		"{\"choices\":[{\"message\":{\"content\":null}}]}",
		"{\"choices\":[{\"message\":{\"content\":\"  \"}}]}",
		"{\"choices\":[{\"message\":{\"content\":[]}}]}",
		"{\"choices\":[{\"message\":{\"content\":\"<think>hm\"}}]}",
		"{\"choices\":[{\"message\":{\"refusal\":\"No\"}}]}",
		"{\"choices\":[{\"message\":{\"content\":\"half\"},"
		"\"finish_reason\":\"length\"}]}" };

	for (size_t at = 0; at < ARRAY_LENGTH(bodies); at++) {
		struct trial *trial = trial_new();
		int tries = 0;

		trial->access.owner_id = (int64_t)at + 1;
		begin(trial);
		while (trial->want == ENGINE_CALL && tries++ < 8)
			answer_status(trial, 200, bodies[at]);
		ck_assert_msg(trial->want == ENGINE_DONE &&
			trial->engine->outcome == ENGINE_OFFLINE,
		    "%s", bodies[at]);
		ck_assert_ptr_null(trial->engine->text);
	}
}
END_TEST

START_TEST(parts_and_cut_answers_are_understood)
{
	struct trial *trial = trial_new();

	begin(trial);
	answer_message(trial,
	    "{\"role\":\"assistant\",\"content\":[{\"type\":\"text\","
	    "\"text\":\"Am Montag.\"}]}",
	    "stop");
	expect_answer(trial, "Am Montag.");
	trial = trial_new();
	begin(trial);
	answer_message(trial,
	    "{\"role\":\"assistant\",\"content\":\"Am Montag. Und am Di\"}",
	    "length");
	expect_answer(trial, "Am Montag.");
}
END_TEST

Suite *
engine_limits_suite(void)
{
	Suite *suite = suite_create("engine_limits");
	TCase *tests = tcase_create("engine_limits");

	tcase_add_test(tests,
	    of_too_many_calls_at_once_the_first_are_made_and_all_are_answered);
	tcase_add_test(
	    tests, an_identical_call_is_not_made_again_and_ends_the_calls);
	tcase_add_test(tests, a_model_is_asked_six_times_at_most);
	tcase_add_test(tests, tokens_of_a_turn_are_limited);
	tcase_add_test(tests, time_of_a_turn_is_limited);
	tcase_add_test(tests, a_busy_model_is_asked_again_and_not_for_ever);
	tcase_add_test(tests, an_endpoint_that_is_down_is_left_alone);
	tcase_add_test(tests, what_waits_stays_small);
	tcase_add_test(tests, odd_answers_never_get_out);
	tcase_add_test(tests, parts_and_cut_answers_are_understood);
	suite_add_tcase(suite, tests);
	return suite;
}
