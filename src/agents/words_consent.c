/*
 * words_consent.c - a yes and a no, in both languages.
 *
 * What follows can be a change that nobody can undo: a message is a yes only if
 * every word of it belongs to one.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/words.h"

#include "base/text.h"

enum { WORDS_MAX = 10 };

/* clang-format off */
static const char *const yes[] = {
	"ja", "jaa", "jaaa", "jo", "joa", "jap", "jep", "jepp", "jup", "jupp", "jawohl", "jou", "yo", "yes", "yess",
	"yep",
	"yup", "yeah", "yea", "ye", "sure", "ok", "okay", "oki", "okey", "okidoki", "klar", "klaro", "logo", "sicher",
	"gern", "gerne", "bitte", "please", "natuerlich", "selbstverstaendlich", "unbedingt", "passt",
	"einverstanden",
	"stimmt", "korrekt", "richtig", "genau", "exakt", "bestaetigt", "bestaetige", "definitiv", "absolut", "doch",
	"freilich", "definitely", "absolutely", "certainly", "correct", "exactly", "confirm", "confirmed", "agreed",
	"indeed",
	"alright", "allright", "affirmative", "perfekt", "perfect", "machs", "abgemacht", "deal",
	NULL
};
static const char *const yes_filling[] = {
	"danke", "dankeschoen", "dank", "vielen", "thanks", "thank", "thx", "you", "das", "es", "so", "sehr", "mal",
	"dann",
	"auch", "ich", "will", "moechte", "mach", "mache", "macht", "machen", "tu", "bin", "ist", "waere", "mir",
	"uns",
	"fuer", "mich", "alles", "klar", "gut", "fein", "super", "top", "toll", "prima", "cool", "nett", "lieb",
	"schoen",
	"klasse", "voll", "total", "ganz", "hol", "dazu", "jemanden", "jemand", "buche", "buchen", "storniere",
	"stornieren",
	"verschieb", "verschiebe", "kuendige", "los", "jetzt", "gleich", "that", "thats", "this", "it", "its", "is",
	"would",
	"be", "great", "nice", "good", "lovely", "fine", "wonderful", "awesome", "do", "so", "id", "i", "like",
	"love", "to",
	"go", "ahead", "right", "very", "much", "fetch", "someone", "get", "book", "cancel", "the", "den", "die",
	"termin",
	"kurs", "of", "course", "with", "for", "me", "sir", "am",
	NULL
};
/* Asked, also where nobody sets the mark. */
static const char *const questions[] = {
	"stimmt|passt|geht das|es", "stimmt|passt|geht das|es so",
	"is|was that|this|it * ok|okay|right|correct|fine|good|sure",
	"ist|waere das|es * ok|okay|richtig|gut|sicher|korrekt|klar|so|nett", "bist|sind du|sie sicher",
	"are you sure", "so ok|richtig",
	NULL
};
/* What is a yes without any of those words. */
static const char *const yes_alone[] = {
	"auf jeden fall", "auf alle faelle", "na klar|logisch|sicher|gut|logo",
	"aber klar|sicher|ja|gerne|natuerlich",
	"von mir aus", "meinetwegen", "geht klar", "ist|geht in ordnung", "in ordnung", "alles klar",
	"mach|tu das|es",
	"mach|tu das|es bitte", "mach mal|so", "mach es|das so", "ich bestaetige das|es", "so machen wir das|es",
	"hol|hole mal|bitte jemanden", "das waere * nett|gut|super|toll|schoen|lieb", "klingt gut|super|perfekt",
	"hoert sich gut an", "sehr gern|gerne", "wenns geht|moeglich bitte|gern|gerne", "los gehts", "gut so",
	"ja auf jeden fall", "ja . auf jeden fall", "ja na klar", "ja|ok|okay geht klar", "ja|ok|okay . geht klar",
	"go ahead", "go for it", "please go ahead", "yes go for it", "yes . go for it", "of course", "by all means",
	"do it|that",
	"do it|that please", "sounds good|great|perfect|fine", "yes sounds good|great", "yes . sounds good|great",
	"that works", "works for me", "that works for me", "thats fine|right|correct|good|ok|okay",
	"that is|would be * "
	    "fine|right|correct|good|ok|great|nice|lovely", "id love to|that|it", "i agree|confirm|do",
	"i would|id like that",
	"for sure", "yes for sure", "why not|yes", "you bet", "lets do it|this|that", "yes lets do it|this|that",
	NULL
};

