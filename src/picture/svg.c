/*
 * svg.c - reads XML with expat, writes what svg_rules.c knows.
 *
 * SPDX-License-Identifier: ISC
 */
#include "picture/svg.h"

#include <expat.h>
#include <math.h>

#include "base/text.h"
#include "picture/svg_paint.h"
#include "picture/svg_rules.h"

#define SVG "http://www.w3.org/2000/svg "
#define LINK_NAME "http://www.w3.org/1999/xlink href"

enum {
	DEPTH_MAX = 48,
	ELEMENTS_MAX = 1000,
	/* A use of a use of a use multiplies what is drawn. */
	USES_MAX = 12,
	ATTRIBUTES_MAX = 48,
	SHEET_BYTES_MAX = 16 << 10,
	SIDE_MAX = 10000,
};

struct attribute {
	const char *name;
	const char *value;
};

struct cleaner {
	struct arena *arena;
	XML_Parser parser;
	enum picture_fault fault;
	struct buf out;
	struct buf sheet; /* the text of <style> */
	struct svg_classes classes;
	struct svg_tone tone;
	double width;
	double height;
	int depth;
	int dropped_from; /* depth of an element that is left out; 0: none */
	int clip_from;    /* of a clip or mask; 0: none */
	int elements;
	int uses;
	struct {
		const char *name; /* NULL: not written */
		enum svg_element element;
	} open[DEPTH_MAX + 1];
	struct attribute attributes[ATTRIBUTES_MAX];
	size_t attribute_count;
};

static void
refuse(struct cleaner *cleaner, enum picture_fault fault)
{
	if (cleaner->fault == PICTURE_FINE)
		cleaner->fault = fault;
	(void)XML_StopParser(cleaner->parser, XML_FALSE);
}

static void
add_escaped(struct buf *out, const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		switch (text[i]) {
		case '&':
			buf_add(out, "&amp;");
			break;
		case '<':
			buf_add(out, "&lt;");
			break;
		case '>':
			buf_add(out, "&gt;");
			break;
		case '"':
			buf_add(out, "&quot;");
			break;
		default:
			buf_add_char(out, text[i]);
		}
	}
}

/* A later one of the same name takes the place of an earlier one. */
static void
set(struct cleaner *cleaner, const char *name, const char *value)
{
	for (size_t i = 0; i < cleaner->attribute_count; i++)
		if (strcmp(cleaner->attributes[i].name, name) == 0) {
			cleaner->attributes[i].value = value;
			return;
		}
	if (cleaner->attribute_count < ATTRIBUTES_MAX)
		cleaner->attributes[cleaner->attribute_count++] =
		    (struct attribute){ name, value };
}

static void
take_property(void *context, const char *name, const char *value)
{
	struct cleaner *cleaner = context;
	bool clips =
	    strcmp(name, "clip-path") == 0 || strcmp(name, "mask") == 0;

	if (svg_attribute_is_known(name, true) && svg_value_is_safe(value) &&
	    !(clips && cleaner->clip_from != 0))
		set(cleaner, name, value);
}

static void
take_attribute(struct cleaner *cleaner, const char *name, const char *value)
{
	if (svg_attribute_is_known(name, true))
		take_property(cleaner, name, value);
	else if (svg_attribute_is_known(name, false) &&
	    svg_value_is_safe(value))
		set(cleaner, name, value);
	else if (strcmp(name, "id") == 0 && cleaner->depth > 1 &&
	    svg_id_is_safe(value))
		set(cleaner, "id", value);
	else if ((strcmp(name, "href") == 0 || strcmp(name, LINK_NAME) == 0) &&
	    *value == '#' && svg_id_is_safe(value + 1))
		set(cleaner, "href", value);
}

static const char *
value_of(const char **given, const char *name)
{
	for (; *given != NULL; given += 2)
		if (strcmp(given[0], name) == 0)
			return given[1];
	return NULL;
}

/* As a browser weighs them: attributes, classes, the element's own style. */
static void
take_attributes(struct cleaner *cleaner, const char **given)
{
	const char *classes = value_of(given, "class");
	const char *style = value_of(given, "style");

	cleaner->attribute_count = 0;
	for (const char **at = given; *at != NULL; at += 2)
		take_attribute(cleaner, at[0], at[1]);
	if (classes != NULL)
		svg_classes_apply(
		    &cleaner->classes, classes, take_property, cleaner);
	if (style != NULL)
		svg_style_read(cleaner->arena, style, take_property, cleaner);
}

