/*
 * storm.c - three studios at once on the same few children, while children are
 * killed and connections to the database are cut: nobody is ever shown what is
 * another's.
 *
 * SPDX-License-Identifier: ISC
 */
#include <curl/curl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>

#include "e2e.h"
#include "suites.h"

enum {
	STUDIOS = 3,
	REQUESTS = 10000,
	TROUBLE_EVERY = 200,
	ANSWER_MAX = 64 * 1024
};

/* What one studio's thread asks, and what it saw. It shares no memory. */
struct visitor {
	pthread_t thread;
	const char *urls[3];
	const char *header;
	const char *own;                  /* stands in every good answer */
	const char *foreign[STUDIOS - 1]; /* must stand in none */
	char answer[ANSWER_MAX + 1];
	size_t len;
	int good;
	int broken; /* a child or a connection was killed under it */
	int leaks;
};

static struct visitor visitors[STUDIOS];
static atomic_int left;

static size_t
take(char *bytes, size_t size, size_t count, void *context)
{
	struct visitor *visitor = context;
	size_t room = ANSWER_MAX - visitor->len;
	size_t len = size * count < room ? size * count : room;

	memcpy(visitor->answer + visitor->len, bytes, len);
	visitor->len += len;
	visitor->answer[visitor->len] = '\0';
	return size * count;
}

static void
visit(CURL *curl, struct visitor *visitor, const char *url)
{
	struct curl_slist *list = curl_slist_append(NULL, visitor->header);
	long status = 0;

	visitor->len = 0;
	visitor->answer[0] = '\0';
	curl_easy_reset(curl);
	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, list);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, visitor);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, 30000L);
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	if (curl_easy_perform(curl) == CURLE_OK)
		curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	curl_slist_free_all(list);
	if (status == 200 && strstr(visitor->answer, visitor->own) != NULL)
		visitor->good++;
	else
		visitor->broken++;
	for (size_t i = 0; i < STUDIOS - 1; i++)
		if (strstr(visitor->answer, visitor->foreign[i]) != NULL)
			visitor->leaks++;
}

static void *
run(void *context)
{
	struct visitor *visitor = context;
	CURL *curl = curl_easy_init();

	for (size_t i = 0; atomic_fetch_sub(&left, 1) > 0; i++)
		visit(curl, visitor,
		    visitor->urls[i % ARRAY_LENGTH(visitor->urls)]);
	curl_easy_cleanup(curl);
	return NULL;
}

/* A studio whose every page says its own name. */
static void
prepare(struct visitor *visitor, const char *mark)
{
	struct studio *studio = studio_new(mark, "pro");
	const char *base = e2e_env("ARIIA_URL");

	*visitor = (struct visitor){ .own = mark };
	expect_status(deliver(studio,
			  whatsapp_text(studio, fresh_number(),
			      fresh_id("wamid."), mark)),
	    200);
	sql_run("UPDATE chat_sessions SET display_name = '%s' WHERE tenant_id ="
		" %" PRId64,
	    mark, studio->id);
	visitor->header = arena_printf(
	    e2e_arena(), "Authorization: Bearer %s", studio->owner);
	visitor->urls[0] =
	    arena_printf(e2e_arena(), "%s/admin/prompt-config", base);
	visitor->urls[1] = arena_printf(e2e_arena(), "%s/sessions", base);
	visitor->urls[2] = arena_printf(e2e_arena(),
	    "%s/sessions/%" PRId64 "/messages", base,
	    sql_int("SELECT id FROM chat_sessions WHERE tenant_id = %" PRId64,
		studio->id));
}

static void
make_trouble(size_t round)
{
	if (round % 2 == 0)
		sql_run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
			" WHERE usename = 'ariia_admin' ORDER BY random() LIMIT"
			" 1");
	else
		program_signal_child("admin", SIGKILL);
}

START_TEST(interleaved_tenants_on_few_children_never_meet)
{
	static const char *const marks[] = { "STURMALPHA", "STURMBETA",
		"STURMGAMMA" };
	int good = 0;

	for (size_t i = 0; i < STUDIOS; i++)
		prepare(&visitors[i], marks[i]);
	for (size_t i = 0; i < STUDIOS; i++)
		for (size_t j = 1; j < STUDIOS; j++)
			visitors[i].foreign[j - 1] = marks[(i + j) % STUDIOS];
	atomic_store(&left, REQUESTS);
	for (size_t i = 0; i < STUDIOS; i++)
		ck_assert_int_eq(pthread_create(&visitors[i].thread, NULL, run,
				     &visitors[i]),
		    0);
	/* Trouble comes with what is done, else a slow machine would see
	 * nothing but trouble. */
	for (int round = 0; atomic_load(&left) > 0; pause_ms(100)) {
		if (REQUESTS - atomic_load(&left) < round * TROUBLE_EVERY)
			continue;
		make_trouble((size_t)round++);
	}
	for (size_t i = 0; i < STUDIOS; i++)
		pthread_join(visitors[i].thread, NULL);
	for (size_t i = 0; i < STUDIOS; i++) {
		ck_assert_int_eq(visitors[i].leaks, 0);
		good += visitors[i].good;
	}
	/* Trouble costs the requests it hits and no more. */
	ck_assert_int_gt(good, REQUESTS * 9 / 10);
}
END_TEST

Suite *
storm_suite(void)
{
	Suite *suite = suite_create("storm");
	TCase *tests = tcase_create("storm");

	tcase_add_checked_fixture(tests, e2e_setup, e2e_teardown);
	tcase_set_timeout(tests, 0);
	tcase_add_test(tests, interleaved_tenants_on_few_children_never_meet);
	suite_add_tcase(suite, tests);
	return suite;
}
