/* search.h: posts by the words in them.
 *
 * What is asked is read into words (text/words.h), never into a query language of the database, so that nothing anybody types is
 * an error: `several words` (all of them, the last one also as the beginning of a word), `"a phrase"`, `-without`. Words are found
 * by their French and English stems as well. The index gives ids of the company's posts; who may see which of them is for the
 * caller: the feed takes those of its reader's snapshot (feed.c), the studio all of one state (post_list.c).
 *
 * Order: how well it fits times how new it is, at the moment of the first page, which the cursor carries: so pages neither
 * lose nor repeat a post while others come in. Knows nothing of HTTP. */
#ifndef PV_APP_SEARCH_SEARCH_H
#define PV_APP_SEARCH_SEARCH_H

#include "event/event.h"
#include "job/job.h"
#include "text/words.h"

enum {
    SEARCH_TERMS_MAX = 12,       /* further ones are passed over */
    SEARCH_PHRASE_MAX = 12,      /* words of one */
    SEARCH_PREFIX_MIN = 2,       /* letters of a word that is not finished */
    SEARCH_HITS_MAX = 20000,     /* of one search; the newest */
    SEARCH_MARKS_MAX = 50,       /* of one text */
    SEARCH_EXCERPT = 160,        /* characters, about */
    SEARCH_CURSOR_LEN = 39
};

/* ---- what is asked (query.c) ---- */
struct search_term {
    struct word words[SEARCH_PHRASE_MAX];
    size_t n;                    /* more than one: a phrase */
    bool exact;                  /* in quotes: no stems */
    char stems[WORD_STEMS_MAX][WORD_KEY_MAX + 1];
    size_t stem_n;               /* 0: looked for as it is */
    bool exclude, prefix;
};
struct search_query {
    struct search_term terms[SEARCH_TERMS_MAX];
    size_t n;
    bool any;                    /* there is something to look for; else nothing is found */
};
void search_parse(struct str q, struct search_query *ret);
/* The same in the language of an engine's index, made of letters and digits alone. */
struct str search_match(struct arena *a, const struct search_query *q, enum db_engine engine);

/* ---- where the words stand (marks.c) ---- */
struct search_mark {
    int64_t from, to;            /* UTF-16 code units, as browsers count */
};
/* Marks in the order of the text, none touching another; their number, at most SEARCH_MARKS_MAX. */
size_t search_marks(const struct search_query *q, struct str text, struct search_mark ret[SEARCH_MARKS_MAX]);
/* Some words of a long text around the first hit, at word boundaries; STR_NULL when there is no hit. */
struct str search_excerpt(struct arena *a, const struct search_query *q, struct str text);
/* An article without its Markdown. */
struct str search_plain(struct arena *a, struct str markdown);

/* ---- finding (search.c) ---- */
struct search_hit {
    int64_t id, at;              /* at: published, or made */
    double rank;
    int64_t score;               /* set by search_order */
    struct str network;
};
enum err search_find(struct tx *tx, const struct search_query *q, struct str status, struct search_hit **ret, size_t *ret_n) MUST_USE;

/* Where a page begins. as_of 0: at the start. */
struct search_place {
    int64_t as_of, score, id;
};
/* Puts the hits in order and drops those up to the place, and those newer than the first page; their number. */
size_t search_order(struct search_hit *hits, size_t n, const struct search_place *at);
struct str search_cursor(struct arena *a, int64_t as_of, const struct search_hit *last);
/* E_INVALID naming ?cursor; an absent one gives the start, as of `now`. */
enum err search_cursor_read(struct str text, int64_t now, struct problems *errs, struct search_place *ret) MUST_USE;

/* ---- keeping the words right (fill.c) ---- */
/* Writes a post's words as it stands in this transaction. Not there: nothing. */
enum err search_index(struct tx *tx, int64_t post) MUST_USE;
/* EVENT_IN_TX subscriber: words follow the post in the transaction that changes it. */
enum err search_on_post(struct tx *tx, const struct event *ev) MUST_USE;
/* EVENT_IN_TX subscriber of sources: another name is another word of all its posts, by the job. */
enum err search_on_source(struct tx *tx, const struct event *ev) MUST_USE;
/* Job "search.fill": all posts of the company, a few hundred in one transaction. */
enum err search_fill_run(struct job_run *run);
/* The same for the command `search rebuild`; how many posts there were. */
enum err search_fill(const struct db_cx *cx, int64_t *ret_posts) MUST_USE;
/* Forgets them, with a post that is deleted. */
enum err search_drop(struct tx *tx, int64_t post) MUST_USE;
/* Posts without words. */
enum err search_missing(struct tx *tx, int64_t *ret) MUST_USE;

#endif
