/*
 * second_factor.c - setting up, checking and removing the second factor.
 *
 * SPDX-License-Identifier: ISC
 */
#include "identity/second_factor.h"

#include "base/check.h"
#include "base/config.h"
#include "base/crypto.h"
#include "base/log.h"
#include "base/role.h"
#include "base/text.h"
#include "identity/qr_code.h"
#include "identity/totp.h"
#include "tenancy/audit.h"
#include "web/route.h"

/* So long a name still leaves the picture easy to scan. */
enum { ISSUER_MAX = 60 };

/* What the statements see of a user. */
struct second_factor_row {
	const char *email;
	const char *role;
	const char *studio;
	const char *totp_sealed;
	struct instant totp_confirmed_at;
	int64_t recovery_codes_left;
};

/* clang-format off */
static const struct field second_factor_fields[] = {
	FIELD(second_factor, is_on,               READ_ONLY, 0, "Signing in asks for a code"),
	FIELD(second_factor, is_required,         READ_ONLY, 0, "This role may do nothing without one"),
	FIELD(second_factor, confirmed_at,        READ_ONLY, 0, "Since when it is on"),
	FIELD(second_factor, recovery_codes_left, READ_ONLY, 0, "Recovery codes that were not used"),
	{ 0 }
};
static const struct field second_factor_setup_fields[] = {
	FIELD(second_factor_setup, secret, READ_ONLY, 0, "Secret in base32, for typing"),
	FIELD(second_factor_setup, uri,    READ_ONLY, 0, "Secret as an address that authenticators open"),
	FIELD(second_factor_setup, svg,    READ_ONLY, 0, "The address as a QR code"),
	{ 0 }
};
static const struct field second_factor_code_fields[] = {
	FIELD(second_factor_code, code, REQUIRED | PERSONAL, 20, "Six digits that the authenticator shows"),
	{ 0 }
};
static const struct field second_factor_row_fields[] = {
	FIELD(second_factor_row, email,               READ_ONLY, 0, "Address"),
	FIELD(second_factor_row, role,                READ_ONLY, 0, "Role"),
	FIELD(second_factor_row, studio,              READ_ONLY, 0, "Name of the studio"),
	FIELD(second_factor_row, totp_sealed,         SECRET,    0, "Sealed secret"),
	FIELD(second_factor_row, totp_confirmed_at,   READ_ONLY, 0, "Since when it is on"),
	FIELD(second_factor_row, recovery_codes_left, READ_ONLY, 0, "Recovery codes that were not used"),
	{ 0 }
};
/* clang-format on */
const struct record second_factor_record = RECORD(second_factor);
const struct record second_factor_setup_record = RECORD(second_factor_setup);
const struct record second_factor_code_record = RECORD(second_factor_code);
const struct record second_factor_row_record = RECORD(second_factor_row);

enum { FIND, BEGIN, CONFIRM, USE, REMOVE };

/* clang-format off */
const struct query second_factor_queries[] = {
	[FIND] = { "second_factor_find",
	    "SELECT u.email, u.role, t.name AS studio, u.totp_sealed,"
	    " u.totp_confirmed_at, (SELECT count(*) FROM user_recovery_codes c"
	    "  WHERE c.user_id = u.id AND c.used_at IS NULL)"
	    "  AS recovery_codes_left"
	    " FROM users u JOIN tenants t ON t.id = u.tenant_id"
	    " WHERE u.id = $1" },
	[BEGIN] = { "second_factor_begin",
	    "UPDATE users SET totp_sealed = $2, totp_last_step = 0"
	    " WHERE id = $1 AND totp_confirmed_at IS NULL" },
	/* The step that proves the secret is used up by that. */
	[CONFIRM] = { "second_factor_confirm",
	    "UPDATE users SET totp_confirmed_at = now(), totp_last_step = $3"
	    " WHERE id = $1 AND totp_sealed = $2"
	    "  AND totp_confirmed_at IS NULL" },
	/* Of two requests with one code the second waits for the first, and
	 * then finds the step used. */
	[USE] = { "second_factor_use",
	    "UPDATE users SET totp_last_step = $3 WHERE id = $1"
	    " AND totp_sealed = $2 AND totp_confirmed_at IS NOT NULL"
	    " AND totp_last_step < $3" },
	[REMOVE] = { "second_factor_remove",
	    "UPDATE users SET totp_sealed = NULL, totp_confirmed_at = NULL,"
	    " totp_last_step = 0 WHERE id = $1"
	    " AND totp_confirmed_at IS NOT NULL" },
	{ 0 }
};
/* clang-format on */

bool
second_factor_is_on(const struct user *user)
{
	return user->has_second_factor;
}

