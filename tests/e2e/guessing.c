/*
 * guessing.c - those who guess passwords: they are slowed, nobody else is.
 *
 * SPDX-License-Identifier: ISC
 */
#include <curl/curl.h>
#include <signal.h>

#include "base/time.h"
#include "person.h"
#include "suites.h"

#define WRONG "ganz und gar falsch geraten"

enum {
	AT_ONCE = 12,
	FLOOD_MS = 3000,
	QUIET_MESSAGES = 30,
	MESSAGES_MAX = 1000,
	ADDRESSES = 1000
};

static int
guess(const char *address, const char *email)
{
	struct answer answer = login_from(address, email, WRONG);

	ck_assert_msg(answer.status == 401 || answer.status == 429, "%d: %s",
	    answer.status, answer.body);
	if (answer.status == 429)
		ck_assert_ptr_nonnull(answer_header(&answer, "retry-after"));
	return answer.status;
}

START_TEST(a_hundred_wrong_passwords_lock_nobody_else_behind_the_address)
{
	struct studio *studio = studio_new("Büro", "pro");
	struct person *victim = person_new(studio, "tenant_user");
	struct person *colleague = person_new(studio, "tenant_user");
	const char *office = fresh_address();
	int refused = 0;

	for (int i = 0; i < 100; i++)
		refused +=
		    guess(office,
			i % 4 == 0 ? victim->email
				   : arena_printf(e2e_arena(), "guess%d-%s",
					 i % 8, victim->email)) == 429;
	ck_assert_int_gt(refused, 40);
	expect_status(
	    login_from(office, colleague->email, PERSON_PASSWORD), 200);
	/* Elsewhere even the one who was guessed at is not slowed. */
	expect_status(
	    login_from(fresh_address(), victim->email, PERSON_PASSWORD), 200);
}
END_TEST

START_TEST(guesses_without_redis_are_slowed_as_well)
{
	struct person *mia =
	    person_new(studio_new("Allein", "pro"), "tenant_user");
	const char *address = fresh_address();
	int refused = 0;

	program_signal("redis", SIGSTOP);
	/* Each of four children counts for itself. */
	for (int i = 0; i < 60 && refused == 0; i++)
		refused += guess(address, mia->email) == 429;
	program_signal("redis", SIGCONT);
	/* Until every child has noticed. */
	pause_ms(1500);
	ck_assert_int_gt(refused, 0);
}
END_TEST

START_TEST(a_thousand_addresses_are_slowed_and_the_owner_gets_in)
{
	struct person *mia =
	    person_new(studio_new("Ansturm", "pro"), "tenant_admin");
	const char *home = fresh_address();
	struct answer answer = call_from(&(struct call){
	    .method = "POST",
	    .path = "/auth/login",
	    .address = fresh_address(),
	    .type = "application/json",
	    .body = arena_printf(e2e_arena(),
		"{\"email\":\"%s\",\"password\":\"" PERSON_PASSWORD
		"\",\"cookie\":true}",
		mia->email),
	});
	const char *device = answer_cookie(&answer, "ariia-device");
	int tried = 0;

	ck_assert_ptr_nonnull(device);
	expect_status(login_from(home, mia->email, PERSON_PASSWORD), 200);
	for (int i = 0; i < ADDRESSES; i++)
		tried += guess(arena_printf(e2e_arena(), "127.250.%d.%d",
				   i / 250, 1 + i % 250),
			     mia->email) == 401;
	ck_assert_int_le(tried, 70);
	/* From where she has been before, and with a browser that she has used
	 * before, wherever it is now. */
	expect_status(login_from(home, mia->email, PERSON_PASSWORD), 200);
	expect_status(
	    call_from(&(struct call){
		.method = "POST",
		.path = "/auth/login",
		.address = fresh_address(),
		.type = "application/json",
		.body = login_body(mia->email, PERSON_PASSWORD),
		.headers = { arena_printf(e2e_arena(), "Cookie: %s", device) },
	    }),
	    200);
}
END_TEST

/* Many who sign in at the same time, each from an address of their own. */
struct flood {
	CURLM *multi;
	struct curl_slist *headers;
	int64_t end_ms;
	int answers[600];
};

static size_t
ignore(char *bytes, size_t size, size_t count, void *context)
{
	(void)bytes;
	(void)context;
	return size * count;
}

