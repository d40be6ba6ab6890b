/*
 * router_lists.c - the words of members, and whom they speak for.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/router_lists.h"

#include "base/base.h"

/* clang-format off */
static const char *const sales_sure[] = {
	"kostet", "kosten", "=koste", "kostenpunkt", "+preis", "+teuer", "+gebuehr", "+beitrag", "+beitraeg",
	"=price", "=prices", "=pricing", "pricelist", "=cost", "=costs", "=fee", "=fees", "+rabatt", "discount",
	"expensive", "=cheap", "cheaper", "cheapest", "guenstig", "billig", "kostenlos", "gratis", NULL
};

static const char *const sales_strong[] = {
	"+mitgliedschaft", "membership", "+vertrag", "+vertraeg", "contract", "+kuendig", "+kuendg", "+kundigung",
	"terminat", "=abo", "=abos", "abonnement", "+tarif", "angebot", "probetrain", "probemonat", "probestunde",
	"probewoche", "schnupper", "=trial", "tageskart", "tagespass", "tagesticket", "zehnerkart", "=10er",
	"wochenpass", "+rechnung", "invoice", "=bill", "=billing", "lastschrift", "sepa", "+abbuch", "abgebuch",
	"refund", "rueckerstatt", "erstatt", "mahnung", "stilllegen", "stilleg", "ruhepause", "pausier", "gutschein",
	"voucher", "upgrade", "downgrade", "laufzeit", "+anmeldegebuehr", "aufnahmegebuehr", "subscription",
	"bezahlmoeglichkeit", "zahlungsart", "ratenzahlung", "iban", "+kontodaten", "bankverbindung", "beitritt",
	"firmenfitness", "studententarif", "partnertarif", "familientarif", "krankenkasse", "austreten", "austritt",
	"widerruf", "kuendigungsfrist", "vertragslaufzeit", "daypass", "overcharg", "=offer", "=offers",
	"unsubscribe", "promocode", "bonus", "=aktion", "jahresabo", "monatsabo", "aboformen", "jahresvertrag",
	"monatsvertrag", "arbeitslos", "=afford", "leisten", "sonderaktion", "=rate", "=rates", "=charge", "charged",
	"=charges", "wellpass", "=egym", "hansefit", "qualitrain", "eversports", "=urban", "egymwellpass", "blechen",
	"vertragsverlaenger", "verlaenger", "kuendige", "beitragsfrei", "zahlung", "konditionen", "schnuppertag",
	"=deal", "=deals", "startpaket", "einzugsermaechtig", "debit", "refer", "mitgliedsausweis", "=tarife",
	"vertragspartner", "ruecktritt", "sonderkuendig", "bezahlen", "=probe", "installment", NULL
};

static const char *const sales_hints[] = {
	"bezahl", "=zahle", "=zahlen", "=zahlt", "=pay", "=paid", "payment", "=euro", "=eur", "=geld", "=money",
	"=join", "joining", "beitreten", "freeze", "=pause", "=quit", "student", "schueler", "rentner", "senior",
	"azubi", "monatlich", "jaehrlich", "monthly", "wechsel", "=option", "=options", "=paket", "=pakete",
	"+mitglied", "premium", "=basic", "=vip", "=gold", "=silver", "=flex", "=familie", "=family", "family",
	"familien", "=partner", "umzug", "umziehe", "=umziehen", "=moving", "kaufe", "=kaufen", "=buy", "=month",
	"=monat", "=monate", "=months", "=jahre", "=years", "=year", "=jahr", "sparen", "=save", "=bank", "=karte",
	NULL
};

