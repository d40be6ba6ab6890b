/*
 * suites.h - the suites of the end-to-end programs.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef E2E_SUITES_H
#define E2E_SUITES_H

#include "e2e.h"

Suite *alerts_suite(void);
Suite *analyzer_suite(void);
Suite *api_key_suite(void);
Suite *audit_suite(void);
Suite *audit_pages_suite(void);
Suite *webhook_suite(void);
Suite *webchat_suite(void);
Suite *brand_pictures_suite(void);
Suite *bulk_suite(void);
Suite *buttons_suite(void);
Suite *media_suite(void);
Suite *answer_suite(void);
Suite *engine_suite(void);
Suite *doors_suite(void);
Suite *dialogs_suite(void);
Suite *api_suite(void);
Suite *inbox_suite(void);
Suite *inbox_live_suite(void);
Suite *inbox_pages_suite(void);
Suite *inbox_search_suite(void);
Suite *grants_suite(void);
Suite *isolation_suite(void);
Suite *exports_suite(void);
Suite *form_keys_suite(void);
Suite *key_pages_suite(void);
Suite *knowledge_suite(void);
Suite *hardening_suite(void);
Suite *settings_suite(void);
Suite *setting_pages_suite(void);
Suite *chat_embed_suite(void);
Suite *prompts_suite(void);
Suite *studio_pages_suite(void);
Suite *mail_suite(void);
Suite *account_suite(void);
Suite *pages_suite(void);
Suite *members_suite(void);
Suite *member_pages_suite(void);
Suite *member_import_pages_suite(void);
Suite *own_model_suite(void);
Suite *member_import_suite(void);
Suite *verification_suite(void);
Suite *queries_suite(void);
Suite *accounts_suite(void);
Suite *reset_suite(void);
Suite *people_suite(void);
Suite *operator_suite(void);
Suite *platform_pages_suite(void);
Suite *status_pages_suite(void);
Suite *switch_suite(void);
Suite *routes_suite(void);
Suite *second_factor_suite(void);
Suite *guessing_suite(void);
Suite *login_suite(void);
Suite *session_suite(void);
Suite *error_pages_suite(void);
Suite *faults_suite(void);
Suite *outages_suite(void);
Suite *frame_pages_suite(void);
Suite *storm_suite(void);
Suite *takeover_suite(void);
Suite *team_pages_suite(void);
Suite *races_suite(void);

#endif
