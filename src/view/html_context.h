/*
 * html_context.h - where in HTML does a variable stand, and is it safe there?
 *
 * Followed while a template is compiled. Safe: text, a quoted attribute, the
 * start or the query of a quoted URL attribute (scheme checked when rendered).
 * Not: unquoted attributes, tag and attribute names, script, style, on*=,
 * style=, srcdoc=, comments.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef VIEW_HTML_CONTEXT_H
#define VIEW_HTML_CONTEXT_H

#include "base/base.h"

/* How a variable has to be written. */
enum html_escape {
	HTML_UNSAFE = 0, /* it must not stand here */
	HTML_TEXT,       /* & < > " ' as references */
	HTML_URL         /* the same, and only http, https, mailto, tel or relative */
};

struct html_context {
	int state;
	char tag[16];
	char attribute[24];
	char quote;
	bool value_is_empty;
	bool is_in_post_form;
	bool form_has_csrf;
	int line;
};

void html_context_init(struct html_context *context);
/* Follows literal HTML. */
void html_context_feed(
    struct html_context *context, const char *html, size_t len);
/* What a variable here would need, and the reason when it is unsafe. */
enum html_escape html_context_variable(
    struct html_context *context, const char **reason);
/* The two are in the same place: both ways through a section must agree. */
bool html_context_is_same(
    const struct html_context *a, const struct html_context *b);

#endif
