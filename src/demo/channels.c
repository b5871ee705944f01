/* channels.c: the demo company's channels, one of each kind and one more, and who of the people one signs in as follows the open one. */
#include "demo/demo.h"

#include "app/channel/channel.h"
#include "app/channel/targets.h"
#include "app/member/member.h"

static const struct {
    const char *name, *description, *team;   /* team: of a restricted one */
    enum channel_kind kind;
} channels[DEMO_CHANNELS] = {
    [DEMO_SAFETY] = {"Sécurité", "Les règles et les alertes qui concernent tout le monde.", NULL, CHANNEL_ESSENTIAL},
    [DEMO_SOLAR] = {"Solaire", "Toits, ombrières et moutons.", NULL, CHANNEL_DEFAULT},
    [DEMO_BACKSTAGE] = {"Coulisses techniques", "Comment ça marche, par celles et ceux qui le font.", NULL, CHANNEL_OPEN},
    [DEMO_OFFERS] = {"Offres clients", "Nos offres, pour qui veut les faire connaître.", NULL, CHANNEL_OPEN},
    [DEMO_HYDRO] = {"Équipe hydraulique", "Entre nous : plannings, chantiers, retours de nuit.", "Hydraulique", CHANNEL_RESTRICTED},
};

static enum err make_tx(struct tx *tx, const void *args, void *ret) {
    int64_t now = *(const int64_t *)args, *ids = ret;
    enum err e = E_OK;
    for (size_t i = 0; !e && i < DEMO_CHANNELS; i++) {
        struct channel_new in = {.name = str_of(channels[i].name), .description = str_of(channels[i].description), .kind = channels[i].kind,
                                 .now = now};
        int64_t group = 0;
        if (channels[i].team) {
            e = member_group_named(tx, "team", str_of(channels[i].team), &group);
            in.groups = &group;
            in.groups_n = 1;
        }
        e = e ? e : channel_create(tx, &in, &ids[i]);
    }
    return e;
}

enum err demo_channels(const struct db_cx *cx, int64_t now, int64_t ret[DEMO_CHANNELS]) {
    return db_tx(cx, make_tx, &now, ret, DEMO_CHANNELS * sizeof *ret);
}

struct follow_args {
    struct audience_who who;
    int64_t channel, now;
};

static enum err follow_tx(struct tx *tx, const void *args, void *ret) {
    const struct follow_args *a = args;
    return channel_follow(tx, &a->who, a->channel, true, a->now, ret);
}

enum err demo_follow(const struct db_cx *cx, const struct audience_who *who, int64_t channel, int64_t now) {
    struct my_channel is;
    return db_tx(cx, follow_tx, &(struct follow_args){*who, channel, now}, &is, sizeof is);
}

struct place_args {
    int64_t post, channel;
};

static enum err place_tx(struct tx *tx, const void *args, void *ret) {
    const struct place_args *a = args;
    (void)ret;
    return targets_start(tx, a->post, a->channel);
}

enum err demo_place(const struct db_cx *cx, int64_t post, int64_t channel) {
    return db_tx(cx, place_tx, &(struct place_args){post, channel}, NULL, 0);
}
