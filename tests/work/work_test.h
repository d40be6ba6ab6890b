/*
 * work_test.h - what the tests of src/net and src/work share.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef WORK_TEST_H
#define WORK_TEST_H

#include "base/config.h"
#include "data/db.h"
#include "work/queue.h"

#include <check.h>
/* Ours is of base/task.h. */
#undef fail

/* What the server has seen, in memory that it shares with the tests. */
struct server_counts {
	int connections;
	int requests;
	int open; /* connections just now */
	int open_max;
};

/* A tiny HTTP server in a process of its own; see server.c for its paths. */
void server_start(void);
void server_stop(void);
const char *server_url(struct arena *arena, const char *path) must_use;
extern volatile struct server_counts *server_counts;

/* Two tenants, an empty queue, a table notes for what handlers write. */
void fixture_setup(void);
void fixture_teardown(void);
extern struct config fixture_config;

/* A task with a connection of its own as role. Ended by fixture_teardown(). */
struct task *fixture_task(const char *role, int64_t tenant_id);
struct task *fixture_again(struct task *task); /* without its problem */

/* As the superuser, over a connection of its own. */
void admin(const char *format, ...) printf_like(1, 2);
int64_t admin_number(const char *format, ...) printf_like(1, 2);
const char *admin_text(const char *format, ...) printf_like(1, 2);

void sleep_ms(int64_t ms);

Suite *http_client_suite(void);
Suite *mail_client_suite(void);
Suite *queue_rows_suite(void);
Suite *worker_suite(void);

#endif
