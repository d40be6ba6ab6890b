/*
 * html_attribute.c - the attributes that may hold a variable, as a table.
 *
 * SPDX-License-Identifier: ISC
 */
#include "view/html_attribute.h"

enum policy {
	FORBIDDEN_HERE = 0,
	PLAIN,  /* any text */
	LINK,   /* a URL that a person follows, or a picture */
	ACTION, /* receives forms with their token: the host must be certain */
	RESOURCE, /* runs or styles the page: the path must be certain */
};

struct attribute_policy {
	const char *attribute;
	const char *tags; /* " a b ", NULL for every tag */
	enum policy policy;
};

/* Sorted by name. What is missing here may not hold a variable. */
/* clang-format off */
static const struct attribute_policy policies[] = {
	{ "abbr",         NULL,                               PLAIN },
	{ "accept",       " input ",                          PLAIN },
	{ "action",       " form ",                           ACTION },
	{ "alt",          NULL,                               PLAIN },
	{ "autocomplete", NULL,                               PLAIN },
	{ "bgcolor",      " table td ",                       PLAIN },
	{ "cite",         " blockquote del ins q ",           LINK },
	{ "class",        NULL,                               PLAIN },
	{ "color",        " font ",                           PLAIN },
	{ "cols",         NULL,                               PLAIN },
	{ "colspan",      NULL,                               PLAIN },
	{ "cx",           NULL,                               PLAIN },
	{ "cy",           NULL,                               PLAIN },
	{ "d",            " path ",                           PLAIN },
	{ "datetime",     NULL,                               PLAIN },
	{ "dir",          NULL,                               PLAIN },
	{ "download",     " a ",                              PLAIN },
	{ "dx",           NULL,                               PLAIN },
	{ "dy",           NULL,                               PLAIN },
	{ "enterkeyhint", NULL,                               PLAIN },
	{ "for",          " label output ",                   PLAIN },
	{ "form",         NULL,                               PLAIN },
	{ "formaction",   " button input ",                   ACTION },
	{ "headers",      NULL,                               PLAIN },
	{ "height",       NULL,                               PLAIN },
	{ "high",         NULL,                               PLAIN },
	{ "href",         " a area ",                         LINK },
	{ "href",         " link ",                           RESOURCE },
	{ "hreflang",     NULL,                               PLAIN },
	{ "id",           NULL,                               PLAIN },
	{ "inputmode",    NULL,                               PLAIN },
	{ "label",        NULL,                               PLAIN },
	{ "lang",         NULL,                               PLAIN },
	{ "list",         " input ",                          PLAIN },
	{ "low",          NULL,                               PLAIN },
	{ "max",          NULL,                               PLAIN },
	{ "maxlength",    NULL,                               PLAIN },
	{ "min",          NULL,                               PLAIN },
	{ "minlength",    NULL,                               PLAIN },
	{ "name",         " button fieldset input output select textarea ", PLAIN },
	{ "optimum",      NULL,                               PLAIN },
	{ "pattern",      NULL,                               PLAIN },
	{ "placeholder",  NULL,                               PLAIN },
	{ "points",       NULL,                               PLAIN },
	{ "poster",       " video ",                          LINK },
	{ "r",            NULL,                               PLAIN },
	{ "role",         NULL,                               PLAIN },
	{ "rows",         NULL,                               PLAIN },
	{ "rowspan",      NULL,                               PLAIN },
	{ "rx",           NULL,                               PLAIN },
	{ "ry",           NULL,                               PLAIN },
	{ "scope",        NULL,                               PLAIN },
	{ "size",         NULL,                               PLAIN },
	{ "span",         NULL,                               PLAIN },
	{ "src",          " audio img source track video ",   LINK },
	{ "src",          " script ",                         RESOURCE },
	{ "srclang",      NULL,                               PLAIN },
	{ "start",        NULL,                               PLAIN },
	{ "step",         NULL,                               PLAIN },
	{ "tabindex",     NULL,                               PLAIN },
	{ "title",        NULL,                               PLAIN },
	{ "transform",    NULL,                               PLAIN },
	{ "type",         " button input ",                   PLAIN },
	{ "value",        " button data input li meter option progress ", PLAIN },
	{ "viewbox",      " svg ",                            PLAIN },
	{ "width",        NULL,                               PLAIN },
	{ "x",            NULL,                               PLAIN },
	{ "x1",           NULL,                               PLAIN },
	{ "x2",           NULL,                               PLAIN },
	{ "y",            NULL,                               PLAIN },
	{ "y1",           NULL,                               PLAIN },
	{ "y2",           NULL,                               PLAIN },
};
/* clang-format on */

