/*
 * answer_claim.c - what an answer claims: acts that nobody did, and a language.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/answer.h"

#include "agents/words.h"
#include "base/text.h"

/* clang-format off */
/* What only a tool can have done. */
static const char *const acts[] = {
	"gebucht", "eingebucht", "umgebucht", "storniert", "abgesagt", "gekuendigt", "angemeldet", "abgemeldet",
	"reserviert", "eingetragen", "ausgetragen", "verschoben", "verlegt", "geaendert", "pausiert", "stillgelegt",
	"verlaengert", "vereinbart", "geloescht", "eingereicht",
	"booked", "cancelled", "canceled", "reserved", "rescheduled", "registered", "enrolled", "changed", "paused",
	"extended", "moved", "deleted", "submitted", NULL
};
static const char *const calls[] = {
	"informiert", "benachrichtigt", "verstaendigt", "weitergeleitet", "weitergegeben", "kontaktiert",
	"informed", "notified", "alerted", "forwarded", "contacted", NULL
};
/* "Ich habe dich angemeldet", "I have booked it". */
static const char *const by_us[] = {
	"ich habe|hab", "habe|hab ich", "wir haben", "haben wir", "hiermit",
	"habe|hab dich|dir|euch|dein|deine|deinen|den|die|das|es|alles", "i have|just|now|already", "ive", "weve",
	"we have", "i booked|cancelled|canceled|reserved|rescheduled|registered|changed|moved|informed|notified",
	NULL
};
/* "Dein Termin wurde storniert". */
static const char *const passive[] = {
	"wurde|wurden", "ist|sind|bist", "has|have been", "is|are|was|were", "youre|your", NULL
};
/* "Wenn dein Kurs gebucht ist", "Ich habe nichts gebucht", "fully booked". */
static const char *const doubts[] = {
	"nicht|nichts|nie|noch|kein|keine|keinen|keinem|keiner|wenn|falls|sobald|ob|sofern|muss|musst|muessen|kann|"
	    "kannst|koennen|koennte|darf|soll|sollen|bis|bevor|nachdem|nur|immer|werden|wird",
	"not|no|never|nothing|if|when|once|whether|unless|until|before|after|must|can|cannot|could|should|may|cant|"
	    "havent|hasnt|wasnt|isnt|arent|fully|only|always|be", NULL
};
/* clang-format on */

/* How sentences that end with a word of words could be read: each is taken by
 * itself, with its commas. */
static const char *
next_sentence(struct arena *arena, const char **at)
{
	const char *start = *at;
	size_t len = strcspn(start, ".!?\n");

	if (*start == '\0')
		return NULL;
	*at = start + len + (start[len] != '\0');
	return arena_copy_bytes(arena, start, len);
}

static bool
has_word(const struct words *words, const char *const *list)
{
	for (size_t at = 0; at < words->count; at++)
		for (const char *const *item = list; *item != NULL; item++)
			if (strcmp(words->items[at], *item) == 0)
				return true;
	return false;
}

static bool
is_claim(const struct words *words, const char *const *done,
    const struct answer_scene *scene)
{
	if (!has_word(words, done) || words_match(words, doubts))
		return false;
	/* What was looked up may well be booked. */
	return words_match(words, by_us) ||
	    ((scene->sources == NULL || scene->sources[0] == NULL) &&
		words_match(words, passive));
}

static enum answer_verdict
no_false_claim(struct arena *arena, const struct answer_scene *scene,
    const char **text, const char **complaint)
{
	const char *at = *text;
	const char *sentence;

	while ((sentence = next_sentence(arena, &at)) != NULL) {
		struct words words = words_read(arena, sentence);
		bool is_act =
		    !scene->has_acted && is_claim(&words, acts, scene);

		if (!is_act &&
		    (scene->has_called || !is_claim(&words, calls, scene)))
			continue;
		*complaint = is_act
		    ? "You claimed that something is booked, changed or "
		      "cancelled, but no tool has done that. Say what is true."
		    : "You claimed to have told somebody, but no tool has done "
		      "that. Offer to fetch someone from the team instead.";
		return ANSWER_AGAIN;
	}
	return ANSWER_GOOD;
}

static enum answer_verdict
in_language(struct arena *arena, const struct answer_scene *scene,
    const char **text, const char **complaint)
{
	enum { WORDS_MIN = 4 };
	enum language spoken = language_detect(arena, *text);
	struct words words = words_read(arena, *text);
	size_t count = 0;

	for (size_t at = 0; at < words.count; at++)
		count += strcmp(words.items[at], ".") != 0;
	/* A wrong language is better than no answer. */
	if (scene->is_second || scene->language == LANGUAGE_UNKNOWN ||
	    spoken == LANGUAGE_UNKNOWN || spoken == scene->language ||
	    count < WORDS_MIN)
		return ANSWER_GOOD;
	*complaint = scene->language == LANGUAGE_EN
	    ? "Give the same answer in English."
	    : "Gib dieselbe Antwort auf Deutsch.";
	return ANSWER_AGAIN;
}

const struct answer_rule rule_no_false_claim = { "no_false_claim",
	no_false_claim };
const struct answer_rule rule_language = { "language", in_language };
