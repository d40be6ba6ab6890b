/*
 * router.h - which agent answers: rules first, then the model, then keywords
 * when the model is away or unsure (confidence below 0.6).
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef AGENTS_ROUTER_H
#define AGENTS_ROUTER_H

#include "agents/agent.h"

/* Stored with the answer. */
struct routing {
	const struct agent *agent;
	const char *by;     /* rules, model, keywords, dialog */
	const char *reason; /* the pattern, intent or word; at most 200 */
	double confidence;  /* 0 to 1 */
};

enum { ROUTER_CONFIDENCE_MIN_PERCENT = 60 };

/* What is certain without a model: a picture, plain words for a price, a class.
 * agent is NULL when no rule fits. previous is the agent that spoke last in
 * this dialog (NULL: unknown), for "and on Sunday?". */
struct routing router_rules(struct arena *arena, const char *text,
    bool has_picture, const struct agent *previous) must_use;

/* What a model that was given the prompt of the router said: an object with
 * "agent" and "confidence", alone or with words around it. agent is NULL when
 * it is not to be understood, unknown or below the least confidence. */
struct routing router_read(struct arena *arena, const char *answer) must_use;

/* The best guess by words; always has an agent (persona at last). */
struct routing router_keywords(struct arena *arena, const char *text,
    const struct agent *previous) must_use;

/* Has text (NULL: none) words of health, injury or medicine? */
bool router_is_health(struct arena *arena, const char *text) must_use;

#endif
