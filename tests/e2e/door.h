/*
 * door.h - members who want something that needs a proof and a yes.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef E2E_DOOR_H
#define E2E_DOOR_H

#include "e2e.h"

/* A member of a studio who writes from a telephone. */
struct visitor {
	const struct studio *studio;
	const char *number;
	const char *email;
	const char *mark; /* the agent's model calls a tool for this word */
	int64_t replies;  /* that were waited for */
};

/* A member that is known to the studio; nobody has proven anything yet. */
struct visitor visitor_new(const struct studio *studio);
/* The same, verified in its conversation, which has begun. */
struct visitor visitor_verified(const struct studio *studio);

/* The agent's model calls tool with arguments for whatever has the visitor's
 * mark in it. */
void visitor_model_calls(
    const struct visitor *visitor, const char *tool, const char *arguments);
/* Several calls in one answer: a JSON array of {"name", "arguments"}. */
void visitor_model_calls_all(const struct visitor *visitor, const char *calls);

void visitor_says(struct visitor *visitor, const char *text);
void visitor_presses(
    struct visitor *visitor, const char *button_id, const char *title);
/* The next reply. */
const char *visitor_hears(struct visitor *visitor);
/* Until all that was written is dealt with, and nothing was said. */
void visitor_hears_nothing(struct visitor *visitor);

/* Asks for the cancellation of booking 4711 and hears the question. */
void visitor_wants_cancellation(struct visitor *visitor);
/* "state result" of the newest pending action of the conversation; "" for
 * none. */
const char *visitor_action(const struct visitor *visitor);
/* Of the question that was asked last. */
int64_t visitor_action_id(const struct visitor *visitor);
/* "state reason" of the conversation. */
const char *visitor_state(const struct visitor *visitor);

void expect_part(const char *text, const char *part);
void expect_no_part(const char *text, const char *part);

#endif
