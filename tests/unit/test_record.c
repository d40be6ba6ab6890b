/*
 * test_record.c - structs from and to JSON through a field table.
 *
 * SPDX-License-Identifier: ISC
 */
#include "unit.h"

#include "base/record.h"
#include "base/text.h"

Suite *record_suite(void);

struct pet {
	int64_t id;
	const char *name;
	const char *kind;
	const char *site;
	const char *secret;
	const char *hidden;
	int64_t legs;
	int32_t rank;
	bool is_tame;
	double weight;
	struct instant born_at;
	struct json_object *extra;
};

static const char *const kinds[] = { "cat", "dog", NULL };

/* clang-format off */
static const struct field pet_fields[] = {
	FIELD(pet, id,           READ_ONLY,    0,  "Identifier"),
	FIELD(pet, name,         REQUIRED,     5,  "Name"),
	FIELD_CHOICE(pet, kind,  OPTIONAL, kinds, "cat", "Kind"),
	FIELD(pet, site,         URL,          50, "Web site"),
	FIELD(pet, secret,       SECRET,       20, "Secret"),
	FIELD(pet, hidden,       HIDDEN,       20, "Hidden"),
	FIELD_OR(pet, legs,      POSITIVE,     8,  "4", "Legs"),
	FIELD(pet, rank,         NOT_NEGATIVE, 0,  "Rank"),
	FIELD(pet, is_tame,      OPTIONAL,     0,  "Tame"),
	FIELD(pet, weight,       OPTIONAL,     90, "Weight"),
	FIELD(pet, born_at,      OPTIONAL,     0,  "Birth"),
	FIELD(pet, extra,        OPTIONAL,     40, "Anything"),
	{ 0 }
};

/* What is wrong with a pet, and where. */
static const struct { const char *json; const char *pointer; } wrong[] = {
	{ "{}", "#/name" },
	{ "{\"name\":\"\"}", "#/name" },
	{ "{\"name\":\"  \"}", "#/name" },
	{ "{\"name\":null}", "#/name" },
	{ "{\"name\":7}", "#/name" },
	{ "{\"name\":[]}", "#/name" },
	{ "{\"name\":\"abcdef\"}", "#/name" },
	{ "{\"name\":\"a\\u0007\"}", "#/name" },
	{ "{\"name\":\"a\\rb\"}", "#/name" },
	{ "{\"name\":\"a\",\"kind\":\"cow\"}", "#/kind" },
	{ "{\"name\":\"a\",\"site\":\"javascript:1\"}", "#/site" },
	{ "{\"name\":\"a\",\"site\":\"http://\"}", "#/site" },
	{ "{\"name\":\"a\",\"site\":\"http://a b\"}", "#/site" },
	{ "{\"name\":\"a\",\"legs\":0}", "#/legs" },
	{ "{\"name\":\"a\",\"legs\":9}", "#/legs" },
	{ "{\"name\":\"a\",\"legs\":1.5}", "#/legs" },
	{ "{\"name\":\"a\",\"legs\":\"four\"}", "#/legs" },
	{ "{\"name\":\"a\",\"legs\":true}", "#/legs" },
	{ "{\"name\":\"a\",\"rank\":-1}", "#/rank" },
	{ "{\"name\":\"a\",\"rank\":2147483648}", "#/rank" },
	{ "{\"name\":\"a\",\"is_tame\":\"maybe\"}", "#/is_tame" },
	{ "{\"name\":\"a\",\"is_tame\":1}", "#/is_tame" },
	{ "{\"name\":\"a\",\"weight\":\"heavy\"}", "#/weight" },
	{ "{\"name\":\"a\",\"weight\":91}", "#/weight" },
	{ "{\"name\":\"a\",\"born_at\":\"today\"}", "#/born_at" },
	{ "{\"name\":\"a\",\"born_at\":5}", "#/born_at" },
	{ "{\"name\":\"a\",\"extra\":\"0123456789012345678901234567890123456789\"}", "#/extra" },
	{ "{\"name\":\"a\",\"nick\":\"b\"}", "#/nick" },
	{ "{\"name\":\"a\",\"a/b~c\":1}", "#/a~1b~0c" },
};
/* clang-format on */

