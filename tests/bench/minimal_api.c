/*
 * minimal_api.c - prompt configuration and list of messages in the yardstick
 * program.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <openssl/crypto.h>

#include "minimal.h"

/* Who asks, as numbers in text. */
struct claims {
	char user[24], tenant[24], epoch[24], jti[64];
};

enum { TOKEN_MAX = 2048, PAGE_MESSAGES = 50 };

static const struct {
	const char *name, *fallback;
} prompt_fields[] = {
	{ "studio_name", "Fitnessstudio" },
	{ "studio_short_name", "" },
	{ "agent_display_name", "ARIIA" },
	{ "studio_locale", "de-DE" },
	{ "studio_timezone", "Europe/Berlin" },
	{ "studio_emergency_number", "112" },
	{ "studio_address", "" },
	{ "sales_prices_text", "" },
	{ "sales_retention_rules", "" },
	{ "medic_disclaimer_text",
	    "Das ist keine medizinische Beratung. Bitte frag im Zweifel eine "
	    "Ärztin oder einen Arzt." },
	{ "persona_bio_text", "" },
	{ "opening_hours_text", "" },
	{ "ai_disclosure_text", "" },
};
enum { PROMPT_FIELDS = sizeof(prompt_fields) / sizeof(prompt_fields[0]) };

/* In the order of the answer, which is not that of the statement. */
/* clang-format off */
enum kind { TEXT, NUMBER, INSTANT, JSON };
static const struct {
	const char *name;
	enum kind kind;
	int column;
} message_fields[] = {
	{ "id", NUMBER, 0 }, { "session_id", NUMBER, 1 },
	{ "direction", TEXT, 2 }, { "author", TEXT, 3 }, { "kind", TEXT, 4 },
	{ "text", TEXT, 5 }, { "payload", JSON, 6 },
	{ "provider_message_id", TEXT, 7 }, { "reply_to", TEXT, 8 },
	{ "button_id", TEXT, 9 }, { "provider_at", INSTANT, 10 },
	{ "state", TEXT, 11 }, { "state_at", INSTANT, 12 },
	{ "attempts", NUMBER, 13 }, { "error_code", TEXT, 14 },
	{ "error_text", TEXT, 15 }, { "user_id", NUMBER, 16 },
	{ "agent", TEXT, 17 }, { "model", TEXT, 18 }, { "media", JSON, 20 },
	{ "created_at", INSTANT, 19 },
};
/* clang-format on */
enum { MESSAGE_FIELDS = sizeof(message_fields) / sizeof(message_fields[0]) };

static const struct reply unauthorized = { "401 Unauthorized",
	"application/problem+json" };
static const struct reply broken = { "500 Internal Server Error",
	"application/problem+json" };
static const struct reply good_json = { "200 OK", "application/json" };

static void
copy_text(json_object *tree, const char *name, char *to, size_t size)
{
	json_object *value = json_object_object_get(tree, name);

	(void)snprintf(
	    to, size, "%s", value == NULL ? "" : json_object_get_string(value));
}

static bool
read_claims(const char *authorization, struct claims *claims)
{
	unsigned char mac[MAC_BYTES], given[MAC_BYTES], text[TOKEN_MAX];
	const char *token, *dot;
	json_object *tree;
	size_t len;
	bool is_good;

	if (authorization == NULL || strncmp(authorization, "Bearer ", 7) != 0)
		return false;
	token = authorization + 7;
	dot = strchr(token, '.');
	if (dot == NULL)
		return false;
	mac_of(auth_mac, token, (size_t)(dot - token), mac);
	if (unbase64url(dot + 1, strlen(dot + 1), given, sizeof(given)) !=
		MAC_BYTES ||
	    CRYPTO_memcmp(mac, given, MAC_BYTES) != 0)
		return false;
	len = unbase64url(token, (size_t)(dot - token), text, sizeof(text) - 1);
	text[len] = '\0';
	tree = json_tokener_parse((const char *)text);
	is_good = tree != NULL &&
	    json_object_get_int64(json_object_object_get(tree, "exp")) >
		time(NULL);
	if (is_good) {
		copy_text(tree, "sub", claims->user, sizeof(claims->user));
		copy_text(
		    tree, "tenant_id", claims->tenant, sizeof(claims->tenant));
		copy_text(tree, "epoch", claims->epoch, sizeof(claims->epoch));
		copy_text(tree, "jti", claims->jti, sizeof(claims->jti));
	}
	json_object_put(tree);
	return is_good;
}

/* Asks Redis for what was revoked, which it answers while the database is busy,
 * and fills the two calls in front with who is signed in. */
