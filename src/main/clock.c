/*
 * clock.c - ariia-clock: what takes longer and what is due at a time: imports,
 * alerts, conversations given back, the nightly look at what was said.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/agent.h"
#include "base/config.h"
#include "data/channels.h"
#include "main/tables.h"
#include "work/worker.h"

static int64_t
capacity(const struct config *config)
{
	return config->clock_capacity;
}

static const struct worker clock_worker = {
	.name = "clock",
	.database_role = "ariia_clock",
	.tables = (const struct job_kind *const[]){ CLOCK_JOBS, NULL },
	.wake_channels = (const char *const[]){ CHANNEL_CLOCK, NULL },
	.runs_programs = true,
	.capacity = capacity,
	.every_minute = memory_nights_plant,
	.read = agents_read,
};

int
main(int argc, char **argv)
{
	return worker_main(&clock_worker, argc, argv);
}
