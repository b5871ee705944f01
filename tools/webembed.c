/* webembed.c: turns web/dist into one C file with a table of struct web_file (src/http/web.h) and one file of bytes that the
 * C file takes in with .incbin, which is quick at any size. Text files get a gzip and a brotli variant.
 *
 *   webembed DIST_DIR OUT.c WORK_DIR
 *
 * Without DIST_DIR, or an empty one, the table is empty: the program builds without its web app. OUT.c is rewritten only
 * when something changed (it names the bytes' file by its hash), so an unchanged web app costs no compilation; compressing
 * is skipped too, since a stamp of names, sizes and times tells. */
#include <brotli/encode.h>
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum { FILES_MAX = 4096, PATH_LEN = 1024, FORMAT = 1 };

struct part {
    size_t at, n;
};
struct file {
    char *path;                /* from DIST_DIR on, with a slash before it */
    size_t size;
    int64_t mtime;
    uint64_t hash;
    struct part plain, gzip, brotli;
};

static struct file files[FILES_MAX];
static size_t file_n;

static void __attribute__((format(printf, 1, 2), noreturn)) die(const char *fmt, ...) {
    va_list ap;
    va_start(ap, fmt);
    fputs("webembed: ", stderr);
    vfprintf(stderr, fmt, ap);
    fputc('\n', stderr);
    va_end(ap);
    exit(1);
}

static void *must(void *p) {
    if (!p) {
        die("out of memory");
    }
    return p;
}

static uint64_t fnv(uint64_t h, const void *p, size_t n) {
    const unsigned char *c = p;
    for (size_t i = 0; i < n; i++) {
        h = (h ^ c[i]) * UINT64_C(1099511628211);
    }
    return h;
}

/* ---- what is there ---- */
static void add_file(const char *root, const char *full, const struct stat *st) {
    if (file_n == FILES_MAX) {
        die("more than %d files", FILES_MAX);
    }
    struct file *f = &files[file_n++];
    f->path = must(strdup(full + strlen(root)));
    f->size = (size_t)st->st_size;
    f->mtime = (int64_t)st->st_mtim.tv_sec * 1000000000 + st->st_mtim.tv_nsec;
}

static void walk(const char *root, const char *dir) {
    DIR *d = opendir(dir);
    if (!d) {
        if (errno == ENOENT && strcmp(root, dir) == 0) {
            return;
        }
        die("%s: %s", dir, strerror(errno));
    }
    for (struct dirent *e; (e = readdir(d));) {
        char full[PATH_LEN];
        struct stat st;
        if (e->d_name[0] == '.') {
            continue;
        }
        if (snprintf(full, sizeof full, "%s/%s", dir, e->d_name) >= (int)sizeof full || stat(full, &st) != 0) {
            die("%s/%s cannot be read", dir, e->d_name);
        }
        if (S_ISDIR(st.st_mode)) {
            walk(root, full);
        } else if (S_ISREG(st.st_mode)) {
            add_file(root, full, &st);
        }
    }
    closedir(d);
}

static int by_path(const void *a, const void *b) {
    return strcmp(((const struct file *)a)->path, ((const struct file *)b)->path);
}

static uint64_t stamp(const char *out) {
    uint64_t h = fnv(UINT64_C(1469598103934665603) + FORMAT, out, strlen(out));
    for (size_t i = 0; i < file_n; i++) {
        h = fnv(h, files[i].path, strlen(files[i].path) + 1);
        h = fnv(h, &files[i].size, sizeof files[i].size);
        h = fnv(h, &files[i].mtime, sizeof files[i].mtime);
    }
    return h;
}

