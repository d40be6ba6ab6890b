/*
 * knowledge.c - what a studio writes down, how it is found, and that nobody
 * else finds it.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>

#include "base/time.h"
#include "e2e.h"
#include "suites.h"

enum {
	QUESTIONS = 40,
	FOUND_MIN = 36,
	ANSWERED_MIN = 36,
	PASSAGES = 1000,
	/* Generous: the machine may be busy; the benchmark measures. */
	SEARCH_MS_MAX = 500
};

#define SAUNA                                                                  \
	"{\"title\":\"Sauna\",\"language\":\"de\",\"text\":\"# Sauna\\n\\n"    \
	"## Zeiten\\n\\nDie Sauna ist bis 21 Uhr warm.\\n\\n## Regeln\\n\\n"   \
	"Ein Saunatuch ist Pflicht.\"}"

static int64_t
make(const struct studio *studio, const char *body)
{
	struct answer answer =
	    post_json("/admin/knowledge", studio->owner, body);
	int64_t id = 0;

	expect_status(answer, 201);
	ck_assert(json_int(json_at(answer.json, "id"), &id));
	return id;
}

static const char *
path_of(int64_t id, const char *behind)
{
	return arena_printf(
	    e2e_arena(), "/admin/knowledge/%" PRId64 "%s", id, behind);
}

static struct json_object *
search(const struct studio *studio, const char *question)
{
	struct answer answer =
	    get(arena_printf(e2e_arena(), "/admin/knowledge/search?q=%s",
		    text_url_encode(e2e_arena(), question)),
		studio->staff);

	expect_status(answer, 200);
	return json_at(answer.json, "items");
}

static const char *
first_heading(struct json_object *items)
{
	const char *heading = json_text_at(json_item(items, 0), "heading");

	return heading == NULL ? "" : heading;
}

START_TEST(a_document_is_written_found_and_removed)
{
	struct studio *studio = studio_new("Wissen", "pro");
	int64_t id = make(studio, SAUNA);
	struct json_object *items =
	    search(studio, "Bis wann ist die Sauna warm?");

	ck_assert_str_eq(first_heading(items), "Zeiten");
	ck_assert_ptr_nonnull(strstr(
	    json_text_at(json_item(items, 0), "highlight"), "[[Sauna]]"));
	expect_status(get(path_of(id, ""), studio->staff), 200);
	expect_status(send_body("DELETE", path_of(id, ""), studio->staff, NULL,
			  "", 0, NULL),
	    403);
	expect_status(send_body("DELETE", path_of(id, ""), studio->owner, NULL,
			  "", 0, NULL),
	    204);
	expect_status(get(path_of(id, ""), studio->owner), 404);
	ck_assert_uint_eq(json_length(search(studio, "Sauna?")), 0);
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM knowledge_words WHERE tenant_id = "
		    "%" PRId64,
		studio->id),
	    0);
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM audit_logs WHERE tenant_id = %" PRId64
		    " AND action IN ('knowledge.create', 'knowledge.remove')",
		studio->id),
	    2);
}
END_TEST

START_TEST(who_was_slower_is_told_so_and_loses_nothing)
{
	struct studio *studio = studio_new("Wissen", "pro");
	int64_t id = make(studio, SAUNA);
	struct answer answer = put_json(path_of(id, ""), studio->owner,
	    "{\"title\":\"Sauna\",\"text\":\"Bis 22 Uhr.\",\"version\":1}");

	expect_status(answer, 200);
	ck_assert_int_eq(
	    json_object_get_int(json_at(answer.json, "version")), 2);
	answer = put_json(path_of(id, ""), studio->owner,
	    "{\"title\":\"Sauna\",\"text\":\"Bis 23 Uhr.\",\"version\":1}");
	expect_status(answer, 409);
	ck_assert_ptr_nonnull(
	    strstr(json_text_at(answer.json, "detail"), "version 2"));
	answer = get(path_of(id, "/versions"), studio->staff);
	ck_assert_uint_eq(json_length(json_at(answer.json, "items")), 2);
	answer = get(path_of(id, "/versions/1"), studio->staff);
	ck_assert_ptr_nonnull(
	    strstr(json_text_at(answer.json, "text"), "Saunatuch"));
	answer =
	    post_json(path_of(id, "/versions/1/restore"), studio->owner, "");
	expect_status(answer, 200);
	ck_assert_int_eq(
	    json_object_get_int(json_at(answer.json, "version")), 3);
	ck_assert_str_eq(first_heading(search(studio, "Saunatuch")), "Regeln");
}
END_TEST

