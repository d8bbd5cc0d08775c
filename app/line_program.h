/* What `rvdesk serve --stdin` says of a program. Pure. Any thread. */
#ifndef RV_APP_LINE_PROGRAM_H
#define RV_APP_LINE_PROGRAM_H

#include "engine/desk/trade_view.h"

/*
 * In one line: "p4 projected READY version=3 legs=12 ready=11 excluded=1 gross=8543.21 net=1003.02
 * filled=0 left_s=71 digest=875ea6f9: reason". Amounts in USD ("--" unknown), filled in percent,
 * left_s until its quote is over or, once it is granted, its mandates are.
 */
enum { RV_LINE_PROGRAM_TEXT = 384 };
const char *rv_line_program_text(const rv_tv_program *p, int64_t now_utc_ms,
				 char out[RV_LINE_PROGRAM_TEXT]);

#endif
