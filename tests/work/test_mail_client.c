/*
 * test_mail_client.c - mails to a real SMTP server; see tests/sim/mailbox.py.
 *
 * SPDX-License-Identifier: ISC
 */
#include "work_test.h"

#include <poll.h>
#include <unistd.h>

#include "base/buf.h"
#include "net/mail_client.h"

#define MESSAGE                                                                \
	"From: <noreply@platform.example>\r\nSubject: Test\r\n\r\n"            \
	".a line that begins with a dot\r\n"

enum { CALLS = 8, PATIENCE_MS = 8000 };

static struct arena *arena;
static struct mail_client *client;
static struct mail_response *responses[CALLS];
static int ended;
static int64_t longest_ms; /* that the loop stood still */

static void
setup(void)
{
	arena = arena_create(4096, 16 << 20);
	client = mail_client_new(CALLS);
	memset(responses, 0, sizeof(responses));
	ended = 0;
	longest_ms = 0;
}

static void
teardown(void)
{
	mail_client_free(client);
	arena_free(arena);
}

static void
take(void *context, struct mail_response *response)
{
	*(struct mail_response **)context = response;
	ended++;
}

/* kind: "TLS" or "PLAIN", as run has set them. */
static const char *
url_of(const char *host, const char *kind)
{
	return arena_printf(arena, "smtp://%s:%s", host,
	    getenv(arena_printf(arena, "ARIIA_TEST_MAIL_%s", kind)));
}

static struct mail_call
call_to(const char *recipient)
{
	return (struct mail_call){
		.url = url_of("127.0.0.1", "TLS"),
		.user = "ariia",
		.password = "a-password-for-mailbox.py",
		.ca_file = getenv("ARIIA_TEST_MAIL_CA"),
		.from = "noreply@platform.example",
		.to = recipient,
		.message = MESSAGE,
		.message_len = strlen(MESSAGE),
		.timeout_ms = 6000,
	};
}

static void
await(int count)
{
	int64_t end_ms = monotonic_ms() + PATIENCE_MS;
	int64_t before_ms, took_ms;
	struct pollfd event = { mail_client_descriptor(client), POLLIN, 0 };

	while (ended < count) {
		ck_assert_int_lt(monotonic_ms(), end_ms);
		ck_assert_int_ge(poll(&event, 1, 100), 0);
		before_ms = monotonic_ms();
		mail_client_run(client);
		took_ms = monotonic_ms() - before_ms;
		longest_ms = took_ms > longest_ms ? took_ms : longest_ms;
	}
}

static void
start(int place, const struct mail_call *call)
{
	int64_t before_ms = monotonic_ms();

	mail_client_start(client, arena, call, take, &responses[place]);
	ck_assert_int_lt(monotonic_ms() - before_ms, 500);
}

static const struct mail_response *
answer_to(const struct mail_call *call)
{
	start(0, call);
	await(1);
	ended = 0;
	return responses[0];
}

/* What arrived, or NULL. */
static const char *
arrived(const char *recipient, int number, const char *ending)
{
	const char *path = arena_printf(arena, "%s/%s.%d.%s",
	    getenv("ARIIA_TEST_MAIL_DIR"), recipient, number, ending);
	struct buf content = buf_new(arena, 1 << 20);
	FILE *file = fopen(path, "r");
	int byte;

	if (file == NULL)
		return NULL;
	while ((byte = fgetc(file)) != EOF)
		buf_add_char(&content, (char)byte);
	(void)fclose(file);
	return buf_text(&content);
}

