/*
 * mailbox.h - the mails that arrived at the stack's mail server.
 *
 * What becomes of a mail is in its recipient's name: see tests/sim/mailbox.py.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef E2E_MAILBOX_H
#define E2E_MAILBOX_H

#include "e2e.h"

struct arrived_mail {
	const char *headers; /* unfolded, "\nName: value" each */
	const char *text;    /* decoded, with "\n" */
	const char *html;
	struct json_object *how; /* from, to, tls, user */
};

/* An address that no other test uses, beginning with prefix. */
const char *fresh_mailbox(const char *prefix);
/* The mail number (1, 2 ...) to recipient in order of arrival, waited for; the
 * test fails without. Several are sent at once: who queues two waits for the
 * first, or can not tell them apart. */
struct arrived_mail *mail_wait(const char *recipient, int number);
/* How many are there just now. */
int mail_count(const char *recipient);
/* The value as it was sent; NULL without such a header. */
const char *mail_header(const struct arrived_mail *mail, const char *name);
/* The first address in the text that begins with http. */
const char *mail_link(const struct arrived_mail *mail);

#endif
