/*
 * whatsapp.c - reads what Meta delivers: every entry, change, message, status.
 *
 * SPDX-License-Identifier: ISC
 */
#include "channels/whatsapp.h"

#include "base/crypto.h"
#include "base/log.h"
#include "base/text.h"

enum { NAME_MAX_CHARS = 200, ERROR_MAX_CHARS = 500, KEY_MAX_BYTES = 200 };

struct parse {
	struct task *task;
	const char *phone_number_id;
	struct inbound_batch *batch;
};

/* Identifiers are keys of an index: a monstrous one goes in as its digest. */
static const char *
identifier(struct arena *arena, const char *text)
{
	unsigned char digest[SHA256_BYTES];

	if (text_is_empty(text))
		return NULL;
	if (strlen(text) <= KEY_MAX_BYTES)
		return text;
	crypto_sha256(text, strlen(text), digest);
	return arena_printf(
	    arena, "sha256:%s", text_hex(arena, digest, sizeof(digest)));
}

/* What came without an identifier is known by its contents. */
static const char *
identifier_of(struct arena *arena, struct json_object *object)
{
	const char *id = identifier(arena, json_text_at(object, "id"));
	unsigned char digest[SHA256_BYTES];
	const char *text;
	size_t len;

	if (id != NULL)
		return id;
	text = json_write(arena, object, &len);
	crypto_sha256(text, len, digest);
	return arena_printf(
	    arena, "sha256:%s", text_hex(arena, digest, sizeof(digest)));
}

/* 0001 to 9999: what PostgreSQL and RFC 3339 can both write. */
static struct instant
timestamp_of(struct json_object *object)
{
	struct instant none = { 0 };
	int64_t seconds;

	if (!json_int(json_at(object, "timestamp"), &seconds) || seconds <= 0 ||
	    seconds > INT64_C(253402300799))
		return none;
	return instant_from_seconds(seconds);
}

/* The contact that a message is from; a single one needs no name. */
static struct json_object *
contact_of(struct json_object *value, const char *from, const char *user_id)
{
	struct json_object *contacts = json_at(value, "contacts");
	size_t count = json_length(contacts);

	for (size_t i = 0; i < count; i++) {
		struct json_object *contact = json_item(contacts, i);
		const char *wa_id = json_text_at(contact, "wa_id");
		const char *other = json_text_at(contact, "user_id");

		if ((from != NULL && text_is_equal(wa_id, from)) ||
		    (user_id != NULL && text_is_equal(other, user_id)))
			return contact;
	}
	return count == 1 && from == NULL && user_id == NULL
	    ? json_item(contacts, 0)
	    : NULL;
}

/* Who wrote: by phone number if there is one, else by user id; the other one is
 * remembered. In a group the group is who we talk to. */
static bool
read_person(struct arena *arena, struct json_object *value,
    struct json_object *object, struct inbound_message *message)
{
	const char *from = json_text_at(object, "from");
	const char *user_id = json_text_at(object, "from_user_id");
	const char *group = json_text_at(object, "group_id");
	struct json_object *contact = contact_of(value, from, user_id);
	const char *name = json_text_at(contact, "profile", "name");

	if (!text_is_empty(group)) {
		message->user_key = arena_printf(
		    arena, WHATSAPP_GROUP "%s", identifier(arena, group));
		return true;
	}
	if (text_is_empty(from))
		from = json_text_at(contact, "wa_id");
	if (text_is_empty(user_id))
		user_id = json_text_at(contact, "user_id");
	from = identifier(arena, from);
	user_id = identifier(arena, user_id);
	message->user_key = from != NULL ? from : user_id;
	message->other_key = from != NULL ? user_id : NULL;
	if (text_is_empty(name))
		name = json_text_at(contact, "profile", "username");
	if (!text_is_empty(name))
		message->display_name =
		    text_prefix(arena, name, NAME_MAX_CHARS);
	return message->user_key != NULL;
}

static const char *
reference_of(struct arena *arena, struct json_object *object)
{
	const char *id = json_text_at(object, "context", "id");

	if (id == NULL)
		id = json_text_at(object, "reaction", "message_id");
	if (id == NULL)
		id = json_text_at(object, "edit", "original_message_id");
	if (id == NULL)
		id = json_text_at(object, "revoke", "original_message_id");
	return identifier(arena, id);
}

static void
read_message(
    struct parse *parse, struct json_object *value, struct json_object *object)
{
	struct arena *arena = parse->task->arena;
	struct inbound_batch *batch = parse->batch;
	struct inbound_message *message =
	    &batch->messages[batch->message_count];

	if (!read_person(arena, value, object, message)) {
		log_event(parse->task, LOG_WARN, "wa_message_of_nobody",
		    "a message names no sender");
		return;
	}
	whatsapp_understand(arena, object, message);
	message->provider_message_id = identifier_of(arena, object);
	message->reply_to = reference_of(arena, object);
	message->provider_at = timestamp_of(object);
	/* Plain text is all that a plain text is. */
	if (!text_is_equal(message->kind, "text") ||
	    text_starts_with(message->user_key, WHATSAPP_GROUP) ||
	    json_at(object, "referral") != NULL ||
	    json_at(object, "errors") != NULL)
		message->payload = object;
	batch->message_count++;
}

