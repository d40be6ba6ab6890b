/*
 * route.c - what can be wrong with a row of a route table.
 *
 * SPDX-License-Identifier: ISC
 */
#include "web/route.h"

#include "web/router.h"

static bool
is_plain(const char *text, size_t len)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._~-";

	return len > 0 && strspn(text, plain) >= len;
}

/* True if an earlier part of path has the same name. */
static bool
is_repeated(const char *path, const struct pattern_part *name)
{
	struct pattern_part part;

	while (pattern_next(&path, &part) && part.text != name->text) {
		if (part.kind == PART_NAME && part.len == name->len &&
		    memcmp(part.text, name->text, part.len) == 0)
			return true;
	}
	return false;
}

static const char *
path_complaint(const char *path)
{
	const char *at = path;
	struct pattern_part part;
	size_t names = 0, parts = 0;

	if (path[0] != '/')
		return "the path does not begin with a slash";
	while (pattern_next(&at, &part)) {
		if (!is_plain(part.text, part.len))
			return "the path has a part that is neither a plain "
			       "word nor a {name}";
		if (part.kind == PART_NAME) {
			if (is_repeated(path, &part))
				return "the path has a {name} twice";
			names++;
		}
		parts++;
	}
	if (strcmp(path, "/") != 0 && *at != '\0')
		return "the path ends with a slash";
	if (names > PATH_VALUES_MAX)
		return "the path has too many {names}";
	return parts > PATH_SEGMENTS_MAX ? "the path is too long" : NULL;
}

static bool
has_record(const struct shape *shape)
{
	return shape->kind != SHAPE_NOTHING && shape->kind != SHAPE_RAW;
}

static const char *
shape_complaint(const struct route *route)
{
	const struct shape *takes = &route->takes;
	const struct shape *gives = &route->gives;

	if (takes->kind == SHAPE_MANY)
		return "it can not take MANY";
	if (gives->kind == SHAPE_PART)
		return "it can not give PART";
	if (has_record(takes) && takes->record == NULL)
		return "it takes a record of no kind";
	if (has_record(gives) && gives->record == NULL)
		return "it gives records of no kind";
	if (route->method == PATCH && takes->kind == SHAPE_ONE)
		return "a PATCH takes PART";
	if (takes->kind == SHAPE_RAW && takes->media_type == NULL)
		return "it takes RAW without a media type";
	if (gives->kind == SHAPE_RAW && gives->media_type == NULL)
		return "it gives RAW without a media type";
	if (route->method == GET && takes->kind != SHAPE_NOTHING)
		return "a GET takes NOTHING";
	return NULL;
}

static const char *
row_complaint(const struct route *route)
{
	const char *complaint;

	if (route->method < GET || route->method > DELETE)
		return "it has no method";
	complaint = path_complaint(route->path);
	if (complaint != NULL)
		return complaint;
	if (route->role < ROLE_PUBLIC || route->role > ROLE_SYS)
		return "it has no role; say ROLE_PUBLIC if everybody may";
	if (route->handler == NULL)
		return "it has no handler";
	if (route->summary == NULL || *route->summary == '\0')
		return "it has no summary";
	if (route->once && route->method != POST)
		return "it is no form";
	if (route->scope != NULL &&
	    (route->role == ROLE_PUBLIC || route->page != NULL))
		return "its scope has no meaning";
	if (route->scope != NULL &&
	    !is_plain(route->scope, strlen(route->scope)))
		return "its scope is no plain word";
	if (route->body_max_bytes < 0)
		return "its body_max_bytes is negative";
	return shape_complaint(route);
}

/* The same shape of path: SAME also in its names. */
enum likeness { DIFFERENT = 0, ALIKE, SAME };

static enum likeness
compare_paths(const char *a, const char *b)
{
	struct pattern_part part, other;
	enum likeness likeness = SAME;
	bool more = pattern_next(&a, &part);

	while (pattern_next(&b, &other) == more) {
		bool same_text;

		if (!more)
			return likeness;
		if (part.kind != other.kind)
			return DIFFERENT;
		same_text = part.len == other.len &&
		    memcmp(part.text, other.text, part.len) == 0;
		if (!same_text && part.kind == PART_LITERAL)
			return DIFFERENT;
		if (!same_text)
			likeness = ALIKE;
		more = pattern_next(&a, &part);
	}
	return DIFFERENT;
}

static const char *
pair_complaint(const struct route *a, const struct route *b)
{
	switch (compare_paths(a->path, b->path)) {
	case DIFFERENT:
		return NULL;
	case ALIKE:
		return "another row has the same path with other {names}";
	case SAME:
		break;
	}
	if (a->method == b->method && (a->page == NULL) == (b->page == NULL))
		return "another row has the same method and path";
	return NULL;
}

/* What is wrong between route and the rows before it. */
static const char *
repetition_complaint(
    const struct route *const *tables, const struct route *route)
{
	for (; *tables != NULL; tables++) {
		for (const struct route *row = *tables; row->path != NULL;
		     row++) {
			const char *complaint;

			if (row == route)
				return NULL;
			complaint = pair_complaint(row, route);
			if (complaint != NULL)
				return complaint;
		}
	}
	return NULL;
}

const char *
route_complaint(struct arena *arena, const struct route *const *tables)
{
	for (const struct route *const *table = tables; *table != NULL;
	     table++) {
		const struct route *row = *table;

		for (; row->path != NULL; row++) {
			const char *complaint = row_complaint(row);

			if (complaint == NULL)
				complaint = repetition_complaint(tables, row);
			if (complaint != NULL)
				return arena_printf(arena, "route %s %s: %s",
				    row->method <= DELETE
					? method_name(row->method)
					: "?",
				    row->path, complaint);
		}
		if (row->method != METHOD_UNSET || row->handler != NULL)
			return "a route has no path";
	}
	return NULL;
}

const char *
route_scope(struct arena *arena, const struct route *route)
{
	return arena_printf(arena, "%s:%s", route->scope,
	    route->method == GET ? "read" : "write");
}
