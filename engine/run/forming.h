/*
 * The bar that is still open, coin by coin: what the factor model and its signals would say if the
 * day closed at this price. The streaming twin of engine/factors/stat_arb: loaded from a batch pass
 * over closed bars, asked with each new price; what it gives for the last price of a day is what
 * the batch gives for that day, to 1e-10. Published values are always the batch's; this is for the
 * eye.
 *
 * Not twinned: carry (funding of an open day is not known) and the shrunk hedge betas.
 * Index i is the daily frame's at load. Owner: engine thread. Allocates in new only.
 * Formulas: docs/formulas.md#streaming.
 */
#ifndef RV_RUN_FORMING_H
#define RV_RUN_FORMING_H

#include "engine/factors/stat_arb.h"
#include "engine/market/frame.h"

enum { RV_FORMING_SIGNALS = RV_IDIO_MEAN_REVERSION + 1 };

/* NaN = unknown. */
typedef struct rv_forming_coin {
	double log_return; /* of the open bar so far */
	double beta_btc, beta_eth;
	double residual, idio_vol, residual_z;
	/* by RV_IDIO_MOMENTUM and RV_IDIO_MEAN_REVERSION; signal is the cross-section z, clipped */
	double signal_raw[RV_FORMING_SIGNALS], signal[RV_FORMING_SIGNALS];
} rv_forming_coin;

typedef struct rv_forming rv_forming;

RV_NODISCARD rv_status rv_forming_new(size_t max_symbols, const rv_idio_params *p,
				      rv_forming **out);
void rv_forming_free(rv_forming *f);

/* Takes the state after the frame's last bar from a batch pass of the same parameters. */
void rv_forming_load(rv_forming *f, const rv_frame *daily, const rv_idio *idio,
		     const rv_idio_result *r);
/* A bar has closed: rolls every window. price [n] its closes, NaN = no bar. */
void rv_forming_roll(rv_forming *f, const double *price);
/* The open bar at price [n], NaN = no quote; out [n]. Does not change the windows. */
void rv_forming_run(rv_forming *f, const double *price, rv_forming_coin *out);

size_t rv_forming_coins(const rv_forming *f);

#endif
