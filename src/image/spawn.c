/* spawn.c: both ends of the child: image_make runs it, image_worker is it. */
#include "base/log.h"
#include "image/image_int.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *program;
static sem_t children;
static pthread_once_t children_once = PTHREAD_ONCE_INIT;

void image_program(const char *path) {
    program = path;
}

const char *image_format_type(enum image_format f) {
    return f == IMAGE_WEBP ? "image/webp" : f == IMAGE_JPEG ? "image/jpeg" : "image/png";
}

struct str image_format_name(enum image_format f) {
    return f == IMAGE_WEBP ? STR("webp") : f == IMAGE_JPEG ? STR("jpeg") : STR("png");
}

static void children_init(void) {
    sem_init(&children, 0, IMAGE_CHILDREN_MAX);
}

static bool write_all(int fd, struct str s) {
    while (s.n > 0) {
        ssize_t n = write(fd, s.p, s.n);
        if (n < 0 && errno == EINTR) {
            continue;
        }
        if (n <= 0) {
            return false;
        }
        s = str_sub(s, (size_t)n, s.n);
    }
    return true;
}

/* Everything from the start of a file, at most the buffer's maximum. */
static bool read_all(int fd, struct buf *out) {
    char chunk[16 * 1024];
    ssize_t n;
    if (lseek(fd, 0, SEEK_SET) < 0) {
        return false;
    }
    while ((n = read(fd, chunk, sizeof chunk)) > 0) {
        buf_add(out, chunk, (size_t)n);
    }
    return n == 0 && !out->over;
}

/* The child with `in` and `out` as its only files and an empty environment. 0 when it can't be started. */
static pid_t start(int in, int out, bool logo) {
    pid_t pid = 0;
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, in, 0);
    posix_spawn_file_actions_adddup2(&files, out, 1);
    posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addclosefrom_np(&files, 3);
    char *const argv[] = {"portevoix", "image-worker", logo ? "logo" : NULL, NULL};
    char *const env[] = {"LC_ALL=C.UTF-8", "ASAN_OPTIONS=detect_leaks=0", NULL};
    int rc = posix_spawn(&pid, program ? program : "/proc/self/exe", &files, NULL, argv, env);
    posix_spawn_file_actions_destroy(&files);
    return rc == 0 ? pid : 0;
}

