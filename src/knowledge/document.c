/*
 * document.c - fields, statements and rules of documents.
 *
 * SPDX-License-Identifier: ISC
 */
#include "knowledge/document.h"

#include "base/text.h"
#include "knowledge/document_index.h"
#include "tenancy/audit.h"
#include "tenancy/prompt_config.h"

static const char *const languages[] = { "de", "en", NULL };

/* clang-format off */
static const struct field document_fields[] = {
	FIELD(document, id,          READ_ONLY, 0, "Identifier"),
	FIELD(document, title,       READ_ONLY, 0, "Name under which answers quote it"),
	FIELD(document, source_name, READ_ONLY, 0, "File that it came from; empty: written here"),
	FIELD(document, language,    READ_ONLY, 0, "de or en"),
	FIELD(document, version,     READ_ONLY, 0, "Number of this text"),
	FIELD(document, passages,    READ_ONLY, 0, "How many passages it has"),
	FIELD(document, text,        READ_ONLY, 0, "Markdown"),
	FIELD(document, created_by,  READ_ONLY, 0, "User who made it; 0: the operator"),
	FIELD(document, updated_by,  READ_ONLY, 0, "User who changed it last; 0: the operator"),
	FIELD(document, created_at,  READ_ONLY, 0, "When it was made"),
	FIELD(document, updated_at,  READ_ONLY, 0, "Last change"),
	{ 0 }
};
const struct record document_record = RECORD(document);

static const struct field document_row_fields[] = {
	FIELD(document_row, id,          READ_ONLY, 0, "Identifier"),
	FIELD(document_row, title,       READ_ONLY, 0, "Name under which answers quote it"),
	FIELD(document_row, source_name, READ_ONLY, 0, "File that it came from; empty: written here"),
	FIELD(document_row, language,    READ_ONLY, 0, "de or en"),
	FIELD(document_row, version,     READ_ONLY, 0, "Number of the current text"),
	FIELD(document_row, passages,    READ_ONLY, 0, "How many passages it has"),
	FIELD(document_row, created_by,  READ_ONLY, 0, "User who made it; 0: the operator"),
	FIELD(document_row, updated_by,  READ_ONLY, 0, "User who changed it last; 0: the operator"),
	FIELD(document_row, created_at,  READ_ONLY, 0, "When it was made"),
	FIELD(document_row, updated_at,  READ_ONLY, 0, "Last change"),
	{ 0 }
};
const struct record document_row_record = RECORD(document_row);

static const struct field document_draft_fields[] = {
	FIELD(document_draft, title,           REQUIRED, 200, "Name under which answers quote it"),
	FIELD_CHOICE(document_draft, language, OPTIONAL, languages, NULL, "de or en; that of the studio when left out"),
	FIELD(document_draft, text,            REQUIRED, DOCUMENT_BYTES_MAX, "Markdown"),
	{ 0 }
};
const struct record document_draft_record = RECORD(document_draft);

static const struct field document_change_fields[] = {
	FIELD(document_change, title,           REQUIRED, 200, "Name under which answers quote it"),
	FIELD_CHOICE(document_change, language, OPTIONAL, languages, NULL, "de or en; as it was when left out"),
	FIELD(document_change, text,            REQUIRED, DOCUMENT_BYTES_MAX, "Markdown"),
	FIELD(document_change, version,         REQUIRED | POSITIVE, 0, "Version that was changed"),
	{ 0 }
};
const struct record document_change_record = RECORD(document_change);

static const struct field document_version_fields[] = {
	FIELD(document_version, id,         READ_ONLY, 0, "Number of the version, 1 at first"),
	FIELD(document_version, title,      READ_ONLY, 0, "Title at that time"),
	FIELD(document_version, language,   READ_ONLY, 0, "Language at that time"),
	FIELD(document_version, text,       READ_ONLY, 0, "Markdown; null in a list"),
	FIELD(document_version, size_bytes, READ_ONLY, 0, "Length of the text"),
	FIELD(document_version, created_by, READ_ONLY, 0, "User who wrote it; 0: the operator"),
	FIELD(document_version, created_at, READ_ONLY, 0, "When"),
	{ 0 }
};
const struct record document_version_record = RECORD(document_version);
/* clang-format on */

#define ROW_COLUMNS                                                            \
	"d.id, d.title, d.source_name, d.language, d.version, d.passages,"     \
	" d.created_by, d.updated_by, d.created_at, d.updated_at"
