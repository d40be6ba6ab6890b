/*
 * test_picture.c - pictures of strangers: what is taken, what is refused, and
 * what is left of them.
 *
 * SPDX-License-Identifier: ISC
 */
#define _GNU_SOURCE /* memmem() */

#include "base/text.h"
#include "picture/picture_make.h"
#include "picture/raster.h"
#include "picture/svg.h"
#include "picture/svg_rules.h"
#include "picture_case.h"
#include "unit.h"

Suite *picture_suite(void);

static struct arena *
large_arena(void)
{
	static struct arena *arena;

	if (arena == NULL)
		arena = arena_create(1 << 20, 512 << 20);
	return arena;
}

static enum picture_fault
make(const char *use, struct picture_file file, struct picture_set *set)
{
	return picture_make(large_arena(), use, file.bytes, file.len, set);
}

static void
expect_fault(struct picture_file file, const char *word)
{
	struct picture_set set;
	enum picture_fault fault = make("logo", file, &set);

	ck_assert_msg(text_is_equal(picture_fault_word(fault), word),
	    "%s, not %s", picture_fault_word(fault), word);
	ck_assert_int_eq(picture_fault_of(word), fault);
}

/* Small enough for a style sheet, and a PNG for mails. */
static struct picture_set
expect_logo(struct picture_file file)
{
	struct picture_set set;

	ck_assert_int_eq(make("logo", file, &set), PICTURE_FINE);
	ck_assert_str_eq(set.screen.media_type, "image/webp");
	ck_assert_uint_le(set.screen.len, 10 << 10);
	ck_assert_int_le(set.screen.height, 72);
	ck_assert_int_le(set.screen.width, 720);
	ck_assert_str_eq(set.for_mail.media_type, "image/png");
	ck_assert_int_eq(
	    picture_sniff(set.for_mail.bytes, set.for_mail.len), PICTURE_PNG);
	return set;
}

START_TEST(every_kind_of_picture_becomes_a_small_one)
{
	struct arena *arena = large_arena();

	(void)expect_logo(picture_png(arena, 1200, 300));
	(void)expect_logo(picture_png(arena, 30, 20));
	(void)expect_logo(picture_png_palette(arena));
	(void)expect_logo(picture_png_deep(arena));
	(void)expect_logo(picture_jpeg(arena));
	(void)expect_logo(picture_jpeg_inks(arena));
	(void)expect_logo(picture_webp(arena));
}
END_TEST

/* Six pixels by their numbers, three in a row. */
START_TEST(pixels_are_turned_as_the_camera_was_held)
{
	static const char *const turned[] = { "012345", "012345", "210543",
		"543210", "345012", "031425", "304152", "524130", "251403" };
	uint8_t pixels[6 * 4] = { 0 };
	const struct raster from = { 3, 2, pixels };

	for (size_t i = 0; i < 6; i++)
		pixels[i * 4] = (uint8_t)('0' + i);
	for (unsigned way = 0; way < ARRAY_LENGTH(turned); way++) {
		struct raster to = raster_turn(large_arena(), &from, way);

		ck_assert_uint_eq(to.width, way >= 5 ? 2 : 3);
		ck_assert_uint_eq(to.height, way >= 5 ? 3 : 2);
		for (size_t i = 0; i < 6; i++)
			ck_assert_msg(to.pixels[i * 4] == turned[way][i],
			    "%u: pixel %zu is %c", way, i, to.pixels[i * 4]);
	}
}
END_TEST

START_TEST(a_jpeg_of_a_camera_stands_upright)
{
	for (unsigned way = 0; way < 10; way++) {
		struct picture_file file =
		    picture_jpeg_turned(large_arena(), (uint8_t)way);
		bool is_upright = way >= 5 && way <= 8;
		struct raster raster;

		ck_assert_int_eq(raster_read(large_arena(), PICTURE_JPEG,
				     file.bytes, file.len, &raster),
		    PICTURE_FINE);
		ck_assert_uint_eq(raster.width, is_upright ? 40 : 120);
		ck_assert_uint_eq(raster.height, is_upright ? 120 : 40);
	}
}
END_TEST

