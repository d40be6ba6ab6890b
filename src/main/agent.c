/*
 * agent.c - ariia-agent: answers what members write.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/agent.h"
#include "agents/turn_jobs.h"
#include "data/channels.h"
#include "work/worker.h"

static int64_t
capacity(const struct config *config)
{
	return config->agent_capacity;
}

static const char *const wake_channels[] = { CHANNEL_INBOUND, NULL };

int
main(int argc, char **argv)
{
	const struct worker worker = {
		.name = "agent",
		.database_role = "ariia_agent",
		.tables = (const struct job_kind *const[]){ turn_jobs, NULL },
		.wake_channels = wake_channels,
		.capacity = capacity,
		.read = agents_read,
	};

	return worker_main(&worker, argc, argv);
}
