/*
 * statements.h - every table of statements of the programs.
 *
 * The lint check "queries" sees to it that none is forgotten.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef E2E_STATEMENTS_H
#define E2E_STATEMENTS_H

#include "data/db.h"

/* What the rows of a table may become: a statement has to fit one record. */
struct statement_table {
	const struct query *queries;
	const struct record *records[4];
};

/* Ended by NULL queries. */
extern const struct statement_table statement_tables[];

#endif
