/*
 * replay.c - delivers every payload of a folder that is for our channels and
 * compares what was stored with what the folder's index.json expects.
 *
 * usage: replay DIR. index.json is {"items": [{"provider", "kind", "file",
 * "http", "expect": [{"expect": "text", "id", "from", ...}]}]}.
 *
 * SPDX-License-Identifier: ISC
 */
#include <fcntl.h>
#include <unistd.h>

#include "base/task.h"
#include "e2e.h"

static const char *folder;

/* The item that is compared, and what does not fit. */
static struct json_object *item;
static const char *complaint;

static void
complain(const char *what, const char *stored, const char *wanted)
{
	if (complaint == NULL)
		complaint = arena_printf(e2e_arena(), "%s is %s, not %s", what,
		    stored == NULL ? "missing" : stored,
		    wanted == NULL ? "missing" : wanted);
}

static void
compare(const char *what, const char *stored, const char *wanted)
{
	if (wanted != NULL && !text_is_equal(stored, wanted))
		complain(what, stored, wanted);
}

static const char *
file_bytes(const char *name, size_t *len)
{
	const char *path = arena_printf(e2e_arena(), "%s/%s", folder, name);
	struct buf bytes = buf_new(e2e_arena(), 64 << 20);
	int file = open(path, O_RDONLY | O_CLOEXEC);
	char chunk[65536];
	ssize_t got;

	if (file < 0)
		return NULL;
	while ((got = read(file, chunk, sizeof(chunk))) > 0)
		buf_add_bytes(&bytes, chunk, (size_t)got);
	close(file);
	*len = bytes.len;
	return buf_text(&bytes);
}

static struct json_object *
parsed(const char *bytes, size_t len)
{
	struct task task = { .arena = e2e_arena() };
	struct json_object *tree;

	return bytes != NULL && json_parse(&task, bytes, len, &tree) ? tree
								     : NULL;
}

static const char *
quoted(const char *text)
{
	struct buf out = buf_new(e2e_arena(), 1 << 20);

	for (const char *c = text; *c != '\0'; c++) {
		if (*c == '\'')
			buf_add_char(&out, '\'');
		buf_add_char(&out, *c);
	}
	return arena_printf(e2e_arena(), "'%s'", buf_text(&out));
}

/* A column of the one message with that provider id. */
static const char *
column(const struct studio *studio, const char *id, const char *expression)
{
	return sql_text(
	    "SELECT %s FROM chat_messages m JOIN chat_sessions s ON "
	    "s.tenant_id = m.tenant_id AND s.id = m.session_id WHERE "
	    "m.tenant_id = %" PRId64 " AND m.provider_message_id = "
	    "%s AND m.direction = 'inbound'",
	    expression, studio->id, quoted(id));
}

/* Kinds that the index calls by another name than the stored one. */
static bool
kind_fits(const char *stored, const char *expected)
{
	if (text_is_equal(stored, expected))
		return true;
	if (text_is_equal(expected, "reaction_removed"))
		return text_is_equal(stored, "reaction");
	if (text_is_equal(expected, "unsupported"))
		return text_is_equal(stored, "unsupported") ||
		    text_is_equal(stored, "unknown");
	return false;
}

static void
compare_message(const struct studio *studio, struct json_object *expected)
{
	static const char *const inside[] = { "media_id", "mime_type",
		"payload", "filename", "emoji", "target" };
	const char *id = json_text_at(expected, "id");
	const char *name = json_text_at(expected, "expect");
	const char *kind;
	const char *payload;

	if (id == NULL)
		return;
	kind = column(studio, id, "m.kind");
	if (!kind_fits(kind, name))
		complain("kind", kind, name);
	compare("text", column(studio, id, "m.text"),
	    json_text_at(expected, "text"));
	compare("reply_to", column(studio, id, "m.reply_to"),
	    json_text_at(expected, "reply_to"));
	if (json_text_at(expected, "group_id") == NULL)
		compare("from", column(studio, id, "s.user_key"),
		    json_text_at(expected, "from"));
	payload = column(studio, id, "m.payload::text");
	for (size_t i = 0; i < ARRAY_LENGTH(inside); i++) {
		const char *wanted = json_text_at(expected, inside[i]);

		if (wanted != NULL && wanted[0] != '\0' &&
		    (payload == NULL || strstr(payload, wanted) == NULL))
			complain(inside[i], payload, wanted);
	}
}

static void
compare_status(const struct studio *studio, struct json_object *expected)
{
	struct json_object *codes = json_at(expected, "error_codes");
	const char *id = json_text_at(expected, "message_id");
	const char *where = arena_printf(e2e_arena(),
	    "FROM delivery_receipts WHERE tenant_id = %" PRId64
	    " AND provider_message_id = %s AND status = %s",
	    studio->id, quoted(id == NULL ? "" : id),
	    quoted(json_text_at(expected, "status")));

	compare("recipient", sql_text("SELECT recipient %s", where),
	    json_text_at(expected, "recipient"));
	for (size_t i = 0; i < json_length(codes); i++) {
		const char *code =
		    json_text_or_int(e2e_arena(), json_item(codes, i));
		const char *stored = sql_text("SELECT error_code %s", where);

		if (stored == NULL || strstr(stored, code) == NULL)
			complain("error_code", stored, code);
	}
}

