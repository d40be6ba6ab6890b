/*
 * search.h - finds the passages of a studio's knowledge base.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef KNOWLEDGE_SEARCH_H
#define KNOWLEDGE_SEARCH_H

#include "base/field.h"
#include "base/json.h"
#include "base/task.h"
#include "data/db.h"

/* A piece of a document below one heading. */
struct passage {
	int64_t id;
	int64_t document_id;
	const char *title;     /* of the document */
	const char *heading;   /* "Preise > Tageskarte"; "" at the top */
	const char *text;      /* plain words, at most 1,500 characters */
	const char *highlight; /* a part of it, matches in [[ and ]] */
	double rank;           /* larger is better; comparable in one search */
};

extern const struct record passage_record;
extern const struct query passage_queries[];

/* The up to limit (20) best passages of the task's tenant for a question in
 * plain words, best first; empty when nothing fits: a guess is worse than none.
 * Full-text search in the tenant's language (studio_locale), trigrams for
 * typos. One statement. */
struct list *knowledge_search(
    struct task *task, const char *question, int64_t limit) must_use;

/* A list of struct passage as [{"id", "document_id", "title", "heading"}, ...]:
 * the source of an answer, for the audit. */
struct json_object *knowledge_passages_json(
    struct arena *arena, const struct list *passages) must_use;

#endif
