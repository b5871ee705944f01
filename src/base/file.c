/* file.c: see file.h. */
#include "base/file.h"

#include "base/rnd.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

enum { CHUNK = 256 * 1024 };

static enum err failed(struct problems *errs, const char *what, const char *path) {
    enum err code = errno == ENOENT ? E_NOT_FOUND : errno == EEXIST ? E_EXISTS : E_IO;
    return err_set(errs, code, "", "cannot %s %s: %s", what, path, strerror(errno));
}

enum err file_read(const char *path, size_t max, struct arena *arena, struct problems *errs, struct str *ret) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat st;
    if (fd < 0 || fstat(fd, &st) != 0) {
        enum err e = failed(errs, "read", path);
        if (fd >= 0) {
            close(fd);
        }
        return e;
    }
    if (st.st_size > (off_t)max) {
        close(fd);
        return err_set(errs, E_TOO_LARGE, "", "%s is larger than %zu bytes", path, max);
    }
    char *p = arena_alloc(arena, (size_t)st.st_size + 1);
    size_t got = 0;
    ssize_t n = 1;
    while (got < (size_t)st.st_size && (n = read(fd, p + got, (size_t)st.st_size - got)) > 0) {
        got += (size_t)n;
    }
    close(fd);
    if (n < 0) {
        return failed(errs, "read", path);
    }
    *ret = (struct str){p, got};
    return E_OK;
}

static bool write_all(int fd, const char *p, size_t n) {
    while (n > 0) {
        ssize_t done = write(fd, p, n);
        if (done < 0) {
            return false;
        }
        p += done;
        n -= (size_t)done;
    }
    return true;
}

enum err file_write_new(const char *path, struct str bytes, unsigned mode, struct problems *errs) {
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, (mode_t)mode);
    if (fd < 0) {
        return failed(errs, "create", path);
    }
    bool ok = write_all(fd, bytes.p, bytes.n) && fsync(fd) == 0;
    enum err e = ok ? E_OK : failed(errs, "write", path);
    close(fd);
    return e;
}

enum err file_copy_new(const char *from, const char *to, unsigned mode, struct problems *errs) {
    int in = open(from, O_RDONLY | O_CLOEXEC);
    if (in < 0) {
        return failed(errs, "read", from);
    }
    int out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, (mode_t)mode);
    if (out < 0) {
        enum err e = failed(errs, "create", to);
        close(in);
        return e;
    }
    char chunk[CHUNK / 4];
    ssize_t n;
    bool ok = true;
    while (ok && (n = read(in, chunk, sizeof chunk)) > 0) {
        ok = write_all(out, chunk, (size_t)n);
    }
    ok = ok && n == 0 && fsync(out) == 0;
    enum err e = ok ? E_OK : failed(errs, "copy to", to);
    close(in);
    close(out);
    return e;
}

enum err file_sha256(const char *path, struct arena *arena, struct problems *errs, struct str *ret_hex,
                     int64_t *ret_size) {
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return failed(errs, "read", path);
    }
    crypto_hash_sha256_state st;
    crypto_hash_sha256_init(&st);
    char *chunk = arena_alloc(arena, CHUNK);
    int64_t size = 0;
    ssize_t n;
    while ((n = read(fd, chunk, CHUNK)) > 0) {
        crypto_hash_sha256_update(&st, (unsigned char *)chunk, (unsigned long long)n);
        size += n;
    }
    close(fd);
    if (n < 0) {
        return failed(errs, "read", path);
    }
    unsigned char out[crypto_hash_sha256_BYTES];
    crypto_hash_sha256_final(&st, out);
    *ret_hex = hex_text(arena, out, sizeof out);
    *ret_size = size;
    return E_OK;
}

enum err dir_make(const char *path, struct problems *errs) {
    if (mkdir(path, 0750) != 0 && errno != EEXIST) {
        return failed(errs, "make", path);
    }
    return E_OK;
}

bool dir_empty(const char *path) {
    DIR *d = opendir(path);
    if (!d) {
        return errno == ENOENT;
    }
    bool empty = true;
    struct dirent *entry;
    while (empty && (entry = readdir(d))) {
        empty = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
    }
    closedir(d);
    return empty;
}
