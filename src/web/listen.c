/*
 * listen.c - takes over or makes the listening socket.
 *
 * SPDX-License-Identifier: ISC
 */
#include "web/listen.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/text.h"

/* With a short queue web servers see refused connections under load. */
enum { BACKLOG = 1024, INHERITED_SOCKET = 3 };

static bool
complain(struct arena *arena, const char **complaint, const char *what,
    const char *path)
{
	*complaint =
	    arena_printf(arena, "%s %s: %s", path, what, strerror(errno));
	return false;
}

/* systemd names the process that it passes sockets to. */
static bool
is_inherited(void)
{
	const char *pid = getenv("LISTEN_PID");
	const char *count = getenv("LISTEN_FDS");
	int64_t number;
	struct stat status;

	if (pid == NULL || count == NULL)
		return false;
	if (!text_to_int64(pid, &number) || number != getpid() ||
	    strcmp(count, "1") != 0)
		return false;
	return fstat(INHERITED_SOCKET, &status) == 0 &&
	    S_ISSOCK(status.st_mode);
}

static bool
address_of(const char *path, struct sockaddr_un *address)
{
	*address = (struct sockaddr_un){ .sun_family = AF_UNIX };
	if (strlen(path) >= sizeof(address->sun_path)) {
		errno = ENAMETOOLONG;
		return false;
	}
	memcpy(address->sun_path, path, strlen(path));
	return true;
}

/* Somebody answers at this socket file. */
static bool
is_served(const char *path)
{
	struct sockaddr_un address;
	int probe = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
	bool is_served = probe >= 0 && address_of(path, &address) &&
	    (connect(probe, (const struct sockaddr *)&address,
		 sizeof(address)) == 0 ||
		errno == EAGAIN);

	if (probe >= 0)
		(void)close(probe);
	return is_served;
}

/* Owner and group always, others as the umask says. */
static mode_t
wanted_mode(void)
{
	mode_t mask = umask(0);

	(void)umask(mask);
	return 0660 | (0666 & ~mask);
}

static bool
bind_there(int socket_fd, const char *path)
{
	struct sockaddr_un address;

	if (!address_of(path, &address))
		return false;
	(void)unlink(path);
	return bind(socket_fd, (const struct sockaddr *)&address,
		   sizeof(address)) == 0 &&
	    chmod(path, wanted_mode()) == 0 && listen(socket_fd, BACKLOG) == 0;
}

/* Ready under another name first, so that the real one never leads nowhere. */
static bool
open_own(struct arena *arena, const char *path, struct listener *listener,
    const char **complaint)
{
	const char *fresh = arena_printf(arena, "%s.%d", path, (int)getpid());
	struct stat status;
	int socket_fd;

	if (lstat(path, &status) == 0 && !S_ISSOCK(status.st_mode)) {
		errno = EEXIST;
		return complain(arena, complaint, "is no socket", path);
	}
	if (is_served(path)) {
		*complaint = arena_printf(arena,
		    "%s is served by another program that still runs", path);
		return false;
	}
	socket_fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (socket_fd < 0)
		return complain(arena, complaint, "can not be made", path);
	if (!bind_there(socket_fd, fresh) || rename(fresh, path) != 0) {
		complain(arena, complaint, "can not be made", path);
		(void)unlink(fresh);
		(void)close(socket_fd);
		return false;
	}
	*listener = (struct listener){ socket_fd, path };
	return true;
}

bool
listener_open(struct arena *arena, const char *directory, const char *name,
    struct listener *listener, const char **complaint)
{
	const char *path;

	if (is_inherited()) {
		*listener = (struct listener){ INHERITED_SOCKET, NULL };
		(void)unsetenv("LISTEN_PID");
		(void)unsetenv("LISTEN_FDS");
		if (fcntl(INHERITED_SOCKET, F_SETFD, FD_CLOEXEC) == 0 &&
		    fcntl(INHERITED_SOCKET, F_SETFL, 0) == 0)
			return true;
		return complain(
		    arena, complaint, "can not be used", "The passed socket");
	}
	path = arena_printf(arena, "%s/%s.sock", directory, name);
	return open_own(arena, path, listener, complaint);
}

void
listener_close(const struct listener *listener)
{
	(void)close(listener->socket);
	if (listener->path != NULL && !is_served(listener->path))
		(void)unlink(listener->path);
}
