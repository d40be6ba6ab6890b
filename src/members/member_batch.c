/*
 * member_batch.c - stores many members of a file in a few statements.
 *
 * SPDX-License-Identifier: ISC
 */
#include "members/member_batch.h"

#include "base/json.h"
#include "base/text.h"
#include "tenancy/plan.h"

/* Rows about the same member follow each other, one statement each; who has
 * more of them in a thousand rows has no list of members. */
enum { ROUNDS_MAX = 10 };

/* clang-format off */
static const struct field row_outcome_fields[] = {
	FIELD(row_outcome, line,    READ_ONLY, 0, "Line of the file"),
	FIELD(row_outcome, outcome, READ_ONLY, 0, "What became of it"),
	FIELD(row_outcome, field,   READ_ONLY, 0, "What is wrong"),
	{ 0 }
};
/* clang-format on */
const struct record row_outcome_record = RECORD(row_outcome);

enum { PLAN, STORE };

#define WANTED                                                                 \
	"line bigint, customer_id text, member_number text, first_name text,"  \
	" last_name text, birth_date date, phone text, email text,"            \
	" language text, member_since date, notes text, is_paused boolean,"    \
	" pause_info jsonb, additional_info jsonb, tags jsonb"
/* What a row says, and where it says nothing what is there. */
#define MERGED                                                                 \
	"coalesce(i.customer_id, o.customer_id),"                              \
	" coalesce(i.member_number, o.member_number),"                         \
	" coalesce(i.first_name, o.first_name),"                               \
	" coalesce(i.last_name, o.last_name),"                                 \
	" coalesce(i.birth_date, o.birth_date), coalesce(i.phone, o.phone),"   \
	" coalesce(i.email, o.email), coalesce(i.language, o.language),"       \
	" coalesce(i.member_since, o.member_since),"                           \
	" coalesce(i.notes, o.notes), coalesce(i.is_paused, o.is_paused),"     \
	" coalesce(i.pause_info, o.pause_info), coalesce(i.tags, o.tags),"     \
	" CASE WHEN i.additional_info IS NULL THEN o.additional_info"          \
	" ELSE coalesce(o.additional_info, '{}') || i.additional_info END"
#define STORED                                                                 \
	"o.customer_id, o.member_number, o.first_name, o.last_name,"           \
	" o.birth_date, o.phone, o.email, o.language, o.member_since,"         \
	" o.notes, o.is_paused, o.pause_info, o.tags, o.additional_info"
#define NAMES                                                                  \
	"customer_id, member_number, first_name, last_name, birth_date,"       \
	" phone, email, language, member_since, notes, is_paused,"             \
	" pause_info, tags, additional_info"

