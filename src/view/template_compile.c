/*
 * template_compile.c - from the tags of a source to a flat array of ops.
 *
 * Lines are a matter of the source: indentation is put before each line of a
 * partial as it is written, never inside values. So ops tell where lines begin.
 *
 * SPDX-License-Identifier: ISC
 */
#include "view/template_program.h"

#include "base/check.h"

struct compiler {
	struct arena *arena;
	struct template *template;
	const char *source;
	const struct tag *tags;
	size_t counted; /* up to here lines are counted */
	int line;
	size_t op_room;
	char *text; /* all literal text of the template */
	size_t text_len;
	bool is_line_start; /* what comes next begins a line */
	bool may_merge; /* the last op is text and nothing jumps behind it */
	/* White space that goes from the lines of the arguments we are in. */
	const char *dedents[TEMPLATE_NESTING_MAX];
	size_t dedent_count;
	const char *complaint;
};

static bool compile_range(struct compiler *compiler, size_t first, size_t last,
    size_t from, size_t to);

static struct op *
add_op(struct compiler *compiler, enum op_kind kind, const struct tag *tag)
{
	struct template *template = compiler->template;
	struct op *op;

	if (template->op_count == compiler->op_room) {
		size_t room =
		    compiler->op_room == 0 ? 64 : compiler->op_room * 2;
		struct op *ops = arena_array(compiler->arena, struct op, room);

		if (template->op_count > 0)
			memcpy(ops, template->ops,
			    template->op_count * sizeof(*ops));
		template->ops = ops;
		compiler->op_room = room;
	}
	op = &template->ops[template->op_count++];
	*op = (struct op){ .kind = kind };
	if (tag != NULL) {
		op->line = tag->line;
		op->text = tag->name;
	}
	compiler->may_merge = false;
	return op;
}

static void
add_text(struct compiler *compiler, const char *bytes, size_t len, int line)
{
	struct template *template = compiler->template;
	char *text = compiler->text + compiler->text_len;
	struct op *op;

	memcpy(text, bytes, len);
	compiler->text_len += len;
	if (compiler->may_merge &&
	    (!compiler->is_line_start || text[-1] == '\n')) {
		template->ops[template->op_count - 1].len += len;
	} else {
		op = add_op(compiler, OP_TEXT, NULL);
		op->text = text;
		op->len = len;
		op->line = line;
		op->is_line_start = compiler->is_line_start;
		compiler->may_merge = true;
	}
	compiler->is_line_start = text[len - 1] == '\n';
}

/* Something that is no text comes next on this line. */
static void
begin_inline(struct compiler *compiler, const struct tag *tag)
{
	if (compiler->is_line_start)
		add_op(compiler, OP_INDENT, tag);
	compiler->is_line_start = false;
}

/* The offset behind the white space that goes from a line that starts at. */
static size_t
skip_dedent(const struct compiler *compiler, size_t at)
{
	if (at > 0 && compiler->source[at - 1] != '\n')
		return at;
	for (size_t i = 0; i < compiler->dedent_count; i++) {
		size_t len = strlen(compiler->dedents[i]);

		if (strncmp(compiler->source + at, compiler->dedents[i], len) ==
		    0)
			at += len;
	}
	return at;
}

static int
line_at(struct compiler *compiler, size_t offset)
{
	for (; compiler->counted < offset; compiler->counted++)
		if (compiler->source[compiler->counted] == '\n')
			compiler->line++;
	return compiler->line;
}

static void
compile_text(struct compiler *compiler, size_t from, size_t to)
{
	while (from < to) {
		const char *newline =
		    memchr(compiler->source + from, '\n', to - from);
		size_t end = newline == NULL
		    ? to
		    : (size_t)(newline - compiler->source) + 1;
		size_t start = skip_dedent(compiler, from);

		if (start < end)
			add_text(compiler, compiler->source + start,
			    end - start, line_at(compiler, start));
		from = end;
	}
}

