/*
 * offline.c - recognizes simple questions by their words.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/offline.h"

#include "agents/fact.h"
#include "agents/sentence.h"
#include "agents/words.h"
#include "base/buf.h"
#include "base/log.h"
#include "base/text.h"
#include "knowledge/search.h"

enum { ANSWER_BYTES_MAX = 64 << 10, PASSAGES_MAX = 3 };

/* clang-format off */
static const char *const asks_hours[] = {
	"oeffnungszeit|oeffnungszeiten|oeffnungstage|geoeffnet|offen|oeffnet|oeffnen|aufmachen|zumachen",
	"schliesst|schliessen", "geschlossen", "wann|lange|bis * auf|zu",
	"heute|morgen|sonntags|samstags|feiertags auf|zu",
	"macht ihr * auf|zu", "habt ihr * auf|zu|offen", "habt ihr gerade|jetzt auf",
	"wann kann ich * trainieren|kommen|vorbeikommen",
	"opening|business|gym hours|times|time", "your hours", "hours of operation", "are you|is * open|closed",
	"when|time|long|until * open|opens|close|closes|closing|closed|opening", "open today|tomorrow|now|on|at|until",
	NULL };
static const char *const asks_prices[] = {
	"preis|preise|preisen|preisliste|preisuebersicht|tarif|tarife|mitgliedsbeitrag|mitgliedsbeitraege|"
	    "monatsbeitrag|beitraege",
	"kostet|kosten", "wie teuer|guenstig|viel", "wieviel",
	"price|prices|pricing|cost|costs|fee|fees|rates|tariff|tariffs",
	"how much|expensive", NULL };
static const char *const asks_no_prices[] = {
	"wie viel|viele zeit|leute|platz|parkplaetze|kurse|trainer|mitglieder|personen|geraete",
	"how much time|space|room", NULL };
static const char *const asks_address[] = {
	"adresse|anschrift|standort|anfahrt|wegbeschreibung",
	"wo seid|ist|liegt|finde|findet|befindet ihr|euch|das|sich * studio|fitnessstudio|gym",
	"wo seid|ist|liegt|finde|findet ihr|ich * euch|ihr", "wo seid ihr", "wo finde ich euch",
	"wo ist das|euer|dein|ihr studio|fitnessstudio|gym",
	"wie komme|komm ich * zu euch|hin", "address|location|directions",
	"where are|is you|the|your * located|gym|studio|find",
	"where are you", "where can|do i|we find * you|gym|studio", "how do|can i get there|to", NULL };
static const char *const asks_emergency_number[] = {
	"notrufnummer|notfallnummer|notruf", "notfall nummer", "emergency number|numbers", NULL };
static const char *const asks_who[] = {
	"wer bist du", "wie heisst|heissen du|sie",
	"bist du * mensch|bot|ki|roboter|maschine|computer|echt|person|real",
	"sind sie * mensch|bot|ki|roboter|maschine|person", "mit wem * schreibe|rede|spreche|chatte", "who are you",
	"who am i * to|with",
	"are you * human|bot|ai|robot|machine|real|person", "whats|what is your name", "is this * bot|ai|human|robot",
	NULL };
static const char *const says_thanks[] = {
	"danke|dankeschoen|dankesehr|merci|thx|thanks|cheers", "vielen|besten|lieben|herzlichen dank", "thank you",
	NULL };
static const char *const says_bye[] = {
	"tschuess|tschuessi|tschau|ciao|bye|goodbye|servus", "bis bald|dann|spaeter|morgen|gleich", "auf wiedersehen",
	"mach|machs gut",
	"schoenen|schoenes|schoene * tag|abend|wochenende", "see you|ya", "good night", "gute nacht",
	"have a nice|good|great * day|one|evening", NULL };
static const char *const says_hello[] = {
	"hallo|halloechen|hi|hey|hei|moin|servus|salut|hello|hiya|tach|na",
	"guten|gute|schoenen morgen|tag|abend|mittag", "gruess gott|dich|euch",
	"good morning|day|afternoon|evening", "greetings", "hallo zusammen", NULL };

/* Questions first: all that are recognized are answered. */
static const struct topic {
	const char *const *patterns;
	const char *const *unless; /* may be NULL */
	enum sentence sentence;
	size_t source; /* the text that answers it; NO_SOURCE for none */
} topics[] = {
#define SOURCE(member) offsetof(struct prompt_config, member)
#define NO_SOURCE SIZE_MAX
	{ asks_hours,            NULL,           SENTENCE_HOURS,            SOURCE(opening_hours_text) },
	{ asks_prices,           asks_no_prices, SENTENCE_PRICES,           SOURCE(sales_prices_text) },
	{ asks_address,          NULL,           SENTENCE_ADDRESS,          SOURCE(studio_address) },
	{ asks_emergency_number, NULL,           SENTENCE_EMERGENCY_NUMBER, NO_SOURCE },
	{ asks_who,              NULL,           SENTENCE_WHO,              NO_SOURCE },
};
/* Said only when it is all that a message says. */
static const struct courtesy {
	const char *const *patterns;
	enum sentence sentence;
} courtesies[] = {
	{ says_thanks, SENTENCE_THANKS },
	{ says_bye,    SENTENCE_BYE },
	{ says_hello,  SENTENCE_GREETING },
};
/* clang-format on */

