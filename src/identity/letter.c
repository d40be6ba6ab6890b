/*
 * letter.c - fills in mails to people with an account.
 *
 * SPDX-License-Identifier: ISC
 */
#include "identity/letter.h"

#include "base/config.h"
#include "base/json.h"
#include "base/text.h"
#include "identity/one_time_token.h"
#include "tenancy/mail.h"
#include "tenancy/region.h"

const struct token_letter letter_verify = {
	.template = "verify",
	.purpose = TOKEN_VERIFY,
	.page = "/verify",
	.hours = TOKEN_VERIFY_HOURS,
};
const struct token_letter letter_reset = {
	.template = "reset",
	.purpose = TOKEN_RESET,
	.page = "/reset",
	.hours = TOKEN_RESET_HOURS,
};
/* To somebody whose account an administrator has made. */
const struct token_letter letter_first_password = {
	.template = "invitation",
	.purpose = TOKEN_RESET,
	.page = "/reset",
	.hours = TOKEN_FIRST_PASSWORD_HOURS,
};

bool
letter_send(
    struct task *task, const struct tenant *studio, const struct letter *letter)
{
	struct json_object *context = json_new_object(task->arena);
	const char *link = arena_printf(
	    task->arena, "%s%s", task->config->public_url, letter->page);

	if (letter->token != NULL)
		link = arena_printf(task->arena, "%s?token=%s&tenant=%s", link,
		    letter->token, studio->slug);
	if (!text_is_empty(letter->user_name))
		json_add_text(context, "user_name", letter->user_name);
	json_add_text(context, "role", letter->role);
	json_add_text(context, "link", link);
	json_add_int(context, "expires_hours", letter->hours);
	return mail_queue(task,
	    &(struct mail){
		.to = letter->to,
		.to_name = letter->user_name,
		.template = letter->template,
		.language = region_language(letter->locale),
		.context = context,
	    },
	    NULL);
}

bool
letter_send_token(struct task *task, const struct tenant *studio,
    const struct user *user, const struct token_letter *letter)
{
	const char *token =
	    one_time_token_create(task, letter->purpose, user, letter->hours);

	if (token == NULL)
		return !task_has_failed(task);
	return letter_send(task, studio,
	    &(struct letter){
		.template = letter->template,
		.to = user->email,
		.user_name = user->full_name,
		.locale = user->locale,
		.role = user->role,
		.page = letter->page,
		.token = token,
		.hours = letter->hours,
	    });
}

static bool
send_plain(struct task *task, const struct tenant *studio,
    const struct user *user, const char *template, const char *page)
{
	return letter_send(task, studio,
	    &(struct letter){
		.template = template,
		.to = user->email,
		.user_name = user->full_name,
		.locale = user->locale,
		.role = user->role,
		.page = page,
	    });
}

bool
letter_send_password_changed(
    struct task *task, const struct tenant *studio, const struct user *user)
{
	return send_plain(task, studio, user, "password_changed", "/forgot");
}

bool
letter_send_welcome(
    struct task *task, const struct tenant *studio, const struct user *user)
{
	return send_plain(task, studio, user, "welcome", "/");
}
