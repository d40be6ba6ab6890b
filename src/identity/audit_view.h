/*
 * audit_view.h - entries of the audit log as people read them.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef IDENTITY_AUDIT_VIEW_H
#define IDENTITY_AUDIT_VIEW_H

#include "tenancy/audit.h"
#include "web/request.h"

/* Whose entries are drawn; people are of people_list(), in words of the
 * catalog's sections "audit.action", "audit.field" and "field". */
struct audit_drawing {
	struct request *req;
	const struct list *people;
	struct json_object *actions;
	struct json_object *fields;
	struct json_object *more_fields;
	struct json_object *choices;
	struct json_object *words; /* audit.words */
};
struct audit_drawing audit_drawing_of(
    struct request *req, const struct list *people) must_use;

/* A row of the list: "id", "path", "at", "actor", "role", "action", "raw" (the
 * action as stored), "subject", "subject_path", "changed" ("Name, Role"). */
struct json_object *audit_row(const struct audit_drawing *drawing,
    const struct audit_entry *entry) must_use;
/* The same and "number", "request_id", "hash", and of what was before and after
 * "changes" and "rest" [{"label", "before", "after"}], "values" where there is
 * one side only [{"label", "text"}], "is_new". */
struct json_object *audit_view(const struct audit_drawing *drawing,
    const struct audit_entry *entry) must_use;

/* What the catalog calls an action; NULL for nothing. */
const char *audit_action_word(
    const struct audit_drawing *drawing, const char *action) must_use;

#endif
