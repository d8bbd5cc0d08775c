/*
 * The console: a terminal, a desk and a publication. Runs on the calling (UI) thread until the
 * operator quits or *stop becomes non-zero; restores the terminal on every way out.
 */
#ifndef RV_TUI_CONSOLE_H
#define RV_TUI_CONSOLE_H

#include "engine/base/status.h"
#include "engine/run/pub.h"
#include "tui/files.h"
#include "tui/link.h"
#include "tui/outbox.h"
#include "tui/past.h"

#include <signal.h>
#include <stdbool.h>

typedef struct rv_console_params {
	bool ascii;	    /* -U: 7-bit characters */
	bool mono;	    /* -C or NO_COLOR */
	const char *theme;  /* "dark" (also NULL), "light", "colour-blind" */
	const char *updown; /* "green-red", "red-green", "blue-orange"; NULL: the theme's own */
	int refresh_ms; /* at first, least time between frames without a key, 250 .. 5000; default
			 * 250
			 */
	rv_link_now
		link; /* the desk is another process, and the way there is so; NULL: it is not */
	void *link_ctx;
	const rv_remembered *recall; /* as it was left last time, with the looks and the refresh of
					above in its prefs; NULL: as new */
	rv_files files;		     /* whoever writes what is to be kept or exported; may be {0} */
	rv_past_way past;	     /* the desk's past; ask NULL (default): there is none */
	rv_sender sender;   /* where commands go; sink NULL (default): the console is read-only */
	bool *quit_cancels; /* set on return: the operator wants our orders cancelled; may be NULL
			     */
} rv_console_params;

void rv_console_params_default(rv_console_params *p);

/*
 * stop: set by the caller's signal handler, which TERM, INT and HUP still reach. RV_OK when the
 * operator quit, a signal said so or the terminal went away; RV_EIO when no usable terminal exists
 * (err says why); RV_EUSAGE for a theme that does not exist; RV_ERANGE for refresh_ms.
 */
RV_NODISCARD rv_status rv_console_run(const rv_console_params *p, rv_pub *pub,
				      const volatile sig_atomic_t *stop, rv_err *err);

#endif
