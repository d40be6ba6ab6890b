/*
 * test_template.c - Mustache as specified, in sets, within bounds.
 *
 * SPDX-License-Identifier: ISC
 */
#include "unit.h"

#include "view/template.h"

#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

Suite *template_suite(void);

enum { OUT_BYTES_MAX = 64 * 1024 };

static const char *const modules[] = { "comments", "delimiters", "inheritance",
	"interpolation", "inverted", "partials", "sections" };

static struct json_object *
read_cases(const char *module)
{
	const char *top = getenv("srcdir");
	char path[512];
	struct json_object *cases;

	snprintf(path, sizeof(path), "%s/tests/spec/mustache/%s.json",
	    top == NULL ? "." : top, module);
	cases = json_object_from_file(path);
	ck_assert_msg(cases != NULL, "%s: %s", path, json_util_get_last_err());
	return cases;
}

/* A set of the template, called "t", and its partials; NULL when something does
 * not compile. */
static struct template_set *
set_of(
    struct arena *arena, struct json_object *the_case, const char **complaint)
{
	struct template_set *set = template_set_new(arena);
	struct json_object *partials = json_at(the_case, "partials");
	bool is_fine = template_set_add(set, "t",
	    json_text_at(the_case, "template"), TEMPLATE_TEXT, complaint);

	if (partials != NULL) {
		json_object_object_foreach(partials, name, source) is_fine =
		    is_fine &&
		    template_set_add(
			set, name, json_text(source), TEMPLATE_TEXT, complaint);
	}
	is_fine =
	    is_fine && template_set_link(set, UNKNOWN_IS_EMPTY, complaint);
	return is_fine ? set : NULL;
}

static void
run_case(struct arena *arena, struct json_object *the_case)
{
	const char *name = json_text_at(the_case, "name");
	const char *expected = json_text_at(the_case, "expected");
	const char *complaint = "";
	struct buf out = buf_new(arena, OUT_BYTES_MAX);
	struct template_set *set = set_of(arena, the_case, &complaint);

	if (expected == NULL) {
		ck_assert_msg(set == NULL, "%s: compiles", name);
		expected = json_text_at(the_case, "complaint");
		ck_assert_msg(strstr(complaint, expected) != NULL, "%s: %s",
		    name, complaint);
		return;
	}
	ck_assert_msg(set != NULL, "%s: %s", name, complaint);
	ck_assert_msg(template_render(set, "t", json_at(the_case, "data"), &out,
			  NULL, NULL),
	    "%s: does not render", name);
	ck_assert_msg(strcmp(buf_text(&out), expected) == 0, "%s: \"%s\"", name,
	    buf_text(&out));
}

START_TEST(the_specification_holds)
{
	struct json_object *cases = read_cases(modules[_i]);
	size_t count = json_object_array_length(cases);

	ck_assert_uint_gt(count, 0);
	for (size_t i = 0; i < count; i++) {
		struct arena *arena = arena_create(4096, 1 << 20);

		run_case(arena, json_object_array_get_idx(cases, i));
		arena_free(arena);
	}
	json_object_put(cases);
}
END_TEST

/* The template "t" alone, in a mode. */
static struct template_set *
one(struct arena *arena, const char *source, enum template_mode mode)
{
	struct template_set *set = template_set_new(arena);
	const char *complaint = "";

	ck_assert_msg(template_set_add(set, "t", source, mode, &complaint) &&
		template_set_link(set, UNKNOWN_IS_EMPTY, &complaint),
	    "%s", complaint);
	return set;
}

static const char *
rendered(struct arena *arena, const struct template_set *set, const char *name,
    const char *data)
{
	struct json_object *context =
	    json_keep(arena, json_tokener_parse(data));
	struct buf out = buf_new(arena, OUT_BYTES_MAX);

	ck_assert(template_render(set, name, context, &out, NULL, NULL));
	return buf_text(&out);
}

START_TEST(raw_templates_escape_nothing)
{
	struct arena *arena = new_arena();

	ck_assert_str_eq(
	    rendered(arena, one(arena, "{{x}}{{{x}}}{{&x}}", TEMPLATE_RAW), "t",
		"{\"x\":\"<&'\"}"),
	    "<&'<&'<&'");
}
END_TEST

START_TEST(html_templates_escape_both_quotes)
{
	struct arena *arena = new_arena();

	ck_assert_str_eq(
	    rendered(arena, one(arena, "<p>{{x}}</p>", TEMPLATE_HTML), "t",
		"{\"x\":\"<a b='c' d=\\\"e\\\">&amp;\"}"),
	    "<p>&lt;a b=&#39;c&#39; d=&quot;e&quot;&gt;&amp;amp;</p>");
}
END_TEST

