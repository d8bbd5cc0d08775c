/*
 * From candidates to weights: risk per position, then every cap in its order. Nothing but the BTC
 * hedge of the residual bucket ever adds; what a cap cuts off becomes cash. Pure; any thread.
 *
 * Caps bind on the gross of a coin, summed over its positions, so that two buckets that offset each
 * other today cannot hide a position that is there when one of them closes. A cut falls on whole
 * positions: both legs of a pair keep their ratio. Formulas: docs/formulas.md#multi-bucket.
 */
#ifndef RV_PORTFOLIO_BUCKET_SIZING_H
#define RV_PORTFOLIO_BUCKET_SIZING_H

#include "engine/portfolio/buckets.h"

enum { RV_SIZING_COINS_MAX = RV_BUCKET_UNIVERSE_MAX + 2 * RV_BUCKET_PAIRS_MAX };
enum { RV_SIZING_POSITIONS_MAX = 3 * RV_BUCKET_UNIVERSE_MAX + RV_BUCKET_PAIRS_MAX };

typedef struct rv_bucket_position {
	rv_bucket bucket;
	size_t coin, hedge_coin; /* coin index; hedge_coin SIZE_MAX but for a pair */
	double side;		 /* +1 long, -1 short, of coin */
	double hedge;		 /* weight of hedge_coin = -hedge * weight of coin */
	double sigma;		 /* annualised, of coin */
	double confidence;	 /* 0 .. 1 */
	double multiplier;	 /* of the bucket */
	double weight;		 /* out: share of NAV in coin, signed; 0 = dropped */
	const char *reason;	 /* out: why it was dropped; static text, NULL */
} rv_bucket_position;

typedef struct rv_sizing_input {
	size_t n_coins;		/* <= RV_SIZING_COINS_MAX */
	const double *adv_usd;	/* [n_coins] NaN unknown: nothing of the coin is bought */
	const double *beta;	/* [n_coins] on the benchmark; read for residual positions */
	const bool *in_cluster; /* [n_coins] */
	size_t benchmark;	/* coin that hedges beta, SIZE_MAX none */
	size_t n_active;	/* positions held already */
	double leverage_factor;
	double drawdown_factor; /* 1 but in a drawdown */
	double avg_corr;	/* read with k_corr */
} rv_sizing_input;

typedef struct rv_sizing_result {
	double gross[RV_BUCKET_N]; /* of the legs; the residual bucket with its hedge */
	double hedge;		   /* weight in the benchmark, in the residual bucket */
	double net_beta;	   /* of the residual bucket with its hedge */
	size_t n_positions;	   /* with a weight */
} rv_sizing_result;

/* Multiplier of a confidence in [0, 1]. */
double rv_bucket_confidence(const rv_bucket_params *p, double confidence);
/* Share of NAV of one of n positions with this annualised volatility, before any multiplier. */
double rv_bucket_base_weight(const rv_bucket_params *p, double sigma, size_t n, double avg_corr);
/* Fills weight and reason of n positions. */
void rv_bucket_size(const rv_bucket_params *p, const rv_sizing_input *in, rv_bucket_position *pos,
		    size_t n, rv_sizing_result *out);

#endif
