/*
 * member_list.c - looks through the members of a studio, page by page.
 *
 * SPDX-License-Identifier: ISC
 */
#include "members/member_list.h"

#include "base/json.h"
#include "base/text.h"

enum { TERMS = 3, SEARCH_CHARACTERS_MAX = 100, CURSOR_BYTES_MAX = 2000 };

enum { BY_NAME, FOUND_BY_NAME, NEWEST, FOUND_NEWEST, ALL, COUNT };

#define COLUMNS                                                                \
	"m.id, m.customer_id, m.member_number, m.first_name, m.last_name,"     \
	" m.birth_date, m.phone, m.email, m.language, m.member_since,"         \
	" m.is_paused, m.pause_info, m.additional_info, m.checkin_stats,"      \
	" m.recent_bookings, m.tags, m.notes, m.source, m.created_at,"         \
	" m.updated_at, m.last_key, m.first_key"

/* A comparison, which an index serves behind row-level security. */
#define BEGINS(column, words)                                                  \
	"(" column " >= " words " AND " column " < " words " || chr(1114111))"
/* clang-format off */
#define KEY(words) "search_key(" words ")"
#define TERM(words)                                                            \
	"(" words "::text IS NULL"                                             \
	" OR " BEGINS("m.last_key", KEY(words))                                \
	" OR " BEGINS("m.first_key", KEY(words))                               \
	" OR " BEGINS("m.last_word_key", KEY(words))                           \
	" OR " BEGINS("m.number_key", KEY(words))                              \
	" OR " BEGINS("m.customer_key", KEY(words))                            \
	" OR " BEGINS("m.email COLLATE \"C\"", KEY(words))                     \
	" OR " BEGINS("m.phone COLLATE \"C\"", "$4::text") ")"
#define NARROWED                                                               \
	TERM("$1") " AND " TERM("$2") " AND " TERM("$3")                       \
	" AND ($5::text IS NULL OR m.tags @> to_jsonb(ARRAY[$5::text]))"       \
	" AND ($6::text IS NULL OR m.language = $6)"                           \
	" AND ($7::text IS NULL OR m.source = $7)"                             \
	" AND ($8::boolean IS NULL OR m.is_paused = $8)"
/* clang-format on */

/* A page of many is quickest in the order of its index; what was searched for
 * is quickest found first and put into order then, which the planner would not
 * see: people with the same beginning stand together in that order. */
#define MEMBERS "studio_members m WHERE " NARROWED " AND "
#define FOUND                                                                  \
	"(SELECT " COLUMNS " FROM studio_members m WHERE " NARROWED            \
	" OFFSET 0) m WHERE "
#define BY_NAME_FROM                                                           \
	"($9::bigint IS NULL"                                                  \
	" OR (m.last_key, m.first_key, m.id) > ($10, $11, $9))"                \
	" ORDER BY m.last_key, m.first_key, m.id LIMIT $12"
#define NEWEST_FROM                                                            \
	"($9::bigint IS NULL OR m.id < $9) ORDER BY m.id DESC LIMIT $10"

/* clang-format off */
static const struct field member_count_fields[] = {
	FIELD(member_count, members, READ_ONLY, 0, "How many"),
	{ 0 }
};
const struct record member_count_record = RECORD(member_count);

const struct query member_list_queries[] = {
	[BY_NAME] = { "member_list_by_name",
	    "SELECT " COLUMNS " FROM " MEMBERS BY_NAME_FROM },
	[FOUND_BY_NAME] = { "member_list_found_by_name",
	    "SELECT " COLUMNS " FROM " FOUND BY_NAME_FROM },
	[NEWEST] = { "member_list_newest",
	    "SELECT " COLUMNS " FROM " MEMBERS NEWEST_FROM },
	[FOUND_NEWEST] = { "member_list_found_newest",
	    "SELECT " COLUMNS " FROM " FOUND NEWEST_FROM },
	[ALL] = { "member_list_all",
	    "SELECT " COLUMNS " FROM studio_members m WHERE m.id > $1"
	    " ORDER BY m.id LIMIT $2" },
	[COUNT] = { "member_count",
	    "SELECT count(*) AS members FROM studio_members" },
	{ 0 }
};
/* clang-format on */

struct search {
	const char *terms[TERMS];
	const char *phone;
};

static bool
may_be_phone(const char *text)
{
	return text[strspn(text, "+0123456789 -/().")] == '\0';
}

/* What looks like a telephone number is one thing with blanks in it, which may
 * be a member number as well. */
static bool
read_phone(struct task *task, const char *words, struct search *search)
{
	const struct phone_country *country;
	char *number = arena_copy(task->arena, words);
	size_t len = 0;

	country = member_country(task);
	if (country == NULL)
		return false;
	search->phone = phone_read_beginning(task->arena, words, country);
	for (const char *c = words; *c != '\0'; c++)
		if (*c != ' ')
			number[len++] = *c;
	number[len] = '\0';
	search->terms[0] = number;
	return true;
}

