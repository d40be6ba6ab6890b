/*
 * channels.c - the channels there are, a line each.
 *
 * SPDX-License-Identifier: ISC
 */
#include "channels/channels.h"

#include "base/text.h"

static const struct channel *const channels[] = {
	&null_channel,
	&webchat_channel,
	&whatsapp_channel,
};

const struct channel *
channel_find(const char *name)
{
	for (size_t i = 0; i < ARRAY_LENGTH(channels); i++)
		if (text_is_equal(channels[i]->name, name))
			return channels[i];
	return NULL;
}
