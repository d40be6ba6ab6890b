/*
 * test_openapi.c - the document says what the tables say.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/json.h"
#include "base/record.h"
#include "web/route.h"
#include "unit.h"

Suite *openapi_suite(void);

struct cat {
	int64_t id;
	const char *name;
};

static const struct field cat_fields[] = {
	FIELD(cat, id, READ_ONLY, 0, "Identifier"),
	FIELD(cat, name, REQUIRED, 10, "Name"),
	{ 0 },
};
static const struct record cat_record = RECORD(cat);

static bool
handler(struct request *req)
{
	(void)req;
	return true;
}

/* clang-format off */
static const struct route cats[] = {
	{ GET,    "/cats",           ROLE_USR,    NOTHING,   MANY(cat), handler, "List" },
	{ POST,   "/cats",           ROLE_ADM,    ONE(cat),  ONE(cat),  handler, "Create" },
	{ PATCH,  "/cats/{id}",      ROLE_ADM,    PART(cat), ONE(cat),  handler, "Change" },
	{ DELETE, "/cats/{id}",      ROLE_ADM,    NOTHING,   NOTHING,   handler, "Remove" },
	{ POST,   "/cats/{id}/feed", ROLE_PUBLIC, RAW("text/plain"), RAW("text/plain"), handler, "Feed" },
	{ 0 }
};
/* clang-format on */

static const struct route *const tables[] = { cats, NULL };

/* The member of document at a path of names; a missing one fails. */
static struct json_object *
at(struct json_object *document, const char *const *names)
{
	struct json_object *value = json_path(document, names);

	ck_assert_ptr_nonnull(value);
	return value;
}

#define AT(document, ...)                                                      \
	at(document, (const char *const[]){ __VA_ARGS__, NULL })

START_TEST(every_row_is_an_operation)
{
	struct arena *arena = arena_create(4096, 1 << 20);
	struct json_object *document = openapi_of(arena, tables);

	ck_assert_str_eq(json_text(AT(document, "openapi")), "3.1.0");
	ck_assert_str_eq(
	    json_text(AT(document, "paths", "/cats/{id}", "patch", "summary")),
	    "Change");
	ck_assert_str_eq(json_text(AT(document, "paths", "/cats/{id}/feed",
			     "post", "operationId")),
	    "post_cats_id_feed");
	ck_assert_int_eq(json_object_object_length(AT(document, "paths")), 3);
	arena_free(arena);
}
END_TEST

START_TEST(a_name_in_the_path_is_a_required_parameter)
{
	struct arena *arena = arena_create(4096, 1 << 20);
	struct json_object *parameters = AT(openapi_of(arena, tables), "paths",
	    "/cats/{id}", "delete", "parameters");

	ck_assert_uint_eq(json_length(parameters), 1);
	ck_assert_str_eq(json_text_at(json_item(parameters, 0), "name"), "id");
	ck_assert(json_is_true(AT(json_item(parameters, 0), "required")));
	arena_free(arena);
}
END_TEST

START_TEST(many_is_items_and_next)
{
	struct arena *arena = arena_create(4096, 1 << 20);
	struct json_object *schema =
	    AT(openapi_of(arena, tables), "paths", "/cats", "get", "responses",
		"2XX", "content", "application/json", "schema");

	ck_assert_str_eq(
	    json_text(AT(schema, "properties", "items", "items", "$ref")),
	    "#/components/schemas/cat");
	AT(schema, "properties", "next");
	arena_free(arena);
}
END_TEST

START_TEST(who_may_not_be_nobody_needs_a_token)
{
	struct arena *arena = arena_create(4096, 1 << 20);
	struct json_object *document = openapi_of(arena, tables);

	ck_assert_uint_eq(
	    json_length(AT(document, "paths", "/cats", "get", "security")), 1);
	ck_assert_uint_eq(json_length(AT(document, "paths", "/cats/{id}/feed",
			      "post", "security")),
	    0);
	AT(document, "components", "securitySchemes", "bearer", "scheme");
	arena_free(arena);
}
END_TEST

START_TEST(a_part_requires_nothing)
{
	struct arena *arena = arena_create(4096, 1 << 20);
	struct json_object *schemas =
	    AT(openapi_of(arena, tables), "components", "schemas");

	AT(schemas, "cat_in", "required");
	AT(schemas, "problem", "properties", "errors");
	ck_assert_ptr_null(json_at(schemas, "cat_part", "required"));
	AT(schemas, "cat_part", "properties", "name");
	arena_free(arena);
}
END_TEST

Suite *
openapi_suite(void)
{
	Suite *suite = suite_create("openapi");
	TCase *tests = tcase_create("openapi");

	tcase_add_test(tests, every_row_is_an_operation);
	tcase_add_test(tests, a_name_in_the_path_is_a_required_parameter);
	tcase_add_test(tests, many_is_items_and_next);
	tcase_add_test(tests, who_may_not_be_nobody_needs_a_token);
	tcase_add_test(tests, a_part_requires_nothing);
	suite_add_tcase(suite, tests);
	return suite;
}
