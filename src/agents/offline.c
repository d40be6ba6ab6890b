/*
 * offline.c - recognizes simple questions by their words.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/offline.h"

#include "agents/fact.h"
#include "agents/router.h"
#include "agents/sentence.h"
#include "agents/words.h"
#include "base/buf.h"
#include "base/log.h"
#include "base/text.h"
#include "knowledge/search.h"

enum {
	ANSWER_BYTES_MAX = 64 << 10,
	PASSAGES_MAX = 3,
	/* Longer passages are cut to the sentences that matter. */
	WHOLE_CHARACTERS_MAX = 320
};

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
/* What only the schedule knows; rules about classes are in the knowledge base. */
#define CLASSES                                                                \
	"kurs|kurse|yoga|pilates|zumba|spinning|cycling|bodypump|rueckenkurs|" \
	"hiit|workout|boxen"
#define DAYS                                                                   \
	"heute|morgen|uebermorgen|montag|dienstag|mittwoch|donnerstag|freitag|" \
	"samstag|sonntag|wochenende|woche|abend"
static const char *const asks_schedule[] = {
	"kursplan|stundenplan|kurszeiten|kursuebersicht|kursprogramm", "mein|meine|meinen|meiner|meinem * buchung|buchungen|termin|termine",
	"welche|welcher " CLASSES " * " DAYS, CLASSES " * " DAYS, DAYS " * " CLASSES,
	"wann ist|sind|findet|finden|beginnt|startet|laeuft * " CLASSES, "um wie viel uhr ist|beginnt|startet * " CLASSES,
	"buch|buche|reservier|reserviere|storniere|stornier|verschieb|verschiebe * mir|mich|meinen|meine|mein",
	"mich|mir|meinen|meine * " CLASSES " * an|anmelden|abmelden|eintragen|austragen|buchen|stornieren|verschieben",
	"termin * buchen|vereinbaren|verschieben|absagen|ausmachen|frei|freie", "freie termine|plaetze",
	"class|course schedule|timetable|times", "my booking|bookings|appointment|appointments|class|classes",
	"book me|a * class|course|appointment|slot|spot|yoga|pilates|spinning|zumba",
	"cancel|reschedule|move my * class|booking|appointment|slot",
	"when is|are|does|do * class|classes|yoga|pilates|zumba|spinning|workout",
	"which|what classes * today|tomorrow|tonight|monday|tuesday|wednesday|thursday|friday|saturday|sunday", NULL };
/* A rule is asked for, not the schedule. */
static const char *const asks_rule[] = {
	"bis wann", "ab wann", "wie lange|weit|viel|viele|frueh|spaet|oft", "muss|soll|darf ich|man", "was passiert|ist wenn",
	"wie melde|buche|sage|storniere", "until when", "how long|late|early|many|often|do", "do i have", "what happens",
	NULL };
/* Of a studio's own rules, also when health is the reason. */
static const char *const asks_contract[] = {
	"vertrag|mitgliedschaft|kuendigen|kuendigung|pausieren|pause|ruhen|stilllegen|attest|beitrag|krankenkasse|zuschuss",
	"contract|membership|cancel|cancellation|freeze|pause|insurance", NULL };
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

/* What is asked, of whom, and where the sources are told. */
struct asking {
	struct task *task;
	const struct offline_question *question;
	const struct prompt_config *studio;
	struct json_object **passages; /* may be NULL */
};

static const char *
say(const struct asking *asking, enum sentence sentence)
{
	return sentence_say(asking->task->arena, sentence, asking->studio,
	    asking->question->language);
}

/* A failed search must not keep the member from an answer. */
static const struct passage *
search(struct task *task, const char *text)
{
	struct list *found;

	if (task->db == NULL)
		return NULL;
	found = knowledge_search(task, text, PASSAGES_MAX);
	if (found != NULL)
		return found->count == 0 ? NULL : found->items;
	log_warn(task, "the knowledge base can not be searched");
	db_rollback(task);
	task_forgive(task);
	return NULL;
}

/* The question with the words that were found in its stead: synonyms. */
static const char *
words_to_pick_by(
    struct arena *arena, const char *question, const struct passage *passage)
{
	struct buf buf = buf_new(arena, ANSWER_BYTES_MAX);
	const char *at = passage->highlight == NULL ? "" : passage->highlight;

	buf_add(&buf, question);
	while ((at = strstr(at, "[[")) != NULL) {
		const char *end = strstr(at, "]]");

		if (end == NULL)
			break;
		buf_add_char(&buf, ' ');
		buf_add_bytes(&buf, at + 2, (size_t)(end - at - 2));
		at = end;
	}
	return buf_text(&buf);
}

static const char *
answer_knowledge(struct asking *asking)
{
	struct arena *arena = asking->task->arena;
	const char *question = asking->question->text;
	const struct passage *best = search(asking->task, question);
	const char *text;

	if (best == NULL)
		return NULL;
	text = best->text;
	if (text_characters(text) > WHOLE_CHARACTERS_MAX)
		text = fact_pick(
		    arena, words_to_pick_by(arena, question, best), text);
	if (asking->passages != NULL)
		*asking->passages = knowledge_passages_json(arena,
		    &(const struct list){ .record = &passage_record,
			/* The list is only read. */
			.items = (void *)(uintptr_t)best,
			.count = 1 });
	return arena_printf(arena,
	    asking->question->language == LANGUAGE_EN ? "%s “%s”: %s"
						      : "%s „%s“: %s",
	    say(asking, SENTENCE_SOURCE), best->title, text);
}

