/* disclosure.c: the wordings, in two tables that are put together: a label for the incentive, a sentence for the
 * relation.
 *
 * Why so: the label is what the law names ("Publicité" or "Collaboration commerciale" in France under loi 2023-451,
 * where #ad is not enough; #ad in the United States and the United Kingdom: 16 CFR 255, CAP code section 2), the
 * sentence says the tie in plain words. Sentences avoid forms that depend on a person's gender and French elisions
 * before the name. {company} and {tag} are replaced. A row for one network comes before the row for any. */
#include "network/disclosure.h"

#include "base/buf.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

const char *const disclosure_relations[DISCLOSURE_RELATIONS] = {"employee", "director", "intern", "contractor", "agency"};
const char *const disclosure_incentives[DISCLOSURE_INCENTIVES] = {"none", "chance", "reward"};
const char *const disclosure_locales[DISCLOSURE_LOCALES] = {"fr", "fr-FR", "en", "en-US", "en-GB"};

/* `what` is the relation (sentences) or the incentive (labels); network "" is any. */
struct wording {
    const char *locale, *what, *network;
    const char *texts[DISCLOSURE_MAX + 1];
};

static const struct wording sentences[] = {
    {"fr", "employee", "",
     {"Je travaille chez {company}.", "Mon employeur est {company}.", "Je fais partie de l’équipe {company}."}},
    {"fr", "director", "",
     {"Je fais partie de la direction chez {company}.", "J’ai un mandat de direction chez {company}.",
      "Je suis membre de la direction de l’entreprise {company}."}},
    {"fr", "intern", "",
     {"Je suis en stage ou en alternance chez {company}.", "Je me forme chez {company}.", "J’apprends mon métier chez {company}."}},
    {"fr", "contractor", "",
     {"Je travaille en mission pour {company}.", "{company} est mon client.", "J’ai un contrat avec {company}."}},
    {"fr", "agency", "",
     {"Mon agence travaille pour {company}.", "{company} est client de mon agence.",
      "Mon agence est payée par {company}."}},

    {"en", "employee", "",
     {"I work at {company}.", "My employer is {company}.", "I’m part of the {company} team."}},
    {"en", "director", "",
     {"I’m on the leadership team at {company}.", "I hold a director’s post at {company}.",
      "I’m one of the people who run {company}."}},
    {"en", "intern", "",
     {"I’m an intern at {company}.", "I’m learning my trade at {company}.", "I’m in training at {company}."}},
    {"en", "contractor", "",
     {"I work with {company} as a contractor.", "{company} is my client.", "I’m under contract with {company}."}},
    {"en", "agency", "",
     {"My agency works for {company}.", "{company} is a client of my agency.", "My agency is paid by {company}."}},

    {"en-US", "employee", "",
     {"I work at {company}.", "#{tag}Employee", "My employer is {company}.", "I’m part of the {company} team."}},
    {"en-US", "employee", "x",
     {"#{tag}Employee", "I work at {company}.", "My employer is {company}."}},
    {"en-US", "intern", "x",
     {"#{tag}Intern", "I’m an intern at {company}.", "I’m in training at {company}."}},
    {"en-US", "contractor", "x",
     {"#{tag}Contractor", "{company} is my client.", "I’m under contract with {company}."}},
};

static const struct wording labels[] = {
    {"fr", "chance", "", {"Collaboration commerciale.", "Publicité."}},
    {"fr", "reward", "", {"Publicité.", "Collaboration commerciale."}},
    /* In France a chance of a prize is a counterpart as well; both words are the law's own. */
    {"fr-FR", "chance", "", {"Collaboration commerciale.", "Publicité."}},
    {"fr-FR", "reward", "", {"Publicité.", "Collaboration commerciale."}},

    {"en", "chance", "", {"Ad:", "#ad"}},
    {"en", "reward", "", {"Ad:", "#ad"}},
    {"en", "chance", "x", {"#ad", "Ad:"}},
    {"en", "reward", "x", {"#ad", "Ad:"}},
    {"en", "chance", "bluesky", {"#ad", "Ad:"}},
    {"en", "reward", "bluesky", {"#ad", "Ad:"}},

    {"en-GB", "chance", "", {"#ad", "Ad:"}},
    {"en-GB", "reward", "", {"#ad", "Ad:"}},

    {"en-US", "chance", "", {"#{tag}Contest", "Contest:"}},
    {"en-US", "reward", "", {"#ad", "Ad:"}},
};

