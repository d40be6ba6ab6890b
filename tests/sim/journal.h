/*
 * journal.h - what the simulator received, a line of JSON per call.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef SIM_JOURNAL_H
#define SIM_JOURNAL_H

#include "web/request.h"

/* The file is $SIM_JOURNAL, else sim-journal in config->socket_dir. */
bool journal_start(const struct config *config) must_use;
/* Adds the request, with what was decided about it. */
bool journal_add(struct request *req, int status, const char *note) must_use;
/* {"items": [...], "next": N}: up to limit calls behind position after (a
 * "next" of before, 0 for all) whose line contains text (NULL: any). */
struct json_object *journal_page(
    struct task *task, int64_t after, int64_t limit, const char *text) must_use;
/* How many lines contain text (NULL: all). */
int64_t journal_count(struct task *task, const char *text);

#endif
