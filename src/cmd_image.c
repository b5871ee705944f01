/* cmd_image.c: `image-worker`, the child process that decodes pictures. Not listed in the help: it is of no use by hand. */
#include "cmd_list.h"

#include "image/image.h"

#include <string.h>

int cmd_image_worker(int argc, char **argv) {
    image_worker(argc > 1 && strcmp(argv[1], "logo") == 0);
}
