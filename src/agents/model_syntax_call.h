/*
 * model_syntax_call.h - one call in one of many syntaxes.
 *
 * Inside of model_syntax.c only.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef AGENTS_MODEL_SYNTAX_CALL_H
#define AGENTS_MODEL_SYNTAX_CALL_H

#include "base/json.h"

struct model_syntax {
	struct arena *arena;
	const char *at;
	bool has_mark; /* a mark that only calls have was seen */
	struct json_object *calls;
};

/* Adds the call or calls that stand at syntax->at and moves behind. False when
 * there is something else. */
bool model_syntax_call(struct model_syntax *syntax) must_use;

#endif
