/*
 * The desk as plain lines, for a terminal without cursor motion, a screen reader or a log.
 * One line a period, alerts as lines of their own when they come and go. Owner: UI thread.
 */
#ifndef RV_TUI_PLAIN_H
#define RV_TUI_PLAIN_H

#include "engine/base/status.h"
#include "engine/run/pub.h"
#include "tui/link.h"

#include <signal.h>
#include <stdio.h>

enum { RV_PLAIN_TEXT = 400 };

/*
 * One line without newline: clock, environment, feed state and age of the newest price, as-of bar,
 * how many are scored, the three strongest and weakest, the spreads. Unknown is `--`; scores of a
 * silent feed keep their bar, prices are not shown. now_mono_ms as in rv_desk_update; link as in
 * rv_desk_set_link, NULL: the desk is in this process.
 */
const char *rv_plain_line(const rv_view *v, const rv_link *link, int64_t now_mono_ms,
			  char buf[RV_PLAIN_TEXT]);

/*
 * Prints to out every period_ms until *stop is non-zero. link NULL: the desk is in this process.
 * RV_EIO when out cannot be written.
 */
RV_NODISCARD rv_status rv_plain_run(FILE *out, rv_pub *pub, rv_link_now link, void *link_ctx,
				    int period_ms, const volatile sig_atomic_t *stop, rv_err *err);

#endif
