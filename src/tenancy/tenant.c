/*
 * tenant.c - finds tenants by their address, and creates them.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tenancy/tenant.h"

#include "base/buf.h"
#include "base/check.h"
#include "base/text.h"
#include "tenancy/prompt_config.h"

/* clang-format off */
static const struct field tenant_fields[] = {
	FIELD(tenant, id,                   READ_ONLY, 0,   "Identifier"),
	FIELD(tenant, slug,                 OPTIONAL,  63,  "Name in addresses"),
	FIELD(tenant, name,                 REQUIRED,  200, "Name of the studio"),
	FIELD(tenant, is_active,            READ_ONLY, 0,   "May sign in and receive"),
	FIELD(tenant, is_verified,          READ_ONLY, 0,   "First address confirmed"),
	FIELD(tenant, plan_slug,            OPTIONAL,  63,  "Plan"),
	FIELD(tenant, whatsapp_enabled,     READ_ONLY, 0,   "Plan has WhatsApp"),
	FIELD(tenant, max_monthly_messages, READ_ONLY, 0,   "Limit of the plan, 0: none"),
	{ 0 }
};
/* clang-format on */
const struct record tenant_record = RECORD(tenant);

#define COLUMNS                                                                \
	"id, slug, name, is_active, is_verified, plan_slug, "                  \
	"whatsapp_enabled, max_monthly_messages"

enum {
	BY_SLUG,
	CURRENT,
	PAGE,
	SEARCH,
	CREATE,
	CREATE_NEAR,
	SUBSCRIBE,
	VERIFY,
	ACTIVATE,
	UPDATE,
	SET_PLAN,
	WISH_PLAN
};

/* clang-format off */
const struct query tenant_queries[] = {
	[BY_SLUG] = { "tenant_by_slug",
	    "SELECT " COLUMNS " FROM tenant_by_slug($1)" },
	[CURRENT] = { "tenant_current",
	    "SELECT t.id, t.slug, t.name, t.is_active, t.is_verified,"
	    " p.slug AS plan_slug,"
	    " coalesce(p.whatsapp_enabled, false) AS whatsapp_enabled,"
	    " p.max_monthly_messages FROM tenants t"
	    " LEFT JOIN subscriptions s ON s.tenant_id = t.id"
	    " LEFT JOIN plans p ON p.id = s.plan_id"
	    " WHERE t.id = current_tenant()" },
	[PAGE] = { "tenant_page",
	    "SELECT " COLUMNS " FROM tenant_page($1, $2)" },
	[SEARCH] = { "tenant_search",
	    "SELECT " COLUMNS " FROM tenant_search($1, $2, $3)" },
	[CREATE] = { "tenant_create",
	    "SELECT tenant_create($1, $2) AS id" },
	[CREATE_NEAR] = { "tenant_create_near",
	    "SELECT id FROM tenant_create_near($1, $2) AS id"
	    " WHERE id IS NOT NULL" },
	[SUBSCRIBE] = { "tenant_subscribe",
	    "INSERT INTO subscriptions (plan_id)"
	    " SELECT id FROM plans WHERE slug = $1 AND is_active" },
	[VERIFY] = { "tenant_verify",
	    "UPDATE tenants SET is_verified = true"
	    " WHERE id = current_tenant()" },
	[ACTIVATE] = { "tenant_activate",
	    "UPDATE tenants SET is_active = $1 WHERE id = current_tenant()" },
	[UPDATE] = { "tenant_update",
	    "UPDATE tenants SET name = $1, is_active = $2, is_verified = $3"
	    " WHERE id = current_tenant()" },
	[SET_PLAN] = { "tenant_set_plan",
	    "UPDATE subscriptions SET plan_id = p.id FROM plans p"
	    " WHERE p.slug = $1 AND (p.is_active OR p.id = plan_id)" },
	[WISH_PLAN] = { "tenant_wish_plan",
	    "UPDATE subscriptions SET wanted_plan_id = p.id FROM plans p"
	    " WHERE p.slug = $1 AND p.is_active" },
	{ 0 }
};
/* clang-format on */

