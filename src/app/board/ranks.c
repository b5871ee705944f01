/* ranks.c: see ranks.h. Everybody is an entry of one growing array; numbers in it are the links of the tree (0: none), and an
 * open-addressing table leads from a person to the entry. Priorities are a hash of the person, so that the same people make
 * the same tree. */
#include "app/board/ranks.h"

#include "base/heap.h"

enum { FIRST_CAP = 256 };

struct entry {
    int64_t person, points;
    char *name, *key;            /* NULL: not on the board */
    uint32_t name_n, key_n;
    uint32_t left, right, count; /* of the tree; count 0: not in it */
    uint32_t priority;
};

struct ranks {
    struct entry *e;             /* from 1 */
    uint32_t n, cap;
    uint32_t *slots;             /* 2 * cap, a power of two */
    uint32_t root;
    int64_t people;
    size_t text;
};

static uint64_t mix(uint64_t v) {
    v ^= v >> 33;
    v *= UINT64_C(0xFF51AFD7ED558CCD);
    v ^= v >> 33;
    v *= UINT64_C(0xC4CEB9FE1A85EC53);
    return v ^ v >> 33;
}

struct ranks *ranks_new(void) {
    struct ranks *r = heap_alloc(sizeof *r);
    r->cap = FIRST_CAP;
    r->e = heap_calloc(r->cap, sizeof *r->e);
    r->slots = heap_calloc((size_t)r->cap * 2, sizeof *r->slots);
    return r;
}

void ranks_free(struct ranks *r) {
    if (!r) {
        return;
    }
    for (uint32_t i = 1; i <= r->n; i++) {
        heap_free(r->e[i].name);
        heap_free(r->e[i].key);
    }
    heap_free(r->e);
    heap_free(r->slots);
    heap_free(r);
}

/* ---- persons ---- */

static uint32_t *slot_of(const struct ranks *r, int64_t person) {
    size_t mask = (size_t)r->cap * 2 - 1;
    size_t s = (size_t)mix((uint64_t)person) & mask;
    while (r->slots[s] && r->e[r->slots[s]].person != person) {
        s = (s + 1) & mask;
    }
    return &r->slots[s];
}

static void grow(struct ranks *r) {
    r->cap *= 2;
    r->e = heap_realloc(r->e, r->cap * sizeof *r->e);
    heap_free(r->slots);
    r->slots = heap_calloc((size_t)r->cap * 2, sizeof *r->slots);
    for (uint32_t i = 1; i <= r->n; i++) {
        *slot_of(r, r->e[i].person) = i;
    }
}

static uint32_t entry_of(struct ranks *r, int64_t person) {
    uint32_t *s = slot_of(r, person);
    if (*s) {
        return *s;
    }
    if (r->n + 1 == r->cap) {
        grow(r);
        s = slot_of(r, person);
    }
    r->e[++r->n] = (struct entry){.person = person, .priority = (uint32_t)(mix((uint64_t)person) >> 32)};
    *s = r->n;
    return r->n;
}

/* ---- the tree ---- */

/* Before 0: `a` stands above `b`. */
static int order(const struct entry *a, const struct entry *b) {
    if (a->points != b->points) {
        return a->points > b->points ? -1 : 1;
    }
    int c = str_cmp((struct str){a->key, a->key_n}, (struct str){b->key, b->key_n});
    if (c == 0) {
        c = str_cmp((struct str){a->name, a->name_n}, (struct str){b->name, b->name_n});
    }
    if (c == 0) {
        c = a->person < b->person ? -1 : a->person > b->person;
    }
    return c;
}

static void recount(struct ranks *r, uint32_t at) {
    struct entry *e = &r->e[at];
    e->count = 1 + r->e[e->left].count + r->e[e->right].count;
}

/* Those above entry `by` to *left, the others to *right. */
static void split(struct ranks *r, uint32_t at, uint32_t by, uint32_t *left, uint32_t *right) {
    if (!at) {
        *left = *right = 0;
        return;
    }
    if (order(&r->e[at], &r->e[by]) < 0) {
        split(r, r->e[at].right, by, &r->e[at].right, right);
        *left = at;
    } else {
        split(r, r->e[at].left, by, left, &r->e[at].left);
        *right = at;
    }
    recount(r, at);
}

