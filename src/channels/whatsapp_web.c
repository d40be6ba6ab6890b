/*
 * whatsapp_web.c - Meta's handshake and deliveries over HTTP.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/crypto.h"
#include "base/json.h"
#include "base/log.h"
#include "base/text.h"
#include "channels/channels_web.h"
#include "channels/whatsapp.h"
#include "data/channels.h"
#include "messaging/inbox_version.h"
#include "net/signature.h"
#include "tenancy/setting.h"
#include "web/reply.h"

static const struct tenant *
enter(struct request *req)
{
	const struct tenant *tenant =
	    tenant_find(&req->task, request_param(req, "tenant_slug"));

	return tenant != NULL && tenant_enter(&req->task, tenant) ? tenant
								  : NULL;
}

static bool
handshake(struct request *req)
{
	const char *mode = request_query(req, "hub.mode");
	const char *given = request_query(req, "hub.verify_token");
	const char *challenge = request_query(req, "hub.challenge");
	const struct settings *settings;
	const char *token;

	if (enter(req) == NULL)
		return false;
	settings = settings_recent(&req->task);
	if (settings == NULL)
		return false;
	token = settings_text(settings, "whatsapp_verify_token");
	if (!text_is_equal(mode, "subscribe") || given == NULL ||
	    challenge == NULL || *token == '\0' ||
	    !crypto_is_equal(given, strlen(given), token, strlen(token)))
		return fail(&req->task, FORBIDDEN,
		    "The verify token is not the one of this studio.");
	return reply_text(req, OK, "text/plain; charset=utf-8", challenge);
}

static bool
is_signed(struct request *req, const struct settings *settings)
{
	const char *secret = settings_text(settings, "whatsapp_app_secret");
	const char *header = request_header(req, "X-Hub-Signature-256");

	if (signature_meta_is_valid(secret, header, req->body, req->body_len))
		return true;
	log_event(&req->task, LOG_WARN, "webhook_signature_invalid", "%s",
	    *secret == '\0'      ? "the studio has no app secret"
		: header == NULL ? "the signature is missing"
				 : "the signature is wrong");
	return fail(&req->task, UNAUTHORIZED,
	    "The signature of this delivery is missing or wrong.");
}

static bool
is_admitted(struct task *task, const struct tenant *tenant)
{
	if (!tenant->is_active)
		return fail(task, FORBIDDEN, "This studio is not active.");
	if (!tenant->is_verified)
		return fail(task, FORBIDDEN,
		    "This studio has not confirmed its e-mail address yet: "
		    "follow the link in the first mail, or ask for another.");
	if (!tenant->whatsapp_enabled)
		return fail(task, PAYMENT_REQUIRED,
		    "The plan of this studio does not include WhatsApp.");
	return true;
}

static bool
receive(struct request *req)
{
	struct task *task = &req->task;
	const struct tenant *tenant = enter(req);
	const struct settings *settings;
	const struct inbound_batch *batch;
	struct json_object *tree;
	const char *payload;
	int64_t new_count;

	settings = tenant == NULL ? NULL : settings_recent(task);
	if (settings == NULL || !is_signed(req, settings) ||
	    !is_admitted(task, tenant))
		return false;
	if (!json_parse(task,
		whatsapp_without_nul(task->arena, req->body, req->body_len),
		req->body_len, &tree))
		return false;
	batch = whatsapp_parse(
	    task, tree, settings_text(settings, "whatsapp_phone_number_id"));
	if (!inbound_store(task, tenant, batch, &new_count))
		return false;
	payload = arena_printf(
	    task->arena, "{\"tenant_id\":%" PRId64 "}", tenant->id);
	if (new_count > 0 || batch->receipt_count > 0)
		inbox_announce(req, 0);
	if (new_count > 0)
		reply_publish(req, CHANNEL_INBOUND, payload);
	if (new_count > 0 && inbound_has_media(batch))
		reply_publish(req, CHANNEL_OUTBOUND, payload);
	return reply_json(req, OK, json_new_object(task->arena));
}

/* Meta's largest delivery. */
enum { BODY_MAX_BYTES = 3 * 1024 * 1024 };

/* clang-format off */
const struct route whatsapp_api[] = {
	/*      path                               role         takes and gives */
	{ GET,  "/webhook/whatsapp/{tenant_slug}", ROLE_PUBLIC, NOTHING, RAW("text/plain"), handshake,
	    "Answer Meta's verification of the address" },
	{ POST, "/webhook/whatsapp/{tenant_slug}", ROLE_PUBLIC, RAW("application/json"), RAW("application/json"),
	    receive, "Take a delivery of WhatsApp, signed with the studio's app secret",
	    .body_max_bytes = BODY_MAX_BYTES },
	{ 0 }
};
/* clang-format on */
