/*
 * agent_forms.c - the forms of the agents: what the studio tells them in
 * groups, a template, a question.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/agents_web.h"

static const char *const locales[] = { "de-DE", "de-AT", "de-CH", "en-GB",
	"en-US", NULL };

/* clang-format off */
#define STUDIO \
	{ "studio_name",             "text",     "off", "studio_name",             "studio_name",             0 }, \
	{ "studio_short_name",       "text",     "off", "studio_short_name",       "studio_short_name",       INPUT_OPTIONAL }, \
	{ "studio_address",          "textarea", "off", "studio_address",          NULL,                      INPUT_OPTIONAL }, \
	{ "opening_hours_text",      "textarea", "off", "opening_hours_text",      "opening_hours_text",      INPUT_OPTIONAL }, \
	{ "studio_emergency_number", "text",     "off", "studio_emergency_number", "studio_emergency_number", 0 }, \
	{ "studio_locale",           "select",   "off", "studio_locale",           "studio_locale",           0, locales }, \
	{ "studio_timezone",         "text",     "off", "timezone",                "timezone",                0 }
#define VOICE \
	{ "agent_display_name",      "text",     "off", "agent_display_name",      "agent_display_name",      0 }, \
	{ "persona_bio_text",        "textarea", "off", "persona_bio_text",        "persona_bio_text",        INPUT_OPTIONAL }, \
	{ "ai_disclosure_text",      "textarea", "off", "ai_disclosure_text",      "ai_disclosure_text",      INPUT_OPTIONAL }
#define SALES \
	{ "sales_prices_text",       "textarea", "off", "sales_prices_text",       "sales_prices_text",       INPUT_OPTIONAL }, \
	{ "sales_retention_rules",   "textarea", "off", "sales_retention_rules",   "sales_retention_rules",   INPUT_OPTIONAL }
#define MEDIC \
	{ "medic_disclaimer_text",   "textarea", "off", "medic_disclaimer_text",   "medic_disclaimer_text",   INPUT_OPTIONAL }

static const struct form_input studio_inputs[] = { STUDIO, { 0 } };
static const struct form_input voice_inputs[] = { VOICE, { 0 } };
static const struct form_input sales_inputs[] = { SALES, { 0 } };
static const struct form_input medic_inputs[] = { MEDIC, { 0 } };
static const struct form_input all_inputs[] = { STUDIO, VOICE, SALES, MEDIC, { 0 } };
static const struct form_input template_inputs[] = {
	{ "text",                    "textarea", "off", "template",                "template",                0 },
	{ 0 }
};
static const struct form_input try_inputs[] = {
	{ "text",                    "textarea", "off", "question",                "question",                INPUT_FIRST },
	{ 0 }
};

/* The groups are one form; "all" has the message above it, and comes last
 * because the first field that is wrong takes the focus. */
const struct form_view agent_forms[] = {
	{ "agents/values", "studio",   "/agents",                    studio_inputs },
	{ "agents/values", "voice",    "/agents",                    voice_inputs },
	{ "agents/values", "sales",    "/agents",                    sales_inputs },
	{ "agents/values", "medic",    "/agents",                    medic_inputs },
	{ "agents/values", "all",      "/agents",                    all_inputs },
	{ "agents/agent",  "template", "/agents/{agent}/{language}", template_inputs },
	{ "agents/try",    "try",      "/admin/prompts/{agent}/try", try_inputs },
	{ 0 }
};
/* clang-format on */
