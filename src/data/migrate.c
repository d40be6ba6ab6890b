/*
 * migrate.c - applies sql/migrations in order, each in a transaction.
 *
 * SPDX-License-Identifier: ISC
 */
#include "data/migrate.h"

#include <dirent.h>
#include <errno.h>
#include <libpq-fe.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/check.h"
#include "base/crypto.h"
#include "base/log.h"
#include "base/text.h"

enum {
	NUMBER_MAX = 9999,
	FILE_BYTES_MAX = 4 << 20,
	ARENA_BYTES_MAX = 64 << 20,
	READ_BYTES = 65536,
	NUMBER_DIGITS = 4
};

/* A file of the directory; what the table says about it. */
struct migration {
	const char *name;
	const char *sql;
	char *checksum;
	bool is_applied;
};

struct migrator {
	struct task *task;
	struct arena *arena; /* dies with the run, not with the task */
	PGconn *connection;
	const char *directory;
	struct migration *migrations; /* number 1 first */
	size_t count;
};

/* Waiting for a lock stops everybody who comes after us: better give up. The
 * number of the lock is "ariia" in ASCII. */
static const char session_sql[] =
    "SET client_encoding = 'UTF8'; SET timezone = 'UTC';"
    "SET statement_timeout = 0; SET lock_timeout = '30s';"
    "SET client_min_messages = 'warning';"
    "SELECT pg_advisory_lock(418515971425)";

static const char table_sql[] =
    "CREATE TABLE IF NOT EXISTS schema_migrations ("
    "version integer PRIMARY KEY, name text NOT NULL,"
    "checksum text NOT NULL,"
    "applied_at timestamptz NOT NULL DEFAULT now());"
    "COMMENT ON TABLE schema_migrations IS 'Migrations applied so far';"
    "COMMENT ON COLUMN schema_migrations.version IS 'Number of the file';"
    "COMMENT ON COLUMN schema_migrations.name IS 'Name of the file';"
    "COMMENT ON COLUMN schema_migrations.checksum IS"
    " 'SHA-256 of its contents';"
    "COMMENT ON COLUMN schema_migrations.applied_at IS 'When it was applied'";

static bool
is_migration_name(const char *name)
{
	size_t len = strlen(name);

	return strspn(name, "0123456789") == NUMBER_DIGITS &&
	    name[NUMBER_DIGITS] == '_' && text_ends_with(name, ".sql") &&
	    len > NUMBER_DIGITS + strlen("_.sql") &&
	    strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") ==
	    len - strlen(".sql");
}

static bool
file_read(struct migrator *migrator, struct migration *migration)
{
	struct buf sql = buf_new(migrator->arena, FILE_BYTES_MAX);
	const char *path = arena_printf(
	    migrator->arena, "%s/%s", migrator->directory, migration->name);
	FILE *file = fopen(path, "re");
	unsigned char digest[SHA256_BYTES];
	size_t got = 1;
	bool is_read;

	while (file != NULL && got > 0) {
		char *room = buf_reserve(&sql, READ_BYTES);

		got = room == NULL ? 0 : fread(room, 1, READ_BYTES, file);
		buf_grown(&sql, got);
	}
	is_read = file != NULL && ferror(file) == 0 && feof(file) != 0;
	if (file != NULL)
		fclose(file);
	migration->sql = buf_text(&sql);
	if (!is_read || migration->sql == NULL ||
	    strlen(migration->sql) != sql.len) {
		log_error(migrator->task, "%s: unreadable or too large", path);
		return fail(migrator->task, INTERNAL,
		    "Migration %s cannot be read.", migration->name);
	}
	crypto_sha256(migration->sql, sql.len, digest);
	migration->checksum = text_hex(migrator->arena, digest, sizeof(digest));
	return true;
}

/* Puts name where its number says. */
static bool
name_place(struct migrator *migrator, const char *name)
{
	int64_t number;
	struct migration *migration;

	if (!is_migration_name(name) ||
	    !text_to_int64(
		arena_copy_bytes(migrator->arena, name, NUMBER_DIGITS),
		&number) ||
	    number < 1)
		return fail(migrator->task, CONFLICT,
		    "Migration %s is not named NNNN_topic.sql.", name);
	migration = &migrator->migrations[number - 1];
	if (migration->name != NULL)
		return fail(migrator->task, CONFLICT,
		    "Migrations %s and %s have the same number.",
		    migration->name, name);
	migration->name = arena_copy(migrator->arena, name);
	if ((size_t)number > migrator->count)
		migrator->count = (size_t)number;
	return true;
}

/* Numbers run from 0001 without a gap, so that an order is never a matter of
 * opinion. */
static bool
directory_read(struct migrator *migrator)
{
	DIR *directory = opendir(migrator->directory);
	bool is_good = true;

	if (directory == NULL) {
		log_error(migrator->task, "%s: %s", migrator->directory,
		    strerror(errno));
		return fail(migrator->task, INTERNAL,
		    "The directory of migrations cannot be read.");
	}
	migrator->migrations =
	    arena_array(migrator->arena, struct migration, NUMBER_MAX);
	for (struct dirent *entry = readdir(directory);
	     is_good && entry != NULL; entry = readdir(directory))
		if (text_ends_with(entry->d_name, ".sql"))
			is_good = name_place(migrator, entry->d_name);
	closedir(directory);
	for (size_t i = 0; is_good && i < migrator->count; i++) {
		if (migrator->migrations[i].name == NULL)
			return fail(migrator->task, CONFLICT,
			    "Migration %04zu is missing.", i + 1);
		is_good = file_read(migrator, &migrator->migrations[i]);
	}
	return is_good;
}

