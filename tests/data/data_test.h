/*
 * data_test.h - what the tests of src/data share.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TESTS_DATA_TEST_H
#define TESTS_DATA_TEST_H

#include "base/config.h"
#include "base/task.h"
#include "data/cache.h"
#include "data/db.h"

#include <check.h>
/* Ours is of base/task.h. */
#undef fail

struct json_object;

/* A row of table notes; see schema.sql. */
struct note {
	int64_t id;
	const char *email;
	int32_t size;
	bool is_read;
	double score;
	struct json_object *body;
	struct instant created_at;
	int64_t tenant_id;
};

extern const struct record note_record;
enum {
	NOTE_ADD = 1,
	NOTE_FIND,
	NOTE_LIST,
	NOTE_SIZE,
	NOTE_REMOVE,
	NOTE_ADDRESS,
	NOTE_ROOM,
	NOTE_FULL,
	NOTE_SLEEP,
	NOTE_SECRET,
	NOTE_MANY,
	NOTE_PID,
	NOTE_WRONG_COLUMN,
	NOTE_WRONG_TYPE,
	NOTE_WRONG_VALUE,
	NOTE_ROOM_ADD,
	NOTE_ROOM_REMOVE,
	NOTE_DEFER
};
extern const struct query note_queries[];

/* A task of tenant 1 with a connection of its own; a database that is empty. */
void fixture_setup(void);
void fixture_teardown(void);
extern struct config fixture_config;
extern struct task *fixture;

/* A further task on the same connection; ended by fixture_teardown(). */
struct task *fixture_task(int64_t tenant_id);
/* Statements as the superuser, over a connection of their own. */
void admin(const char *sql);
/* The number that sql gives. */
int64_t admin_number(const char *sql);

Suite *db_suite(void);
Suite *db_failure_suite(void);
Suite *row_suite(void);
Suite *migrate_suite(void);
Suite *cache_suite(void);

#endif
