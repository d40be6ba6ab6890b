/*
 * config_read.c - the settings from the file and from the environment.
 *
 * SPDX-License-Identifier: ISC
 */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/check.h"
#include "base/config.h"
#include "base/crypto.h"
#include "base/record.h"
#include "base/text.h"

#define DEFAULT_PATH "/etc/ariia/ariia.conf"

enum {
	FILE_BYTES_MAX = 65536,
	SECRET_FILE_BYTES_MAX = 4096,
	KEY_BYTES_MAX = 100,
	FIELDS_MAX = 64,
	ENVIRONMENT_BYTES_MAX = 1 << 20,
};

struct reading {
	struct task task; /* for its arena and its problem */
	struct config *config;
	const char *complaint;
	/* What the file set so far, to refuse a key that comes twice. */
	bool is_set[FIELDS_MAX];
};

/* Values taken out of the environment: a reload reads them again. */
static struct arena *taken_arena;
static const char *taken[FIELDS_MAX];

static bool complain(struct reading *reading, const char *format, ...)
    printf_like(2, 3);

static bool
complain(struct reading *reading, const char *format, ...)
{
	va_list values;

	va_start(values, format);
	reading->complaint = arena_vprintf(reading->task.arena, format, values);
	va_end(values);
	return false;
}

/* The bytes of the file at path in memory that is wiped; NULL with errno, 0
 * for a file that is too large or holds a byte 0. */
static char *
file_read(struct arena *arena, const char *path, size_t max_bytes)
{
	int descriptor = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t count = 1;
	size_t len = 0;
	char *bytes;

	if (descriptor < 0)
		return NULL;
	bytes = arena_secret(arena, max_bytes + 2);
	while (len <= max_bytes && count != 0) {
		count = read(descriptor, bytes + len, max_bytes + 1 - len);
		if (count < 0 && errno != EINTR)
			break;
		if (count > 0)
			len += (size_t)count;
	}
	close(descriptor);
	if (count < 0)
		return NULL;
	errno = 0;
	return len > max_bytes || strlen(bytes) != len ? NULL : bytes;
}

static const char *
file_error(void)
{
	return errno == 0 ? "too large, or no text" : strerror(errno);
}

/* A secret is taken as it is, blanks too. */
static bool
set_secret(struct reading *reading, const struct field *field,
    const char *where, const char *value)
{
	size_t len = strlen(value);
	const char *byte;
	char *copy;

	if (len > (size_t)field->limit)
		return complain(reading,
		    "%s must have at most %" PRId64 " bytes", where,
		    field->limit);
	for (byte = value; *byte != '\0'; byte++)
		if ((unsigned char)*byte < 0x20 || *byte == 0x7F)
			return complain(
			    reading, "%s has control characters", where);
	if (!text_is_utf8(value, len))
		return complain(reading, "%s is no valid UTF-8", where);
	copy = arena_secret(reading->task.arena, len + 1);
	memcpy(copy, value, len);
	*(const char **)((char *)reading->config + field->offset) = copy;
	return true;
}

/* Addresses are joined with paths, so none ends with a slash. */
static void
cut_slashes(struct reading *reading, const struct field *field)
{
	const char **value =
	    (const char **)((char *)reading->config + field->offset);
	size_t len = strlen(*value);

	while (len > 0 && (*value)[len - 1] == '/')
		len--;
	*value = arena_copy_bytes(reading->task.arena, *value, len);
}

/* where says who set it: "file:line: key" or "environment variable KEY". */
static bool
set_value(struct reading *reading, const struct field *field, const char *where,
    const char *value)
{
	if ((field->flags & SECRET) != 0)
		return set_secret(reading, field, where, value);
	if (!field_read_text(&reading->task, field, reading->config, value))
		return complain(reading, "%s %s", where,
		    reading->task.problem->errors->detail);
	if ((field->flags & URL) != 0)
		cut_slashes(reading, field);
	return true;
}

static bool
set_from_file(struct reading *reading, const struct field *field,
    const char *where, const char *path)
{
	char *secret =
	    file_read(reading->task.arena, path, SECRET_FILE_BYTES_MAX);
	size_t len;

	if (secret == NULL)
		return complain(
		    reading, "%s: %s: %s", where, path, file_error());
	len = strlen(secret);
	if (len > 0 && secret[len - 1] == '\n')
		secret[--len] = '\0';
	if (len > 0 && secret[len - 1] == '\r')
		secret[--len] = '\0';
	return set_secret(reading, field, where, secret);
}

/* The field that key means; *is_file when it is key_file of a SECRET. */
static const struct field *
field_of_key(struct arena *arena, const char *key, bool *is_file)
{
	const char *name = text_lower(arena, key);
	const struct field *field = record_field(&config_record, name);

	*is_file = false;
	if (field != NULL || !text_ends_with(name, "_file"))
		return field;
	field = record_field(&config_record,
	    arena_copy_bytes(arena, name, strlen(name) - strlen("_file")));
	*is_file = true;
	return field != NULL && (field->flags & SECRET) != 0 ? field : NULL;
}

