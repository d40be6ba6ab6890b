/*
 * test_model_answer.c - answers as many providers write them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "model_case.h"

#include "base/json.h"

Suite *model_answer_suite(void);

#define MESSAGE(message)                                                       \
	"{'id':'x','object':'chat.completion','choices':[{'index':0,"          \
	"'message':" message ",'finish_reason':'stop'}]}"
#define CONTENT(content) MESSAGE("{'role':'assistant','content':" content "}")
#define CALLS(calls)                                                           \
	MESSAGE("{'role':'assistant','content':null,'tool_calls':" calls "}")
#define CALL(arguments)                                                        \
	CALLS("[{'id':'call_1','type':'function','function':{'name':'f',"      \
	      "'arguments':" arguments "}}]")

/* clang-format off */
static const struct model_case texts[] = {
	{ CONTENT("'Hi'"), MODEL_ANSWERED, "Hi" },
	{ CONTENT("' \\n Hi \\n'"), MODEL_ANSWERED, "Hi" },
	{ CONTENT("'Gr\\u00fc\\u00dfe \\ud83d\\ude00'"), MODEL_ANSWERED, "Gr\xc3\xbc\xc3\x9f" "e \xf0\x9f\x98\x80" },
	{ CONTENT("null"), MODEL_SAYS_NOTHING },
	{ CONTENT("''"), MODEL_SAYS_NOTHING },
	{ CONTENT("'  \\n '"), MODEL_SAYS_NOTHING },
	{ CONTENT("[]"), MODEL_SAYS_NOTHING },
	{ CONTENT("7"), MODEL_SAYS_NOTHING },
	{ CONTENT("true"), MODEL_SAYS_NOTHING },
	{ MESSAGE("{'role':'assistant'}"), MODEL_SAYS_NOTHING },
	{ MESSAGE("{}"), MODEL_SAYS_NOTHING },
	/* parts */
	{ CONTENT("['A','B']"), MODEL_ANSWERED, "AB" },
	{ CONTENT("[{'type':'text','text':'A'},{'type':'output_text','text':'B'}]"), MODEL_ANSWERED, "AB" },
	{ CONTENT("[{'type':'text','text':{'value':'A','annotations':[]}}]"), MODEL_ANSWERED, "A" },
	{ CONTENT("[{'type':'thinking','thinking':[{'type':'text','text':'hm'}]},{'type':'text','text':'A'}]"),
	    MODEL_ANSWERED, "A" },
	{ CONTENT("[{'type':'thinking','thinking':[{'type':'text','text':'hm'}]}]"), MODEL_SAYS_NOTHING },
	{ CONTENT("[{'type':'reasoning','text':'hm'},{'type':'text','text':'A'}]"), MODEL_ANSWERED, "A" },
	{ CONTENT("[{'type':'text','text':'A'},{'type':'reference','reference_ids':[1]},{'type':'text','text':'.'}]"),
	    MODEL_ANSWERED, "A." },
	{ CONTENT("[{'type':'refusal','refusal':'no'}]"), MODEL_SAYS_NOTHING },
	{ CONTENT("{'type':'text','text':'A'}"), MODEL_ANSWERED, "A" },
	{ CONTENT("{'parts':[{'text':'A'},{'text':'hm','thought':true}]}"), MODEL_ANSWERED, "A" },
	{ CONTENT("[null,7,{'type':'image_url','image_url':{'url':'x'}},{'text':'A'}]"), MODEL_ANSWERED, "A" },
	/* beside the content */
	{ MESSAGE("{'content':'A','reasoning_content':'hm','reasoning':'hm','reasoning_details':[{'type':"
	    "'reasoning.text','text':'hm'}]}"), MODEL_ANSWERED, "A" },
	{ MESSAGE("{'content':'','reasoning_content':'hm'}"), MODEL_SAYS_NOTHING },
	{ MESSAGE("{'content':null,'refusal':'I will not.'}"), MODEL_SAYS_NOTHING },
	{ MESSAGE("{'content':'A','refusal':null,'annotations':[],'audio':null,'function_call':null,"
	    "'tool_calls':null}"), MODEL_ANSWERED, "A" },
	{ MESSAGE("{'content':'A','tool_calls':[]}"), MODEL_ANSWERED, "A" },
	{ CONTENT("'<think>hm</think>A'"), MODEL_ANSWERED, "<think>hm</think>A" },
	/* choices */
	{ "{'choices':[{'text':'A','index':0}]}", MODEL_ANSWERED, "A" },
	{ "{'choices':[{'delta':{'content':'A'},'finish_reason':'stop'}]}", MODEL_ANSWERED, "A" },
	{ "{'choices':[{'index':1,'message':{'content':'B'}},{'index':0,'message':{'content':'A'}}]}",
	    MODEL_ANSWERED, "A" },
	{ "{'choices':[{'message':{'content':'A'}},{'message':{'content':'B'}}]}", MODEL_ANSWERED, "A" },
	{ "{'choices':[{'index':0,'message':{'content':''}},{'index':1,'message':{'content':'B'}}]}",
	    MODEL_ANSWERED, "B" },
	{ "{'choices':{'message':{'content':'A'}}}", MODEL_ANSWERED, "A" },
	{ "{'choices':[]}", MODEL_FAILED },
	{ "{'choices':null}", MODEL_FAILED },
	{ "{'choices':[null]}", MODEL_FAILED },
	{ "{}", MODEL_FAILED },
	{ "[]", MODEL_FAILED },
	{ "null", MODEL_FAILED },
	{ "7", MODEL_FAILED },
	{ "'text'", MODEL_FAILED },
	{ "", MODEL_FAILED },
	{ "<!DOCTYPE html><html><body>502 Bad Gateway</body></html>", MODEL_FAILED },
	/* why it ended */
	{ "{'choices':[{'message':{'content':'A. B'},'finish_reason':'length'}]}", MODEL_ANSWERED, "A. B",
	    .is_cut = true },
	{ "{'choices':[{'message':{'content':''},'finish_reason':'length'}]}", MODEL_SAYS_NOTHING, .is_cut = true },
	{ "{'choices':[{'message':{'content':'A'},'finish_reason':'content_filter'}]}", MODEL_SAYS_NOTHING },
	{ "{'choices':[{'message':{},'finish_reason':'content_filter: SAFETY'}]}", MODEL_SAYS_NOTHING },
	{ "{'choices':[{'message':{'content':'A'},'finish_reason':null}]}", MODEL_ANSWERED, "A" },
	{ "{'choices':[{'message':{'content':'A'},'finish_reason':'tool_calls'}]}", MODEL_ANSWERED, "A" },
	{ "{'choices':[{'message':{'content':'A'},'finish_reason':7}]}", MODEL_ANSWERED, "A" },
	/* other protocols behind the same address */
	{ "{'model':'m','message':{'role':'assistant','content':'A'},'done_reason':'stop','done':true,"
	    "'prompt_eval_count':3,'eval_count':4}", MODEL_ANSWERED, "A", .tokens = 7 },
	{ "{'model':'m','message':{'role':'assistant','content':'A'}}", MODEL_ANSWERED, "A" },
	{ "{'type':'message','role':'assistant','content':[{'type':'text','text':'A'}],'stop_reason':'end_turn',"
	    "'usage':{'input_tokens':3,'output_tokens':4}}", MODEL_ANSWERED, "A", .tokens = 7 },
	{ "{'type':'message','role':'assistant','content':[{'type':'text','text':'A'},{'type':'tool_use','id':'toolu_1',"
	    "'name':'f','input':{'a':1}}]}", MODEL_CALLS_TOOLS, "A", "f {'a':1}" },
	{ "{'object':'response','status':'completed','error':null,'output':[{'type':'reasoning','summary':[]},"
	    "{'type':'message','content':[{'type':'output_text','text':'A'}]}],"
	    "'usage':{'input_tokens':3,'output_tokens':4}}", MODEL_ANSWERED, "A", .tokens = 7 },
	{ "{'object':'response','output':[{'type':'function_call','id':'fc_1','call_id':'call_1','name':'f',"
	    "'arguments':'{\\'a\\':1}'}]}", MODEL_CALLS_TOOLS, NULL, "f {'a':1}" },
	/* a gateway put it into an array */
	{ "[" CONTENT("'A'") "]", MODEL_ANSWERED, "A" },
	/* tokens */
	{ "{'choices':[{'message':{'content':'A'}}],'usage':null}", MODEL_ANSWERED, "A" },
	{ "{'choices':[{'message':{'content':'A'}}],'usage':{'prompt_tokens':9.0,'completion_tokens':10.7}}",
	    MODEL_ANSWERED, "A", .tokens = 19 },
	{ "{'choices':[{'message':{'content':'A'}}],'usage':{'prompt_tokens':'9','completion_tokens':-1}}",
	    MODEL_ANSWERED, "A", .tokens = 9 },
	{ "{'choices':[{'message':{'content':'A'}}],'usage':{'prompt_tokens':null,'completion_tokens':1e99}}",
	    MODEL_ANSWERED, "A" },
	{ "{'choices':[{'message':{'content':'A'}}],'usage':[1]}", MODEL_ANSWERED, "A" },
	/* JSON with faults */
	{ "\xef\xbb\xbf" CONTENT("'A'"), MODEL_ANSWERED, "A" },
	{ "\n\n  \n" CONTENT("'A'"), MODEL_ANSWERED, "A" },
	{ CONTENT("'A'") "\n\ngarbage", MODEL_ANSWERED, "A" },
	{ CONTENT("'A\tB\nC'"), MODEL_ANSWERED, "A\tB\nC" },
	{ CONTENT("'A\\u0000B'"), MODEL_ANSWERED, "AB" },
	{ CONTENT("'A\xff" "B'"), MODEL_ANSWERED, "A\xef\xbf\xbd" "B" },
	{ CONTENT("'Don\\'t'") "x", MODEL_ANSWERED, "Don'" "t" },
	{ CONTENT("'50 \\% off'"), MODEL_ANSWERED, "50 \\% off" },
	{ "{'choices':[{'message':{'content':'A'},'logprobs':{'content':[{'logprob':-Infinity},{'logprob':NaN}]}}]}",
	    MODEL_ANSWERED, "A" },
	{ "{'choices':[{'message':{'content':'A',},},],}", MODEL_ANSWERED, "A" },
	{ "{'choices':[{'message':{'content':'cut", MODEL_FAILED },
	{ ": OPENROUTER PROCESSING\n\n: OPENROUTER PROCESSING\n\n" CONTENT("'A'"), MODEL_ANSWERED, "A" },
	{ ": wait\n\n{\n 'choices': [\n{'message':\n{'content':'A'}}]}", MODEL_ANSWERED, "A" },
	/* An error that is none. */
	{ "{'error':null,'choices':[{'message':{'content':'A'}}]}", MODEL_ANSWERED, "A" },
	{ "{'error':{},'detail':'','errors':[],'choices':[{'message':{'content':'A'}}]}", MODEL_ANSWERED, "A" },
};

