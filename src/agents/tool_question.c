/*
 * tool_question.c - the questions before a booking is made, moved, cancelled.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/tool_question.h"

#include "base/text.h"

enum { YEAR_AT = 0, MONTH_AT = 5, DAY_AT = 8, TIME_AT = 11, TIME_LENGTH = 5 };

/* A name without anything that could be taken for an address or an order: a
 * model wrote it. */
static const char *
plain_name(struct arena *arena, const char *name)
{
	struct buf buf = buf_new(arena, name == NULL ? 1 : strlen(name) + 1);
	uint32_t code_point;
	bool has_gap = false;
	char encoded[4];

	while (name != NULL && (code_point = text_next(&name)) != 0) {
		bool is_kept = text_is_word_char(code_point) ||
		    (code_point < 0x80 &&
			strchr("-&+'", (int)code_point) != NULL);

		if (is_kept && has_gap && buf.len > 0)
			buf_add_char(&buf, ' ');
		has_gap = !is_kept;
		if (is_kept)
			buf_add_bytes(
			    &buf, encoded, text_encode(code_point, encoded));
		else
			has_gap = true;
	}
	return buf_text(&buf);
}

/* ` "Yoga"`, or nothing. */
static const char *
called(
    struct arena *arena, enum language language, struct json_object *arguments)
{
	const char *name = plain_name(arena, json_text_at(arguments, "name"));

	if (name[0] == '\0')
		return "";
	return arena_printf(
	    arena, language == LANGUAGE_EN ? " “%s”" : " „%s“", name);
}

/* " am 24.11.2026 um 18:00 Uhr", as the clock at the studio shows it: the text
 * has been checked to be RFC 3339 with the studio's own offset. */
static const char *
at_time(struct arena *arena, enum language language, const char *when)
{
	static const char *const months[] = { "January", "February", "March",
		"April", "May", "June", "July", "August", "September",
		"October", "November", "December" };
	int64_t month;

	if (when == NULL ||
	    !text_to_int64(
		arena_copy_bytes(arena, when + MONTH_AT, 2), &month) ||
	    month < 1 || month > (int64_t)ARRAY_LENGTH(months))
		return "";
	if (language == LANGUAGE_EN)
		return arena_printf(arena, " on %.2s %s %.4s at %.*s",
		    when + DAY_AT, months[month - 1], when + YEAR_AT,
		    TIME_LENGTH, when + TIME_AT);
	return arena_printf(arena, " am %.2s.%.2s.%.4s um %.*s Uhr",
	    when + DAY_AT, when + MONTH_AT, when + YEAR_AT, TIME_LENGTH,
	    when + TIME_AT);
}

static const char *
starting(
    struct arena *arena, enum language language, struct json_object *arguments)
{
	return at_time(arena, language, json_text_at(arguments, "starts_at"));
}

const char *
question_book_class(
    struct arena *arena, enum language language, struct json_object *arguments)
{
	return arena_printf(arena,
	    language == LANGUAGE_EN
		? "Shall I book the class%s%s for you, with obligation? "
		  "Please answer with yes or no."
		: "Soll ich den Kurs%s%s verbindlich für dich buchen? "
		  "Antworte bitte mit Ja oder Nein.",
	    called(arena, language, arguments),
	    starting(arena, language, arguments));
}

const char *
question_book_appointment(
    struct arena *arena, enum language language, struct json_object *arguments)
{
	return arena_printf(arena,
	    language == LANGUAGE_EN
		? "Shall I book the appointment%s%s for you, with obligation? "
		  "Please answer with yes or no."
		: "Soll ich den Termin%s%s verbindlich für dich buchen? "
		  "Antworte bitte mit Ja oder Nein.",
	    called(arena, language, arguments),
	    starting(arena, language, arguments));
}

static const char *
number_of(struct arena *arena, struct json_object *arguments)
{
	return json_text_or_int(arena, json_at(arguments, "booking_id"));
}

const char *
question_cancel_booking(
    struct arena *arena, enum language language, struct json_object *arguments)
{
	return arena_printf(arena,
	    language == LANGUAGE_EN
		? "Shall I cancel your booking%s%s (number %s)? That can not "
		  "be undone. Please answer with yes or no."
		: "Soll ich deine Buchung%s%s (Nummer %s) wirklich stornieren? "
		  "Das lässt sich nicht rückgängig machen. Antworte bitte mit "
		  "Ja oder Nein.",
	    called(arena, language, arguments),
	    starting(arena, language, arguments), number_of(arena, arguments));
}

const char *
question_reschedule_booking(
    struct arena *arena, enum language language, struct json_object *arguments)
{
	return arena_printf(arena,
	    language == LANGUAGE_EN
		? "Shall I move your booking%s (number %s) to the one%s? "
		  "Please answer with yes or no."
		: "Soll ich deine Buchung%s (Nummer %s) auf den Termin%s "
		  "verlegen? Antworte bitte mit Ja oder Nein.",
	    called(arena, language, arguments), number_of(arena, arguments),
	    at_time(arena, language, json_text_at(arguments, "new_starts_at")));
}
