/*
 * styleguide.c - the page that shows every piece of the pages, with what the
 * pages themselves put together.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/check.h"
#include "base/text.h"
#include "data/db.h"
#include "main/deck.h"
#include "main/tables.h"
#include "view/chart.h"
#include "web/language.h"
#include "web/reader.h"
#include "web/reply.h"

enum { DAYS = 30 };

/* The page while it is put together; the same each time, so that pictures can
 * be compared. */
struct guide {
	struct request *req;
	struct json_object *words;
};

static const char *
word(const struct guide *guide, const char *key)
{
	return json_text_at(guide->words, key);
}

static struct json_object *
sample_chart(const struct guide *guide)
{
	struct arena *arena = guide->req->task.arena;
	struct chart_point points[DAYS];
	struct json_object *chart;
	int64_t value = 37;

	for (int i = 0; i < DAYS; i++) {
		value = (value * 61 + 17) % 53;
		points[i] = (struct chart_point){
			.label = arena_printf(arena, "%d.", i + 1),
			.value = value,
			.of = value + 8 + i % 5,
		};
	}
	chart = chart_json(arena, points, DAYS);
	json_add_text(chart, "label_label", word(guide, "day"));
	json_add_text(chart, "value_label", word(guide, "by_assistant"));
	json_add_text(chart, "of_label", word(guide, "all"));
	return chart;
}

static void
add_choice(const struct guide *guide, struct json_object *choices,
    const char *value, const char *key)
{
	struct json_object *row = json_new_object(guide->req->task.arena);

	json_add_text(row, "value", value);
	json_add_text(row, "label", word(guide, key));
	json_add_bool(row, "is_chosen", *value == '\0');
	json_object_array_add(choices, json_object_get(row));
}

static struct json_object *
sample_choices(const struct guide *guide, const char *any)
{
	struct json_object *choices = json_new_array(guide->req->task.arena);

	if (any != NULL)
		add_choice(guide, choices, "", any);
	add_choice(guide, choices, "active", "badge_good");
	add_choice(guide, choices, "paused", "badge_warn");
	return choices;
}

static struct json_object *
sample_filters(const struct guide *guide)
{
	struct arena *arena = guide->req->task.arena;
	struct json_object *rows = json_new_array(arena);
	struct json_object *row = json_new_object(arena);

	json_add_text(row, "name", "state");
	json_add_text(row, "label", word(guide, "state"));
	json_add(row, "choices",
	    json_object_get(sample_choices(guide, "state_any")));
	json_object_array_add(rows, json_object_get(row));
	return rows;
}

/* Labels, hints and errors are texts of the page. */
static const struct sample_input {
	const char *name;
	const char *is; /* what partials/form_inputs.html asks for */
	const char *value;
	const char *label;
	const char *hint;
	const char *error;
	bool is_optional;
} inputs[] = {
	{ "name", "is_line", "GetFit", "field", "hint", NULL, false },
	{ "email", "is_line", "x@", "field_wrong", NULL, "error", false },
	{ "choice", "is_select", "", "choice", NULL, NULL, false },
	{ "text", "is_area", "", "long", NULL, NULL, true },
	{ "file", "is_file", ".csv", "file", "file_hint", NULL, true },
	{ "check", "is_check", "", "check", NULL, NULL, false },
};

static struct json_object *
input_json(const struct guide *guide, const struct sample_input *input)
{
	static const char *const kinds[] = { "is_line", "is_select", "is_area",
		"is_file", "is_check" };
	struct arena *arena = guide->req->task.arena;
	struct json_object *row = json_new_object(arena);
	const char *id = arena_printf(arena, "sample-%s", input->name);
	const char *below = input->error != NULL ? "error" : "hint";

	for (size_t i = 0; i < ARRAY_LENGTH(kinds); i++)
		json_add_bool(
		    row, kinds[i], text_is_equal(kinds[i], input->is));
	json_add_text(row, "id", id);
	json_add_text(row, "name", input->name);
	json_add_text(row, "type", "text");
	json_add_text(row, "value", input->value);
	json_add_text(row, "autocomplete",
	    text_is_equal(input->is, "is_file") ? input->value : "off");
	json_add_text(row, "label", word(guide, input->label));
	json_add_bool(row, "is_optional", input->is_optional);
	json_add_bool(row, "is_checked", true);
	json_add_bool(row, "is_wrong", input->error != NULL);
	if (input->hint != NULL)
		json_add_text(row, "hint", word(guide, input->hint));
	if (input->error != NULL)
		json_add_text(row, "error", word(guide, input->error));
	if (input->hint != NULL || input->error != NULL)
		json_add_text(row, "described_by",
		    arena_printf(arena, "%s-%s", id, below));
	if (text_is_equal(input->is, "is_select"))
		json_add(row, "choices",
		    json_object_get(sample_choices(guide, NULL)));
	return row;
}

static struct json_object *
sample_form(const struct guide *guide)
{
	struct arena *arena = guide->req->task.arena;
	struct json_object *form = json_new_object(arena);
	struct json_object *rows = json_new_array(arena);

	for (size_t i = 0; i < ARRAY_LENGTH(inputs); i++)
		json_object_array_add(
		    rows, json_object_get(input_json(guide, &inputs[i])));
	json_add_text(form, "alert", word(guide, "check_fields"));
	json_add(form, "inputs", json_object_get(rows));
	return form;
}

