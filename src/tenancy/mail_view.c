/*
 * mail_view.c - renders mails.
 *
 * SPDX-License-Identifier: ISC
 */
#include "tenancy/mail_view.h"

#include "base/check.h"
#include "base/text.h"
#include "view/text_catalog.h"

enum { PART_BYTES_MAX = 128 * 1024, HOURS_OF_DAY = 24 };

/* Read before the fork, never changed by a child. */
static struct {
	const struct template_set *templates;
	const struct text_catalog *texts;
} read;

/* Each section of "mail" in the catalog is a mail with a subject and both
 * templates. */
static const char *
complaint_about(struct arena *arena, const struct template_set *templates,
    const struct text_catalog *texts)
{
	struct json_object *mails = text_catalog_section(
	    texts, arena, text_catalog_language(texts, NULL), "mail", NULL);

	if (mails == NULL)
		return "The text catalog has no section \"mail\".";
	json_object_object_foreach(mails, name, section)
	{
		if (json_text_at(section, "subject") == NULL)
			return arena_printf(arena,
			    "The text mail.%s.subject is missing.", name);
		if (!template_exists(
			templates, arena_printf(arena, "mail/%s", name)) ||
		    !template_exists(
			templates, arena_printf(arena, "mail/%s.txt", name)))
			return arena_printf(
			    arena, "The mail \"%s\" lacks a template.", name);
	}
	return NULL;
}

const char *
mail_view_read(struct arena *arena, const char *directory)
{
	const char *complaint = NULL;
	const struct template_set *templates =
	    template_set_load_folder(arena, directory, "mail", &complaint);
	const struct text_catalog *texts;

	if (templates == NULL)
		return complaint;
	texts = text_catalog_load(
	    arena, arena_printf(arena, "%s/text", directory), &complaint);
	if (texts == NULL)
		return complaint;
	complaint = complaint_about(arena, templates, texts);
	if (complaint != NULL)
		return complaint;
	read.templates = templates;
	read.texts = texts;
	return NULL;
}

/* Hours in words: "eine Stunde", "24 Stunden", "7 Tage". */
static const char *
duration_of(struct arena *arena, const char *language, int64_t hours)
{
	struct json_object *context = json_new_object(arena);
	const char *key = "duration.hours";

	if (hours == 1)
		key = "duration.hour";
	else if (hours > HOURS_OF_DAY && hours % HOURS_OF_DAY == 0) {
		key = "duration.days";
		hours /= HOURS_OF_DAY;
	}
	json_add_int(context, "count", hours);
	return text_catalog_text(read.texts, arena, language, key, context);
}

static struct json_object *
brand_json(struct arena *arena, const struct mail_brand *brand)
{
	struct json_object *tree = json_new_object(arena);
	struct json_object *logo = NULL;

	json_add_text(tree, "fill", brand->fill);
	json_add_text(tree, "ink", brand->ink);
	if (brand->logo_url != NULL) {
		logo = json_new_object(arena);
		json_add_text(logo, "url", brand->logo_url);
		json_add_int(logo, "width", brand->logo_width);
		json_add_int(logo, "height", brand->logo_height);
		json_add_bool(logo, "is_pale", brand->logo_is_pale);
	}
	json_add(tree, "logo", json_object_get(logo));
	return tree;
}

/* What the mail was queued with, and what follows from it. */
static struct json_object *
context_of(struct arena *arena, const struct mail *mail, const char *language,
    const struct mail_brand *brand)
{
	struct json_object *context = json_new_object(arena);
	const char *role = json_text_at(mail->context, "role");
	int64_t hours;

	if (mail->context != NULL) {
		json_object_object_foreach(mail->context, name, value)
		{
			json_add(context, name, json_object_get(value));
		}
	}
	if (role != NULL)
		role = text_catalog_text(read.texts, arena, language,
		    arena_printf(arena, "role_as.%s", role), NULL);
	if (role != NULL)
		json_add_text(context, "role", role);
	if (json_int(json_at(mail->context, "expires_hours"), &hours))
		json_add_text(
		    context, "duration", duration_of(arena, language, hours));
	json_add_text(context, "language", language);
	json_add_text(context, "studio_name", brand->name);
	json_add(context, "brand", json_object_get(brand_json(arena, brand)));
	return context;
}

static const char *
part(struct task *task, const char *name, struct json_object *context,
    template_missing_fn *missing, void *missing_context)
{
	struct buf out = buf_new(task->arena, PART_BYTES_MAX);

	if (!template_render(
		read.templates, name, context, &out, missing, missing_context))
		return fail(task, INTERNAL, "The mail can not be rendered.");
	return buf_text(&out);
}

struct mail_view *
mail_view_render(struct task *task, const struct mail *mail,
    const struct mail_brand *brand, template_missing_fn *missing,
    void *missing_context)
{
	struct arena *arena = task->arena;
	struct mail_view *view = arena_new(arena, struct mail_view);
	const char *name = arena_printf(arena, "mail/%s", mail->template);
	struct json_object *context, *texts, *frame;

	check(read.texts != NULL);
	view->language = text_catalog_language(read.texts, mail->language);
	context = context_of(arena, mail, view->language, brand);
	texts = text_catalog_section(read.texts, arena, view->language,
	    arena_printf(arena, "mail.%s", mail->template), context);
	frame = text_catalog_section(
	    read.texts, arena, view->language, "mail_frame", context);
	if (texts == NULL)
		return fail(task, INTERNAL, "There is no such mail.");
	json_add(context, "t", json_object_get(texts));
	json_add(context, "frame", json_object_get(frame));
	view->subject = json_text_at(texts, "subject");
	view->html = part(task, name, context, missing, missing_context);
	if (view->html == NULL)
		return NULL;
	view->text = part(task, arena_printf(arena, "%s.txt", name), context,
	    missing, missing_context);
	return view->text == NULL ? NULL : view;
}
