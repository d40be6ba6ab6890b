/*
 * e2e_wire.c - HTTP, SQL and the simulator for end-to-end tests.
 *
 * SPDX-License-Identifier: ISC
 */
#include <curl/curl.h>
#include <libpq-fe.h>

#include "base/buf.h"
#include "base/task.h"
#include "base/time.h"
#include "e2e.h"
#include "net/signature.h"
#include "openapi_fit.h"

enum { ANSWER_MAX = 64 << 20, CALL_TIMEOUT_MS = 60000 };

static size_t
take(char *bytes, size_t size, size_t count, void *context)
{
	buf_add_bytes(context, bytes, size * count);
	return size * count;
}

static size_t
take_header(char *bytes, size_t size, size_t count, void *context)
{
	char *line = arena_copy_bytes(e2e_arena(), bytes, size * count);

	for (char *c = line; *c != '\0' && *c != ':'; c++)
		if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c - 'A' + 'a');
	buf_add(context, line);
	return size * count;
}

static CURL *
handle(void)
{
	static CURL *curl;

	if (curl == NULL)
		curl = curl_easy_init();
	curl_easy_reset(curl);
	return curl;
}

static struct curl_slist *
header_list(const char *token, const char *type, const char *header)
{
	struct curl_slist *list = curl_slist_append(NULL, "Expect:");

	if (token != NULL)
		list = curl_slist_append(list,
		    arena_printf(
			e2e_arena(), "Authorization: Bearer %s", token));
	if (type != NULL)
		list = curl_slist_append(
		    list, arena_printf(e2e_arena(), "Content-Type: %s", type));
	if (header != NULL)
		list = curl_slist_append(list, header);
	return list;
}

static struct json_object *
tree_of(const char *body, size_t len)
{
	struct task task = { .arena = e2e_arena() };
	struct json_object *tree;

	return len > 0 && json_parse(&task, body, len, &tree) ? tree : NULL;
}

/* Every reply of the product is held against its own description. */
static void
expect_fit(const char *method, const char *path, const struct answer *answer)
{
	const char *complaint = text_starts_with(path, "http")
	    ? NULL
	    : openapi_complaint(method, path, answer);

	ck_assert_msg(complaint == NULL, "%s %s: %s: %s", method, path,
	    complaint, answer->body);
}

struct answer
send_body(const char *method, const char *path, const char *token,
    const char *type, const char *body, size_t len, const char *header)
{
	struct buf in = buf_new(e2e_arena(), ANSWER_MAX);
	struct buf headers = buf_new(e2e_arena(), 1 << 20);
	struct curl_slist *list = header_list(token, type, header);
	struct answer answer = { 0 };
	CURL *curl = handle();
	long status = 0;

	curl_easy_setopt(curl, CURLOPT_URL,
	    text_starts_with(path, "http") ? path
					   : arena_printf(e2e_arena(), "%s%s",
						 e2e_env("ARIIA_URL"), path));
	curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
	curl_easy_setopt(
	    curl, CURLOPT_NOBODY, (long)text_is_equal(method, "HEAD"));
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, list);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)CALL_TIMEOUT_MS);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, &in);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, &headers);
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	if (body != NULL) {
		curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
		curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)len);
	}
	if (curl_easy_perform(curl) == CURLE_OK)
		curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	curl_slist_free_all(list);
	answer.status = (int)status;
	answer.body = buf_text(&in);
	answer.len = in.len;
	answer.headers = buf_text(&headers);
	answer.json = tree_of(answer.body, answer.len);
	expect_fit(method, path, &answer);
	return answer;
}

struct answer
get(const char *path, const char *token)
{
	return send_body("GET", path, token, NULL, NULL, 0, NULL);
}

const char *
answer_header(const struct answer *answer, const char *name)
{
	const char *wanted = arena_printf(e2e_arena(), "\n%s:", name);
	const char *found = strstr(answer->headers, wanted);
	const char *end;

	if (found == NULL)
		return NULL;
	found += strlen(wanted);
	end = strchr(found, '\r');
	return text_trim(e2e_arena(),
	    arena_copy_bytes(e2e_arena(), found, (size_t)(end - found)));
}

