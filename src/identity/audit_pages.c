/*
 * audit_pages.c - the pages of the audit log: narrowed by the address, entry by
 * entry, as a file, and whether its chain is whole.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/text.h"
#include "identity/audit_view.h"
#include "identity/identity_web.h"
#include "identity/people.h"
#include "identity/user.h"
#include "web/csv_file.h"
#include "web/language.h"
#include "web/page_words.h"
#include "web/reader.h"

enum {
	ROWS = 50,
	ENTRIES_OF_PART = 200,
	PATH_BYTES_MAX = 8192,
	CHECKS_PER_MINUTE = 12
};

static const char section[] = "audit.list";

/* What actions begin with; their words are the section "audit.group". */
static const char *const groups[] = { "user.", "invitation.", "session.",
	"second_factor.", "api_key.", "conversation.", "alert.",
	"canned_reply.", "member", "memory.", "verification.", "action.",
	"knowledge.", "prompt", "branding.", "setting.", "domain.", "tenant.",
	"impersonation.", "operator.", NULL };

/* What the reader calls a day: "2026-11-22"; days is added to it. */
static bool
read_day(
    struct request *req, const char *name, int64_t days, struct instant *out)
{
	const char *text = request_query(req, name);
	struct instant instant;
	struct civil civil;

	if (text_is_empty(text))
		return true;
	if (strlen(text) != strlen("2026-11-22") ||
	    !instant_parse(
		arena_printf(req->task.arena, "%sT00:00:00Z", text), &instant))
		return fail_field(&req->task,
		    arena_printf(req->task.arena, "?%s", name),
		    "is no day such as 1990-12-31 or 31.12.1990");
	civil = civil_of(instant);
	civil.day += days;
	*out = zone_instant(request_zone(req), &civil);
	return true;
}

/* Who reads is known by now. */
static bool
read_filter(struct request *req, struct audit_filter *filter)
{
	const char *actor = request_query(req, "person");
	const char *action = request_query(req, "action");

	*filter = (struct audit_filter){
		.action = text_is_empty(action) ? NULL : action,
	};
	if (!text_is_empty(actor) &&
	    !text_to_int64(actor, &filter->actor_user_id))
		return fail_field(&req->task, "?person", "is no choice here");
	return read_day(req, "from", 0, &filter->from) &&
	    read_day(req, "until", 1, &filter->until);
}

static void
add_query(
    struct request *req, struct buf *path, const char *name, const char *value)
{
	const char *coded =
	    text_is_empty(value) ? "" : text_url_encode(req->task.arena, value);

	if (*coded != '\0' && strlen(coded) < PATH_BYTES_MAX / 8)
		buf_printf(path, "%s%s=%s",
		    strchr(buf_text(path), '?') == NULL ? "?" : "&", name,
		    coded);
}

/* The same filter on another page. */
static const char *
path_to(struct request *req, const char *page, int64_t after)
{
	static const char *const names[] = { "person", "action", "from",
		"until" };
	struct buf path = buf_new(req->task.arena, PATH_BYTES_MAX);

	buf_add(&path, page);
	for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
		add_query(req, &path, names[i], request_query(req, names[i]));
	if (after != 0)
		add_query(req, &path, "after",
		    arena_printf(req->task.arena, "%" PRId64, after));
	return buf_text(&path);
}

/* As the API wants it. */
static const char *
json_path_of(struct request *req, const struct audit_filter *filter)
{
	struct arena *arena = req->task.arena;
	struct buf path = buf_new(arena, PATH_BYTES_MAX);

	buf_add(&path, "/auth/audit");
	add_query(req, &path, "actor_user_id", request_query(req, "person"));
	add_query(req, &path, "action", filter->action);
	add_query(req, &path, "from", instant_format(arena, filter->from));
	add_query(req, &path, "until", instant_format(arena, filter->until));
	return buf_text(&path);
}

static void
add_choice(struct json_object *rows, const char *value, const char *label,
    const char *chosen)
{
	struct json_object *row = json_object_new_object();

	json_add_text(row, "value", value);
	json_add_text(row, "label", label);
	json_add_bool(row, "is_chosen",
	    text_is_equal(chosen == NULL ? "" : chosen, value));
	json_object_array_add(rows, row);
}

