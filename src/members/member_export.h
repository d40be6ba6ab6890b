/*
 * member_export.h - members as a file that member_import takes again.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MEMBERS_MEMBER_EXPORT_H
#define MEMBERS_MEMBER_EXPORT_H

#include "base/csv.h"
#include "members/member.h"
#include "members/member_import.h"

/* The first row. */
void member_export_header(struct buf *out);
void member_export_row(
    struct arena *arena, struct buf *out, const struct member *member);

/* What is wrong with rows, likewise. */
void row_error_export_header(struct buf *out);
void row_error_export_row(
    struct arena *arena, struct buf *out, const struct row_error *error);

#endif