START_TEST(another_studio_finds_nothing_of_it)
{
	struct studio *ours = studio_new("Wissen", "pro");
	struct studio *theirs = studio_new("Fremd", "pro");
	int64_t id = make(ours, SAUNA);

	/* Neither without a document of their own, nor with one. */
	ck_assert_uint_eq(json_length(search(theirs, "Sauna")), 0);
	ck_assert_uint_eq(json_length(search(theirs, "Suana")), 0);
	(void)make(theirs,
	    "{\"title\":\"Parken\",\"text\":\"Parken hinter dem Haus.\"}");
	ck_assert_uint_eq(json_length(search(theirs, "Sauna")), 0);
	ck_assert_uint_eq(json_length(search(theirs, "Suana")), 0);
	ck_assert_uint_eq(json_length(search(theirs, "Parkplatz")), 1);
	ck_assert_uint_eq(json_length(search(ours, "Parkplatz")), 0);
	expect_status(get(path_of(id, ""), theirs->owner), 404);
	expect_status(get(path_of(id, "/versions"), theirs->owner), 404);
	expect_status(get(path_of(id, "/versions/1"), theirs->owner), 404);
	expect_status(
	    post_json(path_of(id, "/versions/1/restore"), theirs->owner, ""),
	    404);
	expect_status(put_json(path_of(id, ""), theirs->owner,
			  "{\"title\":\"x\",\"text\":\"x\",\"version\":1}"),
	    404);
	expect_status(send_body("DELETE", path_of(id, ""), theirs->owner, NULL,
			  "", 0, NULL),
	    404);
}
END_TEST

START_TEST(what_is_misspelled_or_said_otherwise_is_found)
{
	static const char *const questions[] = { "Suana",
		"Wann ist die Sauan warm?", "Habt ihr Wellness?", "SAUNA",
		"sauna-zeiten?", "Is there a sauna?", "'Sauna' & !x | (:*" };
	struct studio *studio = studio_new("Wissen", "pro");

	(void)make(studio, SAUNA);
	for (size_t at = 0; at < ARRAY_LENGTH(questions); at++)
		ck_assert_msg(json_length(search(studio, questions[at])) > 0,
		    "%s", questions[at]);
	ck_assert_uint_eq(
	    json_length(search(studio, "Habt ihr ein Schwimmbad?")), 0);
	ck_assert_uint_eq(json_length(search(studio, "und der die das")), 0);
}
END_TEST

START_TEST(a_bad_document_is_refused)
{
	struct studio *studio = studio_new("Wissen", "pro");
	size_t len = (512 << 10) + 64;
	char *text = arena_alloc(e2e_arena(), len + 64);

	expect_status(post_json("/admin/knowledge", studio->owner,
			  "{\"title\":\"\",\"text\":\"x\"}"),
	    422);
	expect_status(post_json("/admin/knowledge", studio->owner,
			  "{\"title\":\"x\",\"text\":\"<!-- nichts -->\"}"),
	    422);
	expect_status(post_json("/admin/knowledge", studio->staff, SAUNA), 403);
	memset(text, 'x', len);
	memcpy(text, "{\"title\":\"x\",\"text\":\"", 21);
	memcpy(text + len - 3, "\"}", 3);
	expect_status(post_json("/admin/knowledge", studio->owner, text), 422);
	expect_status(get("/admin/knowledge/search", studio->staff), 422);
	expect_status(get("/admin/knowledge", NULL), 401);
}
END_TEST

