/*
 * text_coding.c - hexadecimal, base64 and percent-encoding of text.h.
 *
 * SPDX-License-Identifier: ISC
 */
#include "base/buf.h"
#include "base/check.h"
#include "base/text.h"

static const char HEX[] = "0123456789abcdef";
static const char ALPHABET[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static const char ALPHABET_URL[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

char *
text_hex(struct arena *arena, const void *bytes, size_t len)
{
	const unsigned char *byte = bytes;
	char *hex = arena_alloc_array(arena, len + 1, 2);
	size_t i;

	for (i = 0; i < len; i++) {
		hex[2 * i] = HEX[byte[i] >> 4];
		hex[2 * i + 1] = HEX[byte[i] & 15];
	}
	return hex;
}

/* The value of a hexadecimal digit, -1 for anything else. */
static int
hex_value(char digit)
{
	if (digit >= '0' && digit <= '9')
		return digit - '0';
	if (digit >= 'a' && digit <= 'f')
		return digit - 'a' + 10;
	if (digit >= 'A' && digit <= 'F')
		return digit - 'A' + 10;
	return -1;
}

bool
text_unhex(const char *hex, void *bytes, size_t len)
{
	unsigned char *byte = bytes;
	int high, low;
	size_t i;

	if (hex == NULL || strlen(hex) != 2 * len)
		return false;
	for (i = 0; i < len; i++) {
		high = hex_value(hex[2 * i]);
		low = hex_value(hex[2 * i + 1]);
		if (high < 0 || low < 0)
			return false;
		byte[i] = (unsigned char)(high * 16 + low);
	}
	return true;
}

/* Writes the characters for bytes, without padding; returns their number. */
static size_t
encode64(
    const unsigned char *bytes, size_t len, const char *alphabet, char *out)
{
	size_t count = 0, i;
	uint32_t group;

	for (i = 0; i + 3 <= len; i += 3) {
		group = (uint32_t)bytes[i] << 16 | (uint32_t)bytes[i + 1] << 8 |
		    bytes[i + 2];
		out[count++] = alphabet[group >> 18];
		out[count++] = alphabet[group >> 12 & 63];
		out[count++] = alphabet[group >> 6 & 63];
		out[count++] = alphabet[group & 63];
	}
	if (i == len)
		return count;
	group = (uint32_t)bytes[i] << 16;
	if (len - i == 2)
		group |= (uint32_t)bytes[i + 1] << 8;
	out[count++] = alphabet[group >> 18];
	out[count++] = alphabet[group >> 12 & 63];
	if (len - i == 2)
		out[count++] = alphabet[group >> 6 & 63];
	return count;
}

char *
text_base64(struct arena *arena, const void *bytes, size_t len)
{
	char *base64 = arena_alloc_array(arena, len / 3 + 2, 4);
	size_t count = encode64(bytes, len, ALPHABET, base64);

	while (count % 4 != 0)
		base64[count++] = '=';
	return base64;
}

char *
text_base64url(struct arena *arena, const void *bytes, size_t len)
{
	char *base64url = arena_alloc_array(arena, len / 3 + 2, 4);

	encode64(bytes, len, ALPHABET_URL, base64url);
	return base64url;
}

/* The value of a character, 64 when it is outside the alphabet. */
static uint32_t
value64(char character, const char *alphabet)
{
	if (character >= 'A' && character <= 'Z')
		return (uint32_t)(character - 'A');
	if (character >= 'a' && character <= 'z')
		return (uint32_t)(character - 'a') + 26;
	if (character >= '0' && character <= '9')
		return (uint32_t)(character - '0') + 52;
	if (character == alphabet[62])
		return 62;
	return character == alphabet[63] ? 63 : 64;
}

/* Decodes count characters without padding. Bits left over must be zero, so
 * that every sequence of bytes has exactly one encoding. */
static char *
decode64(struct arena *arena, const char *text, size_t count,
    const char *alphabet, size_t *len)
{
	char *bytes;
	uint32_t bits = 0, value;
	unsigned bit_count = 0;
	size_t i;

	if (count % 4 == 1)
		return NULL;
	bytes = arena_alloc(arena, count / 4 * 3 + 3);
	*len = 0;
	for (i = 0; i < count; i++) {
		value = value64(text[i], alphabet);
		if (value > 63)
			return NULL;
		bits = bits << 6 | value;
		bit_count += 6;
		if (bit_count >= 8) {
			bit_count -= 8;
			bytes[(*len)++] = (char)(bits >> bit_count & 0xFF);
		}
	}
	if ((bits & ((1U << bit_count) - 1)) != 0)
		return NULL;
	bytes[*len] = '\0';
	return bytes;
}

char *
text_unbase64(struct arena *arena, const char *base64, size_t *len)
{
	size_t count;

	if (base64 == NULL || (count = strlen(base64)) % 4 != 0)
		return NULL;
	if (count > 0 && base64[count - 1] == '=')
		count--;
	if (count > 0 && count % 4 == 3 && base64[count - 1] == '=')
		count--;
	return decode64(arena, base64, count, ALPHABET, len);
}

char *
text_unbase64url(struct arena *arena, const char *base64url, size_t *len)
{
	if (base64url == NULL)
		return NULL;
	return decode64(arena, base64url, strlen(base64url), ALPHABET_URL, len);
}

static bool
is_unreserved(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
	    (byte >= '0' && byte <= '9') || byte == '-' || byte == '.' ||
	    byte == '_' || byte == '~';
}

char *
text_url_encode(struct arena *arena, const char *text)
{
	char *encoded = arena_alloc_array(arena, strlen(text) + 1, 3);
	char *out = encoded;

	for (; *text != '\0'; text++) {
		if (is_unreserved(*text)) {
			*out++ = *text;
			continue;
		}
		*out++ = '%';
		*out++ = "0123456789ABCDEF"[(unsigned char)*text >> 4];
		*out++ = "0123456789ABCDEF"[(unsigned char)*text & 15];
	}
	return encoded;
}

char *
text_url_decode(
    struct arena *arena, const char *bytes, size_t len, enum text_plus plus)
{
	char *decoded = arena_alloc(arena, len + 1);
	size_t count = 0, i;
	int high, low;

	for (i = 0; i < len; i++) {
		if (bytes[i] == '+' && plus == PLUS_IS_SPACE) {
			decoded[count++] = ' ';
		} else if (bytes[i] != '%') {
			decoded[count++] = bytes[i];
		} else {
			if (len - i < 3)
				return NULL;
			high = hex_value(bytes[i + 1]);
			low = hex_value(bytes[i + 2]);
			if (high < 0 || low < 0)
				return NULL;
			decoded[count++] = (char)(high * 16 + low);
			i += 2;
		}
	}
	return text_is_utf8(decoded, count) ? decoded : NULL;
}
