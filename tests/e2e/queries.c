/*
 * queries.c - every statement of the programs, prepared against the migrated
 * schema: a wrong column is a failed test, not a page at night.
 *
 * SPDX-License-Identifier: ISC
 */
#include "agents/memory_jobs.h"
#include "agents/memory_model.h"
#include "agents/act.h"
#include "agents/decide.h"
#include "agents/pending_action.h"
#include "base/config.h"
#include "base/task.h"
#include "data/db.h"
#include "agents/prompt_store.h"
#include "channels/webchat.h"
#include "e2e.h"
#include "identity/api_key.h"
#include "identity/colleague.h"
#include "identity/recovery_code.h"
#include "identity/second_factor.h"
#include "identity/identify.h"
#include "identity/session.h"
#include "identity/tenant_of_host.h"
#include "identity/invitation.h"
#include "identity/one_time_token.h"
#include "identity/plan_choice.h"
#include "identity/registration.h"
#include "identity/staff.h"
#include "identity/user.h"
#include "knowledge/document.h"
#include "knowledge/import.h"
#include "knowledge/search.h"
#include "members/member.h"
#include "members/member_batch.h"
#include "members/member_identity.h"
#include "members/member_import.h"
#include "members/member_list.h"
#include "members/member_talk.h"
#include "members/memory.h"
#include "members/verification.h"
#include "messaging/alert.h"
#include "messaging/canned_reply.h"
#include "messaging/answer_audit.h"
#include "messaging/delivery.h"
#include "messaging/inbound.h"
#include "messaging/inbox.h"
#include "messaging/inbox_version.h"
#include "messaging/media.h"
#include "messaging/note.h"
#include "messaging/takeover.h"
#include "messaging/today.h"
#include "messaging/turn.h"
#include "messaging/usage.h"
#include "platform/plan_list.h"
#include "platform/status.h"
#include "platform/studio.h"
#include "statements.h"
#include "suites.h"
#include "tenancy/audit.h"
#include "tenancy/brand_picture.h"
#include "tenancy/domain.h"
#include "tenancy/prompt_config.h"
#include "tenancy/setting.h"
#include "tenancy/plan.h"
#include "tenancy/tenant.h"
#include "web/form_key.h"
#include "work/queue.h"

