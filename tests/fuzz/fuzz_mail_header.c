/*
 * fuzz_mail_header.c - whatever stands in a name, subject or address, a mail
 * has the headers that it should have and no others.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/check.h"
#include "net/mail_header.h"
#include "net/mail_message.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Lines of the header that begin a field; no line is overlong but for one with
 * an address in it. */
static size_t
count_fields(const char *message)
{
	size_t fields = 0;

	for (const char *line = message; strncmp(line, "\r\n", 2) != 0;) {
		const char *end = strstr(line, "\r\n");

		check(end != NULL);
		check(end - line <= 78 || memchr(line, '<', 78) != NULL);
		for (const char *c = line; c < end; c++)
			check(*c >= ' ' && *c <= '~');
		fields += *line != ' ';
		line = end + 2;
	}
	return fields;
}

static void
check_clean(struct arena *arena, const char *text)
{
	const char *clean = mail_text_clean(arena, text, 60);

	check(mail_text_is_clean(clean));
	check(strcmp(clean, mail_text_clean(arena, clean, 60)) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *arena = arena_create(4096, 64 << 20);
	size_t half = size / 2;
	const char *text = arena_copy_bytes(arena, (const char *)data, half);
	const char *other =
	    arena_copy_bytes(arena, (const char *)data + half, size - half);
	struct mail_message mail = {
		.from = "a@b.c",
		.from_name = text,
		.to = mail_address_is_good(other) ? other : "d@e.f",
		.to_name = other,
		.subject = text,
		.id = "1@b.c",
		.language = "de",
		.date = { 1795344097000000 },
		.text = text,
		.html = other,
	};
	const char *complaint = NULL;
	const char *message;
	size_t len;

	message = mail_message_write(arena, &mail, &len, &complaint);
	check((message == NULL) == (complaint != NULL));
	if (message != NULL)
		check(count_fields(message) == 9);
	check_clean(arena, text);
	check_clean(arena, other);
	arena_free(arena);
	return 0;
}
