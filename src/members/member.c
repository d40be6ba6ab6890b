/*
 * member.c - fields, statements and rules of members.
 *
 * SPDX-License-Identifier: ISC
 */
#include "members/member.h"

#include "base/json.h"
#include "base/text.h"
#include "tenancy/plan.h"

enum { INFO_BYTES_MAX = 16000, NOTES_MAX = 10000 };

/* clang-format off */
static const struct field member_fields[] = {
	FIELD(member, id,              READ_ONLY, 0,    "Identifier"),
	FIELD(member, customer_id,     OPTIONAL,  100,  "Identifier in the system that it came from, unique"),
	FIELD(member, member_number,   OPTIONAL,  50,   "Number on the card, unique"),
	FIELD(member, first_name,      PERSONAL,  100,  "First name"),
	FIELD(member, last_name,       PERSONAL,  100,  "Last name"),
	FIELD(member, birth_date,      PERSONAL,  10,   "Date of birth, YYYY-MM-DD"),
	FIELD(member, phone,           PERSONAL,  40,   "Telephone number, stored as +491701234567"),
	FIELD(member, email,           PERSONAL,  254,  "E-mail address, stored in lower case"),
	FIELD(member, language,        OPTIONAL,  20,   "de or en; null: unknown"),
	FIELD(member, member_since,    OPTIONAL,  10,   "First day of the membership, YYYY-MM-DD"),
	FIELD(member, is_paused,       OPTIONAL,  0,    "The membership rests"),
	FIELD(member, pause_info,      OPTIONAL,  INFO_BYTES_MAX, "Object: since when, until when, why"),
	FIELD(member, additional_info, OPTIONAL,  INFO_BYTES_MAX, "Object: further fields of the studio"),
	FIELD(member, checkin_stats,   READ_ONLY, 0,    "Visits, as last told by Magicline"),
	FIELD(member, recent_bookings, READ_ONLY, 0,    "Bookings, as last told by Magicline"),
	FIELD(member, tags,            OPTIONAL,  4000, "Array of words"),
	FIELD(member, notes,           PERSONAL,  NOTES_MAX, "Notes of the staff"),
	FIELD(member, source,          READ_ONLY, 0,    "manual, import or magicline"),
	FIELD(member, created_at,      READ_ONLY, 0,    "When it was stored first"),
	FIELD(member, updated_at,      READ_ONLY, 0,    "Last change"),
	FIELD(member, idempotency_key, HIDDEN,    64,   "A second addition with the same key adds nobody"),
	FIELD(member, last_key,        READ_ONLY | HIDDEN, 0, "Last name for order"),
	FIELD(member, first_key,       READ_ONLY | HIDDEN, 0, "First name for order"),
	{ 0 }
};
/* clang-format on */
const struct record member_record = RECORD(member);

#define COLUMNS                                                                \
	"id, customer_id, member_number, first_name, last_name, birth_date,"   \
	" phone, email, language, member_since, is_paused, pause_info,"        \
	" additional_info, checkin_stats, recent_bookings, tags, notes,"       \
	" source, created_at, updated_at, last_key, first_key"

enum { FIND, TO_CHANGE, LOCK, ADDED, CREATE, UPDATE, UNLINK, REMOVE, PEAK };

/* clang-format off */
const struct query member_queries[] = {
	[FIND] = { "member_find",
	    "SELECT " COLUMNS " FROM studio_members WHERE id = $1" },
	[TO_CHANGE] = { "member_find_to_change",
	    "SELECT " COLUMNS " FROM studio_members WHERE id = $1"
	    " FOR NO KEY UPDATE" },
	/* In a studio one addition comes after the other, so that each counts
	 * those before it. */
	[LOCK] = { "member_lock",
	    "SELECT FROM pg_advisory_xact_lock("
	    "hashtextextended('members:' || current_tenant(), 0))" },
	[ADDED] = { "member_added",
	    "SELECT " COLUMNS " FROM studio_members"
	    " WHERE idempotency_key = $1" },
	[CREATE] = { "member_create",
	    "INSERT INTO studio_members (customer_id, member_number,"
	    " first_name, last_name, birth_date, phone, email, language,"
	    " member_since, is_paused, pause_info, additional_info, tags,"
	    " notes, idempotency_key) SELECT $1, $2, $3, $4, $5::date, $6, $7,"
	    " $8, $9::date, $10::boolean, $11::jsonb, $12::jsonb, $13::jsonb,"
	    " $14, $16"
	    " WHERE $15::bigint = 0"
	    " OR (SELECT count(*) FROM studio_members) < $15"
	    " RETURNING " COLUMNS },
	[UPDATE] = { "member_update",
	    "UPDATE studio_members SET customer_id = $2, member_number = $3,"
	    " first_name = $4, last_name = $5, birth_date = $6, phone = $7,"
	    " email = $8, language = $9, member_since = $10, is_paused = $11,"
	    " pause_info = $12, additional_info = $13, tags = $14, notes = $15,"
	    " updated_at = now() WHERE id = $1 RETURNING " COLUMNS },
	[UNLINK] = { "member_unlink",
	    "UPDATE chat_sessions SET member_id = NULL,"
	    " member_verified_at = NULL WHERE member_id = $1" },
	/* Verifications and memory refer to it and go with it. */
	[REMOVE] = { "member_remove",
	    "DELETE FROM studio_members WHERE id = $1" },
	[PEAK] = { "member_peak",
	    "INSERT INTO usage_records (year, month, active_members)"
	    " SELECT extract(year FROM t.at)::integer,"
	    " extract(month FROM t.at)::integer,"
	    " (SELECT count(*)::integer FROM studio_members)"
	    " FROM (SELECT now() AT TIME ZONE 'UTC' AS at) t"
	    " ON CONFLICT (tenant_id, year, month) DO UPDATE"
	    " SET active_members = greatest(usage_records.active_members,"
	    " excluded.active_members)" },
	{ 0 }
};
/* clang-format on */

