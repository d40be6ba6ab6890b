/*
 * router_words.c - stems and phrases, and whom they speak for.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/router_words.h"

#include "base/text.h"

enum topic { TOPIC_NONE = 0, OPS, SALES, MEDIC, PERSONA, TOPICS };

static const struct agent *const agent_of[TOPICS] = { [OPS] = &ops_agent,
	[SALES] = &sales_agent,
	[MEDIC] = &medic_agent,
	[PERSONA] = &persona_agent };

/* clang-format off */
/* A stem is the beginning of a word; =x is the whole word, +x stands anywhere
 * in it. In a word the longest stem counts. A weight of STRONG decides alone. */
enum { WEAK = 1, HINT = 2, STRONG = 3, SURE = 4 };

static const struct stems {
	enum topic topic;
	int weight;
	const char *const *list;
} stems[] = {
	{ SALES, SURE, (const char *const[]){
	    "kostet", "kosten", "=koste", "kostenpunkt", "+preis", "+teuer", "+gebuehr", "+beitrag", "+beitraeg", "=price",
	    "=prices", "=pricing", "pricelist", "=cost", "=costs", "=fee", "=fees", "+rabatt", "discount", "expensive",
	    "=cheap", "cheaper", "cheapest", "guenstig", "billig", "kostenlos", "gratis", NULL } },
	{ SALES, STRONG, (const char *const[]){
	    "+mitgliedschaft", "membership", "+vertrag", "+vertraeg", "contract", "+kuendig", "+kuendg", "+kundigung",
	    "terminat", "=abo", "=abos", "abonnement", "+tarif", "angebot", "probetrain", "probemonat", "probestunde",
	    "probewoche", "schnupper", "=trial", "tageskart", "tagespass", "tagesticket", "zehnerkart", "=10er",
	    "wochenpass", "+rechnung", "invoice", "=bill", "=billing", "lastschrift", "sepa", "+abbuch", "abgebuch",
	    "refund", "rueckerstatt", "erstatt", "mahnung", "stilllegen", "stilleg", "ruhepause", "pausier", "gutschein",
	    "voucher", "upgrade", "downgrade", "laufzeit", "+anmeldegebuehr", "aufnahmegebuehr", "subscription",
	    "bezahlmoeglichkeit", "zahlungsart", "ratenzahlung", "iban", "+kontodaten", "bankverbindung", "beitritt",
	    "firmenfitness", "studententarif", "partnertarif", "familientarif", "krankenkasse", "austreten", "austritt",
	    "widerruf", "kuendigungsfrist", "vertragslaufzeit", "daypass", "overcharg", "=offer", "=offers", "unsubscribe",
	    "promocode", "bonus", NULL } },
	{ SALES, HINT, (const char *const[]){
	    "bezahl", "=zahle", "=zahlen", "=zahlt", "=pay", "=paid", "payment", "=euro", "=eur", "=geld", "=money",
	    "=join", "joining", "beitreten", "freeze", "=pause", "=quit", "student", "schueler", "rentner", "senior",
	    "azubi", "monatlich", "jaehrlich", "monthly", "wechsel", "=option", "=options", "=paket", "=pakete", NULL } },
	{ OPS, STRONG, (const char *const[]){
	    "+kursplan", "+stundenplan", "+kursbuchung", "+termin", "appointment", "buchen", "=buche", "=buch", "buchung",
	    "gebucht", "+buchbar", "einbuchen", "umbuch", "ausgebucht", "ausbuch", "=book", "booked", "booking", "=rebook",
	    "reservier", "+reservation", "reserve", "storn", "absag", "=abgesagt", "verschieb", "verschob", "verleg",
	    "reschedul", "=slot", "=slots", "schedule", "timetable", "warteliste", "waitlist", "waiting", "checkin",
	    "einchecken", "eingecheckt", "=class", "=classes", "abmeld", "teilnehm", "kurse", "kursen", "=spots", "=spot",
	    "nachholen", NULL } },
	{ OPS, HINT, (const char *const[]){
	    "+kurs", "yoga", "+yoga", "pilates", "spinning", "zumba", "bodypump", "=hiit", "crossfit", "cycling", "boxen",
	    "kickbox", "=bauch", "rueckenfit", "aquafit", "+gymnastik", "=step", "anmeld", "eintrag", "eingetragen",
	    "=platz", "=plaetze", "=check", "=besuche", "=besuch", "=visits", "=visit", "=cancel", "cancell", "canceled",
	    "=move", "lesson", "session", "=stunde", "einheit", "=workouts", "probetermin", "=sign", NULL } },
	{ OPS, WEAK, (const char *const[]){ "=frei", "=freie", "=free", "=trainer", "=trainerin", "=coach", NULL } },
	{ MEDIC, SURE, (const char *const[]){
	    "+schmerz", "=weh", "wehtut", "=pain", "=pains", "painful", "backpain", "hurt", "verletz", "+verletz", "injur",
	    "schwanger", "pregnan", "bandscheib", "+entzuend", "operiert", "+operation", "=op", "surgery", "verstauch",
	    "gezerrt", "+zerrung", "gebrochen", "+bruch", "kreuzband", "meniskus", "arthrose", "arthritis", "rheuma",
	    "blutdruck", "diabet", "asthma", "herzfehler", "herzproblem", "herzrasen", "herzkrank", "schwindel",
	    "schwindlig", "=dizzy", "dizziness", "uebelkeit", "=fieber", "=fever", "erkaelt", "=grippe", "=flu", "+krank",
	    "=sick", "=ill", "illness", "disease", "+medikament", "medication", "medicine", "tablette", "betablocker",
	    "+kreatin", "creatine", "steroid", "anabol", "muskelkater", "=sore", "soreness", "+krampf", "cramp", "sprain",
	    "herniated", "tendon", "=reha", "rehab", "physio", "+aerzt", "=arzt", "=doctor", "allerg", "migraene", "migraine",
	    "schwellung", "geschwollen", "swollen", "tinnitus", "osteopor", "skoliose", "scoliosis", NULL } },
	{ MEDIC, STRONG, (const char *const[]){
	    "+ernaehr", "nutrition", "=diet", "=diaet", "dieting", "+kalorien", "calorie", "calories", "protein", "eiweiss",
	    "supplement", "nahrungsergaenz", "abnehm", "abzunehm", "=abgenommen", "zunehmen", "muskelaufbau", "+muskeln",
	    "=muscle", "=muscles", "aufwaerm", "=warm", "dehnen", "stretch", "+uebung", "exercise", "trainingsplan",
	    "=squat", "squats", "kniebeuge", "kreuzheben", "deadlift", "bankdrueck", "=bench", "=puls", "herzfrequenz",
	    "heartrate", "regenerier", "regeneration", "recovery", "=koerperfett", "fettverbrenn", "uebergewicht",
	    "overweight", "=fasten", "fasting", "=vegan", "=zucker", NULL } },
	{ MEDIC, HINT, (const char *const[]){
	    "=knie", "=knee", "=knees", "=ruecken", "=schulter", "=shoulder", "=nacken", "=neck", "=huefte", "=hip", "=ankle",
	    "=fuss", "=wrist", "handgelenk", "ellenbogen", "=elbow", "gelenk", "=back", "muskel", "=fett", "=fat", "=gewicht",
	    "=weight", "cardio", "ausdauer", "krafttraining", "gesund", "health", "=essen", "=eat", "=trinken", "schlaf",
	    "=sleep", "+satz", "=reps", "wiederholung", "=herz", "=heart", "=bmi", NULL } },
	{ MEDIC, WEAK, (const char *const[]){ "+training", "+trainier", "workout", "anfaenger", "beginner", NULL } },
	{ PERSONA, STRONG, (const char *const[]){
	    "+oeffnungszeit", "+offnungszeit", "oeffnet", "=offen", "+geoeffnet", "geschlossen", "schliesst", "=opening",
	    "=open", "opened", "=close", "=closed", "closing", "=hours", "+adress", "address", "anfahrt", "standort",
	    "location", "located", "directions", "+park", "parking", "=dusche", "=duschen", "shower", "+sauna", "umkleide",
	    "schliessfach", "schliessfaech", "=spind", "=spinde", "locker", "=wlan", "wifi", "=internet", "+handtuch",
	    "+handtuech", "towel", "kinderbetreuung", "childcare", "=hund", "=dog", "barrierefrei", "rollstuhl",
	    "wheelchair", "ausstatt", "equipment", "+geraet", "machines", "hausordnung", "hausregel", "hausrecht",
	    "feiertag", "holidays", "getraenk", "klimaanlage", "hantel", "dumbbell", "=pool", "schwimmbad", "solarium",
	    "fundbuero", "verloren", "vergessen", "=lost", "mindestalter", "=website", "webseite", "telefonnummer",
	    "=phone", "instagram", "=chef", "inhaber", "=owner", "=aufguss", "=aufguesse", "+aufgues", "=kletterwand",
	    "=theke", "=toilette", "bushaltestelle", "=bahn", "=bot", "=ki", "chatbot", "=ai", NULL } },
	{ PERSONA, HINT, (const char *const[]){
	    "=alt", "=witz", "=joke", "=wetter", "=weather", "=musik", "=music", "feedback", "=lob", "beschwerde",
	    "complaint", "=kinder", "=kids", "alter", "=age", "=schuhe", "=shoes", "mitbringen", "=bring", "=kleidung",
	    "=sonntags", "=feiertags", "=verein", "=heisst", "=name", NULL } },
	{ PERSONA, WEAK, (const char *const[]){
	    "=hallo", "=hi", "=hey", "=hello", "=danke", "=thanks", "=wo", "=where", "=studio", "=gym", NULL } },
};

