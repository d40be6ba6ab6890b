/*
 * worker.c - a worker program: options, configuration, parent.
 *
 * SPDX-License-Identifier: ISC
 */
#include <getopt.h>
#include <sys/mman.h>
#include <sys/resource.h>

#include "base/check.h"
#include "base/harden.h"
#include "base/log.h"
#include "base/scoreboard.h"
#include "work/loop.h"

enum {
	CONFIG_FIRST_BYTES = 8 * 1024,
	/* With templates. */
	CONFIG_BYTES_MAX = 32 << 20,
	/* Beyond the lease, which running jobs have to end in. */
	DRAIN_EXTRA_MS = 5000,
	/* Descriptors beside those of the calls. */
	FILES_BESIDE = 64,
	EXIT_USAGE = 2,
};

/* What the parent holds and the child inherits. */
struct program {
	const struct worker *worker;
	const char *name; /* "ariia-agent" */
	const char *config_path;
	struct arena *arena; /* of config */
	const struct config *config;
	struct worker_trace *traces;
};

/* Reads the configuration; on failure says why and keeps what there was. */
static bool
load(struct program *program)
{
	struct arena *arena =
	    arena_create(CONFIG_FIRST_BYTES, CONFIG_BYTES_MAX);
	const char *complaint = NULL;
	struct config *config =
	    config_read(arena, program->config_path, &complaint);
	enum log_level level;

	if (config != NULL)
		complaint = config_complaint(arena, config);
	if (complaint == NULL && !log_level_parse(config->log_level, &level))
		complaint = "LOG_LEVEL must be debug, info, warn or error.";
	if (complaint == NULL && program->worker->capacity(config) < 1)
		complaint = "The capacity of a worker must be at least 1.";
	if (complaint == NULL && program->worker->read != NULL)
		complaint = program->worker->read(arena, config);
	if (complaint != NULL) {
		(void)fprintf(stderr, "%s: %s\n", program->name, complaint);
		arena_free(arena);
		return false;
	}
	arena_free(program->arena);
	program->arena = arena;
	program->config = config;
	log_start(program->name, level);
	return true;
}

static const char *
filter(const struct program *program, unsigned kind)
{
	if (program->worker->runs_programs)
		kind |= HARDEN_RUNNER;
	return harden_filter((enum harden_kind)kind, program->config);
}

static int
child(void *context, struct scoreboard_slot *slot)
{
	const struct program *program = context;
	const char *complaint = filter(program, HARDEN_WORKER);

	if (complaint == NULL)
		return loop_run(
		    program->worker, program->config, program->traces, slot);
	log_error(NULL, "%s", complaint);
	return EXIT_FAILURE;
}

static void
set_times(struct prefork *prefork, const struct config *config)
{
	prefork->deadline_ms = config->lease_ms;
	prefork->drain_ms = config->lease_ms + DRAIN_EXTRA_MS;
}

static bool
reload(struct prefork *prefork, void *context)
{
	struct program *program = context;

	if (!load(program))
		return false;
	set_times(prefork, program->config);
	return true;
}

/* Each call in flight is a socket, and the usual limit is 1024. */
static void
raise_limits(const struct program *program)
{
	size_t wanted =
	    (size_t)program->worker->capacity(program->config) + FILES_BESIDE;
	struct rlimit files;

	check(getrlimit(RLIMIT_NOFILE, &files) == 0);
	files.rlim_cur = files.rlim_max;
	check(setrlimit(RLIMIT_NOFILE, &files) == 0);
	if (files.rlim_max < wanted)
		log_warn(NULL, "only %ju files may be open, %zu are wanted",
		    (uintmax_t)files.rlim_max, wanted);
}

static int
serve(struct program *program, struct arena *arena)
{
	struct prefork prefork = {
		.name = program->name,
		.children = 1,
		.child = child,
		.reload = reload,
		.context = program,
	};
	size_t len = TRACES * sizeof(struct worker_trace);
	struct scoreboard board;
	const char *complaint;
	int status;

	program->traces = mmap(NULL, len, PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	check(program->traces != MAP_FAILED);
	set_times(&prefork, program->config);
	raise_limits(program);
	if (!scoreboard_open(arena, program->config->socket_dir,
		program->worker->name, &board, &complaint))
		log_warn(NULL, "%s", complaint);
	prefork.board = &board;
	complaint = harden_user(program->arena, program->config);
	if (complaint == NULL)
		complaint = filter(program, HARDEN_PARENT);
	status = complaint == NULL ? prefork_run(&prefork) : EXIT_FAILURE;
	if (complaint != NULL)
		(void)fprintf(stderr, "%s: %s\n", program->name, complaint);
	scoreboard_close(&board);
	return status;
}

static int
usage(const char *name, FILE *out, int status)
{
	(void)fprintf(out,
	    "usage: %s [--config FILE] [--check]\n"
	    "  --config FILE  read FILE, not /etc/ariia/ariia.conf\n"
	    "  --check        only read and check the configuration\n",
	    name);
	return status;
}

int
worker_main(const struct worker *worker, int argc, char **argv)
{
	static const struct option options[] = {
		{ "config", required_argument, NULL, 'c' },
		{ "check", no_argument, NULL, 'n' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	struct arena *arena = arena_create(256, CONFIG_BYTES_MAX);
	struct program program = {
		.worker = worker,
		.name = arena_printf(arena, "ariia-%s", worker->name),
	};
	bool is_check = false;
	int option, status;

	while ((option = getopt_long(argc, argv, "c:", options, NULL)) != -1) {
		if (option == 'c')
			program.config_path = optarg;
		else if (option == 'n')
			is_check = true;
		else if (option == 'h')
			return usage(program.name, stdout, EXIT_SUCCESS);
		else
			return usage(program.name, stderr, EXIT_USAGE);
	}
	if (optind < argc)
		return usage(program.name, stderr, EXIT_USAGE);
	check_install();
	log_start(program.name, LOG_INFO);
	harden_start();
	if (!load(&program))
		return EXIT_FAILURE;
	status = is_check ? EXIT_SUCCESS : serve(&program, arena);
	arena_free(program.arena);
	arena_free(arena);
	return status;
}
