/* decode.c: the child's work, by libvips. */
#include "image/image_int.h"

#include <stdlib.h>
#include <vips/vips.h>

/* The kinds that are taken, and nothing else that libvips could load: SVG and PDF are programs, the others are rare. */
static const char *const loaders[] = {"VipsForeignLoadJpeg", "VipsForeignLoadPng", "VipsForeignLoadNsgif",
                                      "VipsForeignLoadWebp", "VipsForeignLoadHeif"};
static const struct {
    uint32_t slot;
    enum image_format format;
} wanted[] = {
    {IMAGE_SMALL, IMAGE_WEBP}, {IMAGE_SMALL, IMAGE_JPEG}, {IMAGE_LARGE, IMAGE_WEBP}, {IMAGE_LARGE, IMAGE_JPEG}};
enum { WEBP_QUALITY = 78, JPEG_QUALITY = 80 };

/* libvips has a warning for each line of a broken file. */
static void quiet(const gchar *domain, GLogLevelFlags level, const gchar *message, gpointer ud) {
    (void)domain;
    (void)level;
    (void)message;
    (void)ud;
}

enum image_exit image_decode_start(const char *program) {
    if (vips_init(program) != 0) {
        return IMAGE_UNREADABLE;
    }
    g_log_set_default_handler(quiet, NULL);
    vips_concurrency_set(1);
    vips_cache_set_max(0);
    vips_block_untrusted_set(TRUE);
    vips_operation_block_set("VipsForeignLoad", TRUE);
    for (size_t i = 0; i < sizeof loaders / sizeof *loaders; i++) {
        vips_operation_block_set(loaders[i], FALSE);
    }
    return IMAGE_DONE;
}

static bool starts(struct str s, size_t at, const char *magic, size_t n) {
    return s.n >= at + n && memcmp(s.p + at, magic, n) == 0;
}

/* A PNG is there to its end: libvips 8.14 shows a cut one half grey and only warns. */
static bool png_whole(struct str s) {
    size_t at = 8;
    while (at + 12 <= s.n) {
        const unsigned char *p = (const unsigned char *)s.p + at;
        size_t n = (size_t)p[0] << 24 | (size_t)p[1] << 16 | (size_t)p[2] << 8 | p[3];
        if (n > s.n - at - 12) {
            return false;
        }
        if (memcmp(p + 4, "IEND", 4) == 0) {
            return true;
        }
        at += n + 12;
    }
    return false;
}

/* By its first bytes, whatever its name or header said. */
static bool kind_taken(struct str s) {
    return starts(s, 0, "\xff\xd8\xff", 3) || starts(s, 0, "\x89PNG\r\n\x1a\n", 8) || starts(s, 0, "GIF87a", 6) ||
           starts(s, 0, "GIF89a", 6) || (starts(s, 0, "RIFF", 4) && starts(s, 8, "WEBP", 4)) ||
           starts(s, 4, "ftypavif", 8) || starts(s, 4, "ftypmif1", 8) || starts(s, 4, "ftypheic", 8);
}

/* Makes it as wide as asked or less. A picture with a colour profile of its own goes over to sRGB; one without is sRGB
 * already, and would shift its colours on the way through the profile of libvips. */
static bool shrink(struct str in, int width, int height, VipsSize size, bool profile, VipsImage **ret) {
    return profile ? vips_thumbnail_buffer((void *)in.p, in.n, ret, width, "height", height, "size", size, "fail_on",
                                           VIPS_FAIL_ON_ERROR, "export_profile", "srgb", NULL) == 0
                   : vips_thumbnail_buffer((void *)in.p, in.n, ret, width, "height", height, "size", size, "fail_on",
                                           VIPS_FAIL_ON_ERROR, NULL) == 0;
}

