/*
 * breaker.c - counts failures in a row per endpoint.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/breaker.h"

enum { BREAKERS = 64 };

/* Direct-mapped; an endpoint that takes another one's place starts closed. Like
 * the connections it speaks of, it belongs to the process. */
static struct breaker breakers[BREAKERS];

bool
breaker_admits(struct breaker *breaker, int64_t now_ms)
{
	if (breaker->failures < BREAKER_FAILURES_MAX)
		return true;
	if (now_ms < breaker->again_at_ms)
		return false;
	breaker->again_at_ms = now_ms + BREAKER_PAUSE_MS;
	return true;
}

void
breaker_succeeded(struct breaker *breaker)
{
	breaker->failures = 0;
	breaker->again_at_ms = 0;
}

void
breaker_failed(struct breaker *breaker, int64_t now_ms)
{
	if (breaker->failures < BREAKER_FAILURES_MAX)
		breaker->failures++;
	if (breaker->failures == BREAKER_FAILURES_MAX)
		breaker->again_at_ms = now_ms + BREAKER_PAUSE_MS;
}

/* FNV-1a. */
static uint32_t
hash(const char *text)
{
	uint32_t sum = 2166136261U;

	for (; *text != '\0'; text++)
		sum = (sum ^ (unsigned char)*text) * 16777619U;
	return sum;
}

struct breaker *
breaker_of(const char *endpoint)
{
	struct breaker *breaker = &breakers[hash(endpoint) % BREAKERS];
	size_t len = strnlen(endpoint, sizeof(breaker->endpoint) - 1);

	if (strlen(breaker->endpoint) != len ||
	    memcmp(breaker->endpoint, endpoint, len) != 0) {
		*breaker = (struct breaker){ 0 };
		memcpy(breaker->endpoint, endpoint, len);
	}
	return breaker;
}
