/*
 * To what a ticket is reduced: "2.5" (coins), "50%", "@136.50" (a more passive limit). Never
 * larger, never less passive. Pure. UI thread.
 */
#ifndef RV_TUI_REDUCE_H
#define RV_TUI_REDUCE_H

#include "tui/command_line.h"

/* Fills lots or px of *out on RV_OK; RV_EPARSE fills err. */
RV_NODISCARD rv_status rv_reduce_parse(const char *text, const rv_tv_ticket *t, rv_command *out,
				       rv_line_error *err);

#endif
