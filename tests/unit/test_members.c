/*
 * test_members.c - numbers, days, files and what people call themselves.
 *
 * SPDX-License-Identifier: ISC
 */
#include <check.h>
#undef fail

#include "base/json.h"
#include "base/text.h"
#include "members/date.h"
#include "members/member_export.h"
#include "members/member_identity.h"
#include "members/member_row.h"

Suite *members_suite(void);

static struct arena *arena;

static void
setup(void)
{
	arena = arena_create(1 << 16, 1 << 28);
}

static void
teardown(void)
{
	arena_free(arena);
}

static const char *
phone(const char *text, const char *locale)
{
	const char *read = phone_read(arena, text, phone_country_of(locale));

	return read == NULL ? "none" : read;
}

START_TEST(a_number_is_stored_as_it_is_dialed_from_abroad)
{
	ck_assert_str_eq(phone("0170 / 123 45 67", "de-DE"), "+491701234567");
	ck_assert_str_eq(phone("+49 (0)170 1234567", "de-DE"), "+491701234567");
	ck_assert_str_eq(phone("0049-170-1234567", "de-DE"), "+491701234567");
	ck_assert_str_eq(phone("491701234567", "de-DE"), "+491701234567");
	ck_assert_str_eq(phone("1701234567", "de-DE"), "+491701234567");
	ck_assert_str_eq(phone("030 1234567", "de-DE"), "+49301234567");
	ck_assert_str_eq(phone("0660 1234567", "de-AT"), "+436601234567");
	ck_assert_str_eq(phone("+43 660 1234567", "de-DE"), "+436601234567");
	ck_assert_str_eq(phone("0170 1234567", "xx"), "+491701234567");
}
END_TEST

START_TEST(what_is_no_number_is_refused)
{
	static const char *const bad[] = { "", "-", "12", "call me", "0170x123",
		"+0170123456", "+4917012345678901", "(0)", "++491701234567" };

	for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
		ck_assert_str_eq(phone(bad[i], "de-DE"), "none");
}
END_TEST

static const char *
day(const char *text)
{
	struct instant today;
	const char *read;

	ck_assert(instant_parse("2026-11-22T10:00:00Z", &today));
	read = date_read(arena, text, today);
	return read == NULL ? "none" : read;
}

START_TEST(days_are_read_as_people_and_spreadsheets_write_them)
{
	ck_assert_str_eq(day("1990-12-31"), "1990-12-31");
	ck_assert_str_eq(day("31.12.1990"), "1990-12-31");
	ck_assert_str_eq(day("1.2.85"), "1985-02-01");
	ck_assert_str_eq(day("01/02/12"), "2012-02-01");
	ck_assert_str_eq(day("1990-12-31 00:00:00"), "1990-12-31");
	ck_assert_str_eq(day("29.02.2024"), "2024-02-29");
	ck_assert_str_eq(day("29.02.2023"), "none");
	ck_assert_str_eq(day("31.11.1990"), "none");
	ck_assert_str_eq(day("0.1.1990"), "none");
	ck_assert_str_eq(day("31.12"), "none");
	ck_assert_str_eq(day("31.12.199"), "none");
	ck_assert_str_eq(day("12.1990"), "none");
	ck_assert_str_eq(day("1850-01-01"), "none");
}
END_TEST

START_TEST(who_somebody_is_stands_in_a_sentence)
{
	struct identity identity =
	    identity_read(arena, "Klar, meine Mail ist Max@Example.org!");

	ck_assert_str_eq(identity.email, "max@example.org");
	ck_assert_ptr_null(identity.phone);
	ck_assert_ptr_null(identity.numbers[0]);
	identity = identity_read(arena, "Ich bin M-4711, danke");
	ck_assert_str_eq(identity.numbers[1], "M-4711");
	identity = identity_read(arena, " m 4711 ");
	ck_assert_str_eq(identity.numbers[0], "m4711");
	identity = identity_read(arena, "unter 0170 / 1234567.");
	ck_assert_str_eq(identity.phone, "0170 / 1234567");
	identity = identity_read(arena, "");
	ck_assert_ptr_null(identity.email);
	ck_assert_ptr_null(identity.numbers[0]);
}
END_TEST

