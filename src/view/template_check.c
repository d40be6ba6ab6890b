/*
 * template_check.c - proves that every variable of a set of HTML is escaped.
 *
 * Each template is followed from plain text to plain text. A block is a place
 * whose surroundings are noted; each argument that can be put there is then
 * followed from those surroundings and has to end in them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "view/template_program.h"

#include "view/html_context.h"

enum { WALKED_OPS_MAX = 1000000 };

/* A place in HTML: of a block, or in which an argument was followed. */
struct place {
	const struct template *template;
	const struct op *op;
	struct html_context context;
	const struct place *next;
};

struct checker {
	struct arena *arena;
	const struct template_set *set;
	const struct place *blocks;
	const struct place *arguments;
	bool *reaches; /* count * count: row includes column in some way */
	size_t walked;
	bool is_changed;
	bool knows_all_blocks; /* those that arguments bring, too */
	const char *complaint;
};

static bool walk(struct checker *checker, const struct template *template,
    size_t from, size_t to, struct html_context *context);

static bool complain(struct checker *checker, const struct template *template,
    int line, const char *format, ...) printf_like(4, 5);

static bool
complain(struct checker *checker, const struct template *template, int line,
    const char *format, ...)
{
	va_list values;

	va_start(values, format);
	checker->complaint =
	    arena_printf(checker->arena, "%s:%d: %s", template->file, line,
		arena_vprintf(checker->arena, format, values));
	va_end(values);
	return false;
}

/* Notes a place unless it is known; true when it is new. */
static bool
note_place(struct checker *checker, const struct place **places,
    const struct template *template, const struct op *op,
    const struct html_context *context)
{
	struct place *place;

	for (const struct place *known = *places; known != NULL;
	     known = known->next)
		if (known->op == op &&
		    html_context_is_same(&known->context, context))
			return false;
	place = arena_new(checker->arena, struct place);
	*place = (struct place){ template, op, *context, *places };
	*places = place;
	checker->is_changed = true;
	return true;
}

static bool
walk_text(struct checker *checker, const struct template *template,
    const struct op *op, struct html_context *context)
{
	context->line = op->line;
	html_context_feed(context, op->text, op->len);
	if (context->complaint != NULL)
		return complain(
		    checker, template, context->line, "%s", context->complaint);
	return true;
}

static bool
walk_variable(struct checker *checker, const struct template *template,
    struct op *op, struct html_context *context)
{
	static const enum escape escapes[] = {
		[HTML_TEXT] = ESCAPE_HTML,
		[HTML_URL] = ESCAPE_URL,
	};
	const char *reason = "";
	enum html_escape needed = html_context_variable(context, &reason);

	if (needed == HTML_UNSAFE)
		return complain(checker, template, op->line, "{{%s}} stands %s",
		    op->text, reason);
	if (op->escape != ESCAPE_UNDECIDED && op->escape != escapes[needed])
		return complain(checker, template, op->line,
		    "{{%s}} would stand in text here and in a URL there",
		    op->text);
	op->escape = escapes[needed];
	return true;
}

/* A stretch that is there or not, and a list perhaps many times: all ways lead
 * to the same place. What ends otherwise than it began, in a tag, is followed
 * once more from there, for the second item of a list. */
static bool
walk_optional(struct checker *checker, const struct template *template,
    const struct op *op, struct html_context *context)
{
	struct html_context before = *context;
	struct html_context joined;
	size_t from = (size_t)(op - template->ops) + 1;

	if (!walk(checker, template, from, op->end, context))
		return false;
	if (html_context_is_same(&before, context))
		return true;
	joined = *context;
	if (html_context_join(&before, &joined)) {
		if (op->kind != OP_SECTION) {
			*context = joined;
			return true;
		}
		if (!walk(checker, template, from, op->end, context))
			return false;
		if (html_context_join(&joined, context))
			return true;
	}
	return complain(checker, template, op->line,
	    "%s does not end where it began in the HTML", op->text);
}

static bool
walk_block(struct checker *checker, const struct template *template,
    const struct op *op, struct html_context *context)
{
	struct html_context before = *context;
	struct html_context gap = *context;

	note_place(checker, &checker->blocks, template, op, context);
	if (!walk_optional(checker, template, op, context))
		return false;
	/* An argument may end in a gap where the default text does not. */
	gap.state = HTML_GAP;
	if (html_context_is_same(&before, context) &&
	    html_context_join(&before, &gap))
		*context = gap;
	return true;
}

static bool
is_csrf(const char *name)
{
	return strcmp(name, "csrf") == 0 || strcmp(name, "partials/csrf") == 0;
}

static bool
walk_target(struct checker *checker, const struct template *template,
    struct op *op, struct html_context *context)
{
	if (!html_context_is_text(context))
		return complain(checker, template, op->line,
		    "%s may stand between tags only", op->text);
	if (op->target == NULL)
		return complain(checker, template, op->line,
		    "there is no template %s", op->text);
	if (op->target->mode != TEMPLATE_HTML)
		return complain(
		    checker, template, op->line, "%s is not HTML", op->text);
	if (context->is_in_form)
		op->is_in_form = true;
	if (op->kind == OP_PARTIAL && is_csrf(op->text))
		html_context_csrf(context);
	return true;
}