static const struct {
	const char *url;
	const char *rendered;
} urls[] = {
	{ "https://a.example/?b=c&d", "https://a.example/?b=c&amp;d" },
	{ "HTTP://a.example", "HTTP://a.example" },
	{ "mailto:a@b.example", "mailto:a@b.example" },
	{ "tel:+49", "tel:+49" },
	{ "/a:b", "/a:b" },
	{ "//a.example", "//a.example" },
	{ "?a=b:c", "?a=b:c" },
	{ "#a:b", "#a:b" },
	{ "a", "a" },
	{ "", "" },
	{ "javascript:alert(1)", "about:invalid" },
	{ "JaVaScRiPt:alert(1)", "about:invalid" },
	{ " javascript:alert(1)", "about:invalid" },
	{ "java\nscript:alert(1)", "about:invalid" },
	{ "\x01javascript:alert(1)", "about:invalid" },
	{ "data:text/html,x", "about:invalid" },
	{ "vbscript:x", "about:invalid" },
	{ "blob:https://a.example/x", "about:invalid" },
	{ " https://a.example", "about:invalid" },
	{ ":", "about:invalid" },
};

START_TEST(the_scheme_of_a_url_is_checked_when_rendered)
{
	struct arena *arena = new_arena();
	struct template_set *set =
	    one(arena, "<a href='{{.}}'>", TEMPLATE_HTML);
	struct buf out = buf_new(arena, OUT_BYTES_MAX);
	struct json_object *url =
	    json_keep(arena, json_object_new_string(urls[_i].url));

	ck_assert(template_render(set, "t", url, &out, NULL, NULL));
	ck_assert_str_eq(buf_text(&out),
	    arena_printf(arena, "<a href='%s'>", urls[_i].rendered));
}
END_TEST

START_TEST(a_list_in_a_url_is_checked_like_a_text)
{
	struct arena *arena = new_arena();

	ck_assert_str_eq(
	    rendered(arena, one(arena, "<a href=\"{{x}}\">", TEMPLATE_HTML),
		"t", "{\"x\":{\"javascript\":1}}"),
	    "<a href=\"about:invalid\">");
}
END_TEST

static void
count_missing(void *context, const char *template_name, const char *variable)
{
	struct buf *names = context;

	buf_printf(names, "%s.%s ", template_name, variable);
}

START_TEST(missing_names_are_told_but_not_those_of_sections)
{
	struct arena *arena = new_arena();
	struct template_set *set = one(
	    arena, "{{a}}{{b}}{{#c}}{{/c}}{{^d}}{{e.f}}{{/d}}", TEMPLATE_TEXT);
	struct buf out = buf_new(arena, OUT_BYTES_MAX);
	struct buf names = buf_new(arena, OUT_BYTES_MAX);
	struct json_object *context =
	    json_keep(arena, json_tokener_parse("{\"a\":null}"));

	ck_assert(
	    template_render(set, "t", context, &out, count_missing, &names));
	ck_assert_str_eq(buf_text(&names), "t.b t.e.f ");
}
END_TEST

/* Renders t and expects that it is given up. */
static void
expect_no_end(struct template_set *set, const char *data, size_t max_bytes)
{
	struct arena *arena = new_arena();
	struct json_object *context =
	    json_keep(arena, json_tokener_parse(data));
	struct buf out = buf_new(arena, max_bytes);

	ck_assert(!template_render(set, "t", context, &out, NULL, NULL));
}

START_TEST(endless_recursion_is_given_up)
{
	struct arena *arena = new_arena();

	expect_no_end(one(arena, "{{>t}}", TEMPLATE_TEXT), "1", 10);
	expect_no_end(one(arena, " {{>t}}\n", TEMPLATE_TEXT), "1", 10);
	expect_no_end(
	    one(arena, "{{<t}}{{$a}}b{{/a}}{{/t}}", TEMPLATE_TEXT), "1", 10);
	expect_no_end(one(arena, "{{#a}}{{>t}}{{/a}}", TEMPLATE_TEXT),
	    "{\"a\":{\"b\":1}}", 10);
	expect_no_end(one(arena,
			  "{{#a}}{{#a}}{{#a}}{{#a}}{{#a}}{{#a}}{{/a}}{{/a}}"
			  "{{/a}}{{/a}}{{/a}}{{/a}}",
			  TEMPLATE_TEXT),
	    "{\"a\":[1,2,3,4,5,6,7,8,9,0,1,2]}", 10);
}
END_TEST

START_TEST(what_grows_past_its_buffer_is_given_up)
{
	struct arena *arena = new_arena();

	expect_no_end(
	    one(arena, "{{#.}}12345{{/.}}", TEMPLATE_TEXT), "[1,2,3,4]", 19);
}
END_TEST

START_TEST(an_unknown_template_does_not_render)
{
	struct arena *arena = new_arena();
	struct template_set *set = one(arena, "x", TEMPLATE_TEXT);
	struct buf out = buf_new(arena, OUT_BYTES_MAX);

	ck_assert(template_exists(set, "t"));
	ck_assert(!template_exists(set, "u"));
	ck_assert(!template_render(set, "u", NULL, &out, NULL, NULL));
}
END_TEST

