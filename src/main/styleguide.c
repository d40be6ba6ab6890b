/*
 * styleguide.c - the page that shows every piece of the pages.
 *
 * SPDX-License-Identifier: ISC
 */
#include "main/tables.h"
#include "view/chart.h"
#include "web/language.h"
#include "web/reply.h"

enum { DAYS = 30 };

/* The same curve each time, so that pictures can be compared. */
static struct json_object *
sample_chart(struct request *req)
{
	struct chart_point points[DAYS];
	struct json_object *words = request_words(req, "deck.styleguide", NULL);
	struct json_object *chart;
	int64_t value = 37;

	for (int i = 0; i < DAYS; i++) {
		value = (value * 61 + 17) % 53;
		points[i] = (struct chart_point){
			.label = arena_printf(req->task.arena, "%d.", i + 1),
			.value = value,
			.of = value + 8 + i % 5,
		};
	}
	chart = chart_json(req->task.arena, points, DAYS);
	json_add_text(chart, "label_label", json_text_at(words, "day"));
	json_add_text(
	    chart, "value_label", json_text_at(words, "by_assistant"));
	json_add_text(chart, "of_label", json_text_at(words, "all"));
	return chart;
}

static bool
show(struct request *req)
{
	struct json_object *context = json_new_object(req->task.arena);

	json_add(context, "chart", json_object_get(sample_chart(req)));
	return reply_page(req, OK, "deck/styleguide", context);
}

/* clang-format off */
const struct route styleguide_pages[] = {
	{ GET, "/styleguide", ROLE_PUBLIC, NOTHING, RAW("text/html"), show,
	    "Show every piece of the pages in the studio's brand" },
	{ 0 }
};
/* clang-format on */
