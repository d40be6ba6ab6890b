/*
 * address_guard.c - tells public addresses from all others.
 *
 * SPDX-License-Identifier: ISC
 */
#include <netinet/in.h>

#include "base/text.h"
#include "net/address_guard.h"

/* A range: the first bits of bytes are what addresses in it begin with. */
struct range {
	unsigned bits;
	uint8_t bytes[4];
};

/* clang-format off */
static const struct range ipv4_inside[] = {
	{ 8,  { 0 } },                  /* this network */
	{ 8,  { 10 } },                 /* private use */
	{ 10, { 100, 64 } },            /* shared by a carrier's customers */
	{ 8,  { 127 } },                /* loopback */
	{ 16, { 169, 254 } },           /* link local, metadata of clouds */
	{ 12, { 172, 16 } },            /* private use */
	{ 24, { 192, 0, 0 } },          /* protocol assignments */
	{ 24, { 192, 0, 2 } },          /* documentation */
	{ 24, { 192, 88, 99 } },        /* 6to4 relays, deprecated */
	{ 16, { 192, 168 } },           /* private use */
	{ 15, { 198, 18 } },            /* benchmarks */
	{ 24, { 198, 51, 100 } },       /* documentation */
	{ 24, { 203, 0, 113 } },        /* documentation */
	{ 32, { 168, 63, 129, 16 } },   /* metadata of a cloud, though public */
	{ 3,  { 224 } },                /* multicast, reserved, broadcast */
};

/* Within 2000::/3, which is all that is ever given out to hosts. */
static const struct range ipv6_inside[] = {
	{ 23, { 0x20, 0x01, 0x00 } },       /* protocols: Teredo, ORCHID ... */
	{ 32, { 0x20, 0x01, 0x0d, 0xb8 } }, /* documentation */
	{ 16, { 0x20, 0x02 } },             /* 6to4, deprecated: hides any IPv4 */
	{ 20, { 0x3f, 0xff, 0x00 } },       /* documentation */
};
/* clang-format on */

static const uint8_t ipv4_mapped[12] = { [10] = 0xff, [11] = 0xff };
static const uint8_t nat64[12] = { 0x00, 0x64, 0xff, 0x9b };

static bool
range_has(const struct range *range, const uint8_t *address)
{
	unsigned whole = range->bits / 8, rest = range->bits % 8;
	unsigned mask = 0xffU << (8 - rest) & 0xffU;

	if (memcmp(range->bytes, address, whole) != 0)
		return false;
	return rest == 0 ||
	    (range->bytes[whole] & mask) == (address[whole] & mask);
}

static bool
ipv4_is_public(const uint8_t address[4])
{
	size_t i;

	for (i = 0; i < ARRAY_LENGTH(ipv4_inside); i++) {
		if (range_has(&ipv4_inside[i], address))
			return false;
	}
	return true;
}

static bool
ipv6_is_public(const uint8_t address[16])
{
	size_t i;

	/* These two reach the IPv4 address in their last bytes. */
	if (memcmp(address, ipv4_mapped, sizeof(ipv4_mapped)) == 0 ||
	    memcmp(address, nat64, sizeof(nat64)) == 0)
		return ipv4_is_public(address + 12);
	if ((address[0] & 0xe0) != 0x20)
		return false;
	for (i = 0; i < ARRAY_LENGTH(ipv6_inside); i++) {
		if (range_has(&ipv6_inside[i], address))
			return false;
	}
	return true;
}

bool
address_is_public(const struct sockaddr *address)
{
	struct sockaddr_in ipv4;
	struct sockaddr_in6 ipv6;
	uint8_t bytes[16];

	if (address->sa_family == AF_INET) {
		memcpy(&ipv4, address, sizeof(ipv4));
		memcpy(bytes, &ipv4.sin_addr, 4);
		return ipv4_is_public(bytes);
	}
	if (address->sa_family == AF_INET6) {
		memcpy(&ipv6, address, sizeof(ipv6));
		memcpy(bytes, &ipv6.sin6_addr, 16);
		return ipv6_is_public(bytes);
	}
	return false;
}

/* ASCII: names of hosts are compared as they travel, in their ASCII form. */
static char
lower(char character)
{
	return character >= 'A' && character <= 'Z'
	    ? (char)(character - 'A' + 'a')
	    : character;
}

static bool
is_same_name(const char *host, const char *item, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++) {
		if (host[i] == '\0' || lower(host[i]) != lower(item[i]))
			return false;
	}
	return host[len] == '\0';
}

bool
address_host_is_listed(const char *host, const char *list)
{
	size_t len;

	if (text_is_empty(host) || text_is_empty(list))
		return false;
	while (*list != '\0') {
		list += strspn(list, ", \t");
		len = strcspn(list, ", \t");
		if (len > 0 && is_same_name(host, list, len))
			return true;
		list += len;
	}
	return false;
}