static const struct record pet_record = RECORD(pet);

static bool
read_pet(
    struct task *task, struct pet *pet, const char *json, enum record_mode mode)
{
	struct json_object *input;

	ck_assert(json_parse(task, json, strlen(json), &input));
	return record_read(task, &pet_record, pet, input, mode);
}

START_TEST(a_wrong_field_is_pointed_at)
{
	struct task task = new_task(new_arena());
	struct pet pet = { 0 };

	ck_assert(!read_pet(&task, &pet, wrong[_i].json, RECORD_WHOLE));
	ck_assert_str_eq(only_error(&task)->pointer, wrong[_i].pointer);
}
END_TEST

START_TEST(typed_members_fill_the_struct)
{
	struct task task = new_task(new_arena());
	struct pet pet = { 0 };

	ck_assert(read_pet(&task, &pet,
	    "{\"name\":\" Rex \",\"kind\":\"dog\","
	    "\"site\":\"https://rex.example\","
	    "\"legs\":3,\"rank\":7,\"is_tame\":true,\"weight\":1.25,"
	    "\"born_at\":\"2026-11-22T10:41:37Z\",\"extra\":{\"a\":[1]},"
	    "\"secret\":\"s\"}",
	    RECORD_WHOLE));
	ck_assert_str_eq(pet.name, "Rex");
	ck_assert_str_eq(pet.kind, "dog");
	ck_assert_str_eq(pet.site, "https://rex.example");
	ck_assert_int_eq(pet.legs, 3);
	ck_assert_int_eq(pet.rank, 7);
	ck_assert(pet.is_tame);
	ck_assert_double_eq(pet.weight, 1.25);
	ck_assert_int_eq(pet.born_at.us, INT64_C(1795344097000000));
	ck_assert_uint_eq(json_length(json_at(pet.extra, "a")), 1);
	ck_assert_str_eq(pet.secret, "s");
}
END_TEST

START_TEST(strings_fill_the_struct_as_a_form_sends_them)
{
	struct task task = new_task(new_arena());
	struct pet pet = { 0 };

	ck_assert(read_pet(&task, &pet,
	    "{\"name\":\"a\\r\\nb\",\"legs\":\" 3 \",\"rank\":\"\","
	    "\"is_tame\":\"on\",\"weight\":\"2\",\"born_at\":\"\","
	    "\"kind\":\"\",\"site\":\"\"}",
	    RECORD_WHOLE));
	ck_assert_str_eq(pet.name, "a\nb");
	ck_assert_int_eq(pet.legs, 3);
	ck_assert_int_eq(pet.rank, 0);
	ck_assert(pet.is_tame);
	ck_assert(!instant_is_set(pet.born_at));
	ck_assert_str_eq(pet.kind, "cat");
	ck_assert_str_eq(pet.site, "");
}
END_TEST

START_TEST(what_is_missing_takes_its_fallback)
{
	struct task task = new_task(new_arena());
	struct pet pet = { .legs = 7, .kind = "dog", .site = "old" };

	ck_assert(read_pet(&task, &pet, "{\"name\":\"a\"}", RECORD_WHOLE));
	ck_assert_int_eq(pet.legs, 4);
	ck_assert_str_eq(pet.kind, "cat");
	ck_assert_ptr_null(pet.site);
}
END_TEST

START_TEST(in_a_merge_what_is_missing_stays)
{
	struct task task = new_task(new_arena());
	struct pet pet = { .id = 5, .name = "Rex", .legs = 3, .site = "old" };

	ck_assert(read_pet(&task, &pet,
	    "{\"id\":9,\"site\":null,\"is_tame\":true}", RECORD_MERGE));
	ck_assert_str_eq(pet.name, "Rex");
	ck_assert_int_eq(pet.legs, 3);
	ck_assert_ptr_null(pet.site);
	ck_assert(pet.is_tame);
	/* READ_ONLY is never taken from input. */
	ck_assert_int_eq(pet.id, 5);
}
END_TEST

