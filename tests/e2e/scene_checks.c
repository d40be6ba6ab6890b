/*
 * scene_checks.c - what a written dialog says has to be so.
 *
 * SPDX-License-Identifier: ISC
 */
#include "scene.h"

const char *
scene_quoted(const char *text)
{
	struct buf out = buf_new(e2e_arena(), 1 << 16);

	for (; *text != '\0'; text++) {
		if (*text == '\'')
			buf_add_char(&out, '\'');
		buf_add_char(&out, *text);
	}
	return buf_text(&out);
}

const char *
scene_filled(const struct scene *scene, const char *text)
{
	struct buf out = buf_new(e2e_arena(), 1 << 16);

	while (*text != '\0') {
		bool is_wrong = text_starts_with(text, "{wrong}");

		if (!is_wrong && !text_starts_with(text, "{code}")) {
			buf_add_char(&out, *text++);
			continue;
		}
		expect(scene, scene->code != NULL, "there is no code yet");
		if (is_wrong)
			buf_add_char(&out, scene->code[0] == '9' ? '1' : '9');
		buf_add(&out, scene->code + (is_wrong ? 1 : 0));
		text = strchr(text, '}') + 1;
	}
	return buf_text(&out);
}

static void
says(struct scene *scene, const char *text)
{
	expect(scene, strstr(scene->said, scene_filled(scene, text)) != NULL,
	    "\"%s\" is missing", text);
}

static void
says_not(struct scene *scene, const char *text)
{
	expect(
	    scene, strstr(scene->said, text) == NULL, "\"%s\" is said", text);
}

static void
says_something(struct scene *scene, const char *text not_used)
{
	expect(scene, scene->said[0] != '\0', "nothing is said");
}

static void
is_silent(struct scene *scene, const char *text not_used)
{
	expect(scene, scene->said[0] == '\0', "something is said");
}

/* A column of the conversation. */
static void
expect_column(struct scene *scene, const char *column, const char *wanted)
{
	const char *value = sql_text("SELECT coalesce(%s::text, '') FROM "
				     "chat_sessions WHERE tenant_id = %" PRId64
				     " AND id = %" PRId64,
	    column, scene->studio->id, scene->session_id);

	expect(scene, text_is_equal(value, wanted), "%s is %s, not %s", column,
	    value, wanted);
}

static void
state_is(struct scene *scene, const char *text)
{
	expect_column(scene, "state", text);
}

static void
reason_is(struct scene *scene, const char *text)
{
	expect_column(scene, "state_reason", text);
}

static void
language_is(struct scene *scene, const char *text)
{
	expect_column(scene, "language", text);
}

static void
member_is(struct scene *scene, const char *text)
{
	expect_column(scene,
	    "(SELECT member_number FROM studio_members m WHERE m.tenant_id = "
	    "chat_sessions.tenant_id AND m.id = chat_sessions.member_id)",
	    text);
}

static void
agent_is(struct scene *scene, const char *text)
{
	const char *agent =
	    sql_text("SELECT coalesce(max(agent), '') FROM chat_messages WHERE "
		     "tenant_id = %" PRId64 " AND session_id = %" PRId64
		     " AND id > %" PRId64 " AND direction = 'outbound' AND "
		     "author <> 'staff'",
		scene->studio->id, scene->session_id, scene->last_id);

	expect(scene, text_is_equal(agent, text), "%s answers, not %s", agent,
	    text);
}

static int64_t
calls_of(const struct scene *scene, const char *tool)
{
	return sql_int("SELECT count(*) FROM answer_audits a JOIN chat_messages"
		       " m ON m.tenant_id = a.tenant_id AND m.id = "
		       "a.message_id, jsonb_array_elements(a.tool_calls) c "
		       "WHERE a.tenant_id = %" PRId64
		       " AND m.session_id = %" PRId64 " AND m.id > %" PRId64
		       " AND c->>'name' = '%s'",
	    scene->studio->id, scene->session_id, scene->last_id,
	    scene_quoted(tool));
}

static void
tool_was_called(struct scene *scene, const char *tool)
{
	expect(scene, calls_of(scene, tool) > 0, "%s was not called", tool);
}

static void
tool_was_not_called(struct scene *scene, const char *tool)
{
	expect(scene, calls_of(scene, tool) == 0, "%s was called", tool);
}

static struct answer
journal(int64_t from, const char *contains)
{
	return get(
	    arena_printf(e2e_arena(),
		"%s/sim/requests?most=100000&from=%" PRId64 "&contains=%s",
		e2e_env("ARIIA_SIM_URL"), from, contains),
	    NULL);
}

int64_t
scene_journal_end(void)
{
	struct answer answer = journal(0, "no-line-has-this");
	int64_t end = 0;

	ck_assert(json_int(json_at(answer.json, "next"), &end));
	return end;
}

static bool
model_was_asked(const struct scene *scene, const char *with)
{
	struct answer answer = journal(scene->journal_at, "chat%2Fcompletions");
	struct json_object *items = json_at(answer.json, "items");

	for (size_t at = 0; at < json_length(items); at++) {
		const char *body = json_text_at(json_item(items, at), "body");

		if (body != NULL && strstr(body, with) != NULL &&
		    strstr(body, scene->studio->name) != NULL)
			return true;
	}
	return false;
}

static void
asks_with(struct scene *scene, const char *text)
{
	if (scene->mode == PLAY_MODEL)
		expect(scene, model_was_asked(scene, text),
		    "the model was not asked with \"%s\"", text);
}

static void
asks_not(struct scene *scene, const char *text)
{
	expect(scene, !model_was_asked(scene, text),
	    "the model was asked with \"%s\"", text);
}

/* clang-format off */
const struct scene_keyword scene_checks[] = {
	{ "says",            says },
	{ "says not",        says_not },
	{ "says something",  says_something },
	{ "silent",          is_silent },
	{ "state",           state_is },
	{ "reason",          reason_is },
	{ "language",        language_is },
	{ "is",              member_is },           /* the number of the verified member */
	{ "agent",           agent_is },
	{ "tool",            tool_was_called },
	{ "no tool",         tool_was_not_called },
	{ "asks with",       asks_with },           /* the model was asked, and that was in it */
	{ "asks not",        asks_not },
	{ 0 },
};
/* clang-format on */
