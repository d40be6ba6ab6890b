/*
 * message.c - Meta's opinion of the messages that are to be sent.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/text.h"
#include "sim.h"

enum {
	TEXT_MAX = 4096,
	INTERACTIVE_MAX = 1024,
	BUTTONS_MAX = 3,
	TITLE_MAX = 20,
	ID_MAX = 256
};

static const char *
button_complaint(struct json_object *button)
{
	const char *id = json_text_at(button, "reply", "id");
	const char *title = json_text_at(button, "reply", "title");

	if (!text_is_equal(json_text_at(button, "type"), "reply"))
		return "(#100) a button has to be of type reply";
	if (text_is_empty(id) || text_characters(id) > ID_MAX)
		return "(#100) a button needs an id of at most 256 characters";
	if (text_is_empty(title) || text_utf16_units(title) > TITLE_MAX)
		return "(#100) a button needs a title of at most 20 characters";
	return NULL;
}

static const char *
interactive_complaint(struct json_object *interactive)
{
	const char *text = json_text_at(interactive, "body", "text");
	struct json_object *buttons = json_at(interactive, "action", "buttons");
	const char *complaint = NULL;

	if (!text_is_equal(json_text_at(interactive, "type"), "button"))
		return "(#100) interactive.type has to be button";
	if (text_is_empty(text) || text_utf16_units(text) > INTERACTIVE_MAX)
		return "(#100) interactive.body.text is missing or too long";
	if (json_length(buttons) < 1 || json_length(buttons) > BUTTONS_MAX)
		return "(#100) one to three buttons are required";
	for (size_t i = 0; i < json_length(buttons) && complaint == NULL; i++)
		complaint = button_complaint(json_item(buttons, i));
	return complaint;
}

const char *
sim_message_complaint(struct request *req, struct json_object *message)
{
	const char *type = json_text_at(message, "type");
	const char *text = json_text_at(message, "text", "body");

	if (!text_is_equal(
		json_text_at(message, "messaging_product"), "whatsapp"))
		return "(#100) messaging_product is required";
	if (json_text_at(message, "to") == NULL &&
	    json_text_at(message, "recipient") == NULL)
		return "(#100) to or recipient is required";
	if (request_header(req, "Authorization") == NULL)
		return "(#190) no access token";
	if (text_is_equal(type, "interactive"))
		return interactive_complaint(json_at(message, "interactive"));
	if (!text_is_equal(type, "text"))
		return NULL;
	if (text_is_empty(text))
		return "(#100) text.body is required";
	if (text_utf16_units(text) > TEXT_MAX)
		return "(#100) text.body is too long";
	return NULL;
}
