/*
 * picture_case.c - makes the pictures of the tests.
 *
 * SPDX-License-Identifier: ISC
 */
#define ALLOW_ALLOCATION
#include "picture_case.h"

#include <png.h>
#include <stdio.h>

#include <jpeglib.h>
#include <webp/encode.h>

#include "base/check.h"
#include "base/text.h"

const char svg_hostile[] =
    "<?xml version=\"1.0\"?>"
    "<?xml-stylesheet href=\"https://evil.example/s.css\"?>"
    "<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" "
    "\"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd\">"
    "<svg xmlns=\"http://www.w3.org/2000/svg\" "
    "xmlns:xlink=\"http://www.w3.org/1999/xlink\" "
    "xmlns:h=\"http://www.w3.org/1999/xhtml\" viewBox=\"0 0 200 40\" "
    "onload=\"alert(1)\" style=\"background:url(https://evil.example/b)\">"
    "<style>@import url(https://evil.example/i.css); "
    ".a{fill:#c00;filter:url(https://evil.example/f)} "
    "*{background:url(javascript:alert(1))} "
    "@font-face{font-family:x;src:url(https://evil.example/x)}</style>"
    "<script>alert(1)</script><script href=\"https://evil.example/x.js\"/>"
    "<h:script>alert(1)</h:script><handler type=\"text/ecmascript\">alert(1)"
    "</handler><foreignObject><h:iframe src=\"https://evil.example/\"/>"
    "</foreignObject><iframe src=\"javascript:alert(1)\"/>"
    "<a xlink:href=\"javascript:alert(1)\" target=\"_top\">"
    "<rect class=\"a\" width=\"40\" height=\"40\" onclick=\"alert(1)\"/></a>"
    "<a href=\"data:text/html,&lt;script&gt;\"><circle cx=\"60\" cy=\"20\" "
    "r=\"9\" fill=\"url(https://evil.example/p#x)\" "
    "style=\"fill:url('javascript:alert(1)');stroke:expression(alert(1));"
    "-moz-binding:url(https://evil.example/m)\"/></a>"
    "<use href=\"https://evil.example/u.svg#x\"/>"
    "<use xlink:href=\"data:image/svg+xml,evil#x\"/>"
    "<animate attributeName=\"href\" to=\"javascript:alert(1)\"/>"
    "<set attributeName=\"onload\" to=\"alert(1)\"/>"
    "<animateTransform onbegin=\"alert(1)\"/><metadata>evil</metadata>"
    "<filter id=\"f\"><feImage href=\"https://evil.example/f\"/></filter>"
    "<text x=\"80\" y=\"20\">Kraft &lt;script&gt; &amp; Ruhe</text>"
    "<path d=\"M100 0h20v40h-20z\" fill=\"#123456\" "
    "cursor=\"url(https://evil.example/c)\"/></svg>";

const char *const svg_never[] = { "<script", "javascript", "evil", "onload",
	"onclick", "onbegin", "foreignObject", "iframe", "animate", "<set",
	"@import", "style", "expression", "http://www.w3.org/1999", "DOCTYPE",
	"ENTITY", "<?", "data:", "<a", "feImage", "handler", NULL };

#define OPEN "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\">"

const struct svg_refused svgs_refused[] = {
	{ "<!DOCTYPE svg [<!ENTITY a \"aaaaaaaaaa\">"
	  "<!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>" OPEN "&b;</svg>",
	    "entities" },
	{ "<!DOCTYPE svg [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>" OPEN
	  "<text>&x;</text></svg>",
	    "entities" },
	{ "<!DOCTYPE svg SYSTEM \"https://evil.example/e.dtd\">" OPEN
	  "<text>&x;</text></svg>",
	    "entities" },
	{ OPEN "<image href=\"data:image/png;base64,AAAA\"/></svg>", "nested" },
	{ "<svg xmlns=\"http://www.w3.org/2000/svg\"><path d=\"M0 0\"/></svg>",
	    "sizeless" },
	{ "<svg viewBox=\"0 0 9 9\"><path d=\"M0 0\"/></svg>", "foreign" },
	{ OPEN "<path d=\"M0 0\"/>", "broken" },
	{ "<!-- <svg --><html><script>alert(1)</script></html>", "foreign" },
	{ "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 900 9\">"
	  "<path d=\"M0 0\"/></svg>",
	    "strip" },
	{ OPEN "<use href=\"#a\"/><use href=\"#a\"/><use href=\"#a\"/>"
	       "<use href=\"#a\"/><use href=\"#a\"/><use href=\"#a\"/>"
	       "<use href=\"#a\"/><use href=\"#a\"/><use href=\"#a\"/>"
	       "<use href=\"#a\"/><use href=\"#a\"/><use href=\"#a\"/>"
	       "<use href=\"#a\"/></svg>",
	    "long" },
	{ NULL, NULL },
};

