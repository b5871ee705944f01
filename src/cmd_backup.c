/* cmd_backup.c: `backup DIR` and `restore DIR`.
 *
 * A backup is a folder: the database (an online copy, made while in use), the click store, the person key sealed, and a
 * manifest with sizes and checksums. The main database is copied first: its cursors then never stand beyond what the click
 * copy holds, so that nothing is skipped after a restore (clicks counted twice are impossible, the cursor decides).
 * The key that opens person.key is written beside the folder (DIR.key), never inside it: keep it elsewhere. */
#include "cmd.h"
#include "cmd_list.h"

#include "app/link/click_store.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/rnd.h"
#include "json/json.h"

#include <sodium.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum { KEY_FILE_MAX = 4096, MANIFEST_MAX = 64 * 1024 };

static const char *in_dir(struct cmd_env *env, const char *dir, const char *name) {
    return arena_printf(env->arena, "%s/%s", dir, name).p;
}

static const char *data_file(struct cmd_env *env, const char *name) {
    return in_dir(env, config_text(&env->cfg, CFG_DATA).p, name);
}

/* Runs a program of PostgreSQL's and waits. */
static enum err run_program(struct cmd_env *env, const char *const argv[]) {
    pid_t pid;
    int rc = posix_spawnp(&pid, argv[0], NULL, NULL, (char *const *)argv, environ);
    int status = 0;
    if (rc != 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
        return err_set(&env->errs, E_IO, "", "%s failed; is postgresql-client installed?", argv[0]);
    }
    return E_OK;
}

/* ---- sealing the person key ---- */

static enum err seal(struct cmd_env *env, const char *dir, const char *key_path) {
    unsigned char key[crypto_secretbox_KEYBYTES];
    struct str plain;
    enum err e = file_read(data_file(env, "person.key"), KEY_FILE_MAX, env->arena, &env->errs, &plain);
    if (e) {
        return e;
    }
    rnd_bytes(key, sizeof key);
    size_t n = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + plain.n;
    unsigned char *box = arena_alloc(env->arena, n);
    rnd_bytes(box, crypto_secretbox_NONCEBYTES);
    crypto_secretbox_easy(box + crypto_secretbox_NONCEBYTES, (const unsigned char *)plain.p, plain.n, box, key);
    e = file_write_new(in_dir(env, dir, "person.key.sealed"), (struct str){(char *)box, n}, 0600, &env->errs);
    if (!e) {
        struct str hex = hex_text(env->arena, key, sizeof key);
        e = file_write_new(key_path, arena_printf(env->arena, "%.*s\n", STRF(hex)), 0600, &env->errs);
    }
    sodium_memzero(key, sizeof key);
    return e;
}

static enum err unseal(struct cmd_env *env, const char *dir, const char *key_path) {
    unsigned char key[crypto_secretbox_KEYBYTES];
    struct str hex;
    struct str box;
    enum err e = file_read(key_path, KEY_FILE_MAX, env->arena, &env->errs, &hex);
    if (!e) {
        e = file_read(in_dir(env, dir, "person.key.sealed"), KEY_FILE_MAX, env->arena, &env->errs, &box);
    }
    if (e) {
        return e;
    }
    size_t over = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES;
    if (!hex_parse(str_trim(hex), key, sizeof key) || box.n <= over) {
        return err_set(&env->errs, E_INVALID, "", "%s is not a backup key", key_path);
    }
    unsigned char *plain = arena_alloc(env->arena, box.n - over + 1);
    const unsigned char *nonce = (const unsigned char *)box.p;
    if (crypto_secretbox_open_easy(plain, nonce + crypto_secretbox_NONCEBYTES, box.n - crypto_secretbox_NONCEBYTES,
                                   nonce, key) != 0) {
        return err_set(&env->errs, E_INVALID, "", "%s does not open this backup", key_path);
    }
    sodium_memzero(key, sizeof key);
    return file_write_new(data_file(env, "person.key"), (struct str){(char *)plain, box.n - over}, 0600, &env->errs);
}

/* ---- the manifest ---- */

static enum err manifest_write(struct cmd_env *env, const char *dir, const char *engine, const char *const *files) {
    struct buf b;
    buf_init(&b, env->arena, MANIFEST_MAX);
    buf_printf(&b, "{\"portevoix\":\"%s\",\"engine\":\"%s\",\"made_at\":\"%s\",\"files\":[", PV_VERSION, engine,
               time_rfc3339(env->arena, clock_now()).p);
    for (size_t i = 0; files[i]; i++) {
        struct str hex;
        int64_t size;
        enum err e = file_sha256(in_dir(env, dir, files[i]), env->arena, &env->errs, &hex, &size);
        if (e) {
            return e;
        }
        buf_printf(&b, "%s{\"name\":\"%s\",\"size\":%lld,\"sha256\":\"%.*s\"}", i ? "," : "", files[i],
                   (long long)size, STRF(hex));
    }
    buf_c(&b, "]}\n");
    return file_write_new(in_dir(env, dir, "manifest.json"), buf_view(&b), 0600, &env->errs);
}