/* The result of sql, NULL with the problem and the cause in the log. */
static PGresult *
run(struct migrator *migrator, const char *what, const char *sql)
{
	PGresult *result = PQexec(migrator->connection, sql);
	ExecStatusType status = PQresultStatus(result);
	const char *position;

	if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK)
		return result;
	position = PQresultErrorField(result, PG_DIAG_STATEMENT_POSITION);
	log_error(migrator->task, "%s: %s (at character %s)", what,
	    PQresultErrorMessage(result), position != NULL ? position : "?");
	PQclear(result);
	return fail(migrator->task,
	    PQstatus(migrator->connection) == CONNECTION_OK ? INTERNAL
							    : UNAVAILABLE,
	    "%s failed.", what);
}

static bool
run_only(struct migrator *migrator, const char *what, const char *sql)
{
	PGresult *result = run(migrator, what, sql);

	PQclear(result);
	return result != NULL;
}

static bool
applied_compare(struct migrator *migrator, const PGresult *applied, int row)
{
	const char *version = PQgetvalue(applied, row, 0);
	struct migration *migration;

	if (strtol(version, NULL, 10) != row + 1)
		return fail(migrator->task, CONFLICT,
		    "The database has a gap in front of migration %s.",
		    version);
	if ((size_t)row >= migrator->count)
		return fail(migrator->task, CONFLICT,
		    "The database is newer than this program: migration %s "
		    "(%s) is not here.",
		    version, PQgetvalue(applied, row, 1));
	migration = &migrator->migrations[row];
	if (!text_is_equal(PQgetvalue(applied, row, 1), migration->name) ||
	    !text_is_equal(PQgetvalue(applied, row, 2), migration->checksum))
		return fail(migrator->task, CONFLICT,
		    "Migration %s was applied with other contents.",
		    migration->name);
	migration->is_applied = true;
	return true;
}

static bool
applied_read(struct migrator *migrator)
{
	bool is_good = true;
	PGresult *applied = run(migrator, "reading schema_migrations",
	    "SELECT version, name, checksum FROM schema_migrations "
	    "ORDER BY version");

	if (applied == NULL)
		return false;
	for (int row = 0; is_good && row < PQntuples(applied); row++)
		is_good = applied_compare(migrator, applied, row);
	PQclear(applied);
	return is_good;
}

static bool
row_store(struct migrator *migrator, const struct migration *migration)
{
	const char *values[] = { arena_printf(migrator->arena, "%.*s",
				     NUMBER_DIGITS, migration->name),
		migration->name, migration->checksum };
	PGresult *result = PQexecParams(migrator->connection,
	    "INSERT INTO schema_migrations (version, name, checksum) "
	    "VALUES ($1, $2, $3)",
	    ARRAY_LENGTH(values), NULL, values, NULL, NULL, 0);
	bool is_stored = PQresultStatus(result) == PGRES_COMMAND_OK;

	if (!is_stored) {
		log_error(migrator->task, "%s: %s", migration->name,
		    PQresultErrorMessage(result));
		fail(migrator->task, INTERNAL,
		    "Migration %s could not be recorded.", migration->name);
	}
	PQclear(result);
	return is_stored;
}

static bool
migration_apply(struct migrator *migrator, const struct migration *migration)
{
	if (!run_only(migrator, "BEGIN", "BEGIN") ||
	    !run_only(migrator, migration->name, migration->sql))
		return false;
	if (PQtransactionStatus(migrator->connection) != PQTRANS_INTRANS)
		return fail(migrator->task, INTERNAL,
		    "Migration %s ends the transaction itself: undo by hand "
		    "what it did and take that out.",
		    migration->name);
	/* A file may have changed what names mean. */
	if (!run_only(migrator, "RESET search_path", "RESET search_path") ||
	    !row_store(migrator, migration) ||
	    !run_only(migrator, "COMMIT", "COMMIT"))
		return false;
	printf("applied %s\n", migration->name);
	fflush(stdout);
	return true;
}

static bool
migrator_run(struct migrator *migrator)
{
	if (!run_only(migrator, "waiting for other migrations", session_sql) ||
	    !run_only(migrator, "making schema_migrations", table_sql) ||
	    !applied_read(migrator))
		return false;
	for (size_t i = 0; i < migrator->count; i++)
		if (!migrator->migrations[i].is_applied &&
		    !migration_apply(migrator, &migrator->migrations[i]))
			return false;
	return true;
}

static void
notice(void *context not_used, const char *message)
{
	log_info(NULL, "database: %s", message);
}

bool
migrate_apply(struct task *task, const char *url, const char *directory)
{
	struct migrator migrator = { .task = task, .directory = directory };
	bool is_done = false;

	migrator.arena = arena_create(READ_BYTES, ARENA_BYTES_MAX);
	migrator.connection = PQconnectdb(url);
	if (PQstatus(migrator.connection) != CONNECTION_OK) {
		log_error(task, "%s", PQerrorMessage(migrator.connection));
		fail(task, UNAVAILABLE, "The database cannot be reached.");
	} else {
		PQsetNoticeProcessor(migrator.connection, notice, NULL);
		is_done = directory_read(&migrator) && migrator_run(&migrator);
	}
	/* Ends the transaction and the advisory lock with it. */
	PQfinish(migrator.connection);
	arena_free(migrator.arena);
	return is_done;
}
