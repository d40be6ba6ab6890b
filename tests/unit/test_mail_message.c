/*
 * test_mail_message.c - the bytes of a mail.
 *
 * SPDX-License-Identifier: ISC
 */
#include "net/mail_message.h"

#include "unit.h"

static struct mail_message
message(void)
{
	return (struct mail_message){
		.from = "noreply@platform.example",
		.from_name = "Kraftwerk",
		.to = "kim@example.org",
		.to_name = "Kim",
		.subject = "Hello",
		.id = "1a2b@platform.example",
		.language = "en",
		.date = instant_from_seconds(1795344097),
		.text = "Text\n",
		.html = "<p>HTML</p>\n",
	};
}

static const char *
written(const struct mail_message *mail)
{
	const char *complaint = NULL;
	size_t len;
	const char *bytes =
	    mail_message_write(new_arena(), mail, &len, &complaint);

	ck_assert_msg(bytes != NULL, "%s", complaint);
	ck_assert_uint_eq(strlen(bytes), len);
	return bytes;
}

START_TEST(a_mail_has_these_bytes)
{
	struct mail_message mail = message();

	ck_assert_str_eq(written(&mail),
	    "Date: Sun, 22 Nov 2026 10:41:37 +0000\r\n"
	    "From: \"Kraftwerk\" <noreply@platform.example>\r\n"
	    "To: \"Kim\" <kim@example.org>\r\n"
	    "Subject: Hello\r\n"
	    "Message-ID: <1a2b@platform.example>\r\n"
	    "Auto-Submitted: auto-generated\r\n"
	    "Content-Language: en\r\n"
	    "MIME-Version: 1.0\r\n"
	    "Content-Type: multipart/alternative;\r\n"
	    " boundary=\"=_01f97d6648c948807120ab11\"\r\n"
	    "\r\n"
	    "--=_01f97d6648c948807120ab11\r\n"
	    "Content-Type: text/plain; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: quoted-printable\r\n"
	    "\r\n"
	    "Text\r\n"
	    "--=_01f97d6648c948807120ab11\r\n"
	    "Content-Type: text/html; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: quoted-printable\r\n"
	    "\r\n"
	    "<p>HTML</p>\r\n"
	    "--=_01f97d6648c948807120ab11--\r\n");
}
END_TEST

START_TEST(the_same_mail_has_the_same_bytes)
{
	struct mail_message mail = message();

	ck_assert_str_eq(written(&mail), written(&mail));
}
END_TEST

START_TEST(nothing_in_a_header_may_break_its_line)
{
	static const char *const bad[] = { "x\r\nBcc: eve@example.org",
		"x\nBcc: eve@example.org", "x\rBcc: eve@example.org", "x\x01" };
	static const size_t places[] = { offsetof(struct mail_message, from),
		offsetof(struct mail_message, from_name),
		offsetof(struct mail_message, to),
		offsetof(struct mail_message, to_name),
		offsetof(struct mail_message, subject),
		offsetof(struct mail_message, id),
		offsetof(struct mail_message, language) };

	for (size_t i = 0; i < ARRAY_LENGTH(places); i++)
		for (size_t j = 0; j < ARRAY_LENGTH(bad); j++) {
			struct mail_message mail = message();
			const char *complaint = NULL;
			size_t len;

			memcpy(
			    (char *)&mail + places[i], &bad[j], sizeof(bad[j]));
			ck_assert_ptr_null(mail_message_write(
			    new_arena(), &mail, &len, &complaint));
			ck_assert_ptr_nonnull(complaint);
		}
}
END_TEST

START_TEST(a_mail_that_is_too_long_is_refused)
{
	struct mail_message mail = message();
	struct arena *arena = new_arena();
	struct buf text = buf_new(arena, 1 << 20);
	const char *complaint = NULL;
	size_t len;

	for (int i = 0; i < 30000; i++)
		buf_add(&text, "\xc3\xa4\xc3\xb6\xc3\xbc\xc3\x9f ");
	mail.text = buf_text(&text);
	ck_assert_ptr_null(
	    mail_message_write(new_arena(), &mail, &len, &complaint));
	ck_assert_str_eq(complaint, "the mail is too long");
}
END_TEST

static const char *
quoted(const char *text)
{
	static struct arena *arena;
	struct buf out;

	if (arena == NULL)
		arena = new_arena();
	out = buf_new(arena, 1 << 20);

	mail_add_quoted_printable(&out, text);
	return buf_text(&out);
}

START_TEST(quoted_printable_keeps_what_can_stay)
{
	ck_assert_str_eq(quoted(""), "");
	ck_assert_str_eq(quoted("a=b\xc3\xbc"), "a=3Db=C3=BC\r\n");
	ck_assert_str_eq(quoted("a\r\nb\nc\rd"), "a\r\nb\r\nc\r\nd\r\n");
	ck_assert_str_eq(quoted("-- \nx\t"), "--=20\r\nx=09\r\n");
	ck_assert_str_eq(quoted(".\n..x\na."), "=2E\r\n=2E.x\r\na.\r\n");
	ck_assert_str_eq(
	    quoted("From me\nFrom: me"), "=46rom me\r\nFrom: me\r\n");
}
END_TEST

START_TEST(no_line_of_quoted_printable_is_longer_than_76)
{
	struct arena *arena = new_arena();
	struct buf text = buf_new(arena, 4096);

	for (int i = 0; i < 200; i++) {
		const char *line;
		const char *end;

		buf_add(&text,
		    i % 3 == 0       ? "."
			: i % 7 == 0 ? "\xc3\xa4"
				     : "ab");
		line = quoted(buf_text(&text));
		while ((end = strstr(line, "\r\n")) != NULL) {
			ck_assert_uint_le((size_t)(end - line), 76);
			ck_assert_int_ne(*line, '.');
			line = end + 2;
		}
		ck_assert_str_eq(line, "");
	}
}
END_TEST

Suite *mail_message_suite(void);

Suite *
mail_message_suite(void)
{
	Suite *suite = suite_create("mail_message");
	TCase *cases = tcase_create("mail_message");

	tcase_add_test(cases, a_mail_has_these_bytes);
	tcase_add_test(cases, the_same_mail_has_the_same_bytes);
	tcase_add_test(cases, nothing_in_a_header_may_break_its_line);
	tcase_add_test(cases, a_mail_that_is_too_long_is_refused);
	tcase_add_test(cases, quoted_printable_keeps_what_can_stay);
	tcase_add_test(cases, no_line_of_quoted_printable_is_longer_than_76);
	suite_add_tcase(suite, cases);
	return suite;
}
