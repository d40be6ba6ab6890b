/*
 * tools.c - the table of tools; those of the booking system, and the hand-over.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/tools.h"

#include "agents/tool_question.h"

/* clang-format off */
#define NOTHING "{\"type\":\"object\",\"properties\":{},\"additionalProperties\":false}"

/* Identifiers of other systems stay exact in every JSON reader. */
#define ID(doc) "{\"type\":\"integer\",\"minimum\":1,\"maximum\":9007199254740991,\"description\":\"" doc "\"}"
#define DATE(doc) "{\"type\":\"string\",\"format\":\"date\",\"maxLength\":10,\"description\":\"" doc "\"}"
#define TIME(doc) "{\"type\":\"string\",\"format\":\"date-time\",\"maxLength\":64,\"description\":\"" doc \
	", with the offset exactly as listed, like 2026-11-24T18:00:00+01:00\"}"
#define TEXT(most, doc) "{\"type\":\"string\",\"maxLength\":" #most ",\"description\":\"" doc "\"}"
#define KIND "{\"type\":\"string\",\"enum\":[\"class\",\"appointment\"],\"description\":\"What kind of booking it is\"}"

const struct tool tool_get_class_schedule = {
	.name = "get_class_schedule",
	.description = "Lists the classes (courses) of the studio with day, time, trainer and free places. Call "
	    "it whenever "
	    "somebody asks which classes there are or when; never answer that from memory.",
	.parameters = "{\"type\":\"object\",\"properties\":{"
	    "\"from\":" DATE("First day, YYYY-MM-DD; left out: today") ","
	    "\"days\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":14,\"description\":\"How many days; left "
	    "out: 7\"},"
	    "\"name\":" TEXT(80, "Only classes whose name contains this, for example yoga")
	    "},\"additionalProperties\":false}",
	.effect = TOOL_READS,
	.needs_magicline = true,
};

const struct tool tool_get_appointment_slots = {
	.name = "get_appointment_slots",
	.description = "Lists free times for appointments with a person of the studio (trial training, "
	    "introduction, body "
	    "analysis, consultation). Call it before an appointment is booked.",
	.parameters = "{\"type\":\"object\",\"properties\":{"
	    "\"from\":" DATE("First day, YYYY-MM-DD; left out: today") ","
	    "\"days\":{\"type\":\"integer\",\"minimum\":1,\"maximum\":6,\"description\":\"How many days; left "
	    "out: 3\"},"
	    "\"name\":" TEXT(80, "Only appointments whose name contains this")
	    "},\"additionalProperties\":false}",
	.effect = TOOL_READS,
	.needs_magicline = true,
};

const struct tool tool_get_member_bookings = {
	.name = "get_member_bookings",
	.description = "Lists the coming bookings (classes and appointments) of the member in this "
	    "conversation, with their "
	    "numbers. Call it before a booking is cancelled or moved.",
	.parameters = NOTHING,
	.effect = TOOL_READS,
	.needs_member = true,
	.needs_magicline = true,
};

const struct tool tool_book_class = {
	.name = "book_class",
	.description = "Books a class for the member in this conversation. The member is asked for an explicit "
	    "yes first, by "
	    "the system: call it as soon as the class is clear, and do not ask yourself.",
	.parameters = "{\"type\":\"object\",\"properties\":{"
	    "\"class_slot_id\":" ID("Number of the class on that day, from get_class_schedule") ","
	    "\"name\":" TEXT(80, "Name of the class, exactly as listed") ","
	    "\"starts_at\":" TIME("When it begins")
	    "},\"required\":[\"class_slot_id\",\"name\",\"starts_at\"],\"additionalProperties\":false}",
	.effect = TOOL_CHANGES,
	.needs_member = true,
	.needs_magicline = true,
	.question = question_book_class,
};

