/*
 * person.c - people with a password, and requests from other addresses.
 *
 * SPDX-License-Identifier: ISC
 */
#include "person.h"

#include <curl/curl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/config.h"
#include "base/crypto.h"
#include "identity/password.h"

enum { ANSWER_MAX = 1 << 20, RECORD_MAX = 8192 };

/* One hash for everybody, because each costs 150 ms. */
static const char *
shared_hash(void)
{
	static char hash[200];
	struct task task = { .arena = e2e_arena() };

	if (hash[0] == '\0')
		snprintf(hash, sizeof(hash), "%s",
		    password_hash(&task, PERSON_PASSWORD));
	return hash;
}

struct person *
person_new(const struct studio *studio, const char *role)
{
	struct person *person = arena_new(e2e_arena(), struct person);

	person->studio = studio;
	person->email = text_lower(e2e_arena(),
	    arena_printf(e2e_arena(), "%s@example.org", fresh_id("p")));
	person->id = sql_int("INSERT INTO users (tenant_id, email, role, "
			     "password_hash, email_verified_at) VALUES "
			     "(%" PRId64 ", '%s', '%s', '%s', now()) "
			     "RETURNING id",
	    studio->id, person->email, role, shared_hash());
	return person;
}

const char *
fresh_address(void)
{
	unsigned char bytes[3];

	crypto_random(bytes, sizeof(bytes));
	return arena_printf(e2e_arena(), "127.%d.%d.%d", 16 + bytes[0] % 200,
	    bytes[1], 1 + bytes[2] % 250);
}

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

static void
read_json(struct answer *answer)
{
	size_t wrong_at;

	if (answer->len == 0 ||
	    !json_read(e2e_arena(), answer->body, answer->len, &answer->json,
		&wrong_at))
		answer->json = NULL;
}

struct answer
call_from(const struct call *call)
{
	struct buf in = buf_new(e2e_arena(), ANSWER_MAX);
	struct buf headers = buf_new(e2e_arena(), ANSWER_MAX);
	struct curl_slist *list = curl_slist_append(NULL, "Expect:");
	struct answer answer = { 0 };
	CURL *curl = curl_easy_init();
	long status = 0;

	if (call->type != NULL)
		list = curl_slist_append(list,
		    arena_printf(e2e_arena(), "Content-Type: %s", call->type));
	for (size_t i = 0; call->headers[i] != NULL; i++)
		list = curl_slist_append(list, call->headers[i]);
	curl_easy_setopt(curl, CURLOPT_URL,
	    arena_printf(
		e2e_arena(), "%s%s", e2e_env("ARIIA_URL"), call->path));
	curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, call->method);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, list);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, 60000L);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, &in);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, &headers);
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	if (call->address != NULL)
		curl_easy_setopt(curl, CURLOPT_INTERFACE,
		    arena_printf(e2e_arena(), "host!%s", call->address));
	if (call->body != NULL)
		curl_easy_setopt(curl, CURLOPT_POSTFIELDS, call->body);
	if (curl_easy_perform(curl) == CURLE_OK)
		curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	curl_slist_free_all(list);
	curl_easy_cleanup(curl);
	answer.status = (int)status;
	answer.body = buf_text(&in);
	answer.len = in.len;
	answer.headers = buf_text(&headers);
	read_json(&answer);
	return answer;
}

const char *
login_body(const char *email, const char *password)
{
	struct json_object *body = json_new_object(e2e_arena());
	size_t len;

	json_add_text(body, "email", email);
	json_add_text(body, "password", password);
	return json_write(e2e_arena(), body, &len);
}

struct answer
login_from(const char *address, const char *email, const char *password)
{
	return call_from(&(struct call){
	    .method = "POST",
	    .path = "/auth/login",
	    .address = address,
	    .type = "application/json",
	    .body = login_body(email, password),
	});
}

const char *
token_of_login(const struct person *person)
{
	struct answer answer = post_json(
	    "/auth/login", NULL, login_body(person->email, PERSON_PASSWORD));

	expect_status(answer, 200);
	return json_text_at(answer.json, "token");
}

