/* image_int.h: what parent and child of image/ agree on. Both are the same binary, so structs pass as they are. */
#ifndef PV_IMAGE_IMAGE_INT_H
#define PV_IMAGE_IMAGE_INT_H

#include "image/image.h"

enum { IMAGE_MAGIC = 0x50564931 };

/* Exit codes of the child; anything else is an accident. */
enum image_exit { IMAGE_DONE = 0, IMAGE_UNREADABLE = 40, IMAGE_KIND, IMAGE_TOO_LARGE, IMAGE_UNJAILED };

struct image_part {
    uint32_t slot, width, height, format, bytes;
};
struct image_head {
    uint32_t magic, width, height, colour, n;
    struct image_part parts[IMAGE_FILES_MAX];            /* the bytes follow in this order */
};

/* Limits on memory, time and output, and a system call filter that leaves computing and the two open files. False when the
 * system refuses. */
bool image_jail(void);
/* Decodes and writes; the code the child ends with. libvips is started before the jail closes. */
enum image_exit image_decode_start(const char *program);
enum image_exit image_decode(struct str in, struct buf *out);
enum image_exit image_decode_logo(struct str in, struct buf *out);

#endif
