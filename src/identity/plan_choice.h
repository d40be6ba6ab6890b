/*
 * plan_choice.h - the plans that a studio can choose from when it signs up.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef IDENTITY_PLAN_CHOICE_H
#define IDENTITY_PLAN_CHOICE_H

#include "data/db.h"
#include "web/request.h"

extern const struct record plan_choice_record;
extern const struct query plan_choice_queries[];

/* The plans on sale as cards, cheapest first, in the language of the page:
 * slug, name, price, is_paid, is_chosen, facts, note. words is the section of
 * the page. NULL with a problem. */
struct json_object *plan_choice_cards(struct request *req,
    const char *chosen_slug, struct json_object *words) must_use;

#endif
