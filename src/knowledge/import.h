/*
 * import.h - files on their way to become documents.
 *
 * A file is stored in parts and read by a job (import_jobs.h), because what is
 * in it is a stranger's: no process that serves requests looks into it.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef KNOWLEDGE_IMPORT_H
#define KNOWLEDGE_IMPORT_H

#include "base/field.h"
#include "base/task.h"
#include "data/db.h"

enum { IMPORT_BYTES_MAX = 16 << 20 };

struct knowledge_import {
	int64_t id;
	const char *name;
	const char *kind; /* "markdown", "text", "pdf" */
	int64_t size_bytes;
	const char *state;   /* "queued", "running", "done", "failed" */
	const char *reason;  /* of a failure, for people; may be NULL */
	int64_t document_id; /* 0: none */
	int64_t created_by;
	struct instant created_at;
	struct instant ended_at;
};

struct import_part {
	const char *hex; /* at most a mebibyte */
};

extern const struct record knowledge_import_record;
extern const struct record import_part_record;
extern const struct query knowledge_import_queries[];
extern const struct query import_part_queries[];

/* "markdown", "text" or "pdf" by the ending of a file's name, NULL for others.
 */
const char *import_kind(const char *name) must_use;
/* What a document of that file is called when it does not say so itself. */
const char *import_title(struct arena *arena, const char *name) must_use;
/* What a file says as text for a document: one kind of newline, no control
 * bytes. NULL if the bytes are no UTF-8. */
const char *import_text(
    struct arena *arena, const char *bytes, size_t len) must_use;

/* Stores the file and asks for the job. INVALID with "?name" for a name that
 * can not be, TOO_LARGE, or INVALID when there is nothing in it. */
struct knowledge_import *import_create(struct task *task, const char *name,
    const char *bytes, size_t len) must_use;
struct knowledge_import *import_find(struct task *task, int64_t id) must_use;
/* Newest first, those before page.after. */
struct list *import_page(struct task *task, struct page page) must_use;

/* For the job. */
bool import_begin(struct task *task, int64_t id) must_use;
/* The part at position from 1, NULL behind the last. */
const struct import_part *import_part_find(
    struct task *task, int64_t id, int64_t position) must_use;
/* The import is over and its bytes go; reason NULL: it went well. */
bool import_end(struct task *task, int64_t id, int64_t document_id,
    const char *reason) must_use;

#endif
