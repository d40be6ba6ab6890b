/*
 * test_whatsapp.c - what Meta delivers, kind by kind.
 *
 * SPDX-License-Identifier: ISC
 */
#include "unit.h"

#include "base/json.h"
#include "base/log.h"
#include "base/text.h"
#include "channels/whatsapp.h"

Suite *whatsapp_suite(void);

#define HEAD                                                                   \
	"{\"object\":\"whatsapp_business_account\",\"entry\":[{\"id\":\"1\","  \
	"\"changes\":[{\"field\":\"messages\",\"value\":{"                     \
	"\"metadata\":{\"phone_number_id\":\"700\"},"
#define TAIL "}}]}]}"
#define FROM_MIA                                                               \
	"\"from\":\"491701\",\"id\":\"wamid.1\",\"timestamp\":\"1767225600\""

static struct inbound_batch *
parse_for(const char *text, const char *phone_number_id)
{
	struct arena *arena = new_arena();
	struct task *task = arena_new(arena, struct task);
	struct json_object *tree;

	*task = new_task(arena);
	ck_assert(json_parse(task, text, strlen(text), &tree));
	return whatsapp_parse(task, tree, phone_number_id);
}

static struct inbound_batch *
parse(const char *text)
{
	return parse_for(text, "700");
}

/* clang-format off */
/* The message object behind sender, id and time, quoted by apostrophes, and what
 * is made of it. */
static const struct {
	const char *json;
	const char *kind;
	const char *text;
	enum inbound_want want;
} kinds[] = {
	{ "'type':'text','text':{'body':'Hallo'}", "text", "Hallo", WANTS_ANSWER },
	{ "'type':'image','image':{'id':'7','caption':'Schau'}", "image", "Schau", WANTS_ANSWER },
	{ "'type':'image','image':{'id':'7'}", "image", NULL, WANTS_ANSWER },
	{ "'type':'video','video':{'id':'7','caption':'V'}", "video", "V", WANTS_ANSWER },
	{ "'type':'document','document':{'filename':'Plan.pdf'}", "document", "Plan.pdf", WANTS_ANSWER },
	{ "'type':'audio','audio':{'id':'7'}", "audio", NULL, WANTS_ANSWER },
	{ "'type':'audio','audio':{'id':'7','voice':true}", "voice", NULL, WANTS_ANSWER },
	{ "'type':'voice','voice':{'id':'7'}", "voice", NULL, WANTS_ANSWER },
	{ "'type':'sticker','sticker':{'id':'7'}", "sticker", NULL, WANTS_ANSWER },
	{ "'type':'location','location':{'latitude':1,'longitude':2,'name':'Gym','address':'Weg 1'}",
	    "location", "Gym, Weg 1", WANTS_ANSWER },
	{ "'type':'contacts','contacts':[{'name':{'formatted_name':'A'}},{},{'name':{'formatted_name':'B'}}]",
	    "contacts", "A, B", WANTS_ANSWER },
	{ "'type':'button','button':{'payload':'p','text':'Ja'}", "button", "Ja", WANTS_ANSWER },
	{ "'type':'interactive','interactive':{'type':'button_reply','button_reply':{'id':'1','title':'Ja'}}",
	    "interactive_button_reply", "Ja", WANTS_ANSWER },
	{ "'type':'interactive','interactive':{'type':'list_reply','list_reply':{'id':'1','title':'Yoga'}}",
	    "interactive_list_reply", "Yoga", WANTS_ANSWER },
	{ "'type':'interactive','interactive':{'type':'nfm_reply',"
	    "'nfm_reply':{'response_json':'{}','body':'Sent'}}",
	    "interactive_nfm_reply", "Sent", WANTS_ANSWER },
	{ "'type':'interactive','errors':[{'code':1}]", "interactive", NULL, WANTS_ANSWER },
	{ "'type':'reaction','reaction':{'message_id':'w','emoji':'x'}", "reaction", "x", WANTS_NOTHING },
	{ "'type':'reaction','reaction':{'message_id':'w','emoji':''}",
	    "reaction_removed", NULL, WANTS_NOTHING },
	{ "'type':'reaction','reaction':{'message_id':'w'}", "reaction_removed", NULL, WANTS_NOTHING },
	{ "'type':'order','order':{'catalog_id':'1','text':'Bitte'}", "order", "Bitte", WANTS_ANSWER },
	{ "'type':'system','system':{'type':'user_changed_number','body':'New number'}",
	    "system", "New number", WANTS_NOTHING },
	{ "'type':'unsupported','errors':[{'code':131051}]", "unsupported", NULL, WANTS_ANSWER },
	{ "'type':'unsupported','text':{'body':'but words'}", "unsupported", "but words", WANTS_ANSWER },
	{ "'type':'edit','edit':{'original_message_id':'w','message':{'type':'text','text':{'body':'neu'}}}",
	    "edit", "neu", WANTS_NOTHING },
	{ "'type':'revoke','revoke':{'original_message_id':'w'}", "revoke", NULL, WANTS_NOTHING },
	{ "'type':'hologram','hologram':{}", "hologram", NULL, WANTS_ANSWER },
	{ "'type':7", "unknown", NULL, WANTS_ANSWER },
	{ "'type':'image','image':[1]", "image", NULL, WANTS_ANSWER },
};
/* clang-format on */

