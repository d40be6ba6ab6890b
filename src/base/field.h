/*
 * field.h - describe once: the fields of a struct as a table.
 *
 * From a field table follow row mapping (data/row.h), JSON and form in and out
 * with validation (base/record.h), configuration (base/config.h) and the
 * OpenAPI schema. The member, the column and the JSON key have the same name.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef BASE_FIELD_H
#define BASE_FIELD_H

#include "base/base.h"
#include "base/time.h"

struct json_object;

enum field_type {
	TYPE_NONE = 0,
	TYPE_TEXT,    /* const char *, NULL for null */
	TYPE_INT64,   /* int64_t */
	TYPE_INT32,   /* int32_t */
	TYPE_BOOL,    /* bool */
	TYPE_DOUBLE,  /* double */
	TYPE_INSTANT, /* struct instant, not set for null */
	TYPE_JSON,    /* struct json_object *, NULL for null */
};

enum field_flag {
	OPTIONAL = 0,
	REQUIRED = 1 << 0,     /* must come in and must not be empty */
	READ_ONLY = 1 << 1,    /* never taken from input */
	HIDDEN = 1 << 2,       /* never in output */
	PERSONAL = 1 << 3,     /* masked in logs */
	SECRET = 1 << 4,       /* masked everywhere */
	POSITIVE = 1 << 5,     /* a number of at least 1 */
	URL = 1 << 6,          /* http or https address */
	NOT_NEGATIVE = 1 << 7, /* a number of at least 0 */
};

struct field {
	const char *name;
	enum field_type type;
	size_t offset;
	unsigned flags;
	int64_t limit; /* most characters of a text, greatest number; 0: none */
	const char *doc;
	const char *fallback;       /* as text; NULL for none */
	const char *const *choices; /* the texts allowed, NULL-ended, or NULL */
};

struct record {
	const char *name;
	size_t size_bytes;
	const struct field *fields;
	size_t field_count;
};

/* Several records in one run of memory. */
struct list {
	const struct record *record;
	void *items;
	size_t count;
	bool has_more; /* a further page follows */
};

/* Key paging: what comes after the key, at most limit (1 to 200). */
struct page {
	int64_t after;
	int64_t limit;
};

/* clang-format off */
#define FIELD_TYPE(expression)                                                 \
	_Generic((expression), const char *: TYPE_TEXT, int64_t: TYPE_INT64,   \
	    int32_t: TYPE_INT32, bool: TYPE_BOOL, double: TYPE_DOUBLE,         \
	    struct instant: TYPE_INSTANT, struct json_object *: TYPE_JSON)

#define FIELD(noun, member, flags, limit, doc)                                 \
	FIELD_OR(noun, member, flags, limit, NULL, doc)
/* With what stands when nothing is given. */
#define FIELD_OR(noun, member, flags, limit, fallback, doc)                    \
	{ #member, FIELD_TYPE(((struct noun *)0)->member),                     \
	    offsetof(struct noun, member), (flags), (limit), (doc),            \
	    (fallback), NULL }
/* choices is a NULL-ended array of texts. */
#define FIELD_CHOICE(noun, member, flags, choices, fallback, doc)              \
	{ #member, FIELD_TYPE(((struct noun *)0)->member),                     \
	    offsetof(struct noun, member), (flags), 0, (doc), (fallback),      \
	    (choices) }

/* For a static array noun_fields that ends with { 0 }. */
#define RECORD(noun)                                                           \
	{ #noun, sizeof(struct noun), noun##_fields,                           \
	    ARRAY_LENGTH(noun##_fields) - 1 }
/* clang-format on */

/* An empty list may have no items, and counting from NULL is undefined. */
#define list_each(list, type, item)                                            \
	for (type *item = (type *)(list)->items;                               \
	     item != NULL && item < (type *)(list)->items + (list)->count;     \
	     item++)

/* Cuts a list that was read with page.limit + 1 to the page: one more than that
 * tells that a further page follows. NULL stays NULL. */
struct list *list_cut(struct list *list, struct page page);

/* The field called name or NULL. */
const struct field *record_field(const struct record *record, const char *name);

#endif
