/*
 * router_messages.h - messages to measure the router by.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef UNIT_ROUTER_MESSAGES_H
#define UNIT_ROUTER_MESSAGES_H

#include <stddef.h>

struct labeled {
	const char *agent; /* who has to answer */
	const char *text;
	const char *previous; /* the agent that spoke before; NULL: none */
};

extern const struct labeled labeled[];
extern const size_t labeled_count;

#endif
