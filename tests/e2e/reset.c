/*
 * reset.c - forgotten and changed passwords.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>

#include "applicant.h"
#include "base/time.h"
#include "suites.h"

#define NEW_PASSWORD "gelbe Zebras lachen laut"

enum { TRIES = 25 };

static const char *
forgot_body(const char *email)
{
	return arena_printf(e2e_arena(), "{\"email\":\"%s\"}", email);
}

static void
forget(const char *email)
{
	expect_status(
	    post_stranger("/auth/password/forgot", forgot_body(email)), 202);
}

static const char *
reset_body(const char *email, int number, const char *password)
{
	return mail_token_body(email, number,
	    arena_printf(e2e_arena(), ",\"password\":\"%s\"", password));
}

START_TEST(a_link_in_a_mail_sets_a_new_password_and_ends_every_session)
{
	struct studio *studio = studio_new("Vergesslich", "starter");
	struct person *person = person_new(studio, "tenant_user");
	const char *token = token_of_login(person);
	struct answer answer;

	forget(person->email);
	answer = post_stranger(
	    "/auth/password/reset", reset_body(person->email, 1, NEW_PASSWORD));
	expect_status(answer, 204);
	expect_status(get("/auth/me", token), 401);
	expect_status(
	    login_from(fresh_address(), person->email, PERSON_PASSWORD), 401);
	expect_status(
	    login_from(fresh_address(), person->email, NEW_PASSWORD), 200);
	answer = post_stranger("/auth/password/reset",
	    reset_body(person->email, 1, PERSON_PASSWORD));
	expect_problem_at(&answer, 422, "#/token");
	ck_assert_ptr_null(
	    strstr(mail_wait(person->email, 2)->text, NEW_PASSWORD));
	ck_assert_int_eq(
	    sql_int(
		"SELECT count(*) FROM audit_logs WHERE tenant_id = %" PRId64
		" AND action = 'user.password' AND actor_user_id = %" PRId64,
		studio->id, person->id),
	    1);
}
END_TEST

START_TEST(a_password_that_is_too_weak_does_not_use_up_the_link)
{
	struct person *person =
	    person_new(studio_new("Schwach", "starter"), "tenant_user");
	struct answer answer;

	forget(person->email);
	answer = post_stranger(
	    "/auth/password/reset", reset_body(person->email, 1, "kurz"));
	expect_problem_at(&answer, 422, "#/password");
	expect_status(post_stranger("/auth/password/reset",
			  reset_body(person->email, 1, NEW_PASSWORD)),
	    204);
}
END_TEST

START_TEST(a_link_is_good_for_an_hour_and_the_newest_use_ends_the_others)
{
	struct studio *studio = studio_new("Stunde", "starter");
	struct person *person = person_new(studio, "tenant_user");
	struct answer answer;

	forget(person->email);
	(void)mail_wait(person->email, 1);
	forget(person->email);
	ck_assert_int_eq(
	    sql_int("SELECT max(extract(epoch FROM expires_at - created_at))"
		    "::bigint FROM one_time_tokens WHERE tenant_id = %" PRId64,
		studio->id),
	    3600);
	expect_status(post_stranger("/auth/password/reset",
			  reset_body(person->email, 2, NEW_PASSWORD)),
	    204);
	answer = post_stranger("/auth/password/reset",
	    reset_body(person->email, 1, PERSON_PASSWORD));
	expect_problem_at(&answer, 422, "#/token");
	/* That the password was changed; mails may overtake each other. */
	(void)mail_wait(person->email, 3);
	forget(person->email);
	(void)mail_wait(person->email, 4);
	sql_run("UPDATE one_time_tokens SET expires_at = now() WHERE tenant_id "
		"= %" PRId64,
	    studio->id);
	answer = post_stranger("/auth/password/reset",
	    reset_body(person->email, 4, PERSON_PASSWORD));
	expect_problem_at(&answer, 422, "#/token");
}
END_TEST

START_TEST(a_link_to_verify_does_not_reset_and_the_other_way_round)
{
	struct applicant *applicant = applicant_new("Zweck");
	struct answer answer = post_stranger("/auth/password/reset",
	    reset_body(applicant->email, 1, NEW_PASSWORD));

	expect_problem_at(&answer, 422, "#/token");
	forget(applicant->email);
	answer = post_stranger(
	    "/auth/verify", mail_token_body(applicant->email, 2, ""));
	expect_problem_at(&answer, 422, "#/token");
}
END_TEST

static int
compare(const void *a, const void *b)
{
	int64_t difference = *(const int64_t *)a - *(const int64_t *)b;

	return difference < 0 ? -1 : difference > 0;
}

static int64_t
median(int64_t *times)
{
	qsort(times, TRIES, sizeof(*times), compare);
	return times[TRIES / 2];
}

static int64_t
time_of(const char *path, const char *email, const char **body)
{
	int64_t since = monotonic_us();
	struct answer answer = post_stranger(path, forgot_body(email));
	int64_t took = monotonic_us() - since;

	expect_status(answer, 202);
	*body = answer.body;
	return took;
}

