/* The book's delta to both factors now, and with what is left of a program filled. */
#ifndef RV_TUI_PROGRAM_DELTA_H
#define RV_TUI_PROGRAM_DELTA_H

#include "engine/desk/trade_view.h"
#include "engine/run/book_view.h"

enum { RV_DELTA_TEXT = 320 };

/* At the prices and betas of the book; `--` where one of a leg is not known. Returns out. */
const char *rv_program_delta(const rv_book_view *b, const rv_tv_program *p,
			     char out[RV_DELTA_TEXT]);

/* The same of a ticket, with the distances from its target at which each delta is hedged. */
const char *rv_ticket_delta(const rv_book_view *b, const rv_tv_ticket *t, char out[RV_DELTA_TEXT]);

#endif