static const char *
attribute_of(const struct cleaner *cleaner, const char *name)
{
	for (size_t i = 0; i < cleaner->attribute_count; i++)
		if (strcmp(cleaner->attributes[i].name, name) == 0)
			return cleaner->attributes[i].value;
	return NULL;
}

static double
length_of(const char *text)
{
	return text == NULL || strchr(text, '%') != NULL ? 0
							 : strtod(text, NULL);
}

/* The box of the whole: viewBox, else width and height. */
static void
measure(struct cleaner *cleaner)
{
	const char *box = attribute_of(cleaner, "viewBox");
	double sides[4] = { 0 };
	char *end;

	for (size_t i = 0; box != NULL && i < ARRAY_LENGTH(sides); i++) {
		box += strspn(box, " \t\r\n,");
		sides[i] = strtod(box, &end);
		box = end;
	}
	if (box == NULL) {
		sides[2] = length_of(attribute_of(cleaner, "width"));
		sides[3] = length_of(attribute_of(cleaner, "height"));
		if (sides[2] > 0 && sides[3] > 0)
			set(cleaner, "viewBox",
			    arena_printf(cleaner->arena, "0 0 %g %g", sides[2],
				sides[3]));
	}
	cleaner->width = sides[2];
	cleaner->height = sides[3];
	if (!(isfinite(sides[2]) && isfinite(sides[3]) && sides[2] > 0 &&
		sides[3] > 0))
		refuse(cleaner, PICTURE_SIZELESS);
}

/* Wherever the picture is put, it fills the place that its box leaves it. */
static void
write_root(struct cleaner *cleaner)
{
	measure(cleaner);
	set(cleaner, "width",
	    arena_printf(cleaner->arena, "%g", cleaner->width));
	set(cleaner, "height",
	    arena_printf(cleaner->arena, "%g", cleaner->height));
}

static void
write_start(struct cleaner *cleaner, const char *name, bool is_root)
{
	buf_printf(&cleaner->out, "<%s%s", name,
	    is_root ? " xmlns=\"http://www.w3.org/2000/svg\"" : "");
	for (size_t i = 0; i < cleaner->attribute_count; i++) {
		const struct attribute *attribute = &cleaner->attributes[i];

		svg_tone_see(&cleaner->tone, attribute->name, attribute->value);
		buf_printf(&cleaner->out, " %s=\"", attribute->name);
		add_escaped(
		    &cleaner->out, attribute->value, strlen(attribute->value));
		buf_add_char(&cleaner->out, '"');
	}
	buf_add_char(&cleaner->out, '>');
	if (cleaner->out.overflowed)
		refuse(cleaner, PICTURE_LONG);
}

static void
drop(struct cleaner *cleaner)
{
	cleaner->dropped_from = cleaner->depth;
}

static void
keep(struct cleaner *cleaner, const char *name, enum svg_element element,
    const char **given)
{
	bool is_root = cleaner->depth == 1;

	if (element == SVG_CLIP && cleaner->clip_from != 0) {
		drop(cleaner);
		return;
	}
	if (element == SVG_USE && ++cleaner->uses > USES_MAX) {
		refuse(cleaner, PICTURE_LONG);
		return;
	}
	if (element == SVG_CLIP)
		cleaner->clip_from = cleaner->depth;
	cleaner->open[cleaner->depth].name = arena_copy(cleaner->arena, name);
	take_attributes(cleaner, given);
	if (is_root)
		write_root(cleaner);
	if (cleaner->fault == PICTURE_FINE)
		write_start(cleaner, name, is_root);
}

static void
begin(void *context, const char *full_name, const char **given)
{
	struct cleaner *cleaner = context;
	const char *name = text_starts_with(full_name, SVG)
	    ? full_name + strlen(SVG)
	    : full_name;
	enum svg_element element =
	    name == full_name ? SVG_DROPPED : svg_element_of(name);

	if (++cleaner->depth > DEPTH_MAX || ++cleaner->elements > ELEMENTS_MAX)
		refuse(cleaner, PICTURE_LONG);
	else if (cleaner->depth == 1 &&
	    (name == full_name || strcmp(name, "svg") != 0))
		refuse(cleaner, PICTURE_FOREIGN);
	if (cleaner->fault != PICTURE_FINE || cleaner->dropped_from != 0)
		return;
	cleaner->open[cleaner->depth].name = NULL;
	cleaner->open[cleaner->depth].element = element;
	switch (element) {
	case SVG_DROPPED:
		drop(cleaner);
		break;
	case SVG_PICTURE:
		refuse(cleaner, PICTURE_NESTED);
		break;
	case SVG_STYLE:
		buf_clear(&cleaner->sheet);
		break;
	case SVG_THROUGH:
		break;
	default:
		keep(cleaner, name, element, given);
	}
}

