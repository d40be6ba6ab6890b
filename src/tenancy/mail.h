/*
 * mail.h - mails of the platform in the studio's name: queued in the
 * transaction that causes them, rendered and sent by ariia-courier.
 *
 * A mail is templates/mail/NAME.html and NAME.txt, and the section "mail.NAME"
 * of the text catalog (view/text_catalog.h) with at least a subject. To the
 * context come "studio_name" (as the studio calls itself; one that was given
 * does only where it does not), "language", "t" (the texts of the mail) and
 * "frame" (those of all mails). "expires_hours" becomes "duration" in words,
 * "role" (tenant_admin ...) becomes words too.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef TENANCY_MAIL_H
#define TENANCY_MAIL_H

#include "base/json.h"
#include "base/task.h"

struct mail {
	const char *to; /* one address; CR, LF and control bytes are INVALID */
	const char *to_name;  /* may be NULL */
	const char *template; /* NAME */
	const char *language; /* "de", "en"; of "en-GB" the language is taken */
	struct json_object
	    *context; /* names for the templates: link, code ... */
};

/* Queues the mail for the task's tenant as a job "mail", sealed in the job's
 * payload, because links in it are secrets. key makes it unique: a second one
 * with the same key before the first is sent replaces it; NULL makes a fresh
 * one. Failures show at the next statement or the commit. False with INVALID
 * for an address that can not be one ("#/email") and for control bytes in the
 * name ("#/full_name") or in any text of the context ("#/NAME"). */
bool mail_queue(
    struct task *task, const struct mail *mail, const char *key) must_use;

/* For mail_jobs.c: the mail of a job with that key and payload, in memory that
 * is wiped as far as it is secret. NULL with INTERNAL when it does not open. */
struct mail *mail_open(
    struct task *task, const char *key, struct json_object *payload) must_use;

#define JOB_MAIL "mail"

#endif
