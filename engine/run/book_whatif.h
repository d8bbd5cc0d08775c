/*
 * The hedge of the account as it is and of another one, by the real book on copies of its state.
 * Nothing of b changes. Engine thread.
 */
#ifndef RV_RUN_BOOK_WHATIF_H
#define RV_RUN_BOOK_WHATIF_H

#include "engine/run/book_now.h"
#include "engine/run/whatif_view.h"

/*
 * in: as for rv_book_now_run; with: the same coins with other holdings. Writes what is of the hedge
 * in both sides. Allocates: RV_ENOMEM; else errors of rv_book_now_run.
 */
RV_NODISCARD rv_status rv_book_whatif(const rv_book_now *b, const rv_book_input *in,
				      const rv_book_coin *with, rv_whatif_side *before,
				      rv_whatif_side *after);

#endif