/* One size: upright, sRGB, on white where it is transparent and the format knows no transparency. */
static bool make(struct str in, bool profile, uint32_t slot, enum image_format format, struct image_part *part, void **ret) {
    VipsImage *image = NULL;
    size_t n = 0;
    double white[] = {255, 255, 255};
    VipsArrayDouble *background = vips_array_double_new(white, 3);
    bool ok = shrink(in, (int)slot, VIPS_MAX_COORD, VIPS_SIZE_DOWN, profile, &image);
    if (ok && format == IMAGE_WEBP) {
        ok = vips_webpsave_buffer(image, ret, &n, "Q", WEBP_QUALITY, "strip", TRUE, NULL) == 0;
    } else if (ok) {
        ok = vips_jpegsave_buffer(image, ret, &n, "Q", JPEG_QUALITY, "strip", TRUE, "optimize_coding", TRUE,
                                  "interlace", TRUE, "background", background, NULL) == 0;
    }
    if (ok) {
        *part = (struct image_part){slot, (uint32_t)vips_image_get_width(image), (uint32_t)vips_image_get_height(image),
                                    format, (uint32_t)n};
    }
    vips_area_unref(VIPS_AREA(background));
    if (image) {
        g_object_unref(image);
    }
    return ok;
}

/* Its mean colour: the picture as one pixel. */
static uint32_t mean_colour(struct str in, bool profile) {
    VipsImage *image = NULL, *flat = NULL, *pixel = NULL;
    uint32_t colour = 0xcccccc;
    double *values = NULL;
    int n = 0;
    double white[] = {255, 255, 255};
    VipsArrayDouble *background = vips_array_double_new(white, 3);
    if (shrink(in, 32, 32, VIPS_SIZE_FORCE, profile, &image) &&
        (!vips_image_hasalpha(image) || vips_flatten(image, &flat, "background", background, NULL) == 0) &&
        vips_shrink(flat ? flat : image, &pixel, 32, 32, NULL) == 0 && vips_getpoint(pixel, &values, &n, 0, 0, NULL) == 0) {
        uint32_t rgb[3];
        for (int i = 0; i < 3; i++) {
            double v = values[n >= 3 ? i : 0];
            rgb[i] = v < 0 ? 0 : v > 255 ? 255 : (uint32_t)v;
        }
        colour = rgb[0] << 16 | rgb[1] << 8 | rgb[2];
    }
    g_free(values);
    vips_area_unref(VIPS_AREA(background));
    VipsImage *const used[] = {image, flat, pixel};
    for (size_t i = 0; i < sizeof used / sizeof *used; i++) {
        if (used[i]) {
            g_object_unref(used[i]);
        }
    }
    return colour;
}

/* Size from the header alone, before a pixel is decoded. */
static enum image_exit look(struct str in, struct image_head *head, bool *ret_profile) {
    VipsImage *image = vips_image_new_from_buffer(in.p, in.n, "", "access", VIPS_ACCESS_SEQUENTIAL, NULL);
    if (!image) {
        return IMAGE_UNREADABLE;
    }
    int64_t w = vips_image_get_width(image);
    int64_t h = vips_image_get_page_height(image);
    bool swap = vips_image_get_orientation_swap(image);
    *ret_profile = vips_image_get_typeof(image, VIPS_META_ICC_NAME) != 0;
    g_object_unref(image);
    if (w > IMAGE_SIDE_MAX || h > IMAGE_SIDE_MAX || w * h > IMAGE_PIXELS_MAX) {
        return IMAGE_TOO_LARGE;
    }
    head->width = (uint32_t)(swap ? h : w);
    head->height = (uint32_t)(swap ? w : h);
    return IMAGE_DONE;
}

enum image_exit image_decode(struct str in, struct buf *out) {
    struct image_head head = {.magic = IMAGE_MAGIC};
    void *made[IMAGE_FILES_MAX] = {NULL};
    if (!kind_taken(in)) {
        return IMAGE_KIND;
    }
    bool cut = starts(in, 0, "\x89PNG", 4) && !png_whole(in);
    bool profile = false;
    enum image_exit code = cut ? IMAGE_UNREADABLE : look(in, &head, &profile);
    for (size_t i = 0; code == IMAGE_DONE && i < sizeof wanted / sizeof *wanted; i++) {
        /* A picture that is smaller than a size is in the size below already. */
        if (wanted[i].slot > IMAGE_SMALL && head.width <= IMAGE_SMALL) {
            continue;
        }
        if (!make(in, profile, wanted[i].slot, wanted[i].format, &head.parts[head.n], &made[head.n])) {
            code = IMAGE_UNREADABLE;
        } else {
            head.n++;
        }
    }
    if (code == IMAGE_DONE) {
        head.colour = mean_colour(in, profile);
        buf_add(out, &head, sizeof head);
        for (size_t i = 0; i < head.n; i++) {
            buf_add(out, made[i], head.parts[i].bytes);
        }
    }
    for (size_t i = 0; i < IMAGE_FILES_MAX; i++) {
        g_free(made[i]);
    }
    return out->over ? IMAGE_TOO_LARGE : code;
}

