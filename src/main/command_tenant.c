/*
 * command_tenant.c - studios and their settings from the command line.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/buf.h"
#include "base/text.h"
#include "main/command.h"
#include "tenancy/audit.h"
#include "tenancy/domain.h"
#include "tenancy/setting.h"
#include "tenancy/tenant.h"

/* The tenant that the first word names becomes the task's. */
static const struct tenant *
enter_named(struct task *task, const struct command_line *line)
{
	const char *slug =
	    command_word(task, line, 0, "The slug of the studio");
	const struct tenant *tenant;

	if (slug == NULL)
		return NULL;
	tenant = tenant_find(task, slug);
	if (tenant == NULL) {
		task_forgive(task);
		return fail(
		    task, NOT_FOUND, "There is no studio \"%s\".", slug);
	}
	return tenant_enter(task, tenant) ? tenant : NULL;
}

bool
command_tenant_create(struct task *task, struct command_line *line)
{
	const char *plan = command_option(line, "--plan");
	const char *name = command_option(line, "--name");
	const struct tenant *tenant;

	if (name == NULL)
		return fail(task, BAD_REQUEST, "--name is missing.");
	tenant = tenant_create(task, command_option(line, "--slug"), name,
	    plan == NULL ? "starter" : plan);
	if (tenant == NULL)
		return false;
	if (command_has(line, "--verified") && !tenant_set_verified(task))
		return false;
	audit(
	    task, "tenant.create", tenant->slug, &tenant_record, NULL, tenant);
	line->output = arena_printf(
	    task->arena, "%" PRId64 " %s\n", tenant->id, tenant->slug);
	return true;
}

bool
command_tenant_list(struct task *task, struct command_line *line)
{
	struct buf out = buf_new(task->arena, 64 << 20);
	struct page page = { .limit = 200 };
	struct list *list;

	do {
		list = tenant_page(task, page);
		if (list == NULL)
			return false;
		list_each(list, struct tenant, tenant) {
			buf_printf(&out, "%" PRId64 "\t%s\t%s\t%s\t%s\t%s\n",
			    tenant->id, tenant->slug, tenant->plan_slug,
			    tenant->is_active ? "active" : "inactive",
			    tenant->is_verified ? "verified" : "unverified",
			    tenant->name);
			page.after = tenant->id;
		}
	} while (list->has_more);
	line->output = buf_text(&out);
	return true;
}

bool
command_tenant_verify(struct task *task, struct command_line *line)
{
	const struct tenant *tenant = enter_named(task, line);

	if (tenant == NULL || !tenant_set_verified(task))
		return false;
	audit(task, "tenant.verify", tenant->slug, NULL, NULL, NULL);
	return true;
}

static bool
set_activity(struct task *task, struct command_line *line,
    enum tenant_activity activity, const char *action)
{
	const struct tenant *tenant = enter_named(task, line);

	if (tenant == NULL || !tenant_set_activity(task, activity))
		return false;
	audit(task, action, tenant->slug, NULL, NULL, NULL);
	return true;
}

bool
command_tenant_deactivate(struct task *task, struct command_line *line)
{
	return set_activity(task, line, TENANT_INACTIVE, "tenant.deactivate");
}

bool
command_tenant_activate(struct task *task, struct command_line *line)
{
	return set_activity(task, line, TENANT_ACTIVE, "tenant.activate");
}

static bool
put_setting(struct task *task, const struct command_line *line, int place)
{
	const char *key =
	    command_word(task, line, place, "The name of the setting");
	const char *value = key == NULL
	    ? NULL
	    : command_word(task, line, place + 1, "The value");

	if (value != NULL && text_is_equal(value, "-"))
		value = command_input(task, line);
	if (value == NULL || !setting_put(task, key, value))
		return false;
	audit(task, "setting.put", key, NULL, NULL, NULL);
	return true;
}

/* All of them or none. */
bool
command_setting_put(struct task *task, struct command_line *line)
{
	int place = 1;

	if (enter_named(task, line) == NULL)
		return false;
	do {
		if (!put_setting(task, line, place))
			return false;
		place += 2;
	} while (place < line->argc);
	return true;
}

bool
command_domain_add(struct task *task, struct command_line *line)
{
	const struct tenant *tenant = enter_named(task, line);
	const char *host = tenant == NULL
	    ? NULL
	    : command_word(task, line, 1, "The host name");
	const struct domain *domain =
	    host == NULL ? NULL : domain_create(task, host);

	if (domain == NULL)
		return false;
	audit(
	    task, "domain.create", domain->host, &domain_record, NULL, domain);
	return true;
}

bool
command_domain_remove(struct task *task, struct command_line *line)
{
	const struct tenant *tenant = enter_named(task, line);
	const char *host = tenant == NULL
	    ? NULL
	    : command_word(task, line, 1, "The host name");

	if (host == NULL || !domain_remove(task, host))
		return false;
	audit(task, "domain.remove", host, NULL, NULL, NULL);
	return true;
}

bool
command_domain_list(struct task *task, struct command_line *line)
{
	struct buf out = buf_new(task->arena, 1 << 20);
	struct list *list;

	if (enter_named(task, line) == NULL)
		return false;
	list = domain_list(task);
	if (list == NULL)
		return false;
	list_each(list, struct domain, domain)
		buf_printf(&out, "%s\n", domain->host);
	line->output = buf_text(&out);
	return true;
}
