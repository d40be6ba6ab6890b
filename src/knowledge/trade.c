/*
 * trade.c - the tables of words.
 *
 * SPDX-License-Identifier: ISC
 */
#include "knowledge/trade.h"

#include "base/text.h"

enum {
	STEM_LEN_MIN = 3,
	FRONT_LEN_MIN = 3,
	COMPOUND_LEN_MIN = 8,
	WORD_BYTES = 96,
	ENDING_LEN_MAX = 2
};

/* A word in few letters, on the stack: these tables are looked through once for
 * every word of a document. */
struct folded {
	char text[WORD_BYTES];
	size_t len;
};

#define WEIGHT_WEAK 0.25

/* clang-format off */
static const char *const empty_words[] = {
	"der|die|das|den|dem|des|ein|eine|einen|einem|einer|eines|und|oder|aber|auch|noch|schon|nur|mal|denn|doch|ja|nein",
	"nicht|kein|keine|keinen|ich|du|er|sie|es|wir|ihr|ihnen|ihm|mir|mich|dir|dich|euch|uns|mein|meine|meinen|meinem|meiner",
	"meines|dein|deine|deinen|euer|eure|euren|eurem|eurer|unser|unsere|sein|seine|seinen|sich|man|selbst|selber",
	"ist|sind|bin|bist|seid|war|waren|habe|hab|hast|hat|haben|habt|hatte|gibt|gibts|geben|gebt|kann|kannst|koennen|koennt",
	"koennte|darf|duerfen|duerft|muss|muessen|musst|soll|sollte|sollen|will|willst|wollen|wollt|moechte|moechten|wuerde|werden",
	"wird|werde|wurde|lassen|laesst|an|am|im|in|ins|auf|aus|bei|beim|bis|fuer|mit|nach|ueber|um|unter|von|vom|vor|zu|zum|zur",
	"als|wenn|dass|ob|was|wer|wen|wem|wie|wo|wohin|woher|wann|warum|wieso|weshalb|welche|welcher|welches|welchen|wieviel",
	"wofuer|womit|worauf|bitte|danke|hallo|hi|hey|moin|servus|guten|tag|morgen|abend|hier|dort|da|dann|so|sehr|eigentlich",
	"etwas|alles|alle|allen|irgendwie|gerne|gern|mehr|viel|viele|einfach|also|ueberhaupt|jemand|irgendwo|irgendwas|gleich",
	"damit|dafuer|dabei|davon|jetzt|gerade|bereits|immer|wieder|ganz|genau|per|pro|je|via|ohne|gegen|durch|waehrend|trotzdem",
	"zwischen|seit|ab|dieser|diese|dieses|diesen|diesem|jede|jeder|jedes|jeden|dazu|raus|rein|hin|her|los|the|a|an|and|or|but|also|not|no|yes|i|you|he",
	"she|it|we|they|me|us|your|my|our|their|is|are|am|was|be|been|do|does|did|have|has|had|can|could|would|should|will|may",
	"must|there|here|this|that|these|those|at|on|in|to|of|for|from|with|about|by|if|what|who|how|where|when|why|which|please",
	"thanks|hello|any|some|just|really|very|more|much|many|than|then|as|so|im|id|ill|ive|whats|up|out|into|without|during",
	NULL };

/* Verbs and nouns that any question may have. */
static const char *const weak_words[] = {
	"frage|wissen|sagen|sag|sagt|erzaehl|erzaehlen|machen|mache|macht|bieten|bietet|anbieten|studio|fitnessstudio|fitness",
	"bekomme|bekommt|bekommen|brauche|brauchen|braucht|nutzen|benutzen|nutze|nutzung|verwenden|gehen|geht|gehe|kommen|komme",
	"kommt|nehmen|nehme|mitnehmen|bringen|mitbringen|finden|finde|findet|bleiben|stehen|steht|passiert|passieren|funktioniert",
	"funktionieren|laeuft|laufen|erlaubt|erlauben|moeglich|moeglichkeit|information|informationen|info|infos|thema|heute",
	"mitglied|mitglieder|leute|person|personen|zeit|lange|oft|gut|neu|neue|neuen|andere|anderen|anderes|eigene|eigenen|eigenes",
	"gestern|montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|woche|tun|sache|sachen|beachten|achten|wichtig|gilt|gelten|bedeutet|heisst|regel|regeln|euros|euro|training|trainieren",
	"trainiere|trainiert|sport|tell|know|offer|question|like|want|need|get|got|use|using|bring|take|go|come|find|make|gym|club",
	"today|allowed|possible|member|members|people|time|long|often|new|other|own|work|works|train|training|happen|happens",
	NULL };

