/* zone.c: see zone.h. A TZif version 2+ file (RFC 8536) holds 64-bit transition times, the local time types, and a footer
 * with the POSIX rule for later times. Debian's files carry transitions to 2037 ("fat"); beyond the last one, the year's
 * offset of 28 years before is taken (the Gregorian calendar repeats by weekday within a century). */
#include "base/zone.h"

#include "base/heap.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

enum { ZONES_MAX = 700, FILE_MAX = 64 * 1024, NAME_MAX_LEN = 64 };

struct zone {
    char name[NAME_MAX_LEN];
    size_t n;
    int64_t *at;      /* transition times, rising */
    int32_t *offset;  /* offset from that time on */
    int32_t first;    /* offset before the first transition */
};

static struct zone *zones[ZONES_MAX];
static size_t zone_count;
static pthread_rwlock_t lock = PTHREAD_RWLOCK_INITIALIZER;

static uint32_t be32(const unsigned char *p) {
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

static int64_t be64(const unsigned char *p) {
    return (int64_t)((uint64_t)be32(p) << 32 | be32(p + 4));
}

/* The six counts of a header, in file order: isutcnt isstdcnt leapcnt timecnt typecnt charcnt. */
struct head {
    size_t isut, isstd, leap, time, type, chars;
};

static bool head_read(const unsigned char *p, size_t n, struct head *h) {
    if (n < 44 || memcmp(p, "TZif", 4) != 0) {
        return false;
    }
    *h = (struct head){be32(p + 20), be32(p + 24), be32(p + 28), be32(p + 32), be32(p + 36), be32(p + 40)};
    return h->time < 10000 && h->type > 0 && h->type < 256 && h->chars < 1000 && h->leap < 1000;
}

static size_t body_size(const struct head *h, size_t time_size) {
    return h->time * time_size + h->time + h->type * 6 + h->chars + h->leap * (time_size + 4) + h->isstd + h->isut;
}

static bool zone_parse(const unsigned char *p, size_t n, struct zone *z) {
    struct head h;
    if (!head_read(p, n, &h)) {
        return false;
    }
    size_t skip = 44 + body_size(&h, 4);
    if (p[4] < '2' || n < skip + 44 || !head_read(p + skip, n - skip, &h)) {
        return false;
    }
    const unsigned char *q = p + skip + 44;
    if (n - skip - 44 < body_size(&h, 8)) {
        return false;
    }
    const unsigned char *kinds = q + h.time * 8;
    const unsigned char *types = kinds + h.time;
    z->n = h.time;
    z->at = heap_calloc(h.time, sizeof *z->at);
    z->offset = heap_calloc(h.time, sizeof *z->offset);
    z->first = (int32_t)be32(types);
    for (size_t i = 0; i < h.time; i++) {
        z->at[i] = be64(q + i * 8);
        size_t kind = kinds[i] < h.type ? kinds[i] : 0;
        z->offset[i] = (int32_t)be32(types + kind * 6);
    }
    return true;
}

static bool name_ok(struct str name) {
    if (name.n == 0 || name.n >= NAME_MAX_LEN || name.p[0] == '/' || str_find(name, STR("..")) != name.n) {
        return false;
    }
    for (size_t i = 0; i < name.n; i++) {
        char c = name.p[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || strchr("/_+-", c))) {
            return false;
        }
    }
    return true;
}

static struct zone *zone_load(struct str name) {
    char path[128];
    snprintf(path, sizeof path, "/usr/share/zoneinfo/%.*s", STRF(name));
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return NULL;
    }
    unsigned char *bytes = heap_alloc(FILE_MAX);
    ssize_t got = read(fd, bytes, FILE_MAX);
    close(fd);
    struct zone *z = heap_alloc(sizeof *z);
    memcpy(z->name, name.p, name.n);
    if (got < 44 || !zone_parse(bytes, (size_t)got, z)) {
        heap_free(z);
        z = NULL;
    }
    heap_free(bytes);
    return z;
}

static struct zone *zone_lookup(struct str name) {
    for (size_t i = 0; i < zone_count; i++) {
        if (str_is(name, zones[i]->name)) {
            return zones[i];
        }
    }
    return NULL;
}

static struct zone *zone_find(struct str name) {
    pthread_rwlock_rdlock(&lock);
    struct zone *z = zone_lookup(name);
    pthread_rwlock_unlock(&lock);
    if (z || !name_ok(name)) {
        return z;
    }
    pthread_rwlock_wrlock(&lock);
    z = zone_lookup(name);
    if (!z && zone_count < ZONES_MAX) {
        z = zone_load(name);
        if (z) {
            zones[zone_count++] = z;
        }
    }
    pthread_rwlock_unlock(&lock);
    return z;
}

int64_t zone_offset(struct str name, int64_t s) {
    static const int64_t cycle = INT64_C(86400) * 10227;  /* 28 years */
    struct zone *z = zone_find(name);
    if (!z) {
        return 0;
    }
    while (z->n > 2 && s > z->at[z->n - 1] && s > INT64_C(2145916800)) {
        s -= cycle;
    }
    size_t lo = 0;
    size_t hi = z->n;
    while (lo < hi) {
        size_t mid = (lo + hi) / 2;
        if (z->at[mid] <= s) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return lo == 0 ? z->first : z->offset[lo - 1];
}

bool zone_known(struct str name) {
    return zone_find(name) != NULL;
}
