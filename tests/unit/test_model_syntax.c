/*
 * test_model_syntax.c - calls that models write as text.
 *
 * SPDX-License-Identifier: ISC
 */
#include "model_case.h"

Suite *model_syntax_suite(void);

#define CONTENT(content) "{'choices':[{'message':{'content':'" content "'}}]}"
#define CALLED MODEL_CALLS_TOOLS, NULL
#define BAR "\xef\xbd\x9c"
#define BLANK "\xe2\x96\x81"
#define MARK(name) "<" BAR name BAR ">"

/* clang-format off */
static const struct model_case calls[] = {
	{ CONTENT("<tool_call>\\n{\\'name\\': \\'f\\', \\'arguments\\': {\\'a\\': 1}}\\n</tool_call>"), CALLED,
	    "f {'a':1}" },
	{ CONTENT("<tool_call>{\\'name\\':\\'f\\',\\'arguments\\':{}}</tool_call>\\n<tool_call>{\\'name\\':\\'g\\',"
	    "\\'arguments\\':{}}"), CALLED, "f {} | g {}" },
	{ CONTENT("<think>hm</think>\\n\\n<tool_call>{\\'name\\':\\'f\\',\\'arguments\\':{}}</tool_call>"), CALLED, "f {}" },
	{ CONTENT("hm</think><tool_call>{\\'name\\':\\'f\\',\\'arguments\\':{}}</tool_call><|im_end|>"), CALLED, "f {}" },
	{ CONTENT("<tool_call>\\n<function=f>\\n<parameter=a>\\nBerlin Mitte\\n</parameter>\\n<parameter=b>\\n2\\n"
	    "</parameter>\\n</function>\\n</tool_call>"), CALLED, "f {'a':'Berlin Mitte','b':2}" },
	{ CONTENT("<tool_call>f\\n<arg_key>a</arg_key>\\n<arg_value>x</arg_value>\\n<arg_key>b</arg_key>\\n<arg_value>2"
	    "</arg_value>\\n</tool_call>"), CALLED, "f {'a':'x','b':2}" },
	{ CONTENT("<function=f>{\\'a\\':1}</function>"), CALLED, "f {'a':1}" },
	{ CONTENT("<function=f></function>"), CALLED, "f {}" },
	{ CONTENT("<|python_tag|>{\\'name\\':\\'f\\',\\'parameters\\':{\\'a\\':1}}<|eom_id|>"), CALLED, "f {'a':1}" },
	{ CONTENT("<|python_tag|>{\\'name\\':\\'f\\',\\'parameters\\':{}};{\\'name\\':\\'g\\',\\'parameters\\':{}}"), CALLED,
	    "f {} | g {}" },
	{ CONTENT("[f(a=\\'x, y\\', b=2, c=[1, 2], d=True), g()]"), CALLED,
	    "f {'a':'x, y','b':2,'c':[1,2],'d':true} | g {}" },
	{ CONTENT("<|tool_call_start|>[f(a=\\'x\\')]<|tool_call_end|>"), CALLED, "f {'a':'x'}" },
	{ CONTENT("[TOOL_CALLS][{\\'name\\':\\'f\\',\\'arguments\\':{\\'a\\':1}}]"), CALLED, "f {'a':1}" },
	{ CONTENT("[TOOL_CALLS] [{\\'name\\':\\'f\\',\\'arguments\\':{}},{\\'name\\':\\'g\\',\\'arguments\\':{}}]</s>"),
	    CALLED, "f {} | g {}" },
	{ CONTENT("[TOOL_CALLS]f[ARGS]{\\'a\\':1}[TOOL_CALLS]g[CALL_ID]123456789[ARGS]{}"), CALLED, "f {'a':1} | g {}" },
	{ CONTENT("[TOOL_CALLS]f{\\'a\\':1}"), CALLED, "f {'a':1}" },
	{ CONTENT(MARK("tool" BLANK "calls" BLANK "begin") MARK("tool" BLANK "call" BLANK "begin") "function"
	    MARK("tool" BLANK "sep") "f\\n```json\\n{\\'a\\':1}\\n```" MARK("tool" BLANK "call" BLANK "end")
	    MARK("tool" BLANK "calls" BLANK "end")), CALLED, "f {'a':1}" },
	{ CONTENT(MARK("tool" BLANK "calls" BLANK "begin") MARK("tool" BLANK "call" BLANK "begin") "f"
	    MARK("tool" BLANK "sep") "{\\'a\\':1}" MARK("tool" BLANK "call" BLANK "end")
	    MARK("tool" BLANK "calls" BLANK "end")), CALLED, "f {'a':1}" },
	{ CONTENT(MARK("DSML") "x"), MODEL_ANSWERED, MARK("DSML") "x" },
	{ CONTENT("<" BAR "DSML" BAR "function_calls>\\n<" BAR "DSML" BAR "invoke name=\\'f\\'>\\n<" BAR "DSML" BAR
	    "parameter name=\\'a\\' string=\\'true\\'>x</" BAR "DSML" BAR "parameter>\\n</" BAR "DSML" BAR "invoke>\\n</" BAR
	    "DSML" BAR "function_calls>"), CALLED, "f {'a':'x'}" },
	{ CONTENT("<|tool_calls_section_begin|><|tool_call_begin|>functions.f:0<|tool_call_argument_begin|>{\\'a\\':1}"
	    "<|tool_call_end|><|tool_calls_section_end|>"), CALLED, "f {'a':1}" },
	{ CONTENT("<|tool_call|>[{\\'name\\':\\'f\\',\\'arguments\\':{}}]<|/tool_call|>"), CALLED, "f {}" },
	{ CONTENT("functools[{\\'name\\':\\'f\\',\\'arguments\\':{}}]"), CALLED, "f {}" },
	{ CONTENT("<|START_ACTION|>[{\\'tool_call_id\\':\\'0\\',\\'tool_name\\':\\'f\\',\\'parameters\\':{}}]"
	    "<|END_ACTION|>"), CALLED, "f {}" },
	{ CONTENT("Action: ```json\\n[{\\'tool_name\\':\\'f\\',\\'parameters\\':{\\'a\\':1}}]\\n```"), CALLED, "f {'a':1}" },
	{ CONTENT("<tool_calls>[{\\'name\\':\\'f\\',\\'arguments\\':{}}]</tool_calls>"), CALLED, "f {}" },
	{ CONTENT("<|action_start|><|plugin|>{\\'name\\':\\'f\\',\\'parameters\\':{}}<|action_end|>"), CALLED, "f {}" },
	{ CONTENT("<function_calls>\\n<invoke name=\\'f\\'>\\n<parameter name=\\'a\\'>x</parameter>\\n</invoke>\\n"
	    "</function_calls>"), CALLED, "f {'a':'x'}" },
	{ CONTENT("<minimax:tool_call>\\n<invoke name=\\'f\\'>\\n</invoke>\\n</minimax:tool_call>"), CALLED, "f {}" },
	{ CONTENT("<|channel|>commentary to=functions.f <|constrain|>json<|message|>{\\'a\\':1}<|call|>"), CALLED,
	    "f {'a':1}" },
	{ CONTENT("<|channel|>analysis<|message|>hm<|end|><|start|>assistant<|channel|>commentary to=functions.f"
	    "<|message|>{}<|call|>"), CALLED, "f {}" },
	{ CONTENT("{\\'name\\':\\'f\\',\\'parameters\\':{\\'a\\':1}}"), CALLED, "f {'a':1}" },
	{ CONTENT("```json\\n{\\'name\\':\\'f\\',\\'arguments\\':{\\'a\\':1}}\\n```"), CALLED, "f {'a':1}" },
	{ CONTENT("{\\'tool_calls\\':[{\\'type\\':\\'function\\',\\'function\\':{\\'name\\':\\'f\\',\\'arguments\\':"
	    "\\'{}\\'}}]}"), CALLED, "f {}" },
	{ CONTENT("{\\'type\\':\\'function\\',\\'function\\':{\\'name\\':\\'f\\',\\'arguments\\':{\\'a\\':1}}}"), CALLED,
	    "f {'a':1}" },
	{ CONTENT("{\\'function_call\\':{\\'name\\':\\'f\\',\\'arguments\\':{}}}"), CALLED, "f {}" },
	{ CONTENT("<tool_call>{\\'name\\':\\'f\\',\\'arguments\\':\\'{\\\\\\'a\\\\\\':1}\\'}</tool_call>"), CALLED,
	    "f {'a':1}" },
};

