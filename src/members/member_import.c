/*
 * member_import.c - keeps files of members and how far they are taken in.
 *
 * SPDX-License-Identifier: ISC
 */
#include "members/member_import.h"

#include "base/json.h"
#include "base/text.h"
#include "work/queue.h"

enum { CHUNK_ROWS = 1000, CHUNK_BYTES = 512 * 1024 };

static const char *const conflicts[] = { "update", "skip", NULL };

/* clang-format off */
static const struct field member_import_fields[] = {
	FIELD(member_import, id,          READ_ONLY, 0, "Identifier"),
	FIELD(member_import, state,       READ_ONLY, 0, "queued, running, done or failed"),
	FIELD(member_import, dry_run,     OPTIONAL,  0, "Only looked at: nothing is stored"),
	FIELD_CHOICE(member_import, on_conflict, OPTIONAL, conflicts, "update", "What becomes of those that are there"),
	FIELD(member_import, separator,   READ_ONLY | HIDDEN, 0, "Between the cells"),
	FIELD(member_import, header,      READ_ONLY | HIDDEN, 0, "First row of the file"),
	FIELD(member_import, rows_total,  READ_ONLY, 0, "Rows of the file"),
	FIELD(member_import, rows_done,   READ_ONLY, 0, "Rows that were looked at"),
	FIELD(member_import, chunks_done, READ_ONLY | HIDDEN, 0, "Newest chunk that was looked at"),
	FIELD(member_import, created,     READ_ONLY, 0, "Members that are new"),
	FIELD(member_import, updated,     READ_ONLY, 0, "Members that were changed"),
	FIELD(member_import, unchanged,   READ_ONLY, 0, "Members that were as the file says, or skipped"),
	FIELD(member_import, failed,      READ_ONLY, 0, "Rows that could not be taken in: see errors"),
	FIELD(member_import, user_id,     READ_ONLY, 0, "User who did it"),
	FIELD(member_import, created_at,  READ_ONLY, 0, "When the file came"),
	FIELD(member_import, finished_at, READ_ONLY, 0, "When all rows were looked at"),
	{ 0 }
};
static const struct field import_chunk_fields[] = {
	FIELD(import_chunk, number,     READ_ONLY, 0, "Place in the file, from 1"),
	FIELD(import_chunk, first_line, READ_ONLY, 0, "Line of the file that it begins with"),
	FIELD(import_chunk, rows,       READ_ONLY, 0, "How many"),
	FIELD(import_chunk, text,       READ_ONLY | PERSONAL, 0, "The rows"),
	{ 0 }
};
static const struct field row_error_fields[] = {
	FIELD(row_error, line,     READ_ONLY, 0, "Line of the file that the row begins with"),
	FIELD(row_error, field,    READ_ONLY, 0, "Which value; empty: the row"),
	FIELD(row_error, reason,   READ_ONLY, 0, "What is wrong"),
	FIELD(row_error, original, READ_ONLY | PERSONAL, 0, "The row as it stands in the file"),
	{ 0 }
};
/* clang-format on */
const struct record member_import_record = RECORD(member_import);
const struct record import_chunk_record = RECORD(import_chunk);
const struct record row_error_record = RECORD(row_error);

#define COLUMNS                                                                \
	"id, state, dry_run, on_conflict, separator, header, rows_total,"      \
	" rows_done, chunks_done, created, updated, unchanged, failed,"        \
	" user_id, created_at, finished_at"

enum {
	CREATE,
	ADD_CHUNK,
	FIND,
	PAGE,
	ERRORS,
	CHUNK,
	ADVANCE,
	ADD_ERRORS,
	REMOVE_CHUNK,
	RUN,
	FORGET_ERRORS,
	FINISH,
	FORGET,
	FORGET_CHUNKS,
};

