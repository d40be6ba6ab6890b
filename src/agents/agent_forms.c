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
/* Labels and hints are called as the values are. */
#define VALUE(name, type, flags) { #name, type, "off", #name, #name, flags, NULL }
#define CHOICE(name, choices) { #name, "select", "off", #name, #name, 0, choices }

#define STUDIO \
	VALUE(studio_name,             "text",     0), \
	VALUE(studio_short_name,       "text",     INPUT_OPTIONAL), \
	VALUE(studio_address,          "textarea", INPUT_OPTIONAL), \
	VALUE(opening_hours_text,      "textarea", INPUT_OPTIONAL), \
	VALUE(studio_emergency_number, "text",     0), \
	CHOICE(studio_locale,          locales), \
	VALUE(studio_timezone,         "text",     0)
#define VOICE \
	VALUE(agent_display_name,      "text",     0), \
	VALUE(persona_bio_text,        "textarea", INPUT_OPTIONAL), \
	VALUE(ai_disclosure_text,      "textarea", INPUT_OPTIONAL)
#define SALES \
	VALUE(sales_prices_text,       "textarea", INPUT_OPTIONAL), \
	VALUE(sales_retention_rules,   "textarea", INPUT_OPTIONAL)
#define MEDIC \
	VALUE(medic_disclaimer_text,   "textarea", INPUT_OPTIONAL)

static const struct form_input studio_inputs[] = { STUDIO, { 0 } };
static const struct form_input voice_inputs[] = { VOICE, { 0 } };
static const struct form_input sales_inputs[] = { SALES, { 0 } };
static const struct form_input medic_inputs[] = { MEDIC, { 0 } };
static const struct form_input all_inputs[] = { STUDIO, VOICE, SALES, MEDIC, { 0 } };
static const struct form_input template_inputs[] = {
	{ "text", "textarea", "off", "template", "template", 0 },
	{ 0 }
};
static const struct form_input try_inputs[] = {
	{ "text", "textarea", "off", "question", "question", INPUT_FIRST },
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