/* Anything else in it leaves it to the rules for what may be sent. */
static const struct model_case texts[] = {
	{ CONTENT("Hallo!"), MODEL_ANSWERED, "Hallo!" },
	{ CONTENT("Ich schaue nach. <tool_call>x</tool_call>"), MODEL_ANSWERED,
	    "Ich schaue nach. <tool_call>x</tool_call>" },
	{ CONTENT("<tool_call></tool_call>"), MODEL_ANSWERED, "<tool_call></tool_call>" },
	{ CONTENT("<tool_call>{\\'name\\':\\'f\\'}</tool_call>"), MODEL_ANSWERED, "<tool_call>{'name':'f'}</tool_call>" },
	{ CONTENT("<tool_call>{\\'name\\':"), MODEL_ANSWERED, "<tool_call>{'name':" },
	{ CONTENT("{\\'a\\':1}"), MODEL_ANSWERED, "{'a':1}" },
	{ CONTENT("[1, 2]"), MODEL_ANSWERED, "[1, 2]" },
	{ CONTENT("[]"), MODEL_ANSWERED, "[]" },
	{ CONTENT("[Link](https://example.com)"), MODEL_ANSWERED, "[Link](https://example.com)" },
	{ CONTENT("```"), MODEL_ANSWERED, "```" },
	{ CONTENT("<b>Hallo</b>"), MODEL_ANSWERED, "<b>Hallo</b>" },
	{ CONTENT("<function=f>"), MODEL_ANSWERED, "<function=f>" },
	{ CONTENT("f(a=1)"), MODEL_ANSWERED, "f(a=1)" },
	{ CONTENT("<think>hm</think>Hallo"), MODEL_ANSWERED, "<think>hm</think>Hallo" },
};
/* clang-format on */