static const char *const ops_strong[] = {
	"+kursplan", "+stundenplan", "+kursbuchung", "+termin", "appointment", "buchen", "=buche", "=buch", "buchung",
	"gebucht", "+buchbar", "einbuchen", "umbuch", "ausgebucht", "ausbuch", "=book", "booked", "booking",
	"=rebook", "reservier", "+reservation", "reserve", "storn", "absag", "=abgesagt", "verschieb", "verschob",
	"verleg", "reschedul", "=slot", "=slots", "schedule", "timetable", "warteliste", "waitlist", "waiting",
	"checkin", "einchecken", "eingecheckt", "=class", "=classes", "abmeld", "teilnehm", "kurse", "kursen",
	"=spots", "=spot", "nachholen", "austragen", "=trage", "reinnehmen", "beratungsgespr", "trainerstunde",
	"faellt", "einweisung", "=trainergespraech", "koerperanalyse", "bodyscan", "inbody", "bootcamp",
	"zirkeltraining", "=credits", "=credit", "stundenplaene", "probestd", "=swap", "=instructor", "kursleiter",
	"trainertermin", "vereinbaren", "ausmachen", NULL
};

static const char *const ops_hints[] = {
	"+kurs", "yoga", "+yoga", "pilates", "spinning", "zumba", "bodypump", "=hiit", "crossfit", "cycling", "boxen",
	"boxtraining", "kickbox", "=bauch", "rueckenfit", "aquafit", "+gymnastik", "=step", "anmeld", "eintrag",
	"eingetragen", "=platz", "=plaetze", "=check", "=besuche", "=besuch", "=visits", "=visit", "=cancel",
	"cancell", "canceled", "=move", "lesson", "session", "=stunde", "einheit", "=workouts", "probetermin",
	"=sign", "bodyattack", "=attack", "bodycombat", "=combat", "bodybalance", "=trx", "langhantel", "=barre",
	"taichi", "qigong", "=aerobic", "=dance", "tanz", "meditation", "=mobility", "=functional", "circuit",
	"=tonight", "=introduction", "eingebucht", "=full", "=voll", "=teil", "=remove", "=personaltrain",
	"uebermorgen", "=wann", "=when", "laeuft", NULL
};

static const char *const ops_weak[] = {
	"=frei", "=freie", "=free", "=trainer", "=trainerin", "=coach", NULL
};

static const char *const medic_sure[] = {
	"+schmerz", "=weh", "wehtut", "=pain", "=pains", "painful", "backpain", "hurt", "verletz", "+verletz",
	"injur", "schwanger", "pregnan", "bandscheib", "+entzuend", "operiert", "+operation", "=op", "surgery",
	"verstauch", "gezerrt", "+zerrung", "gebrochen", "+bruch", "kreuzband", "meniskus", "arthrose", "arthritis",
	"rheuma", "blutdruck", "diabet", "asthma", "herzfehler", "herzproblem", "herzrasen", "herzkrank", "schwindel",
	"schwindlig", "=dizzy", "dizziness", "uebelkeit", "=fieber", "=fever", "erkaelt", "=grippe", "=flu", "+krank",
	"=sick", "=ill", "illness", "disease", "+medikament", "medication", "medicine", "tablette", "betablocker",
	"+kreatin", "creatine", "steroid", "anabol", "muskelkater", "=sore", "soreness", "+krampf", "cramp", "sprain",
	"herniated", "tendon", "=reha", "rehab", "physio", "+aerzt", "=arzt", "=doctor", "allerg", "migraene",
	"migraine", "schwellung", "geschwollen", "swollen", "tinnitus", "osteopor", "skoliose", "scoliosis", "zwick",
	"kopfweh", "bauchweh", "halsweh", "=ache", "=aches", "aching", "headache", "stomachache", "verspann",
	"=stiff", "blutverduenn", "thinner", "impfung", "geimpft", "vaccin", "hernia", "=tore", "=torn", "gerissen",
	"ausgerenkt", "dislocat", "fractur", "=broke", "numb", "=taub", "kribbel", "tingl", "breastfe", "=stillen",
	"stillzeit", "entbind", "=geburt", "postpartum", "wechseljahr", "menopaus", "=periode", "=covid", "corona",
	"depress", "epilep", "thrombos", "krebs", "=cancer", "schilddruese", "thyroid", "parkinson", "hexenschuss",
	"ischias", "sciatica", "tennisarm", "karpaltunnel", "sehne", "achilles", "kopfschmerz", "=husten", "=cough",
	"antibioti", "ibuprofen", "=pille", "=pillen", "=pills", "=dose", "dosis", "ueberlast", "overtrain",
	"uebertrain", "blaue", "=bruise", "blut", "=bleeding", "magersucht", "bulimi", "anorexi", "binge", NULL
};

