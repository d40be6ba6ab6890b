/*
 * prompt_web.c - the prompt templates of a studio over HTTP.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/agents_web.h"
#include "agents/answer_try.h"
#include "agents/prompt_change.h"
#include "agents/prompt_view.h"
#include "base/text.h"
#include "tenancy/prompt_config.h"
#include "web/reply.h"

enum {
	TEXT_CHARACTERS_MAX = 32 << 10,
	QUESTION_CHARACTERS_MAX = 2000,
	TEMPLATE_BODY_BYTES_MAX = 256 << 10,
	/* Each may be several calls that somebody pays for. */
	TRIES_PER_MINUTE = 20
};

static const char *const tags[] = { "de", "en", NULL };

/* A template as somebody wants it. */
struct prompt_wanted {
	const char *language;
	const char *text;
	int32_t number;
};

struct prompt_trial {
	const char *language;
	const char *text;
};

/* A question to an agent. */
struct answer_wanted {
	const char *text;
	const char *language;
	const char *template;
};

/* clang-format off */
static const struct field prompt_wanted_fields[] = {
	FIELD_CHOICE(prompt_wanted, language, OPTIONAL, tags, NULL, "Language of the template; null: the studio's"),
	FIELD(prompt_wanted, text,   REQUIRED, TEXT_CHARACTERS_MAX, "The template, with {placeholders}"),
	FIELD_OR(prompt_wanted, number, OPTIONAL, 0, "-1",
	    "Number of the own version that you have seen in force; 0: there was none; -1 or null: whatever is"),
	{ 0 }
};
static const struct record prompt_wanted_record = RECORD(prompt_wanted);

static const struct field prompt_trial_fields[] = {
	FIELD_CHOICE(prompt_trial, language, OPTIONAL, tags, NULL, "Language of the template; null: the studio's"),
	FIELD(prompt_trial, text, REQUIRED, TEXT_CHARACTERS_MAX, "The template, with {placeholders}"),
	{ 0 }
};
static const struct record prompt_trial_record = RECORD(prompt_trial);

static const struct field answer_wanted_fields[] = {
	FIELD(answer_wanted, text, REQUIRED, QUESTION_CHARACTERS_MAX, "What a member would write"),
	FIELD_CHOICE(answer_wanted, language, OPTIONAL, tags, NULL,
	    "Language of the member; null: as the text shows, else the studio's"),
	FIELD(answer_wanted, template, OPTIONAL, TEXT_CHARACTERS_MAX,
	    "A template to try instead of the one in force; null: that one"),
	{ 0 }
};
static const struct record answer_wanted_record = RECORD(answer_wanted);
/* clang-format on */

/* The agent of the path; NULL with NOT_FOUND. */
static const struct agent *
agent_of(struct request *req)
{
	const struct agent *agent = agent_find(request_param(req, "agent"));

	if (agent == NULL)
		return fail(
		    &req->task, NOT_FOUND, "There is no agent of that name.");
	return agent;
}

static bool
list(struct request *req)
{
	return reply(req, OK, prompt_view_list(&req->task));
}

static bool
show(struct request *req)
{
	const struct agent *agent = agent_of(req);

	return agent != NULL &&
	    reply(req, OK, prompt_view_find(&req->task, agent));
}

static bool
show_version(struct request *req)
{
	const struct agent *agent = agent_of(req);
	int64_t id = agent == NULL ? 0 : request_id(req, "id");

	return id != 0 &&
	    reply(req, OK, prompt_draft_find(&req->task, agent, id));
}

/* Of the tag, or the studio's when there is none; LANGUAGE_UNKNOWN with a
 * problem. */
static enum language
language_wanted(struct task *task, const char *tag)
{
	const struct prompt_config *studio;

	if (!text_is_empty(tag))
		return language_parse(tag);
	studio = prompt_config_find(task);
	return studio == NULL
	    ? LANGUAGE_UNKNOWN
	    : language_choose(task->arena, "", NULL, studio->studio_locale);
}

static bool
change(struct request *req)
{
	const struct prompt_wanted *wanted = body(req, prompt_wanted);
	const struct agent *agent = agent_of(req);
	struct task *task = &req->task;
	struct prompt_draft draft = { .text = wanted->text,
		.number = wanted->number };
	enum language language;

	if (agent == NULL)
		return false;
	if (wanted->number < PROMPT_NUMBER_ANY)
		return fail_field(
		    task, "#/number", "must be at least %d", PROMPT_NUMBER_ANY);
	language = language_wanted(task, wanted->language);
	if (language == LANGUAGE_UNKNOWN)
		return false;
	draft.language = language_tag(language);
	return reply(req, OK, prompt_change(task, agent, &draft));
}

