/*
 * colleague.c - looks at the people of a studio, and at when they came last.
 *
 * SPDX-License-Identifier: ISC
 */
#include "identity/colleague.h"

#include "base/text.h"

/* clang-format off */
static const struct field colleague_fields[] = {
	FIELD(colleague, id,                READ_ONLY,            0, "Identifier"),
	FIELD(colleague, email,             READ_ONLY | PERSONAL, 0, "E-mail address"),
	FIELD(colleague, full_name,         READ_ONLY | PERSONAL, 0, "Name"),
	FIELD(colleague, role,              READ_ONLY,            0, "Role"),
	FIELD(colleague, locale,            READ_ONLY,            0, "Language and region"),
	FIELD(colleague, timezone,          READ_ONLY,            0, "Time zone of the pages"),
	FIELD(colleague, is_active,         READ_ONLY,            0, "May sign in"),
	FIELD(colleague, has_second_factor, READ_ONLY,            0, "Signs in with a second factor"),
	FIELD(colleague, email_verified_at, READ_ONLY,            0, "When the address was confirmed"),
	FIELD(colleague, created_at,        READ_ONLY,            0, "When they joined"),
	FIELD(colleague, last_sign_in_at,   READ_ONLY,            0, "Their latest sign-in"),
	FIELD(colleague, sessions,          READ_ONLY | HIDDEN,   0, "How many sessions are open"),
	{ 0 }
};
/* clang-format on */
const struct record colleague_record = RECORD(colleague);

/* Sessions of an operator who acted as somebody tell nothing about them. */
#define OWN_SESSIONS                                                           \
	" FROM user_sessions s WHERE s.user_id = u.id"                         \
	" AND s.kind <> 'impersonation'"
#define SELECT_COLLEAGUE                                                       \
	"SELECT u.id, u.email, u.full_name, u.role, u.locale, u.timezone,"     \
	" u.is_active, (u.totp_confirmed_at IS NOT NULL) AS"                   \
	" has_second_factor, u.email_verified_at, u.created_at,"               \
	" (SELECT s.created_at" OWN_SESSIONS " ORDER BY s.id DESC LIMIT 1)"    \
	" AS last_sign_in_at, "

enum { PAGE, FIND };

/* clang-format off */
const struct query colleague_queries[] = {
	[PAGE] = { "colleague_page",
	    SELECT_COLLEAGUE "0::bigint AS sessions FROM users u WHERE u.id > $1"
	    " AND ($3::text IS NULL OR strpos(u.email, lower($3)) > 0"
	    "  OR strpos(lower(u.full_name), lower($3)) > 0)"
	    " AND ($4::text IS NULL OR u.role = $4)"
	    " AND ($5::text IS NULL OR u.is_active = ($5 = 'true'))"
	    " ORDER BY u.id LIMIT $2" },
	[FIND] = { "colleague_find",
	    SELECT_COLLEAGUE "(SELECT count(*)" OWN_SESSIONS
	    " AND s.ended_at IS NULL AND s.expires_at > now()) AS sessions"
	    " FROM users u WHERE u.id = $1" },
	{ 0 }
};
/* clang-format on */

static struct arg
narrowed(const char *text)
{
	return arg_text(text_is_empty(text) ? NULL : text);
}

struct list *
colleague_page(
    struct task *task, const struct colleague_filter *filter, struct page page)
{
	return list_cut(db_many(task, colleague, PAGE, arg(page.after),
			    arg(page.limit + 1), narrowed(filter->search),
			    narrowed(filter->role), narrowed(filter->active)),
	    page);
}

struct colleague *
colleague_find(struct task *task, int64_t id)
{
	return db_one(task, colleague, FIND, arg(id));
}
