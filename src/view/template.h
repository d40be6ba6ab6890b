/*
 * template.h - Mustache 1.4 with inheritance, parsed once, rendered often.
 *
 * Interpolation, sections, inverted sections, partials with indentation,
 * comments, set delimiters, dotted names, implicit iterator, blocks and
 * parents; no lambdas, no dynamic names. The context is a json-c tree. False
 * for a section are: what is missing, null, false and the empty list; "" and 0
 * are true. An object or list that is interpolated comes out as compact JSON.
 * Arguments see the blocks of the template that they stand in: overriding goes
 * from the outside inwards.
 *
 * In HTML (view/html_context.h) moreover: {{{x}}} and {{&x}} do not compile,
 * nor does a POST form without {{>csrf}} directly inside. Both ways through a
 * section, and every argument of a block, must end where they began. Partials
 * and parents are whole pieces of text: they begin and end in text, may not
 * stand inside a tag or attribute, and are HTML themselves. So each template is
 * checked once, and each argument once for every place where it may appear.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef VIEW_TEMPLATE_H
#define VIEW_TEMPLATE_H

#include "base/buf.h"
#include "base/json.h"

/* TEXT: plain Mustache, {{x}} escapes & < > " as the specification says. RAW:
 * nothing is escaped (mail text, prompts). HTML: each variable must stand where
 * it is safe. */
enum template_mode { TEMPLATE_TEXT = 1, TEMPLATE_RAW, TEMPLATE_HTML };

/* A partial or parent that is not in the set: renders as nothing, as the
 * specification says, or is an error. In HTML it always is an error. */
enum template_unknown { UNKNOWN_IS_EMPTY = 1, UNKNOWN_IS_ERROR };

/* A set of templates that may name each other as partials and parents. The name
 * "x" also finds "partials/x". */
struct template_set;

/* Reads every .html (HTML) and .txt (RAW) file below directory but those in
 * folders called "prompts", which are no Mustache, and links them. A template
 * is called by its path, HTML without the ending ("chat/page",
 * "mail/reset.txt"). NULL with "file:line: what is wrong" in *complaint for any
 * error in any of them, an unknown partial included. The set lives in arena. */
struct template_set *template_set_load(struct arena *arena,
    const char *directory, const char **complaint) must_use;

/* The same of one folder in directory alone, with the same names. */
struct template_set *template_set_load_folder(struct arena *arena,
    const char *directory, const char *folder, const char **complaint) must_use;

/* An empty set, and one template more, which may name templates that come
 * later. After the last one template_set_link() has to be called. */
struct template_set *template_set_new(struct arena *arena) must_use;
bool template_set_add(struct template_set *set, const char *name,
    const char *source, enum template_mode mode,
    const char **complaint) must_use;

/* Resolves all names and checks all HTML; again after a later add. */
bool template_set_link(struct template_set *set, enum template_unknown unknown,
    const char **complaint) must_use;

bool template_exists(const struct template_set *set, const char *name);

/* Called for a name that the context does not have (not for sections). Test
 * builds make that a failure. */
typedef void template_missing_fn(
    void *context, const char *template_name, const char *variable);

/* Appends the rendering to out. False when there is no such template, partials
 * recurse deeper than 64, sections and partials together deeper than 256, more
 * than a million of them are run through, or out overflowed. missing may be
 * NULL. A set that is not linked is a bug. */
bool template_render(const struct template_set *set, const char *name,
    struct json_object *context, struct buf *out, template_missing_fn *missing,
    void *missing_context) must_use;

#endif
