/*
 * main.c - runs the tests of src/data against real servers; see run.
 *
 * SPDX-License-Identifier: ISC
 */
#include "data_test.h"

#include <libpq-fe.h>

#include "base/json.h"
#include "base/log.h"

/* clang-format off */
static const struct field note_fields[] = {
	FIELD(note, id,         READ_ONLY, 0,   "Identifier"),
	FIELD(note, email,      REQUIRED,  254, "Address"),
	FIELD(note, size,       OPTIONAL,  0,   "Size"),
	FIELD(note, is_read,    OPTIONAL,  0,   "Whether it was read"),
	FIELD(note, score,      OPTIONAL,  0,   "Score"),
	FIELD(note, body,       OPTIONAL,  0,   "Anything"),
	FIELD(note, created_at, READ_ONLY, 0,   "When it was made"),
	FIELD(note, tenant_id,  READ_ONLY, 0,   "Whose it is"),
	{ 0 }
};
const struct record note_record = RECORD(note);

#define COLUMNS "id, email, size, is_read, score, body, created_at"
const struct query note_queries[] = {
	[NOTE_ADD] = { "note_add",
	    "INSERT INTO notes (email) VALUES ($1) RETURNING " COLUMNS },
	[NOTE_FIND] = { "note_find",
	    "SELECT " COLUMNS " FROM notes WHERE email = $1" },
	[NOTE_LIST] = { "note_list",
	    "SELECT " COLUMNS " FROM notes WHERE id > $1 ORDER BY id LIMIT $2" },
	[NOTE_SIZE] = { "note_size",
	    "UPDATE notes SET size = $2 WHERE email = $1" },
	[NOTE_REMOVE] = { "note_remove", "DELETE FROM notes WHERE email = $1" },
	[NOTE_ADDRESS] = { "note_address",
	    "INSERT INTO notes (mail_address) VALUES ($1)" },
	[NOTE_ROOM] = { "note_room",
	    "INSERT INTO notes (email, room_id) VALUES ($1, $2)" },
	[NOTE_FULL] = { "note_full",
	    "INSERT INTO notes (email, size, is_read, score, body, created_at) "
	    "VALUES ($1, $2, $3, $4, $5, $6) RETURNING " COLUMNS },
	[NOTE_SLEEP] = { "note_sleep",
	    "SELECT 1::bigint AS id FROM pg_sleep($1)" },
	[NOTE_SECRET] = { "note_secret", "SELECT id FROM secrets" },
	[NOTE_MANY] = { "note_many",
	    "SELECT n AS id, repeat('x', $2::int) AS email "
	    "FROM generate_series(1, $1::bigint) n" },
	[NOTE_PID] = { "note_pid", "SELECT pg_backend_pid()::bigint AS id" },
	[NOTE_WRONG_COLUMN] = { "note_wrong_column", "SELECT 1 AS wrong" },
	[NOTE_WRONG_TYPE] = { "note_wrong_type", "SELECT 'x'::text AS id" },
	[NOTE_WRONG_VALUE] = { "note_wrong_value", "SELECT $1::text AS size" },
	[NOTE_ROOM_ADD] = { "note_room_add",
	    "INSERT INTO rooms (name) VALUES ($1) RETURNING id" },
	[NOTE_ROOM_REMOVE] = { "note_room_remove",
	    "DELETE FROM rooms WHERE id = $1" },
	[NOTE_DEFER] = { "note_defer",
	    "SET CONSTRAINTS notes_room_id_fkey DEFERRED" },
};
/* clang-format on */

struct config fixture_config;
struct task *fixture;
static struct arena *arenas[8];
static size_t arena_count;

struct task *
fixture_task(int64_t tenant_id)
{
	struct arena *arena = arena_create(4096, 64 << 20);
	struct task *task = arena_new(arena, struct task);

	ck_assert_uint_lt(arena_count, ARRAY_LENGTH(arenas));
	arenas[arena_count++] = arena;
	task->arena = arena;
	task->config = &fixture_config;
	task->tenant_id = tenant_id;
	task->id = "test";
	task->what = "test";
	if (fixture != NULL) {
		task->db = fixture->db;
		task->cache = fixture->cache;
	}
	return task;
}

void
fixture_setup(void)
{
	fixture_config = (struct config){
		.database_url = getenv("ARIIA_TEST_DATABASE"),
		.redis_url = getenv("ARIIA_TEST_REDIS"),
		.request_deadline_ms = 10000,
	};
	fixture = fixture_task(1);
	fixture->db = db_open(&fixture_config, "ariia_test");
	fixture->cache = cache_open(&fixture_config);
	admin("TRUNCATE notes, rooms RESTART IDENTITY");
}

void
fixture_teardown(void)
{
	struct db *db = fixture->db;
	struct cache *cache = fixture->cache;

	for (size_t i = 0; i < arena_count; i++)
		arena_free(arenas[i]);
	arena_count = 0;
	fixture = NULL;
	cache_close(cache);
	db_close(db);
}

static PGresult *
admin_run(PGconn *connection, const char *sql)
{
	PGresult *result = PQexec(connection, sql);

	ck_assert_msg(PQresultStatus(result) == PGRES_COMMAND_OK ||
		PQresultStatus(result) == PGRES_TUPLES_OK,
	    "%s: %s", sql, PQerrorMessage(connection));
	return result;
}

static void
notice(void *context not_used, const char *message not_used)
{
}

static PGconn *
admin_connect(void)
{
	char url[512];
	PGconn *connection;

	snprintf(url, sizeof(url), "%s user=postgres",
	    getenv("ARIIA_TEST_DATABASE"));
	connection = PQconnectdb(url);
	ck_assert_int_eq(PQstatus(connection), CONNECTION_OK);
	PQsetNoticeProcessor(connection, notice, NULL);
	return connection;
}

void
admin(const char *sql)
{
	PGconn *connection = admin_connect();

	PQclear(admin_run(connection, sql));
	PQfinish(connection);
}

int64_t
admin_number(const char *sql)
{
	PGconn *connection = admin_connect();
	PGresult *result = admin_run(connection, sql);
	int64_t number = strtoll(PQgetvalue(result, 0, 0), NULL, 10);

	PQclear(result);
	PQfinish(connection);
	return number;
}

int
main(void)
{
	SRunner *runner;
	int failed;

	if (getenv("ARIIA_TEST_DATABASE") == NULL) {
		fputs("run this through tests/data/run\n", stderr);
		return 77;
	}
	log_start("data-test",
	    getenv("ARIIA_TEST_VERBOSE") != NULL ? LOG_DEBUG : LOG_ERROR + 1);
	runner = srunner_create(db_suite());
	srunner_add_suite(runner, db_failure_suite());
	srunner_add_suite(runner, row_suite());
	srunner_add_suite(runner, migrate_suite());
	srunner_add_suite(runner, cache_suite());
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
