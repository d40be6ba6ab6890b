/*
 * test_log.c - lines of the log, and the last words of a process.
 *
 * SPDX-License-Identifier: ISC
 */
#include "unit.h"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/check.h"
#include "base/json.h"
#include "base/log.h"

Suite *log_suite(void);

static char written[200000];

/* What act wrote to standard error, in a process of its own; status is how
 * that ended. */
static const char *
written_by(void (*act)(void), int *status)
{
	size_t len = 0;
	ssize_t count;
	int ends[2];
	pid_t pid;

	ck_assert_int_eq(pipe(ends), 0);
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		dup2(ends[1], STDERR_FILENO);
		close(ends[0]);
		log_start("tester", LOG_INFO);
		act();
		_exit(0);
	}
	close(ends[1]);
	while ((count = read(
		    ends[0], written + len, sizeof(written) - 1 - len)) > 0)
		len += (size_t)count;
	close(ends[0]);
	ck_assert_int_eq(waitpid(pid, status, 0), pid);
	written[len] = '\0';
	return written;
}

/* The only line as JSON. */
static struct json_object *
line_of(const char *text)
{
	struct task task = new_task(new_arena());
	struct json_object *line;
	size_t len = strlen(text);

	ck_assert_uint_gt(len, 0);
	ck_assert_ptr_eq(strchr(text, '\n'), text + len - 1);
	ck_assert_msg(json_parse(&task, text, len, &line), "%s", text);
	return line;
}

static void
say_with_task(void)
{
	struct task task = { .id = "r-1",
		.what = "GET /x",
		.tenant_id = 7,
		.actor = { .user_id = 9 } };

	log_warn(&task, "one \"%s\" \\ \x01\n\t", "word");
}

START_TEST(a_line_carries_the_fields_of_the_task)
{
	struct json_object *line;
	int64_t number;
	int status;

	line = line_of(written_by(say_with_task, &status));
	ck_assert_str_eq(json_text_at(line, "level"), "warn");
	ck_assert_str_eq(json_text_at(line, "program"), "tester");
	ck_assert_str_eq(json_text_at(line, "id"), "r-1");
	ck_assert_str_eq(json_text_at(line, "what"), "GET /x");
	ck_assert(json_int(json_at(line, "tenant"), &number) && number == 7);
	ck_assert(json_int(json_at(line, "actor"), &number) && number == 9);
	ck_assert_str_eq(
	    json_text_at(line, "message"), "one \"word\" \\ \x01\n\t");
	ck_assert_ptr_nonnull(json_text_at(line, "time"));
}
END_TEST

static void
say_broken_bytes(void)
{
	log_info(NULL, "a\xFF\xC3(b");
}

START_TEST(broken_bytes_are_replaced)
{
	int status;

	ck_assert_str_eq(
	    json_text_at(
		line_of(written_by(say_broken_bytes, &status)), "message"),
	    "a\xEF\xBF\xBD\xEF\xBF\xBD(b");
}
END_TEST

static void
say_much(void)
{
	static char much[20000];
	struct task task = { .id = much, .what = much };

	memset(much, 1, sizeof(much) - 1);
	log_event(&task, LOG_ERROR, "much", "%s", much);
}

START_TEST(a_line_that_is_too_long_is_cut_and_still_json)
{
	const char *message;
	int status;

	message =
	    json_text_at(line_of(written_by(say_much, &status)), "message");
	ck_assert_uint_le(strlen(message), 4096);
	ck_assert_uint_gt(strlen(message), 1000);
}
END_TEST

static void
say_quietly(void)
{
	log_debug(NULL, "not wanted");
}

START_TEST(what_is_below_the_least_level_is_not_written)
{
	enum log_level level;
	int status;

	ck_assert_str_eq(written_by(say_quietly, &status), "");
	ck_assert(log_level_parse("error", &level) && level == LOG_ERROR);
	ck_assert(!log_level_parse("ERROR", &level));
	ck_assert(!log_level_parse(NULL, &level));
}
END_TEST

static void
say_access(void)
{
	struct task task = { .id = "r-1", .query_count = 2, .query_us = 350 };

	log_access(&task, 201, 1234, 99);
}

START_TEST(an_access_line_has_numbers)
{
	struct json_object *line;
	int64_t number;
	int status;

	line = line_of(written_by(say_access, &status));
	ck_assert(json_int(json_at(line, "status"), &number) && number == 201);
	ck_assert(
	    json_int(json_at(line, "duration_us"), &number) && number == 1234);
	ck_assert(json_int(json_at(line, "queries"), &number) && number == 2);
	ck_assert(
	    json_int(json_at(line, "query_us"), &number) && number == 350);
	ck_assert(json_int(json_at(line, "bytes"), &number) && number == 99);
}
END_TEST

static void
fail_check(void)
{
	static struct task task = { .id = "r-2", .what = "job x" };

	check_install();
	check_watch(&task);
	check(task.id == NULL);
}

START_TEST(a_failed_check_says_where_and_for_whom)
{
	struct json_object *line;
	int status;

	line = line_of(written_by(fail_check, &status));
	ck_assert(WIFSIGNALED(status));
	ck_assert_int_eq(WTERMSIG(status), SIGABRT);
	ck_assert_str_eq(json_text_at(line, "event"), "check_failed");
	ck_assert_str_eq(json_text_at(line, "message"), "task.id == NULL");
	ck_assert_str_eq(json_text_at(line, "id"), "r-2");
	ck_assert_ptr_nonnull(json_at(line, "line"));
	ck_assert_uint_gt(json_length(json_at(line, "frames")), 2);
}
END_TEST

static void
crash(void)
{
	check_install();
	raise(SIGSEGV);
}

START_TEST(a_crash_leaves_a_line_and_dies_of_its_signal)
{
	struct json_object *line;
	int status;

	line = line_of(written_by(crash, &status));
	ck_assert(WIFSIGNALED(status));
	ck_assert_int_eq(WTERMSIG(status), SIGSEGV);
	ck_assert_str_eq(json_text_at(line, "message"), "died of SIGSEGV");
	ck_assert_uint_gt(json_length(json_at(line, "frames")), 2);
}
END_TEST

Suite *
log_suite(void)
{
	Suite *suite = suite_create("log");
	TCase *cases = tcase_create("log");

	tcase_add_test(cases, a_line_carries_the_fields_of_the_task);
	tcase_add_test(cases, broken_bytes_are_replaced);
	tcase_add_test(cases, a_line_that_is_too_long_is_cut_and_still_json);
	tcase_add_test(cases, what_is_below_the_least_level_is_not_written);
	tcase_add_test(cases, an_access_line_has_numbers);
	tcase_add_test(cases, a_failed_check_says_where_and_for_whom);
	tcase_add_test(cases, a_crash_leaves_a_line_and_dies_of_its_signal);
	suite_add_tcase(suite, cases);
	return suite;
}