static const struct model_case calls[] = {
	{ CALL("'{\\'a\\':1}'"), MODEL_CALLS_TOOLS, NULL, "f {'a':1}" },
	{ CALL("'{ \\'a\\' : 1 }'"), MODEL_CALLS_TOOLS, NULL, "f { 'a' : 1 }" },
	{ CALL("{'a':{'b':[1]}}"), MODEL_CALLS_TOOLS, NULL, "f {'a':{'b':[1]}}" },
	{ CALL("''"), MODEL_CALLS_TOOLS, NULL, "f {}" },
	{ CALL("' '"), MODEL_CALLS_TOOLS, NULL, "f {}" },
	{ CALL("null"), MODEL_CALLS_TOOLS, NULL, "f {}" },
	{ CALL("'null'"), MODEL_CALLS_TOOLS, NULL, "f {}" },
	{ CALL("[]"), MODEL_CALLS_TOOLS, NULL, "f {}" },
	{ CALL("'[]'"), MODEL_CALLS_TOOLS, NULL, "f {}" },
	{ CALL("'{}{}'"), MODEL_CALLS_TOOLS, NULL, "f {}" },
	{ CALL("'{\\'a\\':1} and more'"), MODEL_CALLS_TOOLS, NULL, "f {'a':1}" },
	{ CALL("'{\\'a\\':1,}'"), MODEL_CALLS_TOOLS, NULL, "f {'a':1}" },
	{ CALL("'```json\\n{\\'a\\':1}\\n```'"), MODEL_CALLS_TOOLS, NULL, "f {'a':1}" },
	{ CALL("'{\\'a\\':\\'x\\ny\\'}'"), MODEL_CALLS_TOOLS, NULL, "f {'a':'x\\ny'}" },
	{ CALL("'\\'{\\\\\\'a\\\\\\':1}\\''"), MODEL_CALLS_TOOLS, NULL, "f {'a':1}" },
	{ CALL("'{\\'a\\':'"), MODEL_CALLS_TOOLS, NULL, "f ?" },
	{ CALL("'Berlin'"), MODEL_CALLS_TOOLS, NULL, "f ?" },
	{ CALL("'[1]'"), MODEL_CALLS_TOOLS, NULL, "f ?" },
	{ CALL("7"), MODEL_CALLS_TOOLS, NULL, "f ?" },
	{ CALL("true"), MODEL_CALLS_TOOLS, NULL, "f ?" },
	{ CALLS("[{'id':'call_1','type':'function','function':{'name':'f'}}]"), MODEL_CALLS_TOOLS, NULL, "f {}" },
	{ CALLS("[{'function':{'name':'f','arguments':'{}'}}]"), MODEL_CALLS_TOOLS, NULL, "f {}" },
	{ CALLS("[{'id':'','function':{'name':'f','arguments':'{}'}},{'id':null,'function':{'name':'g'}}]"),
	    MODEL_CALLS_TOOLS, NULL, "f {} | g {}" },
	{ CALLS("[{'id':'c','function':{'name':'f'}},{'id':'c','function':{'name':'g'}}]"), MODEL_CALLS_TOOLS, NULL,
	    "f {} | g {}" },
	{ CALLS("[{'id':7,'function':{'name':'f'}}]"), MODEL_CALLS_TOOLS, NULL, "f {}" },
	{ CALLS("[{'id':'c','name':'f','arguments':{'a':1}}]"), MODEL_CALLS_TOOLS, NULL, "f {'a':1}" },
	{ CALLS("[{'id':'c','function':{'name':'f','parameters':{'a':1}}}]"), MODEL_CALLS_TOOLS, NULL, "f {'a':1}" },
	{ CALLS("{'id':'c','function':{'name':'f','arguments':'{}'}}"), MODEL_CALLS_TOOLS, NULL, "f {}" },
	{ CALLS("[{'id':'c','type':'custom','custom':{'name':'f','input':'words'}}]"), MODEL_CALLS_TOOLS, NULL, "f ?" },
	{ CALLS("[{'id':'c','function':{'name':'functions.f','arguments':'{}'}}]"), MODEL_CALLS_TOOLS, NULL, "f {}" },
	{ CALLS("[{'id':'c','function':{'name':'f<|channel|>commentary','arguments':'{}'}}]"), MODEL_CALLS_TOOLS, NULL,
	    "f {}" },
	{ CALLS("[{'id':'c','function':{'arguments':'{}'}}]"), MODEL_CALLS_TOOLS, NULL, " {}" },
	{ CALLS("[{}]"), MODEL_CALLS_TOOLS, NULL, " {}" },
	{ CALLS("[null,7,'x']"), MODEL_SAYS_NOTHING },
	{ CALLS("7"), MODEL_SAYS_NOTHING },
	{ CALLS("[{'id':'c','index':0,'type':'function','function':{'name':'f','arguments':'{}'},"
	    "'extra_content':{'google':{'thought_signature':'s'}}}]"), MODEL_CALLS_TOOLS, NULL, "f {}" },
	{ MESSAGE("{'content':'Moment.','tool_calls':[{'id':'c','function':{'name':'f','arguments':'{}'}}]}"),
	    MODEL_CALLS_TOOLS, "Moment.", "f {}" },
	{ MESSAGE("{'tool_calls':[{'id':'c','function':{'name':'f','arguments':'{}'}}]}"), MODEL_CALLS_TOOLS, NULL,
	    "f {}" },
	{ MESSAGE("{'content':[{'type':'thinking','thinking':'hm'},{'type':'text','text':'A'}],'tool_calls':"
	    "[{'id':'c','function':{'name':'f','arguments':'{}'}}]}"), MODEL_CALLS_TOOLS, "A", "f {}" },
	{ MESSAGE("{'content':null,'function_call':{'name':'f','arguments':'{\\'a\\':1}'}}"), MODEL_CALLS_TOOLS, NULL,
	    "f {'a':1}" },
	{ MESSAGE("{'content':'','function_call':{'name':'f'}}"), MODEL_CALLS_TOOLS, NULL, "f {}" },
	{ MESSAGE("{'content':'A','function_call':{}}"), MODEL_ANSWERED, "A" },
	/* The reason does not decide. */
	{ "{'choices':[{'finish_reason':'stop','message':{'tool_calls':[{'id':'c','function':{'name':'f'}}]}}]}",
	    MODEL_CALLS_TOOLS, NULL, "f {}" },
	{ "{'choices':[{'finish_reason':'length','message':{'tool_calls':[{'id':'c','function':{'name':'f','arguments':"
	    "'{\\'a\\':'}}]}}]}", MODEL_CALLS_TOOLS, NULL, "f ?", .is_cut = true },
	/* Text and calls in two choices. */
	{ "{'choices':[{'index':0,'message':{'content':'A'}},{'index':1,'message':{'content':null,'tool_calls':"
	    "[{'id':'c','function':{'name':'f'}}]}}]}", MODEL_CALLS_TOOLS, "A", "f {}" },
	{ "{'message':{'role':'assistant','content':'','tool_calls':[{'function':{'name':'f','arguments':{'a':1}}}]},"
	    "'done':true,'done_reason':'stop'}", MODEL_CALLS_TOOLS, NULL, "f {'a':1}" },
};
/* clang-format on */