START_TEST(a_logo_keeps_its_proportion_and_says_where_it_is_hard_to_see)
{
	struct picture_set set =
	    expect_logo(picture_png(large_arena(), 1200, 200));

	/* The empty quarter above the bar is cut off. */
	ck_assert_int_eq(set.screen.width, 576);
	ck_assert_int_eq(set.screen.height, 72);
	ck_assert_str_eq(set.hides_on, "any");
	set = expect_logo(picture_png_deep(large_arena()));
	ck_assert_str_eq(set.hides_on, "any");
}
END_TEST

START_TEST(a_favicon_is_a_square)
{
	struct picture_set set;

	ck_assert_int_eq(
	    make("favicon", picture_png(large_arena(), 300, 200), &set),
	    PICTURE_FINE);
	ck_assert_str_eq(set.screen.media_type, "image/png");
	ck_assert_int_eq(set.screen.width, 64);
	ck_assert_int_eq(set.screen.height, 64);
	ck_assert_ptr_null(set.for_mail.media_type);
}
END_TEST

START_TEST(pictures_that_are_none_are_refused_with_a_reason)
{
	struct arena *arena = large_arena();

	expect_fault(picture_half(picture_png(arena, 600, 200)), "broken");
	expect_fault(picture_half(picture_jpeg(arena)), "broken");
	expect_fault(picture_half(picture_webp(arena)), "broken");
	expect_fault(picture_png_bomb(arena, 60000), "huge");
	expect_fault(picture_png_bomb(arena, 5000), "huge");
	expect_fault(picture_png_animated(arena), "animated");
	expect_fault(picture_webp_animated(arena), "animated");
	expect_fault(picture_png(arena, 1300, 100), "strip");
	expect_fault(picture_png(arena, 1, 0x200), "strip");
	expect_fault(picture_of("GIF89a"), "foreign");
	expect_fault(picture_of("<html><b>x</b></html>"), "foreign");
	expect_fault(picture_of("%PDF-1.7"), "foreign");
	expect_fault(picture_of("\x89PNG\r\n\x1a\n"), "broken");
	expect_fault(picture_of("\xff\xd8\xff"), "broken");
	expect_fault(picture_of("RIFFxxxxWEBPVP8 "), "broken");
}
END_TEST

START_TEST(what_stands_behind_a_picture_is_gone)
{
	struct arena *arena = large_arena();
	struct picture_file file = picture_with(arena,
	    picture_png(arena, 200, 60), "<script>alert('polyglot')</script>");
	struct picture_set set = expect_logo(file);
	struct buf out = buf_new(arena, PICTURE_SET_BYTES_MAX);

	picture_set_write(&out, &set);
	ck_assert_ptr_null(memmem(out.data, out.len, "polyglot", 8));
}
END_TEST

static void
expect_clean(const char *text)
{
	for (const char *const *never = svg_never; *never != NULL; never++)
		ck_assert_msg(
		    strstr(text, *never) == NULL, "%s in %s", *never, text);
}

START_TEST(a_hostile_svg_keeps_its_shapes_and_nothing_else)
{
	struct svg svg;

	ck_assert_int_eq(
	    svg_clean(large_arena(), svg_hostile, strlen(svg_hostile), &svg),
	    PICTURE_FINE);
	expect_clean(svg.text);
	ck_assert_ptr_nonnull(strstr(
	    svg.text, "<rect width=\"40\" height=\"40\" fill=\"#c00\">"));
	ck_assert_ptr_nonnull(strstr(svg.text, "d=\"M100 0h20v40h-20z\""));
	ck_assert_ptr_nonnull(
	    strstr(svg.text, "Kraft &lt;script&gt; &amp; Ruhe"));
	ck_assert_int_eq(svg.width, 10000);
	ck_assert_int_eq(svg.height, 2000);
}
END_TEST

START_TEST(what_was_cleaned_is_clean_already)
{
	struct svg once, twice;

	ck_assert_int_eq(
	    svg_clean(large_arena(), svg_hostile, strlen(svg_hostile), &once),
	    PICTURE_FINE);
	ck_assert_int_eq(svg_clean(large_arena(), once.text, once.len, &twice),
	    PICTURE_FINE);
	ck_assert_str_eq(once.text, twice.text);
}
END_TEST