/* clang-format off */
const struct query member_batch_queries[] = {
	/* While a table grows from nothing, a plan that was made a moment ago is
	 * for a smaller one; what is looked for here is always in an index. */
	[PLAN] = { "member_batch_plan",
	    "SELECT FROM set_config('enable_seqscan', 'off', true) a,"
	    " set_config('enable_hashjoin', 'off', true) b,"
	    " set_config('enable_mergejoin', 'off', true) c,"
	    " set_config('plan_cache_mode', 'force_custom_plan', true) d" },
	/* $1 rows, $2 most members (0: unlimited), $3 only looked at, $4 those
	 * that are there stay, $5 created before in a dry run. */
	[STORE] = { "member_batch_store",
	    "WITH input AS MATERIALIZED ("
	    " SELECT * FROM jsonb_to_recordset($1::jsonb) AS r(" WANTED ")"
	    "), found AS MATERIALIZED ("
	    " SELECT i.*, a.id AS by_customer, b.id AS by_number,"
	    "  b.customer_id IS NULL OR i.customer_id IS NULL AS is_free,"
	    "  e.id AS by_email, e.members AS with_email,"
	    "  row_number() OVER (PARTITION BY i.customer_id ORDER BY i.line)"
	    "   > 1 AND i.customer_id IS NOT NULL AS same_customer,"
	    "  row_number() OVER (PARTITION BY i.member_number ORDER BY i.line)"
	    "   > 1 AND i.member_number IS NOT NULL AS same_number,"
	    "  row_number() OVER (PARTITION BY i.email, i.birth_date"
	    "   ORDER BY i.line) > 1 AND i.email IS NOT NULL"
	    "   AND i.birth_date IS NOT NULL AS same_email"
	    " FROM input i"
	    " LEFT JOIN studio_members a ON a.customer_id = i.customer_id"
	    " LEFT JOIN studio_members b ON b.member_number = i.member_number"
	    " LEFT JOIN LATERAL (SELECT min(m.id) AS id, count(*) AS members"
	    "  FROM studio_members m WHERE m.email COLLATE \"C\" = i.email"
	    "  AND m.birth_date = i.birth_date"
	    "  AND (i.customer_id IS NULL OR m.customer_id IS NULL)"
	    "  AND (i.member_number IS NULL OR m.member_number IS NULL)) e"
	    "  ON a.id IS NULL AND b.id IS NULL"
	    "), matched AS MATERIALIZED ("
	    " SELECT f.*, coalesce(f.by_customer,"
	    "   CASE WHEN f.is_free THEN f.by_number END,"
	    "   CASE WHEN f.with_email = 1 THEN f.by_email END) AS member_id,"
	    "  CASE WHEN f.by_number <> f.by_customer"
	    "    OR (f.by_customer IS NULL AND NOT f.is_free)"
	    "   THEN 'member_number'"
	    "   WHEN f.with_email > 1 THEN 'email' END AS wrong"
	    " FROM found f"
	    "), judged AS MATERIALIZED ("
	    " SELECT i.*, CASE"
	    "  WHEN i.same_customer OR i.same_number OR i.same_email"
	    "   OR (i.member_id IS NOT NULL AND row_number() OVER"
	    "   (PARTITION BY i.member_id ORDER BY i.line) > 1) THEN 'again'"
	    "  WHEN i.wrong IS NOT NULL THEN 'failed'"
	    "  WHEN i.member_id IS NULL THEN 'created'"
	    "  WHEN $4::boolean THEN 'unchanged'"
	    "  WHEN (SELECT ROW(" MERGED ") IS DISTINCT FROM ROW(" STORED ")"
	    "   FROM studio_members o WHERE o.id = i.member_id) THEN 'updated'"
	    "  ELSE 'unchanged' END AS verdict"
	    " FROM matched i"
	    "), settled AS MATERIALIZED ("
	    " SELECT j.*, CASE WHEN j.verdict = 'created'"
	    "  AND $2::bigint <> 0 AND count(*) FILTER"
	    "  (WHERE j.verdict = 'created') OVER (ORDER BY j.line)"
	    "  + (SELECT count(*) FROM studio_members) + $5::bigint > $2"
	    "  THEN 'failed' ELSE j.verdict END AS outcome,"
	    "  coalesce(j.wrong, '') AS field"
	    " FROM judged j"
	    "), made AS ("
	    " INSERT INTO studio_members (" NAMES ", source)"
	    " SELECT i.customer_id, i.member_number,"
	    "  coalesce(i.first_name, ''), coalesce(i.last_name, ''),"
	    "  i.birth_date, i.phone, i.email, i.language, i.member_since,"
	    "  i.notes, coalesce(i.is_paused, false), i.pause_info,"
	    "  coalesce(i.tags, '[]'), i.additional_info, 'import'"
	    " FROM settled i WHERE i.outcome = 'created' AND NOT $3::boolean"
	    "), changed AS ("
	    " UPDATE studio_members o SET (" NAMES ") = ROW(" MERGED "),"
	    "  updated_at = now()"
	    " FROM settled i WHERE i.outcome = 'updated'"
	    "  AND o.id = i.member_id AND NOT $3::boolean"
	    ") SELECT line, outcome, field FROM settled ORDER BY line" },
	{ 0 }
};
/* clang-format on */

struct batch {
	const struct member_import *import;
	struct member_import *progress;
	struct list *errors;
	struct row_member *rows; /* that are left, in order */
	struct csv_row *texts;
	size_t count;
	int64_t max_members;
};

static void
add_error(struct batch *batch, struct row_error error)
{
	struct row_error *errors = batch->errors->items;

	errors[batch->errors->count++] = error;
	batch->progress->failed++;
}

static void
add_failure(struct task *task, struct batch *batch, const struct csv_row *row,
    const struct row_outcome *outcome)
{
	const char *reason;

	if (text_is_equal(outcome->field, "member_number"))
		reason = "belongs to another member";
	else if (text_is_equal(outcome->field, "email"))
		reason = "and birth_date belong to several members";
	else if (text_is_equal(outcome->outcome, "again"))
		reason = "is about a member of too many other rows";
	else
		reason = arena_printf(task->arena,
		    "Your plan has room for %" PRId64
		    " members. A larger plan has more.",
		    batch->max_members < 0 ? 0 : batch->max_members);
	add_error(batch,
	    (struct row_error){
		.line = row->line,
		.field = outcome->field,
		.reason = reason,
		.original = text_prefix(task->arena,
		    arena_copy_bytes(task->arena, row->text, row->len), 2000),
	    });
}