static const char *const medic_strong[] = {
	"+ernaehr", "nutrition", "=diet", "=diaet", "dieting", "+kalorien", "calorie", "calories", "eiweiss",
	"supplement", "nahrungsergaenz", "abnehm", "abzunehm", "=abgenommen", "zunehmen", "muskelaufbau", "+muskeln",
	"=muscle", "=muscles", "aufwaerm", "=warm", "dehnen", "stretch", "+uebung", "exercise", "trainingsplan",
	"=squat", "squats", "kniebeuge", "kreuzheben", "deadlift", "bankdrueck", "=bench", "=puls", "herzfrequenz",
	"heartrate", "regenerier", "regeneration", "recovery", "=koerperfett", "fettverbrenn", "uebergewicht",
	"overweight", "=fasten", "fasting", "=vegan", "=zucker", "bizeps", "trizeps", "biceps", "triceps", "sixpack",
	"=abs", "bauchmuskel", "=glutes", "=plank", "planks", "liegestuetz", "pushup", "pullup", "klimmzu", "crunch",
	"situp", "kohlenhydrat", "=carbs", "=keto", "lowcarb", "vitamin", "magnesium", "laktose", "stoffwechsel",
	"metabolism", "trainingstag", "hypertroph", "=bulk", "bulking", "=cutting", "fitter", "kondition", "stamina",
	"endurance", "+saetze", "=sets", "cooldown", "regenerat", "trainingsreiz", "splitplan", "ganzkoerper",
	"bauchfett", "abgespeckt", "kcal", "=booster", NULL
};

static const char *const medic_hints[] = {
	"=knie", "=knee", "=knees", "=ruecken", "=schulter", "=shoulder", "=nacken", "=neck", "=huefte", "=hip",
	"=ankle", "=fuss", "=wrist", "handgelenk", "ellenbogen", "=elbow", "gelenk", "=back", "muskel", "=fett",
	"=fat", "=gewicht", "=weight", "cardio", "ausdauer", "krafttraining", "gesund", "health", "=essen", "=eat",
	"=trinken", "schlaf", "=sleep", "+satz", "=reps", "wiederholung", "=herz", "=heart", "posture", "haltung",
	"=bmi", "protein", "=arm", "=arme", "=arms", "=bein", "=beine", "=leg", "=legs", "=stomach", "=po", "=wade",
	"waden", "=calf", "=calves", "=ferse", "=heel", "=leiste", "=groin", "=brust", "=chest", "=kopf", "=head",
	"=hand", "=finger", "knoechel", "rippe", "=rib", "=ribs", "sport", "=koerper", "=body", "muede", "=tired",
	"exhaust", "erschoepf", "=shake", "=shakes", "=stress", "=schwanger", "oberschenkel", "=thigh", "unterarm",
	NULL
};

static const char *const medic_weak[] = {
	"+training", "+trainier", "workout", "anfaenger", "beginner", NULL
};

