/* palette.c: see palette.h. A transcription of derive-colours.mjs; test/unit/palette_test.c holds the two together. */
#include "app/company/palette.h"

#include <math.h>

#define WHITE "#FFFFFF"
#define INK "#171C2E"
#define SUNK "#EFEDE8"
#define NIGHT "#1B202D"          /* surface on dark ground */
#define NIGHT_SUNK "#252B3A"

#define TEXT_RATIO 4.5           /* WCAG 2.2, 1.4.3 */
#define FILL_RATIO 3.0           /* WCAG 2.2, 1.4.11 */

struct lch {
    double l, c, h;
};

static double linear(double c) {
    return c <= .04045 ? c / 12.92 : pow((c + .055) / 1.055, 2.4);
}

static double gamma_of(double c) {
    return c <= .0031308 ? 12.92 * c : 1.055 * pow(c, 1 / 2.4) - .055;
}

static int hex_digit(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool colour_valid(struct str colour) {
    if (colour.n != COLOUR_LEN || colour.p[0] != '#') {
        return false;
    }
    for (size_t i = 1; i < COLOUR_LEN; i++) {
        if (hex_digit(colour.p[i]) < 0) {
            return false;
        }
    }
    return true;
}

static void linear_rgb(const char *hex, double rgb[3]) {
    for (int i = 0; i < 3; i++) {
        int v = hex_digit(hex[1 + 2 * i]) * 16 + hex_digit(hex[2 + 2 * i]);
        rgb[i] = linear(v / 255.0);
    }
}

static double luminance(const char *hex) {
    double c[3];
    linear_rgb(hex, c);
    return .2126 * c[0] + .7152 * c[1] + .0722 * c[2];
}

double colour_contrast(const char *a, const char *b) {
    double x = luminance(a), y = luminance(b);
    return (fmax(x, y) + .05) / (fmin(x, y) + .05);
}

static struct lch lch_of(const char *hex) {
    double c[3];
    linear_rgb(hex, c);
    double l = cbrt(.4122214708 * c[0] + .5363325363 * c[1] + .0514459929 * c[2]);
    double m = cbrt(.2119034982 * c[0] + .6806995451 * c[1] + .1073969566 * c[2]);
    double s = cbrt(.0883024619 * c[0] + .2817188376 * c[1] + .6299787005 * c[2]);
    double a = 1.9779984951 * l - 2.428592205 * m + .4505937099 * s;
    double b = .0259040371 * l + .7827717662 * m - .808675766 * s;
    return (struct lch){.2104542553 * l + .793617785 * m - .0040720468 * s, hypot(a, b), atan2(b, a)};
}

/* OKLCH to linear sRGB, which may lie outside the gamut. */
static void rgb_of(struct lch in, double rgb[3]) {
    double a = in.c * cos(in.h), b = in.c * sin(in.h);
    double l = in.l + .3963377774 * a + .2158037573 * b;
    double m = in.l - .1055613458 * a - .0638541728 * b;
    double s = in.l - .0894841775 * a - 1.291485548 * b;
    l = l * l * l;
    m = m * m * m;
    s = s * s * s;
    rgb[0] = 4.0767416621 * l - 3.3077115913 * m + .2309699292 * s;
    rgb[1] = -1.2684380046 * l + 2.6097574011 * m - .3413193965 * s;
    rgb[2] = -.0041960863 * l - .7034186147 * m + 1.707614701 * s;
}

static bool in_gamut(struct lch in) {
    double rgb[3];
    rgb_of(in, rgb);
    for (int i = 0; i < 3; i++) {
        if (rgb[i] < -.0005 || rgb[i] > 1.0005) {
            return false;
        }
    }
    return true;
}

/* The colour as text; chroma is taken back (by halving) as far as the gamut asks. */
static void hex_of(struct lch in, char out[COLOUR_LEN + 1]) {
    static const char digits[] = "0123456789ABCDEF";
    if (!in_gamut(in)) {
        double lo = 0, hi = in.c;
        for (int i = 0; i < 24; i++) {
            double mid = (lo + hi) / 2;
            if (in_gamut((struct lch){in.l, mid, in.h})) {
                lo = mid;
            } else {
                hi = mid;
            }
        }
        in.c = lo;
    }
    double rgb[3];
    rgb_of(in, rgb);
    out[0] = '#';
    for (int i = 0; i < 3; i++) {
        double v = fmin(1, fmax(0, gamma_of(fmax(0, rgb[i]))));
        int byte = (int)floor(v * 255 + .5);
        out[1 + 2 * i] = digits[byte / 16];
        out[2 + 2 * i] = digits[byte % 16];
    }
    out[COLOUR_LEN] = '\0';
}

static void colour_copy(char out[COLOUR_LEN + 1], const char *colour) {
    memcpy(out, colour, COLOUR_LEN);
    out[COLOUR_LEN] = '\0';
}

/* White where it can be read, else ink; NULL when neither can. */
static const char *label_for(const char *shade) {
    if (colour_contrast(shade, WHITE) >= TEXT_RATIO) {
        return WHITE;
    }
    return colour_contrast(shade, INK) >= TEXT_RATIO ? INK : NULL;
}

/* Shade 6 and its label; darkens `brand` along when neither label can be read on it. */
static void derive_fill(struct lch *brand, struct palette *p) {
    const char *label = label_for(p->shades[6]);
    p->adjusted = label == NULL;
    while (!label) {
        brand->l -= .004;
        hex_of(*brand, p->shades[6]);
        label = colour_contrast(p->shades[6], WHITE) >= TEXT_RATIO ? WHITE : NULL;
    }
    colour_copy(p->label, label);
}

static void derive_shades(struct lch brand, struct palette *p) {
    static const double up[6] = {0, .10, .26, .45, .64, .83};   /* from almost paper to the brand */
    static const double down[3] = {.16, .36, .60};              /* towards ink */
    const double top = .978, floor_l = .24;
    for (int i = 0; i < 6; i++) {
        hex_of((struct lch){top + (brand.l - top) * up[i], brand.c * (.10 + .9 * pow(up[i], .85)), brand.h},
               p->shades[i]);
    }
    for (int i = 0; i < 3; i++) {
        hex_of((struct lch){brand.l + (floor_l - brand.l) * down[i], brand.c * (1 - .35 * down[i]), brand.h},
               p->shades[7 + i]);
    }
}

/* The first of 6 to 9 that can be read on the sunk ground; shade 9 of a light colour is darkened until it can. */
static int derive_text(struct lch brand, struct palette *p) {
    for (int i = 6; i < PALETTE_SHADES; i++) {
        if (colour_contrast(p->shades[i], SUNK) >= TEXT_RATIO) {
            return i;
        }
    }
    double l = lch_of(p->shades[9]).l;
    while (colour_contrast(p->shades[9], SUNK) < TEXT_RATIO) {
        l -= .01;
        hex_of((struct lch){l, brand.c * .8, brand.h}, p->shades[9]);
    }
    return 9;
}

void palette_derive(struct str colour, struct palette *ret) {
    struct palette p = {0};
    for (size_t i = 0; i < COLOUR_LEN; i++) {
        char c = colour.p[i];
        p.shades[6][i] = c >= 'a' && c <= 'f' ? (char)(c - 'a' + 'A') : c;
    }
    struct lch brand = lch_of(p.shades[6]);
    derive_fill(&brand, &p);
    derive_shades(brand, &p);
    p.text = derive_text(brand, &p);
    p.dark_text = 6;
    while (p.dark_text > 0 && colour_contrast(p.shades[p.dark_text], NIGHT_SUNK) < TEXT_RATIO) {
        p.dark_text--;
    }
    p.dark_fill = 6;
    while (p.dark_fill > 0 && (colour_contrast(p.shades[p.dark_fill], NIGHT) < FILL_RATIO ||
                               !label_for(p.shades[p.dark_fill]))) {
        p.dark_fill--;
    }
    const char *dark_label = label_for(p.shades[p.dark_fill]);
    colour_copy(p.dark_label, dark_label ? dark_label : INK);
    p.label_ratio = colour_contrast(p.shades[6], p.label);
    p.text_ratio = colour_contrast(p.shades[p.text], SUNK);
    *ret = p;
}

void palette_write(struct buf *b, const struct palette *p) {
    buf_c(b, "{\"shades\":[");
    for (int i = 0; i < PALETTE_SHADES; i++) {
        buf_printf(b, "%s\"%s\"", i ? "," : "", p->shades[i]);
    }
    buf_printf(b, "],\"label\":\"%s\",\"text\":%d,\"dark_text\":%d,\"dark_fill\":%d,\"dark_label\":\"%s\"", p->label,
               p->text, p->dark_text, p->dark_fill, p->dark_label);
    buf_printf(b, ",\"adjusted\":%s,\"label_ratio\":%.2f,\"text_ratio\":%.2f}", p->adjusted ? "true" : "false",
               p->label_ratio, p->text_ratio);
}
