/*
 * brand.h - how a studio's pages look: its title, its one color, its logo
 * [S6.1].
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
	const char *branding_logo_version;    /* NULL: none is shown */
	const char *branding_favicon_version; /* the same */
	/* Of what was sent last; brand_upload_tell() fills these in. */
	const char *branding_logo_state;
	const char *branding_logo_reason;
	const char *branding_favicon_state;
	const char *branding_favicon_reason;
};

struct brand_picture;

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

/* The style sheet of a brand is /brand.css?v=VERSION: the color, and behind a
 * second point the version of the logo, which is its content and whose it is.
 * So every cache may keep it for good and no studio ever gets another's. NULL
 * for the platform's own color alone, which pages have anyway. */
const char *brand_version(
    struct arena *arena, const struct brand *brand) must_use;
/* The same of any color, also the platform's, without a logo; NULL when it is
 * none. */
const char *brand_color_version(
    struct arena *arena, const char *color) must_use;
/* The version of the logo that a version names, NULL for none. */
const char *brand_version_logo(const char *version) must_use;
/* The style sheet of a version, for the whole page (selector ":root") or a part
 * of it; NULL when it is none. logo is the one that it names, which travels
 * inside; NULL leaves it out. */
const char *brand_css(struct arena *arena, const char *version,
    const char *selector, const struct brand_picture *logo) must_use;

#endif
