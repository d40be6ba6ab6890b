/*
 * word_lists.c - what tells of danger to life, in both languages.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/words.h"

#include "base/buf.h"
#include "base/text.h"

/* Patterns as words.h explains. When in doubt a word stays in: an emergency
 * that is missed costs more than an answer too many. */
/* clang-format off */

/* Words that people in a hurry spell wrong. */
static const char *const spellings[] = {
	"notfall", "herzinfarkt", "herzattacke", "herzanfall", "herzstillstand", "kreislaufstillstand", "herzkasper",
	"schlaganfall", "hirnschlag", "hirnblutung", "bewusstlos", "bewusstlose", "bewusstlosen", "bewusstloser",
	"bewusstlosigkeit", "bewusstsein", "ohnmaechtig", "ohnmaechtige", "ohnmaechtiger", "ohnmacht",
	"ansprechbar", "regungslos", "leblose", "lebloser",
	"atemnot", "luftnot", "atemstillstand", "erstickt", "ersticken", "ersticke", "erstickungsanfall",
	"krampfanfall", "krampft", "epileptischer", "epileptischen", "asthmaanfall",
	"verblutet", "verblute", "verbluten", "blutung", "blutungen", "zusammengebrochen", "kollabiert", "umgekippt",
	"krankenwagen", "rettungswagen", "rettungsdienst", "notarzt", "notaerztin", "sanitaeter",
	"brustschmerz", "brustschmerzen", "schmerzen", "anaphylaktischer", "anaphylaktischen", "anaphylaxie",
	"allergischer", "allergischen", "ueberdosis", "vergiftet", "selbstmord", "umbringen", "lebensgefahr",
	"stromschlag", "ertrinkt", "ertrunken", "wiederbelebt", "wiederbelebung", "reanimation", "reanimiert",
	"emergency", "unconscious", "unresponsive", "consciousness", "conscious", "collapsed", "breathing", "breathe",
	"seizure", "seizures", "choking", "suffocating", "bleeding", "heavily", "ambulance", "paramedic",
	"paramedics",
	"overdose", "overdosed", "anaphylaxis", "anaphylactic", "suicide", "suicidal", "drowning", "electrocuted",
	"defibrillator", "heartbeat", "suizidal", "suizidgedanken", "selbstmordgedanken",
	/* Too short for typos, but drawn out they are known. */
	"hilfe", "help", "feuer", "fire", "brennt", "sos", "infarkt", "sterbe", "stirbt", "suizid", "heart", "attack",
	NULL
};

/* Words of their own that are only a letter away. */
static const char *const look_alikes[] = {
	"notfalls", "krampf", "krampfe", "krampfte", "leblos", "erstickte", "erstick", "blutungs",
	"brutung", "glutung", "flutung", "flutungen", "umgekippte", "ansprechbare", "scherzen", "schmelzen",
	"schmerze", "schmerzend", "ertrinke", "ertrinken", "selbstmords", "umbringe", "notarzte",
	"rettungswagens", "allergische", "allergisches", "allergischem", "epileptische", "vergiftete",
	"vergifte", "emergence", "collapses", "collapse", "breath", "breathed", "breather", "breathes",
	"breeding", "wreathing", "breaching", "breathings", "cooking", "chocking", "coking", "blending",
	"bleeping", "browning", "crowning", "drawning", "droning", "frowning", "downing", "overdone",
	"overdoes", "ambulances", "ambulante", "suicides", "heartbeats",
	NULL
};

static const char *const emergency_numbers[] = {
	"112|110|911|999", "112|110|911|999 112|110|911|999", "1 1 2", "9 1 1",
	"112|110|911|999 * bitte|schnell|sofort|please|now|quick|hurry",
	"bitte|schnell|sofort|please 112|110|911|999",
	NULL
};

/* The whole message, which may be a cry. */
static const char *const cries[] = {
	"hilfe|hilfee|sos|help", "hilfe|help|sos hilfe|help|sos", "hilfe|help|sos hilfe|help|sos hilfe|help|sos",
	"hilfe|help . hilfe|help", "hilfe|help . hilfe|help . hilfe|help",
	"hilfe|help schnell|sofort|bitte|quick|hurry|please|now", "schnell|bitte|sofort hilfe", "zu hilfe",
	"hilfe|help . schnell|sofort|bitte|quick|hurry|please|now",
	"hilfe|help schnell|sofort|bitte|quick|hurry|please|now schnell|sofort|bitte|quick|hurry|please|now",
	"help me", "help me * help me", "help us", "helft mir|uns", "helft mir|uns * schnell|bitte", "mayday",
	"feuer", "feuer feuer", "es|hier|da brennt", "es brennt hier", "hier|da brennt es|was|etwas", "feueralarm",
	"fire", "fire fire", "theres a|an fire", "there is a fire", "fire help", "help . fire", "hilfe . feuer",
	"hilfe . es brennt", "ich sterbe", "im|i * dying", "man down",
	NULL
};

/* What several patterns share. */
#define GET "brauche|brauch|brauchen|braucht|ruft|ruf|rufen|holt|hol|holen "
#define HURRY \
	"einen|eine|nen|n|ein|den|schnell|schnellstens|dringend|sofort|hier|jetzt|bitte|mal|unbedingt|ganz|sehr|gleich "
