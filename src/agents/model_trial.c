/*
 * model_trial.c - one tiny call, and what became of it in words.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/model_trial.h"

#include "agents/model.h"
#include "agents/model_access.h"
#include "base/buf.h"
#include "base/config.h"
#include "base/text.h"
#include "data/db.h"
#include "net/call_out.h"

enum {
	/* Enough for a word, also of a model that thinks before. */
	TOKENS_MAX = 64,
	TIMEOUT_MS = 15000,
	KEY_PART_LEN = 6,
	DETAIL_BYTES_MAX = 2000
};

/* clang-format off */
static const struct field model_trial_fields[] = {
	FIELD(model_trial, ok,          READ_ONLY, 0, "Whether the model answers"),
	FIELD(model_trial, model,       READ_ONLY, 0, "Its name; null when none is set up"),
	FIELD(model_trial, duration_ms, READ_ONLY, 0, "How long it took"),
	FIELD(model_trial, detail,      READ_ONLY, 0, "What it means"),
	{ 0 }
};
/* clang-format on */
const struct record model_trial_record = RECORD(model_trial);

/* Some part of the key of KEY_PART_LEN characters, or masks as servers show
 * keys. */
static bool
is_of_key(const char *word, const char *key)
{
	size_t len = strlen(key);

	if (strstr(word, "**") != NULL || strstr(word, "sk-") != NULL)
		return true;
	if (len > 0 && len < KEY_PART_LEN)
		return strstr(word, key) != NULL;
	for (size_t at = 0; at + KEY_PART_LEN <= len; at++) {
		char part[KEY_PART_LEN + 1] = { 0 };

		memcpy(part, key + at, KEY_PART_LEN);
		if (strstr(word, part) != NULL)
			return true;
	}
	return false;
}

const char *
model_trial_redact(struct arena *arena, const char *text, const char *key)
{
	struct buf out = buf_new(arena, DETAIL_BYTES_MAX);

	text += strspn(text, " \t\r\n");
	while (*text != '\0') {
		size_t len = strcspn(text, " \t\r\n");
		const char *word = arena_copy_bytes(arena, text, len);

		if (out.len > 0)
			buf_add_char(&out, ' ');
		buf_add(&out, is_of_key(word, key) ? "[...]" : word);
		text += len;
		text += strspn(text, " \t\r\n");
	}
	return out.overflowed ? "" : buf_text(&out);
}

/* What one outcome means for those who set the model up. */
static const char *
meaning_of(
    const struct http_response *response, const struct model_answer *answer)
{
	switch (response->outcome) {
	case HTTP_NOT_SENT:
		return "There is no connection to the address.";
	case HTTP_UNKNOWN:
		return "The model did not answer in time.";
	case HTTP_REFUSED:
		return "The address is not allowed: it does not lead to the "
		       "public internet.";
	case HTTP_OVERLONG:
		return "What answers there is no model.";
	default:
		break;
	}
	if (response->status == 401 || response->status == 403)
		return "The provider refuses the key.";
	if (response->status == 402)
		return "The account with the provider has no credit.";
	if (response->status == 404)
		return "There is no such model, or the address is not that of "
		       "an endpoint.";
	if (response->status == 429)
		return answer->needs_operator
		    ? "The account with the provider has no credit."
		    : "The provider has too much to do, or a limit of the "
		      "account is reached.";
	if (response->status >= 500)
		return "The provider has a fault.";
	return "What came back is no answer of a model.";
}

static bool
has_answered(const struct model_answer *answer)
{
	return answer->verdict == MODEL_ANSWERED ||
	    answer->verdict == MODEL_CALLS_TOOLS ||
	    (answer->verdict == MODEL_SAYS_NOTHING && answer->is_cut);
}

static struct model_trial *
trial_of(struct task *task, const struct model_access *access,
    const struct http_response *response, const struct model_answer *answer)
{
	struct model_trial *trial = arena_new(task->arena, struct model_trial);
	const char *why;

	trial->ok = has_answered(answer);
	trial->model = answer->model != NULL ? answer->model : access->name;
	trial->duration_ms = response->duration_ms;
	if (trial->ok) {
		trial->detail = access->owner_id == 0
		    ? "The model of the platform answers."
		    : "Your model answers.";
		return trial;
	}
	why = model_trial_redact(task->arena, answer->complaint, access->key);
	trial->detail =
	    arena_printf(task->arena, "%s%s%s%s", meaning_of(response, answer),
		why[0] == '\0' ? "" : " (", why, why[0] == '\0' ? "" : ")");
	return trial;
}

static struct model_trial *
no_model(struct task *task)
{
	struct model_trial *trial = arena_new(task->arena, struct model_trial);

	trial->detail = "No model is set up: the built-in answers are given.";
	return trial;
}

/* NULL with the problem. */
static struct http_response *
ask(struct task *task, const struct model_access *access, const char *body,
    struct model_answer *answer)
{
	struct http_call call = model_access_call(
	    task->arena, task->config, access, body, strlen(body));
	struct http_response *response;

	if (call.timeout_ms > TIMEOUT_MS)
		call.timeout_ms = TIMEOUT_MS;
	response = call_out(task, &call);
	if (response != NULL)
		*answer = model_answer_read(task, response);
	return response;
}

static struct model_trial *
try_out(struct task *task, const struct model_access *access)
{
	static const struct model_message question = { MODEL_MEMBER,
		"Are you there?" };
	const struct model_prompt prompt = { .model = access->name,
		.system = "Answer with the word OK and nothing else.",
		.messages = &question,
		.count = 1,
		.tokens_max = TOKENS_MAX };
	size_t len;
	const char *body = model_request(task->arena, &prompt, &len);
	struct model_answer answer;
	struct http_response *response = ask(task, access, body, &answer);

	if (response != NULL && answer.verdict == MODEL_OTHER_LIMIT) {
		body = model_request_other_limit(task, body, &len);
		if (body != NULL)
			response = ask(task, access, body, &answer);
	}
	return response == NULL ? NULL
				: trial_of(task, access, response, &answer);
}

struct model_trial *
model_trial_run(struct task *task)
{
	/* Not one that was remembered: it may have been set just now. */
	const struct settings *settings = settings_load(task);
	const struct model_access *access;

	if (settings == NULL || !db_commit(task))
		return NULL;
	access = model_access_of(task, task->arena, settings);
	return access == NULL ? no_model(task) : try_out(task, access);
}