/* clang-format off */
const struct query member_import_queries[] = {
	[CREATE] = { "member_import_create",
	    "INSERT INTO member_imports (dry_run, on_conflict, separator,"
	    " header, rows_total, user_id) VALUES ($1, $2, $3, $4, $5, $6)"
	    " RETURNING " COLUMNS },
	[ADD_CHUNK] = { "member_import_add_chunk",
	    "INSERT INTO member_import_chunks (import_id, number, first_line,"
	    " rows, text) VALUES ($1, $2, $3, $4, $5)" },
	[FIND] = { "member_import_find",
	    "SELECT " COLUMNS " FROM member_imports WHERE id = $1" },
	[PAGE] = { "member_import_page",
	    "SELECT " COLUMNS " FROM member_imports"
	    " WHERE $1::bigint = 0 OR id < $1 ORDER BY id DESC LIMIT $2" },
	[ERRORS] = { "member_import_errors",
	    "SELECT line, field, reason, original FROM member_import_errors"
	    " WHERE import_id = $1 AND line > $2 ORDER BY line LIMIT $3" },
	[CHUNK] = { "member_import_chunk",
	    "SELECT number, first_line, rows, text FROM member_import_chunks"
	    " WHERE import_id = $1 AND number > $2 ORDER BY number LIMIT 1" },
	/* The number of the chunk keeps it from counting twice. */
	[ADVANCE] = { "member_import_advance",
	    "UPDATE member_imports SET state = 'running',"
	    " chunks_done = $2::bigint, rows_done = rows_done + $3::bigint,"
	    " created = created + $4::bigint, updated = updated + $5::bigint,"
	    " unchanged = unchanged + $6::bigint, failed = failed + $7::bigint"
	    " WHERE id = $1 AND chunks_done = $2::bigint - 1" },
	[ADD_ERRORS] = { "member_import_add_errors",
	    "INSERT INTO member_import_errors (import_id, line, field, reason,"
	    " original) SELECT $1::bigint, e.line, e.field, e.reason,"
	    " e.original FROM jsonb_to_recordset($2::jsonb) AS"
	    " e(line bigint, field text, reason text, original text)" },
	[REMOVE_CHUNK] = { "member_import_remove_chunk",
	    "DELETE FROM member_import_chunks"
	    " WHERE import_id = $1 AND number = $2 AND NOT"
	    " (SELECT i.dry_run FROM member_imports i WHERE i.id = $1)" },
	[RUN] = { "member_import_run",
	    "UPDATE member_imports SET dry_run = false, state = 'queued',"
	    " rows_done = 0, chunks_done = 0, created = 0, updated = 0,"
	    " unchanged = 0, failed = 0, finished_at = NULL"
	    " WHERE id = $1 AND dry_run AND state = 'done' AND EXISTS"
	    " (SELECT FROM member_import_chunks c WHERE c.import_id = $1)" },
	[FORGET_ERRORS] = { "member_import_forget_errors",
	    "DELETE FROM member_import_errors WHERE import_id = $1" },
	[FINISH] = { "member_import_finish",
	    "UPDATE member_imports SET state = $2, finished_at = now()"
	    " WHERE id = $1" },
	/* Rows of people stay no longer than somebody looks at them. */
	[FORGET] = { "member_import_forget",
	    "DELETE FROM member_imports WHERE finished_at <"
	    " now() - interval '30 days'" },
	[FORGET_CHUNKS] = { "member_import_forget_chunks",
	    "DELETE FROM member_import_chunks WHERE import_id ="
	    " (SELECT i.id FROM member_imports i WHERE i.id = $1"
	    " AND i.state IN ('done', 'failed'))" },
	{ 0 }
};
/* clang-format on */

static struct member_import *
refuse(struct task *task, const char *reason)
{
	return fail_field(task, "#/file", "%s", reason);
}

/* What there is to know before the first row is stored. */
static int64_t
count_rows(struct csv_reader reader)
{
	struct csv_row row;
	int64_t rows = 0;

	while (csv_skip(&reader, &row))
		rows++;
	return rows;
}

static bool
store_chunk(struct task *task, int64_t id, const struct import_chunk *chunk)
{
	int64_t count;

	return db_run(task, member_import, ADD_CHUNK, &count, arg(id),
	    arg(chunk->number), arg(chunk->first_line), arg(chunk->rows),
	    arg(chunk->text));
}

static bool
store_chunks(struct task *task, int64_t id, struct csv_reader reader)
{
	struct import_chunk chunk = { .number = 1, .first_line = reader.line };
	const char *from = reader.at;
	struct csv_row row;

	for (;;) {
		bool is_more = csv_skip(&reader, &row);

		chunk.rows += is_more;
		if (is_more && chunk.rows < CHUNK_ROWS &&
		    reader.at - from < CHUNK_BYTES)
			continue;
		if (chunk.rows > 0) {
			chunk.text = arena_copy_bytes(
			    task->arena, from, (size_t)(reader.at - from));
			if (!store_chunk(task, id, &chunk))
				return false;
		}
		if (!is_more)
			return true;
		chunk = (struct import_chunk){ .number = chunk.number + 1,
			.first_line = reader.line };
		from = reader.at;
	}
}

static struct member_import *
store(struct task *task, const struct member_import *wanted,
    struct csv_reader reader, const struct csv_row *header)
{
	const char separator[2] = { reader.separator, '\0' };
	int64_t rows = count_rows(reader);
	struct member_import *import;