static void
end(void *context, const char *full_name)
{
	struct cleaner *cleaner = context;
	int depth = cleaner->depth--;

	(void)full_name;
	if (cleaner->fault != PICTURE_FINE)
		return;
	if (cleaner->dropped_from != 0) {
		if (cleaner->dropped_from == depth)
			cleaner->dropped_from = 0;
		return;
	}
	if (cleaner->clip_from == depth)
		cleaner->clip_from = 0;
	if (cleaner->open[depth].element == SVG_STYLE)
		svg_classes_read(&cleaner->classes, cleaner->arena,
		    cleaner->sheet.len == 0 || cleaner->sheet.overflowed
			? ""
			: cleaner->sheet.data);
	if (cleaner->open[depth].name != NULL)
		buf_printf(&cleaner->out, "</%s>", cleaner->open[depth].name);
	if (cleaner->out.overflowed)
		refuse(cleaner, PICTURE_LONG);
}

static void
take_text(void *context, const char *text, int len)
{
	struct cleaner *cleaner = context;

	if (cleaner->fault != PICTURE_FINE || cleaner->dropped_from != 0 ||
	    cleaner->depth == 0)
		return;
	if (cleaner->open[cleaner->depth].element == SVG_STYLE)
		buf_add_bytes(&cleaner->sheet, text, (size_t)len);
	else if (cleaner->open[cleaner->depth].element == SVG_WORDS)
		add_escaped(&cleaner->out, text, (size_t)len);
}

static void
refuse_subset(void *context, const char *name not_used,
    const char *system not_used, const char *public not_used, int has_subset)
{
	if (has_subset != 0)
		refuse(context, PICTURE_ENTITIES);
}

static void
refuse_entity(void *context, const char *name not_used,
    int is_parameter not_used, const char *value not_used, int len not_used,
    const char *base not_used, const char *system not_used,
    const char *public not_used, const char *notation not_used)
{
	refuse(context, PICTURE_ENTITIES);
}

static void
refuse_skipped(
    void *context, const char *name not_used, int is_parameter not_used)
{
	refuse(context, PICTURE_ENTITIES);
}

static enum picture_fault
parse(struct cleaner *cleaner, const char *bytes, size_t len)
{
	XML_Parser parser = XML_ParserCreateNS(NULL, ' ');
	enum XML_Status status;

	if (parser == NULL)
		return PICTURE_BROKEN;
	cleaner->parser = parser;
	XML_SetUserData(parser, cleaner);
	XML_SetElementHandler(parser, begin, end);
	XML_SetCharacterDataHandler(parser, take_text);
	XML_SetStartDoctypeDeclHandler(parser, refuse_subset);
	XML_SetEntityDeclHandler(parser, refuse_entity);
	XML_SetSkippedEntityHandler(parser, refuse_skipped);
	status = XML_Parse(parser, bytes, (int)len, XML_TRUE);
	XML_ParserFree(parser);
	if (cleaner->fault != PICTURE_FINE)
		return cleaner->fault;
	return status == XML_STATUS_OK ? PICTURE_FINE : PICTURE_BROKEN;
}

enum picture_fault
svg_clean(struct arena *arena, const char *bytes, size_t len, struct svg *out)
{
	struct cleaner *cleaner = arena_new(arena, struct cleaner);
	enum picture_fault fault;
	double scale;

	if (len > PICTURE_BYTES_MAX)
		return PICTURE_LONG;
	cleaner->arena = arena;
	cleaner->out = buf_new(arena, SVG_BYTES_MAX);
	cleaner->sheet = buf_new(arena, SHEET_BYTES_MAX);
	fault = parse(cleaner, bytes, len);
	if (fault != PICTURE_FINE)
		return fault;
	scale = SIDE_MAX / fmax(cleaner->width, cleaner->height);
	out->text = buf_text(&cleaner->out);
	out->len = cleaner->out.len;
	out->width = (int64_t)fmax(cleaner->width * scale, 1);
	out->height = (int64_t)fmax(cleaner->height * scale, 1);
	out->hides_on = svg_tone_hides_on(&cleaner->tone);
	return PICTURE_FINE;
}
