/*
 * model_chunk.h - gathers the events of a streamed answer.
 *
 * Inside of model_stream.c only.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef AGENTS_MODEL_CHUNK_H
#define AGENTS_MODEL_CHUNK_H

#include "agents/model_read.h"

/* A call of which pieces have come. */
struct model_piece {
	int64_t index; /* as the server counts; -1: it does not */
	const char *id;
	const char *name;
	struct buf arguments;
	const char *extra; /* JSON of the server's own, to be sent back */
};

/* Zeroed, with an arena and a buf for the text. */
struct model_stream {
	struct arena *arena;
	struct buf text;
	struct model_piece pieces[MODEL_CALLS_MAX];
	size_t piece_count;
	const char *refusal;
	const char *reason; /* why it ended; NULL: not yet told */
	const char *model;
	const char *usage; /* the last one, as JSON */
	const char *error; /* the event that told of one, as JSON */
	const char *whole; /* an answer that came in one event, as JSON */
	bool is_done;      /* the server said that this was all */
	bool has_begun;    /* an event could be understood */
};

/* Adds an event; nothing of it is kept but copies. */
void model_stream_take(struct model_stream *stream, struct json_object *event);

/* The answer as if it had come whole; NULL when no event was understood. What
 * has no end counts as cut. */
struct json_object *model_stream_answer(struct model_stream *stream) must_use;

#endif