START_TEST(texts_are_read)
{
	MODEL_CASES_CHECK(texts);
}
END_TEST

START_TEST(calls_are_read)
{
	MODEL_CASES_CHECK(calls);
}
END_TEST

static struct model_answer
read_body(struct task *task, const char *body)
{
	struct http_response response = { .outcome = HTTP_ANSWERED,
		.status = 200,
		.body = body,
		.body_len = strlen(body),
		.content_type = "",
		.retry_after_ms = -1,
		.should_retry = "",
		.error = "" };

	return model_answer_read(task, &response);
}

START_TEST(texts_are_bounded)
{
	struct task task = new_task(new_arena());
	struct buf body = buf_new(task.arena, 1 << 20);
	struct model_answer answer;

	buf_add(&body, "{\"choices\":[{\"message\":{\"content\":\"a");
	for (size_t at = 0; at < 50000; at++)
		buf_add(&body, "\xc3\xbc");
	buf_add(&body, "\"}}]}");
	answer = read_body(&task, buf_text(&body));
	ck_assert_int_eq(answer.verdict, MODEL_ANSWERED);
	ck_assert(answer.is_cut);
	ck_assert_uint_eq(strlen(answer.text), (64 << 10) - 1);
}
END_TEST

START_TEST(calls_are_counted)
{
	struct task task = new_task(new_arena());
	struct buf body = buf_new(task.arena, 1 << 20);
	struct model_answer answer;

	buf_add(&body, "{\"choices\":[{\"message\":{\"tool_calls\":[");
	for (int at = 0; at < 40; at++)
		buf_printf(&body, "%s{\"function\":{\"name\":\"f%d\"}}",
		    at == 0 ? "" : ",", at);
	buf_add(&body, "]}}]}");
	answer = read_body(&task, buf_text(&body));
	ck_assert_int_eq(answer.verdict, MODEL_CALLS_TOOLS);
	ck_assert_uint_eq(answer.call_count, MODEL_CALLS_MAX);
	ck_assert_str_eq(answer.calls[15].name, "f15");
	ck_assert_uint_eq(
	    json_length(json_at(answer.verbatim, "tool_calls")), 16);
}
END_TEST

