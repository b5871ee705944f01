/* housecheck.c: the rules of the house that a compiler does not know, checked in every build.
 *
 * Reads the files named in src/sources.list, src/commands.list and src/sql.list and the headers beside them, as text with
 * comments and strings blanked. Refuses: includes that point up or into another room's handlers; banned functions; heap
 * calls outside their places; functions over 80 lines or complexity 15; files over 800 lines; a file without a head comment;
 * SQL text in C outside the engines; route rows without access; statements that join the directory with activity.
 * Prints file:line and the rule, exits 1. Plain C library only: it is built before everything else. */
#include <ctype.h>
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_LINES = 800, FUNCTION_LINES = 80, COMPLEXITY = 15, PATH_LEN = 512, NAME_LEN = 64 };

static int faults;
static const char *root;

static void fault(const char *path, int line, const char *what, const char *detail) {
    fprintf(stderr, "%s:%d: %s%s%s\n", path, line, what, detail ? ": " : "", detail ? detail : "");
    faults++;
}

static char *slurp(const char *path) {
    char full[PATH_LEN * 2];
    snprintf(full, sizeof full, "%s/%s", root, path);
    FILE *f = fopen(full, "rb");
    if (!f) {
        return NULL;
    }
    fseek(f, 0, SEEK_END);
    long n = ftell(f);
    rewind(f);
    char *text = calloc(1, (size_t)n + 1);
    if (text && fread(text, 1, (size_t)n, f) != (size_t)n) {
        text[0] = '\0';
    }
    fclose(f);
    return text;
}

/* ---- blanking comments and strings, keeping lines ---- */

enum state { CODE, LINE_COMMENT, BLOCK_COMMENT, STRING, CHARACTER };

static enum state step(enum state s, char *p, size_t *skip) {
    *skip = 0;
    switch (s) {
    case CODE:
        if (p[0] == '/' && p[1] == '/') { return LINE_COMMENT; }
        if (p[0] == '/' && p[1] == '*') { *skip = 1; return BLOCK_COMMENT; }
        return p[0] == '"' ? STRING : p[0] == '\'' ? CHARACTER : CODE;
    case LINE_COMMENT: return p[0] == '\n' ? CODE : LINE_COMMENT;
    case BLOCK_COMMENT:
        if (p[0] == '*' && p[1] == '/') { *skip = 1; return CODE; }
        return BLOCK_COMMENT;
    case STRING:
    case CHARACTER:
        if (p[0] == '\\') { *skip = 1; return s; }
        return p[0] == (s == STRING ? '"' : '\'') || p[0] == '\n' ? CODE : s;
    }
    return s;
}

/* `strings` keeps string contents and blanks only comments. */
static char *blank(const char *text, bool strings) {
    char *out = strdup(text);
    enum state s = CODE;
    for (char *p = out; p && *p; p++) {
        size_t skip;
        enum state was = s;
        s = step(s, p, &skip);
        bool comment = was == LINE_COMMENT || was == BLOCK_COMMENT || s == LINE_COMMENT || s == BLOCK_COMMENT;
        bool text_part = (was == STRING || was == CHARACTER) && s == was;
        for (size_t i = 0; i <= skip && *p; i++) {
            if ((comment || (text_part && !strings)) && *p != '\n') {
                *p = ' ';
            }
            if (i < skip) {
                p++;
            }
        }
    }
    return out;
}

static bool ident(char c) {
    return isalnum((unsigned char)c) || c == '_';
}

/* ---- includes ---- */

static int level(const char *path) {
    static const struct { const char *prefix; int level; } levels[] = {
        {"src/base/", 0}, {"src/db/", 1}, {"src/json/", 1}, {"src/text/", 1}, {"src/http/", 2}, {"src/net/", 2},
        {"src/network/", 2}, {"src/feed/", 2}, {"src/page/", 2}, {"src/image/", 2}, {"src/event/", 3}, {"src/job/", 3}, {"src/app/", 4}, {"src/", 5}};
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
        if (strncmp(path, levels[i].prefix, strlen(levels[i].prefix)) == 0) {
            return levels[i].level;
        }
    }
    return 5;
}