/* What members call the same thing, in either language. */
static const char *const synonym_rows[][12] = {
	{ "probetraining", "schnuppertraining", "schnupperstunde", "probestunde", "probetag", "ausprobieren", "testen", "probe", "trial", "try", NULL },
	{ "kündigen", "kündigung", "kündigungsfrist", "austreten", "aufhören", "vertragsende", "kündige", "cancel", "cancellation", "quit", NULL },
	{ "preis", "beitrag", "kosten", "kostet", "gebühr", "tarif", "mitgliedsbeitrag", "teuer", "price", "cost", "fee", NULL },
	{ "sauna", "wellness", "dampfbad", "infrarot", "schwitzen", "spa", "steam", NULL },
	{ "parken", "parkplatz", "stellplatz", "auto", "tiefgarage", "parkhaus", "pkw", "parking", "car", NULL },
	{ "öffnungszeit", "geöffnet", "offen", "öffnen", "öffnet", "schließen", "schließt", "opening", "open", "close", "hours", NULL },
	{ "handtuch", "tuch", "unterlage", "towel", NULL },
	{ "duschen", "dusche", "waschen", "shower", NULL },
	{ "spind", "schließfach", "schrank", "garderobe", "umkleide", "wertsachen", "locker", NULL },
	{ "schloss", "vorhängeschloss", "schließfach", "lock", NULL },
	{ "pausieren", "pause", "ruhezeit", "stilllegen", "aussetzen", "unterbrechen", "ruhen", "freeze", NULL },
	{ "trinken", "getränk", "wasser", "wasserspender", "getränkeflatrate", "mineral", "trinkflasche", "drink", "water", NULL },
	{ "essen", "snack", "riegel", "shake", "eiweiß", "protein", "bistro", "food", NULL },
	{ "kind", "kinder", "kinderbetreuung", "baby", "nachwuchs", "betreuung", "child", "kids", "childcare", NULL },
	{ "jugendlich", "minderjährig", "mindestalter", "alter", "alt", "teenager", "sohn", "tochter", "eltern", "age", "old", NULL },
	{ "freund", "gast", "begleitung", "freundin", "bekannte", "besuch", "partner", "guest", "friend", NULL },
	{ "hund", "tier", "tiere", "haustier", "dog", "pet", NULL },
	{ "trainer", "coach", "personaltraining", "betreuung", "instructor", NULL },
	{ "trainingsplan", "plan", "einweisung", "einführung", "geräteeinweisung", "introduction", "induction", NULL },
	{ "kurs", "kurse", "gruppenkurs", "kursplan", "class", "classes", "course", NULL },
	{ "anmelden", "buchen", "buchung", "reservieren", "platz", "anmeldung", "book", "booking", "reserve", NULL },
	{ "abmelden", "stornieren", "absagen", "stornierung", "absage", "nichterscheinen", "cancel", NULL },
	{ "krank", "krankheit", "verletzt", "verletzung", "attest", "schwanger", "schwangerschaft", "ill", "injury", "pregnant", NULL },
	{ "umzug", "umziehen", "ziehe", "wegziehen", "sonderkündigung", "sonderkündigungsrecht", "move", "moving", NULL },
	{ "student", "studierende", "azubi", "auszubildende", "schüler", "ermäßigung", "rabatt", "ermäßigt", "discount", "student", NULL },
	{ "bezahlen", "zahlung", "zahlen", "lastschrift", "abbuchen", "abbuchung", "überweisen", "barzahlung", "bargeld", "sepa", "pay", NULL },
	{ "konto", "bankverbindung", "iban", "bank", "account", NULL },
	{ "mahnung", "rücklastschrift", "mahngebühr", "rückständig", "zahlungsverzug", "verzug", "reminder", NULL },
	{ "mitgliedskarte", "karte", "armband", "chip", "transponder", "verloren", "verlust", "card", "wristband", "lost", NULL },
	{ "tageskarte", "tagesticket", "tagespass", "zehnerkarte", "einzeleintritt", "day", "pass", NULL },
	{ "schuhe", "turnschuhe", "hallenschuhe", "sportschuhe", "kleidung", "barfuß", "schuh", "shoes", "clothes", NULL },
	{ "handy", "telefon", "telefonieren", "smartphone", "phone", "mobile", NULL },
	{ "foto", "fotografieren", "filmen", "video", "kamera", "aufnahme", "selfie", "photo", "film", NULL },
	{ "wlan", "wifi", "internet", "passwort", NULL },
	{ "umkleide", "umkleiden", "umziehen", "kabine", "changing", "locker", NULL },
	{ "solarium", "bräunen", "sonnenbank", "collarium", "tanning", NULL },
	{ "fundsache", "fundbüro", "vergessen", "liegengelassen", "verloren", "fund", "lost", "found", NULL },
	{ "hausordnung", "regeln", "hausregeln", "verboten", "verbot", "rules", NULL },
	{ "behindertengerecht", "barrierefrei", "rollstuhl", "aufzug", "wheelchair", "accessible", NULL },
	{ "frauen", "damen", "frauenbereich", "damenbereich", "women", "ladies", NULL },
	{ "reinigen", "desinfizieren", "putzen", "reinigung", "desinfektion", "säubern", "sauber", "clean", NULL },
	{ "bus", "bahn", "haltestelle", "anfahrt", "straßenbahn", "anreise", "tram", "fahrrad", "rad", NULL },
	{ "vertrag", "mitgliedschaft", "abo", "laufzeit", "vertragslaufzeit", "contract", "membership", "subscription", NULL },
	{ "rücken", "rückenschmerzen", "rückenkurs", "rückenfit", "back", NULL },
	{ "abnehmen", "gewicht", "ernährung", "ernährungsberatung", "diät", "nutrition", "weight", NULL },
	{ "gutschein", "geschenk", "verschenken", "schenken", "voucher", "gift", NULL },
	{ "adresse", "anschrift", "standort", "email", "mail", "erreichen", "kontakt", "telefonnummer", "contact", "address", "reach", NULL },
	{ "feiertag", "weihnachten", "silvester", "neujahr", "ostern", "holiday", "christmas", "easter", NULL },
	{ "unfall", "haftung", "versicherung", "versichert", "accident", "insurance", "liable", NULL },
	{ "firma", "firmenfitness", "arbeitgeber", "qualitrain", "wellpass", "urban", "hansefit", "company", "employer", NULL },
	{ "krankenkasse", "zuschuss", "präventionskurs", "prävention", "kasse", "bezuschussung", NULL },
	{ "widerruf", "widerrufen", "widerrufsrecht", "revoke", "withdraw", NULL },
	{ "werben", "empfehlen", "prämie", "empfehlung", "freundschaftswerbung", "refer", "referral", NULL },
	{ "datenschutz", "daten", "löschen", "dsgvo", "privacy", "gdpr", "data", NULL },
};

