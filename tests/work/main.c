/*
 * main.c - runs the tests of src/net and src/work against real servers; see
 * run.
 *
 * SPDX-License-Identifier: ISC
 */
#include "work_test.h"

#include <libpq-fe.h>

#include "base/check.h"
#include "base/log.h"

enum { TASKS_MAX = 8 };

struct config fixture_config;
static struct task *tasks[TASKS_MAX];
static struct db *connections[TASKS_MAX];
static size_t task_count;
static char answer[1024];

struct task *
fixture_task(const char *role, int64_t tenant_id)
{
	struct arena *arena = arena_create(4096, 64 << 20);
	struct task *task = arena_new(arena, struct task);

	check(task_count < TASKS_MAX);
	*task = (struct task){
		.arena = arena,
		.config = &fixture_config,
		.db = db_open(&fixture_config, role),
		.tenant_id = tenant_id,
		.id = "test",
		.what = "test",
	};
	connections[task_count] = task->db;
	tasks[task_count++] = task;
	return task;
}

struct task *
fixture_again(struct task *task)
{
	db_rollback(task);
	task_forgive(task);
	return task;
}

/* The first value of the first row, "" when there is none. */
static const char *ask(const char *format, va_list values) printf_like(1, 0);

static const char *
ask(const char *format, va_list values)
{
	static char sql[2048];
	static char url[512];
	PGconn *connection;
	PGresult *result;

	check(vsnprintf(sql, sizeof(sql), format, values) < (int)sizeof(sql));
	(void)snprintf(url, sizeof(url), "%s user=postgres",
	    getenv("ARIIA_TEST_DATABASE"));
	connection = PQconnectdb(url);
	result = PQexec(connection, sql);
	if (PQresultStatus(result) != PGRES_COMMAND_OK &&
	    PQresultStatus(result) != PGRES_TUPLES_OK)
		ck_abort_msg("%s: %s", sql, PQerrorMessage(connection));
	answer[0] = '\0';
	if (PQntuples(result) > 0)
		(void)snprintf(
		    answer, sizeof(answer), "%s", PQgetvalue(result, 0, 0));
	PQclear(result);
	PQfinish(connection);
	return answer;
}

void
admin(const char *format, ...)
{
	va_list values;

	va_start(values, format);
	(void)ask(format, values);
	va_end(values);
}

int64_t
admin_number(const char *format, ...)
{
	va_list values;
	int64_t number;

	va_start(values, format);
	number = strtoll(ask(format, values), NULL, 10);
	va_end(values);
	return number;
}

const char *
admin_text(const char *format, ...)
{
	va_list values;
	const char *text;

	va_start(values, format);
	text = ask(format, values);
	va_end(values);
	return text;
}

void
sleep_ms(int64_t ms)
{
	struct timespec pause = { .tv_sec = ms / 1000,
		.tv_nsec = ms % 1000 * 1000000 };

	while (nanosleep(&pause, &pause) != 0)
		continue;
}

void
fixture_setup(void)
{
	fixture_config = (struct config){
		.database_url = getenv("ARIIA_TEST_DATABASE"),
		.redis_url = getenv("ARIIA_TEST_REDIS"),
		.request_deadline_ms = 10000,
	};
	admin("TRUNCATE jobs, notes");
}

void
fixture_teardown(void)
{
	while (task_count > 0) {
		task_count--;
		arena_free(tasks[task_count]->arena);
		db_close(connections[task_count]);
	}
}

int
main(void)
{
	SRunner *runner = srunner_create(http_client_suite());
	int failed;

	if (getenv("ARIIA_TEST_DATABASE") == NULL) {
		(void)fprintf(stderr, "run me through tests/work/run\n");
		srunner_free(runner);
		return EXIT_FAILURE;
	}
	log_start("work-test",
	    getenv("ARIIA_TEST_LOUD") == NULL ? LOG_ERROR : LOG_DEBUG);
	srunner_add_suite(runner, mail_client_suite());
	srunner_add_suite(runner, queue_rows_suite());
	srunner_add_suite(runner, worker_suite());
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