static bool
walk(struct checker *checker, const struct template *template, size_t from,
    size_t to, struct html_context *context)
{
	for (size_t i = from; i < to;) {
		struct op *op = &template->ops[i];
		bool is_fine = true;

		if (++checker->walked > WALKED_OPS_MAX)
			return complain(checker, template, op->line,
			    "the HTML has too many ways through it");
		if (op->kind == OP_TEXT)
			is_fine = walk_text(checker, template, op, context);
		else if (op->kind == OP_VARIABLE)
			is_fine = walk_variable(checker, template, op, context);
		else if (op->kind == OP_SECTION || op->kind == OP_INVERTED)
			is_fine = walk_optional(checker, template, op, context);
		else if (op->kind == OP_BLOCK)
			is_fine = walk_block(checker, template, op, context);
		else if (op->kind == OP_PARTIAL || op->kind == OP_PARENT)
			is_fine = walk_target(checker, template, op, context);
		if (!is_fine)
			return false;
		i = op->end > i ? op->end : i + 1;
	}
	return true;
}

static bool
walk_template(struct checker *checker, struct template *template)
{
	struct html_context begin;
	struct html_context context;

	html_context_init(&begin);
	html_context_init(&context);
	if (!walk(checker, template, 0, template->op_count, &context))
		return false;
	if (context.is_in_form)
		return complain(
		    checker, template, context.line, "a form is not closed");
	if (!html_context_is_same(&begin, &context))
		return complain(checker, template, context.line,
		    "the template ends inside a tag or element");
	template->has_form = template->has_form || context.has_seen_form;
	return true;
}

/* Follows an argument of parent through every block that it can come to. */
static bool
walk_argument(struct checker *checker, struct template *template,
    const struct op *parent, const struct op *argument)
{
	size_t row = parent->target->number * checker->set->count;
	size_t from = (size_t)(argument - template->ops) + 1;
	bool is_used = false;

	for (const struct place *block = checker->blocks; block != NULL;
	     block = block->next) {
		struct html_context context = block->context;

		if (!checker->reaches[row + block->template->number] ||
		    strcmp(block->op->text, argument->text) != 0)
			continue;
		is_used = true;
		if (!note_place(checker, &checker->arguments, template,
			argument, &block->context))
			continue;
		context.has_seen_form = false;
		if (!walk(checker, template, from, argument->end, &context))
			return false;
		if (!html_context_join(&block->context, &context))
			return complain(checker, template, argument->line,
			    "%s does not end where its block in %s began",
			    argument->text, block->template->name);
		template->has_form =
		    template->has_form || context.has_seen_form;
	}
	if (!is_used && checker->knows_all_blocks)
		return complain(checker, template, argument->line,
		    "%s has no block %s", parent->text, argument->text);
	return true;
}

/* The arguments of the parents in a template, wherever those stand. */
static bool
walk_arguments(struct checker *checker, struct template *template)
{
	for (size_t i = 0; i < template->op_count; i++) {
		const struct op *parent = &template->ops[i];
		size_t at = i + 1;

		if (parent->kind != OP_PARENT || parent->target == NULL)
			continue;
		while (at < parent->end) {
			if (!walk_argument(
				checker, template, parent, &template->ops[at]))
				return false;
			at = template->ops[at].end;
		}
	}
	return true;
}

/* Which templates a template includes, itself and over others. */
static void
find_reach(struct checker *checker, const struct template *from)
{
	size_t count = checker->set->count;
	bool *row = checker->reaches + from->number * count;
	const struct template **open =
	    arena_array(checker->arena, const struct template *, count);
	size_t open_count = 0;

	row[from->number] = true;
	open[open_count++] = from;
	while (open_count > 0) {
		const struct template *template = open[--open_count];

		for (size_t i = 0; i < template->op_count; i++) {
			const struct template *target = template->ops[i].target;

			if (target == NULL || row[target->number])
				continue;
			row[target->number] = true;
			open[open_count++] = target;
		}
	}
}

/* Browsers ignore a form inside a form, and so would send the fields of both
 * to where the outer one goes. */
static bool
check_forms(struct checker *checker, const struct template *template)
{
	size_t count = checker->set->count;

	for (size_t i = 0; i < template->op_count; i++) {
		const struct op *op = &template->ops[i];

		if (!op->is_in_form)
			continue;
		for (size_t j = 0; j < count; j++)
			if (checker->reaches[op->target->number * count + j] &&
			    checker->set->templates[j]->has_form)
				return complain(checker, template, op->line,
				    "%s brings a form inside a form", op->text);
	}
	return true;
}

typedef bool each_fn(struct checker *checker, struct template *template);

static bool
each_html(struct checker *checker, each_fn *act)
{
	for (size_t i = 0; i < checker->set->count; i++) {
		struct template *template = checker->set->templates[i];

		if (template->mode == TEMPLATE_HTML && !act(checker, template))
			return false;
	}
	return true;
}

static bool
check_forms_of(struct checker *checker, struct template *template)
{
	return check_forms(checker, template);
}

bool
template_check(const struct template_set *set, const char **complaint)
{
	struct checker checker = { .arena = set->arena,
		.set = set,
		.reaches = arena_array(
		    set->arena, bool, set->count * set->count + 1) };
	bool is_fine;

	for (size_t i = 0; i < set->count; i++)
		find_reach(&checker, set->templates[i]);
	is_fine = each_html(&checker, walk_template);
	/* An argument may bring further blocks, and those further places. */
	do {
		checker.is_changed = false;
		is_fine = is_fine && each_html(&checker, walk_arguments);
	} while (is_fine && checker.is_changed);
	checker.knows_all_blocks = true;
	is_fine = is_fine && each_html(&checker, walk_arguments);
	is_fine = is_fine && each_html(&checker, check_forms_of);
	if (!is_fine)
		*complaint = checker.complaint;
	return is_fine;
}