START_TEST(an_svg_that_is_too_much_is_refused)
{
	for (const struct svg_refused *at = svgs_refused; at->text != NULL;
	     at++)
		expect_fault(picture_of(at->text), at->word);
}
END_TEST

START_TEST(values_that_could_lead_somewhere_are_not_safe)
{
	static const char *const good[] = { "#c00", "url(#a)", "rotate(45 5 5)",
		"matrix(1,0,0,1,0,0)", "M0 0L1e-3,4Z", "rgb(10%, 20%, 3%)",
		"none", "1.5em", "translate(1) scale(2)" };
	static const char *const bad[] = { "url(x)", "url(https://a/#b)",
		"url('#a')", "URL(#a)", "url(#a", "url(#)", "javascript:x",
		"expression(1)", "a;b", "\\75 rl(#a)", "calc(1)", "var(--x)",
		"image(x)", "<b>", "url(#a\\)", "&amp;", "attr(x)",
		"\xc3\xa4" };

	for (size_t i = 0; i < ARRAY_LENGTH(good); i++)
		ck_assert_msg(svg_value_is_safe(good[i]), "%s", good[i]);
	for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
		ck_assert_msg(!svg_value_is_safe(bad[i]), "%s", bad[i]);
}
END_TEST

START_TEST(a_set_on_the_pipe_is_read_as_it_was_written_or_not_at_all)
{
	static const char *const bad[] = { "", "any\n", "none\nnone 0 0 0\n",
		"any\nnone 0 0 0\nnone 0 0 0\n",
		"any\nimage/png 1 1 4\n\x89PNGnone 0 0 0\n",
		"any\ntext/html 1 1 3\n<b>none 0 0 0\n",
		"any\nimage/webp 1 1 9999\nRIFF",
		"any\nimage/svg+xml 1 1 5\n<svg>none 0 0 0\nmore",
		"any\nimage/svg+xml -1 1 5\n<svg>none 0 0 0\n",
		"any\nimage/svg+xml 1 1 5 6\n<svg>none 0 0 0\n" };
	struct arena *arena = large_arena();
	struct buf out = buf_new(arena, PICTURE_SET_BYTES_MAX);
	struct picture_set set = expect_logo(picture_png(arena, 200, 60)), read;

	picture_set_write(&out, &set);
	ck_assert(picture_set_read(arena, out.data, out.len, &read));
	ck_assert_str_eq(read.hides_on, set.hides_on);
	ck_assert_int_eq(read.screen.width, set.screen.width);
	ck_assert_uint_eq(read.for_mail.len, set.for_mail.len);
	ck_assert(!picture_set_read(arena, out.data, out.len - 1, &read));
	for (size_t i = 0; i < ARRAY_LENGTH(bad); i++)
		ck_assert_msg(
		    !picture_set_read(arena, bad[i], strlen(bad[i]), &read),
		    "%s", bad[i]);
}
END_TEST

Suite *
picture_suite(void)
{
	Suite *suite = suite_create("picture");
	TCase *pixels = tcase_create("pixels");
	TCase *svg = tcase_create("svg");

	tcase_set_timeout(pixels, 30);
	tcase_add_test(pixels, every_kind_of_picture_becomes_a_small_one);
	tcase_add_test(pixels, pixels_are_turned_as_the_camera_was_held);
	tcase_add_test(pixels, a_jpeg_of_a_camera_stands_upright);
	tcase_add_test(pixels,
	    a_logo_keeps_its_proportion_and_says_where_it_is_hard_to_see);
	tcase_add_test(pixels, a_favicon_is_a_square);
	tcase_add_test(
	    pixels, pictures_that_are_none_are_refused_with_a_reason);
	tcase_add_test(pixels, what_stands_behind_a_picture_is_gone);
	tcase_add_test(
	    pixels, a_set_on_the_pipe_is_read_as_it_was_written_or_not_at_all);
	suite_add_tcase(suite, pixels);
	tcase_add_test(svg, a_hostile_svg_keeps_its_shapes_and_nothing_else);
	tcase_add_test(svg, what_was_cleaned_is_clean_already);
	tcase_add_test(svg, an_svg_that_is_too_much_is_refused);
	tcase_add_test(svg, values_that_could_lead_somewhere_are_not_safe);
	suite_add_tcase(suite, svg);
	return suite;
}
