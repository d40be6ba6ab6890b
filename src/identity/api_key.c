/*
 * api_key.c - makes keys, and tells who asks with one.
 *
 * SPDX-License-Identifier: ISC
 */
#include "identity/api_key.h"

#include "base/check.h"
#include "base/crypto.h"
#include "base/role.h"
#include "base/text.h"
#include "tenancy/audit.h"
#include "web/reply.h"
#include "web/route.h"

enum {
	SECRET_BYTES = 32,
	SECRET_CHARACTERS = 43,
	SHOWN_CHARACTERS = 4, /* of the secret, in key_start */
	SCOPES_MAX = 500
};

const char *const api_key_scopes[] = { "audit", "conversations", "knowledge",
	"members", "settings", "users", NULL };

/* What the guard finds about the key of a request. */
struct api_key_holder {
	int64_t id;
	int64_t user_id;
	const char *role;
	const char *scopes;
	bool is_due; /* the minute of its last use is over */
};

/* clang-format off */
#define SHOWN_FIELDS                                                           \
	FIELD(api_key, id,           READ_ONLY, 0,          "Identifier"),     \
	FIELD(api_key, name,         REQUIRED,  200,        "What it is for"), \
	FIELD(api_key, scopes,       REQUIRED,  SCOPES_MAX, "What it may do, as in: audit:read settings:write"), \
	FIELD(api_key, key_start,    READ_ONLY, 0,          "First characters, to tell keys apart"), \
	FIELD(api_key, created_by,   READ_ONLY, 0,          "User in whose name it acts"), \
	FIELD(api_key, created_at,   READ_ONLY, 0,          "When it was made"), \
	FIELD(api_key, last_used_at, READ_ONLY, 0,          "Last use, to the minute"), \
	FIELD(api_key, revoked_at,   READ_ONLY, 0,          "When it was taken back")

static const struct field api_key_fields[] = { SHOWN_FIELDS, { 0 } };
static const struct field api_key_made_fields[] = {
	SHOWN_FIELDS,
	FIELD(api_key, key,          READ_ONLY, 0,          "The key itself, shown only now"),
	{ 0 }
};
static const struct field api_key_holder_fields[] = {
	FIELD(api_key_holder, id,      READ_ONLY, 0, "Key"),
	FIELD(api_key_holder, user_id, READ_ONLY, 0, "Who made it"),
	FIELD(api_key_holder, role,    READ_ONLY, 0, "Role of that user now"),
	FIELD(api_key_holder, scopes,  READ_ONLY, 0, "What it may do"),
	FIELD(api_key_holder, is_due,  READ_ONLY, 0, "Its last use is to be noted"),
	{ 0 }
};
/* clang-format on */
const struct record api_key_record = RECORD(api_key);
const struct record api_key_made_record = { "api_key_made",
	sizeof(struct api_key), api_key_made_fields,
	ARRAY_LENGTH(api_key_made_fields) - 1 };
const struct record api_key_holder_record = RECORD(api_key_holder);

#define COLUMNS                                                                \
	"id, name, scopes, key_start, created_by, created_at, last_used_at,"   \
	" revoked_at"

enum { IDENTIFY, NOTE_USE, PAGE, NEWEST, FIND, CREATE, REVOKE };

/* clang-format off */
const struct query api_key_queries[] = {
	[IDENTIFY] = { "api_key_identify",
	    "SELECT k.id, u.id AS user_id, u.role, k.scopes, coalesce("
	    "  k.last_used_at < date_trunc('minute', now()), true) AS is_due"
	    " FROM api_keys k JOIN users u ON u.tenant_id = k.tenant_id"
	    "  AND u.id = k.created_by AND u.is_active"
	    " JOIN tenants t ON t.id = k.tenant_id AND t.is_active"
	    " WHERE k.key_hash = $1 AND k.revoked_at IS NULL" },
	/* Whoever finds it being noted has nothing to wait for. */
	[NOTE_USE] = { "api_key_note_use",
	    "UPDATE api_keys SET last_used_at = date_trunc('minute', now())"
	    " WHERE id = (SELECT id FROM api_keys WHERE id = $1 AND coalesce("
	    "  last_used_at < date_trunc('minute', now()), true)"
	    "  FOR NO KEY UPDATE SKIP LOCKED)" },
	[PAGE] = { "api_key_page",
	    "SELECT " COLUMNS " FROM api_keys WHERE id > $1"
	    " ORDER BY id LIMIT $2" },
	[NEWEST] = { "api_key_newest",
	    "SELECT " COLUMNS " FROM api_keys WHERE ($1::bigint = 0 OR id < $1)"
	    " ORDER BY id DESC LIMIT $2" },
	[FIND] = { "api_key_find",
	    "SELECT " COLUMNS " FROM api_keys WHERE id = $1" },
	[CREATE] = { "api_key_create",
	    "INSERT INTO api_keys (name, scopes, key_hash, key_start,"
	    " created_by) SELECT $1, $2, $3, $4, $5 WHERE $6 >"
	    " (SELECT count(*) FROM api_keys WHERE revoked_at IS NULL)"
	    " RETURNING " COLUMNS },
	[REVOKE] = { "api_key_revoke",
	    "UPDATE api_keys SET revoked_at = now()"
	    " WHERE id = $1 AND revoked_at IS NULL RETURNING " COLUMNS },
	{ 0 }
};
/* clang-format on */

