/*
 * mail.c - checks, seals and queues mails.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tenancy/mail.h"

#include "base/check.h"
#include "base/config.h"
#include "base/crypto.h"
#include "base/text.h"
#include "net/mail_header.h"
#include "work/queue.h"

enum {
	NAME_CHARACTERS_MAX = 200,
	TEMPLATE_CHARACTERS_MAX = 60,
	CONTEXT_DEPTH_MAX = 4,
	MAIL_BYTES_MAX = 32 * 1024,
};

/* The name of a file of ours, which nothing from outside may choose. */
static bool
is_template_name(const char *name)
{
	size_t len = strlen(name);

	return len > 0 && len <= TEMPLATE_CHARACTERS_MAX &&
	    strspn(name, "abcdefghijklmnopqrstuvwxyz_") == len;
}

/* Every text in value, however deep, is one clean line. */
static bool
is_clean_tree(struct json_object *value, int depth)
{
	if (depth > CONTEXT_DEPTH_MAX)
		return false;
	if (json_object_is_type(value, json_type_string))
		return mail_text_is_clean(json_object_get_string(value));
	for (size_t i = 0; i < json_length(value); i++)
		if (!is_clean_tree(json_item(value, i), depth + 1))
			return false;
	if (!json_object_is_type(value, json_type_object))
		return true;
	json_object_object_foreach(value, name, member)
	{
		(void)name;
		if (!is_clean_tree(member, depth + 1))
			return false;
	}
	return true;
}

static bool
is_good(struct task *task, const struct mail *mail)
{
	if (text_is_empty(mail->to) || !mail_address_is_good(mail->to))
		(void)fail_field(
		    task, "#/email", "is no address that mail can be sent to");
	if (mail->to_name != NULL &&
	    (!mail_text_is_clean(mail->to_name) ||
		text_characters(mail->to_name) > NAME_CHARACTERS_MAX))
		(void)fail_field(task, "#/full_name",
		    "is too long, or has line breaks or control characters");
	if (mail->context == NULL)
		return !task_has_failed(task);
	json_object_object_foreach(mail->context, name, value)
	{
		if (!is_clean_tree(value, 0))
			(void)fail_field(task,
			    arena_printf(task->arena, "#/%s", name),
			    "has line breaks or control characters");
	}
	return !task_has_failed(task);
}

/* What is sealed opens only as a mail of that studio, under that key. */
static const char *
bound_to(const struct task *task, const char *key)
{
	return arena_printf(
	    task->arena, "t%" PRId64 ":mail:%s", task->tenant_id, key);
}

static const char *
seal(struct task *task, const struct mail *mail, const char *key)
{
	struct json_object *plain = json_new_object(task->arena);
	unsigned char master[AES_KEY_BYTES];
	const char *text, *sealed;
	size_t len;

	json_add_text(plain, "to", mail->to);
	json_add_text(plain, "to_name", mail->to_name);
	json_add_text(plain, "language", mail->language);
	if (mail->context != NULL)
		json_add(plain, "context", json_object_get(mail->context));
	text = json_write(task->arena, plain, &len);
	if (len > MAIL_BYTES_MAX)
		return fail(task, TOO_LARGE, "This mail is too long.");
	config_master_key(task->config, master);
	sealed = crypto_seal(task->arena, master, bound_to(task, key), text);
	crypto_wipe(master, sizeof(master));
	return sealed;
}

bool
mail_queue(struct task *task, const struct mail *mail, const char *key)
{
	struct json_object *payload = json_new_object(task->arena);
	const char *sealed;
	size_t len;

	check(task->tenant_id > 0 && is_template_name(mail->template));
	if (key == NULL)
		key = crypto_random_id(task->arena);
	if (!is_good(task, mail))
		return false;
	sealed = seal(task, mail, key);
	if (sealed == NULL)
		return false;
	json_add_text(payload, "template", mail->template);
	json_add_text(payload, "sealed", sealed);
	queue_add(
	    task, JOB_MAIL, key, json_write(task->arena, payload, &len), 0);
	return true;
}

struct mail *
mail_open(struct task *task, const char *key, struct json_object *payload)
{
	const char *sealed = json_text_at(payload, "sealed");
	const char *template = json_text_at(payload, "template");
	struct mail *mail = arena_new(task->arena, struct mail);
	unsigned char master[AES_KEY_BYTES];
	struct json_object *plain;
	const char *text = NULL;

	config_master_key(task->config, master);
	if (sealed != NULL)
		text = crypto_open(
		    task->arena, master, bound_to(task, key), sealed);
	crypto_wipe(master, sizeof(master));
	if (text == NULL || template == NULL || !is_template_name(template) ||
	    !json_parse(task, text, strlen(text), &plain))
		return fail(task, INTERNAL,
		    "The mail does not open with this master key.");
	mail->to = json_text_at(plain, "to");
	mail->to_name = json_text_at(plain, "to_name");
	mail->template = template;
	mail->language = json_text_at(plain, "language");
	mail->context = json_at(plain, "context");
	if (mail->to == NULL)
		return fail(task, INTERNAL, "The mail has no recipient.");
	return mail;
}
