/*
 * chart.c - scales, bars and lines.
 *
 * SPDX-License-Identifier: ISC
 */
#include "view/chart.h"

#include "base/buf.h"
#include "base/check.h"

enum {
	LEFT = 40,
	TOP = 12,
	BOTTOM = 172,
	LABEL_Y = 206,
	GRID_STEPS = 4,
	LABELS_MAX = 7,
	PATH_BYTES_MAX = 32 << 10
};

/* What the marks are measured with. */
struct scale {
	double width;  /* of one point */
	double height; /* of one unit */
};

int64_t
chart_step(int64_t value, int steps)
{
	static const int64_t round[] = { 1, 2, 5 };
	int64_t power = 1;

	check(steps > 0);
	for (;; power *= 10)
		for (size_t i = 0; i < ARRAY_LENGTH(round); i++)
			if (round[i] * power >=
			    value / steps + (value % steps > 0))
				return round[i] * power;
}

static int64_t
not_negative(int64_t value)
{
	return value < 0 ? 0 : value;
}

static int64_t
whole_of(const struct chart_point *point)
{
	return not_negative(
	    point->of > point->value ? point->of : point->value);
}

static int64_t
part_of(const struct chart_point *point)
{
	return not_negative(point->value);
}

/* A tenth of a unit is finer than any screen. */
static void
add_length(struct arena *arena, struct json_object *mark, const char *name,
    double length)
{
	json_add_text(mark, name, arena_printf(arena, "%.1f", length));
}

static struct json_object *
grid_json(struct arena *arena, const struct scale *scale, int64_t step)
{
	struct json_object *grid = json_object_new_array();

	for (int i = 0; i <= GRID_STEPS; i++) {
		struct json_object *line = json_object_new_object();

		add_length(arena, line, "y",
		    BOTTOM - (double)(step * i) * scale->height);
		json_add_int(line, "label", step * i);
		json_object_array_add(grid, line);
	}
	return grid;
}

static void
add_bar(struct arena *arena, struct json_object *bars,
    const struct scale *scale, size_t place, int64_t value)
{
	struct json_object *bar = json_object_new_object();
	double height = (double)value * scale->height;

	add_length(
	    arena, bar, "x", LEFT + ((double)place + 0.15) * scale->width);
	add_length(arena, bar, "y", BOTTOM - height);
	add_length(arena, bar, "width", scale->width * 0.7);
	add_length(arena, bar, "height", height);
	json_object_array_add(bars, bar);
}

static struct json_object *
bars_json(struct arena *arena, const struct scale *scale,
    const struct chart_point *points, size_t count,
    int64_t (*height)(const struct chart_point *point))
{
	struct json_object *bars = json_object_new_array();

	for (size_t i = 0; i < count; i++)
		add_bar(arena, bars, scale, i, height(&points[i]));
	return bars;
}

static struct json_object *
labels_json(struct arena *arena, const struct scale *scale,
    const struct chart_point *points, size_t count)
{
	struct json_object *labels = json_object_new_array();
	size_t every = (count + LABELS_MAX - 1) / LABELS_MAX;

	for (size_t i = 0; i < count; i += every) {
		struct json_object *label = json_object_new_object();

		add_length(
		    arena, label, "x", LEFT + ((double)i + 0.5) * scale->width);
		json_add_int(label, "y", LABEL_Y);
		json_add_text(label, "text", points[i].label);
		json_object_array_add(labels, label);
	}
	return labels;
}

/* From the middle of the first point to that of the last. */
static const char *
line_path(struct arena *arena, const struct scale *scale,
    const struct chart_point *points, size_t count)
{
	struct buf path = buf_new(arena, PATH_BYTES_MAX);

	for (size_t i = 0; i < count; i++)
		buf_printf(&path, "%s%.1f %.1f", i == 0 ? "M" : "L",
		    LEFT + ((double)i + 0.5) * scale->width,
		    BOTTOM - (double)part_of(&points[i]) * scale->height);
	return buf_text(&path);
}

static const char *
area_path(struct arena *arena, const struct scale *scale, const char *line,
    size_t count)
{
	if (count == 0)
		return "";
	return arena_printf(arena, "%sL%.1f %dL%.1f %dZ", line,
	    LEFT + ((double)count - 0.5) * scale->width, BOTTOM,
	    LEFT + 0.5 * scale->width, BOTTOM);
}

static struct json_object *
points_json(const struct chart_point *points, size_t count)
{
	struct json_object *rows = json_object_new_array();

	for (size_t i = 0; i < count; i++) {
		struct json_object *row = json_object_new_object();

		json_add_text(row, "label", points[i].label);
		json_add_int(row, "value", part_of(&points[i]));
		json_add_int(row, "of", whole_of(&points[i]));
		json_object_array_add(rows, row);
	}
	return rows;
}

struct json_object *
chart_json(struct arena *arena, const struct chart_point *points, size_t count)
{
	struct json_object *chart = json_new_object(arena);
	struct scale scale = { 0 };
	int64_t most = 1, step;
	bool has_of = false;
	const char *line;

	check(count <= CHART_POINTS_MAX);
	for (size_t i = 0; i < count; i++) {
		most =
		    whole_of(&points[i]) > most ? whole_of(&points[i]) : most;
		has_of = has_of || points[i].of > 0;
	}
	step = chart_step(most, GRID_STEPS);
	scale.height = (BOTTOM - TOP) / (double)(step * GRID_STEPS);
	scale.width = (CHART_WIDTH - LEFT) / (count == 0 ? 1.0 : (double)count);
	line = line_path(arena, &scale, points, count);
	json_add(chart, "grid", grid_json(arena, &scale, step));
	if (has_of)
		json_add(chart, "wholes",
		    bars_json(arena, &scale, points, count, whole_of));
	json_add(
	    chart, "bars", bars_json(arena, &scale, points, count, part_of));
	json_add(chart, "labels", labels_json(arena, &scale, points, count));
	json_add_text(chart, "line", line);
	json_add_text(chart, "area", area_path(arena, &scale, line, count));
	json_add(chart, "points", points_json(points, count));
	json_add_bool(chart, "has_of", has_of);
	return chart;
}