/* The white space at the start of the line at offset, as far as it stays. */
static const char *
indent_at(struct compiler *compiler, size_t offset)
{
	size_t from = skip_dedent(compiler, offset);
	size_t to = from;

	while (compiler->source[to] == ' ' || compiler->source[to] == '\t')
		to++;
	return arena_copy_bytes(
	    compiler->arena, compiler->source + from, to - from);
}

static const char *const *
split_path(struct arena *arena, const char *name)
{
	size_t count = 1;
	size_t len;
	const char **path;

	for (const char *at = name; *at != '\0'; at++)
		if (*at == '.')
			count++;
	path = arena_array(arena, const char *, count + 1);
	if (strcmp(name, ".") == 0)
		return path;
	for (size_t i = 0; i < count; i++) {
		len = strcspn(name, ".");
		path[i] = arena_copy_bytes(arena, name, len);
		name += len + 1;
	}
	return path;
}

static bool
compile_variable(struct compiler *compiler, const struct tag *tag)
{
	static const enum escape escapes[][2] = {
		[TEMPLATE_TEXT] = { ESCAPE_SPEC, ESCAPE_NONE },
		[TEMPLATE_RAW] = { ESCAPE_NONE, ESCAPE_NONE },
		[TEMPLATE_HTML] = { ESCAPE_UNDECIDED, ESCAPE_UNDECIDED },
	};
	struct op *op;

	if (compiler->template->mode == TEMPLATE_HTML &&
	    tag->kind == TAG_UNESCAPED) {
		compiler->complaint = arena_printf(compiler->arena,
		    "%s:%d: {{{%s}}} would not be escaped",
		    compiler->template->file, tag->line, tag->name);
		return false;
	}
	begin_inline(compiler, tag);
	op = add_op(compiler, OP_VARIABLE, tag);
	op->path = split_path(compiler->arena, tag->name);
	op->escape =
	    escapes[compiler->template->mode][tag->kind == TAG_UNESCAPED];
	return true;
}

/* What stands between two tags of a pair, and the end tag's own line. */
static bool
compile_body(struct compiler *compiler, size_t number)
{
	const struct tag *tag = &compiler->tags[number];
	const struct tag *end = &compiler->tags[tag->match];

	if (!compile_range(
		compiler, number + 1, tag->match, tag->cut_end, end->cut_start))
		return false;
	if (end->is_alone)
		compiler->is_line_start = true;
	else if (!tag->is_argument)
		begin_inline(compiler, end);
	compiler->may_merge = false;
	return true;
}

static bool
compile_section(struct compiler *compiler, size_t number)
{
	const struct tag *tag = &compiler->tags[number];
	size_t at;
	struct op *op;

	if (!tag->is_alone)
		begin_inline(compiler, tag);
	at = compiler->template->op_count;
	op = add_op(
	    compiler, tag->kind == TAG_SECTION ? OP_SECTION : OP_INVERTED, tag);
	op->path = split_path(compiler->arena, tag->name);
	if (!compile_body(compiler, number))
		return false;
	compiler->template->ops[at].end = compiler->template->op_count;
	return true;
}

/* A place that can be overridden. What overrides it is indented like the first
 * line of the default text when the tag has its line alone, else like the tag;
 * the default text itself stays as it is written. */
static bool
compile_block(struct compiler *compiler, size_t number)
{
	const struct tag *tag = &compiler->tags[number];
	const char *indent = NULL;
	const char *own = "";
	size_t at;

	if (tag->is_standalone_pair && !tag->is_alone)
		indent = own = indent_at(compiler, tag->cut_start);
	else if (tag->is_standalone_pair)
		indent = indent_at(compiler, tag->cut_end);
	else if (!tag->is_alone)
		begin_inline(compiler, tag);
	at = compiler->template->op_count;
	add_op(compiler, OP_BLOCK, tag)->indent = indent;
	if (own[0] != '\0')
		add_text(compiler, own, strlen(own), tag->line);
	else if (!tag->is_alone)
		begin_inline(compiler, tag);
	if (!compile_body(compiler, number))
		return false;
	compiler->template->ops[at].end = compiler->template->op_count;
	return true;
}

