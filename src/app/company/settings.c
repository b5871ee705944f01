/* settings.c: the table of company settings, by name. How one is read and stored is setting.c; see settings.h. */
#include "app/company/settings.h"

#include "app/join/policy.h"
#include "app/work/hours.h"

#define NUMBER(name_, default_, min_, max_, help_) \
    {.name = name_, .type = SETTING_I64, .fallback = default_, .min = min_, .max = max_, .help = help_}
#define FLAG(name_, default_, help_) {.name = name_, .type = SETTING_BOOL, .fallback = default_, .help = help_}
#define CHOICE(name_, default_, choices_, help_) \
    {.name = name_, .type = SETTING_CHOICE, .fallback = default_, .choices = choices_, .help = help_}
/* tidy_ may be NULL; form_ says what is wanted. */
#define LINE(name_, default_, min_, max_, tidy_, form_, help_) \
    {.name = name_, .type = SETTING_TEXT, .fallback = default_, .min = min_, .max = max_, .tidy = tidy_, .form = form_, \
     .help = help_}
/* Held by the company's own row. */
#define OWN_LINE(name_, column_, min_, max_, tidy_, form_, help_) \
    {.name = name_, .type = SETTING_TEXT, .column = column_, .min = min_, .max = max_, .tidy = tidy_, .form = form_, \
     .help = help_}
#define OWN_CHOICE(name_, column_, choices_, help_) \
    {.name = name_, .type = SETTING_CHOICE, .column = column_, .choices = choices_, .help = help_}

/* A reason is a sentence. */
static bool disclosure_waiver_tidy(struct arena *a, struct str in, struct str *ret) {
    (void)a;
    *ret = str_trim(in);
    return ret->n == 0 || str_utf8_count(*ret) >= 20;
}

static const char *const approvals[] = {"never", "links", "always", NULL};
static const char *const relations[] = {"employee", "director", "intern", "contractor", "agency", NULL};

