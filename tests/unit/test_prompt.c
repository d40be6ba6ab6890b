/*
 * test_prompt.c - the prompt builder, the fixed sentences, the templates.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/agent.h"
#include "agents/prompt.h"
#include "agents/sentence.h"
#include "base/text.h"
#include "unit.h"

Suite *prompt_suite(void);

static const char *
hello(struct arena *arena, const char *name)
{
	struct prompt_config studio = { .studio_name = name };

	return prompt_expand(
	    arena, "Hallo von {studio_name}!", &studio, LANGUAGE_DE);
}

START_TEST(each_studio_has_its_own_name)
{
	struct arena *arena = new_arena();

	ck_assert_str_eq(hello(arena, "Kraftwerk"), "Hallo von Kraftwerk!");
	ck_assert_str_eq(hello(arena, "Ruheraum"), "Hallo von Ruheraum!");
}
END_TEST

START_TEST(a_missing_value_has_its_fallback)
{
	struct arena *arena = new_arena();
	struct prompt_config studio = { .studio_address = "" };
	const char *text = prompt_expand(arena,
	    "{studio_emergency_number} {studio_locale} "
	    "{agent_display_name} {studio_address}",
	    &studio, LANGUAGE_EN);

	ck_assert_str_eq(hello(arena, NULL), "Hallo von Fitnessstudio!");
	ck_assert_str_eq(hello(arena, "  "), "Hallo von Fitnessstudio!");
	ck_assert_str_eq(text, "112 de-DE ARIIA (not given)");
}
END_TEST

START_TEST(every_value_has_fallbacks_and_a_limit)
{
	for (const struct placeholder *at = placeholders; at->name; at++) {
		ck_assert_uint_gt(at->limit, 0);
		for (enum language in = LANGUAGE_DE; in < LANGUAGES; in++)
			ck_assert(!text_is_empty(at->fallback[in]));
		ck_assert_ptr_nonnull(
		    record_field(&prompt_config_record, at->name));
	}
}
END_TEST

START_TEST(a_value_is_never_expanded_again)
{
	struct arena *arena = new_arena();

	ck_assert_str_eq(hello(arena, "{studio_address} {{x}} {"),
	    "Hallo von {studio_address} {{x}} {!");
}
END_TEST

START_TEST(a_value_is_capped)
{
	struct arena *arena = new_arena();
	const char *name = "ä";

	for (int at = 0; at < 9; at++)
		name = arena_printf(arena, "%s%s", name, name);
	ck_assert_uint_eq(text_characters(hello(arena, name)),
	    100 + text_characters("Hallo von !"));
}
END_TEST

START_TEST(doubled_braces_are_braces)
{
	struct arena *arena = new_arena();
	struct prompt_config studio = { .studio_name = "A" };

	ck_assert_str_eq(prompt_expand(arena, "{{{studio_name}}} {{}}", &studio,
			     LANGUAGE_DE),
	    "{A} {}");
	ck_assert_ptr_null(prompt_complaint(arena, "{{{studio_name}}} {{}}"));
	ck_assert_str_eq(prompt_expand(arena, "", &studio, LANGUAGE_DE), "");
}
END_TEST

START_TEST(a_bad_template_is_refused_with_its_line)
{
	static const char *const bad[] = { "{", "}", "{}", "{studio_name",
		"{ studio_name}", "{Studio_name}", "{studio_name }",
		"{studio_nam}", "{studio_names}", "{{studio_name}", "a } b",
		"{{{", "{studio_name}}", "{studio-name}", "{0}" };
	struct arena *arena = new_arena();

	for (size_t at = 0; at < ARRAY_LENGTH(bad); at++)
		ck_assert_msg(prompt_complaint(arena, bad[at]) != NULL,
		    "not refused: %s", bad[at]);
	ck_assert_str_eq(prompt_complaint(arena, "a\nb {no_such} c"),
	    "line 2: there is no value called \"no_such\"");
}
END_TEST

static void
write_file(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	ck_assert_ptr_nonnull(file);
	ck_assert_int_ge(fputs(text, file), 0);
	ck_assert_int_eq(fclose(file), 0);
}

START_TEST(a_template_is_read_with_its_version)
{
	struct arena *arena = new_arena();
	char path[] = "/tmp/ariia-prompt-XXXXXX";
	const char *complaint = NULL;
	struct prompt_template *template;
	int file = mkstemp(path);

	ck_assert_int_ge(file, 0);
	write_file(path, "abc");
	template = prompt_read(arena, path, &complaint);
	ck_assert_ptr_nonnull(template);
	ck_assert_str_eq(template->text, "abc");
	ck_assert_str_eq(template->version, "ba7816bf8f01");
	write_file(path, "{unknown}");
	ck_assert_ptr_null(prompt_read(arena, path, &complaint));
	ck_assert_ptr_nonnull(strstr(complaint, "line 1"));
	write_file(path, " \n");
	ck_assert_ptr_null(prompt_read(arena, path, &complaint));
	write_file(path, "\xff");
	ck_assert_ptr_null(prompt_read(arena, path, &complaint));
	ck_assert_int_eq(remove(path), 0);
	ck_assert_ptr_null(prompt_read(arena, path, &complaint));
	ck_assert_ptr_nonnull(strstr(complaint, path));
}
END_TEST

START_TEST(every_sentence_is_a_good_template)
{
	struct arena *arena = new_arena();
	struct prompt_config studio = { .studio_name = "Kraftwerk" };

	for (enum sentence at = 1; at < SENTENCES; at++)
		for (enum language in = LANGUAGE_DE; in < LANGUAGES; in++) {
			const char *text = sentence_template(at, in);

			ck_assert_ptr_nonnull(text);
			ck_assert_ptr_null(prompt_complaint(arena, text));
			ck_assert(!text_is_empty(
			    sentence_say(arena, at, &studio, in)));
		}
}
END_TEST

START_TEST(an_offer_is_known_again)
{
	struct arena *arena = new_arena();
	struct prompt_config studio = { 0 };

	for (enum language in = LANGUAGE_DE; in < LANGUAGES; in++) {
		ck_assert(sentence_is_offer(
		    arena, sentence_say(arena, SENTENCE_UNKNOWN, &studio, in)));
		ck_assert(sentence_is_offer(arena,
		    sentence_say(arena, SENTENCE_ONLY_TEXT, &studio, in)));
		ck_assert(!sentence_is_offer(
		    arena, sentence_say(arena, SENTENCE_THANKS, &studio, in)));
	}
	ck_assert(!sentence_is_offer(arena, NULL));
}
END_TEST

/* Where the tests run, srcdir is set. */
static const char *
template_dir(struct arena *arena)
{
	const char *source = getenv("srcdir");

	return arena_printf(
	    arena, "%s/templates", source == NULL ? "." : source);
}

