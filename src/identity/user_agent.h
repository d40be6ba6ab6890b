/*
 * user_agent.h - what people call the browser behind a User-Agent.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef IDENTITY_USER_AGENT_H
#define IDENTITY_USER_AGENT_H

#include "base/arena.h"

/* "Firefox · Windows", "curl"; NULL when nothing in it is known. For people to
 * recognize a session by, never to decide anything. */
const char *user_agent_name(
    struct arena *arena, const char *user_agent) must_use;

#endif
