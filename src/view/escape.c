/*
 * escape.c - values written so that HTML takes them as text.
 *
 * SPDX-License-Identifier: ISC
 */
#include "view/escape.h"

static const char *const spec_references[256] = {
	['&'] = "&amp;",
	['<'] = "&lt;",
	['>'] = "&gt;",
	['"'] = "&quot;",
};

static const char *const html_references[256] = {
	['&'] = "&amp;",
	['<'] = "&lt;",
	['>'] = "&gt;",
	['"'] = "&quot;",
	['\''] = "&#39;",
};

static void
add_referenced(struct buf *out, const char *text, size_t len,
    const char *const references[256])
{
	size_t done = 0;

	for (size_t i = 0; i < len; i++) {
		const char *reference = references[(unsigned char)text[i]];

		if (reference == NULL)
			continue;
		if (i > done)
			buf_add_bytes(out, text + done, i - done);
		buf_add(out, reference);
		done = i + 1;
	}
	if (len > done)
		buf_add_bytes(out, text + done, len - done);
}

static bool
is_word(const char *text, size_t len, const char *word)
{
	if (len != strlen(word))
		return false;
	for (size_t i = 0; i < len; i++) {
		char c = text[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c - 'A' + 'a');
		if (c != word[i])
			return false;
	}
	return true;
}

bool
escape_url_is_safe(const char *url, size_t len)
{
	size_t end = 0;

	while (end < len && strchr(":/?#", url[end]) == NULL)
		end++;
	/* A byte 0 counts as one of them above, and is refused here. */
	if (end == len || (url[end] != ':' && url[end] != '\0'))
		return true;
	return url[end] == ':' &&
	    (is_word(url, end, "http") || is_word(url, end, "https") ||
		is_word(url, end, "mailto") || is_word(url, end, "tel"));
}

void
escape_add(struct buf *out, const char *text, size_t len, enum escape escape)
{
	switch (escape) {
	case ESCAPE_SPEC:
		add_referenced(out, text, len, spec_references);
		break;
	case ESCAPE_URL:
		if (!escape_url_is_safe(text, len)) {
			buf_add(out, "about:invalid");
			break;
		}
		add_referenced(out, text, len, html_references);
		break;
	case ESCAPE_NONE:
		buf_add_bytes(out, text, len);
		break;
	default:
		add_referenced(out, text, len, html_references);
	}
}
