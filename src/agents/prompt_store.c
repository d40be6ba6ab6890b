/*
 * prompt_store.c - statements and rules of a studio's own prompt templates.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/prompt_store.h"

#include "base/check.h"
#include "base/text.h"

/* clang-format off */
static const struct field prompt_draft_fields[] = {
	FIELD(prompt_draft, id,         READ_ONLY, 0, "Identifier"),
	FIELD(prompt_draft, agent,      READ_ONLY, 0, "Agent that speaks by it"),
	FIELD(prompt_draft, language,   READ_ONLY, 0, "de, en"),
	FIELD(prompt_draft, number,     READ_ONLY, 0, "Counts the versions of this agent and language"),
	FIELD(prompt_draft, text,       READ_ONLY, 0, "The template; null in lists"),
	FIELD(prompt_draft, version,    READ_ONLY, 0, "Digits of the text's SHA-256, as an answer's prompt_version"),
	FIELD(prompt_draft, created_by, READ_ONLY, 0, "User who stored it, 0: the operator"),
	FIELD(prompt_draft, created_at, READ_ONLY, 0, "When it was stored"),
	FIELD(prompt_draft, is_current, READ_ONLY, 0, "Whether it is in force"),
	{ 0 }
};
/* clang-format on */
const struct record prompt_draft_record = RECORD(prompt_draft);

/* A row of what is in force: agent is NULL when the studio has nothing of its
 * own. */
struct prompt_set_row {
	const char *local_now; /* "7 22.11.2026 14:05", 1 is Monday */
	const char *agent;
	const char *language;
	const char *text;
	const char *version;
};

/* clang-format off */
static const struct field prompt_set_row_fields[] = {
	FIELD(prompt_set_row, local_now, READ_ONLY, 0, "Weekday, day and time at the studio"),
	FIELD(prompt_set_row, agent,     READ_ONLY, 0, "Agent that speaks by it"),
	FIELD(prompt_set_row, language,  READ_ONLY, 0, "de, en"),
	FIELD(prompt_set_row, text,      READ_ONLY, 0, "The template"),
	FIELD(prompt_set_row, version,   READ_ONLY, 0, "Digits of its SHA-256"),
	{ 0 }
};
/* clang-format on */
const struct record prompt_set_row_record = RECORD(prompt_set_row);

enum { VERSIONS_MAX = 200 };

#define COLUMNS                                                                \
	"id, agent, language, number, text, version, created_by, created_at,"  \
	" is_current"

enum { LIST, FIND, CURRENT, NUMBERED, RETIRE, STORE };

/* clang-format off */
const struct query prompt_draft_queries[] = {
	[LIST] = { "prompt_draft_list",
	    "SELECT id, agent, language, number, version, created_by,"
	    " created_at, is_current FROM prompt_templates WHERE agent = $1"
	    " ORDER BY id DESC LIMIT $2" },
	[FIND] = { "prompt_draft_find",
	    "SELECT " COLUMNS " FROM prompt_templates"
	    " WHERE agent = $1 AND id = $2" },
	[CURRENT] = { "prompt_draft_current",
	    "SELECT " COLUMNS " FROM prompt_templates"
	    " WHERE agent = $1 AND language = $2 AND is_current" },
	[NUMBERED] = { "prompt_draft_numbered",
	    "SELECT " COLUMNS " FROM prompt_templates"
	    " WHERE agent = $1 AND language = $2 AND number = $3::bigint" },
	[RETIRE] = { "prompt_draft_retire",
	    "UPDATE prompt_templates SET is_current = false"
	    " WHERE agent = $1 AND language = $2 AND is_current" },
	/* Two at once take the same number, and one of them is a conflict. */
	[STORE] = { "prompt_draft_store",
	    "INSERT INTO prompt_templates"
	    " (agent, language, number, text, version, created_by)"
	    " SELECT $1, $2, coalesce(max(number), 0) + 1, $3, $4, $5::bigint"
	    " FROM prompt_templates WHERE agent = $1 AND language = $2"
	    " RETURNING " COLUMNS },
	{ 0 }
};

enum { LOAD };

const struct query prompt_set_queries[] = {
	/* A smaller plan keeps what was written, out of force. */
	[LOAD] = { "prompt_set_load",
	    "SELECT to_char(now() AT TIME ZONE zone_or_utc(coalesce("
	    "  (SELECT value FROM settings WHERE key = 'studio_timezone'),"
	    "  'Europe/Berlin')), 'ID DD.MM.YYYY HH24:MI') AS local_now,"
	    " d.agent, d.language, d.text, d.version"
	    " FROM (SELECT EXISTS (SELECT FROM subscriptions s"
	    "  JOIN plans p ON p.id = s.plan_id"
	    "  WHERE s.tenant_id = current_tenant()"
	    "   AND p.custom_prompts_enabled) AS is_included) plan"
	    " LEFT JOIN prompt_templates d"
	    "  ON d.is_current AND plan.is_included" },
	{ 0 }
};
/* clang-format on */

