/*
 * member_column.c - what the columns of a file of members mean.
 *
 * SPDX-License-Identifier: ISC
 */
#include "members/member_column.h"

#include "base/text.h"

/* clang-format off */
static const struct {
	enum member_column column;
	const char *names[16]; /* folded: letters and digits, ae for ä */
} meanings[] = {
	{ COLUMN_CUSTOMER_ID, { "customerid", "kundennummer", "kundenid", "kundennr", "kunde", "externeid",
	    "externalid", "customernumber", "customerno", "debitor", "debitorennummer" } },
	{ COLUMN_MEMBER_NUMBER, { "membernumber", "mitgliedsnummer", "mitgliedsnr", "mitgliednummer", "mitgliednr",
	    "mitgliedsid", "memberid", "memberno", "kartennummer", "cardnumber", "nummer", "nr" } },
	{ COLUMN_FIRST_NAME, { "firstname", "vorname", "givenname", "rufname", "forename" } },
	{ COLUMN_LAST_NAME, { "lastname", "nachname", "familienname", "surname", "zuname", "familyname" } },
	{ COLUMN_FULL_NAME, { "name", "fullname", "vollername", "mitglied", "member", "vorundnachname" } },
	{ COLUMN_BIRTH_DATE, { "birthdate", "geburtsdatum", "geburtstag", "dateofbirth", "dob", "birthday",
	    "gebdatum", "geboren", "geborenam" } },
	{ COLUMN_PHONE, { "phone", "telefon", "telefonnummer", "tel", "phonenumber", "telephone", "handy",
	    "handynummer", "mobil", "mobiltelefon", "mobilnummer", "mobile", "mobilephone", "cell", "festnetz" } },
	{ COLUMN_EMAIL, { "email", "emailadresse", "mail", "mailadresse", "emailaddress" } },
	{ COLUMN_LANGUAGE, { "language", "sprache", "locale" } },
	{ COLUMN_MEMBER_SINCE, { "membersince", "mitgliedseit", "eintritt", "eintrittsdatum", "beitritt",
	    "beitrittsdatum", "vertragsbeginn", "joined", "joindate", "startdate" } },
	{ COLUMN_IS_PAUSED, { "ispaused", "paused", "pausiert", "ruhend", "ruht", "stillgelegt" } },
	{ COLUMN_PAUSE_INFO, { "pauseinfo" } },
	{ COLUMN_ADDITIONAL_INFO, { "additionalinfo" } },
	{ COLUMN_TAGS, { "tags", "schlagworte", "schlagwoerter", "labels", "gruppen", "groups" } },
	{ COLUMN_NOTES, { "notes", "note", "notizen", "notiz", "bemerkung", "bemerkungen", "anmerkung",
	    "anmerkungen", "kommentar", "comment", "comments" } },
	{ COLUMN_LEFT_OUT, { "id", "source", "createdat", "updatedat", "checkinstats", "recentbookings" } },
};

static const struct { uint32_t from; const char *to; } folds[] = {
	{ 0xe4, "ae" }, { 0xf6, "oe" }, { 0xfc, "ue" }, { 0xdf, "ss" },
	{ 0xe9, "e" }, { 0xe8, "e" },
};
/* clang-format on */

static const char *
folded(struct arena *arena, const char *name)
{
	const char *at = text_lower(arena, name);
	struct buf out = buf_new(arena, 4 * COLUMN_NAME_MAX + 8);
	uint32_t code;

	while ((code = text_next(&at)) != 0) {
		if ((code >= 'a' && code <= 'z') ||
		    (code >= '0' && code <= '9'))
			buf_add_char(&out, (char)code);
		for (size_t i = 0; i < ARRAY_LENGTH(folds); i++)
			if (folds[i].from == code)
				buf_add(&out, folds[i].to);
	}
	return buf_text(&out);
}

enum member_column
member_column_of(struct arena *arena, const char *name)
{
	const char *plain =
	    folded(arena, text_prefix(arena, name, COLUMN_NAME_MAX));

	for (size_t i = 0; i < ARRAY_LENGTH(meanings); i++)
		for (const char *const *known = meanings[i].names;
		     known < meanings[i].names + 16 && *known != NULL; known++)
			if (strcmp(*known, plain) == 0)
				return meanings[i].column;
	return *plain == '\0' ? COLUMN_LEFT_OUT : COLUMN_EXTRA;
}

static bool
has(const struct member_columns *columns, enum member_column wanted)
{
	for (size_t i = 0; i < columns->count; i++)
		if (columns->meanings[i] == wanted)
			return true;
	return false;
}

/* An unknown column is called what it is called: blanks and marks count. */
static const char *
known_as(
    struct arena *arena, const struct member_columns *columns, size_t number)
{
	const char *name = columns->names[number];

	return columns->meanings[number] == COLUMN_EXTRA
	    ? text_lower(arena, name)
	    : folded(arena, name);
}

/* The name of a column that stands there twice: a value of one of them would be
 * lost. NULL if there is none. */
static const char *
twice(struct arena *arena, const struct member_columns *columns)
{
	const char *names[CSV_CELLS_MAX];

	for (size_t i = 0; i < columns->count; i++) {
		names[i] = known_as(arena, columns, i);
		if (columns->meanings[i] == COLUMN_LEFT_OUT)
			continue;
		for (size_t before = 0; before < i; before++)
			if (columns->meanings[before] != COLUMN_LEFT_OUT &&
			    strcmp(names[before], names[i]) == 0)
				return columns->names[i];
	}
	return NULL;
}

/* "Name" beside "Vorname" is the last name. */
static void
settle_names(struct member_columns *columns)
{
	if (!has(columns, COLUMN_FIRST_NAME) || has(columns, COLUMN_LAST_NAME))
		return;
	for (size_t i = 0; i < columns->count; i++)
		if (columns->meanings[i] == COLUMN_FULL_NAME)
			columns->meanings[i] = COLUMN_LAST_NAME;
}

const char *
member_columns_read(struct arena *arena, const struct csv_row *header,
    struct member_columns *columns)
{
	const char *name_twice;
	size_t extras = 0;

	*columns = (struct member_columns){ .count = header->count };
	for (size_t i = 0; i < header->count; i++) {
		const char *name = text_prefix(arena,
		    text_trim(arena, csv_plain(header->cells[i])),
		    COLUMN_NAME_MAX);

		columns->names[i] = name;
		columns->meanings[i] = member_column_of(arena, name);
		extras += columns->meanings[i] == COLUMN_EXTRA;
	}
	name_twice = twice(arena, columns);
	if (name_twice != NULL)
		return arena_printf(arena,
		    "has two columns that are called \"%s\": rename or remove "
		    "one of them",
		    name_twice);
	settle_names(columns);
	if (extras > COLUMNS_EXTRA_MAX)
		return "has more than 50 columns that we do not know";
	if (has(columns, COLUMN_CUSTOMER_ID) ||
	    has(columns, COLUMN_MEMBER_NUMBER) ||
	    (has(columns, COLUMN_EMAIL) && has(columns, COLUMN_BIRTH_DATE)))
		return NULL;
	return "needs a first line with the names of its columns, among them "
	       "customer_id or member_number, or both email and birth_date";
}
