/*
 * How a console was left, as JSON (console.json in the state folder): words and numbers of
 * tui/remember.h. Any thread; reading and writing the file is the caller's.
 */
#ifndef RV_APP_CONSOLE_STATE_H
#define RV_APP_CONSOLE_STATE_H

#include "engine/base/status.h"
#include "tui/remember.h"

#include <stddef.h>

enum { RV_CONSOLE_STATE_VERSION = 1, RV_CONSOLE_STATE_MOST = 64 * 1024 };

/* *text is malloc'd. Where the layout is not to be remembered only the settings
 * are written. RV_ENOMEM. */
RV_NODISCARD rv_status rv_console_state_text(const rv_remembered *r, char **text);

/*
 * RV_EPARSE: no such text, or one that is damaged; RV_EDATA: of another version of the program.
 * One line in err; *out is then untouched. What is not in the text is as new; other keys are passed
 * over.
 */
RV_NODISCARD rv_status rv_console_state_parse(const char *text, size_t n, rv_remembered *out,
					      rv_err *err);

#endif
