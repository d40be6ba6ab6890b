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
	[SENTENCE_SOURCE] = {
		[LANGUAGE_DE] = "Laut",
		[LANGUAGE_EN] = "According to" },
	[SENTENCE_NO_SCHEDULE] = {
		[LANGUAGE_DE] = "Kursplan, Termine und Buchungen kann ich leider nicht einsehen, sie sind bei mir "
		    "nicht angeschlossen. " OFFER_DE,
		[LANGUAGE_EN] = "I can not see the class schedule, appointments and bookings, they are not connected "
		    "to me, sorry. " OFFER_EN },
	[SENTENCE_NO_ADVICE] = {
		[LANGUAGE_DE] = "Zu Fragen der Gesundheit gebe ich dir lieber keinen Rat.",
		[LANGUAGE_EN] = "I would rather not give you advice on matters of health." },
	[SENTENCE_THANKS] = {
		[LANGUAGE_DE] = "Sehr gern! Wenn du noch etwas wissen möchtest, schreib mir einfach.",
		[LANGUAGE_EN] = "You are welcome! If there is anything else, just write to me." },
	[SENTENCE_BYE] = {
		[LANGUAGE_DE] = "Bis bald bei {studio_name}!",
		[LANGUAGE_EN] = "See you soon at {studio_name}!" },
	[SENTENCE_WHO_ARE_YOU] = {
		[LANGUAGE_DE] = "Dafür muss ich erst wissen, wer du bist. Mit welcher E-Mail-Adresse oder "
		    "Mitgliedsnummer bist du bei {studio_name} bekannt? Ich schicke dann einen Code an die "
		    "E-Mail-Adresse, die dort hinterlegt ist.",
		[LANGUAGE_EN] = "For that I need to know who you are. Which e-mail address or member number does "
		    "{studio_name} have of you? I will then send a code to the e-mail address on file." },
	[SENTENCE_CODE_SENT] = {
		[LANGUAGE_DE] = "Damit nur du das siehst, habe ich dir einen sechsstelligen Code per E-Mail geschickt. "
		    "Schreib mir bitte die sechs Ziffern hierher, dann geht es gleich weiter. Der Code ist unterwegs "
		    "an:",
		[LANGUAGE_EN] = "So that only you see this, I have sent you a six-digit code by e-mail. Please write "
		    "the six digits here and we go on right away. The code is on its way to:" },
	[SENTENCE_CODE_MAYBE] = {
		[LANGUAGE_DE] = "Danke! Wenn du damit bei {studio_name} bekannt bist, ist jetzt ein sechsstelliger "
		    "Code per E-Mail an dich unterwegs. Schreib mir bitte die sechs Ziffern hierher. Kommt nichts an, "
		    "sag mir Bescheid, dann hole ich jemanden vom Team dazu.",
		[LANGUAGE_EN] = "Thank you! If {studio_name} knows you by that, a six-digit code is on its way to you "
		    "by e-mail now. Please write the six digits here. If nothing arrives, tell me and I will fetch "
		    "someone from the team." },
	[SENTENCE_CODE_RIGHT] = {
		[LANGUAGE_DE] = "Danke, der Code stimmt.",
		[LANGUAGE_EN] = "Thank you, the code is right." },
	[SENTENCE_CODE_RIGHT_ALONE] = {
		[LANGUAGE_DE] = "Danke, der Code stimmt. Wie kann ich dir helfen?",
		[LANGUAGE_EN] = "Thank you, the code is right. How can I help you?" },
	[SENTENCE_CODE_WRONG] = {
		[LANGUAGE_DE] = "Dieser Code stimmt leider nicht. Schau bitte noch einmal nach und schreib mir die "
		    "sechs Ziffern.",
		[LANGUAGE_EN] = "That code is not right, sorry. Please check it once more and write the six digits." },
	[SENTENCE_CODE_DEAD] = {
		[LANGUAGE_DE] = "Das war leider zu oft der falsche Code, er gilt jetzt nicht mehr. " OFFER_DE,
		[LANGUAGE_EN] = "That was the wrong code too often, it is not valid any more. " OFFER_EN },
	[SENTENCE_CODE_NONE] = {
		[LANGUAGE_DE] = "Dieser Code gilt nicht mehr. Sag mir einfach noch einmal, worum es geht, dann schicke "
		    "ich dir einen neuen.",
		[LANGUAGE_EN] = "That code is not valid any more. Just tell me again what it is about and I will send "
		    "you a new one." },
	[SENTENCE_CHANGE_CANCELLED] = {
		[LANGUAGE_DE] = "Okay, ich lasse alles, wie es ist: Es wurde nichts geändert.",
		[LANGUAGE_EN] = "Okay, I leave everything as it is: nothing was changed." },
	[SENTENCE_CHANGE_RUN_OUT] = {
		[LANGUAGE_DE] = "Diese Frage ist nicht mehr offen, deine Antwort hat deshalb nichts geändert. Sag mir "
		    "gern noch einmal, was ich für dich tun soll.",
		[LANGUAGE_EN] = "That question is not open any more, so your answer has changed nothing. Just tell me "
		    "again what I shall do for you." },
	[SENTENCE_CHANGE_DONE] = {
		[LANGUAGE_DE] = "Erledigt.",
		[LANGUAGE_EN] = "Done." },
	[SENTENCE_CHANGE_NOT_CONNECTED] = {
		[LANGUAGE_DE] = "Das kann ich leider nicht selbst erledigen, es wurde nichts geändert. Ich habe "
		    "deinen Wunsch an das Team von {studio_name} gegeben: Jemand kümmert sich darum und meldet sich "
		    "hier bei dir.",
		[LANGUAGE_EN] = "I am not able to do that myself, nothing was changed. I have passed your wish on to "
		    "the team of {studio_name}: someone will take care of it and get back to you here." },
	[SENTENCE_CHANGE_FAILED] = {
		[LANGUAGE_DE] = "Das hat leider nicht geklappt, es wurde nichts geändert. Ich habe deinen Wunsch an "
		    "das Team von {studio_name} gegeben: Jemand kümmert sich darum und meldet sich hier bei dir.",
		[LANGUAGE_EN] = "That did not work, sorry, nothing was changed. I have passed your wish on to the team "
		    "of {studio_name}: someone will take care of it and get back to you here." },
	[SENTENCE_CHANGE_UNKNOWN] = {
		[LANGUAGE_DE] = "Ich kann gerade nicht sicher sagen, ob das geklappt hat, bitte verlass dich noch "
		    "nicht darauf. Ich habe das Team von {studio_name} gebeten, nachzusehen und sich hier bei dir zu "
		    "melden.",
		[LANGUAGE_EN] = "I can not say for sure right now whether that worked, please do not rely on it yet. I "
		    "have asked the team of {studio_name} to look it up and get back to you here." },
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
