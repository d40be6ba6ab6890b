/*
 * invitation.c - fields, statements and rules of invitations.
 *
 * SPDX-License-Identifier: ISC
 */
#include "identity/invitation.h"

#include "base/role.h"
#include "base/text.h"
#include "identity/letter.h"
#include "identity/one_time_token.h"
#include "identity/password.h"
#include "identity/staff.h"
#include "tenancy/audit.h"
#include "tenancy/region.h"

static const char *const roles[] = { "tenant_admin", "tenant_user", NULL };

/* clang-format off */
static const struct field invitation_fields[] = {
	FIELD(invitation, id,          READ_ONLY,           0,   "Identifier"),
	FIELD(invitation, email,       REQUIRED | PERSONAL, 254, "Who is asked"),
	FIELD_CHOICE(invitation, role, REQUIRED,            roles, NULL, "Role they will have"),
	FIELD_OR(invitation, locale,   OPTIONAL,            5,   "de-DE", "Language and region of mail and account"),
	FIELD(invitation, invited_by,  READ_ONLY,           0,   "User who asked, 0: somebody who is gone"),
	FIELD(invitation, created_at,  READ_ONLY,           0,   "When"),
	FIELD(invitation, expires_at,  READ_ONLY,           0,   "Until when it can be accepted"),
	FIELD(invitation, sent_at,     READ_ONLY,           0,   "When the latest mail was sent"),
	FIELD(invitation, letters,     READ_ONLY,           0,   "How many mails were sent"),
	{ 0 }
};
/* clang-format on */
const struct record invitation_record = RECORD(invitation);

enum { PAGE, FIND, CREATE, SUPERSEDE, RENEW, REVOKE, ACCEPT };

#define COLUMNS                                                                \
	"id, email, role, locale, invited_by, created_at, expires_at,"         \
	" sent_at, letters"
#define OPEN "accepted_at IS NULL AND revoked_at IS NULL AND expires_at > now()"

/* clang-format off */
const struct query invitation_queries[] = {
	[PAGE] = { "invitation_page",
	    "SELECT " COLUMNS " FROM invitations WHERE " OPEN
	    " AND ($1::bigint = 0 OR id < $1)"
	    " AND ($3::text IS NULL OR strpos(email, lower($3)) > 0)"
	    " AND ($4::text IS NULL OR role = $4) ORDER BY id DESC LIMIT $2" },
	[FIND] = { "invitation_find",
	    "SELECT " COLUMNS " FROM invitations WHERE id = $1 AND " OPEN },
	/* An operator who acts in the studio is none of its users. */
	[CREATE] = { "invitation_create",
	    "INSERT INTO invitations (email, role, locale, token_hash,"
	    " invited_by, expires_at) VALUES ($1, $2, $3, $4,"
	    " (SELECT u.id FROM users u WHERE u.id = $5),"
	    " now() + $6::bigint * interval '1 hour') RETURNING " COLUMNS },
	[SUPERSEDE] = { "invitation_supersede",
	    "UPDATE invitations SET revoked_at = now()"
	    " WHERE email = $1 AND " OPEN },
	[RENEW] = { "invitation_renew",
	    "UPDATE invitations SET token_hash = $2, sent_at = now(),"
	    " letters = letters + 1,"
	    " expires_at = now() + $3::bigint * interval '1 hour'"
	    " WHERE id = $1 AND sent_at = $4 AND " OPEN " RETURNING " COLUMNS },
	[REVOKE] = { "invitation_revoke",
	    "UPDATE invitations SET revoked_at = now()"
	    " WHERE id = $1 AND " OPEN " RETURNING " COLUMNS },
	[ACCEPT] = { "invitation_accept",
	    "UPDATE invitations SET accepted_at = now()"
	    " WHERE token_hash = $1 AND " OPEN " RETURNING " COLUMNS },
	{ 0 }
};
/* clang-format on */

static struct arg
narrowed(const char *text)
{
	return arg_text(text_is_empty(text) ? NULL : text);
}

struct list *
invitation_search(
    struct task *task, const struct invitation_filter *filter, struct page page)
{
	return list_cut(db_many(task, invitation, PAGE, arg(page.after),
			    arg(page.limit + 1), narrowed(filter->search),
			    narrowed(filter->role)),
	    page);
}

struct list *
invitation_page(struct task *task, struct page page)
{
	return invitation_search(task, &(struct invitation_filter){ 0 }, page);
}

struct invitation *
invitation_find(struct task *task, int64_t id)
{
	return db_one(task, invitation, FIND, arg(id));
}

