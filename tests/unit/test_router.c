/*
 * test_router.c - which agent answers what, measured.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>

#include "agents/router.h"
#include "base/text.h"
#include "unit.h"

Suite *router_suite(void);

/* Messages as members write them, and who has to answer. previous is the agent
 * that spoke before, if any. */
struct labeled {
	const char *agent;
	const char *text;
	const char *previous;
};

/* clang-format off */
static const struct labeled messages[] = {
	/* ops, German */
	{ "ops", "Welche Kurse laufen heute Abend?", NULL },
	{ "ops", "Wann ist Yoga?", NULL },
	{ "ops", "Ich möchte mich für Spinning am Donnerstag anmelden", NULL },
	{ "ops", "Kannst du mich für den Pilates Kurs morgen um 18 Uhr einbuchen?", NULL },
	{ "ops", "ich muss den kurs heute leider absagen", NULL },
	{ "ops", "Storniere bitte meine Buchung 4711", NULL },
	{ "ops", "Kann ich meinen Termin auf Freitag verschieben?", NULL },
	{ "ops", "Wann habt ihr einen freien Termin für ein Trainergespräch?", NULL },
	{ "ops", "Ist im Rückenfit Kurs noch ein Platz frei?", NULL },
	{ "ops", "Wie oft war ich diesen Monat trainieren?", NULL },
	{ "ops", "Was habe ich für diese Woche gebucht?", NULL },
	{ "ops", "Bin ich für Zumba auf der Warteliste?", NULL },
	{ "ops", "Gibt es den Kursplan auch als PDF?", NULL },
	{ "ops", "Ich brauche einen Termin mit einem Trainer", NULL },
	{ "ops", "Findet Bodypump morgen statt?", NULL },
	{ "ops", "Ich schaffe es heute nicht zum Kurs", NULL },
	{ "ops", "Melde mich bitte vom Yogakurs ab", NULL },
	{ "ops", "Wann war mein letzter Besuch?", NULL },
	{ "ops", "wann is heut zumba", NULL },
	{ "ops", "Kann ich eine Stunde früher kommen zu meinem Termin?", NULL },
	{ "ops", "Wer gibt den HIIT Kurs am Samstag?", NULL },
	{ "ops", "Probetraining Termin vereinbaren für Dienstag", NULL },
	/* ops, English */
	{ "ops", "Which classes are on tomorrow?", NULL },
	{ "ops", "Can you book me into the yoga class on Friday?", NULL },
	{ "ops", "I need to cancel my spinning class", NULL },
	{ "ops", "Please reschedule my appointment to next week", NULL },
	{ "ops", "Is there still a free spot in pilates tonight?", NULL },
	{ "ops", "How many times did I visit this month?", NULL },
	{ "ops", "What time is the HIIT session on Saturday?", NULL },
	{ "ops", "show me my bookings", NULL },
	{ "ops", "I can't make it to the class today", NULL },
	{ "ops", "Do you have any appointments available on Monday?", NULL },
	{ "ops", "put me on the waiting list for cycling", NULL },
	{ "ops", "Can I see the timetable?", NULL },
	{ "ops", "When did I last check in?", NULL },
	{ "ops", "sign me up for Zumba please", NULL },
	/* sales, German */
	{ "sales", "Was kostet eine Mitgliedschaft?", NULL },
	{ "sales", "Wie teuer ist eine Tageskarte?", NULL },
	{ "sales", "Ich möchte kündigen", NULL },
	{ "sales", "Wie lange ist die Kündigungsfrist?", NULL },
	{ "sales", "Habt ihr einen Studentenrabatt?", NULL },
	{ "sales", "Kann ich meinen Vertrag pausieren?", NULL },
	{ "sales", "Welche Abos gibt es bei euch?", NULL },
	{ "sales", "Ich will Mitglied werden, wie geht das?", NULL },
	{ "sales", "Kann ich ein Probetraining machen?", NULL },
	{ "sales", "Warum wurden mir 49 Euro abgebucht?", NULL },
	{ "sales", "Ich habe meine Rechnung nicht bekommen", NULL },
	{ "sales", "Gibt es einen Vertrag ohne Mindestlaufzeit?", NULL },
	{ "sales", "Was kostet ein Yogakurs extra?", NULL },
	{ "sales", "Euer Angebot ist mir zu teuer, die Konkurrenz ist günstiger", NULL },
	{ "sales", "Wie kann ich auf Premium wechseln? Was ist das für ein Tarif?", NULL },
	{ "sales", "Meine Bankverbindung hat sich geändert", NULL },
	{ "sales", "Kann ich mit Gutschein bezahlen?", NULL },
	{ "sales", "Was zahle ich im Monat?", NULL },
	{ "sales", "Übernimmt die Krankenkasse einen Teil vom Beitrag?", NULL },
	{ "sales", "kündigung", NULL },
	{ "sales", "Ich will hier raus, wie beende ich die Mitgliedschaft", NULL },
	{ "sales", "Was kostet ein Shake?", NULL },
	/* sales, English */
	{ "sales", "How much is a membership?", NULL },
	{ "sales", "What are your prices?", NULL },
	{ "sales", "I want to cancel my membership", NULL },
	{ "sales", "Do you offer a free trial?", NULL },
	{ "sales", "How do I join your gym?", NULL },
	{ "sales", "Can I freeze my contract for two months?", NULL },
	{ "sales", "Is there a discount for students?", NULL },
	{ "sales", "why was I charged twice, please refund", NULL },
	{ "sales", "What's the notice period to terminate?", NULL },
	{ "sales", "day pass price?", NULL },
	{ "sales", "How much does personal training cost?", NULL },
	{ "sales", "I'd like to upgrade my plan", NULL },
	{ "sales", "I want to quit, it's too expensive", NULL },
	{ "sales", "Where is my invoice for October?", NULL },
	/* medic, German */
	{ "medic", "Mein Knie tut beim Beinpressen weh", NULL },
	{ "medic", "Ich habe Rückenschmerzen nach dem Training", NULL },
	{ "medic", "Ich bin schwanger, darf ich noch trainieren?", NULL },
	{ "medic", "Kann ich mit Betablockern Cardio machen?", NULL },
	{ "medic", "Wie werde ich meinen Muskelkater los?", NULL },
	{ "medic", "Wie viel Eiweiß brauche ich am Tag?", NULL },
	{ "medic", "Welche Übungen helfen gegen einen Bandscheibenvorfall?", NULL },
	{ "medic", "Ich möchte abnehmen, was muss ich tun?", NULL },
	{ "medic", "Soll ich mit Erkältung trainieren?", NULL },
	{ "medic", "Ich hatte letzte Woche eine OP an der Schulter", NULL },
	{ "medic", "Wie oft pro Woche sollte ich trainieren?", NULL },
	{ "medic", "Ist Kreatin sinnvoll?", NULL },
	{ "medic", "Wie mache ich Kreuzheben richtig?", NULL },
	{ "medic", "mir wird beim training immer schwindelig", NULL },
	{ "medic", "Kann ich mit Rückenschmerzen in den Yogakurs?", NULL },
	{ "medic", "Habe mir den Knöchel verstaucht", NULL },
	{ "medic", "Was soll ich vor dem Krafttraining essen?", NULL },
	{ "medic", "Kannst du mir einen Trainingsplan für Muskelaufbau schreiben?", NULL },
	{ "medic", "Ich habe hohen Blutdruck, welche Geräte sind ok?", NULL },
	{ "medic", "Wie sollte ich mich aufwärmen?", NULL },
	/* medic, English */
	{ "medic", "My shoulder hurts when I do bench presses", NULL },
	{ "medic", "I have lower back pain, what can I do?", NULL },
	{ "medic", "How much protein should I eat?", NULL },
	{ "medic", "Can I work out while pregnant?", NULL },
	{ "medic", "I want to lose weight", NULL },
	{ "medic", "I pulled a muscle yesterday", NULL },
	{ "medic", "Is creatine safe?", NULL },
	{ "medic", "Should I train with a cold and fever?", NULL },
	{ "medic", "what exercises are good for knee injuries", NULL },
	{ "medic", "How do I do a proper squat?", NULL },
	{ "medic", "I feel dizzy after cardio", NULL },
	{ "medic", "my legs are so sore", NULL },
	/* persona, German */
	{ "persona", "Hallo", NULL },
	{ "persona", "Hi, wie geht es dir?", NULL },
	{ "persona", "Guten Morgen zusammen!", NULL },
	{ "persona", "Vielen Dank für die Hilfe!", NULL },
	{ "persona", "Tschüss, bis morgen", NULL },
	{ "persona", "Wer bist du?", NULL },
	{ "persona", "Bist du ein Mensch?", NULL },
	{ "persona", "Wann habt ihr geöffnet?", NULL },
	{ "persona", "Wo seid ihr?", NULL },
	{ "persona", "Kann ich bei euch parken?", NULL },
	{ "persona", "Gibt es eine Sauna?", NULL },
	{ "persona", "Brauche ich ein Handtuch?", NULL },
	{ "persona", "Wie viele Geräte habt ihr?", NULL },
	{ "persona", "Habt ihr am Feiertag offen?", NULL },
	{ "persona", "Seit wann gibt es euch?", NULL },
	{ "persona", "Ich habe meine Trinkflasche bei euch vergessen", NULL },
	{ "persona", "Erzähl mir einen Witz", NULL },
	{ "persona", "Bis wann ist heute auf?", NULL },
	{ "persona", "Gibt es Duschen und Schließfächer?", NULL },
	{ "persona", "Darf ich meinen Hund mitbringen?", NULL },
	{ "persona", "Wie heißt euer Chef?", NULL },
	{ "persona", "👍", NULL },
	{ "persona", "Ab welchem Alter darf man zu euch?", NULL },
	/* persona, English */
	{ "persona", "Hello there", NULL },
	{ "persona", "What are your opening hours?", NULL },
	{ "persona", "Where are you located?", NULL },
	{ "persona", "thanks a lot!", NULL },
	{ "persona", "Do you have showers?", NULL },
	{ "persona", "Is there parking?", NULL },
	{ "persona", "Are you a real person or a bot?", NULL },
	{ "persona", "How are you today?", NULL },
	{ "persona", "when do you close on sundays", NULL },
	{ "persona", "Is there wifi at the gym?", NULL },
	{ "persona", "Tell me about your gym", NULL },
	{ "persona", "I left my jacket in the locker room", NULL },
	/* typos */
	{ "sales", "Was ksotet die Mitgleidschaft?", NULL },
	{ "sales", "ich will kündgen", NULL },
	{ "sales", "Ich möchte kundigen", NULL },
	{ "sales", "how much is a memebrship", NULL },
	{ "sales", "Prbetraining möglich?", NULL },
	{ "persona", "wie sind eure öffnungzeiten", NULL },
	{ "persona", "Offnungszeiten?", NULL },
	{ "ops", "kan ich einen temrin ausmachen", NULL },
	{ "ops", "bitte stonieren sie meine buchung", NULL },
	{ "ops", "I want to resechdule my apointment", NULL },
	{ "ops", "wann ist der nächste yogakrus", NULL },
	{ "medic", "ich hab rückenschmerzn", NULL },
	{ "medic", "habe mich verlezt am knie", NULL },
	{ "medic", "what about protien shakes, do they help", NULL },
	/* both languages in one */
	{ "sales", "Hi, how much kostet das Abo?", NULL },
	{ "ops", "Kann ich den class am Monday canceln?", NULL },
	{ "persona", "Hi, wann habt ihr open today?", NULL },
	{ "medic", "Mein back tut weh nach dem deadlift", NULL },
	{ "sales", "ich want to cancel mein membership bitte", NULL },
	/* several subjects */
	{ "medic", "Hallo, ich habe seit gestern Schmerzen im Knie, kann ich trotzdem zum Kurs kommen?", NULL },
	{ "sales", "Hallo, ich war gestern bei euch im Studio und fand es super. Was kostet denn die Mitgliedschaft?", NULL },
	{ "ops", "Guten Tag, ich bin neu hier und würde gern beim nächsten Yogakurs mitmachen, wann ist der?", NULL },
	/* follow-ups keep the agent */
	{ "ops", "und am Sonntag?", "ops" },
	{ "ops", "And on Sunday?", "ops" },
	{ "ops", "Und morgen?", "ops" },
	{ "ops", "um 18 Uhr", "ops" },
	{ "ops", "den ersten bitte", "ops" },
	{ "ops", "the second one", "ops" },
	{ "sales", "und für Studenten?", "sales" },
	{ "sales", "And for two years?", "sales" },
	{ "sales", "Und der Yogakurs?", "sales" },
	{ "sales", "ok und wie lange läuft das dann?", "sales" },
	{ "medic", "und wie lange?", "medic" },
	{ "medic", "What about the other leg?", "medic" },
	{ "persona", "Und am Wochenende?", "persona" },
	{ "persona", "und sonntags?", "persona" },
	{ "ops", "ja", "ops" },
	{ "medic", "seit drei Tagen", "medic" },
	/* ... unless they bring a new subject */
	{ "sales", "und was kostet das?", "ops" },
	{ "ops", "Und welche Kurse gibt es?", "sales" },
	{ "persona", "Danke!", "sales" },
	{ "persona", "ok danke dir", "ops" },
	{ "medic", "und wenn ich Schmerzen habe?", "ops" },
	{ "sales", "what about the price?", "medic" },
	{ "persona", "Und wann habt ihr offen?", "medic" },
};
/* clang-format on */

