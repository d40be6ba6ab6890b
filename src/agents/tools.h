/*
 * tools.h - the tools by name, for the tables of the agents.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef AGENTS_TOOLS_H
#define AGENTS_TOOLS_H

#include "agents/tool.h"

extern const struct tool tool_get_class_schedule;
extern const struct tool tool_get_appointment_slots;
extern const struct tool tool_get_member_bookings;
extern const struct tool tool_book_class;
extern const struct tool tool_book_appointment;
extern const struct tool tool_cancel_booking;
extern const struct tool tool_reschedule_booking;
extern const struct tool tool_get_member_status;
extern const struct tool tool_get_checkin_stats;
extern const struct tool tool_get_checkin_history;
extern const struct tool tool_search_knowledge;
extern const struct tool tool_request_handoff;

#endif
