/*
 * engine_trial.c - a studio, an agent with tools, and a scripted model.
 *
 * SPDX-License-Identifier: ISC
 */
#include "engine_trial.h"

static const struct prompt_config studio = {
	.studio_name = "Kraftwerk",
	.studio_short_name = "Kraft",
	.agent_display_name = "Kim",
	.studio_locale = "de-DE",
	.studio_timezone = "Europe/Berlin",
	.studio_emergency_number = "112",
	.studio_address = "Hauptstr. 5",
	.sales_prices_text = "Monatsabo 29,90 EUR",
	.sales_retention_rules = "",
	.medic_disclaimer_text = "Frag im Zweifel eine Ärztin.",
	.persona_bio_text = "Seit 1987.",
	.opening_hours_text = "6-23 Uhr",
	.ai_disclosure_text = "Hier antwortet eine KI.",
};

static int ran;
static int64_t ran_for;

static struct tool_result
run_look(struct task *task, const struct tool_caller *caller,
    struct json_object *arguments)
{
	ran++;
	ran_for = caller->member_id;
	return (struct tool_result){ .verdict = TOOL_DONE,
		.text = arena_printf(task->arena, "Yoga %s um 18 Uhr, 7 Euro",
		    json_text_at(arguments, "day")) };
}

static struct tool_result
run_long(struct task *task, const struct tool_caller *caller not_used,
    struct json_object *arguments not_used)
{
	char *text = arena_alloc(task->arena, 8000);

	memset(text, 'x', 7999);
	return (struct tool_result){ .verdict = TOOL_DONE, .text = text };
}

static struct tool_result
run_hand_over(struct task *task not_used,
    const struct tool_caller *caller not_used,
    struct json_object *arguments not_used)
{
	return (struct tool_result){ .verdict = TOOL_HANDS_OVER,
		.text = "A person was called." };
}

static const char *
question(struct arena *arena not_used, enum language language not_used,
    struct json_object *arguments not_used)
{
	return "Soll ich absagen?";
}

#define DAY_SCHEMA                                                             \
	"{\"type\":\"object\",\"properties\":{\"day\":{\"type\":\"string\"}}," \
	"\"required\":[\"day\"],\"additionalProperties\":false}"
#define ANY_SCHEMA                                                             \
	"{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\"}},"  \
	"\"additionalProperties\":false}"

static const struct tool look = { "look", "Looks", DAY_SCHEMA, TOOL_READS,
	.run = run_look };
static const struct tool mine = { "mine", "Mine", DAY_SCHEMA, TOOL_READS,
	.needs_member = true, .run = run_look };
static const struct tool much = { "much", "Much", ANY_SCHEMA, TOOL_READS,
	.run = run_long };
static const struct tool person = { "person", "Person", ANY_SCHEMA, TOOL_READS,
	.run = run_hand_over };
const struct tool trial_cancel = { "cancel", "Cancels", DAY_SCHEMA,
	TOOL_CHANGES, .run = run_look, .question = question };
static const struct tool *const test_tools[] = { &look, &mine, &much, &person,
	&trial_cancel, NULL };

static const struct agent test_agent = {
	.name = "test",
	.tools = test_tools,
	.rules = answer_rules,
};

struct trial *
trial_new(void)
{
	struct arena *arena = new_arena();
	struct trial *trial = arena_new(arena, struct trial);

	ran = 0;
	ran_for = -1;
	trial->ran = &ran;
	trial->ran_for = &ran_for;
	trial->arena = arena;
	trial->config = (struct config){ .model_timeout_ms = 60000,
		.model_attempts_max = 3,
		.model_tokens_max = 800,
		.turn_tokens_max = 50000 };
	trial->task = new_task(arena);
	trial->task.config = &trial->config;
	trial->access = (struct model_access){
		.url = "http://model.example/v1/chat/completions",
		.key = "k",
		.name = "m",
		.vision_name = "",
		.trust = HTTP_TRUSTED
	};
	trial->question = (struct engine_question){
		.text = "Wann ist Yoga?",
		.count = 1,
		.agent = &test_agent,
		.access = &trial->access,
		.caller = { .session_id = 1,
		    .studio = &studio,
		    .language = LANGUAGE_DE },
	};
	return trial;
}

static void
give_prompt(struct trial *trial)
{
	struct engine_prompt prompt = { .system = "SYSTEM", .version = "v1" };

	if (trial->engine->asked == &router_agent)
		prompt.system = "ROUTER";
	if (trial->engine->needs_knowledge) {
		prompt.system = "SYSTEM with knowledge";
		prompt.knowledge = "Sauna 12 Euro";
		trial->knowledge_count++;
	}
	trial->want = engine_take_prompt(trial->engine, &trial->task, &prompt);
}