/* ---- kinds ---- */
static const struct kind {
    const char *end, *type;
    bool compress;
} kinds[] = {
    {".html", "text/html; charset=utf-8", true},
    {".js", "text/javascript; charset=utf-8", true},
    {".mjs", "text/javascript; charset=utf-8", true},
    {".css", "text/css; charset=utf-8", true},
    {".json", "application/json", true},
    {".webmanifest", "application/manifest+json", true},
    {".svg", "image/svg+xml", true},
    {".txt", "text/plain; charset=utf-8", true},
    {".xml", "application/xml", true},
    {".wasm", "application/wasm", true},
    {".map", "application/json", true},
    {".ico", "image/x-icon", true},
    {".png", "image/png", false},
    {".jpg", "image/jpeg", false},
    {".jpeg", "image/jpeg", false},
    {".webp", "image/webp", false},
    {".avif", "image/avif", false},
    {".gif", "image/gif", false},
    {".woff2", "font/woff2", false},
    {".woff", "font/woff", false},
};
static const struct kind other = {"", "application/octet-stream", false};

static const struct kind *kind_of(const char *path) {
    size_t n = strlen(path);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        size_t m = strlen(kinds[i].end);
        if (n > m && strcmp(path + n - m, kinds[i].end) == 0) {
            return &kinds[i];
        }
    }
    return &other;
}

/* ---- bytes ---- */
static unsigned char *read_all(const char *root, const struct file *f) {
    char full[PATH_LEN];
    snprintf(full, sizeof full, "%s%s", root, f->path);
    FILE *in = fopen(full, "rb");
    unsigned char *p = must(malloc(f->size + 1));
    if (!in || fread(p, 1, f->size, in) != f->size) {
        die("%s cannot be read", full);
    }
    fclose(in);
    return p;
}

static struct part append(FILE *out, const void *p, size_t n) {
    long at = ftell(out);
    if (at < 0 || fwrite(p, 1, n, out) != n) {
        die("cannot write the bytes: %s", strerror(errno));
    }
    return (struct part){(size_t)at, n};
}

static size_t gzip_into(unsigned char *to, size_t cap, const unsigned char *p, size_t n) {
    z_stream z = {0};
    if (deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) != Z_OK) {
        die("zlib could not start");
    }
    z.next_in = (unsigned char *)(uintptr_t)p;
    z.avail_in = (uInt)n;
    z.next_out = to;
    z.avail_out = (uInt)cap;
    if (deflate(&z, Z_FINISH) != Z_STREAM_END) {
        die("zlib failed");
    }
    size_t made = z.total_out;
    deflateEnd(&z);
    return made;
}

/* Variants that save less than a tenth are not worth their place. */
static void compress_file(FILE *out, struct file *f, const unsigned char *p) {
    size_t cap = compressBound(f->size) + BrotliEncoderMaxCompressedSize(f->size) + 64, enough = f->size / 10 * 9;
    unsigned char *to = must(malloc(cap));
    size_t n = gzip_into(to, cap, p, f->size);
    if (n < enough) {
        f->gzip = append(out, to, n);
    }
    n = cap;
    if (!BrotliEncoderCompress(BROTLI_MAX_QUALITY, BROTLI_MAX_WINDOW_BITS, BROTLI_MODE_TEXT, f->size, p, &n, to)) {
        die("brotli failed on %s", f->path);
    }
    if (n < enough) {
        f->brotli = append(out, to, n);
    }
    free(to);
}

static void write_bytes(const char *root, const char *bin) {
    FILE *out = fopen(bin, "wb");
    if (!out) {
        die("%s: %s", bin, strerror(errno));
    }
    for (size_t i = 0; i < file_n; i++) {
        struct file *f = &files[i];
        unsigned char *p = read_all(root, f);
        f->hash = fnv(UINT64_C(1469598103934665603), p, f->size);
        f->plain = append(out, p, f->size);
        if (kind_of(f->path)->compress && f->size >= 256) {
            compress_file(out, f, p);
        }
        free(p);
    }
    if (fclose(out) != 0) {
        die("%s: %s", bin, strerror(errno));
    }
}

/* ---- the C file ---- */
/* Vite puts files whose names hold a hash into assets/. */
static bool immutable(const char *path) {
    return strncmp(path, "/assets/", 8) == 0;
}

