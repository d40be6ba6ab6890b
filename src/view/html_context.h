/*
 * html_context.h - where in HTML does a variable stand, and is it safe there?
 *
 * Follows the HTML of a template while it is checked, as a browser would read
 * it; HTML that browsers repair in surprising ways is a complaint. A variable
 * is safe in text (title and textarea too), in a quoted attribute of a known
 * harmless name, and in URL attributes:
 *	a, area href; img, audio, video, source, track src; cite, poster:
 *		at the very start (scheme checked when rendered) or behind "/",
 *		"?", "#" or a literal http:, https:, mailto:, tel:
 *	form action, formaction: only behind a literal path ("/members/")
 *	link href, script src: only behind a literal "?"
 * Unsafe: everything else, so unquoted attributes, tag and attribute names,
 * script, style, on*=, style=, srcdoc=, srcset=, meta content=, comments.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef VIEW_HTML_CONTEXT_H
#define VIEW_HTML_CONTEXT_H

#include "base/base.h"

/* How a variable has to be written. */
enum html_escape {
	HTML_UNSAFE = 0, /* it must not stand here */
	HTML_TEXT,       /* & < > " ' as references */
	HTML_URL /* the same, and only http, https, mailto, tel or relative */
};

enum html_state {
	HTML_IN_TEXT = 1,
	HTML_TAG_OPEN, /* behind "<" */
	HTML_END_OPEN, /* behind "</" */
	HTML_MARKUP,   /* behind "<!" */
	HTML_DOCTYPE,
	HTML_COMMENT,
	HTML_RCDATA, /* title, textarea */
	HTML_RAW,    /* script, style and the like */
	HTML_TAG_NAME,
	HTML_BEFORE_ATTRIBUTE,
	HTML_ATTRIBUTE_NAME,
	HTML_AFTER_ATTRIBUTE_NAME,
	HTML_BEFORE_VALUE,
	HTML_QUOTED,
	HTML_UNQUOTED,
	HTML_AFTER_VALUE,
	HTML_GAP,       /* in a tag where only blank, "/>" or ">" may follow */
	HTML_SELF_CLOSE /* behind "/" in a gap */
};

/* How much of a URL attribute's value is certain. */
enum html_url {
	HTML_URL_START = 0,
	HTML_URL_PREFIX,   /* letters that may become a scheme */
	HTML_URL_SLASH,    /* exactly "/" */
	HTML_URL_LOOSE,    /* scheme certain, host not */
	HTML_URL_PINNED,   /* scheme and host certain */
	HTML_URL_QUERY,    /* path certain too */
	HTML_URL_VARIABLE, /* began with a variable */
	HTML_URL_OPAQUE    /* anything may come of it */
};

struct html_context {
	enum html_state state;
	char tag[32];
	char attribute[48];
	char value[16]; /* of a method, or the letters before a ":" */
	char quote;
	unsigned matched; /* bytes of an end that is being recognized */
	unsigned comment_len;
	enum html_url url;
	bool is_end_tag;
	bool method_is_post; /* of the form tag that is being read */
	bool is_in_form;
	bool form_is_post;
	bool form_has_csrf;
	bool has_seen_form;
	const char *complaint; /* the first thing that is wrong, or NULL */
	int line;
};

void html_context_init(struct html_context *context);
/* Follows literal HTML; sets complaint where it is wrong and then stays. */
void html_context_feed(
    struct html_context *context, const char *html, size_t len);
/* What a variable here needs, and the reason when it is unsafe. */
enum html_escape html_context_variable(
    struct html_context *context, const char **reason);
/* The CSRF field stands here. */
void html_context_csrf(struct html_context *context);

/* Plain text, where a whole template may be put in; a form may be open. */
bool html_context_is_text(const struct html_context *context);
/* The two are in the same place: both ways through a section must agree. */
bool html_context_is_same(
    const struct html_context *a, const struct html_context *b);
/* Ends a section that began at before. True when both ways through it agree;
 * between attributes ("{{#x}}checked{{/x}}") context then is in a gap. */
bool html_context_join(
    const struct html_context *before, struct html_context *context);

#endif
