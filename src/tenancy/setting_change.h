/*
 * setting_change.h - changes settings and says so in the log, for the API and
 * for pages.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TENANCY_SETTING_CHANGE_H
#define TENANCY_SETTING_CHANGE_H

#include "tenancy/setting.h"

enum { SETTING_WISHES_MAX = 8 };

struct setting_wish {
	const char *key;     /* one of the table */
	const char *value;   /* empty removes it, a masked secret stays */
	const char *pointer; /* where a complaint belongs: "#/value" */
};

/* All or none of at most SETTING_WISHES_MAX: every wrong one is reported
 * (INVALID). What is different afterwards has an entry in the audit log. */
bool setting_change(struct task *task, const struct setting_wish *wishes,
    size_t count) must_use;

#endif
