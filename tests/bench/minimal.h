/*
 * minimal.h - the yardstick program: what its three files share.
 *
 * Written by hand against the same libraries as ARIIA and against nothing of
 * ARIIA: it answers the measured requests with the same statements, the same
 * Redis commands and the same bytes, and does nothing else.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef BENCH_MINIMAL_H
#define BENCH_MINIMAL_H

#include <fcgiapp.h>
#include <hiredis/hiredis.h>
#include <json-c/json.h>
#include <libpq-fe.h>
#include <openssl/evp.h>
#include <stdbool.h>
#include <stddef.h>

/* Their text is taken from our programs by the benchmark, in this order. */
enum statement {
	BEGIN_WORK,
	COMMIT_WORK,
	SET_TENANT,
	SET_TENANT_READ_ONLY,
	TENANT_BY_SLUG,
	SETTINGS,
	INBOUND_SESSIONS,
	INBOUND_STORE,
	SIGNED_IN,
	PROMPT_CONFIG,
	MESSAGE_PAGE,
	CONVERSATION_OF_USER,
	CHAT_MESSAGES,
	STATEMENTS
};

enum { VALUES_MAX = 4, MAC_BYTES = 32, ID_CHARS = 22, MAC_CHARS = 43 };

struct call {
	enum statement statement;
	const char *values[VALUES_MAX];
	PGresult *result;
};

/* One text that grows; emptied, not freed, for each request. */
struct text {
	char *bytes;
	size_t len, size;
};

/* A tenant as known for one second. */
struct studio {
	char slug[64], id[24], secret[128];
	EVP_MAC_CTX *mac; /* keyed with secret */
	long long since_ms;
};

/* One reply: body is what out holds. */
struct reply {
	const char *status, *type, *policy, *cookie;
};

extern redisContext *redis;
extern EVP_MAC_CTX *auth_mac; /* keyed with auth_secret */
extern struct text out;

void complain(const char *what, const char *why) __attribute__((noreturn));
long long now_ms(void);
void add_bytes(const char *bytes, size_t len);
void add(const char *bytes);
/* A line for each, in the order of enum statement. */
void statements_read(const char *path);
/* In one round trip; false when any of them failed. */
bool database_run(struct call *calls, int count);
void database_release(struct call *calls, int count);
EVP_MAC_CTX *mac_new(const char *secret);
void mac_of(EVP_MAC_CTX *mac, const char *bytes, size_t len,
    unsigned char result[MAC_BYTES]);
/* Writes ID_CHARS characters and a NUL. */
void random_id(char *id);
void base64url(const unsigned char *bytes, size_t len, char *to);
/* The number of bytes, 0 for what is no base64url or too long. */
size_t unbase64url(
    const char *from, size_t len, unsigned char *to, size_t size);

/* The places of some columns of PROMPT_CONFIG. */
enum { STUDIO_NAME, AGENT_NAME = 2, TIMEZONE = 4, DISCLOSURE = 12 };
const char *prompt_value(const PGresult *result, int field);
/* "2026-11-22 11:41:14.5+00" is "2026-11-22T11:41:14.5Z". */
enum { INSTANT_BYTES = sizeof("2026-11-22T11:41:14.500000Z") };
void write_instant(const char *text, char *written);

/* NULL: there is no such studio. */
const struct studio *studio_find(const char *slug, size_t len);

struct reply webhook(
    const char *slug, const char *signature, const char *body, size_t len);
void webhook_publish(void);
struct reply prompt_config(const char *authorization);
struct reply message_list(const char *authorization, const char *session_id);
struct reply chat_page(
    const char *slug, const char *query, const char *address);

#endif
