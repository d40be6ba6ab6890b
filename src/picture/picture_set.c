/*
 * picture_set.c - a set of pictures on a pipe: a line for each, then its bytes.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/text.h"
#include "picture/picture_make.h"

enum { LINE_BYTES_MAX = 100, SIDE_MAX = 10000 };

/* clang-format off */
static const struct {
	const char *media_type;
	enum picture_type type;
} types[] = {
	{ "image/png",     PICTURE_PNG },
	{ "image/webp",    PICTURE_WEBP },
	{ "image/svg+xml", PICTURE_SVG },
};
/* clang-format on */

static const char *const grounds[] = { "any", "dark", "light" };

static void
write_one(struct buf *out, const struct picture *picture)
{
	if (picture->media_type == NULL) {
		buf_add(out, "none 0 0 0\n");
		return;
	}
	buf_printf(out, "%s %" PRId64 " %" PRId64 " %zu\n", picture->media_type,
	    picture->width, picture->height, picture->len);
	buf_add_bytes(out, picture->bytes, picture->len);
}

void
picture_set_write(struct buf *out, const struct picture_set *set)
{
	buf_printf(out, "%s\n", set->hides_on);
	write_one(out, &set->screen);
	write_one(out, &set->for_mail);
}

struct reading {
	struct arena *arena;
	const char *at;
	size_t len;
};

/* The next line without its end, NULL when there is none. */
static char *
take_line(struct reading *reading)
{
	const char *end = memchr(reading->at, '\n',
	    reading->len < LINE_BYTES_MAX ? reading->len : LINE_BYTES_MAX);
	char *line;
	size_t len;

	if (end == NULL)
		return NULL;
	len = (size_t)(end - reading->at);
	line = arena_copy_bytes(reading->arena, reading->at, len);
	reading->at += len + 1;
	reading->len -= len + 1;
	return line;
}

/* The next word of a line; line moves behind it. */
static const char *
take_word(char **line)
{
	char *word = *line;
	size_t len = strcspn(word, " ");

	*line += len;
	if (**line == ' ')
		*(*line)++ = '\0';
	return word;
}

static bool
take_number(char **line, int64_t most, int64_t *number)
{
	return text_to_int64(take_word(line), number) && *number > 0 &&
	    *number <= most;
}

static bool
is_of_type(const struct picture *picture, const char *media_type)
{
	for (size_t i = 0; i < ARRAY_LENGTH(types); i++)
		if (text_is_equal(types[i].media_type, media_type))
			return picture_sniff(picture->bytes, picture->len) ==
			    types[i].type;
	return false;
}

static bool
take_one(struct reading *reading, struct picture *picture)
{
	char *line = take_line(reading);
	const char *media_type;
	int64_t len;

	*picture = (struct picture){ 0 };
	if (line == NULL)
		return false;
	media_type = take_word(&line);
	if (strcmp(media_type, "none") == 0)
		return true;
	if (!take_number(&line, SIDE_MAX, &picture->width) ||
	    !take_number(&line, SIDE_MAX, &picture->height) ||
	    !take_number(&line, (int64_t)reading->len, &len) || *line != '\0')
		return false;
	picture->media_type = media_type;
	picture->bytes = reading->at;
	picture->len = (size_t)len;
	reading->at += len;
	reading->len -= (size_t)len;
	return is_of_type(picture, media_type);
}

bool
picture_set_read(
    struct arena *arena, const char *bytes, size_t len, struct picture_set *set)
{
	struct reading reading = { arena, bytes, len };
	const char *ground = take_line(&reading);

	set->hides_on = NULL;
	for (size_t i = 0; ground != NULL && i < ARRAY_LENGTH(grounds); i++)
		if (strcmp(grounds[i], ground) == 0)
			set->hides_on = grounds[i];
	return set->hides_on != NULL && take_one(&reading, &set->screen) &&
	    set->screen.media_type != NULL &&
	    take_one(&reading, &set->for_mail) && reading.len == 0;
}
