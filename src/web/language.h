/*
 * language.h - in which language a page speaks, and what it says.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef WEB_LANGUAGE_H
#define WEB_LANGUAGE_H

#include "web/request.h"

/* What request_set_language() chose, else the language of who is signed in
 * (known after the first statement), else the one that the browser likes best
 * of those that the catalog speaks, else its first one. */
const char *request_language(struct request *req) must_use;
/* wanted like "en-GB"; NULL changes nothing. */
void request_set_language(struct request *req, const char *wanted);
/* The browser asks for a language that the catalog speaks. */
bool request_names_language(struct request *req) must_use;

/* The texts of a section of the catalog, filled from context (may be NULL);
 * NULL when there is none, or the program has no texts. */
struct json_object *request_words(struct request *req, const char *section,
    struct json_object *context) must_use;

/* What a problem says of a field, in the language of the page: the section
 * "message" has the sentences of the code as keys, with * for what differs,
 * which is {text} in the translation. */
const char *request_field_message(
    struct request *req, const char *sentence) must_use;
/* The same of a problem as a whole; where its sentence is not translated, what
 * the section "problem" says of its kind, and how long to wait. */
const char *request_problem_text(
    struct request *req, const struct problem *problem) must_use;
/* {"title", "text"} of a problem, in English where there are no texts. */
struct json_object *request_problem_words(
    struct request *req, const struct problem *problem) must_use;

#endif