/* Codes joined by a comma, and the words of the first that has any. */
static void
read_errors(struct arena *arena, struct json_object *object,
    struct inbound_receipt *receipt)
{
	struct json_object *errors = json_at(object, "errors");
	struct buf codes = buf_new(arena, KEY_MAX_BYTES);

	for (size_t i = 0; i < json_length(errors); i++) {
		struct json_object *error = json_item(errors, i);
		const char *code =
		    json_text_or_int(arena, json_at(error, "code"));
		const char *text = json_text_at(error, "error_data", "details");

		if (text == NULL)
			text = json_text_at(error, "title");
		if (text == NULL)
			text = json_text_at(error, "message");
		if (code != NULL)
			buf_printf(&codes, codes.len > 0 ? ",%s" : "%s", code);
		if (receipt->error_text == NULL && text != NULL)
			receipt->error_text =
			    text_prefix(arena, text, ERROR_MAX_CHARS);
	}
	if (codes.len > 0)
		receipt->error_code = codes.data;
}

static void
read_status(struct parse *parse, struct json_object *object)
{
	struct arena *arena = parse->task->arena;
	struct inbound_batch *batch = parse->batch;
	struct inbound_receipt *receipt =
	    &batch->receipts[batch->receipt_count];
	const char *id = identifier(arena, json_text_at(object, "id"));
	const char *status = identifier(arena, json_text_at(object, "status"));

	if (id == NULL || status == NULL)
		return;
	receipt->provider_message_id = id;
	receipt->status = status;
	receipt->recipient =
	    identifier(arena, json_text_at(object, "recipient_id"));
	receipt->provider_at = timestamp_of(object);
	if (!json_int(json_at(object, "biz_opaque_callback_data"),
		&receipt->message_id))
		receipt->message_id = 0;
	read_errors(arena, object, receipt);
	batch->receipt_count++;
}

static bool
is_ours(struct parse *parse, struct json_object *value)
{
	const char *id = json_text_or_int(
	    parse->task->arena, json_at(value, "metadata", "phone_number_id"));

	if (*parse->phone_number_id == '\0' ||
	    text_is_equal(id, parse->phone_number_id))
		return true;
	log_event(parse->task, LOG_WARN, "unroutable_wa_message",
	    "a delivery for phone number id %s is not this studio's",
	    id == NULL ? "(none)" : text_prefix(parse->task->arena, id, 64));
	return false;
}

static void
read_change(struct parse *parse, struct json_object *change)
{
	struct json_object *value = json_at(change, "value");
	struct json_object *messages = json_at(value, "messages");
	struct json_object *statuses = json_at(value, "statuses");
	size_t errors = json_length(json_at(value, "errors"));

	if (!text_is_equal(json_text_at(change, "field"), "messages") ||
	    !is_ours(parse, value))
		return;
	for (size_t i = 0; i < json_length(messages); i++)
		if (json_object_is_type(
			json_item(messages, i), json_type_object))
			read_message(parse, value, json_item(messages, i));
	for (size_t i = 0; i < json_length(statuses); i++)
		read_status(parse, json_item(statuses, i));
	if (errors > 0)
		log_event(parse->task, LOG_WARN, "wa_account_error",
		    "Meta reports %zu errors of the account", errors);
}

/* Calls visit for each change of each entry. */
typedef void change_fn(struct parse *parse, struct json_object *change);
static void
each_change(struct parse *parse, struct json_object *tree, change_fn *visit)
{
	struct json_object *entries = json_at(tree, "entry");

	for (size_t i = 0; i < json_length(entries); i++) {
		struct json_object *changes =
		    json_at(json_item(entries, i), "changes");

		for (size_t k = 0; k < json_length(changes); k++)
			visit(parse, json_item(changes, k));
	}
}

static void
count_change(struct parse *parse, struct json_object *change)
{
	struct json_object *value = json_at(change, "value");

	parse->batch->message_count += json_length(json_at(value, "messages"));
	parse->batch->receipt_count += json_length(json_at(value, "statuses"));
}

struct inbound_batch *
whatsapp_parse(
    struct task *task, struct json_object *tree, const char *phone_number_id)
{
	struct inbound_batch *batch =
	    arena_new(task->arena, struct inbound_batch);
	struct parse parse = { task, phone_number_id, batch };

	batch->channel = "whatsapp";
	each_change(&parse, tree, count_change);
	batch->messages = arena_array(
	    task->arena, struct inbound_message, batch->message_count);
	batch->receipts = arena_array(
	    task->arena, struct inbound_receipt, batch->receipt_count);
	batch->message_count = 0;
	batch->receipt_count = 0;
	each_change(&parse, tree, read_change);
	return batch;
}

const char *
whatsapp_without_nul(struct arena *arena, const char *body, size_t len)
{
	static const char nul[] = "\\u0000", stand_in[] = "\\uFFFD";
	const size_t count = sizeof(nul) - 1;
	char *copy = NULL;

	/* A backslash takes the byte behind it along: "\\\\u0000" is a
	 * backslash and five characters. */
	for (size_t at = 0; at < len; at += body[at] == '\\' ? 2 : 1) {
		if (len - at < count || memcmp(body + at, nul, count) != 0)
			continue;
		if (copy == NULL)
			copy = arena_copy_bytes(arena, body, len);
		memcpy(copy + at, stand_in, count);
	}
	return copy == NULL ? body : copy;
}
