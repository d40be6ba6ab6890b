/*
 * tenant_of_host.c - host names to studios.
 *
 * SPDX-License-Identifier: ISC
 */
#include "identity/tenant_of_host.h"

#include "base/config.h"
#include "base/text.h"
#include "identity/identify.h"
#include "web/header.h"

struct tenant_host {
	const char *slug;
};

static const struct field tenant_host_fields[] = {
	FIELD(tenant_host, slug, OPTIONAL, 0, "Slug"),
	{ 0 },
};
const struct record tenant_host_record = RECORD(tenant_host);

enum { SLUG_OF };

const struct query tenant_host_queries[] = {
	[SLUG_OF] = { "tenant_slug_of_host",
	    "SELECT tenant_slug_by_host($1) AS slug" },
	{ 0 },
};

/* What this process has looked up in the last second, found or not: strangers
 * may send any host. */
enum { REMEMBERED = 64, REMEMBER_MS = 1000, HOST_MAX = 253, SLUG_MAX = 63 };

struct remembered {
	int64_t at_ms; /* 0: empty */
	char host[HOST_MAX + 1];
	char slug[SLUG_MAX + 1]; /* "" for no studio */
};

static struct remembered memory[REMEMBERED];

static struct remembered *
remembered_place(const char *host)
{
	uint32_t hash = 2166136261u;

	for (; *host != '\0'; host++)
		hash = (hash ^ (unsigned char)*host) * 16777619u;
	return &memory[hash % REMEMBERED];
}

static void
remember(struct remembered *place, const char *host, const char *slug)
{
	if (strlen(slug) > SLUG_MAX)
		return;
	memcpy(place->host, host, strlen(host) + 1);
	memcpy(place->slug, slug, strlen(slug) + 1);
	place->at_ms = monotonic_ms();
}

static const char *
slug_of_domain(struct request *req)
{
	struct remembered *place = remembered_place(req->host);
	const struct tenant_host *found;

	if (strlen(req->host) > HOST_MAX)
		return NULL;
	if (place->at_ms == 0 || monotonic_ms() - place->at_ms >= REMEMBER_MS ||
	    !text_is_equal(place->host, req->host)) {
		found =
		    db_one(&req->task, tenant_host, SLUG_OF, arg(req->host));
		if (found == NULL)
			return NULL;
		remember(
		    place, req->host, found->slug == NULL ? "" : found->slug);
	}
	return place->slug[0] == '\0'
	    ? NULL
	    : arena_copy(req->task.arena, place->slug);
}

/* Of "slug.base" under base; NULL for any other host. */
static const char *
label_under(struct arena *arena, const char *host, const char *base)
{
	size_t len = strlen(host), base_len = strlen(base);

	if (base_len == 0 || len <= base_len + 1 ||
	    !text_ends_with(host, base) || host[len - base_len - 1] != '.')
		return NULL;
	return arena_copy_bytes(arena, host, len - base_len - 1);
}

static bool
is_platform(struct request *req)
{
	const char *url = req->task.config->public_url;
	const char *host = url == NULL ? NULL : strstr(url, "://");

	return host != NULL &&
	    text_is_equal(header_host(req->task.arena, host + 3), req->host);
}

/* "192.0.2.1", "[::1]" and "localhost" are nobody's domain. */
static bool
can_be_domain(const char *host)
{
	return strchr(host, '.') != NULL && host[0] != '[' &&
	    strspn(host, "0123456789.") != strlen(host);
}

const char *
tenant_slug_of_host(struct request *req)
{
	const char *slug = request_header(req, "X-Tenant-Slug");

	if (!text_is_empty(slug))
		return text_trim(req->task.arena, slug);
	if (text_is_empty(req->host) || is_platform(req))
		return NULL;
	slug = label_under(
	    req->task.arena, req->host, req->task.config->base_domain);
	if (slug != NULL)
		return slug;
	return can_be_domain(req->host) ? slug_of_domain(req) : NULL;
}

bool
tenant_is_unnamed(struct request *req)
{
	if (!text_is_empty(request_header(req, "X-Tenant-Slug")))
		return false;
	return text_is_empty(req->host) || is_platform(req) ||
	    (!can_be_domain(req->host) &&
		label_under(req->task.arena, req->host,
		    req->task.config->base_domain) == NULL);
}

const struct tenant *
identity_tenant_of_host(struct request *req)
{
	const char *slug = tenant_slug_of_host(req);

	return slug == NULL ? NULL : tenant_find(&req->task, slug);
}
