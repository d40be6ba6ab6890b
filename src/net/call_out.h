/*
 * call_out.h - one call to a provider from a process that serves requests.
 *
 * Such a process has one request at a time and waits for the call. So that
 * providers who take long never stop the others, only some of the processes of
 * a program may be in a call at once.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef NET_CALL_OUT_H
#define NET_CALL_OUT_H

#include "net/http_client.h"

/* In the parent, before it forks: at most so many of its children (1 at least)
 * are in a call at once. False when the system has no memory for it. */
bool call_out_start(size_t at_most) must_use;

/* Makes call and waits for it, though never past the deadline of the task. No
 * transaction may be open: db_commit() first. NULL with UNAVAILABLE when too
 * many are in a call already. */
struct http_response *call_out(
    struct task *task, const struct http_call *call) must_use;

#endif