const struct company_setting company_settings[] = {
    FLAG("board.open", "false", "The board of the month is open: members who wish may put themselves on it."),
    OWN_LINE("company.colour", COMPANY_COL_COLOUR, 7, 7, company_colour_tidy, "must be a colour such as #CC3A12",
             "Colour of buttons and marks; the shades are made from it."),
    OWN_LINE("company.host", COMPANY_COL_HOST, 0, COMPANY_HOST_MAX, company_host_tidy,
             "must be a host name such as share.example.com, or empty",
             "Host name of the space; empty: any, while it is the only one on this server."),
    OWN_CHOICE("company.language", COMPANY_COL_LANGUAGE, languages, "Language of whoever has not chosen one."),
    OWN_LINE("company.name", COMPANY_COL_NAME, 1, COMPANY_NAME_MAX, company_name_tidy,
             "must be 1 to 80 characters on one line", "Name of the company, shown everywhere."),
    OWN_LINE("company.short_host", COMPANY_COL_SHORT_HOST, 0, COMPANY_HOST_MAX, company_host_tidy,
             "must be a host name such as go.example.com, or empty",
             "Host name of tracked links; empty: that of the space."),
    OWN_LINE("company.time_zone", COMPANY_COL_TIME_ZONE, 1, 64, company_zone_tidy,
             "must be a time zone such as Europe/Paris", "Time zone of the company's days and months."),
    NUMBER("content.promo_percent", "30", 0, 100,
           "Most openly promotional posts among those of 30 days, in percent; who goes over is told, and must confirm."),
    CHOICE("disclosure.relation", "employee", relations,
           "How members stand to the company; chooses the wording of the disclosure."),
    LINE("disclosure.waiver", "", 0, 300, disclosure_waiver_tidy, "must be a reason of 20 to 300 characters, or empty",
         "Why members may leave the disclosure out where a share earns nothing; empty: they may not. Every member reads it."),
    FLAG("feature.documents", "true", "PDF documents can be uploaded, published and saved."),
    FLAG("feature.jobs", "true", "Job offers can be published, with place, contract and a referral link."),
    FLAG("feature.must_read", "true", "Posts may ask to be confirmed as read."),
    FLAG("feature.points", "true", "Points are offered and shown. The ledger goes on while they are off, so that nothing is missing afterwards."),
    FLAG("feature.reactions", "true", "Colleagues may react to posts. Numbers are shown, never who; reactions come back when it is switched on again."),
    FLAG("feature.samples", "true", "Sample posts are offered to an empty space."),
    FLAG("groups.choose_country", "false", "Members may choose their country among the groups there are."),
    FLAG("groups.choose_department", "false", "Members may choose their department among the groups there are."),
    FLAG("groups.choose_free", "true", "Members may choose free groups among those there are."),
    FLAG("groups.choose_team", "true", "Members may choose their team among the groups there are."),
    LINE("hours.days", "mon tue wed thu fri", 0, 40, hours_days_tidy, "must be days such as mon tue wed thu fri",
         "Days on which people work who have not said otherwise; nothing is suggested on others."),
    LINE("hours.from", "09:00", 5, 5, hours_clock_tidy, "must be a time such as 09:00",
         "When their hours begin, in their own time zone."),
    LINE("hours.holidays", "", 0, 1400, hours_off_tidy, "must be at most 60 dates such as 2026-12-25 or 2026-12-24/2026-12-31",
         "Days off for everybody, with blanks between; nothing is suggested on them."),
    LINE("hours.to", "18:00", 5, 5, hours_clock_tidy, "must be a time such as 18:00",
         "When their hours end, in their own time zone."),
    CHOICE("join.approval", "links", approvals,
           "Who must be approved: nobody, who comes by link or code, or everybody who was not invited in person."),
    LINE("join.code", "", 0, JOIN_CODE_MAX, join_code_tidy, "must be 6 to 32 characters, or empty",
         "Code with which one may join; empty: none."),
    LINE("join.domains", "", 0, JOIN_DOMAINS_MAX, join_domains_tidy,
         "must be mail domains such as rivelle.example with blanks or commas between, or empty",
         "Mail domains whose owners may join by themselves; empty: none."),
    FLAG("join.link", "true", "Company join links may be used."),
    FLAG("join.reminder", "true", "Who was invited and has not come is reminded once, after 48 hours."),
    FLAG("network.bluesky", "true", "Bluesky is offered for sharing."),
    FLAG("network.copy", "true", "Copying the text is offered for sharing."),
    FLAG("network.email", "true", "E-mail is offered for sharing."),
    FLAG("network.facebook", "true", "Facebook is offered for sharing."),
    FLAG("network.linkedin", "true", "LinkedIn is offered for sharing."),
    FLAG("network.mastodon", "true", "Mastodon is offered for sharing."),
    FLAG("network.telegram", "true", "Telegram is offered for sharing."),
    FLAG("network.threads", "true", "Threads is offered for sharing."),
    FLAG("network.whatsapp", "true", "WhatsApp is offered for sharing."),
    FLAG("network.x", "true", "X is offered for sharing."),
    FLAG("network.xing", "true", "XING is offered for sharing."),
    {.name = "pilot.group", .type = SETTING_TEXT, .fallback = "", .max = PILOT_GROUP_MAX, .tidy = pilot_group_tidy,
     .form = "must be a group such as team:Nord or free:Pilot, or empty", .fits = pilot_group_fits,
     .help = "Group that the space is open to first; empty: everybody."},
    NUMBER("post.archive_days", "60", 0, 3650,
           "Days after which a post leaves the feed for the archive, unless it is featured, pinned or to be confirmed; 0: never."),
    NUMBER("share.clone_cap", "10", 1, 1000,
           "Most shares of one post within the clone window, company-wide; the rest are asked to wait."),
    NUMBER("share.clone_window_s", "600", 60, 86400, "The clone window in seconds."),
    NUMBER("share.daily_cap", "5", 1, 50, "Most shares a person makes on one local day."),
};
const size_t company_setting_count = sizeof company_settings / sizeof company_settings[0];