static bool
reset(struct request *req)
{
	const struct agent *agent = agent_of(req);
	struct task *task = &req->task;
	enum language language;

	if (agent == NULL)
		return false;
	language = language_wanted(task, request_query(req, "language"));
	if (language == LANGUAGE_UNKNOWN)
		return task_has_failed(task)
		    ? false
		    : fail_field(task, "?language", "must be de or en");
	return prompt_change_reset(task, agent, language) &&
	    reply_empty(req, NO_CONTENT);
}

static bool
preview(struct request *req)
{
	const struct prompt_trial *trial = body(req, prompt_trial);
	const struct agent *agent = agent_of(req);
	enum language language = agent == NULL
	    ? LANGUAGE_UNKNOWN
	    : language_wanted(&req->task, trial->language);

	return language != LANGUAGE_UNKNOWN &&
	    reply(req, OK,
		prompt_preview_make(&req->task, agent, language, trial->text));
}

/* The router speaks to nobody: asked of it, whoever it chooses answers. */
static bool
try_out(struct request *req)
{
	struct task *task = &req->task;
	const struct answer_wanted *wanted = body(req, answer_wanted);
	const struct agent *agent = agent_of(req);
	struct answer_question question = {
		.text = wanted->text,
		.agent = agent == &router_agent ? NULL : agent,
		.language = language_parse(wanted->language),
	};

	if (agent == NULL ||
	    !request_limit(req, task->tenant_id, "try", TRIES_PER_MINUTE))
		return false;
	if (!text_is_empty(wanted->template)) {
		question.template = wanted->template;
		if (question.agent == NULL)
			return fail_field(task, "#/template",
			    "can not be tried with the router");
		if (!prompt_draft_is_good(task, "#/template", wanted->template))
			return false;
	}
	/* The one who asks is admitted, and nothing is open while a model is
	 * waited for. */
	return db_commit(task) && reply(req, OK, answer_try(task, &question));
}

static bool
ask_try_out(struct request *req)
{
	return agent_of(req) != NULL && db_settle(&req->task) &&
	    reply_page(req, OK, "agents/try", json_new_object(req->task.arena));
}

/* clang-format off */
const struct route prompt_api[] = {
	{ GET, "/admin/prompts", ROLE_ADM, NOTHING, MANY(prompt_view), list,
	    "All agents, and whose templates they speak by", .scope = "settings" },
	{ GET, "/admin/prompts/{agent}", ROLE_ADM, NOTHING, ONE(prompt_view), show,
	    "An agent's templates, their versions and the built prompts", .scope = "settings" },
	{ GET, "/admin/prompts/{agent}/versions/{id}", ROLE_ADM, NOTHING, ONE(prompt_draft), show_version,
	    "A stored version with its text", .scope = "settings" },
	{ PUT, "/admin/prompts/{agent}", ROLE_ADM, ONE(prompt_wanted), ONE(prompt_draft), change,
	    "Store a template of your own; live for the next message",
	    .body_max_bytes = TEMPLATE_BODY_BYTES_MAX, .scope = "settings" },
	{ DELETE, "/admin/prompts/{agent}", ROLE_ADM, NOTHING, NOTHING, reset,
	    "Back to the template that comes with ARIIA; ?language=, else the studio's", .scope = "settings" },
	{ POST, "/admin/prompts/{agent}/preview", ROLE_ADM, ONE(prompt_trial), ONE(prompt_preview), preview,
	    "The prompt that a template would make; nothing is stored",
	    .body_max_bytes = TEMPLATE_BODY_BYTES_MAX, .scope = "settings" },
	{ POST, "/admin/prompts/{agent}/try", ROLE_ADM, ONE(answer_wanted), ONE(answer_tried), try_out,
	    "Ask an agent as a member would; nothing is stored or sent",
	    .body_max_bytes = TEMPLATE_BODY_BYTES_MAX, .scope = "settings" },
	/* As a page: of this program, because it calls out. */
	{ GET, "/admin/prompts/{agent}/try", ROLE_ADM, NOTHING, RAW("text/html"), ask_try_out,
	    "Ask what an agent shall be asked", .page = "agents/try" },
	{ POST, "/admin/prompts/{agent}/try", ROLE_ADM, ONE(answer_wanted), ONE(answer_tried), try_out,
	    "Show what an agent would answer; nothing is stored or sent",
	    .page = "agents/try", .body_max_bytes = TEMPLATE_BODY_BYTES_MAX, .once = true },
	{ 0 }
};
/* clang-format on */
