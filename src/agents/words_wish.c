/*
 * words_wish.c - the wish for a person, in both languages.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/words.h"

/* Patterns as words.h explains. */
/* clang-format off */
static const char *const spellings[] = {
	"mitarbeiter", "mitarbeiterin", "mitarbeitern", "ansprechpartner", "ansprechpartnerin", "studioleiter",
	"studioleitung", "representative", "employee", "receptionist", "menschlichen", "menschlicher", "telefonieren",
	NULL
};

static const char *const look_alikes[] = {
	"mitarbeite", "mitarbeiten", "employees", "employed", "employer", "menschliche", "menschliches",
	"telefoniere",
	NULL
};

static const char *const wishes[] = {
	/* German */
	"mit einem|einer|nem|ner|eurem|ihrem|eurer|ihrer|dem|der * "
	    "mitarbeiter|mitarbeiterin|menschen|mensch|person|kollegen|kollegin|berater|beraterin|angestellten|"
	    "trainer|"
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
	"mensch|menschen|mitarbeiter|mitarbeiterin|ansprechpartner bitte", "mensch|mitarbeiter . bitte",
	"den|die|euren|eure|ihren|ihre chef|chefin|geschaeftsfuehrer|geschaeftsfuehrerin|studioleiter|"
	    "studioleitung|leiter|"
	    "leitung|manager|managerin * sprechen",
	"kann|koennte|koennt|koenntet|kannst|soll * jemand|wer|einer|ihr|man * "
	    "anrufen|zurueckrufen", "hol|hole|holt|schick|schickt|ruf * kollegen|kollegin|mitarbeiter|menschen",
	"verbinde|verbinden|verbindet * mit * mitarbeiter|mitarbeiterin|menschen|mensch|kollegen|person|team",
	"leite|leiten|leit|verbinde|verbinden * mitarbeiter|menschen|kollegen|rezeption|empfang|team|personal",
	"mit der|dem rezeption|empfang|service|verwaltung * sprechen|reden|telefonieren|verbinden|verbunden",
	"echte|echten|richtige|richtigen|reale menschen|mitarbeiter",
	"haette|moechte|wuerde * ansprechpartner|ansprechpartnerin",
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
	    "human|person|employee|staff|representative|rep|agent|manager|trainer|team|operator|receptionist|"
	    "colleague|"
	    "advisor",
	"talk|speak|chat|talking|speaking to|with someone|somebody|staff|reception|people|humans",
	"real|actual|live|living human|humans|person|people|agent|staff|employee|representative",
	"human|agent|representative|operator|staff|person please", "please human|agent|representative|operator|staff",
	"human being|agent|support|operator|representative",
	"need|want|get|fetch|prefer|like * a|an human|employee|representative|manager|operator",
	"no|without bot|bots|robot|robots|chatbot|chatbots", "not to|with|a|an bot|robot|machine|ai|chatbot|computer",
	"not to|with a|an * bot|robot|machine|ai|chatbot|computer",
	"someone|somebody from the|your * team|staff|gym|studio|reception",
	"can|could|would|will someone|somebody|anyone|anybody|you * call me",
	"through|connect|transfer * reception|front",
	"call me back|please", "please call me", "give me a call",
	NULL
};

static const char *const no_wishes[] = {
	"nicht mit einem|einer|dem|der mitarbeiter|mitarbeiterin|menschen|person|trainer|trainerin|team",
	"keinen|keine|kein|ohne mitarbeiter|mitarbeiterin|menschen|mensch",
	"dont|not|never want|need|have to talk|speak|chat to|with",
	"dont|not talk|speak|chat to|with", "dont|not call me", "ruft|rufen|ruf|rufe * mich|uns * nicht",
	NULL
};

/* Not even what looks like a no makes these less of a wish. */
static const char *const refusals[] = {
	"dont|not * talk|speak|chat|deal|write * bot|bots|robot|machine|computer|ai|chatbot",
	"nicht * mit einem|einer|nem|ner|dem|der * bot|ki|roboter|maschine|computer|automaten|chatbot",
	NULL
};

static const char *const wishes_alone[] = {
	"mensch|mitarbeiter|mitarbeiterin|personal|rezeption|empfang|kundenservice|kundendienst",
	"human|agent|staff|operator|representative|support|reception|person", NULL
};
/* clang-format on */

bool
words_want_person(struct arena *arena, const char *text)
{
	struct words words = words_read(arena, text);

	words_mend(arena, &words, spellings, look_alikes);
	if (words_are(&words, wishes_alone) || words_match(&words, refusals))
		return true;
	words_mask(&words, no_wishes);
	return words_match(&words, wishes);
}
