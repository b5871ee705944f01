/* palette.h: one company colour -> ten shades and which of them may carry text.
 *
 * The rule is visual.md, "From a company colour", stated exactly by derive-colours.mjs: OKLCH (Björn Ottosson, 2020),
 * hue kept; shade 6 is the colour itself unless no label (white or ink) reaches 4.5:1 on it. Contrast is WCAG 2.2,
 * 1.4.3. Pure: knows neither database nor HTTP. */
#ifndef PV_APP_COMPANY_PALETTE_H
#define PV_APP_COMPANY_PALETTE_H

#include "base/buf.h"

enum { PALETTE_SHADES = 10, COLOUR_LEN = 7 };

struct palette {
    char shades[PALETTE_SHADES][COLOUR_LEN + 1];   /* "#RRGGBB" */
    char label[COLOUR_LEN + 1];                    /* text on shade 6 */
    int text;                                      /* index of the shade for text on light ground */
    int dark_text, dark_fill;                      /* indexes for dark ground */
    char dark_label[COLOUR_LEN + 1];               /* text on dark_fill */
    bool adjusted;                                 /* shade 6 had to be darkened */
    double label_ratio;                            /* contrast of label on shade 6 */
    double text_ratio;                             /* of shade `text` on the sunk ground */
};

/* "#RRGGBB" in either case. */
bool colour_valid(struct str colour);
/* Contrast ratio of two valid colours, 1 to 21. */
double colour_contrast(const char *a, const char *b);
/* Derives the palette; `colour` is valid. */
void palette_derive(struct str colour, struct palette *ret);
/* {"shades":[…],"label":…,"text":…,"dark_text":…,"dark_fill":…,"dark_label":…,"adjusted":…,"label_ratio":…,"text_ratio":…} */
void palette_write(struct buf *b, const struct palette *p);

#endif
