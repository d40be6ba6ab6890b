/*
 * prompt_view.c - templates, versions and built prompts for the studio's deck.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/prompt_view.h"

#include "base/check.h"
#include "base/json.h"
#include "base/record.h"
#include "base/text.h"
#include "tenancy/plan.h"

/* clang-format off */
static const struct field prompt_view_fields[] = {
	FIELD(prompt_view, agent,        READ_ONLY, 0, "Name of the agent"),
	FIELD(prompt_view, summary,      READ_ONLY, 0, "What it is for"),
	FIELD(prompt_view, is_included,  READ_ONLY, 0, "Whether the plan includes own templates; else ours hold"),
	FIELD(prompt_view, languages,    READ_ONLY, 0,
	    "Per language: text in force, default_text, is_default, number, version, versions, preview"),
	FIELD(prompt_view, placeholders, READ_ONLY, 0, "Values that a text may name, with meaning and limit"),
	{ 0 }
};
const struct record prompt_view_record = RECORD(prompt_view);

static const struct field prompt_preview_fields[] = {
	FIELD(prompt_preview, agent,    READ_ONLY, 0, "Name of the agent"),
	FIELD(prompt_preview, language, READ_ONLY, 0, "de, en"),
	FIELD(prompt_preview, prompt,   READ_ONLY, 0, "The whole prompt with the studio's values"),
	{ 0 }
};
const struct record prompt_preview_record = RECORD(prompt_preview);
/* clang-format on */

/* What a view is made from; two or three statements. */
struct sources {
	const struct prompt_config *studio;
	const struct prompt_set *set;
	const struct plan *plan;
};

static bool
load(struct task *task, struct sources *sources)
{
	sources->studio = prompt_config_find(task);
	if (sources->studio == NULL)
		return false;
	sources->set = prompt_set_load(task);
	if (sources->set == NULL)
		return false;
	sources->plan = plan_current(task);
	return sources->plan != NULL;
}

/* Of nobody in particular, so that the preview shows no member. */
static const char *
preview_of(struct arena *arena, const struct sources *sources,
    const struct agent *agent, const struct prompt_template *template,
    enum language language)
{
	struct prompt_facts facts = {
		.studio = sources->studio,
		.language = language,
		.now = prompt_set_now(sources->set, arena, language),
	};

	return agent_prompt(arena, agent, template, &facts);
}

static const struct prompt_draft *
current_of(const struct list *drafts, enum language language)
{
	list_each(drafts, struct prompt_draft, draft)
		if (draft->is_current &&
		    text_is_equal(draft->language, language_tag(language)))
			return draft;
	return NULL;
}

static struct json_object *
versions_of(
    struct arena *arena, const struct list *drafts, enum language language)
{
	struct json_object *versions = json_object_new_array();

	list_each(drafts, struct prompt_draft, draft) {
		struct json_object *version;

		if (!text_is_equal(draft->language, language_tag(language)))
			continue;
		version = record_json(arena, &prompt_draft_record, draft);
		json_object_object_del(version, "text");
		json_object_array_add(versions, json_object_get(version));
	}
	return versions;
}

/* In force may be ours while the studio has its own: its plan says so. */
static struct json_object *
language_json(struct arena *arena, const struct sources *sources,
    const struct agent *agent, const struct list *drafts,
    enum language language)
{
	struct json_object *shown = json_object_new_object();
	const struct prompt_template *ours = agent_template(agent, language);
	const struct prompt_template *in_force =
	    prompt_set_template(sources->set, arena, agent, language);
	const struct prompt_draft *own = current_of(drafts, language);

	json_add_text(shown, "text", in_force->text);
	json_add_text(shown, "default_text", ours->text);
	json_add_bool(shown, "is_default", in_force == ours);
	json_add_text(shown, "version", in_force->version);
	json_add_int(shown, "number", own == NULL ? 0 : own->number);
	json_add(shown, "versions", versions_of(arena, drafts, language));
	json_add_text(shown, "preview",
	    preview_of(arena, sources, agent, in_force, language));
	return shown;
}

static struct json_object *
placeholders_json(struct arena *arena)
{
	struct json_object *array = json_new_array(arena);

	for (const struct placeholder *at = placeholders; at->name; at++) {
		struct json_object *shown = json_object_new_object();

		json_add_text(shown, "name", at->name);
		json_add_text(shown, "meaning", placeholder_doc(at));
		json_add_int(shown, "limit", (int64_t)at->limit);
		json_add_text(shown, "source",
		    at->source == PLACEHOLDER_OF_TURN ? "turn" : "studio");
		for (enum language in = LANGUAGE_DE; in < LANGUAGES; in++)
			json_add_text(shown,
			    arena_printf(
				arena, "fallback_%s", language_tag(in)),
			    at->fallback[in]);
		json_object_array_add(array, shown);
	}
	return array;
}

struct prompt_view *
prompt_view_find(struct task *task, const struct agent *agent)
{
	struct prompt_view *view = arena_new(task->arena, struct prompt_view);
	struct sources sources;
	const struct list *drafts;

	if (!load(task, &sources))
		return NULL;
	drafts = prompt_draft_list(task, agent);
	if (drafts == NULL)
		return NULL;
	view->agent = agent->name;
	view->summary = agent->summary;
	view->is_included = sources.plan->custom_prompts_enabled;
	view->languages = json_new_object(task->arena);
	for (enum language in = LANGUAGE_DE; in < LANGUAGES; in++)
		json_add(view->languages, language_tag(in),
		    language_json(task->arena, &sources, agent, drafts, in));
	view->placeholders = placeholders_json(task->arena);
	return view;
}

struct list *
prompt_view_list(struct task *task)
{
	struct list *list = arena_new(task->arena, struct list);
	struct prompt_view *views;
	struct sources sources;

	if (!load(task, &sources))
		return NULL;
	while (agents[list->count] != NULL)
		list->count++;
	views = arena_array(task->arena, struct prompt_view, list->count);
	for (size_t at = 0; at < list->count; at++) {
		views[at].agent = agents[at]->name;
		views[at].summary = agents[at]->summary;
		views[at].is_included = sources.plan->custom_prompts_enabled;
		views[at].languages = json_new_object(task->arena);
		for (enum language in = LANGUAGE_DE; in < LANGUAGES; in++) {
			const struct prompt_template *in_force =
			    prompt_set_template(
				sources.set, task->arena, agents[at], in);
			struct json_object *shown = json_object_new_object();

			json_add_bool(shown, "is_default",
			    in_force == agent_template(agents[at], in));
			json_add_text(shown, "version", in_force->version);
			json_add(views[at].languages, language_tag(in), shown);
		}
	}
	list->record = &prompt_view_record;
	list->items = views;
	return list;
}

struct prompt_preview *
prompt_preview_make(struct task *task, const struct agent *agent,
    enum language language, const char *text)
{
	struct prompt_preview *preview =
	    arena_new(task->arena, struct prompt_preview);
	struct prompt_template template = { .text = text };
	struct sources sources;

	if (!prompt_draft_is_good(task, "#/text", text) ||
	    !load(task, &sources))
		return NULL;
	preview->agent = agent->name;
	preview->language = language_tag(language);
	preview->prompt =
	    preview_of(task->arena, &sources, agent, &template, language);
	return preview;
}
