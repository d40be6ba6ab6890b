/*
 * script.h - dialogs written down: tests/e2e/dialogs/NAME.txt.
 *
 * A file is lines "keyword: text"; # begins a comment, an empty line means
 * nothing. What stands before the first "dialog:" sets the studio up that all
 * dialogs of the file share; from there on each dialog is played by a person of
 * its own, twice: once the simulator's model answers, once the built-in
 * provider does. The keywords stand in play.c.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef E2E_SCRIPT_H
#define E2E_SCRIPT_H

#include "e2e.h"

struct script_line {
	const char *keyword;
	const char *text;
	int number; /* in the file */
};

/* Lines from and up to; of one file. */
struct script_part {
	const struct script_line *lines;
	size_t count;
};

struct script_dialog {
	const char *file; /* without directory and .txt */
	const char *name;
	struct script_part setup; /* the file's */
	struct script_part lines;
};

struct script {
	struct script_dialog *dialogs;
	size_t count;
};

/* Every dialog of every file in directory, in the order of their names; in
 * arena. The program ends with a sentence for a file that can not be read. */
struct script script_read(struct arena *arena, const char *directory);

/* How the member is answered. */
enum play_mode { PLAY_MODEL, PLAY_OFFLINE };

/* Plays one dialog; a line that is not as it says fails the test. */
void play(const struct script_dialog *dialog, enum play_mode mode);

#endif
