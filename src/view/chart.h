/*
 * chart.h - where the marks of a chart stand, for the partials that draw it.
 *
 * Nothing here is markup: chart_bars.html, chart_line.html and sparkline.html
 * turn these numbers into SVG, and the same values into a table for those who
 * can not see it.
 *
 * SPDX-License-Identifier: ISC
 */
#ifndef VIEW_CHART_H
#define VIEW_CHART_H

#include "base/json.h"

struct chart_point {
	const char *label; /* "22.11." */
	int64_t value;
	int64_t of; /* what value is a part of; 0: it stands alone */
};

enum { CHART_POINTS_MAX = 366 };

/* {"grid": [{"y", "label"}], "bars": [{"x", "y", "width", "height"}], "wholes"
 * (the same for "of", where there is any), "labels": [{"x", "y", "text"}],
 * "line" and "area" (paths), "points": [{"label", "value", "of"}], "has_of"}
 * for a field of CHART_WIDTH by CHART_HEIGHT. Values below 0 count as 0; more
 * than CHART_POINTS_MAX points is a bug. */
enum { CHART_WIDTH = 640, CHART_HEIGHT = 200 };
struct json_object *chart_json(struct arena *arena,
    const struct chart_point *points, size_t count) must_use;

/* The least round number (1, 2 or 5 and noughts) times steps that value fits
 * below, divided by steps: the step of the grid. */
int64_t chart_step(int64_t value, int steps);

#endif