/* The address in lower case, if it may be asked. */
static const char *
address_to_ask(struct task *task, const struct invitation *wanted)
{
	const char *email = staff_email(task, wanted->email);

	if (!region_locale_is_good(wanted->locale))
		(void)fail_field(task, "#/locale", "must look like de-DE");
	if (task_has_failed(task))
		return NULL;
	if (user_find_by_email(task, email) != NULL)
		return fail(task, CONFLICT, "This person is a user already.");
	if (task->problem->kind != NOT_FOUND)
		return NULL;
	task_forgive(task);
	return email;
}

static bool
send_letter(struct task *task, const struct tenant *tenant,
    const struct invitation *invitation, const char *token)
{
	return letter_send(task, tenant,
	    &(struct letter){
		.template = "invitation",
		.to = invitation->email,
		.locale = invitation->locale,
		.role = invitation->role,
		.page = "/invitation",
		.token = token,
		.hours = INVITATION_HOURS,
	    });
}

struct invitation *
invitation_create(struct task *task, const struct invitation *wanted)
{
	const struct tenant *tenant = tenant_current(task);
	struct invitation *invitation;
	const char *email, *token;

	if (tenant == NULL || !staff_may_write(task, tenant))
		return NULL;
	email = address_to_ask(task, wanted);
	if (email == NULL)
		return NULL;
	token = one_time_token_make(task, "invitation", email);
	db_later(task, invitation, SUPERSEDE, arg(email));
	invitation = db_one(task, invitation, CREATE, arg(email),
	    arg(wanted->role), arg(wanted->locale),
	    arg(one_time_token_hash(task->arena, token)),
	    arg_id(task_user_id(task)), arg((int64_t)INVITATION_HOURS));
	if (invitation == NULL || !send_letter(task, tenant, invitation, token))
		return NULL;
	return invitation;
}

static bool
may_resend(struct task *task, const struct invitation *invitation)
{
	int64_t left_ms = INVITATION_PAUSE_MINUTES * INT64_C(60000) -
	    instant_ms_between(invitation->sent_at, instant_now());

	if (invitation->letters >= INVITATION_LETTERS_MAX)
		return fail(task, CONFLICT,
		    "This person got %d mails already. Ask them yourself, or "
		    "take the invitation back.",
		    INVITATION_LETTERS_MAX);
	if (left_ms > 0)
		return fail_for_now(task, TOO_MANY_REQUESTS, left_ms,
		    "The mail was sent just now. Give it a few minutes.");
	return true;
}

struct invitation *
invitation_resend(struct task *task, int64_t id)
{
	const struct tenant *tenant = tenant_current(task);
	const struct invitation *before =
	    tenant == NULL ? NULL : invitation_find(task, id);
	struct invitation *after;
	const char *token;

	if (before == NULL || !staff_may_write(task, tenant) ||
	    !may_resend(task, before))
		return NULL;
	token = one_time_token_make(task, "invitation", before->email);
	/* Whoever else does so at the same time finds nothing. */
	after = db_one(task, invitation, RENEW, arg(id),
	    arg(one_time_token_hash(task->arena, token)),
	    arg((int64_t)INVITATION_HOURS), arg(before->sent_at));
	if (after == NULL || !send_letter(task, tenant, after, token))
		return NULL;
	return after;
}

struct invitation *
invitation_revoke(struct task *task, int64_t id)
{
	return db_one(task, invitation, REVOKE, arg(id));
}

static struct user *
make_user(struct task *task, const struct invitation *invitation,
    const struct acceptance *given)
{
	const struct user profile = {
		.email = invitation->email,
		.full_name = given->full_name,
		.role = invitation->role,
		.locale = invitation->locale,
		.timezone = "Europe/Berlin",
	};
	struct user *user;
	const char *hash;

	if (!password_is_good(
		task, "#/password", given->password, invitation->email))
		return NULL;
	hash = password_hash(task, given->password);
	user = hash == NULL ? NULL : staff_create(task, &profile);
	if (user == NULL || !user_set_password(task, user->id, hash) ||
	    !staff_set_verified(task, user->id))
		return NULL;
	return user_find(task, user->id);
}

struct user *
invitation_accept(struct task *task, const struct acceptance *given)
{
	const struct invitation *invitation;
	struct user *user;

	if (one_time_token_enter(task, given->tenant) == NULL)
		return NULL;
	invitation = db_maybe(task, invitation, ACCEPT,
	    arg(one_time_token_hash(task->arena, given->token)));
	if (invitation == NULL && !task_has_failed(task))
		return one_time_token_refuse(task);
	user = invitation == NULL ? NULL : make_user(task, invitation, given);
	if (user == NULL)
		return NULL;
	task->actor = (struct actor){ user->id, role_of(user->role) };
	audit(task, "invitation.accept", invitation->email, &invitation_record,
	    invitation, NULL);
	audit(task, "user.create", user->email, &user_record, NULL, user);
	return user;
}
