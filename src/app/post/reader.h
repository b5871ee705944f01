/* reader.h: what the feed needs to know of who reads: where they shared, what they confirmed having read, what they reacted to and have
 * read, and what they follow, are in and read, for the rule of whom a post is for (channel/audience.h).
 *
 * A small block a person, read by SQL once and then kept in memory (least recently used out first), dropped when an
 * event of that person's shares or channels or of that member's groups is seen, and after five minutes in any case, should an event
 * ever be missed. Of reactions and of what was read no event tells whose it was: the node that writes it forgets at once
 * (reader_forget_in_tx), and where there may be other nodes (PostgreSQL) a block is kept for READER_SHARED_S only. Keyed by person_id, never by member: see decisions 18. Thread-safe. */
#ifndef PV_APP_POST_READER_H
#define PV_APP_POST_READER_H

#include "app/channel/audience.h"

#include <stdatomic.h>

enum {
    READERS_MAX = 65536,         /* kept in memory, all companies together */
    READER_SHARES_MAX = 10000,   /* newest ones of a person that are looked at */
    READER_CONFIRMED_MAX = 10000,   /* newest ones of a person that are looked at */
    READER_REACTIONS_MAX = 10000,   /* newest ones of a person that are looked at */
    READER_FRESH_S = 300, READER_SHARED_S = 15
};

struct reader_share {
    int64_t post;
    uint32_t off, n;             /* of text */
};

struct reader_reaction {
    int64_t post;
    int kind;                    /* enum reaction_kind */
};

struct reader {
    atomic_uint refs;
    int64_t company, person;
    int64_t loaded_at;
    unsigned member_mark, company_mark;   /* of forgets, when it was loaded (reader.c) */
    size_t member_slot;
    struct audience audience;
    size_t shares_n;
    const struct reader_share *shares;   /* by post, rising */
    size_t confirmed_n;
    const int64_t *confirmed;    /* posts, rising */
    size_t read_n;
    const int64_t *read;         /* posts, rising */
    int64_t read_until;          /* all that went out by then is read too */
    size_t reactions_n;
    const struct reader_reaction *reactions;   /* by post, rising */
    _Atomic uint64_t unread;     /* feed.c: how many posts are not read yet, and of which snapshot that is */
    const char *text;            /* JSON strings with commas between: "linkedin","x" */
    /* reader.c: place in its cache */
    struct reader *chain, *newer, *older;
};

/* The reader's state; give it back with reader_release. E_DB and its like only. */
enum err reader_get(const struct db_cx *cx, const struct audience_who *who, int64_t now, struct reader **ret) MUST_USE;
void reader_release(struct reader *r);
/* Networks where the post was shared, as JSON strings with commas between; "" for none. */
struct str reader_shared(const struct reader *r, int64_t post);
/* The same as a list, in arena. */
struct str *reader_shared_list(const struct reader *r, int64_t post, struct arena *a, size_t *ret_n);
/* The reader confirmed having read the post. */
bool reader_confirmed(const struct reader *r, int64_t post);
/* The reader's reaction to the post; REACTION_KINDS for none. */
int reader_reaction(const struct reader *r, int64_t post);
/* The reader has read the post that went out at `published_at` (read/read.h), or done something with it. */
bool reader_read(const struct reader *r, int64_t post, int64_t published_at, int64_t now);
/* What is kept of this person is out of date. */
void reader_forget(int64_t company, int64_t person);
/* The same once the transaction has committed. */
void reader_forget_in_tx(struct tx *tx, int64_t person);
/* Groups or language of a member may be others; with 0, groups or channels of everybody in the company. */
void reader_forget_member(int64_t company, int64_t member);
/* Forgets everybody (tests, shutdown). */
void reader_clear(void);

#endif