/* Patterns as words.h explains. */
static const struct phrases {
	enum topic topic;
	int weight;
	const char *const *list;
} phrases[] = {
	{ SALES, SURE, (const char *const[]){
	    "wie viel * kostet|zahle|zahl|zahlen|muss", "was nehmt|verlangt ihr", "mitglied werden", "neues mitglied",
	    "become|becoming|be a member", "how much is|are|do|does|for|would|to|it", "sign|signing up for|as * member|membership",
	    "sign me up", "join|joining the|your gym|studio", "join you|us", "day pass", "=day ticket", "want|like|wanna to quit|leave",
	    "will|moechte|wuerde|wollen aufhoeren|austreten|raus", "quit|leave|leaving the gym|studio",
	    "freeze|pause|cancel|end|terminate|stop my|the|our|this * membership|contract|subscription|plan",
	    "vertrag|mitgliedschaft|abo * pausieren|stilllegen|beenden|wechseln|uebertragen|ruhen", "direct debit",
	    "bei euch anmelden", "mich anmelden bei euch", "mich * bei euch anmelden", "zu teuer", "too expensive", NULL } },
	{ OPS, SURE, (const char *const[]){
	    "war ich * da|trainieren|hier|studio|training|gym", "wie oft war|bin|habe ich", "how often|many * have|did i|times",
	    "was|wie * laeuft|laufen|findet|finden * statt", "was laeuft * heute|morgen", "noch plaetze|platz", "freie plaetze",
	    "free spots|spot|places|place", "any spots|places|space", "check in|ins", "meine buchungen|termine|kurse",
	    "my bookings|classes|visits|appointments", "last visit", "letzter|letzten|letzte besuch|training",
	    "cancel my|the|tomorrows|todays|this * class|yoga|booking|appointment|session|spot|pilates|spinning|lesson",
	    "trag mich|mich ein", "melde mich * an|ab", "schaffe es * nicht", "cant|cannot make it", "wont make it",
	    "kann * nicht kommen", "sign me up for * class|yoga|pilates|spinning|zumba", "personal training|trainer", NULL } },
	{ MEDIC, SURE, (const char *const[]){
	    "tut|tun * weh", "lose|losing * weight", "gain|gaining * weight|muscle", "build|building * muscle|muscles",
	    "wie oft|viel|lange * trainieren|training", "how often|many * train|exercise|workout|work", "work out with",
	    "get|getting in shape|fitter", "fit werden", "gewicht verlieren", "high blood pressure", "heart condition",
	    "slipped disc", "heart rate", "blood pressure", "warm up", "pull|pulled * muscle", "work|working out while|when|with",
	    "trainieren trotz|mit|nach", "trotz * trainieren", "muskeln aufbauen", "masse aufbauen", "how should i train",
	    NULL } },
	{ PERSONA, SURE, (const char *const[]){
	    "wer bist|ist du", "who are you", "bist du * mensch|roboter|echt|bot|ki", "are you a|an * human|robot|real|bot|person|ai",
	    "are you real|human", "wie heisst du|ihr|das", "whats|what is your name", "wie geht * dir|es|euch", "wie gehts",
	    "how are you", "wann macht|habt|hat|seid|ist * auf|zu|offen|los", "wie lange habt|hat|seid ihr|das", "bis wann habt|hat|seid|ist",
	    "habt ihr * auf|offen|zu", "wo seid|ist|liegt|finde|befindet", "where are you|is|do|can", "was koennt|kannst ihr|du",
	    "what can you do", "erzaehl * witz|was", "tell me a joke|about", "seit wann gibt", "how do i get * there|to",
	    "about your gym|studio", "ueber euch|das studio|euer studio", "wie alt * studio", "=about yourself", NULL } },
};

