/*
 * test_palette.c - colors, and that everything made of one is readable.
 *
 * SPDX-License-Identifier: ISC
 */
#include "unit.h"

#include <math.h>

#include "base/crypto.h"
#include "base/text.h"
#include "tenancy/brand.h"
#include "view/palette.h"

Suite *palette_suite(void);

static struct color
color(const char *text)
{
	struct color read;

	ck_assert_msg(color_read(text, &read), "%s is no color", text);
	return read;
}

START_TEST(a_color_is_read_and_written)
{
	char text[COLOR_TEXT_BYTES];
	struct color read;

	color_write(color("#0aF9c3"), text);
	ck_assert_str_eq(text, "#0af9c3");
	color_write(color("#fA0"), text);
	ck_assert_str_eq(text, "#ffaa00");
	ck_assert(!color_read(NULL, &read));
	ck_assert(!color_read("", &read));
	ck_assert(!color_read("red", &read));
	ck_assert(!color_read("0af9c3a", &read));
	ck_assert(!color_read("#0af9c", &read));
	ck_assert(!color_read("#0af9cg", &read));
	ck_assert(!color_read("#0af9c33", &read));
}
END_TEST

START_TEST(contrast_is_that_of_the_guidelines)
{
	ck_assert(
	    fabs(color_contrast(color("#000"), color("#fff")) - 21) < 0.001);
	ck_assert(
	    fabs(color_contrast(color("#fff"), color("#fff")) - 1) < 0.001);
	/* The well-known least gray on white. */
	ck_assert(color_contrast(color("#767676"), color("#fff")) >= 4.5);
	ck_assert(color_contrast(color("#777777"), color("#fff")) < 4.5);
}
END_TEST

START_TEST(looks_are_those_of_oklab)
{
	struct color_look red = color_look(color("#ff0000"));
	struct color_look white = color_look(color("#ffffff"));

	ck_assert(fabs(red.lightness - 0.6280) < 0.0005);
	ck_assert(fabs(red.chroma - 0.2577) < 0.0005);
	ck_assert(fabs(red.hue * 180 / M_PI - 29.23) < 0.05);
	ck_assert(fabs(white.lightness - 1) < 0.0005);
	ck_assert(white.chroma < 0.0005);
}
END_TEST

static unsigned
next_random(unsigned *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state >> 8;
}

START_TEST(a_look_leads_back_to_its_color)
{
	unsigned state = 7;

	for (int i = 0; i < 1000; i++) {
		unsigned bits = next_random(&state);
		struct color one = { (unsigned char)bits,
			(unsigned char)(bits >> 8),
			(unsigned char)(bits >> 16) };
		struct color two = color_of_look(color_look(one));

		ck_assert_int_le(abs(one.red - two.red), 1);
		ck_assert_int_le(abs(one.green - two.green), 1);
		ck_assert_int_le(abs(one.blue - two.blue), 1);
	}
}
END_TEST

static void
expect_contrast(const char *brand, const char *what, struct color color,
    struct color behind, double wanted)
{
	double contrast = color_contrast(color, behind);
	char text[COLOR_TEXT_BYTES], other[COLOR_TEXT_BYTES];

	color_write(color, text);
	color_write(behind, other);
	ck_assert_msg(contrast >= wanted, "%s: %s %s on %s has %.2f", brand,
	    what, text, other, contrast);
}

static void
check_scheme(const char *brand, const struct palette_scheme *scheme,
    const struct palette_ground *ground)
{
	const struct color behind[] = { ground->ground, ground->surface,
		ground->sunken, scheme->accent_soft };

	expect_contrast(brand, "ink", scheme->fill_ink, scheme->fill, 4.5);
	expect_contrast(
	    brand, "ink", scheme->fill_ink, scheme->fill_strong, 4.5);
	for (size_t i = 0; i < ARRAY_LENGTH(behind); i++) {
		expect_contrast(
		    brand, "accent", scheme->accent, behind[i], 4.5);
		expect_contrast(brand, "strong accent", scheme->accent_strong,
		    behind[i], 4.5);
		expect_contrast(brand, "edge", scheme->fill_edge, behind[i], 3);
	}
}

