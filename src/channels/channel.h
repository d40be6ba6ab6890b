/*
 * channel.h - what a channel is: one row in channels.c.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CHANNELS_CHANNEL_H
#define CHANNELS_CHANNEL_H

#include "messaging/conversation.h"
#include "messaging/inbound.h"
#include "messaging/message.h"
#include "net/http_client.h"
#include "tenancy/setting.h"

/* What a provider's answer to a send means. */
enum send_verdict {
	SEND_UNSET = 0,
	SEND_ACCEPTED, /* provider_message_id is set */
	SEND_LATER, /* not taken now: again after retry_after_ms (-1: back-off)
		     */
	SEND_REFUSED, /* never will be */
	SEND_UNKNOWN, /* may or may not have been taken: never sent twice */
};

struct send_result {
	enum send_verdict verdict;
	const char *provider_message_id;
	int64_t retry_after_ms;
	const char *error_code;
	const char *error_text;
};

struct channel {
	const char *name; /* as in chat_sessions.channel */
	/* Most UTF-16 units of one text. */
	size_t text_max_units;
	/* How long after the person's last message we may write; 0: always. */
	int64_t window_ms;
	const char *window_code; /* error code of a message outside it */
	/* The call that sends message; NULL with a problem when the tenant has
	 * not configured the channel. A channel without it (website chat) is
	 * fetched by its reader: its messages are delivered when stored. */
	const struct http_call *(*send)(struct task *task,
	    const struct settings *settings,
	    const struct conversation *conversation,
	    const struct message *message);
	struct send_result (*judge)(
	    struct task *task, const struct http_response *response);
	/* Two calls that fetch what is attached to message: the first asks
	 * where it is, the second, made from the answer, brings the bytes (at
	 * most MEDIA_BYTES_MAX). NULL with a problem whose sentence tells staff
	 * why there is nothing; UPSTREAM_FAILED when it is not the file's
	 * fault. A channel without them has no attachments. */
	const struct http_call *(*media_where)(struct task *task,
	    const struct settings *settings, const struct message *message);
	const struct http_call *(*media_bytes)(struct task *task,
	    const struct settings *settings,
	    const struct http_response *response);
	/* The call that shows the person that their message, by the provider's
	 * identifier, was read and an answer is being written; NULL without a
	 * problem when that can not be. May be missing. */
	const struct http_call *(*typing)(struct task *task,
	    const struct settings *settings, const char *provider_message_id);
};

/* NULL when there is no such channel. */
const struct channel *channel_find(const char *name);

#endif