/* "src/app/share/share.c" -> "src/app/share/" */
static void room_of(const char *path, char room[PATH_LEN]) {
    const char *rest = path + strlen("src/app/");
    const char *slash = strchr(rest, '/');
    size_t n = slash ? (size_t)(slash - path) + 1 : 0;
    memcpy(room, path, n);
    room[n] = '\0';
}

static void check_include(const char *path, int line, const char *target) {
    char full[PATH_LEN + 8];
    snprintf(full, sizeof full, "src/%s", target);
    if (strcmp(target, "sql_gen.h") == 0 || strchr(target, '/') == NULL) {
        return;
    }
    if (level(full) > level(path)) {
        fault(path, line, "include points up", target);
    }
    char mine[PATH_LEN] = "";
    char theirs[PATH_LEN] = "";
    if (strncmp(path, "src/app/", 8) == 0 && strncmp(full, "src/app/", 8) == 0) {
        room_of(path, mine);
        room_of(full, theirs);
    }
    bool api = strstr(target, "_api.h") != NULL;
    bool outside = strcmp(mine, theirs) != 0 || strncmp(path, "src/app/", 8) != 0;
    if (api && outside && strcmp(path, "src/routes.c") != 0) {
        fault(path, line, "includes another room's handlers", target);
    }
    bool rule_file = strncmp(path, "src/app/", 8) == 0 && !strstr(path, "_api.") && !strstr(path, "_http");
    if (rule_file && strcmp(target, "http/http.h") == 0 && !strstr(path, "session") && !strstr(path, "/link/") &&
        !strstr(path, "/fragment") && !strstr(path, "/reader") && !strstr(path, "/feed")) {
        fault(path, line, "a room's rules must not know HTTP", target);
    }
}

static void check_includes(const char *path, const char *text) {
    int line = 1;
    for (const char *p = text; p && *p; line++) {
        const char *end = strchr(p, '\n');
        char target[PATH_LEN];
        if (strncmp(p, "#include \"", 10) == 0) {
            size_t n = strcspn(p + 10, "\"\n");
            snprintf(target, sizeof target, "%.*s", (int)n, p + 10);
            check_include(path, line, target);
        }
        p = end ? end + 1 : NULL;
    }
}

/* ---- words ---- */

static const char *const banned[] = {"strcpy", "strcat", "sprintf", "vsprintf", "strncpy", "strncat", "strtok", "gets",
    "atoi", "atol", "sscanf", "localtime", "gmtime", "asctime", "ctime", "rand", "srand", "system", "popen", "alloca", NULL};
static const char *const heap[] = {"malloc", "calloc", "realloc", "free", "strdup", NULL};

static bool in_list(const char *const *list, const char *word, size_t n) {
    for (; *list; list++) {
        if (strlen(*list) == n && memcmp(*list, word, n) == 0) {
            return true;
        }
    }
    return false;
}

static bool heap_allowed(const char *path) {
    return strncmp(path, "src/base/", 9) == 0 || strncmp(path, "src/db/", 7) == 0 || strcmp(path, "src/http/server.c") == 0;
}

static void check_words(const char *path, const char *code) {
    int line = 1;
    for (const char *p = code; *p; p++) {
        if (*p == '\n') {
            line++;
        }
        if (!ident(*p) || (p > code && (ident(p[-1]) || p[-1] == '.' || p[-1] == '>'))) {
            continue;
        }
        size_t n = 0;
        while (ident(p[n])) {
            n++;
        }
        const char *after = p + n;
        while (*after == ' ') {
            after++;
        }
        char word[NAME_LEN];
        snprintf(word, sizeof word, "%.*s", (int)(n < NAME_LEN ? n : NAME_LEN - 1), p);
        if (*after == '(' && in_list(banned, p, n)) {
            fault(path, line, "banned function", word);
        }
        if (*after == '(' && in_list(heap, p, n) && !heap_allowed(path)) {
            fault(path, line, "heap call outside base, the engines and the server (use an arena or base/heap.h)", word);
        }
        p += n - 1;
    }
}

/* ---- functions ---- */

struct function {
    char name[NAME_LEN];
    int start;
    int complexity;
};

