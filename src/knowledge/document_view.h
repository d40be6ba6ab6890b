/*
 * document_view.h - documents as their pages show them.
 *
 * Inside the room only. Trees belong to the arena of the request.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef KNOWLEDGE_DOCUMENT_VIEW_H
#define KNOWLEDGE_DOCUMENT_VIEW_H

#include "base/json.h"
#include "knowledge/document.h"
#include "knowledge/search.h"
#include "web/request.h"

/* {id, title, source_name, language, version, passages, updated} */
struct json_object *view_row(
    struct request *req, const struct document_row *row) must_use;

/* Adds "passages" [{heading, text}], "has_passages", and "more" when not all
 * are shown: what an agent reads of such a text. */
void view_add_passages(struct request *req, struct json_object *context,
    const char *title, const char *text);

/* {document_id, title, heading, segments [{text, is_match}]} */
struct json_object *view_match(
    struct request *req, const struct passage *passage) must_use;

#endif