const char *
answer_cookie(const struct answer *answer, const char *name)
{
	const char *wanted =
	    arena_printf(e2e_arena(), "\nset-cookie: %s=", name);
	const char *found = strstr(answer->headers, wanted);

	if (found == NULL)
		return NULL;
	found += strlen("\nset-cookie: ");
	return arena_copy_bytes(e2e_arena(), found, strcspn(found, ";\r"));
}

struct task *
stack_task(void)
{
	struct task *task = arena_new(e2e_arena(), struct task);
	const char *complaint;

	task->arena = e2e_arena();
	task->config =
	    config_read(e2e_arena(), e2e_env("ARIIA_CONFIG"), &complaint);
	ck_assert_msg(task->config != NULL, "%s", complaint);
	return task;
}

/* One FastCGI record (version 1, request 1). */
static void
add_record(struct buf *out, int type, const void *content, size_t len)
{
	const char head[8] = { 1, (char)type, 0, 1, (char)(len >> 8),
		(char)(len & 0xff), 0, 0 };

	buf_add_bytes(out, head, sizeof(head));
	if (len > 0)
		buf_add_bytes(out, content, len);
}

static void
add_param(struct buf *params, const char *param)
{
	size_t name_len = strcspn(param, "=");
	size_t value_len = strlen(param) - name_len - 1;
	const char wide[4] = { (char)(0x80 | (value_len >> 24)),
		(char)(value_len >> 16), (char)(value_len >> 8),
		(char)value_len };

	buf_add_char(params, (char)name_len);
	buf_add_bytes(params, wide, sizeof(wide));
	buf_add_bytes(params, param, name_len);
	buf_add_bytes(params, param + name_len + 1, value_len);
}

static int
connect_to(const char *program)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int connection = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s/run/%s.sock",
	    e2e_env("ARIIA_DIR"), program);
	ck_assert_int_ge(connection, 0);
	ck_assert_int_eq(
	    connect(connection, (struct sockaddr *)&address, sizeof(address)),
	    0);
	return connection;
}

/* The bytes of all STDOUT records. */
static const char *
stdout_of(const char *bytes, size_t len)
{
	struct buf out = buf_new(e2e_arena(), ANSWER_MAX);

	while (len >= 8) {
		size_t content = (size_t)(unsigned char)bytes[4] * 256 +
		    (unsigned char)bytes[5];
		size_t whole = 8 + content + (unsigned char)bytes[6];

		ck_assert_uint_le(whole, len);
		if (bytes[1] == 6)
			buf_add_bytes(&out, bytes + 8, content);
		bytes += whole;
		len -= whole;
	}
	return buf_text(&out);
}

struct answer
ask_program(const char *program, const char *path, const char *const *params)
{
	static const char begin[8] = { 0, 1 }; /* responder, close after */
	struct buf names = buf_new(e2e_arena(), RECORD_MAX);
	struct buf out = buf_new(e2e_arena(), 2 * RECORD_MAX);
	struct buf in = buf_new(e2e_arena(), ANSWER_MAX);
	int connection = connect_to(program);
	struct answer answer = { 0 };
	const char *text;
	char chunk[4096];
	ssize_t got;

	add_param(&names, "REQUEST_METHOD=GET");
	add_param(&names, "REMOTE_ADDR=127.0.0.1");
	add_param(&names, "HTTP_HOST=127.0.0.1");
	add_param(&names, arena_printf(e2e_arena(), "REQUEST_URI=%s", path));
	for (; *params != NULL; params++)
		add_param(&names, *params);
	add_record(&out, 1, begin, sizeof(begin));
	add_record(&out, 4, names.data, names.len);
	add_record(&out, 4, NULL, 0);
	add_record(&out, 5, NULL, 0);
	ck_assert_int_eq(
	    write(connection, out.data, out.len), (ssize_t)out.len);
	while ((got = read(connection, chunk, sizeof(chunk))) > 0)
		buf_add_bytes(&in, chunk, (size_t)got);
	close(connection);
	text = stdout_of(in.data, in.len);
	ck_assert(text_starts_with(text, "Status: "));
	answer.status = (int)strtol(text + 8, NULL, 10);
	answer.headers = text;
	answer.body = strstr(text, "\r\n\r\n") + 4;
	answer.len = strlen(answer.body);
	read_json(&answer);
	return answer;
}
