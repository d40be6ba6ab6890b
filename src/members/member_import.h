/*
 * member_import.h - files of members that are taken in, a thousand rows at a
 * time, by ariia-clock.
 *
 * A member is known by its customer_id, else by its member_number, else by
 * e-mail and date of birth; so the same file twice gives the same. An empty
 * cell changes nothing. A row that can not be taken in is kept with what is
 * wrong and stops no other.
 *
 * The rows of a file that was only looked at stay for a day, so that it can be
 * taken in without being sent again.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MEMBERS_MEMBER_IMPORT_H
#define MEMBERS_MEMBER_IMPORT_H

#include "data/db.h"
#include "members/member_row.h"

struct member_import {
	int64_t id;
	const char *state;       /* queued, running, done, failed */
	bool dry_run;            /* nothing is stored */
	const char *on_conflict; /* update, skip: members that are there */
	const char *separator;
	const char *header; /* first row of the file */
	int64_t rows_total;
	int64_t rows_done;
	int64_t chunks_done;
	int64_t created;
	int64_t updated;
	int64_t unchanged;
	int64_t failed;
	int64_t user_id;
	struct instant created_at;
	struct instant finished_at;
};

/* Rows of a file that are taken in together. */
struct import_chunk {
	int64_t number;
	int64_t first_line;
	int64_t rows;
	const char *text;
};

extern const struct record member_import_record;
extern const struct record import_chunk_record;
extern const struct record row_error_record;
extern const struct query member_import_queries[];

/* The most rows of a file, and how long they wait after a dry run. */
enum { IMPORT_ROWS_MAX = 200000, IMPORT_WAIT_MS = 24 * 3600 * 1000 };
#define JOB_MEMBER_IMPORT "member_import"
#define JOB_MEMBER_IMPORT_FORGET "member_import_forget"

/* Keeps the file, of UTF-8 or Windows-1252, and queues the job; dry_run and
 * on_conflict are those of wanted. INVALID ("#/file") when no member could come
 * of it: no text, no columns that tell members apart, no or too many rows. */
struct member_import *member_import_create(struct task *task,
    const struct member_import *wanted, const char *bytes, size_t len) must_use;

struct member_import *member_import_find(
    struct task *task, int64_t id) must_use;
/* Newest first, below page.after (0: from the newest). */
struct list *member_import_page(struct task *task, struct page page) must_use;
/* Up to limit struct row_error behind line after. */
struct list *member_import_errors(
    struct task *task, int64_t id, int64_t after, int64_t limit) must_use;

/* Takes in what was only looked at, and queues the job; once, however often it
 * is asked for. CONFLICT when that was done, or the rows are gone. */
bool member_import_run(struct task *task, int64_t id) must_use;

/* For the job: the chunk that is next, NULL without a problem when all is
 * done. */
struct import_chunk *member_import_chunk(
    struct task *task, const struct member_import *import) must_use;
/* Notes what became of chunk, and removes it unless it was only looked at:
 * progress adds to the sums of the
 * import, errors is an array of struct row_error. */
bool member_import_advance(struct task *task,
    const struct member_import *progress, const struct import_chunk *chunk,
    const struct list *errors) must_use;
/* The end: state is "done" or "failed". Rows that are still there are forgotten
 * in time, by another job. */
bool member_import_finish(
    struct task *task, int64_t id, const char *state) must_use;
/* Forgets the rows of an import that has ended. */
bool member_import_forget(struct task *task, int64_t id) must_use;

#endif
