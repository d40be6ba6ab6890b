/*
 * chat_words.c - the words of the chat page.
 *
 * SPDX-License-Identifier: ISC
 */
#include "channels/chat_words.h"

#include "base/text.h"

struct word {
	const char *name;
	const char *de;
	const char *en;
};

/* clang-format off */
static const struct word words[] = {
	{ "again",      "Noch einmal senden",                         "Send again" },
	{ "disclosure", "Hier antwortet ein KI-Assistent. Auf Wunsch übernimmt ein Mensch aus dem Team.",
	                "You are talking to an AI assistant. Just ask if you would like a person instead." },
	{ "empty",      "Wie können wir helfen?",                     "How can we help?" },
	{ "empty_hint", "Frag nach Kursen, Preisen oder Öffnungszeiten.",
	                "Ask about classes, prices or opening hours." },
	{ "failed",     "Nicht gesendet",                             "Not sent" },
	{ "human",      "Jemand aus dem Team hat das Gespräch übernommen.", "A member of the team has joined." },
	{ "label",      "Deine Nachricht",                            "Your message" },
	{ "language",   "de",                                         "en" },
	{ "offline",    "Keine Verbindung. Wir versuchen es weiter.", "No connection. We keep trying." },
	{ "online",     "Antwortet sofort",                           "Replies at once" },
	{ "placeholder", "Nachricht …",                               "Message …" },
	{ "refresh",    "Aktualisieren",                              "Refresh" },
	{ "send",       "Senden",                                     "Send" },
	{ "sending",    "Wird gesendet …",                            "Sending …" },
	{ "sent",       "Angekommen",                                 "Received" },
	{ "staff",      "Team",                                       "Team" },
	{ "title",      "Chat",                                       "Chat" },
	{ "typing",     "schreibt …",                                 "is typing …" },
	{ "waiting",    "Wir haben das Team gerufen. Du kannst hier warten oder später wiederkommen.",
	                "We have called the team. Stay here, or come back later." },
};
/* clang-format on */

/* The weight behind ";q=" in thousandths; 1000 when there is none. */
static int
weight_of(const char *item, const char *end)
{
	static const int unit[] = { 1000, 100, 10, 1 };
	const char *at = memchr(item, ';', (size_t)(end - item));
	int weight = 0;
	size_t digits = 0;

	if (at == NULL)
		return 1000;
	at = memchr(at, '=', (size_t)(end - at));
	if (at == NULL)
		return 1000;
	for (at++; at < end && digits < ARRAY_LENGTH(unit); at++) {
		if (*at >= '0' && *at <= '9')
			weight += (*at - '0') * unit[digits++];
		else if (*at != '.' && *at != ' ')
			return 0;
	}
	return weight;
}

static bool
names_language(const char *item, const char *end, const char *language)
{
	size_t len = (size_t)(end - item);

	if (len < 2 || (item[0] | 32) != language[0] ||
	    (item[1] | 32) != language[1])
		return false;
	return len == 2 || item[2] == '-' || item[2] == ';' || item[2] == ' ';
}

const char *
chat_language(const char *header)
{
	const char *best = "de";
	int best_weight = 0;

	for (const char *item = header; item != NULL && *item != '\0';) {
		const char *end;
		const char *language = NULL;
		int weight;

		item += strspn(item, " \t,");
		end = item + strcspn(item, ",");
		if (names_language(item, end, "de"))
			language = "de";
		else if (names_language(item, end, "en"))
			language = "en";
		weight = language == NULL ? 0 : weight_of(item, end);
		if (weight > best_weight) {
			best = language;
			best_weight = weight;
		}
		item = end;
	}
	return best;
}

struct json_object *
chat_words(struct arena *arena, const char *language)
{
	struct json_object *object = json_new_object(arena);
	bool is_english = text_is_equal(language, "en");

	for (size_t i = 0; i < ARRAY_LENGTH(words); i++)
		json_add_text(object, words[i].name,
		    is_english ? words[i].en : words[i].de);
	return object;
}
