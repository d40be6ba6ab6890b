/*
 * test_text_catalog.c - languages that say the same, or do not load.
 *
 * SPDX-License-Identifier: ISC
 */
#include "view/text_catalog.h"

#include <unistd.h>

#include "unit.h"

#include "base/text.h"

static void
write_file(const char *directory, const char *name, const char *content)
{
	const char *path = arena_printf(new_arena(), "%s/%s", directory, name);
	FILE *file = fopen(path, "w");

	ck_assert_ptr_nonnull(file);
	ck_assert_int_ge(fputs(content, file), 0);
	ck_assert_int_eq(fclose(file), 0);
}

/* The catalog of two files, or NULL and why. NULL for a file leaves it out. */
static struct text_catalog *
load(const char *de, const char *en, const char **complaint)
{
	struct arena *arena = new_arena();
	char directory[] = "/tmp/catalog-XXXXXX";
	struct text_catalog *catalog;
	const char *at;

	ck_assert_ptr_nonnull(mkdtemp(directory));
	if (de != NULL)
		write_file(directory, "de.json", de);
	if (en != NULL)
		write_file(directory, "en.json", en);
	write_file(directory, "notes.md", "{");
	catalog = text_catalog_load(arena, directory, complaint);
	(void)unlink(arena_printf(arena, "%s/de.json", directory));
	(void)unlink(arena_printf(arena, "%s/en.json", directory));
	(void)unlink(arena_printf(arena, "%s/notes.md", directory));
	ck_assert_int_eq(rmdir(directory), 0);
	at = catalog == NULL ? strrchr(*complaint, '/') : NULL;
	if (at != NULL)
		*complaint = at + 1;
	return catalog;
}

static void
check_complaint(const char *de, const char *en, const char *expected)
{
	const char *complaint = "";

	ck_assert_ptr_null(load(de, en, &complaint));
	ck_assert_str_eq(complaint, expected);
}

static struct text_catalog *
greetings(void)
{
	const char *complaint = "";
	struct text_catalog *catalog =
	    load("{\"a\":{\"hi\":\"Hallo {name}, {count} da\","
		 "\"in\":{\"x\":\"{name}\"}},\"b\":\"B\"}",
		"{\"a\":{\"hi\":\"{count} here, {name}\","
		"\"in\":{\"x\":\"<{name}>\"}},\"b\":\"Bee\"}",
		&complaint);

	ck_assert_msg(catalog != NULL, "%s", complaint);
	return catalog;
}

static struct json_object *
context(void)
{
	struct json_object *object = json_new_object(new_arena());

	json_add_text(object, "name", "{count}");
	json_add_int(object, "count", 3);
	return object;
}

START_TEST(placeholders_are_filled_once)
{
	struct text_catalog *catalog = greetings();
	struct arena *arena = new_arena();

	ck_assert_str_eq(
	    text_catalog_text(catalog, arena, "de", "a.hi", context()),
	    "Hallo {count}, 3 da");
	ck_assert_str_eq(
	    text_catalog_text(catalog, arena, "en", "a.hi", context()),
	    "3 here, {count}");
	ck_assert_str_eq(text_catalog_text(catalog, arena, "de", "a.hi", NULL),
	    "Hallo ,  da");
}
END_TEST

START_TEST(what_is_no_text_is_none)
{
	struct text_catalog *catalog = greetings();
	struct arena *arena = new_arena();
	static const char *const keys[] = { "", "a", "a.", "a.no", "a.hi.x",
		"no", ".", "a..hi", ".a.hi." };

	for (size_t i = 0; i < ARRAY_LENGTH(keys); i++)
		ck_assert_ptr_null(
		    text_catalog_text(catalog, arena, "de", keys[i], NULL));
	ck_assert_ptr_null(
	    text_catalog_section(catalog, arena, "de", "b", NULL));
}
END_TEST

START_TEST(a_section_is_filled_all_through)
{
	struct arena *arena = new_arena();
	struct json_object *section =
	    text_catalog_section(greetings(), arena, "en", "a", context());

	ck_assert_str_eq(json_text_at(section, "hi"), "3 here, {count}");
	ck_assert_str_eq(json_text_at(section, "in", "x"), "<{count}>");
}
END_TEST

START_TEST(a_language_is_found_or_german)
{
	static const char *const cases[][2] = { { "en", "en" },
		{ "en-GB", "en" }, { "EN_us", "en" }, { "de-AT", "de" },
		{ "fr", "de" }, { "english", "de" }, { "e", "de" },
		{ "", "de" }, { NULL, "de" } };
	struct text_catalog *catalog = greetings();

	for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
		ck_assert_str_eq(
		    text_catalog_language(catalog, cases[i][0]), cases[i][1]);
}
END_TEST

START_TEST(every_language_has_every_text)
{
	check_complaint(
	    "{\"a\":{\"b\":\"x\"}}", "{\"a\":{}}", "en.json: a.b is missing");
	check_complaint(
	    "{\"a\":{}}", "{\"a\":{\"b\":\"x\"}}", "de.json: a.b is missing");
	check_complaint(
	    "{\"a\":\"x\"}", "{\"a\":\"\"}", "en.json: a is no text");
	check_complaint("{\"a\":\"x\"}", "{\"a\":{}}", "en.json: a is no text");
	check_complaint("{\"a\":\"{n}\"}", "{\"a\":\"n\"}",
	    "en.json: a has other placeholders, or a wrong one");
}
END_TEST

START_TEST(a_broken_file_does_not_load)
{
	check_complaint("{\"a\":}", NULL, "de.json: no JSON at byte 5");
	check_complaint("{\"a\":\"{n\"}", NULL,
	    "de.json: a has other placeholders, or a wrong one");
	check_complaint("{\"a\":\"{}\"}", NULL,
	    "de.json: a has other placeholders, or a wrong one");
	check_complaint("{\"a\":[]}", NULL, "de.json: a is no section");
	check_complaint("{\"a\":1}", NULL, "de.json: a is no section");
}
END_TEST

START_TEST(without_german_there_is_no_catalog)
{
	const char *complaint = "";

	ck_assert_ptr_null(load(NULL, "{}", &complaint));
	ck_assert(text_ends_with(complaint, "has no de.json"));
	ck_assert_ptr_null(
	    text_catalog_load(new_arena(), "/nowhere", &complaint));
	ck_assert_str_eq(complaint, "/nowhere: No such file or directory");
}
END_TEST

START_TEST(our_own_texts_are_complete)
{
	const char *top = getenv("srcdir");
	struct arena *arena = new_arena();
	const char *complaint = "";
	const struct text_catalog *catalog = text_catalog_load(arena,
	    arena_printf(arena, "%s/templates/text", top == NULL ? "." : top),
	    &complaint);

	ck_assert_msg(catalog != NULL, "%s", complaint);
	ck_assert_str_eq(text_catalog_language(catalog, "en"), "en");
}
END_TEST

Suite *text_catalog_suite(void);

Suite *
text_catalog_suite(void)
{
	Suite *suite = suite_create("text_catalog");
	TCase *cases = tcase_create("text_catalog");

	tcase_add_test(cases, placeholders_are_filled_once);
	tcase_add_test(cases, what_is_no_text_is_none);
	tcase_add_test(cases, a_section_is_filled_all_through);
	tcase_add_test(cases, a_language_is_found_or_german);
	tcase_add_test(cases, every_language_has_every_text);
	tcase_add_test(cases, a_broken_file_does_not_load);
	tcase_add_test(cases, without_german_there_is_no_catalog);
	tcase_add_test(cases, our_own_texts_are_complete);
	suite_add_tcase(suite, cases);
	return suite;
}
