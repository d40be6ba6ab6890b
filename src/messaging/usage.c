/*
 * usage.c - keeps usage_records equal to the ledger.
 *
 * SPDX-License-Identifier: ISC
 */
#include "messaging/usage.h"

#include "base/log.h"

/* clang-format off */
static const struct field usage_fields[] = {
	FIELD(usage, summed, READ_ONLY, 0, "Studios brought up to date"),
	{ 0 }
};
/* clang-format on */
const struct record usage_record = RECORD(usage);

/* Studios of one round; the locks of their rows last as long as it. */
enum { ROUND_MAX = 500 };

enum { ROLL_UP };

/* clang-format off */
const struct query usage_queries[] = {
	[ROLL_UP] = { "usage_roll_up", "SELECT usage_roll_up($1) AS summed" },
	{ 0 }
};
/* clang-format on */

bool
usage_roll_up(struct task *task)
{
	const struct usage *usage;

	usage = db_one(task, usage, ROLL_UP, arg((int64_t)ROUND_MAX));
	if (usage == NULL)
		return false;
	if (usage->summed > 0)
		log_debug(
		    task, "usage of %" PRId64 " studios summed", usage->summed);
	return true;
}
