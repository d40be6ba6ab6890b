/*
 * faults.c - processes killed, Redis gone, reloads under load: nothing is lost,
 * nothing happens twice.
 *
 * SPDX-License-Identifier: ISC
 */
#include <curl/curl.h>
#include <hiredis/hiredis.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/crypto.h"
#include "base/time.h"
#include "e2e.h"
#include "net/signature.h"
#include "suites.h"

enum { MEMBERS = 100, PER_MEMBER = 20, DELIVERIES = MEMBERS * PER_MEMBER };

/* One delivery, prepared before the threads start: they share no memory. */
struct parcel {
	const char *url;
	const char *body;
	const char *signature; /* a whole header line */
	int copies;            /* how often it is still to be sent */
};

struct load {
	struct parcel *parcels;
	size_t count;
	atomic_size_t next;
	atomic_int failures; /* answers that were no 200 */
	atomic_int is_over;
};

static size_t
ignore(char *bytes, size_t size, size_t count, void *context)
{
	(void)bytes;
	(void)context;
	return size * count;
}

/* Sends until it is answered 200, as Meta does. */
static int
send_parcel(CURL *curl, const struct parcel *parcel)
{
	struct curl_slist *list = curl_slist_append(NULL, parcel->signature);
	int failures = 0;
	long status = 0;

	list = curl_slist_append(list, "Content-Type: application/json");
	curl_easy_reset(curl);
	curl_easy_setopt(curl, CURLOPT_URL, parcel->url);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, list);
	curl_easy_setopt(curl, CURLOPT_POSTFIELDS, parcel->body);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, ignore);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, 30000L);
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	while (failures < 200) {
		status = 0;
		if (curl_easy_perform(curl) == CURLE_OK)
			curl_easy_getinfo(
			    curl, CURLINFO_RESPONSE_CODE, &status);
		if (status == 200)
			break;
		failures++;
		pause_ms(50);
	}
	curl_slist_free_all(list);
	return failures;
}

static void *
sender(void *context)
{
	struct load *load = context;
	CURL *curl = curl_easy_init();
	size_t place;

	while ((place = atomic_fetch_add(&load->next, 1)) < load->count)
		atomic_fetch_add(
		    &load->failures, send_parcel(curl, &load->parcels[place]));
	curl_easy_cleanup(curl);
	atomic_fetch_add(&load->is_over, 1);
	return NULL;
}

static size_t
random_below(size_t limit)
{
	uint64_t random;

	crypto_random(&random, sizeof(random));
	return (size_t)(random % limit);
}

static struct parcel
parcel_of(
    const struct studio *studio, const char *from, int number, const char *mark)
{
	const char *body = whatsapp_text(studio, from,
	    arena_printf(e2e_arena(), "wamid.%s.%s.%d", mark, from, number),
	    arena_printf(e2e_arena(), "Nachricht %d", number));

	return (struct parcel){
		.url = arena_printf(e2e_arena(), "%s/webhook/whatsapp/%s",
		    e2e_env("ARIIA_URL"), studio->slug),
		.body = body,
		.signature =
		    arena_printf(e2e_arena(), "X-Hub-Signature-256: %s",
			signature_meta(e2e_arena(), studio->app_secret, body,
			    strlen(body))),
	};
}

/* Outlives a test that fails while its senders still run. */
static struct load load;

/* Every message one to three times, in any order. */
static void
make_load(const struct studio *studio)
{
	const char *mark = fresh_id("");

	load = (struct load){ 0 };
	load.parcels =
	    arena_array(e2e_arena(), struct parcel, (size_t)DELIVERIES * 3);
	for (int member = 0; member < MEMBERS; member++)
		for (int i = 0; i < PER_MEMBER; i++) {
			struct parcel parcel = parcel_of(studio,
			    arena_printf(e2e_arena(), "49176%08d", member), i,
			    mark);

			for (size_t c = 1 + random_below(3); c > 0; c--)
				load.parcels[load.count++] = parcel;
		}
	for (size_t i = load.count; i > 1; i--) {
		size_t other = random_below(i);
		struct parcel kept = load.parcels[i - 1];

		load.parcels[i - 1] = load.parcels[other];
		load.parcels[other] = kept;
	}
}

enum { SENDERS = 8 };

static pthread_t senders[SENDERS];
static size_t sender_count;

static void
start_senders(const struct studio *studio)
{
	make_load(studio);
	for (sender_count = 0; sender_count < SENDERS; sender_count++)
		ck_assert_int_eq(
		    pthread_create(&senders[sender_count], NULL, sender, &load),
		    0);
}

static void
await_senders(void)
{
	while (sender_count > 0)
		pthread_join(senders[--sender_count], NULL);
}

/* What a failed test left to send is not sent. */
static void
end_senders(void)
{
	atomic_store(&load.next, load.count);
	await_senders();
	e2e_teardown();
}