static const char *const persona_strong[] = {
	"+oeffnungszeit", "+offnungszeit", "oeffnet", "=offen", "+geoeffnet", "geschlossen", "schliesst", "=opening",
	"=open", "opened", "=close", "=closed", "closing", "=hours", "+adress", "address", "anfahrt", "standort",
	"location", "located", "directions", "+park", "parking", "=dusche", "=duschen", "shower", "+sauna",
	"umkleide", "schliessfach", "schliessfaech", "=spind", "=spinde", "locker", "=wlan", "wifi", "=internet",
	"+handtuch", "+handtuech", "towel", "kinderbetreuung", "childcare", "=hund", "=dog", "barrierefrei",
	"rollstuhl", "wheelchair", "ausstatt", "equipment", "+geraet", "machines", "hausordnung", "hausregel",
	"hausrecht", "feiertag", "holidays", "getraenk", "klimaanlage", "hantel", "dumbbell", "=pool", "schwimmbad",
	"solarium", "fundbuero", "verloren", "vergessen", "=lost", "mindestalter", "=website", "webseite",
	"telefonnummer", "=phone", "instagram", "=chef", "inhaber", "=owner", "=aufguss", "=aufguesse", "+aufgues",
	"=kletterwand", "=theke", "=toilette", "bushaltestelle", "=bahn", "=bot", "=ki", "chatbot", "=ai", "ubahn",
	"=sbahn", "=bus", "=tram", "haltestelle", "heiligabend", "silvester", "=ostern", "weihnacht", "christmas",
	"=easter", "laufband", "laufbaender", "treadmill", "frauenbereich", "damenbereich", "impressum",
	"datenschutz", "privacy", "=schluessel", "=keys", "verkauft", "=sell", "proteinshake", "=bar", "=cafe",
	"kaffee", "coffee", "=lock", "vorhaengeschloss", "=wc", "=restroom", "trinkflasche", "wasserspender",
	"whirlpool", "dampfbad", "steam", "massage", "=trainerteam", "=etage", "=quadrat", "quadratmeter", "filiale",
	"branch", "=newsletter", "=jacket", "klimmzugstang", "conditioning", "=jacke", "=address", "parkhaus",
	"tiefgarage", "fahrrad", "=bike", "=app", "crowded", "=busy", "auslastung", "=women", "frauen", "=gaeste",
	"=gast", "=guest", "=guests", "=friend", "oeffnen", "geburtstag", NULL
};

static const char *const persona_hints[] = {
	"=alt", "=witz", "=joke", "=wetter", "=weather", "=musik", "=music", "feedback", "=lob", "beschwerde",
	"complaint", "=kinder", "=kids", "alter", "=age", "=schuhe", "=shoes", "mitbringen", "=bring", "=kleidung",
	"=sonntags", "=feiertags", "=verein", "=heisst", "=name", NULL
};

static const char *const persona_weak[] = {
	"=hallo", "=hi", "=hey", "=hello", "=danke", "=thanks", "=wo", "=where", "=studio", "=gym", NULL
};

static const char *const sales_phrases[] = {
	"wie viel * kostet|zahle|zahl|zahlen|muss", "was nehmt|verlangt ihr", "mitglied werden", "neues mitglied",
	"become|becoming|be a member", "how much is|are|do|does|for|would|to|it",
	"sign|signing up for|as * member|membership", "sign me up", "join|joining the|your gym|studio", "join you|us",
	"day pass", "=day ticket", "want|like|wanna to quit|leave",
	"will|moechte|wuerde|wollen aufhoeren|austreten|raus", "quit|leave|leaving the gym|studio",
	"freeze|pause|cancel|end|terminate|stop my|the|our|this * membership|contract|subscription|plan",
	"vertrag|mitgliedschaft|abo * pausieren|stilllegen|beenden|wechseln|uebertragen|ruhen", "direct debit",
	"bei euch anmelden", "mich anmelden bei euch", "mich * bei euch anmelden", "zu teuer", "too expensive",
	"raus|rauskommen aus * vertrag|abo|mitgliedschaft", "aus * vertrag|abo|mitgliedschaft raus",
	"out of * contract|membership", "unterschied zwischen", "difference between", "what * get with",
	"was ist * inklusive|enthalten|drin", "pro|im monat", "per month|year", "zur probe", "bar zahlen|bezahlen",
	"in bar", "lohnt sich", "try it|out|once|before", "before i sign", "urban sports",
	"family|student|senior|corporate rate|rates|plan|plans", "how long|much am i",
	"ein|zwei|1|2|3|6|12|24 jahre|monate|years|months", "get out of", "leave early", "vorzeitig", "noch gebunden",
	"end|endet|ends my|mein|meine", "laeuft * aus|noch", NULL
};

