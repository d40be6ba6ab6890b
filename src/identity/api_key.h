/*
 * api_key.h - keys for the programs of a studio: "ariia_{tenant_id}_{secret}".
 *
 * The key says whose it is, so that it is looked for under the row-level
 * security of that studio. Only its SHA-256 is stored.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef IDENTITY_API_KEY_H
#define IDENTITY_API_KEY_H

#include "data/db.h"
#include "web/request.h"

/* What every key begins with, to tell it from a token. */
#define API_KEY_START "ariia_"

enum { API_KEYS_MAX = 100 };

struct api_key {
	int64_t id;
	const char *name;
	const char *scopes;    /* "conversations:read settings:write" */
	const char *key_start; /* first characters, to tell keys apart */
	const char *key;       /* in full: only when it was just made */
	int64_t created_by;
	struct instant created_at;
	struct instant last_used_at; /* to the minute */
	struct instant revoked_at;
};

extern const struct record api_key_record;
extern const struct record api_key_made_record;   /* the same with the key */
extern const struct record api_key_holder_record; /* of the guard */
extern const struct query api_key_queries[];

bool api_key_is_one(const char *credential);

/* The tenant that a well-formed key names, 0 for what can be no key. */
int64_t api_key_tenant(struct arena *arena, const char *key) must_use;
/* Every scope of wanted once and in order; NULL when one is unknown or there is
 * none. */
const char *api_key_scopes_of(struct arena *arena, const char *wanted) must_use;

/* Who asks with key: sets the tenant of the task and a guard that sets actor
 * and admits the request, in the round trip of its first statement. False with
 * UNAUTHORIZED for what can be no key; the guard says the same of one that is
 * unknown or revoked, or whose studio or maker is gone or inactive, and
 * FORBIDDEN with the missing scope where the key may not go. */
bool api_key_identify(struct request *req, const char *key) must_use;

/* The names of scopes that there are, NULL-ended; each is one for reading
 * ("audit:read") and one for writing. */
extern const char *const api_key_scopes[];

/* The keys of the task's tenant, revoked ones too, oldest first. */
struct list *api_key_page(struct task *task, struct page page) must_use;
/* The same, newest first: with ids below page.after (0: from the newest). */
struct list *api_key_newest(struct task *task, struct page page) must_use;
/* NOT_FOUND; a revoked one is there, too. */
struct api_key *api_key_find(struct task *task, int64_t id) must_use;

/* A key outlives the session that makes it, so it is made in nobody's stead:
 * FORBIDDEN for an operator in a studio that is not theirs. */
bool api_key_may_make(struct request *req) must_use;

/* Makes one with the name and scopes of wanted in the name of the task's actor;
 * INVALID for an unknown scope, CONFLICT at API_KEYS_MAX live ones. What
 * it returns holds the key in full. */
struct api_key *api_key_create(
    struct task *task, const struct api_key *wanted) must_use;
/* From now on it is refused; NOT_FOUND if it is not there or was revoked. */
struct api_key *api_key_revoke(struct task *task, int64_t id) must_use;

#endif