static uint32_t merge(struct ranks *r, uint32_t a, uint32_t b) {
    if (!a || !b) {
        return a ? a : b;
    }
    if (r->e[a].priority > r->e[b].priority) {
        r->e[a].right = merge(r, r->e[a].right, b);
        recount(r, a);
        return a;
    }
    r->e[b].left = merge(r, a, r->e[b].left);
    recount(r, b);
    return b;
}

static void put_in(struct ranks *r, uint32_t i) {
    uint32_t above, below;
    if (!r->e[i].name || r->e[i].points <= 0) {
        return;
    }
    split(r, r->root, i, &above, &below);
    r->e[i].left = r->e[i].right = 0;
    r->e[i].count = 1;
    r->root = merge(r, merge(r, above, i), below);
}

static void take_out(struct ranks *r, uint32_t i) {
    uint32_t *at = &r->root;
    if (!r->e[i].count) {
        return;
    }
    while (*at != i) {
        r->e[*at].count--;
        at = order(&r->e[i], &r->e[*at]) < 0 ? &r->e[*at].left : &r->e[*at].right;
    }
    *at = merge(r, r->e[i].left, r->e[i].right);
    r->e[i].left = r->e[i].right = r->e[i].count = 0;
}

/* ---- what others call ---- */

void ranks_add(struct ranks *r, int64_t person, int64_t points) {
    uint32_t i = entry_of(r, person);
    take_out(r, i);
    r->e[i].points += points;
    put_in(r, i);
}

void ranks_name(struct ranks *r, int64_t person, struct str name, struct str key) {
    uint32_t i = entry_of(r, person);
    struct entry *e = &r->e[i];
    key = name.p ? key : STR_NULL;
    take_out(r, i);
    r->people += (name.p != NULL) - (e->name != NULL);
    r->text += name.n + key.n - e->name_n - e->key_n;
    heap_free(e->name);
    heap_free(e->key);
    e->name = (char *)heap_dup(name).p;
    e->key = (char *)heap_dup(key).p;
    e->name_n = (uint32_t)name.n;
    e->key_n = (uint32_t)key.n;
    put_in(r, i);
}

int64_t ranks_with(const struct ranks *r, int64_t points) {
    int64_t n = 0;
    for (uint32_t at = r->root; at;) {
        const struct entry *e = &r->e[at];
        if (e->points >= points) {
            n += 1 + r->e[e->left].count;
            at = e->right;
        } else {
            at = e->left;
        }
    }
    return n;
}

struct rank_place ranks_place(const struct ranks *r, int64_t person) {
    const struct entry *e = &r->e[*slot_of(r, person)];
    if (e == r->e) {
        return (struct rank_place){0};
    }
    return (struct rank_place){e->points, e->points > 0 ? 1 + ranks_with(r, e->points + 1) : 0, e->name != NULL};
}

static size_t walk(const struct ranks *r, uint32_t at, struct rank_row *rows, size_t n, size_t max) {
    if (!at || n == max) {
        return n;
    }
    const struct entry *e = &r->e[at];
    n = walk(r, e->left, rows, n, max);
    if (n < max) {
        int64_t rank = n && rows[n - 1].points == e->points ? rows[n - 1].rank : (int64_t)n + 1;
        rows[n++] = (struct rank_row){rank, e->points, {e->name, e->name_n}};
    }
    return walk(r, e->right, rows, n, max);
}

size_t ranks_top(const struct ranks *r, struct rank_row *rows, size_t max) {
    return walk(r, r->root, rows, 0, max);
}

int64_t ranks_people(const struct ranks *r) {
    return r->people;
}

size_t ranks_bytes(const struct ranks *r) {
    return r->cap * (sizeof *r->e + 2 * sizeof *r->slots) + r->text;
}
