/*
 * csv_file.h - records as a CSV file that is sent part by part.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef WEB_CSV_FILE_H
#define WEB_CSV_FILE_H

#include "base/field.h"
#include "web/reply.h"

/* How far it has come; a room puts it first in a struct of its own that holds
 * what it asks for. */
struct csv_file {
	int64_t after; /* the key of the last row */
	bool has_begun;
};

/* Before the rows of each part: the first begins with the mark of UTF-8 and the
 * names of the fields that are not HIDDEN. */
void csv_file_begin(
    struct csv_file *file, struct buf *out, const struct record *record);
void csv_file_row(struct arena *arena, struct buf *out,
    const struct record *record, const void *item);
/* Answers with the file called name; next and state as in reply_stream(). */
bool csv_file_reply(
    struct request *req, const char *name, stream_fn *next, void *state);

#endif
