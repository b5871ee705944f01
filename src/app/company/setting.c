/* setting.c: how company settings are read, checked and stored. See settings.h; the table is settings.c. */
#include "app/company/settings.h"

#include "base/buf.h"
#include "base/clock.h"
#include "event/event.h"
#include "sql_gen.h"

const struct company_setting *company_setting_find(struct str name) {
    for (size_t i = 0; i < company_setting_count; i++) {
        if (str_is(name, company_settings[i].name)) {
            return &company_settings[i];
        }
    }
    return NULL;
}

static bool choice_known(const char *const *choices, struct str value) {
    for (; *choices; choices++) {
        if (str_is(value, *choices)) {
            return true;
        }
    }
    return false;
}

static bool text_valid(const struct company_setting *s, struct str value) {
    if (!str_utf8_valid(value)) {
        return false;
    }
    int64_t n = (int64_t)str_utf8_count(value);
    for (size_t i = 0; i < value.n; i++) {
        if ((unsigned char)value.p[i] < 0x20 || value.p[i] == 0x7f) {
            return false;
        }
    }
    return n >= s->min && n <= s->max;
}

/* The value in stored form, or false. */
static bool value_tidy(const struct company_setting *s, struct arena *arena, struct str value, struct str *ret) {
    int64_t v;
    *ret = value;
    switch (s->type) {
    case SETTING_I64:
        return str_to_i64(value, &v) && v >= s->min && v <= s->max;
    case SETTING_BOOL:
        return str_is(value, "true") || str_is(value, "false");
    case SETTING_CHOICE:
        return choice_known(s->choices, value);
    case SETTING_TEXT:
        return (!s->tidy || s->tidy(arena, value, ret)) && text_valid(s, *ret);
    }
    return false;
}

static enum err column_raw(struct tx *tx, const struct company_setting *s, struct str *ret) {
    struct company_info c;
    enum err e = company_get(tx, &c);
    if (!e) {
        *ret = company_column_get(&c, s->column);
    }
    return e;
}

/* A stored value that the table no longer allows (a limit was narrowed) gives way to the default. */
static struct str in_force(const struct company_setting *s, struct arena *arena, struct str stored) {
    struct str tidy;
    return stored.p && value_tidy(s, arena, stored, &tidy) ? stored : str_of(s->fallback);
}

enum err company_setting_raw(struct tx *tx, const char *name, struct str *ret) {
    const struct company_setting *s = company_setting_find(str_of(name));
    if (BUG_ON(!s)) {
        return E_INTERNAL;
    }
    if (s->column) {
        return column_raw(tx, s, ret);
    }
    struct sql_company_setting_get_row row;
    enum err e = sql_company_setting_get(tx, str_of(name), &row);
    if (e && e != E_NOT_FOUND) {
        return e;
    }
    *ret = in_force(s, tx->arena, e ? STR_NULL : row.value);
    return E_OK;
}

static enum err value_of(struct tx *tx, const char *name, bool text, enum setting_type type, struct str *ret) {
    const struct company_setting *s = company_setting_find(str_of(name));
    if (BUG_ON(s && s->type != type && !(text && s->type == SETTING_TEXT))) {
        return E_INTERNAL;
    }
    return company_setting_raw(tx, name, ret);
}

enum err company_setting_i64(struct tx *tx, const char *name, int64_t *ret) {
    struct str text;
    enum err e = value_of(tx, name, false, SETTING_I64, &text);
    if (e) {
        return e;
    }
    return str_to_i64(text, ret) ? E_OK : E_INTERNAL;
}

enum err company_setting_bool(struct tx *tx, const char *name, bool *ret) {
    struct str text;
    enum err e = value_of(tx, name, false, SETTING_BOOL, &text);
    if (e) {
        return e;
    }
    *ret = str_is(text, "true");
    return E_OK;
}

enum err company_setting_text(struct tx *tx, const char *name, struct str *ret) {
    return value_of(tx, name, true, SETTING_CHOICE, ret);
}

static struct str stored_value(const struct sql_company_setting_list_row *rows, size_t n, const char *name) {
    for (size_t i = 0; i < n; i++) {
        if (str_is(rows[i].name, name)) {
            return rows[i].value;
        }
    }
    return STR_NULL;
}