static struct json_object *
people_choices(struct request *req, const struct list *people)
{
	struct arena *arena = req->task.arena;
	struct json_object *rows = json_new_array(arena);
	const char *chosen = request_query(req, "person");

	add_choice(rows, "",
	    json_text_at(request_words(req, section, NULL), "anybody"), chosen);
	list_each(people, const struct user, user)
		add_choice(rows, arena_printf(arena, "%" PRId64, user->id),
		    text_is_empty(user->full_name) ? user->email
						   : user->full_name,
		    chosen);
	return rows;
}

/* An action that is none of the groups stands for itself. */
static struct json_object *
group_choices(struct request *req, const struct audit_drawing *drawing)
{
	struct json_object *rows = json_new_array(req->task.arena);
	struct json_object *words = request_words(req, "audit.group", NULL);
	const char *chosen = request_query(req, "action");
	bool is_known = text_is_empty(chosen);
	const char *word;

	add_choice(rows, "",
	    json_text_at(request_words(req, section, NULL), "anything"),
	    chosen);
	for (size_t i = 0; groups[i] != NULL; i++) {
		add_choice(
		    rows, groups[i], json_text_at(words, groups[i]), chosen);
		is_known = is_known || text_is_equal(chosen, groups[i]);
	}
	if (!is_known) {
		word = audit_action_word(drawing, chosen);
		add_choice(rows, chosen, word == NULL ? chosen : word, chosen);
	}
	return rows;
}

static void
add_pager(
    struct request *req, struct json_object *context, const struct list *found)
{
	struct json_object *pager = json_new_object(req->task.arena);
	const struct audit_entry *entries = found->items;

	if (!found->has_more && req->page.after == 0) {
		json_add_text(context, "pager", NULL);
		return;
	}
	json_add_text(pager, "text",
	    page_counted(req, section, "shown", (int64_t)found->count));
	json_add_text(pager, "first",
	    req->page.after == 0 ? NULL : path_to(req, "/audit", 0));
	json_add_text(pager, "next",
	    found->has_more
		? path_to(req, "/audit", entries[found->count - 1].id)
		: NULL);
	json_add(context, "pager", json_object_get(pager));
}

static void
add_filter(struct request *req, struct json_object *context,
    const struct audit_drawing *drawing)
{
	static const char *const days[] = { "from", "until" };
	bool has_filter = !text_is_empty(request_query(req, "person")) ||
	    !text_is_empty(request_query(req, "action"));

	json_add(context, "people",
	    json_object_get(people_choices(req, drawing->people)));
	json_add(
	    context, "groups", json_object_get(group_choices(req, drawing)));
	for (size_t i = 0; i < ARRAY_LENGTH(days); i++) {
		const char *day = request_query(req, days[i]);

		json_add_text(context, days[i], day == NULL ? "" : day);
		has_filter = has_filter || !text_is_empty(day);
	}
	json_add_bool(context, "has_filter", has_filter);
}

static bool
list(struct request *req)
{
	struct json_object *context = json_new_object(req->task.arena);
	struct json_object *rows = json_new_array(req->task.arena);
	const struct list *people = people_list(&req->task), *found;
	struct audit_drawing drawing;
	struct audit_filter filter;

	if (people == NULL || !read_filter(req, &filter))
		return false;
	found = audit_page(
	    &req->task, &filter, (struct page){ req->page.after, ROWS });
	if (found == NULL)
		return false;
	drawing = audit_drawing_of(req, people);
	list_each(found, const struct audit_entry, entry)
		json_object_array_add(
		    rows, json_object_get(audit_row(&drawing, entry)));
	json_add(context, "rows", json_object_get(rows));
	json_add_bool(context, "has_rows", found->count > 0);
	add_filter(req, context, &drawing);
	add_pager(req, context, found);
	json_add_text(context, "csv", path_to(req, "/audit/export", 0));
	json_add_text(context, "json", json_path_of(req, &filter));
	return reply_page(req, OK, "audit/list", context);
}

