/*
 * setting_pages.h - what the pages of settings share.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TENANCY_SETTING_PAGES_H
#define TENANCY_SETTING_PAGES_H

#include "tenancy/setting.h"
#include "web/request.h"

/* How it stands with a group of settings: a text of the section
 * "tenancy.setting_state". */
struct setting_state {
	const char *word;
	bool is_on;
};

/* The settings of one page, which is /settings/NAME, template tenancy/NAME and
 * form NAME. */
struct setting_group {
	const char *name;
	struct setting_state (*state)(
	    const struct task *task, const struct list *settings);
	const char *const *keys; /* NULL-ended */
};

/* For a furnishing: "values" of its form, "state" and "is_on", "missing":
 * whether there is one of its labels in "missing_labels", "secrets": those that
 * are there and can be removed, [{"label", "path"}], "has_secrets", "notice".
 * What there is in the database, NULL when the task has failed. */
const struct list *setting_page_furnish(struct request *req,
    struct json_object *context, const struct setting_group *group);

/* The page of the website chat has more to show (setting_chat.c). */
void setting_chat_furnish(struct request *req, struct json_object *context,
    const struct list *settings);

#endif
