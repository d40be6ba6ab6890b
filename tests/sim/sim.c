/*
 * sim.c - plays the providers: Meta's Graph API and a chat-completions
 * endpoint, well or badly, and remembers what it received.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdlib.h>
#include <time.h>

#include "base/config.h"
#include "base/crypto.h"
#include "base/text.h"
#include "journal.h"
#include "sim.h"

enum { ENDLESS_BYTES = 8 << 20 };

static void
wait_ms(int64_t ms)
{
	struct timespec left = { ms / 1000, (ms % 1000) * 1000000 };

	while (nanosleep(&left, &left) != 0)
		;
}

static bool
answer(struct request *req, int64_t status, struct json_object *tree)
{
	return reply_json(req, (enum http_status)status, tree);
}

/* The answers that no provider would give. */
static bool
misbehave(struct request *req, const struct sim_rule *rule)
{
	enum http_status status =
	    (enum http_status)(rule->status == 0 ? 200 : rule->status);
	char *endless;

	if (text_is_equal(rule->mode, "malformed"))
		return reply_text(req, status, "application/json",
		    "{\"choices\":[{\"message\":{\"content\":\"half an ans");
	if (text_is_equal(rule->mode, "html"))
		return reply_text(req, status, "text/html",
		    "<html><body><h1>502 Bad Gateway</h1></body></html>");
	if (text_is_equal(rule->mode, "empty"))
		return reply_text(req, status, "application/json", "");
	endless = arena_alloc(req->task.arena, ENDLESS_BYTES + 1);
	memset(endless, 'a', ENDLESS_BYTES);
	return reply_text(req, status, "application/json", endless);
}

bool
sim_begins_usual(struct request *req, struct sim_rule **rule, bool *answered)
{
	*rule = rules_apply(&req->task, req->path, req->body);
	wait_ms((*rule)->delay_ms);
	*answered = false;
	if (!journal_add(req, (*rule)->status == 0 ? 200 : (int)(*rule)->status,
		(*rule)->mode))
		return false;
	if ((*rule)->retry_after > 0)
		reply_header(req, "Retry-After",
		    arena_printf(
			req->task.arena, "%" PRId64, (*rule)->retry_after));
	if (!text_is_equal((*rule)->mode, "usual")) {
		*answered = misbehave(req, *rule);
		return false;
	}
	return true;
}

bool
sim_graph_error(
    struct request *req, int64_t status, int64_t code, const char *message)
{
	struct json_object *tree = json_new_object(req->task.arena);
	struct json_object *error = json_object_new_object();

	json_add_text(error, "message", message);
	json_add_text(error, "type", "OAuthException");
	json_add_int(error, "code", code);
	json_add_text(error, "fbtrace_id", "Sim");
	json_add(tree, "error", error);
	return answer(req, status, tree);
}

static bool
graph_send(struct request *req)
{
	struct arena *arena = req->task.arena;
	struct json_object *message = request_json(req);
	struct json_object *tree = json_new_object(arena);
	struct json_object *ids;
	struct json_object *id;
	struct sim_rule *rule;
	const char *complaint;
	bool answered;

	if (message == NULL)
		return false;
	if (!sim_begins_usual(req, &rule, &answered))
		return answered;
	if (rule->status >= 400 || rule->error_code > 0)
		return sim_graph_error(req,
		    rule->status == 0 ? 400 : rule->status,
		    rule->error_code == 0 ? 131000 : rule->error_code,
		    "as the rule says");
	if (text_is_equal(json_text_at(message, "status"), "read")) {
		json_add_bool(tree, "success", true);
		return answer(req, 200, tree);
	}
	complaint = sim_message_complaint(req, message);
	if (complaint != NULL)
		return sim_graph_error(req, 400, 100, complaint);
	ids = json_object_new_array();
	id = json_object_new_object();
	json_add_text(id, "id",
	    arena_printf(arena, "wamid.SIM%s", crypto_random_id(arena)));
	json_object_array_add(ids, id);
	json_add_text(tree, "messaging_product", "whatsapp");
	json_add(tree, "messages", ids);
	return answer(req, 200, tree);
}

/* The words of the member that the model was asked last. */
static const char *
last_words(struct json_object *request)
{
	struct json_object *messages = json_at(request, "messages");

	for (size_t i = json_length(messages); i-- > 0;) {
		struct json_object *message = json_item(messages, i);

		if (text_is_equal(json_text_at(message, "role"), "user"))
			return json_text_at(message, "content");
	}
	return NULL;
}

static struct json_object *
tool_calls_of(struct arena *arena, struct json_object *wanted)
{
	struct json_object *calls = json_object_new_array();

	for (size_t i = 0; i < json_length(wanted); i++) {
		struct json_object *item = json_item(wanted, i);
		struct json_object *call = json_object_new_object();
		struct json_object *function = json_object_new_object();

		json_add_text(function, "name", json_text_at(item, "name"));
		json_add_text(
		    function, "arguments", json_text_at(item, "arguments"));
		json_add_text(call, "id", arena_printf(arena, "call_%zu", i));
		json_add_text(call, "type", "function");
		json_add(call, "function", function);
		json_object_array_add(calls, call);
	}
	return calls;
}