START_TEST(all_wrong_fields_are_told_at_once_in_their_order)
{
	struct task task = new_task(new_arena());
	struct pet pet = { 0 };
	const struct problem_error *error;

	ck_assert(!read_pet(&task, &pet,
	    "{\"legs\":0,\"nick\":1,\"kind\":\"cow\"}", RECORD_WHOLE));
	error = task.problem->errors;
	ck_assert_str_eq(error->pointer, "#/name");
	ck_assert_str_eq(error->next->pointer, "#/kind");
	ck_assert_str_eq(error->next->next->pointer, "#/legs");
	ck_assert_str_eq(error->next->next->next->pointer, "#/nick");
}
END_TEST

START_TEST(what_is_no_object_is_invalid)
{
	struct task task = new_task(new_arena());
	struct pet pet = { 0 };

	ck_assert(!read_pet(&task, &pet, "[1]", RECORD_WHOLE));
	ck_assert_int_eq(task.problem->kind, INVALID);
	task_forgive(&task);
	ck_assert(!read_pet(&task, &pet, "null", RECORD_WHOLE));
	ck_assert_int_eq(task.problem->kind, INVALID);
}
END_TEST

START_TEST(a_masked_secret_that_comes_back_stays)
{
	struct task task = new_task(new_arena());
	struct pet pet = { .secret = "kept" };

	ck_assert(read_pet(&task, &pet,
	    "{\"name\":\"a\",\"secret\":\"" RECORD_MASK "\"}", RECORD_WHOLE));
	ck_assert_str_eq(pet.secret, "kept");
}
END_TEST

START_TEST(output_hides_what_is_hidden_and_masks_secrets)
{
	struct arena *arena = new_arena();
	struct pet pet = { .id = 5,
		.name = "Rex",
		.secret = "s",
		.legs = 4,
		.hidden = "h",
		.weight = 0.1,
		.born_at = { INT64_C(1795344097000000) } };
	size_t len;

	ck_assert_str_eq(
	    json_write(arena, record_json(arena, &pet_record, &pet), &len),
	    "{\"id\":5,\"name\":\"Rex\",\"kind\":null,\"site\":null,"
	    "\"secret\":\"********\",\"legs\":4,\"rank\":0,"
	    "\"is_tame\":false,\"weight\":0.1,"
	    "\"born_at\":\"2026-11-22T10:41:37Z\",\"extra\":null}");
	pet.secret = "";
	ck_assert_ptr_null(
	    json_at(record_json(arena, &pet_record, &pet), "secret"));
}
END_TEST

START_TEST(what_goes_out_comes_in_again)
{
	struct arena *arena = new_arena();
	struct task task = new_task(arena);
	struct pet pet = { .name = "Rex",
		.kind = "dog",
		.legs = 2,
		.weight = 1.0 / 3,
		.born_at = { 1 },
		.extra = NULL };
	struct pet again = { 0 };

	ck_assert(record_read(&task, &pet_record, &again,
	    record_json(arena, &pet_record, &pet), RECORD_WHOLE));
	ck_assert_str_eq(again.name, pet.name);
	ck_assert_double_eq(again.weight, pet.weight);
	ck_assert_int_eq(again.born_at.us, 1);
}
END_TEST

START_TEST(a_list_says_whether_a_further_page_follows)
{
	struct arena *arena = new_arena();
	struct pet pets[] = { { .id = 3, .name = "a" },
		{ .id = 8, .name = "b" } };
	struct list list = { &pet_record, pets, 2, true };
	struct json_object *json = record_list_json(arena, &list);
	int64_t next;

	ck_assert_uint_eq(json_length(json_at(json, "items")), 2);
	ck_assert_str_eq(
	    json_text_at(json_item(json_at(json, "items"), 1), "name"), "b");
	ck_assert(json_int(json_at(json, "next"), &next));
	ck_assert_int_eq(next, 8);
	list.has_more = false;
	ck_assert_ptr_null(json_at(record_list_json(arena, &list), "next"));
	list.count = 0;
	ck_assert_uint_eq(
	    json_length(json_at(record_list_json(arena, &list), "items")), 0);
}
END_TEST

