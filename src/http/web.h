/* web.h: the web app's files inside the program; the table is made by tools/webembed.c from web/dist. */
#ifndef PV_HTTP_WEB_H
#define PV_HTTP_WEB_H

#include "base/str.h"

struct web_file {
    const char *path;            /* "/assets/index-3f2a.js" */
    const char *content_type;
    const char *etag;            /* hash of the plain bytes */
    bool immutable;              /* the name holds a hash of the contents */
    struct str bytes;
    struct str gzip, brotli;     /* empty where they would not be smaller */
};
/* Sorted by path (bytes). Empty when web/dist was not there. */
extern const struct web_file web_files[];
extern const size_t web_file_count;

/* By path, or NULL. */
const struct web_file *web_file_find(struct str path);

/* Test seam: this table instead of the built-in one; NULL restores it. */
void web_files_use(const struct web_file *files, size_t n);

#endif