START_TEST(a_stranger_can_not_tell_whether_an_address_exists)
{
	static const char *const paths[] = { "/auth/password/forgot",
		"/auth/resend-verification" };
	struct applicant *known = applicant_new("Bekannt");
	int64_t times[2][TRIES];
	const char *bodies[2];

	for (size_t path = 0; path < ARRAY_LENGTH(paths); path++) {
		for (int i = 0; i < TRIES; i++) {
			times[0][i] =
			    time_of(paths[path], known->email, &bodies[0]);
			times[1][i] = time_of(
			    paths[path], fresh_mailbox("nie-"), &bodies[1]);
			ck_assert_str_eq(bodies[0], bodies[1]);
		}
		ck_assert_int_lt(
		    llabs(median(times[0]) - median(times[1])), 3000);
	}
}
END_TEST

START_TEST(mails_to_one_address_are_counted_and_so_are_requests_of_another)
{
	struct person *person =
	    person_new(studio_new("Flut", "starter"), "tenant_user");
	struct call call = { .method = "POST",
		.path = "/auth/password/forgot",
		.address = fresh_address(),
		.type = "application/json",
		.body = forgot_body(person->email) };

	for (int i = 0; i < 20; i++)
		expect_status(call_from(&call), 202);
	expect_status(call_from(&call), 429);
	(void)mail_wait(person->email, 5);
	pause_ms(1000);
	ck_assert_int_eq(mail_count(person->email), 5);
	/* Whoever has asked so often can still get in by any of them. */
	expect_status(post_stranger("/auth/password/reset",
			  reset_body(person->email, 3, NEW_PASSWORD)),
	    204);
}
END_TEST

START_TEST(an_address_in_two_studios_gets_a_link_for_each)
{
	const char *email = fresh_mailbox("zwei-");
	struct studio *a = studio_new("Eins", "starter");
	struct studio *b = studio_new("Zwei", "starter");
	const struct studio *const studios[] = { a, b };
	struct answer answer;

	for (size_t i = 0; i < 2; i++)
		ariia(0, "user", "create", "--tenant", studios[i]->slug,
		    "--email", email, "--role", "tenant_user");
	forget(email);
	(void)mail_wait(email, 2);
	ck_assert_str_ne(link_value(mail_link(mail_wait(email, 1)), "tenant"),
	    link_value(mail_link(mail_wait(email, 2)), "tenant"));
	answer = post_stranger("/auth/password/forgot",
	    arena_printf(e2e_arena(), "{\"email\":\"%s\",\"tenant\":\"%s\"}",
		email, b->slug));
	expect_status(answer, 202);
	ck_assert_str_eq(
	    link_value(mail_link(mail_wait(email, 3)), "tenant"), b->slug);
	answer = post_stranger("/auth/password/forgot",
	    arena_printf(e2e_arena(),
		"{\"email\":\"%s\",\"tenant\":\"nobody-at-all\"}", email));
	expect_status(answer, 202);
}
END_TEST

START_TEST(changing_the_password_ends_the_other_sessions)
{
	struct person *person =
	    person_new(studio_new("Wechsel", "starter"), "tenant_user");
	const char *here = token_of_login(person);
	const char *elsewhere = token_of_login(person);
	struct answer answer = post_json("/auth/password/change", here,
	    "{\"old\":\"falsch geraten ist das\",\"new\":\"" NEW_PASSWORD
	    "\"}");

	expect_problem_at(&answer, 422, "#/old");
	answer = post_json("/auth/password/change", here,
	    "{\"old\":\"" PERSON_PASSWORD "\",\"new\":\"kurz\"}");
	expect_problem_at(&answer, 422, "#/new");
	expect_status(get("/auth/me", elsewhere), 200);
	answer = post_json("/auth/password/change", here,
	    "{\"old\":\"" PERSON_PASSWORD "\",\"new\":\"" NEW_PASSWORD "\"}");
	expect_status(answer, 204);
	expect_status(get("/auth/me", here), 200);
	expect_status(get("/auth/me", elsewhere), 401);
	expect_status(
	    login_from(fresh_address(), person->email, NEW_PASSWORD), 200);
	(void)mail_wait(person->email, 1);
}
END_TEST

Suite *
reset_suite(void)
{
	Suite *suite = suite_create("reset");
	TCase *tests = tcase_create("reset");

	tcase_add_checked_fixture(tests, e2e_setup, e2e_teardown);
	tcase_set_timeout(tests, 0);
	tcase_add_test(
	    tests, a_link_in_a_mail_sets_a_new_password_and_ends_every_session);
	tcase_add_test(
	    tests, a_password_that_is_too_weak_does_not_use_up_the_link);
	tcase_add_test(tests,
	    a_link_is_good_for_an_hour_and_the_newest_use_ends_the_others);
	tcase_add_test(
	    tests, a_link_to_verify_does_not_reset_and_the_other_way_round);
	tcase_add_test(
	    tests, a_stranger_can_not_tell_whether_an_address_exists);
	tcase_add_test(tests,
	    mails_to_one_address_are_counted_and_so_are_requests_of_another);
	tcase_add_test(tests, an_address_in_two_studios_gets_a_link_for_each);
	tcase_add_test(tests, changing_the_password_ends_the_other_sessions);
	suite_add_tcase(suite, tests);
	return suite;
}
