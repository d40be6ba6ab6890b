/*
 * whatsapp_send.c - the call that sends, and what Meta's answer means.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/config.h"
#include "base/json.h"
#include "base/log.h"
#include "base/text.h"
#include "channels/channels.h"
#include "channels/whatsapp.h"

enum {
	TIMEOUT_MS = 20000,
	ANSWER_MAX_BYTES = 64 * 1024,
	ERROR_MAX_CHARS = 500,
	WINDOW_MS = 24 * 3600 * 1000
};

/* A user id: "DE.13491208655302741918"; phone numbers have no dot. */
static bool
is_user_id(const char *user_key)
{
	return strlen(user_key) > 3 && user_key[0] >= 'A' &&
	    user_key[0] <= 'Z' && user_key[1] >= 'A' && user_key[1] <= 'Z' &&
	    user_key[2] == '.';
}

static void
add_recipient(struct json_object *body, const char *user_key)
{
	if (text_starts_with(user_key, WHATSAPP_GROUP)) {
		json_add_text(body, "recipient_type", "group");
		json_add_text(body, "to", user_key + strlen(WHATSAPP_GROUP));
		return;
	}
	json_add_text(body, "recipient_type", "individual");
	json_add_text(
	    body, is_user_id(user_key) ? "recipient" : "to", user_key);
}

static const char *
body_of(struct task *task, const struct conversation *conversation,
    const struct message *message, size_t *len)
{
	struct json_object *body = json_new_object(task->arena);
	struct json_object *text = json_object_new_object();

	json_add_text(body, "messaging_product", "whatsapp");
	add_recipient(body, conversation->user_key);
	json_add_text(body, "type", "text");
	json_add_text(text, "body", message->text == NULL ? "" : message->text);
	json_add_bool(text, "preview_url", false);
	json_add(body, "text", text);
	/* Comes back in receipts, also when the answer to this call is lost. */
	json_add_text(body, "biz_opaque_callback_data",
	    arena_printf(task->arena, "%" PRId64, message->id));
	return json_write(task->arena, body, len);
}

static const struct http_call *
send(struct task *task, const struct settings *settings,
    const struct conversation *conversation, const struct message *message)
{
	const char *token = settings_text(settings, "whatsapp_access_token");
	const char *number =
	    settings_text(settings, "whatsapp_phone_number_id");
	struct http_call *call;

	if (*token == '\0' || *number == '\0')
		return fail(task, INVALID,
		    "WhatsApp has no access token or phone number id yet.");
	call = arena_new(task->arena, struct http_call);
	call->method = "POST";
	call->url = arena_printf(task->arena, "%s/%s/messages",
	    task->config->whatsapp_base_url,
	    text_url_encode(task->arena, number));
	call->headers[0] = (struct http_header){ "Authorization",
		arena_printf(task->arena, "Bearer %s", token) };
	call->headers[1] =
	    (struct http_header){ "Content-Type", "application/json" };
	call->body = body_of(task, conversation, message, &call->body_len);
	call->timeout_ms = TIMEOUT_MS;
	call->response_max_bytes = ANSWER_MAX_BYTES;
	call->trust = HTTP_TRUSTED;
	return call;
}

/* Codes after which another try makes sense; 0 and 190 are not among them: a
 * token that ran out stays so. */
static bool
is_passing(int64_t code)
{
	static const int64_t passing[] = { 1, 2, 4, 80007, 130429, 131000,
		131016, 131048, 131056, 133016, 135000 };

	for (size_t i = 0; i < ARRAY_LENGTH(passing); i++)
		if (passing[i] == code)
			return true;
	return false;
}

static struct send_result
judge_error(struct task *task, const struct http_response *response,
    struct json_object *error)
{
	struct send_result result = { .verdict = SEND_REFUSED,
		.retry_after_ms = response->retry_after_ms };
	const char *text = json_text_at(error, "error_data", "details");
	int64_t code;

	if (text == NULL)
		text = json_text_at(error, "message");
	if (text != NULL)
		result.error_text =
		    text_prefix(task->arena, text, ERROR_MAX_CHARS);
	if (!json_int(json_at(error, "code"), &code)) {
		code = -1;
		result.error_code =
		    arena_printf(task->arena, "http_%d", response->status);
	} else {
		result.error_code = arena_printf(task->arena, "%" PRId64, code);
	}
	if (code == 0 || code == 190)
		log_event(task, LOG_ERROR, "whatsapp_token_invalid",
		    "the access token is invalid or has run out");
	if (is_passing(code) || json_is_true(json_at(error, "is_transient")))
		result.verdict = SEND_LATER;
	else if (code < 0 &&
	    (response->status == 502 || response->status == 504))
		result.verdict = SEND_UNKNOWN;
	else if (code < 0 &&
	    (response->status == 408 || response->status == 429 ||
		response->status >= 500))
		result.verdict = SEND_LATER;
	else if (response->status == 429)
		result.verdict = SEND_LATER;
	return result;
}

/* A 200 without the message's id may or may not stand for a message. */
static struct send_result
judge_success(struct task *task, struct json_object *tree)
{
	const char *id =
	    json_text_at(json_item(json_at(tree, "messages"), 0), "id");
	struct send_result result = { .retry_after_ms = -1 };

	if (text_is_empty(id)) {
		result.verdict = SEND_UNKNOWN;
		result.error_text = "The answer names no message.";
		return result;
	}
	result.verdict = SEND_ACCEPTED;
	result.provider_message_id = arena_copy(task->arena, id);
	return result;
}

static struct send_result
judge_answer(struct task *task, const struct http_response *response)
{
	bool is_success = response->status >= 200 && response->status < 300;
	struct json_object *tree = NULL;

	if (response->outcome == HTTP_ANSWERED &&
	    !json_parse(task, response->body, response->body_len, &tree))
		task_forgive(task);
	if (is_success)
		return judge_success(task, tree);
	return judge_error(task, response, json_at(tree, "error"));
}

static struct send_result
judge(struct task *task, const struct http_response *response)
{
	struct send_result result = { .retry_after_ms = -1,
		.error_text = response->error };

	switch (response->outcome) {
	case HTTP_ANSWERED:
	case HTTP_OVERLONG:
		return judge_answer(task, response);
	case HTTP_NOT_SENT:
		result.verdict = SEND_LATER;
		result.error_code = "not_sent";
		return result;
	case HTTP_REFUSED:
		result.verdict = SEND_REFUSED;
		result.error_code = "address_refused";
		return result;
	case HTTP_UNKNOWN:
	case HTTP_UNSET:
		break;
	}
	result.verdict = SEND_UNKNOWN;
	result.error_code = "no_answer";
	return result;
}

const struct channel whatsapp_channel = {
	.name = "whatsapp",
	.text_max_units = 4096,
	.window_ms = WINDOW_MS,
	.window_code = "131047",
	.send = send,
	.judge = judge,
};
