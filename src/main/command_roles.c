/*
 * command_roles.c - who may do what, as the route tables have it.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/buf.h"
#include "base/role.h"
#include "base/text.h"
#include "main/command.h"
#include "main/tables.h"
#include "web/program.h"
#include "web/router.h"

enum { ROLES_BYTES_MAX = 1 << 20 };

static const char head[] =
    "# Who may do what\n"
    "\n"
    "Written by `ariia roles` from the tables of routes, which decide; `make "
    "roles` writes it anew.\n"
    "Each role may do what the ones before it may: tenant_user, tenant_admin, "
    "system_admin.\n"
    "An API key of a studio may do what its scopes name, where there is one.\n"
    "\n"
    "| Least role | Method | Path | Scope of API keys | What |\n"
    "|---|---|---|---|---|\n";

static const char *
least_role(const struct route *route)
{
	return route->role == ROLE_PUBLIC ? "anybody" : role_name(route->role);
}

static void
add_row(struct arena *arena, struct buf *out, const struct route *route)
{
	buf_printf(out, "| %s | %s | `%s` | %s | %s |\n", least_role(route),
	    method_name(route->method), route->path,
	    route->scope == NULL ? "" : route_scope(arena, route),
	    route->summary);
}

bool
command_roles(struct task *task, struct command_line *line)
{
	static const struct route *const tables[] = { health_routes, ALL_TABLES,
		NULL };
	struct buf out = buf_new(task->arena, ROLES_BYTES_MAX);

	buf_add(&out, head);
	for (size_t i = 0; tables[i] != NULL; i++)
		for (const struct route *row = tables[i]; row->path != NULL;
		     row++)
			add_row(task->arena, &out, row);
	line->output = buf_text(&out);
	return true;
}
