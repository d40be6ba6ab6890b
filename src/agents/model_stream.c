/*
 * model_stream.c - puts a streamed answer together, as one that came whole.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/lenient_json.h"
#include "agents/model_chunk.h"
#include "agents/model_read.h"
#include "base/text.h"

enum {
	EVENT_FIRST_BYTES = 16 << 10,
	EVENT_BYTES_MAX = 64 << 20,
	/* Of the data of one event. */
	DATA_BYTES_MAX = 1 << 20
};

struct lines {
	const char *at;
	const char *end;
};

struct reader {
	struct model_stream *stream;
	struct arena *arena; /* of the event that is read */
	struct buf data;     /* its lines of data */
};

/* The next line without its end (\n, \r\n or \r). */
static bool
next_line(struct lines *lines, const char **line, size_t *len)
{
	const char *start = lines->at;
	const char *at = start;

	if (start >= lines->end)
		return false;
	while (at < lines->end && *at != '\n' && *at != '\r')
		at++;
	*line = start;
	*len = (size_t)(at - start);
	if (at < lines->end)
		at +=
		    *at == '\r' && at + 1 < lines->end && at[1] == '\n' ? 2 : 1;
	lines->at = at;
	return true;
}

/* The data of a field "data", also where a proxy wrote its name twice. */
static bool
data_of(const char **line, size_t *len)
{
	static const char name[] = "data:";
	bool is_data = false;

	while (*len >= sizeof(name) - 1 &&
	    memcmp(*line, name, sizeof(name) - 1) == 0) {
		is_data = true;
		*line += sizeof(name) - 1;
		*len -= sizeof(name) - 1;
		if (*len > 0 && **line == ' ') {
			(*line)++;
			(*len)--;
		}
	}
	return is_data;
}

static bool
take_json(struct reader *reader, const char *text, size_t len)
{
	struct json_object *event = lenient_json_read(reader->arena, text, len);

	if (event == NULL)
		return false;
	model_stream_take(reader->stream, event);
	return true;
}

/* Several events whose blank lines were lost. */
static void
take_lines(struct reader *reader, const char *text, size_t size)
{
	struct lines lines = { text, text + size };
	const char *line;
	size_t len;

	while (next_line(&lines, &line, &len))
		if (len > 0)
			(void)take_json(reader, line, len);
}

static void
take_event(struct reader *reader)
{
	const char *text = buf_text(&reader->data);

	if (text != NULL && reader->data.len > 0) {
		const char *end = strchr(text, '\n');

		if (text_is_equal(text_trim(reader->arena, text), "[DONE]"))
			reader->stream->is_done = true;
		else if (end != NULL &&
		    end[1 + strspn(end + 1, " \n")] == '{' &&
		    lenient_json_extent(text) <= (size_t)(end - text) &&
		    lenient_json_extent(text) > 0)
			take_lines(reader, text, reader->data.len);
		else
			(void)take_json(reader, text, reader->data.len);
	}
	arena_clear(reader->arena);
	reader->data = buf_new(reader->arena, DATA_BYTES_MAX);
}

static void
take_line(struct reader *reader, const char *line, size_t len)
{
	if (len == 0) {
		take_event(reader);
	} else if (data_of(&line, &len)) {
		if (reader->data.len > 0)
			buf_add_char(&reader->data, '\n');
		buf_add_bytes(&reader->data, line, len);
	} else if (*line == '{' || *line == '[') {
		/* A line of JSON, not a field. */
		(void)take_json(reader, line, len);
		arena_clear(reader->arena);
		reader->data = buf_new(reader->arena, DATA_BYTES_MAX);
	}
}

/* A whole answer behind comments that kept the connection alive. */
static struct json_object *
object_behind(struct arena *arena, const char *bytes, size_t len)
{
	const char *at = strstr(bytes, "\n{");

	return at == NULL
	    ? NULL
	    : lenient_json_read(arena, at + 1, len - (size_t)(at + 1 - bytes));
}

struct json_object *
model_stream_read(struct arena *arena, const char *bytes, size_t size)
{
	struct model_stream stream = { .arena = arena };
	struct reader reader = { .stream = &stream,
		.arena = arena_create(EVENT_FIRST_BYTES, EVENT_BYTES_MAX) };
	struct lines lines = { bytes, bytes + size };
	struct json_object *answer;
	const char *line;
	size_t len;

	stream.text = buf_new(arena, MODEL_TEXT_BYTES_MAX);
	reader.data = buf_new(reader.arena, DATA_BYTES_MAX);
	if (text_starts_with(bytes, "\xef\xbb\xbf"))
		lines.at += 3;
	while (!stream.is_done && next_line(&lines, &line, &len))
		take_line(&reader, line, len);
	take_event(&reader);
	answer = model_stream_answer(&stream);
	arena_free(reader.arena);
	return answer == NULL ? object_behind(arena, bytes, size) : answer;
}

bool
model_stream_is_one(const struct http_response *response)
{
	static const char *const starts[] = {
		"data:", "event:", "id:", "retry:", ":"
	};
	const char *body = response->body;

	if (text_starts_with(body, "\xef\xbb\xbf"))
		body += 3;
	body += strspn(body, " \t\r\n");
	if (*body == '{' || *body == '[')
		return false;
	for (size_t at = 0; at < ARRAY_LENGTH(starts); at++)
		if (text_starts_with(body, starts[at]))
			return true;
	return text_starts_with(response->content_type, "text/event-stream");
}
