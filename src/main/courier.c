/*
 * courier.c - ariia-courier: takes replies to the providers, and sends mails.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/config.h"
#include "channels/delivery_jobs.h"
#include "channels/media_jobs.h"
#include "channels/typing_jobs.h"
#include "data/channels.h"
#include "messaging/usage.h"
#include "tenancy/mail_jobs.h"
#include "work/worker.h"

static int64_t
capacity(const struct config *config)
{
	return config->courier_capacity;
}

static const struct worker courier = {
	.name = "courier",
	.database_role = "ariia_courier",
	.tables = (const struct job_kind *const[]){ delivery_jobs, mail_jobs,
	    media_jobs, typing_jobs, NULL },
	.wake_channels = (const char *const[]){ CHANNEL_OUTBOUND, NULL },
	.capacity = capacity,
	.every_minute = usage_roll_up,
	.read = mail_jobs_read,
};

int
main(int argc, char **argv)
{
	return worker_main(&courier, argc, argv);
}