/* The child's exit code, or -1 when it was killed, by us for taking too long or by the system. */
static int wait_for(pid_t pid) {
    int status = 0;
    int fd = (int)syscall(SYS_pidfd_open, pid, 0);
    struct pollfd p = {.fd = fd, .events = POLLIN};
    int ready;
    do {
        ready = fd >= 0 ? poll(&p, 1, IMAGE_WALL_MS) : 0;
    } while (ready < 0 && errno == EINTR);
    if (ready <= 0) {
        kill(pid, SIGKILL);
    }
    if (fd >= 0) {
        close(fd);
    }
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static int run(int in, int out, bool logo) {
    pthread_once(&children_once, children_init);
    while (sem_wait(&children) != 0) {
    }
    pid_t pid = start(in, out, logo);
    int code = pid ? wait_for(pid) : -1;
    sem_post(&children);
    return code;
}

static enum err refuse(int code, struct problems *errs) {
    switch (code) {
    case IMAGE_UNREADABLE:
        return err_set(errs, E_INVALID, "", "the picture is broken");
    case IMAGE_KIND:
        return err_set(errs, E_INVALID, "", "not a picture of a kind that is taken: JPEG, PNG, GIF, WebP, AVIF");
    case IMAGE_TOO_LARGE:
        return err_set(errs, E_INVALID, "", "the picture is larger than %d x %d or %d million pixels", IMAGE_SIDE_MAX,
                       IMAGE_SIDE_MAX, IMAGE_PIXELS_MAX / 1000000);
    case IMAGE_UNJAILED:
        return err_set(errs, E_OVERLOADED, "", "the system does not let pictures be decoded in isolation");
    default:
        return err_set(errs, E_OVERLOADED, "", "decoding the picture was stopped");
    }
}

/* What the child says is checked like anything else from outside. */
static enum err take(struct str s, struct arena *arena, struct problems *errs, struct image *ret) {
    struct image_head head;
    struct image out = {0};
    if (s.n < sizeof head) {
        return err_set(errs, E_OVERLOADED, "", "decoding the picture was stopped");
    }
    memcpy(&head, s.p, sizeof head);
    size_t at = sizeof head;
    if (head.magic != IMAGE_MAGIC || head.n == 0 || head.n > IMAGE_FILES_MAX || head.width == 0 || head.height == 0) {
        return err_set(errs, E_OVERLOADED, "", "decoding the picture gave nonsense");
    }
    out.width = head.width;
    out.height = head.height;
    out.n = head.n;
    snprintf(out.colour, sizeof out.colour, "#%06X", head.colour & 0xffffff);
    for (size_t i = 0; i < head.n; i++) {
        const struct image_part *p = &head.parts[i];
        if (p->bytes == 0 || p->bytes > s.n - at || p->format > IMAGE_PNG) {
            return err_set(errs, E_OVERLOADED, "", "decoding the picture gave nonsense");
        }
        out.files[i] = (struct image_file){p->slot, p->width, p->height, (enum image_format)p->format,
                                           arena_dup(arena, str_sub(s, at, at + p->bytes))};
        at += p->bytes;
    }
    *ret = out;
    return E_OK;
}

static enum err make(struct str bytes, bool logo, struct arena *arena, struct problems *errs, struct image *ret) {
    struct buf out;
    if (bytes.n > IMAGE_SOURCE_MAX) {
        return err_set(errs, E_INVALID, "", "the picture is larger than %d MB", IMAGE_SOURCE_MAX / 1024 / 1024);
    }
    buf_init(&out, NULL, IMAGE_OUT_MAX);
    int in_fd = memfd_create("image-in", MFD_CLOEXEC);
    int out_fd = memfd_create("image-out", MFD_CLOEXEC);
    enum err e = E_OK;
    if (in_fd < 0 || out_fd < 0 || !write_all(in_fd, bytes) || lseek(in_fd, 0, SEEK_SET) < 0) {
        e = err_set(errs, E_OVERLOADED, "", "no memory for the picture");
    }
    if (!e) {
        int code = run(in_fd, out_fd, logo);
        if (code == IMAGE_DONE && read_all(out_fd, &out)) {
            e = take(buf_view(&out), arena, errs, ret);
        } else {
            e = refuse(code == IMAGE_DONE ? -1 : code, errs);
        }
    }
    if (in_fd >= 0) {
        close(in_fd);
    }
    if (out_fd >= 0) {
        close(out_fd);
    }
    buf_done(&out);
    return e;
}

enum err image_make(struct str bytes, struct arena *arena, struct problems *errs, struct image *ret) {
    return make(bytes, false, arena, errs, ret);
}

enum err image_logo(struct str bytes, struct arena *arena, struct problems *errs, struct image *ret) {
    return make(bytes, true, arena, errs, ret);
}

void image_worker(bool logo) {
    struct buf in, out;
    buf_init(&in, NULL, IMAGE_SOURCE_MAX);
    buf_init(&out, NULL, IMAGE_OUT_MAX);
    enum image_exit code = image_decode_start("portevoix");
    if (code == IMAGE_DONE && !image_jail()) {
        code = IMAGE_UNJAILED;
    }
    if (code == IMAGE_DONE && !read_all(0, &in)) {
        code = IMAGE_UNREADABLE;
    }
    if (code == IMAGE_DONE) {
        code = logo ? image_decode_logo(buf_view(&in), &out) : image_decode(buf_view(&in), &out);
    }
    if (code == IMAGE_DONE && !write_all(1, buf_view(&out))) {
        code = IMAGE_UNREADABLE;
    }
    _exit(code);                 /* nothing of libvips is to run any more */
}