static void
flood_add(struct flood *flood, CURL *curl)
{
	const char *email = fresh_id("flood@");

	curl_easy_reset(curl);
	curl_easy_setopt(curl, CURLOPT_URL,
	    arena_printf(e2e_arena(), "%s/auth/login", e2e_env("ARIIA_URL")));
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, flood->headers);
	curl_easy_setopt(
	    curl, CURLOPT_COPYPOSTFIELDS, login_body(email, WRONG));
	curl_easy_setopt(curl, CURLOPT_INTERFACE,
	    arena_printf(e2e_arena(), "host!%s", fresh_address()));
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, ignore);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, 30000L);
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_multi_add_handle(flood->multi, curl);
}

/* Takes what has ended and starts as many anew, until the end. */
static int
flood_turn(struct flood *flood)
{
	int running = 0, left;
	CURLMsg *message;

	curl_multi_perform(flood->multi, &running);
	while ((message = curl_multi_info_read(flood->multi, &left)) != NULL) {
		CURL *curl = message->easy_handle;
		long status = 0;

		curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
		ck_assert_int_lt(status, 600);
		flood->answers[status]++;
		curl_multi_remove_handle(flood->multi, curl);
		if (monotonic_ms() < flood->end_ms) {
			flood_add(flood, curl);
			running++;
		} else {
			curl_easy_cleanup(curl);
		}
	}
	return running;
}

static void
flood_begin(struct flood *flood)
{
	flood->multi = curl_multi_init();
	flood->headers =
	    curl_slist_append(NULL, "Content-Type: application/json");
	flood->end_ms = monotonic_ms() + FLOOD_MS;
	for (int i = 0; i < AT_ONCE; i++)
		flood_add(flood, curl_easy_init());
}

static void
flood_end(struct flood *flood)
{
	while (flood_turn(flood) > 0)
		curl_multi_wait(flood->multi, NULL, 0, 100, NULL);
	curl_multi_cleanup(flood->multi);
	curl_slist_free_all(flood->headers);
}

static int
compare(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return x < y ? -1 : x > y;
}

static int64_t
deliver_one(const struct studio *studio)
{
	int64_t since_us = monotonic_us();

	expect_status(deliver(studio,
			  whatsapp_text(studio, fresh_number(),
			      fresh_id("wamid."), "Hallo")),
	    200);
	return monotonic_us() - since_us;
}

static int64_t
median(int64_t *times, size_t count)
{
	qsort(times, count, sizeof(*times), compare);
	return times[count / 2];
}

START_TEST(a_flood_of_sign_ins_is_held_back_and_webhooks_go_on)
{
	struct studio *studio = studio_new("Flut", "pro");
	struct flood flood = { 0 };
	int64_t times[MESSAGES_MAX];
	size_t count = 0;
	int64_t quiet_us;

	for (size_t i = 0; i < QUIET_MESSAGES; i++)
		times[i] = deliver_one(studio);
	quiet_us = median(times, QUIET_MESSAGES);
	flood_begin(&flood);
	while (monotonic_ms() < flood.end_ms && count < MESSAGES_MAX) {
		(void)flood_turn(&flood);
		times[count++] = deliver_one(studio);
	}
	flood_end(&flood);
	ck_assert_uint_gt(count, 20);
	ck_assert_int_gt(flood.answers[401], 0);
	ck_assert_int_gt(flood.answers[429], 0);
	ck_assert_int_eq(flood.answers[0] + flood.answers[500] +
		flood.answers[502] + flood.answers[503] + flood.answers[504],
	    0);
	/* Two hashes at once on at least two cores: a fair share is a half, and
	 * the other programs and this one want theirs as well. */
	ck_assert_int_le(median(times, count), 8 * quiet_us + 50000);
}
END_TEST

Suite *
guessing_suite(void)
{
	Suite *suite = suite_create("guessing");
	TCase *tests = tcase_create("guessing");

	tcase_add_checked_fixture(tests, e2e_setup, e2e_teardown);
	tcase_set_timeout(tests, 0);
	tcase_add_test(tests,
	    a_hundred_wrong_passwords_lock_nobody_else_behind_the_address);
	tcase_add_test(tests, guesses_without_redis_are_slowed_as_well);
	tcase_add_test(
	    tests, a_thousand_addresses_are_slowed_and_the_owner_gets_in);
	tcase_add_test(
	    tests, a_flood_of_sign_ins_is_held_back_and_webhooks_go_on);
	suite_add_tcase(suite, tests);
	return suite;
}
