/*
 * html_context.c - follows HTML byte by byte, as strictly as safety needs.
 *
 * SPDX-License-Identifier: ISC
 */
#include "view/html_context.h"

#include "view/html_attribute.h"

static const char *const rcdata_tags[] = { "textarea", "title", NULL };
static const char *const raw_tags[] = { "iframe", "noembed", "noframes",
	"script", "style", "xmp", NULL };

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
}

static char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool
is_letter(char c)
{
	return lower(c) >= 'a' && lower(c) <= 'z';
}

static bool
is_one_of(const char *name, const char *const *names)
{
	while (*names != NULL && strcmp(*names, name) != 0)
		names++;
	return *names != NULL;
}

static void
complain(struct html_context *context, const char *complaint)
{
	if (context->complaint == NULL)
		context->complaint = complaint;
}

/* Appends to a name; false when it does not fit. */
static bool
append(char *name, size_t size, char c)
{
	size_t len = strlen(name);

	if (len + 1 >= size)
		return false;
	name[len] = lower(c);
	name[len + 1] = '\0';
	return true;
}

void
html_context_init(struct html_context *context)
{
	*context = (struct html_context){ .state = HTML_IN_TEXT, .line = 1 };
}

static void
end_form_tag(struct html_context *context)
{
	if (!context->is_end_tag) {
		if (context->is_in_form)
			complain(context, "a form inside a form");
		context->is_in_form = true;
		context->has_seen_form = true;
		context->form_is_post = context->method_is_post;
		context->form_has_csrf = false;
		return;
	}
	if (!context->is_in_form)
		complain(context, "</form> without <form> in this template");
	if (context->form_is_post && !context->form_has_csrf)
		complain(context, "a POST form without {{>csrf}}");
	context->is_in_form = false;
	context->form_is_post = false;
	context->form_has_csrf = false;
}

/* ">" of a tag. */
static void
end_tag(struct html_context *context)
{
	if (strcmp(context->tag, "form") == 0)
		end_form_tag(context);
	if (strcmp(context->tag, "plaintext") == 0)
		complain(context, "<plaintext> never ends");
	html_attribute_leave(context);
	context->matched = 0;
	context->method_is_post = false;
	context->state = HTML_IN_TEXT;
	if (!context->is_end_tag && is_one_of(context->tag, rcdata_tags))
		context->state = HTML_RCDATA;
	else if (!context->is_end_tag && is_one_of(context->tag, raw_tags))
		context->state = HTML_RAW;
	else
		context->tag[0] = '\0';
	context->is_end_tag = false;
}

/* A byte between attributes, where a name begins, or the tag ends. */
static void
feed_between(struct html_context *context, char c)
{
	if (c == '>') {
		end_tag(context);
	} else if (is_blank(c) || c == '/') {
		context->state = HTML_BEFORE_ATTRIBUTE;
	} else if (c == '=' || c == '"' || c == '\'' || c == '<') {
		complain(context, "an attribute name cannot begin like this");
	} else {
		html_attribute_leave(context);
		append(context->attribute, sizeof(context->attribute), c);
		context->state = HTML_ATTRIBUTE_NAME;
	}
}

static void
feed_tag_name(struct html_context *context, char c)
{
	if (is_blank(c) || c == '/' || c == '>')
		feed_between(context, c);
	else if (c == '<')
		complain(context, "\"<\" inside a tag name");
	else if (!append(context->tag, sizeof(context->tag), c))
		complain(context, "a tag name is too long");
}

static void
feed_attribute_name(struct html_context *context, char c)
{
	if (c == '=')
		context->state = HTML_BEFORE_VALUE;
	else if (is_blank(c))
		context->state = HTML_AFTER_ATTRIBUTE_NAME;
	else if (c == '/' || c == '>')
		feed_between(context, c);
	else if (c == '"' || c == '\'' || c == '<')
		complain(context, "a quote or \"<\" inside an attribute name");
	else if (!append(context->attribute, sizeof(context->attribute), c))
		complain(context, "an attribute name is too long");
}

static void
feed_after_attribute_name(struct html_context *context, char c)
{
	if (c == '=')
		context->state = HTML_BEFORE_VALUE;
	else if (!is_blank(c))
		feed_between(context, c);
}

static void
feed_before_value(struct html_context *context, char c)
{
	if (is_blank(c))
		return;
	context->value[0] = '\0';
	context->url = HTML_URL_START;
	if (c == '"' || c == '\'') {
		context->quote = c;
		context->state = HTML_QUOTED;
	} else if (c == '>' || c == '<' || c == '=' || c == '`') {
		complain(context, "an attribute without its value");
	} else {
		context->state = HTML_UNQUOTED;
		html_attribute_byte(context, c);
	}
}

