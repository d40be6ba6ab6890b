/*
 * minimal_base.c - PostgreSQL, Redis, digests and text of the yardstick
 * program.
 *
 * SPDX-License-Identifier: ISC
 */
#include <openssl/core_names.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "minimal.h"

static const char base64url_letters[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

static char *statements[STATEMENTS];
static PGconn *database;
static bool is_prepared[STATEMENTS];
struct text out;

void
complain(const char *what, const char *why)
{
	fprintf(stderr, "minimal: %s: %s\n", what, why);
	exit(EXIT_FAILURE);
}

long long
now_ms(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

void
add_bytes(const char *bytes, size_t len)
{
	if (out.len + len + 1 > out.size) {
		out.size = (out.len + len + 1) * 2;
		out.bytes = realloc(out.bytes, out.size);
		if (out.bytes == NULL)
			complain("memory", "there is none");
	}
	memcpy(out.bytes + out.len, bytes, len);
	out.len += len;
	out.bytes[out.len] = '\0';
}

void
add(const char *bytes)
{
	add_bytes(bytes, strlen(bytes));
}

void
statements_read(const char *path)
{
	FILE *file = fopen(path, "r");
	size_t size;
	ssize_t len;

	if (file == NULL)
		complain(path, "can not be read");
	for (size_t i = 0; i < STATEMENTS; i++) {
		size = 0;
		len = getline(&statements[i], &size, file);
		if (len < 2)
			complain(path, "too few statements");
		statements[i][len - 1] = '\0';
	}
	(void)fclose(file);
}

static void
database_open(void)
{
	database = PQconnectdb(getenv("MINIMAL_DATABASE"));
	if (PQstatus(database) != CONNECTION_OK ||
	    PQenterPipelineMode(database) != 1)
		complain("database", PQerrorMessage(database));
}

static void
send_call(const struct call *call)
{
	char name[16];
	int count = 0;

	while (count < VALUES_MAX && call->values[count] != NULL)
		count++;
	(void)snprintf(name, sizeof(name), "s%d", (int)call->statement);
	if (!is_prepared[call->statement] &&
	    PQsendPrepare(
		database, name, statements[call->statement], 0, NULL) != 1)
		complain("prepare", PQerrorMessage(database));
	if (PQsendQueryPrepared(
		database, name, count, call->values, NULL, NULL, 0) != 1)
		complain("query", PQerrorMessage(database));
}

/* A result has a NULL behind it, but for that of the synchronization. */
static PGresult *
take_result(void)
{
	PGresult *result = PQgetResult(database);

	if (result != NULL && PQresultStatus(result) != PGRES_PIPELINE_SYNC)
		PQclear(PQgetResult(database));
	return result;
}

bool
database_run(struct call *calls, int count)
{
	bool is_good = true;
	int i;

	if (database == NULL)
		database_open();
	for (i = 0; i < count; i++)
		send_call(&calls[i]);
	if (PQpipelineSync(database) != 1)
		complain("pipeline", PQerrorMessage(database));
	for (i = 0; i < count; i++) {
		ExecStatusType status;

		if (!is_prepared[calls[i].statement])
			PQclear(take_result());
		is_prepared[calls[i].statement] = true;
		calls[i].result = take_result();
		status = PQresultStatus(calls[i].result);
		if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) {
			fprintf(stderr, "minimal: %s\n",
			    PQresultErrorMessage(calls[i].result));
			is_good = false;
		}
	}
	PQclear(take_result());
	return is_good;
}

void
database_release(struct call *calls, int count)
{
	for (int i = 0; i < count; i++)
		PQclear(calls[i].result);
}

EVP_MAC_CTX *
mac_new(const char *secret)
{
	char digest[] = "SHA256";
	OSSL_PARAM params[] = { OSSL_PARAM_construct_utf8_string(
				    OSSL_MAC_PARAM_DIGEST, digest, 0),
		OSSL_PARAM_construct_end() };
	EVP_MAC *hmac = EVP_MAC_fetch(NULL, OSSL_MAC_NAME_HMAC, NULL);
	EVP_MAC_CTX *mac = EVP_MAC_CTX_new(hmac);

	if (mac == NULL ||
	    EVP_MAC_init(mac, (const unsigned char *)secret, strlen(secret),
		params) != 1)
		complain("hmac", "can not be keyed");
	EVP_MAC_free(hmac);
	return mac;
}

void
mac_of(EVP_MAC_CTX *mac, const char *bytes, size_t len,
    unsigned char result[MAC_BYTES])
{
	size_t result_len;

	if (EVP_MAC_init(mac, NULL, 0, NULL) != 1 ||
	    EVP_MAC_update(mac, (const unsigned char *)bytes, len) != 1 ||
	    EVP_MAC_final(mac, result, &result_len, MAC_BYTES) != 1)
		complain("hmac", "failed");
}

void
random_id(char *id)
{
	unsigned char bytes[16];

	if (getrandom(bytes, sizeof(bytes), 0) != sizeof(bytes))
		complain("random", "failed");
	base64url(bytes, sizeof(bytes), id);
}

void
base64url(const unsigned char *bytes, size_t len, char *to)
{
	unsigned rest = 0, bits = 0;

	for (size_t i = 0; i < len; i++) {
		rest = (rest << 8 | bytes[i]) & 0xffff;
		for (bits += 8; bits >= 6;) {
			bits -= 6;
			*to++ = base64url_letters[rest >> bits & 63];
		}
	}
	if (bits > 0)
		*to++ = base64url_letters[rest << (6 - bits) & 63];
	*to = '\0';
}

size_t
unbase64url(const char *from, size_t len, unsigned char *to, size_t size)
{
	unsigned rest = 0, bits = 0;
	size_t count = 0;

	for (size_t i = 0; i < len; i++) {
		const char *letter = memchr(base64url_letters, from[i], 64);

		if (letter == NULL || count == size)
			return 0;
		rest = (rest << 6 | (unsigned)(letter - base64url_letters)) &
		    0xffff;
		bits += 6;
		if (bits >= 8) {
			bits -= 8;
			to[count++] = (unsigned char)(rest >> bits);
		}
	}
	return count;
}