/* The rows of text, each as its cells between bars. */
static const char *
rows(const char *bytes, size_t len)
{
	struct buf out = buf_new(arena, 1 << 20);
	struct csv_reader reader;
	struct csv_row row;
	const char *text = csv_utf8(arena, bytes, len, &len);

	if (text == NULL)
		return "no text";
	reader = csv_begin(text, len);
	while (csv_next(arena, &reader, &row)) {
		buf_printf(&out, "%" PRId64 ":", row.line);
		if (row.is_broken)
			buf_add(&out, "broken");
		for (size_t i = 0; i < row.count; i++)
			buf_printf(&out, "|%s", row.cells[i]);
		buf_add_char(&out, '\n');
	}
	return buf_text(&out);
}
#define ROWS(text) rows(text, strlen(text))

START_TEST(rows_have_the_separator_of_their_first_line)
{
	ck_assert_str_eq(ROWS("a;b,c;d\n1;2;3"), "1:|a|b,c|d\n2:|1|2|3\n");
	ck_assert_str_eq(ROWS("a,b\r\n1,2\r\n"), "1:|a|b\n2:|1|2\n");
	ck_assert_str_eq(ROWS("a\tb\n1\t2"), "1:|a|b\n2:|1|2\n");
	ck_assert_str_eq(ROWS("a\r1\r\r2"), "1:|a\n2:|1\n4:|2\n");
	ck_assert_str_eq(ROWS("a;b\n1;\n;\n"), "1:|a|b\n2:|1|\n3:||\n");
}
END_TEST

START_TEST(quotes_hold_separators_breaks_and_quotes)
{
	ck_assert_str_eq(
	    ROWS("a;\"b;\"\"c\"\"\nd\";e\nf"), "1:|a|b;\"c\"\nd|e\n3:|f\n");
	ck_assert_str_eq(ROWS("a;b \"c\" d\n"), "1:|a|b \"c\" d\n");
	ck_assert_str_eq(ROWS("a;\"b\"c\n"), "1:|a|bc\n");
}
END_TEST

START_TEST(quotes_that_nobody_closes_cost_one_line)
{
	ck_assert_str_eq(ROWS("a;b\n1;\"open\n2;x\n3;y\n"),
	    "1:|a|b\n2:broken\n3:|2|x\n4:|3|y\n");
}
END_TEST

START_TEST(utf_8_and_windows_1252_may_be_mixed)
{
	ck_assert_str_eq(ROWS("\xef\xbb\xbfM\xc3\xbcller\nM\xfcller \x80\n"),
	    "1:|Müller\n2:|Müller €\n");
	ck_assert_str_eq(rows("a\0b", 3), "no text");
}
END_TEST

START_TEST(utf_16_is_known_by_its_mark)
{
	ck_assert(csv_is_utf16("\xff\xfe"
			       "a\0",
	    4));
	ck_assert(csv_is_utf16("\xfe\xff\0a", 4));
	ck_assert(csv_is_utf16("\xff\xfe", 2));
	ck_assert(!csv_is_utf16("\xff", 1));
	ck_assert(!csv_is_utf16("\xef\xbb\xbf"
				"a",
	    4));
	ck_assert(!csv_is_utf16("ab", 2));
}
END_TEST

START_TEST(no_cell_is_a_formula_and_each_comes_back)
{
	static const char *const cells[] = { "=1+1", "+49170", "-5", "@x",
		"\tx", "'=x", "''+", "'x", "plain", "a;b", "\"", "" };

	for (size_t i = 0; i < ARRAY_LENGTH(cells); i++) {
		struct buf out = buf_new(arena, 1000);
		struct csv_reader reader;
		struct csv_row row;

		buf_add(&out, "x;");
		csv_add(&out, cells[i], ';');
		reader = csv_begin(buf_text(&out), out.len);
		ck_assert(csv_next(arena, &reader, &row));
		ck_assert_uint_eq(row.count, 2);
		ck_assert(row.cells[1][0] == '\0' ||
		    strchr("=+-@\t\r", row.cells[1][0]) == NULL);
		ck_assert_str_eq(csv_plain(row.cells[1]), cells[i]);
	}
}
END_TEST

