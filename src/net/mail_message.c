/*
 * mail_message.c - headers, two parts, quoted-printable.
 *
 * SPDX-License-Identifier: ISC
 */
#include "net/mail_message.h"

#include "base/crypto.h"
#include "base/text.h"
#include "net/mail_header.h"

enum {
	MESSAGE_BYTES_MAX = 512 * 1024,
	QUOTED_LINE_MAX = 76,
	BOUNDARY_BYTES = 12,
};

static size_t
line_end_at(const char *text)
{
	if (text[0] == '\r' && text[1] == '\n')
		return 2;
	return text[0] == '\r' || text[0] == '\n' ? 1 : 0;
}

/* Blanks at the end of a line get lost on the way, a dot at its begin means the
 * end to SMTP, and "From " is quoted by some mailboxes. */
static bool
is_literal(const char *at, size_t column)
{
	if (*at == ' ' || *at == '\t')
		return at[1] != '\0' && line_end_at(at + 1) == 0;
	if (column == 0 && (*at == '.' || strncmp(at, "From ", 5) == 0))
		return false;
	return *at > ' ' && *at <= '~' && *at != '=';
}

void
mail_add_quoted_printable(struct buf *out, const char *text)
{
	size_t column = 0;
	size_t skip, width;

	for (; *text != '\0'; text++) {
		skip = line_end_at(text);
		if (skip > 0) {
			buf_add(out, "\r\n");
			column = 0;
			text += skip - 1;
			continue;
		}
		width = is_literal(text, column) ? 1 : 3;
		/* Room for the "=" of a soft line break. */
		if (column + width >= QUOTED_LINE_MAX) {
			buf_add(out, "=\r\n");
			column = 0;
			width = is_literal(text, 0) ? 1 : 3;
		}
		if (width == 1)
			buf_add_char(out, *text);
		else
			buf_printf(out, "=%02X", (unsigned char)*text);
		column += width;
	}
	if (column > 0)
		buf_add(out, "\r\n");
}

static const char *
complaint_about(const struct mail_message *message)
{
	if (!mail_address_is_good(message->from))
		return "the sender is no address";
	if (!mail_address_is_good(message->to))
		return "the recipient is no address";
	if (!mail_address_is_good(message->id))
		return "the identifier is none";
	if (!mail_text_is_clean(message->subject) ||
	    (message->from_name != NULL &&
		!mail_text_is_clean(message->from_name)) ||
	    (message->to_name != NULL && !mail_text_is_clean(message->to_name)))
		return "a header has line breaks or control characters";
	if (strlen(message->language) != 2 ||
	    !mail_text_is_clean(message->language))
		return "the language is none";
	return NULL;
}

static void
add_headers(struct arena *arena, const struct mail_message *message,
    const char *boundary, struct buf *out)
{
	const char *date = instant_format_http(arena, message->date);

	/* The same form but for the zone. */
	buf_printf(out, "Date: %.*s+0000\r\n", (int)strlen(date) - 3, date);
	mail_header_mailbox(out, "From", message->from_name, message->from);
	mail_header_mailbox(out, "To", message->to_name, message->to);
	mail_header_text(out, "Subject", message->subject);
	buf_printf(out, "Message-ID: <%s>\r\n", message->id);
	buf_add(out, "Auto-Submitted: auto-generated\r\n");
	mail_header_text(out, "Content-Language", message->language);
	buf_add(out, "MIME-Version: 1.0\r\n");
	buf_printf(out,
	    "Content-Type: multipart/alternative;\r\n boundary=\"%s\"\r\n\r\n",
	    boundary);
}

static void
add_part(
    struct buf *out, const char *boundary, const char *type, const char *body)
{
	buf_printf(out,
	    "--%s\r\nContent-Type: %s; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: quoted-printable\r\n\r\n",
	    boundary, type);
	mail_add_quoted_printable(out, body);
}

/* Follows from the identifier. "=_" never is in quoted-printable, so no part
 * can hold it. */
static const char *
boundary_of(struct arena *arena, const char *id)
{
	unsigned char digest[SHA256_BYTES];

	crypto_sha256(id, strlen(id), digest);
	return arena_printf(
	    arena, "=_%s", text_hex(arena, digest, BOUNDARY_BYTES));
}

const char *
mail_message_write(struct arena *arena, const struct mail_message *message,
    size_t *len, const char **complaint)
{
	struct buf out = buf_new(arena, MESSAGE_BYTES_MAX);
	const char *boundary;

	*complaint = complaint_about(message);
	if (*complaint != NULL)
		return NULL;
	boundary = boundary_of(arena, message->id);
	add_headers(arena, message, boundary, &out);
	add_part(&out, boundary, "text/plain", message->text);
	add_part(&out, boundary, "text/html", message->html);
	buf_printf(&out, "--%s--\r\n", boundary);
	*len = out.len;
	if (out.overflowed)
		*complaint = "the mail is too long";
	return buf_text(&out);
}