bool
api_key_is_one(const char *credential)
{
	return text_starts_with(credential, API_KEY_START);
}

static const char *
hash_of(struct arena *arena, const char *key)
{
	unsigned char digest[SHA256_BYTES];

	crypto_sha256(key, strlen(key), digest);
	return text_hex(arena, digest, sizeof(digest));
}

int64_t
api_key_tenant(struct arena *arena, const char *key)
{
	static const char base64url[] = "abcdefghijklmnopqrstuvwxyz"
					"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
					"0123456789_-";
	const char *number, *secret;
	int64_t tenant_id;
	size_t digits;

	if (!api_key_is_one(key))
		return 0;
	number = key + strlen(API_KEY_START);
	digits = strspn(number, "0123456789");
	secret = number + digits + 1;
	if (digits == 0 || number[0] == '0' || number[digits] != '_' ||
	    strlen(secret) != SECRET_CHARACTERS ||
	    strspn(secret, base64url) != SECRET_CHARACTERS ||
	    !text_to_int64(arena_copy_bytes(arena, number, digits), &tenant_id))
		return 0;
	return tenant_id;
}

/* Is wanted among the words of scopes? */
static bool
has_scope(const char *scopes, const char *wanted)
{
	size_t len = strlen(wanted);

	for (;;) {
		size_t word = strcspn(scopes, " ");

		if (word == len && memcmp(scopes, wanted, len) == 0)
			return true;
		if (scopes[word] == '\0')
			return false;
		scopes += word + 1;
	}
}

static bool
is_in_scope(struct request *req, const struct api_key_holder *holder)
{
	const char *wanted;

	if (req->route->scope == NULL)
		return fail(&req->task, FORBIDDEN,
		    "This is not open to API keys. Sign in instead.");
	wanted = route_scope(req->task.arena, req->route);
	if (has_scope(holder->scopes, wanted))
		return true;
	return fail(&req->task, FORBIDDEN,
	    "This API key lacks the scope \"%s\".", wanted);
}

static bool
note_use(struct task *task, const void *given)
{
	const struct api_key_holder *holder = given;
	int64_t count;

	db_last(task);
	return db_run(task, api_key, NOTE_USE, &count, arg(holder->id));
}

/* A key is its studio's: it never carries an operator's power over others. */
static enum role
role_of_key(const struct api_key_holder *holder)
{
	enum role role = role_of(holder->role);

	return role > ROLE_ADM ? ROLE_ADM : role;
}

static bool
accept_key(struct task *task, void *row)
{
	struct request *req = (struct request *)task;
	const struct api_key_holder *holder = row;

	if (holder == NULL)
		return fail(task, UNAUTHORIZED, "Please sign in.");
	task->actor = (struct actor){
		.user_id = holder->user_id,
		.role = role_of_key(holder),
	};
	if (!is_in_scope(req, holder) || !request_is_admitted(req))
		return false;
	if (holder->is_due)
		reply_afterwards(req, note_use, holder);
	return true;
}

