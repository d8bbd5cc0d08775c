/*
 * What a strategy of a backtest may read: a daily panel as it was known at one close.
 *
 * A cursor stands at a column. Everything is asked of it in bars before that column, coins that had
 * no bar by then do not exist in it, and an instant after it is refused: the answer is NaN and the
 * refusal is counted, which ends the run with an error. Coins are 0 .. coins - 1 in name order;
 * the same coin has another index when others have been listed, so names are what is kept.
 *
 * -DRVDESK_LEAK makes every cursor see one bar more than it may, so that the tests of honesty can
 * prove that they would notice. Never in a build that anybody uses.
 *
 * The panel is shared and not changed while there are cursors; one cursor, one thread. Allocates in
 * new, rv_cursor_frame and rv_cursor_seek never. docs/backtest.md.
 */
#ifndef RV_RESEARCH_CURSOR_H
#define RV_RESEARCH_CURSOR_H

#include "engine/factors/stat_arb_range.h"
#include "engine/run/step.h"

#ifdef RVDESK_LEAK
enum { RV_CURSOR_LEAK = 1 };
#else
enum { RV_CURSOR_LEAK = 0 };
#endif

typedef struct rv_cursor rv_cursor;

/* daily: a 1d panel, longer-lived than the cursor. At its first column. RV_EINVAL, RV_ENOMEM. */
RV_NODISCARD rv_status rv_cursor_new(const rv_panel *daily, rv_cursor **out);
/* Another one of the same panel, for another thread, at its first column; freed before `first`,
 * whose returns it shares. */
RV_NODISCARD rv_status rv_cursor_twin(const rv_cursor *first, rv_cursor **out);
void rv_cursor_free(rv_cursor *c);
/* Stands at a column of the panel: the run's alone, a strategy has a const cursor. RV_ERANGE. */
RV_NODISCARD rv_status rv_cursor_seek(rv_cursor *c, size_t col);

int64_t rv_cursor_close_ms(const rv_cursor *c); /* of the newest bar that it knows */
size_t rv_cursor_bars(const rv_cursor *c);	/* that are known, the newest one included */
size_t rv_cursor_coins(const rv_cursor *c);
const char *rv_cursor_name(const rv_cursor *c, size_t coin);
/* By exact name; SIZE_MAX: not listed by now. */
size_t rv_cursor_find(const rv_cursor *c, const char *name);
rv_instrument_kind rv_cursor_kind(const rv_cursor *c, size_t coin);

/* `ago` bars before the newest; NaN missing, or before the history begins. */
double rv_cursor_value(const rv_cursor *c, rv_panel_field f, size_t coin, size_t ago);
/* The newest n values, oldest first, NaN where there is no history. */
void rv_cursor_window(const rv_cursor *c, rv_panel_field f, size_t coin, size_t n, double *out);
/* Of the bar that opens at an instant. Later than the newest known bar: refused. */
double rv_cursor_value_at(const rv_cursor *c, rv_panel_field f, size_t coin, int64_t open_ms);
/* How often something later was asked for, since new. */
size_t rv_cursor_refused(const rv_cursor *c);

/* Median of the known USD volumes of the newest `days` bars; NaN: not more than half are known. */
double rv_cursor_volume_usd(const rv_cursor *c, size_t coin, size_t days);

/*
 * The frame that live modules read, filled as the live engine's pass at this close fills it.
 * RV_EINVAL: more coins than the frame has room for.
 */
RV_NODISCARD rv_status rv_cursor_frame(const rv_cursor *c, rv_frame *frame);
/*
 * The stat-arb factors of all bars of the panel, made once: for whoever asks for many closes. A
 * cursor answers for what it knows; the parameters are borrowed. Statuses of rv_idio_range_new.
 */
RV_NODISCARD rv_status rv_cursor_range(const rv_cursor *c, const rv_idio_params *p,
				       const rv_universe_params *up, rv_idio_range **out);
/* rv_idio_range_at `ago` bars before the newest that this cursor knows; as a frame does, of the
 * last day at which any coin had a bar. RV_ERANGE: there is none. */
RV_NODISCARD rv_status rv_cursor_range_at(const rv_cursor *c, rv_idio_range *r, size_t ago,
					  size_t days, const double previous[RV_IDIO_N],
					  rv_idio_result *out);
/*
 * One scoring pass as the live engine would have run it at this close. in: what else it reads
 * (modules, s5, ...); its panels and its instant are the cursor's, daily bars for the signal too
 * unless in has a panel for it (of whoever drives the strategy: bars known by then, and no others).
 */
RV_NODISCARD rv_status rv_cursor_pass(const rv_cursor *c, rv_step *step, const rv_step_input *in,
				      rv_step_result *out);

#endif