START_TEST(a_name_is_given_once)
{
	struct template_set *set = one(new_arena(), "x", TEMPLATE_TEXT);
	const char *complaint = "";

	ck_assert(!template_set_add(set, "t", "y", TEMPLATE_RAW, &complaint));
	ck_assert_str_eq(complaint, "t:1: there already is a template t");
}
END_TEST

START_TEST(a_set_that_is_not_linked_is_a_bug)
{
	struct template_set *set = template_set_new(new_arena());
	struct buf out = buf_new(new_arena(), OUT_BYTES_MAX);
	const char *complaint;

	silence();
	ck_assert(template_set_add(set, "t", "x", TEMPLATE_TEXT, &complaint));
	(void)!template_render(set, "t", NULL, &out, NULL, NULL);
}
END_TEST

static void
write_file(const char *directory, const char *name, const char *content)
{
	char path[512];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	file = fopen(path, "w");
	ck_assert_ptr_nonnull(file);
	ck_assert_int_ge(fputs(content, file), 0);
	ck_assert_int_eq(fclose(file), 0);
}

static void
remove_files(const char *directory, const char *const *names)
{
	char path[512];

	for (; *names != NULL; names++) {
		snprintf(path, sizeof(path), "%s/%s", directory, *names);
		(void)remove(path);
	}
	ck_assert_int_eq(rmdir(directory), 0);
}

START_TEST(a_folder_of_files_is_a_set)
{
	static const char *const names[] = { "chat/page.html",
		"partials/csrf.html", "mail.txt", "notes.md", ".hidden.txt",
		"bad.txt", "prompts/x.txt", "chat", "partials", "prompts",
		NULL };
	struct arena *arena = new_arena();
	char directory[] = "/tmp/template-XXXXXX";
	struct template_set *set;
	const char *complaint = "";

	ck_assert_ptr_nonnull(mkdtemp(directory));
	ck_assert_int_eq(
	    mkdir(arena_printf(arena, "%s/chat", directory), 0700), 0);
	ck_assert_int_eq(
	    mkdir(arena_printf(arena, "%s/partials", directory), 0700), 0);
	write_file(directory, "chat/page.html",
	    "<form method=post>{{>csrf}}{{x}}</form>");
	write_file(directory, "partials/csrf.html", "<input name=\"csrf\">");
	write_file(directory, "mail.txt", "{{x}}\n");
	write_file(directory, "notes.md", "{{");
	write_file(directory, ".hidden.txt", "{{");
	ck_assert_int_eq(
	    mkdir(arena_printf(arena, "%s/prompts", directory), 0700), 0);
	write_file(directory, "prompts/x.txt", "{{ a brace");
	set = template_set_load(arena, directory, &complaint);
	ck_assert_msg(set != NULL, "%s", complaint);
	ck_assert(!template_exists(set, "notes"));
	ck_assert_str_eq(
	    rendered(arena, set, "mail.txt", "{\"x\":\"<\"}"), "<\n");
	ck_assert_str_eq(rendered(arena, set, "chat/page", "{\"x\":\"<\"}"),
	    "<form method=post><input name=\"csrf\">&lt;</form>");
	write_file(directory, "bad.txt", "a\n{{>nobody}}");
	ck_assert_ptr_null(template_set_load(arena, directory, &complaint));
	ck_assert_str_eq(complaint,
	    arena_printf(
		arena, "%s/bad.txt:2: there is no template nobody", directory));
	write_file(directory, "bad.txt", "\xff");
	ck_assert_ptr_null(template_set_load(arena, directory, &complaint));
	remove_files(directory, names);
	ck_assert_ptr_null(template_set_load(arena, directory, &complaint));
}
END_TEST

Suite *
template_suite(void)
{
	Suite *suite = suite_create("template");
	TCase *cases = tcase_create("template");

	tcase_add_loop_test(
	    cases, the_specification_holds, 0, (int)ARRAY_LENGTH(modules));
	tcase_add_test(cases, raw_templates_escape_nothing);
	tcase_add_test(cases, html_templates_escape_both_quotes);
	tcase_add_loop_test(cases, the_scheme_of_a_url_is_checked_when_rendered,
	    0, (int)ARRAY_LENGTH(urls));
	tcase_add_test(cases, a_list_in_a_url_is_checked_like_a_text);
	tcase_add_test(cases, missing_names_are_told_but_not_those_of_sections);
	tcase_add_test(cases, endless_recursion_is_given_up);
	tcase_add_test(cases, what_grows_past_its_buffer_is_given_up);
	tcase_add_test(cases, an_unknown_template_does_not_render);
	tcase_add_test(cases, a_name_is_given_once);
	tcase_add_test_raise_signal(
	    cases, a_set_that_is_not_linked_is_a_bug, SIGABRT);
	tcase_add_test(cases, a_folder_of_files_is_a_set);
	suite_add_tcase(suite, cases);
	return suite;
}
