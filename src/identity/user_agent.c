/*
 * user_agent.c - names browsers and systems by the marks they leave.
 *
 * SPDX-License-Identifier: ISC
 */
#include "identity/user_agent.h"

struct mark {
	const char *text;
	const char *name;
};

/* The first one found counts: most browsers also claim to be those below. */
static const struct mark browsers[] = {
	{ "Edg", "Edge" },
	{ "OPR/", "Opera" },
	{ "SamsungBrowser/", "Samsung Internet" },
	{ "Firefox/", "Firefox" },
	{ "FxiOS/", "Firefox" },
	{ "CriOS/", "Chrome" },
	{ "Chrome/", "Chrome" },
	{ "Safari/", "Safari" },
	{ "curl/", "curl" },
	{ "python", "Python" },
};

static const struct mark systems[] = {
	{ "iPhone", "iPhone" },
	{ "iPad", "iPad" },
	{ "Android", "Android" },
	{ "Windows", "Windows" },
	{ "CrOS", "ChromeOS" },
	{ "Mac OS X", "macOS" },
	{ "Linux", "Linux" },
};

static const char *
first_of(const struct mark *marks, size_t count, const char *text)
{
	for (size_t i = 0; i < count; i++)
		if (strstr(text, marks[i].text) != NULL)
			return marks[i].name;
	return NULL;
}

const char *
user_agent_name(struct arena *arena, const char *user_agent)
{
	const char *text = user_agent == NULL ? "" : user_agent;
	const char *browser = first_of(browsers, ARRAY_LENGTH(browsers), text);
	const char *system = first_of(systems, ARRAY_LENGTH(systems), text);

	if (browser == NULL || system == NULL)
		return browser == NULL ? system : browser;
	return arena_printf(arena, "%s · %s", browser, system);
}