/* Words of which at least one is in a message that is small talk ... */
static const char *const small_talk[] = {
	"hallo", "halloechen", "hi", "hii", "hey", "heyy", "hello", "moin", "moinmoin", "servus", "guten", "gruess", "gruezi",
	"gruesse", "schoenen", "danke", "dankeschoen", "merci", "thanks", "thank", "thx", "ty", "cheers", "tschuess", "tschau",
	"ciao", "bye", "goodbye", "greetings", "good", "super", "toll", "perfekt", "prima", "klasse", "great", "perfect",
	"awesome", "cool", "nice", "haha", "lol", "bitteschoen", "welcome", "alles", "schoen", "lieben", "vielen", "sup",
	"yo", "hola", "tach", "nabend", "mahlzeit", "morning", "wunderbar", "freut", NULL
};
/* ... and what else may be in it. */
static const char *const small_words[] = {
	"morgen", "tag", "abend", "nacht", "mittag", "zusammen", "gott", "dir", "euch", "ihnen", "dich", "an", "alle", "ihr",
	"du", "ich", "und", "noch", "einen", "eine", "ein", "dank", "sehr", "schoen", "schoenes", "wochenende", "woche", "bis",
	"bald", "dann", "you", "u", "very", "much", "so", "a", "lot", "have", "nice", "day", "evening", "night", "afternoon",
	"there", "everyone", "all", "see", "later", "soon", "team", "ok", "okay", "klar", "gut", "das", "ist", "war", "hilft",
	"mir", "mich", "for", "your", "help", "fuer", "die", "deine", "eure", "hilfe", "auskunft", "info", "antwort", "liebe",
	"lieber", "wars", "one", "and", "to", "that", "is", "was", "all", "again", "nochmal", "auch", "the", "my", "from", "me",
	"it", "im", "this", NULL
};

