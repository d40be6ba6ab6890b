/*
 * test_cache.c - Redis as it should be, stopped, restarted and gone.
 *
 * SPDX-License-Identifier: ISC
 */
#include "data_test.h"

#include <hiredis/hiredis.h>
#include <poll.h>
#include <signal.h>
#include <sys/types.h>
#include <unistd.h>

#include "data/channels.h"
#include "data/redis_key.h"

static pid_t
redis_pid(void)
{
	return (pid_t)strtol(getenv("ARIIA_TEST_REDIS_PID"), NULL, 10);
}

/* One command over a connection of its own. */
static int64_t
redis_admin(const char *command)
{
	redisContext *context =
	    redisConnectUnix(getenv("ARIIA_TEST_REDIS") + strlen("unix:"));
	redisReply *reply;
	int64_t number;

	ck_assert_int_eq(context->err, 0);
	reply = redisCommand(context, command);
	ck_assert_ptr_nonnull(reply);
	number = reply->integer;
	freeReplyObject(reply);
	redisFree(context);
	return number;
}

static void
setup(void)
{
	fixture_setup();
	redis_admin("FLUSHALL");
}

static void
teardown(void)
{
	kill(redis_pid(), SIGCONT);
	fixture_teardown();
}

START_TEST(what_is_set_is_got_till_it_is_removed)
{
	const char *key = redis_key(fixture->arena, 1, "a", "b");
	const char *value;

	ck_assert_int_eq(cache_get(fixture, key, &value), CACHE_NONE);
	ck_assert_ptr_null(value);
	ck_assert(cache_set(fixture, key, "x y\r\n", 60000));
	ck_assert_int_eq(cache_get(fixture, key, &value), CACHE_FOUND);
	ck_assert_str_eq(value, "x y\r\n");
	ck_assert_int_gt(redis_admin("PTTL t1:a:b"), 50000);
	ck_assert(cache_remove(fixture, key));
	ck_assert_int_eq(cache_get(fixture, key, &value), CACHE_NONE);
	ck_assert(!task_has_failed(fixture));
}
END_TEST

START_TEST(several_commands_are_one_run)
{
	struct cache_call calls[] = {
		{ .words = { "INCRBY", "t1:n", "41" } },
		{ .words = { "INCR", "t1:n" } },
		{ .words = { "GET", "t1:none" } },
		{ .words = { "SET", "t1:s", "" } },
		{ .words = { "GET", "t1:s" } },
	};

	ck_assert(cache_run(fixture, calls, ARRAY_LENGTH(calls)));
	ck_assert_int_eq(calls[1].number, 42);
	ck_assert_int_eq(calls[1].outcome, CACHE_FOUND);
	ck_assert_int_eq(calls[2].outcome, CACHE_NONE);
	ck_assert_str_eq(calls[3].text, "OK");
	ck_assert_str_eq(calls[4].text, "");
}
END_TEST

START_TEST(a_question_is_answered_later_whatever_comes_between)
{
	struct cache_call calls[] = {
		{ .words = { "SET", "t1:q", "7" } },
		{ .words = { "GET", "t1:q" } },
	};
	struct cache_question *question =
	    cache_ask(fixture, calls, ARRAY_LENGTH(calls));
	const char *value;

	cache_publish(fixture, CHANNEL_INBOUND, "1");
	ck_assert(cache_set(fixture, "t1:q", "8", 60000));
	ck_assert(cache_answer(question));
	ck_assert(cache_answer(question));
	ck_assert_str_eq(calls[1].text, "7");
	ck_assert_int_eq(cache_get(fixture, "t1:q", &value), CACHE_FOUND);
	ck_assert_str_eq(value, "8");
}
END_TEST

START_TEST(a_question_that_nobody_looks_at_disturbs_nobody)
{
	struct task *task = fixture_task(1);
	struct arena *arena = arena_create(4096, 65536);
	struct cache_call call = { .words = { "SET", "t1:f", "1" } };
	const char *value;

	task->arena = arena;
	ck_assert_ptr_nonnull(cache_ask(task, &call, 1));
	arena_free(arena);
	ck_assert_int_eq(cache_get(fixture, "t1:f", &value), CACHE_FOUND);
	ck_assert_str_eq(value, "1");
}
END_TEST