static void
follow(struct trial *trial)
{
	while (trial->want == ENGINE_PROMPT || trial->want == ENGINE_PAUSE) {
		if (trial->want == ENGINE_PROMPT) {
			give_prompt(trial);
			continue;
		}
		trial->pause_count++;
		trial->want = engine_go_on(trial->engine, &trial->task);
	}
	if (trial->want != ENGINE_CALL)
		return;
	ck_assert_uint_lt(trial->request_count, ARRAY_LENGTH(trial->requests));
	ck_assert_int_gt(trial->engine->call.timeout_ms, 0);
	trial->requests[trial->request_count++] =
	    arena_copy(trial->arena, trial->engine->call.body);
}

void
begin(struct trial *trial)
{
	struct model_message *message =
	    arena_new(trial->arena, struct model_message);

	*message = (struct model_message){ .role = MODEL_MEMBER,
		.text = trial->question.text };
	trial->question.messages = message;
	trial->engine = engine_create(trial->arena, &trial->question);
	trial->want = engine_begin(trial->engine, &trial->task);
	follow(trial);
}

void
answer_status(struct trial *trial, int status, const char *body)
{
	struct http_response response = { .outcome = HTTP_ANSWERED,
		.status = status,
		.body = body,
		.body_len = strlen(body),
		.content_type = "application/json",
		.retry_after_ms = -1,
		.should_retry = "",
		.error = "" };

	ck_assert_int_eq(trial->want, ENGINE_CALL);
	trial->want =
	    engine_take_answer(trial->engine, &trial->task, &response);
	follow(trial);
}

void
answer_message(struct trial *trial, const char *message, const char *reason)
{
	answer_status(trial, 200,
	    arena_printf(trial->arena,
		"{\"model\":\"m-1\",\"choices\":[{\"index\":0,\"message\":%s,"
		"\"finish_reason\":\"%s\"}],\"usage\":{\"prompt_tokens\":100,"
		"\"completion_tokens\":10}}",
		message, reason));
}

void
say(struct trial *trial, const char *text)
{
	answer_message(trial,
	    arena_printf(trial->arena,
		"{\"role\":\"assistant\",\"content\":\"%s\"}", text),
	    "stop");
}

void
call_all(struct trial *trial, const char *const *calls, size_t count)
{
	struct json_object *message = json_new_object(trial->arena);
	struct json_object *list = json_object_new_array();
	size_t len;

	json_add_text(message, "role", "assistant");
	json_add_text(message, "content", NULL);
	for (size_t at = 0; at < count; at++) {
		struct json_object *made = json_object_new_object();
		struct json_object *function = json_object_new_object();

		json_add_text(made, "id",
		    arena_printf(trial->arena, "call_%zu_%zu",
			trial->request_count, at));
		json_add_text(made, "type", "function");
		json_add_text(function, "name", calls[2 * at]);
		if (calls[2 * at + 1] != NULL)
			json_add_text(function, "arguments", calls[2 * at + 1]);
		json_add(made, "function", function);
		json_object_array_add(list, made);
	}
	json_add(message, "tool_calls", list);
	answer_message(
	    trial, json_write(trial->arena, message, &len), "tool_calls");
}

void
call(struct trial *trial, const char *name, const char *arguments)
{
	call_all(trial, (const char *const[]){ name, arguments }, 1);
}

void
expect_done(const struct trial *trial, enum engine_outcome outcome)
{
	ck_assert_int_eq(trial->want, ENGINE_DONE);
	ck_assert_int_eq(trial->engine->outcome, outcome);
}

void
expect_answer(const struct trial *trial, const char *text)
{
	expect_done(trial, ENGINE_ANSWERED);
	ck_assert_str_eq(trial->engine->text, text);
}

const char *
last_request(const struct trial *trial)
{
	ck_assert_uint_gt(trial->request_count, 0);
	return trial->requests[trial->request_count - 1];
}

void
expect_part(const char *text, const char *part)
{
	ck_assert_msg(
	    strstr(text, part) != NULL, "\"%s\" lacks \"%s\"", text, part);
}

void
expect_no_part(const char *text, const char *part)
{
	ck_assert_msg(
	    strstr(text, part) == NULL, "\"%s\" has \"%s\"", text, part);
}