struct picture_file
picture_of(const char *text)
{
	return (struct picture_file){ text, strlen(text) };
}

static struct picture_file
kept(struct arena *arena, const void *bytes, size_t len)
{
	return (
	    struct picture_file){ arena_copy_bytes(arena, bytes, len), len };
}

static uint8_t *
bar(struct arena *arena, size_t width, size_t height)
{
	uint8_t *pixels = arena_alloc(arena, width * height * 4);

	for (size_t y = height / 4; y < height; y++)
		for (size_t x = 0; x < width; x++)
			memcpy(pixels + (y * width + x) * 4, "\x10\x12\x30\xff",
			    4);
	return pixels;
}

static struct picture_file
written(struct arena *arena, png_image *image, const void *pixels,
    const void *colors)
{
	png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(*image);
	char *bytes = arena_alloc(arena, size);

	check(png_image_write_to_memory(
		  image, bytes, &size, 0, pixels, 0, colors) != 0);
	return (struct picture_file){ bytes, size };
}

struct picture_file
picture_png(struct arena *arena, size_t width, size_t height)
{
	png_image image = { .version = PNG_IMAGE_VERSION,
		.width = (png_uint_32)width,
		.height = (png_uint_32)height,
		.format = PNG_FORMAT_RGBA };

	return written(arena, &image, bar(arena, width, height), NULL);
}

struct picture_file
picture_png_palette(struct arena *arena)
{
	static const uint8_t colors[] = { 0, 0, 0, 0, 200, 30, 20, 255, 10, 20,
		30, 128 };
	png_image image = { .version = PNG_IMAGE_VERSION,
		.width = 90,
		.height = 30,
		.format = PNG_FORMAT_RGBA_COLORMAP,
		.colormap_entries = 3 };
	uint8_t *pixels = arena_alloc(arena, 90 * 30);

	for (size_t i = 0; i < 90 * 30; i++)
		pixels[i] = (uint8_t)(i / 7 % 3);
	return written(arena, &image, pixels, colors);
}

struct picture_file
picture_png_deep(struct arena *arena)
{
	png_image image = { .version = PNG_IMAGE_VERSION,
		.width = 80,
		.height = 40,
		.format = PNG_FORMAT_LINEAR_Y_ALPHA };
	uint16_t *pixels = arena_array(arena, uint16_t, 80 * 40 * 2);

	for (size_t i = 0; i < 80 * 40; i++) {
		pixels[i * 2] = (uint16_t)(i * 20);
		pixels[i * 2 + 1] = 65535;
	}
	return written(arena, &image, pixels, NULL);
}

/* The sum over a chunk stays as it was: libpng has to notice before it. */
struct picture_file
picture_png_bomb(struct arena *arena, uint32_t side)
{
	struct picture_file file = picture_png(arena, 20, 20);
	char *bytes = arena_copy_bytes(arena, file.bytes, file.len);
	uint8_t head[17] = "IHDR";
	uint32_t sum = 0xffffffffu;

	for (size_t i = 0; i < 4; i++)
		head[4 + i] = head[8 + i] = (uint8_t)(side >> (24 - 8 * i));
	memcpy(head + 12, "\x08\x06\0\0\0", 5);
	for (size_t i = 0; i < sizeof(head); i++) {
		sum ^= head[i];
		for (int bit = 0; bit < 8; bit++)
			sum = sum >> 1 ^ (sum & 1 ? 0xedb88320u : 0);
	}
	sum = ~sum;
	memcpy(bytes + 12, head, sizeof(head));
	for (size_t i = 0; i < 4; i++)
		bytes[29 + i] = (char)(sum >> (24 - 8 * i));
	return (struct picture_file){ bytes, file.len };
}

