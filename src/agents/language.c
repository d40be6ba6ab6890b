/*
 * language.c - tells German from English by frequent words.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/language.h"

#include "agents/words.h"
#include "base/text.h"

/* Words of both languages ("in", "was", "die", "so", "hat") are in neither. */
/* clang-format off */
static const char *const german[] = {
	"der", "das", "den", "dem", "des", "ein", "eine", "einen", "einem", "einer", "und", "oder", "aber", "nicht",
	"kein",
	"keine", "keinen", "ich", "du", "ihr", "wir", "sie", "es", "mir", "mich", "dich", "dir", "euch", "uns", "ist",
	"sind", "bin",
	"bist", "seid", "habe", "haben", "habt", "kann", "kannst", "koennen", "muss", "moechte", "wie", "wo", "wann",
	"warum",
	"wieviel", "viel", "viele", "welche", "welcher", "gibt", "gern", "gerne", "bitte", "danke", "hallo", "moin",
	"servus", "guten",
	"ja", "nein", "heute", "morgen", "gestern", "jetzt", "auch", "noch", "schon", "mit", "ohne", "von", "vom",
	"zum", "zur",
	"bei", "fuer", "auf", "aus", "ueber", "nach", "kostet", "kosten", "offen", "geoeffnet", "oeffnungszeiten",
	"preise", "preis",
	"mitgliedschaft", "kurs", "kurse", "kuendigen", "tschuess", "wer", "sehr", "mein", "meine", "meinen", "dein",
	"deine",
	"eure", "euer", "wird", "werden", "wurde", "notfall", "hilfe", "mitarbeiter", "mensch", "luft", "termin", "uhr",
	"gut",
	"geht", "mal", "dass", "wenn", "weil", "als", "am", "im", "zu", "um", "luft", "jemand", "bewusstlos",
	"herzinfarkt", NULL
};
static const char *const english[] = {
	"the", "a", "and", "or", "but", "not", "no", "yes", "i", "im", "you", "we", "they", "he", "she", "it", "is",
	"are", "be",
	"have", "has", "had", "do", "does", "did", "dont", "can", "cant", "could", "would", "should", "what", "where",
	"when",
	"why", "how", "which", "who", "there", "this", "that", "these", "my", "your", "our", "their", "me", "us", "to",
	"of", "for",
	"with", "without", "from", "at", "on", "about", "much", "many", "please", "thanks", "thank", "hello", "hey",
	"good",
	"morning", "today", "tomorrow", "yesterday", "now", "open", "opening", "hours", "price", "prices", "cost",
	"costs",
	"membership", "class", "classes", "cancel", "bye", "need", "want", "like", "know", "get", "if", "because",
	"very",
	"emergency", "help", "person", "human", "someone", "anyone", "unconscious", "heart", "attack", "gym", NULL
};
/* clang-format on */

enum { LETTER_WEIGHT = 2 };

static bool
is_listed(const char *word, const char *const *list)
{
	for (; *list != NULL; list++)
		if (strcmp(word, *list) == 0)
			return true;
	return false;
}

/* Umlauts and sharp s: in the text itself, the words spell them out. */
static unsigned
german_letters(const char *text)
{
	static const uint32_t letters[] = { 0xe4, 0xf6, 0xfc, 0xdf };
	unsigned count = 0;
	uint32_t code_point;

	while ((code_point = text_next(&text)) != 0)
		for (size_t at = 0; at < ARRAY_LENGTH(letters); at++)
			count += text_lower_char(code_point) == letters[at];
	return count;
}

enum language
language_detect(struct arena *arena, const char *text)
{
	struct words words = words_read(arena, text);
	unsigned de = 0;
	unsigned en = 0;

	if (words.count == 0)
		return LANGUAGE_UNKNOWN;
	de = german_letters(text) * LETTER_WEIGHT;
	for (size_t at = 0; at < words.count; at++) {
		de += is_listed(words.items[at], german);
		en += is_listed(words.items[at], english);
	}
	if (de == en)
		return LANGUAGE_UNKNOWN;
	return de > en ? LANGUAGE_DE : LANGUAGE_EN;
}

enum language
language_parse(const char *tag)
{
	for (enum language at = LANGUAGE_DE; at < LANGUAGES; at++)
		if (tag != NULL && text_starts_with(tag, language_tag(at)) &&
		    (tag[2] == '\0' || tag[2] == '-' || tag[2] == '_'))
			return at;
	return LANGUAGE_UNKNOWN;
}

const char *
language_tag(enum language language)
{
	return language == LANGUAGE_EN ? "en" : "de";
}

enum language
language_choose(struct arena *arena, const char *text, const char *remembered,
    const char *locale)
{
	enum language language = language_detect(arena, text);

	if (language == LANGUAGE_UNKNOWN)
		language = language_parse(remembered);
	if (language == LANGUAGE_UNKNOWN)
		language = language_parse(locale);
	return language == LANGUAGE_UNKNOWN ? LANGUAGE_DE : language;
}

enum language
language_of_member(struct arena *arena, const char *text, const char *wished,
    const char *remembered, const char *locale)
{
	enum language language = language_parse(wished);

	return language == LANGUAGE_UNKNOWN
	    ? language_choose(arena, text, remembered, locale)
	    : language;
}
