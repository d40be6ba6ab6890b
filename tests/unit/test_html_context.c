/*
 * test_html_context.c - what is not clearly safe does not compile.
 *
 * SPDX-License-Identifier: ISC
 */
#include "unit.h"

#include "view/template.h"

Suite *html_context_suite(void);

/* A set of the HTML source, called "t", and what it may name. */
static bool
compiles(const char *source, const char **complaint)
{
	static const struct {
		const char *name;
		const char *source;
	} others[] = {
		{ "csrf", "<input type=\"hidden\" name=\"csrf\">" },
		{ "partial", "<b>{{x}}</b>" },
		{ "form", "<form>{{x}}</form>" },
		{ "layout",
		    "<html lang=\"{{lang}}\"><title>{{$title}}Brand{{/title}}"
		    "</title><body{{$attributes}}{{/attributes}} "
		    "class=\"{{$class}}{{/class}}\">{{$main}}{{/main}}"
		    "<a href=\"{{$link}}{{/link}}\">x</a>"
		    "<form>{{$fields}}{{/fields}}</form></body>" },
		{ "outer",
		    "{{<layout}}{{$main}}<p>{{$inner}}{{/inner}}</p>"
		    "{{/main}}{{/layout}}" },
		{ "twice",
		    "<p>{{$value}}{{/value}}</p>"
		    "<a href=\"{{$value}}{{/value}}\">x</a>" },
		{ "both",
		    "<h1>{{$value}}{{/value}}</h1>"
		    "<title>{{$value}}{{/value}}</title>" },
	};
	struct template_set *set = template_set_new(new_arena());

	for (size_t i = 0; i < ARRAY_LENGTH(others); i++)
		ck_assert_msg(template_set_add(set, others[i].name,
				  others[i].source, TEMPLATE_HTML, complaint),
		    "%s", *complaint);
	ck_assert(
	    template_set_add(set, "text", "{{{x}}}", TEMPLATE_TEXT, complaint));
	return template_set_add(set, "t", source, TEMPLATE_HTML, complaint) &&
	    template_set_link(set, UNKNOWN_IS_EMPTY, complaint);
}

/* clang-format off */
static const char *const safe[] = {
	"",
	"{{x}}",
	"<!DOCTYPE html><p class=a>{{x}} < b & {{y}}</p><br/><hr />",
	"<!-- a -- b <a> --><p>{{x}}</p><!---->",
	"<title>{{x}}</title><textarea>{{x}}</textarea>",
	"<p class=\"a {{x}}\" id='{{x}}' data-a-b=\"{{x}}\">",
	"<p CLASS=\"{{x}}\" title = '{{x}}'>",
	"<input type=\"text\" value=\"{{x}}\" {{#y}}checked{{/y}}>",
	"<input{{#y}} checked{{/y}}>",
	"<input {{#y}}checked{{/y}}/>",
	"<input {{#y}}value=\"{{x}}\"{{/y}} {{^y}}disabled{{/y}} name=a>",
	"<option{{#y}} selected=selected{{/y}}>",
	"<p class=\"{{#x}}a{{/x}}{{^x}}b {{y}}{{/x}}\">",
	"<a href=\"{{x}}\">a</a><img src='{{x}}' alt=''>",
	"<a href=\"{{x}}/y/{{z}}\">",
	"<a href=\"/{{x}}?y={{y}}&amp;z={{z}}#{{a}}\">",
	"<a href=\"https://wa.me/{{x}}\">",
	"<a href=\"mailto:{{x}}\"><a href=\"tel:{{x}}\">",
	"<a href=\" {{x}}\">",
	"<a href=\"{{#x}}/a{{/x}}{{^x}}/b{{/x}}\">",
	"<a href=\"{{^x}}{{y}}{{/x}}\"><a href=\"{{#x}}/a{{/x}}/b/{{y}}\">",
	"<a href=\"?{{x}}\"><a href=\"#{{x}}\">",
	"<form action=\"?{{x}}\"></form>",
	"<link rel=stylesheet href=\"/brand.css?v={{x}}\">",
	"<script src=\"/chat.js?v={{x}}\" defer></script>",
	"<script>if (a < b) c();</script><style>p > b { }</style>{{x}}",
	"<svg viewBox=\"0 0 {{x}} {{y}}\"><path d=\"{{d}}\"/></svg>",
	"<form action=\"/members/{{x}}\" method=\"get\">{{x}}</form>",
	"<form method=\"post\">{{>csrf}}<input></form>",
	"<form method=POST action=\"/a?{{x}}\"><p>{{>csrf}}</p></form>",
	"<form><button formmethod=post>a</button>{{>csrf}}</form>",
	"<ul>{{#l}}<li>{{.}}</li>{{/l}}</ul>",
	"{{=<% %>=}}<p>{{<% x %>}}</p>",
	"{{! <a }}<p>{{>partial}}</p>",
	"{{#x}}<p>{{/x}}{{^x}}<div>{{/x}}{{y}}",
	"{{<layout}}{{/layout}}",
	"{{<layout}}{{$title}}{{x}}{{/title}}{{$main}}<p>{{x}}{{/main}}"
	"{{$class}}a {{x}}{{/class}}{{$attributes}} id=\"{{x}}\" b{{/attributes}}"
	"{{$link}}{{x}}{{/link}}{{/layout}}",
	"{{<outer}}{{$inner}}{{x}}<b>{{y}}</b>{{/inner}}{{/outer}}",
	"{{<both}}{{$value}}{{x}}{{/value}}{{/both}}",
	"<p{{$a}} class=\"a\"{{/a}}>{{$b}}<i>{{x}}</i>{{/b}}</p>",
};

