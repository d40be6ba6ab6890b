/*
 * script.c - reads the files of dialogs.
 *
 * SPDX-License-Identifier: ISC
 */
#include "script.h"

#include <dirent.h>
#include <stdlib.h>

enum {
	FILES_MAX = 60,
	LINES_MAX = 4000,
	DIALOGS_MAX = 500,
	LINE_BYTES_MAX = 8192
};

static void
give_up(const char *path, int number, const char *what)
{
	fprintf(stderr, "%s:%d: %s\n", path, number, what);
	exit(2);
}

/* "keyword: text", without white space around either. */
static struct script_line
line_of(struct arena *arena, const char *path, int number, const char *text)
{
	const char *colon = strchr(text, ':');

	if (colon == NULL)
		give_up(path, number, "a line is \"keyword: text\"");
	return (struct script_line){
		.keyword = text_trim(arena,
		    arena_copy_bytes(arena, text, (size_t)(colon - text))),
		.text = text_trim(arena, colon + 1),
		.number = number,
	};
}

static struct script_part
lines_read(struct arena *arena, const char *path)
{
	struct script_line *lines =
	    arena_array(arena, struct script_line, LINES_MAX);
	char *bytes = arena_alloc(arena, LINE_BYTES_MAX);
	FILE *file = fopen(path, "re");
	struct script_part part = { .lines = lines };
	int number = 0;

	if (file == NULL)
		give_up(path, 0, "can not be read");
	while (fgets(bytes, LINE_BYTES_MAX, file) != NULL) {
		const char *text = text_trim(arena, bytes);

		number++;
		if (text[0] == '\0' || text[0] == '#')
			continue;
		if (part.count == LINES_MAX)
			give_up(path, number, "too many lines");
		lines[part.count++] = line_of(arena, path, number, text);
	}
	fclose(file);
	return part;
}

static size_t
next_dialog(struct script_part part, size_t from)
{
	while (from < part.count &&
	    strcmp(part.lines[from].keyword, "dialog") != 0)
		from++;
	return from;
}

static void
file_read(struct script *script, struct arena *arena, const char *directory,
    const char *file)
{
	const char *path = arena_printf(arena, "%s/%s", directory, file);
	struct script_part part = lines_read(arena, path);
	size_t at = next_dialog(part, 0);
	struct script_part setup = { part.lines, at };

	while (at < part.count) {
		size_t end = next_dialog(part, at + 1);

		if (script->count == DIALOGS_MAX)
			give_up(path, part.lines[at].number, "too many");
		script->dialogs[script->count++] = (struct script_dialog){
			.file = arena_copy_bytes(
			    arena, file, strlen(file) - strlen(".txt")),
			.name = part.lines[at].text,
			.setup = setup,
			.lines = { part.lines + at + 1, end - at - 1 },
		};
		at = end;
	}
}

/* Puts name into the sorted names. */
static void
sort_in(const char **names, size_t count, const char *name)
{
	while (count > 0 && strcmp(names[count - 1], name) > 0) {
		names[count] = names[count - 1];
		count--;
	}
	names[count] = name;
}

struct script
script_read(struct arena *arena, const char *directory)
{
	struct script script = { .dialogs = arena_array(arena,
				     struct script_dialog, DIALOGS_MAX) };
	const char *names[FILES_MAX];
	DIR *entries = opendir(directory);
	struct dirent *entry;
	size_t count = 0;

	if (entries == NULL)
		give_up(directory, 0, "can not be read");
	while ((entry = readdir(entries)) != NULL && count < FILES_MAX)
		if (text_ends_with(entry->d_name, ".txt"))
			sort_in(
			    names, count++, arena_copy(arena, entry->d_name));
	closedir(entries);
	for (size_t i = 0; i < count; i++)
		file_read(&script, arena, directory, names[i]);
	return script;
}
