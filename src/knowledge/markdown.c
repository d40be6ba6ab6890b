/*
 * markdown.c - reads Markdown line by line into blocks.
 *
 * SPDX-License-Identifier: ISC
 */
#include "knowledge/markdown.h"

#include "base/text.h"
#include "knowledge/markdown_table.h"

enum {
	LEVELS = 6,
	FENCE_LEN_MIN = 3,
	RULE_LEN_MIN = 3,
	FRONT_MATTER_LINES_MAX = 50,
	NUMBER_DIGITS_MAX = 9,
	TITLE_CHARACTERS_MAX = 200
};

enum block { BLOCK_NONE, BLOCK_PARAGRAPH, BLOCK_ITEM };

struct reader {
	struct arena *arena;
	const char *next; /* the line to be read */
	struct markdown *markdown;
	const char *headings[LEVELS]; /* NULL for none */
	bool has_begun; /* something stood before the first heading */
	enum block block;
	const char *mark; /* before an item: "- ", "1. " */
	struct buf raw;   /* of the block, without its marks */
	size_t blocks;    /* of this section */
	bool was_item;
};

static size_t
line_len(const char *text)
{
	return strcspn(text, "\n");
}

static const char *
behind_line(const char *text)
{
	size_t len = line_len(text);

	return text + len + (text[len] == '\n' ? 1 : 0);
}

static struct markdown_line
line_at(const char *text)
{
	struct markdown_line line = { text, line_len(text) };

	while (line.len > 0 && (*line.text == ' ' || *line.text == '\t')) {
		line.text++;
		line.len--;
	}
	while (line.len > 0 && strchr(" \t\r", line.text[line.len - 1]) != NULL)
		line.len--;
	return line;
}

static size_t
marks_len(const struct markdown_line *line, char mark)
{
	size_t len = 0;

	while (len < line->len && line->text[len] == mark)
		len++;
	return len;
}

/* Ends the block that is being read. */
static void
flush(struct reader *reader)
{
	bool is_item = reader->block == BLOCK_ITEM;
	const char *plain;

	if (reader->block == BLOCK_NONE)
		return;
	reader->block = BLOCK_NONE;
	plain = markdown_plain(reader->arena,
	    reader->raw.len == 0 ? "" : reader->raw.data, reader->raw.len);
	buf_clear(&reader->raw);
	if (*plain == '\0')
		return;
	if (is_item)
		plain =
		    arena_printf(reader->arena, "%s%s", reader->mark, plain);
	passages_add(&reader->markdown->passages,
	    is_item && reader->was_item ? "\n" : "\n\n", plain);
	reader->was_item = is_item;
	reader->has_begun = true;
}

static void
tell_path(struct reader *reader)
{
	struct buf path = buf_new(reader->arena, 8192);

	for (size_t at = 0; at < LEVELS; at++) {
		const char *heading = reader->headings[at];

		if (text_is_empty(heading) ||
		    (at == 0 &&
			text_is_equal(heading, reader->markdown->title)))
			continue;
		if (path.len > 0)
			buf_add(&path, " > ");
		buf_add(&path,
		    text_prefix(reader->arena, heading, TITLE_CHARACTERS_MAX));
	}
	passages_head(
	    &reader->markdown->passages, path.len == 0 ? "" : path.data);
	reader->was_item = false;
}

static void
set_heading(struct reader *reader, size_t level, const char *heading)
{
	for (size_t at = level; at < LEVELS; at++)
		reader->headings[at] = NULL;
	reader->headings[level - 1] = heading;
	if (!reader->has_begun && level == 1 && *heading != '\0' &&
	    reader->markdown->title == NULL)
		reader->markdown->title =
		    text_prefix(reader->arena, heading, TITLE_CHARACTERS_MAX);
	reader->has_begun = true;
	tell_path(reader);
}

/* "## Preise ##" */
static bool
read_heading(struct reader *reader, const struct markdown_line *line)
{
	size_t level = marks_len(line, '#');
	size_t len = line->len;

	if (level == 0 || level > LEVELS ||
	    (level < len && line->text[level] != ' ' &&
		line->text[level] != '\t'))
		return false;
	while (len > level && line->text[len - 1] == '#')
		len--;
	flush(reader);
	set_heading(reader, level,
	    markdown_plain(reader->arena, line->text + level, len - level));
	return true;
}

