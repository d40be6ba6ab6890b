/*
 * slots.c - robust locks shared by the children of a program.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/slots.h"

#include <errno.h>
#include <pthread.h>
#include <sys/mman.h>

#include "base/check.h"

struct slots {
	pthread_mutex_t locks[SLOTS_MAX];
};

struct slots *
slots_new(void)
{
	struct slots *slots = mmap(NULL, sizeof(*slots), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pthread_mutexattr_t kind;

	if (slots == MAP_FAILED)
		return NULL;
	check(pthread_mutexattr_init(&kind) == 0);
	check(pthread_mutexattr_setpshared(&kind, PTHREAD_PROCESS_SHARED) == 0);
	check(pthread_mutexattr_setrobust(&kind, PTHREAD_MUTEX_ROBUST) == 0);
	for (size_t i = 0; i < SLOTS_MAX; i++)
		check(pthread_mutex_init(&slots->locks[i], &kind) == 0);
	check(pthread_mutexattr_destroy(&kind) == 0);
	return slots;
}

int
slot_take(struct slots *slots, size_t count)
{
	if (count > SLOTS_MAX)
		count = SLOTS_MAX;
	for (size_t i = 0; i < count; i++) {
		int error = pthread_mutex_trylock(&slots->locks[i]);

		if (error == EOWNERDEAD)
			error = pthread_mutex_consistent(&slots->locks[i]);
		if (error == 0)
			return (int)i;
		check(error == EBUSY);
	}
	return -1;
}

void
slot_give(struct slots *slots, int slot)
{
	check(pthread_mutex_unlock(&slots->locks[slot]) == 0);
}
