/*
 * search.c - finds passages: one statement.
 *
 * SPDX-License-Identifier: ISC
 */
#include "knowledge/search.h"

#include "base/text.h"
#include "knowledge/question.h"

enum { LIMIT_MAX = 20, QUESTION_CHARACTERS_MAX = 1000 };

/* clang-format off */
static const struct field passage_fields[] = {
	FIELD(passage, id,          READ_ONLY, 0, "Identifier"),
	FIELD(passage, document_id, READ_ONLY, 0, "Document"),
	FIELD(passage, title,       READ_ONLY, 0, "Title of the document"),
	FIELD(passage, heading,     READ_ONLY, 0, "Headings above it"),
	FIELD(passage, text,        READ_ONLY, 0, "Plain words"),
	FIELD(passage, highlight,   READ_ONLY, 0, "A part of it, what fits in [[ and ]]"),
	FIELD(passage, rank,        READ_ONLY, 0, "Larger is better, in one search"),
	{ 0 }
};
/* clang-format on */
const struct record passage_record = RECORD(passage);

enum { FIND };

/* What knowledge_find() says is looked up under the policies of the studio. */
/* clang-format off */
const struct query passage_queries[] = {
	[FIND] = { "passage_find",
	    "SELECT p.id, p.document_id, d.title, p.heading, p.text,"
	    " ts_headline(c.name, p.text, to_tsquery('german', $2) || to_tsquery('english', $2),"
	    " 'StartSel=[[, StopSel=]], MaxFragments=2, MaxWords=28, MinWords=10, FragmentDelimiter=\" … \"')"
	    " AS highlight, f.rank"
	    " FROM knowledge_find($1::jsonb, $3::bigint) f"
	    " JOIN knowledge_passages p ON p.id = f.passage_id"
	    " JOIN knowledge_documents d ON d.id = p.document_id"
	    " CROSS JOIN LATERAL (SELECT CASE d.language WHEN 'en' THEN 'english'::regconfig"
	    " ELSE 'german'::regconfig END) AS c (name)"
	    " ORDER BY f.rank DESC, p.id" },
	{ 0 }
};
/* clang-format on */

struct list *
knowledge_search(struct task *task, const char *question, int64_t limit)
{
	struct question asked;

	if (limit > LIMIT_MAX)
		limit = LIMIT_MAX;
	asked = question_read(task->arena,
	    text_prefix(task->arena, question == NULL ? "" : question,
		QUESTION_CHARACTERS_MAX));
	if (asked.json == NULL) {
		struct list *nothing = arena_new(task->arena, struct list);

		nothing->record = &passage_record;
		return nothing;
	}
	return db_many(
	    task, passage, FIND, arg(asked.json), arg(asked.query), arg(limit));
}

struct json_object *
knowledge_passages_json(struct arena *arena, const struct list *passages)
{
	struct json_object *array = json_new_array(arena);

	list_each(passages, const struct passage, passage) {
		struct json_object *one = json_object_new_object();

		json_add_int(one, "id", passage->id);
		json_add_int(one, "document_id", passage->document_id);
		json_add_text(one, "title", passage->title);
		json_add_text(one, "heading", passage->heading);
		json_object_array_add(array, one);
	}
	return array;
}
