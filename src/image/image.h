/* image.h: a foreign picture made into pictures of ours.
 *
 * Decoders are where hostile bytes bite, so they run in a child process of this same program (`portevoix image-worker`)
 * that has no database, no network, no file of its own and no descriptor but its input and output: both memory files.
 * It is jailed before it looks at the first byte (jail.c) and killed when it takes too long. What comes back is upright,
 * in sRGB, without any metadata, in the sizes and formats below.
 *
 * WebP with JPEG as the fallback. AVIF was measured with Debian 12's libheif on a 960 pixel screenshot: WebP 0.08 s and
 * 26 KB; AVIF 0.15 s and 27 KB at its least effort, 2.1 s and 18 KB at effort 3: not worth it on two cores. */
#ifndef PV_IMAGE_IMAGE_H
#define PV_IMAGE_IMAGE_H

#include "base/buf.h"
#include "base/err.h"

enum {
    IMAGE_SOURCE_MAX = 20 * 1024 * 1024,     /* bytes of a picture as it comes */
    IMAGE_SIDE_MAX = 20000,                  /* pixels of its longer side */
    IMAGE_PIXELS_MAX = 50 * 1000 * 1000,
    IMAGE_OUT_MAX = 8 * 1024 * 1024,         /* bytes of all that is made of it */
    IMAGE_MEMORY_MAX = 1024 * 1024 * 1024,   /* bytes of address space of the child */
    IMAGE_CPU_S = 20,
    IMAGE_WALL_MS = 30000,
    IMAGE_CHILDREN_MAX = 2,                  /* at once in one process */
    IMAGE_FILES_MAX = 8,
    LOGO_WIDTH = 640, LOGO_HEIGHT = 160      /* pixels that a logo has at most */
};

/* Widths that the web app asks for, smallest first: a card on a phone, a card on a wide or dense screen. Nothing is ever
 * made larger than it came; the height follows the picture. */
enum { IMAGE_SMALL = 480, IMAGE_LARGE = 960 };

enum image_format { IMAGE_WEBP, IMAGE_JPEG, IMAGE_PNG };
const char *image_format_type(enum image_format f);      /* "image/webp" */
struct str image_format_name(enum image_format f);       /* "webp" */

struct image_file {
    int64_t slot;                /* IMAGE_SMALL or IMAGE_LARGE: what it is asked for by; of a logo 0, of its icons their size */
    int64_t width, height;
    enum image_format format;
    struct str bytes;
};

struct image {
    int64_t width, height;       /* as it came, upright */
    char colour[8];              /* "#RRGGBB", its mean: shown until it is there */
    struct image_file files[IMAGE_FILES_MAX];
    size_t n;
};

/* Makes them, waiting for the child. E_INVALID with a reason under "" for what is no picture, is of a kind that is not
 * taken (SVG, PDF …), or is too large; E_OVERLOADED when the child was killed or took too long (trying again may help).
 * Bytes live in `arena`. */
enum err image_make(struct str bytes, struct arena *arena, struct problems *errs, struct image *ret) MUST_USE;

/* The same for a logo: PNG, JPEG or WebP into PNGs that keep their transparency: slot 0, within LOGO_WIDTH x LOGO_HEIGHT, and where it is about
 * square the icons LOGO_ICONS, with a margin on white. */
#define LOGO_ICONS {32, 180, 192, 512}
enum err image_logo(struct str bytes, struct arena *arena, struct problems *errs, struct image *ret) MUST_USE;

/* The child's whole life: standard input to standard output. Never returns. */
_Noreturn void image_worker(bool logo);
/* Test seam: the program that is run instead of this one; NULL restores it. */
void image_program(const char *path);

#endif