/* clang-format on */

START_TEST(what_is_clearly_safe_compiles)
{
	const char *complaint = "";

	ck_assert_msg(
	    compiles(safe[_i], &complaint), "%s: %s", safe[_i], complaint);
}
END_TEST

/* clang-format off */
static const struct {
	const char *source;
	const char *complaint;
} unsafe[] = {
	/* not escaped */
	{ "{{{x}}}", "would not be escaped" },
	{ "{{&x}}", "would not be escaped" },
	{ "{{>text}}", "text is not HTML" },
	{ "{{<text}}{{/text}}", "text is not HTML" },
	{ "{{>nobody}}", "there is no template nobody" },
	/* where no attribute value is */
	{ "<p class={{x}}>", "without quotes" },
	{ "<p class=a{{x}}>", "without quotes" },
	{ "<p class= {{x}}>", "without quotes" },
	{ "<{{x}}>", "name of a tag" },
	{ "<p{{x}}>", "name of a tag" },
	{ "</p{{x}}>", "name of a tag" },
	{ "<p {{x}}>", "name of a tag" },
	{ "<p {{x}}=\"a\">", "name of a tag" },
	{ "<p data-{{x}}=\"a\">", "name of a tag" },
	{ "<p class=\"a\"{{x}}>", "name of a tag" },
	{ "<!-- {{x}} -->", "a comment" },
	{ "<!doctype {{x}}>", "a comment or doctype" },
	/* scripts, styles and what is read like them */
	{ "<script>{{x}}</script>", "inside script" },
	{ "<script>var a = '{{x}}'</script>", "inside script" },
	{ "<SCRIPT type='application/json'>{{x}}</SCRIPT>", "inside script" },
	{ "<style>{{x}}</style>", "inside script or style" },
	{ "<iframe>{{x}}</iframe>", "inside script" },
	{ "<noembed>{{x}}</noembed>", "inside script" },
	{ "<xmp>{{x}}</xmp>", "inside script" },
	{ "<svg><style>{{x}}</style></svg>", "inside script" },
	{ "<svg><script>{{x}}</script></svg>", "inside script" },
	{ "<script></scriptx>{{x}}", "inside script" },
	{ "<script><!--<script></script>{{x}}", "inside script or style" },
	{ "<plaintext>{{x}}", "never ends" },
	{ "<svg><title><a href={{x}}></title>", "inside title" },
	{ "<textarea><p></textarea>", "inside title" },
	/* attributes that run something */
	{ "<p onclick=\"{{x}}\">", "not known to be harmless" },
	{ "<p ONCLICK='a({{x}})'>", "not known to be harmless" },
	{ "<p style=\"color: {{x}}\">", "not known to be harmless" },
	{ "<iframe srcdoc=\"{{x}}\">", "not known to be harmless" },
	{ "<iframe src=\"{{x}}\">", "not known to be harmless" },
	{ "<object data=\"{{x}}\">", "not known to be harmless" },
	{ "<embed src=\"{{x}}\">", "not known to be harmless" },
	{ "<param value=\"{{x}}\">", "not known to be harmless" },
	{ "<base href=\"{{x}}\">", "not known to be harmless" },
	{ "<base href=\"/{{x}}\">", "not known to be harmless" },
	{ "<meta content=\"{{x}}\">", "not known to be harmless" },
	{ "<meta http-equiv=refresh content='0;{{x}}'>", "not known" },
	{ "<img srcset=\"{{x}}\">", "not known to be harmless" },
	{ "<a ping=\"{{x}}\">", "not known to be harmless" },
	{ "<svg><a xlink:href=\"{{x}}\">", "not known to be harmless" },
	{ "<svg><use href=\"{{x}}\">", "not known to be harmless" },
	{ "<svg><set to=\"{{x}}\">", "not known to be harmless" },
	{ "<svg><animate values=\"{{x}}\">", "not known to be harmless" },
	{ "<form method=\"{{x}}\">", "not known to be harmless" },
	{ "<button formmethod=\"{{x}}\">", "not known to be harmless" },
	{ "<p is=\"{{x}}\">", "not known to be harmless" },
	{ "<a target=\"{{x}}\">", "not known to be harmless" },
	{ "</a href=\"{{x}}\">", "not known to be harmless" },
	{ "<script src=\"{{x}}\">", "which script or style" },
	{ "<script src=\"/a/{{x}}\">", "which script or style" },
	{ "<script src=\"?{{x}}\">", "which script or style" },
	{ "<link rel=stylesheet href=\"/{{x}}.css\">",
	    "which script or style" },
	/* URLs whose scheme or host is not certain */
	{ "<a href=\"java{{x}}\">", "scheme" },
	{ "<a href=\"{{x}}{{y}}\">", "scheme" },
	{ "<a href=\"{{x}}a{{y}}\">", "scheme" },
	{ "<a href=\"{{x}}:{{y}}/{{z}}\">", "scheme" },
	{ "<a href=\"javascript:a({{x}})\">", "a script in a URL" },
	{ "<a href=\"JavaScript:a()\">", "a script in a URL" },
	{ "<a href=\"data:{{x}}\">", "scheme" },
	{ "<a href=\"java&#115;cript:a()//{{x}}\">", "scheme" },
	{ "<a href=\"java\nscript:a()//{{x}}\">", "scheme" },
	{ "<a href=\"&#106;avascript:a()?{{x}}\">", "scheme" },
	{ "<a href=\"{{#x}}/a{{/x}}{{y}}\">", "scheme" },
	{ "<a href=\"{{#x}}java{{/x}}{{y}}\">", "scheme" },
	{ "<a href=\"{{#l}}{{x}}{{/l}}\">", "scheme" },
	{ "<a href=\"{{x}}:a()\">", "make a scheme" },
	{ "<a href=\"{{x}}script:a()\">", "make a scheme" },
	{ "<a href=\"{{x}}&colon;a()\">", "make a scheme" },
	{ "<a href=\"{{x}}\n:a()\">", "make a scheme" },
	{ "<a href=\"{{^x}}java{{/x}}script:a()\">", "make a scheme" },
	{ "<form action=\"{{^x}}/a{{/x}}/{{y}}\">", "which host" },
	{ "<form action=\"{{x}}\">", "which host" },
	{ "<form action=\"/{{x}}\">", "which host" },
	{ "<form action=\"//{{x}}/\">", "which host" },
	{ "<form action=\"/\\{{x}}/\">", "which host" },
	{ "<form action=\"/&#47;{{x}}/\">", "which host" },
	{ "<form action=\"https://{{x}}/\">", "which host" },
	{ "<button formaction=\"{{x}}\">", "which host" },
	/* ways that part */
	{ "<a {{#x}}on{{/x}}click=\"{{y}}\">", "followed by a blank" },
	{ "<a {{#x}}on {{/x}}=\"{{y}}\">", "followed by a blank" },
	{ "<a {{#x}}onclick{{/x}} =\"{{y}}\">", "cannot begin" },
	{ "<a {{^x}}a=b{{/x}}/href=\"{{y}}\">", "followed by a blank" },
	{ "<a {{#l}}click=\"{{x}}\" on{{/l}}>", "not known" },
	{ "<a {{#l}}title=\"{{x}}\" on{{/l}}>", "not known" },
	{ "<a {{#x}}href={{/x}}\"{{y}}\">", "does not end" },
	{ "<a class=\"{{#x}}\" onclick=\"{{/x}}{{y}}\">", "does not end" },
	{ "{{#x}}<p {{/x}}>", "does not end" },
	{ "{{#x}}<script>{{/x}}{{y}}", "does not end" },
	{ "{{^x}}<!-- {{/x}}{{y}}", "does not end" },
	{ "<script>{{#x}}</scr{{/x}}ipt>{{y}}", "does not end" },
	{ "<s{{#x}}cript{{/x}}>{{y}}", "does not end" },
	{ "<{{#x}}a{{/x}}>", "does not end" },
	{ "<form {{#x}}method=post{{/x}}>{{y}}</form>", "does not end" },
	{ "{{#x}}<form>{{/x}}", "does not end" },
	{ "<p", "ends inside a tag" },
	{ "<p>a<", "ends inside a tag" },
	{ "<script>", "ends inside a tag" },
	{ "<!-- a", "ends inside a tag" },
	/* forms */
	{ "<form method=\"post\"></form>", "without {{>csrf}}" },
	{ "<form METHOD=Post></form>", "without {{>csrf}}" },
	{ "<form method=get method=post></form>", "without {{>csrf}}" },
	{ "<form method=&#112;ost></form>", "a reference" },
	{ "<form method=post>{{#x}}{{>csrf}}{{/x}}</form>", "does not end" },
	{ "{{>csrf}}<form method=post></form>", "without {{>csrf}}" },
	{ "<form><button formmethod=post></form>", "without {{>csrf}}" },
	{ "<button formmethod=post form=a>", "outside of a form" },
	{ "<form method=post>{{>csrf}}", "a form is not closed" },
	{ "<form><form></form>", "a form inside a form" },
	{ "<form>{{>form}}</form>", "brings a form" },
	{ "</form>", "without <form>" },
	/* HTML that browsers mend in their own way */
	{ "<![CDATA[ <a> ]]>", "no comment and no doctype" },
	{ "<?php ?>", "no HTML" },
	{ "<!--> <a href={{x}}> -->", "may end with" },
	{ "<!---> <a href={{x}}> -->", "may end with" },
	{ "<!-- a --!> <a href={{x}}>", "may end with" },
	{ "</ a>", "without a tag name" },
	{ "<a<b>", "inside a tag name" },
	{ "<a b'c>", "inside an attribute name" },
	{ "<a =b>", "cannot begin" },
	{ "<a b=>", "without its value" },
	{ "<a b=c\"d>", "has to be quoted" },
	/* partials, parents and blocks */
	{ "<p class=\"{{>partial}}\">", "between tags only" },
	{ "<p {{>partial}}>", "between tags only" },
	{ "<title>{{>partial}}</title>", "between tags only" },
	{ "<script>{{<layout}}{{/layout}}</script>", "between tags only" },
	{ "{{<layout}}{{$titel}}a{{/titel}}{{/layout}}", "has no block titel" },
	{ "{{<layout}}{{$title}}</title>{{/title}}{{/layout}}",
	    "does not end" },
	{ "{{<layout}}{{$title}}<b>{{/title}}{{/layout}}", "inside title" },
	{ "{{<layout}}{{$class}}\" a=\"{{/class}}{{/layout}}", "does not end" },
	{ "{{<layout}}{{$attributes}} {{x}}{{/attributes}}{{/layout}}",
	    "name of a tag" },
	{ "{{<layout}}{{$attributes}} a=\"{{/attributes}}{{/layout}}",
	    "does not end" },
	{ "{{<layout}}{{$link}}java{{x}}{{/link}}{{/layout}}", "scheme" },
	{ "{{<layout}}{{$link}}{{x}}{{y}}{{/link}}{{/layout}}", "scheme" },
	{ "{{<layout}}{{$main}}<script>{{/main}}{{/layout}}", "does not end" },
	{ "{{<layout}}{{$main}}<script>{{x}}</script>{{/main}}{{/layout}}",
	    "inside script" },
	{ "{{<layout}}{{$main}}<p class={{x}}>{{/main}}{{/layout}}",
	    "without quotes" },
	{ "{{<layout}}{{$fields}}<form></form>{{/fields}}{{/layout}}",
	    "a form inside a form" },
	{ "{{<layout}}{{$fields}}{{>form}}{{/fields}}{{/layout}}",
	    "brings a form" },
	{ "{{<outer}}{{$inner}}<a href={{x}}>{{/inner}}{{/outer}}",
	    "without quotes" },
	{ "{{<twice}}{{$value}}{{x}}{{/value}}{{/twice}}",
	    "in text here and in a URL there" },
	{ "{{<both}}{{$value}}<b>{{/value}}{{/both}}", "inside title" },
	{ "<p {{$a}}class=\"{{/a}}{{x}}\">", "does not end" },
	{ "<a on{{$a}}{{/a}}click=\"{{x}}\">", "followed by a blank" },
};