static struct model_case
offered(struct model_case wanted)
{
	wanted.offers_tools = true;
	return wanted;
}

START_TEST(nothing_but_calls_are_calls)
{
	for (size_t at = 0; at < ARRAY_LENGTH(calls); at++) {
		struct model_case wanted = offered(calls[at]);

		model_case_check(&wanted);
	}
}
END_TEST

START_TEST(everything_else_stays_text)
{
	for (size_t at = 0; at < ARRAY_LENGTH(texts); at++) {
		struct model_case wanted = offered(texts[at]);

		model_case_check(&wanted);
	}
}
END_TEST

START_TEST(without_an_offer_nothing_in_a_text_is_a_call)
{
	static const struct model_case wanted = {
		CONTENT("<tool_call>{\\'name\\':\\'f\\',\\'arguments\\':{}}"
			"</tool_call>"),
		MODEL_ANSWERED,
		"<tool_call>{'name':'f','arguments':{}}</tool_call>"
	};

	model_case_check(&wanted);
}
END_TEST

START_TEST(plain_json_is_a_call_only_of_a_tool_that_was_offered)
{
	static const struct model_tool tools[] = { { "f", "F", "{}" } };
	static const struct {
		const char *body;
		enum model_verdict verdict;
	} cases[] = {
		{ "{\\\"name\\\":\\\"f\\\",\\\"arguments\\\":{}}",
		    MODEL_CALLS_TOOLS },
		{ "{\\\"name\\\":\\\"g\\\",\\\"arguments\\\":{}}",
		    MODEL_ANSWERED },
		{ "<tool_call>{\\\"name\\\":\\\"g\\\",\\\"arguments\\\":{}}",
		    MODEL_CALLS_TOOLS },
	};
	struct task task = new_task(new_arena());

	for (size_t at = 0; at < ARRAY_LENGTH(cases); at++) {
		const char *body = arena_printf(task.arena,
		    "{\"choices\":[{\"message\":{\"content\":\"%s\"}}]}",
		    cases[at].body);
		struct http_response response = { .outcome = HTTP_ANSWERED,
			.status = 200,
			.body = body,
			.body_len = strlen(body),
			.content_type = "",
			.should_retry = "",
			.error = "" };

		ck_assert_int_eq(
		    model_answer_read_offered(&task, &response, tools, 1)
			.verdict,
		    cases[at].verdict);
	}
}
END_TEST

Suite *
model_syntax_suite(void)
{
	Suite *suite = suite_create("model_syntax");
	TCase *tests = tcase_create("model_syntax");

	tcase_add_test(tests, nothing_but_calls_are_calls);
	tcase_add_test(tests, everything_else_stays_text);
	tcase_add_test(tests, without_an_offer_nothing_in_a_text_is_a_call);
	tcase_add_test(
	    tests, plain_json_is_a_call_only_of_a_tool_that_was_offered);
	suite_add_tcase(suite, tests);
	return suite;
}
