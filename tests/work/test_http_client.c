/*
 * test_http_client.c - outcomes of calls to a server that behaves badly.
 *
 * SPDX-License-Identifier: ISC
 */
#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/check.h"
#include "base/text.h"
#include "net/http_client.h"
#include "work_test.h"

enum { CAPACITY = 1200, MANY = 1000, BODY_BYTES_MAX = 10000 };

static struct arena *arena;
static struct http_client *client;

static void
setup(void)
{
	arena = arena_create(4096, 256 << 20);
	client = http_client_new("", CAPACITY);
	*(struct server_counts *)(uintptr_t)server_counts =
	    (struct server_counts){ 0 };
}

static void
teardown(void)
{
	http_client_free(client);
	arena_free(arena);
}

static struct http_call
call_to(const char *method, const char *path)
{
	return (struct http_call){
		.method = method,
		.url = path[0] == '/' ? server_url(arena, path) : path,
		.timeout_ms = 3000,
		.connect_timeout_ms = 1000,
		.response_max_bytes = BODY_BYTES_MAX,
		.trust = HTTP_TRUSTED,
	};
}

static struct http_response *
fetch(const char *method, const char *path)
{
	struct http_call call = call_to(method, path);

	return http_client_fetch(client, arena, &call);
}

static struct http_response *
fetch_as(const char *path, enum http_outcome outcome)
{
	struct http_response *response = fetch("POST", path);

	ck_assert_msg(response->outcome == outcome, "%s: %d %s", path,
	    (int)response->outcome, response->error);
	return response;
}

START_TEST(an_answer_is_whole)
{
	struct http_response *response = fetch_as("/ok", HTTP_ANSWERED);

	ck_assert_int_eq(response->status, 200);
	ck_assert_str_eq(response->body, "hello");
	ck_assert_uint_eq(response->body_len, 5);
	ck_assert_str_eq(response->content_type, "text/plain");
	ck_assert_int_eq(response->retry_after_ms, -1);
	ck_assert_str_eq(response->should_retry, "");
	ck_assert_str_eq(response->error, "");
}
END_TEST

START_TEST(a_request_says_what_was_asked_and_nothing_else)
{
	struct http_call call = call_to("POST", "/echo");
	struct http_response *response;

	call.headers[0] = (struct http_header){ "Authorization", "Bearer x" };
	call.headers[1] = (struct http_header){ "X-Empty", "" };
	call.headers[2] =
	    (struct http_header){ "Content-Type", "application/json" };
	call.body = "{\"a\":1}";
	call.body_len = 7;
	response = http_client_fetch(client, arena, &call);
	ck_assert(text_starts_with(response->body, "POST /echo HTTP/1.1\r\n"));
	ck_assert(text_ends_with(response->body, "\r\n\r\n{\"a\":1}"));
	ck_assert_ptr_nonnull(
	    strstr(response->body, "\r\nAuthorization: Bearer x\r\n"));
	ck_assert_ptr_nonnull(strstr(response->body, "\r\nX-Empty:\r\n"));
	ck_assert_ptr_nonnull(
	    strstr(response->body, "\r\nContent-Type: application/json\r\n"));
	ck_assert_ptr_null(strstr(response->body, "Expect"));
	/* The next call on the same handle has none of it. */
	response = fetch("GET", "/echo");
	ck_assert(text_starts_with(response->body, "GET /echo HTTP/1.1\r\n"));
	ck_assert_ptr_null(strstr(response->body, "Authorization"));
	ck_assert_ptr_null(strstr(response->body, "Content-"));
}
END_TEST

START_TEST(every_method_is_sent_as_it_is)
{
	static const char *const methods[] = { "GET", "POST", "PUT", "PATCH",
		"DELETE" };
	struct http_response *response = fetch(methods[_i], "/echo");

	ck_assert_int_eq(response->outcome, HTTP_ANSWERED);
	ck_assert(text_starts_with(response->body,
	    arena_printf(arena, "%s /echo HTTP/1.1\r\n", methods[_i])));
	ck_assert_ptr_null(strstr(response->body, "urlencoded"));
}
END_TEST

START_TEST(a_head_has_no_body)
{
	struct http_response *response = fetch("HEAD", "/status/204");

	ck_assert_int_eq(response->outcome, HTTP_ANSWERED);
	ck_assert_int_eq(response->status, 204);
}
END_TEST