bool
api_key_identify(struct request *req, const char *key)
{
	struct task *task = &req->task;
	struct db_guard *guard = arena_new(task->arena, struct db_guard);
	int64_t tenant_id = api_key_tenant(task->arena, key);

	if (tenant_id == 0)
		return fail(task, UNAUTHORIZED, "Please sign in.");
	task->tenant_id = tenant_id;
	*guard = (struct db_guard){
		.query = &api_key_queries[IDENTIFY],
		.record = &api_key_holder_record,
		.args = { arg(hash_of(task->arena, key)) },
		.accept = accept_key,
	};
	db_guard(task, guard);
	return true;
}

/* Every scope there is that has a place among the words of wanted. */
static const char *
chosen_scopes(struct arena *arena, const char *wanted)
{
	static const char *const acts[] = { "read", "write" };
	struct buf chosen = buf_new(arena, SCOPES_MAX);

	for (size_t i = 0; api_key_scopes[i] != NULL; i++)
		for (size_t j = 0; j < ARRAY_LENGTH(acts); j++) {
			const char *scope = arena_printf(
			    arena, "%s:%s", api_key_scopes[i], acts[j]);

			if (has_scope(wanted, scope))
				buf_printf(&chosen, "%s%s",
				    chosen.len == 0 ? "" : " ", scope);
		}
	return buf_text(&chosen);
}

const char *
api_key_scopes_of(struct arena *arena, const char *wanted)
{
	const char *chosen = chosen_scopes(arena, wanted);

	while (*wanted != '\0') {
		size_t word = strcspn(wanted, " ");

		if (word > 0 &&
		    !has_scope(chosen, arena_copy_bytes(arena, wanted, word)))
			return NULL;
		wanted += word + (wanted[word] == ' ');
	}
	return chosen[0] == '\0' ? NULL : chosen;
}

static const char *
known_scopes(struct arena *arena)
{
	struct buf names = buf_new(arena, SCOPES_MAX);

	for (size_t i = 0; api_key_scopes[i] != NULL; i++)
		buf_printf(
		    &names, "%s%s", i == 0 ? "" : ", ", api_key_scopes[i]);
	return buf_text(&names);
}

struct list *
api_key_page(struct task *task, struct page page)
{
	return list_cut(
	    db_many(task, api_key, PAGE, arg(page.after), arg(page.limit + 1)),
	    page);
}

struct list *
api_key_newest(struct task *task, struct page page)
{
	return list_cut(db_many(task, api_key, NEWEST, arg(page.after),
			    arg(page.limit + 1)),
	    page);
}

struct api_key *
api_key_find(struct task *task, int64_t id)
{
	return db_one(task, api_key, FIND, arg(id));
}

static const char *
subject(struct task *task, const struct api_key *key)
{
	return arena_printf(task->arena, "api_key %" PRId64, key->id);
}

struct api_key *
api_key_create(struct task *task, const struct api_key *wanted)
{
	const char *scopes = api_key_scopes_of(task->arena, wanted->scopes);
	unsigned char random[SECRET_BYTES];
	const char *start, *secret, *full;
	struct api_key *key;

	check(task->tenant_id > 0);
	if (scopes == NULL)
		return fail_field(task, "#/scopes",
		    "must be names with :read or :write behind, of: %s",
		    known_scopes(task->arena));
	crypto_random(random, sizeof(random));
	secret = text_base64url(task->arena, random, sizeof(random));
	start = arena_printf(
	    task->arena, API_KEY_START "%" PRId64 "_", task->tenant_id);
	full = arena_printf(task->arena, "%s%s", start, secret);
	key = db_maybe(task, api_key, CREATE, arg(wanted->name), arg(scopes),
	    arg(hash_of(task->arena, full)),
	    arg(arena_printf(
		task->arena, "%s%.*s", start, SHOWN_CHARACTERS, secret)),
	    arg(task->actor.user_id), arg((int64_t)API_KEYS_MAX));
	if (key == NULL)
		return fail(task, CONFLICT,
		    "There are %d keys already. Take one back first.",
		    API_KEYS_MAX);
	audit(task, "api_key.create", subject(task, key), &api_key_record, NULL,
	    key);
	key->key = full;
	return key;
}

struct api_key *
api_key_revoke(struct task *task, int64_t id)
{
	struct api_key *key = db_one(task, api_key, REVOKE, arg(id));
	struct api_key before;

	if (key == NULL)
		return NULL;
	before = *key;
	before.revoked_at = (struct instant){ 0 };
	audit(task, "api_key.revoke", subject(task, key), &api_key_record,
	    &before, key);
	return key;
}
