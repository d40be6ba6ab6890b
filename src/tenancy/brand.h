/*
 * brand.h - how a studio's pages look: its title and its one color [S6.1].
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TENANCY_BRAND_H
#define TENANCY_BRAND_H

#include "base/field.h"
#include "base/task.h"
#include "data/db.h"

struct brand {
	const char *branding_dashboard_title; /* "": the studio's name */
	const char *branding_primary_color;   /* "#3355dd" */
	const char *branding_logo_url;        /* "" for none */
	const char *branding_favicon_url;     /* "" for none */
	const char *studio_name;
	const char *studio_locale;
};

extern const struct record brand_record;
extern const struct query brand_queries[];

/* The brand of the task's tenant; what is not set has its documented fallback.
 * One statement. */
struct brand *brand_find(struct task *task) must_use;
/* Stores the branding_ values of wanted; INVALID for a color or an address that
 * is none. Returns what is stored. */
struct brand *brand_update(
    struct task *task, const struct brand *wanted) must_use;

/* What pages call the studio. */
const char *brand_title(const struct brand *brand);

/* The style sheet of a color is /brand.css?v=VERSION: all that it says follows
 * from VERSION alone, so that every cache may keep it for good and no studio
 * ever gets another's. NULL for the platform's own color, which pages have
 * anyway. */
const char *brand_version(
    struct arena *arena, const struct brand *brand) must_use;
/* The same of any color, also the platform's; NULL when it is none. */
const char *brand_color_version(
    struct arena *arena, const char *color) must_use;
/* The style sheet of a version, for the whole page (selector ":root") or a part
 * of it; NULL when it is none. */
const char *brand_css(
    struct arena *arena, const char *version, const char *selector) must_use;

#endif
