/*
 * browser.h - what a browser without JavaScript does: keeps cookies, fills in
 * forms, follows redirects.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef E2E_BROWSER_H
#define E2E_BROWSER_H

#include "person.h"

struct browser {
	const char *address;  /* NULL: the usual one */
	const char *language; /* Accept-Language, NULL: none */
	const char *host;     /* NULL: that of the stack */
	const char *known;    /* If-None-Match, NULL: none */
	struct json_object *cookies;
	struct answer page; /* the last one */
};

/* At an address of its own, with German first. */
struct browser *browser_new(void);
/* The same, signed in, on the page of the account. */
struct browser *browser_of(const struct person *person);
/* Gets path as it is; browser->page is the answer, a redirect too. */
int browser_open(struct browser *browser, const char *path);
/* Goes where the last answer leads, once; its status. */
int browser_follow(struct browser *browser);
/* Where that is, NULL when it leads nowhere. */
const char *browser_way(const struct browser *browser);

/* Sends the form of the page with this action: its hidden inputs, and what is
 * given as name, value, ..., NULL. The status of the answer. */
#define browser_send(browser, action, ...)                                     \
	browser_submit(                                                        \
	    browser, action, (const char *const[]){ __VA_ARGS__, NULL })
int browser_submit(
    struct browser *browser, const char *action, const char *const *fields);

/* The same with a file that was chosen in the input called name; NULL content:
 * none was. */
struct chosen {
	const char *name;
	const char *filename;
	const char *content;
};
int browser_upload(struct browser *browser, const char *action,
    struct chosen chosen, const char *const *fields);

/* The page has the text as it stands in HTML. */
/* From its main part on. */
const char *browser_main(const struct browser *browser);
bool browser_sees(const struct browser *browser, const char *text);
#define expect_sees(browser, text)                                             \
	ck_assert_msg(browser_sees(browser, text), "no %s in %.3000s", text,   \
	    browser_main(browser))
/* The value of the input called name, NULL without one. */
const char *browser_value(const struct browser *browser, const char *name);
/* The page without what differs from one request to the next. */
const char *browser_constant(const struct browser *browser);
/* How many statements the program needed for the page. */
int64_t browser_statements(const struct browser *browser, const char *program);
/* Every header that a page must have, and a policy without exceptions. */
void browser_expect_safe(const struct browser *browser);
/* HTML Tidy finds nothing to complain about. */
void browser_expect_tidy(const struct browser *browser);

#endif
