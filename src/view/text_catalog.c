/*
 * text_catalog.c - languages from files, complete or not at all.
 *
 * SPDX-License-Identifier: ISC
 */
#include "view/text_catalog.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/check.h"
#include "base/text.h"

enum {
	LANGUAGES_MAX = 16,
	DEPTH_MAX = 8,
	FILE_BYTES_MAX = 1024 * 1024,
	READ_BYTES = 16 * 1024,
	TEXT_BYTES_MAX = 64 * 1024,
	CODE_LETTERS = 2,
};

#define FALLBACK "de"
#define NAME_LETTERS "abcdefghijklmnopqrstuvwxyz0123456789_"

struct language {
	const char *code;
	const char *file;
	struct json_object *root;
};

struct text_catalog {
	struct arena *arena;
	struct language languages[LANGUAGES_MAX];
	size_t count;
};

/* The placeholder that begins at brace: its name and length; 0: none. */
static size_t
name_at(const char *brace, const char **name)
{
	size_t len = strspn(brace + 1, NAME_LETTERS);

	*name = brace + 1;
	return brace[1 + len] == '}' ? len : 0;
}

static bool
has_name(const char *text, const char *name, size_t len)
{
	const char *other;

	for (text = strchr(text, '{'); text != NULL;
	     text = strchr(text + 1, '{'))
		if (name_at(text, &other) == len &&
		    memcmp(other, name, len) == 0)
			return true;
	return false;
}

/* Every placeholder of text is in other, which may be text itself: then only
 * the form is checked. */
static bool
names_fit(const char *text, const char *other)
{
	const char *name;
	size_t len;

	for (text = strchr(text, '{'); text != NULL;
	     text = strchr(text + 1, '{')) {
		len = name_at(text, &name);
		if (len == 0 || !has_name(other, name, len))
			return false;
	}
	return true;
}

/* NULL when all that is in mine is in theirs in the same form, else what is
 * wrong with theirs. */
static const char *
complaint_about(struct arena *arena, struct json_object *mine,
    struct json_object *theirs, const char *way, int depth)
{
	const char *complaint = NULL;

	if (theirs == NULL)
		return arena_printf(arena, "%s is missing", way);
	if (json_object_is_type(mine, json_type_string)) {
		const char *text = json_text(theirs);

		if (text_is_empty(text))
			return arena_printf(arena, "%s is no text", way);
		if (!names_fit(json_text(mine), text) ||
		    !names_fit(text, json_text(mine)))
			return arena_printf(arena,
			    "%s has other placeholders, or a wrong one", way);
		return NULL;
	}
	if (depth > DEPTH_MAX || !json_object_is_type(mine, json_type_object) ||
	    !json_object_is_type(theirs, json_type_object))
		return arena_printf(arena, "%s is no section", way);
	json_object_object_foreach(mine, name, value)
	{
		if (complaint == NULL)
			complaint =
			    complaint_about(arena, value, json_at(theirs, name),
				arena_printf(arena, "%s%s%s", way,
				    way[0] == '\0' ? "" : ".", name),
				depth + 1);
	}
	return complaint;
}

static const struct language *
language_of(const struct text_catalog *catalog, const char *code)
{
	for (size_t i = 0; i < catalog->count; i++)
		if (text_is_equal(catalog->languages[i].code, code))
			return &catalog->languages[i];
	return NULL;
}

/* Each is compared with German, both ways; German with itself. */
static bool
is_complete(const struct text_catalog *catalog, const char **complaint)
{
	const struct language *first = language_of(catalog, FALLBACK);
	const char *wrong;

	for (size_t i = 0; i < catalog->count; i++) {
		const struct language *other = &catalog->languages[i];

		wrong = complaint_about(
		    catalog->arena, first->root, other->root, "", 0);
		if (wrong != NULL) {
			*complaint = arena_printf(
			    catalog->arena, "%s: %s", other->file, wrong);
			return false;
		}
		wrong = complaint_about(
		    catalog->arena, other->root, first->root, "", 0);
		if (wrong != NULL) {
			*complaint = arena_printf(
			    catalog->arena, "%s: %s", first->file, wrong);
			return false;
		}
	}
	return true;
}

static bool
cannot_read(struct arena *arena, const char *file, const char *why,
    const char **complaint)
{
	*complaint = arena_printf(arena, "%s: %s", file, why);
	return false;
}

static bool
read_file(struct arena *arena, const char *file, struct buf *content,
    const char **complaint)
{
	int descriptor = open(file, O_RDONLY | O_CLOEXEC);
	ssize_t count = 1;
	char *room;

	if (descriptor < 0)
		return cannot_read(arena, file, strerror(errno), complaint);
	while (count > 0 && (room = buf_reserve(content, READ_BYTES)) != NULL) {
		count = read(descriptor, room, READ_BYTES);
		if (count > 0)
			buf_grown(content, (size_t)count);
	}
	(void)close(descriptor);
	if (count < 0)
		return cannot_read(arena, file, strerror(errno), complaint);
	if (count > 0)
		return cannot_read(arena, file, "is too large", complaint);
	return true;
}