static enum err manifest_check(struct cmd_env *env, const char *dir, bool *ret_postgres) {
    struct str text;
    const struct json_node *doc;
    enum err e = file_read(in_dir(env, dir, "manifest.json"), MANIFEST_MAX, env->arena, &env->errs, &text);
    if (!e && json_parse(text, env->arena, &doc)) {
        e = err_set(&env->errs, E_INVALID, "", "manifest.json is not valid");
    }
    if (e) {
        return e;
    }
    *ret_postgres = str_is(json_text(json_get(doc, "engine")), "postgres");
    const struct json_node *files = json_get(doc, "files");
    for (size_t i = 0; i < json_count(files); i++) {
        struct str name = json_text(json_get(json_at(files, i), "name"));
        struct str hex;
        int64_t size;
        e = file_sha256(in_dir(env, dir, arena_dup(env->arena, name).p), env->arena, &env->errs, &hex, &size);
        if (e) {
            return e;
        }
        if (!str_eq(hex, json_text(json_get(json_at(files, i), "sha256")))) {
            return err_set(&env->errs, E_INVALID, "", "%.*s is damaged: its checksum differs", STRF(name));
        }
    }
    return E_OK;
}

/* ---- backup ---- */

static enum err backup_sqlite(struct cmd_env *env, const char *dir) {
    static const char *const files[] = {"portevoix.db", "clicks.db", "person.key.sealed", NULL};
    enum err e = db_backup_sqlite(env->db, in_dir(env, dir, files[0]), &env->errs);
    if (!e) {
        e = click_store_backup(config_text(&env->cfg, CFG_DATA).p, in_dir(env, dir, files[1]), &env->errs);
    }
    return e ? e : manifest_write(env, dir, "sqlite", files);
}

static enum err backup_postgres(struct cmd_env *env, const char *dir) {
    static const char *const files[] = {"portevoix.dump", "person.key.sealed", NULL};
    const char *const argv[] = {"pg_dump", "--format=custom", "--enable-row-security", "--role=pv_owner",
                                "--file", in_dir(env, dir, files[0]), db_url(env->db), NULL};
    enum err e = run_program(env, argv);
    return e ? e : manifest_write(env, dir, "postgres", files);
}

int cmd_backup(int argc, char **argv) {
    static const struct cmd_spec spec = {
        .usage = "backup DIR",
        .help = "Copies the database, the click store and the sealed person key into the new folder DIR, while the server "
                "runs.\nThe key that opens the sealed file is written to DIR.key: keep it apart from the backup.",
        .min_args = 1, .max_args = 1};
    struct cmd_env env;
    int code = cmd_begin(&env, &spec, argc, argv);
    if (code != CMD_GO_ON) {
        return code;
    }
    const char *dir = env.args[0];
    const char *key_path = arena_printf(env.arena, "%s.key", dir).p;
    enum err e = dir_empty(dir) ? E_OK : err_set(&env.errs, E_EXISTS, "DIR", "%s is not empty", dir);
    if (!e) {
        e = cmd_open_db(&env);
    }
    if (!e) {
        e = dir_make(dir, &env.errs);
    }
    if (!e) {
        e = seal(&env, dir, key_path);
    }
    if (!e) {
        e = db_engine_of(env.db) == DB_SQLITE ? backup_sqlite(&env, dir) : backup_postgres(&env, dir);
    }
    if (!e) {
        printf(env.json ? "{\"backup\":\"%s\",\"key\":\"%s\"}\n" : "backup: %s\nkey:    %s (keep it apart)\n", dir, key_path);
    }
    return cmd_end(&env, e);
}

/* ---- restore ---- */

static enum err restore_files(struct cmd_env *env, const char *dir, bool postgres) {
    if (postgres) {
        struct db_open_options opt = {.url = cmd_db_url(env).p};
        const char *const argv[] = {"pg_restore", "--exit-on-error", "--dbname", opt.url, in_dir(env, dir, "portevoix.dump"),
                                    NULL};
        enum err e = db_open(&opt, &env->errs, &env->db);
        e = e ? e : db_roles(env->db, &env->errs);
        return e ? e : run_program(env, argv);
    }
    enum err e = file_copy_new(in_dir(env, dir, "portevoix.db"), data_file(env, "portevoix.db"), 0640, &env->errs);
    return e ? e : file_copy_new(in_dir(env, dir, "clicks.db"), data_file(env, "clicks.db"), 0640, &env->errs);
}

int cmd_restore(int argc, char **argv) {
    static const struct cmd_spec spec = {
        .usage = "restore DIR [--key-file FILE]",
        .help = "Puts the backup in DIR into the data folder, which must be empty (on PostgreSQL also the database). "
                "Checks every checksum first.",
        .flags = {{"--key-file", true, "the key written by backup; default DIR.key"}},
        .min_args = 1, .max_args = 1};
    struct cmd_env env;
    int code = cmd_begin(&env, &spec, argc, argv);
    if (code != CMD_GO_ON) {
        return code;
    }
    const char *dir = env.args[0];
    const char *data = config_text(&env.cfg, CFG_DATA).p;
    struct str key = cmd_flag(&env, "--key-file");
    const char *key_path = key.p ? key.p : arena_printf(env.arena, "%s.key", dir).p;
    bool postgres = false;
    enum err e = dir_empty(data) ? E_OK : err_set(&env.errs, E_EXISTS, "data", "%s is not empty", data);
    if (!e) {
        e = manifest_check(&env, dir, &postgres);
    }
    if (!e) {
        e = cmd_data_dir(&env);
    }
    if (!e) {
        e = unseal(&env, dir, key_path);
    }
    if (!e) {
        e = restore_files(&env, dir, postgres);
    }
    if (!e) {
        printf(env.json ? "{\"restored\":\"%s\"}\n" : "restored into %s\n", data);
    }
    return cmd_end(&env, e);
}
