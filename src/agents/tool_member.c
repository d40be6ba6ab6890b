/*
 * tool_member.c - what the studio has stored of the member who asks.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/tools.h"

#include "base/text.h"
#include "members/member.h"

/* Where earlier syncs and imports put single visits. */
static const char *const histories[] = { "history", "recent", "checkins" };

/* A copy that may be added to another tree. */
static struct json_object *
copied(struct json_object *value)
{
	return json_object_get(value);
}

static struct tool_result
done(struct arena *arena, struct json_object *data)
{
	size_t len;

	return (struct tool_result){ .verdict = TOOL_DONE,
		.text = json_write(arena, data, &len) };
}

/* Nothing is a fact, too: it keeps a model from making one up. */
static struct tool_result
nothing_known(struct arena *arena, const char *what)
{
	return (struct tool_result){ .verdict = TOOL_DONE,
		.text = arena_printf(arena,
		    "{\"known\":false,\"note\":\"The studio has stored no %s "
		    "of this member. Say so honestly and offer to fetch "
		    "someone from the team.\"}",
		    what) };
}

/* The member was removed after it was verified. */
static struct tool_result
nobody(struct task *task)
{
	if (task->problem->kind == NOT_FOUND)
		task_forgive(task);
	return nothing_known(task->arena, "data");
}

static struct tool_result
get_member_status(struct task *task, const struct tool_caller *caller,
    struct json_object *arguments not_used)
{
	const struct member *member = member_find(task, caller->member_id);
	struct json_object *status;

	if (member == NULL)
		return nobody(task);
	status = json_new_object(task->arena);
	json_add_text(status, "first_name", member->first_name);
	if (!text_is_empty(member->member_number))
		json_add_text(status, "member_number", member->member_number);
	if (!text_is_empty(member->member_since))
		json_add_text(status, "member_since", member->member_since);
	json_add_bool(status, "is_paused", member->is_paused);
	if (member->is_paused && member->pause_info != NULL)
		json_add(status, "pause", copied(member->pause_info));
	json_add_text(
	    status, "as_of", instant_format(task->arena, member->updated_at));
	json_add_text(status, "note",
	    "Nothing is stored here of the contract's end, price or notice "
	    "period.");
	return done(task->arena, status);
}

const struct tool tool_get_member_status = {
	.name = "get_member_status",
	.description = "What the studio has stored of the membership of the "
		       "member in this conversation: since when, whether it is "
		       "paused and until when.",
	.parameters = "{\"type\":\"object\",\"properties\":{},"
		      "\"additionalProperties\":false}",
	.effect = TOOL_READS,
	.needs_member = true,
	.run = get_member_status,
};

static bool
has_members(struct json_object *value)
{
	return json_object_is_type(value, json_type_object) &&
	    json_object_object_length(value) > 0;
}

static struct json_object *
history_of(const struct member *member)
{
	for (size_t at = 0; at < ARRAY_LENGTH(histories); at++) {
		struct json_object *history =
		    json_at(member->checkin_stats, histories[at]);

		if (json_length(history) > 0)
			return history;
	}
	return NULL;
}

/* The sums without the single visits. */
static struct json_object *
sums_of(struct arena *arena, const struct member *member)
{
	struct json_object *sums = json_new_object(arena);

	if (!json_object_is_type(member->checkin_stats, json_type_object))
		return sums;
	json_object_object_foreach(member->checkin_stats, name, value)
	{
		if (!json_object_is_type(value, json_type_array))
			json_add(sums, name, copied(value));
	}
	return sums;
}

static struct tool_result
get_checkin_stats(struct task *task, const struct tool_caller *caller,
    struct json_object *arguments not_used)
{
	const struct member *member = member_find(task, caller->member_id);
	struct json_object *data;
	struct json_object *sums;

	if (member == NULL)
		return nobody(task);
	sums = sums_of(task->arena, member);
	if (!has_members(sums))
		return nothing_known(task->arena, "check-ins");
	data = json_new_object(task->arena);
	json_add(data, "checkins", copied(sums));
	json_add_text(
	    data, "as_of", instant_format(task->arena, member->updated_at));
	return done(task->arena, data);
}

const struct tool tool_get_checkin_stats = {
	.name = "get_checkin_stats",
	.description = "How often the member in this conversation has been to "
		       "the studio, as sums: total, per week or month, last "
		       "visit.",
	.parameters = "{\"type\":\"object\",\"properties\":{},"
		      "\"additionalProperties\":false}",
	.effect = TOOL_READS,
	.needs_member = true,
	.run = get_checkin_stats,
};

static struct tool_result
get_checkin_history(struct task *task, const struct tool_caller *caller,
    struct json_object *arguments)
{
	enum { VISITS_USUAL = 10 };
	const struct member *member = member_find(task, caller->member_id);
	struct json_object *history;
	struct json_object *visits;
	struct json_object *data;
	int64_t most;

	if (member == NULL)
		return nobody(task);
	history = history_of(member);
	if (history == NULL)
		return nothing_known(task->arena, "single check-ins");
	if (!json_int(json_at(arguments, "limit"), &most))
		most = VISITS_USUAL;
	visits = json_new_array(task->arena);
	for (size_t at = 0; at < json_length(history) && at < (size_t)most;
	     at++)
		json_object_array_add(visits, copied(json_item(history, at)));
	data = json_new_object(task->arena);
	json_add(data, "checkins", copied(visits));
	json_add_text(
	    data, "as_of", instant_format(task->arena, member->updated_at));
	return done(task->arena, data);
}

const struct tool tool_get_checkin_history = {
	.name = "get_checkin_history",
	.description = "The single visits of the member in this conversation "
		       "to the studio, as the studio has stored them.",
	.parameters = "{\"type\":\"object\",\"properties\":{\"limit\":{"
		      "\"type\":\"integer\",\"minimum\":1,\"maximum\":50,"
		      "\"description\":\"How many at most; left out: 10\"}},"
		      "\"additionalProperties\":false}",
	.effect = TOOL_READS,
	.needs_member = true,
	.run = get_checkin_history,
};
