/*
 * test_knowledge.c - Markdown becomes passages, questions become concepts.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/buf.h"
#include "base/json.h"
#include "base/text.h"
#include "knowledge/import.h"
#include "knowledge/markdown.h"
#include "knowledge/question.h"
#include "knowledge/trade.h"
#include "unit.h"

Suite *knowledge_suite(void);

/* Passages as "heading: text" with " | " between. */
static const char *
passages_of(struct arena *arena, const char *text)
{
	struct markdown markdown = markdown_read(arena, text, NULL);
	struct buf buf = buf_new(arena, 1 << 20);

	for (size_t at = 0; at < markdown.passages.count; at++) {
		const struct passage_text *one = &markdown.passages.items[at];

		buf_printf(&buf, "%s%s%s%s", at == 0 ? "" : " | ", one->heading,
		    *one->heading == '\0' ? "" : ": ", one->text);
	}
	return buf_text(&buf);
}

/* clang-format off */
static const struct {
	const char *markdown;
	const char *passages;
} splits[] = {
	{ "", "" },
	{ "\n\n \n", "" },
	{ "Ein Satz.", "Ein Satz." },
	{ "Eine Zeile\nund noch eine", "Eine Zeile und noch eine" },
	{ "Eins\n\nZwei", "Eins\n\nZwei" },
	{ "Eins  \nZwei", "Eins\nZwei" },
	{ "Eins\\\nZwei", "Eins\nZwei" },
	{ "# Titel\n\nText", "Text" },
	{ "# Titel\n\n## Preise\n\nText", "Preise: Text" },
	{ "## Preise\nText\n### Tageskarte\n12 EUR", "Preise: Text | Preise > Tageskarte: 12 EUR" },
	{ "## A\na\n## B\nb", "A: a | B: b" },
	{ "### A\na\n## B\nb\n### C\nc", "A: a | B: b | B > C: c" },
	{ "## A ##\na", "A: a" },
	{ "## *A* `b`\na", "A b: a" },
	{ "#Kein Titel", "#Kein Titel" },
	{ "####### sieben", "####### sieben" },
	{ "## leer\n## voll\nx", "voll: x" },
	{ "Titel\n=====\nText", "Text" },
	{ "x\n\nPreise\n---\nText", "x | Preise: Text" },
	{ "Eins\n\n---\n\nZwei", "Eins\n\nZwei" },
	{ "* * *\nText", "Text" },
	{ "- a\n- b", "- a\n- b" },
	{ "* a\n+ b", "- a\n- b" },
	{ "1. a\n2. b", "1. a\n2. b" },
	{ "- a\n  weiter\n- b", "- a weiter\n- b" },
	{ "- a\n  - b", "- a\n- b" },
	{ "- [ ] a\n- [x] b", "- a\n- b" },
	{ "Im Jahr\n2024. Ja", "Im Jahr 2024. Ja" },
	{ "Liste:\n- a\n\nEnde", "Liste:\n\n- a\n\nEnde" },
	{ "| Karte | Preis |\n|---|---:|\n| Tag | 12 EUR |\n| Zehn | 99 EUR |", "Tag: 12 EUR\nZehn: 99 EUR" },
	{ "| A | B | C |\n|---|---|---|\n| x | y | z |", "x: B y, C z" },
	{ "| A | B | C |\n|---|---|---|\n| x | | z |", "x, C z" },
	{ "| a \\| b | c |\n|---|---|\n| d | e |", "d: e" },
	{ "a | b\nkein Strich", "a | b kein Strich" },
	{ "```\n# kein Titel\n- x\n```\nText", "# kein Titel\n- x\n\nText" },
	{ "~~~\noffen", "offen" },
	{ "> Zitat\n> weiter", "Zitat weiter" },
	{ ">>> tief", "tief" },
	{ "<!-- weg\nauch weg -->\nda", "da" },
	{ "<!-- nie zu", "" },
	{ "**fett** und _kursiv_ und ~~weg~~", "fett und kursiv und weg" },
	{ "5 * 3 = 15, snake_case_name", "5 * 3 = 15, snake_case_name" },
	{ "[Plan](https://x.de/a)", "Plan (https://x.de/a)" },
	{ "[https://x.de](https://x.de)", "https://x.de" },
	{ "[Mail](mailto:a@b.de)", "Mail (a@b.de)" },
	{ "[böse](javascript:alert(1))", "böse" },
	{ "[Text][ref] und [allein]", "Text und [allein]" },
	{ "![Bild](x.png) da", "Bild da" },
	{ "<https://x.de> <b>fett</b> a<br>b 1 < 2", "https://x.de fett a b 1 < 2" },
	{ "`code *bleibt*`", "code *bleibt*" },
	{ "\\*kein Mark\\*", "*kein Mark*" },
	{ "A &amp; B &uuml;ber &unbekannt;", "A & B über &unbekannt;" },
	{ "viele    Leer\tzeichen", "viele Leer zeichen" },
	{ "Text[^1] mit Fußnote", "Text mit Fußnote" },
	{ "---\ntitle: Hallo\nlanguage: en\n---\nText", "Text" },
	{ "---\nkein Ende", "kein Ende" },
	{ "[[[[", "[[[[" },
	{ "``` `", "``` `" },
};
/* clang-format on */