static void function_end(const char *path, const struct function *f, int line) {
    char detail[NAME_LEN + 64];
    int lines = line - f->start + 1;
    if (lines > FUNCTION_LINES) {
        snprintf(detail, sizeof detail, "%s has %d lines (at most %d)", f->name, lines, FUNCTION_LINES);
        fault(path, f->start, "function too long", detail);
    }
    if (f->complexity > COMPLEXITY) {
        snprintf(detail, sizeof detail, "%s has %d branches (at most %d)", f->name, f->complexity, COMPLEXITY);
        fault(path, f->start, "function too complex", detail);
    }
}

/* The identifier before the first '(' of the text since the last ';' or '}' at depth 0. */
static void name_before(const char *from, const char *brace, char name[NAME_LEN]) {
    const char *paren = memchr(from, '(', (size_t)(brace - from));
    name[0] = '\0';
    if (!paren) {
        return;
    }
    const char *end = paren;
    while (end > from && !ident(end[-1])) {
        end--;
    }
    const char *begin = end;
    while (begin > from && ident(begin[-1])) {
        begin--;
    }
    snprintf(name, NAME_LEN, "%.*s", (int)(end - begin), begin);
}

static bool branch_word(const char *p, const char *code) {
    static const char *const words[] = {"if", "for", "while", "switch", NULL};
    if (p > code && ident(p[-1])) {
        return false;
    }
    for (const char *const *w = words; *w; w++) {
        size_t n = strlen(*w);
        if (strncmp(p, *w, n) == 0 && !ident(p[n])) {
            return true;
        }
    }
    return false;
}

static void check_functions(const char *path, const char *code) {
    struct function f = {0};
    int depth = 0;
    int line = 1;
    const char *from = code;
    for (const char *p = code; *p; p++) {
        if (*p == '\n') {
            line++;
        } else if (*p == '{') {
            if (depth++ == 0) {
                f = (struct function){.start = line, .complexity = 1};
                name_before(from, p, f.name);
                bool data = memchr(from, '=', (size_t)(p - from)) != NULL || f.name[0] == '\0';
                f.name[0] = data ? '\0' : f.name[0];
            }
        } else if (*p == '}') {
            if (--depth == 0) {
                if (f.name[0]) {
                    function_end(path, &f, line);
                }
                from = p + 1;
            }
        } else if (*p == ';' && depth == 0) {
            from = p + 1;
        } else if (depth > 0 && branch_word(p, code)) {
            f.complexity++;
        }
        depth = depth < 0 ? 0 : depth;
    }
}

/* ---- whole files ---- */

static void check_head(const char *path, const char *text) {
    if (strncmp(text, "/* ", 3) != 0) {
        fault(path, 1, "a file opens with a comment that says what it is and why", NULL);
    }
    int lines = 0;
    for (const char *p = text; *p; p++) {
        lines += *p == '\n';
    }
    if (lines > FILE_LINES) {
        char detail[32];
        snprintf(detail, sizeof detail, "%d lines", lines);
        fault(path, lines, "file too long", detail);
    }
}

/* SQL verbs at the start of a string literal, outside the engines. */
static void check_sql_text(const char *path, const char *code) {
    static const char *const verbs[] = {"\"SELECT ", "\"INSERT INTO ", "\"UPDATE ", "\"DELETE FROM ", NULL};
    if (strncmp(path, "src/db/", 7) == 0 || strstr(path, "/click_")) {
        return;
    }
    for (const char *const *v = verbs; *v; v++) {
        const char *hit = strstr(code, *v);
        if (hit) {
            int line = 1;
            for (const char *p = code; p < hit; p++) {
                line += *p == '\n';
            }
            fault(path, line, "SQL belongs into the room's .sql file", NULL);
        }
    }
}

/* Each row of routes[] names its access. */
static void check_routes(const char *text) {
    int line = 1;
    for (const char *p = text; *p; p++) {
        line += *p == '\n';
        bool row = strncmp(p, "{\"GET\"", 6) == 0 || strncmp(p, "{\"POST\"", 7) == 0 || strncmp(p, "{\"PUT\"", 6) == 0 ||
                   strncmp(p, "{\"PATCH\"", 8) == 0 || strncmp(p, "{\"DELETE\"", 9) == 0;
        if (row) {
            const char *end = strchr(p, '}');
            const char *end2 = strstr(p, "},\n");
            end = end2 ? end2 : end;
            const char *access = strstr(p, "ACCESS_");
            if (!access || (end && access > end)) {
                fault("src/routes.c", line, "route without declared access", NULL);
            }
        }
    }
}

