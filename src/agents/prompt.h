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

/* A value that templates may name: the member of struct prompt_config of the
 * same name, cut at limit characters; fallback stands where it is empty. */
struct placeholder {
	const char *name;
	size_t offset;
	size_t limit;
	const char *fallback[LANGUAGES];
};

/* All there are, ended by a NULL name. */
extern const struct placeholder placeholders[];

/* What is wrong with a template: NULL if nothing, else a sentence with the line
 * where it is. */
const char *prompt_complaint(
    struct arena *arena, const char *template) must_use;

/* template with the values of studio. One that has a complaint is a bug. */
const char *prompt_expand(struct arena *arena, const char *template,
    const struct prompt_config *studio, enum language language) must_use;

struct prompt_template {
	const char *text;
	const char *version; /* 12 hexadecimal digits of its SHA-256 */
};

/* Reads and checks the template at path (at most 32 KiB); NULL with a sentence
 * in *complaint. */
struct prompt_template *prompt_read(
    struct arena *arena, const char *path, const char **complaint) must_use;

#endif
