/*
 * Majors against alts as a book: the neutral basket that it has entered it holds, with the weights
 * that prices make of it, until a rule trades.
 *
 * A pass by itself is one shot: it would trade its basket anew at every close. The book enters when
 * the regime begins to trade, is rebalanced where the regime, the score, the distance to the pass's
 * basket, the exposures or the calendar say so, and ends by the regime, by a stop, by a profit or
 * by time; after the latter three it waits. It is on paper: it counts in shares of S3's equity,
 * filled at the close without costs and funding, and is what S3 votes for, whatever the account
 * holds. It keeps two days, so that every pass of a day starts from the same place: a late bar
 * corrects the day.
 *
 * An unknown number (NaN) decides nothing: without a score nothing is entered or rebalanced, and a
 * held coin without a close freezes the day, for majors_alts.basket.stale_days in a row; from then
 * on it counts at its last close, and is to leave. The regime ends the book in any case.
 * Plain data without pointers, to be kept across restarts as lines of text; pure, no clock; one
 * book, one thread. docs/book-day.md, "What S3 holds"; docs/formulas.md#majors-against-alts-book.
 */
#ifndef RV_RUN_S3_BOOK_H
#define RV_RUN_S3_BOOK_H

#include "engine/run/step.h"

enum { RV_S3_LEGS = RV_MA_BASKET_MAX + 2, RV_S3_LINE = 480, RV_S3_TEXT = 60 };

/* What a day has done. */
typedef enum rv_s3_did {
	RV_S3_ASIDE, /* the regime does not trade */
	RV_S3_LACKS, /* it would enter: no score, too few coins, or a close is missing */
	RV_S3_WAITS, /* it would enter: too early after an exit */
	RV_S3_ENTERED,
	RV_S3_KEPT,
	RV_S3_FROZEN,	   /* a close, or the regime, is unknown */
	RV_S3_BY_REGIME,   /* rebalanced: it has changed */
	RV_S3_BY_SCORE,	   /* it has moved out of its band */
	RV_S3_BY_LEAVER,   /* a coin has had no close for too long */
	RV_S3_BY_TURNOVER, /* the pass's basket is too far away */
	RV_S3_BY_EXPOSURE, /* to BTC or ETH */
	RV_S3_BY_CALENDAR,
	RV_S3_ENDED, /* the regime trades no more */
	RV_S3_STOPPED,
	RV_S3_TOOK_PROFIT,
	RV_S3_TIMED_OUT,
	RV_S3_DID_N
} rv_s3_did;

typedef struct rv_s3_leg {
	char symbol[RV_SYMBOL_MAX];
	double weight;		   /* share of S3's equity at scale 1, signed */
	double close;		   /* the last that was known, USD */
	double beta_btc, beta_eth; /* likewise */
} rv_s3_leg;

typedef struct rv_s3_day {
	int64_t close_ms; /* 0: none */
	rv_s3_did did;
	double scale, score;	     /* of the last rebalance; scale 0: it holds nothing */
	rv_ma_regime regime;	     /* likewise */
	int64_t entry_ms, traded_ms; /* closes of the entry and of the last rebalance; 0 */
	int64_t out_ms;		     /* of an exit after which it waits; 0 */
	int missing_days;	     /* frozen in a row because a close is missing */
	double value;		     /* equity since the entry, which was 1 */
	size_t n_returns;	     /* newest daily returns since the entry, oldest first */
	double returns[RV_MA_STOP_DAYS_MAX];
	size_t n; /* 0: it holds nothing */
	rv_s3_leg legs[RV_S3_LEGS];
} rv_s3_day;

/* Zeroed: has seen no day. */
typedef struct rv_s3_book {
	rv_s3_day before, now; /* the newest day, and what it has started from */
} rv_s3_book;

/*
 * What a pass says of a daily close; universe: whose first two factors are the majors. A new close
 * begins a day, the newest one is decided again, from the day before. True when something has
 * changed.
 */
bool rv_s3_book_take(rv_s3_book *b, const rv_ma_params *p, const rv_universe_params *universe,
		     const rv_step_result *r);

/* What a day has done, in words; static. */
const char *rv_s3_did_text(rv_s3_did did);
/* It has traded, or its exit is one. */
bool rv_s3_did_trade(rv_s3_did did);

/* The state as lines of text, i from 0; false after the last. */
bool rv_s3_book_line(const rv_s3_book *b, size_t i, char out[RV_S3_LINE]);
size_t rv_s3_book_lines(const rv_s3_book *b);
/* Is it a line of such a book ("s3 ...")? */
bool rv_s3_book_is_line(const char *line);
/* One such line into a book that began zeroed. RV_EPARSE; RV_EEXIST: that coin is there; RV_EFULL.
 * Nothing changes then. */
RV_NODISCARD rv_status rv_s3_book_read(rv_s3_book *b, const char *line);

#endif