/* A line of = or - below a paragraph makes it a heading. */
static bool
read_underline(struct reader *reader, const struct markdown_line *line)
{
	char mark = line->len == 0 ? '\0' : *line->text;
	const char *heading;

	if (reader->block != BLOCK_PARAGRAPH || (mark != '=' && mark != '-') ||
	    marks_len(line, mark) != line->len)
		return false;
	heading =
	    markdown_plain(reader->arena, reader->raw.data, reader->raw.len);
	reader->block = BLOCK_NONE;
	buf_clear(&reader->raw);
	set_heading(reader, mark == '=' ? 1 : 2, heading);
	return true;
}

/* "---", "* * *" */
static bool
is_rule(const struct markdown_line *line)
{
	size_t count = 0;

	if (line->len == 0 || strchr("-*_", *line->text) == NULL)
		return false;
	for (size_t at = 0; at < line->len; at++) {
		if (line->text[at] == *line->text)
			count++;
		else if (line->text[at] != ' ')
			return false;
	}
	return count >= RULE_LEN_MIN;
}

/* Lines between fences stand as they are. */
static bool
read_fence(struct reader *reader, const struct markdown_line *line)
{
	char mark = line->len == 0 ? '\0' : *line->text;
	struct buf *code = &reader->raw;
	size_t len;

	if (mark != '`' && mark != '~')
		return false;
	len = marks_len(line, mark);
	if (len < FENCE_LEN_MIN ||
	    (mark == '`' && memchr(line->text + len, '`', line->len - len)))
		return false;
	flush(reader);
	while (*reader->next != '\0') {
		struct markdown_line inner = line_at(reader->next);
		size_t raw = line_len(reader->next);
		size_t marks = marks_len(&inner, mark);

		if (marks >= len && marks == inner.len) {
			reader->next = behind_line(reader->next);
			break;
		}
		buf_add_bytes(code, reader->next, raw);
		buf_add_char(code, '\n');
		reader->next = behind_line(reader->next);
	}
	if (code->len > 0)
		passages_add(&reader->markdown->passages, "\n\n",
		    text_trim(reader->arena, code->data));
	buf_clear(code);
	reader->was_item = false;
	reader->has_begun = true;
	return true;
}

/* The length of "- ", "12. " at the start of the line, 0 for none. */
static size_t
item_len(const struct markdown_line *line)
{
	size_t digits = 0;

	if (line->len >= 2 && strchr("-*+", *line->text) != NULL &&
	    line->text[1] == ' ')
		return 2;
	while (digits < line->len && line->text[digits] >= '0' &&
	    line->text[digits] <= '9')
		digits++;
	if (digits == 0 || digits > NUMBER_DIGITS_MAX ||
	    digits + 1 >= line->len ||
	    (line->text[digits] != '.' && line->text[digits] != ')') ||
	    line->text[digits + 1] != ' ')
		return 0;
	return digits + 2;
}

static void
add_line(struct reader *reader, const struct markdown_line *line, bool breaks)
{
	if (reader->raw.len > 0)
		buf_add_char(&reader->raw, breaks ? '\n' : ' ');
	buf_add_bytes(&reader->raw, line->text, line->len);
}

/* "[ ] " and "[x] " of lists of tasks. */
static void
skip_task(struct markdown_line *line)
{
	if (line->len > 4 && line->text[0] == '[' && line->text[2] == ']' &&
	    line->text[3] == ' ' && strchr(" xX", line->text[1]) != NULL) {
		line->text += 4;
		line->len -= 4;
	}
}

static bool
read_item(struct reader *reader, struct markdown_line *line)
{
	size_t len = item_len(line);
	bool is_bullet = len == 2;

	/* "2024. " in the midst of a paragraph is no list. */
	if (len == 0 ||
	    (reader->block == BLOCK_PARAGRAPH && !is_bullet &&
		!(len == 3 && *line->text == '1')))
		return false;
	flush(reader);
	reader->block = BLOCK_ITEM;
	reader->mark =
	    is_bullet ? "- " : arena_copy_bytes(reader->arena, line->text, len);
	line->text += len;
	line->len -= len;
	skip_task(line);
	add_line(reader, line, false);
	return true;
}

/* Two blanks or a backslash at the end of the line before. */
static bool
breaks_line(struct reader *reader, const char *start)
{
	if (reader->raw.len > 0 &&
	    reader->raw.data[reader->raw.len - 1] == '\\') {
		reader->raw.data[--reader->raw.len] = '\0';
		return true;
	}
	/* start[-1] is the newline. */
	return reader->raw.len > 0 && start[-2] == ' ' && start[-3] == ' ';
}

