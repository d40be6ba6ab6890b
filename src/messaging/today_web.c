/*
 * today_web.c - the page that a studio opens each morning.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/text.h"
#include "messaging/messaging_web.h"
#include "messaging/today.h"
#include "tenancy/tenant.h"
#include "view/chart.h"
#include "web/language.h"
#include "web/reader.h"
#include "web/reply.h"

#define SECTION "messaging.today"

enum { FULL_PERCENT = 100, NEARLY_FULL_PERCENT = 80 };

/* What a studio does to begin with. Words: "step_KEY", "step_KEY_text". */
struct step {
	const char *key;
	const char *path;
	size_t done; /* offset of a bool in struct today */
};

/* clang-format off */
static const struct step steps[] = {
	{ "hours",     "/agents",         offsetof(struct today, has_hours) },
	{ "prices",    "/agents",         offsetof(struct today, has_prices) },
	{ "knowledge", "/knowledge",      offsetof(struct today, has_knowledge) },
	{ "brand",     "/settings/brand", offsetof(struct today, has_brand) },
};
/* clang-format on */

static const char *
word(struct request *req, const char *key, struct json_object *values)
{
	return json_text_at(request_words(req, SECTION, values), key);
}

/* A text whose {number} is written as people here do. */
static const char *
number_word(struct request *req, const char *key, int64_t number)
{
	struct json_object *values = json_new_object(req->task.arena);

	json_add_text(values, "number", page_number(req, number));
	return word(req, key, values);
}

static void
add_figure(struct request *req, struct json_object *figures, const char *key,
    const char *path, const char *value, const char *note)
{
	struct json_object *figure = json_object_new_object();

	json_add_text(figure, "label", word(req, key, NULL));
	json_add_text(figure, "path", path);
	json_add_text(figure, "value", value);
	json_add_text(figure, "note", note);
	json_add_text(figure, "share", NULL);
	json_object_array_add(figures, figure);
}

static const char *
usage_note(struct request *req, const struct today *today)
{
	if (today->messages_max == 0)
		return word(req, "messages_unlimited", NULL);
	return number_word(req, "messages_of", today->messages_max);
}

/* How full the month is, on the newest figure; a plan without a limit has none.
 */
static void
add_share(
    struct request *req, struct json_object *figures, const struct today *today)
{
	struct json_object *figure =
	    json_item(figures, json_length(figures) - 1);
	int64_t share;

	if (today->messages_max == 0)
		return;
	share = today->messages * FULL_PERCENT / today->messages_max;
	json_add_text(figure, "share",
	    arena_printf(req->task.arena, "%" PRId64,
		share > FULL_PERCENT ? FULL_PERCENT : share));
}

static struct json_object *
figures_json(
    struct request *req, const struct today *today, const struct today_day *day)
{
	struct json_object *figures = json_new_array(req->task.arena);
	int64_t answers = day->by_ai + day->by_staff;

	add_figure(req, figures, "conversations", "/inbox",
	    page_number(req, day->conversations),
	    word(req, "conversations_note", NULL));
	add_figure(req, figures, "by_ai", NULL,
	    page_share(req, day->by_ai, answers),
	    number_word(req, "by_ai_note", answers));
	add_figure(req, figures, "waiting", "/inbox?state=waiting",
	    page_number(req, today->waiting),
	    number_word(req, "human_note", today->human));
	add_figure(req, figures, "members", "/members",
	    page_number(req, today->members), word(req, "members_note", NULL));
	add_figure(req, figures, "messages", NULL,
	    page_number(req, today->messages), usage_note(req, today));
	add_share(req, figures, today);
	return figures;
}

static bool
is_done(const struct today *today, const struct step *step)
{
	return *(const bool *)((const char *)today + step->done);
}

/* *open is the number of those that are not taken yet. */
static struct json_object *
steps_json(struct request *req, const struct today *today, int *open)
{
	struct arena *arena = req->task.arena;
	struct json_object *list = json_new_array(arena);

	*open = 0;
	for (size_t i = 0; i < ARRAY_LENGTH(steps); i++) {
		struct json_object *step = json_object_new_object();
		const char *text =
		    arena_printf(arena, "step_%s_text", steps[i].key);
		bool done = is_done(today, &steps[i]);

		json_add_text(step, "path", steps[i].path);
		json_add_text(step, "label",
		    word(req, arena_printf(arena, "step_%s", steps[i].key),
			NULL));
		json_add_text(step, "text", word(req, text, NULL));
		json_add_bool(step, "is_done", done);
		*open += !done;
		json_object_array_add(list, step);
	}
	return list;
}

