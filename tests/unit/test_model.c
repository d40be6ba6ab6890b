/*
 * test_model.c - requests to a model, its answers of every kind, the breaker.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/breaker.h"
#include "agents/model.h"
#include "base/json.h"
#include "base/text.h"
#include "unit.h"

Suite *model_suite(void);

static struct json_object *
request_of(struct task *task, const struct model_message *messages,
    size_t count, const char **text)
{
	struct model_prompt prompt = { .model = "m",
		.system = "S",
		.messages = messages,
		.count = count,
		.tokens_max = 100 };
	struct json_object *request = NULL;
	size_t len;

	*text = model_request(task->arena, &prompt, &len);
	ck_assert(json_parse(task, *text, len, &request));
	return request;
}

static const char *
role_at(struct json_object *request, size_t index)
{
	return json_text_at(
	    json_item(json_at(request, "messages"), index), "role");
}

static const char *
content_at(struct json_object *request, size_t index)
{
	return json_text_at(
	    json_item(json_at(request, "messages"), index), "content");
}

static const struct model_message dialog[] = { { MODEL_STUDIO, "before" },
	{ MODEL_MEMBER, "one \"quoted\"" }, { MODEL_MEMBER, "two" },
	{ MODEL_STUDIO, "three" }, { MODEL_MEMBER, "four" } };

START_TEST(a_request_alternates_and_begins_with_the_member)
{
	struct task task = new_task(new_arena());
	const char *text;
	struct json_object *request =
	    request_of(&task, dialog, ARRAY_LENGTH(dialog), &text);

	ck_assert_str_eq(json_text_at(request, "model"), "m");
	ck_assert_uint_eq(json_length(json_at(request, "messages")), 4);
	ck_assert_str_eq(role_at(request, 0), "system");
	ck_assert_str_eq(content_at(request, 0), "S");
	ck_assert_str_eq(role_at(request, 1), "user");
	ck_assert_str_eq(content_at(request, 1), "one \"quoted\"\ntwo");
	ck_assert_str_eq(role_at(request, 2), "assistant");
	ck_assert_str_eq(role_at(request, 3), "user");
	ck_assert_str_eq(content_at(request, 3), "four");
}
END_TEST

/* A round of tools: the question, the calls, what they gave. */
static struct json_object *
request_of_a_round(struct task *task, const char **text)
{
	static const struct model_tool tools[] = { { "get_x", "Gets x",
	    "{\"type\":\"object\",\"properties\":{}}" } };
	struct json_object *calls = json_new_object(task->arena);
	const struct model_message messages[] = { { MODEL_MEMBER, "before" },
		{ MODEL_STUDIO, "yes" },
		{ MODEL_MEMBER, "what is x?",
		    .image = "data:image/png;base64,AA==" },
		{ MODEL_CALLS, .verbatim = calls },
		{ MODEL_TOOL, "1", .call_id = "call_1" },
		{ MODEL_TOOL, "2", .call_id = "call_2" } };
	struct model_prompt prompt = { .model = "m",
		.system = "S",
		.messages = messages,
		.count = ARRAY_LENGTH(messages),
		.tools = tools,
		.tool_count = 1,
		.tokens_max = 100 };
	struct json_object *request = NULL;
	size_t len;

	json_add_text(calls, "role", "assistant");
	json_add_text(calls, "own", "kept");
	*text = model_request(task->arena, &prompt, &len);
	ck_assert(json_parse(task, *text, len, &request));
	return request;
}

START_TEST(calls_and_their_results_are_sent_back)
{
	struct task task = new_task(new_arena());
	const char *text;
	struct json_object *request = request_of_a_round(&task, &text);
	struct json_object *messages = json_at(request, "messages");
	struct json_object *tool = json_item(json_at(request, "tools"), 0);

	ck_assert_uint_eq(json_length(messages), 7);
	ck_assert_str_eq(json_text_at(json_item(messages, 4), "own"), "kept");
	ck_assert_str_eq(role_at(request, 5), "tool");
	ck_assert_str_eq(content_at(request, 6), "2");
	ck_assert_str_eq(
	    json_text_at(json_item(messages, 6), "tool_call_id"), "call_2");
	ck_assert_str_eq(json_text_at(tool, "type"), "function");
	ck_assert_str_eq(json_text_at(tool, "function", "name"), "get_x");
	ck_assert_str_eq(
	    json_text_at(tool, "function", "parameters", "type"), "object");
}
END_TEST

