/*
 * address_guard.h - which addresses a tenant may make us call.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef NET_ADDRESS_GUARD_H
#define NET_ADDRESS_GUARD_H

#include <sys/socket.h>

#include "base/base.h"

/* False for everything that is not a public unicast address: loopback, private,
 * link-local, shared, documentation, benchmark, multicast, reserved,
 * unspecified and, in IPv6, also unique-local, mapped, 6to4, NAT64 and Teredo
 * forms of those. Ranges after the IANA special-purpose address registries. */
bool address_is_public(const struct sockaddr *address) must_use;

/* host (no port) stands in the comma-separated list, compared without case. */
bool address_host_is_listed(const char *host, const char *list) must_use;

#endif