START_TEST(a_refusal_of_the_provider_is_an_answer)
{
	struct http_response *response = fetch_as("/status/503", HTTP_ANSWERED);

	ck_assert_int_eq(response->status, 503);
	ck_assert_int_eq(response->retry_after_ms, 7000);
	ck_assert_str_eq(response->should_retry, "true");
	response = fetch_as("/date", HTTP_ANSWERED);
	ck_assert_int_gt(response->retry_after_ms, 27000);
	ck_assert_int_le(response->retry_after_ms, 30000);
	response = fetch_as("/ms", HTTP_ANSWERED);
	ck_assert_int_eq(response->retry_after_ms, 250);
}
END_TEST

START_TEST(an_early_answer_does_not_count)
{
	struct http_response *response = fetch_as("/early", HTTP_ANSWERED);

	ck_assert_int_eq(response->status, 200);
	ck_assert_str_eq(response->body, "late");
	ck_assert_int_eq(response->retry_after_ms, -1);
}
END_TEST

START_TEST(a_redirect_is_not_followed)
{
	ck_assert_int_eq(fetch_as("/redirect", HTTP_ANSWERED)->status, 302);
	ck_assert_int_eq(server_counts->requests, 1);
}
END_TEST

START_TEST(silence_after_the_request_is_unknown)
{
	struct http_call call = call_to("POST", "/slow/5000");
	struct http_response *response;

	call.timeout_ms = 200;
	response = http_client_fetch(client, arena, &call);
	ck_assert_int_eq(response->outcome, HTTP_UNKNOWN);
	ck_assert_int_eq(response->status, 0);
	ck_assert_int_ge(response->duration_ms, 150);
	ck_assert_int_lt(response->duration_ms, 1500);
	ck_assert_str_ne(response->error, "");
	(void)fetch_as("/close", HTTP_UNKNOWN);
	response = fetch_as("/cut", HTTP_UNKNOWN);
	ck_assert_int_eq(response->status, 200);
	ck_assert_str_eq(response->body, "");
}
END_TEST

START_TEST(an_answer_without_an_end_is_overlong)
{
	ck_assert_int_eq(fetch_as("/endless", HTTP_OVERLONG)->status, 200);
	(void)fetch_as("/headers", HTTP_OVERLONG);
}
END_TEST

START_TEST(an_answer_of_just_the_most_bytes_is_whole)
{
	struct http_call call = call_to("GET", "/ok");

	call.response_max_bytes = 5;
	ck_assert_int_eq(
	    http_client_fetch(client, arena, &call)->outcome, HTTP_ANSWERED);
	call.response_max_bytes = 4;
	ck_assert_int_eq(
	    http_client_fetch(client, arena, &call)->outcome, HTTP_OVERLONG);
}
END_TEST

/* A listener that never accepts, its queue full: connecting takes for ever. */
static const char *
deaf_url(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	socklen_t len = sizeof(address);
	int listener = socket(AF_INET, SOCK_STREAM, 0), i;

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	check(bind(listener, (struct sockaddr *)&address, len) == 0 &&
	    listen(listener, 0) == 0 &&
	    getsockname(listener, (struct sockaddr *)&address, &len) == 0);
	for (i = 0; i < 4; i++)
		(void)!connect(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0),
		    (struct sockaddr *)&address, len);
	return arena_printf(
	    arena, "http://127.0.0.1:%d/", ntohs(address.sin_port));
}

START_TEST(what_never_left_is_not_sent)
{
	struct http_call call = call_to("POST", deaf_url());
	struct http_response *response;

	call.connect_timeout_ms = 300;
	response = http_client_fetch(client, arena, &call);
	ck_assert_int_eq(response->outcome, HTTP_NOT_SENT);
	ck_assert_int_lt(response->duration_ms, 2000);
	(void)fetch_as("http://127.0.0.1:1/", HTTP_NOT_SENT);
	(void)fetch_as("http://no-such-host.invalid/", HTTP_NOT_SENT);
	(void)fetch_as("ftp://127.0.0.1/", HTTP_NOT_SENT);
	(void)fetch_as("file:///etc/passwd", HTTP_NOT_SENT);
	(void)fetch_as("nonsense", HTTP_NOT_SENT);
	(void)fetch_as("http://user:word@127.0.0.1/", HTTP_NOT_SENT);
	(void)fetch_as("http://127.0.0.1/\r\nX: y", HTTP_NOT_SENT);
}
END_TEST

