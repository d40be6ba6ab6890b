/*
 * test_product.c - what the product does, suite by suite.
 *
 * SPDX-License-Identifier: ISC
 */
#include "suites.h"

/* clang-format off */
static const struct e2e_suite suites[] = {
	{ queries_suite,         E2E_INSIDE },
	{ grants_suite,          E2E_INSIDE },
	{ webhook_suite,         E2E_WEB },
	{ webchat_suite,         E2E_WEB },
	{ bulk_suite,            E2E_WEB },
	{ buttons_suite,         E2E_INSIDE },
	{ media_suite,           E2E_WEB },
	{ answer_suite,          E2E_INSIDE },
	{ takeover_suite,        E2E_INSIDE },
	{ inbox_suite,           E2E_WEB },
	{ error_pages_suite,     E2E_WEB },
	{ inbox_live_suite,      E2E_WEB },
	{ inbox_pages_suite,     E2E_WEB },
	{ inbox_search_suite,    E2E_INSIDE },
	{ alerts_suite,          E2E_INSIDE },
	{ engine_suite,          E2E_INSIDE },
	{ doors_suite,           E2E_INSIDE },
	{ dialogs_suite,         E2E_INSIDE },
	{ members_suite,         E2E_WEB },
	{ member_import_suite,   E2E_WEB },
	{ member_pages_suite,    E2E_WEB },
	{ team_pages_suite,      E2E_WEB },
	{ exports_suite,         E2E_WEB },
	{ form_keys_suite,       E2E_WEB },
	{ key_pages_suite,       E2E_WEB },
	{ audit_pages_suite,     E2E_WEB },
	{ member_import_pages_suite, E2E_WEB },
	{ verification_suite,    E2E_INSIDE },
	{ knowledge_suite,       E2E_WEB },
	{ analyzer_suite,        E2E_INSIDE },
	{ own_model_suite,       E2E_INSIDE },
	{ api_suite,             E2E_WEB },
	{ login_suite,           E2E_WEB },
	{ session_suite,         E2E_WEB },
	{ guessing_suite,        E2E_WEB },
	{ pages_suite,           E2E_WEB },
	{ frame_pages_suite,     E2E_WEB },
	{ account_suite,         E2E_WEB },
	{ accounts_suite,        E2E_INSIDE },
	{ reset_suite,           E2E_INSIDE },
	{ people_suite,          E2E_INSIDE },
	{ operator_suite,        E2E_WEB },
	{ platform_pages_suite,  E2E_WEB },
	{ status_pages_suite,    E2E_WEB },
	{ switch_suite,          E2E_WEB },
	{ second_factor_suite,   E2E_INSIDE },
	{ api_key_suite,         E2E_WEB },
	{ mail_suite,            E2E_INSIDE },
	{ settings_suite,        E2E_WEB },
	{ setting_pages_suite,   E2E_WEB },
	{ chat_embed_suite,      E2E_WEB },
	{ prompts_suite,         E2E_WEB },
	{ studio_pages_suite,    E2E_WEB },
	{ brand_pictures_suite,  E2E_WEB },
	{ audit_suite,           E2E_WEB },
	{ isolation_suite,       E2E_INSIDE },
	{ routes_suite,          E2E_WEB },
	{ hardening_suite,       E2E_WEB },
	{ 0 }
};
/* clang-format on */

int
main(void)
{
	return e2e_run(suites);
}
