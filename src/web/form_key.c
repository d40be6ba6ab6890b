/*
 * form_key.c - keys of forms, and the answers that belong to them.
 *
 * An answer may hold what is shown once only. It is sealed with a key that is
 * made of the form's, which nobody but the browser has: the table has a MAC.
 *
 * SPDX-License-Identifier: ISC
 */
#include "web/form_key.h"

#include "base/config.h"
#include "base/crypto.h"
#include "base/text.h"
#include "web/csrf.h"
#include "web/exchange.h"
#include "web/form.h"
#include "web/multipart.h"
#include "web/route.h"

enum {
	KEY_CHARACTERS_MAX = 100,
	LINE_BYTES = 2 * (2 * SHA256_BYTES + 1),
	LINES_BYTES_MAX = FORM_PAIRS_MAX * LINE_BYTES + 64 * 1024,
	ANSWER_BYTES_MAX = 256 * 1024,
	OLD_AT_ONCE = 20
};

/* clang-format off */
static const struct field form_key_fields[] = {
	FIELD(form_key, path,   READ_ONLY,          0, "Where the answer led"),
	FIELD(form_key, answer, READ_ONLY | SECRET, 0, "The answer, sealed"),
	{ 0 }
};
/* clang-format on */
const struct record form_key_record = RECORD(form_key);

enum { TAKE, FIND, KEEP, FORGET };

/* clang-format off */
const struct query form_key_queries[] = {
	/* Waits for who has it and is not done. */
	[TAKE] = { "form_key_take",
	    "INSERT INTO form_keys (mac) VALUES ($1)"
	    " ON CONFLICT (tenant_id, mac) DO NOTHING" },
	[FIND] = { "form_key_find",
	    "SELECT path, CASE WHEN made_at > now() - interval '10 minutes'"
	    " THEN answer END AS answer FROM form_keys WHERE mac = $1" },
	[KEEP] = { "form_key_keep",
	    "UPDATE form_keys SET path = $2, answer = $3 WHERE mac = $1" },
	[FORGET] = { "form_key_forget",
	    "DELETE FROM form_keys WHERE mac IN (SELECT mac FROM form_keys"
	    " WHERE made_at < now() - interval '1 day' ORDER BY made_at"
	    " LIMIT $1 FOR UPDATE SKIP LOCKED)" },
	{ 0 }
};
/* clang-format on */

static const char *
digest_of(struct arena *arena, const char *bytes, size_t len)
{
	unsigned char digest[SHA256_BYTES];

	crypto_sha256(bytes, len, digest);
	return text_hex(arena, digest, sizeof(digest));
}

static void
add_digests(struct request *req, struct buf *lines)
{
	struct arena *arena = req->task.arena;
	const struct multipart *files = req->multipart;

	for (size_t i = 0; i < req->form->count; i++) {
		const struct form_pair *pair = &req->form->pairs[i];

		if (strcmp(pair->name, CSRF_FIELD) == 0)
			continue;
		buf_printf(lines, "%s %s\n",
		    digest_of(arena, pair->name, strlen(pair->name)),
		    digest_of(arena, pair->value, strlen(pair->value)));
	}
	for (size_t i = 0; files != NULL && i < files->upload_count; i++) {
		const struct upload *file = &files->uploads[i];
		const char *names =
		    arena_printf(arena, "%s\n%s", file->name, file->filename);

		buf_printf(lines, "%s %s\n",
		    digest_of(arena, names, strlen(names)),
		    digest_of(arena, file->bytes, file->len));
	}
}

/* Of who sends what where. */
static const char *
mac_of(struct request *req)
{
	const char *secret = req->task.config->auth_secret;
	struct buf lines = buf_new(req->task.arena, LINES_BYTES_MAX);
	unsigned char mac[SHA256_BYTES];

	buf_printf(&lines, "form\n%" PRId64 "\n%s\n%s\n",
	    req->task.actor.user_id, req->host, req->path);
	add_digests(req, &lines);
	crypto_hmac_sha256(
	    secret, strlen(secret), buf_text(&lines), lines.len, mac);
	return text_base64url(req->task.arena, mac, sizeof(mac));
}

static void
seal_key(struct request *req, unsigned char key[AES_KEY_BYTES])
{
	const char *secret = req->task.config->auth_secret;
	const char *text = arena_printf(req->task.arena, "form-answer\n%s",
	    request_form(req, FORM_KEY_FIELD));

	crypto_hmac_sha256(secret, strlen(secret), text, strlen(text), key);
}

