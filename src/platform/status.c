/*
 * status.c - asks the scoreboards and the database.
 *
 * SPDX-License-Identifier: ISC
 */
#include "platform/status.h"

static const struct {
	const char *name;
	bool is_worker;
} programs[] = {
	{ "webhook", false },
	{ "ui", false },
	{ "auth", false },
	{ "admin", false },
	{ "agent", true },
	{ "courier", true },
	{ "clock", true },
};

/* clang-format off */
static const struct field database_status_fields[] = {
	FIELD(database_status, migration,   READ_ONLY, 0, "Newest migration"),
	FIELD(database_status, migrated_at, READ_ONLY, 0, "When it was applied"),
	FIELD(database_status, size_bytes,  READ_ONLY, 0, "Size of the database"),
	FIELD(database_status, connections, READ_ONLY, 0, "Connections to it"),
	FIELD(database_status, version,     READ_ONLY, 0, "Version of the server"),
	{ 0 }
};
const struct record database_status_record = RECORD(database_status);

enum { NOW };

const struct query database_status_queries[] = {
	[NOW] = { "database_status_now",
	    "SELECT m.version AS migration, m.applied_at AS migrated_at,"
	    " pg_database_size(current_database()) AS size_bytes,"
	    " (SELECT numbackends::bigint FROM pg_stat_database"
	    "  WHERE datname = current_database()) AS connections,"
	    " split_part(current_setting('server_version'), ' ', 1) AS version"
	    " FROM schema_migrations m ORDER BY m.version DESC LIMIT 1" },
	{ 0 }
};
/* clang-format on */

const struct program_list *
status_programs(struct arena *arena, const char *directory)
{
	struct program_list *list = arena_new(arena, struct program_list);

	for (size_t i = 0; i < ARRAY_LENGTH(programs); i++)
		for (int copy = 1; copy <= SCOREBOARD_COPIES; copy++) {
			struct program_status *item = &list->items[list->count];

			scoreboard_read(
			    directory, programs[i].name, copy, &item->view);
			if (copy > 1 && !item->view.is_running)
				continue;
			item->name =
			    arena_printf(arena, "ariia-%s", programs[i].name);
			item->copy = copy;
			item->is_worker = programs[i].is_worker;
			list->count++;
		}
	return list;
}

struct database_status *
status_database(struct task *task)
{
	return db_one(task, database_status, NOW);
}