enum { RIGHT_PERCENT_MIN = 90, RULES_RIGHT_PERCENT_MIN = 95 };

struct counts {
	size_t all;
	size_t right;
	size_t by_rules;
	size_t right_by_rules;
};

static void
measure(const struct labeled *item, struct counts *counts)
{
	struct arena *arena = arena_create(4096, 8 << 20);
	const struct agent *previous =
	    item->previous == NULL ? NULL : agent_find(item->previous);
	struct routing routing =
	    router_rules(arena, item->text, false, previous);
	bool is_by_rules = routing.agent != NULL;
	bool is_right;

	if (!is_by_rules)
		routing = router_keywords(arena, item->text, previous);
	ck_assert_ptr_nonnull(routing.agent);
	ck_assert(routing.confidence > 0 && routing.confidence <= 1);
	ck_assert(!text_is_empty(routing.by) && routing.reason != NULL);
	is_right = text_is_equal(routing.agent->name, item->agent);
	if (!is_right)
		printf("router: \"%s\" goes to %s (%s: %s), not %s\n",
		    item->text, routing.agent->name, routing.by, routing.reason,
		    item->agent);
	counts->all++;
	counts->right += is_right;
	counts->by_rules += is_by_rules;
	counts->right_by_rules += is_by_rules && is_right;
	arena_free(arena);
}

