/* page.c: walks a page; see page.h. Where the head ends follows HTML 13.2.6.4, with two things that people's pages need and
 * browsers show no trace of: a stray element or text inside an explicit <head> does not end it when a </head> comes later,
 * and text before <head> (a server's warning, say) does not hide it. */
#include "page/page_int.h"

#include "text/charset.h"

enum where {
    IN_HEAD,         /* before or in the head, or between </head> and the body */
    ASTRAY,          /* in the body for a browser; what is found waits for a <head> or </head> that proves otherwise */
    IN_BODY
};

struct walker {
    struct page_facts *f;
    enum where where;
    bool head_opened, head_closed;       /* <head>, </head> were seen */
    size_t astray_from;          /* candidates from here on wait */
    int templates;
    bool noscript, title, jsonld;
    struct buf title_text;
};

static bool is_head_element(struct str name) {
    static const char *const names[] = {"html", "head", "base", "basefont", "bgsound", "link", "meta", "title", "noscript",
                                        "noframes", "style", "script", "template", NULL};
    for (size_t i = 0; names[i]; i++) {
        if (str_is(name, names[i])) {
            return true;
        }
    }
    return false;
}

static void forget_astray(struct walker *w) {
    for (size_t i = w->astray_from; i < w->f->n; i++) {
        w->f->count[w->f->list[i].field][w->f->list[i].rank]--;
    }
    w->f->n = w->astray_from;
}

static void leave_head(struct walker *w) {
    if (w->where == IN_HEAD) {
        w->where = w->head_closed ? IN_BODY : ASTRAY;
        w->astray_from = w->f->n;
    }
}

static void place(struct walker *w, struct str name) {
    if (str_is(name, "body") || str_is(name, "frameset")) {
        if (w->where == ASTRAY && !w->head_opened) {
            forget_astray(w);
        }
        w->where = IN_BODY;
    } else if (str_is(name, "head") && w->where != IN_BODY) {
        w->head_opened = true;
        if (w->where == ASTRAY) {
            forget_astray(w);
            w->where = IN_HEAD;
        }
    } else if (!is_head_element(name)) {
        leave_head(w);
    }
}

static bool is_jsonld(const struct html_tag *tag) {
    struct str type = html_attr(tag, "type");
    return str_ieq(str_trim(str_sub(type, 0, str_chr(type, ';'))), STR("application/ld+json"));
}

static void end_title(struct walker *w) {
    if (w->title) {
        page_add(w->f, PF_TITLE, PR_HTML, buf_view(&w->title_text));
        w->title = false;
    }
}

static bool on_start(void *ud, const struct html_tag *tag) {
    struct walker *w = ud;
    w->jsonld = false;
    end_title(w);
    if (str_is(tag->name, "template")) {
        w->templates++;
        return true;
    }
    if (w->templates > 0 || w->noscript) {
        return true;
    }
    if (tag->foreign) {
        leave_head(w);
        return true;
    }
    place(w, tag->name);
    w->noscript = str_is(tag->name, "noscript");
    w->jsonld = str_is(tag->name, "script") && is_jsonld(tag);
    bool root = str_is(tag->name, "html");
    if (w->where != IN_BODY || root) {
        page_take_tag(w->f, tag);
        w->title = str_is(tag->name, "title");
        buf_reset(&w->title_text);
    }
    return true;
}

static void on_end(void *ud, struct str name) {
    struct walker *w = ud;
    if (str_is(name, "template")) {
        w->templates -= w->templates > 0 ? 1 : 0;
    } else if (str_is(name, "noscript")) {
        w->noscript = false;
    } else if (str_is(name, "title")) {
        end_title(w);
    } else if (str_is(name, "head") && w->where != IN_BODY && w->templates == 0) {
        w->where = IN_HEAD;
        w->head_closed = true;
    }
}

static bool blank(struct str s) {
    return str_trim(s).n == 0 || str_is(str_trim(s), "\xef\xbb\xbf");
}

static void on_text(void *ud, struct str text) {
    struct walker *w = ud;
    if (w->title) {
        buf_str(&w->title_text, text);
    } else if (w->where == IN_HEAD && w->templates == 0 && !w->noscript && !blank(text)) {
        leave_head(w);
    }
}

static void on_raw(void *ud, struct str name, struct str text) {
    struct walker *w = ud;
    if (w->jsonld && str_is(name, "script")) {
        page_take_jsonld(w->f, text);
    }
}

void page_parse(struct str bytes, struct str content_type, struct str base, struct arena *arena, struct page *ret) {
    struct buf store;
    struct page_facts *f = arena_new(arena, struct page_facts);
    struct walker w = {.f = f, .where = IN_HEAD};
    struct html_sink sink = {.start = on_start, .end = on_end, .text = on_text, .raw = on_raw, .ud = &w};
    *ret = (struct page){.published = 0};
    f->a = arena;
    buf_init(&w.title_text, NULL, 4 * PAGE_TITLE_MAX);
    struct str text = charset_page(str_sub(bytes, 0, PAGE_BYTES_MAX), content_type, &store);
    html_walk(text, &sink);
    buf_done(&store);
    end_title(&w);
    buf_done(&w.title_text);
    if (w.where == ASTRAY) {
        forget_astray(&w);
    }
    page_use_jsonld(f);
    page_choose(f, base, arena, ret);
}