static bool
has_tag(const char *tags, const char *tag)
{
	size_t len = strlen(tag);

	for (const char *at = strstr(tags, tag); at != NULL;
	     at = strstr(at + 1, tag))
		if (at[-1] == ' ' && at[len] == ' ')
			return true;
	return false;
}

static enum policy
policy_of(const struct html_context *context)
{
	const char *name = context->attribute;

	if (context->is_end_tag || context->tag[0] == '\0')
		return FORBIDDEN_HERE;
	if (strncmp(name, "data-", 5) == 0 || strncmp(name, "aria-", 5) == 0)
		return PLAIN;
	for (size_t i = 0; i < ARRAY_LENGTH(policies); i++)
		if (strcmp(policies[i].attribute, name) == 0 &&
		    (policies[i].tags == NULL ||
			has_tag(policies[i].tags, context->tag)))
			return policies[i].policy;
	return FORBIDDEN_HERE;
}

static enum html_escape
variable_in_link(struct html_context *context, const char **reason)
{
	switch (context->url) {
	case HTML_URL_START:
		context->url = HTML_URL_VARIABLE;
		return HTML_URL;
	case HTML_URL_SLASH:
		/* The variable may begin with a slash too. */
		context->url = HTML_URL_LOOSE;
		return HTML_TEXT;
	case HTML_URL_LOOSE:
	case HTML_URL_PINNED:
	case HTML_URL_QUERY:
		return HTML_TEXT;
	default:
		*reason = "where it could become part of a URL's scheme";
		return HTML_UNSAFE;
	}
}

enum html_escape
html_attribute_variable(struct html_context *context, const char **reason)
{
	switch (policy_of(context)) {
	case PLAIN:
		return HTML_TEXT;
	case LINK:
		return variable_in_link(context, reason);
	case ACTION:
		if (context->url == HTML_URL_PINNED ||
		    context->url == HTML_URL_QUERY)
			return HTML_TEXT;
		*reason = "where it decides to which host a form is sent";
		return HTML_UNSAFE;
	case RESOURCE:
		if (context->url == HTML_URL_QUERY)
			return HTML_TEXT;
		*reason = "where it decides which script or style is loaded";
		return HTML_UNSAFE;
	default:
		*reason = "in an attribute that is not known to be harmless";
		return HTML_UNSAFE;
	}
}

static bool
is_scheme_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
}