static const char *const ops_phrases[] = {
	"war ich * da|trainieren|hier|studio|training|gym", "wie oft war|bin|habe",
	"how often|many * have|did i|times", "was|wie * laeuft|laufen|findet|finden * statt",
	"was laeuft * heute|morgen", "noch plaetze|platz", "freie plaetze", "free spots|spot|places|place",
	"any spots|places|space", "check in|ins", "meine buchungen|termine|kurse",
	"my bookings|classes|visits|appointments", "last visit", "letzter|letzten|letzte besuch",
	"cancel my|the|tomorrows|todays|this * class|yoga|booking|appointment|session|spot|pilates|spinning|lesson",
	"trag mich|mich ein", "melde mich * an|ab", "schaffe es * nicht", "cant|cannot make it", "wont make it",
	"kann * nicht kommen", "sign me up for * class|yoga|pilates|spinning|zumba", "personal training|trainer",
	"pt session|termin", "whats on", "what is on", "booked for|in|into", "remove|take me from|off|out",
	"irgendwas um|am", "gibts|gibt * um", "am i booked|registered|signed", "zu spaet zum|zur",
	"late for * class|session|course", "with a|the trainer|coach", "mit einem|dem|der trainer|trainerin|coach",
	"bei * dabei sein", "am * dabei", "sage|sagen|sag * ab", "nehme * teil",
	"wann|when * yoga|zumba|pilates|spinning|kurs|class|hiit|boxen|cycling", NULL
};

static const char *const medic_phrases[] = {
	"tut|tun * weh", "lose|losing * weight", "gain|gaining * weight|muscle", "build|building * muscle|muscles",
	"wie oft|viel|lange * trainieren|training", "rest day|days", "how often|many * train|exercise|workout|work",
	"work out with", "get|getting in shape|fitter", "fit werden", "gewicht verlieren", "high blood pressure",
	"heart condition", "slipped disc", "heart rate", "blood pressure", "warm up", "pull|pulled * muscle",
	"work|working out while|when|with", "trainieren trotz|mit|nach", "trotz * trainieren", "muskeln aufbauen",
	"masse aufbauen", "how should i train", "wie viel protein|eiweiss|kalorien|wasser|zucker",
	"how much protein|water|sleep|cardio|weight|sugar", "zieht * im|in", "sticht * im|in",
	"nach der|einer|meiner op|impfung|geburt|operation|verletzung", "nuechtern * trainieren|training|sport",
	"empty stomach",
	"vor|nach dem|beim sport|training|workout|laufen * essen|trinken|schmerzt|weh|dehnen|uebel|schlecht",
	"essen|trinken|dehnen * vor|nach dem|der sport|training|workout", "trinke|esse|dehne ich",
	"bigger|stronger|leaner arms|legs|chest|back",
	"good|bad|best|better for * back|knees|knee|glutes|abs|shoulders|joints|heart|posture|hernia",
	"gut|schlecht|besser|beste fuer * ruecken|knie|gelenke|bauch|haltung|po|herz", "heart attack",
	"is it ok|safe|healthy|bad|normal to", "feel|feeling sick|dizzy|weak|ill|bad", "breath|breathing",
	"darf ich * trainieren|sport|sporteln", "can|should i train|exercise|lift|run with|after|despite|while|if",
	NULL
};

static const char *const persona_phrases[] = {
	"wer bist|ist du", "who are you", "bist du * mensch|roboter|echt|bot|ki",
	"are you a|an * human|robot|real|bot|person|ai", "are you real|human", "wie heisst du|ihr|das",
	"whats|what is your name", "wie geht * dir|es|euch", "wie gehts", "how are you",
	"wann macht|habt|hat|seid|ist * auf|zu|offen|los", "wie lange habt|hat|seid ihr|das",
	"bis wann habt|hat|seid|ist", "habt ihr * auf|offen|zu", "wo seid|ist|liegt|finde|befindet",
	"where are you|is|do|can", "was koennt|kannst ihr|du", "what can you do", "erzaehl * witz|was",
	"tell me a joke|about", "seit wann gibt", "how do i get * there|to", "about your gym|studio",
	"ueber euch|das studio|euer studio", "wie alt * studio", "=about yourself", "who am i", "bist du * da",
	"jemand da", "anybody|anyone there", "zu euch * komme|kommen|kommt", "komme|komm * zu euch", "how * get to",
	"do i need to bring", "was muss|soll|brauche ich * mitbringen|anziehen", "what should|do i * bring|wear",
	"macht|habt * auf", "ist * auf", "ist * zu", "is * open|closed", "year old", "jahre alt",
	"meine|meinen|mein freund|freundin * mitbringen", "bring a|my friend|guest|kid|child|son|daughter",
	"liegen gelassen|geblieben", "left my", "liegt noch", NULL
};

