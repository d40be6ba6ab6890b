/*
 * command_user.c - users and their tokens from the command line.
 *
 * SPDX-License-Identifier: ISC
 */
#include "identity/password.h"
#include "identity/session.h"
#include "main/command.h"
#include "tenancy/audit.h"
#include "tenancy/tenant.h"

static struct user *
find_named(struct task *task, const struct command_line *line)
{
	const char *email = command_option(line, "--email");
	struct user *user;

	if (!command_enter(task, line))
		return NULL;
	if (email == NULL)
		return fail(task, BAD_REQUEST, "--email is missing.");
	user = user_find_by_email(task, email);
	if (user == NULL) {
		task_forgive(task);
		return fail(task, NOT_FOUND,
		    "There is no user \"%s\" in this studio.", email);
	}
	return user;
}

bool
command_user_create(struct task *task, struct command_line *line)
{
	const char *email = command_option(line, "--email");
	const char *role = command_option(line, "--role");
	const struct user *user;

	if (email == NULL || role == NULL)
		return fail(
		    task, BAD_REQUEST, "--email and --role are needed.");
	if (!command_enter(task, line))
		return false;
	user = user_create(
	    task, email, command_option(line, "--name"), role_of(role));
	if (user == NULL)
		return false;
	audit(task, "user.create", user->email, &user_record, NULL, user);
	line->output = arena_printf(
	    task->arena, "%" PRId64 " %s\n", user->id, user->email);
	return true;
}

bool
command_user_password(struct task *task, struct command_line *line)
{
	const struct user *user = find_named(task, line);
	const char *password = user == NULL ? NULL : command_input(task, line);
	const char *hash;

	if (password == NULL ||
	    !password_is_good(task, "#/password", password, user->email))
		return false;
	hash = password_hash(task, password);
	if (hash == NULL || !user_set_password(task, user->id, hash) ||
	    !session_end_all(task, user->id, 0))
		return false;
	audit(task, "user.password", user->email, NULL, NULL, NULL);
	return true;
}

bool
command_user_token(struct task *task, struct command_line *line)
{
	const struct user *user = find_named(task, line);
	const char *token;

	if (user == NULL)
		return false;
	if (!user->is_active || !user->tenant_is_active)
		return fail(task, CONFLICT, "This user is not active.");
	if (session_start(task,
		&(struct session_start){ .user = user,
		    .kind = "bearer",
		    .user_agent = "ariia user token" },
		&token) == NULL)
		return false;
	audit(task, "user.token", user->email, NULL, NULL, NULL);
	line->output = arena_printf(task->arena, "%s\n", token);
	return true;
}

static bool
set_activity(struct task *task, const struct command_line *line,
    enum user_activity activity)
{
	const struct user *before = find_named(task, line);
	const struct user *after;

	if (before == NULL)
		return false;
	after = user_set_activity(task, before->id, activity);
	if (after == NULL)
		return false;
	audit(task, "user.activity", after->email, &user_record, before, after);
	return true;
}

bool
command_user_deactivate(struct task *task, struct command_line *line)
{
	return set_activity(task, line, USER_INACTIVE);
}

bool
command_user_activate(struct task *task, struct command_line *line)
{
	return set_activity(task, line, USER_ACTIVE);
}