START_TEST(every_kind_is_understood_or_kept_as_what_it_calls_itself)
{
	char json[1024];
	const struct inbound_batch *batch;
	const struct inbound_message *message;

	(void)snprintf(json, sizeof(json),
	    HEAD "\"messages\":[{" FROM_MIA ",%s}]" TAIL, kinds[_i].json);
	for (char *at = json; (at = strchr(at, '\'')) != NULL;)
		*at = '"';
	batch = parse(json);
	ck_assert_uint_eq(batch->message_count, 1);
	message = batch->messages;
	ck_assert_str_eq(message->kind, kinds[_i].kind);
	ck_assert_pstr_eq(message->text, kinds[_i].text);
	ck_assert_int_eq(message->want, kinds[_i].want);
	ck_assert_str_eq(message->user_key, "491701");
	ck_assert_str_eq(message->provider_message_id, "wamid.1");
	ck_assert_int_eq(message->provider_at.us, INT64_C(1767225600000000));
	ck_assert_int_eq(
	    message->payload == NULL, strcmp(kinds[_i].kind, "text") == 0);
}
END_TEST

START_TEST(all_levels_of_a_batch_are_read)
{
	const struct inbound_batch *batch = parse(
	    "{\"entry\":["
	    "{\"changes\":[{\"field\":\"messages\",\"value\":{\"metadata\":{"
	    "\"phone_number_id\":\"700\"},\"messages\":[{\"from\":\"1\",\"id\":"
	    "\"a\"},{\"from\":\"2\",\"id\":\"b\"}]}},"
	    "{\"field\":\"messages\",\"value\":{\"metadata\":{"
	    "\"phone_number_id\":\"700\"},\"messages\":[{\"from\":\"1\",\"id\":"
	    "\"c\"}],\"statuses\":[{\"id\":\"x\",\"status\":\"read\"}]}}]},"
	    "{\"changes\":[{\"field\":\"messages\",\"value\":{\"metadata\":{"
	    "\"phone_number_id\":\"700\"},\"messages\":[{\"from\":\"3\",\"id\":"
	    "\"d\"}]}}]}]}");

	ck_assert_uint_eq(batch->message_count, 4);
	ck_assert_str_eq(batch->messages[3].provider_message_id, "d");
	ck_assert_uint_eq(batch->receipt_count, 1);
}
END_TEST

START_TEST(a_person_with_number_and_user_id_is_remembered_by_both)
{
	const struct inbound_message *message = parse(
	    HEAD "\"contacts\":[{\"profile\":{\"name\":\"Mia\"},\"wa_id\":"
		 "\"491701\",\"user_id\":\"DE.5\"}],\"messages\":[{" FROM_MIA
		 ",\"type\":\"text\",\"text\":{\"body\":\"x\"}}]" TAIL)
						    ->messages;

	ck_assert_str_eq(message->user_key, "491701");
	ck_assert_str_eq(message->other_key, "DE.5");
	ck_assert_str_eq(message->display_name, "Mia");
}
END_TEST

START_TEST(a_person_without_number_is_known_by_user_id)
{
	const struct inbound_batch *batch =
	    parse(HEAD "\"contacts\":[{\"profile\":{\"username\":\"mia_m\"},"
		       "\"user_id\":\"DE.5\"}],\"messages\":[{\"from_user_id\":"
		       "\"DE.5\",\"id\":\"a\",\"timestamp\":1767225600}]" TAIL);

	ck_assert_uint_eq(batch->message_count, 1);
	ck_assert_str_eq(batch->messages->user_key, "DE.5");
	ck_assert_ptr_null(batch->messages->other_key);
	ck_assert_str_eq(batch->messages->display_name, "mia_m");
	ck_assert_int_eq(
	    batch->messages->provider_at.us, INT64_C(1767225600000000));
}
END_TEST