static void check_c(const char *path) {
    char *text = slurp(path);
    if (!text) {
        fault(path, 0, "listed but missing", NULL);
        return;
    }
    char *code = blank(text, false);
    char *with_strings = blank(text, true);
    check_head(path, text);
    check_includes(path, with_strings);
    check_words(path, code);
    check_functions(path, code);
    check_sql_text(path, with_strings);
    if (strcmp(path, "src/routes.c") == 0) {
        check_routes(with_strings);
    }
    free(with_strings);
    free(code);
    free(text);
}

/* ---- statements: the two keyrings are never joined (decisions 18, 23) ---- */

static const char *const directory[] = {"member", "member_role", "member_in_group", "session", "sign_in_token", NULL};
static const char *const activity[] = {"consent", "person", "share", "link", "link_total", "link_day", "visitor_self",
    "account", "ledger", "event", "post_reaction", "post_read", NULL};

static bool names_table(const char *block, const char *const *tables) {
    static const char *const before[] = {"FROM ", "JOIN ", "INTO ", "UPDATE ", NULL};
    for (const char *const *t = tables; *t; t++) {
        for (const char *const *b = before; *b; b++) {
            char want[NAME_LEN];
            snprintf(want, sizeof want, "%s%s", *b, *t);
            for (const char *hit = strstr(block, want); hit; hit = strstr(hit + 1, want)) {
                if (!ident(hit[strlen(want)])) {
                    return true;
                }
            }
        }
    }
    return false;
}

static void check_sql(const char *path) {
    char *text = slurp(path);
    if (!text) {
        fault(path, 0, "listed but missing", NULL);
        return;
    }
    int line = 1;
    for (char *p = text; p && *p;) {
        char *next = strstr(p + 1, "-- name:");
        char keep = next ? *next : '\0';
        if (next) {
            *next = '\0';
        }
        if (names_table(p, directory) && names_table(p, activity)) {
            fault(path, line, "joins the directory with activity (decisions 18)", NULL);
        }
        for (char *q = p; *q; q++) {
            line += *q == '\n';
        }
        if (next) {
            *next = keep;
        }
        p = next;
    }
    free(text);
}

static void each_line(const char *list, void (*fn)(const char *)) {
    char *text = slurp(list);
    if (!text) {
        fault(list, 0, "missing", NULL);
        return;
    }
    for (char *p = text; *p;) {
        size_t n = strcspn(p, "\n");
        char path[PATH_LEN];
        snprintf(path, sizeof path, "%.*s", (int)n, p);
        if (path[0]) {
            fn(path);
        }
        p += n + (p[n] == '\n');
    }
    free(text);
}

static void check_with_header(const char *path) {
    check_c(path);
    char header[PATH_LEN];
    snprintf(header, sizeof header, "%s", path);
    header[strlen(header) - 1] = 'h';
    char *text = slurp(header);
    if (text) {
        check_c(header);
        free(text);
    }
}

int main(int argc, char **argv) {
    const char *stamp = NULL;
    for (int i = 1; i + 1 < argc; i += 2) {
        if (strcmp(argv[i], "--root") == 0) {
            root = argv[i + 1];
        } else if (strcmp(argv[i], "--stamp") == 0) {
            stamp = argv[i + 1];
        }
    }
    if (!root) {
        fputs("usage: housecheck --root DIR [--stamp FILE]\n", stderr);
        return 2;
    }
    each_line("src/sources.list", check_with_header);
    each_line("src/commands.list", check_with_header);
    each_line("src/sql.list", check_sql);
    FILE *f = faults == 0 && stamp ? fopen(stamp, "w") : NULL;
    if (f) {
        fclose(f);
    }
    if (faults) {
        fprintf(stderr, "housecheck: %d faults\n", faults);
    }
    return faults ? 1 : 0;
}
