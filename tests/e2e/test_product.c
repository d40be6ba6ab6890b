/*
 * test_product.c - what the product does, suite by suite.
 *
 * SPDX-License-Identifier: ISC
 */
#include "suites.h"

int
main(void)
{
	Suite *const suites[] = {
		queries_suite(),
		grants_suite(),
		webhook_suite(),
		webchat_suite(),
		bulk_suite(),
		buttons_suite(),
		media_suite(),
		answer_suite(),
		takeover_suite(),
		inbox_suite(),
		inbox_pages_suite(),
		alerts_suite(),
		engine_suite(),
		doors_suite(),
		dialogs_suite(),
		members_suite(),
		member_pages_suite(),
		member_import_suite(),
		verification_suite(),
		knowledge_suite(),
		analyzer_suite(),
		own_model_suite(),
		api_suite(),
		login_suite(),
		session_suite(),
		guessing_suite(),
		pages_suite(),
		frame_pages_suite(),
		account_suite(),
		accounts_suite(),
		reset_suite(),
		people_suite(),
		operator_suite(),
		second_factor_suite(),
		api_key_suite(),
		mail_suite(),
		settings_suite(),
		prompts_suite(),
		studio_pages_suite(),
		audit_suite(),
		isolation_suite(),
		routes_suite(),
		hardening_suite(),
		NULL,
	};

	return e2e_run(suites);
}