START_TEST(most_messages_go_to_the_right_agent_without_a_model)
{
	struct counts counts = { 0 };

	for (size_t at = 0; at < ARRAY_LENGTH(messages); at++)
		measure(&messages[at], &counts);
	printf("router: %zu of %zu right without a model (%zu %%), %zu by "
	       "rules, of those %zu right\n",
	    counts.right, counts.all, counts.right * 100 / counts.all,
	    counts.by_rules, counts.right_by_rules);
	ck_assert_uint_ge(counts.all, 150);
	ck_assert_uint_ge(counts.right * 100 / counts.all, RIGHT_PERCENT_MIN);
	/* Where a rule speaks no model is asked. */
	ck_assert_uint_ge(counts.right_by_rules * 100 / counts.by_rules,
	    RULES_RIGHT_PERCENT_MIN);
}
END_TEST

START_TEST(a_picture_goes_to_vision)
{
	struct routing routing =
	    router_rules(new_arena(), "Was kostet das?", true, &sales_agent);

	ck_assert_ptr_eq(routing.agent, &vision_agent);
	ck_assert_str_eq(routing.by, "rules");
	/* Words behind it are not its business. */
	routing = router_rules(new_arena(), "und das?", false, &vision_agent);
	ck_assert_ptr_ne(routing.agent, &vision_agent);
}
END_TEST