/* Sends a file and waits for what becomes of it. */
static struct answer
import_file(const struct studio *studio, const char *name, const char *bytes,
    size_t len)
{
	struct answer answer = send_body("POST",
	    arena_printf(e2e_arena(), "/admin/knowledge/import?name=%s", name),
	    studio->owner, "application/octet-stream", bytes, len, NULL);
	int64_t id = 0;

	expect_status(answer, 202);
	ck_assert(json_int(json_at(answer.json, "id"), &id));
	sql_wait(1, 40000,
	    "SELECT count(*) FROM knowledge_imports WHERE id = %" PRId64
	    " AND state IN ('done', 'failed')",
	    id);
	ck_assert_int_eq(
	    sql_int("SELECT count(*) FROM knowledge_import_parts WHERE "
		    "import_id = %" PRId64,
		id),
	    0);
	return get(
	    arena_printf(e2e_arena(), "/admin/knowledge/imports/%" PRId64, id),
	    studio->staff);
}

/* A PDF of one page that says text. */
static const char *
pdf_of(const char *text)
{
	const char *page = arena_printf(
	    e2e_arena(), "BT /F1 12 Tf 72 720 Td (%s) Tj ET", text);

	return arena_printf(e2e_arena(),
	    "%%PDF-1.4\n1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj\n"
	    "2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj\n"
	    "3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792]\n"
	    "/Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >> endobj\n"
	    "4 0 obj << /Length %zu >> stream\n%s\nendstream endobj\n"
	    "5 0 obj << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>\n"
	    "endobj\ntrailer << /Root 1 0 R >>\n%%%%EOF\n",
	    strlen(page), page);
}

START_TEST(files_become_documents)
{
	static const char markdown[] =
	    "---\ntitle: Regeln\n---\n## Hunde\n\nHunde bleiben draussen.\n";
	static const char text[] = "Parken: hinter dem Haus.\r\n\fSeite 2";
	struct studio *studio = studio_new("Wissen", "pro");
	const char *pdf = pdf_of("Das Solarium kostet 50 Cent.");
	struct answer answer =
	    import_file(studio, "regeln.md", markdown, strlen(markdown));

	ck_assert_str_eq(json_text_at(answer.json, "state"), "done");
	ck_assert_str_eq(first_heading(search(studio, "Hunde?")), "Hunde");
	answer = import_file(studio, "park_platz.txt", text, strlen(text));
	ck_assert_str_eq(json_text_at(answer.json, "state"), "done");
	answer = import_file(studio, "preise.PDF", pdf, strlen(pdf));
	ck_assert_msg(text_is_equal(json_text_at(answer.json, "state"), "done"),
	    "%s", answer.body);
	ck_assert_uint_eq(json_length(search(studio, "Solarium?")), 1);
	/* The same name again: a version, not another document. */
	answer = import_file(studio, "park_platz.txt", "Neu.", 4);
	answer = get("/admin/knowledge", studio->staff);
	ck_assert_uint_eq(json_length(json_at(answer.json, "items")), 3);
	answer = get("/admin/knowledge/imports?limit=3", studio->staff);
	expect_status(answer, 200);
	ck_assert_uint_eq(json_length(json_at(answer.json, "items")), 3);
	ck_assert_str_eq(
	    json_text_at(json_item(json_at(answer.json, "items"), 1), "name"),
	    "preise.PDF");
	answer =
	    get(arena_printf(e2e_arena(),
		    "/admin/knowledge/imports?limit=3&after=%" PRId64,
		    json_object_get_int64(json_at(
			json_item(json_at(answer.json, "items"), 2), "id"))),
		studio->staff);
	ck_assert_uint_eq(json_length(json_at(answer.json, "items")), 1);
	ck_assert_str_eq(
	    json_text_at(json_item(json_at(answer.json, "items"), 0), "name"),
	    "regeln.md");
	answer =
	    get("/admin/knowledge/imports", studio_new("Fremd", "pro")->staff);
	ck_assert_uint_eq(json_length(json_at(answer.json, "items")), 0);
	answer = get("/admin/knowledge?search=PARK", studio->staff);
	ck_assert_uint_eq(json_length(json_at(answer.json, "items")), 1);
	ck_assert_str_eq(
	    json_text_at(json_item(json_at(answer.json, "items"), 0), "title"),
	    "park platz");
}
END_TEST