/* No message that nobody expected, and no turn for what wants no answer. */
static void
compare_counts(const struct studio *studio, struct json_object *list)
{
	int64_t stored = sql_int(
	    "SELECT count(*) FROM chat_messages WHERE tenant_id = %" PRId64
	    " AND direction = 'inbound'",
	    studio->id);
	int64_t expected = 0;

	for (size_t i = 0; i < json_length(list); i++) {
		const char *name = json_text_at(json_item(list, i), "expect");

		if (!text_is_equal(name, "status") &&
		    !text_is_equal(name, "ignore"))
			expected++;
	}
	if (stored != expected)
		complain("number of messages",
		    arena_printf(e2e_arena(), "%" PRId64, stored),
		    arena_printf(e2e_arena(), "%" PRId64, expected));
}

/* The number the payload is for becomes the studio's. */
static const char *
phone_number_id_of(struct json_object *payload)
{
	struct json_object *entries = json_at(payload, "entry");

	for (size_t i = 0; i < json_length(entries); i++) {
		struct json_object *changes =
		    json_at(json_item(entries, i), "changes");

		for (size_t j = 0; j < json_length(changes); j++) {
			const char *id = json_text_at(json_item(changes, j),
			    "value", "metadata", "phone_number_id");

			if (id != NULL)
				return id;
		}
	}
	return NULL;
}

static void
replay_whatsapp(void)
{
	struct json_object *expected = json_at(item, "expect");
	struct studio *studio = studio_new("Wiedergabe", "enterprise");
	size_t len = 0;
	const char *bytes = file_bytes(json_text_at(item, "file"), &len);
	const char *number = phone_number_id_of(parsed(bytes, len));
	int64_t http;
	struct answer answer;

	if (bytes == NULL) {
		complain("file", NULL, json_text_at(item, "file"));
		return;
	}
	if (number != NULL)
		ariia(0, "setting", "put", studio->slug,
		    "whatsapp_phone_number_id", number);
	if (!json_int(json_at(item, "http"), &http))
		http = 200;
	answer = deliver(studio, bytes);
	if (answer.status != http)
		complain("status",
		    arena_printf(e2e_arena(), "%d", answer.status),
		    arena_printf(e2e_arena(), "%" PRId64, http));
	for (size_t i = 0; i < json_length(expected); i++) {
		struct json_object *one = json_item(expected, i);

		if (text_is_equal(json_text_at(one, "expect"), "status"))
			compare_status(studio, one);
		else if (!text_is_equal(json_text_at(one, "expect"), "ignore"))
			compare_message(studio, one);
	}
	if (json_object_is_type(expected, json_type_array))
		compare_counts(studio, expected);
}

/* Deliveries of a channel that is served; the rest of the folder is for other
 * programs. */
static const struct {
	const char *provider;
	const char *kind;
	void (*replay)(void);
} channels[] = {
	{ "whatsapp", "webhook", replay_whatsapp },
	{ "whatsapp", "malformed", replay_whatsapp },
};

/* The items that are ours. */
static struct json_object **ours;
static int our_count;

static int
channel_of(struct json_object *candidate)
{
	for (size_t i = 0; i < ARRAY_LENGTH(channels); i++)
		if (text_is_equal(json_text_at(candidate, "provider"),
			channels[i].provider) &&
		    text_is_equal(
			json_text_at(candidate, "kind"), channels[i].kind))
			return (int)i;
	return -1;
}

START_TEST(each_payload_is_stored_as_the_index_expects)
{
	item = ours[_i];
	complaint = NULL;
	channels[channel_of(item)].replay();
	ck_assert_msg(
	    complaint == NULL, "%s: %s", json_text_at(item, "file"), complaint);
}
END_TEST

static Suite *
replay_suite(void)
{
	Suite *suite = suite_create("replay");
	TCase *tests = tcase_create("replay");

	tcase_set_timeout(tests, 0);
	tcase_add_loop_test(
	    tests, each_payload_is_stored_as_the_index_expects, 0, our_count);
	suite_add_tcase(suite, tests);
	return suite;
}

int
main(int argc, char **argv)
{
	struct json_object *items;
	const char *bytes;
	size_t len = 0;

	if (argc != 2) {
		fputs("usage: replay DIR\n", stderr);
		return 2;
	}
	folder = argv[1];
	bytes = file_bytes("index.json", &len);
	items = json_at(parsed(bytes, len), "items");
	ours = arena_array(
	    e2e_arena(), struct json_object *, json_length(items) + 1);
	for (size_t i = 0; i < json_length(items); i++)
		if (channel_of(json_item(items, i)) >= 0)
			ours[our_count++] = json_item(items, i);
	if (our_count == 0) {
		fprintf(stderr, "%s/index.json has nothing for us\n", folder);
		return 2;
	}
	return e2e_run(
	    (const struct e2e_suite[]){ { replay_suite, E2E_WEB }, { 0 } });
}
