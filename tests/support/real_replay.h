/*
 * The one book on recorded days: the live engine, what the book wants (run/book_now.h) and an
 * account whose orders fill at once. Each day at its close the legs of the program, in slices as a
 * TWAP has them, and hedges whenever the desk would send one; each hour funding, the passes and
 * the hedge. Nothing of a decision is made here. What must hold is checked at every step and a
 * breach is kept in words. Deterministic; one thread.
 */
#ifndef RV_TESTS_REAL_REPLAY_H
#define RV_TESTS_REAL_REPLAY_H

#include "config/load.h"
#include "tests/support/real_account.h"

enum { REAL_BREACH = 240, REAL_SLICES = 10 };

typedef struct real_params {
	int64_t start_ms; /* 00:00 of the first day; its program is of its close */
	int days, warm;	  /* traded; before them the book only looks on */
	double nav;	  /* USD at the start */
	bool trace, legs; /* a line a day, a line a coin on stdout */
} real_params;

/* Sums over the traded days. */
typedef struct real_tally {
	int days, programs, dry; /* programs with a leg; days on which the book said nothing */
	size_t legs, additions, reductions, urgent, crossings, deferred, skipped;
	size_t hedges_program, hedges_hour, hedges_small, hedges_unknown;
	double program_usd, hedge_usd; /* traded with the venue */
	double want_usd, cross_usd;    /* of the programs' legs: each sub-book's change; crossed */
	size_t alone_orders;	       /* each sub-book by itself, every change that can be sent */
	double alone_usd;
	double sub_gross, book_gross, book_net, book_net_most; /* of NAV, at the day's first hour */
	size_t held_most;				       /* coins */
	double g, g_least, g_most;
	size_t bound[RV_NET_BOUND_N];
	double sub_usd[RV_SUB_N];			 /* changes in the programs */
	size_t sub_days[RV_SUB_N], known_days[RV_SUB_N]; /* it holds something; it has votes */
	double sub_want[RV_SUB_H];			 /* gross of its votes, of NAV */
	double sub_hold[RV_SUB_N];			 /* gross, of NAV */
	double profit[RV_SUB_N], fees, funding, nav, nav_least, drawdown;
	size_t loss_days; /* worse than the desk's limit of a day's loss */
	size_t turns;	  /* coins whose net position turned over in a program */
	size_t checks, breaches;
	char breach[REAL_BREACH]; /* the first */
} real_tally;

/* m: opened for warm days before start to days after; it is fed here. cfg: its NAV is p's. */
void real_replay(const real_params *p, const rv_config *cfg, real_market *m, real_tally *out);

#endif
