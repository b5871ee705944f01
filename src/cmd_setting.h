/* cmd_setting.h: the parts of `company` that read and change its settings. */
#ifndef PV_CMD_SETTING_H
#define PV_CMD_SETTING_H

int company_setting_cmd(int argc, char **argv);
int company_settings_cmd(int argc, char **argv);

#endif
