/* file.h: whole files, for backup and keys. Errors name the file. */
#ifndef PV_BASE_FILE_H
#define PV_BASE_FILE_H

#include "base/err.h"

/* Reads at most `max` bytes; E_TOO_LARGE beyond, E_NOT_FOUND when there is no such file. */
enum err file_read(const char *path, size_t max, struct arena *arena, struct problems *errs, struct str *ret) MUST_USE;
/* Writes a new file with fsync; E_EXISTS when it is there already. */
enum err file_write_new(const char *path, struct str bytes, unsigned mode, struct problems *errs) MUST_USE;
/* Copies to a new file with fsync. */
enum err file_copy_new(const char *from, const char *to, unsigned mode, struct problems *errs) MUST_USE;
/* SHA-256 in hex and size in bytes. */
enum err file_sha256(const char *path, struct arena *arena, struct problems *errs, struct str *ret_hex, int64_t *ret_size)
    MUST_USE;
/* Makes the folder (with parents not); fine when it is there. */
enum err dir_make(const char *path, struct problems *errs) MUST_USE;
/* True when there is no such folder or nothing in it. */
bool dir_empty(const char *path);

#endif