START_TEST(a_picture_is_a_part_of_the_message)
{
	struct task task = new_task(new_arena());
	const char *text;
	struct json_object *request = request_of_a_round(&task, &text);
	struct json_object *parts =
	    json_at(json_item(json_at(request, "messages"), 3), "content");

	ck_assert_uint_eq(json_length(parts), 2);
	ck_assert_str_eq(
	    json_text_at(json_item(parts, 0), "text"), "what is x?");
	ck_assert_str_eq(json_text_at(json_item(parts, 1), "image_url", "url"),
	    "data:image/png;base64,AA==");
}
END_TEST

START_TEST(a_shorter_request_keeps_the_round_of_tools)
{
	struct task task = new_task(new_arena());
	struct json_object *request;
	const char *text;
	size_t len;

	(void)request_of_a_round(&task, &text);
	text = model_request_shorter(&task, text, &len);
	ck_assert_ptr_nonnull(text);
	ck_assert(json_parse(&task, text, len, &request));
	ck_assert_uint_eq(json_length(json_at(request, "messages")), 5);
	ck_assert_str_eq(role_at(request, 1), "user");
	ck_assert_str_eq(role_at(request, 2), "assistant");
	ck_assert_str_eq(role_at(request, 4), "tool");
	ck_assert_ptr_null(model_request_shorter(&task, text, &len));
}
END_TEST

START_TEST(a_request_becomes_shorter_once)
{
	struct task task = new_task(new_arena());
	struct json_object *request;
	const char *text;
	size_t len;

	(void)request_of(&task, dialog, ARRAY_LENGTH(dialog), &text);
	text = model_request_shorter(&task, text, &len);
	ck_assert_ptr_nonnull(text);
	ck_assert(json_parse(&task, text, len, &request));
	ck_assert_uint_eq(json_length(json_at(request, "messages")), 2);
	ck_assert_str_eq(content_at(request, 1), "four");
	ck_assert_ptr_null(model_request_shorter(&task, text, &len));
}
END_TEST

START_TEST(a_request_takes_the_other_limit_once)
{
	struct task task = new_task(new_arena());
	struct json_object *request;
	const char *text;
	int64_t limit = 0;
	size_t len;

	(void)request_of(&task, dialog, ARRAY_LENGTH(dialog), &text);
	text = model_request_other_limit(&task, text, &len);
	ck_assert_ptr_nonnull(text);
	ck_assert(json_parse(&task, text, len, &request));
	ck_assert(json_int(json_at(request, "max_completion_tokens"), &limit));
	ck_assert_int_eq(limit, 100);
	ck_assert_ptr_null(json_at(request, "max_tokens"));
	ck_assert_ptr_null(model_request_other_limit(&task, text, &len));
}
END_TEST

static struct http_response
response_of(int status, const char *body)
{
	return (struct http_response){ .outcome = HTTP_ANSWERED,
		.status = status,
		.body = body,
		.body_len = strlen(body),
		.content_type = "",
		.should_retry = "",
		.error = "",
		.retry_after_ms = -1 };
}

#define MESSAGE(message) "{\"choices\":[{\"message\":" message "}]}"