/* What the second part of a compound often is; the longest that fits counts. */
static const char *const heads[] = {
	"anfang|angebot|anmeldung|anzahl|aufguss|aufnahme|ausweis|bad|bar|beitrag|beginn|beratung|bereich|bestellung|betrag",
	"betreuung|buchung|dauer|desinfektion|dusche|einheit|einweisung|ende|erhoehung|flasche|flat|flatrate|form|frist|gang|gast",
	"gebuehr|geld|geraet|geraete|gewicht|grenze|gutschein|haltung|handtuch|haus|hinweis|hoehe|kabine|karte|kind|kosten|kuerzung",
	"kurs|kurse|laufzeit|limit|mitglied|mittel|modell|monat|nachweis|nummer|ordnung|paket|pass|pause|pflicht|phase|plan|plaene",
	"platz|plaetze|preis|programm|raum|raeume|recht|regel|regeln|saft|schrank|schraenke|schein|schloss|schluessel|schmerzen",
	"schuh|schuhe|schutz|service|sperre|sport|spender|stunde|stunden|system|tag|tage|tarif|tarife|tasche|teilnahme|termin",
	"ticket|training|trainer|trainerin|tuch|tuecher|uebung|umzug|unterlage|verbot|verlaengerung|vertrag|verleih|verlust|wechsel",
	"woche|wunsch|zahl|zahlung|zeit|zeiten|zimmer|zone|zugang|zuschlag|getraenk|getraenke|shake|riegel|schrift|kuendigung|sauna|saunen|fach|faecher",
	NULL };
/* clang-format on */

