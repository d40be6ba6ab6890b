/*
 * studio_pages.c - the pages of studios and plans, for the operator. What their
 * forms do stands beside the same acts of the API.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/text.h"
#include "identity/identify.h"
#include "identity/user.h"
#include "platform/plan_view.h"
#include "platform/platform_web.h"
#include "platform/studio_view.h"
#include "tenancy/audit.h"
#include "tenancy/domain.h"
#include "web/csv_file.h"
#include "web/language.h"
#include "web/page_words.h"
#include "web/reader.h"
#include "web/reply.h"

enum { LIST_ROWS = 50, PEOPLE_MAX = 200, STUDIOS_OF_PART = 100 };

static bool
read_filter(struct request *req, struct studio_filter *filter)
{
	const char *sort = request_query(req, "sort");

	*filter = (struct studio_filter){
		.search = request_query(req, "search"),
		.is_active = request_query(req, "is_active"),
		.is_verified = request_query(req, "is_verified"),
		.plan = request_query(req, "plan"),
		.order = text_is_equal(sort, "name") ? STUDIOS_BY_NAME
						     : STUDIOS_NEWEST_FIRST,
	};
	if (filter->order == STUDIOS_NEWEST_FIRST && !text_is_empty(sort) &&
	    !text_is_equal(sort, "newest"))
		return fail_field(
		    &req->task, "?sort", "must be name or newest");
	return studio_filter_is_good(&req->task, filter);
}

static bool
list(struct request *req)
{
	struct studio_filter filter;
	struct json_object *context;
	const char *after = request_query(req, "after");

	req->page = (struct page){ .limit = LIST_ROWS };
	if (after != NULL &&
	    (!text_to_int64(after, &req->page.after) || req->page.after < 1))
		return fail_field(&req->task, "?after", "must be a number");
	if (!read_filter(req, &filter))
		return false;
	context = studio_list_view(req, &filter);
	if (context == NULL)
		return false;
	json_add_text(context, "notice", page_notice(req, "platform.studios"));
	return reply_page(req, OK, "platform/studios", context);
}

struct sending {
	struct csv_file file;
	struct studio_filter filter;
};

static enum stream
send_part(struct task *task, void *state, struct buf *out)
{
	struct sending *sending = state;
	const struct list *found = studio_page(task, &sending->filter,
	    (struct page){ sending->file.after, STUDIOS_OF_PART });

	if (found == NULL)
		return STREAM_FAILED;
	csv_file_begin(&sending->file, out, &studio_row_record);
	list_each(found, const struct studio_row, studio) {
		csv_file_row(task->arena, out, &studio_row_record, studio);
		sending->file.after = studio->id;
	}
	return found->has_more ? STREAM_MORE : STREAM_END;
}

static bool
note_export(struct task *task, const void *given)
{
	(void)given;
	audit(task, "tenant.export", "studios", &studio_row_record, NULL, NULL);
	return true;
}

static bool export(struct request *req)
{
	struct sending *sending = arena_new(req->task.arena, struct sending);

	if (!db_settle(&req->task) || !read_filter(req, &sending->filter))
		return false;
	reply_afterwards(req, note_export, NULL);
	return csv_file_reply(req, "studios.csv", send_part, sending);
}

/* The studio of the path, which every page about one shows. */
static const struct studio_row *
add_studio(struct request *req, struct json_object *context, bool is_counted)
{
	int64_t id = request_id(req, "id");
	const struct studio_row *studio;

	/* The page is the operator's, whatever its form has tried. */
	req->task.tenant_id = identity_home_tenant(req);
	studio = id == 0 ? NULL : studio_find(&req->task, id, is_counted);
	if (studio != NULL)
		json_add(context, "studio",
		    json_object_get(studio_view(req, studio)));
	return studio;
}

static const char *
word(struct request *req, const char *section, const char *key)
{
	return key == NULL
	    ? NULL
	    : json_text_at(request_words(req, section, NULL), key);
}

