/* ranks.h: who has how many points, and who stands where among those who chose to be seen.
 *
 * An order-statistic tree (a treap: Seidel and Aragon, "Randomized search trees", 1996) over the people of a board, highest
 * points first, and an index of everybody who has points, on the board or not. One point more, a place, or the first rows
 * cost O(log n). Someone without points stands nowhere: a board lists no one who did nothing. Not thread-safe; knows neither
 * SQL nor months. */
#ifndef PV_APP_BOARD_RANKS_H
#define PV_APP_BOARD_RANKS_H

#include "base/str.h"

struct ranks;

struct ranks *ranks_new(void);
void ranks_free(struct ranks *r);
/* The person has so many points more (or less). */
void ranks_add(struct ranks *r, int64_t person, int64_t points);
/* On the board under a name, or with a NULL name off it. Texts are copied. `key` orders those with equal points. */
void ranks_name(struct ranks *r, int64_t person, struct str name, struct str key);

struct rank_place {
    int64_t points;
    int64_t rank;                /* among the board's people: 1 + those with more points; 0 without points */
    bool on_board;
};
/* For somebody who is not on the board too: only they may be told. */
struct rank_place ranks_place(const struct ranks *r, int64_t person);

struct rank_row {
    int64_t rank, points;        /* equal points, equal rank: 1, 1, 3 */
    struct str name;             /* good until the next change */
};
/* The first `max` rows, by points, then name. */
size_t ranks_top(const struct ranks *r, struct rank_row *rows, size_t max);
/* People of the board who have at least so many points. */
int64_t ranks_with(const struct ranks *r, int64_t points);
/* People of the board, with points or without. */
int64_t ranks_people(const struct ranks *r);
size_t ranks_bytes(const struct ranks *r);

#endif
