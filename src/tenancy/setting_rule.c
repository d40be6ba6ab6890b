/*
 * setting_rule.c - rules of settings that are more than a text.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tenancy/setting_rule.h"

#include "base/buf.h"
#include "base/text.h"
#include "net/mail_header.h"

enum { ORIGINS_MAX = 20, HOST_LEN_MAX = 253, PORT_MAX = 65535 };

static const char separators[] = " \t\r\n,;";

/* A name of labels with a dot in it that no address of numbers could be, as
 * browsers write it: without them an origin would allow too much or nothing. */
static bool
is_host_name(const char *host)
{
	const char *last = strrchr(host, '.');
	size_t len = strlen(host);

	if (last == NULL || len > HOST_LEN_MAX ||
	    strspn(host, "abcdefghijklmnopqrstuvwxyz0123456789-.") != len)
		return false;
	if (host[0] == '.' || host[0] == '-' || host[len - 1] == '.' ||
	    host[len - 1] == '-' || strstr(host, "..") != NULL ||
	    strstr(host, ".-") != NULL || strstr(host, "-.") != NULL)
		return false;
	return strspn(last + 1, "0123456789") != strlen(last + 1);
}

/* Where somebody tries their website, the only one without TLS. */
static bool
is_this_machine(const char *host)
{
	return text_is_equal(host, "localhost") ||
	    text_is_equal(host, "127.0.0.1");
}

/* ":8443" or nothing. False when it is neither. */
static bool
read_port(const char *text, int64_t usual, int64_t *port)
{
	*port = usual;
	if (text[0] == '\0')
		return true;
	return text[0] == ':' && strlen(text) <= 6 && text[1] != '\0' &&
	    strspn(text + 1, "0123456789") == strlen(text + 1) &&
	    text_to_int64(text + 1, port) && *port > 0 && *port <= PORT_MAX;
}

/* NULL when it is none. */
static const char *
origin_of(struct arena *arena, const char *given)
{
	char *text = text_lower(arena, given);
	bool is_https = text_starts_with(text, "https://");
	int64_t usual = is_https ? 443 : 80, port;
	const char *host;
	size_t len = strlen(text);

	if (!is_https && !text_starts_with(text, "http://"))
		return NULL;
	if (text[len - 1] == '/')
		text[len - 1] = '\0';
	text += is_https ? strlen("https://") : strlen("http://");
	len = strcspn(text, ":");
	host = arena_copy_bytes(arena, text, len);
	if (!read_port(text + len, usual, &port) ||
	    !(is_this_machine(host) || (is_https && is_host_name(host))))
		return NULL;
	return arena_printf(arena, port == usual ? "%s://%s" : "%s://%s:%d",
	    is_https ? "https" : "http", host, (int)port);
}

/* A line of lines. */
static bool
has_line(const char *lines, const char *line)
{
	size_t len = strlen(line);

	for (const char *at = lines; (at = strstr(at, line)) != NULL; at++)
		if ((at == lines || at[-1] == '\n') &&
		    (at[len] == '\n' || at[len] == '\0'))
			return true;
	return false;
}

const char *
setting_rule_origins(
    struct arena *arena, const char *value, const char **complaint)
{
	const char *lines = "";
	size_t count = 0;

	value += strspn(value, separators);
	for (size_t len; (len = strcspn(value, separators)) > 0;
	     value += strspn(value, separators)) {
		const char *given = arena_copy_bytes(arena, value, len);
		const char *origin = origin_of(arena, given);

		value += len;
		if (origin == NULL) {
			*complaint = arena_printf(arena,
			    "must be addresses such as https://www.example.com "
			    "without a path: %s",
			    text_prefix(arena, given, 80));
			return NULL;
		}
		if (has_line(lines, origin))
			continue;
		if (++count > ORIGINS_MAX) {
			*complaint = "must be at most 20 websites";
			return NULL;
		}
		lines = arena_printf(arena, "%s%s%s", lines,
		    lines[0] == '\0' ? "" : "\n", origin);
	}
	return lines;
}

const char *
setting_rule_addresses(
    struct arena *arena, const char *value, const char **complaint)
{
	const char *line = "";

	value += strspn(value, separators);
	for (size_t len; (len = strcspn(value, separators)) > 0;
	     value += strspn(value, separators)) {
		const char *given = arena_copy_bytes(arena, value, len);

		value += len;
		if (!mail_address_is_good(given)) {
			*complaint = arena_printf(arena,
			    "has what is no e-mail address: %s",
			    text_prefix(arena, given, 80));
			return NULL;
		}
		line = arena_printf(
		    arena, "%s%s%s", line, line[0] == '\0' ? "" : ", ", given);
	}
	return line;
}

const char *
setting_rule_side(
    struct arena *arena, const char *value, const char **complaint)
{
	const char *side = text_lower(arena, value);

	if (text_is_equal(side, "left") || text_is_equal(side, "right"))
		return side;
	*complaint = "must be left or right";
	return NULL;
}
