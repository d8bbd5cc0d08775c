/*
 * A sub-book on paper: what its own votes would have earned after costs, whatever its licence. It
 * is the evidence on which a person promotes it.
 *
 * At each daily close the votes (shares of its equity) become its weights. Over the next day it
 * earns, in shares of its equity,
 *
 *     r = sum w (close' / close - 1)  -  sum w F  -  costs of the turnover into w
 *
 * with F the day's funding (long pays +) and costs cost_bps x sum |w - what the day before has
 * drifted to|. A day counts only when both closes of every coin that is held are known; else it is
 * left out and counted as unknown, its turnover is charged to the next that counts, and so are days
 * that nobody saw. Unknown funding is 0, and such days are counted, too. A vote that is unknown, or
 * in a coin without a close, stays where it is. A coin without a close RV_PAPER_GONE times running
 * ends at its last one, at full cost.
 *
 * Plain data, to be kept across restarts as lines of text, from which it goes on to the same bits.
 * Pure, no clock, allocates nothing; one record, one thread. docs/book.md, "On paper".
 */
#ifndef RV_BOOK_PAPER_H
#define RV_BOOK_PAPER_H

#include "engine/book/subbook.h"
#include "engine/market/types.h"
#include "engine/stats/deflated.h"

enum {
	RV_PAPER_LEGS = RV_MAX_SYMBOLS,
	RV_PAPER_GONE = 3,
	RV_PAPER_LINE = 480,
	RV_PAPER_TEXT = 200
};

typedef struct rv_paper_params {
	double cost_bps; /* fee and slippage of a turnover of 1: 5.5, what a leg is reckoned with */
	size_t trials;	 /* among which the record was chosen: 1, it is one decision about one */
	double trial_var;  /* of their ratios a day among each other; not read with one trial */
	size_t least_days; /* fewer have no Sharpe ratio: 20, as a covariance needs */
} rv_paper_params;

rv_paper_params rv_paper_defaults(void);

typedef struct rv_paper_leg {
	char symbol[RV_SYMBOL_MAX];
	double weight; /* share of the sub-book's equity, signed, from close_ms on */
	double close;  /* USD, of close_ms; NaN unknown */
	int missing;   /* closes running that were not known */
} rv_paper_leg;

/* Zeroed: has not begun. */
typedef struct rv_paper {
	int64_t since_ms, close_ms; /* the first and the newest close; 0: not begun */
	double value, peak;	    /* index: 1 at since_ms, and its highest */
	double drawdown;	    /* the deepest from a peak, a share */
	rv_run_moments days;	    /* r of the days that count */
	int64_t unknown,
		unfunded; /* days left out; days that count with a coin's funding unknown */
	int64_t lost;	  /* legs that ended without a close, or found no room */
	double price, funding, cost; /* what r is made of, summed: + is earned */
	double owed;		     /* costs that no day has been charged with */
	size_t n;
	rv_paper_leg legs[RV_PAPER_LEGS]; /* name order, no weight is 0 */
} rv_paper;

typedef struct rv_paper_coin {
	char symbol[RV_SYMBOL_MAX];
	double close;	/* USD, of this close; NaN unknown */
	double funding; /* of the day that it ends, per unit of notional; NaN unknown */
	double vote;	/* share of the sub-book's equity; NaN unknown */
} rv_paper_coin;

/*
 * One more close; coins [n] in name order, whatever is listed. False, nothing changes: not a newer
 * close, or it has not begun and no vote is known.
 */
bool rv_paper_step(rv_paper *p, const rv_paper_params *pp, int64_t close_ms,
		   const rv_paper_coin *coins, size_t n);

/* What a person decides on. NaN unknown; shares, not per cent. */
typedef struct rv_paper_stat {
	int64_t since_ms, close_ms; /* 0: not begun */
	int64_t days, unknown, unfunded, lost;
	int64_t least_days, trials;
	double net;		     /* value - 1: result after costs */
	double price, funding, cost; /* sums of the days: they do not compound */
	double vol;		     /* of a year of 365 days */
	double drawdown;	     /* the deepest */
	double sharpe;		     /* of a year; NaN before least_days */
	double deflated;	     /* probability that it is above luck; NaN before least_days */
} rv_paper_stat;

void rv_paper_stat_of(const rv_paper *p, const rv_paper_params *pp, rv_paper_stat *out);
/* "no evidence yet: 0 days", or days, result, drawdown, ratio and its N in one line. Returns out.
 */
const char *rv_paper_words(const rv_paper_stat *s, char out[RV_PAPER_TEXT]);

/* The record as lines of text, i from 0; false after the last. One that has not begun has none. */
bool rv_paper_line(const rv_paper *p, rv_sub s, size_t i, char out[RV_PAPER_LINE]);
size_t rv_paper_lines(const rv_paper *p);
bool rv_paper_is_line(const char *line);
/* One such line into the records of the strategies, which began zeroed. RV_EPARSE; RV_EEXIST: it is
 * there, or not in name order; RV_EFULL. Nothing changes then. */
RV_NODISCARD rv_status rv_paper_read(rv_paper papers[RV_SUB_STRATEGIES], const char *line);

#endif
