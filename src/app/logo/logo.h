/* logo.h: the company's own sign: a logo for light ground, one for dark, and an icon where the logo is no square.
 *
 * Uploads are PNG, JPEG or WebP, made into PNGs of ours in the image child (image/image.h). SVG is refused: it may hold programs and
 * addresses, and its loader is the one part of libvips that cannot be jailed without fonts. Icons (browser tab, home screen) come from the
 * icon, else from the logo when that is about square; else the program's own are shown. Knows nothing of HTTP. */
#ifndef PV_APP_LOGO_LOGO_H
#define PV_APP_LOGO_LOGO_H

#include "db/db.h"

enum {
    LOGO_UPLOAD_MAX = 2 * 1024 * 1024,
    LOGO_SIDE_MIN = 32,          /* pixels of an upload's shorter side */
    LOGO_ICON_MIN = 180          /* of an icon's */
};

struct logo {
    struct str kind;             /* light, dark, icon */
    int64_t width, height;
    struct str etag;
};
struct logo_set {
    struct logo light, dark, icon;       /* .etag NULL: none */
};
bool logo_kind_known(struct str kind);
enum err logo_read(struct tx *tx, struct logo_set *ret) MUST_USE;
/* Makes and stores it in place of the one before. E_INVALID with a reason when it is none. */
enum err logo_upload(const struct db_cx *cx, struct str kind, struct str bytes, int64_t now, struct logo *ret) MUST_USE;
/* E_NOT_FOUND when there is none. */
enum err logo_remove(struct tx *tx, struct str kind, int64_t now) MUST_USE;

struct logo_file {
    struct str etag, bytes;      /* PNG */
    int64_t width, height;       /* of a logo; not told of icons */
};
enum err logo_file(struct tx *tx, struct str kind, struct logo_file *ret) MUST_USE;
/* A square icon of one of LOGO_ICON_SIZES; *ret_there false when the company has none. */
enum err logo_icon(struct tx *tx, int64_t size, struct logo_file *ret, bool *ret_there) MUST_USE;
/* "/api/v1/space/logo/light?v=…": what stands there never changes. */
struct str logo_address(struct arena *a, const struct logo *l);

#endif