	if (rows == 0)
		return refuse(task, "has no rows behind the names of columns");
	if (rows > IMPORT_ROWS_MAX)
		return refuse(task, "has more than 200,000 rows");
	import = db_one(task, member_import, CREATE, arg(wanted->dry_run),
	    arg(wanted->on_conflict), arg_text(separator),
	    arg_text(arena_copy_bytes(task->arena, header->text, header->len)),
	    arg(rows), arg_id(task_user_id(task)));
	if (import == NULL || !store_chunks(task, import->id, reader))
		return NULL;
	queue_add(task, JOB_MEMBER_IMPORT,
	    arena_printf(task->arena, "%" PRId64, import->id), NULL, 0);
	return import;
}

struct member_import *
member_import_create(struct task *task, const struct member_import *wanted,
    const char *bytes, size_t len)
{
	struct member_columns columns;
	struct csv_reader reader;
	struct csv_row header;
	const char *text, *complaint;

	if (csv_is_utf16(bytes, len))
		return refuse(task,
		    "is in UTF-16: save it as \"CSV UTF-8\" and try again");
	text = csv_utf8(task->arena, bytes, len, &len);
	if (text == NULL)
		return refuse(task,
		    "is no CSV file: save it as \"CSV UTF-8\" and try again");
	reader = csv_begin(text, len);
	if (!csv_next(task->arena, &reader, &header))
		return refuse(task, "is empty");
	complaint = member_columns_read(task->arena, &header, &columns);
	if (complaint != NULL)
		return refuse(task, complaint);
	return store(task, wanted, reader, &header);
}

bool
member_import_run(struct task *task, int64_t id)
{
	int64_t count;

	db_later(task, member_import, FORGET_ERRORS, arg(id));
	if (!db_run(task, member_import, RUN, &count, arg(id)))
		return false;
	if (count == 0)
		return fail(task, CONFLICT,
		    "This file was taken in already, or is too old. Send it "
		    "again.");
	queue_add(task, JOB_MEMBER_IMPORT,
	    arena_printf(task->arena, "%" PRId64, id), NULL, 0);
	return true;
}

bool
member_import_forget(struct task *task, int64_t id)
{
	int64_t count;

	return db_run(task, member_import, FORGET_CHUNKS, &count, arg(id));
}

struct member_import *
member_import_find(struct task *task, int64_t id)
{
	return db_one(task, member_import, FIND, arg(id));
}

struct list *
member_import_page(struct task *task, struct page page)
{
	return list_cut(db_many(task, member_import, PAGE, arg(page.after),
			    arg(page.limit + 1)),
	    page);
}

struct list *
member_import_errors(
    struct task *task, int64_t id, int64_t after, int64_t limit)
{
	return db_fetch_many(task, &member_import_queries[ERRORS],
	    &row_error_record, ARGS(arg(id), arg(after), arg(limit)));
}

struct import_chunk *
member_import_chunk(struct task *task, const struct member_import *import)
{
	return db_fetch_maybe(task, &member_import_queries[CHUNK],
	    &import_chunk_record,
	    ARGS(arg(import->id), arg(import->chunks_done)));
}

static const char *
errors_json(struct arena *arena, const struct list *errors)
{
	struct json_object *array = json_new_array(arena);
	size_t len;

	list_each(errors, struct row_error, error) {
		struct json_object *object = json_object_new_object();

		json_add_int(object, "line", error->line);
		json_add_text(object, "field", error->field);
		json_add_text(object, "reason", error->reason);
		json_add_text(object, "original", error->original);
		json_object_array_add(array, object);
	}
	return json_write(arena, array, &len);
}

bool
member_import_advance(struct task *task, const struct member_import *progress,
    const struct import_chunk *chunk, const struct list *errors)
{
	int64_t count;

	if (errors->count > 0)
		db_later(task, member_import, ADD_ERRORS, arg(progress->id),
		    arg(errors_json(task->arena, errors)));
	db_later(task, member_import, REMOVE_CHUNK, arg(progress->id),
	    arg(chunk->number));
	if (!db_run(task, member_import, ADVANCE, &count, arg(progress->id),
		arg(chunk->number), arg(chunk->rows), arg(progress->created),
		arg(progress->updated), arg(progress->unchanged),
		arg(progress->failed)))
		return false;
	if (count == 0)
		return fail(task, UNAVAILABLE,
		    "These rows were taken in by somebody else meanwhile.");
	return true;
}

bool
member_import_finish(struct task *task, int64_t id, const char *state)
{
	int64_t count;

	db_later(task, member_import, FORGET);
	queue_add(task, JOB_MEMBER_IMPORT_FORGET,
	    arena_printf(task->arena, "%" PRId64, id), NULL, IMPORT_WAIT_MS);
	return db_run(task, member_import, FINISH, &count, arg(id), arg(state));
}
