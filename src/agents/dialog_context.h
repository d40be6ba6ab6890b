/*
 * dialog_context.h - who spoke last with a person, and in which language: what
 * "and on Sunday?" needs.
 *
 * In Redis t{id}:dialog:{user} for 30 minutes, where it may be lost at any
 * time: then the history says the same.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef AGENTS_DIALOG_CONTEXT_H
#define AGENTS_DIALOG_CONTEXT_H

#include "messaging/turn.h"

struct dialog_context {
	const char *agent;    /* that answered last; NULL: nobody lately */
	const char *language; /* "de", "en"; NULL: unknown */
	struct instant at;    /* when it answered; not set: unknown */
};

/* Asks Redis about the person while the task waits for its next statements;
 * ends with dialog_context_answer(). One at a time. */
struct dialog_question *dialog_context_ask(
    struct task *task, const char *user_key) must_use;
/* What Redis says, else what the history of the turn says. question may be
 * NULL: nobody was asked. */
struct dialog_context dialog_context_answer(
    struct dialog_question *question, const struct turn *turn) must_use;

/* After the commit of a reply. */
void dialog_context_store(struct task *task, const char *user_key,
    const char *agent, const char *language);

#endif
