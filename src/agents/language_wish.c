/*
 * language_wish.c - the wish to be answered in another language.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/language.h"

#include "agents/words.h"
#include "base/text.h"

/* clang-format off */
#define SPEAK_DE \
	"antworte|antworten|antwortest|antwortet|schreib|schreibe|schreiben|schreibst|schreibt|" \
	"sprich|sprechen|sprichst|sprecht|rede|reden|redest|redet|unterhalten|weiter|kommunizieren|" \
	"erklaeren|erklaer|sagen|sag|wechseln|bitte|lieber|gern|gerne"
#define SPEAK_EN \
	"answer|answering|reply|respond|write|speak|talk|chat|continue|communicate|switch|change|" \
	"say|explain|please"

/* Patterns as words.h explains; what has matched is not seen by the rows below.
 */
static const struct wish {
	enum language language;
	const char *const *patterns;
} wishes[] = {
	{ LANGUAGE_EN, (const char *const[]){
	    "dont|not|no|cannot|cant * speak|understand|know|read * german|deutsch", "no german",
	    "kein|nicht * deutsch", NULL } },
	{ LANGUAGE_DE, (const char *const[]){
	    "dont|not|no|cannot|cant * speak|understand|know|read * english", "no english", "kein|nicht * englisch",
	    NULL } },
	{ LANGUAGE_DE, (const char *const[]){
	    SPEAK_DE " * auf|in deutsch", "auf|in deutsch * " SPEAK_DE, "auf|in deutsch . " SPEAK_DE,
	    SPEAK_DE " * deutsch", "deutsch sprechen|reden|schreiben|antworten", "deutsch bitte", "bitte deutsch",
	    "deutsch . bitte", "geht|ginge|gehts * auf|in deutsch", "verstehe|kann|spreche nur deutsch",
	    SPEAK_EN " * in|to|with german|deutsch", "in german * " SPEAK_EN, "in german . " SPEAK_EN,
	    "german please", "german . please", "please german", "speak german", "auf deutsch", NULL } },
	{ LANGUAGE_EN, (const char *const[]){
	    SPEAK_EN " * in|to|with english|englisch", "in english * " SPEAK_EN, "in english . " SPEAK_EN,
	    "english please", "english . please", "please english",
	    "do|can|could|would|may|lets you|we|us|i * speak|talk|chat|continue|write * english",
	    "only speak|understand english", "speak|understand only english", "in english",
	    SPEAK_DE " * auf|in englisch|english", "auf|in englisch|english * " SPEAK_DE,
	    "auf|in englisch|english . " SPEAK_DE, SPEAK_DE " * englisch",
	    "englisch sprechen|reden|schreiben|antworten", "englisch bitte", "bitte englisch", "englisch . bitte",
	    "geht|ginge|gehts * auf|in englisch", "auf englisch", NULL } },
};
/* Where languages are spoken of, not asked for. */
static const char *const no_wishes[] = {
	"kurs|kurse|trainer|trainerin|formular|vertrag|agb|dokument|unterlagen|website|webseite|app * auf|in "
	    "deutsch|englisch|english",
	"class|classes|course|courses|trainer|trainers|contract|terms|documents|form|forms|website|app * in "
	    "english|german", "classes|courses|contract * are|is * in english|german",
	"deutsch|german kurs|kurse|lernen|class|course|lessons",
	"english|englisch kurs|kurse|lernen|class|course|lessons|speaking",
	"kurs|kurse|trainer|vertrag|formular|app * deutsch|englisch", "deutsche|englische|deutscher|englischer",
	"die|der|wer|jemand * deutsch|englisch sprechen|spricht|koennen|kann",
	"trainer|trainerin|mitarbeiter|personal * deutsch|englisch",
	"spricht|sprechen eure|euer|die|der|ihre trainer|trainerin|mitarbeiter|kursleiter",
	"do|does the|your trainers|trainer|coaches|coach|instructors|instructor|staff * speak", NULL
};
/* What may stand beside a wish that is all there is. */
static const char *const fillers[] = {
	"hi", "hello", "hey", "hallo", "sorry", "entschuldigung", "please", "bitte", "danke", "thanks", "thank",
	"you", "can", "could", "would", "may", "we", "i", "lets", "do", "it", "me", "to", "with", "in", "auf",
	"english", "englisch", "german", "deutsch", "kannst", "koennen", "koennten", "koenntest", "koennt", "kann",
	"du", "ihr", "sie", "wir", "ich", "mir", "mit", "uns", "mich", "answer", "answering", "reply", "respond",
	"write", "speak", "talk", "chat", "continue", "communicate", "switch", "change", "antworte", "antworten",
	"antwortest", "antwortet", "schreib", "schreibe", "schreiben", "schreibst", "schreibt", "sprich", "sprechen",
	"sprichst", "sprecht", "rede", "reden", "redest", "redet", "unterhalten", "weiter", "lieber", "gern", "gerne",
	"wechseln", "only", "nur", "dont", "not", "understand", "know", "verstehe", "kein", "nicht", "no", "from",
	"now", "on", "ab", "jetzt", "the", "language", "sprache", "doch", "mal", "auch", "also", "geht", "ginge",
	"das", "es", "und", "and", "is", "my", "be", "possible", "moeglich", "wuerde", "moechte", "want", "like",
	"prefer", "rather", "again", "wieder", "sofort", "sagen", "ok", "okay", "um", "a", "much", "spreche", "so",
	"for", "fuer", "everything", "alles", "immer", "always", NULL
};
/* clang-format on */

static bool
are_fillers(const struct words *words)
{
	for (size_t at = 0; at < words->count; at++) {
		const char *const *filler = fillers;

		while (
		    *filler != NULL && strcmp(words->items[at], *filler) != 0)
			filler++;
		if (*filler == NULL && strcmp(words->items[at], ".") != 0)
			return false;
	}
	return true;
}

struct language_wish
language_wished(struct arena *arena, const char *text)
{
	struct language_wish wish = { 0 };
	struct words words = words_read(arena, text);
	struct words all = words_read(arena, text);

	words_mask(&words, no_wishes);
	for (size_t at = 0; at < ARRAY_LENGTH(wishes); at++)
		if (words_match(&words, wishes[at].patterns)) {
			/* Both are wished: who can tell. */
			if (wish.language != LANGUAGE_UNKNOWN &&
			    wish.language != wishes[at].language)
				return (struct language_wish){ 0 };
			wish.language = wishes[at].language;
			words_mask(&words, wishes[at].patterns);
		}
	wish.is_all = wish.language != LANGUAGE_UNKNOWN && are_fillers(&all);
	return wish;
}
