/* headers.c: what a header means by itself. See columns.h; the table is headers.def.
 *
 * A header is one phrase of the table and words round it. Words that change nothing ("Required", "Employee") are passed
 * over; words of somebody else ("Manager Email", "Courriel du responsable") or of something else ("E-Mail-Status") rule
 * it out; work and private words give rank; any other word makes it less sure. */
#include "app/staff/columns.h"

#include "text/fold.h"

enum { WORDS_MAX = 12, HEADER_MAX = 200, STRANGE_MAX = 2 };
enum { VALUES = 1, ALONE = 2, NAME = 4, FLIP = 8 };

const char *const staff_field_names[STAFF_FIELD_COUNT] = {"",           "email", "first_name", "last_name", "full_name", "country",
                                                          "department", "team",  "free",       "roles"};
const char *const staff_confidence_names[] = {"sure", "likely", "guess", "chosen"};

static const struct phrase {
    enum staff_field field;
    int rank;
    const char *text;
    unsigned flags;
} phrases[] = {
#define H(field, rank, text, flags) {STAFF_##field, rank, text, flags},
#include "app/staff/headers.def"
#undef H
};

enum staff_field staff_field_of(struct str name) {
    for (int i = 1; i < STAFF_FIELD_COUNT; i++) {
        if (str_is(name, staff_field_names[i])) {
            return (enum staff_field)i;
        }
    }
    return STAFF_FIELD_COUNT;
}

/* Words that say nothing, of work, of private life, of somebody else, of something else. */
static const char *const plain_words =
    " required optional erforderlich obligatoire requis facultatif pflichtfeld employee employees employe worker staff user users "
    "person personal collaborateur collaborateurs salarie salaries agent mitarbeiter mitarbeiters mitarbeiterin utilisateur "
    "benutzer member membre mitglied the of de du des d la le les l der die das von a et and und value valeur wert "
    "legal current actuel aktuell aktuelle hr rh sn c bezeichnung libelle description text de_de local 1 2 s contact kontakt ";
static const char *const work_words =
    " work business company corporate professional office job enterprise primary main professionnel professionnelle pro "
    "entreprise societe travail bureau principal principale geschaftlich geschaeftlich geschaftliche geschaftlicher dienstlich "
    "dienstliche dienst beruflich berufliche arbeit firma firmen firmenadresse arbeits haupt primare affectation internal interne ";
static const char *const private_words =
    " private privat private_ prive privee perso personnel personnelle home domicile secondary second secondaire zweite recovery "
    "alternate alternative alternatif backup residence wohn wohnsitz heimat privatadresse wohnland other autre weitere ";
static const char *const other_words =
    " manager managers supervisor supervisors vorgesetzter vorgesetzte vorgesetzten responsable superieur hierarchique n chef cheffe "
    "leiter leiterin leitung teamleiter abteilungsleiter fuhrungskraft lead leader head director directeur boss assistant assistent "
    "assistante emergency notfall notfallkontakt urgence spouse conjoint partner partnerin mentor tuteur approver valideur referent "
    "buddy reports sponsor recruiter owner ";
static const char *const else_words =
    " id ids number nr nummer numero num no matricule status statut date datum type typ verified hash format opt consent sent stop "
    "quota nickname alias size birth naissance geburt geburts geburtsland nationality nationalite staatsangehorigkeit citizenship "
    "phone telefon telephone mobile fax bank iban length duration years anciennete dialing vorwahl passport count anzahl nombre "
    "new enabled error last password passwort level niveau stufe url link photo color couleur farbe dirsync sync middle title ";

static bool among(struct str word, const char *list) {
    char key[HEADER_MAX + 3];
    if (word.n == 0 || word.n > HEADER_MAX) {
        return false;
    }
    key[0] = ' ';
    memcpy(key + 1, word.p, word.n);
    key[word.n + 1] = ' ';
    key[word.n + 2] = '\0';
    return strstr(list, key) != NULL;
}

/* Bytes of a sign that is no letter: Latin-1's (no-break space, "°"), general punctuation ("’", no-break hyphen). */
static size_t sign_at(struct str s, size_t i) {
    unsigned char c = (unsigned char)s.p[i], next = i + 1 < s.n ? (unsigned char)s.p[i + 1] : 0;
    return c == 0xc2 ? 2 : c == 0xe2 && (next == 0x80 || next == 0x81) ? 3 : 0;
}

static bool letter_at(struct str s, size_t i) {
    unsigned char c = (unsigned char)s.p[i];
    return (c >= 0x80 && sign_at(s, i) == 0) || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* "firstName" -> "first Name": a small letter and then a capital begins a word. */
static struct str open_camel(struct arena *a, struct str s) {
    char *p = arena_alloc(a, 2 * s.n + 1);
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++) {
        if (i && s.p[i] >= 'A' && s.p[i] <= 'Z' && s.p[i - 1] >= 'a' && s.p[i - 1] <= 'z') {
            p[n++] = ' ';
        }
        p[n++] = s.p[i];
    }
    return (struct str){p, n};
}

