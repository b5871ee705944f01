/* cmd.h: what the commands of the program share: flags, the database, how a command ends.
 *
 * A command is a function `int cmd_x(int argc, char **argv)`; argv[0] is the command's name ("member"). It begins with
 * cmd_begin, which handles --help, the operator's settings (base/config.h) and the command's own flags, and ends with
 * cmd_end. Exit codes: 0 done, 1 failed, 2 wrong usage. Machine-readable output with --json. */
#ifndef PV_CMD_H
#define PV_CMD_H

#include "base/buf.h"
#include "base/config.h"
#include "db/db.h"

enum { CMD_FLAGS_MAX = 16, CMD_ARENA_CAP = 1024 * 1024 * 1024 };

/* One flag of a command's own. */
struct cmd_flag {
    const char *name;        /* "--dry-run" */
    bool takes_value;
    const char *help;
};

struct cmd_spec {
    const char *usage;       /* "member import FILE.csv [--dry-run] [--company HOST|ID]" */
    const char *help;        /* a sentence or more */
    struct cmd_flag flags[CMD_FLAGS_MAX];   /* ends with .name == NULL; --json and --help are always there */
    int min_args, max_args;  /* positional arguments after the command's name */
};

struct cmd_env {
    struct arena *arena;
    struct problems errs;
    struct config cfg;
    struct db *db;           /* after cmd_open_db */
    const struct cmd_spec *spec;
    char **args;             /* positional */
    int nargs;
    struct str flag[CMD_FLAGS_MAX];   /* value, or "true" for a flag without one; STR_NULL when not given */
    bool json;
};

enum { CMD_GO_ON = -1 };

/* CMD_GO_ON, or the exit code (help printed, wrong usage said). Always call cmd_end afterwards unless it returned a code. */
int cmd_begin(struct cmd_env *env, const struct cmd_spec *spec, int argc, char **argv);
/* Says on stderr what is wrong with the command line, closes everything, returns 2. `arg`: what it is about, or NULL. */
int cmd_wrong(struct cmd_env *env, const char *what, const char *arg);
/* Value of the flag named "--x", STR_NULL when not given. */
struct str cmd_flag(const struct cmd_env *env, const char *name);
/* Opens the database of the settings, migrates it, loads the person key (made when missing). */
enum err cmd_open_db(struct cmd_env *env) MUST_USE;
/* The company of --company HOST|ID, or the only one there is. */
enum err cmd_company(struct cmd_env *env, struct str given, int64_t *ret_company) MUST_USE;
/* A company's context for db_tx and db_read. */
struct db_cx cmd_cx(struct cmd_env *env, int64_t company);
/* Says what went wrong (to stderr, or as JSON), closes everything; returns the exit code. */
int cmd_end(struct cmd_env *env, enum err e);
/* Reads the first line of standard input (for --password-stdin), without the line end. */
enum err cmd_stdin_line(struct cmd_env *env, struct str *ret) MUST_USE;
/* Database URL in force ("sqlite:DATA/portevoix.db" by default), in env->arena. */
struct str cmd_db_url(struct cmd_env *env);
/* Makes the data folder when it is missing. */
enum err cmd_data_dir(struct cmd_env *env) MUST_USE;

#endif