/* All turns and deliveries have ended. */
static void
await_rest(const struct studio *studio, int64_t timeout_ms)
{
	sql_wait(0, timeout_ms,
	    "SELECT (SELECT count(*) FROM jobs WHERE kind IN "
	    "('turn', 'deliver') AND tenant_id = %" PRId64
	    ") + (SELECT count(*) FROM chat_sessions WHERE tenant_id = %" PRId64
	    " AND answered_id < last_inbound_id) + (SELECT count(*) FROM "
	    "chat_messages WHERE tenant_id = %" PRId64
	    " AND state IN ('queued', 'sending'))",
	    studio->id, studio->id, studio->id);
}

static void
expect_everything_once(const struct studio *studio)
{
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM chat_messages WHERE tenant_id = "
		    "%" PRId64 " AND direction = 'inbound'",
		studio->id),
	    DELIVERIES);
	ck_assert_int_eq(
	    sql_int("SELECT sum(quantity) FROM usage_ledger WHERE tenant_id ="
		    " %" PRId64 " AND what = 'inbound'",
		studio->id),
	    DELIVERIES);
	ck_assert_int_eq(sql_int("SELECT count(*) FROM chat_sessions WHERE "
				 "tenant_id = %" PRId64,
			     studio->id),
	    MEMBERS);
	/* Every reply went out, or says that nobody knows. */
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM chat_messages WHERE tenant_id = "
		    "%" PRId64 " AND direction = 'outbound' AND state NOT IN "
		    "('sent', 'unconfirmed')",
		studio->id),
	    0);
	/* As many ledger rows as replies. */
	ck_assert_int_eq(
	    sql_int("SELECT (SELECT count(*) FROM usage_ledger WHERE tenant_id"
		    " = %" PRId64 " AND what = 'outbound') - (SELECT count(*) "
		    "FROM chat_messages WHERE tenant_id = %" PRId64
		    " AND direction = 'outbound')",
		studio->id, studio->id),
	    0);
}

/* The provider got each of our messages at most once. */
static void
expect_nothing_twice(const struct studio *studio)
{
	int64_t sent = sql_int(
	    "SELECT count(*) FROM chat_messages WHERE tenant_id = %" PRId64
	    " AND direction = 'outbound' AND state = 'sent'",
	    studio->id);
	int64_t unconfirmed = sql_int(
	    "SELECT count(*) FROM chat_messages WHERE tenant_id = %" PRId64
	    " AND direction = 'outbound' AND state = 'unconfirmed'",
	    studio->id);
	int64_t received = sim_messages(studio);

	ck_assert_int_ge(received, sent);
	ck_assert_int_le(received, sent + unconfirmed);
}

static void
redis_flush(void)
{
	redisContext *redis = redisConnectUnix(e2e_env("ARIIA_REDIS"));

	ck_assert(redis != NULL && redis->err == 0);
	freeReplyObject(redisCommand(redis, "FLUSHALL"));
	redisFree(redis);
}

/* Replies to one member reached the provider in the order of their making: our
 * own ids, which travel with them, only grow. */
static void
expect_in_order(int member)
{
	struct answer answer = get(
	    arena_printf(e2e_arena(),
		"%s/sim/requests?contains=%%22to%%5C%%22%%3A%%5C%%2249176%08d",
		e2e_env("ARIIA_SIM_URL"), member),
	    NULL);
	struct json_object *items = json_at(answer.json, "items");
	int64_t last = 0;

	expect_status(answer, 200);
	ck_assert_uint_gt(json_length(items), 0);
	for (size_t i = 0; i < json_length(items); i++) {
		struct json_object *sent = json_keep(e2e_arena(),
		    json_tokener_parse(
			json_text_at(json_item(items, i), "body")));
		int64_t id;

		ck_assert(
		    json_int(json_at(sent, "biz_opaque_callback_data"), &id));
		ck_assert_int_gt(id, last);
		last = id;
	}
}

static void
kill_something(size_t round)
{
	static const char *const names[] = { "webhook", "agent", "courier",
		"webhook", "agent", "courier", "admin" };
	const char *name = names[round % ARRAY_LENGTH(names)];

	/* First children, then whole programs. */
	if (round % 2 == 0) {
		program_signal(name, SIGKILL);
		stack_do("start", name);
		return;
	}
	program_signal_child(name, SIGKILL);
}

START_TEST(nothing_is_lost_or_doubled_when_processes_are_killed)
{
	struct studio *studio = studio_new("Ausfall", "pro");

	start_senders(studio);
	for (size_t round = 0; atomic_load(&load.is_over) < SENDERS; round++) {
		pause_ms(200 + (int64_t)random_below(500));
		kill_something(round);
	}
	await_senders();
	await_rest(studio, 180000);
	expect_everything_once(studio);
	expect_nothing_twice(studio);
}
END_TEST

START_TEST(nothing_is_lost_while_redis_is_flushed_stopped_and_gone)
{
	struct studio *studio = studio_new("Ohne Redis", "pro");

	start_senders(studio);
	pause_ms(300);
	redis_flush();
	pause_ms(200);
	program_signal("redis", SIGSTOP);
	pause_ms(5000);
	program_signal("redis", SIGCONT);
	stack_do("stop", "redis");
	pause_ms(5000);
	expect_status(get("/sessions", studio->owner), 200);
	stack_do("start", "redis");
	await_senders();
	ck_assert_int_eq(atomic_load(&load.failures), 0);
	await_rest(studio, 120000);
	expect_everything_once(studio);
	expect_nothing_twice(studio);
	for (int member = 0; member < MEMBERS; member += 10)
		expect_in_order(member);
}
END_TEST

