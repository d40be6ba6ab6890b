/*
 * reader.c - asks who reads once, and writes as they do.
 *
 * SPDX-License-Identifier: ISC
 */
#include "web/reader.h"

#include "web/language.h"
#include "web/program.h"

static void
ask(struct request *req)
{
	struct reader reader = { 0 };

	if (req->locale != NULL)
		return;
	if (req->app->reader != NULL)
		reader = req->app->reader(req);
	if (reader.locale == NULL)
		reader.locale = request_language(req);
	req->locale = locale_find(reader.locale);
	req->zone = zone_find(req->program->zones, reader.timezone);
}

const struct locale *
request_locale(struct request *req)
{
	ask(req);
	return req->locale;
}

const struct zone *
request_zone(struct request *req)
{
	ask(req);
	return req->zone;
}

struct civil
request_civil(struct request *req, struct instant instant)
{
	return zone_civil(request_zone(req), instant);
}

struct instant
request_midnight(struct request *req, int days)
{
	struct civil today = request_civil(req, instant_now());

	return zone_instant(request_zone(req),
	    &(struct civil){ .year = today.year,
		.month = today.month,
		.day = today.day + days });
}

struct json_object *
page_time(struct request *req, struct instant instant)
{
	struct arena *arena = req->task.arena;
	const struct locale *locale = request_locale(req);
	struct json_object *time;
	struct civil now, then;

	if (!instant_is_set(instant))
		return NULL;
	time = json_new_object(arena);
	now = request_civil(req, instant_now());
	then = request_civil(req, instant);
	json_add_text(time, "iso", instant_format(arena, instant));
	json_add_text(time, "text", locale_moment(arena, locale, &then, &now));
	json_add_text(time, "day", locale_day(arena, locale, &then, &now));
	json_add_text(time, "date", locale_date(arena, locale, &then));
	json_add_text(time, "time", locale_time(arena, locale, &then));
	json_add_text(time, "full",
	    arena_printf(arena, "%s, %s",
		locale_long_date(arena, locale, &then),
		locale_time(arena, locale, &then)));
	return time;
}

void
page_add_time(struct request *req, struct json_object *object, const char *name,
    struct instant instant)
{
	json_add(object, name, json_object_get(page_time(req, instant)));
}

const char *
page_number(struct request *req, int64_t number)
{
	return locale_number(req->task.arena, request_locale(req), number);
}

const char *
page_money(struct request *req, int64_t cents, const char *currency)
{
	return locale_money(
	    req->task.arena, request_locale(req), cents, currency);
}

const char *
page_share(struct request *req, int64_t part, int64_t whole)
{
	return locale_share(req->task.arena, request_locale(req), part, whole);
}
