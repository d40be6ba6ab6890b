/*
 * multipart.c - takes forms with files apart.
 *
 * SPDX-License-Identifier: ISC
 */
#include "web/multipart.h"

#include "base/text.h"
#include "web/header.h"

enum { BOUNDARY_MAX = 70 };

/* What is left to read, and the line that ends each part. */
struct reader {
	struct arena *arena;
	const char *at;
	const char *end;
	const char *mark; /* CR LF, two hyphens and the boundary */
	size_t mark_len;
};

struct part {
	const char *head; /* its lines, copied */
	const char *bytes;
	size_t len;
};

/* The value of a parameter such as name="value": quotes have no escapes in what
 * browsers write. NULL without one. */
static const char *
parameter(struct arena *arena, const char *header, const char *name)
{
	const char *at = strchr(header, ';');
	size_t name_len = strlen(name);

	while (at != NULL && *at == ';') {
		size_t key_len, value_len;
		const char *key;

		at++;
		at += strspn(at, " \t");
		key = at;
		key_len = strcspn(at, "=; \t");
		at += key_len;
		if (*at != '=') {
			at += strcspn(at, ";");
			continue;
		}
		at++;
		value_len =
		    *at == '"' ? strcspn(++at, "\"") : strcspn(at, "; \t");
		if (key_len == name_len &&
		    text_is_equal_nocase(
			arena_copy_bytes(arena, key, key_len), name))
			return arena_copy_bytes(arena, at, value_len);
		at += value_len;
		at += strcspn(at, ";");
	}
	return NULL;
}

/* What stands behind "name:" in one of the lines; NULL without one. */
static const char *
line_of(struct arena *arena, const char *head, const char *name)
{
	size_t name_len = strlen(name);

	while (*head != '\0') {
		size_t len = strcspn(head, "\r\n");
		const char *line = arena_copy_bytes(arena, head, len);

		if (len > name_len && line[name_len] == ':' &&
		    text_is_equal_nocase(
			arena_copy_bytes(arena, line, name_len), name))
			return text_trim(arena, line + name_len + 1);
		head += len;
		head += strspn(head, "\r\n");
	}
	return NULL;
}

static const char *
find(const char *at, const char *end, const char *mark, size_t mark_len)
{
	while (at < end) {
		at = memchr(at, mark[0], (size_t)(end - at));
		if (at == NULL || (size_t)(end - at) < mark_len)
			return NULL;
		if (memcmp(at, mark, mark_len) == 0)
			return at;
		at++;
	}
	return NULL;
}

/* The boundary stands where it has to; with the line break before it left out
 * at the beginning of the form. */
static bool
open_form(struct reader *reader, const char *content_type)
{
	const char *boundary =
	    parameter(reader->arena, content_type, "boundary");

	if (text_is_empty(boundary) || strlen(boundary) > BOUNDARY_MAX)
		return false;
	reader->mark = arena_printf(reader->arena, "\r\n--%s", boundary);
	reader->mark_len = strlen(reader->mark);
	if ((size_t)(reader->end - reader->at) < reader->mark_len - 2 ||
	    memcmp(reader->at, reader->mark + 2, reader->mark_len - 2) != 0)
		return false;
	reader->at += reader->mark_len - 2;
	return true;
}

/* Behind a boundary: true at the one that ends the form. */
static bool
is_last(const struct reader *reader)
{
	return reader->end - reader->at >= 2 &&
	    memcmp(reader->at, "--", 2) == 0;
}

static bool
next_part(struct reader *reader, struct part *part)
{
	static const char gap[] = "\r\n\r\n";
	const char *head = reader->at, *body, *end;

	if (reader->end - head < 2 || memcmp(head, "\r\n", 2) != 0)
		return false;
	body = find(head, reader->end, gap, sizeof(gap) - 1);
	if (body == NULL || body - head > MULTIPART_HEAD_BYTES_MAX ||
	    !text_is_utf8(head, (size_t)(body - head)))
		return false;
	part->head =
	    arena_copy_bytes(reader->arena, head + 2, (size_t)(body - head));
	/* An empty part may share its line break with the boundary. */
	end = find(body + 2, reader->end, reader->mark, reader->mark_len);
	if (end == NULL)
		return false;
	part->bytes = body + sizeof(gap) - 1;
	part->len = end > part->bytes ? (size_t)(end - part->bytes) : 0;
	reader->at = end + reader->mark_len;
	return true;
}

/* Some browsers have told the whole path. */
static const char *
without_folders(const char *filename)
{
	for (const char *at = filename; *at != '\0'; at++)
		if (*at == '/' || *at == '\\')
			filename = at + 1;
	return filename;
}

static bool
take_part(struct arena *arena, const struct part *part, struct form_pair *pair,
    struct upload *upload)
{
	const char *about = line_of(arena, part->head, "Content-Disposition");
	const char *filename;

	*pair = (struct form_pair){ 0 };
	*upload = (struct upload){ 0 };
	if (about == NULL || !text_starts_with(about, "form-data;"))
		return false;
	pair->name = parameter(arena, about, "name");
	filename = parameter(arena, about, "filename");
	if (pair->name == NULL)
		return false;
	if (filename == NULL) {
		pair->value = arena_copy_bytes(arena, part->bytes, part->len);
		return text_is_utf8(part->bytes, part->len);
	}
	if (*filename != '\0' || part->len > 0)
		*upload = (struct upload){
			.name = pair->name,
			.filename = without_folders(filename),
			.type = header_media_type(
			    arena, line_of(arena, part->head, "Content-Type")),
			.bytes = part->bytes,
			.len = part->len,
		};
	return true;
}

const struct multipart *
multipart_parse(struct arena *arena, const char *content_type,
    const char *bytes, size_t len)
{
	struct reader reader = { .arena = arena, .at = bytes };
	struct multipart *multipart = arena_new(arena, struct multipart);
	struct form_pair *pairs =
	    arena_array(arena, struct form_pair, MULTIPART_PARTS_MAX);
	struct upload *uploads =
	    arena_array(arena, struct upload, MULTIPART_PARTS_MAX);
	struct part part;

	if (len == 0 || content_type == NULL)
		return NULL;
	reader.end = bytes + len;
	multipart->form.pairs = pairs;
	multipart->uploads = uploads;
	if (!open_form(&reader, content_type))
		return NULL;
	for (int parts = 0; !is_last(&reader); parts++) {
		struct form_pair *pair = pairs + multipart->form.count;
		struct upload *upload = uploads + multipart->upload_count;

		if (parts == MULTIPART_PARTS_MAX ||
		    !next_part(&reader, &part) ||
		    !take_part(arena, &part, pair, upload))
			return NULL;
		multipart->form.count += pair->value != NULL;
		multipart->upload_count += upload->name != NULL;
	}
	return multipart;
}

const struct upload *
multipart_upload(const struct multipart *multipart, const char *name)
{
	for (size_t i = 0; multipart != NULL && i < multipart->upload_count;
	     i++)
		if (strcmp(multipart->uploads[i].name, name) == 0)
			return &multipart->uploads[i];
	return NULL;
}
