/*
 * media.c - fields and statements of what members attach.
 *
 * SPDX-License-Identifier: ISC
 */
#include "messaging/media.h"

#include "base/crypto.h"
#include "base/text.h"
#include "messaging/message.h"

/* clang-format off */
static const struct field media_fields[] = {
	FIELD(media, message_id, READ_ONLY,            0, "Message that it came with"),
	FIELD(media, state,      READ_ONLY,            0, "queued, fetched, refused or failed"),
	FIELD(media, media_type, READ_ONLY,            0, "What it is by its content"),
	FIELD(media, size,       READ_ONLY,            0, "Bytes"),
	FIELD(media, sha256,     READ_ONLY,            0, "SHA-256 of the bytes in hexadecimal"),
	FIELD(media, reason,     READ_ONLY,            0, "Why it was refused or failed"),
	FIELD(media, at,         READ_ONLY,            0, "When it came into that state"),
	FIELD(media, base64,     READ_ONLY | PERSONAL, 0, "The bytes"),
	{ 0 }
};
/* clang-format on */
const struct record media_record = RECORD(media);

/* PostgreSQL breaks base64 into lines. */
#define BASE64 "translate(encode(a.bytes, 'base64'), E'\\n', '')"

enum { OF_MESSAGE, FIND, LOAD, AWAITING, FETCHED, ENDED };

/* clang-format off */
const struct query media_queries[] = {
	[OF_MESSAGE] = { "media_of_message",
	    "SELECT a.message_id, a.state, a.media_type, a.size, a.sha256,"
	    " a.reason, a.at, CASE WHEN a.media_type LIKE 'image/%'"
	    "  AND a.size <= $2 THEN " BASE64 " END AS base64"
	    " FROM message_media a WHERE a.message_id = $1" },
	[FIND] = { "media_find",
	    "SELECT a.message_id, a.state, a.media_type, a.size, a.sha256,"
	    " a.reason, a.at"
	    " FROM message_media a JOIN chat_messages m ON m.id = a.message_id"
	    " WHERE a.message_id = $2 AND m.session_id = $1" },
	[LOAD] = { "media_load",
	    "SELECT a.message_id, a.media_type, " BASE64 " AS base64"
	    " FROM message_media a"
	    " WHERE a.message_id = $1 AND a.state = 'fetched'" },
	[AWAITING] = { "media_awaiting",
	    "SELECT m.id, m.session_id, m.kind, m.payload FROM chat_messages m"
	    " JOIN message_media a ON a.message_id = m.id"
	    " WHERE m.id = $1 AND a.state <> 'fetched'" },
	[FETCHED] = { "media_fetched",
	    "UPDATE message_media SET state = 'fetched', media_type = $2,"
	    " size = $3, sha256 = $4, bytes = decode($5, 'base64'),"
	    " reason = NULL, at = now()"
	    " WHERE message_id = $1 AND state <> 'fetched'" },
	[ENDED] = { "media_ended",
	    "UPDATE message_media SET state = $2, reason = $3, at = now()"
	    " WHERE message_id = $1 AND state <> 'fetched'" },
	{ 0 }
};
/* clang-format on */

struct media *
media_of_message(struct task *task, int64_t message_id)
{
	return db_maybe(task, media, OF_MESSAGE, arg(message_id),
	    arg((int64_t)MEDIA_MODEL_BYTES_MAX));
}

const char *
media_data_url(struct arena *arena, const struct media *media)
{
	if (media == NULL || media->base64 == NULL)
		return NULL;
	return arena_printf(
	    arena, "data:%s;base64,%s", media->media_type, media->base64);
}

bool
media_is_awaited(const struct media *media)
{
	return media != NULL && text_is_equal(media->state, "queued");
}

struct media *
media_find(struct task *task, int64_t session_id, int64_t message_id)
{
	return db_one(task, media, FIND, arg(session_id), arg(message_id));
}

struct media *
media_load(struct task *task, int64_t message_id)
{
	return db_one(task, media, LOAD, arg(message_id));
}

struct message *
media_awaiting(struct task *task, int64_t message_id)
{
	return db_fetch_maybe(task, &media_queries[AWAITING], &message_record,
	    ARGS(arg(message_id)));
}

bool
media_fetched(struct task *task, int64_t message_id, const char *media_type,
    const char *bytes, size_t len)
{
	unsigned char digest[SHA256_BYTES];
	/* A third more than a file of the largest size: too much for the arena
	 * of a job that has it already, and needed for a moment only. */
	struct arena *own = arena_create(len / 3 * 4 + 1024, len * 2 + 2048);
	bool is_stored;

	crypto_sha256(bytes, len, digest);
	is_stored = db_run(task, media, FETCHED, NULL, arg(message_id),
	    arg(media_type), arg((int64_t)len),
	    arg(text_hex(task->arena, digest, sizeof(digest))),
	    arg(text_base64(own, bytes, len)));
	arena_free(own);
	return is_stored;
}

bool
media_ended(struct task *task, int64_t message_id, enum media_end end,
    const char *reason)
{
	const char *state = end == MEDIA_REFUSED ? "refused" : "failed";

	return db_run(
	    task, media, ENDED, NULL, arg(message_id), arg(state), arg(reason));
}
