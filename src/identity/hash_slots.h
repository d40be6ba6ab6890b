/*
 * hash_slots.h - how many processes may do a costly thing at once.
 *
 * The slots are robust locks in memory that a parent shares with its children:
 * the kernel gives back the slot of a child that was killed.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef IDENTITY_HASH_SLOTS_H
#define IDENTITY_HASH_SLOTS_H

#include "base/base.h"

enum { HASH_SLOTS_MAX = 64 };

struct hash_slots;

/* Made once, before the fork; NULL when the system has no memory for it. Never
 * ends. */
struct hash_slots *hash_slots_new(void) must_use;

/* One of the first count slots without waiting, -1 when all are taken. The
 * caller gives it back. */
int hash_slot_take(struct hash_slots *slots, size_t count) must_use;
void hash_slot_give(struct hash_slots *slots, int slot);

#endif
