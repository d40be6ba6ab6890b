/*
 * document.h - the documents of a studio's knowledge base.
 *
 * A document is Markdown. Every text that it ever had is kept as a version; the
 * passages that are searched are those of the current one.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef KNOWLEDGE_DOCUMENT_H
#define KNOWLEDGE_DOCUMENT_H

#include "base/field.h"
#include "base/task.h"
#include "data/db.h"

enum {
	DOCUMENT_BYTES_MAX = 512 << 10,
	DOCUMENTS_MAX = 2000 /* of one studio */
};

struct document {
	int64_t id;
	const char *title;
	const char *source_name; /* file that it came from, "" for none */
	const char *language;    /* "de", "en" */
	int32_t version;
	int32_t passages; /* how many */
	const char *text; /* Markdown */
	int64_t created_by;
	int64_t updated_by;
	struct instant created_at;
	struct instant updated_at;
};

/* One of a list: without its text. */
struct document_row {
	int64_t id;
	const char *title;
	const char *source_name;
	const char *language;
	int32_t version;
	int32_t passages;
	int64_t created_by;
	int64_t updated_by;
	struct instant created_at;
	struct instant updated_at;
};

/* What people write. */
struct document_draft {
	const char *title;
	const char *language; /* NULL: that of the studio */
	const char *text;
};

/* The same for a document that is there. */
struct document_change {
	const char *title;
	const char *language;
	const char *text;
	int32_t version; /* that it was made from */
};

struct document_version {
	int64_t id; /* the number of the version */
	const char *title;
	const char *language;
	const char *text; /* NULL in a list */
	int64_t size_bytes;
	int64_t created_by;
	struct instant created_at;
};

extern const struct record document_record;
extern const struct record document_row_record;
extern const struct record document_draft_record;
extern const struct record document_change_record;
extern const struct record document_version_record;
extern const struct query document_queries[];
extern const struct query document_row_queries[];
extern const struct query document_version_queries[];

/* Newest first: those below page.after (0: from the newest) whose title or
 * source name has search in it, whatever its case; NULL: all. */
struct list *document_page(
    struct task *task, const char *search, struct page page) must_use;
struct document *document_find(struct task *task, int64_t id) must_use;

/* INVALID for a text that is too long or says nothing, CONFLICT at
 * DOCUMENTS_MAX. */
struct document *document_create(struct task *task,
    const struct document_draft *draft, const char *source_name) must_use;
/* CONFLICT when the document has another version by now: somebody else was
 * faster. Nothing new makes no version. */
struct document *document_update(struct task *task, int64_t id,
    const struct document_change *change) must_use;
/* A file: a new version of the document that came from a file of that name, or
 * a new document. */
struct document *document_put(struct task *task,
    const struct document_draft *draft, const char *source_name) must_use;
/* With its versions. */
bool document_remove(struct task *task, int64_t id) must_use;

/* Newest first; NOT_FOUND if there is no such document. */
struct list *document_versions(
    struct task *task, int64_t id, struct page page) must_use;
struct document_version *document_version_find(
    struct task *task, int64_t id, int64_t version) must_use;
/* The text of an old version becomes a new one. */
struct document *document_restore(
    struct task *task, int64_t id, int64_t version) must_use;

#endif
