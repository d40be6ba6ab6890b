/*
 * test_mail_header.c - addresses, clean lines, encoded words.
 *
 * SPDX-License-Identifier: ISC
 */
#include "net/mail_header.h"

#include <signal.h>

#include "unit.h"

#include "base/text.h"

/* One for all lines of a test. */
static struct arena *
lines(void)
{
	static struct arena *arena;

	if (arena == NULL)
		arena = new_arena();
	return arena;
}

static const char *
text_line(const char *text)
{
	struct buf out = buf_new(lines(), 1 << 20);

	mail_header_text(&out, "Subject", text);
	return buf_text(&out);
}

static const char *
mailbox_line(const char *display, const char *address)
{
	struct buf out = buf_new(lines(), 1 << 20);

	mail_header_mailbox(&out, "To", display, address);
	return buf_text(&out);
}

START_TEST(usual_addresses_are_good)
{
	static const char *const good[] = { "kim@example.org",
		"kim.o'neil+studio@mail.example.co.uk", "a@b",
		"x_y=z{1}@xn--mller-kva.example", "1@2.example" };

	for (size_t i = 0; i < ARRAY_LENGTH(good); i++)
		ck_assert_msg(mail_address_is_good(good[i]), "%s", good[i]);
}
END_TEST

START_TEST(what_could_forge_a_command_or_header_is_no_address)
{
	static const char *const bad[] = { "", "@", "kim", "kim@", "@b.c",
		"kim@b.c\r\nBcc: eve@b.c", "kim@b.c\n", "kim @b.c", "kim@b .c",
		"kim@b.c>", "<kim@b.c>", "Kim <kim@b.c>", "kim@b.c,eve@b.c",
		"\"kim\"@b.c", "kim@[127.0.0.1]", ".kim@b.c", "kim.@b.c",
		"k..m@b.c", "kim@.b", "kim@b.", "kim@b..c", "kim@-b.c",
		"kim@b-.c", "kim@b@c", "k\xc3\xa4m@b.c", "kim@b\xc3\xa4.c",
		"kim@b.c SIZE=1", "kim\x01@b.c", "k:m@b.c", "k;m@b.c" };

	for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
		ck_assert_msg(!mail_address_is_good(bad[i]), "%s", bad[i]);
}
END_TEST

START_TEST(an_address_is_at_most_as_long_as_servers_take)
{
	struct arena *arena = new_arena();
	const char *local = "0123456789012345678901234567890123456789012345678"
			    "901234567890123";

	ck_assert(mail_address_is_good(arena_printf(arena, "%s@b.c", local)));
	ck_assert(!mail_address_is_good(arena_printf(arena, "%sx@b.c", local)));
	ck_assert(mail_address_is_good(arena_printf(arena, "a@%.63s", local)));
	ck_assert(!mail_address_is_good(arena_printf(arena, "a@%s", local)));
	ck_assert(!mail_address_is_good(arena_printf(
	    arena, "a@%.63s.%.63s.%.63s.%.63s.x", local, local, local, local)));
}
END_TEST

START_TEST(controls_separators_and_turned_directions_are_not_clean)
{
	static const char *const bad[] = { "a\r\nBcc: b", "a\nb", "a\rb",
		"a\tb", "a\x7f",
		"a\xc2\x85"
		"b",
		"a\xe2\x80\xa8"
		"b",
		"a\xe2\x80\xae"
		"b",
		"a\xef\xbb\xbf"
		"b",
		"a\xff" };

	for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
		ck_assert_msg(!mail_text_is_clean(bad[i]), "%zu", i);
	ck_assert(mail_text_is_clean(""));
	ck_assert(mail_text_is_clean("M\xc3\xbcller & S\xc3\xb6hne \xf0\x9f"
				     "\x92\xaa"));
}
END_TEST

START_TEST(cleaning_leaves_one_line_of_bounded_length)
{
	struct arena *arena = new_arena();

	ck_assert_str_eq(
	    mail_text_clean(arena, " a\r\nBcc:\t b\x01 ", 99), "a Bcc: b");
	ck_assert_str_eq(mail_text_clean(arena, "ab cd", 3), "ab");
	ck_assert_str_eq(mail_text_clean(arena, "ab cd", 4), "ab c");
	ck_assert_str_eq(
	    mail_text_clean(arena, "\xc3\xa4\xc3\xa4", 1), "\xc3\xa4");
	ck_assert_str_eq(mail_text_clean(arena, "\r\n", 9), "");
	ck_assert(mail_text_is_clean(mail_text_clean(arena, "a\xff\xfe", 9)));
}
END_TEST

