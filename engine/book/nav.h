/*
 * Net asset value in units: what is paid in or out changes the number of units, never the value of
 * one, so that returns, drawdowns and the day's loss are of trading alone. The account has units of
 * its equity; a sub-book has an index of what it earned on the equity it was given.
 *
 * Values are doubles; a value starts at 1. Zeroed structs have not begun. NaN = unknown: it changes
 * nothing and is told as NaN. Plain data, all of it to be kept across restarts; any thread, one
 * owner. docs/book.md, "NAV and units".
 */
#ifndef RV_BOOK_NAV_H
#define RV_BOOK_NAV_H

#include "engine/book/subbook.h"
#include "engine/portfolio/stops.h"

typedef struct rv_unit {
	double value; /* of one unit; 0: not begun */
	double peak;  /* highest value */
	double day;   /* value when the day began */
} rv_unit;

double rv_unit_drawdown(const rv_unit *u);   /* 1 - value / peak; NaN not begun */
double rv_unit_day_return(const rv_unit *u); /* value / day - 1; NaN not begun */
void rv_unit_new_day(rv_unit *u);	     /* the value of now is that of its beginning */

/* ---- the account ---- */

typedef struct rv_nav {
	rv_unit unit;
	double units;
	double usd; /* newest equity that was taken, with the flows since */
} rv_nav;

/* Equity in USD. The first one makes as many units of value 1. Nothing changes when it is not
 * finite, and nothing begins at or below 0. */
void rv_nav_mark(rv_nav *n, double usd);

/*
 * Paid in (> 0) or out. counted: the newest equity taken holds it already. RV_EINVAL: not finite;
 * RV_ENOENT: not begun; RV_EDATA: without the flow there is nothing left to make units of (begin
 * anew with a zeroed struct). All paid out leaves no units, and their value as it was for the next
 * that is paid in.
 */
RV_NODISCARD rv_status rv_nav_flow(rv_nav *n, double usd, bool counted);

/*
 * Whether this equity is the newest one plus what the ledgers say was earned since, within a share
 * `most` of it. If not, money has moved of which no event has come yet (or positions differ): ask
 * first, and take the equity when it is explained or when asking has found nothing. NaN: false.
 */
bool rv_nav_explains(const rv_nav *n, double usd, double earned_usd, double most);

/* ---- a sub-book ---- */

typedef struct rv_sub_nav {
	rv_unit unit;
	double equity_usd;   /* newest E_s > 0; 0 none yet */
	double trial_peak;   /* highest value since its licence last changed */
	rv_drawdown circuit; /* has a peak of its own, which only rv_sub_nav_anew resets */
} rv_sub_nav;

typedef struct rv_sub_nav_params {
	double cut, resume, factor; /* .08, .04, .5: over cut, until at or below resume */
	double demote_times;	    /* 1.5 of the backtest's drawdown */
} rv_sub_nav_params;

rv_sub_nav_params rv_sub_nav_defaults(void);
/* 0 < resume <= cut < 1, 0 <= factor <= 1, demote_times > 0, or RV_EINVAL with the reason. */
RV_NODISCARD rv_status rv_sub_nav_check(const rv_sub_nav_params *p, rv_err *err);

/*
 * What it earned in USD since the last step, on the equity it had then; E_s not > 0 (no licence, no
 * NAV): on the newest that was. RV_EINVAL: earned is not finite; RV_ENOENT: never had equity. The
 * value falls to 0 at most, and stays there until rv_sub_nav_anew.
 */
RV_NODISCARD rv_status rv_sub_nav_earn(rv_sub_nav *n, double earned_usd, double equity_usd);

/* R9: how much of its size it may have, and whether to cut what it holds, now and this once. */
rv_drawdown_order rv_sub_nav_circuit(rv_sub_nav *n, const rv_sub_nav_params *p);

/*
 * R2: whether its drawdown since its licence last changed is beyond demote_times x what its
 * backtest stayed within 95 times in 100 (a share, .12). NaN or not > 0: not known, no.
 */
bool rv_sub_nav_demotes(const rv_sub_nav *n, const rv_sub_nav_params *p, double backtest_p95);
/* Its licence has changed, up or down: what comes is measured from here. */
void rv_sub_nav_trial(rv_sub_nav *n);
/* Its record begins anew: value 1, no drawdown, the circuit released. So does a person's promotion
 * out of SHADOW. */
void rv_sub_nav_anew(rv_sub_nav *n);

#endif
