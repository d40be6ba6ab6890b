/*
 * form_view.c - draws forms: values, and messages beside what they are about.
 *
 * SPDX-License-Identifier: ISC
 */
#include "web/form_view.h"

#include "base/text.h"
#include "web/exchange.h"
#include "web/language.h"
#include "web/route.h"

/* One form while it is drawn. */
struct drawing {
	struct request *req;
	const struct form_view *view;
	const struct problem *problem; /* NULL unless this form was sent */
	struct json_object *values;
	bool *has_focus; /* something on the page has it already */
	bool is_beside;  /* another form of the page has something wrong */
};

/* The form came, and is shown again. */
static bool
is_sent(const struct request *req, const struct form_view *view)
{
	return req->form != NULL && req->route != NULL &&
	    text_is_equal(req->route->path, view->path);
}

static const struct problem_error *
error_of(const struct drawing *drawing, const char *name)
{
	const struct problem_error *error =
	    drawing->problem == NULL ? NULL : drawing->problem->errors;

	while (error != NULL &&
	    (strncmp(error->pointer, "#/", 2) != 0 ||
		strcmp(error->pointer + 2, name) != 0))
		error = error->next;
	return error;
}

static bool
has_input(const struct form_view *view, const char *pointer)
{
	const struct form_input *input = view->inputs;

	if (input == NULL || strncmp(pointer, "#/", 2) != 0)
		return false;
	while (input->name != NULL &&
	    (strcmp(input->name, pointer + 2) != 0 ||
		text_is_equal(input->type, "hidden")))
		input++;
	return input->name != NULL;
}

static bool
is_code(const struct form_input *input)
{
	return text_is_equal(input->autocomplete, "one-time-code");
}

/* What is secret or good for one time only has to be typed again. */
static const char *
value_of(const struct drawing *drawing, const struct form_input *input)
{
	struct request *req = drawing->req;
	const char *value = NULL;

	if (text_is_equal(input->type, "password") || is_code(input))
		return "";
	if (is_sent(req, drawing->view))
		value = request_form(req, input->name);
	else if (json_text_at(drawing->values, input->name) != NULL)
		value = json_text_at(drawing->values, input->name);
	else if (input->flags & INPUT_OF_QUERY)
		value = request_query(req, input->name);
	return value == NULL ? "" : value;
}

static const char *
word(struct request *req, const char *section, const char *key)
{
	const char *found =
	    json_text_at(request_words(req, section, NULL), key);

	return found == NULL ? key : found;
}

static struct json_object *
choices_json(struct drawing *drawing, const struct form_input *input)
{
	struct arena *arena = drawing->req->task.arena;
	struct json_object *rows = json_new_array(arena);
	struct json_object *words = request_words(drawing->req, "choice", NULL);
	const char *value = value_of(drawing, input);
	const char *const *choice = input->choices_of == NULL
	    ? input->choices
	    : input->choices_of(drawing->req, value);

	for (; *choice != NULL; choice++) {
		struct json_object *row = json_new_object(arena);
		const char *label = json_text_at(words, *choice);

		json_add_text(row, "value", *choice);
		json_add_text(row, "label", label == NULL ? *choice : label);
		json_add_bool(row, "is_chosen", text_is_equal(*choice, value));
		json_object_array_add(rows, json_object_get(row));
	}
	return rows;
}

/* Names the lines below an input for those who do not see them. */
static void
add_lines(struct drawing *drawing, const struct form_input *input,
    const char *id, struct json_object *row)
{
	struct request *req = drawing->req;
	struct arena *arena = req->task.arena;
	const struct problem_error *error = error_of(drawing, input->name);
	const char *hint_id =
	    input->hint == NULL ? "" : arena_printf(arena, "%s-hint ", id);

	if (input->hint != NULL)
		json_add_text(row, "hint", word(req, "hint", input->hint));
	if (error != NULL)
		json_add_text(
		    row, "error", request_field_message(req, error->detail));
	json_add_bool(row, "is_wrong", error != NULL);
	if (error != NULL || input->hint != NULL)
		json_add_text(row, "described_by",
		    text_trim(arena,
			arena_printf(arena, "%s%s%s", hint_id,
			    error == NULL ? "" : id,
			    error == NULL ? "" : "-error")));
}

/* The first that is wrong; when it can not be said which, the first empty one.
 */
static bool
takes_focus(struct drawing *drawing, const struct form_input *input)
{
	const struct problem *problem = drawing->problem;
	bool takes = error_of(drawing, input->name) != NULL;

	if (problem == NULL)
		takes = (input->flags & INPUT_FIRST) != 0;
	else if (problem->errors == NULL)
		takes = text_is_empty(value_of(drawing, input));
	if (*drawing->has_focus || !takes || drawing->is_beside ||
	    text_is_equal(input->type, "hidden"))
		return false;
	*drawing->has_focus = true;
	return true;
}

