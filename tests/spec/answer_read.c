/*
 * answer_read.c - what our reader makes of one recorded answer of a model.
 *
 *	answer_read [--status N] [--content-type T] [--tools] [FILE]
 *
 * Reads the body of an answer from FILE, or from standard input, as it came
 * from POST {base}/chat/completions with HTTP status N (200), and writes one
 * line of JSON:
 *
 *	{"verdict": "answered", "text": "Hello", "tool_calls": [{"id": "call_1",
 *	 "name": "get_x", "arguments": "{\"a\":1}"}], "usage":
 *	 {"prompt_tokens": 9, "completion_tokens": 10, "total_tokens": 19},
 *	 "model": "m", "is_cut": false, "complaint": ""}
 *
 * verdict is one of answered, calls_tools, says_nothing, again, too_long,
 * other_limit, no_tools, no_images, failed. text is null when there is none.
 * arguments are an object as text, null when the model wrote none that is one.
 * The recorded body may also be a stream of events or lines of JSON: T need not
 * be given. --tools: the request offered tools, so that calls written as text
 * count. Exit status 0 when an answer could be written, whatever it says; 2 for
 * options that make no sense.
 *
 * SPDX-License-Identifier: ISC
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "agents/model.h"
#include "base/json.h"
#include "base/text.h"

enum { INPUT_BYTES_MAX = 16 << 20, READ_BYTES = 65536, USAGE = 2 };

/* clang-format off */
static const char *const verdicts[] = {
	[MODEL_ANSWERED]     = "answered",
	[MODEL_SAYS_NOTHING] = "says_nothing",
	[MODEL_AGAIN]        = "again",
	[MODEL_TOO_LONG]     = "too_long",
	[MODEL_OTHER_LIMIT]  = "other_limit",
	[MODEL_CALLS_TOOLS]  = "calls_tools",
	[MODEL_NO_TOOLS]     = "no_tools",
	[MODEL_NO_IMAGES]    = "no_images",
	[MODEL_FAILED]       = "failed",
};
/* clang-format on */

struct options {
	int status;
	const char *content_type;
	bool offers_tools;
	const char *path; /* NULL: standard input */
};

static bool
options_read(int argc, char **argv, struct options *options)
{
	static const struct option long_options[] = {
		{ "status", required_argument, NULL, 's' },
		{ "content-type", required_argument, NULL, 'c' },
		{ "tools", no_argument, NULL, 't' }, { NULL, 0, NULL, 0 }
	};
	int64_t status = 200;
	int option;

	*options = (struct options){ .content_type = "" };
	while (
	    (option = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
		if (option == 's' && !text_to_int64(optarg, &status))
			return false;
		if (option == 'c')
			options->content_type = optarg;
		if (option == 't')
			options->offers_tools = true;
		if (option == '?')
			return false;
	}
	options->status = (int)status;
	options->path = optind < argc ? argv[optind++] : NULL;
	return optind >= argc && status >= 100 && status < 600;
}

static bool
read_all(struct buf *body, const char *path)
{
	FILE *file = path == NULL ? stdin : fopen(path, "r");
	size_t count = 1;
	bool is_good;

	if (file == NULL)
		return false;
	while (count > 0) {
		char *room = buf_reserve(body, READ_BYTES);

		if (room == NULL)
			break;
		count = fread(room, 1, READ_BYTES, file);
		buf_grown(body, count);
	}
	is_good = count == 0 && !ferror(file);
	return (file == stdin || fclose(file) == 0) && is_good;
}

static struct json_object *
calls_of(const struct model_answer *answer)
{
	struct json_object *calls = json_object_new_array();

	for (size_t at = 0; at < answer->call_count; at++) {
		struct json_object *call = json_object_new_object();

		json_add_text(call, "id", answer->calls[at].id);
		json_add_text(call, "name", answer->calls[at].name);
		json_add_text(call, "arguments", answer->calls[at].arguments);
		(void)json_object_array_add(calls, call);
	}
	return calls;
}

static const char *
described(struct arena *arena, const struct model_answer *answer)
{
	struct json_object *shown = json_new_object(arena);
	struct json_object *usage = json_object_new_object();
	size_t len;

	json_add_text(shown, "verdict", verdicts[answer->verdict]);
	json_add_text(shown, "text", answer->text);
	json_add(shown, "tool_calls", calls_of(answer));
	json_add(shown, "usage", usage);
	json_add_int(usage, "prompt_tokens", answer->prompt_tokens);
	json_add_int(usage, "completion_tokens", answer->completion_tokens);
	json_add_int(usage, "total_tokens",
	    (int64_t)answer->prompt_tokens + answer->completion_tokens);
	json_add_text(shown, "model", answer->model);
	json_add_bool(shown, "is_cut", answer->is_cut);
	json_add_text(shown, "complaint", answer->complaint);
	return json_write(arena, shown, &len);
}

static struct model_answer
answer_of(
    struct task *task, const struct options *options, const struct buf *body)
{
	struct http_response response = { .outcome = HTTP_ANSWERED,
		.status = options->status,
		.body = buf_text(body),
		.body_len = body->len,
		.content_type = options->content_type,
		.retry_after_ms = -1,
		.should_retry = "",
		.error = "" };

	return options->offers_tools
	    ? model_answer_read_offered(task, &response, NULL, 0)
	    : model_answer_read(task, &response);
}

int
main(int argc, char **argv)
{
	struct arena *arena = arena_create(1 << 20, 1 << 30);
	struct buf body = buf_new(arena, INPUT_BYTES_MAX);
	struct task task = { .arena = arena };
	struct model_answer answer;
	struct options options;
	int status = EXIT_SUCCESS;

	if (!options_read(argc, argv, &options)) {
		fprintf(stderr,
		    "usage: answer_read [--status N] [--content-type T] "
		    "[--tools] [FILE]\n");
		status = USAGE;
	} else if (!read_all(&body, options.path)) {
		fprintf(stderr, "answer_read: the body cannot be read\n");
		status = EXIT_FAILURE;
	} else {
		answer = answer_of(&task, &options, &body);
		if (puts(described(arena, &answer)) < 0 || fflush(stdout) != 0)
			status = EXIT_FAILURE;
	}
	arena_free(arena);
	return status;
}
