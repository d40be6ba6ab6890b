/*
 * auth_forms.c - the forms of signing in: their inputs.
 *
 * SPDX-License-Identifier: ISC
 */
#include "identity/auth_pages.h"

#include "web/zone_choice.h"

static const char *const locales[] = { "de-DE", "de-AT", "de-CH", "en-GB",
	"en-US", NULL };

/* clang-format off */
static const struct form_input login_inputs[] = {
	/* name         type        autocomplete        label               hint        flags */
	{ "email",       "email",    "username",         "email",            NULL,       INPUT_FIRST },
	{ "password",    "password", "current-password", "password",         NULL,       0 },
	{ "next",        "hidden" },
	{ 0 }
};
static const struct form_input code_inputs[] = {
	{ "code",        "text",     "one-time-code",    "code",             "code",     INPUT_FIRST },
	{ "next",        "hidden" },
	{ 0 }
};
static const struct form_input confirm_inputs[] = {
	{ "password",    "password", "current-password", "password",         NULL,       INPUT_FIRST },
	{ "next",        "hidden" },
	{ 0 }
};
static const struct form_input register_inputs[] = {
	{ "tenant_name", "text",     "organization",     "tenant_name",      NULL,       0 },
	{ "full_name",   "text",     "name",             "full_name",        NULL,       INPUT_OPTIONAL },
	{ "email",       "email",    "username",         "email",            "email",    0 },
	{ "password",    "password", "new-password",     "choose_password",  "password", 0 },
	{ "locale",      "hidden" },
	{ 0 }
};
static const struct form_input address_inputs[] = {
	{ "email",       "email",    "username",         "email",            NULL,       0 },
	{ 0 }
};
static const struct form_input forgot_inputs[] = {
	{ "email",       "email",    "username",         "email",            NULL,       INPUT_FIRST | INPUT_OF_QUERY },
	{ 0 }
};
static const struct form_input verify_inputs[] = {
	{ "token",       "hidden",   .flags = INPUT_OF_QUERY },
	{ "tenant",      "hidden",   .flags = INPUT_OF_QUERY },
	{ 0 }
};
static const struct form_input reset_inputs[] = {
	{ "token",       "hidden",   .flags = INPUT_OF_QUERY },
	{ "tenant",      "hidden",   .flags = INPUT_OF_QUERY },
	{ "password",    "password", "new-password",     "new_password",     "password", INPUT_FIRST },
	{ 0 }
};
static const struct form_input invitation_inputs[] = {
	{ "token",       "hidden",   .flags = INPUT_OF_QUERY },
	{ "tenant",      "hidden",   .flags = INPUT_OF_QUERY },
	{ "full_name",   "text",     "name",             "full_name",        NULL,       INPUT_FIRST | INPUT_OPTIONAL },
	{ "password",    "password", "new-password",     "choose_password",  "password", 0 },
	{ 0 }
};
static const struct form_input profile_inputs[] = {
	{ "full_name",   "text",     "name",             "full_name",        NULL,       INPUT_OPTIONAL },
	{ "locale",      "select",   "off",              "locale",           NULL,       0, locales },
	{ "timezone",    "select",   "off",              "timezone", .choices_of = zone_choices },
	{ 0 }
};
static const struct form_input password_inputs[] = {
	{ "old",         "password", "current-password", "current_password", NULL,       0 },
	{ "new",         "password", "new-password",     "new_password",     "password", 0 },
	{ 0 }
};
static const struct form_input factor_inputs[] = {
	{ "code",        "text",     "one-time-code",    "code",             "first_code", 0 },
	{ 0 }
};

const struct form_view auth_forms[] = {
	{ "auth/login",         "login",      "/login",                          login_inputs },
	{ "auth/second-factor", "code",       "/second-factor",                  code_inputs },
	{ "auth/confirm",       "confirm",    "/confirm",                        confirm_inputs },
	{ "auth/register",      "register",   "/register",                       register_inputs },
	{ "auth/registered",    "resend",     "/registered",                     address_inputs },
	{ "auth/verify",        "verify",     "/verify",                         verify_inputs },
	{ "auth/forgot",        "forgot",     "/forgot",                         forgot_inputs },
	{ "auth/reset",         "reset",      "/reset",                          reset_inputs },
	{ "auth/invitation",    "invitation", "/invitation",                     invitation_inputs },
	{ "auth/account",       "profile",    "/account/profile",                profile_inputs },
	{ "auth/account",       "password",  "/account/password",               password_inputs },
	{ "auth/factor",        "factor",     "/account/second-factor/confirm",  factor_inputs },
	{ 0 }
};
/* clang-format on */