static bool
read_pair(struct reading *reading, const char *place, const char *key,
    const char *value)
{
	const struct field *field;
	const char *where;
	bool is_file, *is_set;

	if (strlen(key) > KEY_BYTES_MAX)
		return complain(reading, "%s: the key is too long", place);
	field = field_of_key(reading->task.arena, key, &is_file);
	if (field == NULL)
		return complain(reading, "%s: unknown key \"%s\"", place, key);
	where = arena_printf(reading->task.arena, "%s: %s", place, key);
	/* The example leaves secrets empty: that sets nothing. */
	if ((field->flags & SECRET) != 0 && *value == '\0')
		return true;
	is_set = &reading->is_set[field - config_record.fields];
	if (*is_set)
		return complain(reading, "%s is set twice", where);
	*is_set = true;
	if (is_file)
		return set_from_file(reading, field, where, value);
	return set_value(reading, field, where, value);
}

/* Cuts line in place. */
static bool
read_line(struct reading *reading, const char *place, char *line)
{
	char *equals, *key, *value, *end;

	line += strspn(line, " \t\r");
	if (*line == '\0' || *line == '#')
		return true;
	equals = strchr(line, '=');
	if (equals == NULL || equals == line)
		return complain(reading, "%s: expected \"key = value\"", place);
	key = line;
	value = equals + 1 + strspn(equals + 1, " \t\r");
	for (end = equals; strchr(" \t", end[-1]) != NULL; end--)
		;
	*end = '\0';
	for (end = value + strlen(value);
	     end > value && strchr(" \t\r", end[-1]) != NULL; end--)
		;
	*end = '\0';
	return read_pair(reading, place, key, value);
}

static bool
read_file(struct reading *reading, const char *path)
{
	char *line = file_read(reading->task.arena, path, FILE_BYTES_MAX);
	char *end;
	unsigned number = 1;

	if (line == NULL)
		return complain(reading, "%s: %s", path, file_error());
	for (; line != NULL; line = end, number++) {
		end = strchr(line, '\n');
		if (end != NULL)
			*end++ = '\0';
		if (!read_line(reading,
			arena_printf(
			    reading->task.arena, "%s:%u", path, number),
			line))
			return false;
	}
	return true;
}

static char *
variable_name(struct arena *arena, const char *name, const char *suffix)
{
	char *variable = arena_printf(arena, "%s%s", name, suffix);
	char *letter;

	for (letter = variable; *letter != '\0'; letter++)
		if (*letter >= 'a' && *letter <= 'z')
			*letter = (char)(*letter - 32);
	return variable;
}

/* Moves a value out of the environment, where /proc would show it. */
static const char *
take_value(size_t index, const char *variable)
{
	char *value = getenv(variable);
	size_t len;
	char *copy;

	if (value == NULL)
		return taken[index];
	if (taken_arena == NULL)
		taken_arena = arena_create(4096, ENVIRONMENT_BYTES_MAX);
	len = strlen(value);
	copy = arena_secret(taken_arena, len + 1);
	memcpy(copy, value, len);
	crypto_wipe(value, len);
	unsetenv(variable);
	return taken[index] = copy;
}

static bool
read_variable(struct reading *reading, size_t index)
{
	const struct field *field = &config_record.fields[index];
	struct arena *arena = reading->task.arena;
	const char *variable = variable_name(arena, field->name, "");
	const char *file_variable = variable_name(arena, field->name, "_FILE");
	bool is_secret = (field->flags & SECRET) != 0;
	const char *value = take_value(index, variable);
	const char *file = is_secret ? getenv(file_variable) : NULL;

	if (!text_is_empty(file) && text_is_empty(value))
		return set_from_file(reading, field,
		    arena_printf(
			arena, "environment variable %s", file_variable),
		    file);
	if (value == NULL)
		return true;
	return set_value(reading, field,
	    arena_printf(arena, "environment variable %s", variable), value);
}

static bool
read_all(struct reading *reading, const char *path)
{
	size_t i;

	for (i = 0; i < config_record.field_count; i++)
		check(field_read_empty(
		    &reading->task, &config_record.fields[i], reading->config));
	if (path == NULL)
		path = getenv("ARIIA_CONFIG");
	if (text_is_empty(path))
		path = access(DEFAULT_PATH, F_OK) == 0 ? DEFAULT_PATH : NULL;
	if (path != NULL && !read_file(reading, path))
		return false;
	for (i = 0; i < config_record.field_count; i++)
		if (!read_variable(reading, i))
			return false;
	return true;
}

struct config *
config_read(struct arena *arena, const char *path, const char **complaint)
{
	struct reading reading = { .task = { .arena = arena } };

	check(config_record.field_count <= FIELDS_MAX);
	reading.config = arena_new(arena, struct config);
	*complaint = NULL;
	if (read_all(&reading, path))
		return reading.config;
	*complaint = reading.complaint;
	return NULL;
}
