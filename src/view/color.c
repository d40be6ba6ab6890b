/*
 * color.c - sRGB, OKLab, and contrast.
 *
 * SPDX-License-Identifier: ISC
 */
#include "view/color.h"

#include <math.h>
#include <string.h>

enum { CHANNELS = 3, CHROMA_STEPS = 24 };

static int
digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

bool
color_read(const char *text, struct color *color)
{
	unsigned char channels[CHANNELS];
	size_t len = text == NULL ? 0 : strlen(text);
	size_t digits = len == 4 ? 1 : 2;

	if ((len != 4 && len != 7) || text[0] != '#')
		return false;
	for (size_t i = 0; i < CHANNELS; i++) {
		int high = digit(text[1 + i * digits]);
		int low = digit(text[(1 + i) * digits]);

		if (high < 0 || low < 0)
			return false;
		channels[i] = (unsigned char)(high * 16 + low);
	}
	*color = (struct color){ channels[0], channels[1], channels[2] };
	return true;
}

void
color_write(struct color color, char text[COLOR_TEXT_BYTES])
{
	snprintf(text, COLOR_TEXT_BYTES, "#%02x%02x%02x", color.red,
	    color.green, color.blue);
}

/* The part of light that a channel stands for (IEC 61966-2-1). */
static double
light_of(unsigned char channel)
{
	double part = channel / 255.0;

	return part <= 0.04045 ? part / 12.92
			       : pow((part + 0.055) / 1.055, 2.4);
}

static unsigned char
channel_of(double light)
{
	double part = light <= 0.0031308 ? light * 12.92
					 : 1.055 * pow(light, 1 / 2.4) - 0.055;

	return (unsigned char)lround(fmin(fmax(part, 0), 1) * 255);
}

struct color_look
color_look(struct color color)
{
	double r = light_of(color.red);
	double g = light_of(color.green);
	double b = light_of(color.blue);
	double l = cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
	double m = cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
	double s = cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
	double green_red =
	    1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s;
	double blue_yellow =
	    0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s;

	return (struct color_look){
		.lightness =
		    0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
		.chroma = hypot(green_red, blue_yellow),
		.hue = atan2(blue_yellow, green_red),
	};
}

/* Parts of light; outside of 0 to 1 no screen shows it. */
static void
lights_of(struct color_look look, double lights[CHANNELS])
{
	double green_red = look.chroma * cos(look.hue);
	double blue_yellow = look.chroma * sin(look.hue);
	double l = pow(look.lightness + 0.3963377774 * green_red +
		0.2158037573 * blue_yellow,
	    3);
	double m = pow(look.lightness - 0.1055613458 * green_red -
		0.0638541728 * blue_yellow,
	    3);
	double s = pow(look.lightness - 0.0894841775 * green_red -
		1.2914855480 * blue_yellow,
	    3);

	lights[0] = 4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s;
	lights[1] = -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s;
	lights[2] = -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s;
}

static bool
is_shown(const double lights[CHANNELS])
{
	static const double slack = 0.0005;

	for (size_t i = 0; i < CHANNELS; i++)
		if (lights[i] < -slack || lights[i] > 1 + slack)
			return false;
	return true;
}

struct color
color_of_look(struct color_look look)
{
	double lights[CHANNELS];
	double least = 0, most = look.chroma;

	look.lightness = fmin(fmax(look.lightness, 0), 1);
	lights_of(look, lights);
	if (!is_shown(lights)) {
		for (int i = 0; i < CHROMA_STEPS; i++) {
			look.chroma = (least + most) / 2;
			lights_of(look, lights);
			if (is_shown(lights))
				least = look.chroma;
			else
				most = look.chroma;
		}
		look.chroma = least;
		lights_of(look, lights);
	}
	return (struct color){ channel_of(lights[0]), channel_of(lights[1]),
		channel_of(lights[2]) };
}

static double
luminance(struct color color)
{
	return 0.2126 * light_of(color.red) + 0.7152 * light_of(color.green) +
	    0.0722 * light_of(color.blue);
}

double
color_contrast(struct color a, struct color b)
{
	double one = luminance(a) + 0.05;
	double other = luminance(b) + 0.05;

	return one > other ? one / other : other / one;
}
