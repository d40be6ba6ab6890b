/*
 * minimal_webhook.c - a delivery of WhatsApp in the yardstick program.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <openssl/crypto.h>

#include "minimal.h"

enum { STUDIOS_MAX = 64, REMEMBER_MS = 1000 };

static struct studio studios[STUDIOS_MAX];
static int publishes;
static char published_id[24];

/* Both statements of a look-up. Opening the sealed secret happens at most once
 * a second for each studio, too seldom to matter: here it is known. */
static bool
load(struct studio *studio, const char *slug)
{
	struct call find[] = { { .statement = SET_TENANT_READ_ONLY,
				   .values = { "" } },
		{ .statement = TENANT_BY_SLUG, .values = { slug } } };
	struct call settings[] = { { .statement = SET_TENANT_READ_ONLY,
				       .values = { studio->id } },
		{ .statement = SETTINGS } };
	bool is_good = database_run(find, 2) && PQntuples(find[1].result) == 1;

	if (is_good)
		(void)snprintf(studio->id, sizeof(studio->id), "%s",
		    PQgetvalue(find[1].result, 0, 0));
	is_good = is_good && database_run(settings, 2);
	database_release(find, 2);
	database_release(settings, 2);
	return is_good;
}

const struct studio *
studio_find(const char *slug, size_t len)
{
	unsigned hash = 0;
	struct studio *studio;

	if (len == 0 || len >= sizeof(studio->slug))
		return NULL;
	for (size_t i = 0; i < len; i++)
		hash = hash * 31 + (unsigned char)slug[i];
	studio = &studios[hash % STUDIOS_MAX];
	if (strncmp(studio->slug, slug, len) != 0 || studio->slug[len] != '\0')
		studio->since_ms = 0;
	if (studio->since_ms != 0 && now_ms() - studio->since_ms < REMEMBER_MS)
		return studio;
	if (studio->since_ms == 0) {
		EVP_MAC_CTX_free(studio->mac);
		memcpy(studio->slug, slug, len);
		studio->slug[len] = '\0';
		(void)snprintf(studio->secret, sizeof(studio->secret),
		    "secret-of-%.*s", (int)len, slug);
		studio->mac = mac_new(studio->secret);
	}
	if (!load(studio, studio->slug))
		return NULL;
	studio->since_ms = now_ms();
	return studio;
}

static bool
is_signed(const struct studio *studio, const char *signature, const char *body,
    size_t len)
{
	unsigned char mac[MAC_BYTES];
	char hex[2 * MAC_BYTES + 1];

	if (signature == NULL || strncmp(signature, "sha256=", 7) != 0 ||
	    strlen(signature) != 7 + 2 * MAC_BYTES)
		return false;
	mac_of(studio->mac, body, len, mac);
	for (size_t i = 0; i < MAC_BYTES; i++) {
		hex[2 * i] = "0123456789abcdef"[mac[i] >> 4];
		hex[2 * i + 1] = "0123456789abcdef"[mac[i] & 15];
	}
	return CRYPTO_memcmp(hex, signature + 7, (size_t)2 * MAC_BYTES) == 0;
}

static json_object *
at(json_object *object, const char *name)
{
	return json_object_object_get(object, name);
}

static void
copy(json_object *row, const char *name, json_object *value)
{
	if (value != NULL)
		json_object_object_add(row, name, json_object_get(value));
}

static void
add_row(json_object *rows, json_object *value, json_object *message)
{
	json_object *row = json_object_new_object();
	json_object *contact =
	    json_object_array_get_idx(at(value, "contacts"), 0);
	time_t seconds =
	    (time_t)json_object_get_int64(at(message, "timestamp"));
	char when[32];
	struct tm parts;

	gmtime_r(&seconds, &parts);
	strftime(when, sizeof(when), "%Y-%m-%dT%H:%M:%SZ", &parts);
	json_object_object_add(row, "place",
	    json_object_new_int64((int64_t)json_object_array_length(rows)));
	copy(row, "user_key", at(message, "from"));
	copy(row, "display_name", at(at(contact, "profile"), "name"));
	copy(row, "kind", at(message, "type"));
	copy(row, "text", at(at(message, "text"), "body"));
	copy(row, "provider_message_id", at(message, "id"));
	json_object_object_add(
	    row, "provider_at", json_object_new_string(when));
	json_object_object_add(row, "wants_answer", json_object_new_boolean(1));
	json_object_array_add(rows, row);
}

static json_object *
rows_of(json_object *tree)
{
	json_object *rows = json_object_new_array();
	json_object *entries = at(tree, "entry");

	for (size_t i = 0; i < json_object_array_length(entries); i++) {
		json_object *changes =
		    at(json_object_array_get_idx(entries, i), "changes");

		for (size_t k = 0; k < json_object_array_length(changes); k++) {
			json_object *value =
			    at(json_object_array_get_idx(changes, k), "value");
			json_object *messages = at(value, "messages");

			for (size_t m = 0;
			     m < json_object_array_length(messages); m++)
				add_row(rows, value,
				    json_object_array_get_idx(messages, m));
		}
	}
	return rows;
}

static bool
store(const struct studio *studio, const char *rows)
{
	struct call calls[] = {
		{ .statement = BEGIN_WORK },
		{ .statement = SET_TENANT, .values = { studio->id } },
		{ .statement = INBOUND_SESSIONS,
		    .values = { "whatsapp", rows } },
		{ .statement = INBOUND_STORE, .values = { "whatsapp", rows } },
		{ .statement = COMMIT_WORK },
	};
	bool is_good = database_run(calls, 5);

	if (is_good && atoi(PQgetvalue(calls[3].result, 0, 0)) > 0)
		(void)snprintf(
		    published_id, sizeof(published_id), "%s", studio->id);
	database_release(calls, 5);
	return is_good;
}

struct reply
webhook(const char *slug, const char *signature, const char *body, size_t len)
{
	static json_tokener *tokener;
	const struct studio *studio = studio_find(slug, strlen(slug));
	struct reply reply = { "401 Unauthorized", "application/json" };
	json_object *tree, *rows;

	published_id[0] = '\0';
	if (studio == NULL || !is_signed(studio, signature, body, len))
		return reply;
	if (tokener == NULL) {
		tokener = json_tokener_new();
		json_tokener_set_flags(
		    tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	}
	json_tokener_reset(tokener);
	tree = json_tokener_parse_ex(tokener, body, (int)len);
	reply.status = "400 Bad Request";
	if (tree == NULL)
		return reply;
	rows = rows_of(tree);
	reply.status = "500 Internal Server Error";
	if (store(studio,
		json_object_to_json_string_ext(rows, JSON_C_TO_STRING_PLAIN)))
		reply.status = "200 OK";
	json_object_put(rows);
	json_object_put(tree);
	add("{}");
	return reply;
}

/* After the reply; the answers are taken in front of the next ones. */
void
webhook_publish(void)
{
	static const char *const channels[] = { "ariia:events",
		"ariia:inbound" };
	void *answer;
	int is_done = 0;

	for (; publishes > 0; publishes--) {
		if (redisGetReply(redis, &answer) != REDIS_OK)
			complain("redis", redis->errstr);
		freeReplyObject(answer);
	}
	if (published_id[0] == '\0')
		return;
	for (; publishes < 2; publishes++)
		redisAppendCommand(redis, "PUBLISH %s {\"tenant_id\":%s}",
		    channels[publishes], published_id);
	while (is_done == 0)
		if (redisBufferWrite(redis, &is_done) != REDIS_OK)
			complain("redis", redis->errstr);
}
