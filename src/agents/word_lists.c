/*
 * word_lists.c - emergencies and the wish for a person, in both languages.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/words.h"

#include "base/text.h"

/* Patterns as words.h explains. When in doubt a word stays in: an emergency
 * that is missed costs more than an answer too many. */
/* clang-format off */
static const char *const emergency_numbers[] = { "112", "1 1 2", "110", "911", "999", NULL };

static const char *const emergencies[] = {
	/* German */
	"notfall|notfal",
	"herzinfarkt|herzinfakt|herzattacke|herzanfall|herzstillstand|kreislaufstillstand",
	"herz infarkt|attacke|anfall|stillstand",
	"schlaganfall|hirnschlag|hirnblutung",
	"bewusstlos|bewustlos|bewusstlose|bewusstloser|bewusstlosen|bewusstlosigkeit",
	"ohnmaechtig|ohnmaechtige|ohnmaechtiger|ohnmacht",
	"bewusstsein verloren|verlor|verliert", "nicht|kaum bei bewusstsein", "ohne bewusstsein",
	"nicht|kaum mehr|noch ansprechbar", "nicht|kaum ansprechbar", "reagiert nicht mehr",
	"wacht nicht * auf", "leblos|leblose|lebloser",
	"keine luft", "kaum|schlecht luft", "kaum noch luft", "kein|keinen puls|atem|herzschlag",
	"atmet nicht|kaum|schwer", "nicht|kaum atmen", "nicht|kaum mehr|noch|richtig atmen",
	"atemnot|luftnot|atemstillstand|erstickt|ersticke|ersticken|erstickungsanfall",
	"krampfanfall|krampft", "epileptischer|epileptischen anfall",
	"blutet * stark|heftig|extrem", "stark|heftig blutet|bluten|blutend|geblutet", "so|sehr viel blut",
	"verblutet|verblute|verbluten", "starke|schwere|heftige blutung|blutungen",
	"zusammengebrochen|kollabiert",
	"jemand|mann|frau|mitglied|person|freund|freundin|kunde|kundin|kumpel|er|sie * umgekippt",
	"notarzt|notaerztin|rettungswagen|krankenwagen|rettungsdienst|rtw",
	"sanitaeter * rufen|holen|kommen", "ruft|ruf|holt|hol * sanitaeter",
	"brustschmerz|brustschmerzen", "schmerz|schmerzen|stechen|druck|enge in der|meiner brust",
	"anaphylaktischer|anaphylaktischen|allergischer|allergischen schock", "ueberdosis|vergiftet",
	"suizid|selbstmord|suizidgedanken|selbstmordgedanken", "bringe|bring mich um", "mich umbringen|toeten",
	"nicht mehr leben", "das leben nehmen", "lebensgefahr",
	"feuer|brand|brennt im|in * studio|umkleide|sauna|gebaeude|kursraum|keller",
	"stromschlag", "ertrinkt|ertrunken", "brauche|brauchen|braucht * erste hilfe",
	"ruf|ruft|rufe|rufen * die|den 112|110|911", "die 112|110 * rufen|anrufen|waehlen|verstaendigen",
	/* English */
	"emergency", "heart attack", "cardiac arrest", "call|dial|phone 112|911|999|110",
	"unconscious|unresponsive", "lost|losing consciousness", "not conscious", "passed out", "fainted|collapsed",
	"not|isnt|stopped|barely breathing", "cant|cannot|couldnt|barely breathe|breath",
	"can|could not|barely breathe|breath", "trouble|difficulty|difficulties|problems breathing",
	"no pulse|heartbeat",
	"having|had|has|have|suffered a stroke", "seizure|seizures", "choking|suffocating",
	"bleeding heavily|badly|out|profusely", "bleeding a lot", "heavy|severe|heavily|badly bleeding",
	"ambulance|paramedic|paramedics", "chest pain|pains", "pain|pressure in my|his|her|the|their chest",
	"overdose|overdosed", "anaphylaxis|anaphylactic", "suicide|suicidal", "kill|killing myself", "end my life",
	"want|wants|wanna to die", "electrocuted", "drowning", "dying",
	"fire in|at the|your * building|gym|studio|sauna|room", "building|gym|studio|sauna is on fire",
	NULL
};

