/* log.h: one logfmt line an event, on stderr.
 *
 * Values are escaped. Never pass a token, a post's text, a member, a session or an address: the program log must not
 * show who does what (decisions 17). base, db and json log at debug level only; the edge and the job runner do more. */
#ifndef PV_BASE_LOG_H
#define PV_BASE_LOG_H

#include "base/str.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

void log_set_level(enum log_level level);
/* `msg` is a fixed text; `fmt` makes the rest of the line, as `key=value` pairs already in logfmt; "" for none. */
void log_line(enum log_level level, const char *msg, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
#define log_debug(msg, ...) log_line(LOG_DEBUG, (msg), __VA_ARGS__)
#define log_info(msg, ...) log_line(LOG_INFO, (msg), __VA_ARGS__)
#define log_warn(msg, ...) log_line(LOG_WARN, (msg), __VA_ARGS__)
#define log_error(msg, ...) log_line(LOG_ERROR, (msg), __VA_ARGS__)

#endif