START_TEST(the_word_of_a_model_is_read)
{
	static const struct {
		const char *answer;
		const char *agent; /* NULL: nobody */
	} answers[] = {
		{ "{\"agent\": \"ops\", \"confidence\": 0.9}", "ops" },
		{ "```json\n{\"agent\":\"Sales\",\"confidence\":0.8,"
		  "\"reason\":\"price\"}\n```",
		    "sales" },
		{ "<think>{x}</think> {\"agent\":\"medic\","
		  "\"confidence\":\"0.7\"} Done.",
		    "medic" },
		{ "{\"agent\":\"persona\",\"confidence\":85}", "persona" },
		{ "{\"agent\":\"ops\",\"confidence\":0.59}", NULL },
		{ "{\"agent\":\"ops\"}", NULL },
		{ "{\"agent\":\"ops\",\"confidence\":-1}", NULL },
		{ "{\"agent\":\"ops\",\"confidence\":1e999}", NULL },
		{ "{\"agent\":\"vision\",\"confidence\":1}", NULL },
		{ "{\"agent\":\"router\",\"confidence\":1}", NULL },
		{ "{\"agent\":\"boss\",\"confidence\":1}", NULL },
		{ "{\"agent\":null,\"confidence\":1}", NULL },
		{ "{\"agent\":[\"ops\"],\"confidence\":1}", NULL },
		{ "ops", NULL },
		{ "{\"agent\":\"ops\",\"confidence\":1", NULL },
		{ "[]", NULL },
		{ "", NULL },
	};

	for (size_t at = 0; at < ARRAY_LENGTH(answers); at++) {
		struct routing routing =
		    router_read(new_arena(), answers[at].answer);

		ck_assert_msg(
		    (routing.agent == NULL) == (answers[at].agent == NULL) &&
			(routing.agent == NULL ||
			    text_is_equal(
				routing.agent->name, answers[at].agent)),
		    "%s", answers[at].answer);
		if (routing.agent != NULL)
			ck_assert_str_eq(routing.by, "model");
	}
	ck_assert_ptr_null(router_read(new_arena(), NULL).agent);
}
END_TEST