static const char *
source_text(const struct prompt_config *studio, size_t source)
{
	const char *text =
	    *(const char *const *)(const void *)((const char *)studio + source);

	return text == NULL ? "" : text;
}

static bool
is_asked(struct arena *arena, const struct topic *topic, const char *text)
{
	struct words words = words_read(arena, text);

	if (topic->unless != NULL)
		words_mask(&words, topic->unless);
	return words_match(&words, topic->patterns);
}

/* What the topics of the question have to say; "" when there are none, or when
 * the studio has told nothing about one of them. */
static const char *
answer_topics(struct arena *arena, const struct offline_question *question,
    const struct prompt_config *studio)
{
	struct buf buf = buf_new(arena, ANSWER_BYTES_MAX);

	for (size_t at = 0; at < ARRAY_LENGTH(topics); at++) {
		const struct topic *topic = &topics[at];

		if (!is_asked(arena, topic, question->text))
			continue;
		if (topic->source != NO_SOURCE &&
		    text_trim(arena, source_text(studio, topic->source))[0] ==
			'\0')
			continue;
		if (buf.len > 0)
			buf_add(&buf, "\n\n");
		buf_add(&buf,
		    sentence_say(
			arena, topic->sentence, studio, question->language));
	}
	return buf_text(&buf);
}

static const char *
answer_courtesy(struct arena *arena, const struct offline_question *question,
    const struct prompt_config *studio)
{
	struct words words = words_read(arena, question->text);
	struct words rest = words_read(arena, question->text);
	enum { OTHER_WORDS_MAX = 4 };
	size_t others = 0;

	for (size_t at = 0; at < ARRAY_LENGTH(courtesies); at++)
		words_mask(&rest, courtesies[at].patterns);
	for (size_t at = 0; at < rest.count; at++)
		others += strcmp(rest.items[at], ".") != 0;
	if (others > OTHER_WORDS_MAX || strchr(question->text, '?') != NULL)
		return NULL;
	for (size_t at = 0; at < ARRAY_LENGTH(courtesies); at++)
		if (words_match(&words, courtesies[at].patterns))
			return sentence_say(arena, courtesies[at].sentence,
			    studio, question->language);
	return NULL;
}

static const char *
answer_fact(struct arena *arena, const struct offline_question *question,
    const struct prompt_config *studio)
{
	const char *const sources[] = { studio->persona_bio_text,
		studio->opening_hours_text, studio->sales_prices_text,
		studio->studio_address, NULL };
	const char *fact = fact_find(arena, question->text, sources);

	if (fact == NULL)
		return NULL;
	return arena_printf(arena, "%s\n%s",
	    sentence_say(arena, SENTENCE_FACT, studio, question->language),
	    fact);
}

/* A failed search must not keep the member from an answer. */
static struct list *
search(struct task *task, const char *text)
{
	struct list *found;

	if (task->db == NULL)
		return NULL;
	found = knowledge_search(task, text, PASSAGES_MAX);
	if (found != NULL)
		return found;
	log_warn(task, "the knowledge base can not be searched");
	db_rollback(task);
	task_forgive(task);
	return NULL;
}

static const char *
answer_knowledge(struct task *task, const struct offline_question *question,
    struct json_object **passages)
{
	struct list *found = search(task, question->text);
	const struct passage *best;
	const char *fact;

	if (found == NULL || found->count == 0)
		return NULL;
	best = found->items;
	fact = fact_find(task->arena, question->text,
	    (const char *const[]){ best->text, NULL });
	if (fact == NULL)
		fact = best->text;
	if (passages != NULL) {
		found->count = 1;
		*passages = knowledge_passages_json(task->arena, found);
	}
	return arena_printf(task->arena,
	    question->language == LANGUAGE_EN ? "According to “%s”: %s"
					      : "Laut „%s“: %s",
	    best->title, fact);
}

const char *
offline_answer(struct task *task, const struct offline_question *question,
    const struct prompt_config *studio, struct json_object **passages)
{
	struct arena *arena = task->arena;
	const char *answer;

	if (passages != NULL)
		*passages = NULL;
	if (question->is_after_offer && words_say_no(arena, question->text))
		return sentence_say(
		    arena, SENTENCE_DECLINED, studio, question->language);
	answer = answer_topics(arena, question, studio);
	if (!text_is_empty(answer))
		return answer;
	answer = answer_fact(arena, question, studio);
	if (answer == NULL)
		answer = answer_knowledge(task, question, passages);
	if (answer == NULL)
		answer = answer_courtesy(arena, question, studio);
	if (answer != NULL)
		return answer;
	return sentence_say(
	    arena, SENTENCE_UNKNOWN, studio, question->language);
}
