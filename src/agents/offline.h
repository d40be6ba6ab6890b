/*
 * offline.h - the built-in provider: answers without a model.
 *
 * It says only what stands in the studio's own texts, else honestly that it
 * does not know, and offers a person.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef AGENTS_OFFLINE_H
#define AGENTS_OFFLINE_H

#include "agents/language.h"
#include "tenancy/prompt_config.h"

/* As chat_messages.model names it. */
#define OFFLINE_MODEL "offline"

struct offline_question {
	const char *text;
	enum language language;
	bool is_after_offer; /* we have just offered a person */
};

/* Never NULL, never empty. */
const char *offline_answer(struct arena *arena,
    const struct offline_question *question,
    const struct prompt_config *studio) must_use;

#endif
