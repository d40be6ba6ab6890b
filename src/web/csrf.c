/*
 * csrf.c - makes and checks the token of forms.
 *
 * SPDX-License-Identifier: ISC
 */
#include "web/csrf.h"

#include "base/config.h"
#include "base/crypto.h"
#include "base/text.h"
#include "web/form.h"
#include "web/header.h"
#include "web/reply.h"
#include "web/route.h"

enum { NONCE_CHARS = 22 };

/* Signing in makes a new session, so no token outlives it. */
static const char *
session_of(struct request *req)
{
	const char *id =
	    req->app->session_id == NULL ? NULL : req->app->session_id(req);

	return id == NULL ? "" : id;
}

/* Keyed with auth_secret, and with its predecessor while that still verifies,
 * so that changing the secret breaks no page that is open. */
static char *
token_of(struct request *req, const char *secret, const char *nonce)
{
	unsigned char mac[SHA256_BYTES];
	const char *text =
	    arena_printf(req->task.arena, "csrf:%s:%s", nonce, session_of(req));

	crypto_hmac_sha256(secret, strlen(secret), text, strlen(text), mac);
	return text_base64url(req->task.arena, mac, sizeof(mac));
}

static const char *
nonce_of(struct request *req)
{
	const char *nonce = request_cookie(req, CSRF_COOKIE);

	return nonce != NULL && strlen(nonce) == NONCE_CHARS ? nonce : NULL;
}

const char *
csrf_token(struct request *req)
{
	const char *nonce = nonce_of(req);

	if (nonce == NULL) {
		nonce = crypto_random_id(req->task.arena);
		reply_header(req, "Set-Cookie",
		    arena_printf(req->task.arena,
			CSRF_COOKIE "=%s; Path=/; HttpOnly; SameSite=Lax%s",
			nonce, req->is_https ? "; Secure" : ""));
	}
	return token_of(req, req->task.config->auth_secret, nonce);
}

static bool
is_token(struct request *req, const char *secret, const char *nonce)
{
	const char *given = request_form(req, CSRF_FIELD);
	const char *wanted;

	if (given == NULL)
		given = request_header(req, CSRF_HEADER);
	if (given == NULL || text_is_empty(secret))
		return false;
	wanted = token_of(req, secret, nonce);
	return crypto_is_equal(given, strlen(given), wanted, strlen(wanted));
}

/* "https://example.com:8443" is this host. */
static bool
is_own_origin(struct request *req, const char *origin)
{
	const char *host = strstr(origin, "://");

	if (host == NULL)
		return false;
	return text_is_equal(header_host(req->task.arena, host + 3), req->host);
}

static bool
is_from_another_site(struct request *req)
{
	const char *site = request_header(req, "Sec-Fetch-Site");
	const char *origin = request_header(req, "Origin");

	if (site != NULL)
		return strcmp(site, "same-origin") != 0 &&
		    strcmp(site, "none") != 0;
	return origin != NULL && !is_own_origin(req, origin);
}

/* What a browser sends without asking first. */
static bool
is_simple(const struct request *req)
{
	if (req->method != POST)
		return false;
	return *req->content_type == '\0' ||
	    strcmp(req->content_type, FORM_TYPE) == 0 ||
	    strcmp(req->content_type, "text/plain") == 0 ||
	    strcmp(req->content_type, "multipart/form-data") == 0;
}

bool
csrf_is_passed(struct request *req)
{
	const struct config *config = req->task.config;
	const char *nonce;

	if (req->method == GET || request_header(req, "Cookie") == NULL ||
	    request_header(req, "Authorization") != NULL)
		return true;
	if (is_from_another_site(req))
		return fail(&req->task, FORBIDDEN,
		    "This request comes from another site.");
	if (!is_simple(req))
		return true;
	nonce = nonce_of(req);
	if (nonce != NULL &&
	    (is_token(req, config->auth_secret, nonce) ||
		is_token(req, config->auth_secret_old, nonce)))
		return true;
	return fail(&req->task, FORBIDDEN,
	    "This form is too old. Load the page again.");
}
