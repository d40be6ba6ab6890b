/*
 * router.c - finds the route of a path in as many steps as it has segments.
 *
 * SPDX-License-Identifier: ISC
 */
#include "web/router.h"

#include "base/buf.h"
#include "base/check.h"

enum { METHODS = DELETE + 1 };

struct node {
	const char *name; /* NULL: stands for any segment */
	const struct route *rows[METHODS];
	const struct route *pages[METHODS];
	unsigned methods;
	struct node *any;
	struct node **children; /* literal ones, in the order of their names */
	size_t child_count;
};

struct router {
	struct node root;
};

static const char *const method_names[METHODS] = {
	[METHOD_UNSET] = "-",
	[GET] = "GET",
	[POST] = "POST",
	[PUT] = "PUT",
	[PATCH] = "PATCH",
	[DELETE] = "DELETE",
};

const char *
method_name(enum method method)
{
	return method_names[method];
}

bool
pattern_next(const char **at, struct pattern_part *part)
{
	const char *text = *at;

	if (text[0] != '/' || text[1] == '\0')
		return false;
	text++;
	part->text = text;
	part->len = strcspn(text, "/");
	part->kind = PART_LITERAL;
	*at = text + part->len;
	if (part->len > 2 && text[0] == '{' && text[part->len - 1] == '}') {
		part->text++;
		part->len -= 2;
		part->kind = PART_NAME;
	}
	return true;
}

/* Where name stands among the children, or would. */
static size_t
child_position(const struct node *node, const char *name, bool *is_there)
{
	size_t low = 0, high = node->child_count;

	*is_there = false;
	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = strcmp(name, node->children[middle]->name);

		if (order == 0) {
			*is_there = true;
			return middle;
		}
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

static struct node *
child_for(struct arena *arena, struct node *node, const char *name)
{
	bool is_there;
	size_t at = child_position(node, name, &is_there);
	struct node **children;

	if (is_there)
		return node->children[at];
	children = arena_array(arena, struct node *, node->child_count + 1);
	if (at > 0)
		memcpy(children, node->children, at * sizeof(*children));
	if (at < node->child_count)
		memcpy(children + at + 1, node->children + at,
		    (node->child_count - at) * sizeof(*children));
	children[at] = arena_new(arena, struct node);
	children[at]->name = name;
	node->children = children;
	node->child_count++;
	return children[at];
}

static void
add_route(struct arena *arena, struct node *node, const struct route *route)
{
	const char *at = route->path;
	struct pattern_part part;

	while (pattern_next(&at, &part)) {
		if (part.kind == PART_LITERAL) {
			node = child_for(arena, node,
			    arena_copy_bytes(arena, part.text, part.len));
			continue;
		}
		if (node->any == NULL)
			node->any = arena_new(arena, struct node);
		node = node->any;
	}
	if (route->page == NULL)
		node->rows[route->method] = route;
	else
		node->pages[route->method] = route;
	node->methods |= 1U << route->method;
}

struct router *
router_compile(struct arena *arena, const struct route *const *tables)
{
	struct router *router = arena_new(arena, struct router);

	for (; *tables != NULL; tables++) {
		for (const struct route *route = *tables; route->path != NULL;
		     route++)
			add_route(arena, &router->root, route);
	}
	return router;
}

/* One walk down the tree. */
struct walk {
	const struct path *path;
	enum method method;
	const struct request *wishes;
	struct match match;
};

static void
arrive(struct walk *walk, const struct node *node)
{
	const struct route *row = node->rows[walk->method];
	const struct route *page = node->pages[walk->method];

	walk->match.methods |= node->methods;
	walk->match.route = row;
	if (page != NULL && (row == NULL || walk->wishes->wants_html))
		walk->match.route = page;
}

/* At most two ways at each segment, and no deeper than the tree. */
static void
descend(struct walk *walk, const struct node *node, size_t depth, size_t values)
{
	const char *segment;
	size_t at;
	bool is_there;

	if (depth == walk->path->count) {
		arrive(walk, node);
		return;
	}
	segment = walk->path->segments[depth];
	at = child_position(node, segment, &is_there);
	if (is_there)
		descend(walk, node->children[at], depth + 1, values);
	if (walk->match.route != NULL || node->any == NULL)
		return;
	check(values < PATH_VALUES_MAX);
	walk->match.values[values] = segment;
	descend(walk, node->any, depth + 1, values + 1);
}

struct match
router_match(const struct router *router, const struct path *path,
    enum method method, const struct request *wishes)
{
	struct walk walk = { path, method, wishes, { 0 } };

	descend(&walk, &router->root, 0, 0);
	return walk.match;
}

const char *
router_allow(struct arena *arena, unsigned methods)
{
	struct buf text = buf_new(arena, 128);

	for (int method = GET; method < METHODS; method++) {
		if ((methods & 1U << method) == 0)
			continue;
		buf_add(&text, method_names[method]);
		buf_add(&text, method == GET ? ", HEAD, " : ", ");
	}
	buf_add(&text, "OPTIONS");
	return buf_text(&text);
}
