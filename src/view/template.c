/*
 * template.c - sets of templates: from files, by name, linked to each other.
 *
 * SPDX-License-Identifier: ISC
 */
#include "view/template_program.h"

#include "base/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	FILE_BYTES_MAX = 1024 * 1024,
	READ_BYTES = 16 * 1024,
	FOLDER_DEPTH_MAX = 8
};

struct template_set *
template_set_new(struct arena *arena)
{
	struct template_set *set = arena_new(arena, struct template_set);

	set->arena = arena;
	return set;
}

/* The place of name among the sorted templates, or where it would be. */
static size_t
place_of(const struct template_set *set, const char *name)
{
	size_t low = 0;
	size_t high = set->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (strcmp(set->templates[middle]->name, name) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct template *
template_set_find(const struct template_set *set, const char *name)
{
	size_t place = place_of(set, name);

	if (place == set->count ||
	    strcmp(set->templates[place]->name, name) != 0)
		return NULL;
	return set->templates[place];
}

bool
template_exists(const struct template_set *set, const char *name)
{
	return template_set_find(set, name) != NULL;
}

static void
insert(struct template_set *set, struct template *template)
{
	size_t place = place_of(set, template->name);

	if (set->count == set->room) {
		size_t room = set->room == 0 ? 16 : set->room * 2;
		struct template **templates =
		    arena_array(set->arena, struct template *, room);

		if (set->count > 0)
			memcpy(templates, set->templates,
			    set->count * sizeof(struct template *));
		set->templates = templates;
		set->room = room;
	}
	memmove(set->templates + place + 1, set->templates + place,
	    (set->count - place) * sizeof(struct template *));
	set->templates[place] = template;
	set->count++;
	set->is_linked = false;
}

static bool
add_source(struct template_set *set, const char *name, const char *file,
    const char *source, enum template_mode mode, const char **complaint)
{
	struct template *template;

	if (template_exists(set, name)) {
		*complaint = arena_printf(set->arena,
		    "%s:1: there already is a template %s", file, name);
		return false;
	}
	template =
	    template_compile(set->arena, name, file, source, mode, complaint);
	if (template == NULL)
		return false;
	insert(set, template);
	return true;
}

bool
template_set_add(struct template_set *set, const char *name, const char *source,
    enum template_mode mode, const char **complaint)
{
	return add_source(set, name, name, source, mode, complaint);
}

static bool
resolve(const struct template_set *set, const struct template *template,
    struct op *op, enum template_unknown unknown, const char **complaint)
{
	op->target = template_set_find(set, op->text);
	if (op->target == NULL)
		op->target = template_set_find(
		    set, arena_printf(set->arena, "partials/%s", op->text));
	if (op->target != NULL || unknown == UNKNOWN_IS_EMPTY)
		return true;
	*complaint = arena_printf(set->arena, "%s:%d: there is no template %s",
	    template->file, op->line, op->text);
	return false;
}

bool
template_set_link(struct template_set *set, enum template_unknown unknown,
    const char **complaint)
{
	for (size_t i = 0; i < set->count; i++) {
		struct template *template = set->templates[i];

		template->number = i;
		for (size_t j = 0; j < template->op_count; j++) {
			struct op *op = &template->ops[j];

			if ((op->kind == OP_PARTIAL || op->kind == OP_PARENT) &&
			    !resolve(set, template, op, unknown, complaint))
				return false;
		}
	}
	if (!template_check(set, complaint))
		return false;
	set->is_linked = true;
	return true;
}

static bool
cannot_read(struct template_set *set, const char *file, const char **complaint)
{
	*complaint =
	    arena_printf(set->arena, "%s:1: %s", file, strerror(errno));
	return false;
}

/* The whole file as text. */
static bool
read_file(struct template_set *set, const char *file, const char **source,
    const char **complaint)
{
	struct buf content = buf_new(set->arena, FILE_BYTES_MAX);
	int descriptor = open(file, O_RDONLY | O_CLOEXEC);
	ssize_t count = 0;

	if (descriptor < 0)
		return cannot_read(set, file, complaint);
	for (;;) {
		char *room = buf_reserve(&content, READ_BYTES);

		if (room == NULL)
			break;
		count = read(descriptor, room, READ_BYTES);
		if (count <= 0)
			break;
		buf_grown(&content, (size_t)count);
	}
	close(descriptor);
	if (count < 0)
		return cannot_read(set, file, complaint);
	*source = buf_text(&content);
	if (count > 0 || *source == NULL ||
	    !text_is_utf8(*source, content.len)) {
		*complaint = arena_printf(
		    set->arena, "%s:1: too large, or no UTF-8", file);
		return false;
	}
	return true;
}

/* path is relative to directory; files of other kinds are not ours. */
static bool
load_file(struct template_set *set, const char *directory, const char *path,
    const char **complaint)
{
	static const struct {
		const char *ending;
		enum template_mode mode;
	} kinds[] = {
		{ ".html", TEMPLATE_HTML },
		{ ".txt", TEMPLATE_RAW },
	};
	struct arena *arena = set->arena;

	for (size_t i = 0; i < ARRAY_LENGTH(kinds); i++) {
		const char *file =
		    arena_printf(arena, "%s/%s", directory, path);
		size_t len = strlen(path);
		const char *source = NULL;

		if (!text_ends_with(path, kinds[i].ending))
			continue;
		if (kinds[i].mode == TEMPLATE_HTML)
			len -= strlen(kinds[i].ending);
		return read_file(set, file, &source, complaint) &&
		    add_source(set, arena_copy_bytes(arena, path, len), file,
			source, kinds[i].mode, complaint);
	}
	return true;
}

/* Prompts have placeholders of their own (agents/prompt.h). */
static const char foreign_folder[] = "prompts";

static bool load_folder(struct template_set *set, const char *directory,
    const char *folder, int depth, const char **complaint);

static bool
load_entry(struct template_set *set, const char *directory, const char *path,
    int depth, const char **complaint)
{
	const char *file = arena_printf(set->arena, "%s/%s", directory, path);
	struct stat status;

	if (stat(file, &status) != 0)
		return cannot_read(set, file, complaint);
	if (S_ISDIR(status.st_mode))
		return load_folder(set, directory, path, depth + 1, complaint);
	return !S_ISREG(status.st_mode) ||
	    load_file(set, directory, path, complaint);
}

static bool
load_folder(struct template_set *set, const char *directory, const char *folder,
    int depth, const char **complaint)
{
	const char *path = arena_printf(set->arena, "%s/%s", directory, folder);
	bool is_fine = true;
	struct dirent *entry;
	DIR *stream;

	errno = ELOOP;
	stream = depth > FOLDER_DEPTH_MAX ? NULL : opendir(path);
	if (stream == NULL)
		return cannot_read(set, path, complaint);
	while (is_fine && (entry = readdir(stream)) != NULL) {
		if (entry->d_name[0] == '.' ||
		    strcmp(entry->d_name, foreign_folder) == 0)
			continue;
		is_fine = load_entry(set, directory,
		    arena_printf(set->arena, "%s%s%s", folder,
			folder[0] == '\0' ? "" : "/", entry->d_name),
		    depth, complaint);
	}
	closedir(stream);
	return is_fine;
}

struct template_set *
template_set_load(
    struct arena *arena, const char *directory, const char **complaint)
{
	return template_set_load_folder(arena, directory, "", complaint);
}

struct template_set *
template_set_load_folder(struct arena *arena, const char *directory,
    const char *folder, const char **complaint)
{
	struct template_set *set = template_set_new(arena);

	if (!load_folder(set, directory, folder, 0, complaint) ||
	    !template_set_link(set, UNKNOWN_IS_ERROR, complaint))
		return NULL;
	return set;
}
