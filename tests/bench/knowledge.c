/*
 * knowledge.c - searches a studio's knowledge base as ariia-agent does: how
 * long, and how often the passage that answers comes first.
 *
 * Usage: knowledge TENANT_ID QUESTIONS ROUNDS
 * QUESTIONS has a line per question: question, heading, words of the answer,
 * with tabs between. Prints "searches P50 P95 longest found questions", times
 * in milliseconds.
 *
 * SPDX-License-Identifier: ISC
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/config.h"
#include "base/log.h"
#include "base/text.h"
#include "knowledge/search.h"

enum {
	QUESTIONS_MAX = 200,
	ROUNDS_MAX = 1000,
	LINE_BYTES = 1024,
	PASSAGES = 3,
	DEADLINE_MS = 10000,
	ARENA_BYTES_MAX = 64 << 20
};

struct asked {
	const char *question;
	const char *heading;
};

struct bench {
	struct arena *arena;
	struct config *config;
	struct db *db;
	int64_t tenant_id;
	struct asked asked[QUESTIONS_MAX];
	size_t count;
	double *times_ms;
	size_t searches;
	size_t found; /* in the first round */
};

static bool
read_questions(struct bench *bench, const char *path)
{
	FILE *file = fopen(path, "re");
	char line[LINE_BYTES];

	if (file == NULL)
		return false;
	while (bench->count < QUESTIONS_MAX &&
	    fgets(line, sizeof(line), file) != NULL) {
		char *heading = strchr(line, '\t');

		if (heading == NULL)
			continue;
		*heading++ = '\0';
		heading[strcspn(heading, "\t\n")] = '\0';
		bench->asked[bench->count++] =
		    (struct asked){ arena_copy(bench->arena, line),
			    arena_copy(bench->arena, heading) };
	}
	(void)fclose(file);
	return bench->count > 0;
}

static bool
search(struct bench *bench, const struct asked *asked, bool counts)
{
	struct arena *arena = arena_create(4096, ARENA_BYTES_MAX);
	struct task task = { .arena = arena,
		.config = bench->config,
		.db = bench->db,
		.tenant_id = bench->tenant_id,
		.id = "bench",
		.what = "knowledge",
		.deadline_ms = monotonic_ms() + DEADLINE_MS };
	int64_t started_us = monotonic_us();
	struct list *list;
	const struct passage *best;

	db_read_only(&task);
	list = knowledge_search(&task, asked->question, PASSAGES);
	bench->times_ms[bench->searches++] =
	    (double)(monotonic_us() - started_us) / 1000;
	best = list == NULL || list->count == 0 ? NULL : list->items;
	if (counts && best != NULL &&
	    strstr(best->heading, asked->heading) != NULL)
		bench->found++;
	db_rollback(&task);
	arena_free(arena);
	return list != NULL;
}

static int
by_size(const void *a, const void *b)
{
	double left = *(const double *)a;
	double right = *(const double *)b;

	return (left > right) - (left < right);
}

static bool
run(struct bench *bench, int64_t rounds)
{
	size_t count = bench->count * (size_t)rounds;

	bench->times_ms = arena_array(bench->arena, double, count);
	for (int64_t round = 0; round < rounds; round++)
		for (size_t at = 0; at < bench->count; at++)
			if (!search(bench, &bench->asked[at], round == 0))
				return false;
	qsort(bench->times_ms, count, sizeof(double), by_size);
	printf("%zu %.2f %.2f %.2f %zu %zu\n", count,
	    bench->times_ms[count / 2], bench->times_ms[count * 95 / 100],
	    bench->times_ms[count - 1], bench->found, bench->count);
	return true;
}

int
main(int argc, char **argv)
{
	struct bench bench = { .arena = arena_create(4096, ARENA_BYTES_MAX) };
	const char *complaint = NULL;
	int64_t rounds;
	bool is_fine;

	if (argc != 4 || !text_to_int64(argv[1], &bench.tenant_id) ||
	    !text_to_int64(argv[3], &rounds) || rounds < 1 ||
	    rounds > ROUNDS_MAX || !read_questions(&bench, argv[2])) {
		(void)fputs(
		    "usage: knowledge TENANT_ID QUESTIONS ROUNDS\n", stderr);
		return 2;
	}
	log_start("bench", LOG_WARN);
	bench.config = config_read(bench.arena, NULL, &complaint);
	if (bench.config == NULL) {
		(void)fprintf(stderr, "knowledge: %s\n", complaint);
		return 1;
	}
	bench.db = db_open(bench.config, "ariia_agent");
	is_fine = run(&bench, rounds);
	db_close(bench.db);
	arena_free(bench.arena);
	return is_fine ? 0 : 1;
}
