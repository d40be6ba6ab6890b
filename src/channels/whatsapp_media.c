/*
 * whatsapp_media.c - where Meta keeps what members attach, and how to get it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/config.h"
#include "base/json.h"
#include "base/text.h"
#include "channels/whatsapp.h"
#include "messaging/media.h"
#include "net/http_url.h"

enum {
	WHERE_TIMEOUT_MS = 10000,
	WHERE_MAX_BYTES = 64 * 1024,
	BYTES_TIMEOUT_MS = 30000,
	MIB = 1 << 20
};

static struct http_call *
call_with_token(
    struct task *task, const struct settings *settings, const char *url)
{
	const char *token = settings_text(settings, "whatsapp_access_token");
	struct http_call *call;

	if (*token == '\0')
		return fail(
		    task, UPSTREAM_FAILED, "WhatsApp has no access token yet.");
	call = arena_new(task->arena, struct http_call);
	call->method = "GET";
	call->url = url;
	call->headers[0] = (struct http_header){ "Authorization",
		arena_printf(task->arena, "Bearer %s", token) };
	return call;
}

const struct http_call *
whatsapp_media_where(struct task *task, const struct settings *settings,
    const struct message *message)
{
	const char *type = json_text_at(message->payload, "type");
	const char *id = text_is_empty(type)
	    ? NULL
	    : json_text_at(message->payload, type, "id");
	struct http_call *call;

	if (text_is_empty(id))
		return fail(task, INVALID, "Nothing is attached.");
	call = call_with_token(task, settings,
	    arena_printf(task->arena, "%s/%s", task->config->whatsapp_base_url,
		text_url_encode(task->arena, id)));
	if (call == NULL)
		return NULL;
	call->timeout_ms = WHERE_TIMEOUT_MS;
	call->response_max_bytes = WHERE_MAX_BYTES;
	call->trust = HTTP_TRUSTED;
	return call;
}

static bool
is_host_of_meta(const struct http_url *url)
{
	return text_is_equal(url->scheme, "https") && url->port == 443 &&
	    (text_is_equal(url->host, "lookaside.fbsbx.com") ||
		text_ends_with(url->host, ".fbcdn.net") ||
		text_ends_with(url->host, ".whatsapp.net"));
}

enum whatsapp_place
whatsapp_place_of(
    struct arena *arena, const struct config *config, const char *url)
{
	struct http_url parts, base;

	if (!http_url_read(arena, url, &parts))
		return WHATSAPP_NOWHERE;
	if (http_url_read(arena, config->whatsapp_base_url, &base) &&
	    http_url_is_same_origin(&base, &parts))
		return WHATSAPP_AT_BASE;
	return is_host_of_meta(&parts) ? WHATSAPP_AT_META : WHATSAPP_NOWHERE;
}

/* What is said to be too large is not even begun. */
static bool
is_small_enough(struct task *task, struct json_object *tree)
{
	const char *type = json_text_at(tree, "mime_type");
	int64_t max =
	    media_is_image(type) ? MEDIA_IMAGE_BYTES_MAX : MEDIA_BYTES_MAX;
	int64_t size;

	if (!json_int(json_at(tree, "file_size"), &size) || size <= max)
		return true;
	return fail(task, TOO_LARGE,
	    "The file is too large: %" PRId64 " MB, at most %" PRId64
	    " MB are taken.",
	    (size + MIB - 1) / MIB, max / MIB);
}

const struct http_call *
whatsapp_media_bytes(struct task *task, const struct settings *settings,
    const struct http_response *response)
{
	struct json_object *tree;
	struct http_call *call;
	enum whatsapp_place place;
	const char *url;

	if (!json_parse(task, response->body, response->body_len, &tree)) {
		task_forgive(task);
		tree = NULL;
	}
	url = json_text_at(tree, "url");
	if (text_is_empty(url))
		return fail(task, UPSTREAM_FAILED,
		    "WhatsApp does not say where the file is.");
	if (!is_small_enough(task, tree))
		return NULL;
	place = whatsapp_place_of(task->arena, task->config, url);
	if (place == WHATSAPP_NOWHERE)
		return fail(task, INVALID,
		    "The file is said to be where nothing of WhatsApp is.");
	call = call_with_token(task, settings, url);
	if (call == NULL)
		return NULL;
	call->timeout_ms = BYTES_TIMEOUT_MS;
	call->response_max_bytes = MEDIA_BYTES_MAX;
	call->trust = place == WHATSAPP_AT_BASE ? HTTP_TRUSTED : HTTP_GUARDED;
	return call;
}