struct prompt_set {
	const struct list *rows; /* struct prompt_set_row, at least one */
};

struct prompt_set *
prompt_set_load(struct task *task)
{
	struct prompt_set *set = arena_new(task->arena, struct prompt_set);

	set->rows = db_fetch_many(
	    task, &prompt_set_queries[LOAD], &prompt_set_row_record, ARGS());
	if (set->rows == NULL)
		return NULL;
	check(set->rows->count > 0);
	return set;
}

const struct prompt_template *
prompt_set_template(const struct prompt_set *set, struct arena *arena,
    const struct agent *agent, enum language language)
{
	list_each(set->rows, struct prompt_set_row, row) {
		struct prompt_template *own;

		/* Of an agent or a value that is no more. */
		if (!text_is_equal(row->agent, agent->name) ||
		    !text_is_equal(row->language, language_tag(language)) ||
		    prompt_complaint(arena, row->text) != NULL)
			continue;
		own = arena_new(arena, struct prompt_template);
		*own = (struct prompt_template){ row->text, row->version };
		return own;
	}
	return agent_template(agent, language);
}

const char *
prompt_set_now(
    const struct prompt_set *set, struct arena *arena, enum language language)
{
	static const char *const days[LANGUAGES][7] = {
		[LANGUAGE_DE] = { "Montag", "Dienstag", "Mittwoch",
		    "Donnerstag", "Freitag", "Samstag", "Sonntag" },
		[LANGUAGE_EN] = { "Monday", "Tuesday", "Wednesday", "Thursday",
		    "Friday", "Saturday", "Sunday" }
	};
	enum { DAY_AT = 2, DAY_LEN = 10, TIME_AT = 13 };
	const struct prompt_set_row *row = set->rows->items;
	const char *now = row->local_now;
	size_t day = (size_t)(now[0] - '1');

	check(day < ARRAY_LENGTH(days[0]) && strlen(now) > TIME_AT);
	return arena_printf(arena, "%s, %.*s, %s%s", days[language][day],
	    DAY_LEN, now + DAY_AT, now + TIME_AT,
	    language == LANGUAGE_EN ? "" : " Uhr");
}

struct list *
prompt_draft_list(struct task *task, const struct agent *agent)
{
	return db_many(task, prompt_draft, LIST, arg(agent->name),
	    arg((int64_t)VERSIONS_MAX));
}

struct prompt_draft *
prompt_draft_find(struct task *task, const struct agent *agent, int64_t id)
{
	return db_one(task, prompt_draft, FIND, arg(agent->name), arg(id));
}

struct prompt_draft *
prompt_draft_current(
    struct task *task, const struct agent *agent, enum language language)
{
	return db_maybe(task, prompt_draft, CURRENT, arg(agent->name),
	    arg(language_tag(language)));
}

struct prompt_draft *
prompt_draft_numbered(struct task *task, const struct agent *agent,
    enum language language, int64_t number)
{
	return db_one(task, prompt_draft, NUMBERED, arg(agent->name),
	    arg(language_tag(language)), arg(number));
}

bool
prompt_draft_is_good(struct task *task, const char *pointer, const char *text)
{
	const char *complaint = text_is_empty(text)
	    ? "is missing"
	    : prompt_complaint(task->arena, text);

	if (complaint == NULL && strlen(text) > PROMPT_TEMPLATE_BYTES_MAX)
		complaint = "is too long";
	if (complaint != NULL)
		(void)fail_field(task, pointer, "%s", complaint);
	return complaint == NULL;
}

struct prompt_draft *
prompt_draft_put(struct task *task, const struct agent *agent,
    const struct prompt_draft *wanted)
{
	enum language language = language_parse(wanted->language);
	struct prompt_draft *current;

	check(language != LANGUAGE_UNKNOWN);
	if (!prompt_draft_is_good(task, "#/text", wanted->text))
		return NULL;
	current = prompt_draft_current(task, agent, language);
	if (task_has_failed(task))
		return NULL;
	if (wanted->number != PROMPT_NUMBER_ANY &&
	    wanted->number != (current == NULL ? 0 : current->number))
		return fail(task, CONFLICT,
		    "Somebody else has changed this template meanwhile. Look "
		    "at what is in force now.");
	if (current != NULL && text_is_equal(current->text, wanted->text))
		return current;
	db_later(task, prompt_draft, RETIRE, arg(agent->name),
	    arg(language_tag(language)));
	return db_one(task, prompt_draft, STORE, arg(agent->name),
	    arg(language_tag(language)), arg(wanted->text),
	    arg(prompt_version(task->arena, wanted->text)),
	    arg_id(task->actor.role == ROLE_SYS ? 0 : task->actor.user_id));
}

bool
prompt_draft_reset(
    struct task *task, const struct agent *agent, enum language language)
{
	int64_t count;

	return db_run(task, prompt_draft, RETIRE, &count, arg(agent->name),
	    arg(language_tag(language)));
}