static struct json_object *
person_json(struct request *req, const struct studio_row *studio,
    const struct user *user)
{
	struct arena *arena = req->task.arena;
	struct json_object *row = json_new_object(arena);
	bool is_sys = role_of(user->role) >= ROLE_SYS;

	json_add_int(row, "id", user->id);
	json_add_text(row, "name",
	    text_is_empty(user->full_name) ? user->email : user->full_name);
	json_add_text(row, "email", user->email);
	json_add_text(row, "role", word(req, "platform.role", user->role));
	json_add_bool(row, "is_out", !user->is_active);
	json_add_bool(
	    row, "is_unverified", !instant_is_set(user->email_verified_at));
	json_add_text(row, "act_as",
	    is_sys || !user->is_active || !studio->is_active
		? NULL
		: arena_printf(arena,
		      "/platform/studios/%" PRId64 "/people/%" PRId64,
		      studio->id, user->id));
	return json_object_get(row);
}

static bool
add_people(struct request *req, const struct studio_row *studio,
    struct json_object *context)
{
	struct json_object *rows = json_new_array(req->task.arena);
	const struct list *people =
	    user_page(&req->task, (struct page){ 0, PEOPLE_MAX });

	if (people == NULL)
		return false;
	list_each(people, const struct user, user)
		json_object_array_add(rows, person_json(req, studio, user));
	json_add(context, "people", json_object_get(rows));
	json_add_bool(context, "has_people", people->count > 0);
	return true;
}

static bool
add_domains(struct request *req, struct json_object *context)
{
	struct json_object *rows = json_new_array(req->task.arena);
	const struct list *domains = domain_list(&req->task);

	if (domains == NULL)
		return false;
	list_each(domains, const struct domain, domain)
		json_object_array_add(
		    rows, json_object_new_string(domain->host));
	json_add(context, "domains", json_object_get(rows));
	json_add_bool(context, "has_domains", domains->count > 0);
	return true;
}

static void
add_fact(struct request *req, struct json_object *rows, const char *key,
    const char *text)
{
	struct json_object *row = json_new_object(req->task.arena);

	json_add_text(row, "label", word(req, "platform.usage", key));
	json_add_text(row, "text", text);
	json_object_array_add(rows, json_object_get(row));
}

static const char *
of_limit(struct request *req, int64_t count, int64_t limit)
{
	struct json_object *context = json_new_object(req->task.arena);

	if (limit == 0)
		return page_number(req, count);
	json_add_text(context, "count", page_number(req, count));
	json_add_text(context, "most", page_number(req, limit));
	return json_text_at(
	    request_words(req, "platform.usage", context), "of_limit");
}

static bool
add_usage(struct request *req, const struct studio_row *studio,
    struct json_object *context)
{
	struct json_object *rows = json_new_array(req->task.arena);
	const struct studio_usage *usage = studio_usage_find(&req->task);

	if (usage == NULL)
		return false;
	add_fact(req, rows, "inbound",
	    of_limit(
		req, usage->messages_inbound, studio->max_monthly_messages));
	add_fact(
	    req, rows, "outbound", page_number(req, usage->messages_outbound));
	if (usage->messages_refused > 0)
		add_fact(req, rows, "refused",
		    page_number(req, usage->messages_refused));
	add_fact(req, rows, "tokens", page_number(req, usage->llm_tokens_used));
	json_add(context, "usage", json_object_get(rows));
	return true;
}

static bool
show(struct request *req)
{
	struct json_object *context = json_new_object(req->task.arena);
	const struct studio_row *studio;
	bool is_whole;

	if (!db_settle(&req->task))
		return false;
	studio = add_studio(req, context, true);
	if (studio == NULL)
		return false;
	req->task.tenant_id = studio->id;
	is_whole = add_people(req, studio, context) &&
	    add_domains(req, context) && add_usage(req, studio, context);
	req->task.tenant_id = identity_home_tenant(req);
	if (!is_whole)
		return false;
	json_add_bool(
	    context, "is_home", studio->id == identity_home_tenant(req));
	json_add_bool(context, "is_here",
	    identity_visited(req) != NULL &&
		identity_visited(req)->id == studio->id);
	json_add_text(context, "notice", page_notice(req, "platform.studio"));
	return reply_page(req, OK, "platform/studio", context);
}

/* What these pages need comes with their furnishing, also after a mistake. */
static bool
show_form(struct request *req)
{
	return db_settle(&req->task) &&
	    reply_page(
		req, OK, req->route->page, json_new_object(req->task.arena));
}

static bool
show_plans(struct request *req)
{
	struct json_object *context = plan_list_view(req);

	return context != NULL &&
	    reply_page(req, OK, "platform/plans", context);
}

/* Nobody writes a reason and then hears that a password is wanted first. */
static bool
show_impersonate(struct request *req)
{
	return identity_is_confirmed(req) && show_form(req);
}