START_TEST(a_hostile_file_is_refused_with_a_reason)
{
	static const struct {
		const char *name;
		const char *bytes;
		const char *reason;
	} files[] = {
		{ "a.pdf", "no PDF at all", "no PDF" },
		{ "b.pdf", "%PDF-1.4\n1 0 obj << /Length 99999999999 >>",
		    "no PDF" },
		{ "c.txt", "\xff\xfe\xff", "UTF-8" },
		{ "d.md", "<!-- -->", "must say something" },
	};
	struct studio *studio = studio_new("Wissen", "pro");

	for (size_t at = 0; at < ARRAY_LENGTH(files); at++) {
		struct answer answer = import_file(studio, files[at].name,
		    files[at].bytes, strlen(files[at].bytes));
		const char *reason = json_text_at(answer.json, "reason");

		ck_assert_str_eq(json_text_at(answer.json, "state"), "failed");
		ck_assert_msg(strstr(reason, files[at].reason) != NULL,
		    "%s: %s", files[at].name, reason);
	}
	expect_status(
	    send_body("POST", "/admin/knowledge/import?name=x.exe",
		studio->owner, "application/octet-stream", "x", 1, NULL),
	    422);
	expect_status(
	    send_body("POST", "/admin/knowledge/import?name=x.md",
		studio->staff, "application/octet-stream", "x", 1, NULL),
	    403);
	/* The worker has survived it all. */
	ck_assert_str_eq(
	    json_text_at(
		import_file(studio, "gut.md", "Gut.", 4).json, "state"),
	    "done");
}
END_TEST

/* The demo studio's texts and their questions. */
struct asked {
	const char *question;
	const char *heading;
	const char *phrase;
};

static void
load_demo(const struct studio *studio, struct asked *asked)
{
	const char *folder = arena_printf(
	    e2e_arena(), "%s/contrib/demo.d", e2e_env("ARIIA_ROOT"));
	const char *own =
	    arena_printf(e2e_arena(), "%s/getimpulse-berlin", folder);
	FILE *file;
	char line[512];

	ariia(0, "knowledge", "import", "--tenant", studio->slug,
	    arena_printf(e2e_arena(), "%s/hausordnung.md", own),
	    arena_printf(e2e_arena(), "%s/mitgliedschaft.md", own),
	    arena_printf(e2e_arena(), "%s/angebote.md", own),
	    arena_printf(e2e_arena(), "%s/besuch.md", own));
	file =
	    fopen(arena_printf(e2e_arena(), "%s/questions.tsv", folder), "re");
	ck_assert_ptr_nonnull(file);
	for (size_t at = 0; at < QUESTIONS; at++) {
		char *heading, *phrase;

		ck_assert_ptr_nonnull(fgets(line, sizeof(line), file));
		heading = strchr(line, '\t');
		ck_assert_ptr_nonnull(heading);
		*heading++ = '\0';
		phrase = strchr(heading, '\t');
		ck_assert_ptr_nonnull(phrase);
		*phrase++ = '\0';
		phrase[strcspn(phrase, "\n")] = '\0';
		asked[at].question = arena_copy(e2e_arena(), line);
		asked[at].heading = arena_copy(e2e_arena(), heading);
		asked[at].phrase = arena_copy(e2e_arena(), phrase);
	}
	(void)fclose(file);
}

