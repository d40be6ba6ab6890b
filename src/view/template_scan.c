/*
 * template_scan.c - finds the tags of a Mustache source and their white space.
 *
 * SPDX-License-Identifier: ISC
 */
#include "view/template_program.h"

enum { DELIMITER_MAX = 16 };

struct scanner {
	struct arena *arena;
	const char *file;
	const char *source;
	char open[DELIMITER_MAX + 1];
	char close[DELIMITER_MAX + 1];
	struct tag_list *tags;
	size_t counted; /* up to here lines are counted */
	int line;
	const char *complaint;
};

/* Kinds by the character behind the opening delimiter. */
static const struct {
	char sigil;
	enum tag_kind kind;
	const char *closer; /* stands before the closing delimiter */
} sigils[] = {
	{ '#', TAG_SECTION, "" },
	{ '^', TAG_INVERTED, "" },
	{ '/', TAG_END, "" },
	{ '>', TAG_PARTIAL, "" },
	{ '<', TAG_PARENT, "" },
	{ '$', TAG_BLOCK, "" },
	{ '!', TAG_COMMENT, "" },
	{ '=', TAG_DELIMITERS, "=" },
	{ '&', TAG_UNESCAPED, "" },
	{ '{', TAG_UNESCAPED, "}" },
};

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static bool
is_white(char c)
{
	return is_blank(c) || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

static bool complain(struct scanner *scanner, int line, const char *format, ...)
    printf_like(3, 4);

static bool
complain(struct scanner *scanner, int line, const char *format, ...)
{
	va_list values;

	va_start(values, format);
	scanner->complaint = arena_printf(scanner->arena, "%s:%d: %s",
	    scanner->file, line, arena_vprintf(scanner->arena, format, values));
	va_end(values);
	return false;
}

static int
line_at(struct scanner *scanner, size_t offset)
{
	for (; scanner->counted < offset; scanner->counted++)
		if (scanner->source[scanner->counted] == '\n')
			scanner->line++;
	return scanner->line;
}

static struct tag *
add_tag(struct scanner *scanner)
{
	struct tag_list *list = scanner->tags;

	if (list->count == list->room) {
		size_t room = list->room == 0 ? 32 : list->room * 2;
		struct tag *tags =
		    arena_array(scanner->arena, struct tag, room);

		if (list->count > 0)
			memcpy(tags, list->tags, list->count * sizeof(*tags));
		list->tags = tags;
		list->room = room;
	}
	return &list->tags[list->count++];
}

/* The name between from and to: without white space around, none inside. */
static const char *
read_name(
    struct scanner *scanner, const struct tag *tag, size_t from, size_t to)
{
	while (from < to && is_white(scanner->source[from]))
		from++;
	while (to > from && is_white(scanner->source[to - 1]))
		to--;
	if (from == to) {
		complain(scanner, tag->line, "a tag without a name");
		return NULL;
	}
	for (size_t i = from; i < to; i++)
		if (is_white(scanner->source[i])) {
			complain(
			    scanner, tag->line, "white space inside a name");
			return NULL;
		}
	return arena_copy_bytes(
	    scanner->arena, scanner->source + from, to - from);
}

/* One delimiter at *at; its end in *at. */
static bool
read_delimiter(struct scanner *scanner, size_t *at, size_t to, char *delimiter)
{
	size_t len = 0;

	while (*at < to && is_white(scanner->source[*at]))
		(*at)++;
	while (*at < to && !is_white(scanner->source[*at])) {
		if (len == DELIMITER_MAX || scanner->source[*at] == '=')
			return false;
		delimiter[len++] = scanner->source[(*at)++];
	}
	delimiter[len] = '\0';
	return len > 0;
}

static bool
set_delimiters(
    struct scanner *scanner, const struct tag *tag, size_t from, size_t to)
{
	char open[DELIMITER_MAX + 1];
	char close[DELIMITER_MAX + 1];

	if (!read_delimiter(scanner, &from, to, open) ||
	    !read_delimiter(scanner, &from, to, close))
		return complain(
		    scanner, tag->line, "delimiters have to be two words");
	while (from < to && is_white(scanner->source[from]))
		from++;
	if (from < to)
		return complain(
		    scanner, tag->line, "delimiters have to be two words");
	memcpy(scanner->open, open, sizeof(open));
	memcpy(scanner->close, close, sizeof(close));
	return true;
}

/* Reads the tag whose opening delimiter stands at start. */
static bool
read_tag(struct scanner *scanner, size_t start, size_t *end)
{
	size_t from = start + strlen(scanner->open);
	struct tag *tag = add_tag(scanner);
	char closer[DELIMITER_MAX + 2] = "";
	const char *closing;

	*tag = (struct tag){ .kind = TAG_VARIABLE,
		.start = start,
		.line = line_at(scanner, start) };
	while (is_white(scanner->source[from]))
		from++;
	for (size_t i = 0; i < ARRAY_LENGTH(sigils); i++) {
		if (scanner->source[from] != sigils[i].sigil)
			continue;
		tag->kind = sigils[i].kind;
		memcpy(closer, sigils[i].closer, strlen(sigils[i].closer));
		from++;
		break;
	}
	memcpy(closer + strlen(closer), scanner->close,
	    strlen(scanner->close) + 1);
	closing = strstr(scanner->source + from, closer);
	if (closing == NULL)
		return complain(scanner, tag->line, "a tag is not closed");
	tag->end = (size_t)(closing - scanner->source) + strlen(closer);
	*end = tag->end;
	if (tag->kind == TAG_COMMENT)
		return true;
	if (tag->kind == TAG_DELIMITERS)
		return set_delimiters(
		    scanner, tag, from, (size_t)(closing - scanner->source));
	tag->name =
	    read_name(scanner, tag, from, (size_t)(closing - scanner->source));
	return tag->name != NULL;
}

static bool
read_tags(struct scanner *scanner)
{
	size_t at = 0;

	for (;;) {
		const char *next = strstr(scanner->source + at, scanner->open);

		if (next == NULL)
			return true;
		if (!read_tag(scanner, (size_t)(next - scanner->source), &at))
			return false;
	}
}

static bool
opens(const struct tag *tag)
{
	return tag->kind == TAG_SECTION || tag->kind == TAG_INVERTED ||
	    tag->kind == TAG_PARENT || tag->kind == TAG_BLOCK;
}

static bool
pair_tags(struct scanner *scanner)
{
	struct tag *tags = scanner->tags->tags;
	size_t open[TEMPLATE_NESTING_MAX];
	size_t depth = 0;

	for (size_t i = 0; i < scanner->tags->count; i++) {
		struct tag *tag = &tags[i];

		if (opens(tag)) {
			if (depth == TEMPLATE_NESTING_MAX)
				return complain(scanner, tag->line,
				    "sections are nested too deep");
			tag->is_argument = tag->kind == TAG_BLOCK &&
			    depth > 0 &&
			    tags[open[depth - 1]].kind == TAG_PARENT;
			open[depth++] = i;
		} else if (tag->kind == TAG_END) {
			if (depth == 0 ||
			    strcmp(tags[open[depth - 1]].name, tag->name) != 0)
				return complain(scanner, tag->line,
				    "{{/%s}} closes nothing", tag->name);
			tag->match = open[--depth];
			tags[tag->match].match = i;
		}
	}
	if (depth > 0)
		return complain(scanner, tags[open[depth - 1]].line,
		    "%s is not closed", tags[open[depth - 1]].name);
	return true;
}

/* Where the line that tag begins on starts, and what is behind the line that it
 * ends on; sets what stands on both sides. */
static void
look_around(const struct scanner *scanner, struct tag *tag)
{
	const char *source = scanner->source;
	size_t from = tag->start;
	size_t to = tag->end;

	while (from > 0 && is_blank(source[from - 1]))
		from--;
	while (is_blank(source[to]))
		to++;
	tag->clears_left = from == 0 || source[from - 1] == '\n';
	if (source[to] == '\r' && source[to + 1] == '\n')
		to++;
	tag->clears_right = source[to] == '\0' || source[to] == '\n';
	tag->cut_start = tag->clears_left ? from : tag->start;
	tag->cut_end = tag->end;
	if (tag->clears_right)
		tag->cut_end = source[to] == '\n' ? to + 1 : to;
}

/* Which of the white space around it goes with a tag. Parents and blocks count
 * as pairs too: the opening tag clears its line to the left, the closing tag to
 * the right. An argument begins behind its tag's line, and ends before the line
 * of its end tag. */
static void
cut_white_space(struct tag *tags, struct tag *tag)
{
	const struct tag *match = &tags[tag->match];
	bool is_left = tag->clears_left && tag->clears_right;
	bool is_right = is_left;

	if (tag->kind == TAG_VARIABLE || tag->kind == TAG_UNESCAPED)
		is_left = is_right = false;
	tag->is_alone = is_left;
	if (tag->kind == TAG_PARTIAL)
		tag->is_standalone_pair = tag->is_alone;
	if (tag->kind == TAG_PARENT ||
	    (tag->kind == TAG_BLOCK && !tag->is_argument)) {
		tag->is_standalone_pair =
		    tag->clears_left && match->clears_right;
		is_left = is_left || tag->is_standalone_pair;
	}
	if (tag->kind == TAG_END && match->kind == TAG_PARENT)
		is_right =
		    is_right || (match->clears_left && tag->clears_right);
	if (tag->kind == TAG_BLOCK && tag->is_argument)
		is_right = tag->clears_right;
	if (tag->kind == TAG_END && match->kind == TAG_BLOCK &&
	    match->is_argument)
		is_left = tag->clears_left;
	if (!is_left)
		tag->cut_start = tag->start;
	if (!is_right)
		tag->cut_end = tag->end;
}

bool
template_scan(struct arena *arena, const char *file, const char *source,
    struct tag_list *tags, const char **complaint)
{
	struct scanner scanner = { .arena = arena,
		.file = file,
		.source = source,
		.open = "{{",
		.close = "}}",
		.tags = tags,
		.line = 1 };

	if (!read_tags(&scanner) || !pair_tags(&scanner)) {
		*complaint = scanner.complaint;
		return false;
	}
	for (size_t i = 0; i < tags->count; i++)
		look_around(&scanner, &tags->tags[i]);
	for (size_t i = 0; i < tags->count; i++)
		cut_white_space(tags->tags, &tags->tags[i]);
	return true;
}
