/*
 * tool.c - the gate between what a model calls and what is run.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/tool.h"

#include "agents/tool_schema.h"
#include "base/check.h"
#include "base/log.h"
#include "base/text.h"
#include "data/db.h"

enum { QUOTE_CHARACTERS_MAX = 64 };

/* What a model is told when a verdict has no words of its own. */
/* clang-format off */
static const char NOT_CONNECTED[] =
    "Not available: the studio has not connected its booking system, so nothing can be looked up or changed there. "
    "Say so honestly, do not guess, and offer to fetch someone from the team.";
static const char NEEDS_MEMBER[] =
    "Not allowed yet: nobody has proven who they are in this conversation. The member is asked for that now.";
static const char NEEDS_YES[] =
    "Nothing has been done yet: the member is asked for an explicit yes now.";
static const char FAILED[] =
    "This could not be looked up right now. Say so honestly, do not guess, and offer to fetch someone from the team.";
/* clang-format on */

static struct tool_result
verdict(enum tool_verdict verdict, const char *text)
{
	return (struct tool_result){ .verdict = verdict, .text = text };
}

const struct tool *
tool_find(const char *name)
{
	for (size_t at = 0; tools[at] != NULL; at++)
		if (text_is_equal(tools[at]->name, name))
			return tools[at];
	return NULL;
}

static const struct tool *
find_among(const struct tool *const *allowed, const char *name)
{
	for (; allowed != NULL && *allowed != NULL; allowed++)
		if (text_is_equal((*allowed)->name, name))
			return *allowed;
	return NULL;
}

static struct tool_result
refuse_name(
    struct arena *arena, const struct tool *const *allowed, const char *name)
{
	const char *list = "";

	for (; allowed != NULL && *allowed != NULL; allowed++)
		list = arena_printf(arena, "%s%s%s", list,
		    list[0] == '\0' ? "" : ", ", (*allowed)->name);
	return verdict(TOOL_BAD_CALL,
	    arena_printf(arena, "There is no tool \"%s\". There are: %s.",
		text_prefix(
		    arena, name == NULL ? "" : name, QUOTE_CHARACTERS_MAX),
		list[0] == '\0' ? "none" : list));
}

/* A row whose schema can not be read would never get here: a test reads all. */
static struct json_object *
schema_of(struct arena *arena, const struct tool *tool)
{
	struct json_object *schema;
	size_t wrong_at;
	bool is_read = json_read(arena, tool->parameters,
	    strlen(tool->parameters), &schema, &wrong_at);

	check(is_read);
	return schema;
}

/* The arguments as an object that fits, or NULL with what is wrong. */
static struct json_object *
read_arguments(struct arena *arena, const struct tool *tool, const char *text,
    const char **complaint)
{
	const char *trimmed;
	struct json_object *arguments;
	size_t wrong_at;

	if (text != NULL && strlen(text) > TOOL_ARGUMENTS_BYTES_MAX) {
		*complaint = "The arguments are too long.";
		return NULL;
	}
	trimmed = text == NULL ? "" : text_trim(arena, text);
	if (trimmed[0] == '\0')
		trimmed = "{}";
	if (!json_read(
		arena, trimmed, strlen(trimmed), &arguments, &wrong_at)) {
		*complaint = arena_printf(arena,
		    "The arguments are not valid JSON (byte %zu).", wrong_at);
		return NULL;
	}
	if (arguments == NULL)
		arguments = json_new_object(arena);
	*complaint =
	    tool_schema_complaint(arena, schema_of(arena, tool), arguments);
	return *complaint == NULL ? arguments : NULL;
}

/* At most max bytes, whole characters. */
static const char *
bounded(struct arena *arena, const char *text)
{
	static const char mark[] = " [cut]";
	const char *end = text;
	const char *next = text;

	if (strlen(text) <= TOOL_RESULT_BYTES_MAX)
		return text;
	while ((size_t)(next - text) <= TOOL_RESULT_BYTES_MAX - strlen(mark)) {
		end = next;
		(void)text_next(&next);
	}
	return arena_printf(arena, "%.*s%s", (int)(end - text), text, mark);
}

/* What a change that failed half way has done is not known. */
static struct tool_result
settle(struct task *aside, const struct tool *tool, struct tool_result result)
{
	bool is_change = tool->effect == TOOL_CHANGES;

	if (is_change && aside->db != NULL && !task_has_failed(aside) &&
	    !db_commit(aside))
		check(task_has_failed(aside));
	if (!task_has_failed(aside))
		return result;
	log_event(aside, LOG_ERROR, "tool_failed", "%s: %s", tool->name,
	    aside->problem->detail == NULL ? "" : aside->problem->detail);
	return verdict(is_change ? TOOL_UNSURE : TOOL_FAILED, FAILED);
}

/* In a transaction of its own: what goes wrong there is not the caller's. */
static struct tool_result
run_aside(struct task *task, const struct tool *tool,
    const struct tool_caller *caller, struct json_object *arguments)
{
	struct task aside = *task;
	struct tool_result result;

	if (tool->run == NULL)
		return verdict(TOOL_NOT_CONNECTED, NOT_CONNECTED);
	aside.transaction = NULL;
	aside.problem = NULL;
	aside.query_count = 0;
	aside.query_us = 0;
	if (aside.db != NULL && tool->effect == TOOL_READS)
		db_read_only(&aside);
	result = settle(&aside, tool, tool->run(&aside, caller, arguments));
	if (aside.db != NULL)
		db_rollback(&aside);
	task->query_count += aside.query_count;
	task->query_us += aside.query_us;
	check(result.verdict != TOOL_VERDICT_UNSET);
	if (result.text == NULL)
		result.text = result.verdict == TOOL_NOT_CONNECTED
		    ? NOT_CONNECTED
		    : FAILED;
	result.text = bounded(task->arena, result.text);
	return result;
}

struct tool_result
tool_call(struct task *task, const struct tool_caller *caller,
    const struct tool *const *allowed, const char *name, const char *arguments)
{
	const struct tool *tool = find_among(allowed, name);
	struct tool_result result;
	struct json_object *checked;
	const char *complaint;

	if (tool == NULL)
		return refuse_name(task->arena, allowed, name);
	if (tool->needs_member && caller->member_id == 0)
		return verdict(TOOL_NEEDS_MEMBER, NEEDS_MEMBER);
	checked = read_arguments(task->arena, tool, arguments, &complaint);
	if (checked == NULL)
		return verdict(TOOL_BAD_CALL, complaint);
	if (tool->effect == TOOL_READS)
		return run_aside(task, tool, caller, checked);
	result = verdict(TOOL_NEEDS_YES, NEEDS_YES);
	result.tool = tool;
	result.arguments = checked;
	result.question =
	    tool->question(task->arena, caller->language, checked);
	return result;
}

/* The schema may be another one since the arguments were stored. */
struct tool_result
tool_change(struct task *task, const struct tool_caller *caller,
    const char *name, struct json_object *arguments)
{
	const struct tool *tool = tool_find(name);
	const char *complaint;

	if (tool == NULL || tool->effect != TOOL_CHANGES)
		return verdict(TOOL_FAILED, FAILED);
	check(!tool->needs_member || caller->member_id != 0);
	complaint = tool_schema_complaint(
	    task->arena, schema_of(task->arena, tool), arguments);
	if (complaint != NULL) {
		log_event(
		    task, LOG_ERROR, "tool_failed", "%s: %s", name, complaint);
		return verdict(TOOL_FAILED, FAILED);
	}
	return run_aside(task, tool, caller, arguments);
}