START_TEST(a_failed_handshake_is_not_sent)
{
	const char *url = server_url(arena, "/ok");

	(void)fetch_as(arena_printf(arena, "https%s", url + 4), HTTP_NOT_SENT);
	ck_assert_int_eq(server_counts->requests, 0);
}
END_TEST

START_TEST(a_header_can_not_be_forged)
{
	struct http_call call = call_to("POST", "/ok");
	struct http_response *response;

	call.headers[0] = (struct http_header){ "X-Key", "a\r\nX-Other: b" };
	response = http_client_fetch(client, arena, &call);
	ck_assert_int_eq(response->outcome, HTTP_NOT_SENT);
	ck_assert_int_eq(server_counts->requests, 0);
	ck_assert_uint_eq(http_client_running(client), 0);
}
END_TEST

START_TEST(the_environment_names_no_proxy)
{
	ck_assert_int_eq(setenv("http_proxy", "http://127.0.0.1:1", 1), 0);
	ck_assert_int_eq(setenv("ALL_PROXY", "http://127.0.0.1:1", 1), 0);
	(void)fetch_as("/ok", HTTP_ANSWERED);
}
END_TEST

START_TEST(a_guarded_call_stays_outside)
{
	struct http_call call = call_to("GET", "/ok");
	const char *port = strrchr(call.url, ':');

	call.trust = HTTP_GUARDED;
	ck_assert_int_eq(
	    http_client_fetch(client, arena, &call)->outcome, HTTP_REFUSED);
	call.url = arena_printf(arena, "http://localhost%s", port);
	ck_assert_int_eq(
	    http_client_fetch(client, arena, &call)->outcome, HTTP_REFUSED);
	call.url = arena_printf(arena, "http://2130706433%s", port);
	ck_assert_int_eq(
	    http_client_fetch(client, arena, &call)->outcome, HTTP_REFUSED);
	call.url = arena_printf(arena, "http://[::ffff:127.0.0.1]%s", port);
	ck_assert_int_eq(
	    http_client_fetch(client, arena, &call)->outcome, HTTP_REFUSED);
	ck_assert_int_eq(server_counts->connections, 0);
}
END_TEST

START_TEST(a_guarded_call_gets_no_kept_connection_inside)
{
	struct http_call call = call_to("GET", "/ok");

	ck_assert_int_eq(
	    http_client_fetch(client, arena, &call)->outcome, HTTP_ANSWERED);
	call.trust = HTTP_GUARDED;
	ck_assert_int_eq(
	    http_client_fetch(client, arena, &call)->outcome, HTTP_REFUSED);
	ck_assert_int_eq(server_counts->requests, 1);
}
END_TEST

START_TEST(a_listed_host_may_be_inside)
{
	struct http_client *lenient = http_client_new("a, 127.0.0.1", 2);
	struct http_call call = call_to("GET", "/ok");

	call.trust = HTTP_GUARDED;
	ck_assert_int_eq(
	    http_client_fetch(lenient, arena, &call)->outcome, HTTP_ANSWERED);
	http_client_free(lenient);
}
END_TEST

START_TEST(a_connection_is_used_again)
{
	int i;

	for (i = 0; i < 5; i++)
		(void)fetch_as("/ok", HTTP_ANSWERED);
	ck_assert_int_eq(server_counts->requests, 5);
	ck_assert_int_eq(server_counts->connections, 1);
}
END_TEST

/* The kept connection takes the second request and closes without an answer:
 * nobody knows whether it was processed. */
START_TEST(what_a_kept_connection_swallowed_is_not_sent_twice)
{
	(void)fetch_as("/second", HTTP_ANSWERED);
	(void)fetch_as("/second", HTTP_UNKNOWN);
	ck_assert_int_eq(server_counts->requests, 2);
}
END_TEST

START_TEST(what_does_no_harm_is_sent_twice)
{
	(void)fetch("GET", "/second");
	ck_assert_int_eq(fetch("GET", "/second")->outcome, HTTP_ANSWERED);
	ck_assert_int_eq(server_counts->requests, 3);
}
END_TEST

static void
count_slow(void *context, struct http_response *response)
{
	int *count = context;

	ck_assert_msg(response->outcome == HTTP_ANSWERED, "%d %s",
	    (int)response->outcome, response->error);
	ck_assert_str_eq(response->body, "slow");
	(*count)++;
}

