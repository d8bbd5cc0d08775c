/*
 * `program`: opens one, or changes and answers it: `program 4 exclude SOL`. The number may be left
 * out while one waits. For tui/command_*.c.
 */
#ifndef RV_TUI_COMMAND_PROGRAM_H
#define RV_TUI_COMMAND_PROGRAM_H

#include "tui/command_verbs.h"

RV_NODISCARD rv_status rv_line_program(const rv_line_in *in, rv_line *out);

/* What the word at place i can be: calls offer with each; words before it are complete. */
void rv_line_program_offer(const rv_words *ws, size_t i, const rv_view *v,
			   void (*offer)(void *ctx, const char *candidate), void *ctx);

#endif
