/*
 * test_migrate.c - migrations on a database of their own.
 *
 * SPDX-License-Identifier: ISC
 */
#include "data_test.h"

#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "data/migrate.h"

static char directory[256];
static char url[512];

static void
file_write(const char *name, const char *sql)
{
	char path[512];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	file = fopen(path, "w");
	ck_assert_ptr_nonnull(file);
	fputs(sql, file);
	fclose(file);
}

static void
file_remove(const char *name)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	unlink(path);
}

static bool
migrate(void)
{
	struct task *task = fixture_task(0);
	bool is_done = migrate_apply(task, url, directory);

	task_forgive(fixture);
	if (!is_done)
		fixture->problem = task->problem;
	return is_done;
}

static int64_t
applied(void)
{
	return admin_number("SELECT count(*) FROM schema_migrations");
}

static void
setup(void)
{
	fixture_setup();
	snprintf(directory, sizeof(directory), "%s/migrations.XXXXXX",
	    getenv("ARIIA_TEST_DIR"));
	ck_assert_ptr_nonnull(mkdtemp(directory));
	snprintf(url, sizeof(url), "%s user=postgres",
	    getenv("ARIIA_TEST_DATABASE"));
	admin("DROP TABLE IF EXISTS schema_migrations, apples, pears");
	file_write("0001_apples.sql",
	    "CREATE TABLE apples (id int);\nINSERT INTO apples VALUES (1);\n");
	file_write("README", "no migration");
}

START_TEST(files_are_applied_once_and_in_order)
{
	ck_assert(migrate());
	ck_assert_int_eq(applied(), 1);
	file_write("0002_pears.sql",
	    "CREATE TABLE pears AS SELECT id + 1 AS id FROM apples");
	ck_assert(migrate());
	ck_assert(migrate());
	ck_assert_int_eq(applied(), 2);
	ck_assert_int_eq(admin_number("SELECT id FROM pears"), 2);
	ck_assert_int_eq(admin_number("SELECT count(*) FROM apples"), 1);
}
END_TEST

START_TEST(a_file_that_fails_leaves_nothing)
{
	file_write(
	    "0002_pears.sql", "CREATE TABLE pears (id int); SELECT 1 / 0; ");
	ck_assert(!migrate());
	ck_assert_int_eq(fixture->problem->kind, INTERNAL);
	ck_assert_int_eq(applied(), 1);
	ck_assert_int_eq(
	    admin_number("SELECT coalesce(to_regclass('pears')::oid, 0)"), 0);
	file_write("0002_pears.sql", "CREATE TABLE pears (id int)");
	ck_assert(migrate());
	ck_assert_int_eq(applied(), 2);
}
END_TEST

START_TEST(an_applied_file_that_changed_is_a_conflict)
{
	ck_assert(migrate());
	file_write("0001_apples.sql", "CREATE TABLE apples (id bigint)");
	ck_assert(!migrate());
	ck_assert_int_eq(fixture->problem->kind, CONFLICT);
}
END_TEST

START_TEST(a_database_newer_than_the_program_is_a_conflict)
{
	file_write("0002_pears.sql", "CREATE TABLE pears (id int)");
	ck_assert(migrate());
	file_remove("0002_pears.sql");
	ck_assert(!migrate());
	ck_assert_int_eq(fixture->problem->kind, CONFLICT);
}
END_TEST

START_TEST(a_gap_is_a_conflict)
{
	file_write("0003_pears.sql", "CREATE TABLE pears (id int)");
	ck_assert(!migrate());
	ck_assert_int_eq(fixture->problem->kind, CONFLICT);
	ck_assert_int_eq(
	    admin_number("SELECT coalesce(to_regclass('apples')::oid, 0)"), 0);
}
END_TEST

START_TEST(a_name_or_number_out_of_order_is_a_conflict)
{
	static const char *const names[] = { "0001_pears.sql", "2_pears.sql",
		"0002.sql", "0002_.sql", "0002_Pears.sql", "0000_pears.sql",
		"00002_pears.sql" };

	for (size_t i = 0; i < ARRAY_LENGTH(names); i++) {
		struct task *task = fixture_task(0);

		file_write(names[i], "SELECT 1");
		ck_assert_msg(
		    !migrate_apply(task, url, directory), "%s", names[i]);
		ck_assert_int_eq(task->problem->kind, CONFLICT);
		file_remove(names[i]);
	}
}
END_TEST

START_TEST(a_file_that_commits_is_refused)
{
	file_write("0002_pears.sql", "CREATE TABLE pears (id int); COMMIT;");
	ck_assert(!migrate());
	ck_assert_int_eq(fixture->problem->kind, INTERNAL);
	ck_assert_int_eq(applied(), 1);
}
END_TEST

START_TEST(two_at_once_apply_each_file_once)
{
	int status = 0;
	pid_t child;

	file_write("0002_pears.sql",
	    "SELECT pg_sleep(0.2); CREATE TABLE pears (id int)");
	child = fork();
	ck_assert_int_ge(child, 0);
	if (child == 0)
		_exit(migrate() ? 0 : 1);
	ck_assert(migrate());
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
	ck_assert_int_eq(applied(), 2);
}
END_TEST

START_TEST(no_database_and_no_directory_are_told)
{
	struct task *task = fixture_task(0);

	ck_assert(!migrate_apply(task, "host=/nonexistent", directory));
	ck_assert_int_eq(task->problem->kind, UNAVAILABLE);
	task_forgive(task);
	ck_assert(!migrate_apply(task, url, "/nonexistent"));
	ck_assert_int_eq(task->problem->kind, INTERNAL);
}
END_TEST

Suite *
migrate_suite(void)
{
	Suite *suite = suite_create("migrate");
	TCase *cases = tcase_create("migrate");

	tcase_add_checked_fixture(cases, setup, fixture_teardown);
	tcase_set_timeout(cases, 30);
	tcase_add_test(cases, files_are_applied_once_and_in_order);
	tcase_add_test(cases, a_file_that_fails_leaves_nothing);
	tcase_add_test(cases, an_applied_file_that_changed_is_a_conflict);
	tcase_add_test(cases, a_database_newer_than_the_program_is_a_conflict);
	tcase_add_test(cases, a_gap_is_a_conflict);
	tcase_add_test(cases, a_name_or_number_out_of_order_is_a_conflict);
	tcase_add_test(cases, a_file_that_commits_is_refused);
	tcase_add_test(cases, two_at_once_apply_each_file_once);
	tcase_add_test(cases, no_database_and_no_directory_are_told);
	suite_add_tcase(suite, cases);
	return suite;
}
