/*
 * svg_rules.c - elements, attributes and values as tables.
 *
 * SPDX-License-Identifier: ISC
 */
#include "picture/svg_rules.h"

#include "base/text.h"

enum { VALUE_BYTES_MAX = 9000, ID_BYTES_MAX = 64, WORD_BYTES_MAX = 16 };

/* clang-format off */
static const struct {
	const char *name;
	enum svg_element element;
} elements[] = {
	{ "a",              SVG_THROUGH },
	{ "circle",         SVG_KEPT },
	{ "clipPath",       SVG_CLIP },
	{ "defs",           SVG_KEPT },
	{ "ellipse",        SVG_KEPT },
	{ "g",              SVG_KEPT },
	{ "image",          SVG_PICTURE },
	{ "line",           SVG_KEPT },
	{ "linearGradient", SVG_KEPT },
	{ "mask",           SVG_CLIP },
	{ "path",           SVG_KEPT },
	{ "polygon",        SVG_KEPT },
	{ "polyline",       SVG_KEPT },
	{ "radialGradient", SVG_KEPT },
	{ "rect",           SVG_KEPT },
	{ "stop",           SVG_KEPT },
	{ "style",          SVG_STYLE },
	{ "svg",            SVG_KEPT },
	{ "switch",         SVG_THROUGH },
	{ "symbol",         SVG_KEPT },
	{ "text",           SVG_WORDS },
	{ "tspan",          SVG_WORDS },
	{ "use",            SVG_USE },
};

static const struct {
	const char *name;
	bool is_style;
} attributes[] = {
	{ "clip-path",         true },
	{ "clip-rule",         true },
	{ "clipPathUnits",     false },
	{ "color",             true },
	{ "cx",                false },
	{ "cy",                false },
	{ "d",                 false },
	{ "display",           true },
	{ "dominant-baseline", true },
	{ "dx",                false },
	{ "dy",                false },
	{ "fill",              true },
	{ "fill-opacity",      true },
	{ "fill-rule",         true },
	{ "font-family",       true },
	{ "font-size",         true },
	{ "font-style",        true },
	{ "font-weight",       true },
	{ "fx",                false },
	{ "fy",                false },
	{ "gradientTransform", false },
	{ "gradientUnits",     false },
	{ "height",            false },
	{ "letter-spacing",    true },
	{ "mask",              true },
	{ "maskContentUnits",  false },
	{ "maskUnits",         false },
	{ "offset",            false },
	{ "opacity",           true },
	{ "paint-order",       true },
	{ "points",            false },
	{ "preserveAspectRatio", false },
	{ "r",                 false },
	{ "rx",                false },
	{ "ry",                false },
	{ "spreadMethod",      false },
	{ "stop-color",        true },
	{ "stop-opacity",      true },
	{ "stroke",            true },
	{ "stroke-dasharray",  true },
	{ "stroke-dashoffset", true },
	{ "stroke-linecap",    true },
	{ "stroke-linejoin",   true },
	{ "stroke-miterlimit", true },
	{ "stroke-opacity",    true },
	{ "stroke-width",      true },
	{ "text-anchor",       true },
	{ "transform",         false },
	{ "viewBox",           false },
	{ "visibility",        true },
	{ "width",             false },
	{ "x",                 false },
	{ "x1",                false },
	{ "x2",                false },
	{ "y",                 false },
	{ "y1",                false },
	{ "y2",                false },
};

/* What may stand before a parenthesis. */
static const char *const functions[] = { "hsl", "hsla", "matrix", "rgb", "rgba", "rotate", "scale", "skewX", "skewY",
	"translate", "url" };
/* clang-format on */

enum svg_element
svg_element_of(const char *name)
{
	for (size_t i = 0; i < ARRAY_LENGTH(elements); i++)
		if (strcmp(elements[i].name, name) == 0)
			return elements[i].element;
	return SVG_DROPPED;
}

bool
svg_attribute_is_known(const char *name, bool is_style)
{
	for (size_t i = 0; i < ARRAY_LENGTH(attributes); i++)
		if (strcmp(attributes[i].name, name) == 0)
			return attributes[i].is_style || !is_style;
	return false;
}

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool
is_plain(char c)
{
	return is_letter(c) || (c >= '0' && c <= '9') ||
	    (c != '\0' && strchr(" \t\r\n#.,%+-_", c) != NULL);
}

bool
svg_id_is_safe(const char *id)
{
	size_t len = strlen(id);

	if (len == 0 || len > ID_BYTES_MAX || (!is_letter(*id) && *id != '_'))
		return false;
	for (; *id != '\0'; id++)
		if (!is_letter(*id) && !(*id >= '0' && *id <= '9') &&
		    strchr("_-.", *id) == NULL)
			return false;
	return true;
}

/* Behind "url(": #part and nothing else. Where it ends, NULL for a bad one. */
static const char *
after_part(const char *at)
{
	char id[ID_BYTES_MAX + 1];
	size_t len = strcspn(at, ")");

	if (*at != '#' || at[len] != ')' || len < 2 || len > sizeof(id))
		return NULL;
	memcpy(id, at + 1, len - 1);
	id[len - 1] = '\0';
	return svg_id_is_safe(id) ? at + len + 1 : NULL;
}

/* Behind a parenthesis that the word before it opens. */
static const char *
after_call(const char *word, size_t len, const char *at)
{
	size_t end;

	for (size_t i = 0; i < ARRAY_LENGTH(functions); i++) {
		if (strlen(functions[i]) != len ||
		    memcmp(functions[i], word, len) != 0)
			continue;
		if (strcmp(functions[i], "url") == 0)
			return after_part(at);
		end = strspn(at, "0123456789eE.,%+- \t\r\ndgra");
		return at[end] == ')' ? at + end + 1 : NULL;
	}
	return NULL;
}

bool
svg_value_is_safe(const char *value)
{
	const char *at = value, *word = value;

	if (strlen(value) > VALUE_BYTES_MAX)
		return false;
	while (at != NULL && *at != '\0') {
		if (*at == '(') {
			at = after_call(word, (size_t)(at - word), at + 1);
			word = at;
		} else if (!is_plain(*at)) {
			return false;
		} else {
			at++;
			if (!is_letter(at[-1]))
				word = at;
		}
	}
	return at != NULL;
}
