/*
 * When a position of the multi-bucket portfolio ends: hard and trailing stops, time stop, the exits
 * of each bucket, and the drawdown circuit of the whole book. Pure state machines: the state of a
 * position and one more day in, the next state and a decision out; the caller keeps the state
 * across restarts. An unknown number (NaN) decides nothing. Any thread.
 * Formulas: docs/formulas.md#bucket-stops.
 */
#ifndef RV_PORTFOLIO_STOPS_H
#define RV_PORTFOLIO_STOPS_H

#include "engine/portfolio/buckets.h"

typedef enum rv_exit {
	RV_EXIT_NONE,
	RV_EXIT_HALF,	   /* close one half, once */
	RV_EXIT_TARGET,	   /* what was expected has happened */
	RV_EXIT_HARD_STOP, /* at or beyond the stop of the entry */
	RV_EXIT_TRAILING,  /* at or beyond a stop that has moved */
	RV_EXIT_TIME,
	RV_EXIT_SIGNAL,	  /* the reason for the entry has gone or turned */
	RV_EXIT_BREAKDOWN /* of the pair's correlation, or of the regime that the bucket needs */
} rv_exit;

const char *rv_exit_name(rv_exit e);

/* A stop by price. side is +1 long, -1 short. */
typedef struct rv_stop {
	int side;
	double entry, atr; /* price and ATR at the entry */
	double best;	   /* best close since the entry: highest of a long, lowest of a short */
	double stop;	   /* never loosened; NaN without an ATR: there is no stop */
} rv_stop;

rv_stop rv_stop_open(const rv_bucket_params *p, int side, double entry, double atr);
/* One more close: moves the stop, then says whether the close is at or beyond it. */
rv_stop rv_stop_step(const rv_bucket_params *p, rv_stop before, double close, rv_exit *exit);
/*
 * Within the next bar, by the stop as it stood at the last close: the price at which it fills (the
 * open after a gap), or NaN when it is not reached. adverse = low of a long's bar, high of a
 * short's.
 */
double rv_stop_fill(const rv_stop *s, double open, double adverse);

/* Profit per unit of notional that a time stop measures by. */
double rv_residual_target(double z_entry, double sigma_eps);
double rv_pair_target(const rv_bucket_params *p, double z_entry, double sd_spread, double price_y);
bool rv_time_stop(const rv_bucket_params *p, double days_held, double profit, double target);

/* side is of the coin (of y in a pair); days_held in days. The first reason that holds, in the
 * order of the arguments. */
rv_exit rv_momentum_exit(const rv_bucket_params *p, const rv_bucket_symbol *now);
rv_exit rv_residual_exit(const rv_bucket_params *p, int side, double z_entry, double z_now,
			 double days_held, double profit, double target);
rv_exit rv_mr_exit(const rv_bucket_params *p, int side, double z7, double avg_corr,
		   double days_held);
rv_exit rv_pair_exit(const rv_bucket_params *p, int side, bool half_done, const rv_bucket_pair *now,
		     double days_held, double profit, double target);
/* The close at which Z7 would stand at the target of mean reversion. For display. */
double rv_mr_target_price(double close_before, double mean_m7, double sd_m7, double z);

/* The circuit keeps a peak of its own, which nothing else resets. Zeroed = never seen a NAV. */
typedef struct rv_drawdown {
	double peak;
	bool latched;
} rv_drawdown;

typedef struct rv_drawdown_order {
	double drawdown; /* 1 - NAV / peak */
	double factor;	 /* of the size of entries */
	bool cut;	 /* multiply every position by the factor, now and this once */
} rv_drawdown_order;

rv_drawdown rv_drawdown_step(const rv_bucket_params *p, rv_drawdown before, double nav,
			     rv_drawdown_order *order);

#endif