START_TEST(a_mail_goes_through_tls_and_sign_in_and_keeps_its_bytes)
{
	struct mail_call call = call_to("kim@example.org");
	const struct mail_response *response = answer_to(&call);
	const char *how;

	ck_assert_msg(response->outcome == MAIL_ACCEPTED, "%d %s",
	    response->status, response->error);
	ck_assert_str_eq(arrived("kim@example.org", 1, "eml"), MESSAGE);
	how = arrived("kim@example.org", 1, "json");
	ck_assert_ptr_nonnull(strstr(how, "\"tls\": true"));
	ck_assert_ptr_nonnull(strstr(how, "\"user\": \"ariia\""));
	ck_assert_ptr_nonnull(
	    strstr(how, "\"from\": \"noreply@platform.example\""));
}
END_TEST

START_TEST(without_tls_nothing_is_sent)
{
	struct mail_call call = call_to("bare@example.org");
	const struct mail_response *response;

	call.url = url_of("127.0.0.1", "PLAIN");
	response = answer_to(&call);
	ck_assert_int_eq(response->outcome, MAIL_NOT_SENT);
	ck_assert_ptr_null(arrived("bare@example.org", 1, "eml"));
}
END_TEST

START_TEST(a_server_on_loopback_needs_no_tls)
{
	static const char *const hosts[] = { "127.0.0.1", "localhost",
		"LOCALHOST" };

	for (size_t i = 0; i < ARRAY_LENGTH(hosts); i++) {
		struct mail_call call = call_to("near@example.org");

		call.url = url_of(hosts[i], "PLAIN");
		call.ca_file = "";
		call.user = "";
		ck_assert_int_eq(answer_to(&call)->outcome, MAIL_ACCEPTED);
	}
	ck_assert_ptr_nonnull(
	    strstr(arrived("near@example.org", 3, "json"), "\"tls\": false"));
}
END_TEST

START_TEST(a_certificate_of_another_name_or_authority_is_refused)
{
	struct mail_call call = call_to("name@example.org");

	call.url = url_of("localhost", "TLS");
	ck_assert_int_eq(answer_to(&call)->outcome, MAIL_NOT_SENT);
	call.url = url_of("127.0.0.1", "TLS");
	call.ca_file = getenv("ARIIA_TEST_MAIL_OTHER_CA");
	ck_assert_int_eq(answer_to(&call)->outcome, MAIL_NOT_SENT);
	ck_assert_ptr_null(arrived("name@example.org", 1, "eml"));
}
END_TEST

START_TEST(a_refused_sign_in_says_nothing_about_the_mail)
{
	struct mail_call call = call_to("auth@example.org");

	call.password = "wrong";
	ck_assert_int_eq(answer_to(&call)->outcome, MAIL_NOT_SENT);
	call.user = NULL;
	ck_assert_int_eq(answer_to(&call)->outcome, MAIL_NOT_SENT);
	ck_assert_ptr_null(arrived("auth@example.org", 1, "eml"));
}
END_TEST

START_TEST(what_the_server_says_decides)
{
	static const struct {
		const char *recipient;
		enum mail_outcome outcome;
		int status;
		const char *text;
	} cases[] = {
		{ "busy-a@example.org", MAIL_DEFERRED, 451,
		    "451 4.7.1 greylisted, try again" },
		{ "busy-a@example.org", MAIL_ACCEPTED, 250, "" },
		{ "gone-a@example.org", MAIL_REFUSED, 550,
		    "550 5.1.1 <gone-a@example.org>: no such mailbox" },
		{ "spam-a@example.org", MAIL_REFUSED, 554,
		    "554 5.7.1 we do not like it" },
	};

	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++) {
		struct mail_call call = call_to(cases[i].recipient);
		const struct mail_response *response = answer_to(&call);

		ck_assert_int_eq(response->outcome, cases[i].outcome);
		ck_assert_str_eq(response->text, cases[i].text);
		if (cases[i].status != 250)
			ck_assert_int_eq(response->status, cases[i].status);
	}
}
END_TEST

START_TEST(a_connection_that_breaks_behind_the_message_is_unknown)
{
	struct mail_call call = call_to("lost-a@example.org");

	ck_assert_int_eq(answer_to(&call)->outcome, MAIL_UNKNOWN);
	ck_assert_str_eq(arrived("lost-a@example.org", 1, "eml"), MESSAGE);
}
END_TEST

