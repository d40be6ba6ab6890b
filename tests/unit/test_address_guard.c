/*
 * test_address_guard.c - which addresses are public.
 *
 * SPDX-License-Identifier: ISC
 */
#include <arpa/inet.h>

#include "net/address_guard.h"
#include "unit.h"

static bool
is_public(const char *text)
{
	struct sockaddr_in ipv4 = { .sin_family = AF_INET };
	struct sockaddr_in6 ipv6 = { .sin6_family = AF_INET6 };

	if (inet_pton(AF_INET, text, &ipv4.sin_addr) == 1)
		return address_is_public((const struct sockaddr *)&ipv4);
	ck_assert_int_eq(inet_pton(AF_INET6, text, &ipv6.sin6_addr), 1);
	return address_is_public((const struct sockaddr *)&ipv6);
}

static const char *const outside[] = { "1.1.1.1", "8.8.8.8", "9.255.255.255",
	"11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
	"128.0.0.0", "169.253.255.255", "169.255.0.0", "172.15.255.255",
	"172.32.0.0", "192.0.1.0", "192.167.255.255", "192.169.0.0",
	"198.17.255.255", "198.20.0.0", "223.255.255.255", "168.63.129.15",
	"2606:4700:4700::1111", "2a00:1450:4001:82a::200e", "2001:200::1",
	"2001:db7:ffff::1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "3ffe::1" };

static const char *const inside[] = { "0.0.0.0", "0.1.2.3", "10.0.0.1",
	"10.255.255.255", "100.64.0.0", "100.127.255.255", "127.0.0.1",
	"127.255.255.255", "169.254.169.254", "172.16.0.0", "172.31.255.255",
	"192.0.0.1", "192.0.2.1", "192.88.99.1", "192.168.0.1", "198.18.0.1",
	"198.19.255.255", "198.51.100.7", "203.0.113.9", "224.0.0.1",
	"239.255.255.255", "240.0.0.1", "255.255.255.255", "168.63.129.16",
	"::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1",
	"64:ff9b::10.0.0.1", "64:ff9b::169.254.169.254", "64:ff9b:1::1",
	"100::1", "2001::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2",
	"2001:20::1", "2001:db8::1", "2002:7f00:1::1", "2002:808:808::1",
	"3fff::1", "3fff:fff::1", "5f00::1", "fc00::1", "fd12:3456:789a::1",
	"fe80::1", "fec0::1", "ff02::1" };

START_TEST(a_public_address_is_public)
{
	ck_assert_msg(is_public(outside[_i]), "%s", outside[_i]);
}
END_TEST

START_TEST(every_other_address_is_not)
{
	ck_assert_msg(!is_public(inside[_i]), "%s", inside[_i]);
}
END_TEST

START_TEST(an_address_of_another_family_is_not_public)
{
	struct sockaddr local = { .sa_family = AF_UNIX };

	ck_assert(!address_is_public(&local));
}
END_TEST

START_TEST(a_host_is_listed_without_regard_to_case)
{
	ck_assert(address_host_is_listed("a.example", "a.example"));
	ck_assert(address_host_is_listed("A.Example", "b, a.eXample ,c"));
	ck_assert(address_host_is_listed("::1", "10.0.0.1,::1"));
}
END_TEST

START_TEST(a_part_of_a_listed_host_is_not_listed)
{
	ck_assert(!address_host_is_listed("example", "a.example"));
	ck_assert(!address_host_is_listed("a.example.org", "a.example"));
	ck_assert(!address_host_is_listed("a.exampl", "a.example"));
	ck_assert(!address_host_is_listed("a", ""));
	ck_assert(!address_host_is_listed("a", NULL));
	ck_assert(!address_host_is_listed("", ",,"));
	ck_assert(!address_host_is_listed(NULL, "a"));
}
END_TEST

Suite *address_guard_suite(void);

Suite *
address_guard_suite(void)
{
	Suite *suite = suite_create("address_guard");
	TCase *tcase = tcase_create("address_guard");

	tcase_add_loop_test(
	    tcase, a_public_address_is_public, 0, ARRAY_LENGTH(outside));
	tcase_add_loop_test(
	    tcase, every_other_address_is_not, 0, ARRAY_LENGTH(inside));
	tcase_add_test(tcase, an_address_of_another_family_is_not_public);
	tcase_add_test(tcase, a_host_is_listed_without_regard_to_case);
	tcase_add_test(tcase, a_part_of_a_listed_host_is_not_listed);
	suite_add_tcase(suite, tcase);
	return suite;
}