static bool
has_choices(const struct form_input *input)
{
	return input->choices != NULL || input->choices_of != NULL;
}

/* One line that somebody types. */
static bool
is_line(const struct form_input *input)
{
	return !has_choices(input) && !text_is_equal(input->type, "textarea") &&
	    !text_is_equal(input->type, "checkbox") &&
	    !text_is_equal(input->type, "file");
}

static struct json_object *
input_json(struct drawing *drawing, const struct form_input *input)
{
	struct arena *arena = drawing->req->task.arena;
	struct json_object *row = json_new_object(arena);
	const char *id =
	    arena_printf(arena, "%s-%s", drawing->view->key, input->name);

	json_add_text(row, "id", id);
	json_add_text(row, "name", input->name);
	json_add_text(row, "type", input->type);
	json_add_text(row, "value", value_of(drawing, input));
	json_add_bool(row, "is_hidden", text_is_equal(input->type, "hidden"));
	if (text_is_equal(input->type, "hidden"))
		return row;
	json_add_text(row, "autocomplete", input->autocomplete);
	json_add_text(row, "label", word(drawing->req, "field", input->label));
	json_add_bool(row, "is_optional", input->flags & INPUT_OPTIONAL);
	/* A secret that is there, and stays if nothing is typed. */
	json_add_bool(row, "is_kept",
	    text_is_equal(input->type, "password") &&
		json_text_at(drawing->values, input->name) != NULL);
	json_add_bool(row, "is_code", is_code(input));
	json_add_bool(row, "is_select", has_choices(input));
	json_add_bool(row, "is_area", text_is_equal(input->type, "textarea"));
	json_add_bool(row, "is_check", text_is_equal(input->type, "checkbox"));
	json_add_bool(row, "is_file", text_is_equal(input->type, "file"));
	json_add_bool(row, "is_line", is_line(input));
	json_add_bool(
	    row, "is_checked", text_is_equal(value_of(drawing, input), "true"));
	if (has_choices(input))
		json_add(row, "choices",
		    json_object_get(choices_json(drawing, input)));
	add_lines(drawing, input, id, row);
	json_add_bool(row, "is_focused", takes_focus(drawing, input));
	return row;
}

/* What can not stand beside an input stands above all of them; NULL when the
 * one thing that is wrong has the focus. */
static const char *
alert_of(const struct drawing *drawing)
{
	const struct problem *problem = drawing->problem;

	if (problem->kind == INVALID || problem->kind == CONFLICT)
		for (const struct problem_error *error = problem->errors;
		     error != NULL; error = error->next) {
			if (!has_input(drawing->view, error->pointer))
				return request_field_message(
				    drawing->req, error->detail);
		}
	if (problem->errors != NULL && problem->errors->next == NULL)
		return NULL;
	if (problem->errors != NULL)
		return word(drawing->req, "common", "check_fields");
	return request_problem_text(drawing->req, problem);
}

static struct json_object *
form_json(struct drawing *drawing)
{
	struct arena *arena = drawing->req->task.arena;
	struct json_object *form = json_new_object(arena);
	struct json_object *rows = json_new_array(arena);
	const struct form_input *input = drawing->view->inputs;

	for (; input != NULL && input->name != NULL; input++)
		json_object_array_add(
		    rows, json_object_get(input_json(drawing, input)));
	json_add(form, "inputs", json_object_get(rows));
	json_add_bool(form, "is_wrong", drawing->problem != NULL);
	if (drawing->problem != NULL)
		json_add_text(form, "alert", alert_of(drawing));
	return form;
}

/* Which forms are wanted, and why. */
struct asked {
	const char *page;
	const struct problem *problem;
	struct json_object *values;
	bool *has_focus;
};

static void
add_forms(struct request *req, const struct form_view *view,
    struct json_object *forms, const struct asked *asked)
{
	for (; view->page != NULL; view++) {
		bool is_asked = is_sent(req, view);
		struct drawing drawing = {
			.req = req,
			.view = view,
			.problem = is_asked ? asked->problem : NULL,
			.is_beside = asked->problem != NULL && !is_asked,
			.values = json_at(asked->values, view->key),
			.has_focus = asked->has_focus,
		};

		if (strcmp(view->page, asked->page) == 0)
			json_add(forms, view->key,
			    json_object_get(form_json(&drawing)));
	}
}

struct json_object *
form_view_json(struct request *req, const char *name,
    const struct problem *problem, struct json_object *values)
{
	struct json_object *forms = json_new_object(req->task.arena);
	const struct form_view *const *table = req->app->forms;
	bool has_focus = false;
	struct asked asked = { name, problem, values, &has_focus };

	for (; table != NULL && *table != NULL; table++)
		add_forms(req, *table, forms, &asked);
	return forms;
}
