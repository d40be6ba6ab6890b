/*
 * http_url.c - takes addresses apart with libcurl's own reader.
 *
 * SPDX-License-Identifier: ISC
 */
#include "net/http_url.h"

#include <curl/curl.h>

#include "base/check.h"
#include "base/text.h"

/* NULL when there is no such part. */
static const char *
part_of(struct arena *arena, CURLU *url, CURLUPart part, unsigned flags)
{
	const char *copy = NULL;
	char *text = NULL;

	if (curl_url_get(url, part, &text, flags) == CURLUE_OK)
		copy = text_lower(arena, text);
	curl_free(text);
	return copy;
}

static const char *
without_brackets(struct arena *arena, const char *host)
{
	size_t len = strlen(host);

	if (len < 2 || host[0] != '[')
		return host;
	return arena_copy_bytes(arena, host + 1, len - 2);
}

bool
http_url_read(struct arena *arena, const char *url, struct http_url *parts)
{
	CURLU *read = curl_url();
	const char *host = NULL, *port = NULL, *user = NULL;

	check(read != NULL);
	*parts = (struct http_url){ 0 };
	if (curl_url_set(read, CURLUPART_URL, url, CURLU_PATH_AS_IS) ==
	    CURLUE_OK) {
		parts->scheme = part_of(arena, read, CURLUPART_SCHEME, 0);
		host = part_of(arena, read, CURLUPART_HOST, 0);
		port = part_of(arena, read, CURLUPART_PORT, CURLU_DEFAULT_PORT);
		user = part_of(arena, read, CURLUPART_USER, 0);
	}
	curl_url_cleanup(read);
	if (text_is_empty(host) || port == NULL || user != NULL ||
	    !text_to_int64(port, &parts->port))
		return false;
	parts->host = without_brackets(arena, host);
	return text_is_equal(parts->scheme, "https") ||
	    text_is_equal(parts->scheme, "http");
}

bool
http_url_is_same_origin(const struct http_url *a, const struct http_url *b)
{
	return text_is_equal(a->scheme, b->scheme) &&
	    text_is_equal(a->host, b->host) && a->port == b->port;
}
