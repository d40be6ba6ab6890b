/*
 * registration.c - makes a studio with its first administrator.
 *
 * SPDX-License-Identifier: ISC
 */
#include "identity/registration.h"

#include "base/role.h"
#include "base/text.h"
#include "identity/letter.h"
#include "identity/one_time_token.h"
#include "identity/password.h"
#include "identity/staff.h"
#include "net/mail_header.h"
#include "tenancy/audit.h"
#include "tenancy/region.h"
#include "tenancy/tenant.h"

#define FIRST_PLAN "starter"

/* clang-format off */
static const struct field registration_fields[] = {
	FIELD(registration, tenant_name, REQUIRED,            200, "Name of the studio"),
	FIELD(registration, slug,        OPTIONAL,            63,  "Name in addresses; else made of the name"),
	FIELD(registration, email,       REQUIRED | PERSONAL, 254, "Address of the first administrator"),
	FIELD(registration, password,    REQUIRED | HIDDEN,   128, "At least 12 characters, no common one"),
	FIELD(registration, full_name,   PERSONAL,            200, "Name of the first administrator"),
	FIELD_OR(registration, plan_slug, OPTIONAL,           63,  FIRST_PLAN, "Plan; a paid one begins once paid"),
	FIELD_OR(registration, locale,   OPTIONAL,            5,   "de-DE", "Language and region"),
	{ 0 }
};
/* clang-format on */
const struct record registration_record = RECORD(registration);

enum { CLAIM_EMAIL };

const struct query registration_queries[] = {
	[CLAIM_EMAIL] = { "registration_claim_email",
	    "SELECT 1::bigint AS id WHERE email_claim($1)" },
	{ 0 }
};

/* What needs no question to the database, all at once. */
static bool
is_good(struct task *task, const struct registration *wanted)
{
	bool is_fine = staff_email(task, wanted->email) != NULL;

	if (!mail_text_is_clean(wanted->tenant_name))
		(void)fail_field(task, "#/tenant_name", "must be one line");
	if (wanted->full_name != NULL && !mail_text_is_clean(wanted->full_name))
		(void)fail_field(task, "#/full_name", "must be one line");
	if (!region_locale_is_good(wanted->locale))
		(void)fail_field(task, "#/locale", "must look like de-DE");
	is_fine &= password_is_good(
	    task, "#/password", wanted->password, wanted->email);
	return is_fine && !task_has_failed(task);
}

/* The words leave open whose the address is. */
static bool
is_free(struct task *task, const char *email)
{
	const struct user *nobody = db_fetch_maybe(task,
	    &registration_queries[CLAIM_EMAIL], &user_record, ARGS(arg(email)));

	if (nobody != NULL)
		return true;
	if (task_has_failed(task))
		return false;
	return fail(task, CONFLICT,
	    "No studio can be registered with this e-mail address.");
}

static struct tenant *
make_studio(struct task *task, const struct registration *wanted)
{
	struct tenant *tenant =
	    tenant_create(task, wanted->slug, wanted->tenant_name, FIRST_PLAN);

	if (tenant == NULL)
		return NULL;
	if (text_is_equal(wanted->plan_slug, FIRST_PLAN))
		return tenant;
	return tenant_wish_plan(task, wanted->plan_slug) ? tenant : NULL;
}

static struct user *
make_administrator(struct task *task, const struct registration *wanted,
    const char *email, const char *hash)
{
	const struct user profile = {
		.email = email,
		.full_name = wanted->full_name,
		.role = role_name(ROLE_ADM),
		.locale = wanted->locale,
		.timezone = "Europe/Berlin",
	};
	struct user *user = staff_create(task, &profile);

	if (user == NULL || !user_set_password(task, user->id, hash))
		return NULL;
	return user;
}

struct user *
registration_create(struct task *task, const struct registration *wanted)
{
	const char *email, *hash;
	struct tenant *tenant;
	struct user *user;

	if (!is_good(task, wanted))
		return NULL;
	email = staff_email(task, wanted->email);
	hash = password_hash(task, wanted->password);
	if (hash == NULL || !is_free(task, email))
		return NULL;
	tenant = make_studio(task, wanted);
	if (tenant == NULL)
		return NULL;
	user = make_administrator(task, wanted, email, hash);
	if (user == NULL ||
	    !letter_send_token(task, tenant, user, &letter_verify))
		return NULL;
	task->actor = (struct actor){ user->id, ROLE_ADM };
	audit(task, "tenant.register", tenant->slug, &tenant_record, NULL,
	    tenant);
	audit(task, "user.create", user->email, &user_record, NULL, user);
	return user;
}

/* The first proof opens the studio. */
static bool
open_studio(struct task *task, const struct user *user)
{
	const struct tenant *tenant = tenant_current(task);

	if (tenant == NULL)
		return false;
	if (tenant->is_verified || role_of(user->role) < ROLE_ADM)
		return true;
	audit(task, "tenant.verify", tenant->slug, NULL, NULL, NULL);
	return tenant_set_verified(task) &&
	    letter_send_welcome(task, tenant, user);
}

struct user *
registration_verify(struct task *task, const char *token)
{
	int64_t id = one_time_token_use(task, TOKEN_VERIFY, token);
	struct user *user;

	if (id == 0 || !staff_set_verified(task, id))
		return NULL;
	user = user_find(task, id);
	if (user == NULL)
		return NULL;
	task->actor = (struct actor){ id, role_of(user->role) };
	audit(task, "user.verify", user->email, NULL, NULL, NULL);
	return open_studio(task, user) ? user : NULL;
}