/* clang-format on */

START_TEST(what_is_not_clearly_safe_does_not_compile)
{
	const char *complaint = "";

	ck_assert_msg(
	    !compiles(unsafe[_i].source, &complaint), "%s", unsafe[_i].source);
	ck_assert_msg(strstr(complaint, unsafe[_i].complaint) != NULL, "%s: %s",
	    unsafe[_i].source, complaint);
}
END_TEST

/* Whatever the order in which files of a folder are read. */
START_TEST(a_block_inside_an_argument_is_found_from_before)
{
	static const char *const sources[][2] = {
		{ "account", "{{<desk}}{{$main}}{{x}}{{/main}}{{/desk}}" },
		{ "desk",
		    "{{<layout}}{{$content}}<p>{{$main}}{{/main}}</p>"
		    "{{/content}}{{/layout}}" },
		{ "layout", "<body>{{$content}}{{/content}}</body>" },
	};
	struct template_set *set = template_set_new(new_arena());
	const char *complaint = "";

	for (size_t i = 0; i < ARRAY_LENGTH(sources); i++)
		ck_assert(template_set_add(set, sources[i][0], sources[i][1],
		    TEMPLATE_HTML, &complaint));
	ck_assert_msg(template_set_link(set, UNKNOWN_IS_ERROR, &complaint),
	    "%s", complaint);
}
END_TEST