static bool
is_required(const struct config *config, const char *role)
{
	return config->production && role_of(role) == ROLE_SYS;
}

bool
second_factor_is_missing(const struct config *config, const struct user *user)
{
	return is_required(config, user->role) && !second_factor_is_on(user);
}

bool
second_factor_is_reachable(const struct request *req)
{
	/* The last one, because setting it up asks for a fresh password. */
	static const char *const paths[] = { "/auth/second-factor",
		"/auth/second-factor/confirm", "/auth/second-factor/qr-code",
		"/auth/second-factor/recovery-codes", "/auth/me",
		"/auth/logout", "/auth/confirm", "/logout", "/confirm",
		"/account/second-factor", "/account/second-factor/confirm",
		"/account/second-factor/codes" };

	for (size_t i = 0; i < ARRAY_LENGTH(paths); i++)
		if (text_is_equal(req->route->path, paths[i]))
			return true;
	return false;
}

/* A sealed secret opens only for the user that it was sealed for. */
static const char *
bound_to(struct task *task, int64_t user_id)
{
	check(task->tenant_id > 0);
	return arena_printf(
	    task->arena, "totp:%" PRId64 ":%" PRId64, task->tenant_id, user_id);
}

static const char *
seal(struct task *task, int64_t user_id,
    const unsigned char secret[TOTP_SECRET_BYTES])
{
	unsigned char master[AES_KEY_BYTES];
	char *hex = text_hex(task->arena, secret, TOTP_SECRET_BYTES);
	const char *sealed;

	config_master_key(task->config, master);
	sealed = crypto_seal(task->arena, master, bound_to(task, user_id), hex);
	crypto_wipe(master, sizeof(master));
	crypto_wipe(hex, strlen(hex));
	return sealed;
}

static bool
unseal(struct task *task, int64_t user_id, const char *sealed,
    unsigned char secret[TOTP_SECRET_BYTES])
{
	unsigned char master[AES_KEY_BYTES];
	const char *hex;

	config_master_key(task->config, master);
	hex = crypto_open(task->arena, master, bound_to(task, user_id), sealed);
	crypto_wipe(master, sizeof(master));
	if (hex != NULL && text_unhex(hex, secret, TOTP_SECRET_BYTES))
		return true;
	log_event(task, LOG_ERROR, "second_factor_sealed",
	    "the secret of user %" PRId64 " does not open with this master key",
	    user_id);
	return fail(task, INTERNAL, "The second factor can not be read.");
}

static struct second_factor_row *
find_row(struct task *task, int64_t user_id)
{
	return db_fetch_one(task, &second_factor_queries[FIND],
	    &second_factor_row_record, ARGS(arg(user_id)));
}

/* The step of a right code, 0 for a wrong one or a problem. */
static int64_t
step_of(
    struct task *task, int64_t user_id, const char *sealed, const char *code)
{
	unsigned char secret[TOTP_SECRET_BYTES];
	int64_t step;

	if (!unseal(task, user_id, sealed, secret))
		return 0;
	step = totp_find_step(secret, code, instant_now());
	crypto_wipe(secret, sizeof(secret));
	return step;
}

static bool
use_code(
    struct task *task, int64_t user_id, const char *sealed, const char *code)
{
	int64_t step = step_of(task, user_id, sealed, code);
	int64_t count;

	return step > 0 &&
	    db_run(task, second_factor, USE, &count, arg(user_id), arg(sealed),
		arg(step)) &&
	    count == 1;
}

static const char *
subject(struct task *task, int64_t user_id)
{
	return arena_printf(task->arena, "user %" PRId64, user_id);
}

static bool
use_recovery_code(struct task *task, int64_t user_id, const char *code)
{
	if (!recovery_code_use(task, user_id, code))
		return false;
	audit(task, "second_factor.recovery_code_used", subject(task, user_id),
	    NULL, NULL, NULL);
	return true;
}

bool
second_factor_check(
    struct task *task, const struct user *user, const char *code)
{
	const struct second_factor_row *row = find_row(task, user->id);

	if (row == NULL)
		return false;
	if (code != NULL && instant_is_set(row->totp_confirmed_at) &&
	    (use_code(task, user->id, row->totp_sealed, code) ||
		(!task_has_failed(task) &&
		    use_recovery_code(task, user->id, code))))
		return true;
	return fail(task, UNAUTHORIZED, "This code is not valid.");
}