static bool
read_search(struct task *task, const char *text, struct search *search)
{
	const char *words = text == NULL ? "" : text_trim(task->arena, text);
	size_t count = 0;

	if (text_characters(words) > SEARCH_CHARACTERS_MAX) {
		(void)fail_field(task, "?search",
		    "is longer than %d characters", SEARCH_CHARACTERS_MAX);
		return false;
	}
	if (*words != '\0' && may_be_phone(words))
		return read_phone(task, words, search);
	while (*words != '\0' && count < TERMS) {
		size_t len = strcspn(words, " ,");

		if (len > 0)
			search->terms[count++] =
			    arena_copy_bytes(task->arena, words, len);
		words += len + (words[len] != '\0');
	}
	return true;
}

/* Where a page begins. */
struct place {
	int64_t id; /* 0: at the beginning */
	const char *last_key;
	const char *first_key;
};

const char *
member_cursor(
    struct arena *arena, enum member_order order, const struct member *member)
{
	struct json_object *place;
	const char *text;
	size_t len;

	if (order == MEMBERS_NEWEST_FIRST)
		return arena_printf(arena, "%" PRId64, member->id);
	place = json_new_object(arena);
	json_add_int(place, "id", member->id);
	json_add_text(place, "last", member->last_key);
	json_add_text(place, "first", member->first_key);
	text = json_write(arena, place, &len);
	return text_base64url(arena, text, len);
}

static bool
read_cursor(
    struct task *task, const struct member_filter *filter, struct place *place)
{
	struct json_object *tree = NULL;
	const char *text = filter->cursor;
	size_t len = 0, wrong_at;

	*place = (struct place){ 0 };
	if (text_is_empty(text))
		return true;
	if (filter->order == MEMBERS_NEWEST_FIRST) {
		if (text_to_int64(text, &place->id) && place->id > 0)
			return true;
		return fail_field(task, "?cursor", "is none of ours");
	}
	text = strlen(text) > CURSOR_BYTES_MAX
	    ? NULL
	    : text_unbase64url(task->arena, text, &len);
	if (text != NULL &&
	    json_read(task->arena, text, len, &tree, &wrong_at)) {
		place->last_key = json_text_at(tree, "last");
		place->first_key = json_text_at(tree, "first");
		if (place->last_key != NULL && place->first_key != NULL &&
		    json_int(json_at(tree, "id"), &place->id) && place->id > 0)
			return true;
	}
	return fail_field(task, "?cursor", "is none of ours");
}

static struct arg
arg_given(const char *text)
{
	return arg_text(text_is_empty(text) ? NULL : text);
}

static bool
is_good(struct task *task, const struct member_filter *filter)
{
	if (text_is_empty(filter->is_paused) ||
	    text_is_equal(filter->is_paused, "true") ||
	    text_is_equal(filter->is_paused, "false"))
		return true;
	return fail_field(task, "?is_paused", "must be true or false");
}

struct list *
member_list(struct task *task, const struct member_filter *filter)
{
	const struct page page = { 0, filter->limit };
	struct search search = { 0 };
	struct place place;
	struct list *list;
	bool is_search;

	if (!is_good(task, filter) || !read_cursor(task, filter, &place) ||
	    !read_search(task, filter->search, &search))
		return NULL;
	is_search = search.terms[0] != NULL;
#define FILTERS                                                                \
	arg(search.terms[0]), arg(search.terms[1]), arg(search.terms[2]),      \
	    arg(search.phone), arg_given(filter->tag),                         \
	    arg_given(filter->language), arg_given(filter->source),            \
	    arg_given(filter->is_paused), arg_id(place.id)
	if (filter->order == MEMBERS_NEWEST_FIRST)
		list = db_fetch_many(task,
		    &member_list_queries[is_search ? FOUND_NEWEST : NEWEST],
		    &member_record, ARGS(FILTERS, arg(page.limit + 1)));
	else
		list = db_fetch_many(task,
		    &member_list_queries[is_search ? FOUND_BY_NAME : BY_NAME],
		    &member_record,
		    ARGS(FILTERS, arg(place.last_key), arg(place.first_key),
			arg(page.limit + 1)));
	return list_cut(list, page);
}

struct list *
member_list_all(struct task *task, int64_t after, int64_t limit)
{
	return db_fetch_many(task, &member_list_queries[ALL], &member_record,
	    ARGS(arg(after), arg(limit)));
}

struct member_count *
member_count(struct task *task)
{
	return db_fetch_one(
	    task, &member_list_queries[COUNT], &member_count_record, ARGS());
}
