/* sqlgen.c: makes sql_gen.h and sql_gen.c from the migrations and the rooms' .sql files.
 *
 *     sqlgen --out-h sql_gen.h --out-c sql_gen.c sql/migrate/0001_init.sql … -- src/app/post/post.sql …
 *
 * (the word --migrate before the migrations is optional). The comment format of statements is described in
 * docs/adding-things.md, of the schema in sql/migrate/0001_init.sql. Everything wrong is printed as file:line; the exit
 * code is then 1 and no file is touched. A file whose content would not change is not rewritten, so nothing rebuilds. */
#include "sqlgen.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static int fault_count;

/* Blocks stay reachable from here, so that leak checkers are content with memory that is never freed. */
static struct chunk {
    struct chunk *next;
    size_t used, cap;
    _Alignas(16) char bytes[];
} * chunks;

void *mem(size_t n) {
    n = (n + 15) & ~(size_t)15;
    if (!chunks || chunks->cap - chunks->used < n) {
        size_t cap = n > 1 << 20 ? n : 1 << 20;
        struct chunk *c = calloc(1, sizeof *c + cap);
        if (!c) {
            fprintf(stderr, "sqlgen: out of memory\n");
            exit(1);
        }
        c->cap = cap;
        c->next = chunks;
        chunks = c;
    }
    void *p = chunks->bytes + chunks->used;
    chunks->used += n;
    return p;
}

char *mem_copy(const char *p, size_t n) {
    char *out = mem(n + 1);
    if (n > 0) {
        memcpy(out, p, n);
    }
    return out;
}

bool same(const char *a, const char *b) {
    return strcmp(a, b) == 0;
}

void fault(const char *path, int line, const char *fmt, ...) {
    va_list ap;
    fprintf(stderr, "%s:%d: error: ", path, line);
    va_start(ap, fmt);
    vfprintf(stderr, fmt, ap);
    va_end(ap);
    fputc('\n', stderr);
    fault_count++;
}

static char *slurp(FILE *f, size_t *ret_n) {
    size_t n = 0, cap = 1 << 16;
    char *buf = mem(cap);
    for (;;) {
        size_t got = fread(buf + n, 1, cap - n - 1, f);
        n += got;
        if (got == 0) {
            break;
        }
        if (cap - n < 2) {
            char *bigger = mem(cap * 2);
            memcpy(bigger, buf, n);
            buf = bigger;
            cap *= 2;
        }
    }
    buf[n] = '\0';
    *ret_n = n;
    return buf;
}

char *read_file(const char *path, size_t *ret_n) {
    FILE *f = fopen(path, "rb");
    if (!f) {
        fault(path, 1, "cannot be read");
        *ret_n = 0;
        return mem_copy("", 0);
    }
    char *text = slurp(f, ret_n);
    fclose(f);
    return text;
}

/* Writes what `emit` prints, unless the file holds just that already. */
static bool write_output(const char *path, bool (*emit)(FILE *f, const char *header), const char *header) {
    char *text = NULL;
    size_t n = 0, old_n = 0;
    FILE *m = open_memstream(&text, &n);
    if (!m || !emit(m, header) || fclose(m) != 0) {
        fprintf(stderr, "sqlgen: cannot make %s\n", path);
        free(text);
        return false;
    }
    FILE *old = fopen(path, "rb");
    if (old) {
        char *before = slurp(old, &old_n);
        fclose(old);
        if (old_n == n && memcmp(before, text, n) == 0) {
            free(text);
            return true;
        }
    }
    FILE *f = fopen(path, "wb");
    bool ok = f && fwrite(text, 1, n, f) == n;
    if (f && fclose(f) != 0) {
        ok = false;
    }
    free(text);
    if (!ok) {
        fprintf(stderr, "sqlgen: cannot write %s\n", path);
    }
    return ok;
}

static bool emit_header_only(FILE *f, const char *header) {
    (void)header;
    return emit_header(f);
}

static int usage(void) {
    fprintf(stderr, "usage: sqlgen --out-h FILE --out-c FILE [--migrate] MIGRATION.sql... -- STATEMENTS.sql...\n");
    return 2;
}

int main(int argc, char **argv) {
    const char *out_h = NULL, *out_c = NULL;
    bool statements = false;
    for (int i = 1; i < argc; i++) {
        if (same(argv[i], "--out-h") && i + 1 < argc) {
            out_h = argv[++i];
        } else if (same(argv[i], "--out-c") && i + 1 < argc) {
            out_c = argv[++i];
        } else if (same(argv[i], "--migrate")) {
            continue;
        } else if (same(argv[i], "--")) {
            statements = true;
        } else if (argv[i][0] == '-') {
            return usage();
        } else if (statements) {
            statements_read(argv[i]);
        } else {
            schema_read(argv[i]);
        }
    }
    if (!out_h || !out_c) {
        return usage();
    }
    statements_finish();
    if (fault_count > 0) {
        fprintf(stderr, "sqlgen: %d fault%s\n", fault_count, fault_count == 1 ? "" : "s");
        return 1;
    }
    return write_output(out_h, emit_header_only, NULL) && write_output(out_c, emit_source, out_h) ? 0 : 1;
}