struct member *
member_find(struct task *task, int64_t id)
{
	return db_one(task, member, FIND, arg(id));
}

struct member *
member_find_to_change(struct task *task, int64_t id)
{
	return db_one(task, member, TO_CHANGE, arg(id));
}

void
member_lock(struct task *task)
{
	db_later(task, member, LOCK);
}

void
member_note_peak(struct task *task)
{
	db_later(task, member, PEAK);
}

static struct arg
arg_tree(struct task *task, struct json_object *tree)
{
	size_t len;

	return arg_text(
	    tree == NULL ? NULL : json_write(task->arena, tree, &len));
}

/* An empty text is stored as null. */
static struct arg
arg_word(const char *text)
{
	return arg_text(text == NULL || *text == '\0' ? NULL : text);
}

static struct arg
arg_name(const char *text)
{
	return arg_text(text == NULL ? "" : text);
}

static struct arg
arg_tags(struct task *task, struct json_object *tags)
{
	return tags == NULL ? arg_text("[]") : arg_tree(task, tags);
}

static void *
refuse_room(struct task *task, int32_t max_members)
{
	if (max_members < 0)
		return fail(task, PAYMENT_REQUIRED,
		    "Your studio has no plan, and so no room for members. "
		    "Choose one first.");
	return fail(task, PAYMENT_REQUIRED,
	    "Your plan has room for %" PRId32
	    " members. A larger plan has more.",
	    max_members);
}

struct member *
member_create(struct task *task, const struct member *wanted)
{
	const struct plan *plan = plan_current(task);
	struct member *made;

	if (plan == NULL)
		return NULL;
	member_lock(task);
	if (!text_is_empty(wanted->idempotency_key)) {
		made =
		    db_maybe(task, member, ADDED, arg(wanted->idempotency_key));
		if (made != NULL || task_has_failed(task))
			return made;
	}
	made = db_maybe(task, member, CREATE, arg_word(wanted->customer_id),
	    arg_word(wanted->member_number), arg_name(wanted->first_name),
	    arg_name(wanted->last_name), arg_word(wanted->birth_date),
	    arg_word(wanted->phone), arg_word(wanted->email),
	    arg_word(wanted->language), arg_word(wanted->member_since),
	    arg(wanted->is_paused), arg_tree(task, wanted->pause_info),
	    arg_tree(task, wanted->additional_info),
	    arg_tags(task, wanted->tags), arg_word(wanted->notes),
	    arg((int64_t)plan->max_members), arg_word(wanted->idempotency_key));
	if (made == NULL && !task_has_failed(task))
		return refuse_room(task, plan->max_members);
	if (made != NULL)
		member_note_peak(task);
	return made;
}

struct member *
member_update(struct task *task, const struct member *wanted)
{
	member_lock(task);
	return db_one(task, member, UPDATE, arg(wanted->id),
	    arg_word(wanted->customer_id), arg_word(wanted->member_number),
	    arg_name(wanted->first_name), arg_name(wanted->last_name),
	    arg_word(wanted->birth_date), arg_word(wanted->phone),
	    arg_word(wanted->email), arg_word(wanted->language),
	    arg_word(wanted->member_since), arg(wanted->is_paused),
	    arg_tree(task, wanted->pause_info),
	    arg_tree(task, wanted->additional_info),
	    arg_tags(task, wanted->tags), arg_word(wanted->notes));
}

bool
member_remove(struct task *task, int64_t id)
{
	int64_t count;

	db_later(task, member, UNLINK, arg(id));
	if (!db_run(task, member, REMOVE, &count, arg(id)))
		return false;
	if (count == 0)
		return fail(task, NOT_FOUND, "This does not exist.");
	return true;
}