#define DOCTOR "arzt|aerztin|doktor"
#define ATTACK "herzinfarkt|infarkt|schlaganfall|hirnblutung|krampfanfall|herzstillstand"
#define SOMEBODY \
	"kollege|kollegin|mann|frau|freund|freundin|bruder|schwester|mutter|vater|sohn|tochter|partner|partnerin|" \
	"nachbar|nachbarin|cousin|er|sie"

static const char *const emergencies[] = {
	/* German */
	"notfall|notfallsituation|notfalleinsatz|akutfall",
	"herzinfarkt|herzattacke|herzanfall|herzstillstand|kreislaufstillstand|herzkasper|infarkt|hinterwandinfarkt",
	"herz infarkt|attacke|anfall|stillstand", "herz schlaegt|arbeitet nicht * mehr",
	"herz bleibt|ist|steht stehen",
	"herz stehen geblieben|stehengeblieben",
	"schlaganfall|hirnschlag|hirnblutung|gehirnblutung|hirnschlagverdacht|schlaganfallverdacht|"
	    "herzinfarktverdacht",
	"mundwinkel|gesicht|gesichtshaelfte * haengt|gelaehmt|taub", "halbseitig|einseitig gelaehmt",
	"bewusstlos|bewusstlose|bewusstloser|bewusstlosen|bewusstlosigkeit|besinnungslos",
	"ohnmaechtig|ohnmaechtige|ohnmaechtiger|ohnmacht", "in ohnmacht|bewusstlosigkeit",
	"bewusstsein verloren|verlor|verliert", "verliert|verlor * bewusstsein", "nicht|kaum * bei bewusstsein",
	"ohne bewusstsein", "nicht|kaum mehr|noch ansprechbar", "nicht|kaum ansprechbar", "reagiert nicht mehr",
	"er|sie|jemand|mann|frau|mitglied|person|trainer|freund|freundin|kind reagiert nicht",
	"reagiert auf nichts", "bewegt sich nicht * mehr", "er|sie|jemand|mann|frau|person * bewegt|ruehrt sich nicht",
	"boden|gestuerzt|gefallen|hingefallen|liegt * bewegt|ruehrt sich nicht",
	"unter * hantel|langhantel|hantelbank|stange|gewicht|gewichten * eingeklemmt", "eingeklemmt unter",
	"spuckt|hustet|erbricht|kotzt * blut", "beine nicht * spueren|fuehlen", "spuere|fuehle|spuert * beine nicht",
	"wacht nicht * auf", "leblos|leblose|lebloser|regungslos|reglos|regungslose",
	"keine luft", "kaum|schlecht luft", "kaum noch luft", "keinerlei luft", "kein|keinen puls|atem|herzschlag",
	"atmet nicht|kaum|schwer", "nicht|kaum atmen", "nicht|kaum mehr|noch|richtig atmen", "aufgehoert zu atmen",
	"hoert auf zu atmen", "schnappt|ringt * nach luft", "atmung setzt aus", "atmung ausgesetzt",
	"blau angelaufen", "laeuft blau an", "lippen * blau",
	"atemnot|luftnot|atemstillstand|erstickt|ersticke|ersticken|erstickungsanfall|asthmaanfall", "asthma anfall",
	"krampfanfall|krampft", "epileptischer|epileptischen anfall", "epilepsie anfall",
	"blutet * stark|heftig|extrem|massiv", "stark|heftig|massiv blutet|bluten|blutend|geblutet",
	"so|sehr|viel|extrem viel blut", "viel|jede|unmengen blut * verloren|verliert|boden", "verliert * viel blut",
	"ueberall|alles * blut", "hoert nicht auf zu bluten", "blutung * nicht * stoppen|stillen",
	"nicht * zu bluten auf",
	"verblutet|verblute|verbluten", "starke|schwere|heftige|massive blutung|blutungen", "pulsader|pulsadern",
	"arterie * verletzt|aufgeschnitten|durchtrennt|spritzt", "blut spritzt",
	"zusammengebrochen|kollabiert|zusammengesackt|zusammengeklappt",
	"kreislaufkollaps|kreislaufzusammenbruch|kreislaufversagen",
	"jemand|mann|frau|mitglied|person|freund|freundin|kunde|kundin|kumpel|trainer|trainerin|kind|er|sie * "
	    "umgekippt|umgefallen|weggetreten|zusammengesunken",
	"notarzt|notaerztin|rettungswagen|krankenwagen|rettungsdienst|rtw|rettungshubschrauber",
	"sanitaeter * rufen|holen|kommen",
	"ruft|ruf|holt|hol|brauche|brauchen|braucht * sanitaeter|arzt * schnell|sofort",
	"ruft|ruf|holt|hol|brauche|brauchen|braucht * sanitaeter", "brauche|brauchen|braucht * sofort|schnell * arzt",
	"schnell|sofort * arzt|aerztin|sanitaeter", "ruft|ruf|holt|hol * schnell * hilfe",
	"brustschmerz|brustschmerzen", "engegefuehl|stiche * brust",
	"schmerz|schmerzen|stechen|druck|enge in|auf der|meiner|seiner|ihrer brust",
	"schmerzen * linken arm", "brust * schmerzt|sticht", "brust * tut * weh", "tut * brust * weh",
	"herzschmerz|herzschmerzen", "stechen|stiche im herz|herzen", "herz * schmerzt|sticht", "herz * tut * weh",
	"tut * herz * weh",
	"anaphylaktischer|anaphylaktischen|allergischer|allergischen schock", "anaphylaxie|anaphylaktisch",
	"schwere|starke|heftige allergische reaktion",
	"hals|zunge|kehle|rachen|gesicht * schwillt|schwellen|geschwollen",
	"brauche|brauchen|braucht|wo|schnell * epipen|adrenalin", "wespe|biene * hals|mund|rachen gestochen",
	"ueberdosis|vergiftet", "zu viele|viel tabletten|pillen|schlaftabletten", "tabletten geschluckt",
	"suizid|selbstmord|suizidgedanken|selbstmordgedanken|suizidal|lebensmuede", "bringe|bring mich * um",
	"mich umbringen|toeten|erhaengen|erschiessen|umzubringen", "ich|mir * etwas|was antun",
	"mir das leben nehmen",
	"nicht|nimmer mehr * leben", "will|moechte nicht|nimmer leben", "das leben nehmen",
	"beende|beenden mein leben",
	"mein leben beende|beenden", "will|moechte|wuerde * sterben", "nicht mehr aufwachen",
	"besser * ich|wenn * tot", "leben * keinen sinn", "nicht mehr da sein|waere",
	"er|sie|jemand|mann|frau|freund|freundin|mitglied stirbt", "jemand|er|sie * gestorben|tot umgefallen",
	"lebensgefahr|lebensgefaehrlich|lebensbedrohlich",
	"feuer|brand|brennt im|in * studio|umkleide|sauna|gebaeude|kursraum|keller|halle|dusche|duschen|kueche",
	"studio|umkleide|sauna|gebaeude|kursraum|keller|halle|haus|kueche|geraet|laufband|solarium|theke brennt",
	"brand|feuer|flammen ausgebrochen|gesehen", "brennt es", "steht in flammen",
	"rauch im|in|aus * studio|umkleide|sauna|gebaeude|kursraum|keller|halle|dusche|kueche|steckdose",
	"gasgeruch|gasleck",
	"riecht * nach gas", "stromschlag", "ertrinkt|ertrunken",
	"brauche|brauchen|braucht * erste|ersten hilfe",
	"reanimation|reanimieren|reanimiert|wiederbelebung|wiederbelebt",
	"brauchen|braucht|brauche|wo|holt * defibrillator|defi",
	"amoklauf|amoklaeufer|messerangriff|messerstecher|schiesserei", "mit|einem|hat ein|einem|nem messer",
	"werde|wird|werden * angegriffen|bedroht|ueberfallen",
	"ruf|ruft|rufe|rufen * die|den 112|110|911", "die 112|110 * rufen|anrufen|waehlen|verstaendigen",
	"waehl|waehlt|waehle|verstaendigt 112|110", "ruf|ruft|rufe|rufen 112|110|911", "rufen sie 112|110|911",
	GET DOCTOR, GET HURRY DOCTOR, GET HURRY HURRY DOCTOR, GET HURRY HURRY HURRY DOCTOR,
	"ist hier * arzt|aerztin|doktor",
	"atmet * komisch|seltsam|merkwuerdig|flach|unregelmaessig|schlecht",
	"komisch|seltsam|merkwuerdig|flach|unregelmaessig|schlecht atmet", "roechelt",
	"auf|gegen * kopf|hals|kehle|kehlkopf|nacken|gesicht|brust gefallen|geknallt|gekracht|gestuerzt|gedonnert",
	"hantel|langhantel|kurzhantel|hantelstange|stange|gewicht|scheibe|kettlebell * faellt|fiel|knallte|krachte * "
	    "auf|gegen * kopf|hals|kehle|nacken|gesicht|brust",
	"hantel|langhantel|kurzhantel|hantelstange|stange|gewicht|scheibe liegt * auf * hals|kehle|kopf",
	"kopf * gestossen|angestossen|angeschlagen|aufgeschlagen|angehauen|geknallt * "
	    "weg|benommen|verwirrt|schwindlig|schwindelig|uebel|erbricht|bricht|blutet",
	"kopf * gestossen|angestossen|angeschlagen|aufgeschlagen|angehauen|geknallt . * "
	    "weg|benommen|verwirrt|schwindlig|schwindelig|uebel|erbricht|bricht|blutet",
	"riecht|stinkt * nach rauch|qualm|gas|brand|feuer|verbrannt|verbranntem|verbrennung",
	"riecht|stinkt * verbrannt|angebrannt|verschmort|verkokelt|brenzlig",
	"nach rauch|qualm|gas|verbranntem|verbrannt riecht|stinkt",
	"kriege|krieg|kriegt|kriegen|bekomme|bekomm|bekommt|bekommen|hat|habe|hab * "
	    "kein|keinen|kaum|keinerlei|zuwenig|wenig sauerstoff",
	"kein|keinen|kaum|keinerlei|wenig|genug|genuegend sauerstoff "
	    "mehr|kriege|krieg|kriegt|bekomme|bekomm|bekommt|bekommen",
	"kaum|keinen noch|mehr sauerstoff", "nicht genug|genuegend sauerstoff",
	"pool|becken|wasser|schwimmbecken|whirlpool * untergegangen|versunken|abgesoffen",
	"jemand|einer|kind|mann|frau|mitglied|gast|freund|freundin|junge|maedchen * untergegangen|versunken",
	"jemand|einer|kind|mann|frau|mitglied|gast|junge|maedchen geht|ging unter im|in * pool|becken|wasser",
	"jemand|einer|kind|mann|frau|mitglied|gast|junge|maedchen taucht|kommt nicht mehr auf|hoch",
	"ueberfall|raubueberfall|bewaffnet|bewaffnete|bewaffneter", "wurde|wurden|sind|bin * ueberfallen",
	"mit messer|waffe|pistole|schusswaffe|machete|axt", "zieht ein|nen messer",
	"mit|hat|zieht einer|ner|eine|ne waffe|pistole|schusswaffe|machete|axt",
	/* English */
	"emergency", "heart attack", "heartattack", "cardiac arrest", "heart|pulse * stopped", "no heartbeat|pulse",
	"call|dial|phone|ring 112|911|999|110", "call|need|send|phone * emergency services",
	"unconscious|unresponsive|comatose", "lost|losing|loses consciousness", "not conscious|responsive|responding",
	"isnt|doesnt|wont|not wake|waking up",
	"he|she|they|somebody|someone|man|woman|person|guy|friend|member * not responding|moving",
	"fell|floor|ground * not|isnt moving|responding",
	"stuck|trapped|pinned under * bar|barbell|weight|weights|bench",
	"passed|passing|blacked out", "collapsed|fainted",
	"not|isnt|stopped|barely|hardly breathing", "cant|cannot|couldnt|barely|hardly breathe|breath",
	"can|could not|barely|hardly breathe|breath", "cant|cannot get|catch * breath|air",
	"gasping|struggling * air|breathe",
	"trouble|difficulty|difficulties|problems breathing", "asthma attack", "turning|turned|lips * blue",
	"having|had|has|have|suffered|suffering a|an stroke", "signs of a stroke", "face * drooping|drooped",
	"seizure|seizures|convulsing|convulsions", "choking|suffocating",
	"bleeding heavily|badly|out|profusely|severely", "bleeding a lot", "bleeding so much",
	"heavy|severe|heavily|badly|massive bleeding",
	"so much blood", "lot of blood", "blood everywhere", "wont|doesnt|cant stop * bleeding",
	"bleeding * wont|doesnt stop",
	"bleeding to death", "cut|severed|slit * artery|wrist|wrists|vein",
	"ambulance|paramedic|paramedics", "chest pain|pains|pressure|tightness", "tightness in * chest",
	"pain|pressure|tightness in|on my|his|her|the|their chest",
	"chest hurts|hurting|aches", "chest is hurting|aching",
	"my heart hurts|aches", "pain in * left arm",
	"overdose|overdosed|poisoned", "took|taken|swallowed too many pills|tablets", "anaphylaxis|anaphylactic",
	"severe allergic reaction", "throat|tongue|airway|airways * closing|swelling|swollen",
	"need|needs|where * epipen",
	"suicide|suicidal", "kill|killing|hurt|harm|hang|shoot myself", "end|ending my life", "end it all",
	"take|taking my own life", "want|wants|wanna|going to die", "wanna die", "dont|not want|wanna to live",
	"dont|not wanna live", "no reason|point to|in live|living", "better off dead", "dont want to wake up",
	"electrocuted|electrocution", "drowning|drowned", "dying", "life threatening", "is|are|lying dead",
	"needs|need first aid", "need|needs|where|get * defibrillator|aed", "doing|needs|need|start|perform * cpr",
	"need a doctor * now|quick|quickly|fast|immediately|asap", "get|call|fetch * doctor * quick|quickly|now|fast",
	"fire in|at|the|your * building|gym|studio|sauna|room|kitchen|basement|locker",
	"building|gym|studio|sauna|kitchen|house|treadmill|room|machine is|are on fire",
	"something|somebody|someone * on fire",
	"smoke in|from|coming * sauna|gym|studio|building|room|kitchen|basement|socket", "gas leak",
	"smell|smells * gas",
	"need|needs|get|call|fetch|find a|the|us|me doctor|medic|physician",
	"need|needs|get|call|fetch|find us|me|him|her|them a|the doctor|medic", "need|needs|get|call doctor|medic",
	"need|needs * a doctor|medic", "is there|anybody|anyone a doctor here|around|nearby|in|please",
	"breathing|breathes * weird|weirdly|strange|strangely|funny|oddly|odd|shallow|irregularly|irregular",
	"barbell|dumbbell|weight|weights|bar|plate|kettlebell * fell|dropped|landed|crashed|fallen * "
	    "head|neck|throat|face|chest",
	"fell|dropped|landed|crashed on * head|neck|throat",
	"hit|banged|bumped|smashed * head * gone|out|unresponsive|dizzy|confused|dazed|vomiting|bleeding",
	"hit|banged|bumped|smashed * head . * gone|out|unresponsive|dizzy|confused|dazed|vomiting|bleeding",
	"knocked out", "out cold", "smell|smells|smelling * smoke|burning|burnt|burned", "burning|burnt smell",
	"cant|cannot|not|isnt get|getting * oxygen", "getting|gets|get no oxygen|air",
	"went|gone|going|goes under * pool|water", "pool|water * went|gone|going under", "sank|sunk in * pool|water",
	"somebody|someone|kid|child|man|woman|boy|girl|member * underwater|submerged",
	"armed robbery", "robbery", "being|getting|got|were|was robbed|mugged|raided",
	"with|has|pulled|holding|holds|waving a knife|gun|weapon|machete|axe|pistol", "armed man|person|robber|robbers",
	"active shooter", "being|getting|got attacked|stabbed|shot", "stabbed",
	NULL
};