struct picture_file
picture_png_animated(struct arena *arena)
{
	static const char chunk[] = "\0\0\0\x08"
				    "acTL\0\0\0\x02\0\0\0\0\xf3\x8d\x93\x70";
	struct picture_file file = picture_png(arena, 20, 20);
	char *bytes = arena_alloc(arena, file.len + 20);

	memcpy(bytes, file.bytes, 33);
	memcpy(bytes + 33, chunk, 20);
	memcpy(bytes + 53, file.bytes + 33, file.len - 33);
	return (struct picture_file){ bytes, file.len + 20 };
}

static struct picture_file
jpeg(struct arena *arena, int components, J_COLOR_SPACE space)
{
	struct jpeg_compress_struct making;
	struct jpeg_error_mgr errors;
	struct picture_file file;
	unsigned char *made = NULL;
	unsigned long size = 0;
	uint8_t row[120 * 4];
	uint8_t *rows[] = { row };

	making.err = jpeg_std_error(&errors);
	jpeg_create_compress(&making);
	jpeg_mem_dest(&making, &made, &size);
	making.image_width = 120;
	making.image_height = 40;
	making.input_components = components;
	making.in_color_space = space;
	jpeg_set_defaults(&making);
	if (space == JCS_CMYK)
		jpeg_set_colorspace(&making, JCS_YCCK);
	jpeg_start_compress(&making, TRUE);
	for (size_t i = 0; i < sizeof(row); i++)
		row[i] = (uint8_t)(i * 3);
	while (making.next_scanline < making.image_height)
		(void)jpeg_write_scanlines(&making, rows, 1);
	jpeg_finish_compress(&making);
	jpeg_destroy_compress(&making);
	file = kept(arena, made, size);
	free(made);
	return file;
}

struct picture_file
picture_jpeg(struct arena *arena)
{
	return jpeg(arena, 3, JCS_RGB);
}

struct picture_file
picture_jpeg_turned(struct arena *arena, uint8_t orientation)
{
	static const char segment[] = "\xff\xe1\0\x22"
				      "Exif\0\0MM\0*\0\0\0\x08\0\x01"
				      "\x01\x12\0\x03\0\0\0\x01\0\0\0\0"
				      "\0\0\0\0";
	enum { SEGMENT = sizeof(segment) - 1, START = 2, VALUE = 29 };
	struct picture_file plain = picture_jpeg(arena);
	char *bytes = arena_alloc(arena, plain.len + SEGMENT);

	memcpy(bytes, plain.bytes, START);
	memcpy(bytes + START, segment, SEGMENT);
	bytes[START + VALUE] = (char)orientation;
	memcpy(bytes + START + SEGMENT, plain.bytes + START, plain.len - START);
	return (struct picture_file){ bytes, plain.len + SEGMENT };
}

struct picture_file
picture_jpeg_inks(struct arena *arena)
{
	return jpeg(arena, 4, JCS_CMYK);
}

struct picture_file
picture_webp(struct arena *arena)
{
	uint8_t *made = NULL;
	size_t size =
	    WebPEncodeLosslessRGBA(bar(arena, 100, 50), 100, 50, 400, &made);
	struct picture_file file = kept(arena, made, size);

	WebPFree(made);
	return file;
}

struct picture_file
picture_webp_animated(struct arena *arena)
{
	static const char bytes[] =
	    "RIFF\x2c\0\0\0WEBPVP8X\x0a\0\0\0\x02\0\0\0\x0f\0\0\x0f\0\0"
	    "ANIM\x06\0\0\0\0\0\0\0\0\0ANMF\0\0\0\0";

	return kept(arena, bytes, sizeof(bytes) - 1);
}

struct picture_file
picture_half(struct picture_file file)
{
	return (struct picture_file){ file.bytes, file.len / 2 };
}

struct picture_file
picture_with(struct arena *arena, struct picture_file file, const char *text)
{
	size_t more = strlen(text);
	char *bytes = arena_alloc(arena, file.len + more);

	memcpy(bytes, file.bytes, file.len);
	memcpy(bytes + file.len, text, more);
	return (struct picture_file){ bytes, file.len + more };
}
