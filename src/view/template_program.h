/*
 * template_program.h - what a template is compiled to; only for view/.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef VIEW_TEMPLATE_PROGRAM_H
#define VIEW_TEMPLATE_PROGRAM_H

#include "view/escape.h"
#include "view/template.h"

enum op_kind {
	OP_TEXT = 1,
	OP_INDENT,   /* a line begins here, with something that is no text */
	OP_VARIABLE, /* path */
	OP_SECTION,  /* path, end */
	OP_INVERTED, /* path, end */
	OP_PARTIAL,  /* name, indent, target */
	OP_PARENT,   /* name, indent, target, end: behind its OP_ARGUMENTs */
	OP_ARGUMENT, /* name, end */
	OP_BLOCK     /* name, indent, end */
};

struct op {
	enum op_kind kind;
	enum escape escape; /* of a variable */
	bool is_line_start; /* text that begins a line */
	bool is_in_form;    /* a partial or parent inside an HTML form */
	int line;
	size_t end;       /* number of the op behind the matching end tag */
	size_t len;       /* of text */
	const char *text; /* literal text, or the name as written */
	const char *const *path; /* the name's parts, NULL behind; none: "." */
	const char *indent;      /* when standalone, else NULL */
	const struct template *target; /* NULL: renders as nothing */
};

struct template
{
	const char *name;
	const char *file; /* for complaints */
	enum template_mode mode;
	size_t number; /* in the set */
	bool has_form;
	struct op *ops;
	size_t op_count;
};

struct template_set {
	struct arena *arena;
	struct template **templates; /* by name once linked */
	size_t count;
	size_t room;
	bool is_linked;
};

/* One tag as it stands in the source. */
enum tag_kind {
	TAG_VARIABLE = 1,
	TAG_UNESCAPED,
	TAG_SECTION,
	TAG_INVERTED,
	TAG_END,
	TAG_PARTIAL,
	TAG_PARENT,
	TAG_BLOCK,
	TAG_COMMENT,
	TAG_DELIMITERS
};

struct tag {
	enum tag_kind kind;
	int line;
	const char *name;
	size_t start, end;         /* extent in the source */
	size_t cut_start, cut_end; /* with the white space that goes with it */
	size_t match;              /* number of the end tag */
	bool clears_left, clears_right; /* nothing but blanks to that side */
	bool is_alone;                  /* on its line */
	bool is_argument;               /* a block directly inside a parent */
	bool is_standalone_pair;        /* partial: alone as well */
};

struct tag_list {
	struct tag *tags;
	size_t count;
	size_t room;
};

/* The most nesting of tags inside a template. */
enum { TEMPLATE_NESTING_MAX = 64 };

/* Finds and pairs all tags and decides which white space goes with them. */
bool template_scan(struct arena *arena, const char *file, const char *source,
    struct tag_list *tags, const char **complaint) must_use;

/* A template from its source. */
struct template *template_compile(struct arena *arena, const char *name,
    const char *file, const char *source, enum template_mode mode,
    const char **complaint) must_use;

/* Checks the HTML of a whole set whose names are resolved, and sets how each
 * variable is escaped. */
bool template_check(
    const struct template_set *set, const char **complaint) must_use;

/* NULL when there is none. */
const struct template *template_set_find(
    const struct template_set *set, const char *name) must_use;

#endif
