/*
 * user.c - fields, statements and rules of users.
 *
 * SPDX-License-Identifier: ISC
 */
#include "identity/user.h"

#include "base/text.h"
#include "identity/session.h"

static const char *const roles[] = { "system_admin", "tenant_admin",
	"tenant_user", NULL };

/* clang-format off */
static const struct field user_fields[] = {
	FIELD(user, tenant_id,         HIDDEN,              0,   "Tenant"),
	FIELD(user, id,                READ_ONLY,           0,   "Identifier"),
	FIELD(user, email,             REQUIRED | PERSONAL, 254, "E-mail address"),
	FIELD(user, full_name,         PERSONAL,            200, "Name"),
	FIELD_CHOICE(user, role,       REQUIRED,            roles, NULL, "Role"),
	FIELD_OR(user, locale,         OPTIONAL,            5,   "de-DE", "Language and region"),
	FIELD_OR(user, timezone,       OPTIONAL,            64,  "Europe/Berlin", "Time zone of the pages"),
	FIELD(user, is_active,         READ_ONLY,           0,   "May sign in"),
	FIELD(user, has_second_factor, READ_ONLY,           0,   "Signs in with a second factor"),
	FIELD(user, session_epoch,     HIDDEN,              0,   "Tokens before it are refused"),
	FIELD(user, tenant_is_active,  HIDDEN,              0,   "The studio may sign in"),
	FIELD(user, password_hash,     HIDDEN | SECRET,     0,   "Hash of the password"),
	FIELD(user, email_verified_at, READ_ONLY,           0,   "When the address was confirmed"),
	FIELD(user, created_at,        READ_ONLY,           0,   "When it was created"),
	{ 0 }
};
/* clang-format on */
const struct record user_record = RECORD(user);

enum {
	BY_ID,
	BY_EMAIL,
	SECRET_BY_ID,
	PAGE,
	CANDIDATES,
	CREATE,
	UPDATE,
	SET_PASSWORD,
	RENEW_HASH,
	SET_ACTIVE
};

/* clang-format off */
const struct query user_queries[] = {
	[BY_ID] = { "user_by_id",
	    "SELECT " USER_COLUMNS USER_SOURCE " WHERE u.id = $1" },
	[BY_EMAIL] = { "user_by_email",
	    "SELECT " USER_COLUMNS USER_SOURCE " WHERE u.email = $1" },
	[SECRET_BY_ID] = { "user_secret_by_id",
	    "SELECT " USER_COLUMNS ", u.password_hash" USER_SOURCE
	    " WHERE u.id = $1" },
	[PAGE] = { "user_page",
	    "SELECT " USER_COLUMNS USER_SOURCE
	    " WHERE u.id > $1 ORDER BY u.id LIMIT $2" },
	[CANDIDATES] = { "user_candidates",
	    "SELECT tenant_id, id FROM users_by_email($1)" },
	[CREATE] = { "user_create",
	    "INSERT INTO users (email, full_name, role) VALUES ($1, $2, $3)" },
	[UPDATE] = { "user_update",
	    "UPDATE users SET full_name = $2, role = $3, locale = $4,"
	    " timezone = $5 WHERE id = $1" },
	[SET_PASSWORD] = { "user_set_password",
	    "UPDATE users SET password_hash = $2, password_changed_at = now()"
	    " WHERE id = $1" },
	[RENEW_HASH] = { "user_renew_hash",
	    "UPDATE users SET password_hash = $2"
	    " WHERE id = $1 AND password_hash = $3" },
	[SET_ACTIVE] = { "user_set_active",
	    "UPDATE users SET is_active = $2 WHERE id = $1" },
	{ 0 }
};
/* clang-format on */

struct user *
user_find(struct task *task, int64_t id)
{
	return db_one(task, user, BY_ID, arg(id));
}

struct user *
user_find_by_email(struct task *task, const char *email)
{
	return db_one(
	    task, user, BY_EMAIL, arg(text_lower(task->arena, email)));
}

struct user *
user_find_secret(struct task *task, int64_t id)
{
	return db_one(task, user, SECRET_BY_ID, arg(id));
}

struct list *
user_page(struct task *task, struct page page)
{
	return list_cut(
	    db_many(task, user, PAGE, arg(page.after), arg(page.limit + 1)),
	    page);
}

struct list *
user_candidates(struct task *task, const char *email)
{
	return db_many(
	    task, user, CANDIDATES, arg(text_lower(task->arena, email)));
}

struct user *
user_create(
    struct task *task, const char *email, const char *full_name, enum role role)
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

/* Touches exactly the one row that has to be there. */
static bool
has_hit(struct task *task, bool is_done, int64_t count)
{
	if (is_done && count == 0)
		return fail(task, NOT_FOUND, "This does not exist.");
	return is_done;
}

struct user *
user_update(struct task *task, const struct user *wanted)
{
	int64_t count;
	bool is_done = db_run(task, user, UPDATE, &count, arg(wanted->id),
	    arg(wanted->full_name == NULL ? "" : wanted->full_name),
	    arg(wanted->role), arg(wanted->locale), arg(wanted->timezone));

	if (!has_hit(task, is_done, count))
		return NULL;
	return user_find(task, wanted->id);
}

bool
user_set_password(struct task *task, int64_t id, const char *hash)
{
	int64_t count;
	bool is_done =
	    db_run(task, user, SET_PASSWORD, &count, arg(id), arg(hash));

	return has_hit(task, is_done, count);
}

bool
user_renew_hash(
    struct task *task, int64_t id, const char *hash, const char *old_hash)
{
	return db_run(
	    task, user, RENEW_HASH, NULL, arg(id), arg(hash), arg(old_hash));
}

struct user *
user_set_activity(struct task *task, int64_t id, enum user_activity activity)
{
	int64_t count;
	bool is_done = db_run(task, user, SET_ACTIVE, &count, arg(id),
	    arg((bool)(activity == USER_ACTIVE)));

	if (!has_hit(task, is_done, count))
		return NULL;
	if (activity == USER_ACTIVE)
		session_welcome(task, id);
	else if (!session_end_all(task, id, 0))
		return NULL;
	return user_find(task, id);
}
