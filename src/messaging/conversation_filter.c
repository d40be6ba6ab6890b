/*
 * conversation_filter.c - reads from an address what to show of the inbox.
 *
 * SPDX-License-Identifier: ISC
 */
#include "messaging/conversation_filter.h"

#include "base/text.h"

enum { SEARCH_CHARACTERS_MAX = 200 };

/* A parameter of the query, NULL when it is missing or empty. */
static const char *
given(struct request *req, const char *name)
{
	const char *text = request_query(req, name);

	return text_is_empty(text) ? NULL : text;
}

static const char *
read_choice(struct request *req, const char *name, const char *const *choices)
{
	const char *text = given(req, name);

	if (text == NULL)
		return NULL;
	for (; *choices != NULL; choices++)
		if (text_is_equal(*choices, text))
			return text;
	return fail_field(&req->task,
	    arena_printf(req->task.arena, "?%s", name),
	    "is not one of those there are");
}

static void
read_assigned(struct request *req, struct conversation_filter *filter)
{
	const char *text = given(req, "assigned");

	if (text == NULL)
		return;
	filter->assigned = ASSIGNED_TO;
	if (text_is_equal(text, "nobody"))
		filter->assigned = ASSIGNED_NOBODY;
	else if (text_is_equal(text, "me"))
		/* Who that is, the guard of a GET tells with a statement. */
		filter->assigned_user_id =
		    db_settle(&req->task) ? req->task.actor.user_id : 0;
	else if (!text_to_int64(text, &filter->assigned_user_id) ||
	    filter->assigned_user_id < 1)
		(void)fail_field(&req->task, "?assigned",
		    "must be me, nobody or the number of a user");
}

struct conversation_filter
conversation_filter_read(struct request *req)
{
	static const char *const states[] = { "ai", "waiting", "human", "all",
		NULL };
	static const char *const channels[] = { "whatsapp", "telegram", "sms",
		"email", "voice", "web", NULL };
	static const char *const truth[] = { "true", "false", NULL };
	struct conversation_filter filter = {
		.state = read_choice(req, "state", states),
		.channel = read_choice(req, "channel", channels),
		.only_unread =
		    text_is_equal(read_choice(req, "unread", truth), "true"),
		.search = given(req, "q"),
	};

	if (text_is_equal(filter.state, "all"))
		filter.state = NULL;
	read_assigned(req, &filter);
	if (filter.search != NULL &&
	    text_characters(filter.search) > SEARCH_CHARACTERS_MAX)
		(void)fail_field(&req->task, "?q", "is too long");
	return filter;
}

bool
conversation_filter_is_given(struct request *req)
{
	static const char *const names[] = { "state", "channel", "assigned",
		"unread", "q" };
	static const char *const orders[] = { "activity", "creation", NULL };
	const char *order = read_choice(req, "order", orders);

	for (size_t at = 0; at < ARRAY_LENGTH(names); at++)
		if (given(req, names[at]) != NULL)
			return true;
	return text_is_equal(order, "activity");
}
