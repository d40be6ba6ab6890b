/*
 * rule.c - rules of the simulator in shared memory.
 *
 * SPDX-License-Identifier: ISC
 */
#include "rule.h"

#include <stdatomic.h>
#include <sys/mman.h>

#include "base/json.h"
#include "base/record.h"
#include "base/text.h"

static const char *const modes[] = { "usual", "malformed", "html", "empty",
	"endless", NULL };

/* clang-format off */
static const struct field sim_rule_fields[] = {
	FIELD(sim_rule, match,       OPTIONAL, 200,           "Bytes in the path or the body"),
	FIELD(sim_rule, also,        OPTIONAL, 200,           "Further bytes that have to be there"),
	FIELD(sim_rule, unless,      OPTIONAL, 200,           "Bytes that must not be there"),
	FIELD(sim_rule, times,       OPTIONAL, 1000000,       "How often; 0: always"),
	FIELD(sim_rule, delay_ms,    OPTIONAL, 120000,        "Milliseconds before the answer"),
	FIELD(sim_rule, status,      OPTIONAL, 599,           "HTTP status"),
	FIELD(sim_rule, retry_after, OPTIONAL, 86400,         "Seconds"),
	FIELD(sim_rule, error_code,  OPTIONAL, 1000000,       "Meta's error code"),
	FIELD_CHOICE(sim_rule, mode, OPTIONAL, modes, "usual", "How the answer is broken"),
	FIELD(sim_rule, answer,      OPTIONAL, RULE_TEXT_MAX, "What the model says"),
	FIELD(sim_rule, tool_calls,  OPTIONAL, 0,             "What the model calls"),
	{ 0 }
};
/* clang-format on */
const struct record sim_rule_record = RECORD(sim_rule);

/* A rule is kept as the JSON it came in, so it has no pointers. */
struct place {
	atomic_int is_used;
	atomic_long applied;
	int64_t times;
	char match[804];
	char also[804];
	char unless[804];
	char written[8 * RULE_TEXT_MAX];
};

static struct place *places;

bool
rules_start(void)
{
	void *memory = mmap(NULL, RULES_MAX * sizeof(struct place),
	    PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (memory == MAP_FAILED)
		return false;
	places = memory;
	return true;
}

static void
keep(char *place, size_t size, const char *text)
{
	snprintf(place, size, "%s", text == NULL ? "" : text);
}

bool
rules_add(struct task *task, const struct sim_rule *rule)
{
	size_t len;
	const char *written = json_write(task->arena,
	    record_json(task->arena, &sim_rule_record, rule), &len);

	if (len >= sizeof(places->written))
		return fail(task, TOO_LARGE, "This rule is too long.");
	for (size_t i = 0; i < RULES_MAX; i++) {
		struct place *place = &places[i];
		int unused_place = 0;

		if (!atomic_compare_exchange_strong(
			&place->is_used, &unused_place, 1))
			continue;
		place->times = rule->times;
		atomic_store(&place->applied, 0);
		keep(place->match, sizeof(place->match), rule->match);
		keep(place->also, sizeof(place->also), rule->also);
		keep(place->unless, sizeof(place->unless), rule->unless);
		memcpy(place->written, written, len + 1);
		atomic_store(&place->is_used, 2);
		return true;
	}
	return fail(task, CONFLICT, "All places for rules are taken.");
}

void
rules_clear(void)
{
	for (size_t i = 0; i < RULES_MAX; i++)
		atomic_store(&places[i].is_used, 0);
}

static bool
occurs(const char *text, const char *path, const char *body)
{
	return strstr(path, text) != NULL || strstr(body, text) != NULL;
}

static bool
applies(struct place *place, const char *path, const char *body)
{
	if (atomic_load(&place->is_used) != 2 ||
	    !occurs(place->match, path, body) ||
	    !occurs(place->also, path, body))
		return false;
	if (place->unless[0] != '\0' && occurs(place->unless, path, body))
		return false;
	if (place->times == 0)
		return true;
	return atomic_fetch_add(&place->applied, 1) < place->times;
}

struct sim_rule *
rules_apply(struct task *task, const char *path, const char *body)
{
	struct sim_rule *rule = arena_new(task->arena, struct sim_rule);
	struct json_object *tree;

	rule->mode = "usual";
	for (size_t i = RULES_MAX; i-- > 0;) {
		if (!applies(&places[i], path, body))
			continue;
		if (json_parse(task, places[i].written,
			strlen(places[i].written), &tree) &&
		    record_read(
			task, &sim_rule_record, rule, tree, RECORD_WHOLE))
			return rule;
	}
	return rule;
}