static void
add_values(struct request *req, struct json_object *context, const char *form,
    struct json_object *of_form)
{
	struct json_object *values = json_new_object(req->task.arena);

	json_add(values, form, json_object_get(of_form));
	json_add(context, "values", json_object_get(values));
}

static void
furnish_new(struct request *req, struct json_object *context)
{
	const char *plan = request_form(req, "plan_slug");
	struct json_object *values = json_new_object(req->task.arena);

	req->task.tenant_id = identity_home_tenant(req);
	json_add(context, "plans",
	    json_object_get(studio_plan_choices(
		req, plan == NULL ? "starter" : plan, NULL)));
	json_add_text(values, "locale", "de-DE");
	add_values(req, context, "studio", values);
}

static void
furnish_edit(struct request *req, struct json_object *context)
{
	const struct studio_row *studio = add_studio(req, context, false);
	const char *plan = request_form(req, "plan_slug");
	struct json_object *values = json_new_object(req->task.arena);

	if (studio == NULL)
		return;
	json_add(context, "plans",
	    json_object_get(studio_plan_choices(
		req, plan == NULL ? studio->plan_slug : plan, NULL)));
	json_add_text(values, "name", studio->name);
	json_add_text(
	    values, "is_verified", studio->is_verified ? "true" : "false");
	add_values(req, context, "studio", values);
}

static void
furnish_studio(struct request *req, struct json_object *context)
{
	(void)add_studio(req, context, false);
}

static void
furnish_impersonate(struct request *req, struct json_object *context)
{
	const struct studio_row *studio = add_studio(req, context, false);
	int64_t id = request_id(req, "user_id");
	struct json_object *values = json_new_object(req->task.arena);
	const struct user *user;

	if (studio == NULL || id == 0)
		return;
	req->task.tenant_id = studio->id;
	user = user_find(&req->task, id);
	req->task.tenant_id = identity_home_tenant(req);
	if (user == NULL)
		return;
	json_add(context, "person", person_json(req, studio, user));
	json_add_text(
	    values, "user_id", arena_printf(req->task.arena, "%" PRId64, id));
	json_add_text(values, "tenant", studio->slug);
	add_values(req, context, "act", values);
}

const struct furnishing platform_furnishings[] = {
	{ "platform/new", furnish_new },
	{ "platform/edit", furnish_edit },
	{ "platform/deactivate", furnish_studio },
	{ "platform/activate", furnish_studio },
	{ "platform/impersonate", furnish_impersonate },
	{ 0 },
};

/* clang-format off */
#define PAGE RAW("text/html")

const struct route studio_pages[] = {
	/*     path                                       role      takes    gives handler */
	{ GET, "/platform/studios",                       ROLE_SYS, NOTHING, PAGE, list,
	    "List studios, search and narrow them", .page = "platform/studios" },
	{ GET, "/platform/studios/export",                ROLE_SYS, NOTHING, RAW("text/csv"), export,
	    "Download the same list as CSV", .page = "platform/studios" },
	{ GET, "/platform/studios/new",                   ROLE_SYS, NOTHING, PAGE, show_form,
	    "Ask for a new studio", .page = "platform/new" },
	{ GET, "/platform/studios/{id}",                  ROLE_SYS, NOTHING, PAGE, show,
	    "Show a studio", .page = "platform/studio" },
	{ GET, "/platform/studios/{id}/edit",             ROLE_SYS, NOTHING, PAGE, show_form,
	    "Ask what to change of a studio", .page = "platform/edit" },
	{ GET, "/platform/studios/{id}/deactivate",       ROLE_SYS, NOTHING, PAGE, show_form,
	    "Ask whether to deactivate a studio", .page = "platform/deactivate" },
	{ GET, "/platform/studios/{id}/activate",         ROLE_SYS, NOTHING, PAGE, show_form,
	    "Ask whether to open a studio again", .page = "platform/activate" },
	{ GET, "/platform/studios/{id}/people/{user_id}", ROLE_SYS, NOTHING, PAGE, show_impersonate,
	    "Ask why to act as a user of a studio", .page = "platform/impersonate" },
	{ GET, "/platform/plans",                         ROLE_SYS, NOTHING, PAGE, show_plans,
	    "List the plans", .page = "platform/plans" },
	{ 0 }
};
/* clang-format on */