START_TEST(a_group_is_not_the_conversation_of_its_member)
{
	const struct inbound_message *message = parse(
	    HEAD "\"messages\":[{" FROM_MIA ",\"group_id\":\"G1\",\"type\":"
		 "\"text\",\"text\":{\"body\":\"x\"}}]" TAIL)
						    ->messages;

	ck_assert_str_eq(message->user_key, "group:G1");
	ck_assert_ptr_null(message->other_key);
	/* The payload still says who wrote. */
	ck_assert_str_eq(json_text_at(message->payload, "from"), "491701");
}
END_TEST

START_TEST(what_a_message_refers_to_is_kept)
{
	const struct inbound_batch *batch =
	    parse(HEAD "\"messages\":[{" FROM_MIA
		       ",\"context\":{\"id\":\"w1\"}},{" FROM_MIA
		       ",\"type\":\"reaction\",\"reaction\":{\"message_id\":"
		       "\"w2\"}},{" FROM_MIA
		       ",\"type\":\"edit\",\"edit\":{\"original_message_id\":"
		       "\"w3\"}}]" TAIL);

	ck_assert_str_eq(batch->messages[0].reply_to, "w1");
	ck_assert_str_eq(batch->messages[1].reply_to, "w2");
	ck_assert_str_eq(batch->messages[2].reply_to, "w3");
}
END_TEST

START_TEST(a_status_names_its_errors_and_our_own_id)
{
	const struct inbound_receipt *receipt = parse(
	    HEAD "\"statuses\":[{\"id\":\"wamid.9\",\"status\":\"failed\","
		 "\"timestamp\":\"1767225600\",\"recipient_id\":\"491701\","
		 "\"biz_opaque_callback_data\":\"4711\",\"errors\":[{\"code\":"
		 "130472,\"title\":\"T\",\"error_data\":{\"details\":\"D\"}},"
		 "{\"code\":\"131026\"}]}]" TAIL)
						    ->receipts;

	ck_assert_str_eq(receipt->provider_message_id, "wamid.9");
	ck_assert_str_eq(receipt->status, "failed");
	ck_assert_str_eq(receipt->recipient, "491701");
	ck_assert_str_eq(receipt->error_code, "130472,131026");
	ck_assert_str_eq(receipt->error_text, "D");
	ck_assert_int_eq(receipt->message_id, 4711);
}
END_TEST

START_TEST(another_phone_number_is_not_ours)
{
	static const char json[] = HEAD "\"messages\":[{" FROM_MIA "}]" TAIL;

	silence();
	ck_assert_uint_eq(parse_for(json, "701")->message_count, 0);
	ck_assert_uint_eq(parse_for(json, "")->message_count, 1);
}
END_TEST

START_TEST(other_fields_and_broken_shapes_are_left_out)
{
	static const char *const shapes[] = { "null", "[]", "7", "{}",
		"{\"entry\":7}", "{\"entry\":[null,7,{\"changes\":{}}]}",
		"{\"entry\":[{\"changes\":[{\"field\":\"smb_message_echoes\","
		"\"value\":{\"messages\":[{\"from\":\"1\",\"id\":\"a\"}]}}]}]}",
		HEAD "\"messages\":{\"a\":1},\"statuses\":\"x\"" TAIL,
		HEAD "\"messages\":[null,7,[]],\"statuses\":[null,{}]" TAIL,
		HEAD "\"messages\":[{\"id\":\"nobody\"}]" TAIL };
	const struct inbound_batch *batch;

	silence();
	batch = parse(shapes[_i]);
	ck_assert_uint_eq(batch->message_count, 0);
	ck_assert_uint_eq(batch->receipt_count, 0);
}
END_TEST

START_TEST(a_message_without_id_is_known_by_its_contents)
{
	static const char json[] =
	    HEAD "\"messages\":[{\"from\":\"1\",\"type\":\"text\"}]" TAIL;
	const char *id = parse(json)->messages->provider_message_id;

	ck_assert(text_starts_with(id, "sha256:"));
	ck_assert_str_eq(id, parse(json)->messages->provider_message_id);
}
END_TEST

START_TEST(a_monstrous_identifier_becomes_its_digest)
{
	char json[2048], from[1001];

	memset(from, '4', sizeof(from) - 1);
	from[sizeof(from) - 1] = '\0';
	(void)snprintf(json, sizeof(json),
	    HEAD "\"messages\":[{\"from\":\"%s\",\"id\":\"a\"}]" TAIL, from);
	ck_assert_uint_eq(strlen(parse(json)->messages->user_key), 7 + 64);
}
END_TEST

