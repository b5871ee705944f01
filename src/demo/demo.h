/* demo.h: the invented company Rivelle: what it says, who works there, and how a few months of sharing went.
 *
 * Texts are tables (posts.c, people.c); story.c lives through them day by day with the program's own rules and a clock of its own,
 * so that what the demo shows is what the program does. Nothing here is called by the rest of the program. */
#ifndef PV_DEMO_DEMO_H
#define PV_DEMO_DEMO_H

#include "app/channel/audience.h"
#include "app/link/click_store.h"

struct demo_source {
    int brand;               /* 0: the company's own, 1: the second one */
    const char *url, *site, *title, *language;
};

struct demo_post {
    int source;              /* index into demo_sources */
    int days_ago, hour, minute;   /* when the source gave it; local time of the company */
    bool promotional;
    const char *image;       /* name of an illustration, or "" */
    const char *alt;
    const char *slug, *title, *body;
    const char *caption;     /* what a curator proposes; "" none */
    int state;               /* 0 published, 1 waits in the inbox, 2 dropped */
};

extern const struct demo_source demo_sources[];
extern const size_t demo_source_count;
extern const struct demo_post demo_posts[];
extern const size_t demo_post_count;

extern const char *const demo_first_names[], *const demo_last_names[];
/* What colleagues write themselves: a beginning and an end, in French and in English. */
extern const char *const demo_own_words_fr[], *const demo_own_words_en[], *const demo_own_ends_fr[], *const demo_own_ends_en[];
extern const size_t demo_first_name_count, demo_last_name_count, demo_own_words_fr_count, demo_own_words_en_count, demo_own_ends_fr_count, demo_own_ends_en_count;
struct demo_country { const char *name, *language, *time_zone; };
extern const struct demo_country demo_countries[];   /* of the large demo, beside the places */
extern const size_t demo_country_count;
struct demo_place { const char *country, *team, *language, *time_zone; int weight; };
extern const struct demo_place demo_places[];
extern const size_t demo_place_count;

/* Further captions of a post (captions.c). */
enum err demo_captions(struct tx *tx, int64_t post, const char *slug, int64_t now) MUST_USE;
/* What the company said before demo_posts begin, back to `days` ago; in arena (past.c). */
struct demo_post *demo_past(struct arena *a, int days, size_t *ret_n);

/* Somebody who takes part, for parts of the story that happen outside story.c. */
struct demo_who {
    int64_t person, member;
    const char *language;
    bool named;              /* one signs in as them: they were here yesterday */
};
/* Opens the board of the month and puts some forty of them on it, half under a pseudonym (board.c). */
enum err demo_board(const struct db_cx *cx, const struct demo_who *who, size_t n, int64_t at) MUST_USE;

/* What these people read and how they reacted (reactions.c). */
enum err demo_reactions(const struct db_cx *cx, const struct demo_who *who, size_t n, int64_t now) MUST_USE;

/* Writes what the curators wrote themselves (own.c); *clock is the story's, moved to each. */
enum { DEMO_SAFETY, DEMO_SOLAR, DEMO_BACKSTAGE, DEMO_OFFERS, DEMO_HYDRO, DEMO_CHANNELS };
/* Makes the channels (channels.c). */
enum err demo_channels(const struct db_cx *cx, int64_t now, int64_t ret[DEMO_CHANNELS]) MUST_USE;
enum err demo_follow(const struct db_cx *cx, const struct audience_who *who, int64_t channel, int64_t now) MUST_USE;
/* The post lies in the channel too. */
enum err demo_place(const struct db_cx *cx, int64_t post, int64_t channel) MUST_USE;
enum err demo_own(const struct db_cx *cx, int64_t now, const int64_t channels[DEMO_CHANNELS], int64_t *clock) MUST_USE;

/* Campaigns, and posts scheduled for the coming weeks (plan.c). */
enum err demo_plan(const struct db_cx *cx, int64_t now) MUST_USE;

struct demo_size {
    const char *name;
    int64_t members;         /* how many people, the named ones included */
    int days;                /* how long the story is */
    double crowd;            /* the least of a person's appetite for sharing: many people share a smaller part of the posts each */
    bool worldwide;
};
extern const struct demo_size demo_sizes[];   /* the first is the default; NULL name ends */

struct demo_options {
    struct demo_size size;
    int64_t now;             /* end of the story, microseconds */
    const char *password;    /* of the named people */
    const char *data_dir;
};
struct demo_done { int64_t company, members, posts, shares, clicks; };

/* Builds the company in an empty database. */
enum err demo_build(struct db *db, const struct demo_options *opt, struct problems *errs, struct demo_done *ret) MUST_USE;

/* The people one can sign in as; the first is the admin. */
struct demo_person { const char *email, *first_name, *last_name, *language, *country, *team; unsigned roles; bool ambassador;
                     const char *what; };
extern const struct demo_person demo_people[];
extern const size_t demo_person_count;

#endif
