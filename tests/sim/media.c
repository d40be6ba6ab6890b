/*
 * media.c - Meta's store of pictures and files, and how it may lie.
 *
 * A media id says what it is: "KIND-BYTES-NAME", and words in NAME say how it
 * behaves: unsaid (its size is not told), elsewhere, user, inside, nowhere
 * (what the address is), moved (a redirect to another host).
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/text.h"
#include "sim.h"

enum { BYTES_MAX = 24 << 20, USUAL_BYTES = 100 };

struct kind {
	const char *name;
	const char *media_type;
	const char *start;
	size_t len;
};

#define START(bytes) bytes, sizeof(bytes) - 1

/* clang-format off */
static const struct kind kinds[] = {
	{ "aac",  "audio/aac",       START("\xff\xf1\x50") },
	{ "amr",  "audio/amr",       START("#!AMR\n") },
	{ "gif",  "image/gif",       START("GIF89a") },
	{ "html", "image/png",       START("<html><script>alert(1)</script>") },
	{ "jpeg", "image/jpeg",      START("\xff\xd8\xff\xe0") },
	{ "mp4",  "video/mp4",       START("\0\0\0\x18" "ftypisom") },
	{ "ogg",  "audio/ogg",       START("OggS") },
	{ "pdf",  "application/pdf", START("%PDF-1.7\n") },
	{ "png",  "image/png",       START("\x89PNG\r\n\x1a\n") },
	{ "svg",  "image/svg+xml",   START("<svg xmlns=\"http://www.w3.org/2000/svg\">") },
	{ "webp", "image/webp",      START("RIFF\x10\0\0\0WEBPVP8 ") },
	{ "zip",  "application/zip", START("PK\x03\x04") },
};
/* clang-format on */

static const struct kind *
kind_of(const char *media)
{
	size_t len = strcspn(media, "-");

	for (size_t i = 0; i < ARRAY_LENGTH(kinds); i++)
		if (strlen(kinds[i].name) == len &&
		    memcmp(kinds[i].name, media, len) == 0)
			return &kinds[i];
	return kind_of("png-");
}

static size_t
size_of(struct arena *arena, const char *media)
{
	const char *dash = strchr(media, '-');
	int64_t size;

	if (dash == NULL ||
	    !text_to_int64(arena_copy_bytes(
			       arena, dash + 1, strspn(dash + 1, "0123456789")),
		&size) ||
	    size > BYTES_MAX)
		return USUAL_BYTES;
	return (size_t)size;
}

/* "localhost:4711" for "127.0.0.1:4711": the same place by another name. */
static const char *
other_host(struct request *req)
{
	const char *host = request_header(req, "Host");

	return arena_printf(
	    req->task.arena, "localhost%s", host + strcspn(host, ":"));
}

static const char *
address_of(struct request *req, const char *media)
{
	struct arena *arena = req->task.arena;
	const char *host = request_header(req, "Host");

	if (strstr(media, "nowhere") != NULL)
		return NULL;
	if (strstr(media, "inside") != NULL)
		return "https://169.254.169.254/latest";
	if (strstr(media, "elsewhere") != NULL)
		host = other_host(req);
	if (strstr(media, "user") != NULL)
		host = arena_printf(arena, "lookaside.fbsbx.com@%s", host);
	return arena_printf(arena, "http://%s/graph-media/%s", host, media);
}

bool
sim_media_where(struct request *req)
{
	struct arena *arena = req->task.arena;
	struct json_object *tree = json_new_object(arena);
	const char *media = request_param(req, "media_id");
	struct sim_rule *rule;
	bool answered;

	if (!sim_begins_usual(req, &rule, &answered))
		return answered;
	if (rule->status >= 400)
		return sim_graph_error(
		    req, rule->status, 100, "as the rule says");
	json_add_text(tree, "url", address_of(req, media));
	json_add_text(tree, "mime_type", kind_of(media)->media_type);
	if (strstr(media, "unsaid") == NULL)
		json_add_int(tree, "file_size", (int64_t)size_of(arena, media));
	json_add_text(tree, "messaging_product", "whatsapp");
	json_add_text(tree, "id", media);
	return reply_json(req, OK, tree);
}

bool
sim_media_bytes(struct request *req)
{
	struct arena *arena = req->task.arena;
	const char *media = request_param(req, "media_id");
	const struct kind *kind = kind_of(media);
	size_t size = size_of(arena, media);
	struct sim_rule *rule;
	char *bytes;
	bool answered;

	if (!sim_begins_usual(req, &rule, &answered))
		return answered;
	if (rule->status >= 400)
		return reply_text(
		    req, (enum http_status)rule->status, "text/plain", "no");
	if (request_header(req, "Authorization") == NULL)
		return reply_text(
		    req, (enum http_status)401, "text/plain", "no token");
	if (strstr(media, "moved") != NULL) {
		reply_header(req, "Location",
		    arena_printf(arena, "http://%s/graph-media/%s",
			other_host(req), media));
		return reply_text(
		    req, (enum http_status)302, "text/plain", "moved");
	}
	bytes = arena_alloc(arena, size + 1);
	memset(bytes, 'x', size);
	memcpy(bytes, kind->start, size < kind->len ? size : kind->len);
	return reply_bytes(req, kind->media_type, bytes, size);
}
