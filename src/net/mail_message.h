/*
 * mail_message.h - a mail as the bytes that go over the wire.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef NET_MAIL_MESSAGE_H
#define NET_MAIL_MESSAGE_H

#include "base/buf.h"
#include "base/time.h"

struct mail_message {
	const char *from;      /* addresses */
	const char *from_name; /* may be NULL */
	const char *to;
	const char *to_name; /* may be NULL */
	const char *subject;
	const char *id;       /* local@domain: the same for the same mail */
	const char *language; /* "de" */
	struct instant date;
	const char *text; /* any line ends */
	const char *html;
};

/* multipart/alternative (RFC 2046) of both parts in quoted-printable, marked as
 * sent by a machine (RFC 3834), with CRLF and lines of at most 78 bytes but for
 * long addresses. The same message gives the same bytes. NULL with a sentence
 * in *complaint when something in the headers is no address or not clean
 * (net/mail_header.h), or all is longer than a mail of ours may be. */
const char *mail_message_write(struct arena *arena,
    const struct mail_message *message, size_t *len,
    const char **complaint) must_use;

/* Appends text as quoted-printable (RFC 2045) with CRLF, ended by one. */
void mail_add_quoted_printable(struct buf *out, const char *text);

#endif