static void
run_until(const int *count, int wanted)
{
	int64_t end_ms = monotonic_ms() + 20000;
	struct pollfd ready = { .events = POLLIN };
	int64_t wait_ms;

	ready.fd = http_client_descriptor(client);
	while (*count < wanted && monotonic_ms() < end_ms) {
		wait_ms = http_client_timeout_ms(client);
		(void)poll(&ready, 1,
		    wait_ms < 0 || wait_ms > 100 ? 100 : (int)wait_ms);
		http_client_run(client);
	}
	ck_assert_int_eq(*count, wanted);
}

START_TEST(a_thousand_calls_wait_side_by_side)
{
	struct http_call call = call_to("POST", "/slow/1500");
	int64_t started_ms = monotonic_ms();
	int count = 0, i;

	call.timeout_ms = 20000;
	call.connect_timeout_ms = 10000;
	for (i = 0; i < MANY; i++)
		http_client_start(client, arena, &call, count_slow, &count);
	ck_assert_uint_eq(http_client_running(client), MANY);
	run_until(&count, MANY);
	ck_assert_uint_eq(http_client_running(client), 0);
	ck_assert_int_gt(server_counts->open_max, MANY * 9 / 10);
	ck_assert_int_lt(monotonic_ms() - started_ms, 8000);
}
END_TEST

struct chain {
	const struct http_call *call;
	int left;
	int count;
};

static void
start_next(void *context, struct http_response *response)
{
	struct chain *chain = context;

	ck_assert_int_eq(response->outcome, HTTP_ANSWERED);
	chain->count++;
	if (chain->left-- > 0)
		http_client_start(
		    client, arena, chain->call, start_next, chain);
}

START_TEST(an_answer_may_start_the_next_call)
{
	struct http_call call = call_to("GET", "/ok");
	struct chain chain = { .call = &call, .left = 9 };

	http_client_start(client, arena, &call, start_next, &chain);
	run_until(&chain.count, 10);
}
END_TEST

START_TEST(calls_in_flight_end_with_the_client)
{
	struct http_call call = call_to("POST", "/slow/5000");
	int count = 0, i;

	for (i = 0; i < 10; i++)
		http_client_start(client, arena, &call, count_slow, &count);
	http_client_run(client);
	ck_assert_int_eq(count, 0);
}
END_TEST

Suite *
http_client_suite(void)
{
	Suite *suite = suite_create("http_client");
	TCase *tcase = tcase_create("http_client");

	tcase_set_timeout(tcase, 40);
	tcase_add_unchecked_fixture(tcase, server_start, server_stop);
	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, an_answer_is_whole);
	tcase_add_test(tcase, a_request_says_what_was_asked_and_nothing_else);
	tcase_add_loop_test(tcase, every_method_is_sent_as_it_is, 0, 5);
	tcase_add_test(tcase, a_head_has_no_body);
	tcase_add_test(tcase, a_refusal_of_the_provider_is_an_answer);
	tcase_add_test(tcase, an_early_answer_does_not_count);
	tcase_add_test(tcase, a_redirect_is_not_followed);
	tcase_add_test(tcase, silence_after_the_request_is_unknown);
	tcase_add_test(tcase, an_answer_without_an_end_is_overlong);
	tcase_add_test(tcase, an_answer_of_just_the_most_bytes_is_whole);
	tcase_add_test(tcase, what_never_left_is_not_sent);
	tcase_add_test(tcase, a_failed_handshake_is_not_sent);
	tcase_add_test(tcase, a_header_can_not_be_forged);
	tcase_add_test(tcase, the_environment_names_no_proxy);
	tcase_add_test(tcase, a_guarded_call_stays_outside);
	tcase_add_test(tcase, a_guarded_call_gets_no_kept_connection_inside);
	tcase_add_test(tcase, a_listed_host_may_be_inside);
	tcase_add_test(tcase, a_connection_is_used_again);
	tcase_add_test(
	    tcase, what_a_kept_connection_swallowed_is_not_sent_twice);
	tcase_add_test(tcase, what_does_no_harm_is_sent_twice);
	tcase_add_test(tcase, a_thousand_calls_wait_side_by_side);
	tcase_add_test(tcase, an_answer_may_start_the_next_call);
	tcase_add_test(tcase, calls_in_flight_end_with_the_client);
	suite_add_tcase(suite, tcase);
	return suite;
}