/* clang-format off */
static const struct {
	int status;
	const char *body;
	enum model_verdict verdict;
	const char *text;
} answers[] = {
	{ 200, MESSAGE("{\"content\":\" Hallo \"}"), MODEL_ANSWERED, "Hallo" },
	{ 201, MESSAGE("{\"content\":\"Hi\",\"tool_calls\":[]}"), MODEL_ANSWERED, "Hi" },
	{ 200, MESSAGE("{\"content\":[{\"type\":\"thinking\",\"thinking\":\"x\"},{\"type\":\"text\","
	    "\"text\":\"A\"},\"B\"]}"), MODEL_ANSWERED, "AB" },
	{ 200, MESSAGE("{\"content\":null}"), MODEL_SAYS_NOTHING, NULL },
	{ 200, MESSAGE("{\"content\":\"\"}"), MODEL_SAYS_NOTHING, NULL },
	{ 200, MESSAGE("{\"content\":\" \\n\"}"), MODEL_SAYS_NOTHING, NULL },
	{ 200, MESSAGE("{\"content\":[]}"), MODEL_SAYS_NOTHING, NULL },
	{ 200, MESSAGE("{\"content\":7}"), MODEL_SAYS_NOTHING, NULL },
	{ 200, MESSAGE("{}"), MODEL_SAYS_NOTHING, NULL },
	{ 200, MESSAGE("{\"content\":null,\"tool_calls\":[{\"id\":\"call_1\"}]}"), MODEL_CALLS_TOOLS, NULL },
	{ 200, MESSAGE("{\"content\":\"x\",\"tool_calls\":[{}]}"), MODEL_CALLS_TOOLS, "x" },
	{ 200, MESSAGE("{\"content\":null,\"refusal\":\"no\"}"), MODEL_SAYS_NOTHING, NULL },
	{ 200, "{\"choices\":[{\"message\":{\"content\":\"x\"},"
	    "\"finish_reason\":\"content_filter\"}]}", MODEL_SAYS_NOTHING, NULL },
	{ 200, "{\"choices\":[]}", MODEL_FAILED, NULL },
	{ 200, "{\"choices\":null}", MODEL_FAILED, NULL },
	{ 200, "{\"choices\":[null]}", MODEL_FAILED, NULL },
	{ 200, "{}", MODEL_FAILED, NULL },
	{ 200, "[]", MODEL_FAILED, NULL },
	{ 200, "null", MODEL_FAILED, NULL },
	{ 200, "", MODEL_FAILED, NULL },
	{ 200, "<html><body>Bad gateway</body></html>", MODEL_FAILED, NULL },
	{ 200, "{\"choices\":[{\"message\":{\"content\":\"cut", MODEL_FAILED, NULL },
	{ 200, "{\"error\":\"overloaded\"}", MODEL_AGAIN, NULL },
	{ 200, "{\"error\":{\"message\":\"x\",\"code\":502}}", MODEL_AGAIN, NULL },
	{ 408, "", MODEL_AGAIN, NULL },
	{ 409, "{}", MODEL_AGAIN, NULL },
	{ 429, "{\"error\":{\"message\":\"slow\",\"type\":\"requests\","
	    "\"code\":\"rate_limit_exceeded\"}}", MODEL_AGAIN, NULL },
	{ 429, "{\"error\":{\"code\":\"insufficient_quota\"}}", MODEL_FAILED, NULL },
	{ 429, "{\"error\":{\"type\":\"insufficient_quota\",\"code\":null}}", MODEL_FAILED, NULL },
	{ 500, "<html>", MODEL_AGAIN, NULL },
	{ 503, "\"busy\"", MODEL_AGAIN, NULL },
	{ 401, "{\"error\":{\"code\":\"invalid_api_key\"}}", MODEL_FAILED, NULL },
	{ 403, "", MODEL_FAILED, NULL },
	{ 404, "{\"error\":{\"code\":404,\"message\":\"no\"}}", MODEL_FAILED, NULL },
	{ 400, "{\"error\":\"bad\"}", MODEL_FAILED, NULL },
	{ 400, "{\"error\":{\"code\":\"context_length_exceeded\"}}", MODEL_TOO_LONG, NULL },
	{ 413, "", MODEL_TOO_LONG, NULL },
	{ 400, "{\"error\":{\"code\":\"unsupported_parameter\",\"param\":\"max_tokens\"}}", MODEL_OTHER_LIMIT, NULL },
	{ 301, "", MODEL_FAILED, NULL },
};
/* clang-format on */

START_TEST(every_answer_has_a_verdict)
{
	for (size_t at = 0; at < ARRAY_LENGTH(answers); at++) {
		struct arena *arena = arena_create(1024, 16 << 20);
		struct task task = new_task(arena);
		struct http_response response =
		    response_of(answers[at].status, answers[at].body);
		struct model_answer answer =
		    model_answer_read(&task, &response);

		ck_assert_msg(answer.verdict == answers[at].verdict,
		    "%d %s: %d", answers[at].status, answers[at].body,
		    (int)answer.verdict);
		ck_assert_pstr_eq(answer.text, answers[at].text);
		ck_assert(!task_has_failed(&task));
		ck_assert_ptr_nonnull(answer.complaint);
		arena_free(arena);
	}
}
END_TEST

START_TEST(the_server_decides_whether_to_retry)
{
	struct task task = new_task(new_arena());
	struct http_response response = response_of(500, "");

	response.should_retry = "false";
	ck_assert_int_eq(
	    model_answer_read(&task, &response).verdict, MODEL_FAILED);
	response = response_of(400, "");
	response.should_retry = "true";
	response.retry_after_ms = 1500;
	ck_assert_int_eq(
	    model_answer_read(&task, &response).verdict, MODEL_AGAIN);
	ck_assert_int_eq(
	    model_answer_read(&task, &response).retry_after_ms, 1500);
}
END_TEST