/* What the handler says begins behind the headers that are there by then. */
struct form_key_taken {
	const char *mac;
	int64_t tenant_id;
	const struct header_line *before;
};

/* Oldest first, as they were said. */
static void
say_headers(struct request *req, struct json_object *headers)
{
	for (size_t i = json_length(headers); i > 0; i--) {
		struct json_object *header = json_item(headers, i - 1);

		reply_header(req, json_text(json_item(header, 0)),
		    json_text(json_item(header, 1)));
	}
}

/* False when it can not be opened. */
static bool
say_answer(struct request *req, const char *mac, const struct form_key *before)
{
	struct task *task = &req->task;
	unsigned char key[AES_KEY_BYTES];
	struct json_object *answer;
	const char *text;
	int64_t status;

	seal_key(req, key);
	text = crypto_open(task->arena, key, mac, before->answer);
	crypto_wipe(key, sizeof(key));
	if (text == NULL || !json_parse(task, text, strlen(text), &answer) ||
	    !json_int(json_at(answer, "status"), &status))
		return false;
	say_headers(req, json_at(answer, "headers"));
	if (status == SEE_OTHER)
		return reply_empty(req, SEE_OTHER);
	return reply_text(req, (enum http_status)status,
	    json_text_at(answer, "type"), json_text_at(answer, "body"));
}

/* What was done so long ago that only its place is known is not done again;
 * what has led nowhere is. */
static bool
say_again(struct request *req, const char *mac)
{
	const struct form_key *before =
	    db_maybe(&req->task, form_key, FIND, arg(mac));

	if (before == NULL)
		return !task_has_failed(&req->task);
	if (before->answer != NULL && say_answer(req, mac, before))
		return true;
	if (!task_has_failed(&req->task) && before->path != NULL)
		return see_other(req, "%s", before->path);
	return !task_has_failed(&req->task);
}

bool
form_key_take(struct request *req)
{
	struct task *task = &req->task;
	const char *key = request_form(req, FORM_KEY_FIELD);
	struct form_key_taken *taken;
	int64_t count;

	if (!req->route->once || text_is_empty(key))
		return true;
	if (strlen(key) > KEY_CHARACTERS_MAX)
		return fail_field(task, "#/" FORM_KEY_FIELD, "is too long");
	taken = arena_new(task->arena, struct form_key_taken);
	*taken = (struct form_key_taken){ mac_of(req), task->tenant_id,
		req->reply->headers };
	if (!db_run(task, form_key, TAKE, &count, arg(taken->mac)))
		return false;
	req->form_key = taken;
	return count == 1 || say_again(req, taken->mac);
}

static const char *
answer_of(struct request *req, const struct form_key_taken *taken)
{
	struct arena *arena = req->task.arena;
	const struct reply *reply = req->reply;
	struct json_object *answer = json_new_object(arena);
	struct json_object *headers = json_new_array(arena);
	size_t len;

	for (const struct header_line *line = reply->headers;
	     line != taken->before; line = line->next) {
		struct json_object *header = json_new_array(arena);

		json_object_array_add(
		    header, json_object_new_string(line->name));
		json_object_array_add(
		    header, json_object_new_string(line->value));
		json_object_array_add(headers, json_object_get(header));
	}
	json_add_int(answer, "status", reply->status);
	json_add(answer, "headers", json_object_get(headers));
	json_add_text(answer, "type", reply->type);
	json_add_text(answer, "body", reply->body);
	return json_write(arena, answer, &len);
}

static const char *
path_of(const struct request *req)
{
	const struct header_line *line = req->reply->headers;

	while (line != NULL && strcmp(line->name, "Location") != 0)
		line = line->next;
	return line == NULL ? NULL : line->value;
}

void
form_key_keep(struct request *req)
{
	struct task *task = &req->task;
	const struct form_key_taken *taken = req->form_key;
	int64_t tenant_id = task->tenant_id;
	unsigned char key[AES_KEY_BYTES];
	const char *answer;

	if (taken == NULL || req->reply->stream != NULL ||
	    req->reply->body_len > ANSWER_BYTES_MAX)
		return;
	seal_key(req, key);
	answer =
	    crypto_seal(task->arena, key, taken->mac, answer_of(req, taken));
	crypto_wipe(key, sizeof(key));
	/* The handler may be in another studio by now. */
	task->tenant_id = taken->tenant_id;
	db_later(task, form_key, KEEP, arg(taken->mac), arg(path_of(req)),
	    arg(answer));
	db_later(task, form_key, FORGET, arg((int64_t)OLD_AT_ONCE));
	task->tenant_id = tenant_id;
}
