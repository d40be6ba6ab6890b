/*
 * model_case.h - one recorded answer and what has to be read of it.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef UNIT_MODEL_CASE_H
#define UNIT_MODEL_CASE_H

#include "agents/model.h"
#include "unit.h"

/* In body, text and calls ' stands for ". calls are "name {...}" each, "?" for
 * arguments that are none, with " | " between them; NULL: no call. */
struct model_case {
	const char *body;
	enum model_verdict verdict;
	const char *text;
	const char *calls;
	int status;        /* 0: 200 */
	const char *type;  /* Content-Type; NULL: none */
	bool offers_tools; /* calls in the text count */
	int32_t tokens;    /* of both kinds; 0: not looked at */
	bool is_cut;
};

/* Fails the test with the body when anything else is read. */
void model_case_check(const struct model_case *wanted);

#define MODEL_CASES_CHECK(cases)                                               \
	for (size_t at = 0; at < ARRAY_LENGTH(cases); at++)                    \
	model_case_check(&(cases)[at])

#endif
