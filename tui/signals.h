/*
 * Signals that the console answers, as something that poll() can wait for.
 *
 * TERM, INT, HUP, TSTP, CONT and WINCH are noted by a handler that sets a flag and writes to a
 * pipe, so that a signal wakes the UI thread whichever thread the kernel gives it to. A handler
 * that was there before (the program's own stop flag) is called too; a signal that was ignored
 * (nohup) stays ignored. One per process. Owner: UI thread.
 */
#ifndef RV_TUI_SIGNALS_H
#define RV_TUI_SIGNALS_H

#include "engine/base/status.h"

RV_NODISCARD rv_status rv_signals_install(rv_err *err);
/* Puts back the handlers found. Harmless if nothing is installed. */
void rv_signals_restore(void);

int rv_signals_fd(void); /* readable when a signal came */
/* Empties the pipe; call before rv_signals_next. */
void rv_signals_drain(void);
/* A signal that came since it was last returned, or 0. */
int rv_signals_next(void);
/* Stops the process as Ctrl-Z does; returns when it is continued, with that CONT forgotten. */
void rv_signals_stop_self(void);

#endif