/* The same words where nobody is in danger. */
static const char *const no_emergencies[] = {
	"kein|keinen|keine notfall|herzinfarkt|schlaganfall|krankenwagen|rettungswagen|notarzt",
	"kein|keinen medizinischer|medizinischen|akuter|akuten|echter|echten|richtiger notfall",
	"im|bei|beim|fuer notfall", "im|bei|fuer|in den|einen|einem|dem notfall", "im absoluten|aeussersten notfall",
	"notfall kontakt|kontakte|kontaktdaten|nummer|nummern|adresse|plan|ausgang|karte|daten|training|kurs|app|set|"
	    "koffer",
	"nach|seit herzinfarkt|schlaganfall|herzstillstand",
	"nach|seit einem|meinem|dem|seinem|ihrem|deinem herzinfarkt|schlaganfall|herzstillstand|krampfanfall",
	"risiko * herzinfarkt|schlaganfall", "herzinfarkt risiko|vorsorge|praevention|patient|patienten",
	"herzinfarkt|schlaganfall|ohnmacht vorbeugen", "gegen herzinfarkt|schlaganfall",
	"bin|als notarzt|notaerztin", "beim rettungsdienst",
	"keine luft * vor lachen", "vor lachen * keine luft", "keine luft im|in * reifen|ball|gymnastikball|pezziball",
	"no|non emergency", "not a|an emergency", "not a|an real|medical|actual emergency", "isnt|wasnt a|an emergency",
	"in case of emergency", "in case of an emergency", "in|for an emergency",
	"emergency contact|contacts|number|numbers|exit|exits|plan|plans|button|phone|procedure|procedures|training|"
	    "kit|info|details|door|stop",
	"family emergency", "no ambulance", "dont|not need an ambulance", "no|not a heart attack|stroke",
	"after|since a|my|his|her|the|your heart attack", "after|since a|my|his|her|the|your stroke|seizure",
	"heart attack risk|prevention|survivor|survivors|patients", "risk|history of * heart attack",
	"dying to|for", "no chest pain",
	NULL
};

static const char *const wishes[] = {
	/* German */
	"mit einem|einer|nem|ner|eurem|ihrem|eurer|ihrer|dem|der * "
	    "mitarbeiter|mitarbeiterin|menschen|mensch|person|kollegen|kollegin|berater|beraterin|angestellten|trainer|"
	    "trainerin|"
	    "chef|chefin|team|personal|studioleiter|studioleitung|manager|leiter|leiterin|leitung|ansprechpartner * "
	    "sprechen|reden|chatten|telefonieren|schreiben|verbinden|verbunden|unterhalten",
	"mit jemandem|jemanden|jemand|wem * sprechen|reden|telefonieren|chatten|verbinden|verbunden",
	"mit mitarbeitern|menschen * sprechen|reden", "mensch|menschen|mitarbeiter|mitarbeiterin sprechen",
	"einen|eine|ein|einem|einer * mitarbeiter|mitarbeiterin|menschen|mensch * sprechen|reden",
	"echten|richtigen|realen|lebenden|wirklichen menschen|mitarbeiter",
	"echter|richtiger|realer|lebender mensch|mitarbeiter",
	"echte|echten|richtige|richtigen|reale|realen person", "menschlichen|menschlicher|menschliche * "
	    "mitarbeiter|mitarbeiterin|ansprechpartner|ansprechpartnerin|kontakt|support|hilfe",
	"mensch|menschen|mitarbeiter|mitarbeiterin|ansprechpartner bitte",
	"bitte mensch|menschen|mitarbeiter|mitarbeiterin",
	"bitte einen|eine|ein menschen|mensch|mitarbeiter|mitarbeiterin|ansprechpartner",
	"an einen|eine|euren|ihren * mitarbeiter|mitarbeiterin|menschen|person|kollegen|kollegin|team * "
	    "weiterleiten|weitergeben|uebergeben|weiterverbinden|verbinden|geben",
	"jemand|jemanden|wer vom team|personal|studio|service|empfang", "jemand|jemanden aus dem team|studio",
	"will|moechte|brauche|verlange|hole|hol|holt|schick|schickt * einen|eine|nen mitarbeiter|mitarbeiterin|"
	    "menschen|ansprechpartner",
	"nicht mit einem|einer|nem|ner * bot|ki|roboter|maschine|computer|automaten|chatbot|assistenten",
	"kein|keine|keinen bot|ki|chatbot|roboter|maschine",
	"kein|keine|keinen bloede|bloeden|doofe|doofen bot|ki|chatbot",
	"ruft|rufen|ruf|rufe * mich|uns * an|zurueck", "bitte um * rueckruf", "bitte * zurueckrufen|rueckruf",
	/* English */
	"talk|speak|chat|talking|speaking|connected|transferred|connect|transfer|forward|put * to|with|through a|an|"
	    "the|your|one|some|any * "
	    "human|person|employee|staff|representative|rep|agent|manager|trainer|team|operator|receptionist|colleague|"
	    "advisor",
	"talk|speak|chat|talking|speaking to|with someone|somebody|staff|reception|people|humans",
	"real|actual|live|living human|humans|person|people|agent|staff|employee|representative",
	"human|agent|representative|operator|staff|person please", "please human|agent|representative|operator|staff",
	"human being|agent|support|operator|representative",
	"need|want|get|fetch|prefer|like * a|an human|employee|representative|manager|operator",
	"no|without bot|bots|robot|robots|chatbot|chatbots", "not to|with|a|an bot|robot|machine|ai|chatbot|computer",
	"not to|with a|an * bot|robot|machine|ai|chatbot|computer",
	"someone|somebody from the|your * team|staff|gym|studio|reception",
	"call me back|please", "please call me", "give me a call",
	NULL
};

