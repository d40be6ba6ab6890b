/*
 * sentence.c - the fixed sentences, one row each.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/sentence.h"

#include "agents/prompt.h"
#include "base/check.h"
#include "base/text.h"

#define OFFER_DE "Soll ich jemanden vom Team dazuholen?"
#define OFFER_EN "Shall I fetch someone from the team?"

/* clang-format off */
static const char *const sentences[SENTENCES][LANGUAGES] = {
	[SENTENCE_DISCLOSURE] = {
		[LANGUAGE_DE] = "Hier antwortet {agent_display_name}, der KI-Assistent von {studio_name}.",
		[LANGUAGE_EN] = "This is {agent_display_name}, the AI assistant of {studio_name}." },
	[SENTENCE_EMERGENCY] = {
		[LANGUAGE_DE] = "Das klingt nach einem Notfall. Bitte ruf sofort die {studio_emergency_number} an und "
		    "warte nicht auf eine Antwort in diesem Chat. "
		                "Wenn du im Studio bist, sprich auch sofort jemanden vor Ort an. Ich habe deine "
		                "Nachricht dringend an das Team von {studio_name} gegeben.",
		[LANGUAGE_EN] = "This sounds like an emergency. Please call {studio_emergency_number} right now and do "
		    "not wait for an answer in this chat. "
		                "If you are at the studio, get help from someone there at once, too. I have passed "
		                "your message to the team of {studio_name} as urgent." },
	[SENTENCE_HANDED_OVER] = {
		[LANGUAGE_DE] = "Alles klar, ich gebe dich an das Team von {studio_name} weiter. Jemand meldet sich "
		    "hier bei dir.",
		[LANGUAGE_EN] = "All right, I am handing you over to the team of {studio_name}. Someone will get back "
		    "to you here." },
	[SENTENCE_OFFER] = {
		[LANGUAGE_DE] = OFFER_DE,
		[LANGUAGE_EN] = OFFER_EN },
	[SENTENCE_UNKNOWN] = {
		[LANGUAGE_DE] = "Das weiß ich leider nicht. " OFFER_DE,
		[LANGUAGE_EN] = "I do not know that, sorry. " OFFER_EN },
	[SENTENCE_ONLY_TEXT] = {
		[LANGUAGE_DE] = "Das kann ich leider nicht ansehen oder anhören, ich verstehe nur geschriebenen Text. "
		    "Schreib mir gern, worum es geht. " OFFER_DE,
		[LANGUAGE_EN] = "I can not look at that or listen to it, I understand only written text. Feel free to "
		    "write what it is about. " OFFER_EN },
	[SENTENCE_FAILED] = {
		[LANGUAGE_DE] = "Das kann ich gerade nicht selbst beantworten. Ich habe deine Nachricht an das Team "
		    "von {studio_name} gegeben, jemand meldet sich hier bei dir.",
		[LANGUAGE_EN] = "I can not answer that myself right now. I have passed your message to the team of "
		    "{studio_name}, someone will get back to you here." },
	[SENTENCE_DECLINED] = {
		[LANGUAGE_DE] = "Alles klar. Wenn du noch etwas wissen möchtest, schreib mir einfach.",
		[LANGUAGE_EN] = "All right. If there is anything else, just write to me." },
	[SENTENCE_GREETING] = {
		[LANGUAGE_DE] = "Hallo und willkommen bei {studio_name}! Ich bin {agent_display_name}. Wie kann ich "
		    "dir helfen?",
		[LANGUAGE_EN] = "Hello and welcome to {studio_name}! I am {agent_display_name}. How can I help you?" },
	[SENTENCE_WHO] = {
		[LANGUAGE_DE] = "Ich bin {agent_display_name}, der KI-Assistent von {studio_name}, also kein Mensch. "
		    "Wenn du lieber mit jemandem vom Team sprechen möchtest, sag es mir einfach.",
		[LANGUAGE_EN] = "I am {agent_display_name}, the AI assistant of {studio_name}, so not a person. If you "
		    "would rather speak to someone from the team, just tell me." },
	[SENTENCE_HOURS] = {
		[LANGUAGE_DE] = "Unsere Öffnungszeiten bei {studio_name}:\n{opening_hours_text}",
		[LANGUAGE_EN] = "Our opening hours at {studio_name}:\n{opening_hours_text}" },
	[SENTENCE_PRICES] = {
		[LANGUAGE_DE] = "Unsere Preise bei {studio_name}:\n{sales_prices_text}",
		[LANGUAGE_EN] = "Our prices at {studio_name}:\n{sales_prices_text}" },
	[SENTENCE_ADDRESS] = {
		[LANGUAGE_DE] = "Du findest {studio_name} hier:\n{studio_address}",
		[LANGUAGE_EN] = "You find {studio_name} here:\n{studio_address}" },
	[SENTENCE_EMERGENCY_NUMBER] = {
		[LANGUAGE_DE] = "Im Notfall erreichst du Hilfe unter {studio_emergency_number}.",
		[LANGUAGE_EN] = "In an emergency you reach help at {studio_emergency_number}." },
	[SENTENCE_FACT] = {
		[LANGUAGE_DE] = "Dazu weiß ich Folgendes:",
		[LANGUAGE_EN] = "This is what I know about it:" },
	[SENTENCE_THANKS] = {
		[LANGUAGE_DE] = "Sehr gern! Wenn du noch etwas wissen möchtest, schreib mir einfach.",
		[LANGUAGE_EN] = "You are welcome! If there is anything else, just write to me." },
	[SENTENCE_BYE] = {
		[LANGUAGE_DE] = "Bis bald bei {studio_name}!",
		[LANGUAGE_EN] = "See you soon at {studio_name}!" },
	[SENTENCE_LANGUAGE] = {
		[LANGUAGE_DE] = "Gern, ab jetzt schreibe ich dir auf Deutsch. Wie kann ich dir helfen?",
		[LANGUAGE_EN] = "Sure, I will write to you in English from now on. How can I help you?" },
	[SENTENCE_DISCLAIMER] = {
		[LANGUAGE_DE] = "Das ist keine medizinische Beratung. Bitte frag im Zweifel eine Ärztin oder einen "
		    "Arzt.",
		[LANGUAGE_EN] = "This is not medical advice. If in doubt, please ask a doctor." },
};
/* clang-format on */

const char *
sentence_template(enum sentence sentence, enum language language)
{
	check(sentence > 0 && sentence < SENTENCES);
	check(language > LANGUAGE_UNKNOWN && language < LANGUAGES);
	return sentences[sentence][language];
}

const char *
sentence_say(struct arena *arena, enum sentence sentence,
    const struct prompt_config *studio, enum language language)
{
	return prompt_expand(
	    arena, sentence_template(sentence, language), studio, language);
}

bool
sentence_is_offer(struct arena *arena, const char *text)
{
	const char *said = text == NULL ? "" : text_trim(arena, text);

	return text_ends_with(said, OFFER_DE) || text_ends_with(said, OFFER_EN);
}
