/*
 * canned_reply.c - fields and statements of canned replies.
 *
 * SPDX-License-Identifier: ISC
 */
#include "messaging/canned_reply.h"

#include "tenancy/audit.h"

/* clang-format off */
static const struct field canned_reply_fields[] = {
	FIELD(canned_reply, id,         READ_ONLY, 0,    "Identifier"),
	FIELD(canned_reply, title,      REQUIRED,  100,  "By what it is found"),
	FIELD(canned_reply, text,       REQUIRED,  4000, "What is sent"),
	FIELD(canned_reply, created_at, READ_ONLY, 0,    "When it was stored first"),
	FIELD(canned_reply, updated_at, READ_ONLY, 0,    "Last change"),
	{ 0 }
};
/* clang-format on */
const struct record canned_reply_record = RECORD(canned_reply);

#define COLUMNS "id, title, text, created_at, updated_at"

enum { PAGE, FIND, CREATE, UPDATE, REMOVE };

/* clang-format off */
const struct query canned_reply_queries[] = {
	[PAGE] = { "canned_reply_page",
	    "SELECT " COLUMNS " FROM canned_replies"
	    " WHERE id > $1 ORDER BY id LIMIT $2" },
	[FIND] = { "canned_reply_find",
	    "SELECT " COLUMNS " FROM canned_replies WHERE id = $1" },
	[CREATE] = { "canned_reply_create",
	    "INSERT INTO canned_replies (title, text) VALUES ($1, $2)"
	    " RETURNING " COLUMNS },
	[UPDATE] = { "canned_reply_update",
	    "UPDATE canned_replies SET title = $2, text = $3,"
	    " updated_at = now() WHERE id = $1 RETURNING " COLUMNS },
	[REMOVE] = { "canned_reply_remove",
	    "DELETE FROM canned_replies WHERE id = $1 RETURNING " COLUMNS },
	{ 0 }
};
/* clang-format on */

struct list *
canned_reply_page(struct task *task, struct page page)
{
	return list_cut(db_many(task, canned_reply, PAGE, arg(page.after),
			    arg(page.limit + 1)),
	    page);
}

struct canned_reply *
canned_reply_find(struct task *task, int64_t id)
{
	return db_one(task, canned_reply, FIND, arg(id));
}

struct canned_reply *
canned_reply_create(struct task *task, const struct canned_reply *wanted)
{
	struct canned_reply *made = db_one(
	    task, canned_reply, CREATE, arg(wanted->title), arg(wanted->text));

	if (made != NULL)
		audit(task, "canned_reply.create", made->title,
		    &canned_reply_record, NULL, made);
	return made;
}

struct canned_reply *
canned_reply_update(struct task *task, const struct canned_reply *wanted)
{
	const struct canned_reply *before = canned_reply_find(task, wanted->id);
	struct canned_reply *after;

	if (before == NULL)
		return NULL;
	after = db_one(task, canned_reply, UPDATE, arg(wanted->id),
	    arg(wanted->title), arg(wanted->text));
	if (after != NULL)
		audit(task, "canned_reply.update", after->title,
		    &canned_reply_record, before, after);
	return after;
}

bool
canned_reply_remove(struct task *task, int64_t id)
{
	const struct canned_reply *gone =
	    db_one(task, canned_reply, REMOVE, arg(id));

	if (gone == NULL)
		return false;
	audit(task, "canned_reply.remove", gone->title, &canned_reply_record,
	    gone, NULL);
	return true;
}
