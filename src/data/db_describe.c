/*
 * db_describe.c - compares the columns of a statement with a record.
 *
 * SPDX-License-Identifier: ISC
 */
#include "data/db.h"

#include "base/text.h"
#include "data/db_pipeline.h"
#include "data/row.h"

/* The object identifiers of pg_type.dat; they never change. */
enum type_oid {
	OID_BOOL = 16,
	OID_INT8 = 20,
	OID_INT2 = 21,
	OID_INT4 = 23,
	OID_JSON = 114,
	OID_FLOAT4 = 700,
	OID_FLOAT8 = 701,
	OID_TIMESTAMP = 1114,
	OID_TIMESTAMPTZ = 1184,
	OID_NUMERIC = 1700,
	OID_VOID = 2278,
	OID_JSONB = 3802
};

/* A type with a C type of its own may not come as text unless cast; all others
 * (text, uuid, inet, date, enumerations, json) may. */
static bool
is_fitting(enum field_type type, Oid oid)
{
	switch (type) {
	case TYPE_TEXT:
		return oid != OID_BOOL && oid != OID_INT8 && oid != OID_INT2 &&
		    oid != OID_INT4 && oid != OID_FLOAT4 && oid != OID_FLOAT8 &&
		    oid != OID_TIMESTAMP && oid != OID_TIMESTAMPTZ &&
		    oid != OID_VOID;
	case TYPE_INT64:
		return oid == OID_INT8 || oid == OID_INT4 || oid == OID_INT2;
	case TYPE_INT32:
		return oid == OID_INT4 || oid == OID_INT2;
	case TYPE_BOOL:
		return oid == OID_BOOL;
	case TYPE_DOUBLE:
		return oid == OID_FLOAT8 || oid == OID_FLOAT4 ||
		    oid == OID_NUMERIC;
	case TYPE_INSTANT:
		return oid == OID_TIMESTAMPTZ;
	case TYPE_JSON:
		return oid == OID_JSONB || oid == OID_JSON;
	case TYPE_NONE:
		break;
	}
	return false;
}

static const char *
column_complaint(struct arena *arena, const struct record *record,
    const PGresult *result, int column)
{
	const char *name = PQfname(result, column);
	const struct field *field = record_field(record, name);

	if (field == NULL)
		return arena_printf(arena,
		    "column %s has no field in record %s", name, record->name);
	if (!is_fitting(field->type, PQftype(result, column)))
		return arena_printf(arena,
		    "column %s of type %u does not fit its field in %s", name,
		    PQftype(result, column), record->name);
	for (int before = 0; before < column; before++)
		if (text_is_equal(PQfname(result, before), name))
			return arena_printf(
			    arena, "column %s comes twice", name);
	return NULL;
}

const char *
db_describe(
    struct task *task, const struct query *query, const struct record *record)
{
	struct step step = { .kind = STEP_DESCRIBE, .query = query };
	const char *complaint = NULL;

	if (!pipeline_perform(task, &step, 1, REPEAT_ONCE))
		return arena_printf(task->arena, "%s: no answer", query->name);
	if (!step_is_ok(&step))
		complaint = PQresultErrorMessage(step.result);
	else if (record != NULL && PQnfields(step.result) == 0)
		complaint = "gives no rows";
	for (int column = 0; complaint == NULL && record != NULL &&
	     column < PQnfields(step.result);
	     column++)
		complaint =
		    column_complaint(task->arena, record, step.result, column);
	if (complaint != NULL)
		complaint =
		    arena_printf(task->arena, "%s: %s", query->name, complaint);
	steps_release(&step, 1);
	return complaint;
}