const char *
whatsapp_text(const struct studio *studio, const char *from, const char *id,
    const char *text)
{
	struct json_object *quoted = json_object_new_string(text);
	const char *body = arena_printf(e2e_arena(),
	    "{\"object\":\"whatsapp_business_account\","
	    "\"entry\":[{\"id\":\"1\","
	    "\"changes\":[{\"field\":\"messages\",\"value\":{"
	    "\"messaging_product\":\"whatsapp\",\"metadata\":{"
	    "\"display_phone_number\":\"49301234\",\"phone_number_id\":\"%s\"},"
	    "\"contacts\":[{\"profile\":{\"name\":\"Mia\"},\"wa_id\":\"%s\"}],"
	    "\"messages\":[{\"from\":\"%s\","
	    "\"id\":\"%s\",\"timestamp\":\"%" PRId64
	    "\",\"type\":\"text\",\"text\":{\"body\":%s}}]}}]}]}",
	    studio->phone_number_id, from, from, id, instant_now().us / 1000000,
	    json_object_to_json_string(quoted));

	json_object_put(quoted);
	return body;
}

struct answer
deliver_signed(const struct studio *studio, const char *body, size_t len,
    const char *signature)
{
	return send_body("POST",
	    arena_printf(e2e_arena(), "/webhook/whatsapp/%s", studio->slug),
	    NULL, "application/json", body, len,
	    signature == NULL ? NULL
			      : arena_printf(e2e_arena(),
				    "X-Hub-Signature-256: %s", signature));
}

struct answer
deliver(const struct studio *studio, const char *body)
{
	return deliver_signed(studio, body, strlen(body),
	    signature_meta(
		e2e_arena(), studio->app_secret, body, strlen(body)));
}

static PGconn *database_now;

static PGconn *
database(void)
{
	if (database_now != NULL && PQstatus(database_now) == CONNECTION_OK)
		return database_now;
	PQfinish(database_now);
	database_now = PQconnectdb(e2e_env("ARIIA_DATABASE_URL"));
	ck_assert_msg(PQstatus(database_now) == CONNECTION_OK, "%s",
	    PQerrorMessage(database_now));
	return database_now;
}

static const char *
value_of(const char *sql)
{
	PGresult *result = PQexec(database(), sql);
	const char *value = NULL;

	/* The server was started again since the last statement. */
	if (PQstatus(database_now) == CONNECTION_BAD) {
		PQclear(result);
		result = PQexec(database(), sql);
	}
	ck_assert_msg(PQresultStatus(result) == PGRES_TUPLES_OK ||
		PQresultStatus(result) == PGRES_COMMAND_OK,
	    "%s: %s", sql, PQresultErrorMessage(result));
	if (PQntuples(result) > 0 && !PQgetisnull(result, 0, 0))
		value = arena_copy(e2e_arena(), PQgetvalue(result, 0, 0));
	PQclear(result);
	return value;
}

#define FORMATTED(sql, format)                                                 \
	va_list values;                                                        \
	const char *sql;                                                       \
	va_start(values, format);                                              \
	sql = arena_vprintf(e2e_arena(), format, values);                      \
	va_end(values)

int64_t
sql_int(const char *format, ...)
{
	const char *value;
	int64_t number;
	FORMATTED(sql, format);

	value = value_of(sql);
	ck_assert_msg(value != NULL && text_to_int64(value, &number),
	    "%s yields %s", sql, value == NULL ? "nothing" : value);
	return number;
}

const char *
sql_text(const char *format, ...)
{
	FORMATTED(sql, format);
	return value_of(sql);
}

void
sql_run(const char *format, ...)
{
	FORMATTED(sql, format);
	(void)value_of(sql);
}

void
sql_wait(int64_t number, int64_t timeout_ms, const char *format, ...)
{
	int64_t end_ms = monotonic_ms() + timeout_ms;
	int64_t now;
	FORMATTED(sql, format);

	while ((now = sql_int("%s", sql)) != number) {
		ck_assert_msg(monotonic_ms() < end_ms,
		    "after %" PRId64 " ms: %" PRId64 ", not %" PRId64 ": %s",
		    timeout_ms, now, number, sql);
		pause_ms(10);
	}
}

/* One connection per role for the whole run. */
static PGconn *
connection_as(const char *role)
{
	static struct {
		char role[32];
		PGconn *connection;
	} known[16];
	size_t i = 0;

	while (known[i].connection != NULL && strcmp(known[i].role, role) != 0)
		i++;
	ck_assert_uint_lt(i, ARRAY_LENGTH(known) - 1);
	if (known[i].connection != NULL &&
	    PQstatus(known[i].connection) == CONNECTION_OK)
		return known[i].connection;
	PQfinish(known[i].connection);
	snprintf(known[i].role, sizeof(known[i].role), "%s", role);
	known[i].connection = PQconnectdb(arena_printf(
	    e2e_arena(), "%s&user=%s", e2e_env("ARIIA_DATABASE_URL"), role));
	ck_assert_msg(PQstatus(known[i].connection) == CONNECTION_OK, "%s",
	    PQerrorMessage(known[i].connection));
	return known[i].connection;
}