/* The same words where nobody is in danger. */
static const char *const no_emergencies[] = {
	"kein|keine|keinen|keinem|keiner|ohne "
	    "notfall|notfaelle|herzinfarkt|infarkt|schlaganfall|krankenwagen|rettungswagen|notarzt|rettungsdienst|"
	    "ohnmacht|"
	    "bewusstlosigkeit|brustschmerzen|atemnot|feuer|brand|krampfanfall|blutung|blutungen|ueberdosis|"
	    "lebensgefahr|"
	    "selbstmordgedanken|suizidgedanken|stromschlag",
	"kein|keinen|keine medizinischer|medizinischen|akuter|akuten|akute|echter|echten|richtiger|wirklicher|"
	    "grosser * "
	    "notfall|brustschmerzen|atemnot",
	"nicht bewusstlos|ohnmaechtig|lebensgefaehrlich|lebensbedrohlich|vergiftet|suizidal|kollabiert",
	"nicht gerade|wirklich|direkt|unbedingt * notfall|notfaelle", "weder notfall", "notfall nicht noetig",
	"im|bei|beim|fuer|fuern notfall", "im|bei|fuer|in|zu den|einen|einem|dem|nem notfall",
	"im|in absoluten|aeussersten|akuten|medizinischen notfall", "nur|nicht als notfall", "notfall oder",
	"falls * notfall",
	"notfall kontakt|kontakte|kontaktdaten|nummer|nummern|adresse|plan|ausgang|karte|daten|training|kurs|app|set|"
	    "koffer|knopf|schalter|tasche|uebung|riegel|handy|sanitaeter|schluessel|termin",
	"was * bei|im * notfall", "kostet|kosten|preis * krankenwagen|rettungswagen",
	"nach|seit|wegen|trotz|vor|gegen|bei herzinfarkt|infarkt|schlaganfall|herzstillstand|hirnblutung|hirnschlag",
	"nach|seit|wegen|trotz|gegen|bei einem|einer|meinem|meiner|dem|der|seinem|ihrem|deinem|nem * "
	    "herzinfarkt|infarkt|schlaganfall|herzstillstand|krampfanfall|ohnmacht|hirnblutung|suizid|selbstmord|"
	    "reanimation",
	"herzinfarkt|infarkt|schlaganfall|krampfanfall|hirnblutung|herzstillstand|reanimation * vor # * jahren|"
	    "monaten|wochen",
	"vor # jahren|monaten|wochen * herzinfarkt|infarkt|schlaganfall|krampfanfall|hirnblutung|herzstillstand",
	"vor einem|zwei|drei|vier|fuenf|zehn|einigen|vielen jahr|jahren|monaten|wochen * "
	    "herzinfarkt|infarkt|schlaganfall|krampfanfall|hirnblutung",
	"herzinfarkt|infarkt|schlaganfall|hirnblutung * vor einem|zwei|drei|vier|fuenf|zehn|einigen|vielen "
	    "jahr|jahren|monaten",
	"letztes|voriges|vergangenes jahr * herzinfarkt|infarkt|schlaganfall|hirnblutung",
	"hatte|im jahr|jahre|# # * herzinfarkt|infarkt|schlaganfall", "hatte # * herzinfarkt|infarkt|schlaganfall",
	"risiko * herzinfarkt|infarkt|schlaganfall",
	"herzinfarkt|schlaganfall risiko|vorsorge|praevention|patient|patienten|"
	    "gruppe|sportgruppe|nachsorge|reha",
	"herzinfarkt|schlaganfall|ohnmacht|krampfanfall vorbeugen|vermeiden",
	"gegen|verhindert|vermeiden herzinfarkt|schlaganfall",
	"bin|als notarzt|notaerztin", "bin|als ein|eine notarzt|notaerztin", "von beruf * notarzt|notaerztin",
	"beim|im|vom|fuers|fuer * rettungsdienst", "rettungsdienst rabatt|tarif",
	"arbeite|arbeiten|arbeitet|fahre|job|dienst * rettungsdienst|krankenwagen|rettungswagen|notarzt",
	"rabatt|ermaessigung|tarif * rettungsdienst|notarzt", "parkplatz * krankenwagen|rettungswagen",
	SOMEBODY " ist|war|arbeitet|als notarzt|notaerztin",
	SOMEBODY " ist|war|arbeitet ein|eine|als|von notarzt|notaerztin",
	"hatte * " ATTACK " . "
	    "darf|kann|koennte|duerfte * * trainieren|training|sport|mitmachen|anfangen|teilnehmen|sauna|studio",
	"hatte * " ATTACK " und "
	    "darf|kann|moechte|will|wuerde|frage * * trainieren|training|sport|mitmachen|anfangen|teilnehmen",
	"letzten|vorigen monat|sommer|winter|herbst|fruehling * " ATTACK,
	ATTACK " * letztes|voriges|vergangenes|letzten jahr|monat|sommer|winter",
	"frueher|damals|einmal * " ATTACK,
	"termin|attest|rezept|ueberweisung|bescheinigung|empfehlung|zettel "
	    "beim|vom|von|bei|zum|fuer|fuern * arzt|aerztin|doktor",
	"arzt|doktor termin|attest|besuch|brief|bescheinigung|zeugnis|rechnung|nachweis|bericht|zettel",
	"nicht auf den kopf gefallen", "decke * auf den kopf gefallen", "auf den kopf gestellt",
	"typ|mann|trainer|nachbar|jacke|handtuch|kleidung|shirt|er|sie riecht|stinkt * rauch",
	"typ|mann * mir riecht|stinkt * rauch",
	"kaffee|shake|toast|essen|steak|riegel riecht|stinkt * verbrannt|angebrannt",
	"man kein|keinen|kaum|wenig sauerstoff",
	"nachricht|mail|email|frage|anfrage|bitte|antwort|kuendigung * untergegangen",
	"hunger|muskelkater|muedigkeit|schlaf * ueberfallen", "mit messer und|gabel",
	"keine luft * vor lachen", "vor lachen * keine luft",
	"keine luft im|in * reifen|ball|gymnastikball|pezziball|"
	    "fahrradreifen|reifen|matte|kugel|schlauch",
	"ball|gymnastikball|pezziball|reifen|fahrrad|matte|schlauch|pumpe * keine luft", "keine luft nach oben",
	"app|seite|website|webseite|homepage|system|bildschirm|display|tuer|drehkreuz|terminal|scanner|handy|link|"
	    "chat|bot|"
	    "laufband|code|button|knopf|server|formular|automat|karte|hotline|support|geraet|crosstrainer|"
	    "rudergeraet * reagiert|antwortet|bewegt nicht|sich|kaum|gar|auf * mehr",
	"reagiert nicht mehr auf * karte|eingaben|app|touch|mails|chip|code",
	"server|netz|internet|system|app|verkehr|verbindung|kartenhaus|wlan|regal|bank * zusammengebrochen|"
	    "zusammengeklappt",
	"regal|hantel|glas|flasche|shake|pflanze|becher|eimer|fahrrad|roller|aufsteller * umgekippt|umgefallen",
	"war|ist|waere|reiner|purer|glatter selbstmord|suizid", "sterbe|sterben|stirbt|stirb vor|an",
	"app|uhr|handy|akku|lied|film|buch|serie * stirbt|sterben",
	"muskeln|beine|oberschenkel|waden|arme|augen|haut|schultern|bauch|po|lunge|herz * brennt|brennen",
	"brennt es in|im|mir|ordentlich|schoen|so|richtig", "sonne|licht|lampe * brennt", "brennt * licht|lampe",
	"brennt es nur|schon|unter",
	"nicht mehr leben ohne|kann|koennen", "ohne * nicht mehr leben|sein",
	"nicht mehr da sein am|im|um|ab|heute|morgen", "naechste|naechsten|naechstes * nicht mehr da sein",
	"am|im|ab|heute|morgen|montag|freitag nicht mehr da sein", "nicht mehr aufwachen vor",
	"will|moechte|wuerde * nicht sterben", "wuerde|koennte|moechte fuer|dafuer * sterben",
	"sterben fuer|lassen", "erste hilfe kurs|schein|kasten|koffer|set|training|ausbildung|schulung|seminar",
	"leute|menschen|patienten|personen|teilnehmer|mitglieder mit herzinfarkt|infarkt|schlaganfall",
	"familiaerer|familiaeren|familiaere notfall|notfaelle",
	"kurs|schulung|seminar|training|uebung|uebungen|workshop|termin|lehrgang|auffrischung "
	    "zur|zum|fuer|fuers|ueber|in|der * "
	    "reanimation|wiederbelebung|reanimieren|defibrillator|defi|notfall",
	"kurs|schulung|seminar|training|uebung|uebungen|workshop|termin|lehrgang|auffrischung "
	    "reanimation|wiederbelebung|reanimieren|defibrillator|defi",
	"training trotz|bei|nach brustschmerzen",
	"reanimation|reanimations|wiederbelebungs|wiederbelebung|defi|defibrillator kurs|training|schulung|"
	    "lehrgang|uebung",
	"habt|hat|gibt|haben|gibts * defibrillator|defi",
	"meinen|mein|den epipen * dabei|immer", "feuer|brand im|in * schuhe|herz|herzen|augen|hintern|blut",
	"im blut", "viel blut * abgenommen|gespendet|abnehmen|spenden|testen", "stark|heftig bluten * nase|periode",
	"alles * blut * test|werte|bild", "rauch nicht|verbot|frei",
	"no|non|not|without|never emergency", "not|wasnt|isnt a|an|really|exactly * emergency",
	"in|for case of * emergency", "in|for|of an|any|the|every emergency",
	"in case of fire|emergency", "unless * emergency", "emergency or",
	"emergency contact|contacts|number|numbers|exit|exits|plan|plans|button|phone|procedure|procedures|training|"
	    "kit|info|details|door|stop|fund|brake|light|lights|lighting|key|card|drill|dentist|plumber|form",
	"family|work|personal emergency", "cancel|miss|missed|missing|late * emergency", "no ambulance|paramedics",
	"dont|not|no need|needs|want an|any|a ambulance|paramedic|doctor",
	"no need for|of * ambulance|paramedic|doctor",
	"no|not|isnt|wasnt a|the stroke|seizure", "no|not|isnt|wasnt a|the heart attack", "no heart attack",
	"no stroke|seizure|seizures|bleeding|overdose|fire",
	"after|since|before|following|from|recovering|of a|my|his|her|the|your|an heart attack",
	"after|since|before|following|from|recovering a|my|his|her|the|your|an * stroke|seizure",
	"attack|stroke|seizure|seizures # * years|months|weeks ago",
	"attack|stroke|seizure|seizures a|two|three|four|five|ten|several|many|some|few year|years|months ago",
	"attack|stroke|seizure a few|couple years|months|of ago|years", "attack|stroke|seizure last year|month",
	"attack|stroke|seizure in #",
	"attack|stroke|seizure risk|prevention|survivor|survivors|patients|patient|rehab",
	"risk|history of * attack|stroke|seizures|seizure", "prevent|prevents|avoid * attack|stroke",
	"last year|month|summer|winter|spring|autumn|fall * * attack|heartattack|stroke|seizure",
	"attack|heartattack|stroke|seizure last year|month|summer|winter|spring|autumn|fall",
	"had|have * attack|heartattack|stroke|seizure . "
	    "can|may|could|am|should * * train|training|exercise|exercising|workout|work|join|gym|sport|sauna|lift",
	"had|have * attack|heartattack|stroke|seizure and "
	    "want|would|wonder|can|may * * train|training|exercise|exercising|workout|work|join|gym|sport|sports",
	"do|does|will|if|when i|we|you|members|anyone|one need|needs * doctor|medic",
	"doctor appointment|note|certificate|letter|permission|approval|clearance|visit|referral",
	"need|needs * from|at|by|with * doctor", "need to see|ask|consult|tell * doctor",
	"is|am|im|as|was an emergency doctor|physician|nurse|medic",
	"colleague|friend|brother|sister|wife|husband|girlfriend|boyfriend|mother|father|mom|mum|dad|son|daughter|he|"
	    "she|partner is|was|works a|an|as * paramedic",
	"cigarette|cigarettes smoke", "knocked out my|a|the|this|another", "daylight|highway robbery",
	"price|prices|fee|fees|its|is * robbery",
	"not|wasnt|isnt|never unconscious|suicidal|dying|choking|drowning|bleeding|collapsed",
	"unconscious bias|mind|competence|level|movement|habit|habits",
	"dying to|for|of|from|inside|laughing|here|on|after|over|about",
	"phone|battery|watch|app|laptop|plant is dying",
	"no chest pain|pains|pressure|tightness", "not in|any chest pain",
	"drowning in * work|emails|stress|paperwork|homework|mails|tasks|debt|sweat",
	"suicide squad|squats|runs|sprints|drill|drills|push|grip",
	"hurt myself * at|in|during|while|yesterday|today|last",
	"hurt myself lifting|running|training|squatting|doing|on|with",
	"kill|killing myself in|at|with|on|doing|over|for",
	"killing myself laughing", "want to die of|laughing|for", "going to die of|from|laughing|if|after|doing|in",
	"overdose|overdosed on|of|in * protein|coffee|caffeine|cardio|chocolate|sugar|creatine|fun|pizza|workouts|"
	    "training",
	"collapsed lung ago", "chair|bench|shelf|rack|tent|server|deal|market|wall|stand|table * collapsed",
	"collapsed on * sofa|couch|bed", "collapsed into * bed|sofa|couch", "passed out on * couch|sofa|bed",
	"passed out early|asleep|flyers", "passed out in * bed", "muscle|knee|energy|motivation * passed out",
	"i|im|am|as a|an|was * paramedic",
	"paramedic|paramedics|ambulance|police|firefighter discount|rate|offer|staff|driver|"
	    "crew|parking|service",
	"discount|offer|rate|deal * paramedics|paramedic|ambulance",
	"work|works|working|drive|drives for|as|in * ambulance|paramedic",
	"suffocating heat|in * heat|here", "choking up|hazard", "seizure medication|disorder|warning|free",
	"cpr|aed|defibrillator class|course|training|certificate|certified|certification|instructor",
	"course|class|training|certificate|certified|learn|renew in|for|on|about|the|my|a|to * cpr|defibrillator|aed",
	"course|class|training|certificate|certified|learn|renew cpr|defibrillator|aed",
	"do|does|have you|your|a|the|gym * defibrillator|aed", "fire in my|the belly|legs|quads|heart|muscles",
	"is|are|was * not breathing exercise|class",
	"breathing exercise|exercises|class|classes|technique|techniques|course|room",
	"catch my breath after|between", "lot of blood * test|tests|work|donated|drawn|donation|pressure|flow",
	"poisoned by * deal",
	"website|app|site|page|chat|bot|server|system|machine|link|door|scanner|gate|screen|display|"
	    "email|emails|support|terminal * not|isnt|stopped responding|moving|conscious",
	"dead lift|lifts|line|end|battery|weight|hang|hangs|bug|tired",
	"is|are dead tired|battery|slow|boring|serious|quiet|right",
	"smell|smells of|like * gas station|gasoline", "shot|shots of|glass",
	NULL
};

