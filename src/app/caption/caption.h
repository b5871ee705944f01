/* caption.h: the ready texts of a post.
 *
 * A post holds several, each for one network (or "" for any) and one language. They are dealt like cards: for each post,
 * network and language there is a deck; none repeats before all were used, the last one dealt is never dealt next, and a
 * person who comes back before sharing finds the one that was theirs (deal.c). A text may hold blanks ("___" or longer)
 * that must be filled, and may be locked: then it goes out word for word, which some networks forbid (fit.c). Knows
 * posts by id only; what a person holds is keyed by person_id. */
#ifndef PV_APP_CAPTION_CAPTION_H
#define PV_APP_CAPTION_CAPTION_H

#include "db/db.h"
#include "event/event.h"
#include "network/network.h"

enum {
    CAPTION_MAX = 3000,          /* characters: the longest text a network takes */
    CAPTION_REASON_MIN = 10,     /* of locking */
    CAPTION_REASON_MAX = 200,
    CAPTION_PER_POST = 30,
    CAPTION_REVISIONS = 20,
    CAPTION_REVISION_S = 600,    /* saves of one person this close together are one revision */
    CAPTION_DEAL_DAYS = 90,
    CAPTION_FORGET_BATCH = 1000
};

struct caption {
    int64_t id;                  /* 0: none */
    int64_t post;
    struct str network;          /* "" any */
    struct str language;         /* "" any */
    struct str text;
    bool locked;
    struct str lock_reason;      /* "" unless locked */
    int64_t version, changed_at;
};

/* What every caption of a company is measured with; read once (caption_frame_read). */
struct caption_frame {
    struct str company, relation, link;   /* `link` is as long as a tracked link */
};
enum err caption_frame_read(struct tx *tx, struct str base_url, struct caption_frame *ret) MUST_USE;

/* ---- for curators (caption.c) ---- */
/* All of a post, oldest first. */
enum err caption_list(struct tx *tx, int64_t post, struct caption **ret, size_t *ret_n) MUST_USE;
enum err caption_get(struct tx *tx, int64_t id, struct caption *ret) MUST_USE;
/* Adds one; in->id is not looked at. E_INVALID on /network, /language, /text, /locked, /lock_reason; E_LIMIT; E_EXISTS for the
 * same text again. Records EV_CAPTION_CHANGED about the post. */
enum err caption_create(struct tx *tx, const struct caption *in, struct str base_url, int64_t member, int64_t now,
                        struct caption *ret) MUST_USE;
struct caption_change {
    bool has_network, has_language, has_text, has_locked, has_reason, locked;
    struct str network, language, text, reason;
    int64_t version;             /* made from this one; 0: from the present one */
    int64_t member, now;
    struct str base_url;
};
/* E_CONFLICT on /version. Nothing to change is no error and raises no version. */
enum err caption_change(struct tx *tx, int64_t id, const struct caption_change *c, struct caption *ret) MUST_USE;
enum err caption_delete(struct tx *tx, int64_t id, int64_t now) MUST_USE;
struct caption_revision {
    int64_t id, saved_at;
    struct str name;             /* of who wrote it, NULL: no longer known */
    struct str text;
};
/* Newest first, at most CAPTION_REVISIONS. */
enum err caption_revisions(struct tx *tx, int64_t id, struct caption_revision **ret, size_t *ret_n) MUST_USE;
/* The first caption of a post, the one that is edited along with it; .id 0 when there is none. */
enum err caption_first(struct tx *tx, int64_t post, struct caption *ret) MUST_USE;
/* Sets its text and language, making it if needed; an empty text removes it. A locked one keeps its text: E_CAPTION_LOCKED. */
enum err caption_set_first(struct tx *tx, int64_t post, struct str language, struct str text, int64_t now) MUST_USE;
/* Removes all captions of a post with their decks. */
enum err caption_delete_post(struct tx *tx, int64_t post) MUST_USE;

/* ---- what fits where (fit.c) ---- */
/* Its place: `c` is for `n`, or for any. */
bool caption_is_for(const struct caption *c, const struct network *n);
/* Counted as `n` does with the longest disclosure of the caption's language and a link. */
enum err caption_length(struct arena *a, const struct caption_frame *f, const struct caption *c, const struct network *n,
                        struct text_length *ret) MUST_USE;
/* The network lets one text go out word for word from several accounts. */
bool caption_may_lock(const struct network *n);
/* It may be handed out on `n`: for it, within its length, not locked where that is forbidden. */
bool caption_fits(struct arena *a, const struct caption_frame *f, const struct caption *c, const struct network *n);
/* Where the next blank (three underscores or more) begins, and where it ends; text.n both when there is none. */
size_t caption_blank(struct str text, size_t from, size_t *ret_end);
/* `text` is the caption with its blanks filled, and nothing else changed. */
bool caption_kept(struct str caption, struct str text);

/* ---- handing out (deal.c) ---- */
struct caption_ask {
    int64_t post, person;
    const struct network *network;
    struct str language;         /* wanted; all languages when there is none in it */
    struct str base_url;
    bool next;                   /* another one than the one held */
    int64_t now;
};
struct caption_dealt {
    struct caption caption;
    int64_t n;                   /* captions in this deck */
    int64_t seen;                /* of them shown to this person */
};
/* The one the person holds; ret->caption.id 0 when none was dealt, ret->n 0 when there is none to deal. */
enum err caption_held(struct tx *tx, const struct caption_ask *ask, struct caption_dealt *ret) MUST_USE;
/* The same, and deals one where none is held, or with ask->next. Needs a writing transaction. */
enum err caption_deal(struct tx *tx, const struct caption_ask *ask, struct caption_dealt *ret) MUST_USE;

/* ---- upkeep (caption.c) ---- */
/* Forgets up to CAPTION_FORGET_BATCH cards held longer than CAPTION_DEAL_DAYS. */
enum err caption_forget(struct tx *tx, int64_t now, int64_t *ret_forgotten) MUST_USE;
/* EVENT_IN_TX subscriber of EV_PERSON_ERASED. */
enum err caption_on_erased(struct tx *tx, const struct event *ev) MUST_USE;

#endif
