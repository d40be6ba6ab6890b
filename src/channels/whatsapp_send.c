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
#include "messaging/button.h"

enum {
	TIMEOUT_MS = 20000,
	TYPING_TIMEOUT_MS = 4000,
	ANSWER_MAX_BYTES = 64 * 1024,
	ERROR_MAX_CHARS = 500,
	TEXT_UNITS = 4096,
	INTERACTIVE_UNITS = 1024, /* of a text with buttons */
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

static struct json_object *
text_object(const char *text)
{
	struct json_object *object = json_object_new_object();

	json_add_text(object, "body", text);
	json_add_bool(object, "preview_url", false);
	return object;
}

static struct json_object *
reply_button(const struct button *button)
{
	struct json_object *object = json_object_new_object();
	struct json_object *reply = json_object_new_object();

	json_add_text(reply, "id", button->id);
	json_add_text(reply, "title", button->title);
	json_add_text(object, "type", "reply");
	json_add(object, "reply", reply);
	return object;
}

static struct json_object *
interactive_object(const char *text, const struct buttons *buttons)
{
	struct json_object *object = json_object_new_object();
	struct json_object *words = json_object_new_object();
	struct json_object *action = json_object_new_object();
	struct json_object *array = json_object_new_array();

	for (size_t i = 0; i < buttons->count; i++)
		json_object_array_add(array, reply_button(&buttons->items[i]));
	json_add_text(words, "text", text);
	json_add(action, "buttons", array);
	json_add_text(object, "type", "button");
	json_add(object, "body", words);
	json_add(object, "action", action);
	return object;
}

/* Groups have no buttons, and a long text has no room for them. */
static bool
can_show(const char *text, const char *user_key)
{
	return *text != '\0' && text_utf16_units(text) <= INTERACTIVE_UNITS &&
	    !text_starts_with(user_key, WHATSAPP_GROUP);
}

static void
add_content(struct arena *arena, struct json_object *body,
    const struct conversation *conversation, const struct message *message)
{
	const struct buttons buttons = buttons_of(message->payload);
	const char *text = message->text == NULL ? "" : message->text;
	const char *longer;

	if (buttons.count > 0 && can_show(text, conversation->user_key)) {
		json_add_text(body, "type", "interactive");
		json_add(
		    body, "interactive", interactive_object(text, &buttons));
		return;
	}
	if (buttons.count > 0) {
		longer = arena_printf(arena, "%s\n\n%s", text,
		    buttons_sentence(arena, &buttons, conversation->language));
		if (text_utf16_units(longer) <= TEXT_UNITS)
			text = longer;
	}
	json_add_text(body, "type", "text");
	json_add(body, "text", text_object(text));
}

static const char *
body_of(struct task *task, const struct conversation *conversation,
    const struct message *message, size_t *len)
{
	struct json_object *body = json_new_object(task->arena);

	json_add_text(body, "messaging_product", "whatsapp");
	add_recipient(body, conversation->user_key);
	add_content(task->arena, body, conversation, message);
	/* Comes back in receipts, also when the answer to this call is lost. */
	json_add_text(body, "biz_opaque_callback_data",
	    arena_printf(task->arena, "%" PRId64, message->id));
	return json_write(task->arena, body, len);
}

/* POST /{phone number id}/messages; NULL when the studio has not configured
 * that. */
static struct http_call *
call_of(struct task *task, const struct settings *settings)
{
	const char *token = settings_text(settings, "whatsapp_access_token");
	const char *number =
	    settings_text(settings, "whatsapp_phone_number_id");
	struct http_call *call;

	if (*token == '\0' || *number == '\0')
		return NULL;
	call = arena_new(task->arena, struct http_call);
	call->method = "POST";
	call->url = arena_printf(task->arena, "%s/%s/messages",
	    task->config->whatsapp_base_url,
	    text_url_encode(task->arena, number));
	call->headers[0] = (struct http_header){ "Authorization",
		arena_printf(task->arena, "Bearer %s", token) };
	call->headers[1] =
	    (struct http_header){ "Content-Type", "application/json" };
	call->timeout_ms = TIMEOUT_MS;
	call->response_max_bytes = ANSWER_MAX_BYTES;
	call->trust = HTTP_TRUSTED;
	return call;
}

static const struct http_call *
send(struct task *task, const struct settings *settings,
    const struct conversation *conversation, const struct message *message)
{
	struct http_call *call = call_of(task, settings);

	if (call == NULL)
		return fail(task, INVALID,
		    "WhatsApp has no access token or phone number id yet.");
	call->body = body_of(task, conversation, message, &call->body_len);
	return call;
}

static const struct http_call *
typing(struct task *task, const struct settings *settings,
    const char *provider_message_id)
{
	struct http_call *call = call_of(task, settings);
	struct json_object *body, *indicator;

	if (call == NULL || text_is_empty(provider_message_id))
		return NULL;
	body = json_new_object(task->arena);
	indicator = json_object_new_object();
	json_add_text(body, "messaging_product", "whatsapp");
	json_add_text(body, "status", "read");
	json_add_text(body, "message_id", provider_message_id);
	json_add_text(indicator, "type", "text");
	json_add(body, "typing_indicator", indicator);
	call->body = json_write(task->arena, body, &call->body_len);
	call->timeout_ms = TYPING_TIMEOUT_MS;
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
	.text_max_units = TEXT_UNITS,
	.window_ms = WINDOW_MS,
	.window_code = "131047",
	.send = send,
	.judge = judge,
	.media_where = whatsapp_media_where,
	.media_bytes = whatsapp_media_bytes,
	.typing = typing,
};
