/*
 * import.c - fields, statements and rules of imports.
 *
 * SPDX-License-Identifier: ISC
 */
#include "knowledge/import.h"

#include "base/text.h"
#include "knowledge/import_jobs.h"
#include "tenancy/audit.h"
#include "work/queue.h"

enum { PART_BYTES = 1 << 20, NAME_CHARACTERS_MAX = 200 };

/* clang-format off */
static const struct field knowledge_import_fields[] = {
	FIELD(knowledge_import, id,          READ_ONLY, 0, "Identifier"),
	FIELD(knowledge_import, name,        READ_ONLY, 0, "Name of the file"),
	FIELD(knowledge_import, kind,        READ_ONLY, 0, "markdown, text or pdf"),
	FIELD(knowledge_import, size_bytes,  READ_ONLY, 0, "Length of the file"),
	FIELD(knowledge_import, state,       READ_ONLY, 0, "queued, running, done or failed"),
	FIELD(knowledge_import, reason,      READ_ONLY, 0, "Why it failed"),
	FIELD(knowledge_import, document_id, READ_ONLY, 0, "Document that it became; 0: none"),
	FIELD(knowledge_import, created_by,  READ_ONLY, 0, "User who sent it; 0: the operator"),
	FIELD(knowledge_import, created_at,  READ_ONLY, 0, "When it came"),
	FIELD(knowledge_import, ended_at,    READ_ONLY, 0, "When it was done or failed"),
	{ 0 }
};
const struct record knowledge_import_record = RECORD(knowledge_import);

static const struct field import_part_fields[] = {
	FIELD(import_part, hex, READ_ONLY, 0, "Bytes"),
	{ 0 }
};
const struct record import_part_record = RECORD(import_part);
/* clang-format on */

#define COLUMNS                                                                \
	"id, name, kind, size_bytes, state, reason, document_id, created_by,"  \
	" created_at, ended_at"

enum { CREATE, FIND, PAGE, BEGIN, END };
enum { ADD_PART, PART, DROP_PARTS };

/* clang-format off */
const struct query knowledge_import_queries[] = {
	[CREATE] = { "import_create",
	    "INSERT INTO knowledge_imports (name, kind, size_bytes, created_by)"
	    " VALUES ($1, $2, $3, $4) RETURNING " COLUMNS },
	[FIND] = { "import_find",
	    "SELECT " COLUMNS " FROM knowledge_imports WHERE id = $1" },
	[PAGE] = { "import_page",
	    "SELECT " COLUMNS " FROM knowledge_imports"
	    " WHERE $1::bigint = 0 OR id < $1 ORDER BY id DESC LIMIT $2" },
	[BEGIN] = { "import_begin",
	    "UPDATE knowledge_imports SET state = 'running' WHERE id = $1" },
	[END] = { "import_end",
	    "UPDATE knowledge_imports SET reason = $3::text, document_id = $2,"
	    " state = CASE WHEN $3::text IS NULL THEN 'done' ELSE 'failed' END,"
	    " ended_at = now() WHERE id = $1" },
	{ 0 }
};

const struct query import_part_queries[] = {
	[ADD_PART] = { "import_add_part",
	    "INSERT INTO knowledge_import_parts (import_id, position, bytes)"
	    " VALUES ($1, $2::bigint, $3::bytea)" },
	[PART] = { "import_part",
	    "SELECT encode(bytes, 'hex') AS hex FROM knowledge_import_parts"
	    " WHERE import_id = $1 AND position = $2::bigint" },
	[DROP_PARTS] = { "import_drop_parts",
	    "DELETE FROM knowledge_import_parts WHERE import_id = $1" },
	{ 0 }
};

static const struct {
	const char *ending;
	const char *kind;
} endings[] = {
	{ ".md",       "markdown" },
	{ ".markdown", "markdown" },
	{ ".txt",      "text" },
	{ ".pdf",      "pdf" },
};
/* clang-format on */

/* Where the ending of a file's name begins, whatever its case. */
static const char *
ending_of(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot == NULL || dot == name ? "" : dot;
}

const char *
import_kind(const char *name)
{
	for (size_t at = 0; at < ARRAY_LENGTH(endings); at++)
		if (text_is_equal_nocase(ending_of(name), endings[at].ending))
			return endings[at].kind;
	return NULL;
}

const char *
import_title(struct arena *arena, const char *name)
{
	size_t len = strlen(name) - strlen(ending_of(name));
	char *title = arena_copy_bytes(arena, name, len);

	for (char *at = title; *at != '\0'; at++)
		if (*at == '_')
			*at = ' ';
	title = text_trim(arena, title);
	return *title == '\0' ? name : title;
}