/* Where somebody laughs, these are said in jest. */
static const char *const exaggerations[] = {
	"dying|sterbe|sterben|stirbt|ersticke|ersticken|kollabiert|zusammengebrochen|fainted|collapsed|"
	    "ohnmaechtig|ohnmacht|"
	    "notarzt|krankenwagen|rettungswagen|rtw|ambulance|paramedics|herzinfarkt|herzkasper|infarkt|"
	    "schlaganfall|notfall|"
	    "emergency|sauerstoffzelt|defi|defibrillator|reanimation|reanimieren|wiederbelebung|choking|suizid|"
	    "selbstmord",
	"keine|kaum|schlecht luft", "kaum noch luft", "nicht|kaum mehr|noch atmen", "heart attack", "passed out",
	"cant|cannot breathe", "want|going|gonna|wanna to die", "wanna|gonna die", "kill myself",
	"bring|bringe mich um",
	"having|had a stroke", "er|sie|ich|jemand * umgekippt|umgefallen", "help", "hilfe",
	NULL
};

static const char *const laughter[] = {
	"haha|hahaha|hahahaha|hihi|hehe|lol|lool|lmao|rofl|xd|grins|grinst|jk", "nur|war * spass|scherz|witz",
	"just|only kidding|joking", "im|was kidding|joking", NULL
};
/* clang-format on */

