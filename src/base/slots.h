/*
 * slots.h - how many processes may do a costly thing at once.
 *
 * The slots are robust locks in memory that a parent shares with its children:
 * the kernel gives back the slot of a child that was killed.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef BASE_SLOTS_H
#define BASE_SLOTS_H

#include "base/base.h"

enum { SLOTS_MAX = 64 };

struct slots;

/* Made once, before the fork; NULL when the system has no memory for it. Never
 * ends. */
struct slots *slots_new(void) must_use;

/* One of the first count slots without waiting, -1 when all are taken. The
 * caller gives it back. */
int slot_take(struct slots *slots, size_t count) must_use;
void slot_give(struct slots *slots, int slot);

#endif
