/* audience.h: whom a post is for, and the one rule that says whether somebody sees it.
 *
 * A post may lie in channels, be for groups, and be for languages. It is seen by whoever follows one of its channels (if it has
 * any), is in one of its groups (if it has any) and reads one of its languages (if it has any); a post with none of them is seen
 * by all. Whatever shows a post to a member asks audience_sees: the feed from memory, all else through audience_check.
 *
 * A reader has one language, the one they chose to read Portevoix in, and a post can be aimed at those languages only, so
 * nobody's language is one that no post could name. A post written for French alone is not shown to who reads in English:
 * whoever wants both to see it aims at both, or at none.
 *
 * What is followed is known by person, groups and language by member; both meet in memory only, for the person who is signed in
 * (decisions 18). */
#ifndef PV_APP_CHANNEL_AUDIENCE_H
#define PV_APP_CHANNEL_AUDIENCE_H

#include "db/db.h"

enum audience_axis { AUDIENCE_CHANNEL, AUDIENCE_GROUP, AUDIENCE_LANGUAGE, AUDIENCE_AXES };
/* channel, group, language */
extern const char *const audience_axes[AUDIENCE_AXES];

struct id_set {
    const int64_t *p;            /* rising, each once */
    size_t n;
};

/* Of a post: whom it is for. Of a reader: what they follow, are in and read. */
struct audience {
    struct id_set of[AUDIENCE_AXES];
};

/* The rule. */
bool audience_sees(const struct audience *post, const struct audience *reader);
/* It is for all. */
bool audience_open(const struct audience *post);
bool id_set_has(struct id_set s, int64_t id);
/* Sorts `list` and drops what is twice. */
struct id_set id_set_of(int64_t *list, size_t n);
/* A language ("fr") as a number for such a set. */
int64_t audience_language(struct str language);

/* Who asks: one member in two keys. */
struct audience_who {
    int64_t member, person;
    struct str language;
};

/* Whom the post is for; in the transaction's arena. */
enum err audience_of_post(struct tx *tx, int64_t post, struct audience *ret) MUST_USE;
/* What somebody follows, is in and reads. */
enum err audience_of_reader(struct tx *tx, const struct audience_who *who, struct audience *ret) MUST_USE;
/* E_NOT_FOUND when the post is not for this reader, whether it is there or not. */
enum err audience_check(struct tx *tx, const struct audience_who *who, int64_t post) MUST_USE;

/* All posts that are out or scheduled, and not for all, by post. */
struct post_audience {
    int64_t post;
    bool published;
    struct audience audience;
};
enum err audience_of_posts(struct tx *tx, struct post_audience **ret, size_t *ret_n) MUST_USE;
/* That of one post in the list; NULL: it is for all. */
const struct audience *audience_find(const struct post_audience *list, size_t n, int64_t post);

#endif