static struct json_object *
choice_of(struct request *req, const struct sim_rule *rule, const char *words)
{
	struct json_object *choice = json_object_new_object();
	struct json_object *message = json_object_new_object();
	bool calls = json_length(rule->tool_calls) > 0;

	json_add_text(message, "role", "assistant");
	json_add_text(message, "content",
	    calls ? NULL
		: rule->answer != NULL
		? rule->answer
		: arena_printf(req->task.arena, "Echo: %s", words));
	if (calls)
		json_add(message, "tool_calls",
		    tool_calls_of(req->task.arena, rule->tool_calls));
	json_add_int(choice, "index", 0);
	json_add(choice, "message", message);
	json_add_text(choice, "finish_reason", calls ? "tool_calls" : "stop");
	return choice;
}

/* The error shape of the OpenAI API. */
static bool
model_error(struct request *req, int64_t status, const char *message)
{
	struct json_object *tree = json_new_object(req->task.arena);
	struct json_object *error = json_object_new_object();

	json_add_text(
	    error, "message", message == NULL ? "as the rule says" : message);
	json_add_text(
	    error, "type", status == 429 ? "rate_limit_error" : "server_error");
	json_add_text(error, "code", NULL);
	json_add(tree, "error", error);
	return answer(req, status, tree);
}

static bool
model_complete(struct request *req)
{
	struct json_object *request = request_json(req);
	struct json_object *tree = json_new_object(req->task.arena);
	struct json_object *choices;
	struct json_object *usage;
	struct sim_rule *rule;
	const char *words;
	bool answered;

	if (request == NULL)
		return false;
	if (!sim_begins_usual(req, &rule, &answered))
		return answered;
	words = last_words(request);
	if (rule->status >= 400)
		return model_error(req, rule->status, rule->answer);
	if (json_text_at(request, "model") == NULL || words == NULL)
		return model_error(req, 400, NULL);
	choices = json_object_new_array();
	usage = json_object_new_object();
	json_object_array_add(choices, choice_of(req, rule, words));
	json_add_int(usage, "prompt_tokens", (int64_t)req->body_len / 4);
	json_add_int(usage, "completion_tokens", 10);
	json_add_int(usage, "total_tokens", (int64_t)req->body_len / 4 + 10);
	json_add_text(tree, "id", "chatcmpl-sim");
	json_add_text(tree, "object", "chat.completion");
	json_add_text(tree, "model", json_text_at(request, "model"));
	json_add(tree, "choices", choices);
	json_add(tree, "usage", usage);
	return answer(req, 200, tree);
}

static bool
add_rule(struct request *req)
{
	return rules_add(&req->task, body(req, sim_rule)) &&
	    reply_empty(req, NO_CONTENT);
}

static bool
clear_rules(struct request *req)
{
	rules_clear();
	return reply_empty(req, NO_CONTENT);
}

static int64_t
number_of(struct request *req, const char *name, int64_t otherwise)
{
	const char *text = request_query(req, name);
	int64_t number;

	if (text == NULL || !text_to_int64(text, &number) || number < 0)
		return otherwise;
	return number;
}

static bool
list_requests(struct request *req)
{
	return reply_json(req, OK,
	    journal_page(&req->task, number_of(req, "from", 0),
		number_of(req, "most", 1000), request_query(req, "contains")));
}

static bool
count_requests(struct request *req)
{
	struct json_object *tree = json_new_object(req->task.arena);

	json_add_int(tree, "count",
	    journal_count(&req->task, request_query(req, "contains")));
	return answer(req, 200, tree);
}

#define JSON RAW("application/json")

/* clang-format off */
static const struct route sim_api[] = {
	{ POST, "/graph/{phone_number_id}/messages", ROLE_PUBLIC, JSON, JSON, graph_send,
	    "Meta: send a message" },
	{ GET, "/graph/{media_id}", ROLE_PUBLIC, NOTHING, JSON, sim_media_where,
	    "Meta: where a medium is" },
	{ GET, "/graph-media/{media_id}", ROLE_PUBLIC, NOTHING, RAW("image/png"), sim_media_bytes,
	    "Meta: its bytes" },
	{ POST, "/v1/chat/completions", ROLE_PUBLIC, JSON, JSON, model_complete,
	    "A model" },
	{ POST, "/sim/rules", ROLE_PUBLIC, ONE(sim_rule), NOTHING, add_rule,
	    "Misbehave from now on" },
	{ DELETE, "/sim/rules", ROLE_PUBLIC, NOTHING, NOTHING, clear_rules,
	    "Behave again" },
	{ GET, "/sim/requests", ROLE_PUBLIC, NOTHING, JSON, list_requests,
	    "What was received" },
	{ GET, "/sim/count", ROLE_PUBLIC, NOTHING, JSON, count_requests,
	    "How much was received" },
	{ 0 }
};
/* clang-format on */

/* A slow answer holds a child: as many calls at once as there are children. */
static int64_t
children(const struct config *config)
{
	const char *text = getenv("SIM_CHILDREN");
	int64_t count;

	(void)config;
	if (text == NULL || !text_to_int64(text, &count) || count < 1)
		return 64;
	return count;
}

static bool
start(const struct config *config)
{
	return rules_start() && journal_start(config);
}

static const struct app app = {
	.name = "sim",
	.tables = (const struct route *const[]){ sim_api, NULL },
	.children = children,
	.start = start,
};

int
main(int argc, char **argv)
{
	return web_main(&app, argc, argv);
}
