/*
 * A Sharpe ratio that is worth something: with the number of trials it is the best of, what trading
 * was taken to cost, and where the universe of a date came from. The number is handed out by two
 * functions only, and both refuse when one of these is missing. Pure; any thread.
 */
#ifndef RV_RESEARCH_SHARPE_H
#define RV_RESEARCH_SHARPE_H

#include "engine/research/result.h"

enum { RV_SHARPE_TEXT = 640 };

typedef struct rv_bt_sharpe {
	double annual_;	      /* read by rv_bt_sharpe_annual and _text alone */
	double level, lo, hi; /* .95 interval of it, block bootstrap; NaN unknown */
	double psr,
		dsr;   /* probability that the true ratio is above 0, above the luck of the best of
			  N */
	size_t days;   /* behind it */
	bool oos;      /* days that no parameter was chosen on */
	size_t trials; /* N; 0: nobody said */
	char costs[RV_BT_TEXT];	   /* of rv_bt_costs_text; "" nobody said */
	char universe[RV_BT_TEXT]; /* of the result; "" nobody said */
} rv_bt_sharpe;

/*
 * Costs in words: "taker 5 bp, slippage 5 bp growing with the share of ADV over 0.1, least order 10
 * USD", "NO COSTS" when none are taken. "" when a value is NaN or negative or all are 0, as in a
 * structure that nobody filled in.
 */
void rv_bt_costs_text(const rv_bt_costs *c, char out[RV_BT_TEXT]);

/* RV_EINVAL: trials, costs or universe missing; *out is NaN then. An unknown ratio is RV_OK and
 * NaN. */
RV_NODISCARD rv_status rv_bt_sharpe_annual(const rv_bt_sharpe *s, double *out, rv_err *err);

/*
 * One line with all of it. RV_EINVAL as above; RV_ERANGE: size (RV_SHARPE_TEXT is enough) too
 * small. out is "" then, never a part.
 */
RV_NODISCARD rv_status rv_bt_sharpe_text(const rv_bt_sharpe *s, char *out, size_t size,
					 rv_err *err);

#endif
