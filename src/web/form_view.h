/*
 * form_view.h - forms of pages as tables: which inputs they have, and what was
 * wrong with them.
 *
 * The template of a page finds each of its forms as "forms.KEY", for the
 * partials form_alert and form_inputs. Labels are the section "field" of the
 * text catalog, hints "hint", choices "choice".
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef WEB_FORM_VIEW_H
#define WEB_FORM_VIEW_H

#include "web/request.h"

enum form_input_flag {
	INPUT_OPTIONAL = 1 << 0,
	INPUT_FIRST = 1 << 1,    /* has the focus on a fresh page */
	INPUT_OF_QUERY = 1 << 2, /* begins with what the address says */
};

struct form_input {
	const char *name;
	const char *type; /* of <input>; "select" with choices, "textarea";
			     "checkbox": "true" when it is set; "file" */
	const char *autocomplete; /* of a file: what is accepted */
	const char *label;        /* key in "field" */
	const char *hint;         /* key in "hint", NULL for none */
	unsigned flags;
	const char *const *choices; /* NULL-ended; keys in "choice" */
	/* The same where they depend on the request and on the value that is
	 * chosen now; NULL: choices. */
	const char *const *(*choices_of)(
	    struct request *req, const char *value);
};

struct form_view {
	const char *page; /* template */
	const char *key;
	const char *path; /* where it is sent: the path of its POST route */
	const struct form_input *inputs; /* { 0 }-ended; NULL: none */
};

/* The forms of the template name as {KEY: {...}}. problem is why the form that
 * was just sent is shown again, NULL for a fresh page. Values kept are those
 * that were sent, never passwords; fresh ones are of values.KEY, if that is
 * there. */
struct json_object *form_view_json(struct request *req, const char *name,
    const struct problem *problem, struct json_object *values) must_use;

#endif
