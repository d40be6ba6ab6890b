/*
 * qr_code.c - draws what libqrencode computes.
 *
 * SPDX-License-Identifier: ISC
 */
#include "identity/qr_code.h"

#include <errno.h>
#include <qrencode.h>

#include "base/buf.h"
#include "base/check.h"
#include "view/escape.h"

/* Version 40 has 177 modules; a run of them takes at most 24 bytes. */
enum { QUIET_ZONE = 4, SVG_BYTES_MAX = 512 * 1024 };

static bool
is_dark(const QRcode *code, int x, int y)
{
	return (code->data[y * code->width + x] & 1) != 0;
}

/* Runs of dark modules in a row become one rectangle each. */
static void
add_row(struct buf *svg, const QRcode *code, int y)
{
	int end;

	for (int x = 0; x < code->width; x = end) {
		end = x + 1;
		if (!is_dark(code, x, y))
			continue;
		while (end < code->width && is_dark(code, end, y))
			end++;
		buf_printf(svg, "M%d %dh%dv1h-%dz", x + QUIET_ZONE,
		    y + QUIET_ZONE, end - x, end - x);
	}
}

/* Both colors are said, so a page in dark mode does not turn them around. */
static void
draw(struct buf *svg, const QRcode *code, const char *title)
{
	int side = code->width + 2 * QUIET_ZONE;

	buf_printf(svg,
	    "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\""
	    " role=\"img\" shape-rendering=\"crispEdges\"><title>",
	    side, side);
	escape_add(svg, title, strlen(title), ESCAPE_HTML);
	buf_printf(svg,
	    "</title><rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>"
	    "<path fill=\"#000\" d=\"",
	    side, side);
	for (int y = 0; y < code->width; y++)
		add_row(svg, code, y);
	buf_add(svg, "\"/></svg>");
}

const char *
qr_code_svg(struct arena *arena, const char *text, const char *title)
{
	struct buf svg = buf_new(arena, SVG_BYTES_MAX);
	QRcode *code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);

	if (code == NULL) {
		/* Out of memory ends a process everywhere else, too. */
		check(errno == ERANGE || errno == EINVAL);
		return NULL;
	}
	draw(&svg, code, title);
	QRcode_free(code);
	return buf_text(&svg);
}
