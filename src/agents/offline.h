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
#include "base/json.h"
#include "base/task.h"
#include "tenancy/prompt_config.h"

/* As chat_messages.model names it. */
#define OFFLINE_MODEL "offline"

struct offline_question {
	const char *text;
	enum language language;
	bool is_after_offer; /* we have just offered a person */
};

/* Never NULL, never empty; in the task's arena. Searches the knowledge base of
 * the task's tenant (not when it has no database), so it comes before anything
 * is written: should the search fail the task is rolled back and has no
 * problem. *passages (may be NULL) gets the passages that were used, as
 * knowledge_passages_json() tells them, or NULL. */
const char *offline_answer(struct task *task,
    const struct offline_question *question, const struct prompt_config *studio,
    struct json_object **passages) must_use;

#endif