START_TEST(faults_of_the_endpoint_are_told_apart)
{
	struct task task = new_task(new_arena());
	struct http_response response = response_of(429, "{}");

	ck_assert(!model_answer_read(&task, &response).is_down);
	response = response_of(500, "");
	ck_assert(model_answer_read(&task, &response).is_down);
	ck_assert(!model_answer_read(&task, &response).needs_operator);
	response = response_of(401, "");
	ck_assert(model_answer_read(&task, &response).is_down);
	ck_assert(model_answer_read(&task, &response).needs_operator);
	response = response_of(400, "");
	ck_assert(!model_answer_read(&task, &response).is_down);
	response = (struct http_response){ .outcome = HTTP_UNKNOWN,
		.error = "timeout" };
	ck_assert(model_answer_read(&task, &response).is_down);
	ck_assert_int_eq(
	    model_answer_read(&task, &response).verdict, MODEL_AGAIN);
	response.outcome = HTTP_OVERLONG;
	ck_assert_int_eq(
	    model_answer_read(&task, &response).verdict, MODEL_FAILED);
	response.outcome = HTTP_REFUSED;
	ck_assert_int_eq(
	    model_answer_read(&task, &response).verdict, MODEL_FAILED);
}
END_TEST

START_TEST(tokens_and_the_cut_are_read)
{
	struct task task = new_task(new_arena());
	struct http_response response = response_of(200,
	    "{\"model\":\"m-1\",\"choices\":[{\"message\":{\"content\":\"A. B\""
	    "},\"finish_reason\":\"length\"}],\"usage\":{\"prompt_tokens\":9,"
	    "\"completion_tokens\":-1}}");
	struct model_answer answer = model_answer_read(&task, &response);

	ck_assert_int_eq(answer.verdict, MODEL_ANSWERED);
	ck_assert(answer.is_cut);
	ck_assert_str_eq(answer.model, "m-1");
	ck_assert_int_eq(answer.prompt_tokens, 9);
	ck_assert_int_eq(answer.completion_tokens, 0);
	/* A call is paid too. */
	response = response_of(200,
	    "{\"choices\":[{\"message\":{\"tool_calls\":[{}]}}],\"usage\":"
	    "{\"prompt_tokens\":3,\"completion_tokens\":4}}");
	answer = model_answer_read(&task, &response);
	ck_assert_int_eq(answer.verdict, MODEL_CALLS_TOOLS);
	ck_assert_int_eq(answer.prompt_tokens + answer.completion_tokens, 7);
}
END_TEST

/* The content of a file in ARIIA_FIXTURES, or NULL. */
static const char *
recorded(struct arena *arena, const char *name)
{
	const char *folder = getenv("ARIIA_FIXTURES");
	char *body = arena_alloc(arena, 64 << 10);
	FILE *file;
	size_t len;

	if (folder == NULL)
		return NULL;
	file = fopen(arena_printf(arena, "%s/%s", folder, name), "r");
	if (file == NULL)
		return NULL;
	len = fread(body, 1, (64 << 10) - 1, file);
	ck_assert_int_eq(fclose(file), 0);
	body[len] = '\0';
	return body;
}

/* What the index says of a recorded answer. */
static void
check_recorded(struct task *task, struct json_object *entry)
{
	struct json_object *wanted = json_at(entry, "expect");
	const char *kind = json_text_at(wanted, "expect");
	struct json_object *calls = json_at(wanted, "calls");
	struct http_response response;
	struct model_answer answer;
	int64_t status = 200;
	const char *body = recorded(task->arena, json_text_at(entry, "file"));

	ck_assert_ptr_nonnull(body);
	if (!json_int(json_at(entry, "http"), &status))
		status = 200;
	response = response_of((int)status, body);
	answer = model_answer_read(task, &response);
	if (text_is_equal(kind, "error")) {
		ck_assert(answer.verdict != MODEL_ANSWERED &&
		    answer.verdict != MODEL_CALLS_TOOLS);
		return;
	}
	ck_assert(answer.verdict == MODEL_ANSWERED ||
	    answer.verdict == MODEL_CALLS_TOOLS);
	ck_assert_pstr_eq(answer.text, json_text_at(wanted, "content"));
	ck_assert_uint_eq(answer.call_count, json_length(calls));
	for (size_t at = 0; at < answer.call_count; at++) {
		struct json_object *call = json_item(calls, at);

		ck_assert_str_eq(answer.calls[at].id, json_text_at(call, "id"));
		ck_assert_str_eq(
		    answer.calls[at].name, json_text_at(call, "name"));
		ck_assert_str_eq(answer.calls[at].arguments,
		    json_text_at(call, "arguments"));
	}
}

