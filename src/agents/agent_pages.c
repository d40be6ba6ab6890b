/*
 * agent_pages.c - the pages on which a studio sets up its agents [S2.4].
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/agent_view.h"
#include "agents/agents_web.h"
#include "agents/prompt_change.h"
#include "agents/prompt_view.h"
#include "base/record.h"
#include "base/text.h"
#include "identity/people.h"
#include "tenancy/tenancy_web.h"
#include "web/form.h"
#include "web/language.h"
#include "web/page_words.h"
#include "web/reader.h"
#include "web/reply.h"

enum {
	TEXT_CHARACTERS_MAX = 32 << 10,
	FORM_BYTES_MAX = 256 << 10,
	STATUS_CONFLICT = 409
};

static const char agent_page[] = "agents/agent";

/* A template as somebody has changed it. */
struct prompt_edit {
	const char *text;
	int32_t number;
};

/* clang-format off */
static const struct field prompt_edit_fields[] = {
	FIELD(prompt_edit, text,   REQUIRED, TEXT_CHARACTERS_MAX, "The template, with {placeholders}"),
	FIELD(prompt_edit, number, OPTIONAL | NOT_NEGATIVE, 0,
	    "Number of the own version that was changed; 0: there was none"),
	{ 0 }
};
static const struct record prompt_edit_record = RECORD(prompt_edit);
/* clang-format on */

/* What the path of a page is about. */
struct subject {
	const struct agent *agent;
	enum language language;
};

/* False with NOT_FOUND. */
static bool
read_subject(struct request *req, struct subject *subject)
{
	bool has_language = strstr(req->route->path, "{language}") != NULL;

	subject->agent = agent_find(request_param(req, "agent"));
	if (subject->agent == NULL)
		return fail(
		    &req->task, NOT_FOUND, "There is no agent of that name.");
	if (!has_language) {
		subject->language = LANGUAGE_UNKNOWN;
		return true;
	}
	subject->language = language_parse(request_param(req, "language"));
	return subject->language != LANGUAGE_UNKNOWN ||
	    fail(&req->task, NOT_FOUND, "Agents do not speak that language.");
}

static bool
show_values(struct request *req)
{
	static const char *const groups[] = { "studio", "voice", "sales",
		"medic", "all" };
	struct json_object *context = json_new_object(req->task.arena);
	struct json_object *values = json_object_new_object();
	const struct prompt_config *config = prompt_config_find(&req->task);

	json_add(context, "values", values);
	if (config == NULL)
		return false;
	for (size_t at = 0; at < ARRAY_LENGTH(groups); at++)
		json_add(values, groups[at],
		    json_object_get(record_json(
			req->task.arena, &prompt_config_record, config)));
	return reply_page(req, OK, "agents/values", context);
}

static void
furnish_values(struct request *req, struct json_object *context)
{
	agent_view_add_tabs(req, context, NULL);
	json_add_text(context, "notice", page_notice(req, "agents.values"));
}

/* The text in the editor, and what is said about it. */
struct draft {
	const char *text;
	int64_t number; /* that it is a change of */
	int64_t loaded; /* an old version that it is; 0 */
	bool is_conflict;
};

static void
add_languages(struct request *req, struct json_object *context,
    const struct subject *subject)
{
	struct arena *arena = req->task.arena;
	struct json_object *rows = json_object_new_array();

	for (enum language in = LANGUAGE_DE; in < LANGUAGES; in++) {
		struct json_object *row = json_object_new_object();

		json_add_text(row, "path",
		    arena_printf(arena, "/agents/%s/%s", subject->agent->name,
			language_tag(in)));
		json_add_text(row, "label",
		    json_text_at(
			request_words(req, "choice", NULL), language_tag(in)));
		json_add_bool(row, "is_current", in == subject->language);
		json_object_array_add(rows, row);
	}
	json_add(context, "languages", rows);
}

static void
add_versions(struct request *req, struct json_object *context,
    const struct list *drafts, const struct subject *subject)
{
	const struct list *people = people_list(&req->task);
	struct json_object *rows = json_object_new_array();

	json_add(context, "versions", rows);
	if (people == NULL)
		return;
	list_each(drafts, const struct prompt_draft, draft) {
		struct json_object *row;

		if (!text_is_equal(
			draft->language, language_tag(subject->language)))
			continue;
		row = json_object_new_object();
		json_add_int(row, "number", draft->number);
		json_add_bool(row, "is_current", draft->is_current);
		json_add_text(
		    row, "by", people_name(req, people, draft->created_by));
		page_add_time(req, row, "at", draft->created_at);
		json_object_array_add(rows, row);
	}
	json_add_bool(context, "has_versions", json_length(rows) > 0);
}