static const char *const follow_ups[] = {
	"und", "and", "oder", "or", "auch", "also", "sonst", "otherwise", "dann", "then", "was ist mit", "wie siehts",
	"wie sieht es", "wie waere|waers", "what about", "how about", "geht * auch", "ja", "yes", "nein", "no", "ok", "okay",
	"den|die|das|der erste|ersten|zweite|zweiten|letzte|letzten|andere|anderen", "the first|second|last|other",
	"am montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag", "on monday|tuesday|wednesday|thursday|friday|"
	    "saturday|sunday", "um", "at", "lieber", "rather", "warum", "why", "wieso", "genau", "exactly", "wirklich", "really",
	NULL
};
/* clang-format on */

enum { WORD_LEN_FUZZY_MIN = 6, FOLLOW_UP_WORDS_MAX = 8, SHORT_WORDS_MAX = 4 };

/* At most one letter is wrong, missing, too many, or two are swapped. */
static bool
is_near(const char *a, size_t a_len, const char *b, size_t b_len)
{
	size_t same = 0;
	size_t tail = 0;
	size_t shorter = a_len < b_len ? a_len : b_len;

	if (a_len > b_len + 1 || b_len > a_len + 1)
		return false;
	while (same < shorter && a[same] == b[same])
		same++;
	while (
	    tail < shorter - same && a[a_len - 1 - tail] == b[b_len - 1 - tail])
		tail++;
	a_len -= same + tail;
	b_len -= same + tail;
	if (a_len <= 1 && b_len <= 1)
		return true;
	return a_len == 2 && b_len == 2 && a[same] == b[same + 1] &&
	    a[same + 1] == b[same];
}

/* The beginning of word, give or take a letter, is stem. */
static bool
begins_near(const char *word, const char *stem)
{
	size_t len = strlen(stem);
	size_t word_len = strlen(word);

	for (size_t take = len - 1; take <= len + 1; take++)
		if (take <= word_len && is_near(word, take, stem, len))
			return true;
	return false;
}

