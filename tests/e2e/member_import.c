/*
 * member_import.c - files of members, in and out.
 *
 * SPDX-License-Identifier: ISC
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/time.h"
#include "e2e.h"
#include "suites.h"

enum { WAIT_MS = 60000, ROWS_OF_CHECK = 5000, ROWS_OF_KILL = 20000 };

static struct answer
send_file(const struct studio *studio, const char *query, const char *file)
{
	return send_body("POST",
	    arena_printf(e2e_arena(), "/admin/members/import%s", query),
	    studio->owner, "text/csv", file, strlen(file), NULL);
}

static const char *
path_of(struct answer answer)
{
	int64_t id = 0;

	expect_status(answer, 202);
	ck_assert(json_int(json_at(answer.json, "id"), &id));
	return arena_printf(e2e_arena(), "/admin/members/imports/%" PRId64, id);
}

/* The import once it has ended. */
static struct json_object *
ended(const struct studio *studio, const char *path)
{
	int64_t end_ms = monotonic_ms() + WAIT_MS;
	struct answer answer;

	do {
		answer = get(path, studio->owner);
		expect_status(answer, 200);
		if (text_is_equal(json_text_at(answer.json, "state"), "done") ||
		    text_is_equal(json_text_at(answer.json, "state"), "failed"))
			return answer.json;
		pause_ms(50);
	} while (monotonic_ms() < end_ms);
	ck_abort_msg("the import does not end: %s", answer.body);
	return NULL;
}

/* "created updated unchanged failed" of a file that was taken in. */
static const char *
sums(struct json_object *import)
{
	int64_t sum[4] = { 0 };
	static const char *const names[] = { "created", "updated", "unchanged",
		"failed" };

	ck_assert_str_eq(json_text_at(import, "state"), "done");
	for (size_t i = 0; i < 4; i++)
		ck_assert(json_int(json_at(import, names[i]), &sum[i]));
	return arena_printf(e2e_arena(),
	    "%" PRId64 " %" PRId64 " %" PRId64 " %" PRId64, sum[0], sum[1],
	    sum[2], sum[3]);
}

static const char *
taken_in(const struct studio *studio, const char *query, const char *file)
{
	return sums(ended(studio, path_of(send_file(studio, query, file))));
}

static int64_t
members_of(const struct studio *studio)
{
	return sql_int("SELECT count(*) FROM studio_members WHERE tenant_id = "
		       "%" PRId64,
	    studio->id);
}

static const char *
member_text(const struct studio *studio, const char *column, const char *id)
{
	return sql_text("SELECT coalesce(%s::text, 'null') FROM studio_members"
			" WHERE tenant_id = %" PRId64 " AND customer_id = '%s'",
	    column, studio->id, id);
}

START_TEST(a_wrong_row_never_stops_the_right_ones)
{
	struct studio *studio = studio_new("Reihen", "pro");
	const char *path = path_of(send_file(studio, "",
	    "\xef\xbb\xbfKundennummer;Vorname;Nachname;Geburtsdatum;Telefon;"
	    "E-Mail;Spind\r\n"
	    "1;Max;M\xc3\xbcller;31.12.1990;0170 1234567;Max@Example.org;7\r\n"
	    "2;Eva;Kaputt;31.13.1990;;;\r\n"
	    "3;\"Ann \"\"A\"\"\";\"a;b\";;;;\r\n"
	    "4;Offen;\"nie zu;;;;\r\n"
	    "5;Alt;Gr\xfc\xdf;1.2.85;;;\r\n"
	    ";Ohne;Nummer;;;;\r\n"
	    "6;Zu;viel;;;;;x\r\n"
	    "\r\n"
	    "7;Letzte;Zeile;;;;"));
	struct answer errors;

	ck_assert_str_eq(sums(ended(studio, path)), "4 0 0 4");
	ck_assert_str_eq(member_text(studio, "last_name", "1"), "Müller");
	ck_assert_str_eq(member_text(studio, "phone", "1"), "+491701234567");
	ck_assert_str_eq(member_text(studio, "email", "1"), "max@example.org");
	ck_assert_str_eq(
	    member_text(studio, "additional_info->>'Spind'", "1"), "7");
	ck_assert_str_eq(member_text(studio, "last_name", "3"), "a;b");
	ck_assert_str_eq(member_text(studio, "last_name", "5"), "Grüß");
	ck_assert_str_eq(member_text(studio, "birth_date", "5"), "1985-02-01");
	ck_assert_str_eq(member_text(studio, "source", "7"), "import");
	errors =
	    get(arena_printf(e2e_arena(), "%s/errors", path), studio->owner);
	expect_status(errors, 200);
	ck_assert_ptr_nonnull(
	    strstr(errors.body, "\r\n3;birth_date;is no day"));
	ck_assert_ptr_nonnull(strstr(errors.body, "\r\n5;;\"has quotes"));
	ck_assert_ptr_nonnull(strstr(errors.body, "\r\n7;;"));
	ck_assert_ptr_nonnull(strstr(errors.body, "\r\n8;;has more cells"));
}
END_TEST

