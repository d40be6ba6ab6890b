/*
 * setting_change.c - from what somebody wishes to rows and entries of the log.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tenancy/setting_change.h"

#include "base/check.h"
#include "base/record.h"
#include "base/text.h"
#include "tenancy/audit.h"

/* What the audit log keeps of a change. */
/* clang-format off */
static const struct field setting_change_fields[] = {
	FIELD(setting_shown, value,  READ_ONLY, 0, "Value, secrets masked"),
	FIELD(setting_shown, is_set, READ_ONLY, 0, "Whether there was one"),
	{ 0 }
};
/* clang-format on */
static const struct record setting_change_record = { "setting_change",
	sizeof(struct setting_shown), setting_change_fields,
	ARRAY_LENGTH(setting_change_fields) - 1 };

/* A secret that came in is a new one unless it came masked. */
static bool
is_new(const struct setting_shown *before, const char *value)
{
	if (before->is_secret)
		return !text_is_equal(value, RECORD_MASK) &&
		    (before->is_set || value[0] != '\0');
	return !text_is_equal(before->is_set ? before->value : "", value);
}

/* False when one is wrong, after all were looked at. */
static bool
read_all(struct task *task, const struct setting_wish *wishes, size_t count,
    const char **values)
{
	for (size_t i = 0; i < count; i++)
		values[i] = setting_read(
		    task, wishes[i].key, wishes[i].value, wishes[i].pointer);
	return !task_has_failed(task);
}

bool
setting_change(
    struct task *task, const struct setting_wish *wishes, size_t count)
{
	const char *values[SETTING_WISHES_MAX];
	bool changes[SETTING_WISHES_MAX];
	const struct list *before = setting_list(task);
	const struct list *after;

	check(count <= SETTING_WISHES_MAX);
	if (before == NULL || !read_all(task, wishes, count, values))
		return false;
	for (size_t i = 0; i < count; i++) {
		changes[i] =
		    is_new(setting_in(before, wishes[i].key), values[i]);
		if (changes[i] &&
		    !setting_store(task, wishes[i].key, values[i]))
			return false;
	}
	after = setting_list(task);
	if (after == NULL)
		return false;
	for (size_t i = 0; i < count; i++)
		if (changes[i])
			audit(task, "setting.put", wishes[i].key,
			    &setting_change_record,
			    setting_in(before, wishes[i].key),
			    setting_in(after, wishes[i].key));
	return true;
}
