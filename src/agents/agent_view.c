/*
 * agent_view.c - words and numbers for the pages of the agents.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/agent_view.h"

#include "base/text.h"
#include "web/language.h"
#include "web/reader.h"

static const char *
word(struct request *req, const char *section, const char *key)
{
	const char *found = key == NULL
	    ? NULL
	    : json_text_at(request_words(req, section, NULL), key);

	return found == NULL ? key : found;
}

const char *
agent_view_name(struct request *req, const struct agent *agent)
{
	return word(req, "agents.name", agent->name);
}

const char *
agent_view_summary(struct request *req, const struct agent *agent)
{
	return word(req, "agents.summary", agent->name);
}

static void
add_tab(struct json_object *tabs, const char *path, const char *label,
    bool is_current)
{
	struct json_object *tab = json_object_new_object();

	json_add_text(tab, "path", path);
	json_add_text(tab, "label", label);
	json_add_bool(tab, "is_current", is_current);
	json_object_array_add(tabs, tab);
}

void
agent_view_add_tabs(struct request *req, struct json_object *context,
    const struct agent *current)
{
	struct json_object *tabs = json_object_new_array();

	add_tab(tabs, "/agents", word(req, "agents.name", "values"),
	    current == NULL);
	for (const struct agent *const *at = agents; *at != NULL; at++)
		add_tab(tabs,
		    arena_printf(req->task.arena, "/agents/%s", (*at)->name),
		    agent_view_name(req, *at), *at == current);
	json_add(context, "tabs", tabs);
}

void
agent_view_add_values(struct request *req, struct json_object *context)
{
	struct json_object *studio = json_object_new_array();
	struct json_object *turn = json_object_new_array();

	for (const struct placeholder *at = placeholders; at->name; at++) {
		struct json_object *row = json_object_new_object();

		json_add_text(row, "name",
		    arena_printf(req->task.arena, "{%s}", at->name));
		json_add_text(
		    row, "meaning", word(req, "agents.value", at->name));
		json_add_text(
		    row, "limit", page_number(req, (int64_t)at->limit));
		json_object_array_add(
		    at->source == PLACEHOLDER_OF_TURN ? turn : studio, row);
	}
	json_add(context, "studio_values", studio);
	json_add(context, "turn_values", turn);
}

static const char *
number_at(struct request *req, struct json_object *tried, const char *name)
{
	int64_t number = 0;

	if (!json_int(json_at(tried, name), &number))
		return NULL;
	return page_number(req, number);
}

/* Their texts as they are: a tool's name and arguments are what people who
 * write prompts look for. */
static struct json_object *
calls_of(struct json_object *tried)
{
	struct json_object *calls = json_object_new_array();
	struct json_object *given = json_at(tried, "tool_calls");

	for (size_t at = 0; at < json_length(given); at++) {
		struct json_object *call = json_item(given, at);
		struct json_object *row = json_object_new_object();

		json_add_text(row, "name", json_text_at(call, "name"));
		json_add_text(
		    row, "arguments", json_text_at(call, "arguments"));
		json_add_text(row, "text", json_text_at(call, "text"));
		json_object_array_add(calls, row);
	}
	return calls;
}

static struct json_object *
passages_of(struct json_object *tried)
{
	struct json_object *passages = json_object_new_array();
	struct json_object *given = json_at(tried, "passages");

	for (size_t at = 0; at < json_length(given); at++) {
		struct json_object *passage = json_item(given, at);
		struct json_object *row = json_object_new_object();
		const char *heading = json_text_at(passage, "heading");
		int64_t id = 0;

		if (!json_int(json_at(passage, "document_id"), &id))
			id = 0;
		json_add_int(row, "document_id", id);
		json_add_text(row, "title", json_text_at(passage, "title"));
		json_add_text(
		    row, "heading", text_is_empty(heading) ? NULL : heading);
		json_object_array_add(passages, row);
	}
	return passages;
}

static void
add_lists(struct json_object *result, struct json_object *tried)
{
	struct json_object *calls = calls_of(tried);
	struct json_object *passages = passages_of(tried);

	json_add(result, "calls", calls);
	json_add(result, "passages", passages);
	json_add_bool(result, "has_calls", json_length(calls) > 0);
	json_add_bool(result, "has_passages", json_length(passages) > 0);
}

void
agent_view_add_result(struct request *req, struct json_object *context)
{
	static const char *const numbers[] = { "rounds", "prompt_tokens",
		"completion_tokens", "duration_ms" };
	static const char *const texts[] = { "answer", "prompt",
		"prompt_version", "broken_rule", "offline_reason" };
	struct json_object *result;
	const char *outcome = json_text_at(context, "outcome");
	const char *model = json_text_at(context, "model");

	json_add(context, "result", NULL);
	if (outcome == NULL)
		return;
	result = json_object_new_object();
	json_add_text(result, "outcome", word(req, "agents.outcome", outcome));
	json_add_bool(
	    result, "is_answered", text_is_equal(outcome, "answered"));
	json_add_text(result, "agent",
	    word(req, "agents.name", json_text_at(context, "agent")));
	json_add_text(result, "model",
	    text_is_equal(model, "offline")
		? word(req, "agents.outcome", "built_in")
		: model);
	for (size_t at = 0; at < ARRAY_LENGTH(texts); at++)
		json_add_text(
		    result, texts[at], json_text_at(context, texts[at]));
	for (size_t at = 0; at < ARRAY_LENGTH(numbers); at++)
		json_add_text(
		    result, numbers[at], number_at(req, context, numbers[at]));
	add_lists(result, context);
	json_add(context, "result", result);
}