START_TEST(the_same_file_twice_gives_the_same)
{
	struct studio *studio = studio_new("Zweimal", "pro");
	static const char file[] =
	    "customer_id,member_number,first_name,email,birth_date,tags\n"
	    "K1,N1,Max,a@example.org,1990-01-01,\"x, y\"\n"
	    ",N2,Eva,b@example.org,1991-01-01,\n"
	    ",,Ole,c@example.org,1992-01-01,\n"
	    ",,Una,c@example.org,1993-01-01,\n";

	ck_assert_str_eq(taken_in(studio, "?dry_run=true", file), "4 0 0 0");
	ck_assert_int_eq(members_of(studio), 0);
	ck_assert_str_eq(taken_in(studio, "", file), "4 0 0 0");
	ck_assert_str_eq(taken_in(studio, "", file), "0 0 4 0");
	/* Each is known by the best key that a row has; an empty cell changes
	 * nothing, a better key is taken over. */
	ck_assert_str_eq(taken_in(studio, "",
			     "customer_id,member_number,first_name,email,"
			     "birth_date\n"
			     "K1,,Maximilian,,\nK2,N2,,,\n"
			     ",,Olaf,c@example.org,1992-01-01\n"),
	    "0 3 0 0");
	ck_assert_str_eq(member_text(studio, "first_name", "K1"), "Maximilian");
	ck_assert_str_eq(member_text(studio, "email", "K1"), "a@example.org");
	ck_assert_str_eq(member_text(studio, "first_name", "K2"), "Eva");
	ck_assert_int_eq(members_of(studio), 4);
	ck_assert_str_eq(taken_in(studio, "?on_conflict=skip",
			     "customer_id,first_name\nK1,Anders\nK9,Neu\n"),
	    "1 0 1 0");
	ck_assert_str_eq(member_text(studio, "first_name", "K1"), "Maximilian");
}
END_TEST

START_TEST(rows_about_the_same_member_follow_each_other)
{
	struct studio *studio = studio_new("Doppelt", "pro");

	ck_assert_str_eq(taken_in(studio, "",
			     "customer_id;member_number;first_name\n"
			     "A;1;eins\nA;1;zwei\nA;;drei\n;1;vier\n"
			     "B;1;fremd\n"),
	    "1 3 0 1");
	ck_assert_str_eq(member_text(studio, "first_name", "A"), "vier");
}
END_TEST

START_TEST(the_plan_stops_only_what_is_new)
{
	struct studio *studio = studio_new("Voll", "starter");
	const char *path;
	struct answer errors;

	sql_run("INSERT INTO studio_members (tenant_id, customer_id) SELECT "
		"%" PRId64 ", 'C' || n FROM generate_series(1, 498) n",
	    studio->id);
	path = path_of(send_file(studio, "?dry_run=true",
	    "customer_id;first_name\nD1;x\nD2;x\nD3;x\nC1;y\nD4;x\n"));
	ck_assert_str_eq(sums(ended(studio, path)), "2 1 0 2");
	path = path_of(send_file(studio, "",
	    "customer_id;first_name\nD1;x\nD2;x\nD3;x\nC1;y\nD4;x\n"));
	ck_assert_str_eq(sums(ended(studio, path)), "2 1 0 2");
	errors =
	    get(arena_printf(e2e_arena(), "%s/errors", path), studio->owner);
	ck_assert_ptr_nonnull(
	    strstr(errors.body, "4;;Your plan has room for 500 members."));
	ck_assert_int_eq(members_of(studio), 500);
}
END_TEST

