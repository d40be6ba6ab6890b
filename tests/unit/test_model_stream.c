/*
 * test_model_stream.c - streams that come though nobody asked for one.
 *
 * SPDX-License-Identifier: ISC
 */
#include "model_case.h"

Suite *model_stream_suite(void);

#define DELTA(delta)                                                           \
	"data: {'object':'chat.completion.chunk','model':'m','choices':"       \
	"[{'index':0,'delta':" delta ",'finish_reason':null}]}\n\n"
#define TEXT(text) DELTA("{'content':" text "}")
#define STOP                                                                   \
	"data: {'choices':[{'index':0,'delta':{},'finish_reason':'stop'}]}\n\n"
#define DONE "data: [DONE]\n\n"
#define PIECE(call) DELTA("{'tool_calls':[" call "]}")

/* clang-format off */
static const struct model_case streams[] = {
	{ DELTA("{'role':'assistant','content':''}") TEXT("'Hel'") TEXT("'lo'") STOP DONE, MODEL_ANSWERED, "Hello" },
	{ TEXT("'A'") STOP, MODEL_ANSWERED, "A" },
	{ TEXT("'A'") DONE, MODEL_ANSWERED, "A" },
	{ TEXT("'A'"), MODEL_ANSWERED, "A", .is_cut = true },
	{ TEXT("'A'") "data: {'choices':[{'delta':{'content':'B", MODEL_ANSWERED, "A", .is_cut = true },
	{ "\xef\xbb\xbf" TEXT("'A'") STOP DONE, MODEL_ANSWERED, "A" },
	{ ": keep-alive\n\n: keep-alive\n\n" TEXT("'A'") ": keep-alive\n\n" STOP DONE, MODEL_ANSWERED, "A" },
	{ "event: message\nid: 1\nretry: 10\n" TEXT("'A'") STOP, MODEL_ANSWERED, "A" },
	{ "data: {'choices':[{'delta':{'content':'A'}}]}\r\n\r\ndata: [DONE]\r\n\r\n", MODEL_ANSWERED, "A" },
	{ "data: {'choices':[{'delta':{'content':'A'}}]}\r\rdata: [DONE]\r\r", MODEL_ANSWERED, "A" },
	{ "data:{'choices':[{'delta':{'content':'A'}}]}\n\ndata:[DONE]\n\n", MODEL_ANSWERED, "A" },
	{ "data: {'choices':[{'delta':\ndata: {'content':'A'}}]}\n\ndata: [DONE]\n\n", MODEL_ANSWERED, "A" },
	{ "data: {'choices':[{'delta':{'content':'A'}}]}\ndata: {'choices':[{'delta':{'content':'B'}}]}\n\n" DONE,
	    MODEL_ANSWERED, "AB" },
	{ "data: data: {'choices':[{'delta':{'content':'A'}}]}\n\n" DONE, MODEL_ANSWERED, "A" },
	{ "data: not JSON\n\n" TEXT("'A'") STOP, MODEL_ANSWERED, "A" },
	{ "data: {'choices':[]}\n\n" TEXT("'A'") STOP "data: {'choices':[],'usage':{'prompt_tokens':3,"
	    "'completion_tokens':4}}\n\n" DONE, MODEL_ANSWERED, "A", .tokens = 7 },
	{ "data: {'choices':[{'delta':{'content':'A'}}],'usage':{'prompt_tokens':1,'completion_tokens':1}}\n\n"
	    "data: {'choices':[{'delta':{'content':'B'},'finish_reason':'stop'}],'usage':{'prompt_tokens':3,"
	    "'completion_tokens':4}}\n\n", MODEL_ANSWERED, "AB", .tokens = 7 },
	{ TEXT("'A'") "data: {'choices':[{'delta':{},'finish_reason':'stop'}],'x_groq':{'usage':{'prompt_tokens':3,"
	    "'completion_tokens':4}}}\n\n" DONE, MODEL_ANSWERED, "A", .tokens = 7 },
	{ TEXT("'A'") "data: {'choices':[{'delta':{},'finish_reason':'length'}]}\n\n" DONE, MODEL_ANSWERED, "A",
	    .is_cut = true },
	{ TEXT("[{'type':'thinking','thinking':[{'type':'text','text':'hm'}]}]") TEXT("[{'type':'text','text':'A'}]") STOP,
	    MODEL_ANSWERED, "A" },
	{ DELTA("{'reasoning_content':'hm','content':null}") TEXT("'A'") STOP, MODEL_ANSWERED, "A" },
	{ DELTA("{'refusal':'I '}") DELTA("{'refusal':'will not'}") STOP, MODEL_SAYS_NOTHING },
	{ "data: {'choices':[{'index':1,'delta':{'content':'B'}},{'index':0,'delta':{'content':'A'}}]}\n\n" DONE,
	    MODEL_ANSWERED, "A" },
	{ "data: {'choices':[{'delta':{'content':'A'},'message':{'content':'A'}}]}\n\n"
	    "data: {'choices':[{'delta':{'content':'B'},'message':{'content':'AB'},'finish_reason':'stop'}]}\n\n",
	    MODEL_ANSWERED, "AB" },
	{ "data: {'choices':[{'index':0,'message':{'content':'AB'},'finish_reason':'stop'}]}\n\n" DONE, MODEL_ANSWERED,
	    "AB" },
	{ "data: {'choices':[{'text':'A'}]}\n\ndata: {'choices':[{'text':'B'}]}\n\n" DONE, MODEL_ANSWERED, "AB" },
	{ DONE, MODEL_FAILED },
	{ ": keep-alive\n\n", MODEL_FAILED },
	{ "data: \n\n", MODEL_FAILED },
	{ STOP DONE, MODEL_SAYS_NOTHING },
	/* an object or lines of them under the name of a stream */
	{ "{'choices':[{'message':{'content':'A'}}]}", MODEL_ANSWERED, "A", .type = "text/event-stream" },
	{ "", MODEL_FAILED, .type = "text/event-stream" },
	{ "{'choices':[{'delta':{'content':'A'}}]}\n{'choices':[{'delta':{'content':'B'},'finish_reason':'stop'}]}\n",
	    MODEL_ANSWERED, "AB", .type = "application/x-ndjson" },
	{ "{'model':'m','message':{'role':'assistant','content':'A'},'done':false}\n"
	    "{'model':'m','message':{'role':'assistant','content':'B'},'done':false}\n"
	    "{'model':'m','done':true,'done_reason':'length','prompt_eval_count':3,'eval_count':4}\n", MODEL_ANSWERED, "AB",
	    .tokens = 7, .is_cut = true },
	{ "{'model':'m','response':'A','done':false}\n{'model':'m','response':'B','done':true}\n", MODEL_ANSWERED, "AB" },
	{ "event: response.created\ndata: {'type':'response.created','response':{'status':'in_progress','output':[]}}\n\n"
	    "event: response.output_text.delta\ndata: {'type':'response.output_text.delta','delta':'A'}\n\n"
	    "event: response.completed\ndata: {'type':'response.completed','response':{'status':'completed','output':"
	    "[{'type':'message','content':[{'type':'output_text','text':'A'}]}]}}\n\n", MODEL_ANSWERED, "A" },
	/* errors on the way */
	{ TEXT("'A'") "data: {'error':{'message':'Upstream','code':502}}\n\n", MODEL_AGAIN },
	{ TEXT("'A'") "event: error\ndata: {'error':'gone'}\n\n", MODEL_AGAIN },
	{ "data: {'error':{'message':'Rate limit','code':429},'choices':[{'delta':{'content':''},'finish_reason':'error'}]}"
	    "\n\n", MODEL_AGAIN },
	{ "data: {'error':{'code':'insufficient_quota'}}\n\n", MODEL_FAILED },
	{ "data: {'object':'error','message':'x does not support tools','code':400}\n\n", MODEL_NO_TOOLS },
	{ "data: {'error':{'message':'slow','code':429}}\n\n", MODEL_AGAIN, .status = 429 },
};

