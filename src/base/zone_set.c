/*
 * zone_set.c - all time zones that the system knows.
 *
 * SPDX-License-Identifier: ISC
 */
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/zone.h"

enum {
	FILE_BYTES_MAX = 64 * 1024,
	SCRATCH_BYTES = 256 * 1024,
	ZONES_MAX = 2000,
	DEPTH_MAX = 3
};

struct entry {
	const char *name;
	const struct zone *zone;
};

struct zone_set {
	struct arena *arena;
	struct arena *scratch; /* until all is read */
	const char *directory;
	struct entry *entries;
	size_t count;
};

/* NULL for what can not be read or is larger than a zone. */
static const char *
read_file(struct arena *scratch, const char *path, size_t *len)
{
	char *bytes = arena_alloc(scratch, FILE_BYTES_MAX);
	int descriptor = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t count = 0;

	*len = 0;
	if (descriptor < 0)
		return NULL;
	do {
		count = read(descriptor, bytes + *len, FILE_BYTES_MAX - *len);
		if (count > 0)
			*len += (size_t)count;
	} while (count > 0 && *len < FILE_BYTES_MAX);
	close(descriptor);
	return count == 0 ? bytes : NULL;
}

/* Names of zones begin with a capital; "posix" and "right" hold them all once
 * more, and tables of other kinds are no zones. */
static bool
is_name(const char *name)
{
	return name[0] >= 'A' && name[0] <= 'Z';
}

static void
add_file(struct zone_set *set, const char *name)
{
	const struct zone *zone = NULL;
	const char *bytes;
	size_t len;

	arena_clear(set->scratch);
	bytes = read_file(set->scratch,
	    arena_printf(set->scratch, "%s/%s", set->directory, name), &len);
	if (bytes != NULL)
		zone = zone_read(set->arena, bytes, len);
	if (zone != NULL && set->count < ZONES_MAX)
		set->entries[set->count++] = (struct entry){ name, zone };
}

static void add_folder(struct zone_set *set, const char *folder, int depth);

static void
add_entry(struct zone_set *set, const char *folder, const char *name, int depth)
{
	const char *path = arena_printf(
	    set->arena, "%s%s%s", folder, folder[0] == '\0' ? "" : "/", name);
	struct stat status;

	if (stat(arena_printf(set->arena, "%s/%s", set->directory, path),
		&status) != 0)
		return;
	if (S_ISDIR(status.st_mode))
		add_folder(set, path, depth + 1);
	else if (S_ISREG(status.st_mode))
		add_file(set, path);
}

static void
add_folder(struct zone_set *set, const char *folder, int depth)
{
	DIR *stream;
	struct dirent *entry;

	if (depth > DEPTH_MAX)
		return;
	stream =
	    opendir(arena_printf(set->arena, "%s/%s", set->directory, folder));
	while (stream != NULL && (entry = readdir(stream)) != NULL)
		if (is_name(entry->d_name))
			add_entry(set, folder, entry->d_name, depth);
	if (stream != NULL)
		closedir(stream);
}

static int
compare(const void *a, const void *b)
{
	return strcmp(
	    ((const struct entry *)a)->name, ((const struct entry *)b)->name);
}

struct zone_set *
zone_set_load(
    struct arena *arena, const char *directory, const char **complaint)
{
	struct zone_set *set = arena_new(arena, struct zone_set);

	set->arena = arena;
	set->directory = directory;
	set->entries = arena_array(arena, struct entry, ZONES_MAX);
	set->scratch = arena_create(SCRATCH_BYTES, SCRATCH_BYTES);
	add_folder(set, "", 0);
	arena_free(set->scratch);
	if (set->count == 0) {
		*complaint = arena_printf(arena,
		    "There are no time zones in %s: install tzdata.",
		    directory);
		return NULL;
	}
	qsort(set->entries, set->count, sizeof(*set->entries), compare);
	return set;
}

const struct zone *
zone_find(const struct zone_set *set, const char *name)
{
	struct entry key = { .name = name };
	const struct entry *entry;

	if (set == NULL || name == NULL)
		return NULL;
	entry = bsearch(
	    &key, set->entries, set->count, sizeof(*set->entries), compare);
	return entry == NULL ? NULL : entry->zone;
}

size_t
zone_count(const struct zone_set *set)
{
	return set->count;
}

const char *
zone_name(const struct zone_set *set, size_t index)
{
	return set->entries[index].name;
}