START_TEST(a_reload_under_load_fails_no_request)
{
	static const char *const names[] = { "webhook", "agent", "courier",
		"admin", "ui" };
	struct studio *studio = studio_new("Neu laden", "pro");
	size_t round = 0;

	start_senders(studio);
	while (atomic_load(&load.is_over) < SENDERS) {
		program_signal(names[round++ % ARRAY_LENGTH(names)], SIGHUP);
		pause_ms(100);
	}
	await_senders();
	ck_assert_int_eq(atomic_load(&load.failures), 0);
	await_rest(studio, 60000);
	expect_everything_once(studio);
	expect_nothing_twice(studio);
}
END_TEST

/* What a program has logged so far. */
static const char *
log_of(const char *program)
{
	FILE *file = fopen(arena_printf(e2e_arena(), "%s/log/%s.log",
			       e2e_env("ARIIA_DIR"), program),
	    "re");
	struct buf text = buf_new(e2e_arena(), (size_t)1 << 30);
	char chunk[65536];
	size_t got;

	ck_assert_ptr_nonnull(file);
	while ((got = fread(chunk, 1, sizeof(chunk), file)) > 0)
		buf_add_bytes(&text, chunk, got);
	fclose(file);
	return buf_text(&text);
}

START_TEST(a_child_that_crashes_takes_only_its_own_request_with_it)
{
	enum { CRASHES = 5 };
	struct studio *studio = studio_new("Absturz", "pro");
	const char *log;

	start_senders(studio);
	for (int i = 0; i < CRASHES; i++) {
		pause_ms(500);
		program_signal_child("webhook", SIGSEGV);
	}
	await_senders();
	ck_assert_int_le(atomic_load(&load.failures), CRASHES);
	await_rest(studio, 60000);
	expect_everything_once(studio);
	log = log_of("webhook");
	ck_assert_msg(
	    strstr(log, "SIGSEGV") != NULL && strstr(log, "frames") != NULL,
	    "the log does not tell where");
}
END_TEST

/* A secret that nobody can open makes every delivery of the studio fail. */
START_TEST(a_poisoned_job_is_set_aside_shown_and_can_be_run_again)
{
	struct studio *studio = studio_new("Vergiftet", "pro");
	struct studio *healthy = studio_new("Gesund", "pro");
	const char *from = fresh_number();
	const char *status;

	sim_rule("{\"match\":\"Vergiftet\",\"delay_ms\":1000}");
	expect_status(
	    deliver(studio,
		whatsapp_text(studio, from, fresh_id("wamid."), "Hallo")),
	    200);
	sql_run("UPDATE settings SET sealed = 'AAAA' WHERE tenant_id = %" PRId64
		" AND key = 'whatsapp_access_token'",
	    studio->id);
	sql_wait(1, 60000,
	    "SELECT count(*) FROM jobs WHERE tenant_id = %" PRId64
	    " AND state = 'set_aside'",
	    studio->id);
	status = ariia(0, "status");
	ck_assert_ptr_nonnull(strstr(status, studio->slug));
	/* The neighbor has noticed nothing. */
	from = fresh_number();
	expect_status(
	    deliver(healthy,
		whatsapp_text(healthy, from, fresh_id("wamid."), "Hallo")),
	    200);
	(void)replies_to(from, 1, 10000);
	/* Mended, it runs. */
	ariia(
	    0, "setting", "put", studio->slug, "whatsapp_access_token", "good");
	ariia(0, "job", "run-again", studio->slug,
	    sql_text("SELECT id FROM jobs WHERE tenant_id = %" PRId64
		     " AND state = 'set_aside'",
		studio->id));
	/* What is due much later (to give the conversation back) stays. */
	sql_wait(0, 20000,
	    "SELECT count(*) FROM jobs WHERE kind IN ('turn', 'deliver') AND"
	    " tenant_id = %" PRId64,
	    studio->id);
}
END_TEST

Suite *
faults_suite(void)
{
	Suite *suite = suite_create("faults");
	TCase *tests = tcase_create("faults");

	tcase_add_checked_fixture(tests, e2e_setup, end_senders);
	tcase_set_timeout(tests, 0);
	tcase_add_test(
	    tests, nothing_is_lost_or_doubled_when_processes_are_killed);
	tcase_add_test(
	    tests, nothing_is_lost_while_redis_is_flushed_stopped_and_gone);
	tcase_add_test(tests, a_reload_under_load_fails_no_request);
	tcase_add_test(
	    tests, a_child_that_crashes_takes_only_its_own_request_with_it);
	tcase_add_test(
	    tests, a_poisoned_job_is_set_aside_shown_and_can_be_run_again);
	suite_add_tcase(suite, tests);
	return suite;
}