static const char *const no[] = {
	"nein", "neein", "nee", "ne", "noe", "nah", "no", "nope", "noo", "nix", "niemals", "never", "nicht",
	"keinesfalls",
	"stop", "stopp", "halt", "abbrechen", "abbruch", "negative", "not", "dont",
	NULL
};
static const char *const no_filling[] = {
	"danke", "dankeschoen", "vielen", "dank", "thanks", "thank", "thx", "you", "bitte", "please", "das", "es",
	"ich",
	"will", "moechte", "mag", "lieber", "besser", "eher", "doch", "auch", "mehr", "mir", "so", "mal", "lass",
	"lassen",
	"heute", "jetzt", "brauche", "brauchen", "brauch", "wir", "muss", "sein", "noetig", "notwendig",
	"erforderlich",
	"stornieren", "buchen", "kuendigen", "absagen", "verschieben", "machen", "tun", "mach", "ist", "schon", "gut",
	"passt", "ok", "okay", "auf", "keinen", "fall", "bloss", "ja", "gar", "absolut", "do", "it", "that",
	"this", "want", "i", "to", "now", "need", "necessary", "way", "today", "anymore", "cancel", "book", "sorry",
	"thats", "fine", "its", "all", "right", "alright", "rather", "really", "definitely", "absolutely", "need",
	"den", "die", "termin", "kurs", "the", "meinen", "my", "am", "im", "good",
	NULL
};
static const char *const no_alone[] = {
	"lass mal|gut|es|sein|stecken", "lass|lasst gut|mal sein", "lass es * sein|bitte|lieber",
	"lieber|besser|eher nicht",
	"passt schon", "schon gut|ok|okay", "vergiss es|das", "auf keinen fall", "auf gar keinen fall",
	 "kein|keine interesse|bedarf|lust",
	"nein kein|keine interesse|bedarf", "nein . kein|keine interesse|bedarf", "im leben nicht",
	"um gottes willen",
	"um himmels willen nein", "bloss nicht", "never mind", "nevermind", "forget it|that", "forget about it",
	"dont",
	"dont do it|that|this", "please dont", "please dont do it|that", "no way", "rather|better not",
	"id rather not", "not now",
	"not necessary|needed|interested", "not today|anymore|really", "im not interested", "im good|fine",
	"no im good|fine", "no . im good|fine",
	"leave it", "i changed my mind", "ich habs mir anders ueberlegt", "ich hab|habe es mir anders ueberlegt",
	"doch nicht",
	"absolutely|certainly|definitely|of not", "of course not", "auch nicht", "nicht noetig",
	NULL
};
/* clang-format on */

/* The signs that text consists of, beside colors of the skin and blanks: one of
 * those of set, ended by 0, and no other. */
static bool
has_only_signs(const char *text, const uint32_t *set)
{
	bool has_sign = false;
	uint32_t code_point;

	while ((code_point = text_next(&text)) != 0) {
		bool is_dress = code_point <= ' ' || code_point == '!' ||
		    code_point == 0xfe0f ||
		    (code_point >= 0x1f3fb && code_point <= 0x1f3ff);
		bool is_in_set = false;

		for (const uint32_t *sign = set; *sign != 0; sign++)
			is_in_set |= code_point == *sign;
		if (!is_dress && !is_in_set)
			return false;
		has_sign |= is_in_set;
	}
	return has_sign;
}

static bool
is_question(const char *text)
{
	return strchr(text, '?') != NULL;
}

bool
words_say_yes(struct arena *arena, const char *text)
{
	/* Thumbs up, a hand that says fine, check marks. */
	static const uint32_t signs[] = { 0x1f44d, 0x1f44c, 0x2705, 0x2714,
		0x2611, 0 };
	struct words words;

	if (text_is_empty(text) || is_question(text))
		return false;
	if (has_only_signs(text, signs))
		return true;
	words = words_read(arena, text);
	return words_are(&words, yes_alone) ||
	    (!words_are(&words, no_alone) && !words_are(&words, questions) &&
		words_consist_of(&words, yes, yes_filling, WORDS_MAX));
}

bool
words_say_no(struct arena *arena, const char *text)
{
	/* Thumbs down, crosses, a stop sign. */
	static const uint32_t signs[] = { 0x1f44e, 0x274c, 0x274e, 0x1f6d1,
		0x1f645, 0 };
	struct words words;

	if (text_is_empty(text) || is_question(text))
		return false;
	if (has_only_signs(text, signs))
		return true;
	words = words_read(arena, text);
	return words_are(&words, no_alone) ||
	    words_consist_of(&words, no, no_filling, WORDS_MAX);
}
