/*
 * reader.h - what pages say of times and numbers, as who reads them is used to.
 *
 * After app->reader: the locale and time zone that the user chose; of strangers
 * those of the page's language, and UTC. In a GET the user is known once its
 * first statement has run: format after the query, not before.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef WEB_READER_H
#define WEB_READER_H

#include "base/zone.h"
#include "view/locale.h"
#include "web/request.h"

const struct locale *request_locale(struct request *req);
/* May be NULL, which is UTC. */
const struct zone *request_zone(struct request *req);
/* What the clock of who reads says. */
struct civil request_civil(struct request *req, struct instant instant);
/* When the day begins that is days after today (before it: negative). */
struct instant request_midnight(struct request *req, int days);

/* {"iso": for <time datetime>, "text": "heute, 14:05", "day": "heute", "date":
 * "22.11.2026", "time": "14:05", "full": "Sonntag, 22. November 2026, 14:05"},
 * of the arena; NULL, which is null, when the instant is not set. */
struct json_object *page_time(struct request *req, struct instant instant);
void page_add_time(struct request *req, struct json_object *object,
    const char *name, struct instant instant);

const char *page_number(struct request *req, int64_t number) must_use;
const char *page_money(
    struct request *req, int64_t cents, const char *currency) must_use;
const char *page_share(
    struct request *req, int64_t part, int64_t whole) must_use;

#endif