START_TEST(a_complaint_names_file_and_line)
{
	const char *complaint = "";

	ck_assert(
	    !compiles("<p>\n{{#x}}\n<b>\n{{/x}}\n<a href={{y}}>", &complaint));
	ck_assert_str_eq(
	    complaint, "t:5: {{y}} stands in an attribute without quotes");
	ck_assert(!compiles("<p>\n<b\n{{! a\n }}\n\n c<d>", &complaint) ||
	    strstr(complaint, "t:6: ") != NULL);
}
END_TEST

START_TEST(ways_that_multiply_are_given_up)
{
	struct arena *arena = new_arena();
	struct buf source = buf_new(arena, 4096);
	const char *complaint = "";

	buf_add(&source, "<a ");
	for (int i = 0; i < 40; i++)
		buf_add(&source, "{{#x}}b");
	for (int i = 0; i < 40; i++)
		buf_add(&source, "{{/x}}");
	buf_add(&source, ">");
	ck_assert(!compiles(buf_text(&source), &complaint));
}
END_TEST

Suite *
html_context_suite(void)
{
	Suite *suite = suite_create("html_context");
	TCase *cases = tcase_create("html_context");

	tcase_add_loop_test(
	    cases, what_is_clearly_safe_compiles, 0, (int)ARRAY_LENGTH(safe));
	tcase_add_loop_test(cases, what_is_not_clearly_safe_does_not_compile, 0,
	    (int)ARRAY_LENGTH(unsafe));
	tcase_add_test(cases, a_block_inside_an_argument_is_found_from_before);
	tcase_add_test(cases, a_complaint_names_file_and_line);
	tcase_add_test(cases, ways_that_multiply_are_given_up);
	suite_add_tcase(suite, cases);
	return suite;
}