START_TEST(markdown_becomes_plain_passages)
{
	for (size_t at = 0; at < ARRAY_LENGTH(splits); at++) {
		struct arena *arena = arena_create(1024, 64 << 20);

		ck_assert_str_eq(passages_of(arena, splits[at].markdown),
		    splits[at].passages);
		arena_free(arena);
	}
}
END_TEST

START_TEST(a_title_is_told_by_front_matter_or_heading)
{
	struct arena *arena = new_arena();
	struct markdown markdown = markdown_read(arena,
	    "---\ntitle: \"Haus\"\nlanguage: en-GB\n---\n# Anders\nx", NULL);

	ck_assert_str_eq(markdown.title, "Haus");
	ck_assert_str_eq(markdown.language, "en");
	ck_assert_str_eq(markdown.passages.items[0].heading, "Anders");
	markdown = markdown_read(arena, "# Haus\nx", NULL);
	ck_assert_str_eq(markdown.title, "Haus");
	ck_assert_str_eq(markdown.passages.items[0].heading, "");
	markdown = markdown_read(arena, "# Haus\nx", "Mein Haus");
	ck_assert_str_eq(markdown.passages.items[0].heading, "Haus");
	markdown = markdown_read(arena, "x", NULL);
	ck_assert_ptr_null(markdown.title);
}
END_TEST

/* text so many times. */
static const char *
repeated(struct arena *arena, const char *text, size_t times)
{
	struct buf buf = buf_new(arena, strlen(text) * times);

	while (times-- > 0)
		buf_add(&buf, text);
	return buf_text(&buf);
}

static void
expect_bounded(const char *text, size_t least)
{
	struct arena *arena = new_arena();
	struct markdown markdown = markdown_read(arena, text, NULL);

	ck_assert_uint_ge(markdown.passages.count, least);
	for (size_t at = 0; at < markdown.passages.count; at++)
		ck_assert_uint_le(
		    text_characters(markdown.passages.items[at].text),
		    PASSAGE_CHARACTERS_MAX);
}

START_TEST(no_passage_is_longer_than_it_may_be)
{
	struct arena *arena = new_arena();

	expect_bounded(repeated(arena, "Ein Satz über die Sauna. ", 500), 8);
	expect_bounded(repeated(arena, "ohneende", 2000), 10);
	expect_bounded(repeated(arena, "wort ", 4000), 13);
	expect_bounded(repeated(arena, "äöü", 5000), 10);
	expect_bounded(repeated(arena, "- Punkt der Liste\n", 1000), 10);
	expect_bounded(repeated(arena, "Absatz.\n\n", 1000), 5);
}
END_TEST

START_TEST(a_long_passage_ends_with_a_sentence)
{
	struct arena *arena = new_arena();
	struct markdown markdown = markdown_read(
	    arena, repeated(arena, "Die Sauna ist warm. ", 200), NULL);

	ck_assert(text_ends_with(markdown.passages.items[0].text, "warm."));
	ck_assert(text_starts_with(markdown.passages.items[1].text, "Die"));
}
END_TEST

START_TEST(hostile_markdown_takes_no_time)
{
	static const char *const pieces[] = { "[", "![", "`", "*", "<", "&",
		"> ", "```\n", "|a|b\n|-|-\n", "[a](", "\\", "- ", "# \n",
		"<!--", "_a" };

	for (size_t at = 0; at < ARRAY_LENGTH(pieces); at++) {
		struct arena *arena = arena_create(1024, 256 << 20);
		struct markdown markdown = markdown_read(arena,
		    repeated(
			arena, pieces[at], (256 << 10) / strlen(pieces[at])),
		    NULL);

		ck_assert_uint_le(markdown.passages.count, PASSAGES_MAX);
		arena_free(arena);
	}
}
END_TEST

static struct json_object *
read_question(struct arena *arena, const char *text)
{
	struct question question = question_read(arena, text);
	struct json_object *tree = NULL;
	size_t wrong_at;

	if (question.json == NULL)
		return NULL;
	ck_assert(json_read(
	    arena, question.json, strlen(question.json), &tree, &wrong_at));
	return tree;
}

static const char *concept(struct json_object *question, size_t at)
{
	return json_text_at(
	    json_item(json_at(question, "concepts"), at), "word");
}

