/*
 * talk_page.h - gathers what the page of a conversation shows.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MESSAGING_TALK_PAGE_H
#define MESSAGING_TALK_PAGE_H

#include "messaging/inbox.h"
#include "web/request.h"

/* The page of the conversation in the path, also when one of its forms is shown
 * again; "verified_member_id" is 0 for nobody. Whoever has seen the newest
 * messages has read them. */
void talk_furnish(struct request *req, struct json_object *context);

/* "MA" of "Mia Albrecht", "78" of a number. */
const char *inbox_initials(struct arena *arena, const char *name) must_use;
/* What the address says was done: the text "done_KEY" of the page, NULL for
 * nothing. */
const char *inbox_notice(
    struct request *req, struct json_object *words) must_use;

#endif
