/*
 * login.c - checks passwords and codes without telling strangers anything.
 *
 * SPDX-License-Identifier: ISC
 */
#include "identity/login.h"

#include "base/config.h"
#include "base/crypto.h"
#include "base/log.h"
#include "base/text.h"
#include "identity/password.h"
#include "identity/second_factor.h"
#include "tenancy/audit.h"

static bool
refuse(struct task *task)
{
	return fail(task, UNAUTHORIZED, "E-mail address or password is wrong.");
}

/* By address alone, whatever studio was named: who asks in another way shall
 * not be counted anew, nor learn from that where the address is known. */
static struct pause
pause_of(const struct login *login)
{
	return (struct pause){
		.what = "login",
		.account = login->email,
		.address = login->address,
		.device = login->device,
	};
}

static struct pause
code_pause_of(struct task *task, const struct login *login)
{
	struct pause pause = pause_of(login);

	pause.tenant_id = login->user->tenant_id;
	pause.what = PAUSE_FOR_CODES;
	pause.account = arena_printf(task->arena, "%" PRId64, login->user->id);
	return pause;
}

/* An address may have a user in several studios, each of which costs a hash. So
 * that a stranger who measures the time learns nothing from it, some addresses,
 * always the same ones, cost as if they had. */
static size_t
hashes_due(struct task *task, const struct login *login)
{
	const char *secret = task->config->auth_secret;
	const char *text = arena_printf(
	    task->arena, "hashes:%s", text_lower(task->arena, login->email));
	unsigned char mac[SHA256_BYTES];

	if (login->names_tenant)
		return 1;
	crypto_hmac_sha256(secret, strlen(secret), text, strlen(text), mac);
	if (mac[0] < 224)
		return 1;
	return mac[0] < 248 ? 2 : 3;
}

/* A user who may not sign in costs as much and answers like a wrong password.
 */
static bool
is_welcome(const struct user *user)
{
	return user->is_active && user->tenant_is_active;
}

/* True when it is this one; false with a problem when that ends it all. */
static bool
try_user(struct task *task, struct login *login, const struct user *candidate)
{
	const struct user *user;
	enum password_verdict verdict;

	task->tenant_id = candidate->tenant_id;
	user = user_find_secret(task, candidate->id);
	if (user == NULL && task->problem->kind != NOT_FOUND)
		return false;
	task_forgive(task);
	verdict = password_verify(
	    task, login->password, user == NULL ? NULL : user->password_hash);
	if ((verdict != PASSWORD_RIGHT && verdict != PASSWORD_RIGHT_OLD) ||
	    user == NULL || !is_welcome(user))
		return false;
	login->user = user;
	if (verdict == PASSWORD_RIGHT_OLD)
		login->new_hash = password_hash(task, login->password);
	/* Without a turn to hash the old one does until next time. */
	task_forgive(task);
	return true;
}

/* The one user of the studio that was named, or those of any. */
static struct list *
find_candidates(struct task *task, const struct login *login)
{
	struct list *list = arena_new(task->arena, struct list);

	if (!login->names_tenant)
		return user_candidates(task, login->email);
	list->record = &user_record;
	if (login->tenant == NULL)
		return list;
	task->tenant_id = login->tenant->id;
	list->items = user_find_by_email(task, login->email);
	list->count = list->items == NULL ? 0 : 1;
	if (list->items == NULL && task->problem->kind != NOT_FOUND)
		return NULL;
	task_forgive(task);
	return list;
}

static bool
try_users(struct task *task, struct login *login)
{
	struct list *candidates = find_candidates(task, login);
	size_t due = hashes_due(task, login);
	size_t hashes = 0;

	if (candidates == NULL)
		return false;
	list_each(candidates, struct user, candidate) {
		if (try_user(task, login, candidate))
			return true;
		if (task_has_failed(task))
			return false;
		hashes++;
	}
	for (; hashes < due; hashes++)
		if (password_verify(task, login->password, NULL) ==
		    PASSWORD_UNDECIDED)
			return false;
	return false;
}

bool
login_check_password(struct task *task, struct login *login)
{
	struct pause pause = pause_of(login);

	task->tenant_id = 0;
	if (!pause_is_over(task, &pause))
		return false;
	if (try_users(task, login))
		return true;
	if (task_has_failed(task))
		return false;
	pause_add(task, &pause);
	log_event(task, LOG_INFO, "sign_in_refused", "wrong password");
	return refuse(task);
}

bool
login_check_code(struct task *task, const struct login *login)
{
	struct pause pause = code_pause_of(task, login);

	if (!second_factor_is_on(login->user))
		return true;
	if (text_is_empty(login->code))
		return fail(task, CODE_REQUIRED,
		    "Give the code of your authenticator as well.");
	if (!pause_is_over(task, &pause))
		return false;
	if (second_factor_check(task, login->user, login->code)) {
		pause_clear(task, &pause);
		return true;
	}
	if (task->problem->kind == UNAUTHORIZED)
		pause_add(task, &pause);
	return false;
}

bool
login_welcome(struct task *task, const struct login *login)
{
	const struct user *user = login->user;
	struct pause pause = pause_of(login);

	task->actor = (struct actor){
		.user_id = user->id,
		.role = role_of(user->role),
	};
	pause_clear(task, &pause);
	return login->new_hash == NULL ||
	    user_renew_hash(
		task, user->id, login->new_hash, user->password_hash);
}

bool
login_confirm(struct task *task, struct login *login)
{
	struct pause pause = pause_of(login);
	const struct user *user;
	enum password_verdict verdict;

	if (!pause_is_over(task, &pause))
		return false;
	user = user_find_secret(task, login->user->id);
	if (user == NULL || !db_commit(task))
		return false;
	verdict = password_verify(task, login->password, user->password_hash);
	if (verdict == PASSWORD_UNDECIDED)
		return false;
	if (verdict == PASSWORD_WRONG) {
		pause_add(task, &pause);
		return fail(task, UNAUTHORIZED, "The password is wrong.");
	}
	pause_clear(task, &pause);
	return true;
}