static bool
read_table(struct reader *reader, const struct markdown_line *line)
{
	struct markdown_line below = line_at(reader->next);
	struct markdown_table table;

	if (!markdown_table_begins(reader->arena, line, &below, &table))
		return false;
	flush(reader);
	reader->next = behind_line(reader->next);
	reader->was_item = false;
	reader->has_begun = true;
	while (*reader->next != '\0') {
		struct markdown_line row = line_at(reader->next);
		const char *plain;

		if (memchr(row.text, '|', row.len) == NULL)
			break;
		plain = markdown_table_row(reader->arena, &table, &row);
		if (*plain != '\0')
			passages_add(&reader->markdown->passages,
			    reader->was_item ? "\n" : "\n\n", plain);
		reader->was_item = true;
		reader->next = behind_line(reader->next);
	}
	return true;
}

static void
skip_comment(struct reader *reader, const char *from)
{
	const char *end = strstr(from, "-->");

	reader->next = end == NULL ? from + strlen(from) : behind_line(end);
}

static void
read_line(struct reader *reader)
{
	const char *start = reader->next;
	struct markdown_line line = line_at(start);

	if (line.len > 0 && *line.text == '>')
		while (line.len > 0 && strchr("> \t", *line.text) != NULL) {
			line.text++;
			line.len--;
		}
	reader->next = behind_line(start);
	if (line.len == 0)
		flush(reader);
	else if (line.len >= 4 && memcmp(line.text, "<!--", 4) == 0)
		skip_comment(reader, line.text);
	else if (read_fence(reader, &line) || read_heading(reader, &line) ||
	    read_underline(reader, &line))
		return;
	else if (is_rule(&line))
		flush(reader);
	else if (!read_table(reader, &line) && !read_item(reader, &line)) {
		if (reader->block == BLOCK_NONE)
			reader->block = BLOCK_PARAGRAPH;
		add_line(reader, &line, breaks_line(reader, start));
	}
}

/* The value of "key: value" without quotes, NULL for another key. */
static const char *
value_of(struct arena *arena, const struct markdown_line *line, const char *key)
{
	size_t len = strlen(key);
	char *value;

	if (line->len <= len + 1 || memcmp(line->text, key, len) != 0 ||
	    line->text[len] != ':')
		return NULL;
	value = text_trim(arena,
	    arena_copy_bytes(arena, line->text + len + 1, line->len - len - 1));
	len = strlen(value);
	if (len >= 2 && (value[0] == '"' || value[0] == '\'') &&
	    value[len - 1] == value[0])
		return arena_copy_bytes(arena, value + 1, len - 2);
	return value;
}

static bool
is_line(const struct markdown_line *line, const char *text)
{
	return line->len == strlen(text) &&
	    memcmp(line->text, text, line->len) == 0;
}

/* "---", lines "key: value", "---" at the very start. */
static void
read_front_matter(struct reader *reader)
{
	struct markdown *markdown = reader->markdown;
	struct markdown_line line = line_at(reader->next);
	const char *at = behind_line(reader->next);
	const char *title = NULL;
	const char *language = NULL;

	if (!is_line(&line, "---"))
		return;
	for (size_t lines = 0; lines < FRONT_MATTER_LINES_MAX && *at != '\0';
	     lines++) {
		const char *value;

		line = line_at(at);
		at = behind_line(at);
		if (is_line(&line, "---") || is_line(&line, "...")) {
			reader->next = at;
			if (markdown->title == NULL && !text_is_empty(title))
				markdown->title = title;
			markdown->language = language;
			return;
		}
		value = value_of(reader->arena, &line, "title");
		if (value != NULL)
			title = text_prefix(
			    reader->arena, value, TITLE_CHARACTERS_MAX);
		value = value_of(reader->arena, &line, "language");
		if (value != NULL && text_starts_with(value, "de"))
			language = "de";
		if (value != NULL && text_starts_with(value, "en"))
			language = "en";
	}
}

struct markdown
markdown_read(struct arena *arena, const char *text, const char *title)
{
	struct markdown markdown = { .title = title,
		.passages = passages_begin(arena) };
	struct reader reader = { .arena = arena,
		.next = text,
		.markdown = &markdown,
		/* Lines of a fence have a newline each, also the last. */
		.raw = buf_new(arena, strlen(text) + 1) };

	read_front_matter(&reader);
	while (*reader.next != '\0')
		read_line(&reader);
	flush(&reader);
	passages_end(&markdown.passages);
	return markdown;
}