START_TEST(an_error_reply_concerns_only_its_command)
{
	struct cache_call calls[] = {
		{ .words = { "LPUSH", "t1:l", "x" } },
		{ .words = { "GET", "t1:l" } },
		{ .words = { "PING" } },
	};

	ck_assert(!cache_run(fixture, calls, ARRAY_LENGTH(calls)));
	ck_assert_int_eq(calls[0].outcome, CACHE_FOUND);
	ck_assert_int_eq(calls[1].outcome, CACHE_AWAY);
	ck_assert_int_eq(calls[2].outcome, CACHE_FOUND);
	ck_assert(!task_has_failed(fixture));
	ck_assert(cache_ping(fixture));
}
END_TEST

START_TEST(without_a_cache_everything_is_away)
{
	const char *value;

	struct task *task = fixture_task(1);

	task->cache = NULL;
	ck_assert_int_eq(cache_get(task, "t1:a", &value), CACHE_AWAY);
	cache_publish(task, CHANNEL_INBOUND, "1");
}
END_TEST

START_TEST(a_stopped_redis_costs_one_timeout_each_pause)
{
	int64_t start_ms;
	const char *value;

	ck_assert(cache_ping(fixture));
	ck_assert_int_eq(kill(redis_pid(), SIGSTOP), 0);
	start_ms = monotonic_ms();
	ck_assert_int_eq(cache_get(fixture, "t1:a", &value), CACHE_AWAY);
	ck_assert_int_ge(monotonic_ms() - start_ms, CACHE_TIMEOUT_MS - 5);
	for (int i = 0; i < 1000; i++) {
		ck_assert_int_eq(
		    cache_get(fixture, "t1:a", &value), CACHE_AWAY);
		cache_publish(fixture, CHANNEL_INBOUND, "1");
	}
	ck_assert_int_lt(monotonic_ms() - start_ms, CACHE_TIMEOUT_MS * 3);
	usleep(CACHE_PAUSE_MS * 1000);
	/* A new connection to a stopped server succeeds. */
	start_ms = monotonic_ms();
	ck_assert_int_eq(cache_get(fixture, "t1:a", &value), CACHE_AWAY);
	ck_assert_int_lt(monotonic_ms() - start_ms, CACHE_TIMEOUT_MS * 3);
	ck_assert_int_eq(kill(redis_pid(), SIGCONT), 0);
	ck_assert_int_eq(cache_get(fixture, "t1:a", &value), CACHE_AWAY);
	usleep((CACHE_PAUSE_MS + 50) * 1000);
	ck_assert_int_eq(cache_get(fixture, "t1:a", &value), CACHE_NONE);
}
END_TEST

START_TEST(publishing_to_a_stopped_redis_never_waits)
{
	char payload[1001];
	int64_t start_ms = monotonic_ms();

	memset(payload, 'x', sizeof(payload) - 1);
	payload[sizeof(payload) - 1] = '\0';
	ck_assert(cache_ping(fixture));
	ck_assert_int_eq(kill(redis_pid(), SIGSTOP), 0);
	for (int i = 0; i < 2000; i++)
		cache_publish(fixture, CHANNEL_INBOUND, payload);
	ck_assert_int_lt(monotonic_ms() - start_ms, 1000);
}
END_TEST

START_TEST(a_connection_that_redis_closed_is_made_again_at_once)
{
	ck_assert(cache_ping(fixture));
	redis_admin("CLIENT KILL TYPE normal SKIPME yes");
	ck_assert(cache_ping(fixture));
	cache_publish(fixture, CHANNEL_INBOUND, "1");
	ck_assert(cache_ping(fixture));
}
END_TEST

START_TEST(a_redis_that_is_not_there_is_away)
{
	static const char *const urls[] = { "unix:/nonexistent/redis.sock",
		"redis://127.0.0.1:1/0", "http://127.0.0.1", "redis://",
		"redis://127.0.0.1:x" };

	for (size_t i = 0; i < ARRAY_LENGTH(urls); i++) {
		struct config config = { .redis_url = urls[i] };
		struct task *task = fixture_task(1);

		task->cache = cache_open(&config);
		ck_assert(!cache_ping(task));
		ck_assert(!cache_ping(task));
		cache_publish(task, CHANNEL_INBOUND, "1");
		ck_assert(!task_has_failed(task));
		cache_close(task->cache);
	}
}
END_TEST