/* Names that would be mistaken for a part of the platform. */
static const char *const reserved[] = { "admin", "api", "app", "auth",
	"billing", "chat", "demo", "deck", "healthz", "help", "login", "mail",
	"platform", "readyz", "sessions", "static", "status", "support",
	"system", "webhook", "www" };

/* What this process has looked up in the last second: a webhook asks for the
 * same few tenants over and over. Direct-mapped by slug. */
enum { REMEMBERED = 256, REMEMBER_MS = 1000, SLUG_MAX = 63 };

struct remembered {
	int64_t at_ms; /* 0: empty */
	struct tenant tenant;
	char slug[SLUG_MAX + 1];
	char name[801];
	char plan_slug[64];
};

static struct remembered memory[REMEMBERED];

static struct remembered *
remembered_place(const char *slug)
{
	uint32_t hash = 2166136261u;

	for (const char *c = slug; *c != '\0'; c++)
		hash = (hash ^ (unsigned char)*c) * 16777619u;
	return &memory[hash % REMEMBERED];
}

static void
keep_text(char *place, size_t size, const char *text)
{
	size_t len = text == NULL ? 0 : strlen(text);

	check(len < size);
	if (len > 0)
		memcpy(place, text, len);
	place[len] = '\0';
}

static const struct tenant *
remember(struct remembered *place, const struct tenant *tenant)
{
	keep_text(place->slug, sizeof(place->slug), tenant->slug);
	keep_text(place->name, sizeof(place->name), tenant->name);
	keep_text(
	    place->plan_slug, sizeof(place->plan_slug), tenant->plan_slug);
	place->tenant = *tenant;
	place->tenant.slug = place->slug;
	place->tenant.name = place->name;
	place->tenant.plan_slug = place->plan_slug;
	place->at_ms = monotonic_ms();
	return &place->tenant;
}

const struct tenant *
tenant_find(struct task *task, const char *slug)
{
	struct remembered *place = remembered_place(slug);
	const struct tenant *tenant;

	if (place->at_ms != 0 && text_is_equal(place->slug, slug) &&
	    monotonic_ms() - place->at_ms < REMEMBER_MS)
		return &place->tenant;
	tenant = db_maybe(task, tenant, BY_SLUG, arg(slug));
	if (tenant == NULL && !task_has_failed(task))
		return fail(task, NOT_FOUND, "There is nothing here.");
	return tenant == NULL ? NULL : remember(place, tenant);
}

bool
tenant_enter(struct task *task, const struct tenant *tenant)
{
	task->tenant_id = tenant->id;
	return db_switch_tenant(task);
}

/* "Fitness Größe 1" is "fitness-groesse-1". */
static const char *
slug_of_name(struct arena *arena, const char *name)
{
	static const struct {
		uint32_t letter;
		const char *ascii;
	} spelled[] = { { 0xe4, "ae" }, { 0xf6, "oe" }, { 0xfc, "ue" },
		{ 0xdf, "ss" }, { 0xe9, "e" }, { 0xe8, "e" }, { 0xe1, "a" } };
	struct buf slug = buf_new(arena, SLUG_MAX);
	const char *position = text_lower(arena, name);
	uint32_t letter;

	while ((letter = text_next(&position)) != 0 && slug.len < 40) {
		const char *ascii = NULL;

		for (size_t i = 0; i < ARRAY_LENGTH(spelled); i++)
			if (spelled[i].letter == letter)
				ascii = spelled[i].ascii;
		if (ascii != NULL)
			buf_add(&slug, ascii);
		else if ((letter >= 'a' && letter <= 'z') ||
		    (letter >= '0' && letter <= '9'))
			buf_add_char(&slug, (char)letter);
		else if (slug.len > 0 && slug.data[slug.len - 1] != '-')
			buf_add_char(&slug, '-');
	}
	while (slug.len > 0 && slug.data[slug.len - 1] == '-')
		slug.data[--slug.len] = '\0';
	return slug.len == 0 ? "studio" : buf_text(&slug);
}

