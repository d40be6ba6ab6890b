/*
 * batch.c - many commands, a line each, for one start of the program.
 *
 * SPDX-License-Identifier: ISC
 */
#include "main/command.h"

#include "base/text.h"

enum { LINE_BYTES = 64 * 1024, WORDS_MAX = 64 };

/* Cuts a word off the line, in place: bare, or in quotes that hold no quote of
 * their kind. NULL at the end of the line, and when a quote does not end. */
static char *
next_word(char **line)
{
	char *from = *line + strspn(*line, " \t");
	const char *ends = " \t";
	char *end;

	if (*from == '\0')
		return NULL;
	if (*from == '\'' || *from == '"')
		ends = *from++ == '"' ? "\"" : "'";
	end = from + strcspn(from, ends);
	if (*end == '\0' && *ends != ' ')
		return NULL;
	*line = *end == '\0' ? end : end + 1;
	*end = '\0';
	return from;
}

/* The number of words, or -1 when they can not be read. */
static int
split(char *line, char **words)
{
	int count = 0;
	char *word;

	while ((word = next_word(&line)) != NULL) {
		if (count == WORDS_MAX)
			return -1;
		words[count++] = word;
	}
	return line[strspn(line, " \t")] == '\0' ? count : -1;
}

static int
complain(int number)
{
	fprintf(stderr, "ariia: the batch ended at line %d\n", number);
	return 1;
}

int
batch_read(FILE *file, batch_fn *run, void *own)
{
	char *words[WORDS_MAX + 1] = { 0 };
	char line[LINE_BYTES];

	for (int number = 1; fgets(line, sizeof(line), file) != NULL;
	     number++) {
		size_t len = strcspn(line, "\n");
		int count;

		if (line[len] == '\0' && len + 1 == sizeof(line))
			return complain(number);
		line[len] = '\0';
		count = split(line, words);
		if (count > 0 && words[0][0] == '#')
			continue;
		if (count < 0 || (count > 0 && run(own, count, words) != 0))
			return complain(number);
		if (count > 0)
			putchar('\n');
		fflush(stdout);
	}
	return ferror(file) == 0 ? 0 : complain(0);
}