static bool
wait_for(const struct cache_listener *listener)
{
	struct pollfd ready = { .fd = cache_listener_socket(listener),
		.events = POLLIN };

	return poll(&ready, 1, 5000) == 1;
}

START_TEST(a_listener_hears_what_is_published)
{
	static const char *const channels[] = { CHANNEL_INBOUND, CHANNEL_EVENTS,
		NULL };
	struct cache_listener *listener =
	    cache_listener_open(&fixture_config, channels);

	ck_assert_int_eq(cache_listener_socket(listener), -1);
	ck_assert(cache_listener_read(listener));
	ck_assert_int_ge(cache_listener_socket(listener), 0);
	ck_assert(!cache_listener_read(listener));
	cache_publish(fixture, CHANNEL_EVENTS, "{\"tenant_id\": 1}");
	ck_assert(wait_for(listener));
	ck_assert(cache_listener_read(listener));
	ck_assert(!cache_listener_read(listener));
	cache_publish(fixture, CHANNEL_OUTBOUND, "1");
	ck_assert(cache_ping(fixture));
	ck_assert(!cache_listener_read(listener));
	cache_listener_close(listener);
}
END_TEST

START_TEST(a_listener_that_was_cut_off_connects_again)
{
	static const char *const channels[] = { CHANNEL_INBOUND, NULL };
	struct cache_listener *listener =
	    cache_listener_open(&fixture_config, channels);

	ck_assert(cache_listener_read(listener));
	redis_admin("CLIENT KILL TYPE pubsub");
	ck_assert(wait_for(listener));
	ck_assert(cache_listener_read(listener));
	cache_publish(fixture, CHANNEL_INBOUND, "1");
	ck_assert(wait_for(listener));
	ck_assert(cache_listener_read(listener));
	cache_listener_close(listener);
}
END_TEST

START_TEST(a_listener_to_a_stopped_redis_waits_no_longer_than_the_timeout)
{
	static const char *const channels[] = { CHANNEL_INBOUND, NULL };
	struct cache_listener *listener =
	    cache_listener_open(&fixture_config, channels);
	int64_t start_ms = monotonic_ms();

	ck_assert_int_eq(kill(redis_pid(), SIGSTOP), 0);
	for (int i = 0; i < 100; i++)
		ck_assert(!cache_listener_read(listener));
	ck_assert_int_eq(cache_listener_socket(listener), -1);
	ck_assert_int_lt(monotonic_ms() - start_ms, CACHE_TIMEOUT_MS * 3);
	cache_listener_close(listener);
}
END_TEST

Suite *
cache_suite(void)
{
	Suite *suite = suite_create("cache");
	TCase *cases = tcase_create("cache");

	tcase_add_checked_fixture(cases, setup, teardown);
	tcase_set_timeout(cases, 30);
	tcase_add_test(cases, what_is_set_is_got_till_it_is_removed);
	tcase_add_test(cases, several_commands_are_one_run);
	tcase_add_test(
	    cases, a_question_is_answered_later_whatever_comes_between);
	tcase_add_test(cases, a_question_that_nobody_looks_at_disturbs_nobody);
	tcase_add_test(cases, an_error_reply_concerns_only_its_command);
	tcase_add_test(cases, without_a_cache_everything_is_away);
	tcase_add_test(cases, a_stopped_redis_costs_one_timeout_each_pause);
	tcase_add_test(cases, publishing_to_a_stopped_redis_never_waits);
	tcase_add_test(
	    cases, a_connection_that_redis_closed_is_made_again_at_once);
	tcase_add_test(cases, a_redis_that_is_not_there_is_away);
	tcase_add_test(cases, a_listener_hears_what_is_published);
	tcase_add_test(cases, a_listener_that_was_cut_off_connects_again);
	tcase_add_test(cases,
	    a_listener_to_a_stopped_redis_waits_no_longer_than_the_timeout);
	suite_add_tcase(suite, cases);
	return suite;
}
