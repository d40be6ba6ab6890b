/*
 * setting_forms.c - the forms of the settings.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tenancy/tenancy_web.h"

static const char *const sides[] = { "right", "left", NULL };

/* clang-format off */
/* Labels and hints are called as the settings are. New secrets are no passwords
 * of who types them: "new-password" keeps browsers from filling them in. */
#define INPUT(key, type) { #key, type, "off", #key, #key, INPUT_OPTIONAL, NULL }
#define SECRET_INPUT(key) { #key, "password", "new-password", #key, #key, INPUT_OPTIONAL, NULL }

static const struct form_input channel_inputs[] = {
	INPUT(whatsapp_phone_number_id, "text"),
	SECRET_INPUT(whatsapp_access_token),
	SECRET_INPUT(whatsapp_app_secret),
	SECRET_INPUT(whatsapp_verify_token),
	{ 0 }
};
static const struct form_input model_inputs[] = {
	INPUT(model_base_url, "url"),
	SECRET_INPUT(model_api_key),
	INPUT(model_name, "text"),
	INPUT(model_vision_name, "text"),
	{ 0 }
};
static const struct form_input handover_inputs[] = {
	INPUT(alert_email, "text"),
	INPUT(handover_timeout_minutes, "number"),
	INPUT(human_timeout_minutes, "number"),
	INPUT(member_verification_days, "number"),
	INPUT(memory_analyzer_hour, "number"),
	{ 0 }
};
static const struct form_input chat_inputs[] = {
	INPUT(webchat_origins, "textarea"),
	INPUT(webchat_greeting, "text"),
	{ "webchat_position", "select", "off", "webchat_position", "webchat_position", 0, sides },
	{ 0 }
};

const struct form_view setting_forms[] = {
	{ "tenancy/channels", "channels", "/settings/channels", channel_inputs },
	{ "tenancy/model",    "model",    "/settings/model",    model_inputs },
	{ "tenancy/handover", "handover", "/settings/handover", handover_inputs },
	{ "tenancy/chat",     "chat",     "/settings/chat",     chat_inputs },
	{ 0 }
};
/* clang-format on */
