/* board.c: who of the demo company's ambassadors went on the board of the month, and under which name. Invented. */
#include "demo/demo.h"

#include "app/board/board.h"
#include "app/company/settings.h"

enum { ON_BOARD = 40 };

static const char *const pseudonyms[] = {
    "Petite Ourse", "La truite", "Vanne deux", "Merle moqueur", "Onze secondes", "Capitaine Némo", "Tilleul", "Quatre heures du matin",
    "Night shift", "La bouilloire", "Grand-duc", "Fifty hertz", "Col du Vent", "L’aval", "Palier 7", "Sac à dos", "Rivière", "Copper wire",
    "Le chien de la vallée", "Soupe au refuge"};
enum { PSEUDONYMS = sizeof pseudonyms / sizeof *pseudonyms };

struct open_args {
    int64_t at;
};

static enum err open_tx(struct tx *tx, const void *args, void *ret) {
    (void)ret;
    return company_setting_set(tx, STR("board.open"), STR("true"), ((const struct open_args *)args)->at);
}

static enum err join_tx(struct tx *tx, const void *args, void *ret) {
    (void)ret;
    return board_join(tx, args);
}

enum err demo_board(const struct db_cx *cx, const struct demo_who *who, size_t n, int64_t at) {
    enum err e = db_tx(cx, open_tx, &(struct open_args){at}, NULL, 0);
    size_t step = n > ON_BOARD ? n / ON_BOARD : 1, joined = 0;
    for (size_t i = 0; !e && i < n && joined < ON_BOARD; i += step) {
        bool own = joined % 2 == 0;
        struct board_join join = {.person = who[i].person, .member = who[i].member, .pseudonym = !own,
                                  .name = own ? STR_NULL : str_of(pseudonyms[joined / 2 % PSEUDONYMS]),
                                  .consent_version = BOARD_CONSENT_VERSION, .language = str_of(who[i].language), .now = at};
        joined++;
        e = db_tx(cx, join_tx, &join, NULL, 0);
    }
    return e;
}
