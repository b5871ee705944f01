/* main.c: the commands of the program. Each lives in a cmd_*.c of its own and says what it does with --help. */
#include "cmd_list.h"

#include "base/heap.h"
#include "base/rnd.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

struct command {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *help;
};

static const struct command commands[] = {
    {"serve", cmd_serve, "serve the API and the web app, and do the background work"},
    {"company", cmd_company_main, "create a company without a browser"},
    {"member", cmd_member, "import members, set a password"},
    {"demo", cmd_demo, "build a believable demo company"},
    {"db", cmd_db, "migrate or check the database"},
    {"backup", cmd_backup, "copy everything into one folder, while in use"},
    {"restore", cmd_restore, "put a backup into an empty data folder"},
    {"audit", cmd_audit, "verify: derive every balance again"},
    {"feed", cmd_feed, "parse a feed file"},
    {"page", cmd_page, "parse a web page: what its link preview shows"},
    {"search", cmd_search, "rebuild: write the words of all posts anew"},
    {"text", cmd_text_length, "length: count text as a network does"},
    {"url", cmd_url_check, "check: what the outbound guard says"},
    {"doctor", cmd_doctor, "say how the installation is"},
    {"features", cmd_features, "print what a company may switch off"},
    {"routes", cmd_routes, "print every HTTP route; --audit: role x route"},
    {"openapi", cmd_openapi, "print the OpenAPI document"},
    {"disclosures", cmd_disclosures, "print every wording of who speaks"},
    {"settings", cmd_settings, "print the settings with the values in force"},
};

static void usage(FILE *out) {
    fputs("usage: portevoix COMMAND [arguments] [settings]\n\n", out);
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        fprintf(out, "  %-11s %s\n", commands[i].name, commands[i].help);
    }
    fputs("\n`portevoix COMMAND --help` says more.\n", out);
}

int main(int argc, char **argv) {
    signal(SIGPIPE, SIG_IGN);
    heap_start();
    rnd_init();
    if (argc < 2) {
        usage(stderr);
        return 2;
    }
    if (strcmp(argv[1], "--version") == 0) {
        puts("portevoix " PV_VERSION);
        return 0;
    }
    if (strcmp(argv[1], "--help") == 0) {
        usage(stdout);
        return 0;
    }
    if (strcmp(argv[1], "image-worker") == 0) {
        return cmd_image_worker(argc - 1, argv + 1);
    }
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        if (strcmp(argv[1], commands[i].name) == 0) {
            return commands[i].run(argc - 1, argv + 1);
        }
    }
    fprintf(stderr, "portevoix: no such command: %s\n", argv[1]);
    usage(stderr);
    return 2;
}
