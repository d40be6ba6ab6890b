/*
 * html_attribute.h - which attributes may hold a variable, and how.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef VIEW_HTML_ATTRIBUTE_H
#define VIEW_HTML_ATTRIBUTE_H

#include "view/html_context.h"

/* Follows one literal byte of a value. */
void html_attribute_byte(struct html_context *context, char c);
/* The value is complete: what it says about a form is remembered. */
void html_attribute_end(struct html_context *context);
/* Forgets the attribute. */
void html_attribute_leave(struct html_context *context);

/* What a variable inside the quoted value at context needs. */
enum html_escape html_attribute_variable(
    struct html_context *context, const char **reason);

/* Ends a section inside a quoted value that began at before. True when both
 * ways through it agree; of a URL less may be certain then. */
bool html_attribute_join(
    const struct html_context *before, struct html_context *context);

#endif
