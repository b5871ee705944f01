/* cmd_image.c: `image-worker`, the child process that decodes pictures. Not listed in the help: it is of no use by hand. */
#include "cmd_list.h"

#include "image/image.h"

int cmd_image_worker(int argc, char **argv) {
    (void)argc;
    (void)argv;
    image_worker();
}