static bool
ask(const char *authorization, struct claims *claims, struct call *calls)
{
	int is_done = 0;

	if (!read_claims(authorization, claims))
		return false;
	redisAppendCommand(
	    redis, "GET t%s:token_blacklist:%s", claims->tenant, claims->jti);
	redisAppendCommand(
	    redis, "GET t%s:user_blacklisted:%s", claims->tenant, claims->user);
	while (is_done == 0)
		if (redisBufferWrite(redis, &is_done) != REDIS_OK)
			complain("redis", redis->errstr);
	calls[0] = (struct call){ .statement = SET_TENANT_READ_ONLY,
		.values = { claims->tenant } };
	calls[1] = (struct call){ .statement = SIGNED_IN,
		.values = { claims->jti, claims->user, claims->epoch } };
	return true;
}

static bool
is_admitted(const struct claims *claims, const struct call *calls)
{
	bool is_revoked = false;

	for (int i = 0; i < 2; i++) {
		redisReply *reply;

		if (redisGetReply(redis, (void **)&reply) != REDIS_OK)
			complain("redis", redis->errstr);
		if (reply->type == REDIS_REPLY_STRING)
			is_revoked = is_revoked || i == 0 ||
			    strtoll(claims->epoch, NULL, 10) <
				strtoll(reply->str, NULL, 10);
		freeReplyObject(reply);
	}
	return !is_revoked && PQntuples(calls[1].result) == 1;
}

const char *
prompt_value(const PGresult *result, int field)
{
	if (PQgetisnull(result, 0, field))
		return prompt_fields[field].fallback;
	return PQgetvalue(result, 0, field);
}

static void
add_json(json_object *tree)
{
	size_t len;
	const char *text = json_object_to_json_string_length(tree,
	    JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE, &len);

	add_bytes(text, len);
	json_object_put(tree);
}

struct reply
prompt_config(const char *authorization)
{
	struct call calls[3] = { { 0 } };
	struct claims claims;
	struct reply reply = broken;
	json_object *tree;

	if (!ask(authorization, &claims, calls))
		return unauthorized;
	calls[2].statement = PROMPT_CONFIG;
	if (database_run(calls, 3)) {
		reply = unauthorized;
		if (is_admitted(&claims, calls)) {
			tree = json_object_new_object();
			for (int i = 0; i < PROMPT_FIELDS; i++)
				json_object_object_add(tree,
				    prompt_fields[i].name,
				    json_object_new_string(
					prompt_value(calls[2].result, i)));
			add_json(tree);
			reply = good_json;
		}
	}
	database_release(calls, 3);
	return reply;
}

void
write_instant(const char *text, char *written)
{
	size_t len = strcspn(text, "+");

	if (len > INSTANT_BYTES - 2)
		len = INSTANT_BYTES - 2;
	memcpy(written, text, len);
	written[10] = 'T';
	memcpy(written + len, "Z", 2);
}

static json_object *
value_json(const PGresult *result, int row, int field)
{
	int column = message_fields[field].column;
	const char *text = PQgetvalue(result, row, column);
	enum kind kind = message_fields[field].kind;
	char written[INSTANT_BYTES];

	/* A number that is not there is 0: nobody. */
	if (PQgetisnull(result, row, column) && kind != NUMBER)
		return NULL;
	switch (kind) {
	case NUMBER:
		return json_object_new_int64(strtoll(text, NULL, 10));
	case INSTANT:
		write_instant(text, written);
		return json_object_new_string(written);
	case JSON:
		return json_tokener_parse(text);
	case TEXT:
		break;
	}
	return json_object_new_string(text);
}

static json_object *
messages_json(const PGresult *result)
{
	json_object *tree = json_object_new_object();
	json_object *items = json_object_new_array();
	json_object *next = NULL;
	int count = PQntuples(result);

	if (count > PAGE_MESSAGES) {
		count = PAGE_MESSAGES;
		next = value_json(result, count - 1, 0);
	}
	for (int row = 0; row < count; row++) {
		json_object *item = json_object_new_object();

		for (int i = 0; i < MESSAGE_FIELDS; i++)
			json_object_object_add(item, message_fields[i].name,
			    value_json(result, row, i));
		json_object_array_add(items, item);
	}
	json_object_object_add(tree, "items", items);
	json_object_object_add(tree, "next", next);
	return tree;
}

struct reply
message_list(const char *authorization, const char *session_id)
{
	struct call calls[3] = { { 0 } };
	struct claims claims;
	struct reply reply = broken;
	char limit[8];

	if (!ask(authorization, &claims, calls))
		return unauthorized;
	(void)snprintf(limit, sizeof(limit), "%d", PAGE_MESSAGES + 1);
	calls[2] = (struct call){ .statement = MESSAGE_PAGE,
		.values = { session_id, "0", limit } };
	if (database_run(calls, 3)) {
		reply = unauthorized;
		if (is_admitted(&claims, calls)) {
			add_json(messages_json(calls[2].result));
			reply = good_json;
		}
	}
	database_release(calls, 3);
	return reply;
}
