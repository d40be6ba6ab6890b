/*
 * http_client.c - many HTTP calls at once: libcurl multi on one epoll.
 *
 * SPDX-License-Identifier: ISC
 */
#include <errno.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "base/check.h"
#include "net/http_call.h"
#include "net/http_client.h"

enum {
	EVENTS_PER_RUN = 64,
	ARENA_FIRST_BYTES = 4 * 1024,
	ARENA_BYTES_MAX = 1 << 20, /* beside the slots */
};

struct http_client {
	struct arena *arena;
	const char *allow_internal_hosts;
	CURLM *multi;
	int epoll;
	int64_t wake_at_ms; /* when libcurl wants to be called; -1: never */
	size_t capacity;
	size_t running;
	struct http_slot *slots; /* all */
	struct http_slot *free_slots;
	/* Calls that could not even begin. They are told in the next run, as
	 * all others, so that done() is never called from http_client_start().
	 */
	struct http_slot *stillborn;
};

/* libcurl says which sockets it waits for. One that it closed is out of the
 * epoll already, and its number may be a new socket's by now. */
static int
on_socket(CURL *easy not_used, curl_socket_t socket, int what, void *context,
    void *of_socket not_used)
{
	struct http_client *client = context;
	struct epoll_event event = { .data.fd = socket };
	int status;

	if (what == CURL_POLL_REMOVE) {
		status =
		    epoll_ctl(client->epoll, EPOLL_CTL_DEL, socket, &event);
		check(status == 0 || errno == ENOENT || errno == EBADF);
		return 0;
	}
	if ((what & CURL_POLL_IN) != 0)
		event.events |= EPOLLIN;
	if ((what & CURL_POLL_OUT) != 0)
		event.events |= EPOLLOUT;
	status = epoll_ctl(client->epoll, EPOLL_CTL_MOD, socket, &event);
	if (status != 0 && errno == ENOENT)
		status =
		    epoll_ctl(client->epoll, EPOLL_CTL_ADD, socket, &event);
	check(status == 0);
	return 0;
}

static int
on_timer(CURLM *multi not_used, long timeout_ms, void *context)
{
	struct http_client *client = context;

	client->wake_at_ms = timeout_ms < 0 ? -1 : monotonic_ms() + timeout_ms;
	return 0;
}

#define SET(client, option, value)                                             \
	check(curl_multi_setopt((client)->multi, option, value) == CURLM_OK)

struct http_client *
http_client_new(const char *allow_internal_hosts, size_t capacity)
{
	struct arena *arena = arena_create(ARENA_FIRST_BYTES,
	    ARENA_BYTES_MAX + capacity * 2 * sizeof(struct http_slot));
	struct http_client *client = arena_new(arena, struct http_client);

	check(capacity > 0);
	check(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK);
	client->arena = arena;
	client->allow_internal_hosts = arena_copy(
	    arena, allow_internal_hosts == NULL ? "" : allow_internal_hosts);
	client->capacity = capacity;
	client->wake_at_ms = -1;
	client->epoll = epoll_create1(EPOLL_CLOEXEC);
	check(client->epoll >= 0);
	client->multi = curl_multi_init();
	check(client->multi != NULL);
	SET(client, CURLMOPT_SOCKETFUNCTION, on_socket);
	SET(client, CURLMOPT_SOCKETDATA, client);
	SET(client, CURLMOPT_TIMERFUNCTION, on_timer);
	SET(client, CURLMOPT_TIMERDATA, client);
	/* Kept and used connections together: no more than calls. */
	SET(client, CURLMOPT_MAXCONNECTS, (long)capacity);
	return client;
}

void
http_client_free(struct http_client *client)
{
	struct http_slot *slot;

	if (client == NULL)
		return;
	for (slot = client->slots; slot != NULL; slot = slot->older) {
		if (slot->easy == NULL)
			continue;
		/* One that is idle is not in there, which does no harm. */
		(void)curl_multi_remove_handle(client->multi, slot->easy);
		curl_slist_free_all(slot->headers);
		curl_easy_cleanup(slot->easy);
	}
	(void)curl_multi_cleanup(client->multi);
	(void)close(client->epoll);
	arena_free(client->arena);
	curl_global_cleanup();
}

static struct http_slot *
slot_take(struct http_client *client)
{
	struct http_slot *slot = client->free_slots;

	if (slot != NULL)
		client->free_slots = slot->next;
	else {
		slot = arena_new(client->arena, struct http_slot);
		slot->older = client->slots;
		client->slots = slot;
	}
	if (slot->easy == NULL)
		slot->easy = curl_easy_init();
	check(slot->easy != NULL);
	return slot;
}