static const char *
rows_json(struct task *task, const struct batch *batch)
{
	struct json_object *array = json_new_array(task->arena);
	size_t len;

	for (size_t i = 0; i < batch->count; i++)
		json_object_array_add(array,
		    member_row_json(&batch->rows[i], batch->texts[i].line));
	return json_write(task->arena, array, &len);
}

/* Counts what became of each row; those that are to come again stay. */
static void
take_outcomes(
    struct task *task, struct batch *batch, const struct list *outcomes)
{
	const struct row_outcome *outcome = outcomes->items;
	struct member_import *progress = batch->progress;
	size_t left = 0;

	for (size_t i = 0; i < batch->count; i++, outcome++) {
		const char *what = outcome->outcome;

		if (text_is_equal(what, "created"))
			progress->created++;
		else if (text_is_equal(what, "updated"))
			progress->updated++;
		else if (text_is_equal(what, "unchanged"))
			progress->unchanged++;
		else if (text_is_equal(what, "failed"))
			add_failure(task, batch, &batch->texts[i], outcome);
		else {
			batch->rows[left] = batch->rows[i];
			batch->texts[left++] = batch->texts[i];
		}
	}
	batch->count = left;
}

static bool
store_round(struct task *task, struct batch *batch)
{
	const struct member_import *import = batch->import;
	int64_t before =
	    import->dry_run ? import->created + batch->progress->created : 0;
	const struct list *outcomes = db_fetch_many(task,
	    &member_batch_queries[STORE], &row_outcome_record,
	    ARGS(arg(rows_json(task, batch)), arg(batch->max_members),
		arg(import->dry_run),
		arg(text_is_equal(import->on_conflict, "skip")), arg(before)));

	if (outcomes == NULL)
		return false;
	if (outcomes->count != batch->count)
		return fail(task, INTERNAL, "A row of a file was lost.");
	take_outcomes(task, batch, outcomes);
	return true;
}

static bool
store_rows(struct task *task, struct batch *batch)
{
	static const struct row_outcome too_often = { .outcome = "again",
		.field = "" };

	member_lock(task);
	db_queue(task, &member_batch_queries[PLAN], ARGS());
	for (int round = 0; round < ROUNDS_MAX && batch->count > 0; round++)
		if (!store_round(task, batch))
			return false;
	for (size_t i = 0; i < batch->count; i++)
		add_failure(task, batch, &batch->texts[i], &too_often);
	return true;
}

/* The rows that can be stored; what is wrong with the others. */
static bool
read_rows(struct task *task, struct batch *batch,
    const struct import_chunk *chunk, const struct member_columns *columns)
{
	const struct phone_country *country = member_country(task);
	struct csv_reader reader = csv_begin(chunk->text, strlen(chunk->text));
	struct csv_row row;

	if (country == NULL)
		return false;
	reader.separator = *batch->import->separator;
	reader.line = chunk->first_line;
	/* No more than were counted, or the arrays would be too short. */
	for (int64_t i = 0;
	     i < chunk->rows && csv_next(task->arena, &reader, &row); i++) {
		struct row_error error;

		if (member_row_read(task, columns, country, &row,
			&batch->rows[batch->count], &error))
			batch->texts[batch->count++] = row;
		else
			add_error(batch, error);
	}
	return true;
}

static bool
read_columns(struct task *task, const struct member_import *import,
    struct member_columns *columns)
{
	struct csv_reader reader =
	    csv_begin(import->header, strlen(import->header));
	struct csv_row header;

	reader.separator = *import->separator;
	if (!csv_next(task->arena, &reader, &header) ||
	    member_columns_read(task->arena, &header, columns) != NULL)
		return fail(task, INVALID, "The columns can not be read.");
	return true;
}

bool
member_batch_store(struct task *task, const struct member_import *import,
    const struct import_chunk *chunk, struct member_import *progress,
    struct list *errors)
{
	const struct plan *plan = plan_current(task);
	struct member_columns *columns =
	    arena_new(task->arena, struct member_columns);
	size_t most = (size_t)chunk->rows;
	struct batch batch = {
		.import = import,
		.progress = progress,
		.errors = errors,
		.rows = arena_array(task->arena, struct row_member, most + 1),
		.texts = arena_array(task->arena, struct csv_row, most + 1),
	};

	errors->items = arena_array(task->arena, struct row_error, most + 1);
	errors->record = &row_error_record;
	if (plan == NULL || !read_columns(task, import, columns) ||
	    !read_rows(task, &batch, chunk, columns))
		return false;
	batch.max_members = plan->max_members;
	return store_rows(task, &batch);
}