static bool
show(struct request *req)
{
	int64_t id = request_id(req, "id");
	const struct audit_entry *entry =
	    id == 0 ? NULL : audit_find(&req->task, id);
	const struct list *people =
	    entry == NULL ? NULL : people_list(&req->task);
	struct json_object *context = json_new_object(req->task.arena);
	struct audit_drawing drawing;

	if (people == NULL)
		return false;
	drawing = audit_drawing_of(req, people);
	json_add(
	    context, "entry", json_object_get(audit_view(&drawing, entry)));
	return reply_page(req, OK, "audit/show", context);
}

/* What is known of a chain that is whole. */
static bool
add_whole(struct request *req, struct json_object *context, int64_t count)
{
	const struct audit_entry *first = audit_first(&req->task);
	const struct audit_entry *last =
	    count == 0 ? NULL : audit_find(&req->task, count);

	if (task_has_failed(&req->task))
		return false;
	json_add_text(
	    context, "text", page_counted(req, "audit.check", "whole", count));
	page_add_time(req, context, "since",
	    first == NULL ? (struct instant){ 0 } : first->at);
	json_add_text(context, "hash", last == NULL ? NULL : last->hash);
	return true;
}

/* Each hash is made anew: not for whoever presses a key all day. */
static bool
show_check(struct request *req)
{
	struct task *task = &req->task;
	struct json_object *context = json_new_object(task->arena);
	const struct audit_entry *broken;
	int64_t count = 0;

	if (!db_settle(task) ||
	    !request_limit(
		req, task->tenant_id, "audit-check", CHECKS_PER_MINUTE))
		return false;
	broken = audit_broken(task, &count);
	if (task_has_failed(task))
		return false;
	json_add_bool(context, "is_broken", broken != NULL);
	if (broken == NULL && !add_whole(req, context, count))
		return false;
	if (broken != NULL) {
		json_add_text(context, "number", page_number(req, broken->id));
		json_add_text(context, "path",
		    arena_printf(task->arena, "/audit/%" PRId64, broken->id));
	}
	page_add_time(req, context, "now", instant_now());
	return reply_page(req, OK, "audit/check", context);
}

struct sending {
	struct csv_file file;
	struct audit_filter filter;
};

static enum stream
send_part(struct task *task, void *state, struct buf *out)
{
	struct sending *sending = state;
	const struct list *found = audit_page(task, &sending->filter,
	    (struct page){ sending->file.after, ENTRIES_OF_PART });

	if (found == NULL)
		return STREAM_FAILED;
	csv_file_begin(&sending->file, out, &audit_entry_record);
	list_each(found, const struct audit_entry, entry) {
		csv_file_row(task->arena, out, &audit_entry_record, entry);
		sending->file.after = entry->id;
	}
	return found->has_more ? STREAM_MORE : STREAM_END;
}

static bool export(struct request *req)
{
	struct sending *sending = arena_new(req->task.arena, struct sending);

	return db_settle(&req->task) && read_filter(req, &sending->filter) &&
	    csv_file_reply(req, "audit.csv", send_part, sending);
}

/* clang-format off */
#define PAGE RAW("text/html")

const struct route audit_pages[] = {
	/*     path             role      takes    gives              handler */
	{ GET, "/audit",        ROLE_ADM, NOTHING, MANY(audit_entry), list,
	    "Who changed what, newest first; person, action, from, until as days", .page = "audit/list" },
	{ GET, "/audit/export", ROLE_ADM, NOTHING, RAW("text/csv"),   export,
	    "The same as CSV, with the hashes", .page = "audit/list" },
	{ GET, "/audit/check",  ROLE_ADM, NOTHING, PAGE,              show_check,
	    "Make every hash of the log anew, and say whether the chain is whole", .page = "audit/check" },
	{ GET, "/audit/{id}",   ROLE_ADM, NOTHING, PAGE,              show,
	    "Show an entry, with what was before and after", .page = "audit/show" },
	{ 0 }
};
/* clang-format on */
