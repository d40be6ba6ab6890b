/*
 * call_out.c - waits for a provider, in turn with the other processes.
 *
 * SPDX-License-Identifier: ISC
 */
#include "net/call_out.h"

#include "base/check.h"
#include "base/config.h"
#include "base/log.h"
#include "base/slots.h"

enum {
	WAIT_MS = 2000,
	/* What is left of the request's time for its answer. */
	RESERVE_MS = 1000,
	TIME_MIN_MS = 1000
};

/* Of the program, made before it forks. */
static struct slots *slots;
static size_t slot_count;

/* Of this process; a connection lives on for the next call. */
static struct http_client *client;

bool
call_out_start(size_t at_most)
{
	slots = slots_new();
	slot_count = at_most < 1 ? 1 : at_most;
	if (slots == NULL)
		log_error(NULL, "no memory to share with the children");
	return slots != NULL;
}

/* Its time ends before that of the task; false when there is none left. */
static bool
bounded(struct task *task, struct http_call *call)
{
	int64_t left_ms;

	if (task->deadline_ms == 0)
		return true;
	left_ms = task->deadline_ms - monotonic_ms() - RESERVE_MS;
	if (left_ms < TIME_MIN_MS)
		return fail(task, TIMED_OUT, "There is no time left for it.");
	if (call->timeout_ms > left_ms)
		call->timeout_ms = left_ms;
	return true;
}

struct http_response *
call_out(struct task *task, const struct http_call *call)
{
	struct http_call own = *call;
	struct http_response *response;
	int slot;

	check(slots != NULL);
	if (!bounded(task, &own))
		return NULL;
	slot = slot_take(slots, slot_count);
	if (slot < 0)
		return fail_for_now(task, UNAVAILABLE, WAIT_MS,
		    "Too many calls to providers are under way. Try again.");
	if (client == NULL)
		client = http_client_new(task->config->allow_internal_hosts, 1);
	response = http_client_fetch(client, task->arena, &own);
	slot_give(slots, slot);
	return response;
}
