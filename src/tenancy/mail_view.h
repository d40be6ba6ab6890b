/*
 * mail_view.h - what a mail says: texts and templates become subject and parts.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TENANCY_MAIL_VIEW_H
#define TENANCY_MAIL_VIEW_H

#include "tenancy/mail.h"
#include "view/template.h"

struct mail_view {
	const char *language; /* of the texts */
	const char *subject;
	const char *text;
	const char *html;
};

/* Reads templates and texts below directory before the fork; what is read lives
 * in arena. NULL, or one sentence that says what is missing or bad; then those
 * read before stay. */
const char *mail_view_read(struct arena *arena, const char *directory) must_use;

/* What a mail shows of the studio. Mail programs know no style sheets of ours:
 * the colors are computed here, readable on each other. */
struct mail_brand {
	const char *name;
	const char *fill;     /* of buttons, as "#rrggbb" */
	const char *ink;      /* on it */
	const char *logo_url; /* NULL: the name stands there */
	int64_t logo_width;   /* as it is shown */
	int64_t logo_height;
	bool logo_is_pale; /* it needs a dark plate */
};

/* The mail in the name of the studio. INTERNAL when there is no such mail.
 * missing as in template_render(). */
struct mail_view *mail_view_render(struct task *task, const struct mail *mail,
    const struct mail_brand *brand, template_missing_fn *missing,
    void *missing_context) must_use;

#endif