static struct instant
time_of(const char *text)
{
	struct instant at = { 0 };

	check(instant_parse(text, &at));
	return at;
}

static struct json_object *
sample_people(const struct guide *guide)
{
	static const struct {
		const char *name;
		const char *initials;
		const char *email;
		int64_t visits;
		const char *since;
	} people[] = {
		{ "Mia Albrecht", "MA", "mia@mail.example", 12,
		    "2026-03-02T09:00:00Z" },
		{ "Sofia García-Hernández von der Heide", "SH",
		    "sofia.garcia-hernandez@mail.example", 1204,
		    "2019-11-22T09:00:00Z" },
	};
	struct arena *arena = guide->req->task.arena;
	struct json_object *rows = json_new_array(arena);

	for (size_t i = 0; i < ARRAY_LENGTH(people); i++) {
		struct json_object *row = json_new_object(arena);

		json_add_text(row, "name", people[i].name);
		json_add_text(row, "initials", people[i].initials);
		json_add_text(row, "email", people[i].email);
		json_add_bool(row, "is_paused", i > 0);
		json_add_text(
		    row, "visits", page_number(guide->req, people[i].visits));
		page_add_time(
		    guide->req, row, "since", time_of(people[i].since));
		json_object_array_add(rows, json_object_get(row));
	}
	return rows;
}

static struct json_object *
sample_says(const struct guide *guide)
{
	static const struct {
		const char *text;
		const char *who;
		const char *at;
	} says[] = {
		{ "say_member", NULL, "2026-11-22T07:39:00Z" },
		{ "say_ai", "by_ai", "2026-11-22T07:39:04Z" },
		{ "say_staff", "by_staff", "2026-11-22T07:41:00Z" },
	};
	struct arena *arena = guide->req->task.arena;
	struct json_object *rows = json_new_array(arena);

	for (size_t i = 0; i < ARRAY_LENGTH(says); i++) {
		struct json_object *row = json_new_object(arena);

		json_add_int(row, "id", (int64_t)i);
		json_add_text(row, "text", word(guide, says[i].text));
		json_add_bool(row, "is_ours", i > 0);
		json_add_bool(row, "is_staff", i > 1);
		json_add_bool(row, "is_first", true);
		if (says[i].who != NULL) {
			json_add_text(row, "who", word(guide, says[i].who));
			json_add_text(row, "state", word(guide, "delivered"));
		}
		page_add_time(guide->req, row, "at", time_of(says[i].at));
		json_object_array_add(rows, json_object_get(row));
	}
	return rows;
}

static struct json_object *
sample_navs(const struct guide *guide)
{
	static const struct {
		enum role role;
		const char *name;
	} roles[] = {
		{ ROLE_USR, "role_staff" },
		{ ROLE_ADM, "role_admin" },
		{ ROLE_SYS, "role_operator" },
	};
	struct arena *arena = guide->req->task.arena;
	struct json_object *rows = json_new_array(arena);

	for (size_t i = 0; i < ARRAY_LENGTH(roles); i++) {
		struct json_object *row = json_new_object(arena);

		json_add_text(row, "role", word(guide, roles[i].name));
		json_add(row, "groups",
		    json_object_get(deck_nav(guide->req, roles[i].role)));
		json_object_array_add(rows, json_object_get(row));
	}
	return rows;
}

/* What the partials of lists ask for. */
static void
add_list(const struct guide *guide, struct json_object *context)
{
	struct json_object *pager = json_new_object(guide->req->task.arena);

	json_add_text(context, "search", "");
	json_add_bool(context, "has_filter", true);
	json_add_bool(context, "is_newest", false);
	json_add_text(context, "by_name_path", "/styleguide");
	json_add_text(context, "newest_path", "/styleguide");
	json_add(context, "filters", json_object_get(sample_filters(guide)));
	json_add(context, "people", json_object_get(sample_people(guide)));
	json_add_text(pager, "text", word(guide, "shown"));
	json_add_text(pager, "first", "/styleguide");
	json_add_text(pager, "next", "/styleguide");
	json_add(context, "pager", json_object_get(pager));
}

static bool
show(struct request *req)
{
	struct json_object *context = json_new_object(req->task.arena);
	struct guide guide = { .req = req };

	/* No statement of ours tells who looks: in which brand and language. */
	if (!db_settle(&req->task))
		return false;
	guide.words = request_words(req, "deck.styleguide", NULL);
	json_add_text(context, "notice", word(&guide, "toast"));
	json_add(context, "chart", json_object_get(sample_chart(&guide)));
	json_add(context, "sample", json_object_get(sample_form(&guide)));
	json_add(context, "says", json_object_get(sample_says(&guide)));
	json_add(context, "navs", json_object_get(sample_navs(&guide)));
	add_list(&guide, context);
	return reply_page(req, OK, "deck/styleguide", context);
}

/* clang-format off */
const struct route styleguide_pages[] = {
	{ GET, "/styleguide", ROLE_USR, NOTHING, RAW("text/html"), show,
	    "Show every piece of the pages in the studio's brand" },
	{ 0 }
};
/* clang-format on */