/* What is asked for beside the topic itself: "Was kostet Probetraining" asks
 * for "Probetraining". */
static const char *
rest_of(struct arena *arena, const struct topic *topic, const char *text)
{
	struct words words = words_read(arena, text);
	struct buf buf = buf_new(arena, ANSWER_BYTES_MAX);

	words_mask(&words, topic->patterns);
	for (size_t at = 0; at < words.count; at++) {
		buf_add_char(&buf, ' ');
		buf_add(&buf, words.items[at]);
	}
	return buf_text(&buf);
}

/* A question for something that the text of the settings does not name, but a
 * document does. */
static const char *
answer_special(struct asking *asking, const struct topic *topic)
{
	struct arena *arena = asking->task->arena;
	const char *rest = rest_of(arena, topic, asking->question->text);
	const char *const sources[] = {
		source_text(asking->studio, topic->source), NULL
	};

	if (rest == NULL || !fact_asks(arena, rest) ||
	    fact_find(arena, rest, sources) != NULL)
		return NULL;
	return answer_knowledge(asking);
}

static const char *
answer_topic(struct asking *asking, const struct topic *topic)
{
	struct arena *arena = asking->task->arena;
	const char *answer = NULL;

	if (!is_asked(arena, topic, asking->question->text))
		return NULL;
	if (topic->source == NO_SOURCE)
		return say(asking, topic->sentence);
	answer = answer_special(asking, topic);
	if (answer != NULL)
		return answer;
	if (text_trim(arena, source_text(asking->studio, topic->source))[0] ==
	    '\0')
		return NULL;
	return say(asking, topic->sentence);
}

/* What the topics of the question have to say, each thing once; "" when there
 * are none, or when the studio has told nothing about them. */
static const char *
answer_topics(struct asking *asking)
{
	struct buf buf = buf_new(asking->task->arena, ANSWER_BYTES_MAX);
	const char *last = NULL;

	for (size_t at = 0; at < ARRAY_LENGTH(topics); at++) {
		const char *answer = answer_topic(asking, &topics[at]);

		if (answer == NULL || text_is_equal(answer, last))
			continue;
		if (buf.len > 0)
			buf_add(&buf, "\n\n");
		buf_add(&buf, answer);
		last = answer;
	}
	return buf_text(&buf);
}

static const char *
answer_courtesy(const struct asking *asking)
{
	struct arena *arena = asking->task->arena;
	const struct offline_question *question = asking->question;
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
			return say(asking, courtesies[at].sentence);
	return NULL;
}

static const char *
answer_fact(const struct asking *asking)
{
	const struct prompt_config *studio = asking->studio;
	const char *const sources[] = { studio->persona_bio_text,
		studio->opening_hours_text, studio->sales_prices_text,
		studio->studio_address, NULL };
	const char *fact =
	    fact_find(asking->task->arena, asking->question->text, sources);

	if (fact == NULL)
		return NULL;
	return arena_printf(
	    asking->task->arena, "%s\n%s", say(asking, SENTENCE_FACT), fact);
}

static const char *
disclaimer_of(const struct asking *asking)
{
	const char *own = asking->studio->medic_disclaimer_text;

	return text_is_empty(own) ? say(asking, SENTENCE_DISCLAIMER) : own;
}

/* No advice, whatever stands in the studio's texts; its rules are none. */
static const char *
answer_health(struct asking *asking)
{
	struct arena *arena = asking->task->arena;
	struct words words = words_read(arena, asking->question->text);
	const char *rule = NULL;

	if (words_match(&words, asks_contract))
		rule = answer_knowledge(asking);
	if (rule != NULL)
		return arena_printf(
		    arena, "%s\n\n%s", rule, disclaimer_of(asking));
	return arena_printf(arena, "%s %s\n\n%s",
	    say(asking, SENTENCE_NO_ADVICE), disclaimer_of(asking),
	    say(asking, SENTENCE_OFFER));
}

static const char *
answer(struct asking *asking)
{
	struct arena *arena = asking->task->arena;
	struct words words = words_read(arena, asking->question->text);
	const char *found = answer_topics(asking);

	if (!text_is_empty(found))
		return found;
	if (router_is_health(arena, asking->question->text))
		return answer_health(asking);
	if (words_match(&words, asks_schedule)) {
		found = words_match(&words, asks_rule)
		    ? answer_knowledge(asking)
		    : NULL;
		return found != NULL ? found
				     : say(asking, SENTENCE_NO_SCHEDULE);
	}
	found = answer_fact(asking);
	if (found == NULL)
		found = answer_knowledge(asking);
	if (found == NULL)
		found = answer_courtesy(asking);
	return found != NULL ? found : say(asking, SENTENCE_UNKNOWN);
}

const char *
offline_answer(struct task *task, const struct offline_question *question,
    const struct prompt_config *studio, struct json_object **passages)
{
	struct asking asking = { task, question, studio, passages };

	if (passages != NULL)
		*passages = NULL;
	if (question->is_after_offer &&
	    words_say_no(task->arena, question->text))
		return say(&asking, SENTENCE_DECLINED);
	return answer(&asking);
}
