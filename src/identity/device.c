/*
 * device.c - signs and reads the cookie of a known browser.
 *
 * SPDX-License-Identifier: ISC
 */
#include "identity/device.h"

#include "base/config.h"
#include "base/crypto.h"
#include "base/text.h"
#include "identity/session.h"

#define COOKIE "ariia-device"

enum { ID_CHARS = 22, COOKIE_S = 180 * 24 * 3600 };

static const char *
mac_of(
    struct request *req, const char *secret, const char *id, const char *email)
{
	unsigned char mac[SHA256_BYTES];
	const char *text = arena_printf(req->task.arena, "device:%s:%s", id,
	    text_lower(req->task.arena, email));

	crypto_hmac_sha256(secret, strlen(secret), text, strlen(text), mac);
	return text_base64url(req->task.arena, mac, sizeof(mac));
}

static bool
is_signed_with(
    struct request *req, const char *secret, const char *id, const char *email)
{
	const char *given = session_cookie_named(req, COOKIE) + ID_CHARS + 1;
	const char *wanted;

	if (text_is_empty(secret))
		return false;
	wanted = mac_of(req, secret, id, email);
	return crypto_is_equal(given, strlen(given), wanted, strlen(wanted));
}

const char *
device_of(struct request *req, const char *email)
{
	const char *cookie = session_cookie_named(req, COOKIE);
	const struct config *config = req->task.config;
	const char *id;

	if (cookie == NULL || strlen(cookie) <= ID_CHARS ||
	    cookie[ID_CHARS] != '.')
		return NULL;
	id = arena_copy_bytes(req->task.arena, cookie, ID_CHARS);
	if (is_signed_with(req, config->auth_secret, id, email) ||
	    is_signed_with(req, config->auth_secret_old, id, email))
		return id;
	return NULL;
}

void
device_set_cookie(struct request *req, const char *email)
{
	const char *id = device_of(req, email);

	if (id == NULL)
		id = crypto_random_id(req->task.arena);
	session_set_cookie_named(req, COOKIE,
	    arena_printf(req->task.arena, "%s.%s", id,
		mac_of(req, req->task.config->auth_secret, id, email)),
	    COOKIE_S);
}
