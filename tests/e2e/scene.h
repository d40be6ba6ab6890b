/*
 * scene.h - one dialog that is being played, and what may be said of it.
 *
 * Inside play.c and scene_checks.c only.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef E2E_SCENE_H
#define E2E_SCENE_H

#include "script.h"

enum { RULES_MAX = 64 };

struct scene {
	const struct script_dialog *dialog;
	enum play_mode mode;
	const struct studio *studio;
	const char *from;
	int64_t session_id; /* 0: nobody has written yet */
	int64_t last_id;    /* newest message before the last line */
	int64_t journal_at; /* of the simulator, at the same time */
	const char *said;   /* what the studio has answered since */
	const char *code;   /* the one that staff has issued */
	struct json_object *rules[RULES_MAX]; /* what the model does next */
	size_t rule_count;
	const struct script_line *line; /* for complaints */
};

struct scene_keyword {
	const char *name;
	void (*act)(struct scene *scene, const char *text);
};

/* What has to be so after a line of the member; ended by a NULL name. */
extern const struct scene_keyword scene_checks[];

/* text with '' for ', for SQL. */
const char *scene_quoted(const char *text);
/* {code} is the code that was issued, {wrong} another one of six digits. */
const char *scene_filled(const struct scene *scene, const char *text);

/* The position behind all that the simulator has received. */
int64_t scene_journal_end(void);

#define expect(scene, condition, ...)                                          \
	ck_assert_msg(condition, "%s:%d (%s, %s): %s\n  said: %s",             \
	    (scene)->dialog->file, (scene)->line->number,                      \
	    (scene)->dialog->name,                                             \
	    (scene)->mode == PLAY_MODEL ? "model" : "offline",                 \
	    arena_printf(e2e_arena(), __VA_ARGS__), (scene)->said)

#endif