static void
check_brand(struct color brand)
{
	struct palette palette = palette_of(brand);
	char text[COLOR_TEXT_BYTES];

	color_write(brand, text);
	check_scheme(text, &palette.light, &palette_light_ground);
	check_scheme(text, &palette.dark, &palette_dark_ground);
	/* What pages write in their own inks on the soft shade. */
	expect_contrast(
	    text, "text", color("#1b1c1e"), palette.light.accent_soft, 4.5);
	expect_contrast(text, "quiet text", color("#5c6066"),
	    palette.light.accent_soft, 4.5);
	expect_contrast(
	    text, "text", color("#ececee"), palette.dark.accent_soft, 4.5);
	expect_contrast(text, "quiet text", color("#a0a5ad"),
	    palette.dark.accent_soft, 4.5);
}

START_TEST(everything_is_readable_in_a_thousand_random_colors)
{
	unsigned state = 2026;

	for (int i = 0; i < 1000; i++) {
		unsigned bits = next_random(&state);

		check_brand((struct color){ (unsigned char)bits,
		    (unsigned char)(bits >> 8), (unsigned char)(bits >> 16) });
	}
}
END_TEST

START_TEST(everything_is_readable_in_the_hardest_colors)
{
	static const char *const brands[] = { "#000000", "#ffffff", "#fff9c4",
		"#0b0b0d", "#ffff00", "#00ff00", "#00ffff", "#ff00ff",
		"#ff0000", "#0000ff", "#777777", "#767676", "#7f7f7f",
		PALETTE_DEFAULT };

	for (size_t i = 0; i < ARRAY_LENGTH(brands); i++)
		check_brand(color(brands[i]));
}
END_TEST

START_TEST(a_brand_that_reads_stays_what_it_is)
{
	struct palette palette = palette_of(color("#3355dd"));
	char text[COLOR_TEXT_BYTES];

	color_write(palette.light.fill, text);
	ck_assert_str_eq(text, "#3355dd");
	color_write(palette.light.accent, text);
	ck_assert_str_eq(text, "#3355dd");
}
END_TEST

START_TEST(the_sheet_names_every_color_twice)
{
	struct palette palette = palette_of(color("#3355dd"));
	const char *css = palette_css(new_arena(), &palette, ":root");

	ck_assert_ptr_nonnull(strstr(css, ":root{--fill:#3355dd;"));
	ck_assert_ptr_nonnull(strstr(css, "prefers-color-scheme:dark"));
	ck_assert_ptr_nonnull(strstr(strstr(css, "dark"), "--accent-soft:#"));
}
END_TEST

/* Caches keep the sheet for good under the version of its color. */
START_TEST(other_colors_of_the_same_brand_need_another_revision)
{
	const char *css = brand_css(new_arena(), "00aa33.1", ":root", NULL);
	unsigned char hash[SHA256_BYTES];

	ck_assert_ptr_nonnull(css);
	crypto_sha256(css, strlen(css), hash);
	ck_assert_msg(strcmp(text_hex(new_arena(), hash, sizeof(hash)),
			  "723ed624a81b1a6edfdd009eb68063b8"
			  "c6cae82b77a2d5cc8089a2bc4cccb953") == 0,
	    "count REVISION of tenancy/brand_style.c up, and set this to %s",
	    text_hex(new_arena(), hash, sizeof(hash)));
}
END_TEST

Suite *
palette_suite(void)
{
	Suite *suite = suite_create("palette");
	TCase *tests = tcase_create("palette");

	tcase_add_test(tests, a_color_is_read_and_written);
	tcase_add_test(tests, contrast_is_that_of_the_guidelines);
	tcase_add_test(tests, looks_are_those_of_oklab);
	tcase_add_test(tests, a_look_leads_back_to_its_color);
	tcase_add_test(
	    tests, everything_is_readable_in_a_thousand_random_colors);
	tcase_add_test(tests, everything_is_readable_in_the_hardest_colors);
	tcase_add_test(tests, a_brand_that_reads_stays_what_it_is);
	tcase_add_test(tests, the_sheet_names_every_color_twice);
	tcase_add_test(
	    tests, other_colors_of_the_same_brand_need_another_revision);
	suite_add_tcase(suite, tests);
	return suite;
}
