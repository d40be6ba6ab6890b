/*
 * header.c - small parsers of header values; they never fail loudly, because a
 * header that nobody understands is a header that did not come.
 *
 * SPDX-License-Identifier: ISC
 */
#include "web/header.h"

#include "base/text.h"

static bool
is_blank(char character)
{
	return character == ' ' || character == '\t';
}

static char
lower(char character)
{
	if (character >= 'A' && character <= 'Z')
		return (char)(character - 'A' + 'a');
	return character;
}

static char *
copy_lower(struct arena *arena, const char *bytes, size_t len)
{
	char *copy = arena_copy_bytes(arena, bytes, len);

	for (size_t i = 0; i < len; i++)
		copy[i] = lower(copy[i]);
	return copy;
}

const char *
header_media_type(struct arena *arena, const char *content_type)
{
	size_t len;

	if (content_type == NULL)
		return "";
	while (is_blank(*content_type))
		content_type++;
	len = strcspn(content_type, "; \t");
	return copy_lower(arena, content_type, len);
}

/* An address literal in brackets, or letters, digits, dots and dashes. */
static size_t
host_len(const char *host)
{
	static const char name[] = "abcdefghijklmnopqrstuvwxyz"
				   "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_";
	static const char address[] = "0123456789abcdefABCDEF:.";
	size_t len;

	if (host[0] != '[')
		return strspn(host, name);
	len = 1 + strspn(host + 1, address);
	return host[len] == ']' ? len + 1 : 0;
}

const char *
header_host(struct arena *arena, const char *host)
{
	size_t len = host == NULL ? 0 : host_len(host);
	const char *port;

	if (len == 0 || len > 255)
		return NULL;
	port = host + len;
	if (*port == ':')
		port += 1 + strspn(port + 1, "0123456789");
	return *port == '\0' ? copy_lower(arena, host, len) : NULL;
}

/* The q of one media range in thousandths. */
static int
quality(const char *parameters, size_t len)
{
	int weight = 1000, digit = 100;
	size_t at = 0;

	while (at + 2 < len &&
	    !(lower(parameters[at]) == 'q' && parameters[at + 1] == '='))
		at++;
	if (at + 2 >= len)
		return weight;
	at += 2;
	weight = parameters[at++] == '1' ? 1000 : 0;
	if (at < len && parameters[at] == '.')
		at++;
	for (; at < len && digit > 0; at++, digit /= 10) {
		if (parameters[at] < '0' || parameters[at] > '9')
			break;
		weight += digit * (parameters[at] - '0');
	}
	return weight > 1000 ? 1000 : weight;
}

/* How well one range fits type: 3 exactly, 2 its family, 1 anything, 0 not. */
static int
fit(const char *range, size_t len, const char *type)
{
	size_t family = strcspn(type, "/") + 1;

	if (len == strlen(type) && strncasecmp(range, type, len) == 0)
		return 3;
	if (len == family + 1 && range[family] == '*' &&
	    strncasecmp(range, type, family) == 0)
		return 2;
	return len == 3 && memcmp(range, "*/*", 3) == 0 ? 1 : 0;
}

struct header_range
header_next_range(const char **at)
{
	const char *item = *at;
	size_t all = strcspn(item, ","), skip = 0, len;

	while (skip < all && is_blank(item[skip]))
		skip++;
	len = strcspn(item + skip, ",; \t");
	*at = item + all + (item[all] == ',' ? 1 : 0);
	return (struct header_range){ item + skip, len,
		quality(item + skip + len, all - skip - len) };
}

/* The weight of type in an Accept header: the most exact range decides. */
static int
weight_of(const char *accept, const char *type)
{
	int weight = 0, best = 0;

	while (*accept != '\0') {
		struct header_range range = header_next_range(&accept);
		int how = fit(range.text, range.len, type);

		if (how > best) {
			best = how;
			weight = range.weight;
		}
	}
	return weight;
}

bool
header_prefers_html(const char *accept)
{
	if (accept == NULL)
		return false;
	return weight_of(accept, "text/html") >
	    weight_of(accept, "application/json");
}

const char *
header_cookie(struct arena *arena, const char *cookies, const char *name)
{
	size_t name_len = strlen(name);

	while (cookies != NULL && *cookies != '\0') {
		size_t len;

		cookies += strspn(cookies, "; \t");
		len = strcspn(cookies, ";");
		if (len > name_len && cookies[name_len] == '=' &&
		    memcmp(cookies, name, name_len) == 0) {
			const char *value = cookies + name_len + 1;

			len -= name_len + 1;
			while (len > 0 && is_blank(value[len - 1]))
				len--;
			if (len >= 2 && value[0] == '"' &&
			    value[len - 1] == '"') {
				value++;
				len -= 2;
			}
			return arena_copy_bytes(arena, value, len);
		}
		cookies += len;
	}
	return NULL;
}

bool
header_names_etag(const char *if_none_match, const char *etag)
{
	static const char suffix[] = "-gzip\"";
	size_t etag_len = strlen(etag);

	if (if_none_match == NULL)
		return false;
	while (*if_none_match != '\0') {
		size_t len;

		if_none_match += strspn(if_none_match, ", \t");
		if (strncmp(if_none_match, "W/", 2) == 0)
			if_none_match += 2;
		len = strcspn(if_none_match, ", \t");
		if (len == 1 && *if_none_match == '*')
			return true;
		if (len == etag_len && memcmp(if_none_match, etag, len) == 0)
			return true;
		if (len == etag_len + strlen(suffix) - 1 &&
		    memcmp(if_none_match, etag, etag_len - 1) == 0 &&
		    memcmp(if_none_match + etag_len - 1, suffix,
			strlen(suffix)) == 0)
			return true;
		if_none_match += len;
	}
	return false;
}
