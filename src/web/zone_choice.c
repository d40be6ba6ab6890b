/*
 * zone_choice.c - offers time zones by the names of places.
 *
 * SPDX-License-Identifier: ISC
 */
#include "web/zone_choice.h"

#include "base/text.h"
#include "base/zone.h"
#include "web/program.h"

/* "Etc/GMT+3", "US/Alaska" and "CET" are other names of the same zones. */
static const char *const regions[] = { "Europe/", "Africa/", "America/",
	"Antarctica/", "Arctic/", "Asia/", "Atlantic/", "Australia/", "Indian/",
	"Pacific/" };

static const char utc[] = "UTC";

static size_t
add_region(const struct zone_set *zones, const char *region,
    const char **choices, size_t count)
{
	for (size_t i = 0; i < zone_count(zones); i++)
		if (text_starts_with(zone_name(zones, i), region))
			choices[count++] = zone_name(zones, i);
	return count;
}

static bool
is_among(const char *const *choices, size_t count, const char *value)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(choices[i], value) == 0)
			return true;
	return false;
}

const char *const *
zone_choices(struct request *req, const char *value)
{
	const struct zone_set *zones = req->program->zones;
	const char **choices =
	    arena_array(req->task.arena, const char *, zone_count(zones) + 3);
	size_t count = 0;

	for (size_t i = 0; i < ARRAY_LENGTH(regions); i++)
		count = add_region(zones, regions[i], choices, count);
	choices[count++] = utc;
	if (!is_among(choices, count, value) && zone_find(zones, value) != NULL)
		choices[count++] = arena_copy(req->task.arena, value);
	return choices;
}
