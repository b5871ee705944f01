/* person.c: see person.h. No other file may compute or store the pair. */
#include "app/privacy/person.h"

#include "base/log.h"
#include "base/rnd.h"
#include "sql_gen.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static unsigned char root_key[PERSON_KEY_BYTES];
static bool loaded;

void person_keys_set(const unsigned char key[PERSON_KEY_BYTES]) {
    memcpy(root_key, key, sizeof root_key);
    loaded = true;
}

static enum err key_create(const char *path, struct problems *errs) {
    unsigned char key[PERSON_KEY_BYTES];
    rnd_bytes(key, sizeof key);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0) {
        return err_set(errs, E_IO, "", "cannot create %s: %s", path, strerror(errno));
    }
    bool ok = write(fd, key, sizeof key) == (ssize_t)sizeof key && fsync(fd) == 0;
    close(fd);
    if (!ok) {
        unlink(path);
        return err_set(errs, E_IO, "", "cannot write %s", path);
    }
    person_keys_set(key);
    sodium_memzero(key, sizeof key);
    return E_OK;
}

enum err person_keys_load(const char *dir, bool create, struct problems *errs) {
    char path[4096];
    if (snprintf(path, sizeof path, "%s/person.key", dir) >= (int)sizeof path) {
        return err_set(errs, E_CONFIG, "", "the data folder's path is too long");
    }
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        if (errno == ENOENT && create) {
            return key_create(path, errs);
        }
        return err_set(errs, E_IO, "", "cannot read %s: %s", path, strerror(errno));
    }
    unsigned char key[PERSON_KEY_BYTES + 1];
    ssize_t got = read(fd, key, sizeof key);
    close(fd);
    if (got != PERSON_KEY_BYTES) {
        return err_set(errs, E_IO, "", "%s is not a person key of %d bytes", path, PERSON_KEY_BYTES);
    }
    person_keys_set(key);
    sodium_memzero(key, sizeof key);
    return E_OK;
}

void person_keys_derive(const char *label, int64_t company, int64_t id, unsigned char ret[PERSON_KEY_BYTES]) {
    crypto_auth_hmacsha256_state st;
    if (BUG_ON(!loaded)) {
        rnd_bytes(ret, PERSON_KEY_BYTES);
        return;
    }
    crypto_auth_hmacsha256_init(&st, root_key, sizeof root_key);
    crypto_auth_hmacsha256_update(&st, (const unsigned char *)label, strlen(label) + 1);
    crypto_auth_hmacsha256_update(&st, (const unsigned char *)&company, sizeof company);
    crypto_auth_hmacsha256_update(&st, (const unsigned char *)&id, sizeof id);
    crypto_auth_hmacsha256_final(&st, ret);
}

int64_t person_compute(int64_t company, int64_t member_id, struct str salt) {
    unsigned char company_key[32];
    unsigned char out[32];
    crypto_auth_hmacsha256_state st;
    crypto_auth_hmacsha256_init(&st, root_key, sizeof root_key);
    crypto_auth_hmacsha256_update(&st, (const unsigned char *)&company, sizeof company);
    crypto_auth_hmacsha256_final(&st, company_key);
    crypto_auth_hmacsha256_init(&st, company_key, sizeof company_key);
    crypto_auth_hmacsha256_update(&st, (const unsigned char *)&member_id, sizeof member_id);
    crypto_auth_hmacsha256_update(&st, (const unsigned char *)salt.p, salt.n);
    crypto_auth_hmacsha256_final(&st, out);
    int64_t person;
    memcpy(&person, out, sizeof person);
    person &= INT64_MAX;
    return person ? person : 1;  /* 0 means nobody */
}

enum err person_of(struct tx *tx, int64_t member_id, int64_t *ret_person) {
    if (BUG_ON(!loaded)) {
        return E_INTERNAL;
    }
    struct sql_person_salt_row row;
    enum err e = sql_person_salt(tx, member_id, &row);
    if (e) {
        return e;
    }
    *ret_person = person_compute(tx->company, member_id, row.person_salt);
    return E_OK;
}
