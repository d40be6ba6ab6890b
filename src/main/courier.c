/*
 * courier.c - ariia-courier: takes replies to the providers.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/config.h"
#include "channels/delivery_jobs.h"
#include "data/channels.h"
#include "messaging/usage.h"
#include "work/worker.h"

static int64_t
capacity(const struct config *config)
{
	return config->courier_capacity;
}

static const struct worker courier = {
	.name = "courier",
	.database_role = "ariia_courier",
	.kinds = delivery_jobs,
	.wake_channels = (const char *const[]){ CHANNEL_OUTBOUND, NULL },
	.capacity = capacity,
	.every_minute = usage_roll_up,
};

int
main(int argc, char **argv)
{
	return worker_main(&courier, argc, argv);
}
