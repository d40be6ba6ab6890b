/*
 * channels.h - the Redis publish channels; the payload names the tenant.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef DATA_CHANNELS_H
#define DATA_CHANNELS_H

#define CHANNEL_INBOUND "ariia:inbound"   /* a turn is due */
#define CHANNEL_OUTBOUND "ariia:outbound" /* a delivery is due */
#define CHANNEL_CLOCK "ariia:clock"       /* work for ariia-clock is due */
#define CHANNEL_EVENTS "ariia:events"     /* something to show changed */

#endif
