/* found.c: see found.h. */
#include "app/post/found.h"

#include "app/post/kind.h"

#define MARK(m) offsetof(struct search_mark, m)
static const struct json_field mark_fields[] = {
    {.name = "from", .type = JSON_T_I64, .off = MARK(from), .flags = JSON_REQUIRED, .help = "UTF-16 code units, as in JavaScript."},
    {.name = "to", .type = JSON_T_I64, .off = MARK(to), .flags = JSON_REQUIRED, .help = "The first one behind it."},
    {0}};
static const struct json_shape mark_shape = {"search_mark", sizeof(struct search_mark), mark_fields};

#define AT(m) offsetof(struct post_found, m)
static const struct json_field found_fields[] = {
    {.name = "id", .type = JSON_T_ID, .off = AT(id), .flags = JSON_REQUIRED, .help = "Of one of `items`."},
    {.name = "title", .type = JSON_T_LIST, .off = AT(title), .flags = JSON_REQUIRED, .sub = &mark_shape},
    {.name = "body", .type = JSON_T_LIST, .off = AT(body), .flags = JSON_REQUIRED, .sub = &mark_shape},
    {.name = "excerpt", .type = JSON_T_STR, .off = AT(excerpt), .flags = JSON_OMIT, .has = JSON_HAS(post_found, has_excerpt),
     .help = "When neither title nor body say why: the place in its article, or in what else belongs to it."},
    {.name = "excerpt_marks", .type = JSON_T_LIST, .off = AT(excerpt_marks), .flags = JSON_OMIT, .sub = &mark_shape,
     .has = JSON_HAS(post_found, has_excerpt)},
    {0}};
const struct json_shape post_found_shape = {"post_found", sizeof(struct post_found), found_fields};

static struct json_list marks_of(struct arena *a, const struct search_query *q, struct str text) {
    struct search_mark marks[SEARCH_MARKS_MAX];
    size_t n = search_marks(q, text, marks);
    struct search_mark *kept = arena_array(a, struct search_mark, n);
    if (n) {
        memcpy(kept, marks, n * sizeof *marks);
    }
    return (struct json_list){kept, n};
}

static enum err find_excerpt(struct tx *tx, const struct search_query *q, const struct post *p, struct post_found *ret) {
    struct post_details d = {0};
    struct str article;
    enum err e = post_article(tx, p->id, &article);
    if (e) {
        return e;
    }
    bool has = post_details_read(tx->arena, p->details, &d);
    struct str texts[] = {search_plain(tx->arena, article), has ? d.place : STR_NULL, has ? d.contract : STR_NULL,
                          has ? d.salary : STR_NULL, p->author, p->source_title, p->file_name, p->image_alt, p->image_credit};
    for (size_t i = 0; i < sizeof texts / sizeof *texts && !ret->has_excerpt; i++) {
        ret->excerpt = str_empty(texts[i]) ? STR_NULL : search_excerpt(tx->arena, q, texts[i]);
        ret->has_excerpt = ret->excerpt.p != NULL;
    }
    if (ret->has_excerpt) {
        ret->excerpt_marks = marks_of(tx->arena, q, ret->excerpt);
    }
    return E_OK;
}

enum err post_found_of(struct tx *tx, const struct search_query *q, const struct post *p, struct post_found *ret) {
    *ret = (struct post_found){.id = p->id, .title = marks_of(tx->arena, q, p->title), .body = marks_of(tx->arena, q, p->body)};
    return ret->title.n || ret->body.n ? E_OK : find_excerpt(tx, q, p, ret);
}
