/*
 * form_key.h - forms that make or send something do so once, however often they
 * are sent.
 *
 * Such a form has {{>form_key}}, its route .once: the runtime takes the key of
 * the page before the handler runs, in the transaction of the handler, and
 * keeps the answer with it. Who sends the same fields with the same key again
 * gets the same answer, also while the first is still at work; what fails gives
 * the key back. Other fields are another wish: nothing is lost when somebody
 * goes back, types something else and sends it. Programs that repeat a call of
 * the API have keys of their own (messages, notes, members).
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef WEB_FORM_KEY_H
#define WEB_FORM_KEY_H

#include "data/db.h"
#include "web/request.h"

#define FORM_KEY_FIELD "key"

/* What is known of a form that came before. */
struct form_key {
	const char *path;   /* where its answer led; NULL: nowhere */
	const char *answer; /* sealed, NULL for none and when it is too old */
};

extern const struct record form_key_record;
extern const struct query form_key_queries[];

/* Takes the key of a form whose route is .once; true without one. What was done
 * before is answered. False with a problem. */
bool form_key_take(struct request *req) must_use;
/* Keeps the answer of the handler for who sends the form again. */
void form_key_keep(struct request *req);

#endif