static void put_part(FILE *c, const char *name, struct part p) {
    if (p.n) {
        fprintf(c, ",\n     .%s = {web_bytes + %zu, %zu}", name, p.at, p.n);
    }
}

static void write_c(const char *path, const char *bin, uint64_t key) {
    FILE *c = fopen(path, "w");
    if (!c) {
        die("%s: %s", path, strerror(errno));
    }
    fprintf(c, "/* Made by tools/webembed.c: %016" PRIx64 " */\n#include \"http/web.h\"\n\n", key);
    if (file_n) {
        fprintf(c, "__asm__(\".section .rodata\\n.balign 16\\nweb_bytes:\\n.incbin \\\"%s\\\"\\n.byte 0\\n.previous\\n\");\n"
                   "extern const char web_bytes[] __attribute__((visibility(\"hidden\")));\n\n", bin);
    }
    fprintf(c, "const struct web_file web_files[] = {\n");
    for (size_t i = 0; i < file_n; i++) {
        const struct file *f = &files[i];
        fprintf(c, "    {.path = \"%s\", .content_type = \"%s\", .etag = \"%016" PRIx64 "\", .immutable = %s", f->path,
                kind_of(f->path)->type, f->hash, immutable(f->path) ? "true" : "false");
        put_part(c, "bytes", f->plain);
        put_part(c, "gzip", f->gzip);
        put_part(c, "brotli", f->brotli);
        fprintf(c, "},\n");
    }
    fprintf(c, "    {.path = 0}};\nconst size_t web_file_count = %zu;\n", file_n);
    if (fclose(c) != 0) {
        die("%s: %s", path, strerror(errno));
    }
}

/* True when OUT.c was made from the same files and its bytes are still there. */
static bool up_to_date(const char *out, const char *bin, uint64_t key) {
    char line[200], want[40];
    FILE *c = fopen(out, "r");
    if (!c) {
        return false;
    }
    snprintf(want, sizeof want, "%016" PRIx64, key);
    bool same = fgets(line, sizeof line, c) && strstr(line, want) && (file_n == 0 || access(bin, R_OK) == 0);
    fclose(c);
    return same;
}

/* The bytes of earlier web apps. */
static void drop_old(const char *work) {
    DIR *d = opendir(work);
    for (struct dirent *e; d && (e = readdir(d));) {
        char full[PATH_LEN];
        if (strncmp(e->d_name, "web-", 4) == 0 && strstr(e->d_name, ".bin") &&
            snprintf(full, sizeof full, "%s/%s", work, e->d_name) < (int)sizeof full) {
            unlink(full);
        }
    }
    if (d) {
        closedir(d);
    }
}

static void check_names(void) {
    for (size_t i = 0; i < file_n; i++) {
        if (strpbrk(files[i].path, "\"\\\n?%")) {
            die("%s: unusable name", files[i].path);
        }
    }
}

int main(int argc, char **argv) {
    char bin[PATH_LEN], work[PATH_LEN];
    if (argc != 4) {
        fputs("usage: webembed DIST_DIR OUT.c WORK_DIR\n", stderr);
        return 2;
    }
    if (mkdir(argv[3], 0777) != 0 && errno != EEXIST) {
        die("%s: %s", argv[3], strerror(errno));
    }
    if (!realpath(argv[3], work)) {
        die("%s: %s", argv[3], strerror(errno));
    }
    walk(argv[1], argv[1]);
    check_names();
    qsort(files, file_n, sizeof files[0], by_path);
    uint64_t key = stamp(work);
    if (snprintf(bin, sizeof bin, "%s/web-%016" PRIx64 ".bin", work, key) >= (int)sizeof bin) {
        die("path too long");
    }
    if (up_to_date(argv[2], bin, key)) {
        return 0;
    }
    drop_old(work);
    write_bytes(argv[1], bin);
    write_c(argv[2], bin, key);
    return 0;
}
