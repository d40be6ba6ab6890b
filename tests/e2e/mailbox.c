/*
 * mailbox.c - reads mails as a mail program would.
 *
 * SPDX-License-Identifier: ISC
 */
#include "mailbox.h"

#include "base/task.h"

enum { FILE_MAX = 1 << 20, PATIENCE_MS = 15000 };

static const char *
file_of(const char *recipient, int number, const char *ending)
{
	const char *path = arena_printf(e2e_arena(), "%s/%s.%d.%s",
	    e2e_env("ARIIA_MAIL_DIR"), recipient, number, ending);
	struct buf content = buf_new(e2e_arena(), FILE_MAX);
	FILE *file = fopen(path, "r");
	int byte;

	if (file == NULL)
		return NULL;
	while ((byte = fgetc(file)) != EOF)
		buf_add_char(&content, (char)byte);
	(void)fclose(file);
	return buf_text(&content);
}

const char *
fresh_mailbox(const char *prefix)
{
	char *address =
	    arena_printf(e2e_arena(), "%s@example.org", fresh_id(prefix));

	for (char *c = address; *c != '\0'; c++)
		*c = (char)text_lower_char((unsigned char)*c);
	return address;
}

int
mail_count(const char *recipient)
{
	int count = 0;

	while (file_of(recipient, count + 1, "eml") != NULL)
		count++;
	return count;
}

/* Header lines that go on in the next one are joined to one. */
static const char *
unfolded(const char *raw, const char *end)
{
	struct buf out = buf_new(e2e_arena(), FILE_MAX);

	buf_add_char(&out, '\n');
	for (; raw < end; raw++) {
		if (*raw == '\r')
			continue;
		if (*raw == '\n' && raw[1] == ' ')
			continue;
		buf_add_char(&out, *raw);
	}
	buf_add_char(&out, '\n');
	return buf_text(&out);
}

static const char *
decoded(const char *body, const char *end)
{
	struct buf out = buf_new(e2e_arena(), FILE_MAX);
	unsigned char byte;

	for (; body < end; body++) {
		if (*body == '\r')
			continue;
		if (*body != '=')
			buf_add_char(&out, *body);
		else if (body[1] == '\r')
			body += 2;
		else {
			ck_assert(text_unhex(
			    arena_copy_bytes(e2e_arena(), body + 1, 2), &byte,
			    1));
			buf_add_char(&out, (char)byte);
			body += 2;
		}
	}
	return buf_text(&out);
}

/* The part of that type between its blank line and the next boundary. */
static const char *
part_of(const char *raw, const char *type)
{
	const char *begin = strstr(
	    raw, arena_printf(e2e_arena(), "\r\nContent-Type: %s;", type));
	const char *end;

	ck_assert_msg(begin != NULL, "no part %s", type);
	begin = strstr(begin, "\r\n\r\n");
	ck_assert_ptr_nonnull(begin);
	end = strstr(begin, "\r\n--=_");
	ck_assert_ptr_nonnull(end);
	return decoded(begin + 4, end + 2);
}

struct arrived_mail *
mail_wait(const char *recipient, int number)
{
	struct arrived_mail *mail = arena_new(e2e_arena(), struct arrived_mail);
	struct task task = { .arena = e2e_arena() };
	int64_t end_ms = monotonic_ms() + PATIENCE_MS;
	const char *raw, *how, *end;

	while ((raw = file_of(recipient, number, "eml")) == NULL) {
		ck_assert_msg(monotonic_ms() < end_ms,
		    "mail %d to %s did not come", number, recipient);
		pause_ms(20);
	}
	end = strstr(raw, "\r\n\r\n");
	ck_assert_ptr_nonnull(end);
	how = file_of(recipient, number, "json");
	ck_assert(json_parse(&task, how, strlen(how), &mail->how));
	mail->headers = unfolded(raw, end);
	mail->text = part_of(raw, "text/plain");
	mail->html = part_of(raw, "text/html");
	return mail;
}

const char *
mail_header(const struct arrived_mail *mail, const char *name)
{
	const char *wanted = arena_printf(e2e_arena(), "\n%s: ", name);
	const char *found = strstr(mail->headers, wanted);

	if (found == NULL)
		return NULL;
	found += strlen(wanted);
	return arena_copy_bytes(e2e_arena(), found, strcspn(found, "\n"));
}

const char *
mail_link(const struct arrived_mail *mail)
{
	const char *link = strstr(mail->text, "http");

	ck_assert_ptr_nonnull(link);
	return arena_copy_bytes(e2e_arena(), link, strcspn(link, " \n"));
}