static void
feed_quoted(struct html_context *context, char c)
{
	if (c != context->quote) {
		html_attribute_byte(context, c);
		return;
	}
	html_attribute_end(context);
	context->state = HTML_AFTER_VALUE;
}

static void
feed_unquoted(struct html_context *context, char c)
{
	if (is_blank(c) || c == '>') {
		html_attribute_end(context);
		feed_between(context, c);
	} else if (strchr("\"'<=`", c) != NULL) {
		complain(context, "an attribute has to be quoted");
	} else {
		html_attribute_byte(context, c);
	}
}

static void
feed_gap(struct html_context *context, char c)
{
	if (context->state == HTML_GAP && c == '/')
		context->state = HTML_SELF_CLOSE;
	else if (c == '>' || (is_blank(c) && context->state == HTML_GAP))
		feed_between(context, c);
	else
		complain(context,
		    "a section among attributes has to be followed by a blank "
		    "or \">\"");
}

static void
feed_text(struct html_context *context, char c)
{
	if (context->state == HTML_DOCTYPE)
		context->state = c == '>' ? HTML_IN_TEXT : HTML_DOCTYPE;
	else if (c == '<')
		context->state = HTML_TAG_OPEN;
}

static void
begin_tag(struct html_context *context, char c)
{
	context->tag[0] = '\0';
	append(context->tag, sizeof(context->tag), c);
	context->state = HTML_TAG_NAME;
}

static void
feed_tag_open(struct html_context *context, char c)
{
	context->value[0] = '\0';
	if (is_letter(c))
		begin_tag(context, c);
	else if (c == '/')
		context->state = HTML_END_OPEN;
	else if (c == '!')
		context->state = HTML_MARKUP;
	else if (c == '?')
		complain(context, "\"<?\" is no HTML");
	else if (c != '<')
		context->state = HTML_IN_TEXT;
}

static void
feed_end_open(struct html_context *context, char c)
{
	context->is_end_tag = true;
	if (is_letter(c))
		begin_tag(context, c);
	else
		complain(context, "\"</\" without a tag name");
}

static void
feed_markup(struct html_context *context, char c)
{
	size_t len = strlen(context->value);

	if (!append(context->value, sizeof(context->value), c) ||
	    (strncmp(context->value, "--", len + 1) != 0 &&
		strncmp(context->value, "doctype", len + 1) != 0)) {
		complain(context, "\"<!\" begins no comment and no doctype");
		return;
	}
	if (strcmp(context->value, "--") == 0)
		context->state = HTML_COMMENT;
	else if (strcmp(context->value, "doctype") == 0)
		context->state = HTML_DOCTYPE;
	else
		return;
	context->value[0] = '\0';
	context->matched = 0;
	context->comment_len = 0;
}

/* Only "-->" ends a comment; the other ways that browsers know are refused. */
static void
feed_comment(struct html_context *context, char c)
{
	if (c == '>' && context->matched == 2) {
		context->state = HTML_IN_TEXT;
		context->matched = 0;
		context->comment_len = 0;
		return;
	}
	if ((c == '>' && context->comment_len == context->matched) ||
	    (c == '!' && context->matched == 2))
		complain(context, "a comment may end with \"-->\" only");
	if (c != '-')
		context->matched = 0;
	else if (context->matched < 2)
		context->matched++;
	if (context->comment_len < 3)
		context->comment_len++;
}

/* Text until "</tag": matched counts how much of that was seen. */
static void
feed_until_end_tag(struct html_context *context, char c)
{
	size_t len = strlen(context->tag);

	if (context->matched == len + 2 &&
	    (is_blank(c) || c == '/' || c == '>')) {
		context->matched = 0;
		context->is_end_tag = true;
		feed_between(context, c);
		return;
	}
	if ((context->matched == 0 && c == '<') ||
	    (context->matched == 1 && c == '/') ||
	    (context->matched > 1 && context->matched < len + 2 &&
		lower(c) == context->tag[context->matched - 2])) {
		context->matched++;
		return;
	}
	/* Inside svg a title has elements, so what looks like one is refused.
	 */
	if (context->matched > 0 && context->state == HTML_RCDATA)
		complain(context, "\"<\" inside title or textarea");
	if (context->matched == 1 && c == '!')
		complain(context, "\"<!\" inside script or style");
	context->matched = c == '<' ? 1 : 0;
}