static const char *const no_wishes[] = {
	"nicht mit einem|einer|dem|der mitarbeiter|mitarbeiterin|menschen|person|trainer|trainerin|team",
	"keinen|keine|kein|ohne mitarbeiter|mitarbeiterin|menschen|mensch",
	"dont|not|never want|need|have to talk|speak|chat to|with",
	"dont|not talk|speak|chat to|with", "dont|not call me", "ruft|rufen|ruf|rufe * mich|uns nicht",
	NULL
};

static const char *const wishes_alone[] = {
	"mensch|mitarbeiter|mitarbeiterin|personal|rezeption|empfang|kundenservice|kundendienst",
	"human|agent|staff|operator|representative|support|reception|person", NULL
};

static const char *const yes[] = {
	"ja|jaa|jo|jep|jap|yes|yep|yeah|sure|ok|okay|gern|gerne|bitte|please|klar|natuerlich|unbedingt|definitely|"
	    "absolutely",
	"ja|yes|ok|okay|gern|gerne|oh . bitte|gern|gerne|please|danke|klar|genau|sure|mach|bitte",
	"ja|yes|ok|okay|gern|gerne|sehr|oh bitte|gern|gerne|please|danke|klar|genau|sure|ja",
	"ja . bitte|gern|gerne mach|danke|mach", "ja|ok|bitte|gerne . bitte|mach|hol * das|jemanden|dazu",
	"ja|bitte|gern|gerne|ok mach|tu * das", "mach|tu * das * bitte", "mach|tu das",
	"das waere * nett|gut|super|toll|schoen",
	"ja . das waere * nett|gut|super|toll|schoen", "ja das waere * nett|gut|super|toll|schoen",
	"yes|ok|sure|please do|fetch * that|someone|it", "yes|ok . please|do * do|that|so", "please do",
	"do that|it * please",
	"that would be * great|nice|good|lovely", "yes . that would be * great|nice|good|lovely",
	"yes that would be * great|nice|good|lovely", "auf jeden fall", "of course", "ja sehr gern|gerne",
	"ja . sehr gern|gerne",
	NULL
};

static const char *const no[] = {
	"nein|nee|ne|noe|no|nope|nah|nicht", "nein|nee|ne|noe|no|nope danke|thanks",
	"nein|nee|ne|noe|no|nope . danke|thanks",
	"nein|nee|no * nicht * noetig", "nein|nee|no . nicht * noetig", "nicht noetig", "no thank you",
	"no . thank you", "not now|necessary",
	"nein|nee|no . schon gut|ok|okay", "schon gut|ok|okay", "lass mal|gut", "passt schon",
	NULL
};
/* clang-format on */

bool
words_tell_emergency(struct arena *arena, const char *text, const char *number)
{
	struct words words = words_read(arena, text);
	struct words own = words_read(arena, number);

	if (words_are(&words, emergency_numbers))
		return true;
	if (own.count == 1 &&
	    words_are(&words, (const char *const[]){ own.items[0], NULL }))
		return true;
	words_mask(&words, no_emergencies);
	return words_match(&words, emergencies);
}

bool
words_want_person(struct arena *arena, const char *text)
{
	struct words words = words_read(arena, text);

	if (words_are(&words, wishes_alone))
		return true;
	words_mask(&words, no_wishes);
	return words_match(&words, wishes);
}

bool
words_say_yes(struct arena *arena, const char *text)
{
	struct words words = words_read(arena, text);

	return words_are(&words, yes);
}

bool
words_say_no(struct arena *arena, const char *text)
{
	struct words words = words_read(arena, text);

	return words_are(&words, no);
}
