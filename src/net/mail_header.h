/*
 * mail_header.h - header fields of mails, and what may stand in them.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef NET_MAIL_HEADER_H
#define NET_MAIL_HEADER_H

#include "base/buf.h"

/* local@domain in ASCII, a dot-atom and a host name within the limits of RFC
 * 5321: no quoted local parts, no comments, no address literals. */
bool mail_address_is_good(const char *address) must_use;

/* UTF-8 on one line: no control characters (C0, DEL, C1), no line or paragraph
 * separators, nothing that turns the direction of what follows. */
bool mail_text_is_clean(const char *text) must_use;
/* At most max characters of text, made clean: each run of blanks and of what
 * must not be there becomes one blank, none at the ends. */
char *mail_text_clean(
    struct arena *arena, const char *text, size_t max) must_use;

/* Append "Name: ...\r\n", as RFC 2047 encoded words where it is needed, folded
 * so that no line is longer than 78 bytes (an address may be). Whatever is not
 * clean is a bug: ask before. */
void mail_header_text(struct buf *out, const char *name, const char *text);
/* display may be NULL or empty. */
void mail_header_mailbox(struct buf *out, const char *name, const char *display,
    const char *address);

#endif
