/*
 * The stat-arb factors of every date of a long frame: the model, the signals, the masks and the
 * sums of the ridge are made once, by the code of rv_idio_run; a date then costs its ridge, its
 * masks and its hedge betas.
 *
 * What a date says is what rv_idio_run says over the bars that end there, but for rounding: sliding
 * sums begin their blocks at the first bar of the frame instead of 286 bars before the date, and
 * returns of BTC and ETH are shifted by 0 instead of by their mean. Masks, counts and everything
 * that is not a sum are the same to the bit. Nothing after a date has a part in any bit of it.
 * docs/formulas.md#factor-model. Owner: one thread per object; allocates in new and twin only.
 */
#ifndef RV_FACTORS_STAT_ARB_RANGE_H
#define RV_FACTORS_STAT_ARB_RANGE_H

#include "engine/factors/stat_arb.h"

typedef struct rv_idio_range rv_idio_range;

/*
 * whole: every bar that will be asked for, borrowed; so are the two sets of parameters. RV_EINVAL:
 * parameters out of range.
 */
RV_NODISCARD rv_status rv_idio_range_new(const rv_idio_params *p, const rv_universe_params *up,
					 const rv_frame *whole, rv_idio_range **out);
/* Another one over the same numbers, for another thread; freed before `first`. */
RV_NODISCARD rv_status rv_idio_range_twin(const rv_idio_range *first, rv_idio_range **out);
void rv_idio_range_free(rv_idio_range *r);

/*
 * What rv_idio_run would say of the newest bar of the first `bars` of the frame. Indices are those
 * of the whole frame: a coin without a bar so far is there and not active. days: of the ridge, 0 =
 * ridge_days. Hedge betas are of active coins only, and what only screens read of a coin (used_*,
 * ema_*, sma, log_return) stays NaN. RV_ERANGE: no such bar.
 */
RV_NODISCARD rv_status rv_idio_range_at(rv_idio_range *r, size_t bars, size_t days,
					const double previous[RV_IDIO_N], rv_idio_result *out);

/* After that: the frame that ends there, and the residuals of it; what rv_stat_arb_book_day reads.
 * Before the first one a frame of all coins and no bar. */
const rv_frame *rv_idio_range_frame(const rv_idio_range *r);
const rv_idio *rv_idio_range_idio(const rv_idio_range *r);

#endif
