/*
 * prompt.h - the prompt builder [S2.2]: templates with a studio's values.
 *
 * Grammar: {name} is a value of the studio, {{ and }} are braces; anything else
 * with a brace is refused when the template is loaded. Values are data: what
 * looks like a placeholder inside of one stays as it is.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef AGENTS_PROMPT_H
#define AGENTS_PROMPT_H

#include "agents/language.h"
#include "tenancy/prompt_config.h"

/* What a prompt is built from. All of it is data: it is cut at the limits of
 * the placeholders and never expanded. */
struct prompt_facts {
	const struct prompt_config *studio;
	enum language language; /* of the member */
	const char *now;        /* of prompt_set_now(); NULL: not known */
	const char *member_name;
	const char *member_memory;
	/* Passages of the knowledge base for a model that has no tools: stand
	 * behind the template, whatever that is. NULL: none. */
	const char *knowledge;
};

enum placeholder_source {
	PLACEHOLDER_OF_STUDIO = 1, /* offset in struct prompt_config */
	PLACEHOLDER_OF_TURN        /* of struct prompt_facts */
};

/* A value that templates may name, cut at limit characters; fallback stands
 * where it is empty. */
struct placeholder {
	const char *name;
	enum placeholder_source source;
	size_t offset;
	size_t limit;
	const char *doc; /* of those of the turn; a studio's are fields */
	const char *fallback[LANGUAGES];
};

/* All there are, ended by a NULL name. */
extern const struct placeholder placeholders[];
/* What it means, for people. */
const char *placeholder_doc(const struct placeholder *placeholder) must_use;

/* What is wrong with a template: NULL if nothing, else a sentence with the line
 * where it is. */
const char *prompt_complaint(
    struct arena *arena, const char *template) must_use;

/* template with the values of studio, and the fallbacks of those of the turn.
 * One that has a complaint is a bug. */
const char *prompt_expand(struct arena *arena, const char *template,
    const struct prompt_config *studio, enum language language) must_use;
/* template with the values of the studio and of the turn. Callers want
 * agent_prompt(), which adds what stands behind every template. */
const char *prompt_build(struct arena *arena, const char *template,
    const struct prompt_facts *facts) must_use;

struct prompt_template {
	const char *text;
	const char *version; /* 12 hexadecimal digits of its SHA-256 */
};

/* The most bytes of a template. */
enum { PROMPT_TEMPLATE_BYTES_MAX = 32 << 10 };

/* The version of a text: see above. */
const char *prompt_version(struct arena *arena, const char *text) must_use;

/* Reads and checks the template at path (at most 32 KiB); NULL with a sentence
 * in *complaint. */
struct prompt_template *prompt_read(
    struct arena *arena, const char *path, const char **complaint) must_use;

#endif