START_TEST(the_templates_of_all_agents_are_good)
{
	struct arena *arena = new_arena();
	struct config config = { .template_dir = template_dir(arena) };
	const char *complaint = agents_read(arena, &config);

	ck_assert_msg(complaint == NULL, "%s", complaint);
	for (size_t at = 0; agents[at] != NULL; at++)
		for (enum language in = LANGUAGE_DE; in < LANGUAGES; in++)
			ck_assert_ptr_nonnull(
			    strstr(agent_template(agents[at], in)->text,
				sentence_template(SENTENCE_UNKNOWN, in)));
	ck_assert_ptr_eq(agent_find("persona"), &persona_agent);
	ck_assert_ptr_null(agent_find("nobody"));
}
END_TEST

START_TEST(a_missing_template_keeps_the_program_from_starting)
{
	struct arena *arena = new_arena();
	struct config config = { .template_dir = "/nonexistent" };

	ck_assert_ptr_nonnull(
	    strstr(agents_read(arena, &config), "/nonexistent/prompts/"));
}
END_TEST

Suite *
prompt_suite(void)
{
	Suite *suite = suite_create("prompt");
	TCase *tests = tcase_create("prompt");

	tcase_add_test(tests, each_studio_has_its_own_name);
	tcase_add_test(tests, a_missing_value_has_its_fallback);
	tcase_add_test(tests, every_value_has_fallbacks_and_a_limit);
	tcase_add_test(tests, a_value_is_never_expanded_again);
	tcase_add_test(tests, a_value_is_capped);
	tcase_add_test(tests, doubled_braces_are_braces);
	tcase_add_test(tests, a_bad_template_is_refused_with_its_line);
	tcase_add_test(tests, a_template_is_read_with_its_version);
	tcase_add_test(tests, every_sentence_is_a_good_template);
	tcase_add_test(tests, an_offer_is_known_again);
	tcase_add_test(tests, the_templates_of_all_agents_are_good);
	tcase_add_test(
	    tests, a_missing_template_keeps_the_program_from_starting);
	suite_add_tcase(suite, tests);
	return suite;
}