START_TEST(plain_text_stands_as_it_is)
{
	ck_assert_str_eq(
	    text_line("Hello, \"you\"!"), "Subject: Hello, \"you\"!\r\n");
	ck_assert_str_eq(mailbox_line(NULL, "a@b.c"), "To: <a@b.c>\r\n");
	ck_assert_str_eq(mailbox_line("", "a@b.c"), "To: <a@b.c>\r\n");
	ck_assert_str_eq(mailbox_line("Kim \"K\" \\ Lee", "a@b.c"),
	    "To: \"Kim \\\"K\\\" \\\\ Lee\" <a@b.c>\r\n");
}
END_TEST

START_TEST(what_looks_like_an_encoded_word_is_encoded)
{
	ck_assert_str_eq(text_line("=?UTF-8?Q?x?="),
	    "Subject: =?UTF-8?Q?=3D=3FUTF-8=3FQ=3Fx=3F=3D?=\r\n");
}
END_TEST

START_TEST(other_text_becomes_encoded_words)
{
	ck_assert_str_eq(text_line("Gr\xc3\xbc\xc3\x9f"
				   "e an alle"),
	    "Subject: =?UTF-8?Q?Gr=C3=BC=C3=9Fe_an_alle?=\r\n");
	ck_assert_str_eq(mailbox_line("M\xc3\xbcller, Kim", "a@b.c"),
	    "To: =?UTF-8?Q?M=C3=BCller=2C_Kim?= <a@b.c>\r\n");
}
END_TEST

/* No line is longer, each begins with a blank, no character is torn. */
static void
check_folded(const char *header)
{
	const char *line = header;
	const char *end;
	struct arena *arena = lines();

	while ((end = strstr(line, "\r\n")) != NULL) {
		const char *word = strstr(line, "=?UTF-8?Q?");

		ck_assert_uint_le((size_t)(end - line), 78);
		ck_assert(line == header || *line == ' ');
		if (word != NULL && word < end) {
			char *bytes = arena_copy_bytes(arena, word + 10,
			    (size_t)(strstr(word + 10, "?=") - word) - 10);

			ck_assert_uint_le((size_t)(end - line), 76);
			for (char *c = bytes; *c != '\0'; c++)
				*c = *c == '=' ? '%' : *c;
			ck_assert_ptr_nonnull(text_url_decode(
			    arena, bytes, strlen(bytes), PLUS_STAYS));
		}
		line = end + 2;
	}
	ck_assert_str_eq(line, "");
}

START_TEST(long_text_is_folded_between_characters)
{
	struct arena *arena = new_arena();
	struct buf text = buf_new(arena, 4096);

	for (int i = 0; i < 60; i++) {
		buf_add(&text, "\xf0\x9f\x92\xaa\xc3\xa4x");
		check_folded(text_line(buf_text(&text)));
		check_folded(mailbox_line(buf_text(&text), "kim@example.org"));
	}
	check_folded(text_line("0123456789 0123456789 0123456789 0123456789 "
			       "0123456789 0123456789 0123456789"));
	check_folded(mailbox_line("0123456789012345678901234567890123456789",
	    "a-rather-long-address-of-a-person@mail.example.org"));
}
END_TEST

START_TEST(a_header_that_is_not_clean_is_a_bug)
{
	silence();
	(void)text_line("a\r\nBcc: b");
}
END_TEST

Suite *mail_header_suite(void);

Suite *
mail_header_suite(void)
{
	Suite *suite = suite_create("mail_header");
	TCase *cases = tcase_create("mail_header");

	tcase_add_test(cases, usual_addresses_are_good);
	tcase_add_test(
	    cases, what_could_forge_a_command_or_header_is_no_address);
	tcase_add_test(cases, an_address_is_at_most_as_long_as_servers_take);
	tcase_add_test(
	    cases, controls_separators_and_turned_directions_are_not_clean);
	tcase_add_test(cases, cleaning_leaves_one_line_of_bounded_length);
	tcase_add_test(cases, plain_text_stands_as_it_is);
	tcase_add_test(cases, what_looks_like_an_encoded_word_is_encoded);
	tcase_add_test(cases, other_text_becomes_encoded_words);
	tcase_add_test(cases, long_text_is_folded_between_characters);
	tcase_add_test_raise_signal(
	    cases, a_header_that_is_not_clean_is_a_bug, SIGABRT);
	suite_add_tcase(suite, cases);
	return suite;
}