enum { SENTENCES = sizeof sentences / sizeof sentences[0], LABELS = sizeof labels / sizeof labels[0] };

static const struct wording *row(const struct wording *t, size_t n, struct str locale, struct str what,
                                 struct str network) {
    const struct wording *any = NULL;
    for (size_t i = 0; i < n; i++) {
        if (!str_ieq(locale, str_of(t[i].locale)) || !str_is(what, t[i].what)) {
            continue;
        }
        if (str_is(network, t[i].network)) {
            return &t[i];
        }
        any = t[i].network[0] ? any : &t[i];
    }
    return any;
}

/* By locale, then by its language, then in English. */
static const struct wording *look(const struct wording *t, size_t n, const struct disclosure_case *c, struct str what) {
    struct str primary = str_sub(c->locale, 0, str_chr(c->locale, '-'));
    const struct wording *w = row(t, n, c->locale, what, c->network);
    if (!w) {
        w = row(t, n, primary, what, c->network);
    }
    return w ? w : row(t, n, STR("en"), what, c->network);
}

static struct str known(struct str s, const char *const *list, size_t n, size_t otherwise) {
    for (size_t i = 0; i < n; i++) {
        if (str_is(s, list[i])) {
            return s;
        }
    }
    return str_of(list[otherwise]);
}

struct str disclosure_tag(struct arena *a, struct str company) {
    struct buf b;
    bool start = true;
    buf_init(&b, a, company.n * 3 + 8);
    for (int32_t i = 0, n = (int32_t)company.n; i < n;) {
        UChar32 c;
        char out[U8_MAX_LENGTH];
        int32_t len = 0;
        U8_NEXT(company.p, i, n, c);
        if (c < 0 || !u_isalnum(c)) {
            start = true;
            continue;
        }
        c = start ? u_toupper(c) : c;
        start = false;
        U8_APPEND_UNSAFE(out, len, c);
        buf_add(&b, out, (size_t)len);
    }
    return buf_view(&b);
}

static void fill(struct buf *b, const char *template, struct str company, struct str tag) {
    struct str rest = str_of(template);
    while (rest.n) {
        if (str_starts(rest, STR("{company}"))) {
            buf_str(b, company);
            rest = str_sub(rest, 9, rest.n);
        } else if (str_starts(rest, STR("{tag}"))) {
            buf_str(b, tag);
            rest = str_sub(rest, 5, rest.n);
        } else {
            buf_ch(b, rest.p[0]);
            rest = str_sub(rest, 1, rest.n);
        }
    }
}

static size_t count(const struct wording *w) {
    size_t n = 0;
    while (w && w->texts[n]) {
        n++;
    }
    return n;
}

size_t disclosure_options(struct arena *a, const struct disclosure_case *c, struct disclosure ret[DISCLOSURE_MAX]) {
    struct str relation = known(c->relation, disclosure_relations, DISCLOSURE_RELATIONS, 0);
    struct str incentive = known(c->incentive, disclosure_incentives, DISCLOSURE_INCENTIVES, 2);
    const struct wording *sentence = look(sentences, SENTENCES, c, relation);
    const struct wording *label = str_is(incentive, "none") ? NULL : look(labels, LABELS, c, incentive);
    struct str tag = disclosure_tag(a, c->company);
    size_t n = count(sentence), marks = count(label);
    for (size_t i = 0; i < n && sentence; i++) {
        struct buf b;
        buf_init(&b, a, 4096);
        if (label && marks) {
            fill(&b, label->texts[i % marks], c->company, tag);
            buf_ch(&b, ' ');
        }
        fill(&b, sentence->texts[i], c->company, tag);
        ret[i].text = buf_view(&b);
        ret[i].key = arena_printf(a, "%.*s.%.*s.%zu", STRF(relation), STRF(incentive), i + 1);
    }
    return n;
}

bool disclosure_find(struct arena *a, const struct disclosure_case *c, struct str key, struct disclosure *ret) {
    struct disclosure all[DISCLOSURE_MAX];
    size_t n = disclosure_options(a, c, all);
    for (size_t i = 0; i < n; i++) {
        if (str_empty(key) || str_eq(key, all[i].key)) {
            *ret = all[i];
            return true;
        }
    }
    return false;
}