#define CURRENT                                                                \
	"SELECT " ROW_COLUMNS ", v.text FROM knowledge_documents d"            \
	" JOIN knowledge_versions v"                                           \
	" ON v.document_id = d.id AND v.version = d.version"
#define VERSION_COLUMNS                                                        \
	"version::bigint AS id, title, language, octet_length(text)::bigint"   \
	" AS size_bytes, created_by, created_at"
#define CONFIGURATION(language)                                                \
	"CASE " language                                                       \
	" WHEN 'en' THEN 'english'::regconfig ELSE 'german' END"

enum { PAGE };
enum {
	FIND,
	BY_SOURCE,
	REMOVE,
	LOCK,
	CREATE,
	UPDATE,
	ADD_VERSION,
	ADD_PASSAGES,
	DROP_PASSAGES,
	COUNT_WORDS,
	FORGET_WORDS
};
enum { VERSION_PAGE, VERSION_FIND };

/* clang-format off */
const struct query document_row_queries[] = {
	[PAGE] = { "document_page",
	    "SELECT " ROW_COLUMNS " FROM knowledge_documents d"
	    " WHERE ($1::bigint = 0 OR d.id < $1) AND ($2::text IS NULL"
	    " OR strpos(lower(d.title), lower($2)) > 0"
	    " OR strpos(lower(d.source_name), lower($2)) > 0)"
	    " ORDER BY d.id DESC LIMIT $3" },
	{ 0 }
};

const struct query document_queries[] = {
	[FIND] = { "document_find", CURRENT " WHERE d.id = $1" },
	[BY_SOURCE] = { "document_by_source",
	    CURRENT " WHERE d.source_name = $1 ORDER BY d.id LIMIT 1" },
	[REMOVE] = { "document_remove",
	    "DELETE FROM knowledge_documents WHERE id = $1" },
	/* Words are counted by one at a time. */
	[LOCK] = { "document_lock",
	    "SELECT FROM pg_advisory_xact_lock(hashtextextended("
	    "'knowledge:' || current_tenant(), 0))" },
	[CREATE] = { "document_create",
	    "INSERT INTO knowledge_documents AS d (title, source_name, language,"
	    " created_by, updated_by, passages)"
	    " SELECT $1, $2, $3, $4, $4, $5 WHERE"
	    " (SELECT count(*) FROM knowledge_documents) < $6::bigint"
	    " RETURNING " ROW_COLUMNS ", $7::text AS text" },
	[UPDATE] = { "document_update",
	    "UPDATE knowledge_documents d SET title = $2, language = $3,"
	    " updated_by = $4, passages = $5, version = d.version + 1,"
	    " updated_at = now() WHERE d.id = $1 AND d.version = $6"
	    " RETURNING " ROW_COLUMNS ", $7::text AS text" },
	[ADD_VERSION] = { "document_add_version",
	    "INSERT INTO knowledge_versions (document_id, version, title,"
	    " language, text, created_by) VALUES ($1, $2, $3, $4, $5, $6)" },
	[DROP_PASSAGES] = { "document_drop_passages",
	    "DELETE FROM knowledge_passages WHERE document_id = $1" },
	[ADD_PASSAGES] = { "document_add_passages",
	    "INSERT INTO knowledge_passages (document_id, version, position,"
	    " heading, text, words) SELECT $1, $2, p.place, p.value->>'heading',"
	    " p.value->>'text', knowledge_stems(current_tenant(), '.',"
	    " setweight(to_tsvector(c.name, $4), 'A')"
	    " || setweight(to_tsvector(c.name, p.value->>'heading'), 'B')"
	    " || setweight(to_tsvector(c.name, p.value->>'text'), 'C')"
	    " || setweight(to_tsvector(c.name, p.value->>'parts'), 'D'))"
	    " || knowledge_stems(current_tenant(), '#',"
	    " setweight(to_tsvector(c.name, p.value->>'heading'), 'B'))"
	    " FROM jsonb_array_elements($5::jsonb) WITH ORDINALITY AS p (value, place),"
	    " (SELECT " CONFIGURATION("$3::text") ") AS c (name)" },
	/* Those of the text before are taken off, $2 are put on. */
	[COUNT_WORDS] = { "document_count_words",
	    "WITH old AS (SELECT words FROM knowledge_documents WHERE id = $1),"
	    " fresh AS (UPDATE knowledge_documents SET words ="
	    " ARRAY(SELECT jsonb_array_elements_text($2::jsonb)) WHERE id = $1)"
	    " INSERT INTO knowledge_words AS w (word, uses)"
	    " SELECT word, sum(change) FROM ("
	    "SELECT unnest(words) AS word, -1 AS change FROM old UNION ALL"
	    " SELECT jsonb_array_elements_text($2::jsonb), 1) changes"
	    " GROUP BY word HAVING sum(change) <> 0"
	    " ON CONFLICT (tenant_id, word) DO UPDATE"
	    " SET uses = w.uses + excluded.uses" },
	[FORGET_WORDS] = { "document_forget_words",
	    "DELETE FROM knowledge_words WHERE uses <= 0" },
	{ 0 }
};