START_TEST(a_reason_is_bounded)
{
	struct arena *arena = new_arena();
	const char *reason = "x";

	for (int at = 0; at < 10; at++)
		reason = arena_printf(arena, "%s%s", reason, reason);
	ck_assert_uint_eq(
	    strlen(router_read(arena,
		arena_printf(arena,
		    "{\"agent\":\"ops\",\"confidence\":1,\"reason\":\"%s\"}",
		    reason))
		       .reason),
	    200);
}
END_TEST

START_TEST(words_of_health_are_known)
{
	struct arena *arena = new_arena();

	ck_assert(router_is_health(arena, "Mein Knie ist verletzt"));
	ck_assert(router_is_health(arena, "a picture of a swollen ankle"));
	ck_assert(!router_is_health(arena, "Das Bild zeigt eine Hantel."));
	ck_assert(!router_is_health(arena, NULL));
}
END_TEST

/* Nobody waits for a flood of words. */
START_TEST(a_long_message_is_routed_quickly)
{
	struct arena *arena = new_arena();
	const char *text = "lorem ipsum dolor sit amet consectetur ";

	for (int at = 0; at < 8; at++)
		text = arena_printf(arena, "%s%s", text, text);
	text = text_prefix(arena, text, 8000);
	ck_assert_ptr_eq(
	    router_keywords(arena, text, NULL).agent, &persona_agent);
}
END_TEST

Suite *
router_suite(void)
{
	Suite *suite = suite_create("router");
	TCase *tests = tcase_create("router");

	tcase_add_test(
	    tests, most_messages_go_to_the_right_agent_without_a_model);
	tcase_add_test(tests, a_picture_goes_to_vision);
	tcase_add_test(tests, the_word_of_a_model_is_read);
	tcase_add_test(tests, a_reason_is_bounded);
	tcase_add_test(tests, words_of_health_are_known);
	tcase_add_test(tests, a_long_message_is_routed_quickly);
	suite_add_tcase(suite, tests);
	return suite;
}