/* ---- logos ---- */

static bool save_png(VipsImage *image, uint32_t slot, struct image_part *part, void **ret) {
    size_t n = 0;
    bool ok = vips_pngsave_buffer(image, ret, &n, "strip", TRUE, "compression", 9, NULL) == 0;
    if (ok) {
        *part = (struct image_part){slot, (uint32_t)vips_image_get_width(image), (uint32_t)vips_image_get_height(image), IMAGE_PNG,
                                    (uint32_t)n};
    }
    return ok;
}

static bool make_logo(struct str in, bool profile, struct image_part *part, void **ret) {
    VipsImage *image = NULL;
    bool ok = shrink(in, LOGO_WIDTH, LOGO_HEIGHT, VIPS_SIZE_DOWN, profile, &image) && save_png(image, 0, part, ret);
    if (image) {
        g_object_unref(image);
    }
    return ok;
}

/* A square with a tenth of margin: white under a logo, so that it can be seen in any browser's bar. */
static bool make_icon(struct str in, bool profile, int size, struct image_part *part, void **ret) {
    VipsImage *image = NULL, *flat = NULL, *square = NULL;
    double white[] = {255, 255, 255};
    VipsArrayDouble *background = vips_array_double_new(white, 3);
    int inner = size - 2 * (size / 10);
    bool ok = shrink(in, inner, inner, VIPS_SIZE_BOTH, profile, &image) &&
              (!vips_image_hasalpha(image) || vips_flatten(image, &flat, "background", background, NULL) == 0) &&
              vips_gravity(flat ? flat : image, &square, VIPS_COMPASS_DIRECTION_CENTRE, size, size, "extend", VIPS_EXTEND_WHITE, NULL) == 0 &&
              save_png(square, (uint32_t)size, part, ret);
    vips_area_unref(VIPS_AREA(background));
    VipsImage *const used[] = {image, flat, square};
    for (size_t i = 0; i < sizeof used / sizeof *used; i++) {
        if (used[i]) {
            g_object_unref(used[i]);
        }
    }
    return ok;
}

static bool about_square(const struct image_head *head) {
    return head->width * 4 <= head->height * 5 && head->height * 4 <= head->width * 5;
}

enum image_exit image_decode_logo(struct str in, struct buf *out) {
    static const int sizes[] = LOGO_ICONS;
    struct image_head head = {.magic = IMAGE_MAGIC};
    void *made[IMAGE_FILES_MAX] = {NULL};
    bool png = starts(in, 0, "\x89PNG\r\n\x1a\n", 8), profile = false;
    if (!png && !starts(in, 0, "\xff\xd8\xff", 3) && !(starts(in, 0, "RIFF", 4) && starts(in, 8, "WEBP", 4))) {
        return IMAGE_KIND;
    }
    enum image_exit code = png && !png_whole(in) ? IMAGE_UNREADABLE : look(in, &head, &profile);
    if (code == IMAGE_DONE && !make_logo(in, profile, &head.parts[0], &made[0])) {
        code = IMAGE_UNREADABLE;
    }
    head.n = 1;
    for (size_t i = 0; code == IMAGE_DONE && about_square(&head) && i < sizeof sizes / sizeof *sizes; i++) {
        code = make_icon(in, profile, sizes[i], &head.parts[head.n], &made[head.n]) ? IMAGE_DONE : IMAGE_UNREADABLE;
        head.n++;
    }
    if (code == IMAGE_DONE) {
        buf_add(out, &head, sizeof head);
        for (size_t i = 0; i < head.n; i++) {
            buf_add(out, made[i], head.parts[i].bytes);
        }
    }
    for (size_t i = 0; i < IMAGE_FILES_MAX; i++) {
        g_free(made[i]);
    }
    return out->over ? IMAGE_TOO_LARGE : code;
}
