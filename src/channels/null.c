/*
 * null.c - the channel that accepts everything: the contract at a glance, and
 * the fake for tests.
 *
 * SPDX-License-Identifier: ISC
 */
#include "channels/channels.h"

enum { TIMEOUT_MS = 1000, ANSWER_MAX_BYTES = 1024 };

/* The call carries the bare text to a port that nobody listens on. */
static const struct http_call *
send(struct task *task, const struct settings *settings not_used,
    const struct conversation *conversation not_used,
    const struct message *message)
{
	struct http_call *call = arena_new(task->arena, struct http_call);

	call->method = "POST";
	call->url = "http://127.0.0.1:9/";
	call->body = message->text;
	call->body_len = message->text == NULL ? 0 : strlen(message->text);
	call->timeout_ms = TIMEOUT_MS;
	call->response_max_bytes = ANSWER_MAX_BYTES;
	call->trust = HTTP_TRUSTED;
	return call;
}

/* Any answer is consent; its body names the message. */
static struct send_result
judge(struct task *task not_used, const struct http_response *response)
{
	if (response->outcome != HTTP_ANSWERED)
		return (struct send_result){ .verdict = SEND_LATER,
			.retry_after_ms = -1,
			.error_text = response->error };
	return (struct send_result){ .verdict = SEND_ACCEPTED,
		.retry_after_ms = -1,
		.provider_message_id = response->body };
}

const struct channel null_channel = {
	.name = "null",
	.text_max_units = 4096,
	.send = send,
	.judge = judge,
};
