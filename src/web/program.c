/*
 * program.c - a web program from its options to its end.
 *
 * SPDX-License-Identifier: ISC
 */
#include "web/program.h"

#include <getopt.h>

#include "base/check.h"
#include "base/config.h"
#include "base/harden.h"
#include "base/log.h"
#include "base/scoreboard.h"
#include "base/text.h"
#include "base/zone.h"
#include "view/template.h"
#include "view/text_catalog.h"
#include "web/listen.h"

enum {
	ARENA_FIRST_BYTES = 64 * 1024,
	ARENA_CAP_BYTES = 64 * 1024 * 1024,
	TABLES_MAX = 64,
	CHILDREN_MAX = 512,
	/* The parent's deadline is the last resort: the child's own timeouts
	 * come first and still answer. */
	DEADLINE_GRACE_MS = 5000
};

static const struct option options[] = {
	{ "config", required_argument, NULL, 'c' },
	{ "check", no_argument, NULL, 'k' },
	{ "version", no_argument, NULL, 'v' },
	{ "help", no_argument, NULL, 'h' },
	{ 0 },
};

static const char help[] =
    "Usage: ariia-%s [--config FILE] [--check]\n"
    "Serves FastCGI on the socket that systemd passes, or on\n"
    "socket_dir/%s.sock.\n"
    "\n"
    "  --config FILE  settings (default: $ARIIA_CONFIG, then\n"
    "                 /etc/ariia/ariia.conf)\n"
    "  --check        says whether settings, templates and routes are fine\n"
    "  --version      prints the version\n"
    "  --help         prints this\n"
    "\n"
    "SIGHUP: reads settings and templates again. SIGTERM: ends in order.\n";

/* The tables of the app and those that every program has. */
static const struct route *const *
all_tables(struct arena *arena, const struct app *app)
{
	const struct route **tables =
	    arena_array(arena, const struct route *, TABLES_MAX + 2);
	size_t count = 0;

	for (; app->tables[count] != NULL; count++) {
		check(count < TABLES_MAX);
		tables[count] = app->tables[count];
	}
	tables[count] = health_routes;
	return tables;
}

static bool
needs_templates(const struct app *app)
{
	for (size_t i = 0; app->tables[i] != NULL; i++) {
		const struct route *row = app->tables[i];

		for (; row->path != NULL; row++) {
			if (row->page != NULL)
				return true;
		}
	}
	return app->has_templates;
}

/* What only shows in the program as a whole. */
static const char *
program_complaint(struct arena *arena, const struct program *program)
{
	const struct app *app = program->app;
	int64_t children = app->children(program->config);

	if (children < 1 || children > CHILDREN_MAX)
		return arena_printf(arena,
		    "The number of children of ariia-%s has to be from 1 to "
		    "%d.",
		    app->name, CHILDREN_MAX);
	for (size_t i = 0; app->tables[i] != NULL; i++) {
		const struct route *row = app->tables[i];

		for (; row->path != NULL; row++) {
			if (row->role != ROLE_PUBLIC && app->identify == NULL)
				return arena_printf(arena,
				    "route %s: this program knows nobody",
				    row->path);
			if (row->page != NULL &&
			    !template_exists(program->templates, row->page))
				return arena_printf(arena,
				    "route %s: there is no template %s",
				    row->path, row->page);
		}
	}
	return NULL;
}

/* What pages are made of. */
static const char *
load_pages(struct program *program)
{
	const char *directory = program->config->template_dir;
	const char *complaint = NULL;

	program->templates =
	    template_set_load(program->arena, directory, &complaint);
	if (program->templates == NULL)
		return complaint;
	program->texts = text_catalog_load(program->arena,
	    arena_printf(program->arena, "%s/text", directory), &complaint);
	if (program->texts == NULL)
		return complaint;
	program->zones =
	    zone_set_load(program->arena, ZONE_DIRECTORY, &complaint);
	return complaint;
}

static const char *
load(struct program *program)
{
	const struct route *const *tables =
	    all_tables(program->arena, program->app);
	const char *complaint = NULL;

	program->config =
	    config_read(program->arena, program->config_path, &complaint);
	if (program->config == NULL)
		return complaint;
	complaint = config_complaint(program->arena, program->config);
	if (complaint == NULL)
		complaint = route_complaint(program->arena, tables);
	if (complaint != NULL)
		return complaint;
	program->router = router_compile(program->arena, tables);
	if (needs_templates(program->app))
		complaint = load_pages(program);
	if (complaint != NULL)
		return complaint;
	complaint = program_complaint(program->arena, program);
	if (complaint == NULL && program->app->read != NULL)
		complaint = program->app->read(program->arena, program->config);
	return complaint;
}

struct program *
program_load(const struct app *app, const char *config_path,
    struct arena *arena, const char **complaint)
{
	struct arena *own = arena_create(ARENA_FIRST_BYTES, ARENA_CAP_BYTES);
	struct program *program = arena_new(own, struct program);

	program->app = app;
	program->arena = own;
	program->config_path = config_path;
	*complaint = load(program);
	if (*complaint == NULL)
		return program;
	*complaint = arena_copy(arena, *complaint);
	arena_free(own);
	return NULL;
}

