/*
 * zone.c - reads TZif files, and finds what clocks say.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/zone.h"

#include "base/zone_rule.h"

enum {
	HEAD_BYTES = 44,
	TYPE_BYTES = 6,
	RULE_BYTES_MAX = 128,
	COUNT_MAX = 64 * 1024,
	OFFSET_SECONDS_MAX = 26 * 3600,
	DAY_MS = 86400 * 1000,
	US_PER_SECOND = 1000000
};

/* From second on clocks are offset seconds ahead of UTC. */
struct change {
	int64_t second;
	int64_t offset;
};

struct zone {
	int64_t first_offset;
	const struct change *changes;
	size_t count;
	bool has_rule;
	struct zone_rule rule; /* after the last change */
};

/* What is left of a file. */
struct rest {
	const unsigned char *bytes;
	size_t len;
};

struct head {
	int version;
	size_t utc_flags, standard_flags, leaps, changes, types, characters;
};

static int64_t
big_endian(const unsigned char *bytes, size_t count)
{
	uint64_t number = bytes[0] >= 0x80 ? UINT64_MAX : 0;

	for (size_t i = 0; i < count; i++)
		number = number << 8 | bytes[i];
	return (int64_t)number;
}

static bool
take(struct rest *rest, size_t bytes)
{
	if (rest->len < bytes)
		return false;
	rest->bytes += bytes;
	rest->len -= bytes;
	return true;
}

static bool
take_head(struct rest *rest, struct head *head)
{
	size_t *const counts[] = { &head->utc_flags, &head->standard_flags,
		&head->leaps, &head->changes, &head->types, &head->characters };
	const unsigned char *bytes = rest->bytes;

	if (!take(rest, HEAD_BYTES) || memcmp(bytes, "TZif", 4) != 0)
		return false;
	head->version = bytes[4];
	for (size_t i = 0; i < ARRAY_LENGTH(counts); i++) {
		int64_t count = big_endian(bytes + 20 + i * 4, 4);

		if (count < 0 || count > COUNT_MAX)
			return false;
		*counts[i] = (size_t)count;
	}
	return head->types > 0;
}

static size_t
block_bytes(const struct head *head, size_t time_bytes)
{
	return head->changes * (time_bytes + 1) + head->types * TYPE_BYTES +
	    head->characters + head->leaps * (time_bytes + 4) +
	    head->standard_flags + head->utc_flags;
}

/* The times of the changes, the type of each, and the types. */
static bool
read_changes(struct arena *arena, const unsigned char *times,
    const struct head *head, struct zone *zone)
{
	const unsigned char *kinds = times + head->changes * 8;
	const unsigned char *types = kinds + head->changes;
	struct change *changes =
	    arena_array(arena, struct change, head->changes + 1);
	struct change change = { .second = INT64_MIN };

	zone->first_offset = big_endian(types, 4);
	for (size_t i = 0; i < head->changes; i++) {
		int64_t second = big_endian(times + i * 8, 8);

		if (kinds[i] >= head->types || second <= change.second)
			return false;
		change.second = second;
		change.offset =
		    big_endian(types + (size_t)kinds[i] * TYPE_BYTES, 4);
		if (change.offset < -OFFSET_SECONDS_MAX ||
		    change.offset > OFFSET_SECONDS_MAX)
			return false;
		if (second < 0)
			zone->first_offset = change.offset;
		else
			changes[zone->count++] = change;
	}
	zone->changes = changes;
	return true;
}

/* A line behind the block; an empty one is no rule. */
static bool
read_rule(struct arena *arena, const struct rest *rest, struct zone *zone)
{
	const char *text = (const char *)rest->bytes + 1;
	const char *end;

	if (rest->len < 2 || rest->bytes[0] != '\n')
		return false;
	end = memchr(text, '\n', rest->len - 1);
	if (end == NULL || end - text > RULE_BYTES_MAX)
		return false;
	zone->has_rule = end > text;
	return !zone->has_rule ||
	    zone_rule_read(arena_copy_bytes(arena, text, (size_t)(end - text)),
		&zone->rule);
}

struct zone *
zone_read(struct arena *arena, const char *bytes, size_t len)
{
	struct rest rest = { (const unsigned char *)bytes, len };
	struct zone *zone = arena_new(arena, struct zone);
	const unsigned char *block;
	struct head head;

	if (!take_head(&rest, &head) || head.version < '2' ||
	    !take(&rest, block_bytes(&head, 4)) || !take_head(&rest, &head))
		return NULL;
	block = rest.bytes;
	if (!take(&rest, block_bytes(&head, 8)) ||
	    !read_changes(arena, block, &head, zone) ||
	    !read_rule(arena, &rest, zone))
		return NULL;
	return zone;
}

/* The last change until then. */
static const struct change *
change_before(const struct zone *zone, int64_t second)
{
	size_t low = 0, high = zone->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (zone->changes[middle].second <= second)
			low = middle + 1;
		else
			high = middle;
	}
	return low == 0 ? NULL : &zone->changes[low - 1];
}

int64_t
zone_offset(const struct zone *zone, struct instant instant)
{
	int64_t second =
	    instant.us / US_PER_SECOND - (instant.us % US_PER_SECOND < 0);
	const struct change *change;

	if (zone == NULL)
		return 0;
	change = change_before(zone, second);
	if (zone->has_rule &&
	    (zone->count == 0 || change == &zone->changes[zone->count - 1]))
		return zone_rule_offset(&zone->rule, second);
	return change == NULL ? zone->first_offset : change->offset;
}

struct civil
zone_civil(const struct zone *zone, struct instant instant)
{
	return civil_of(
	    instant_plus_ms(instant, zone_offset(zone, instant) * 1000));
}

struct instant
zone_instant(const struct zone *zone, const struct civil *civil)
{
	struct instant there = civil_instant(civil);
	int64_t before =
	    zone_offset(zone, instant_plus_ms(there, -DAY_MS)) * 1000;
	int64_t after =
	    zone_offset(zone, instant_plus_ms(there, DAY_MS)) * 1000;
	struct instant early = instant_plus_ms(there, -before);
	struct instant late = instant_plus_ms(there, -after);

	if (zone_offset(zone, early) * 1000 == before)
		return early;
	return zone_offset(zone, late) * 1000 == after ? late : early;
}