enum err company_settings_read(struct tx *tx, struct setting_values *ret) {
    struct sql_company_setting_list_row *rows;
    size_t n;
    struct company_info c;
    enum err e = sql_company_setting_list(tx, &rows, &n);
    if (!e) {
        e = company_get(tx, &c);
    }
    if (e) {
        return e;
    }
    ret->value = arena_array(tx->arena, struct str, company_setting_count);
    ret->changed = arena_array(tx->arena, bool, company_setting_count);
    for (size_t i = 0; i < company_setting_count; i++) {
        const struct company_setting *s = &company_settings[i];
        ret->value[i] = s->column ? company_column_get(&c, s->column)
                                  : in_force(s, tx->arena, stored_value(rows, n, s->name));
        ret->changed[i] = !s->column && !str_is(ret->value[i], s->fallback);
    }
    return E_OK;
}

static struct str choices_text(const struct company_setting *s, struct arena *arena) {
    struct buf b;
    buf_init(&b, arena, 1000);
    for (const char *const *c = s->choices; *c; c++) {
        buf_printf(&b, "%s%s", c == s->choices ? "" : ", ", *c);
    }
    return buf_view(&b);
}

static enum err refuse(const struct company_setting *s, struct arena *arena, struct problems *errs, const char *field) {
    switch (s->type) {
    case SETTING_I64:
        return err_set(errs, E_INVALID, field, "must be a number from %lld to %lld", (long long)s->min,
                       (long long)s->max);
    case SETTING_BOOL:
        return err_set(errs, E_INVALID, field, "must be true or false");
    case SETTING_CHOICE:
        return err_set(errs, E_INVALID, field, "must be one of %s", choices_text(s, arena).p);
    case SETTING_TEXT:
        break;
    }
    return s->form ? err_set(errs, E_INVALID, field, "%s", s->form)
                   : err_set(errs, E_INVALID, field, "must be %lld to %lld characters on one line", (long long)s->min,
                             (long long)s->max);
}

static enum err check_one(struct setting_change *c, struct arena *arena, struct problems *errs) {
    const struct company_setting *s = company_setting_find(c->name);
    if (!s) {
        return err_set(errs, E_NOT_FOUND, arena_printf(arena, "%s/name", c->at).p, "there is no setting %.*s",
                       STRF(str_sub(c->name, 0, 80)));
    }
    return value_tidy(s, arena, c->value, &c->value) ? E_OK
                                                     : refuse(s, arena, errs, arena_printf(arena, "%s/value", c->at).p);
}

enum err company_settings_check(struct setting_change *changes, size_t n, struct arena *arena, struct problems *errs) {
    enum err first = E_OK;
    for (size_t i = 0; i < n; i++) {
        enum err e = check_one(&changes[i], arena, errs);
        first = first ? first : e;
    }
    return first && n > 1 ? E_INVALID : first;
}

enum err company_settings_fit(struct tx *tx, const struct setting_change *changes, size_t n, const char *below) {
    enum err first = E_OK;
    for (size_t i = 0; i < n; i++) {
        const struct company_setting *s = company_setting_find(changes[i].name);
        const char *field = arena_printf(tx->arena, "%s%s", changes[i].at, below).p;
        enum err e = s && s->fits ? s->fits(tx, changes[i].value, field) : E_OK;
        if (e && e != E_INVALID) {
            return e;
        }
        first = first ? first : e;
    }
    return first;
}

enum err company_settings_store(struct tx *tx, const struct setting_change *changes, size_t n, int64_t now) {
    enum err e = company_settings_fit(tx, changes, n, "/value");
    for (size_t i = 0; !e && i < n; i++) {
        const struct company_setting *s = company_setting_find(changes[i].name);
        e = s->column ? company_column_set(tx, s->column, changes[i].value,
                                           arena_printf(tx->arena, "%s/value", changes[i].at).p)
                      : sql_company_setting_put(tx, changes[i].name, changes[i].value, now);
    }
    return e || !n ? e : event_record(tx, &(struct event){.kind = EV_COMPANY_CHANGED, .at = now, .subject = tx->company});
}

enum err company_setting_set(struct tx *tx, struct str name, struct str value, int64_t now) {
    struct setting_change change = {name, value, ""};
    enum err e = company_settings_check(&change, 1, tx->arena, tx->errs);
    return e ? e : company_settings_store(tx, &change, 1, now);
}
