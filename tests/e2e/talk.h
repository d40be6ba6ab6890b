/*
 * talk.h - a conversation of a fresh studio, as its member and its staff see
 * it.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef E2E_TALK_H
#define E2E_TALK_H

#include "e2e.h"

struct talk {
	struct studio *studio;
	const char *from;
	int64_t id;
};

/* The agent has answered once. */
struct talk talk_new(const char *name);
/* The member writes. */
void talk_hear(const struct talk *talk, const char *text);
/* "/sessions/{id}" and what. */
const char *talk_path(const struct talk *talk, const char *what);
/* A POST of staff without a body. */
struct answer talk_act(const struct talk *talk, const char *what);
struct answer talk_reply(
    const struct talk *talk, const char *text, const char *key);
const char *talk_state(const struct talk *talk);
/* Entries of the audit log with that action. */
int64_t talk_audited(const struct talk *talk, const char *action);

#endif
