/*
 * decide_door.h - the deciders about who somebody is and what needs a yes.
 *
 * They look at the messages that no act has dealt with yet. Inside the room
 * only; see decide.h.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef AGENTS_DECIDE_DOOR_H
#define AGENTS_DECIDE_DOOR_H

#include "agents/decide.h"

/* A turn that was interrupted behind an act goes on there. */
struct decision decide_resumed(
    struct arena *arena, const struct inquiry *inquiry) must_use;
/* Six digits while a code is out. */
struct decision decide_code_told(
    struct arena *arena, const struct inquiry *inquiry) must_use;
/* Yes, no, a button. What is neither is left to the others. */
struct decision decide_pending(
    struct arena *arena, const struct inquiry *inquiry) must_use;
/* An address or a number after the question who somebody is. */
struct decision decide_identity(
    struct arena *arena, const struct inquiry *inquiry) must_use;

#endif
