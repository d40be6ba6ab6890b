/*
 * mail.h - mails of the platform in the studio's name: queued in the
 * transaction that causes them, rendered and sent by ariia-courier.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TENANCY_MAIL_H
#define TENANCY_MAIL_H

#include "base/json.h"
#include "base/task.h"

struct mail {
	const char *to;       /* one address; CR, LF and control bytes are INVALID */
	const char *to_name;  /* may be NULL */
	const char *template; /* templates/mail/NAME.{html,txt}, subject in text/ */
	const char *language; /* "de", "en" */
	struct json_object *context; /* names for the templates: link, code ... */
};

/* Queues the mail for the task's tenant as a job "mail"; the context is sealed
 * in the job's payload, because links in it are secrets. key makes it unique: a
 * second one with the same key before the first is sent replaces it; NULL makes
 * a fresh one. Failures show at the next statement or the commit. False with
 * INVALID for an address that can not be one. */
bool mail_queue(
    struct task *task, const struct mail *mail, const char *key) must_use;

#define JOB_MAIL "mail"

#endif