static void
add_steps(
    struct request *req, struct json_object *context, const struct today *today)
{
	struct json_object *list;
	int open;

	list = steps_json(req, today, &open);
	json_add(context, "steps", json_object_get(list));
	json_add_bool(
	    context, "has_steps", open > 0 && req->task.actor.role >= ROLE_ADM);
}

/* What waits for somebody, and limits that come near. */
static void
add_alerts(
    struct request *req, struct json_object *context, const struct today *today)
{
	const char *near = NULL;

	json_add_text(context, "waiting_line",
	    today->waiting == 0 ? NULL
		: today->waiting == 1
		? word(req, "waiting_one", NULL)
		: number_word(req, "waiting_line", today->waiting));
	if (today->messages_max > 0 && today->messages >= today->messages_max)
		near = "messages_full";
	else if (today->messages_max > 0 &&
	    today->messages * FULL_PERCENT >=
		today->messages_max * NEARLY_FULL_PERCENT)
		near = "messages_near";
	json_add_text(
	    context, "limit_line", near == NULL ? NULL : word(req, near, NULL));
}

enum chart_kind { CHART_CONVERSATIONS = 1, CHART_ANSWERS };

static void
add_chart(struct request *req, struct json_object *context, const char *name,
    enum chart_kind kind, const struct instant *midnights,
    const struct today_day *days)
{
	struct arena *arena = req->task.arena;
	struct chart_point points[TODAY_DAYS];
	struct json_object *chart;

	for (int i = 0; i < TODAY_DAYS; i++) {
		struct civil civil = request_civil(req, midnights[i]);
		int64_t answers = days[i].by_ai + days[i].by_staff;

		points[i] = (struct chart_point){
			.label = locale_short_date(
			    arena, request_locale(req), &civil),
			.value = kind == CHART_ANSWERS ? days[i].by_ai
						       : days[i].conversations,
			.of = kind == CHART_ANSWERS ? answers : 0,
		};
	}
	chart = chart_json(arena, points, TODAY_DAYS);
	json_add_text(chart, "label_label", word(req, "day", NULL));
	json_add_text(chart, "value_label",
	    word(req,
		kind == CHART_ANSWERS ? "answers_ai" : "conversations_all",
		NULL));
	json_add_text(chart, "of_label", word(req, "answers_all", NULL));
	json_add(context, name, json_object_get(chart));
}

static const char *
greeting_key(struct request *req)
{
	int64_t hour = request_civil(req, instant_now()).hour;

	if (hour < 5 || hour >= 18)
		return "evening";
	return hour < 11 ? "morning" : "day_time";
}

static const char *
today_line(struct request *req)
{
	struct civil now = request_civil(req, instant_now());

	return locale_long_date(req->task.arena, request_locale(req), &now);
}

static bool
show(struct request *req)
{
	struct json_object *context = json_new_object(req->task.arena);
	struct today *today = today_find(&req->task);
	struct instant midnights[TODAY_DAYS];
	struct today_day days[TODAY_DAYS];

	if (today == NULL)
		return false;
	for (int i = 0; i < TODAY_DAYS; i++)
		midnights[i] = request_midnight(req, i - TODAY_DAYS + 1);
	if (!today_days(&req->task, midnights, days))
		return false;
	json_add_text(context, "greeting", word(req, greeting_key(req), NULL));
	json_add_text(context, "date", today_line(req));
	json_add_bool(context, "is_new", !today->has_conversations);
	json_add_text(context, "slug", today->slug);
	json_add(context, "figures",
	    json_object_get(figures_json(req, today, &days[TODAY_DAYS - 1])));
	add_alerts(req, context, today);
	add_steps(req, context, today);
	add_chart(req, context, "conversations", CHART_CONVERSATIONS, midnights,
	    days);
	add_chart(req, context, "answers", CHART_ANSWERS, midnights, days);
	return reply_page(req, OK, "messaging/today", context);
}

/* clang-format off */
const struct route today_pages[] = {
	{ GET, "/today", ROLE_USR, NOTHING, RAW("text/html"), show,
	    "Show how the studio is doing" },
	{ 0 }
};
/* clang-format on */