START_TEST(recorded_answers_are_understood)
{
	struct task task = new_task(new_arena());
	const char *index = recorded(task.arena, "index.json");
	struct json_object *set, *entries;
	size_t count = 0;

	if (index == NULL)
		return;
	ck_assert(json_parse(&task, index, strlen(index), &set));
	entries = json_at(set, "items");
	for (size_t at = 0; at < json_length(entries); at++) {
		struct json_object *entry = json_item(entries, at);

		if (!text_is_equal(json_text_at(entry, "provider"), "openai") ||
		    text_is_equal(json_text_at(entry, "kind"), "request"))
			continue;
		check_recorded(&task, entry);
		count++;
	}
	ck_assert_uint_gt(count, 0);
}
END_TEST

START_TEST(the_breaker_opens_and_tries_one_call_each_pause)
{
	struct breaker breaker = { 0 };
	int64_t now = 1000;

	for (int at = 0; at < BREAKER_FAILURES_MAX; at++) {
		ck_assert(breaker_admits(&breaker, now));
		breaker_failed(&breaker, now);
	}
	ck_assert(!breaker_admits(&breaker, now));
	now += BREAKER_PAUSE_MS;
	ck_assert(breaker_admits(&breaker, now));
	ck_assert(!breaker_admits(&breaker, now));
	breaker_failed(&breaker, now + 5);
	ck_assert(!breaker_admits(&breaker, now + BREAKER_PAUSE_MS));
	now += BREAKER_PAUSE_MS + 5;
	ck_assert(breaker_admits(&breaker, now));
	breaker_succeeded(&breaker);
	ck_assert(breaker_admits(&breaker, now));
	ck_assert(breaker_admits(&breaker, now));
}
END_TEST

START_TEST(a_success_between_failures_keeps_the_breaker_closed)
{
	struct breaker breaker = { 0 };

	for (int at = 0; at < 3 * BREAKER_FAILURES_MAX; at++) {
		breaker_failed(&breaker, 1);
		if (at % 2 == 0)
			breaker_succeeded(&breaker);
	}
	ck_assert(breaker_admits(&breaker, 1));
}
END_TEST

START_TEST(each_endpoint_has_its_breaker)
{
	struct breaker *breaker = breaker_of("http://127.0.0.1:1/v1");

	for (int at = 0; at < BREAKER_FAILURES_MAX; at++)
		breaker_failed(breaker, 1);
	ck_assert(!breaker_admits(breaker_of("http://127.0.0.1:1/v1"), 2));
	ck_assert(breaker_admits(breaker_of("http://127.0.0.1:2/v1"), 2));
}
END_TEST

Suite *
model_suite(void)
{
	Suite *suite = suite_create("model");
	TCase *tests = tcase_create("model");

	tcase_add_test(tests, a_request_alternates_and_begins_with_the_member);
	tcase_add_test(tests, calls_and_their_results_are_sent_back);
	tcase_add_test(tests, a_picture_is_a_part_of_the_message);
	tcase_add_test(tests, a_shorter_request_keeps_the_round_of_tools);
	tcase_add_test(tests, a_request_becomes_shorter_once);
	tcase_add_test(tests, a_request_takes_the_other_limit_once);
	tcase_add_test(tests, every_answer_has_a_verdict);
	tcase_add_test(tests, the_server_decides_whether_to_retry);
	tcase_add_test(tests, faults_of_the_endpoint_are_told_apart);
	tcase_add_test(tests, tokens_and_the_cut_are_read);
	tcase_add_test(tests, recorded_answers_are_understood);
	tcase_add_test(tests, the_breaker_opens_and_tries_one_call_each_pause);
	tcase_add_test(
	    tests, a_success_between_failures_keeps_the_breaker_closed);
	tcase_add_test(tests, each_endpoint_has_its_breaker);
	suite_add_tcase(suite, tests);
	return suite;
}