START_TEST(nobody_listens)
{
	struct mail_call call = call_to("kim@example.org");

	call.url = "smtp://127.0.0.1:9";
	ck_assert_int_eq(answer_to(&call)->outcome, MAIL_NOT_SENT);
	call.url = "smtp://no-such-host.invalid:587";
	ck_assert_int_eq(answer_to(&call)->outcome, MAIL_NOT_SENT);
}
END_TEST

START_TEST(a_slow_server_stops_neither_the_loop_nor_other_mails)
{
	struct mail_call slow = call_to("slow-a@example.org");
	struct mail_call quick = call_to("quick@example.org");

	start(0, &slow);
	start(1, &quick);
	await(1);
	ck_assert_ptr_nonnull(responses[1]);
	ck_assert_ptr_null(responses[0]);
	await(2);
	ck_assert_int_eq(responses[0]->outcome, MAIL_ACCEPTED);
	ck_assert_int_ge(responses[0]->duration_ms, 3000);
	ck_assert_int_lt(longest_ms, 500);
}
END_TEST

START_TEST(a_call_ends_in_its_time)
{
	struct mail_call call = call_to("slow-b@example.org");
	const struct mail_response *response;

	call.timeout_ms = 500;
	response = answer_to(&call);
	ck_assert_int_eq(response->outcome, MAIL_UNKNOWN);
	ck_assert_int_lt(response->duration_ms, 2800);
}
END_TEST

START_TEST(calls_in_flight_end_with_the_client)
{
	struct mail_call call = call_to("slow-c@example.org");
	int64_t before_ms;

	start(0, &call);
	sleep_ms(300);
	before_ms = monotonic_ms();
	mail_client_free(client);
	client = NULL;
	ck_assert_int_lt(monotonic_ms() - before_ms, 2400);
	ck_assert_ptr_null(responses[0]);
}
END_TEST

START_TEST(many_mails_run_at_once_and_places_are_used_again)
{
	struct mail_call call = call_to("many@example.org");

	for (int round = 1; round <= 3; round++) {
		for (int i = 0; i < CALLS; i++)
			start(i, &call);
		await(round * CALLS);
	}
	for (int i = 0; i < CALLS; i++)
		ck_assert_int_eq(responses[i]->outcome, MAIL_ACCEPTED);
	ck_assert_ptr_nonnull(arrived("many@example.org", 3 * CALLS, "eml"));
}
END_TEST

Suite *
mail_client_suite(void)
{
	Suite *suite = suite_create("mail_client");
	TCase *cases = tcase_create("mail_client");

	tcase_add_checked_fixture(cases, setup, teardown);
	tcase_set_timeout(cases, 20);
	tcase_add_test(
	    cases, a_mail_goes_through_tls_and_sign_in_and_keeps_its_bytes);
	tcase_add_test(cases, without_tls_nothing_is_sent);
	tcase_add_test(cases, a_server_on_loopback_needs_no_tls);
	tcase_add_test(
	    cases, a_certificate_of_another_name_or_authority_is_refused);
	tcase_add_test(cases, a_refused_sign_in_says_nothing_about_the_mail);
	tcase_add_test(cases, what_the_server_says_decides);
	tcase_add_test(
	    cases, a_connection_that_breaks_behind_the_message_is_unknown);
	tcase_add_test(cases, nobody_listens);
	tcase_add_test(
	    cases, a_slow_server_stops_neither_the_loop_nor_other_mails);
	tcase_add_test(cases, a_call_ends_in_its_time);
	tcase_add_test(cases, calls_in_flight_end_with_the_client);
	tcase_add_test(cases, many_mails_run_at_once_and_places_are_used_again);
	suite_add_tcase(suite, cases);
	return suite;
}