const char *
import_text(struct arena *arena, const char *bytes, size_t len)
{
	static const char mark[] = "\xef\xbb\xbf"; /* of Windows, for UTF-8 */
	struct buf buf = buf_new(arena, len * 2 + 1);

	if (!text_is_utf8(bytes, len))
		return NULL;
	if (len >= strlen(mark) && memcmp(bytes, mark, strlen(mark)) == 0) {
		bytes += strlen(mark);
		len -= strlen(mark);
	}
	for (size_t at = 0; at < len; at++) {
		bool is_last = at + 1 == len;

		if (bytes[at] == '\r' && !is_last && bytes[at + 1] == '\n')
			continue;
		if (bytes[at] == '\r')
			buf_add_char(&buf, '\n');
		else if (bytes[at] == '\f') /* the next page */
			buf_add(&buf, "\n\n");
		else if ((unsigned char)bytes[at] >= 0x20 ||
		    bytes[at] == '\n' || bytes[at] == '\t')
			buf_add_char(&buf, bytes[at] == 0x7f ? ' ' : bytes[at]);
	}
	return buf.len == 0 ? "" : text_trim(arena, buf.data);
}

/* The name without the folders that some browsers send along. */
static const char *
name_of(struct task *task, const char *given)
{
	const char *name =
	    text_is_empty(given) ? "" : text_trim(task->arena, given);

	for (const char *at = name; *at != '\0'; at++) {
		if ((unsigned char)*at < 0x20)
			return fail_field(
			    task, "?name", "has control characters");
		if (*at == '/' || *at == '\\')
			name = at + 1;
	}
	if (*name == '\0')
		return fail_field(task, "?name", "must not be empty");
	if (text_characters(name) > NAME_CHARACTERS_MAX)
		return fail_field(task, "?name",
		    "must have at most %d characters", NAME_CHARACTERS_MAX);
	if (import_kind(name) == NULL)
		return fail_field(
		    task, "?name", "must end with .md, .txt or .pdf");
	return name;
}

static void
write_hex(char *out, const char *bytes, size_t len)
{
	static const char digits[] = "0123456789abcdef";

	*out++ = '\\';
	*out++ = 'x';
	for (size_t at = 0; at < len; at++) {
		*out++ = digits[(unsigned char)bytes[at] >> 4];
		*out++ = digits[(unsigned char)bytes[at] & 15];
	}
	*out = '\0';
}

/* One at a time, so that no more than one is in memory a second time. */
static bool
store_parts(struct task *task, int64_t id, const char *bytes, size_t len)
{
	char *hex = arena_alloc(task->arena, (size_t)PART_BYTES * 2 + 3);
	int64_t position = 1;

	for (size_t at = 0; at < len; at += PART_BYTES, position++) {
		size_t part = len - at < PART_BYTES ? len - at : PART_BYTES;

		write_hex(hex, bytes + at, part);
		if (!db_run(task, import_part, ADD_PART, NULL, arg(id),
			arg(position), arg(hex)))
			return false;
	}
	return true;
}

struct knowledge_import *
import_create(
    struct task *task, const char *given, const char *bytes, size_t len)
{
	const char *name = name_of(task, given);
	struct knowledge_import *import;
	const char *key;

	if (name == NULL)
		return NULL;
	if (len == 0)
		return fail(task, BAD_REQUEST, "The file is empty.");
	if (len > IMPORT_BYTES_MAX)
		return fail(task, TOO_LARGE, "A file may have at most %d MiB.",
		    IMPORT_BYTES_MAX >> 20);
	import = db_one(task, knowledge_import, CREATE, arg(name),
	    arg(import_kind(name)), arg((int64_t)len),
	    arg_id(task_user_id(task)));
	if (import == NULL || !store_parts(task, import->id, bytes, len))
		return NULL;
	key = arena_printf(task->arena, "%" PRId64, import->id);
	queue_add(task, JOB_KNOWLEDGE_IMPORT, key, NULL, 0);
	audit(task, "knowledge.import", import->name, &knowledge_import_record,
	    NULL, import);
	return import;
}

struct knowledge_import *
import_find(struct task *task, int64_t id)
{
	return db_one(task, knowledge_import, FIND, arg(id));
}

struct list *
import_page(struct task *task, struct page page)
{
	return list_cut(db_many(task, knowledge_import, PAGE, arg(page.after),
			    arg(page.limit + 1)),
	    page);
}

bool
import_begin(struct task *task, int64_t id)
{
	return db_run(task, knowledge_import, BEGIN, NULL, arg(id));
}

const struct import_part *
import_part_find(struct task *task, int64_t id, int64_t position)
{
	return db_maybe(task, import_part, PART, arg(id), arg(position));
}

bool
import_end(
    struct task *task, int64_t id, int64_t document_id, const char *reason)
{
	db_later(task, import_part, DROP_PARTS, arg(id));
	return db_run(task, knowledge_import, END, NULL, arg(id),
	    arg_id(document_id), arg(reason));
}