static const struct model_case calls[] = {
	{ PIECE("{'index':0,'id':'c1','type':'function','function':{'name':'f','arguments':''}}")
	  PIECE("{'index':0,'function':{'arguments':'{\\'a'}}") PIECE("{'index':0,'function':{'arguments':'\\':1}'}}")
	  "data: {'choices':[{'delta':{},'finish_reason':'tool_calls'}]}\n\n" DONE, MODEL_CALLS_TOOLS, NULL, "f {'a':1}" },
	/* two that come in turn */
	{ PIECE("{'index':0,'id':'c1','function':{'name':'f','arguments':''}}")
	  PIECE("{'index':1,'id':'c2','function':{'name':'g','arguments':''}}")
	  PIECE("{'index':1,'function':{'arguments':'{\\'b\\':'}}") PIECE("{'index':0,'function':{'arguments':'{\\'a\\':'}}")
	  PIECE("{'index':1,'function':{'arguments':'2}'}}") PIECE("{'index':0,'function':{'arguments':'1}'}}") STOP DONE,
	  MODEL_CALLS_TOOLS, NULL, "f {'a':1} | g {'b':2}" },
	{ PIECE("{'index':0,'id':'c1','function':{'name':'f','arguments':'{}'}},"
		"{'index':1,'id':'c2','function':{'name':'g','arguments':'{}'}}") STOP, MODEL_CALLS_TOOLS, NULL, "f {} | g {}" },
	/* every one numbered 0 */
	{ PIECE("{'index':0,'id':'c1','function':{'name':'f','arguments':'{\\'a\\':1}'}}")
	  PIECE("{'index':0,'id':'c2','function':{'name':'f','arguments':'{\\'a\\':2}'}}") STOP, MODEL_CALLS_TOOLS, NULL,
	  "f {'a':1} | f {'a':2}" },
	{ PIECE("{'index':0,'id':'c1','function':{'name':'f','arguments':''}}")
	  PIECE("{'index':0,'function':{'name':'','arguments':'{\\'a\\':1}'}}")
	  PIECE("{'index':0,'function':{'name':'','arguments':'{\\'a\\':2}'}}") STOP, MODEL_CALLS_TOOLS, NULL,
	  "f {'a':1} | f {'a':2}" },
	/* none numbered */
	{ PIECE("{'id':'c1','function':{'name':'f','arguments':'{\\'a\\':1}'}}")
	  PIECE("{'id':'c2','function':{'name':'g','arguments':'{\\'a\\':2}'}}") STOP, MODEL_CALLS_TOOLS, NULL,
	  "f {'a':1} | g {'a':2}" },
	{ PIECE("{'id':'c1','function':{'name':'f','arguments':'{\\'a\\'',}}")
	  PIECE("{'id':'','function':{'arguments':':1}'}}") STOP, MODEL_CALLS_TOOLS, NULL, "f {'a':1}" },
	{ PIECE("{'id':'','function':{'name':'f','arguments':'{\\'a\\':1}'}}")
	  PIECE("{'id':'','function':{'name':'g','arguments':'{\\'a\\':2}'}}") STOP, MODEL_CALLS_TOOLS, NULL,
	  "f {'a':1} | g {'a':2}" },
	/* id and name with every piece */
	{ PIECE("{'index':0,'id':'c1','function':{'name':'f','arguments':'{\\'a\\'','x':1}}")
	  PIECE("{'index':0,'id':'c1','function':{'name':'f','arguments':':1}'}}") STOP, MODEL_CALLS_TOOLS, NULL, "f {'a':1}" },
	{ PIECE("{'index':0,'id':'c1','function':{'name':'f','arguments':'{\\'a\\':1}'}}")
	  PIECE("{'index':0,'id':'c1','function':{'name':'f','arguments':'{\\'a\\':1}'}}") STOP, MODEL_CALLS_TOOLS, NULL,
	  "f {'a':1}" },
	{ PIECE("{'index':0,'id':'c1','function':{'name':'get_','arguments':''}}")
	  PIECE("{'index':0,'function':{'name':'f','arguments':'{}'}}") STOP, MODEL_CALLS_TOOLS, NULL, "get_f {}" },
	{ PIECE("{'index':0,'id':'c1','function':{'name':'f','arguments':{'a':1}}}") STOP, MODEL_CALLS_TOOLS, NULL,
	  "f {'a':1}" },
	{ PIECE("{'index':0,'id':'c1','function':{'name':'f'}}") STOP, MODEL_CALLS_TOOLS, NULL, "f {}" },
	{ PIECE("{'index':0,'id':'c1','function':{'name':'f','arguments':null}}") STOP, MODEL_CALLS_TOOLS, NULL, "f {}" },
	{ PIECE("{'index':0,'id':'c1','function':{'name':'f','arguments':'{\\'a\\':'}}"), MODEL_CALLS_TOOLS, NULL, "f ?",
	  .is_cut = true },
	{ TEXT("'Moment.'") PIECE("{'index':0,'id':'c1','function':{'name':'f','arguments':'{}'}}") STOP,
	  MODEL_CALLS_TOOLS, "Moment.", "f {}" },
	{ DELTA("{'function_call':{'name':'f','arguments':''}}") DELTA("{'function_call':{'arguments':'{\\'a\\':1}'}}") STOP,
	  MODEL_CALLS_TOOLS, NULL, "f {'a':1}" },
	{ "{'message':{'content':'','tool_calls':[{'function':{'name':'f','arguments':{'a':1}}}]},'done':false}\n"
	  "{'message':{'content':''},'done':true}\n", MODEL_CALLS_TOOLS, NULL, "f {'a':1}" },
};
/* clang-format on */

START_TEST(texts_are_put_together)
{
	MODEL_CASES_CHECK(streams);
}
END_TEST

START_TEST(calls_are_put_together)
{
	MODEL_CASES_CHECK(calls);
}
END_TEST

Suite *
model_stream_suite(void)
{
	Suite *suite = suite_create("model_stream");
	TCase *tests = tcase_create("model_stream");

	tcase_add_test(tests, texts_are_put_together);
	tcase_add_test(tests, calls_are_put_together);
	suite_add_tcase(suite, tests);
	return suite;
}
