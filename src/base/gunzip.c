/* gunzip.c: see gunzip.h. */
#include "base/gunzip.h"

#include <zlib.h>

enum { CHUNK = 64 * 1024, GZIP_ONLY = 16 };

static enum err unpack(z_stream *z, struct buf *out, struct problems *errs) {
    char chunk[CHUNK];
    int code = Z_OK;
    while (code != Z_STREAM_END) {
        z->next_out = (unsigned char *)chunk;
        z->avail_out = CHUNK;
        code = inflate(z, Z_NO_FLUSH);
        if (code != Z_OK && code != Z_STREAM_END) {
            return err_set(errs, E_BAD_REQUEST, "", "the body is not gzip, or cut off");
        }
        buf_add(out, chunk, CHUNK - z->avail_out);
        if (out->over) {
            return err_set(errs, E_TOO_LARGE, "", "unpacked, the body is larger than %zu bytes", out->max);
        }
        if (code == Z_STREAM_END && z->avail_in > 0) {
            code = inflateReset(z);              /* another member follows */
        }
    }
    return E_OK;
}

enum err gunzip(struct str packed, struct buf *out, struct problems *errs) {
    z_stream z = {.next_in = (unsigned char *)(uintptr_t)packed.p, .avail_in = (unsigned)packed.n};
    if (packed.n > UINT32_MAX || inflateInit2(&z, MAX_WBITS + GZIP_ONLY) != Z_OK) {
        return E_INTERNAL;
    }
    enum err e = unpack(&z, out, errs);
    inflateEnd(&z);
    return e;
}
