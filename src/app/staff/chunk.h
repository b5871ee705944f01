/* chunk.h: the records of an import as they are stored: hundreds in one row of member_import_chunk, in order. A record has a
 * number (1, 2 …) within its import; erase takes records out, the others keep their numbers. Inside of the room only. */
#ifndef PV_APP_STAFF_CHUNK_H
#define PV_APP_STAFF_CHUNK_H

#include "app/staff/addresses.h"
#include "app/staff/row.h"

enum { CHUNK_ROWS = 500 };

struct import_row {
    int64_t no, line;
    enum row_result result;
    struct str outcome;              /* what came of it where that was not as foreseen, else STR_NULL */
    struct str folded;               /* finds the member, "" none */
    struct row_data data;
};

struct import_chunk {
    int64_t import, last;
    struct import_row *rows;
    size_t n;
    bool changed;                    /* to be saved */
};

/* Stores up to CHUNK_ROWS records, numbered without a gap, as a chunk. */
enum err import_chunk_add(struct tx *tx, int64_t import, const struct import_row *rows, size_t n) MUST_USE;
/* Hands the chunks behind number *done to `fn`, writes the changed ones back, and sets *done to the last record's number. Ends
 * when IMPORT_BATCH records or IMPORT_TX_MS are used up, *ret_more, or at the last. */
enum err import_chunks_work(struct tx *tx, int64_t import, enum err (*fn)(void *ud, struct import_chunk *c), void *ud, int64_t *done,
                            bool *ret_more) MUST_USE;
/* Hands each record that adds somebody to `fn`, with its bytes as they are stored; those are good as long as tx->arena. */
enum err import_adds(struct tx *tx, int64_t import, enum err (*fn)(void *ud, struct str bytes, const struct import_row *r), void *ud)
    MUST_USE;
/* Reads such a record again; its texts point into the bytes. */
void import_row_read(struct arena *a, struct str bytes, struct import_row *ret);
/* Up to `limit` records behind a number, with `result` or, ROW_RESULTS, any. */
enum err import_rows_page(struct tx *tx, int64_t import, enum row_result result, int64_t after, int64_t limit,
                          struct import_row **ret, size_t *ret_n) MUST_USE;
/* All addresses of an import, folded, into the set. */
enum err import_addresses(struct tx *tx, int64_t import, struct addresses *ret) MUST_USE;

#endif