/* With "ae oe ue ss" for umlauts; what is too long for a word is cut. */
static struct folded
fold(const char *word)
{
	static const struct {
		uint32_t letter;
		const char *spelled;
	} spellings[] = { { 0xe4, "ae" }, { 0xf6, "oe" }, { 0xfc, "ue" },
		{ 0xdf, "ss" } };
	struct folded folded = { .len = 0 };
	uint32_t letter;

	while ((letter = text_next(&word)) != 0) {
		char encoded[4];
		const char *spelled = encoded;
		size_t len = text_encode(letter, encoded);

		for (size_t at = 0; at < ARRAY_LENGTH(spellings); at++)
			if (spellings[at].letter == letter) {
				spelled = spellings[at].spelled;
				len = strlen(spelled);
			}
		if (folded.len + len >= WORD_BYTES)
			break;
		memcpy(folded.text + folded.len, spelled, len);
		folded.len += len;
	}
	folded.text[folded.len] = '\0';
	return folded;
}

static void
cut_ending(struct folded *word)
{
	static const char *const endings[] = { "ern", "en", "er", "es", "em",
		"e", "n", "s" };

	for (size_t at = 0; at < ARRAY_LENGTH(endings); at++) {
		size_t cut = strlen(endings[at]);

		if (word->len >= cut + STEM_LEN_MIN &&
		    text_ends_with(word->text, endings[at])) {
			word->len -= cut;
			word->text[word->len] = '\0';
			return;
		}
	}
}

static bool
is_listed(const char *word, size_t len, const char *const *rows)
{
	for (; *rows != NULL; rows++)
		for (const char *at = *rows; *at != '\0';) {
			size_t other = strcspn(at, "|");

			if (other == len && memcmp(at, word, len) == 0)
				return true;
			at += other + (at[other] == '|' ? 1 : 0);
		}
	return false;
}

double
trade_weight(const char *word)
{
	struct folded folded = fold(word);

	if (is_listed(folded.text, folded.len, empty_words))
		return 0;
	return is_listed(folded.text, folded.len, weak_words) ? WEIGHT_WEAK : 1;
}

const char *const *
trade_synonyms(const char *word, size_t *from)
{
	struct folded wanted = fold(word);

	cut_ending(&wanted);
	for (; *from < ARRAY_LENGTH(synonym_rows); (*from)++)
		for (const char *const *at = synonym_rows[*from]; *at != NULL;
		     at++) {
			struct folded other = fold(*at);

			cut_ending(&other);
			if (strcmp(wanted.text, other.text) == 0)
				return synonym_rows[(*from)++];
		}
	return NULL;
}

/* May a head have this behind it? */
static bool
is_ending(const char *text)
{
	static const char *const endings[] = { "e", "n", "s", "en", "er",
		"es" };

	for (size_t at = 0; at < ARRAY_LENGTH(endings); at++)
		if (strcmp(text, endings[at]) == 0)
			return true;
	return *text == '\0';
}

/* How many letters at the end of word are head with an ending, 0: none. */
static size_t
fitting_len(const struct folded *word, const char *head, size_t len)
{
	for (size_t ending = 0; ending <= ENDING_LEN_MAX; ending++) {
		const char *behind = word->text + word->len - ending;

		if (len + ending + FRONT_LEN_MIN <= word->len &&
		    memcmp(behind - len, head, len) == 0 && is_ending(behind))
			return len + ending;
	}
	return 0;
}

static size_t
head_len(const struct folded *word)
{
	size_t longest = 0;

	for (const char *const *row = heads; *row != NULL; row++)
		for (const char *at = *row; *at != '\0';) {
			size_t len = strcspn(at, "|");
			size_t fitting = fitting_len(word, at, len);

			if (fitting > longest)
				longest = fitting;
			at += len + (at[len] == '|' ? 1 : 0);
		}
	return longest;
}

/* The front of a compound without what links it to its head. */
static size_t
unlinked_len(const char *front, size_t len)
{
	/* "kündigungs", "mitglieds"; not "fitness". */
	bool is_linked = len > FRONT_LEN_MIN + 1 && front[len - 1] == 's' &&
	    front[len - 2] != 's';

	return is_linked ? len - 1 : len;
}

bool
trade_split(struct arena *arena, const char *word, struct trade_parts *parts)
{
	struct folded folded = fold(word);
	const char *end = word;
	size_t letters;

	if (folded.len < COMPOUND_LEN_MIN)
		return false;
	letters = head_len(&folded);
	if (letters == 0)
		return false;
	/* The same place in the word as it is spelled. */
	while (*end != '\0' && fold(end).len > letters)
		(void)text_next(&end);
	if (end - word < FRONT_LEN_MIN)
		return false;
	parts->front = arena_copy_bytes(
	    arena, word, unlinked_len(word, (size_t)(end - word)));
	parts->head = arena_copy(arena, end);
	return true;
}
