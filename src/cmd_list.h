/* cmd_list.h: the commands that main.c dispatches to; argv[0] is the command's name. */
#ifndef PV_CMD_LIST_H
#define PV_CMD_LIST_H

int cmd_serve(int argc, char **argv);
int cmd_company_main(int argc, char **argv);
int cmd_member(int argc, char **argv);
int cmd_demo(int argc, char **argv);
int cmd_db(int argc, char **argv);
int cmd_backup(int argc, char **argv);
int cmd_restore(int argc, char **argv);
int cmd_audit(int argc, char **argv);
int cmd_feed(int argc, char **argv);
int cmd_image_worker(int argc, char **argv);
int cmd_page(int argc, char **argv);
int cmd_text_length(int argc, char **argv);
int cmd_url_check(int argc, char **argv);
int cmd_search(int argc, char **argv);
int cmd_doctor(int argc, char **argv);
int cmd_features(int argc, char **argv);
int cmd_routes(int argc, char **argv);
int cmd_openapi(int argc, char **argv);
int cmd_disclosures(int argc, char **argv);
int cmd_settings(int argc, char **argv);

#endif
