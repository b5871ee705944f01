/* cmd_member.h: what the files behind `portevoix member` share. */
#ifndef PV_CMD_MEMBER_H
#define PV_CMD_MEMBER_H

int cmd_member_import(int argc, char **argv);

#endif