/* Folded words of a header; "e mail" and "courrier el" meet as "email". */
static size_t header_words(struct arena *a, struct str header, struct str words[WORDS_MAX]) {
    struct str s = text_fold(a, open_camel(a, str_utf8_cut(str_trim(header), HEADER_MAX)));
    size_t n = 0;
    for (size_t i = 0; i < s.n && n < WORDS_MAX;) {
        size_t start = i;
        while (i < s.n && letter_at(s, i)) {
            i++;
        }
        if (i == start) {
            size_t sign = sign_at(s, i);
            i += sign ? sign : 1;
            continue;
        }
        struct str w = str_sub(s, start, i);
        if (n && str_is(words[n - 1], "e") && str_starts(w, STR("mail"))) {
            words[n - 1] = arena_printf(a, "e%.*s", STRF(w));
        } else {
            words[n++] = w;
        }
    }
    return n;
}

/* Index of the phrase in the words, -1 when it is not there; *ret_n its number of words. */
static int phrase_at(const char *text, const struct str *words, size_t n, size_t *ret_n) {
    struct str parts[WORDS_MAX], rest = str_of(text), part;
    size_t m = 0;
    while (m < WORDS_MAX && str_split(&rest, ' ', &part)) {
        parts[m++] = part;
    }
    for (size_t i = 0; i + m <= n; i++) {
        size_t k = 0;
        while (k < m && str_eq(parts[k], words[i + k])) {
            k++;
        }
        if (k == m) {
            *ret_n = m;
            return (int)i;
        }
    }
    return -1;
}

struct reading {
    const struct phrase *phrase;
    size_t words;                    /* of the phrase */
    int strange, work, home;
    bool out;
};

static void read_rest(struct reading *r, const struct str *words, size_t n, size_t from) {
    for (size_t i = 0; i < n; i++) {
        if (i >= from && i < from + r->words) {
            continue;
        }
        bool name_word = str_is(words[i], "name") || str_is(words[i], "nom");
        if (among(words[i], other_words) || among(words[i], else_words)) {
            r->out = true;
        } else if (among(words[i], private_words)) {
            r->home++;
        } else if (among(words[i], work_words)) {
            r->work++;
        } else if (!among(words[i], plain_words) && !name_word && !str_is(words[i], "code")) {
            r->strange++;
        }
        r->strange += str_is(words[i], "code");
    }
    r->out = r->out || r->strange > STRANGE_MAX || ((r->phrase->flags & ALONE) && r->strange + r->home > 0);
}

/* Longer phrases say more; then the fewer strange words round it the better. */
static bool better(const struct reading *a, const struct reading *b) {
    if (a->strange != b->strange) {
        return a->strange < b->strange;
    }
    return a->words != b->words ? a->words > b->words : a->phrase->rank < b->phrase->rank;
}

static struct reading best_reading(const struct str *words, size_t n) {
    struct reading best = {.phrase = NULL};
    for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++) {
        struct reading r = {.phrase = &phrases[i]};
        int at = phrase_at(phrases[i].text, words, n, &r.words);
        if (at < 0) {
            continue;
        }
        read_rest(&r, words, n, (size_t)at);
        if (!r.out && (!best.phrase || better(&r, &best))) {
            best = r;
        }
    }
    return best;
}

struct staff_column staff_header(struct arena *a, struct str header) {
    struct str words[WORDS_MAX];
    size_t n = header_words(a, header, words);
    struct staff_column c = {.header = header, .field = STAFF_NONE};
    for (size_t i = 0; i < n; i++) {
        c.foreign = c.foreign || among(words[i], other_words);
    }
    struct reading r = best_reading(words, n);
    if (!r.phrase) {
        return c;
    }
    c.field = r.phrase->field;
    c.is_private = c.field == STAFF_EMAIL && r.home > 0;
    c.rank = r.phrase->rank * 10 + r.strange * 20 + (r.home > 0) * 40 - (r.work > 0) * 3;
    c.confidence = r.strange == 0 && !(r.phrase->flags & (VALUES | NAME)) ? STAFF_SURE : STAFF_LIKELY;
    c.last_first = (r.phrase->flags & FLIP) != 0;
    c.by_values = (r.phrase->flags & VALUES) != 0;
    c.bare_name = (r.phrase->flags & NAME) != 0;
    return c;
}

void staff_headers_print(struct buf *b) {
    for (size_t i = 0; i < sizeof phrases / sizeof *phrases; i++) {
        buf_printf(b, "%s\t%d\t%s\n", staff_field_names[phrases[i].field], phrases[i].rank, phrases[i].text);
    }
}