/* Is one of the code points of set, ended by 0, in text? */
static bool
has_sign(const char *text, const uint32_t *set)
{
	uint32_t code_point;

	while ((code_point = text_next(&text)) != 0)
		for (const uint32_t *sign = set; *sign != 0; sign++)
			if (code_point == *sign)
				return true;
	return false;
}

static bool
is_laughing(const char *text, const struct words *words)
{
	/* Tears of joy, rolling on the floor, cats and squinting faces. Not
	 * the one with a drop of sweat: people in trouble send it, too. */
	static const uint32_t faces[] = { 0x1f602, 0x1f923, 0x1f639, 0x1f606,
		0x1f61c, 0x1f61d, 0x1f92a, 0 };

	return has_sign(text, faces) || words_match(words, laughter);
}

/* A police car's light, the sign SOS; an ambulance, unless that is what the
 * member works for. */
static bool
has_alarm(const char *text, const struct words *words)
{
	static const uint32_t alarms[] = { 0x1f6a8, 0x1f198, 0 };
	static const uint32_t ambulance[] = { 0x1f691, 0 };

	return has_sign(text, alarms) ||
	    (has_sign(text, ambulance) && !words_match(words, no_emergencies));
}

static bool
is_number_alone(
    struct arena *arena, const struct words *words, const char *number)
{
	struct words own = words_read(arena, number);
	struct buf pattern = buf_new(arena, 256);

	if (own.count == 0 || own.count > 8)
		return false;
	for (size_t at = 0; at < own.count; at++)
		buf_printf(&pattern, "%s%s", at == 0 ? "" : " ", own.items[at]);
	if (pattern.overflowed)
		return false;
	return words_are(
	    words, (const char *const[]){ buf_text(&pattern), NULL });
}

bool
words_tell_emergency(struct arena *arena, const char *text, const char *number)
{
	struct words words = words_read(arena, text);
	bool is_laughed_at;

	if (text_is_empty(text) || text[0] == '/')
		return false;
	words_join_letters(arena, &words);
	words_mend(arena, &words, spellings, look_alikes);
	is_laughed_at = is_laughing(text, &words);
	if (words_are(&words, emergency_numbers) ||
	    is_number_alone(arena, &words, number))
		return true;
	if (!is_laughed_at &&
	    (has_alarm(text, &words) || words_are(&words, cries)))
		return true;
	words_mask(&words, no_emergencies);
	if (is_laughed_at)
		words_mask(&words, exaggerations);
	return words_match(&words, emergencies);
}
