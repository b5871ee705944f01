/* load_parse.c: the feed parser alone, for script/bench parse: reads all files of a folder into memory, then parses each
 * of them as a poll does, and prints the CPU time that took.
 *
 *     load_parse FOLDER ROUNDS
 *
 * One JSON line a round: {"feeds","items","bytes","cpu_s"}. */
#include "base/arena.h"
#include "base/buf.h"
#include "base/heap.h"
#include "feed/feed.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { FEEDS_MAX = 10000, FILE_MAX = 10 * 1024 * 1024 };

static struct buf files[FEEDS_MAX];
static size_t files_n;

static void fail(const char *what) {
    fprintf(stderr, "load_parse: %s\n", what);
    exit(1);
}

static void read_file(const char *path) {
    char chunk[64 * 1024];
    size_t n;
    FILE *f = fopen(path, "rb");
    if (!f || files_n == FEEDS_MAX) {
        fail(path);
    }
    struct buf *b = &files[files_n++];
    buf_init(b, NULL, FILE_MAX);
    while ((n = fread(chunk, 1, sizeof chunk, f)) > 0) {
        buf_add(b, chunk, n);
    }
    fclose(f);
}

static void read_folder(const char *folder) {
    char path[4096];
    DIR *dir = opendir(folder);
    if (!dir) {
        fail(folder);
    }
    for (struct dirent *e; (e = readdir(dir));) {
        if (e->d_name[0] != '.') {
            snprintf(path, sizeof path, "%s/%s", folder, e->d_name);
            read_file(path);
        }
    }
    closedir(dir);
}

static double cpu_now(void) {
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void round_of_all(void) {
    size_t items = 0;
    size_t bytes = 0;
    double from = cpu_now();
    for (size_t i = 0; i < files_n; i++) {
        struct arena *arena = arena_create((size_t)16 * FILE_MAX);
        struct problems errs = {.arena = arena};
        struct feed feed;
        if (feed_parse(buf_view(&files[i]), STR("application/xml; charset=utf-8"), STR("https://feeds.example/x.xml"),
                       arena, &errs, &feed)) {
            fail("a file is no feed");
        }
        items += feed.n;
        bytes += files[i].n;
        arena_free(arena);
    }
    printf("{\"feeds\":%zu,\"items\":%zu,\"bytes\":%zu,\"cpu_s\":%.4f}\n", files_n, items, bytes, cpu_now() - from);
}

int main(int argc, char **argv) {
    int64_t rounds = 0;
    if (argc != 3 || !str_to_i64(str_of(argv[2]), &rounds) || rounds < 1) {
        fail("usage: load_parse FOLDER ROUNDS");
    }
    heap_start();
    read_folder(argv[1]);
    while (rounds-- > 0) {
        round_of_all();
    }
    for (size_t i = 0; i < files_n; i++) {
        buf_done(&files[i]);
    }
    return 0;
}
