/*
 * template.h - Mustache 1.4 with inheritance, parsed once, rendered often.
 *
 * Interpolation, sections, inverted sections, partials with indentation,
 * comments, set delimiters, dotted names, implicit iterator, blocks and parents;
 * no lambdas, no dynamic names. The context is a json-c tree.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef VIEW_TEMPLATE_H
#define VIEW_TEMPLATE_H

#include "base/buf.h"
#include "base/json.h"

/* TEXT: plain Mustache, {{x}} escapes & < > " as the specification says. RAW:
 * nothing is escaped (mail text, prompts). HTML: each variable must stand where
 * it is safe, {{{x}}} and {{&x}} do not compile (view/html_context.h). */
enum template_mode { TEMPLATE_TEXT = 1, TEMPLATE_RAW, TEMPLATE_HTML };

/* A set of templates that may name each other as partials and parents. */
struct template_set;

/* Reads every .html (HTML) and .txt (RAW) file below directory; a template is
 * called by its path without the ending ("chat/page"). NULL with
 * "file:line: what is wrong" in *complaint for any error in any of them, an
 * unknown partial included. The set lives in arena. */
struct template_set *template_set_load(struct arena *arena,
    const char *directory, const char **complaint) must_use;
/* An empty set and one template more, for tests and templates of tenants. */
struct template_set *template_set_new(struct arena *arena) must_use;
bool template_set_add(struct template_set *set, const char *name,
    const char *source, enum template_mode mode,
    const char **complaint) must_use;

bool template_exists(const struct template_set *set, const char *name);

/* Called for a name that the context does not have (not for sections). Test
 * builds make that a failure. */
typedef void template_missing_fn(
    void *context, const char *template_name, const char *variable);

/* Appends the rendering to out. False when there is no such template, partials
 * recurse deeper than 64, or out overflowed. missing may be NULL. */
bool template_render(const struct template_set *set, const char *name,
    struct json_object *context, struct buf *out, template_missing_fn *missing,
    void *missing_context) must_use;

#endif