START_TEST(questions_find_the_passage_that_answers_them)
{
	struct studio *studio = studio_new("Demo", "pro");
	struct asked asked[QUESTIONS];
	int found = 0;

	load_demo(studio, asked);
	for (size_t at = 0; at < QUESTIONS; at++) {
		struct json_object *items = search(studio, asked[at].question);

		if (strstr(first_heading(items), asked[at].heading) != NULL)
			found++;
	}
	printf("knowledge: %d of %d questions found their passage\n", found,
	    QUESTIONS);
	ck_assert_int_ge(found, FOUND_MIN);
}
END_TEST

/* Without a model, from the webhook to what the provider was given to send. */
START_TEST(questions_are_answered_without_a_model)
{
	const char *mark = fresh_id("Demostudio");
	struct studio *studio = studio_new(mark, "pro");
	struct asked asked[QUESTIONS];
	int answered = 0;

	load_demo(studio, asked);
	sim_rule(arena_printf(
	    e2e_arena(), "{\"match\":\"%s\",\"status\":400}", mark));
	for (size_t at = 0; at < QUESTIONS; at++) {
		const char *from = fresh_number();
		const char *said;

		expect_status(deliver(studio,
				  whatsapp_text(studio, from,
				      fresh_id("wamid."), asked[at].question)),
		    200);
		said = replies_to(from, 1, 20000);
		if (strstr(said, asked[at].phrase) != NULL)
			answered++;
		else
			printf("  %s -> %s\n", asked[at].question, said);
	}
	printf("knowledge: %d of %d questions answered without a model\n",
	    answered, QUESTIONS);
	ck_assert_int_ge(answered, ANSWERED_MIN);
}
END_TEST

START_TEST(a_search_through_many_passages_is_quick)
{
	struct studio *studio = studio_new("Viel", "pro");
	struct buf text = buf_new(e2e_arena(), 1 << 20);
	struct answer answer;
	int64_t started_ms;

	buf_add(&text, "{\"title\":\"Viel\",\"text\":\"");
	for (int at = 0; at < PASSAGES; at++)
		buf_printf(&text,
		    "## Abschnitt %d\\n\\nDie Sauna %d ist warm, das Handtuch "
		    "liegt bereit, der Kurs beginnt um %d Uhr.\\n\\n",
		    at, at * 7, at % 24);
	buf_add(&text, "\"}");
	answer = post_json("/admin/knowledge", studio->owner, buf_text(&text));
	expect_status(answer, 201);
	ck_assert_int_eq(
	    json_object_get_int(json_at(answer.json, "passages")), PASSAGES);
	(void)search(studio, "Sauna und Handtuch");
	started_ms = monotonic_ms();
	ck_assert_uint_gt(
	    json_length(search(studio, "Wann beginnt der Kurs?")), 0);
	ck_assert_int_lt(monotonic_ms() - started_ms, SEARCH_MS_MAX);
}
END_TEST

Suite *
knowledge_suite(void)
{
	Suite *suite = suite_create("knowledge");
	TCase *tests = tcase_create("knowledge");

	tcase_add_checked_fixture(tests, e2e_setup, e2e_teardown);
	tcase_set_timeout(tests, 180);
	tcase_add_test(tests, a_document_is_written_found_and_removed);
	tcase_add_test(tests, who_was_slower_is_told_so_and_loses_nothing);
	tcase_add_test(tests, another_studio_finds_nothing_of_it);
	tcase_add_test(tests, what_is_misspelled_or_said_otherwise_is_found);
	tcase_add_test(tests, a_bad_document_is_refused);
	tcase_add_test(tests, files_become_documents);
	tcase_add_test(tests, a_hostile_file_is_refused_with_a_reason);
	tcase_add_test(tests, questions_find_the_passage_that_answers_them);
	tcase_add_test(tests, questions_are_answered_without_a_model);
	tcase_add_test(tests, a_search_through_many_passages_is_quick);
	suite_add_tcase(suite, tests);
	return suite;
}