const struct query document_version_queries[] = {
	[VERSION_PAGE] = { "document_version_page",
	    "SELECT " VERSION_COLUMNS " FROM knowledge_versions"
	    " WHERE document_id = $1 AND ($2::bigint = 0 OR version < $2)"
	    " ORDER BY version DESC LIMIT $3" },
	[VERSION_FIND] = { "document_version_find",
	    "SELECT " VERSION_COLUMNS ", text FROM knowledge_versions"
	    " WHERE document_id = $1 AND version = $2::bigint" },
	{ 0 }
};
/* clang-format on */

struct list *
document_page(struct task *task, const char *search, struct page page)
{
	return list_cut(db_many(task, document_row, PAGE, arg(page.after),
			    arg(search), arg(page.limit + 1)),
	    page);
}

struct document *
document_find(struct task *task, int64_t id)
{
	return db_one(task, document, FIND, arg(id));
}

/* As the audit log has it. */
static struct document_row
row_of(const struct document *document)
{
	return (struct document_row){ .id = document->id,
		.title = document->title,
		.source_name = document->source_name,
		.language = document->language,
		.version = document->version,
		.passages = document->passages,
		.created_by = document->created_by,
		.updated_by = document->updated_by,
		.created_at = document->created_at,
		.updated_at = document->updated_at };
}

static void
note(struct task *task, const char *action, const struct document *before,
    const struct document *after)
{
	struct document_row was = { 0 };
	struct document_row is = { 0 };

	if (before != NULL)
		was = row_of(before);
	if (after != NULL)
		is = row_of(after);
	audit(task, action, after == NULL ? was.title : is.title,
	    &document_row_record, before == NULL ? NULL : &was,
	    after == NULL ? NULL : &is);
}

static const char *
language_of(struct task *task, const char *wanted)
{
	const struct prompt_config *studio;

	if (!text_is_empty(wanted))
		return wanted;
	studio = prompt_config_find(task);
	if (studio == NULL)
		return NULL;
	return text_starts_with(studio->studio_locale, "en") ? "en" : "de";
}

static struct document_index *
index_of(struct task *task, const char *title, const char *text)
{
	if (strlen(text) > DOCUMENT_BYTES_MAX)
		return fail_field(task, "#/text", "must have at most %d KiB",
		    DOCUMENT_BYTES_MAX >> 10);
	return document_index_of(task, title, text);
}

/* Version, passages and words of what was just stored. */
static void
store_text(struct task *task, const struct document *document,
    const struct document_index *index)
{
	db_later(task, document, ADD_VERSION, arg(document->id),
	    arg(document->version), arg(document->title),
	    arg(document->language), arg(document->text),
	    arg_id(task_user_id(task)));
	db_later(task, document, DROP_PASSAGES, arg(document->id));
	db_later(task, document, ADD_PASSAGES, arg(document->id),
	    arg(document->version), arg(document->language),
	    arg(document->title), arg(index->passages));
	db_later(
	    task, document, COUNT_WORDS, arg(document->id), arg(index->words));
	db_later(task, document, FORGET_WORDS);
}

struct document *
document_create(struct task *task, const struct document_draft *draft,
    const char *source_name)
{
	const struct document_index *index =
	    index_of(task, draft->title, draft->text);
	const char *language =
	    index == NULL ? NULL : language_of(task, draft->language);
	struct document *document;

	if (language == NULL)
		return NULL;
	db_later(task, document, LOCK);
	document = db_maybe(task, document, CREATE, arg(draft->title),
	    arg(source_name), arg(language), arg_id(task_user_id(task)),
	    arg(index->count), arg((int64_t)DOCUMENTS_MAX), arg(draft->text));
	if (document == NULL)
		return task_has_failed(task)
		    ? NULL
		    : fail(task, CONFLICT,
			  "A studio has at most %d documents. Remove one that "
			  "is no longer needed.",
			  DOCUMENTS_MAX);
	store_text(task, document, index);
	note(task, "knowledge.create", NULL, document);
	return document;
}

