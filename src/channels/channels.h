/*
 * channels.h - every channel by name, for channels.c and tests.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef CHANNELS_CHANNELS_H
#define CHANNELS_CHANNELS_H

#include "channels/channel.h"

extern const struct channel null_channel;
extern const struct channel webchat_channel;
extern const struct channel whatsapp_channel;

#endif
