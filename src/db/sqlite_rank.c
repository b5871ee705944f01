/* sqlite_rank.c: pv_rank, how well a row of a full-text index fits what was looked for.
 *
 * Not bm25: that weighs a word by how rare it is in the whole index, which holds every company's texts, so one company's order
 * would tell of another's. Each phrase counts for its best column: the title (column 1) for 1, the rest (column 2) for 0.25 once and up to
 * 0.5 often; column 0 is the company. PostgreSQL's ts_rank, which pv_search uses, looks at the row alone in the same way. */
#include "db/sqlite.h"

enum { COLUMN_TITLE = 1, COLUMN_BODY = 2 };

static void rank(const Fts5ExtensionApi *api, Fts5Context *cx, sqlite3_context *out, int argc, sqlite3_value **argv) {
    double sum = 0;
    int phrases = api->xPhraseCount(cx);
    (void)argc;
    (void)argv;
    for (int i = 0; i < phrases; i++) {
        Fts5PhraseIter it;
        int column, offset, n = 0;
        bool title = false;
        if (api->xPhraseFirst(cx, i, &it, &column, &offset) != SQLITE_OK) {
            sqlite3_result_error_nomem(out);
            return;
        }
        for (; column >= 0; api->xPhraseNext(cx, &it, &column, &offset)) {
            title |= column == COLUMN_TITLE;
            n += column == COLUMN_BODY;
        }
        sum += (title ? 1.0 : 0) + (n ? 0.5 * n / (n + 1.0) : 0);
    }
    sqlite3_result_double(out, sum);
}

int lite_rank(sqlite3 *db) {
    sqlite3_stmt *st = NULL;
    fts5_api *fts = NULL;
    int code = sqlite3_prepare_v2(db, "SELECT fts5(?1)", -1, &st, NULL);
    if (code == SQLITE_OK) {
        sqlite3_bind_pointer(st, 1, (void *)&fts, "fts5_api_ptr", NULL);
        (void)sqlite3_step(st);
    }
    int end = sqlite3_finalize(st);
    code = code == SQLITE_OK ? end : code;
    if (code != SQLITE_OK || !fts) {
        return code == SQLITE_OK ? SQLITE_ERROR : code;
    }
    return fts->xCreateFunction(fts, "pv_rank", NULL, rank, NULL);
}
