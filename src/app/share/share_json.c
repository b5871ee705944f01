/* share_json.c: see share_json.h. */
#include "app/share/share_json.h"

const char *const share_actions[] = {"share", NULL};
const char *const share_modes[] = {"intent", "connection", NULL};
static const char *const statuses[] = {SHARE_OPEN, SHARE_SCHEDULED, SHARE_SENDING, SHARE_PUBLISHED, SHARE_FAILED, SHARE_UNKNOWN, SHARE_CANCELLED,
                                       SHARE_RETRACTED, NULL};
static const char *const evidences[] = {"opened", SHARE_DECLARED, SHARE_VERIFIED, NULL};

static const char *const bands[] = {"yours", "near", "echo", NULL};

#define COUNT(member, text)                                                                                            \
    {.name = #member, .type = JSON_T_I64, .off = offsetof(struct clicks_out, member), .flags = JSON_REQUIRED, .help = text}
static const struct json_field clicks_fields[] = {
    COUNT(human, "People, each once a day."),
    COUNT(bot, "Programs."),
    COUNT(preview, "Link previews, prefetching and HEAD requests."),
    COUNT(self, "The member's own device."),
    COUNT(repeat, "The same visitor again on the same day."),
    {0}};
const struct json_shape clicks_shape = {"clicks", sizeof(struct clicks_out), clicks_fields};

static const struct json_field post_fields[] = {
    {.name = "id", .type = JSON_T_ID, .off = offsetof(struct share_post_out, id), .flags = JSON_REQUIRED},
    {.name = "title", .type = JSON_T_STR, .off = offsetof(struct share_post_out, title), .flags = JSON_REQUIRED,
     .help = "Empty when the post was deleted."},
    {.name = "image_url", .type = JSON_T_STR, .off = offsetof(struct share_post_out, image_url),
     .flags = JSON_REQUIRED | JSON_NULLABLE},
    {0}};
static const struct json_shape post_ref = {"share_post", sizeof(struct share_post_out), post_fields};

#define AT(member) offsetof(struct share_out, member)
#define TEXT(member, more, text)                                                                                       \
    {.name = #member, .type = JSON_T_STR, .off = AT(member), .flags = JSON_REQUIRED | (more), .help = text}
#define TIME(member, text)                                                                                             \
    {.name = #member, .type = JSON_T_TIME, .off = AT(member), .flags = JSON_REQUIRED | JSON_NULLABLE,                   \
     .has = JSON_HAS(share_out, has_##member), .help = text}
static const struct json_field share_fields[] = {
    {.name = "id", .type = JSON_T_ID, .off = AT(id), .flags = JSON_REQUIRED},
    {.name = "post", .type = JSON_T_OBJ, .off = AT(post), .flags = JSON_REQUIRED, .sub = &post_ref},
    TEXT(network, 0, NULL),
    {.name = "action", .type = JSON_T_ENUM, .off = AT(action), .flags = JSON_REQUIRED, .values = share_actions},
    {.name = "mode", .type = JSON_T_ENUM, .off = AT(mode), .flags = JSON_REQUIRED, .values = share_modes},
    {.name = "status", .type = JSON_T_ENUM, .off = AT(status), .flags = JSON_REQUIRED, .values = statuses},
    {.name = "evidence", .type = JSON_T_ENUM, .off = AT(evidence), .flags = JSON_REQUIRED, .values = evidences,
     .help = "opened: the network's page was opened; declared: the member says it is published; verified: a human came "
             "through the link."},
    TEXT(language, 0, "Of the text, BCP 47."),
    TEXT(text, 0, "The member's own words; forgotten after a year."),
    TEXT(final_text, 0, "Disclosure, words and link, as handed over; forgotten after a year."),
    TEXT(disclosure, 0, NULL),
    {.name = "own_words", .type = JSON_T_BOOL, .off = AT(own_words), .flags = JSON_REQUIRED},
    {.name = "band", .type = JSON_T_ENUM, .off = AT(band), .flags = JSON_REQUIRED, .values = bands,
     .help = "How near the words were to ready texts and colleagues': yours, near, or echo, which earns nothing."},
    {.name = "takes_url", .type = JSON_T_BOOL, .off = AT(takes_url), .flags = JSON_REQUIRED,
     .help = "What is published there has an address that can be declared."},
    TEXT(link, 0, "The tracked link of this share."),
    TEXT(intent_url, JSON_NULLABLE, "Opens the network's composer, while the share is open; null where there is none."),
    {.name = "created_at", .type = JSON_T_TIME, .off = AT(created_at), .flags = JSON_REQUIRED},
    TIME(declared_at, NULL),
    TIME(verified_at, NULL),
    TIME(retracted_at, NULL),
    TEXT(declared_url, JSON_NULLABLE, "Where the member says it stands."),
    TIME(due_at, "When it goes out through the linked account; null: by the member's own hand."),
    TEXT(remote_url, JSON_NULLABLE, "Where it stands, as the network said."),
    TEXT(fault, JSON_NULLABLE, "Why it waits or did not go out: retry, unsure, reauth, scope, policy, invalid, gone (in the network's answer), "
                               "missed (the server was not running), post (it may not be shared any more), disconnected, withdrawn (its member did not take part any more), not_removed."),
    TEXT(fault_text, JSON_NULLABLE, "In the network's words."),
    {.name = "clicks", .type = JSON_T_OBJ, .off = AT(clicks), .flags = JSON_REQUIRED, .sub = &clicks_shape},
    {.name = "points", .type = JSON_T_I64, .off = AT(points), .flags = JSON_REQUIRED, .help = "Earned by it so far."},
    {0}};
const struct json_shape share_shape = {"share", sizeof(struct share_out), share_fields};

void share_out_fill(const struct share_view *v, struct share_out *ret) {
    const struct share *s = &v->share;
    *ret = (struct share_out){
        .id = s->id, .post = {s->post, v->post_title, v->post_image}, .network = s->network, .action = s->action,
        .mode = s->mode, .status = s->status, .evidence = s->evidence, .language = s->language, .text = s->own_text,
        .final_text = s->final_text, .disclosure = s->disclosure, .own_words = s->own_words, .band = s->band, .link = v->link_url,
        .intent_url = v->intent_url, .takes_url = v->takes_url, .declared_url = s->declared_url, .created_at = s->created_at,
        .declared_at = s->declared_at, .has_declared_at = s->declared_at != 0, .verified_at = s->verified_at,
        .has_verified_at = s->verified_at != 0, .retracted_at = s->retracted_at,
        .has_retracted_at = s->retracted_at != 0, .due_at = s->due_at, .has_due_at = s->due_at != 0, .remote_url = v->remote_url,
        .fault = v->fault, .fault_text = v->fault_text, .clicks = {v->human, v->bot, v->preview, v->self, v->repeat},
        .points = v->points};
}