enum { WEAK = 1, HINT = 2, STRONG = 3, SURE = 4 };

const struct router_row router_stems[] = {
	{ TOPIC_SALES, SURE, sales_sure },
	{ TOPIC_SALES, STRONG, sales_strong },
	{ TOPIC_SALES, HINT, sales_hints },
	{ TOPIC_OPS, STRONG, ops_strong },
	{ TOPIC_OPS, HINT, ops_hints },
	{ TOPIC_OPS, WEAK, ops_weak },
	{ TOPIC_MEDIC, SURE, medic_sure },
	{ TOPIC_MEDIC, STRONG, medic_strong },
	{ TOPIC_MEDIC, HINT, medic_hints },
	{ TOPIC_MEDIC, WEAK, medic_weak },
	{ TOPIC_PERSONA, STRONG, persona_strong },
	{ TOPIC_PERSONA, HINT, persona_hints },
	{ TOPIC_PERSONA, WEAK, persona_weak },
	{ 0 }
};

const struct router_row router_phrases[] = {
	{ TOPIC_SALES, SURE, sales_phrases },
	{ TOPIC_OPS, SURE, ops_phrases },
	{ TOPIC_MEDIC, SURE, medic_phrases },
	{ TOPIC_PERSONA, SURE, persona_phrases },
	{ 0 }
};

/* Words of which at least one is in a message that is small talk ... */
const char *const router_small_talk[] = {
	"hallo", "halloechen", "hi", "hii", "hey", "heyy", "hello", "moin", "moinmoin", "servus", "guten", "gruess",
	"gruezi", "gruesse", "schoenen", "danke", "dankeschoen", "merci", "thanks", "thank", "thx", "ty", "cheers",
	"tschuess", "tschau", "ciao", "bye", "goodbye", "greetings", "good", "super", "toll", "perfekt", "prima",
	"klasse", "great", "perfect", "awesome", "cool", "nice", "haha", "lol", "bitteschoen", "welcome", "alles",
	"schoen", "lieben", "vielen", "sup", "yo", "hola", "tach", "nabend", "mahlzeit", "morning", "wunderbar",
	"freut", NULL
};

/* ... and what else may be in it. */
const char *const router_small_words[] = {
	"morgen", "tag", "abend", "nacht", "mittag", "zusammen", "gott", "dir", "euch", "ihnen", "dich", "an", "alle",
	"ihr", "du", "ich", "und", "noch", "einen", "eine", "ein", "dank", "sehr", "schoen", "schoenes", "wochenende",
	"woche", "bis", "bald", "dann", "you", "u", "very", "much", "so", "a", "lot", "have", "nice", "day",
	"evening", "night", "afternoon", "there", "everyone", "all", "see", "later", "soon", "team", "ok", "okay",
	"klar", "gut", "das", "ist", "war", "hilft", "mir", "mich", "for", "your", "help", "fuer", "die", "deine",
	"eure", "hilfe", "auskunft", "info", "antwort", "liebe", "lieber", "wars", "one", "and", "to", "that", "is",
	"was", "again", "nochmal", "auch", "the", "my", "from", "me", "it", "im", "this", NULL
};

const char *const router_follow_ups[] = {
	"und", "and", "oder", "or", "auch", "also", "sonst", "otherwise", "dann", "then", "was ist mit", "wie siehts",
	"wie sieht es", "wie waere|waers", "what about", "how about", "geht * auch", "ja", "yes", "nein", "no", "ok",
	"okay", "den|die|das|der erste|ersten|zweite|zweiten|letzte|letzten|andere|anderen",
	"the first|second|last|other", "am montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag",
	"on monday|tuesday|wednesday|thursday|friday|saturday|sunday", "um", "at", "lieber", "rather", "warum", "why",
	"wieso", "genau", "exactly", "wirklich", "really", NULL
};
/* clang-format on */
