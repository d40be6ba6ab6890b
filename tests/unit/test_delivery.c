/*
 * test_delivery.c - what a provider's answer to a send means.
 *
 * SPDX-License-Identifier: ISC
 */
#include "unit.h"

#include "channels/channels.h"

Suite *delivery_suite(void);

/* clang-format off */
static const struct {
	enum http_outcome outcome;
	int status;
	const char *body;
	enum send_verdict verdict;
	const char *code;
} answers[] = {
	{ HTTP_ANSWERED, 200, "{\"messages\":[{\"id\":\"wamid.1\"}]}", SEND_ACCEPTED, NULL },
	{ HTTP_ANSWERED, 200, "{\"messages\":[]}", SEND_UNKNOWN, NULL },
	{ HTTP_ANSWERED, 200, "<html>", SEND_UNKNOWN, NULL },
	{ HTTP_OVERLONG, 200, "", SEND_UNKNOWN, NULL },
	{ HTTP_UNKNOWN,  0,   "", SEND_UNKNOWN, "no_answer" },
	{ HTTP_NOT_SENT, 0,   "", SEND_LATER, "not_sent" },
	{ HTTP_REFUSED,  0,   "", SEND_REFUSED, "address_refused" },
	{ HTTP_ANSWERED, 400, "{\"error\":{\"code\":100}}", SEND_REFUSED, "100" },
	{ HTTP_ANSWERED, 400, "{\"error\":{\"code\":131026}}", SEND_REFUSED, "131026" },
	{ HTTP_ANSWERED, 400, "{\"error\":{\"code\":131047}}", SEND_REFUSED, "131047" },
	{ HTTP_ANSWERED, 400, "{\"error\":{\"code\":131049}}", SEND_REFUSED, "131049" },
	{ HTTP_ANSWERED, 401, "{\"error\":{\"code\":190}}", SEND_REFUSED, "190" },
	{ HTTP_ANSWERED, 400, "{\"error\":{\"code\":131056}}", SEND_LATER, "131056" },
	{ HTTP_ANSWERED, 400, "{\"error\":{\"code\":130429}}", SEND_LATER, "130429" },
	{ HTTP_ANSWERED, 500, "{\"error\":{\"code\":131000}}", SEND_LATER, "131000" },
	{ HTTP_ANSWERED, 400, "{\"error\":{\"code\":7,\"is_transient\":true}}", SEND_LATER, "7" },
	{ HTTP_ANSWERED, 429, "{\"error\":{\"code\":7}}", SEND_LATER, "7" },
	{ HTTP_ANSWERED, 429, "", SEND_LATER, "http_429" },
	{ HTTP_ANSWERED, 500, "", SEND_LATER, "http_500" },
	{ HTTP_ANSWERED, 503, "<html>", SEND_LATER, "http_503" },
	{ HTTP_ANSWERED, 502, "<html>", SEND_UNKNOWN, "http_502" },
	{ HTTP_ANSWERED, 504, "", SEND_UNKNOWN, "http_504" },
	{ HTTP_ANSWERED, 404, "nothing", SEND_REFUSED, "http_404" },
	{ HTTP_ANSWERED, 301, "", SEND_REFUSED, "http_301" },
	{ HTTP_OVERLONG, 500, "", SEND_LATER, "http_500" },
};
/* clang-format on */

START_TEST(an_answer_of_meta_is_judged_after_the_table)
{
	struct task task = new_task(new_arena());
	const struct http_response response = {
		.outcome = answers[_i].outcome,
		.status = answers[_i].status,
		.body = answers[_i].body,
		.body_len = strlen(answers[_i].body),
		.content_type = "",
		.retry_after_ms = 7000,
		.should_retry = "",
		.error = "",
	};
	struct send_result result;

	silence();
	result = whatsapp_channel.judge(&task, &response);
	ck_assert_int_eq(result.verdict, answers[_i].verdict);
	ck_assert_pstr_eq(result.error_code, answers[_i].code);
	ck_assert(!task_has_failed(&task));
	if (result.verdict == SEND_ACCEPTED)
		ck_assert_str_eq(result.provider_message_id, "wamid.1");
	if (result.verdict == SEND_LATER && response.status != 0)
		ck_assert_int_eq(result.retry_after_ms, 7000);
}
END_TEST

START_TEST(channels_are_found_by_name)
{
	ck_assert_ptr_eq(channel_find("whatsapp"), &whatsapp_channel);
	ck_assert_ptr_eq(channel_find("web"), &webchat_channel);
	ck_assert_ptr_eq(channel_find("null"), &null_channel);
	ck_assert_ptr_null(channel_find("pigeon"));
}
END_TEST

START_TEST(a_channel_that_is_fetched_sends_nothing)
{
	ck_assert_ptr_null(webchat_channel.send);
	ck_assert_int_eq(webchat_channel.window_ms, 0);
}
END_TEST

START_TEST(the_null_channel_takes_everything)
{
	struct task task = new_task(new_arena());
	const struct message message = { .id = 1, .text = "x" };
	const struct http_response yes = { .outcome = HTTP_ANSWERED,
		.body = "n1" };
	const struct http_response away = { .outcome = HTTP_NOT_SENT };

	ck_assert_ptr_nonnull(null_channel.send(&task, NULL, NULL, &message));
	ck_assert_int_eq(
	    null_channel.judge(&task, &yes).verdict, SEND_ACCEPTED);
	ck_assert_int_eq(null_channel.judge(&task, &away).verdict, SEND_LATER);
}
END_TEST

Suite *
delivery_suite(void)
{
	Suite *suite = suite_create("delivery");
	TCase *tcase = tcase_create("delivery");

	tcase_add_loop_test(tcase, an_answer_of_meta_is_judged_after_the_table,
	    0, (int)ARRAY_LENGTH(answers));
	tcase_add_test(tcase, channels_are_found_by_name);
	tcase_add_test(tcase, a_channel_that_is_fetched_sends_nothing);
	tcase_add_test(tcase, the_null_channel_takes_everything);
	suite_add_tcase(suite, tcase);
	return suite;
}
