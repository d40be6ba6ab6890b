/*
 * answer.h - rules that every answer of a model has to pass before it is sent.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef AGENTS_ANSWER_H
#define AGENTS_ANSWER_H

#include "agents/language.h"
#include "tenancy/prompt_config.h"

/* What an answer is judged by. */
struct answer_scene {
	const struct prompt_config *studio;
	enum language language; /* the member's; LANGUAGE_UNKNOWN: any */
	const char *question;   /* what the member wrote; may be NULL */
	/* What was read in this turn: passages, results of tools. NULL-ended;
	 * NULL: nothing. */
	const char *const *sources;
	bool has_acted;  /* a tool changed something, or is about to */
	bool has_called; /* a person was called in this turn */
	bool is_second;  /* it was asked for once more already */
};

enum answer_verdict {
	ANSWER_UNSET = 0,
	ANSWER_GOOD,  /* text may be sent */
	ANSWER_AGAIN, /* ask the model once more and tell it complaint; never
			 when scene.is_second */
	ANSWER_BAD,   /* nothing of it may be sent */
};

struct answer_finding {
	enum answer_verdict verdict;
	const char *text;      /* GOOD: trimmed */
	const char *rule;      /* the name of the one that was broken */
	const char *complaint; /* AGAIN: for the model, in English */
};

struct answer_rule {
	const char *name;
	/* May change *answer. On AGAIN the complaint is set; when the scene
	 * is_second it becomes BAD. */
	enum answer_verdict (*apply)(struct arena *arena,
	    const struct answer_scene *scene, const char **answer,
	    const char **complaint);
};

/* Thinking aloud is taken out. */
extern const struct answer_rule rule_no_thoughts;
/* Something is said. */
extern const struct answer_rule rule_not_empty;
/* No calls of tools, no identifiers of them, no control words of models. */
extern const struct answer_rule rule_no_tool_syntax;
/* No amount of money that is neither in the studio's texts nor in what was read
 * in this turn. */
extern const struct answer_rule rule_price_has_source;
/* Nothing is claimed to be booked, changed or cancelled, and nobody to be
 * informed, that no tool has done. */
extern const struct answer_rule rule_no_false_claim;
/* In the language of the member; asked for a second time it passes. */
extern const struct answer_rule rule_language;

/* All of the above in the order to apply them, NULL-ended. */
extern const struct answer_rule *const answer_rules[];

/* The finding of the first of the NULL-ended rules that is broken, else GOOD.
 */
struct answer_finding answer_judge(struct arena *arena,
    const struct answer_rule *const *rules, const struct answer_scene *scene,
    const char *answer) must_use;

#endif