/* The prompt that the text would make, or what is wrong with it. */
static void
add_preview(struct request *req, struct json_object *context,
    const struct subject *subject, const char *text)
{
	const char *complaint = text_is_empty(text)
	    ? "is missing"
	    : prompt_complaint(req->task.arena, text);
	const struct prompt_preview *preview = NULL;

	if (complaint == NULL && strlen(text) > PROMPT_TEMPLATE_BYTES_MAX)
		complaint = "is too long";
	if (complaint == NULL)
		preview = prompt_preview_make(
		    &req->task, subject->agent, subject->language, text);
	json_add_text(context, "complaint",
	    complaint == NULL ? NULL : request_field_message(req, complaint));
	json_add_text(
	    context, "preview", preview == NULL ? NULL : preview->prompt);
}

static void
add_draft(struct json_object *context, const struct draft *draft)
{
	struct json_object *values = json_object_new_object();
	struct json_object *value = json_object_new_object();

	json_add_text(value, "text", draft->text);
	json_add(values, "template", value);
	json_add(context, "values", values);
	json_add_int(context, "number", draft->number);
	json_add_int(context, "loaded", draft->loaded);
	json_add_bool(context, "is_loaded", draft->loaded != 0);
	json_add_bool(context, "is_conflict", draft->is_conflict);
}

/* Everything of the page; a draft without a text begins with the one in
 * force. */
static void
add_agent(struct request *req, struct json_object *context,
    const struct subject *subject, struct draft draft)
{
	struct task *task = &req->task;
	const struct prompt_view *view = prompt_view_find(task, subject->agent);
	const struct list *drafts =
	    view == NULL ? NULL : prompt_draft_list(task, subject->agent);
	struct json_object *shown;
	int64_t number = 0;

	if (drafts == NULL)
		return;
	shown = json_at(view->languages, language_tag(subject->language));
	if (!json_int(json_at(shown, "number"), &number))
		number = 0;
	if (draft.text == NULL)
		draft.text = json_text_at(shown, "text");
	if (draft.number < 0 || draft.is_conflict)
		draft.number = number;
	json_add_text(context, "agent", subject->agent->name);
	json_add_text(context, "name", agent_view_name(req, subject->agent));
	json_add_text(
	    context, "summary", agent_view_summary(req, subject->agent));
	json_add_text(context, "language", language_tag(subject->language));
	json_add_bool(context, "may_write", view->is_included);
	json_add_bool(
	    context, "is_default", json_is_true(json_at(shown, "is_default")));
	json_add_bool(context, "has_own", number != 0);
	json_add_text(context, "in_force", json_text_at(shown, "text"));
	json_add_text(
	    context, "default_text", json_text_at(shown, "default_text"));
	json_add_text(context, "notice", page_notice(req, "agents.agent"));
	add_draft(context, &draft);
	agent_view_add_tabs(req, context, subject->agent);
	agent_view_add_values(req, context);
	add_languages(req, context, subject);
	add_preview(req, context, subject, draft.text);
	add_versions(req, context, drafts, subject);
}

/* In the language of who reads. */
static bool
show_agent(struct request *req)
{
	struct subject subject;

	if (!read_subject(req, &subject) || !db_settle(&req->task))
		return false;
	return see_other(
	    req, "/agents/%s/%s", subject.agent->name, request_language(req));
}

/* An old version for the editor: what ?version= says. */
static bool
load_version(
    struct request *req, const struct subject *subject, struct draft *draft)
{
	const char *wanted = request_query(req, "version");
	const struct prompt_draft *old;
	int64_t number = 0;

	if (wanted == NULL)
		return true;
	if (!text_to_int64(wanted, &number) || number < 1)
		return fail(&req->task, NOT_FOUND, "There is no such version.");
	old = prompt_draft_numbered(
	    &req->task, subject->agent, subject->language, number);
	if (old == NULL)
		return false;
	draft->text = old->text;
	draft->loaded = number;
	return true;
}

static bool
show_template(struct request *req)
{
	struct json_object *context = json_new_object(req->task.arena);
	struct draft draft = { .number = -1 };
	struct subject subject;

	if (!read_subject(req, &subject) ||
	    !load_version(req, &subject, &draft))
		return false;
	add_agent(req, context, &subject, draft);
	return !task_has_failed(&req->task) &&
	    reply_page(req, OK, agent_page, context);
}

static int64_t
sent_number(struct request *req)
{
	const char *text = request_form(req, "number");
	int64_t number;

	return text != NULL && text_to_int64(text, &number) && number >= 0
	    ? number
	    : 0;
}

/* Nothing is stored, and what is wrong is said where the prompt would be. */
static bool
preview(struct request *req)
{
	struct json_object *context = json_new_object(req->task.arena);
	struct draft draft = { .text = request_form(req, "text"),
		.number = sent_number(req) };
	struct subject subject;

	if (!read_subject(req, &subject))
		return false;
	if (draft.text == NULL)
		draft.text = "";
	add_agent(req, context, &subject, draft);
	return !task_has_failed(&req->task) &&
	    reply_page(req, OK, agent_page, context);
}