START_TEST(the_schema_says_what_comes_in_and_what_goes_out)
{
	struct arena *arena = new_arena();
	struct json_object *in = record_schema(arena, &pet_record, RECORD_IN);
	struct json_object *out = record_schema(arena, &pet_record, RECORD_OUT);
	size_t len;

	ck_assert_ptr_null(json_at(in, "properties", "id"));
	ck_assert_ptr_nonnull(json_at(out, "properties", "id"));
	ck_assert_ptr_null(json_at(out, "properties", "hidden"));
	ck_assert_str_eq(
	    json_write(arena, json_at(in, "properties", "legs"), &len),
	    "{\"type\":[\"integer\",\"null\"],\"description\":\"Legs\","
	    "\"minimum\":1,\"maximum\":8}");
	ck_assert_str_eq(
	    json_write(arena, json_at(in, "properties", "kind"), &len),
	    "{\"type\":[\"string\",\"null\"],\"description\":\"Kind\","
	    "\"enum\":[\"cat\",\"dog\",null]}");
	ck_assert_str_eq(
	    json_write(arena, json_at(in, "required"), &len), "[\"name\"]");
	ck_assert_uint_eq(json_length(json_at(out, "required")), 11);
}
END_TEST

START_TEST(a_field_as_text_reads_back)
{
	struct arena *arena = new_arena();
	struct pet pet = { .legs = 4,
		.is_tame = true,
		.weight = 0.1,
		.born_at = { 1000000 } };

	ck_assert_str_eq(
	    field_text(arena, record_field(&pet_record, "legs"), &pet), "4");
	ck_assert_str_eq(
	    field_text(arena, record_field(&pet_record, "is_tame"), &pet),
	    "true");
	ck_assert_str_eq(
	    field_text(arena, record_field(&pet_record, "weight"), &pet),
	    "0.1");
	ck_assert_str_eq(
	    field_text(arena, record_field(&pet_record, "born_at"), &pet),
	    "1970-01-01T00:00:01Z");
	ck_assert_ptr_null(
	    field_text(arena, record_field(&pet_record, "name"), &pet));
	ck_assert_ptr_null(
	    field_text(arena, record_field(&pet_record, "extra"), &pet));
	ck_assert_ptr_null(record_field(&pet_record, "nothing"));
}
END_TEST

Suite *
record_suite(void)
{
	Suite *suite = suite_create("record");
	TCase *cases = tcase_create("record");

	tcase_add_loop_test(
	    cases, a_wrong_field_is_pointed_at, 0, (int)ARRAY_LENGTH(wrong));
	tcase_add_test(cases, typed_members_fill_the_struct);
	tcase_add_test(cases, strings_fill_the_struct_as_a_form_sends_them);
	tcase_add_test(cases, what_is_missing_takes_its_fallback);
	tcase_add_test(cases, in_a_merge_what_is_missing_stays);
	tcase_add_test(cases, all_wrong_fields_are_told_at_once_in_their_order);
	tcase_add_test(cases, what_is_no_object_is_invalid);
	tcase_add_test(cases, a_masked_secret_that_comes_back_stays);
	tcase_add_test(cases, output_hides_what_is_hidden_and_masks_secrets);
	tcase_add_test(cases, what_goes_out_comes_in_again);
	tcase_add_test(cases, a_list_says_whether_a_further_page_follows);
	tcase_add_test(cases, the_schema_says_what_comes_in_and_what_goes_out);
	tcase_add_test(cases, a_field_as_text_reads_back);
	suite_add_tcase(suite, cases);
	return suite;
}