int64_t
sql_int_as(const char *role, int64_t tenant_id, const char *sql)
{
	PGconn *connection = connection_as(role);
	const char *tenant = tenant_id == 0
	    ? ""
	    : arena_printf(e2e_arena(), "%" PRId64, tenant_id);
	PGresult *result;
	int64_t number = -1;

	PQclear(PQexecParams(connection,
	    "SELECT set_config('app.tenant_id', $1, false)", 1, NULL, &tenant,
	    NULL, NULL, 0));
	result = PQexec(connection, sql);
	if (PQresultStatus(result) == PGRES_TUPLES_OK && PQntuples(result) == 1)
		ck_assert(text_to_int64(PQgetvalue(result, 0, 0), &number));
	else if (PQresultStatus(result) == PGRES_COMMAND_OK)
		ck_assert(text_to_int64(PQcmdTuples(result), &number));
	PQclear(result);
	return number;
}

static const char *
sim_url(const char *path, const char *contains)
{
	return arena_printf(e2e_arena(), "%s%s%s", e2e_env("ARIIA_SIM_URL"),
	    path,
	    contains == NULL ? "" : text_url_encode(e2e_arena(), contains));
}

void
sim_rule(const char *json)
{
	struct answer answer =
	    post_json(sim_url("/sim/rules", NULL), NULL, json);

	expect_status(answer, 204);
}

int64_t
sim_count(const char *contains)
{
	struct answer answer =
	    get(sim_url("/sim/count?contains=", contains), NULL);
	int64_t count;

	expect_status(answer, 200);
	ck_assert(json_int(json_at(answer.json, "count"), &count));
	return count;
}

int64_t
sim_messages(const struct studio *studio)
{
	const char *const mark = "biz_opaque_callback_data";
	const char *body;
	int64_t count = 0;
	int64_t from = 0;

	for (;;) {
		struct answer answer = get(
		    arena_printf(e2e_arena(),
			"%s/sim/requests?from=%" PRId64 "&contains=%%2F%s%%2F"
			"messages",
			e2e_env("ARIIA_SIM_URL"), from,
			studio->phone_number_id),
		    NULL);
		struct json_object *items = json_at(answer.json, "items");

		expect_status(answer, 200);
		for (size_t i = 0; i < json_length(items); i++) {
			body = json_text_at(json_item(items, i), "body");
			count += strstr(body, mark) != NULL;
		}
		if (json_length(items) == 0)
			return count;
		ck_assert(json_int(json_at(answer.json, "next"), &from));
	}
}

void
sim_wait(int64_t count, int64_t timeout_ms, const char *contains)
{
	int64_t end_ms = monotonic_ms() + timeout_ms;
	int64_t now;

	while ((now = sim_count(contains)) < count) {
		ck_assert_msg(monotonic_ms() < end_ms,
		    "%" PRId64 " of %" PRId64 " calls with %s", now, count,
		    contains);
		pause_ms(20);
	}
}

struct json_object *
sim_texts(const char *number)
{
	struct answer answer =
	    get(sim_url("/sim/requests?contains=",
		    arena_printf(e2e_arena(), "\\\"%s\\\"", number)),
		NULL);
	struct json_object *items = json_at(answer.json, "items");
	struct json_object *texts = json_new_array(e2e_arena());

	expect_status(answer, 200);
	for (size_t i = 0; i < json_length(items); i++) {
		struct json_object *item = json_item(items, i);
		const char *body = json_text_at(item, "body");
		struct json_object *sent = tree_of(body, strlen(body));
		const char *text = json_text_at(sent, "text", "body");

		/* With buttons under it. */
		if (text == NULL)
			text =
			    json_text_at(sent, "interactive", "body", "text");
		if (text != NULL)
			json_object_array_add(
			    texts, json_object_new_string(text));
	}
	return texts;
}

const char *
replies_to(const char *number, int64_t count, int64_t timeout_ms)
{
	int64_t end_ms = monotonic_ms() + timeout_ms;
	struct buf joined = buf_new(e2e_arena(), 1 << 20);
	struct json_object *texts;

	while ((int64_t)json_length(texts = sim_texts(number)) < count) {
		ck_assert_msg(monotonic_ms() < end_ms,
		    "%zu of %" PRId64 " replies to %s", json_length(texts),
		    count, number);
		pause_ms(20);
	}
	for (size_t i = 0; i < json_length(texts); i++) {
		buf_add(&joined, i == 0 ? "" : "\n");
		buf_add(&joined, json_text(json_item(texts, i)));
	}
	return buf_text(&joined);
}
