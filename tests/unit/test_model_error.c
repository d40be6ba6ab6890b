/*
 * test_model_error.c - the errors of many providers, and what they mean.
 *
 * SPDX-License-Identifier: ISC
 */
#include "model_case.h"

#include "base/buf.h"

Suite *model_error_suite(void);

/* clang-format off */
static const struct model_case errors[] = {
	{ "{'error':'overloaded'}", MODEL_AGAIN },
	{ "{'error':{'message':'x','code':502}}", MODEL_AGAIN },
	{ "{'error':{'message':'Rate limited','code':429,'metadata':{'provider_name':'P'}},'user_id':'u'}", MODEL_AGAIN },
	{ "[{'error':{'code':503,'message':'The model is overloaded.','status':'UNAVAILABLE'}}]", MODEL_AGAIN },
	{ "{'code':'rate_limit_daily','message':'Error code: 429'}", MODEL_AGAIN },
	{ "{'choices':null,'base_resp':{'status_code':1002,'status_msg':'rate limit'}}", MODEL_AGAIN },
	{ "{'choices':[{'error':{'code':502,'message':'Upstream'},'finish_reason':'error','message':{'content':''}}]}",
	    MODEL_AGAIN },
	{ "{'error':{'code':401,'message':'No auth credentials found'}}", MODEL_FAILED },
	{ "{'detail':'Not authenticated'}", MODEL_FAILED, .status = 401 },
	{ "{'detail':[{'type':'missing','loc':['body','model'],'msg':'Field required','input':{}}]}", MODEL_FAILED,
	    .status = 422 },
	{ "", MODEL_AGAIN, .status = 408 },
	{ "{}", MODEL_AGAIN, .status = 409 },
	{ "{'error':{'message':'slow','type':'requests','code':'rate_limit_exceeded'}}", MODEL_AGAIN, .status = 429 },
	{ "[{'error':{'code':429,'message':'You exceeded your current quota, please check your plan','status':"
	    "'RESOURCE_EXHAUSTED'}}]", MODEL_AGAIN, .status = 429 },
	{ "{'error':{'code':'429','message':'Rate limit is exceeded. Try again in 26 seconds.'}}", MODEL_AGAIN,
	    .status = 429 },
	{ "{'error':{'code':'insufficient_quota'}}", MODEL_FAILED, .status = 429 },
	{ "{'error':{'type':'insufficient_quota','code':null}}", MODEL_FAILED, .status = 429 },
	{ "{'error':{'message':'suspended','type':'exceeded_current_quota_error'}}", MODEL_FAILED, .status = 429 },
	{ "{'error':{'message':'Insufficient Balance','type':'unknown_error','code':'invalid_request_error'}}",
	    MODEL_FAILED, .status = 402 },
	{ "<html><h1>502 Bad Gateway</h1></html>", MODEL_AGAIN, .status = 502 },
	{ "'busy'", MODEL_AGAIN, .status = 503 },
	{ "upstream connect error", MODEL_AGAIN, .status = 504 },
	{ "{'error':{'type':'overloaded_error','message':'Overloaded'}}", MODEL_AGAIN, .status = 529 },
	{ "error code: 1015", MODEL_AGAIN, .status = 429 },
	{ "{'error':{'message':'Incorrect API key provided','code':'invalid_api_key'}}", MODEL_FAILED, .status = 401 },
	{ "{'code':'Client specified an invalid argument','error':'Incorrect API key provided: xa***1.'}",
	    MODEL_FAILED, .status = 400 },
	{ "[{'error':{'code':400,'message':'API key not valid. Please pass a valid API key.','status':"
	    "'INVALID_ARGUMENT'}}]", MODEL_FAILED, .status = 400 },
	{ "", MODEL_FAILED, .status = 403 },
	{ "{'error':{'code':404,'message':'no'}}", MODEL_FAILED, .status = 404 },
	{ "{'object':'error','message':'The model `x` does not exist.','type':'NotFoundError','param':null,'code':404}",
	    MODEL_FAILED, .status = 404 },
	{ "{'error':'bad'}", MODEL_FAILED, .status = 400 },
	{ "", MODEL_FAILED, .status = 301 },
	{ "{'message':'Bad'}", MODEL_FAILED, .status = 400 },
	/* the provider filters */
	{ "{'error':{'code':'content_filter','message':'The response was filtered','status':400,'innererror':{}}}",
	    MODEL_FAILED, .status = 400 },
	{ "{'error':{'code':403,'message':'Your input was flagged','metadata':{'reasons':['violence'],"
	    "'flagged_input':'x'}}}", MODEL_FAILED, .status = 403 },
	/* too long */
	{ "{'error':{'code':'context_length_exceeded'}}", MODEL_TOO_LONG, .status = 400 },
	{ "{'object':'error','message':'This model\\u0027s maximum context length is 4096 tokens. However, you requested"
	    " 9000','code':400}", MODEL_TOO_LONG, .status = 400 },
	{ "{'error':{'code':400,'message':'the request exceeds the available context size','type':"
	    "'exceed_context_size_error','n_prompt_tokens':9}}", MODEL_TOO_LONG, .status = 400 },
	{ "{'error':{'message':'prompt is too long: 210000 tokens > 200000 maximum'}}", MODEL_TOO_LONG, .status = 400 },
	{ "{'message':'Input is too long for requested model.'}", MODEL_TOO_LONG, .status = 400 },
	{ "[{'error':{'code':400,'message':'The input token count (2) exceeds the maximum number of tokens allowed (1).'"
	    "}}]", MODEL_TOO_LONG, .status = 400 },
	{ "{'error':{'message':'Provider returned error','code':400,'metadata':{'raw':'{\\'error\\':{\\'message\\':"
	    "\\'Prompt contains 9 tokens, too large for model with 8 maximum context length\\'}}'}}}", MODEL_TOO_LONG,
	    .status = 400 },
	{ "{'error':{'message':'Request too large for model `x`','type':'tokens','code':'rate_limit_exceeded'}}",
	    MODEL_TOO_LONG, .status = 413 },
	{ "", MODEL_TOO_LONG, .status = 413 },
	/* the other limit */
	{ "{'error':{'code':'unsupported_parameter','param':'max_tokens'}}", MODEL_OTHER_LIMIT, .status = 400 },
	{ "{'error':{'message':'Unsupported parameter: \\u0027max_tokens\\u0027 is not supported with this model. Use "
	    "\\u0027max_completion_tokens\\u0027 instead.','type':'invalid_request_error','param':'max_tokens','code':"
	    "'unsupported_parameter'}}", MODEL_OTHER_LIMIT, .status = 400 },
	{ "{'detail':[{'type':'extra_forbidden','loc':['body','max_tokens'],'msg':'Extra inputs are not permitted'}]}",
	    MODEL_OTHER_LIMIT, .status = 422 },
	{ "{'error':{'message':'max_tokens is too large: 9','param':'max_tokens'}}", MODEL_FAILED, .status = 400 },
	/* no tools */
	{ "{'error':{'message':'registry.ollama.ai/library/gemma:2b does not support tools','type':'api_error'}}",
	    MODEL_NO_TOOLS, .status = 400 },
	{ "{'error':{'message':'No endpoints found that support tool use. To learn more about provider routing',"
	    "'code':404}}", MODEL_NO_TOOLS, .status = 404 },
	{ "{'object':'error','message':'\\'auto\\' tool choice requires --enable-auto-tool-choice and "
	    "--tool-call-parser to be set','type':'BadRequestError','code':400}", MODEL_NO_TOOLS, .status = 400 },
	{ "{'error':{'code':500,'message':'tools param requires --jinja flag','type':'server_error'}}", MODEL_NO_TOOLS,
	    .status = 500 },
	{ "{'error':{'message':'`tool calling` is not supported with this model'}}", MODEL_NO_TOOLS, .status = 400 },
	{ "{'error':{'message':'deepseek-reasoner does not support Function Calling'}}", MODEL_NO_TOOLS, .status = 400 },
	{ "{'object':'error','message':{'detail':[{'type':'extra_forbidden','loc':['body','tools'],'msg':'Extra inputs "
	    "are not permitted'}]},'type':'invalid_request_error'}", MODEL_NO_TOOLS, .status = 422 },
	{ "{'detail':[{'type':'extra_forbidden','loc':['body','tools'],'msg':'Extra inputs are not permitted'}]}",
	    MODEL_NO_TOOLS, .status = 422 },
	{ "{'message':'This model doesn\\u0027t support tool use.'}", MODEL_NO_TOOLS, .status = 400 },
	{ "{'error':{'message':'Unrecognized request argument supplied: tools'}}", MODEL_NO_TOOLS, .status = 400 },
	{ "{'error':{'message':'An assistant message with \\u0027tool_calls\\u0027 must be followed by tool messages'}}",
	    MODEL_FAILED, .status = 400 },
	{ "{'error':{'message':'Failed to call a function. Please adjust your prompt.','type':'invalid_request_error',"
	    "'code':'tool_use_failed','failed_generation':'<function=f>{}</function>'}}", MODEL_AGAIN, .status = 400 },
	/* no pictures */
	{ "{'error':{'message':'Invalid content type. image_url is only supported by certain models.'}}",
	    MODEL_NO_IMAGES, .status = 400 },
	{ "{'error':{'message':'No endpoints found that support image input','code':404}}", MODEL_NO_IMAGES,
	    .status = 404 },
	{ "{'error':{'code':500,'message':'image input is not supported - hint: provide the mmproj','type':"
	    "'server_error'}}", MODEL_NO_IMAGES, .status = 500 },
	{ "{'error':{'message':'Failed to deserialize the JSON body into the target type: messages[0]: unknown variant "
	    "`image_url`, expected `text`'}}", MODEL_NO_IMAGES, .status = 400 },
	{ "{'error':{'message':'messages[1].content must be a string'}}", MODEL_NO_IMAGES, .status = 400 },
	{ "{'object':'error','message':'x is not a multimodal model','code':400}", MODEL_NO_IMAGES, .status = 400 },
};
/* clang-format on */

START_TEST(errors_are_understood)
{
	MODEL_CASES_CHECK(errors);
}
END_TEST

START_TEST(what_a_provider_quotes_is_not_logged_at_length)
{
	struct task task = new_task(new_arena());
	struct buf body = buf_new(task.arena, 1 << 16);
	struct http_response response = { .outcome = HTTP_ANSWERED,
		.status = 400,
		.content_type = "",
		.retry_after_ms = -1,
		.should_retry = "",
		.error = "" };

	buf_add(&body, "{\"error\":{\"message\":\"");
	for (int at = 0; at < 2000; at++)
		buf_add(&body, "word ");
	buf_add(&body, "\"}}");
	response.body = buf_text(&body);
	response.body_len = body.len;
	ck_assert_uint_lt(
	    strlen(model_answer_read(&task, &response).complaint), 500);
}
END_TEST

Suite *
model_error_suite(void)
{
	Suite *suite = suite_create("model_error");
	TCase *tests = tcase_create("model_error");

	tcase_add_test(tests, errors_are_understood);
	tcase_add_test(tests, what_a_provider_quotes_is_not_logged_at_length);
	suite_add_tcase(suite, tests);
	return suite;
}