START_TEST(columns_have_german_and_english_names)
{
	ck_assert_int_eq(
	    member_column_of(arena, "Kunden-Nummer"), COLUMN_CUSTOMER_ID);
	ck_assert_int_eq(
	    member_column_of(arena, "MITGLIEDSNUMMER"), COLUMN_MEMBER_NUMBER);
	ck_assert_int_eq(
	    member_column_of(arena, "E-Mail Adresse"), COLUMN_EMAIL);
	ck_assert_int_eq(
	    member_column_of(arena, "date_of_birth"), COLUMN_BIRTH_DATE);
	ck_assert_int_eq(member_column_of(arena, "Schlagwörter"), COLUMN_TAGS);
	ck_assert_int_eq(member_column_of(arena, "Trainer"), COLUMN_EXTRA);
	ck_assert_int_eq(member_column_of(arena, "id"), COLUMN_LEFT_OUT);
}
END_TEST

/* The row behind the names of the columns: as JSON, or what is wrong. */
static const char *
taken_in(const char *file)
{
	struct csv_reader reader = csv_begin(file, strlen(file));
	struct member_columns columns;
	struct task task = { .arena = arena };
	struct row_member member;
	struct row_error error;
	struct csv_row row;
	size_t len;

	ck_assert(csv_next(arena, &reader, &row));
	ck_assert_ptr_null(member_columns_read(arena, &row, &columns));
	ck_assert(csv_next(arena, &reader, &row));
	if (!member_row_read(&task, &columns, phone_country_of("de-DE"), &row,
		&member, &error))
		return arena_printf(arena, "%" PRId64 " %s %s", error.line,
		    error.field, error.reason);
	return json_write(
	    arena, json_keep(arena, member_row_json(&member, row.line)), &len);
}

static const char *
complaint_about(const char *header)
{
	struct csv_reader reader = csv_begin(header, strlen(header));
	struct member_columns columns;
	struct csv_row row;

	ck_assert(csv_next(arena, &reader, &row));
	return member_columns_read(arena, &row, &columns);
}

START_TEST(no_column_stands_there_twice)
{
	static const char *const bad[] = { "customer_id;Telefon;telefon",
		"customer_id;E-Mail;Email", "Spind;customer_id; spind",
		"customer_id;Telefon;x;Customer ID" };
	static const char *const good[] = { "customer_id;Telefon;Handy",
		"customer_id;Wert +;Wert -", "customer_id;;;id;id" };

	for (size_t at = 0; at < ARRAY_LENGTH(bad); at++) {
		const char *complaint = complaint_about(bad[at]);

		ck_assert_msg(complaint != NULL, "passes: %s", bad[at]);
		ck_assert_ptr_nonnull(strstr(complaint, "two columns"));
	}
	ck_assert_ptr_nonnull(strstr(complaint_about(bad[2]), "\"spind\""));
	for (size_t at = 0; at < ARRAY_LENGTH(good); at++)
		ck_assert_ptr_null(complaint_about(good[at]));
}
END_TEST

START_TEST(a_row_becomes_a_member)
{
	const char *json = taken_in(
	    "Kundennr;Name;Vorname;Geburtsdatum;Handy;E-Mail;Pausiert;Tags;"
	    "Spind\n77;Mustermann;Max;31.12.1990;'+49170 1234567;A@B.de;ja;"
	    "VIP, Yoga, VIP;12b");

	ck_assert_ptr_nonnull(strstr(json, "\"customer_id\":\"77\""));
	ck_assert_ptr_nonnull(strstr(json, "\"last_name\":\"Mustermann\""));
	ck_assert_ptr_nonnull(strstr(json, "\"birth_date\":\"1990-12-31\""));
	ck_assert_ptr_nonnull(strstr(json, "\"phone\":\"+491701234567\""));
	ck_assert_ptr_nonnull(strstr(json, "\"email\":\"a@b.de\""));
	ck_assert_ptr_nonnull(strstr(json, "\"is_paused\":true"));
	ck_assert_ptr_nonnull(strstr(json, "\"tags\":[\"VIP\",\"Yoga\"]"));
	ck_assert_ptr_nonnull(strstr(json, "{\"Spind\":\"12b\"}"));
	json = taken_in("Mitgliedsnummer;Name\n5;\"Muster, Eva\"");
	ck_assert_ptr_nonnull(strstr(json, "\"first_name\":\"Eva\""));
	json = taken_in("Mitgliedsnummer;Name\n5;Eva Maria Muster");
	ck_assert_ptr_nonnull(strstr(json, "\"first_name\":\"Eva Maria\""));
}
END_TEST