/* What is cut here is longer than any word that matters. */
static void
remember(struct html_context *context, char c)
{
	size_t len = strlen(context->value);

	if (len + 1 == sizeof(context->value))
		return;
	context->value[len] = (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
	context->value[len + 1] = '\0';
}

/* A byte that still may belong to a scheme was read, or is it now decided? */
static enum html_url
after_prefix(struct html_context *context, char c)
{
	static const char *const certain[] = { "http", "https", "mailto",
		"tel" };

	if (is_scheme_char(c)) {
		remember(context, c);
		return HTML_URL_PREFIX;
	}
	if (c == '/' || c == '_')
		return HTML_URL_PINNED;
	if (c == '?' || c == '#')
		return HTML_URL_QUERY;
	if (c != ':')
		return HTML_URL_OPAQUE;
	if (strcmp(context->value, "javascript") == 0 ||
	    strcmp(context->value, "vbscript") == 0)
		context->complaint = "a script in a URL";
	for (size_t i = 0; i < ARRAY_LENGTH(certain); i++)
		if (strcmp(context->value, certain[i]) == 0)
			return HTML_URL_LOOSE;
	return HTML_URL_OPAQUE;
}

static enum html_url
after_start(struct html_context *context, char c)
{
	if (c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r')
		return HTML_URL_START;
	if (c == '/')
		return HTML_URL_SLASH;
	if (c == ':')
		return HTML_URL_OPAQUE;
	/* The path is that of the page, whatever page that is. */
	if (c == '?' || c == '#')
		return HTML_URL_PINNED;
	return after_prefix(context, c);
}

/* Browsers drop tabs and newlines inside a URL and read "\" as "/". */
static enum html_url
after_slash(char c)
{
	if (c == '?' || c == '#')
		return HTML_URL_QUERY;
	if (is_scheme_char(c) || c == '_')
		return HTML_URL_PINNED;
	return HTML_URL_LOOSE;
}

/* The variable may be "javascript", which its check takes for a file. */
static enum html_url
after_variable(struct html_context *context, char c)
{
	if (c == '/' || c == '?' || c == '#')
		return HTML_URL_LOOSE;
	if (!is_scheme_char(c) && c != '_')
		context->complaint = "what follows a variable could make a "
				     "scheme of it";
	return HTML_URL_VARIABLE;
}

static void
url_byte(struct html_context *context, char c)
{
	enum policy policy = policy_of(context);

	if (policy != LINK && policy != ACTION && policy != RESOURCE)
		return;
	if (context->url == HTML_URL_START)
		context->url = after_start(context, c);
	else if (context->url == HTML_URL_PREFIX)
		context->url = after_prefix(context, c);
	else if (context->url == HTML_URL_SLASH)
		context->url = after_slash(c);
	else if (context->url == HTML_URL_VARIABLE)
		context->url = after_variable(context, c);
	else if (context->url == HTML_URL_PINNED && (c == '?' || c == '#'))
		context->url = HTML_URL_QUERY;
	if (context->url != HTML_URL_PREFIX)
		context->value[0] = '\0';
}

static bool
is_method(const struct html_context *context)
{
	return strcmp(context->attribute, "method") == 0 ||
	    strcmp(context->attribute, "formmethod") == 0;
}

void
html_attribute_byte(struct html_context *context, char c)
{
	if (!is_method(context)) {
		url_byte(context, c);
		return;
	}
	if (c == '&' && context->complaint == NULL)
		context->complaint = "a reference in a form's method";
	remember(context, c);
}

void
html_attribute_end(struct html_context *context)
{
	bool is_post = strcmp(context->value, "post") == 0;

	if (is_post && strcmp(context->attribute, "method") == 0)
		context->method_is_post = true;
	if (is_post && strcmp(context->attribute, "formmethod") == 0) {
		if (!context->is_in_form && context->complaint == NULL)
			context->complaint =
			    "formmethod=post outside of a form";
		context->form_is_post = true;
	}
	html_attribute_leave(context);
}

void
html_attribute_leave(struct html_context *context)
{
	context->attribute[0] = '\0';
	context->value[0] = '\0';
	context->quote = '\0';
	context->url = HTML_URL_START;
}

/* What is certain of a URL that began in one of two ways. */
static enum html_url
join_urls(enum html_url a, enum html_url b)
{
	enum html_url low = a < b ? a : b;
	enum html_url high = a < b ? b : a;

	if (low == high || high == HTML_URL_OPAQUE)
		return high;
	if (high == HTML_URL_VARIABLE || low < HTML_URL_SLASH)
		return HTML_URL_VARIABLE;
	return low == HTML_URL_SLASH ? HTML_URL_LOOSE : low;
}

bool
html_attribute_join(
    const struct html_context *before, struct html_context *context)
{
	struct html_context joined = *context;

	if (context->state != HTML_QUOTED || is_method(context))
		return false;
	joined.url = join_urls(
	    before->value[0] == '\0' ? before->url : HTML_URL_VARIABLE,
	    context->value[0] == '\0' ? context->url : HTML_URL_VARIABLE);
	joined.value[0] = '\0';
	/* All else has to be the same. */
	context->url = before->url;
	memcpy(context->value, before->value, sizeof(context->value));
	if (!html_context_is_same(before, context))
		return false;
	*context = joined;
	return true;
}
