/*
 * media.h - what members attach: fetched by ariia-courier into the database,
 * known by its content, never decoded.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MESSAGING_MEDIA_H
#define MESSAGING_MEDIA_H

#include "base/field.h"
#include "base/task.h"
#include "data/db.h"

enum {
	MEDIA_IMAGE_BYTES_MAX = 5 << 20,
	MEDIA_BYTES_MAX = 16 << 20,
	MEDIA_MODEL_BYTES_MAX = 4 << 20, /* of a picture that a model sees */
};

/* An attachment; of "fetched" everything is known but the reason. */
struct media {
	int64_t message_id;
	const char *state;      /* queued, fetched, refused, failed */
	const char *media_type; /* by content: "image/jpeg"; NULL: unknown */
	int32_t size;           /* bytes */
	const char *sha256;
	const char *reason; /* why it was refused or failed; NULL */
	struct instant at;
	const char *base64; /* the bytes, where they were asked for; NULL */
};

extern const struct record media_record;
extern const struct query media_queries[];

/* For a model: the bytes only of a picture that is not too large for one. NULL
 * without a problem when the message has no attachment. One statement. */
struct media *media_of_message(struct task *task, int64_t message_id) must_use;
/* "data:image/jpeg;base64,..." of what media_of_message() found; NULL when
 * there is no picture that a model may see. */
const char *media_data_url(
    struct arena *arena, const struct media *media) must_use;
/* It is still to be fetched: look again in a moment. media may be NULL. */
bool media_is_awaited(const struct media *media);

/* Without bytes; NOT_FOUND unless message_id is of that conversation and has an
 * attachment. */
struct media *media_find(
    struct task *task, int64_t session_id, int64_t message_id) must_use;

/* With all bytes; NOT_FOUND unless it was fetched. */
struct media *media_load(struct task *task, int64_t message_id) must_use;

/* The message that waits for its attachment: id, kind, payload, and
 * session_id. NULL without a problem when there is nothing to fetch. */
struct message *media_awaiting(struct task *task, int64_t message_id) must_use;
/* Ends of fetching; each leaves alone what was fetched before. */
bool media_fetched(struct task *task, int64_t message_id,
    const char *media_type, const char *bytes, size_t len) must_use;
enum media_end { MEDIA_REFUSED = 1, MEDIA_FAILED };
bool media_ended(struct task *task, int64_t message_id, enum media_end end,
    const char *reason) must_use;

/* What the bytes are by how they begin: "image/png"; NULL when it is nothing
 * that is taken. */
const char *media_type_of(const char *bytes, size_t len) must_use;
bool media_is_image(const char *media_type);
/* "pdf"; one of our types. */
const char *media_extension(const char *media_type) must_use;

/* The job that fetches: kind; the key is the message's id. */
#define JOB_MEDIA "media"

#endif