static bool
slug_is_good(struct task *task, const char *slug)
{
	size_t len = strlen(slug);

	for (size_t i = 0; i < ARRAY_LENGTH(reserved); i++)
		if (text_is_equal(slug, reserved[i]))
			return fail_field(task, "#/slug", "is reserved");
	if (len == 0 || len > SLUG_MAX || slug[0] == '-' ||
	    slug[len - 1] == '-' ||
	    strspn(slug, "abcdefghijklmnopqrstuvwxyz0123456789-") != len)
		return fail_field(task, "#/slug",
		    "must be 1 to 63 of a-z, 0-9 and inner hyphens");
	return true;
}

/* A slug that was asked for is that one or taken; one that was made from the
 * name gives way to -2, -3 ... */
static struct tenant *
insert(struct task *task, const char *slug, const char *name)
{
	struct tenant *tenant;

	if (!text_is_empty(slug)) {
		if (!slug_is_good(task, slug))
			return NULL;
		return db_one(task, tenant, CREATE, arg(slug), arg(name));
	}
	slug = slug_of_name(task->arena, name);
	if (!slug_is_good(task, slug))
		return NULL;
	tenant = db_maybe(task, tenant, CREATE_NEAR, arg(slug), arg(name));
	if (tenant == NULL && !task_has_failed(task))
		return fail(task, CONFLICT, "Too many studios have this name.");
	return tenant;
}

struct tenant *
tenant_create(struct task *task, const char *slug, const char *name,
    const char *plan_slug)
{
	struct tenant *tenant;
	struct prompt_config *texts;
	int64_t count;

	if (text_is_empty(name) || text_characters(name) > 200)
		return fail_field(task, "#/name", "must be 1 to 200 letters");
	tenant = insert(task, slug, name);
	if (tenant == NULL || !tenant_enter(task, tenant))
		return NULL;
	if (!db_run(task, tenant, SUBSCRIBE, &count, arg(plan_slug)))
		return NULL;
	if (count == 0)
		return fail_field(task, "#/plan_slug", "is no plan");
	texts = prompt_config_defaults(task->arena);
	texts->studio_name = arena_copy(task->arena, name);
	if (!prompt_config_store(task, texts))
		return NULL;
	return tenant_current(task);
}

struct list *
tenant_page(struct task *task, struct page page)
{
	return list_cut(
	    db_many(task, tenant, PAGE, arg(page.after), arg(page.limit + 1)),
	    page);
}

struct list *
tenant_search(struct task *task, const char *wanted, struct page page)
{
	return list_cut(db_many(task, tenant, SEARCH, arg(wanted),
			    arg(page.after), arg(page.limit + 1)),
	    page);
}

struct tenant *
tenant_current(struct task *task)
{
	return db_one(task, tenant, CURRENT);
}

bool
tenant_set_verified(struct task *task)
{
	int64_t count;

	return db_run(task, tenant, VERIFY, &count);
}

bool
tenant_set_activity(struct task *task, enum tenant_activity activity)
{
	int64_t count;

	return db_run(task, tenant, ACTIVATE, &count,
	    arg((bool)(activity == TENANT_ACTIVE)));
}

bool
tenant_wish_plan(struct task *task, const char *plan_slug)
{
	int64_t count;

	if (!db_run(task, tenant, WISH_PLAN, &count, arg(plan_slug)))
		return false;
	if (count == 0)
		return fail_field(task, "#/plan_slug", "is no plan");
	return true;
}

struct tenant *
tenant_update(struct task *task, const struct tenant *wanted)
{
	int64_t count;

	if (!db_run(task, tenant, UPDATE, &count, arg(wanted->name),
		arg(wanted->is_active), arg(wanted->is_verified)) ||
	    !db_run(task, tenant, SET_PLAN, &count, arg(wanted->plan_slug)))
		return NULL;
	if (count == 0)
		return fail_field(task, "#/plan_slug", "is no plan");
	return tenant_current(task);
}
