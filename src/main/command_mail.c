/*
 * command_mail.c - mails from the command line.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/config.h"
#include "base/text.h"
#include "main/command.h"
#include "tenancy/mail.h"

bool
command_mail_test(struct task *task, struct command_line *line)
{
	struct mail mail = {
		.to = command_option(line, "--email"),
		.template = "test",
		.language = command_option(line, "--language"),
	};

	if (mail.to == NULL)
		return fail(task, BAD_REQUEST, "--email is missing.");
	if (text_is_empty(task->config->smtp_url))
		return fail(task, CONFLICT,
		    "Mail is not configured: set SMTP_URL and SMTP_FROM.");
	if (!command_enter(task, line) || !mail_queue(task, &mail, NULL))
		return false;
	line->output = "queued; see \"ariia status\" if it does not arrive\n";
	return true;
}