/* A template that is shown again with what was wrong. */
static void
furnish_agent(struct request *req, struct json_object *context)
{
	struct draft draft = { .number = sent_number(req) };
	struct subject subject;
	int64_t status = 0;

	if (json_at(context, "agent") != NULL || !read_subject(req, &subject))
		return;
	if (!json_int(json_at(context, "problem", "status"), &status))
		status = 0;
	draft.text = request_form(req, "text");
	draft.is_conflict = status == STATUS_CONFLICT;
	add_agent(req, context, &subject, draft);
}

static bool
change(struct request *req)
{
	const struct prompt_edit *edit = body(req, prompt_edit);
	struct prompt_draft wanted = { .text = edit->text,
		.number = edit->number };
	struct subject subject;

	if (!read_subject(req, &subject))
		return false;
	wanted.language = language_tag(subject.language);
	return prompt_change(&req->task, subject.agent, &wanted) != NULL &&
	    reply_empty(req, NO_CONTENT);
}

static bool
ask_reset(struct request *req)
{
	struct json_object *context = json_new_object(req->task.arena);
	struct subject subject;

	if (!read_subject(req, &subject) || !db_settle(&req->task))
		return false;
	json_add_text(context, "agent", subject.agent->name);
	json_add_text(context, "language", language_tag(subject.language));
	return reply_page(req, OK, "agents/reset", context);
}

static void
furnish_reset(struct request *req, struct json_object *context)
{
	struct subject subject;

	if (!read_subject(req, &subject))
		return;
	json_add_text(context, "name", agent_view_name(req, subject.agent));
	json_add_text(context, "language_name",
	    json_text_at(request_words(req, "choice", NULL),
		language_tag(subject.language)));
}

static bool
reset(struct request *req)
{
	struct subject subject;

	return read_subject(req, &subject) &&
	    prompt_change_reset(&req->task, subject.agent, subject.language) &&
	    reply_empty(req, NO_CONTENT);
}

static void
furnish_try(struct request *req, struct json_object *context)
{
	struct subject subject;

	if (!read_subject(req, &subject))
		return;
	agent_view_add_tabs(req, context, subject.agent);
	agent_view_add_result(req, context);
	json_add_text(context, "asked", subject.agent->name);
	json_add_text(context, "name", agent_view_name(req, subject.agent));
	json_add_bool(context, "is_router", subject.agent == &router_agent);
	json_add_text(context, "question",
	    text_is_empty(request_form(req, "text"))
		? NULL
		: request_form(req, "text"));
}

const struct furnishing agent_furnishings[] = {
	{ "agents/values", furnish_values },
	{ "agents/agent", furnish_agent },
	{ "agents/reset", furnish_reset },
	{ "agents/try", furnish_try },
	{ 0 },
};

/* clang-format off */
#define PAGE RAW("text/html")

const struct route agent_pages[] = {
	/*      path                                  role      takes                gives               handler */
	{ GET,  "/agents",                            ROLE_ADM, NOTHING,             PAGE,               show_values,
	    "Show what the studio tells its agents", .page = "agents/values" },
	{ POST, "/agents", ROLE_ADM, PART(prompt_config), ONE(prompt_config), prompt_config_change,
	    "Change what the studio tells its agents", .page = "agents/values", .then = "/agents?done=saved",
	    .body_max_bytes = FORM_BYTES_MAX },
	{ GET,  "/agents/{agent}",                    ROLE_ADM, NOTHING,             PAGE,               show_agent,
	    "Lead to an agent in the language of who reads", .page = "agents/agent" },
	{ GET,  "/agents/{agent}/{language}",         ROLE_ADM, NOTHING,             PAGE,               show_template,
	    "Show what an agent is told", .page = "agents/agent" },
	{ POST, "/agents/{agent}/{language}",         ROLE_ADM, ONE(prompt_edit),    NOTHING,            change,
	    "Store a template of the studio's own", .page = "agents/agent",
	    .then = "/agents/{agent}/{language}?done=saved",
	    .body_max_bytes = FORM_BYTES_MAX, .once = true },
	{ POST, "/agents/{agent}/{language}/preview", ROLE_ADM, RAW(FORM_TYPE),      PAGE,               preview,
	    "Show the prompt that a template would make", .page = "agents/agent", .body_max_bytes = FORM_BYTES_MAX },
	{ GET,  "/agents/{agent}/{language}/reset",   ROLE_ADM, NOTHING,             PAGE,               ask_reset,
	    "Ask whether to go back to the template that comes with ARIIA", .page = "agents/reset" },
	{ POST, "/agents/{agent}/{language}/reset",   ROLE_ADM, NOTHING,             NOTHING,            reset,
	    "Go back to the template that comes with ARIIA", .page = "agents/reset",
	    .then = "/agents/{agent}/{language}?done=reset" },
	{ 0 }
};
/* clang-format on */