const struct statement_table statement_tables[] = {
	{ alert_queries, { &alert_record, &alert_reader_record } },
	{ act_queries, { &act_record, &conversation_record } },
	{ api_key_queries, { &api_key_record, &api_key_holder_record } },
	{ answer_audit_queries, { &answer_audit_record } },
	{ audit_queries, { &audit_entry_record } },
	{ brand_queries, { &brand_record } },
	{ brand_picture_queries, { &brand_picture_record } },
	{ brand_upload_queries, { &brand_upload_record } },
	{ today_queries, { &today_record } },
	{ today_day_queries, { &today_day_record } },
	{ canned_reply_queries, { &canned_reply_record } },
	{ chat_message_queries, { &chat_message_record } },
	{ conversation_queries, { &conversation_record } },
	{ delivery_queries, { &delivery_record, &message_record } },
	{ form_key_queries, { &form_key_record } },
	{ identify_queries, { &signed_in_record } },
	{ colleague_queries, { &colleague_record } },
	{ domain_queries, { &domain_record } },
	{ inbound_queries, { &inbound_record } },
	{ inbox_queries, { &inbox_glance_record, &inbox_load_record } },
	{ inbox_version_queries, { &inbox_version_record } },
	{ invitation_queries, { &invitation_record } },
	{ media_queries, { &media_record, &message_record } },
	{ member_queries, { &member_record } },
	{ member_identity_queries, { &member_record } },
	{ member_batch_queries, { &row_outcome_record } },
	{ member_import_queries,
	    { &member_import_record, &import_chunk_record,
		&row_error_record } },
	{ member_talk_queries, { &conversation_record } },
	{ member_list_queries, { &member_record, &member_count_record } },
	{ memory_queries, { &memory_record } },
	{ memory_message_queries, { &memory_message_record } },
	{ memory_night_queries, { &memory_night_record } },
	{ verification_queries, { &verification_record } },
	{ message_queries, { &message_record } },
	{ document_queries, { &document_record } },
	{ document_row_queries, { &document_row_record } },
	{ document_version_queries, { &document_version_record } },
	{ import_part_queries, { &import_part_record } },
	{ knowledge_import_queries, { &knowledge_import_record } },
	{ passage_queries, { &passage_record } },
	{ note_queries, { &note_record } },
	{ one_time_token_queries, { &one_time_token_record } },
	{ pending_action_queries, { &pending_action_record } },
	{ plan_choice_queries, { &plan_choice_record } },
	{ prompt_config_queries, { &prompt_config_record } },
	{ prompt_draft_queries, { &prompt_draft_record } },
	{ prompt_set_queries, { &prompt_set_row_record } },
	{ queue_queries,
	    { &job_row_record, &queue_count_record, &queue_stopped_record,
		&queue_rerun_record } },
	{ database_status_queries, { &database_status_record } },
	{ plan_row_queries, { &plan_row_record } },
	{ studio_row_queries, { &studio_row_record } },
	{ studio_usage_queries, { &studio_usage_record } },
	{ recovery_code_queries, { NULL } },
	{ second_factor_queries, { &second_factor_row_record } },
	{ session_queries, { &session_record, &user_record } },
	{ registration_queries, { &user_record } },
	{ setting_queries, { &setting_record } },
	{ takeover_queries,
	    { &conversation_record, &message_record, &handover_record } },
	{ tenant_host_queries, { &tenant_host_record } },
	{ staff_queries, { &user_record } },
	{ tenant_queries, { &tenant_record } },
	{ plan_queries, { &plan_record } },
	{ turn_queries, { &message_record, &conversation_record } },
	{ usage_queries, { &usage_record } },
	{ waiting_queries, { &waiting_record } },
	{ user_queries, { &user_record } }, { 0 }
};

static const char *
complaint_about(struct task *task, const struct query *query, size_t table)
{
	const char *complaint =
	    db_describe(task, query, statement_tables[table].records[0]);

	for (size_t i = 1; i < ARRAY_LENGTH(statement_tables[table].records);
	     i++) {
		const struct record *record =
		    statement_tables[table].records[i];

		if (complaint != NULL && record != NULL)
			complaint = db_describe(task, query, record);
	}
	/* What changes rows and returns none. */
	if (complaint != NULL && text_ends_with(complaint, "gives no rows"))
		complaint = db_describe(task, query, NULL);
	return complaint;
}

START_TEST(every_statement_fits_the_schema_and_its_record)
{
	const char *complaint;
	struct config *config =
	    config_read(e2e_arena(), e2e_env("ARIIA_CONFIG"), &complaint);
	struct task task = { .arena = e2e_arena(), .config = config };
	int count = 0;

	ck_assert_msg(config != NULL, "%s", complaint);
	task.db = db_open(config, "ariia_owner");
	for (size_t i = 0; i < ARRAY_LENGTH(statement_tables) - 1; i++)
		for (const struct query *query = statement_tables[i].queries;
		     query->name != NULL; query++, count++) {
			complaint = complaint_about(&task, query, i);
			ck_assert_msg(complaint == NULL, "%s: %s", query->name,
			    complaint);
		}
	db_close(task.db);
	ck_assert_int_gt(count, 30);
}
END_TEST

Suite *
queries_suite(void)
{
	Suite *suite = suite_create("queries");
	TCase *tests = tcase_create("queries");

	tcase_add_checked_fixture(tests, e2e_setup, NULL);
	tcase_set_timeout(tests, 0);
	tcase_add_test(tests, every_statement_fits_the_schema_and_its_record);
	suite_add_tcase(suite, tests);
	return suite;
}
