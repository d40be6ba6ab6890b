/*
 * test_multipart.c - forms with files, as browsers and others send them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/buf.h"
#include "web/multipart.h"
#include "unit.h"

Suite *multipart_suite(void);

#define TYPE MULTIPART_TYPE "; boundary=AaB"
#define PART(about) "--AaB\r\nContent-Disposition: form-data; " about "\r\n"
#define END "--AaB--\r\n"

static const struct multipart *
parse(const char *type, const char *body)
{
	return multipart_parse(new_arena(), type, body, strlen(body));
}

/* clang-format off */
#define WHOLE                                                                  \
	PART("name=\"csrf\"") "\r\nabc\r\n"                                     \
	PART("name=\"file\"; filename=\"Mitglieder März.csv\"")                  \
	"Content-Type: Text/CSV; charset=utf-8\r\n\r\na;b\r\n1;2\r\n\r\n"         \
	PART("name=\"csrf\"") "\r\nsecond\r\n" END
#define NO_FILE                                                                \
	PART("name=\"file\"; filename=\"\"")                                     \
	"Content-Type: application/octet-stream\r\n\r\n\r\n" END
#define BINARY                                                                 \
	PART("name=\"f\"; filename=\"C:\\a\\b.bin\"")                            \
	"\r\n\0\r\n--AaC\r\n\xff\r\r\n--Aa\r\n" END
/* clang-format on */

START_TEST(texts_and_files_are_told_apart)
{
	const struct multipart *read = parse(TYPE, WHOLE);
	const struct upload *file;

	ck_assert_ptr_nonnull(read);
	ck_assert_uint_eq(read->form.count, 2);
	ck_assert_str_eq(form_value(&read->form, "csrf"), "abc");
	file = multipart_upload(read, "file");
	ck_assert_ptr_nonnull(file);
	ck_assert_str_eq(file->filename, "Mitglieder März.csv");
	ck_assert_str_eq(file->type, "text/csv");
	ck_assert_uint_eq(file->len, strlen("a;b\r\n1;2\r\n"));
	ck_assert_mem_eq(file->bytes, "a;b\r\n1;2\r\n", file->len);
	ck_assert_ptr_null(multipart_upload(read, "csrf"));
	ck_assert_ptr_null(multipart_upload(NULL, "file"));
}
END_TEST

START_TEST(an_input_without_a_file_has_none)
{
	const struct multipart *read = parse(TYPE, NO_FILE);

	ck_assert_ptr_nonnull(read);
	ck_assert_uint_eq(read->form.count, 0);
	ck_assert_ptr_null(multipart_upload(read, "file"));
}
END_TEST

START_TEST(a_file_may_hold_anything_but_its_boundary)
{
	static const char body[] = BINARY;
	const struct multipart *read =
	    multipart_parse(new_arena(), TYPE, body, sizeof(body) - 1);
	const struct upload *file = multipart_upload(read, "f");

	ck_assert_ptr_nonnull(file);
	ck_assert_str_eq(file->filename, "b.bin");
	ck_assert_str_eq(file->type, "");
	ck_assert_uint_eq(
	    file->len, sizeof("\0\r\n--AaC\r\n\xff\r\r\n--Aa") - 1);
}
END_TEST

/* clang-format off */
static const struct { const char *type; const char *body; } broken[] = {
	{ MULTIPART_TYPE,                  PART("name=\"a\"") "\r\nx\r\n" END },
	{ MULTIPART_TYPE "; boundary=",    PART("name=\"a\"") "\r\nx\r\n" END },
	{ MULTIPART_TYPE "; boundary=AaC", PART("name=\"a\"") "\r\nx\r\n" END },
	{ TYPE "12345678901234567890123456789012345678901234567890123456789012345678901", "" },
	{ TYPE, "" },
	{ TYPE, "--AaB" },
	{ TYPE, "x\r\n" END },
	{ TYPE, PART("name=\"a\"") "\r\nx\r\n" },
	{ TYPE, PART("name=\"a\"") "\r\nx--AaB--" },
	{ TYPE, PART("filename=\"a\"") "\r\nx\r\n" END },
	{ TYPE, PART("name=\"a\"") "\r\n\xff\r\n" END },
	{ TYPE, PART("name=\"\xff\"") "\r\nx\r\n" END },
	{ TYPE, "--AaB\r\nContent-Type: text/plain\r\n\r\nx\r\n" END },
	{ TYPE, "--AaB\r\n\r\n\r\nx\r\n" END },
	{ TYPE, "--AaBx\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n" END },
};
/* clang-format on */

START_TEST(what_is_not_whole_is_refused)
{
	ck_assert_ptr_null(parse(broken[_i].type, broken[_i].body));
}
END_TEST

START_TEST(parts_and_heads_have_an_end)
{
	struct buf many = buf_new(new_arena(), 1 << 20);
	struct buf wide = buf_new(new_arena(), 1 << 20);

	for (int i = 0; i < MULTIPART_PARTS_MAX; i++)
		buf_add(&many, PART("name=\"a\"") "\r\nx\r\n");
	ck_assert_ptr_nonnull(parse(
	    TYPE, arena_printf(new_arena(), "%s%s", buf_text(&many), END)));
	ck_assert_ptr_null(parse(TYPE,
	    arena_printf(new_arena(), "%s%s%s", buf_text(&many),
		PART("name=\"b\"") "\r\nx\r\n", END)));
	buf_add(&wide, PART("name=\"a\"") "X: ");
	for (int i = 0; i < MULTIPART_HEAD_BYTES_MAX; i++)
		buf_add(&wide, "y");
	buf_add(&wide, "\r\n\r\nx\r\n" END);
	ck_assert_ptr_null(parse(TYPE, buf_text(&wide)));
}
END_TEST

Suite *
multipart_suite(void)
{
	Suite *suite = suite_create("multipart");
	TCase *tests = tcase_create("multipart");

	tcase_add_test(tests, texts_and_files_are_told_apart);
	tcase_add_test(tests, an_input_without_a_file_has_none);
	tcase_add_test(tests, a_file_may_hold_anything_but_its_boundary);
	tcase_add_loop_test(
	    tests, what_is_not_whole_is_refused, 0, (int)ARRAY_LENGTH(broken));
	tcase_add_test(tests, parts_and_heads_have_an_end);
	suite_add_tcase(suite, tests);
	return suite;
}
