/*
 * user.c - fields, statements and rules of users.
 *
 * SPDX-License-Identifier: ISC
 */
#include "identity/user.h"

#include "base/text.h"

/* clang-format off */
static const struct field user_fields[] = {
	FIELD(user, tenant_id,        HIDDEN,              0,   "Tenant"),
	FIELD(user, id,               READ_ONLY,           0,   "Identifier"),
	FIELD(user, email,            REQUIRED | PERSONAL, 254, "E-mail address"),
	FIELD(user, full_name,        PERSONAL,            200, "Name"),
	FIELD(user, role,             REQUIRED,            20,  "Role"),
	FIELD_OR(user, locale,        OPTIONAL,            5,   "de-DE", "Language and region"),
	FIELD(user, is_active,        READ_ONLY,           0,   "May sign in"),
	FIELD(user, session_epoch,    HIDDEN,              0,   "Tokens before it are refused"),
	FIELD(user, tenant_is_active, HIDDEN,              0,   "The studio may sign in"),
	FIELD(user, has_second_factor, READ_ONLY,          0,   "Sign-in asks for a code"),
	FIELD(user, created_at,       READ_ONLY,           0,   "When it was created"),
	{ 0 }
};
/* clang-format on */
const struct record user_record = RECORD(user);

#define COLUMNS                                                                \
	"u.tenant_id, u.id, u.email, u.full_name, u.role, u.locale,"           \
	" u.is_active, u.session_epoch, t.is_active AS tenant_is_active,"      \
	" u.totp_confirmed_at IS NOT NULL AS has_second_factor,"              \
	" u.created_at"
#define SOURCE " FROM users u JOIN tenants t ON t.id = u.tenant_id"

enum { BY_EMAIL = USER_IN_SESSION + 1, BY_ID, CREATE, SET_ACTIVE };

/* clang-format off */
const struct query user_queries[] = {
	[USER_IN_SESSION] = { "user_in_session",
	    "SELECT " COLUMNS SOURCE " WHERE u.id = $1 AND u.is_active"
	    " AND t.is_active AND u.session_epoch <= $2" },
	[BY_EMAIL] = { "user_by_email",
	    "SELECT " COLUMNS SOURCE " WHERE u.email = $1" },
	[BY_ID] = { "user_by_id",
	    "SELECT " COLUMNS SOURCE " WHERE u.id = $1" },
	[CREATE] = { "user_create",
	    "INSERT INTO users (email, full_name, role) VALUES ($1, $2, $3)" },
	/* Ending the tokens and ending the user is one act. */
	[SET_ACTIVE] = { "user_set_active",
	    "UPDATE users SET is_active = $2, session_epoch = session_epoch +"
	    " CASE WHEN $2 THEN 0 ELSE 1 END WHERE id = $1" },
	{ 0 }
};
/* clang-format on */

struct user *
user_find_by_email(struct task *task, const char *email)
{
	return db_one(
	    task, user, BY_EMAIL, arg(text_lower(task->arena, email)));
}

struct user *
user_create(struct task *task, const char *email, const char *full_name,
    enum role role)
{
	int64_t count;

	if (role < ROLE_USR)
		return fail_field(task, "#/role", "is no role");
	email = text_lower(task->arena, text_trim(task->arena, email));
	if (strchr(email, '@') == NULL)
		return fail_field(task, "#/email", "is no e-mail address");
	if (!db_run(task, user, CREATE, &count, arg(email),
		arg(full_name == NULL ? "" : full_name), arg(role_name(role))))
		return NULL;
	return user_find_by_email(task, email);
}

struct user *
user_set_activity(
    struct task *task, int64_t id, enum user_activity activity)
{
	int64_t count;

	if (!db_run(task, user, SET_ACTIVE, &count, arg(id),
		arg((bool)(activity == USER_ACTIVE))))
		return NULL;
	return db_one(task, user, BY_ID, arg(id));
}