typedef void feed_fn(struct html_context *context, char c);

static feed_fn *const feeders[] = {
	[HTML_IN_TEXT] = feed_text,
	[HTML_TAG_OPEN] = feed_tag_open,
	[HTML_END_OPEN] = feed_end_open,
	[HTML_MARKUP] = feed_markup,
	[HTML_DOCTYPE] = feed_text,
	[HTML_COMMENT] = feed_comment,
	[HTML_RCDATA] = feed_until_end_tag,
	[HTML_RAW] = feed_until_end_tag,
	[HTML_TAG_NAME] = feed_tag_name,
	[HTML_BEFORE_ATTRIBUTE] = feed_between,
	[HTML_ATTRIBUTE_NAME] = feed_attribute_name,
	[HTML_AFTER_ATTRIBUTE_NAME] = feed_after_attribute_name,
	[HTML_BEFORE_VALUE] = feed_before_value,
	[HTML_QUOTED] = feed_quoted,
	[HTML_UNQUOTED] = feed_unquoted,
	[HTML_AFTER_VALUE] = feed_between,
	[HTML_GAP] = feed_gap,
	[HTML_SELF_CLOSE] = feed_gap,
};

void
html_context_feed(struct html_context *context, const char *html, size_t len)
{
	for (size_t i = 0; i < len && context->complaint == NULL; i++) {
		feeders[context->state](context, html[i]);
		if (html[i] == '\n' && context->complaint == NULL)
			context->line++;
	}
}

enum html_escape
html_context_variable(struct html_context *context, const char **reason)
{
	static const char *const reasons[] = {
		[HTML_MARKUP] = "inside a comment or doctype",
		[HTML_DOCTYPE] = "inside a comment or doctype",
		[HTML_COMMENT] = "inside a comment or doctype",
		[HTML_RAW] = "inside script or style",
		[HTML_BEFORE_VALUE] = "in an attribute without quotes",
		[HTML_UNQUOTED] = "in an attribute without quotes",
		[HTML_SELF_CLOSE] = NULL,
	};

	if (context->state == HTML_IN_TEXT ||
	    (context->state == HTML_RCDATA && context->matched == 0))
		return HTML_TEXT;
	if (context->state == HTML_QUOTED)
		return html_attribute_variable(context, reason);
	*reason = reasons[context->state];
	if (*reason == NULL)
		*reason = "in the name of a tag or attribute";
	return HTML_UNSAFE;
}

void
html_context_csrf(struct html_context *context)
{
	if (context->is_in_form)
		context->form_has_csrf = true;
}

bool
html_context_is_text(const struct html_context *context)
{
	return context->state == HTML_IN_TEXT;
}

static bool
is_same_tag(const struct html_context *a, const struct html_context *b)
{
	return strcmp(a->tag, b->tag) == 0 && a->is_end_tag == b->is_end_tag &&
	    a->method_is_post == b->method_is_post &&
	    a->is_in_form == b->is_in_form &&
	    a->form_is_post == b->form_is_post &&
	    a->form_has_csrf == b->form_has_csrf;
}

bool
html_context_is_same(const struct html_context *a, const struct html_context *b)
{
	return a->state == b->state && is_same_tag(a, b) &&
	    strcmp(a->attribute, b->attribute) == 0 &&
	    strcmp(a->value, b->value) == 0 && a->quote == b->quote &&
	    a->matched == b->matched && a->comment_len == b->comment_len &&
	    a->url == b->url;
}

/* In a tag, at a point where an attribute may end. */
static bool
is_in_tag(const struct html_context *context)
{
	return context->state == HTML_TAG_NAME ||
	    context->state == HTML_BEFORE_ATTRIBUTE ||
	    context->state == HTML_ATTRIBUTE_NAME ||
	    context->state == HTML_AFTER_ATTRIBUTE_NAME ||
	    context->state == HTML_AFTER_VALUE || context->state == HTML_GAP;
}

bool
html_context_join(
    const struct html_context *before, struct html_context *context)
{
	if (html_context_is_same(before, context) ||
	    html_attribute_join(before, context))
		return true;
	if (!is_in_tag(before) ||
	    (!is_in_tag(context) && context->state != HTML_UNQUOTED))
		return false;
	if (context->state == HTML_UNQUOTED)
		html_attribute_end(context);
	if (!is_same_tag(before, context) || context->complaint != NULL)
		return false;
	html_attribute_leave(context);
	context->state = HTML_GAP;
	return true;
}
