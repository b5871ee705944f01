/* classify.c: one pass of an Aho-Corasick automaton over the User-Agent; see classify.h.
 *
 * Aho and Corasick, "Efficient string matching", CACM 18(6), 1975, as a full transition table over the few bytes that the rows
 * of agents.c use (all others are one symbol), so that a header of 150 bytes costs 150 table steps whatever the number of rows. */
#include "app/link/classify.h"

#include "app/link/agents.h"
#include "base/err.h"
#include "base/heap.h"

#include <pthread.h>

enum { SYMBOLS = 64, STATES_MAX = 8192, UA_MAX = 1024, SYM_OTHER = 0, SYM_START = 1, SYM_END = 2 };

static struct {
    uint8_t symbol[256];
    uint16_t (*next)[SYMBOLS];
    uint8_t *mark;           /* of the longest row ending in this state */
    bool *own;
    uint16_t states;
} ac;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static uint8_t lower(uint8_t c) {
    return c >= 'A' && c <= 'Z' ? (uint8_t)(c + 32) : c;
}

/* Gives each byte that the rows use a number; both cases of a letter share one. */
static void number_symbols(void) {
    uint8_t used = SYM_END + 1;
    for (size_t r = 0; r < agent_row_count; r++) {
        for (const char *c = agent_rows[r].text; *c; c++) {
            uint8_t b = (uint8_t)*c;
            if (b != '^' && b != '$' && !ac.symbol[b]) {
                BUG_ON(used == SYMBOLS);
                ac.symbol[b] = used++;
            }
        }
    }
    for (int b = 'A'; b <= 'Z'; b++) {
        ac.symbol[b] = ac.symbol[lower((uint8_t)b)];
    }
}

static uint8_t row_symbol(char c) {
    return c == '^' ? SYM_START : c == '$' ? SYM_END : ac.symbol[(uint8_t)c];
}

static void add_row(const struct agent_row *row) {
    uint16_t at = 0;
    for (const char *c = row->text; *c; c++) {
        uint16_t *to = &ac.next[at][row_symbol(*c)];
        if (!*to) {
            BUG_ON(ac.states == STATES_MAX);
            *to = ac.states++;
        }
        at = *to;
    }
    ac.own[at] = true;
    ac.mark[at] = (uint8_t)row->mark;
}

/* Breadth first: fills the missing transitions with those of the longest proper suffix. */
static void close_table(void) {
    uint16_t *queue = heap_calloc(ac.states, sizeof *queue);
    uint16_t *fail = heap_calloc(ac.states, sizeof *fail);
    size_t head = 0, tail = 0;
    for (int s = 0; s < SYMBOLS; s++) {
        if (ac.next[0][s]) {
            queue[tail++] = ac.next[0][s];
        }
    }
    while (head < tail) {
        uint16_t at = queue[head++];
        if (!ac.own[at]) {
            ac.mark[at] = ac.mark[fail[at]];
        }
        for (int s = 0; s < SYMBOLS; s++) {
            uint16_t to = ac.next[at][s];
            if (to) {
                fail[to] = ac.next[fail[at]][s];
                queue[tail++] = to;
            } else {
                ac.next[at][s] = ac.next[fail[at]][s];
            }
        }
    }
    heap_free(queue);
    heap_free(fail);
}

static void build(void) {
    number_symbols();
    ac.next = heap_calloc(STATES_MAX, sizeof *ac.next);
    ac.mark = heap_calloc(STATES_MAX, sizeof *ac.mark);
    ac.own = heap_calloc(STATES_MAX, sizeof *ac.own);
    ac.states = 1;
    for (size_t r = 0; r < agent_row_count; r++) {
        add_row(&agent_rows[r]);
    }
    close_table();
    ac.next = heap_realloc(ac.next, ac.states * sizeof *ac.next);
}

void classify_init(void) {
    pthread_once(&once, build);
}

static unsigned marks_of(struct str ua) {
    size_t n = ua.n < UA_MAX ? ua.n : UA_MAX;
    uint16_t at = ac.next[0][SYM_START];
    unsigned marks = ac.mark[at];
    for (size_t i = 0; i < n; i++) {
        at = ac.next[at][ac.symbol[(uint8_t)ua.p[i]]];
        marks |= ac.mark[at];
    }
    return marks | ac.mark[ac.next[at][SYM_END]];
}

static bool says(struct str value, const char *word) {
    struct str w = str_of(word);
    for (size_t i = 0; i + w.n <= value.n; i++) {
        if (str_ieq(str_sub(value, i, i + w.n), w)) {
            return true;
        }
    }
    return false;
}

static bool is_prefetch(const struct click_headers *h) {
    return says(h->sec_purpose, "prefetch") || says(h->purpose, "prefetch") || says(h->purpose, "preview")
        || says(h->x_purpose, "preview") || says(h->x_purpose, "prefetch") || says(h->x_moz, "prefetch");
}

enum click_class classify(const struct click_headers *h) {
    classify_init();
    if (h->head || is_prefetch(h)) {
        return CLICK_PREVIEW;
    }
    struct str ua = str_trim(h->user_agent);
    if (str_empty(ua)) {
        return CLICK_BOT;
    }
    unsigned marks = marks_of(ua);
    if (marks & AGENT_PREVIEW) {
        return CLICK_PREVIEW;
    }
    bool browser = (marks & AGENT_BROWSER) && ((marks & AGENT_ENGINE) || !str_istarts(ua, STR("mozilla/")));
    return browser && !(marks & AGENT_BOT) ? CLICK_HUMAN : CLICK_BOT;
}
