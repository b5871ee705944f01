/* sqlgen_lex.c: SQL text into tokens.
 *
 * Knows quotes, comments, $parameters and parentheses, so that nothing inside a literal is taken for SQL. Knows nothing
 * of grammar: that is in the check and schema parts. */
#include "sqlgen.h"

#include <ctype.h>
#include <string.h>

struct lexer {
    const char *path, *p, *end;
    int line;
    bool comments, space;
    struct tokens out;
    size_t cap;
};

static bool word_start(char c) {
    return isalpha((unsigned char)c) || c == '_';
}

static bool word_char(char c) {
    return isalnum((unsigned char)c) || c == '_';
}

static void push(struct lexer *lx, enum token_kind kind, const char *from, const char *to, int line) {
    if (lx->out.n + 2 > lx->cap) {
        size_t cap = lx->cap ? lx->cap * 2 : 64;
        struct token *t = mem(cap * sizeof *t);
        if (lx->out.n > 0) {
            memcpy(t, lx->out.t, lx->out.n * sizeof *t);
        }
        lx->out.t = t;
        lx->cap = cap;
    }
    struct token *t = &lx->out.t[lx->out.n++];
    *t = (struct token){.kind = kind, .p = from, .n = (size_t)(to - from), .line = line, .space = lx->space};
    lx->space = false;
    t->text = mem_copy(from, t->n);
    if (kind == TK_WORD) {
        for (char *c = t->text; *c; c++) {
            *c = (char)tolower((unsigned char)*c);
        }
    }
}

/* A literal or quoted name; `q` doubled inside stands for itself. */
static void lex_quoted(struct lexer *lx, char q) {
    const char *from = lx->p++;
    int line = lx->line;
    while (lx->p < lx->end) {
        if (*lx->p == '\n') {
            lx->line++;
        }
        if (*lx->p == q && (lx->p + 1 >= lx->end || lx->p[1] != q)) {
            break;
        }
        lx->p += *lx->p == q ? 2 : 1;
    }
    if (lx->p >= lx->end) {
        fault(lx->path, line, "quote is never closed");
        lx->p = lx->end;
        return;
    }
    lx->p++;
    push(lx, q == '\'' ? TK_STRING : TK_QUOTED, from, lx->p, line);
}

static void lex_comment(struct lexer *lx) {
    const char *from = lx->p;
    int line = lx->line;
    if (from[1] == '-') {
        while (lx->p < lx->end && *lx->p != '\n') {
            lx->p++;
        }
        if (lx->comments) {
            push(lx, TK_COMMENT, from + 2, lx->p, line);
        }
    } else {
        lx->p += 2;
        while (lx->p < lx->end && !(lx->p[0] == '*' && lx->p + 1 < lx->end && lx->p[1] == '/')) {
            if (*lx->p == '\n') {
                lx->line++;
            }
            lx->p++;
        }
        lx->p = lx->p < lx->end ? lx->p + 2 : lx->end;
    }
    lx->space = true;
}

/* $name, or $$…$$ in a migration (PostgreSQL function bodies), taken as one literal. */
static void lex_dollar(struct lexer *lx) {
    const char *from = lx->p++;
    if (lx->p < lx->end && *lx->p == '$') {
        const char *close = lx->p + 1;
        int line = lx->line;
        while (close + 1 < lx->end && !(close[0] == '$' && close[1] == '$')) {
            lx->line += *close++ == '\n';
        }
        lx->p = close + 1 < lx->end ? close + 2 : lx->end;
        push(lx, TK_STRING, from, lx->p, line);
        return;
    }
    while (lx->p < lx->end && word_char(*lx->p)) {
        lx->p++;
    }
    if (lx->p == from + 1 || isdigit((unsigned char)from[1])) {
        fault(lx->path, lx->line, "parameters have names: $id, not $ or $1");
    }
    push(lx, TK_PARAM, from + 1, lx->p, lx->line);
}

static void lex_punct(struct lexer *lx) {
    static const char *const doubles[] = {"->>", "<=", ">=", "<>", "!=", "||", "::", "->", "=="};
    const char *from = lx->p;
    size_t n = 1;
    for (size_t i = 0; i < sizeof doubles / sizeof *doubles; i++) {
        size_t len = strlen(doubles[i]);
        if ((size_t)(lx->end - from) >= len && memcmp(from, doubles[i], len) == 0) {
            n = len;
            break;
        }
    }
    lx->p += n;
    push(lx, TK_PUNCT, from, lx->p, lx->line);
}

static void lex_one(struct lexer *lx) {
    const char *from = lx->p;
    char c = *from, next = lx->p + 1 < lx->end ? lx->p[1] : '\0';
    if (isspace((unsigned char)c)) {
        lx->line += c == '\n';
        lx->space = true;
        lx->p++;
    } else if ((c == '-' && next == '-') || (c == '/' && next == '*')) {
        lex_comment(lx);
    } else if (c == '\'' || c == '"') {
        lex_quoted(lx, c);
    } else if (c == '$') {
        lex_dollar(lx);
    } else if (word_start(c)) {
        while (lx->p < lx->end && word_char(*lx->p)) {
            lx->p++;
        }
        push(lx, TK_WORD, from, lx->p, lx->line);
    } else if (isdigit((unsigned char)c)) {
        while (lx->p < lx->end && (word_char(*lx->p) || *lx->p == '.')) {
            lx->p++;
        }
        push(lx, TK_NUMBER, from, lx->p, lx->line);
    } else {
        lex_punct(lx);
    }
}

static void match_parentheses(struct tokens *ts) {
    size_t open[200], depth = 0;
    for (size_t i = 0; i < ts->n; i++) {
        ts->t[i].match = i;
        if (is(ts, i, "(")) {
            if (depth == sizeof open / sizeof *open) {
                fault(ts->path, ts->t[i].line, "parentheses nested too deep");
                return;
            }
            open[depth++] = i;
        } else if (is(ts, i, ")")) {
            if (depth == 0) {
                fault(ts->path, ts->t[i].line, "\")\" without \"(\"");
                continue;
            }
            ts->t[i].match = open[--depth];
            ts->t[open[depth]].match = i;
        }
    }
    if (depth > 0) {
        fault(ts->path, ts->t[open[depth - 1]].line, "\"(\" is never closed");
    }
}

struct tokens lex(const char *path, const char *text, size_t n, int line, bool comments) {
    struct lexer lx = {.path = path, .p = text, .end = text + n, .line = line, .comments = comments, .out.path = path};
    while (lx.p < lx.end) {
        lex_one(&lx);
    }
    push(&lx, TK_END, lx.end, lx.end, lx.line);
    lx.out.n--;
    match_parentheses(&lx.out);
    return lx.out;
}

bool is(const struct tokens *ts, size_t i, const char *text) {
    if (i >= ts->n) {
        return false;
    }
    const struct token *t = &ts->t[i];
    return (t->kind == TK_WORD || t->kind == TK_PUNCT) && same(t->text, text);
}
