/*
 * page_words.h - sentences of pages that depend on a number or on what was just
 * done.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef WEB_PAGE_WORDS_H
#define WEB_PAGE_WORDS_H

#include "web/request.h"

/* The text of a section of the catalog with {count}: KEY_one for 1, else
 * KEY_many. */
const char *page_counted(struct request *req, const char *section,
    const char *key, int64_t count) must_use;

/* For the partial toast: the text done_... of the section for ?done=..., NULL
 * when nothing was done or nothing is said of it. */
const char *page_notice(struct request *req, const char *section) must_use;

#endif