void
http_client_start(struct http_client *client, struct arena *arena,
    const struct http_call *call, http_done_fn *done, void *context)
{
	struct http_slot *slot;

	check(client->running < client->capacity);
	slot = slot_take(client);
	client->running++;
	slot->call = call;
	slot->arena = arena;
	slot->done = done;
	slot->context = context;
	if (!http_call_prepare(slot, client->allow_internal_hosts)) {
		slot->next = client->stillborn;
		client->stillborn = slot;
		return;
	}
	check(curl_multi_add_handle(client->multi, slot->easy) == CURLM_OK);
}

size_t
http_client_running(const struct http_client *client)
{
	return client->running;
}

int
http_client_descriptor(const struct http_client *client)
{
	return client->epoll;
}

int64_t
http_client_timeout_ms(const struct http_client *client)
{
	int64_t left_ms;

	if (client->stillborn != NULL)
		return 0;
	if (client->wake_at_ms < 0)
		return -1;
	left_ms = client->wake_at_ms - monotonic_ms();
	return left_ms > 0 ? left_ms : 0;
}

/* The slot is free before done() is called, so that done() may start the next
 * call. A handle whose call failed may still hold its buffer, and libcurl then
 * takes no other size for it: only one that ended well is used again. */
static void
end_call(struct http_client *client, struct http_slot *slot, CURLcode code)
{
	struct http_response *response;
	http_done_fn *done = slot->done;
	void *context = slot->context;

	http_call_end(slot, code);
	response = slot->response;
	if (code != CURLE_OK) {
		curl_easy_cleanup(slot->easy);
		slot->easy = NULL;
	}
	slot->next = client->free_slots;
	client->free_slots = slot;
	client->running--;
	done(context, response);
}

static void
end_calls(struct http_client *client)
{
	struct http_slot *slot, *stillborn;
	const CURLMsg *message;
	CURLcode code;
	char *private;
	int left;

	while ((message = curl_multi_info_read(client->multi, &left)) != NULL) {
		if (message->msg != CURLMSG_DONE)
			continue;
		code = message->data.result;
		check(curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE,
			  &private) == CURLE_OK);
		slot = (struct http_slot *)(void *)private;
		check(curl_multi_remove_handle(client->multi, slot->easy) ==
		    CURLM_OK);
		end_call(client, slot, code);
	}
	stillborn = client->stillborn;
	client->stillborn = NULL;
	while ((slot = stillborn) != NULL) {
		stillborn = slot->next;
		end_call(client, slot, CURLE_URL_MALFORMAT);
	}
}

static int
socket_events(uint32_t events)
{
	int flags = 0;

	if ((events & (EPOLLIN | EPOLLHUP)) != 0)
		flags |= CURL_CSELECT_IN;
	if ((events & EPOLLOUT) != 0)
		flags |= CURL_CSELECT_OUT;
	if ((events & EPOLLERR) != 0)
		flags |= CURL_CSELECT_ERR;
	return flags;
}

void
http_client_run(struct http_client *client)
{
	struct epoll_event events[EVENTS_PER_RUN];
	int count, i, running;

	/* What does not fit stays ready: the descriptor stays readable. */
	count = epoll_wait(client->epoll, events, EVENTS_PER_RUN, 0);
	check(count >= 0 || errno == EINTR);
	for (i = 0; i < count; i++) {
		check(
		    curl_multi_socket_action(client->multi, events[i].data.fd,
			socket_events(events[i].events), &running) == CURLM_OK);
	}
	if (client->wake_at_ms >= 0 && client->wake_at_ms <= monotonic_ms()) {
		client->wake_at_ms = -1;
		check(curl_multi_socket_action(client->multi,
			  CURL_SOCKET_TIMEOUT, 0, &running) == CURLM_OK);
	}
	end_calls(client);
}

static void
take_response(void *context, struct http_response *response)
{
	struct http_response **fetched = context;

	*fetched = response;
}

struct http_response *
http_client_fetch(struct http_client *client, struct arena *arena,
    const struct http_call *call)
{
	struct http_response *fetched = NULL;
	struct epoll_event event;
	int status;

	http_client_start(client, arena, call, take_response, &fetched);
	while (fetched == NULL) {
		status = epoll_wait(client->epoll, &event, 1,
		    (int)http_client_timeout_ms(client));
		check(status >= 0 || errno == EINTR);
		http_client_run(client);
	}
	return fetched;
}
