/*
 * html_attribute.h - which attributes may hold a variable, and how.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef VIEW_HTML_ATTRIBUTE_H
#define VIEW_HTML_ATTRIBUTE_H

#include "view/html_context.h"

/* What a variable inside the quoted value at context needs. */
enum html_escape html_attribute_variable(
    struct html_context *context, const char **reason);

/* Follows one literal byte of a value that may be a URL. */
void html_attribute_url_byte(struct html_context *context, char c);

#endif