START_TEST(what_can_not_be_a_file_of_members_is_refused_at_once)
{
	struct studio *studio = studio_new("Keine", "pro");

	expect_status(send_file(studio, "", ""), 422);
	expect_status(send_file(studio, "", "name\nMax\n"), 422);
	expect_status(send_file(studio, "", "customer_id;name\n"), 422);
	expect_status(send_file(studio, "", "customer_id;Tel;tel\n1;2;3"), 422);
	expect_status(send_body("POST", "/admin/members/import", studio->owner,
			  "text/csv", "customer_id\n\0x\n", 15, NULL),
	    422);
	expect_status(
	    send_file(studio, "?on_conflict=x", "id;customer_id\n;1"), 422);
	expect_status(send_body("POST", "/admin/members/import", studio->owner,
			  "application/json", "{}", 2, NULL),
	    415);
	expect_status(send_body("POST", "/admin/members/import", studio->staff,
			  "text/csv", "customer_id\n1\n", 14, NULL),
	    403);
}
END_TEST

/* What a file has of itself and not of its members, left out. */
static const char *
without_times(const char *file)
{
	struct buf out = buf_new(e2e_arena(), 1 << 22);

	/* id ; the rest ; source ; created_at ; updated_at */
	while (*file != '\0') {
		size_t len = strcspn(file, "\r"), end = len;

		for (int cells = 0; end > 0 && cells < 3; cells++)
			while (end > 0 && file[--end] != ';')
				continue;
		len = strcspn(file, ";");
		buf_add_bytes(&out, file + len, end > len ? end - len : 0);
		buf_add_char(&out, '\n');
		file += strcspn(file, "\n");
		file += *file == '\n';
	}
	return buf_text(&out);
}

START_TEST(an_export_taken_in_elsewhere_exports_the_same)
{
	struct studio *from = studio_new("Quelle", "pro");
	struct studio *to = studio_new("Ziel", "pro");
	struct answer first, second;

	ck_assert_str_eq(
	    taken_in(from, "",
		"Kundennr,Vorname,Nachname,Tel,Notiz,Tags,Spind,pausiert\n"
		"1,=cmd(),Müller,+49 170 1234567,\"-a\n\"\"b\"\"\",\"x,y\",7,ja"
		"\n2,'@x,\"Ö;z\",,\tz,,,nein\n"),
	    "2 0 0 0");
	first = get("/admin/members/export", from->owner);
	expect_status(first, 200);
	ck_assert_ptr_nonnull(strstr(first.body, ";'=cmd();"));
	ck_assert_ptr_nonnull(strstr(first.body, ";'+491701234567;"));
	ck_assert_str_eq(taken_in(to, "", first.body), "2 0 0 0");
	second = get("/admin/members/export", to->owner);
	ck_assert_str_eq(without_times(first.body), without_times(second.body));
	ck_assert_str_eq(taken_in(from, "", first.body), "0 0 2 0");
}
END_TEST

static const char *
file_of(int64_t rows)
{
	struct buf out = buf_new(e2e_arena(), 32 << 20);

	buf_add(&out,
	    "Kundennummer;Mitgliedsnummer;Vorname;Nachname;Geburtsdatum;"
	    "Telefon;E-Mail;Eintritt;Spind\n");
	for (int64_t i = 1; i <= rows; i++)
		buf_printf(&out,
		    "K%d;M%d;Vorname%d;Nachname%d;%02d.%02d.%d;0170%07d;"
		    "member%d@example.org;2020-01-01;%d\n",
		    (int)i, (int)i, (int)(i % 977), (int)(i % 7919),
		    (int)(i % 28 + 1), (int)(i % 12 + 1), (int)(1950 + i % 50),
		    (int)i, (int)i, (int)(i % 300));
	return buf_text(&out);
}

static int64_t
lines_of(const char *text)
{
	int64_t lines = 0;

	for (; *text != '\0'; text++)
		lines += *text == '\n';
	return lines;
}

/* More for a measurement, by $MEMBER_IMPORT_ROWS. */
static int64_t
rows_wanted(void)
{
	const char *given = getenv("MEMBER_IMPORT_ROWS");
	int64_t rows = ROWS_OF_CHECK;

	if (given != NULL)
		ck_assert(text_to_int64(given, &rows));
	return rows;
}

