/*
 * fuzz_record.c - JSON into a struct: what fits comes out as it went in.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/check.h"
#include "base/record.h"
#include "base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct thing {
	const char *name;
	const char *kind;
	const char *site;
	int64_t count;
	int32_t rank;
	bool is_new;
	double weight;
	struct instant at;
	struct json_object *extra;
};

static const char *const kinds[] = { "a", "b", NULL };

/* clang-format off */
static const struct field thing_fields[] = {
	FIELD(thing, name,     REQUIRED,     10,  "Name"),
	FIELD_CHOICE(thing, kind, OPTIONAL, kinds, "a", "Kind"),
	FIELD(thing, site,     URL,          40,  "Site"),
	FIELD(thing, count,    POSITIVE,     100, "Count"),
	FIELD(thing, rank,     NOT_NEGATIVE, 0,   "Rank"),
	FIELD(thing, is_new,   OPTIONAL,     0,   "New"),
	FIELD(thing, weight,   OPTIONAL,     0,   "Weight"),
	FIELD(thing, at,       OPTIONAL,     0,   "At"),
	FIELD(thing, extra,    OPTIONAL,     100, "Extra"),
	{ 0 }
};
/* clang-format on */

static const struct record thing_record = RECORD(thing);

static void
read_back(struct task *task, const struct thing *thing)
{
	struct json_object *json =
	    record_json(task->arena, &thing_record, thing);
	struct thing again = { .count = thing->count };

	/* A count that was not given is 0, which nobody may give. */
	if (thing->count == 0)
		json_object_object_del(json, "count");
	check(record_read(task, &thing_record, &again, json, RECORD_MERGE));
	check(text_is_equal(thing->name, again.name));
	check(text_is_equal(thing->kind, again.kind));
	check(thing->rank == again.rank && thing->at.us == again.at.us);
	check(json_object_equal(thing->extra, again.extra));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_create(4096, 256 << 20);
	struct task task = { .arena = arena };
	struct json_object *input;
	struct thing thing = { 0 };

	if (json_parse(&task, (const char *)data, size, &input)) {
		if (record_read(
			&task, &thing_record, &thing, input, RECORD_WHOLE))
			read_back(&task, &thing);
		else
			check(task.problem->kind == INVALID);
	}
	arena_free(arena);
	return 0;
}