START_TEST(a_wrong_row_says_what_is_wrong)
{
	ck_assert_str_eq(taken_in("customer_id;email\n1;nobody"),
	    "2 email is no e-mail address");
	ck_assert_str_eq(taken_in("customer_id;phone\n1;12"),
	    "2 phone is no telephone number");
	ck_assert_str_eq(taken_in("customer_id;name\n;Max"),
	    "2  needs a customer_id, a member_number, or both email and "
	    "birth_date");
	ck_assert_str_eq(taken_in("customer_id;name\n1;Max;x"),
	    "2  has more cells than there are columns");
	ck_assert_str_eq(taken_in("customer_id;paused\n1;maybe"),
	    "2 is_paused must be yes or no");
	ck_assert_str_eq(taken_in("customer_id;birthday\n1;1.1.2199"),
	    "2 birth_date is no day such as 1990-12-31 or 31.12.1990");
}
END_TEST

START_TEST(what_is_exported_is_taken_in_again)
{
	struct member member = { .id = 7,
		.customer_id = "=K1",
		.first_name = "Ann;\"e\"",
		.last_name = "Öz",
		.phone = "+491701234567",
		.tags = member_tags_of(arena, "a, b"),
		.notes = "-one\ntwo" };
	struct buf out = buf_new(arena, 1 << 16);
	const char *json;

	member_export_header(&out);
	member_export_row(arena, &out, &member);
	ck_assert_ptr_nonnull(strstr(buf_text(&out), ";'=K1;"));
	json = taken_in(buf_text(&out) + 3);
	ck_assert_ptr_nonnull(strstr(json, "\"customer_id\":\"=K1\""));
	ck_assert_ptr_nonnull(strstr(json, "\"first_name\":\"Ann;\\\"e\\\"\""));
	ck_assert_ptr_nonnull(strstr(json, "\"phone\":\"+491701234567\""));
	ck_assert_ptr_nonnull(strstr(json, "\"tags\":[\"a\",\"b\"]"));
	ck_assert_ptr_nonnull(strstr(json, "\"notes\":\"-one\\ntwo\""));
}
END_TEST

Suite *
members_suite(void)
{
	Suite *suite = suite_create("members");
	TCase *tests = tcase_create("members");

	tcase_add_checked_fixture(tests, setup, teardown);
	tcase_add_test(tests, a_number_is_stored_as_it_is_dialed_from_abroad);
	tcase_add_test(tests, what_is_no_number_is_refused);
	tcase_add_test(
	    tests, days_are_read_as_people_and_spreadsheets_write_them);
	tcase_add_test(tests, who_somebody_is_stands_in_a_sentence);
	tcase_add_test(tests, rows_have_the_separator_of_their_first_line);
	tcase_add_test(tests, quotes_hold_separators_breaks_and_quotes);
	tcase_add_test(tests, quotes_that_nobody_closes_cost_one_line);
	tcase_add_test(tests, utf_8_and_windows_1252_may_be_mixed);
	tcase_add_test(tests, utf_16_is_known_by_its_mark);
	tcase_add_test(tests, no_cell_is_a_formula_and_each_comes_back);
	tcase_add_test(tests, columns_have_german_and_english_names);
	tcase_add_test(tests, no_column_stands_there_twice);
	tcase_add_test(tests, a_row_becomes_a_member);
	tcase_add_test(tests, a_wrong_row_says_what_is_wrong);
	tcase_add_test(tests, what_is_exported_is_taken_in_again);
	suite_add_tcase(suite, tests);
	return suite;
}
