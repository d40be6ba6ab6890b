/*
 * text_catalog.h - what pages and mails say, in every language.
 *
 * A folder has a file per language (de.json, en.json): objects in objects, down
 * to texts. A key is the way to a text ("mail.verify.subject"). A text may have
 * placeholders: {studio_name}. Every key stands in every language, with the
 * same placeholders; loading fails otherwise. German is what is spoken when
 * nothing else is known.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef VIEW_TEXT_CATALOG_H
#define VIEW_TEXT_CATALOG_H

#include "base/json.h"

struct text_catalog;

/* Reads directory before the fork. NULL with "file: what is wrong" in
 * *complaint. The catalog lives in arena and never changes. */
struct text_catalog *text_catalog_load(struct arena *arena,
    const char *directory, const char **complaint) must_use;

/* The language of the catalog that fits best: of "en-GB" or "EN" it is "en";
 * NULL and what is not spoken is "de". */
const char *text_catalog_language(
    const struct text_catalog *catalog, const char *wanted) must_use;

/* The text at key with its placeholders filled from context (may be NULL):
 * texts and whole numbers as they are, what is missing is nothing. NULL when
 * there is no such text. language as of text_catalog_language(). */
const char *text_catalog_text(const struct text_catalog *catalog,
    struct arena *arena, const char *language, const char *key,
    struct json_object *context) must_use;

/* A copy of the section at key, all texts filled: for templates, as
 * {{t.subject}}. NULL when there is no such section. */
struct json_object *text_catalog_section(const struct text_catalog *catalog,
    struct arena *arena, const char *language, const char *key,
    struct json_object *context) must_use;

#endif
