/*
 * deck.h - what all pages of the deck show around their own content.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAIN_DECK_H
#define MAIN_DECK_H

#include "web/route.h"

/* For struct app: page_dress(), and "nav": the places of the deck that the
 * person's role may go to, in groups [{"title", "items": [{"path", "label",
 * "icon", "letter", "is_current", "count", "count_label"}]}]; empty for
 * strangers; and "is_account": the foot of the navigation leads here. */
void deck_dress(struct request *req, struct json_object *page);

/* The groups of such a navigation for any role, without counts. */
struct json_object *deck_nav(struct request *req, enum role role) must_use;

/* Of all rooms, for struct app. */
extern const struct furnishing *const deck_furnishings[];
extern const struct form_view *const deck_forms[];

#endif