/* Tells what the other one has done, if the document is there at all. */
static struct document *
refuse_change(struct task *task, const struct document *now)
{
	return fail(task, CONFLICT,
	    "Somebody else has changed this document meanwhile: it is at "
	    "version %" PRId32 " now. Load it again and repeat your change.",
	    now->version);
}

static struct document *
change(struct task *task, const struct document *before,
    const struct document_change *wanted, const char *action)
{
	const struct document_index *index;
	struct document *after;

	if (wanted->version != before->version)
		return refuse_change(task, before);
	index = index_of(task, wanted->title, wanted->text);
	if (index == NULL)
		return NULL;
	db_later(task, document, LOCK);
	after = db_maybe(task, document, UPDATE, arg(before->id),
	    arg(wanted->title),
	    arg(text_is_empty(wanted->language) ? before->language
						: wanted->language),
	    arg_id(task_user_id(task)), arg(index->count), arg(wanted->version),
	    arg(wanted->text));
	if (after == NULL && !task_has_failed(task)) {
		before = document_find(task, before->id);
		return before == NULL ? NULL : refuse_change(task, before);
	}
	if (after == NULL)
		return NULL;
	store_text(task, after, index);
	note(task, action, before, after);
	return after;
}

static bool
is_same(const struct document *document, const struct document_change *wanted)
{
	return text_is_equal(document->text, wanted->text) &&
	    text_is_equal(document->title, wanted->title) &&
	    (text_is_empty(wanted->language) ||
		text_is_equal(document->language, wanted->language));
}

struct document *
document_update(
    struct task *task, int64_t id, const struct document_change *wanted)
{
	struct document *before = document_find(task, id);

	if (before == NULL)
		return NULL;
	if (wanted->version == before->version && is_same(before, wanted))
		return before;
	return change(task, before, wanted, "knowledge.update");
}

struct document *
document_put(struct task *task, const struct document_draft *draft,
    const char *source_name)
{
	struct document *before;
	struct document_change wanted = { .title = draft->title,
		.language = draft->language,
		.text = draft->text };

	/* Two files of one name make one document. */
	db_later(task, document, LOCK);
	before = db_maybe(task, document, BY_SOURCE, arg(source_name));
	if (task_has_failed(task))
		return NULL;
	if (before == NULL)
		return document_create(task, draft, source_name);
	wanted.version = before->version;
	if (is_same(before, &wanted))
		return before;
	return change(task, before, &wanted, "knowledge.update");
}

bool
document_remove(struct task *task, int64_t id)
{
	const struct document *before = document_find(task, id);
	int64_t count;

	if (before == NULL)
		return false;
	db_later(task, document, LOCK);
	db_later(task, document, COUNT_WORDS, arg(id), arg("[]"));
	if (!db_run(task, document, REMOVE, &count, arg(id)))
		return false;
	if (count == 0)
		return fail(task, NOT_FOUND, "There is no such document.");
	db_later(task, document, FORGET_WORDS);
	note(task, "knowledge.remove", before, NULL);
	return true;
}

struct list *
document_versions(struct task *task, int64_t id, struct page page)
{
	struct list *list =
	    list_cut(db_many(task, document_version, VERSION_PAGE, arg(id),
			 arg(page.after), arg(page.limit + 1)),
		page);

	/* Every document has a version. */
	if (list != NULL && list->count == 0 && page.after == 0)
		return fail(task, NOT_FOUND, "There is no such document.");
	return list;
}

struct document_version *
document_version_find(struct task *task, int64_t id, int64_t version)
{
	return db_one(
	    task, document_version, VERSION_FIND, arg(id), arg(version));
}

struct document *
document_restore(struct task *task, int64_t id, int64_t version)
{
	const struct document_version *old =
	    document_version_find(task, id, version);
	struct document *before = old == NULL ? NULL : document_find(task, id);
	struct document_change wanted;

	if (before == NULL)
		return NULL;
	wanted = (struct document_change){ .title = old->title,
		.language = old->language,
		.text = old->text,
		.version = before->version };
	if (is_same(before, &wanted))
		return before;
	return change(task, before, &wanted, "knowledge.restore");
}