struct second_factor *
second_factor_find(struct task *task, int64_t user_id)
{
	const struct second_factor_row *row = find_row(task, user_id);
	struct second_factor *state;

	if (row == NULL)
		return NULL;
	state = arena_new(task->arena, struct second_factor);
	*state = (struct second_factor){
		.is_on = instant_is_set(row->totp_confirmed_at),
		.is_required = is_required(task->config, row->role),
		.confirmed_at = row->totp_confirmed_at,
		.recovery_codes_left = row->recovery_codes_left,
	};
	return state;
}

static struct second_factor_setup *
setup_of(struct task *task, const struct second_factor_row *row,
    const unsigned char secret[TOTP_SECRET_BYTES])
{
	struct second_factor_setup *setup =
	    arena_new(task->arena, struct second_factor_setup);

	setup->secret = totp_base32(task->arena, secret, TOTP_SECRET_BYTES);
	setup->uri = totp_uri(task->arena,
	    text_prefix(task->arena, row->studio, ISSUER_MAX), row->email,
	    setup->secret);
	setup->svg = qr_code_svg(task->arena, setup->uri, row->email);
	/* The longest name and address fit. */
	check(setup->svg != NULL);
	return setup;
}

struct second_factor_setup *
second_factor_begin(struct task *task, int64_t user_id)
{
	const struct second_factor_row *row = find_row(task, user_id);
	unsigned char secret[TOTP_SECRET_BYTES];
	struct second_factor_setup *setup;
	int64_t count;

	if (row == NULL)
		return NULL;
	crypto_random(secret, sizeof(secret));
	if (!db_run(task, second_factor, BEGIN, &count, arg(user_id),
		arg(seal(task, user_id, secret))))
		return NULL;
	if (count == 0)
		return fail(task, CONFLICT,
		    "The second factor is on. Remove it before you set up "
		    "another.");
	setup = setup_of(task, row, secret);
	crypto_wipe(secret, sizeof(secret));
	return setup;
}

struct second_factor_setup *
second_factor_begun(struct task *task, int64_t user_id)
{
	const struct second_factor_row *row = find_row(task, user_id);
	unsigned char secret[TOTP_SECRET_BYTES];
	struct second_factor_setup *setup;

	if (row == NULL)
		return NULL;
	if (row->totp_sealed == NULL || instant_is_set(row->totp_confirmed_at))
		return fail(task, NOT_FOUND, "This does not exist.");
	if (!unseal(task, user_id, row->totp_sealed, secret))
		return NULL;
	setup = setup_of(task, row, secret);
	crypto_wipe(secret, sizeof(secret));
	return setup;
}

/* What must be there to be confirmed, else CONFLICT. */
static const struct second_factor_row *
find_begun(struct task *task, int64_t user_id)
{
	const struct second_factor_row *row = find_row(task, user_id);

	if (row == NULL)
		return NULL;
	if (row->totp_sealed == NULL || instant_is_set(row->totp_confirmed_at))
		return fail(task, CONFLICT,
		    "There is no second factor to confirm. Set one up first.");
	return row;
}

struct recovery_codes *
second_factor_confirm(struct task *task, int64_t user_id, const char *code)
{
	const struct second_factor_row *row = find_begun(task, user_id);
	int64_t step, count;

	if (row == NULL)
		return NULL;
	step = step_of(task, user_id, row->totp_sealed, code);
	if (step == 0 && !task_has_failed(task))
		return fail_field(task, "#/code", "is not the right code");
	if (step == 0 ||
	    !db_run(task, second_factor, CONFIRM, &count, arg(user_id),
		arg(row->totp_sealed), arg(step)))
		return NULL;
	if (count == 0)
		return fail(
		    task, CONFLICT, "The second factor was changed meanwhile.");
	audit(
	    task, "second_factor.on", subject(task, user_id), NULL, NULL, NULL);
	return recovery_codes_create(task, user_id);
}

static bool
expect_on(struct task *task, bool is_on)
{
	if (is_on)
		return true;
	return fail(task, CONFLICT, "The second factor is off.");
}

struct recovery_codes *
second_factor_renew(struct task *task, int64_t user_id)
{
	const struct second_factor_row *row = find_row(task, user_id);

	if (row == NULL ||
	    !expect_on(task, instant_is_set(row->totp_confirmed_at)))
		return NULL;
	audit(task, "second_factor.recovery_codes", subject(task, user_id),
	    NULL, NULL, NULL);
	return recovery_codes_create(task, user_id);
}

bool
second_factor_remove(struct task *task, int64_t user_id)
{
	int64_t count;

	if (!db_run(task, second_factor, REMOVE, &count, arg(user_id)) ||
	    !expect_on(task, count == 1))
		return false;
	audit(task, "second_factor.off", subject(task, user_id), NULL, NULL,
	    NULL);
	return recovery_codes_remove(task, user_id);
}