/* How many letters of word the stem covers, 0 for none. */
static size_t
covered(const char *word, const char *stem, enum router_reading reading)
{
	const char *letters = stem + (*stem == '=' || *stem == '+');
	size_t len = strlen(letters);

	if (*stem == '=' ? strcmp(word, letters) == 0
			 : (*stem == '+' ? strstr(word, letters) != NULL
					 : text_starts_with(word, letters)))
		return len;
	if (reading == READ_EXACTLY || len < WORD_LEN_FUZZY_MIN)
		return 0;
	if (*stem == '=')
		return is_near(word, strlen(word), letters, len) ? len - 1 : 0;
	return begins_near(word, letters) ? len - 1 : 0;
}

struct tally {
	int weights[TOPICS];
	const char *words[TOPICS]; /* the best of each */
	int best[TOPICS];
};

static void
add(struct tally *tally, enum topic topic, int weight, const char *word)
{
	tally->weights[topic] += weight;
	if (weight <= tally->best[topic])
		return;
	tally->best[topic] = weight;
	tally->words[topic] = word;
}

static void
add_word(struct tally *tally, const char *word, enum router_reading reading)
{
	size_t longest = 0;
	const char *best = NULL;
	const struct stems *row = NULL;

	for (size_t at = 0; at < ARRAY_LENGTH(stems); at++)
		for (const char *const *stem = stems[at].list; *stem; stem++) {
			size_t len = covered(word, *stem, reading);

			if (len <= longest)
				continue;
			longest = len;
			best = *stem;
			row = &stems[at];
		}
	if (row != NULL)
		add(tally, row->topic, row->weight, best);
}

static struct tally
tally_of(const struct words *words, enum router_reading reading)
{
	struct tally tally = { 0 };

	for (size_t at = 0; at < words->count; at++)
		add_word(&tally, words->items[at], reading);
	for (size_t at = 0; at < ARRAY_LENGTH(phrases); at++)
		for (const char *const *list = phrases[at].list; *list; list++)
			if (words_match(
				words, (const char *const[]){ *list, NULL }))
				add(&tally, phrases[at].topic,
				    phrases[at].weight, *list);
	return tally;
}

struct router_score
router_words_score(const struct words *words, enum router_reading reading)
{
	/* What is asked of a price is asked of sales, whatever it is for;
	 * health comes before all. */
	static const enum topic order[] = { MEDIC, SALES, OPS, PERSONA };
	struct tally tally = tally_of(words, reading);
	struct router_score score = { 0 };
	enum topic best = TOPIC_NONE;

	for (size_t at = 0; at < ARRAY_LENGTH(order); at++)
		if (tally.weights[order[at]] > tally.weights[best])
			best = order[at];
	if (best == TOPIC_NONE)
		return score;
	score.agent = agent_of[best];
	score.word = tally.words[best];
	score.weight = tally.weights[best];
	for (enum topic topic = OPS; topic < TOPICS; topic++)
		if (topic != best)
			score.others += tally.weights[topic];
	return score;
}

static bool
is_listed(const char *word, const char *const *list)
{
	for (; *list != NULL; list++)
		if (strcmp(word, *list) == 0)
			return true;
	return false;
}

static bool
is_end(const char *word)
{
	return strcmp(word, ".") == 0;
}

static size_t
count_of(const struct words *words)
{
	size_t count = 0;

	for (size_t at = 0; at < words->count; at++)
		count += !is_end(words->items[at]);
	return count;
}

bool
router_words_are_small_talk(const struct words *words)
{
	bool has_core = false;

	for (size_t at = 0; at < words->count; at++) {
		const char *word = words->items[at];

		if (is_listed(word, small_talk))
			has_core = true;
		else if (!is_end(word) && !is_listed(word, small_words))
			return false;
	}
	return has_core;
}

bool
router_words_follow_up(const struct words *words)
{
	struct words begin = *words;

	if (count_of(words) > FOLLOW_UP_WORDS_MAX)
		return false;
	if (begin.count > 0 && router_words_are_short(words))
		return true;
	/* Only at the beginning. */
	for (size_t len = 1; len <= begin.count && len <= 5; len++) {
		struct words first = { begin.items, len };

		if (words_are(&first, follow_ups))
			return true;
	}
	return false;
}

bool
router_words_are_short(const struct words *words)
{
	size_t count = count_of(words);

	return count > 0 && count <= SHORT_WORDS_MAX;
}

bool
router_words_are_health(const struct words *words)
{
	return tally_of(words, READ_EXACTLY).weights[MEDIC] >= HINT;
}