static bool
compile_argument(struct compiler *compiler, size_t number)
{
	const struct tag *tag = &compiler->tags[number];
	size_t at = compiler->template->op_count;
	const char *dedent = "";

	add_op(compiler, OP_ARGUMENT, tag);
	compiler->is_line_start = true;
	if (tag->clears_right)
		dedent = indent_at(compiler, tag->cut_end);
	check(compiler->dedent_count < TEMPLATE_NESTING_MAX);
	compiler->dedents[compiler->dedent_count++] = dedent;
	if (!compile_body(compiler, number))
		return false;
	compiler->dedent_count--;
	compiler->template->ops[at].end = compiler->template->op_count;
	return true;
}

/* Inside a parent only its arguments count. */
static bool
compile_parent(struct compiler *compiler, size_t number)
{
	const struct tag *tags = compiler->tags;
	const struct tag *tag = &tags[number];
	const struct tag *end = &tags[tag->match];
	size_t at;
	struct op *op;

	if (!tag->is_standalone_pair && !tag->is_alone)
		begin_inline(compiler, tag);
	at = compiler->template->op_count;
	op = add_op(compiler, OP_PARENT, tag);
	if (tag->is_standalone_pair)
		op->indent = indent_at(compiler, tag->cut_start);
	for (size_t i = number + 1; i < tag->match; i++) {
		if (tags[i].is_argument && !compile_argument(compiler, i))
			return false;
		if (tags[i].match > i)
			i = tags[i].match;
	}
	compiler->template->ops[at].end = compiler->template->op_count;
	compiler->is_line_start = tag->is_standalone_pair || end->is_alone;
	compiler->may_merge = false;
	return true;
}

static void
compile_partial(struct compiler *compiler, const struct tag *tag)
{
	const char *indent = NULL;

	if (tag->is_alone)
		indent = indent_at(compiler, tag->cut_start);
	else
		begin_inline(compiler, tag);
	add_op(compiler, OP_PARTIAL, tag)->indent = indent;
}

static bool
compile_tag(struct compiler *compiler, size_t number)
{
	const struct tag *tag = &compiler->tags[number];

	switch (tag->kind) {
	case TAG_VARIABLE:
	case TAG_UNESCAPED:
		return compile_variable(compiler, tag);
	case TAG_SECTION:
	case TAG_INVERTED:
		return compile_section(compiler, number);
	case TAG_PARTIAL:
		compile_partial(compiler, tag);
		return true;
	case TAG_PARENT:
		return compile_parent(compiler, number);
	case TAG_BLOCK:
		return compile_block(compiler, number);
	default:
		return true;
	}
}

/* The tags from first up to last and the text from from up to to. */
static bool
compile_range(struct compiler *compiler, size_t first, size_t last, size_t from,
    size_t to)
{
	const struct tag *tags = compiler->tags;

	for (size_t i = first; i < last; i++) {
		compile_text(compiler, from, tags[i].cut_start);
		if (tags[i].is_alone)
			compiler->is_line_start = true;
		if (!compile_tag(compiler, i))
			return false;
		if (tags[i].match > i)
			i = tags[i].match;
		from = tags[i].cut_end;
	}
	compile_text(compiler, from, to);
	return true;
}

struct template *
template_compile(struct arena *arena, const char *name, const char *file,
    const char *source, enum template_mode mode, const char **complaint)
{
	struct tag_list tags = { 0 };
	struct compiler compiler = { .arena = arena,
		.source = source,
		.line = 1,
		.is_line_start = true };

	if (!template_scan(arena, file, source, &tags, complaint))
		return NULL;
	compiler.template = arena_new(arena, struct template);
	*compiler.template = (struct template){ .name = arena_copy(arena, name),
		.file = arena_copy(arena, file),
		.mode = mode };
	compiler.tags = tags.tags;
	compiler.text = arena_alloc(arena, strlen(source) + 1);
	if (compile_range(&compiler, 0, tags.count, 0, strlen(source)))
		return compiler.template;
	*complaint = compiler.complaint;
	return NULL;
}