START_TEST(a_question_keeps_what_it_asks_for)
{
	struct arena *arena = new_arena();
	struct json_object *question = read_question(
	    arena, "Wie lange ist denn bei euch die Sauna offen?");

	ck_assert_str_eq(concept(question, 0), "sauna");
	ck_assert_str_eq(concept(question, 1), "offen");
	ck_assert_ptr_null(concept(question, 2));
	ck_assert_ptr_null(read_question(arena, "Und was ist das?"));
	ck_assert_ptr_null(read_question(arena, ""));
	ck_assert_ptr_null(read_question(arena, "?!"));
	ck_assert_ptr_null(read_question(arena, "trainieren"));
}
END_TEST

START_TEST(synonyms_and_spellings_are_ways_to_say_it)
{
	static const struct {
		const char *question;
		const char *way;
	} cases[] = {
		{ "Schnupperstunde", "'probetraining'" },
		{ "kündigen", "'kündigung'" },
		{ "Beitrag", "'preis'" },
		{ "Wellness", "'sauna'" },
		{ "Parkplatz", "'parken'" },
		{ "Parkplaetze", "'parkplätze'" },
		{ "Kündigungsfrist", "'kündigung':* & 'frist'" },
		{ "Saunazeiten", "'sauna':* & 'zeiten'" },
		{ "parking", "'parkplatz'" },
		{ "löscht", "'lösch':*" },
	};
	struct arena *arena = new_arena();

	for (size_t at = 0; at < ARRAY_LENGTH(cases); at++) {
		struct question question =
		    question_read(arena, cases[at].question);

		ck_assert_msg(strstr(question.query, cases[at].way) != NULL,
		    "%s -> %s", cases[at].question, question.query);
	}
}
END_TEST

START_TEST(nothing_in_a_question_is_an_operator)
{
	struct arena *arena = new_arena();
	struct question question =
	    question_read(arena, "Sauna' | !('x' & \\ <-> :* \"Kurs\"");

	ck_assert_ptr_nonnull(strstr(question.query, "'sauna':*"));
	ck_assert_ptr_null(strpbrk(question.query, "!\\\"<"));
	/* As long as it likes. */
	question = question_read(arena, repeated(arena, "Sauna1x ", 5000));
	ck_assert_uint_eq(question.concepts, 1);
	question = question_read(arena, repeated(arena, "x", 100000));
	ck_assert_uint_le(question.concepts, 1);
}
END_TEST

START_TEST(compounds_are_taken_apart)
{
	static const struct {
		const char *word;
		const char *front;
		const char *head;
	} cases[] = {
		{ "kündigungsfrist", "kündigung", "frist" },
		{ "mitgliedsbeitrag", "mitglied", "beitrag" },
		{ "saunabereich", "sauna", "bereich" },
		{ "parkplätze", "park", "plätze" },
		{ "fitnessraum", "fitness", "raum" },
		{ "öffnungszeiten", "öffnung", "zeiten" },
	};
	struct arena *arena = new_arena();
	struct trade_parts parts;

	for (size_t at = 0; at < ARRAY_LENGTH(cases); at++) {
		ck_assert_msg(trade_split(arena, cases[at].word, &parts), "%s",
		    cases[at].word);
		ck_assert_str_eq(parts.front, cases[at].front);
		ck_assert_str_eq(parts.head, cases[at].head);
	}
	ck_assert(!trade_split(arena, "sauna", &parts));
	ck_assert(!trade_split(arena, "zeit", &parts));
	ck_assert(!trade_split(arena, "", &parts));
}
END_TEST

START_TEST(a_file_says_what_it_is)
{
	struct arena *arena = new_arena();

	ck_assert_str_eq(import_kind("a.MD"), "markdown");
	ck_assert_str_eq(import_kind("a.b.pdf"), "pdf");
	ck_assert_ptr_null(import_kind("a.exe"));
	ck_assert_ptr_null(import_kind(".pdf"));
	ck_assert_str_eq(
	    import_title(arena, "Haus_ordnung.md"), "Haus ordnung");
	ck_assert_str_eq(import_text(arena,
			     "\xef\xbb\xbf"
			     "a\r\nb\rc\fd\x01",
			     11),
	    "a\nb\nc\n\nd");
	ck_assert_ptr_null(import_text(arena, "\xff", 1));
}
END_TEST

Suite *
knowledge_suite(void)
{
	Suite *suite = suite_create("knowledge");
	TCase *tests = tcase_create("knowledge");

	tcase_add_test(tests, markdown_becomes_plain_passages);
	tcase_add_test(tests, a_title_is_told_by_front_matter_or_heading);
	tcase_add_test(tests, no_passage_is_longer_than_it_may_be);
	tcase_add_test(tests, a_long_passage_ends_with_a_sentence);
	tcase_add_test(tests, hostile_markdown_takes_no_time);
	tcase_add_test(tests, a_question_keeps_what_it_asks_for);
	tcase_add_test(tests, synonyms_and_spellings_are_ways_to_say_it);
	tcase_add_test(tests, nothing_in_a_question_is_an_operator);
	tcase_add_test(tests, compounds_are_taken_apart);
	tcase_add_test(tests, a_file_says_what_it_is);
	suite_add_tcase(suite, tests);
	return suite;
}