START_TEST(many_members_come_in_within_seconds)
{
	struct studio *studio = studio_new("Groß", "enterprise");
	int64_t rows = rows_wanted();
	const char *file = file_of(rows);
	int64_t since_ms = monotonic_ms();
	struct json_object *import =
	    ended(studio, path_of(send_file(studio, "", file)));
	int64_t first_ms = monotonic_ms() - since_ms;
	struct answer answer;

	ck_assert_str_eq(
	    sums(import), arena_printf(e2e_arena(), "%" PRId64 " 0 0 0", rows));
	since_ms = monotonic_ms();
	import = ended(studio, path_of(send_file(studio, "", file)));
	printf("import of %" PRId64 " members: %" PRId64 " ms, again: %" PRId64
	       " ms\n",
	    rows, first_ms, monotonic_ms() - since_ms);
	ck_assert_str_eq(
	    sums(import), arena_printf(e2e_arena(), "0 0 %" PRId64 " 0", rows));
	since_ms = monotonic_ms();
	answer =
	    get("/admin/members?search=nachname42&limit=10", studio->staff);
	expect_status(answer, 200);
	printf("search among %" PRId64 " members: %" PRId64 " ms\n", rows,
	    monotonic_ms() - since_ms);
	since_ms = monotonic_ms();
	answer = get("/admin/members/export", studio->owner);
	expect_status(answer, 200);
	ck_assert_int_eq(lines_of(answer.body), rows + 1);
	printf("export of %" PRId64 " members: %" PRId64 " ms, %zu bytes\n",
	    rows, monotonic_ms() - since_ms, answer.len);
}
END_TEST

START_TEST(an_import_goes_on_after_a_kill)
{
	struct studio *studio = studio_new("Absturz", "enterprise");
	const char *path =
	    path_of(send_file(studio, "", file_of(ROWS_OF_KILL)));

	for (int kills = 0; kills < 3; kills++) {
		pause_ms(200);
		program_signal_child("clock", SIGKILL);
	}
	ck_assert_str_eq(sums(ended(studio, path)),
	    arena_printf(e2e_arena(), "%d 0 0 0", ROWS_OF_KILL));
	ck_assert_int_eq(members_of(studio), ROWS_OF_KILL);
}
END_TEST

START_TEST(nobody_sees_another_studios_import)
{
	struct studio *ours = studio_new("Unser", "pro");
	struct studio *theirs = studio_new("Ihr", "pro");
	const char *path =
	    path_of(send_file(theirs, "", "customer_id;name\n1;Max\n2;x;y\n"));

	(void)ended(theirs, path);
	expect_status(get(path, ours->owner), 404);
	expect_status(
	    get(arena_printf(e2e_arena(), "%s/errors", path), ours->owner),
	    404);
	ck_assert_ptr_null(
	    strstr(get("/admin/members/export", ours->owner).body, "Max"));
	ck_assert_str_eq(
	    taken_in(ours, "", "customer_id;name\n1;Moritz\n"), "1 0 0 0");
	ck_assert_str_eq(member_text(theirs, "last_name", "1"), "Max");
}
END_TEST

Suite *
member_import_suite(void)
{
	Suite *suite = suite_create("member_import");
	TCase *tests = tcase_create("member_import");

	tcase_add_checked_fixture(tests, e2e_setup, e2e_teardown);
	tcase_set_timeout(tests, 0);
	tcase_add_test(tests, a_wrong_row_never_stops_the_right_ones);
	tcase_add_test(tests, the_same_file_twice_gives_the_same);
	tcase_add_test(tests, rows_about_the_same_member_follow_each_other);
	tcase_add_test(tests, the_plan_stops_only_what_is_new);
	tcase_add_test(
	    tests, what_can_not_be_a_file_of_members_is_refused_at_once);
	tcase_add_test(tests, an_export_taken_in_elsewhere_exports_the_same);
	tcase_add_test(tests, many_members_come_in_within_seconds);
	tcase_add_test(tests, an_import_goes_on_after_a_kill);
	tcase_add_test(tests, nobody_sees_another_studios_import);
	suite_add_tcase(suite, tests);
	return suite;
}
