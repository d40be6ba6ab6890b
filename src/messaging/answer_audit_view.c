/*
 * answer_audit_view.c - how an answer came to be, for people.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/text.h"
#include "messaging/answer_audit.h"
#include "messaging/talk_view.h"
#include "web/reader.h"

enum { MICRO_CENTS = 1000000, HUNDRED = 100 };

/* One view while it is made. */
struct drawing {
	struct request *req;
	struct json_object *words;
	struct json_object *facts;
};

/* Nothing for an empty value. */
static void
add_fact(const struct drawing *drawing, const char *key, const char *value)
{
	struct json_object *fact;

	if (text_is_empty(value))
		return;
	fact = json_new_object(drawing->req->task.arena);
	json_add_text(fact, "label", json_text_at(drawing->words, key));
	json_add_text(fact, "value", value);
	json_object_array_add(drawing->facts, json_object_get(fact));
}

static const char *
route_text(const struct drawing *drawing, const struct answer_audit *audit)
{
	struct arena *arena = drawing->req->task.arena;
	const char *by;

	if (audit->routed_by == NULL)
		return NULL;
	by = json_text_at(
	    drawing->words, arena_printf(arena, "routed_%s", audit->routed_by));
	return arena_printf(arena, "%s%s%s (%s)",
	    by == NULL ? audit->routed_by : by,
	    text_is_empty(audit->routed_reason) ? "" : ": ",
	    text_is_empty(audit->routed_reason) ? "" : audit->routed_reason,
	    page_share(drawing->req,
		(int64_t)(audit->routed_confidence * HUNDRED + 0.5), HUNDRED));
}

static const char *
token_text(const struct drawing *drawing, const struct answer_audit *audit)
{
	if (audit->prompt_tokens == 0 && audit->completion_tokens == 0)
		return NULL;
	return arena_printf(drawing->req->task.arena, "%s + %s",
	    page_number(drawing->req, audit->prompt_tokens),
	    page_number(drawing->req, audit->completion_tokens));
}

/* Less than a cent is the rule: in thousandths of one. */
static const char *
cost_text(const struct drawing *drawing, const struct answer_audit *audit)
{
	int64_t thousandths = audit->cost_micro_cents / (MICRO_CENTS / 1000);

	if (audit->cost_micro_cents <= 0)
		return NULL;
	return arena_printf(drawing->req->task.arena, "%s %s",
	    page_number(drawing->req, thousandths),
	    json_text_at(drawing->words, "millicents"));
}

static void
add_joined(struct arena *arena, struct buf *out, const char *text)
{
	if (!text_is_empty(text))
		buf_printf(out, "%s%s", out->len == 0 ? "" : ", ",
		    text_prefix(arena, text, 300));
}

static const char *
rules_text(struct arena *arena, struct json_object *rules)
{
	struct buf out = buf_new(arena, 64 * 1024);

	for (size_t i = 0; i < json_length(rules); i++)
		add_joined(arena, &out, json_text(json_item(rules, i)));
	return buf_text(&out);
}

static struct json_object *
passages_json(struct arena *arena, struct json_object *passages)
{
	struct json_object *rows = json_new_array(arena);

	for (size_t i = 0; i < json_length(passages); i++) {
		struct json_object *passage = json_item(passages, i);
		struct json_object *row = json_new_object(arena);
		struct buf title = buf_new(arena, 4096);

		add_joined(arena, &title, json_text_at(passage, "title"));
		add_joined(arena, &title, json_text_at(passage, "heading"));
		json_add_text(row, "title", buf_text(&title));
		json_add_text(row, "document_id",
		    json_text_or_int(arena, json_at(passage, "document_id")));
		json_object_array_add(rows, json_object_get(row));
	}
	return rows;
}

static const char *
or_empty(const char *text)
{
	return text == NULL ? "" : text;
}

static struct json_object *
calls_json(const struct drawing *drawing, struct json_object *calls)
{
	struct arena *arena = drawing->req->task.arena;
	struct json_object *rows = json_new_array(arena);

	for (size_t i = 0; i < json_length(calls); i++) {
		struct json_object *call = json_item(calls, i);
		struct json_object *row = json_new_object(arena);
		const char *verdict = or_empty(json_text_at(call, "verdict"));
		const char *known = json_text_at(
		    drawing->words, arena_printf(arena, "verdict_%s", verdict));

		json_add_text(
		    row, "name", or_empty(json_text_at(call, "name")));
		json_add_text(row, "arguments",
		    text_prefix(
			arena, or_empty(json_text_at(call, "arguments")), 500));
		json_add_text(row, "verdict", known == NULL ? verdict : known);
		json_add_text(row, "duration",
		    or_empty(
			json_text_or_int(arena, json_at(call, "duration_ms"))));
		json_object_array_add(rows, json_object_get(row));
	}
	return rows;
}

struct json_object *
answer_audit_view(struct request *req, const struct answer_audit *audit,
    struct json_object *words)
{
	struct arena *arena = req->task.arena;
	struct json_object *view = json_new_object(arena);
	struct drawing drawing = { req, words, json_new_array(arena) };

	add_fact(&drawing, "audit_agent", audit->agent);
	add_fact(&drawing, "audit_route", route_text(&drawing, audit));
	add_fact(&drawing, "audit_prompt", audit->prompt_version);
	add_fact(&drawing, "audit_model", audit->model);
	add_fact(&drawing, "audit_offline", audit->offline_reason);
	add_fact(&drawing, "audit_tokens", token_text(&drawing, audit));
	add_fact(&drawing, "audit_time",
	    arena_printf(
		arena, "%s\302\240ms", page_number(req, audit->duration_ms)));
	add_fact(&drawing, "audit_cost", cost_text(&drawing, audit));
	add_fact(&drawing, "audit_rules", rules_text(arena, audit->rules));
	add_fact(&drawing, "audit_broken", audit->broken_rule);
	json_add(view, "facts", json_object_get(drawing.facts));
	json_add_bool(view, "has_passages", json_length(audit->passages) > 0);
	json_add(view, "passages",
	    json_object_get(passages_json(arena, audit->passages)));
	json_add_bool(view, "has_calls", json_length(audit->tool_calls) > 0);
	json_add(view, "calls",
	    json_object_get(calls_json(&drawing, audit->tool_calls)));
	return view;
}
