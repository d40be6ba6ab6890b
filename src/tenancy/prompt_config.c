/*
 * prompt_config.c - fields, statements and rules of the prompt configuration.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tenancy/prompt_config.h"

#include "base/json.h"
#include "base/record.h"
#include "base/text.h"
#include "tenancy/region.h"

/* clang-format off */
static const struct field prompt_config_fields[] = {
	FIELD_OR(prompt_config, studio_name, REQUIRED, 100, "Fitnessstudio",
	    "Full name of the studio, as the agent says it"),
	FIELD_OR(prompt_config, studio_short_name, OPTIONAL, 40, "",
	    "Short name, for small talk"),
	FIELD_OR(prompt_config, agent_display_name, REQUIRED, 60, "ARIIA",
	    "Name under which the agent answers"),
	FIELD_OR(prompt_config, studio_locale, REQUIRED, 5, "de-DE",
	    "Language and region when a member's is not known"),
	FIELD_OR(prompt_config, studio_timezone, REQUIRED, 60, "Europe/Berlin",
	    "Time zone of the studio (IANA name)"),
	FIELD_OR(prompt_config, studio_emergency_number, REQUIRED, 20, "112",
	    "Number that is told in an emergency"),
	FIELD_OR(prompt_config, studio_address, OPTIONAL, 300, "",
	    "Postal address"),
	FIELD_OR(prompt_config, sales_prices_text, OPTIONAL, 4000, "",
	    "Prices and contracts; the only source of prices"),
	FIELD_OR(prompt_config, sales_retention_rules, OPTIONAL, 4000, "",
	    "What may be offered to members who want to leave"),
	FIELD_OR(prompt_config, medic_disclaimer_text, OPTIONAL, 1000,
	    "Das ist keine medizinische Beratung. Bitte frag im Zweifel eine Ärztin oder einen Arzt.",
	    "Stands behind every answer about health"),
	FIELD_OR(prompt_config, persona_bio_text, OPTIONAL, 4000, "",
	    "Who the agent is, and facts about the studio"),
	FIELD_OR(prompt_config, opening_hours_text, OPTIONAL, 2000, "",
	    "Opening hours; the only source of times"),
	FIELD_OR(prompt_config, ai_disclosure_text, OPTIONAL, 500, "",
	    "Tells at first contact that an AI answers; empty: a standard sentence"),
	{ 0 }
};
/* clang-format on */
const struct record prompt_config_record = RECORD(prompt_config);

enum { FIND, STORE };

#define VALUE(key) "max(value) FILTER (WHERE key = '" #key "') AS " #key

/* clang-format off */
const struct query prompt_config_queries[] = {
	[FIND] = { "prompt_config_find",
	    "SELECT " VALUE(studio_name) ", " VALUE(studio_short_name) ", "
	    VALUE(agent_display_name) ", " VALUE(studio_locale) ", "
	    VALUE(studio_timezone) ", " VALUE(studio_emergency_number) ", "
	    VALUE(studio_address) ", " VALUE(sales_prices_text) ", "
	    VALUE(sales_retention_rules) ", " VALUE(medic_disclaimer_text) ", "
	    VALUE(persona_bio_text) ", " VALUE(opening_hours_text) ", "
	    VALUE(ai_disclosure_text) " FROM settings WHERE value IS NOT NULL" },
	[STORE] = { "prompt_config_store",
	    "INSERT INTO settings (key, value)"
	    " SELECT key, value FROM jsonb_each_text($1::jsonb)"
	    " ON CONFLICT (tenant_id, key) DO UPDATE"
	    " SET value = excluded.value, updated_at = now()"
	    " WHERE settings.value IS DISTINCT FROM excluded.value" },
	{ 0 }
};
/* clang-format on */

static const char **
place_of(struct prompt_config *config, const struct field *field)
{
	return (const char **)(void *)((char *)config + field->offset);
}

static void
fill_gaps(struct prompt_config *config)
{
	for (size_t i = 0; i < prompt_config_record.field_count; i++) {
		const struct field *field = &prompt_config_fields[i];
		const char **place = place_of(config, field);

		if (*place == NULL)
			*place = field->fallback;
	}
}

struct prompt_config *
prompt_config_defaults(struct arena *arena)
{
	struct prompt_config *config = arena_new(arena, struct prompt_config);

	fill_gaps(config);
	return config;
}

struct prompt_config *
prompt_config_find(struct task *task)
{
	struct prompt_config *config = db_one(task, prompt_config, FIND);

	if (config != NULL)
		fill_gaps(config);
	return config;
}

bool
prompt_config_store(struct task *task, const struct prompt_config *wanted)
{
	struct json_object *values =
	    record_json(task->arena, &prompt_config_record, wanted);
	size_t len;
	int64_t count;

	return db_run(task, prompt_config, STORE, &count,
	    arg(json_write(task->arena, values, &len)));
}

static bool
is_good(struct task *task, const struct prompt_config *wanted)
{
	if (!region_zone_is_known(task->arena, wanted->studio_timezone))
		(void)fail_field(task, "#/studio_timezone",
		    "must be a time zone such as Europe/Berlin");
	if (!region_locale_is_good(wanted->studio_locale))
		(void)fail_field(
		    task, "#/studio_locale", "must look like de-DE");
	if (strspn(wanted->studio_emergency_number, "+0123456789 /-") !=
	    strlen(wanted->studio_emergency_number))
		(void)fail_field(task, "#/studio_emergency_number",
		    "must be a telephone number");
	return !task_has_failed(task);
}

struct prompt_config *
prompt_config_update(struct task *task, const struct prompt_config *wanted)
{
	if (!is_good(task, wanted) || !prompt_config_store(task, wanted))
		return NULL;
	return prompt_config_find(task);
}
