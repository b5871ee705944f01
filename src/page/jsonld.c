/* jsonld.c: schema.org in JSON-LD, mended first as far as people's templates break it: comments, CDATA and HTML comments round
 * it, commas too many or missing, line breaks and loose quotes in strings, single quotes, bare words, numbers that are
 * none, entities all over, a missing end. Objects count
 * by what they are about: an article before another content, that before the page as such; a site, an organization, a
 * breadcrumb are not what the page is about, and lend it a name at most. No remote context is ever fetched. */
#include "feed/feed.h"
#include "page/page_int.h"

enum { BRACKETS_MAX = 60, CONTAINERS_MAX = 20000, NEST_MAX = 4, STEPS_MAX = 6 };

struct mender {
    struct str s;
    size_t i;
    struct buf *out;
    char open[BRACKETS_MAX];     /* the brackets that are due */
    size_t depth, containers;
    char last;                   /* last byte written outside of strings; '"' after a string or a word */
    bool comma;                  /* a comma waits for what follows */
    bool key;                    /* the last string names a member whose value has not begun */
};

static bool is_white(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static size_t past_white(struct str s, size_t i) {
    while (i < s.n && is_white(s.p[i])) {
        i++;
    }
    return i;
}

/* "name": at i. */
static bool key_at(struct str s, size_t i) {
    enum { KEY_MAX = 60 };
    size_t end = i + 1;
    while (end < s.n && end < i + KEY_MAX && s.p[end] != s.p[i] && !is_white(s.p[end])) {
        end++;
    }
    size_t colon = past_white(s, end + 1);
    return end < s.n && end > i + 1 && s.p[end] == s.p[i] && colon < s.n && s.p[colon] == ':';
}

/* Whether the quote at i ends its string: what follows is what may follow a string, or the comma was forgotten. */
static bool ends_string(struct str s, size_t i) {
    char quote = s.p[i];
    i = past_white(s, i + 1);
    return i >= s.n || strchr(",:}]/;<", s.p[i]) || (s.p[i] == quote && key_at(s, i));
}

static int64_t hex4(struct str s, size_t i) {
    int64_t v = 0;
    for (size_t k = 0; k < 4; k++) {
        char c = i + k < s.n ? s.p[i + k] : 'x';
        int d = c >= '0' && c <= '9' ? c - '0' : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10 : -1;
        if (d < 0) {
            return -1;
        }
        v = v * 16 + d;
    }
    return v;
}

/* At a backslash; moves past the escape. */
static void mend_escape(struct mender *m) {
    struct str s = m->s;
    char c = m->i + 1 < s.n ? s.p[m->i + 1] : '\0';
    if (c == 'u') {
        int64_t cp = hex4(s, m->i + 2);
        bool high = cp >= 0xd800 && cp < 0xdc00;
        int64_t low = high && m->i + 7 < s.n && s.p[m->i + 6] == '\\' && s.p[m->i + 7] == 'u' ? hex4(s, m->i + 8) : -1;
        bool pair = high && low >= 0xdc00 && low < 0xe000;
        if (cp < 0) {
            m->i += 2;
        } else if (pair) {
            buf_str(m->out, str_sub(s, m->i, m->i + 12));
            m->i += 12;
        } else {
            buf_str(m->out, cp == 0 || (cp >= 0xd800 && cp < 0xe000) ? STR("\\uFFFD") : str_sub(s, m->i, m->i + 6));
            m->i += 6;
        }
        return;
    }
    if (c && strchr("\"\\/bfnrt", c)) {
        buf_str(m->out, str_sub(s, m->i, m->i + 2));
        m->i += 2;
    } else {
        m->i++;
    }
}

/* At the opening quote, " or '. */
static void mend_string(struct mender *m) {
    char quote = m->s.p[m->i];
    buf_ch(m->out, '"');
    m->i++;
    while (m->i < m->s.n) {
        char c = m->s.p[m->i];
        if (c == quote && ends_string(m->s, m->i)) {
            m->i++;
            break;
        }
        if (c == '\\' && m->i + 1 < m->s.n && m->s.p[m->i + 1] == '\'') {
            buf_ch(m->out, '\'');
            m->i += 2;
            continue;
        }
        if (c == '\\') {
            mend_escape(m);
            continue;
        }
        if (c == '"') {
            buf_c(m->out, "\\\"");
        } else {
            buf_ch(m->out, (unsigned char)c < 0x20 ? ' ' : c);
        }
        m->i++;
    }
    buf_ch(m->out, '"');
    m->last = '"';
}

/* Comments of three languages and their ends. True when something was passed. */
static bool skip_noise(struct mender *m) {
    static const struct {
        const char *start, *end;
    } noise[] = {{"/*", "*/"}, {"<![CDATA[", ""}, {"]]>", ""}, {"<!--", ""}, {"-->", ""}};
    struct str rest = str_sub(m->s, m->i, m->s.n);
    if (str_starts(rest, STR("//"))) {
        size_t line = str_chr(rest, '\n');
        size_t cdata = str_find(str_sub(rest, 0, line), STR("<![CDATA["));
        m->i += cdata < line ? cdata : line;
        return true;
    }
    for (size_t i = 0; i < sizeof noise / sizeof *noise; i++) {
        struct str start = str_of(noise[i].start);
        if (str_starts(rest, start)) {
            size_t end = noise[i].end[0] ? str_find(rest, str_of(noise[i].end)) : 0;
            m->i += end + (noise[i].end[0] ? 2 : start.n);
            m->i = m->i < m->s.n ? m->i : m->s.n;
            return true;
        }
    }
    return false;
}

static void end_key(struct mender *m) {
    buf_c(m->out, m->key ? ":null" : "");
    m->key = false;
}

static void close_bracket(struct mender *m, char c) {
    end_key(m);
    if (m->last == ':') {
        buf_c(m->out, "null");
    }
    m->comma = false;
    buf_ch(m->out, c);
    m->last = c;
    m->depth--;
}

static void before_value(struct mender *m) {
    end_key(m);
    m->key = m->depth > 0 && m->open[m->depth - 1] == '}' && m->last != ':';
    if (m->comma || (m->last && strchr("\"}]", m->last))) {
        buf_ch(m->out, ',');
        m->comma = false;
    }
}

/* A number as JSON has it, of few enough digits for any reader. */
static bool is_number(struct str w) {
    enum { DIGITS_MAX = 15 };
    size_t i = str_starts(w, STR("-")) ? 1 : 0, from = i;
    while (i < w.n && w.p[i] >= '0' && w.p[i] <= '9') {
        i++;
    }
    bool whole = i > from && (w.p[from] != '0' || i == from + 1);
    if (whole && i + 1 < w.n && w.p[i] == '.') {
        for (i++; i < w.n && w.p[i] >= '0' && w.p[i] <= '9'; i++) {
        }
    }
    return whole && i == w.n && w.n <= DIGITS_MAX;
}

/* A run of bytes outside of strings: a word of JSON, a key or a number without quotes, or what stands for nothing. */
static void mend_word(struct mender *m) {
    static const char *const known[] = {"true", "false", "null", NULL};
    struct str s = m->s;
    size_t from = m->i;
    while (m->i < s.n && !is_white(s.p[m->i]) && !strchr(",:;{}[]\"'<", s.p[m->i])) {
        m->i++;
    }
    m->i += m->i == from ? 1 : 0;
    struct str word = str_sub(s, from, m->i);
    size_t colon = past_white(s, m->i);
    bool key = colon < s.n && s.p[colon] == ':' && m->last != ':';
    bool figure = strchr("+-.0123456789", word.p[0]) != NULL;
    const char *plain = "null";
    for (size_t i = 0; known[i]; i++) {
        plain = str_ieq(word, str_of(known[i])) ? known[i] : plain;
    }
    before_value(m);
    if (key || (figure && !is_number(word))) {
        buf_json(m->out, word);
    } else {
        buf_str(m->out, figure ? word : str_of(plain));
    }
    m->last = '"';
}

/* One byte outside of strings, noise and white space. False when the text can't be mended. */
static bool mend_byte(struct mender *m, char c) {
    if (c == '{' || c == '[') {
        before_value(m);
        if (m->depth == BRACKETS_MAX || ++m->containers > CONTAINERS_MAX) {
            return false;
        }
        m->key = false;
        m->open[m->depth++] = c == '{' ? '}' : ']';
        buf_ch(m->out, c);
        m->last = c;
    } else if (m->depth == 0) {
        /* what stands before the first bracket is not JSON */
    } else if (c == '}' || c == ']') {
        if (m->open[m->depth - 1] != c) {
            return false;
        }
        close_bracket(m, c);
    } else if (c == ',') {
        m->comma = m->last != '{' && m->last != '[' && m->last != ':';
    } else if (c == ':') {
        buf_c(m->out, m->key ? ":" : "");
        m->last = m->key ? ':' : m->last;
        m->key = false;
    } else if (c != ';') {
        mend_word(m);
        return true;
    }
    m->i++;
    return true;
}

/* Writes the next object or list of the text; false when there is none any more or it can't be mended. */
static bool mend(struct mender *m) {
    size_t from = m->out->n;
    while (m->i < m->s.n) {
        char c = m->s.p[m->i];
        if (is_white(c)) {
            m->i++;
        } else if (skip_noise(m)) {
            continue;
        } else if ((c == '"' || c == '\'') && m->depth > 0) {
            before_value(m);
            mend_string(m);
        } else if (!mend_byte(m, c)) {
            return false;
        }
        if (m->depth == 0 && m->out->n > from) {
            return true;
        }
    }
    while (m->depth > 0) {
        close_bracket(m, m->open[m->depth - 1]);
    }
    return m->out->n > from;
}

/* ---- objects ---- */

static bool is_object(const struct json_node *n) {
    return n && json_kind(n) == JSON_IS_OBJECT;
}

static void collect(struct page_facts *f, const struct json_node *n, int nest) {
    static const char *const parts[] = {"@graph", "mainEntity", "mainEntityOfPage", NULL};
    if (!n || nest > NEST_MAX) {
        return;
    }
    if (json_kind(n) == JSON_IS_ARRAY) {
        for (size_t i = 0; i < json_count(n) && f->nodes_n < PAGE_NODES; i++) {
            collect(f, json_at(n, i), nest + 1);
        }
    } else if (is_object(n) && f->nodes_n < PAGE_NODES) {
        f->nodes[f->nodes_n++] = n;
        for (size_t i = 0; parts[i]; i++) {
            collect(f, json_get(n, parts[i]), nest + 1);
        }
    }
}

void page_take_jsonld(struct page_facts *f, struct str text) {
    struct buf out;
    if (text.n > PAGE_JSON_MAX - f->json_bytes) {
        return;
    }
    f->json_bytes += text.n;
    if (str_chr(text, '"') == text.n && str_find(text, STR("&quot;")) < text.n) {
        text = html_decode(f->a, text);
    }
    struct mender m = {.s = text, .out = &out};
    buf_init(&out, NULL, 6 * text.n + 1024);
    while (mend(&m)) {
        const struct json_node *root = NULL;
        if (json_parse(buf_view(&out), f->a, &root) == E_OK) {
            collect(f, root, 0);
        }
        buf_reset(&out);
        m.last = '\0';
        m.comma = m.key = false;
    }
    buf_done(&out);
}

static bool has_type(const struct json_node *n, const char *const *names, const char *const *endings) {
    const struct json_node *type = json_get(n, "@type");
    bool list = type && json_kind(type) == JSON_IS_ARRAY;
    for (size_t i = 0; i < (list ? json_count(type) : 1); i++) {
        struct str s = json_text(list ? json_at(type, i) : type);
        for (size_t k = s.n; k > 0; k--) {                /* "schema:Article", "https://schema.org/Article" */
            if (strchr("/#:", s.p[k - 1])) {
                s = str_sub(s, k, s.n);
                break;
            }
        }
        for (size_t k = 0; s.n > 0 && names[k]; k++) {
            if (str_ieq(s, str_of(names[k]))) {
                return true;
            }
        }
        for (size_t k = 0; s.n > 0 && endings[k]; k++) {
            if (str_ends(s, str_of(endings[k]))) {
                return true;
            }
        }
    }
    return false;
}

static const char *const none[] = {NULL};
static const char *const article_ends[] = {"Article", "Posting", NULL};
static const char *const articles[] = {"Report", "Review", "Recipe", NULL};
static const char *const content_ends[] = {"Event", "Object", "Episode", NULL};
static const char *const contents[] = {"Product", "Book", "Movie", "Course", "CreativeWork", "Dataset", "SoftwareApplication",
                                       "HowTo", "Question", "Thesis", "Service", NULL};
static const char *const page_ends[] = {"Page", NULL};
static const char *const site[] = {"WebSite", NULL};
static const char *const logos[] = {"ImageObject", NULL};
static const char *const postings[] = {"JobPosting", NULL};

/* 0 article, 1 other content, 2 the page, 3 none of them. */
static int class_of(const struct json_node *n) {
    return has_type(n, articles, article_ends)                                    ? 0
           : has_type(n, logos, none)                                             ? 3
           : has_type(n, contents, content_ends)                                  ? 1
           : has_type(n, none, page_ends)                                         ? 2
                                                                                  : 3;
}

/* The object with this @id that says more than its @id. */
static const struct json_node *by_id(const struct page_facts *f, struct str id) {
    for (size_t i = 0; i < f->nodes_n && id.n > 0; i++) {
        if (str_eq(json_text(json_get(f->nodes[i], "@id")), id) && json_count(f->nodes[i]) > 1) {
            return f->nodes[i];
        }
    }
    return NULL;
}

/* An object that is only a reference gives way to what it refers to. */
static const struct json_node *resolved(const struct page_facts *f, const struct json_node *n) {
    const struct json_node *full = NULL;
    if (is_object(n) && json_count(n) <= 2) {
        full = json_text(json_get(n, "name")).p ? NULL : by_id(f, json_text(json_get(n, "@id")));
    } else if (n && json_kind(n) == JSON_IS_STRING) {
        full = by_id(f, json_text(n));
    }
    return full ? full : n;
}

/* A text, or the first text of a list, as plain text on one line. */
static struct str text_of(struct page_facts *f, const struct json_node *n) {
    if (n && json_kind(n) == JSON_IS_OBJECT) {
        n = json_get(n, "@value");
    }
    for (size_t i = 0; n && json_kind(n) == JSON_IS_ARRAY && i < STEPS_MAX; i++) {
        n = json_at(n, 0);
    }
    struct str s = json_text(n);
    return s.p ? html_or_line(f->a, str_utf8_cut(s, PAGE_TEXT_MAX), PAGE_TEXT_MAX) : s;
}

static void add_name(struct page_facts *f, enum page_field field, const struct json_node *n, int steps) {
    if (!n || steps > STEPS_MAX) {
        return;
    }
    if (json_kind(n) == JSON_IS_ARRAY) {
        for (size_t i = 0; i < json_count(n) && i < PAGE_PER_SOURCE; i++) {
            add_name(f, field, json_at(n, i), steps + 1);
        }
        return;
    }
    n = resolved(f, n);
    struct str name = text_of(f, is_object(n) ? json_get(n, "name") : n);
    if (is_object(n) && str_empty(name)) {
        struct str given = text_of(f, json_get(n, "givenName")), family = text_of(f, json_get(n, "familyName"));
        name = arena_printf(f->a, "%.*s %.*s", STRF(given), STRF(family));
    }
    page_add(f, field, PR_JSONLD, name);
}

static void add_image(struct page_facts *f, const struct json_node *n, int steps) {
    if (!n || steps > STEPS_MAX) {
        return;
    }
    if (json_kind(n) == JSON_IS_ARRAY) {
        for (size_t i = 0; i < json_count(n) && i < PAGE_PER_SOURCE; i++) {
            add_image(f, json_at(n, i), steps + 1);
        }
        return;
    }
    n = resolved(f, n);
    if (is_object(n)) {
        add_image(f, json_get(n, "url"), steps + 1);
        add_image(f, json_get(n, "contentUrl"), steps + 1);
        add_image(f, json_get(n, "@list"), steps + 1);
        struct str id = json_text(json_get(n, "@id"));
        if (has_type(n, logos, none) && str_chr(id, '#') == id.n) {
            page_add(f, PF_IMAGE, PR_JSONLD, id);
        }
    } else {
        page_add(f, PF_IMAGE, PR_JSONLD, json_text(n));
    }
}

static void add_dates(struct page_facts *f, const struct json_node *n) {
    static const char *const keys[] = {"datePublished", "datePosted", "uploadDate", "dateCreated", NULL};
    for (size_t i = 0; keys[i]; i++) {
        int64_t number;
        const struct json_node *date = json_get(n, keys[i]);
        if (json_int(date, &number)) {
            page_add(f, PF_PUBLISHED, PR_JSONLD, arena_printf(f->a, "%lld", (long long)number));
        } else {
            page_add(f, PF_PUBLISHED, PR_JSONLD, text_of(f, date));
        }
    }
}

static void add_address(struct page_facts *f, const struct json_node *n) {
    const struct json_node *about = json_get(n, "mainEntityOfPage");
    if (is_object(about)) {
        about = json_text(json_get(about, "@id")).p ? json_get(about, "@id") : json_get(about, "url");
    }
    page_add(f, PF_URL, PR_JSONLD, json_text(about));
    page_add(f, PF_URL, PR_JSONLD, json_text(json_get(n, "url")));
}

static void use(struct page_facts *f, const struct json_node *n) {
    page_add(f, PF_TITLE, PR_JSONLD, text_of(f, json_get(n, "headline")));
    page_add(f, PF_TITLE, PR_JSONLD, text_of(f, json_get(n, "name")));
    if (has_type(n, postings, none)) {
        page_add(f, PF_TITLE, PR_JSONLD, text_of(f, json_get(n, "title")));
    }
    page_add(f, PF_DESCRIPTION, PR_JSONLD, text_of(f, json_get(n, "description")));
    add_image(f, json_get(n, "image"), 0);
    add_image(f, json_get(n, "primaryImageOfPage"), 0);
    add_image(f, json_get(n, "thumbnailUrl"), 0);
    add_name(f, PF_AUTHOR, json_get(n, "author"), 0);
    add_name(f, PF_AUTHOR, json_get(n, "creator"), 0);
    add_name(f, PF_SITE, json_get(n, "publisher"), 0);
    if (has_type(json_get(n, "isPartOf"), site, none)) {
        add_name(f, PF_SITE, json_get(n, "isPartOf"), 0);
    }
    add_dates(f, n);
    add_address(f, n);
    const struct json_node *language = json_get(n, "inLanguage");
    page_add(f, PF_LANGUAGE, PR_JSONLD, text_of(f, is_object(language) ? json_get(language, "alternateName") : language));
}

/* ---- a job ---- */

/* A number or a text. */
static struct str value_of(struct page_facts *f, const struct json_node *n) {
    int64_t number;
    return json_int(n, &number) ? arena_printf(f->a, "%lld", (long long)number) : text_of(f, n);
}

static struct str joined(struct page_facts *f, struct str a, const char *between, struct str b) {
    if (str_empty(a) || str_empty(b)) {
        return str_empty(a) ? b : a;
    }
    return arena_printf(f->a, "%.*s%s%.*s", STRF(a), between, STRF(b));
}

static struct str place_of(struct page_facts *f, const struct json_node *n) {
    for (int i = 0; n && json_kind(n) == JSON_IS_ARRAY && i < STEPS_MAX; i++) {
        n = json_at(n, 0);
    }
    n = resolved(f, n);
    const struct json_node *address = resolved(f, json_get(n, "address"));
    struct str town = text_of(f, json_get(address, "addressLocality"));
    struct str found = is_object(address) ? town : text_of(f, address);
    return str_empty(found) ? text_of(f, json_get(n, "name")) : found;
}

static struct str contract_of(struct page_facts *f, const struct json_node *n) {
    struct str out = STR_NULL;
    if (!n || json_kind(n) != JSON_IS_ARRAY) {
        return text_of(f, n);
    }
    for (size_t i = 0; i < json_count(n) && i < STEPS_MAX; i++) {
        out = joined(f, out, ", ", text_of(f, json_at(n, i)));
    }
    return out;
}

/* "32000–36000 EUR / YEAR" */
static struct str salary_of(struct page_facts *f, const struct json_node *n) {
    const struct json_node *value = is_object(n) ? json_get(n, "value") : n;
    struct str currency = text_of(f, is_object(n) ? json_get(n, "currency") : NULL);
    if (!is_object(value)) {
        return joined(f, value_of(f, value), " ", currency);
    }
    struct str amount = joined(f, value_of(f, json_get(value, "minValue")), "–", value_of(f, json_get(value, "maxValue")));
    if (str_empty(amount)) {
        amount = value_of(f, json_get(value, "value"));
    }
    return str_empty(amount) ? STR_NULL : joined(f, joined(f, amount, " ", currency), " / ", text_of(f, json_get(value, "unitText")));
}

static void take_job(struct page_facts *f, const struct json_node *n) {
    enum { JOB_TEXT_MAX = 200 };
    struct str until = text_of(f, json_get(n, "validThrough"));
    struct page_job *j = &f->job;
    f->has_job = true;
    j->remote = str_ieq(text_of(f, json_get(n, "jobLocationType")), STR("TELECOMMUTE"));
    j->place = str_utf8_cut(place_of(f, json_get(n, "jobLocation")), JOB_TEXT_MAX);
    j->contract = str_utf8_cut(contract_of(f, json_get(n, "employmentType")), JOB_TEXT_MAX);
    j->salary = str_utf8_cut(salary_of(f, json_get(n, "baseSalary")), JOB_TEXT_MAX);
    if (!until.p || !feed_date(until, &j->valid_through)) {
        j->valid_through = 0;
    }
}

void page_use_jsonld(struct page_facts *f) {
    for (size_t i = 0; i < f->nodes_n && !f->has_job; i++) {
        if (has_type(f->nodes[i], postings, none)) {
            take_job(f, f->nodes[i]);
        }
    }
    for (int class = 0; class < 3; class++) {
        for (size_t i = 0; i < f->nodes_n; i++) {
            if (class_of(f->nodes[i]) == class) {
                use(f, f->nodes[i]);
            }
        }
    }
    for (size_t i = 0; i < f->nodes_n; i++) {
        if (has_type(f->nodes[i], site, none)) {
            page_add(f, PF_SITE, PR_JSONLD, text_of(f, json_get(f->nodes[i], "name")));
        }
    }
}