static bool
add_language(struct text_catalog *catalog, const char *directory,
    const char *name, const char **complaint)
{
	struct arena *arena = catalog->arena;
	struct language *language = &catalog->languages[catalog->count];
	struct buf content = buf_new(arena, FILE_BYTES_MAX);
	size_t wrong_at;

	if (catalog->count == LANGUAGES_MAX)
		return cannot_read(
		    arena, directory, "has too many languages", complaint);
	language->file = arena_printf(arena, "%s/%s", directory, name);
	language->code = arena_copy_bytes(arena, name, CODE_LETTERS);
	if (!read_file(arena, language->file, &content, complaint))
		return false;
	if (!json_read(arena, buf_text(&content), content.len, &language->root,
		&wrong_at))
		return cannot_read(arena, language->file,
		    arena_printf(arena, "no JSON at byte %zu", wrong_at),
		    complaint);
	catalog->count++;
	return true;
}

static bool
is_language_file(const char *name)
{
	return strspn(name, "abcdefghijklmnopqrstuvwxyz") == CODE_LETTERS &&
	    text_is_equal(name + CODE_LETTERS, ".json");
}

struct text_catalog *
text_catalog_load(
    struct arena *arena, const char *directory, const char **complaint)
{
	struct text_catalog *catalog = arena_new(arena, struct text_catalog);
	DIR *stream = opendir(directory);
	bool is_fine = true;
	const struct dirent *entry;

	catalog->arena = arena;
	if (stream == NULL) {
		(void)cannot_read(arena, directory, strerror(errno), complaint);
		return NULL;
	}
	while (is_fine && (entry = readdir(stream)) != NULL)
		if (is_language_file(entry->d_name))
			is_fine = add_language(
			    catalog, directory, entry->d_name, complaint);
	(void)closedir(stream);
	if (!is_fine)
		return NULL;
	if (language_of(catalog, FALLBACK) == NULL) {
		(void)cannot_read(
		    arena, directory, "has no " FALLBACK ".json", complaint);
		return NULL;
	}
	return is_complete(catalog, complaint) ? catalog : NULL;
}

const char *
text_catalog_language(const struct text_catalog *catalog, const char *wanted)
{
	char code[CODE_LETTERS + 1] = "";
	const struct language *language = NULL;

	if (wanted != NULL && strlen(wanted) >= CODE_LETTERS &&
	    (wanted[CODE_LETTERS] == '\0' || wanted[CODE_LETTERS] == '-' ||
		wanted[CODE_LETTERS] == '_')) {
		for (size_t i = 0; i < CODE_LETTERS; i++)
			code[i] = (char)text_lower_char(
			    (unsigned char)wanted[i] & 0x7f);
		language = language_of(catalog, code);
	}
	if (language == NULL)
		language = language_of(catalog, FALLBACK);
	return language->code;
}

static const char *
value_of(struct arena *arena, struct json_object *context, const char *name,
    size_t len)
{
	const char *value = json_text_or_int(
	    arena, json_at(context, arena_copy_bytes(arena, name, len)));

	return value == NULL ? "" : value;
}

static const char *
fill(struct arena *arena, const char *text, struct json_object *context)
{
	struct buf out = buf_new(arena, TEXT_BYTES_MAX);
	const char *brace, *name;
	size_t len;

	while ((brace = strchr(text, '{')) != NULL) {
		len = name_at(brace, &name);
		buf_add_bytes(&out, text, (size_t)(brace - text));
		buf_add(&out, value_of(arena, context, name, len));
		text = name + len + 1;
	}
	buf_add(&out, text);
	return out.overflowed ? "" : buf_text(&out);
}

static struct json_object *
find(const struct text_catalog *catalog, struct arena *arena,
    const char *language, const char *key)
{
	const struct language *found = language_of(catalog, language);
	struct json_object *at;
	size_t len;

	check(found != NULL);
	for (at = found->root; at != NULL && *key != '\0'; key += len) {
		key += *key == '.' ? 1 : 0;
		len = strcspn(key, ".");
		at = json_at(at, arena_copy_bytes(arena, key, len));
	}
	return at;
}

const char *
text_catalog_text(const struct text_catalog *catalog, struct arena *arena,
    const char *language, const char *key, struct json_object *context)
{
	const char *text = json_text(find(catalog, arena, language, key));

	return text == NULL ? NULL : fill(arena, text, context);
}

static void
add_filled(struct arena *arena, struct json_object *from,
    struct json_object *context, struct json_object *to)
{
	json_object_object_foreach(from, name, value)
	{
		struct json_object *inner;

		if (json_object_is_type(value, json_type_string)) {
			json_add_text(
			    to, name, fill(arena, json_text(value), context));
			continue;
		}
		inner = json_object_new_object();
		json_add(to, name, inner);
		add_filled(arena, value, context, inner);
	}
}

struct json_object *
text_catalog_section(const struct text_catalog *catalog, struct arena *arena,
    const char *language, const char *key, struct json_object *context)
{
	struct json_object *from = find(catalog, arena, language, key);
	struct json_object *section;

	if (!json_object_is_type(from, json_type_object))
		return NULL;
	section = json_new_object(arena);
	add_filled(arena, from, context, section);
	return section;
}
