/*
 * ops.c - the agent for classes, appointments, bookings and visits.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/agent.h"

#include "agents/tools.h"

static const struct tool *const own_tools[] = { &tool_get_class_schedule,
	&tool_get_appointment_slots, &tool_get_member_bookings,
	&tool_book_class, &tool_book_appointment, &tool_cancel_booking,
	&tool_reschedule_booking, &tool_get_checkin_stats,
	&tool_get_checkin_history, &tool_get_member_status,
	&tool_search_knowledge, &tool_request_handoff, NULL };

const struct agent ops_agent = {
	.name = "ops",
	.summary = "Classes, appointments, bookings, check-ins",
	.choice = AGENT_BY_MODEL,
	.disclaimer = DISCLAIMER_NEVER,
	.template = { [LANGUAGE_DE] = "ops.de.txt",
	    [LANGUAGE_EN] = "ops.en.txt" },
	.tools = own_tools,
	.rules = answer_rules,
};
