/*
 * member_check.c - puts what is known of a member into the form in which it is
 * stored.
 *
 * SPDX-License-Identifier: ISC
 */
#include "members/member_check.h"

#include "base/json.h"
#include "base/text.h"
#include "members/date.h"
#include "net/mail_header.h"
#include "tenancy/region.h"

enum { TAGS_MAX = 50, TAG_CHARACTERS_MAX = 50 };

static bool
is_empty(const char **text)
{
	if (!text_is_empty(*text))
		return false;
	*text = NULL;
	return true;
}

static void
check_line(struct task *task, const char *pointer, const char **text)
{
	if (!is_empty(text) && !mail_text_is_clean(*text))
		(void)fail_field(
		    task, pointer, "has line breaks or control characters");
}

static void
check_email(struct task *task, const char **email)
{
	if (is_empty(email))
		return;
	*email = text_lower(task->arena, text_trim(task->arena, *email));
	if (!mail_address_is_good(*email))
		(void)fail_field(task, "#/email", "is no e-mail address");
}

static void
check_phone(
    struct task *task, const char **phone, const struct phone_country *country)
{
	const char *number;

	if (is_empty(phone))
		return;
	number = phone_read(task->arena, *phone, country);
	if (number == NULL)
		(void)fail_field(task, "#/phone", "is no telephone number");
	*phone = number;
}

static void
check_day(struct task *task, const char *pointer, const char **day)
{
	const char *read;

	if (is_empty(day))
		return;
	read = date_read(task->arena, *day, instant_now());
	if (read == NULL)
		(void)fail_field(task, pointer,
		    "is no day such as 1990-12-31 or 31.12.1990");
	*day = read;
}

static void
check_birth(struct task *task, const char **day)
{
	check_day(task, "#/birth_date", day);
	if (*day != NULL && date_is_future(task->arena, *day, instant_now()))
		(void)fail_field(task, "#/birth_date", "is yet to come");
}

/* clang-format off */
static const struct { const char *name; const char *language; } languages[] = {
	{ "de", "de" }, { "deutsch", "de" }, { "german", "de" }, { "ger", "de" },
	{ "en", "en" }, { "englisch", "en" }, { "english", "en" }, { "eng", "en" },
};
/* clang-format on */

static void
check_language(struct task *task, const char **language)
{
	const char *word;

	if (is_empty(language))
		return;
	word = text_lower(task->arena, *language);
	if (region_locale_is_good(*language))
		word = text_prefix(task->arena, word, 2);
	for (size_t i = 0; i < ARRAY_LENGTH(languages); i++)
		if (text_is_equal(languages[i].name, word)) {
			*language = languages[i].language;
			return;
		}
	(void)fail_field(task, "#/language", "must be de or en");
}

static void
check_object(struct task *task, const char *pointer, struct json_object *tree)
{
	if (tree != NULL && !json_object_is_type(tree, json_type_object))
		(void)fail_field(task, pointer, "must be an object");
}

static bool
has_tag(struct json_object *tags, const char *word)
{
	for (size_t i = 0; i < json_length(tags); i++)
		if (text_is_equal(json_text(json_item(tags, i)), word))
			return true;
	return false;
}

static bool
add_tag(struct arena *arena, struct json_object *tags, const char *text)
{
	const char *word;

	if (text == NULL || !mail_text_is_clean(text) ||
	    strpbrk(text, ",;|") != NULL)
		return false;
	word = text_trim(arena, text);
	if (*word == '\0' || has_tag(tags, word))
		return true;
	json_object_array_add(tags, json_object_new_string(word));
	return text_characters(word) <= TAG_CHARACTERS_MAX &&
	    json_length(tags) <= TAGS_MAX;
}

struct json_object *
member_tags_of(struct arena *arena, const char *words)
{
	struct json_object *tags = json_new_array(arena);

	while (*words != '\0') {
		size_t len = strcspn(words, ",;|");

		if (!add_tag(arena, tags, arena_copy_bytes(arena, words, len)))
			return NULL;
		words += len + (words[len] != '\0');
	}
	return tags;
}

static struct json_object *
tags_of(struct arena *arena, struct json_object *given)
{
	struct json_object *tags = json_new_array(arena);

	if (json_text(given) != NULL)
		return member_tags_of(arena, json_text(given));
	if (!json_object_is_type(given, json_type_array))
		return NULL;
	for (size_t i = 0; i < json_length(given); i++)
		if (!add_tag(arena, tags, json_text(json_item(given, i))))
			return NULL;
	return tags;
}

static void
check_tags(struct task *task, struct json_object **tags)
{
	struct json_object *read;

	if (*tags == NULL)
		return;
	read = tags_of(task->arena, *tags);
	if (read == NULL)
		(void)fail_field(task, "#/tags",
		    "must be an array of at most %d words of at most %d "
		    "characters, without commas",
		    TAGS_MAX, TAG_CHARACTERS_MAX);
	*tags = read;
}

bool
member_check(struct task *task, struct member *member,
    const struct phone_country *country)
{
	check_line(task, "#/customer_id", &member->customer_id);
	check_line(task, "#/member_number", &member->member_number);
	check_line(task, "#/first_name", &member->first_name);
	check_line(task, "#/last_name", &member->last_name);
	check_birth(task, &member->birth_date);
	check_phone(task, &member->phone, country);
	check_email(task, &member->email);
	check_language(task, &member->language);
	check_day(task, "#/member_since", &member->member_since);
	check_object(task, "#/pause_info", member->pause_info);
	check_object(task, "#/additional_info", member->additional_info);
	check_tags(task, &member->tags);
	if (!task_has_failed(task) && member->first_name == NULL &&
	    member->last_name == NULL && member->email == NULL &&
	    member->phone == NULL && member->customer_id == NULL &&
	    member->member_number == NULL)
		(void)fail_field(task, "#/last_name",
		    "is needed, or anything else that tells who it is");
	return !task_has_failed(task);
}

bool
member_read(struct task *task, struct member *member)
{
	const struct phone_country *country = text_is_empty(member->phone)
	    ? phone_country_of(NULL)
	    : member_country(task);

	return country != NULL && member_check(task, member, country);
}
