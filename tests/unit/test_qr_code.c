/*
 * test_qr_code.c - the picture has the modules of the code and nothing else.
 *
 * SPDX-License-Identifier: ISC
 */
#include "identity/qr_code.h"

#include <qrencode.h>

#include "base/buf.h"
#include "base/text.h"
#include "unit.h"

Suite *qr_code_suite(void);

#define TEXT                                                                   \
	"otpauth://totp/Studio:a%40example.org?secret=MZXW6YTBOI&issuer=Studio"
enum { QUIET_ZONE = 4, SIDE_MAX = 177 + 2 * QUIET_ZONE };

/* The number at *at, which ends with the character end; moves on behind it. */
static int
number(const char **at, char end)
{
	char *behind;
	long value = strtol(*at, &behind, 10);

	ck_assert(behind != *at && *behind == end);
	*at = behind + 1;
	return (int)value;
}

/* Fills in the rectangles of the path. */
static void
paint(const char *svg, bool dark[SIDE_MAX][SIDE_MAX])
{
	const char *at = strstr(svg, "d=\"");

	ck_assert_ptr_nonnull(at);
	for (at += 3; *at == 'M';) {
		int x, y, len;

		at++;
		x = number(&at, ' ');
		y = number(&at, 'h');
		len = number(&at, 'v');
		ck_assert_int_eq(number(&at, 'h'), 1);
		ck_assert_int_eq(number(&at, 'z'), -len);
		for (int i = 0; i < len; i++)
			dark[y][x + i] = true;
	}
	ck_assert_str_eq(at, "\"/></svg>");
}

START_TEST(the_path_paints_the_modules_inside_a_quiet_zone)
{
	static bool dark[SIDE_MAX][SIDE_MAX];
	struct arena *arena = new_arena();
	const char *svg = qr_code_svg(arena, TEXT, "Code");
	QRcode *code = QRcode_encodeString8bit(TEXT, 0, QR_ECLEVEL_M);
	int side = code->width + 2 * QUIET_ZONE;

	paint(svg, dark);
	for (int y = 0; y < SIDE_MAX; y++)
		for (int x = 0; x < SIDE_MAX; x++) {
			int row = y - QUIET_ZONE, column = x - QUIET_ZONE;
			bool is_inside = row >= 0 && column >= 0 &&
			    row < code->width && column < code->width;

			ck_assert_int_eq(dark[y][x],
			    is_inside &&
				(code->data[row * code->width + column] & 1));
		}
	ck_assert_ptr_nonnull(strstr(
	    svg, arena_printf(arena, "viewBox=\"0 0 %d %d\"", side, side)));
	QRcode_free(code);
}
END_TEST

START_TEST(both_colors_are_said_so_dark_mode_changes_neither)
{
	struct arena *arena = new_arena();
	const char *svg = qr_code_svg(arena, TEXT, "Code");
	const char *path = strstr(svg, "<path fill=\"#000\"");

	ck_assert_ptr_nonnull(path);
	ck_assert_ptr_null(strstr(path + 1, "<path"));
	ck_assert_ptr_nonnull(strstr(svg, "fill=\"#fff\""));
	ck_assert_ptr_null(strstr(svg, "currentColor"));
	ck_assert_ptr_null(strstr(svg, "style="));
}
END_TEST

START_TEST(a_title_is_text_and_never_markup)
{
	struct arena *arena = new_arena();

	ck_assert_ptr_nonnull(
	    strstr(qr_code_svg(arena, TEXT, "</title><script>&\""),
		"<title>&lt;/title&gt;&lt;script&gt;&amp;&quot;</title>"));
}
END_TEST

START_TEST(a_text_that_no_code_can_hold_is_null)
{
	struct arena *arena = new_arena();
	char *text = arena_alloc(arena, 4001);

	memset(text, 'x', 2000);
	ck_assert_ptr_nonnull(qr_code_svg(arena, text, ""));
	memset(text, 'x', 4000);
	ck_assert_ptr_null(qr_code_svg(arena, text, ""));
}
END_TEST

Suite *
qr_code_suite(void)
{
	Suite *suite = suite_create("qr_code");
	TCase *tests = tcase_create("qr_code");

	tcase_add_test(tests, the_path_paints_the_modules_inside_a_quiet_zone);
	tcase_add_test(
	    tests, both_colors_are_said_so_dark_mode_changes_neither);
	tcase_add_test(tests, a_title_is_text_and_never_markup);
	tcase_add_test(tests, a_text_that_no_code_can_hold_is_null);
	suite_add_tcase(suite, tests);
	return suite;
}