const struct tool tool_book_appointment = {
	.name = "book_appointment",
	.description = "Books an appointment for the member in this conversation at a time from "
	    "get_appointment_slots. The "
	    "member is asked for an explicit yes first, by the system: do not ask yourself.",
	.parameters = "{\"type\":\"object\",\"properties\":{"
	    "\"appointment_id\":" ID("Number of the kind of appointment, from get_appointment_slots") ","
	    "\"name\":" TEXT(80, "Name of the appointment, exactly as listed") ","
	    "\"starts_at\":" TIME("When it begins") ","
	    "\"ends_at\":" TIME("When it ends")
	    "},\"required\":[\"appointment_id\",\"name\",\"starts_at\",\"ends_at\"],\"additionalProperties\":false}",
	.effect = TOOL_CHANGES,
	.needs_member = true,
	.needs_magicline = true,
	.question = question_book_appointment,
};

const struct tool tool_cancel_booking = {
	.name = "cancel_booking",
	.description = "Cancels one booking of the member in this conversation. Not for ending a membership or "
	    "a contract. "
	    "The member is asked for an explicit yes first, by the system: do not ask yourself.",
	.parameters = "{\"type\":\"object\",\"properties\":{"
	    "\"booking_id\":" ID("Number of the booking, from get_member_bookings or as the member gave it") ","
	    "\"kind\":" KIND ","
	    "\"name\":" TEXT(80, "Name of the class or appointment, exactly as listed") ","
	    "\"starts_at\":" TIME("When it begins")
	    "},\"required\":[\"booking_id\",\"kind\"],\"additionalProperties\":false}",
	.effect = TOOL_CHANGES,
	.needs_member = true,
	.needs_magicline = true,
	.question = question_cancel_booking,
};

const struct tool tool_reschedule_booking = {
	.name = "reschedule_booking",
	.description = "Moves one booking of the member in this conversation to another time that was listed as "
	    "free. The "
	    "member is asked for an explicit yes first, by the system: do not ask yourself.",
	.parameters = "{\"type\":\"object\",\"properties\":{"
	    "\"booking_id\":" ID("Number of the booking, from get_member_bookings") ","
	    "\"kind\":" KIND ","
	    "\"name\":" TEXT(80, "Name of the class or appointment, exactly as listed") ","
	    "\"new_class_slot_id\":" ID("Of a class: number of the class on the new day, from get_class_schedule") ","
	    "\"new_starts_at\":" TIME("When it begins then") ","
	    "\"new_ends_at\":" TIME("Of an appointment: when it ends then")
	    "},\"required\":[\"booking_id\",\"kind\",\"new_starts_at\"],\"additionalProperties\":false}",
	.effect = TOOL_CHANGES,
	.needs_member = true,
	.needs_magicline = true,
	.question = question_reschedule_booking,
};

static struct tool_result
request_handoff(struct task *task not_used, const struct tool_caller *caller not_used,
    struct json_object *arguments not_used)
{
	return (struct tool_result){ .verdict = TOOL_HANDS_OVER,
		.text = "A person of the team is called and answers in this conversation. The member is told." };
}

const struct tool tool_request_handoff = {
	.name = "request_handoff",
	.description = "Calls a person of the team into this conversation. Call it when the member wants a "
	    "person, is upset, "
	    "or needs what no other tool can do. Do not announce it without calling it.",
	.parameters = "{\"type\":\"object\",\"properties\":{"
	    "\"reason\":" TEXT(200, "Why, in a few words for the team")
	    "},\"additionalProperties\":false}",
	.effect = TOOL_READS,
	.run = request_handoff,
};

const struct tool *const tools[] = {
	&tool_book_appointment,
	&tool_book_class,
	&tool_cancel_booking,
	&tool_get_appointment_slots,
	&tool_get_checkin_history,
	&tool_get_checkin_stats,
	&tool_get_class_schedule,
	&tool_get_member_bookings,
	&tool_get_member_status,
	&tool_request_handoff,
	&tool_reschedule_booking,
	&tool_search_knowledge,
	NULL
};
/* clang-format on */
