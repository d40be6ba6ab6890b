/*
 * tables.h - the site map: which program serves which tables of routes.
 *
 * A program takes its list as
 *	.tables = (const struct route *const[]){ ADMIN_TABLES, NULL },
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef MAIN_TABLES_H
#define MAIN_TABLES_H

#include "agents/agents_web.h"
#include "agents/memory_jobs.h"
#include "channels/channels_web.h"
#include "identity/brand_files.h"
#include "identity/identity_web.h"
#include "members/member_import_jobs.h"
#include "members/members_web.h"
#include "knowledge/import_jobs.h"
#include "knowledge/knowledge_web.h"
#include "messaging/alert_jobs.h"
#include "messaging/messaging_web.h"
#include "messaging/takeover_jobs.h"
#include "platform/platform_web.h"
#include "tenancy/brand_picture_jobs.h"
#include "tenancy/tenancy_web.h"

extern const struct route landing_pages[];
extern const struct route styleguide_pages[];

#define WEBHOOK_TABLES whatsapp_api, webchat_api
#define ADMIN_TABLES                                                           \
	prompt_config_api, brand_api, brand_picture_api, setting_api,          \
	    model_api, conversation_api, answer_audit_api, media_api,          \
	    alert_api, canned_reply_api, document_api, prompt_api, member_api, \
	    member_import_api, memory_api, memory_analyze_api,                 \
	    verification_api
#define AUTH_TABLES                                                            \
	login_api, session_api, second_factor_api, api_key_api,                \
	    registration_api, password_api, invitation_api, user_api,          \
	    tenant_api, impersonation_api, audit_api, auth_pages, team_pages,  \
	    key_pages, audit_pages, studio_pages, studio_forms, visit_forms,   \
	    status_pages
#define UI_TABLES                                                              \
	landing_pages, chat_pages, member_pages, member_import_pages,          \
	    member_forms, member_import_forms, memory_forms, inbox_pages,      \
	    inbox_export_pages, conversation_forms, alert_forms,               \
	    canned_reply_pages, canned_reply_forms, verification_forms,        \
	    document_pages, document_editor_pages, import_pages, agent_pages,  \
	    brand_pages, brand_picture_pages, brand_files, setting_pages,      \
	    today_pages, styleguide_pages

/* In the order of the documentation. */
#define ALL_TABLES WEBHOOK_TABLES, AUTH_TABLES, ADMIN_TABLES, UI_TABLES

/* What ariia-clock does. */
#define CLOCK_JOBS                                                             \
	knowledge_jobs, alert_jobs, takeover_jobs, member_import_jobs,         \
	    memory_jobs, brand_picture_jobs

#endif
