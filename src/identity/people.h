/*
 * people.h - the people of a studio by name, for pages that say who did it.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef IDENTITY_PEOPLE_H
#define IDENTITY_PEOPLE_H

#include "base/field.h"
#include "web/request.h"

/* The first 200 of the task's studio, in one statement; NULL with a problem. */
struct list *people_list(struct task *task) must_use;

/* What to call the user with that id: name or address; what the section
 * "people" of the catalog says of the operator (0) and of somebody who is not
 * among them. */
const char *people_name(
    struct request *req, const struct list *people, int64_t id) must_use;

/* "LK" of "Lena Krause". */
const char *people_initials(struct arena *arena, const char *name) must_use;

#endif
