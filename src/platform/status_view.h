/*
 * status_view.h - the state of the platform as JSON and as a page.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef PLATFORM_STATUS_VIEW_H
#define PLATFORM_STATUS_VIEW_H

#include "base/json.h"
#include "platform/status.h"
#include "web/request.h"
#include "work/queue.h"

/* What both are made of. */
struct status {
	const struct program_list *programs;
	const struct database_status *database;
	bool has_redis;
	const struct list *counts;  /* struct queue_count */
	const struct list *stopped; /* a page of struct queue_stopped */
	struct queue_stopped_filter filter;
};

/* Every program runs with all children, Redis is there and nothing was set
 * aside. */
bool status_is_well(const struct status *status);

struct json_object *status_json(
    struct request *req, const struct status *status) must_use;
struct json_object *status_page(
    struct request *req, const struct status *status) must_use;

/* "1700000000000000-17" names the job behind which the next page begins. */
const char *status_cursor(
    struct arena *arena, const struct queue_stopped *job) must_use;
/* INVALID at "?cursor". */
bool status_read_cursor(struct task *task, const char *cursor,
    struct queue_stopped_filter *filter) must_use;

/* Adds "kind" {"kind", "code", "path"}: all of it that were set aside. */
void status_add_kind(
    struct request *req, struct json_object *context, const char *kind);

/* {"kind", "key", "studio", "attempts", "error", "at", "path"}. */
struct json_object *stopped_view(
    struct request *req, const struct queue_stopped *job) must_use;

#endif
