/*
 * raster_jpeg.c - JPEG by libjpeg(-turbo), also in the colors of printers.
 *
 * SPDX-License-Identifier: ISC
 */
#include "picture/exif.h"
#include "picture/raster.h"

#include <setjmp.h>
#include <stdio.h>

#include <jpeglib.h>
#include <jerror.h>

/* A progressive picture may be drawn again and again by few bytes. */
enum { SCANS_MAX = 64, SEGMENT_BYTES = 65533 };

struct reading {
	struct jpeg_error_mgr errors;
	struct jpeg_progress_mgr progress;
	struct jpeg_decompress_struct jpeg;
	jmp_buf giving_up;
};

static void
give_up(j_common_ptr jpeg)
{
	struct reading *reading = jpeg->client_data;

	longjmp(reading->giving_up, 1);
}

static void
say_nothing(j_common_ptr jpeg)
{
	(void)jpeg;
}

/* A picture that ends early would be filled up with gray. */
static void
take_warning(j_common_ptr jpeg, int level)
{
	if (level < 0 && jpeg->err->msg_code == JWRN_JPEG_EOF)
		give_up(jpeg);
}

static void
watch(j_common_ptr jpeg)
{
	struct reading *reading = jpeg->client_data;

	if (reading->jpeg.input_scan_number > SCANS_MAX)
		give_up(jpeg);
}

static void
set_up(struct reading *reading, const char *bytes, size_t len)
{
	struct jpeg_decompress_struct *jpeg = &reading->jpeg;

	jpeg->err = jpeg_std_error(&reading->errors);
	reading->errors.error_exit = give_up;
	reading->errors.emit_message = take_warning;
	reading->errors.output_message = say_nothing;
	jpeg->client_data = reading;
	jpeg_create_decompress(jpeg);
	reading->progress.progress_monitor = watch;
	jpeg->progress = &reading->progress;
	/* Exif is in APP1. */
	jpeg_save_markers(jpeg, JPEG_APP0 + 1, SEGMENT_BYTES);
	jpeg_mem_src(jpeg, (const unsigned char *)bytes, len);
}

static uint8_t
mixed(unsigned ink, unsigned black)
{
	return (uint8_t)(ink * black / 255);
}

/* Four inks, which Adobe's programs write the other way round, become light. */
static void
take_inks(const uint8_t *from, uint8_t *to, size_t width, bool is_inverted)
{
	for (size_t x = 0; x < width; x++, from += 4, to += 4) {
		unsigned turn = is_inverted ? 0 : 255, black = from[3] ^ turn;

		for (size_t i = 0; i < 3; i++)
			to[i] = mixed(from[i] ^ turn, black);
		to[3] = 255;
	}
}

static void
take_row(const struct reading *reading, const uint8_t *from, uint8_t *to)
{
	size_t width = reading->jpeg.output_width;

	if (reading->jpeg.out_color_space == JCS_CMYK)
		take_inks(from, to, width, reading->jpeg.saw_Adobe_marker != 0);
	else
		for (size_t x = 0; x < width; x++, from += 3, to += 4) {
			memcpy(to, from, 3);
			to[3] = 255;
		}
}

/* The first segment that says it. */
static unsigned
orientation_of(const struct reading *reading)
{
	for (jpeg_saved_marker_ptr marker = reading->jpeg.marker_list;
	     marker != NULL; marker = marker->next) {
		unsigned found =
		    exif_orientation(marker->data, marker->data_length);

		if (found != 1)
			return found;
	}
	return 1;
}

static enum picture_fault
read_rows(struct arena *arena, struct reading *reading, struct raster *out)
{
	struct jpeg_decompress_struct *jpeg = &reading->jpeg;
	uint8_t *row;

	if (jpeg_read_header(jpeg, TRUE) != JPEG_HEADER_OK)
		return PICTURE_BROKEN;
	if (jpeg->image_width == 0 || jpeg->image_height == 0 ||
	    jpeg->image_width > RASTER_PIXELS_MAX / jpeg->image_height)
		return PICTURE_HUGE;
	jpeg->out_color_space = jpeg->jpeg_color_space == JCS_CMYK ||
		jpeg->jpeg_color_space == JCS_YCCK
	    ? JCS_CMYK
	    : JCS_RGB;
	(void)jpeg_start_decompress(jpeg);
	out->width = jpeg->output_width;
	out->height = jpeg->output_height;
	out->pixels = arena_alloc(arena, out->width * out->height * 4);
	row = arena_alloc(arena, out->width * 4);
	while (jpeg->output_scanline < jpeg->output_height) {
		size_t at = jpeg->output_scanline;

		if (jpeg_read_scanlines(jpeg, &row, 1) != 1)
			return PICTURE_BROKEN;
		take_row(reading, row, out->pixels + at * out->width * 4);
	}
	*out = raster_turn(arena, out, orientation_of(reading));
	(void)jpeg_finish_decompress(jpeg);
	return PICTURE_FINE;
}

enum picture_fault
raster_read_jpeg(
    struct arena *arena, const char *bytes, size_t len, struct raster *out)
{
	struct reading *reading = arena_new(arena, struct reading);
	enum picture_fault fault;

	if (setjmp(reading->giving_up) != 0) {
		jpeg_destroy_decompress(&reading->jpeg);
		return PICTURE_BROKEN;
	}
	set_up(reading, bytes, len);
	fault = read_rows(arena, reading, out);
	jpeg_destroy_decompress(&reading->jpeg);
	return fault;
}
