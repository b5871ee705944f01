/* fit.c: where a caption may go, and whether a locked one was kept. See caption.h. */
#include "app/caption/caption.h"

#include "app/company/company.h"
#include "app/company/settings.h"
#include "app/link/link.h"
#include "app/share/share.h"
#include "network/disclosure.h"
#include "network/terms.h"

/* Stands where the code of the link will stand. */
#define PLACEHOLDER_CODE "xxxxxxxxxxx"
_Static_assert(sizeof PLACEHOLDER_CODE - 1 == CODE_LEN, "as long as a code");

enum err caption_frame_read(struct tx *tx, struct str base_url, struct caption_frame *ret) {
    struct company_info company;
    enum err e = company_get(tx, &company);
    if (!e) {
        e = company_setting_text(tx, "disclosure.relation", &ret->relation);
    }
    if (!e) {
        ret->company = company.name;
        ret->link = link_url_join(tx->arena, base_url, company.short_host, STR(PLACEHOLDER_CODE));
    }
    return e;
}

bool caption_is_for(const struct caption *c, const struct network *n) {
    return str_empty(c->network) || str_is(c->network, n->name);
}

enum err caption_length(struct arena *a, const struct caption_frame *f, const struct caption *c, const struct network *n,
                        struct text_length *ret) {
    struct disclosure wordings[DISCLOSURE_MAX];
    struct disclosure_case which = {c->language, f->relation, STR("none"), str_of(n->name), f->company};
    which.incentive = term_value(which.network, TERM_REWARD) ? STR("reward") : STR("none");
    size_t count = disclosure_options(a, &which, wordings);
    struct text_length longest = {.length = -1};
    for (size_t i = 0; i < count; i++) {
        struct text_length len;
        enum err e = network_length(n, share_final(a, n, wordings[i].text, c->text, f->link), &len);
        if (e) {
            return e;
        }
        if (len.length > longest.length) {
            longest = len;
        }
    }
    *ret = longest;
    return E_OK;
}

bool caption_may_lock(const struct network *n) {
    struct str name = str_of(n->name);
    return term_value(name, TERM_SIMILAR_TEXT) && !term_value(name, TERM_EDIT_REQUIRED) &&
           (term_value(name, TERM_PREFILL) || !(n->caps & NETWORK_INTENT_TEXT));
}

bool caption_fits(struct arena *a, const struct caption_frame *f, const struct caption *c, const struct network *n) {
    struct text_length len;
    if (!caption_is_for(c, n) || (c->locked && !caption_may_lock(n))) {
        return false;
    }
    return caption_length(a, f, c, n, &len) || len.valid;
}

size_t caption_blank(struct str text, size_t from, size_t *ret_end) {
    for (size_t i = from; i < text.n; i++) {
        size_t k = i;
        while (k < text.n && text.p[k] == '_') {
            k++;
        }
        if (k - i >= 3) {
            *ret_end = k;
            return i;
        }
        i = k > i ? k - 1 : i;
    }
    *ret_end = text.n;
    return text.n;
}

/* The parts between blanks follow each other in `text`, each at its first place after something that fills the blank before
 * it; the first stands at the beginning, the last at the end. */
bool caption_kept(struct str caption, struct str text) {
    size_t end, at = caption_blank(caption, 0, &end);
    if (at == caption.n) {
        return str_eq(caption, text);
    }
    if (!str_starts(text, str_sub(caption, 0, at))) {
        return false;
    }
    struct str rest = str_sub(text, at, text.n);
    while (rest.n) {
        size_t next_end, next = caption_blank(caption, end, &next_end);
        struct str part = str_sub(caption, end, next);
        if (next == caption.n) {
            return rest.n > part.n && str_ends(rest, part);
        }
        struct str after = str_sub(rest, 1, rest.n);
        size_t found = str_find(after, part);
        if (found == after.n) {
            return false;
        }
        rest = str_sub(after, found + part.n, after.n);
        end = next_end;
    }
    return false;
}
