/* password.c: see password.h. */
#include "app/session/password.h"

#include "base/log.h"
#include "base/rnd.h"
#include "text/fold.h"

#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>

/* Decisions 13, OWASP's first choice: 19 MiB, two passes, one lane (libsodium always uses one). */
enum { OPS = 2, DUMMY_BYTES = 32 };
#define MEMORY (size_t)(19 * 1024 * 1024)

struct str password_hash(struct arena *a, struct str password) {
    char *out = arena_alloc(a, crypto_pwhash_STRBYTES);
    struct str nfc = text_nfc(a, password);  /* the same keys on two devices must make the same bytes */
    if (crypto_pwhash_str_alg(out, nfc.p, nfc.n, OPS, MEMORY, crypto_pwhash_ALG_ARGON2ID13) != 0) {
        log_error("no memory for a password hash", "bytes=%zu", MEMORY);
        abort();
    }
    return str_of(out);
}

static char dummy[crypto_pwhash_STRBYTES];
static pthread_once_t dummy_once = PTHREAD_ONCE_INIT;

static void dummy_make(void) {
    struct arena *a = arena_create(64 * 1024);
    struct str hash = password_hash(a, rnd_token(a, DUMMY_BYTES));
    memcpy(dummy, hash.p, hash.n);
    arena_free(a);
}

bool password_verify(struct str hash, struct str password, bool *ret_rehash) {
    char stored[crypto_pwhash_STRBYTES] = {0};
    pthread_once(&dummy_once, dummy_make);
    bool real = hash.p && hash.n < sizeof stored;
    memcpy(stored, real ? hash.p : dummy, real ? hash.n : strlen(dummy));
    struct arena *a = arena_create(64 * 1024);
    struct str nfc = text_nfc(a, password);
    bool ok = crypto_pwhash_str_verify(stored, nfc.p, nfc.n) == 0;
    arena_free(a);
    if (ret_rehash) {
        *ret_rehash = real && ok && crypto_pwhash_str_needs_rehash(stored, OPS, MEMORY) != 0;
    }
    return real && ok;
}

/* ---- what is too easy ---- */

/* What guessers try first, in the two languages and beyond, as pieces: a password that is made of these, of this
 * person's own names and of digits alone is refused. */
static const char *const common[] = {
    "password", "passwort", "motdepasse", "contrasena", "passphrase", "passe", "pass", "mot", "de", "secret", "login",
    "admin", "administrator", "administrateur", "root", "user", "utilisateur", "guest", "invite", "test", "demo",
    "welcome", "bienvenue", "bonjour", "hello", "soleil", "sunshine", "iloveyou", "jetaime", "chouchou", "doudou",
    "loulou", "azerty", "azertyuiop", "qsdfghjklm", "wxcvbn", "qwerty", "qwertyuiop", "qwertz", "asdfghjkl", "asdf",
    "zxcvbnm", "zxcvbn", "abc", "abcd", "abcdef", "abcdefgh", "abcdefghijkl", "dragon", "monkey", "letmein",
    "football", "princess", "princesse", "starwars", "superman", "batman", "master", "shadow", "marseille", "paris",
    "france", "change", "changeme", "changezmoi", "portevoix", "company", "entreprise", "spring", "summer", "autumn",
    "winter", "printemps", "ete", "automne", "hiver", "january", "janvier", "july", "juillet", "august", "aout",
    "december", "decembre", "monday", "lundi", "friday", "vendredi", "my", "mon", "ma", "the", "le", "la", "is",
    "est", "and", "et", "for", "pour", "i", "love", "you", "we", "nous", NULL};

enum { PIECE_MIN = 3, PIECES_MAX = 16 };

struct pieces {
    struct str own[PIECES_MAX];
    size_t n;
};

static bool letter(char c) {
    return (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

/* Letters of `text` in runs, folded: "Marie-Anne" -> marie, anne. */
static void pieces_add(struct arena *a, struct pieces *p, struct str text) {
    struct str folded = text.p && str_utf8_valid(text) ? text_fold(a, text) : STR("");
    size_t start = 0;
    for (size_t i = 0; i <= folded.n; i++) {
        if (i < folded.n && letter(folded.p[i])) {
            continue;
        }
        if (i - start >= PIECE_MIN && p->n < PIECES_MAX) {
            p->own[p->n++] = str_sub(folded, start, i);
        }
        start = i + 1;
    }
}

/* Spellings that look like the letter. */
static char plain(char c) {
    static const char from[] = "013457@$!";
    static const char to[] = "oieastasi";
    const char *at = c ? strchr(from, c) : NULL;
    return at ? to[at - from] : c;
}

static bool same_piece(struct str text, size_t at, struct str piece) {
    if (text.n - at < piece.n) {
        return false;
    }
    for (size_t i = 0; i < piece.n; i++) {
        if (text.p[at + i] != piece.p[i] && plain(text.p[at + i]) != piece.p[i]) {
            return false;
        }
    }
    return true;
}

/* Can `text` be cut into known pieces and characters that are no letters? By dynamic programming over prefixes. */
static bool made_of_pieces(struct arena *a, struct str text, const struct pieces *own) {
    bool *reach = arena_array(a, bool, text.n + 1);
    reach[0] = true;
    for (size_t i = 0; i < text.n; i++) {
        if (!reach[i]) {
            continue;
        }
        if (!letter(text.p[i])) {
            reach[i + 1] = true;
        }
        for (const char *const *w = common; *w; w++) {
            if (same_piece(text, i, str_of(*w))) {
                reach[i + strlen(*w)] = true;
            }
        }
        for (size_t k = 0; k < own->n; k++) {
            if (same_piece(text, i, own->own[k])) {
                reach[i + own->own[k].n] = true;
            }
        }
    }
    return reach[text.n];
}

/* One short unit again and again: aaaaaaaaaaaa, abcabcabcabc. */
static bool repeats(struct str text) {
    for (size_t unit = 1; unit <= 4 && unit < text.n; unit++) {
        size_t i = unit;
        while (i < text.n && text.p[i] == text.p[i - unit]) {
            i++;
        }
        if (i == text.n) {
            return true;
        }
    }
    return false;
}

enum err password_check(struct str password, const struct password_about *about, struct problems *errs,
                        const char *field) {
    if (!str_utf8_valid(password)) {
        return err_set(errs, E_INVALID, field, "is not well-formed UTF-8");
    }
    size_t count = str_utf8_count(password);
    if (count < PASSWORD_MIN) {
        return err_set(errs, E_INVALID, field, "shorter than %d characters", PASSWORD_MIN);
    }
    if (count > PASSWORD_MAX) {
        return err_set(errs, E_INVALID, field, "longer than %d characters", PASSWORD_MAX);
    }
    struct arena *a = arena_create(1024 * 1024);
    struct pieces own = {.n = 0};
    pieces_add(a, &own, about->email);
    pieces_add(a, &own, about->first_name);
    pieces_add(a, &own, about->last_name);
    pieces_add(a, &own, about->company);
    struct str folded = text_fold(a, password);
    bool easy = repeats(folded) || made_of_pieces(a, folded, &own);
    arena_free(a);
    return easy ? err_set(errs, E_INVALID, field, "too easy to guess: use words that are not about you or the company")
                : E_OK;
}
