/*
 * Risk-off: a sudden rise of the average correlation, or a market without direction, stops new
 * entries until both have been clear for some days. A pure state machine; any thread.
 * Formulas: docs/formulas.md#risk-off.
 */
#ifndef RV_REGIME_RISK_OFF_H
#define RV_REGIME_RISK_OFF_H

#include <stdbool.h>
#include <stddef.h>

typedef struct rv_risk_off_params {
	double jump, level; /* rise in a day above jump with a level above level: .10 .25 */
	double breadth;	    /* share of coins with |CM| below the least, above this: .60 */
	int release;	    /* clear days in a row: 3 */
} rv_risk_off_params;

typedef struct rv_risk_off_day {
	double avg_corr, avg_corr_before; /* NaN unknown */
	double breadth;			  /* NaN unknown */
} rv_risk_off_day;

typedef struct rv_risk_off {
	bool active;
	bool jump, breadth; /* triggers met today */
	int clear_days;	    /* in a row, counted up to release; 0 on a day with a trigger */
} rv_risk_off;

/*
 * The state after one more day. A trigger whose numbers are unknown is not met; a day on which both
 * are unknown is neither clear nor a trigger, and it breaks a row of clear days.
 */
rv_risk_off rv_risk_off_step(const rv_risk_off_params *p, rv_risk_off before,
			     const rv_risk_off_day *day);

/* Share of the finite values with |x| < least; NaN when fewer than min_n are finite. */
double rv_flat_share(const double *x, size_t n, double least, size_t min_n);

#endif