/* clang-format off */
static const struct {
	const char *json;
	const char *button_id;
	bool has_media;
} extras[] = {
	{ "'type':'interactive','interactive':{'type':'button_reply','button_reply':{'id':'yes:1','title':'Ja'}}",
	    "yes:1", false },
	{ "'type':'interactive','interactive':{'type':'list_reply','list_reply':{'id':'row','title':'Yoga'}}",
	    "row", false },
	{ "'type':'interactive','interactive':{'type':'button_reply','button_reply':{'title':'Ja'}}", NULL, false },
	{ "'type':'button','button':{'payload':'p','text':'Ja'}", "p", false },
	{ "'type':'button','button':{'text':'Ja'}", NULL, false },
	{ "'type':'text','text':{'body':'yes:1','payload':'p','id':'7'}", NULL, false },
	{ "'type':'image','image':{'id':'7','payload':'p'}", NULL, true },
	{ "'type':'image','image':{'caption':'x'}", NULL, false },
	{ "'type':'image','image':{'id':''}", NULL, false },
	{ "'type':'image','image':[1]", NULL, false },
	{ "'type':'audio','audio':{'id':'7','voice':true}", NULL, true },
	{ "'type':'document','document':{'id':'7'}", NULL, true },
	{ "'type':'sticker','sticker':{'id':'7'}", NULL, true },
	{ "'type':'video','video':{'id':'7'}", NULL, true },
	{ "'type':'location','location':{'id':'7'}", NULL, false },
};

static const struct {
	const char *json;
	const char *without;
} nuls[] = {
	{ "{}", "{}" },
	{ "'\\u0000'", "'\\uFFFD'" },
	{ "'a\\u0000\\u0000b'", "'a\\uFFFD\\uFFFDb'" },
	{ "'\\\\u0000'", "'\\\\u0000'" },
	{ "'\\\\\\u0000'", "'\\\\\\uFFFD'" },
	{ "'\\u00000'", "'\\uFFFD0'" },
	{ "'\\u000", "'\\u000" },
	{ "'\\", "'\\" },
	{ "", "" },
};
/* clang-format on */

START_TEST(buttons_and_files_are_known_by_their_id)
{
	char json[1024];
	const struct inbound_batch *batch;

	(void)snprintf(json, sizeof(json),
	    HEAD "\"messages\":[{" FROM_MIA ",%s}]" TAIL, extras[_i].json);
	for (char *at = json; (at = strchr(at, '\'')) != NULL;)
		*at = '"';
	batch = parse(json);
	ck_assert_uint_eq(batch->message_count, 1);
	ck_assert_pstr_eq(batch->messages[0].button_id, extras[_i].button_id);
	ck_assert_int_eq(batch->messages[0].has_media, extras[_i].has_media);
	ck_assert_int_eq(inbound_has_media(batch), extras[_i].has_media);
}
END_TEST

START_TEST(a_byte_0_is_replaced_and_nothing_else)
{
	struct arena *arena = new_arena();
	const char *json = arena_copy(arena, nuls[_i].json);

	ck_assert_str_eq(
	    whatsapp_without_nul(arena, json, strlen(json)), nuls[_i].without);
	ck_assert_str_eq(json, nuls[_i].json);
}
END_TEST

Suite *
whatsapp_suite(void)
{
	Suite *suite = suite_create("whatsapp");
	TCase *tcase = tcase_create("parse");

	tcase_add_loop_test(tcase,
	    every_kind_is_understood_or_kept_as_what_it_calls_itself, 0,
	    (int)ARRAY_LENGTH(kinds));
	tcase_add_test(tcase, all_levels_of_a_batch_are_read);
	tcase_add_test(
	    tcase, a_person_with_number_and_user_id_is_remembered_by_both);
	tcase_add_test(tcase, a_person_without_number_is_known_by_user_id);
	tcase_add_test(tcase, a_group_is_not_the_conversation_of_its_member);
	tcase_add_test(tcase, what_a_message_refers_to_is_kept);
	tcase_add_test(tcase, a_status_names_its_errors_and_our_own_id);
	tcase_add_test(tcase, another_phone_number_is_not_ours);
	tcase_add_loop_test(
	    tcase, other_fields_and_broken_shapes_are_left_out, 0, 10);
	tcase_add_test(tcase, a_message_without_id_is_known_by_its_contents);
	tcase_add_test(tcase, a_monstrous_identifier_becomes_its_digest);
	tcase_add_loop_test(tcase, buttons_and_files_are_known_by_their_id, 0,
	    (int)ARRAY_LENGTH(extras));
	tcase_add_loop_test(tcase, a_byte_0_is_replaced_and_nothing_else, 0,
	    (int)ARRAY_LENGTH(nuls));
	suite_add_tcase(suite, tcase);
	return suite;
}
