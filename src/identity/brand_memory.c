/*
 * brand_memory.c - a small table that newer brands push older ones out of.
 *
 * SPDX-License-Identifier: ISC
 */
#include "identity/brand_memory.h"

#include "base/text.h"

enum { PLACES = 64, HOST_BYTES = 254, NAME_BYTES = 512, VERSION_BYTES = 48 };

struct place {
	char host[HOST_BYTES];
	char name[NAME_BYTES];
	char version[VERSION_BYTES];
	char icon[VERSION_BYTES];
};

static struct place places[PLACES];

static struct place *
place_of(const char *host)
{
	uint32_t hash = 2166136261u;

	for (; *host != '\0'; host++)
		hash = (hash ^ (unsigned char)*host) * 16777619u;
	return &places[hash % PLACES];
}

/* "" for NULL and for what does not fit. */
static void
keep(char *to, size_t room, const char *text)
{
	size_t len = text == NULL ? 0 : strlen(text);

	if (len >= room)
		len = 0;
	if (len > 0)
		memcpy(to, text, len);
	to[len] = '\0';
}

void
brand_remember(const char *host, const struct brand_face *face)
{
	struct place *place = place_of(host);

	keep(place->host, sizeof(place->host), host);
	keep(place->name, sizeof(place->name), face->name);
	keep(place->version, sizeof(place->version), face->version);
	keep(place->icon, sizeof(place->icon), face->icon);
}

static const char *
text_or_null(const char *text)
{
	return *text == '\0' ? NULL : text;
}

bool
brand_recall(const char *host, struct brand_face *face)
{
	const struct place *place = place_of(host);

	if (place->name[0] == '\0' || !text_is_equal(place->host, host))
		return false;
	face->name = place->name;
	face->version = text_or_null(place->version);
	face->icon = text_or_null(place->icon);
	return true;
}