/* What the parent keeps: the program of today. */
struct parent {
	struct program *program;
};

static int
child(void *context, struct scoreboard_slot *slot)
{
	const struct parent *parent = context;
	unsigned kind = HARDEN_WEB;
	const char *complaint;

	if (parent->program->app->calls_out)
		kind |= HARDEN_CALLER;
	complaint =
	    harden_filter((enum harden_kind)kind, parent->program->config);
	if (complaint == NULL)
		return fastcgi_serve(parent->program, slot);
	log_error(NULL, "%s", complaint);
	return EXIT_FAILURE;
}

static void
set_sizes(struct prefork *prefork, const struct program *program)
{
	const struct config *config = program->config;

	prefork->children = (size_t)program->app->children(config);
	prefork->deadline_ms = config->request_deadline_ms + DEADLINE_GRACE_MS;
	prefork->drain_ms = prefork->deadline_ms;
}

static void
set_log(struct arena *arena, const struct app *app, const char *level_name)
{
	enum log_level level = LOG_INFO;

	if (level_name != NULL && !log_level_parse(level_name, &level))
		log_warn(NULL, "log_level %s is unknown", level_name);
	log_start(arena_printf(arena, "ariia-%s", app->name), level);
}

static bool
reload(struct prefork *prefork, void *context)
{
	struct parent *parent = context;
	struct program *old = parent->program;
	struct arena *arena = arena_create(4096, 1024 * 1024);
	const char *complaint;
	struct program *fresh =
	    program_load(old->app, old->config_path, arena, &complaint);

	if (fresh == NULL)
		log_error(NULL, "%s", complaint);
	arena_free(arena);
	if (fresh == NULL)
		return false;
	fresh->listen_socket = old->listen_socket;
	set_sizes(prefork, fresh);
	set_log(fresh->arena, fresh->app, fresh->config->log_level);
	parent->program = fresh;
	arena_free(old->arena);
	return true;
}

static int
complain(const struct app *app, const char *complaint)
{
	fprintf(stderr, "ariia-%s: %s\n", app->name, complaint);
	return 1;
}

static int
serve(struct program *program, struct arena *arena)
{
	struct parent parent = { program };
	struct prefork prefork = {
		.name = arena_printf(arena, "ariia-%s", program->app->name),
		.child = child,
		.reload = reload,
		.context = &parent,
	};
	struct listener listener;
	struct scoreboard board;
	const char *complaint;
	int status;

	if (!listener_open(arena, program->config->socket_dir,
		program->app->name, &listener, &complaint)) {
		status = complain(program->app, complaint);
		arena_free(program->arena);
		return status;
	}
	program->listen_socket = listener.socket;
	if (!scoreboard_open(arena, program->config->socket_dir,
		program->app->name, &board, &complaint))
		log_warn(NULL, "%s", complaint);
	prefork.board = &board;
	set_sizes(&prefork, program);
	complaint = harden_user(arena, program->config);
	if (complaint == NULL)
		complaint = harden_filter(HARDEN_PARENT, program->config);
	status = complaint == NULL ? prefork_run(&prefork)
				   : complain(program->app, complaint);
	scoreboard_close(&board);
	listener_close(&listener);
	arena_free(parent.program->arena);
	return status;
}

struct invocation {
	const char *config_path;
	enum { RUN = 1, CHECK, SAY_VERSION, HELP, MISUSED } what;
};

static struct invocation
invocation_of(int argc, char **argv)
{
	struct invocation invocation = { .what = RUN };
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'c')
			invocation.config_path = optarg;
		else if (option == 'k')
			invocation.what = CHECK;
		else if (option == 'v')
			invocation.what = SAY_VERSION;
		else if (option == 'h')
			invocation.what = HELP;
		else
			invocation.what = MISUSED;
	}
	if (optind < argc)
		invocation.what = MISUSED;
	return invocation;
}

static int
start(const struct app *app, const struct invocation *invocation,
    struct arena *arena)
{
	const char *complaint;
	struct program *program =
	    program_load(app, invocation->config_path, arena, &complaint);

	if (program == NULL)
		return complain(app, complaint);
	if (app->start != NULL && !app->start(program->config)) {
		arena_free(program->arena);
		return 1;
	}
	if (invocation->what == CHECK) {
		puts("ok");
		arena_free(program->arena);
		return 0;
	}
	set_log(arena, app, program->config->log_level);
	return serve(program, arena);
}

int
web_main(const struct app *app, int argc, char **argv)
{
	struct invocation invocation = invocation_of(argc, argv);
	struct arena *arena = arena_create(4096, 1024 * 1024);
	int status = 0;

	check_install();
	set_log(arena, app, NULL);
	harden_start();
	switch (invocation.what) {
	case HELP:
		printf(help, app->name, app->name);
		break;
	case SAY_VERSION:
		printf("ariia-%s %s\n", app->name, PACKAGE_VERSION);
		break;
	case MISUSED:
		fprintf(stderr, help, app->name, app->name);
		status = 2;
		break;
	case RUN:
	case CHECK:
		status = start(app, &invocation, arena);
		break;
	}
	arena_free(arena);
	return status;
}
