/*
 * field.c - looking up fields, cutting lists to pages.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/field.h"

const struct field *
record_field(const struct record *record, const char *name)
{
	size_t i;

	for (i = 0; i < record->field_count; i++)
		if (strcmp(record->fields[i].name, name) == 0)
			return &record->fields[i];
	return NULL;
}

struct list *
list_cut(struct list *list, struct page page)
{
	if (list == NULL || list->count <= (size_t)page.limit)
		return list;
	list->count = (size_t)page.limit;
	list->has_more = true;
	return list;
}
