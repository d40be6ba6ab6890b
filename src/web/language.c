/*
 * language.c - finds the language of a page, and its words in the catalog.
 *
 * SPDX-License-Identifier: ISC
 */
#include "web/language.h"

#include "base/text.h"
#include "view/text_catalog.h"
#include "web/header.h"
#include "web/program.h"

enum { RANGES_MAX = 32, TAG_BYTES_MAX = 40 };

/* The language of the catalog for tag, NULL when it speaks another. */
static const char *
spoken(const struct text_catalog *catalog, struct arena *arena, const char *tag)
{
	const char *code = text_catalog_language(catalog, tag);

	return text_starts_with(text_lower(arena, tag), code) ? code : NULL;
}

static const char *
liked_best(struct request *req)
{
	const struct text_catalog *texts = req->program->texts;
	struct arena *arena = req->task.arena;
	const char *at = request_header(req, "Accept-Language");
	const char *best = NULL;
	int best_weight = 0;

	for (int i = 0; at != NULL && *at != '\0' && i < RANGES_MAX; i++) {
		struct header_range range = header_next_range(&at);
		const char *code = NULL;

		if (range.len <= TAG_BYTES_MAX && range.weight > best_weight)
			code = spoken(texts, arena,
			    arena_copy_bytes(arena, range.text, range.len));
		if (code != NULL) {
			best = code;
			best_weight = range.weight;
		}
	}
	return best;
}

bool
request_names_language(struct request *req)
{
	return req->program->texts != NULL && liked_best(req) != NULL;
}

/* Who is signed in has chosen. */
static const char *
chosen(struct request *req)
{
	const char *locale = NULL;

	if (req->app->reader != NULL)
		locale = req->app->reader(req).locale;
	return text_is_empty(locale)
	    ? NULL
	    : text_catalog_language(req->program->texts, locale);
}

const char *
request_language(struct request *req)
{
	if (req->language == NULL && req->program->texts != NULL)
		req->language = chosen(req);
	if (req->language == NULL && req->program->texts != NULL)
		req->language = liked_best(req);
	if (req->language == NULL && req->program->texts != NULL)
		req->language =
		    text_catalog_language(req->program->texts, NULL);
	return req->language == NULL ? "en" : req->language;
}

void
request_set_language(struct request *req, const char *wanted)
{
	if (req->program->texts != NULL && !text_is_empty(wanted))
		req->language =
		    text_catalog_language(req->program->texts, wanted);
}

struct json_object *
request_words(
    struct request *req, const char *section, struct json_object *context)
{
	if (req->program->texts == NULL)
		return NULL;
	return text_catalog_section(req->program->texts, req->task.arena,
	    request_language(req), section, context);
}