START_TEST(what_is_sent_back_is_what_came)
{
	struct task task = new_task(new_arena());
	struct model_answer answer = read_body(&task,
	    "{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":null,"
	    "\"reasoning_content\":\"hm\",\"refusal\":null,\"annotations\":[],"
	    "\"tool_calls\":[{\"id\":\"call_1\",\"index\":0,\"function\":"
	    "{\"name\":\"f x\",\"arguments\":\"{\\\"a\\\":\"},"
	    "\"extra_content\":{\"google\":{\"thought_signature\":\"s\"}}}]}}]}");
	size_t len;

	ck_assert_str_eq(json_write(task.arena, answer.verbatim, &len),
	    "{\"role\":\"assistant\",\"reasoning_content\":\"hm\","
	    "\"content\":null,\"tool_calls\":[{\"extra_content\":{\"google\":"
	    "{\"thought_signature\":\"s\"}},\"id\":\"call_1\",\"type\":"
	    "\"function\",\"function\":{\"name\":\"unknown\",\"arguments\":"
	    "\"{}\"}}]}");
	ck_assert_str_eq(answer.calls[0].name, "f x");
}
END_TEST

START_TEST(ids_that_are_made_up_differ_between_answers)
{
	struct task task = new_task(new_arena());
	struct model_answer first = read_body(&task,
	    "{\"choices\":[{\"message\":{\"tool_calls\":[{\"function\":"
	    "{\"name\":\"f\"}}]}}]}");
	struct model_answer second = read_body(&task,
	    "{\"choices\":[{\"message\":{\"tool_calls\":[{\"function\":"
	    "{\"name\":\"g\"}}]}}]}");

	ck_assert_uint_eq(strlen(first.calls[0].id), 9);
	ck_assert_str_ne(first.calls[0].id, second.calls[0].id);
}
END_TEST

Suite *
model_answer_suite(void)
{
	Suite *suite = suite_create("model_answer");
	TCase *tests = tcase_create("model_answer");

	tcase_add_test(tests, texts_are_read);
	tcase_add_test(tests, calls_are_read);
	tcase_add_test(tests, texts_are_bounded);
	tcase_add_test(tests, calls_are_counted);
	tcase_add_test(tests, what_is_sent_back_is_what_came);
	tcase_add_test(tests, ids_that_are_made_up_differ_between_answers);
	suite_add_tcase(suite, tests);
	return suite;
}
