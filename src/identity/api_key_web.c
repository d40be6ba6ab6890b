/*
 * api_key_web.c - the API keys of a studio over HTTP.
 *
 * SPDX-License-Identifier: ISC
 */
#include "identity/api_key.h"
#include "identity/identify.h"
#include "identity/identity_web.h"
#include "web/reply.h"

static bool
list(struct request *req)
{
	return reply(req, OK, api_key_page(&req->task, req->page));
}

bool
api_key_may_make(struct request *req)
{
	const struct session *session = identity_session(req);

	if (session != NULL && session->impersonator_user_id == 0 &&
	    req->task.tenant_id == identity_home_tenant(req))
		return true;
	return fail(&req->task, FORBIDDEN,
	    "Only the people of the studio can make keys for it.");
}

static bool
create(struct request *req)
{
	if (!api_key_may_make(req) || !identity_is_confirmed(req))
		return false;
	return reply(
	    req, CREATED, api_key_create(&req->task, body(req, api_key)));
}

static bool
revoke(struct request *req)
{
	int64_t id = request_id(req, "id");

	return id != 0 && api_key_revoke(&req->task, id) != NULL &&
	    reply_empty(req, NO_CONTENT);
}

/* clang-format off */
const struct route api_key_api[] = {
	/*        path                   role      takes         gives              handler */
	{ GET,    "/auth/api-keys",      ROLE_ADM, NOTHING,      MANY(api_key),     list,
	    "List the keys of the studio's programs, oldest first" },
	{ POST,   "/auth/api-keys",      ROLE_ADM, ONE(api_key), ONE(api_key_made), create,
	    "Make a key, which is shown once; asks for a fresh password" },
	{ DELETE, "/auth/api-keys/{id}", ROLE_ADM, NOTHING,      NOTHING,           revoke,
	    "Take a key back; it is refused at once" },
	/* The form of a page. */
	{ POST,   "/api-keys/{id}/revoke", ROLE_ADM, NOTHING,    NOTHING,           revoke,
	    "Take a key back", .page = "keys/revoke", .then = "/api-keys?done=revoked" },
	{ 0 }
};
/* clang-format on */
