/*
 * What ends a position of a sub-book before its model does: stops by price and by time on the
 * sub-book's own share, and the drawdown circuits of sub-books and of the account.
 *
 * A share is what one sub-book holds of one coin. Its stop is set when it is opened and stays with
 * it through what is added later; it is looked at on closes of daily bars. What has been decided
 * stays decided until the lots are gone, through restarts: the caller keeps the state
 * (rv_watch_line). A stop that is hit wants the sub-book's lots, not the net's; the order is what
 * is left of the net. An unknown number (NaN) decides nothing. Pure; one state, one thread.
 * Formulas: docs/book-day.md, "Stops and circuits"; docs/formulas.md#bucket-stops.
 */
#ifndef RV_BOOK_RISK_WATCH_H
#define RV_BOOK_RISK_WATCH_H

#include "engine/book/subbook.h"
#include "engine/portfolio/stops.h"

enum { RV_WATCH_MAX = 512, RV_WATCH_TEXT = 160, RV_WATCH_LINE = 400 };

/* Bits: the stops of a sub-book. */
enum { RV_WATCH_PRICE = 1, RV_WATCH_TIME = 2 };

typedef struct rv_watch_params {
	unsigned stops[RV_SUB_H]; /* S4m PRICE; S4r, S4mr PRICE and TIME; S4p TIME; S5, S3 none */
	double drawdown;	  /* of the account, from its peak: .06 and the book is REDUCING */
	double day_loss;	  /* since the day's start: .02 and nothing is added */
	int64_t rest_ms;	  /* after a stop the sub-book does not enter the coin: a day */
} rv_watch_params;

void rv_watch_params_default(rv_watch_params *p);
/* NULL, or what is wrong with them: static text. */
const char *rv_watch_params_error(const rv_watch_params *p);

typedef struct rv_watch_entry {
	rv_sub sub;
	char symbol[RV_SYMBOL_MAX];
	int64_t lots; /* held when it was last looked at; 0: it rests after an exit */
	int64_t opened_utc_ms;
	rv_stop stop;		/* side 0 and NaN: none */
	double target;		/* profit per notional of the time stop; NaN: it has none */
	int64_t most;		/* lots of either sign that may stay; INT64_MAX: no limit */
	rv_exit exit;		/* decided and not done; RV_EXIT_NONE */
	bool cut;		/* halved by its sub-book's circuit, and not done */
	bool half_done;		/* a half has been closed: not again */
	double decided_at;	/* the close or drawdown that decided */
	int64_t close_ms;	/* newest bar that it has seen */
	int64_t rests_until_ms; /* no entry before; 0 */
} rv_watch_entry;

/* Zeroed: nothing has been seen. */
typedef struct rv_watch {
	size_t n;
	rv_watch_entry entries[RV_WATCH_MAX];
	rv_drawdown circuits[RV_SUB_H];
	double peak; /* of the account */
} rv_watch;

/* What a sub-book holds of a coin now. Every share with lots is told at every step. */
typedef struct rv_watch_share {
	rv_sub sub;
	char symbol[RV_SYMBOL_MAX];
	int64_t lots;	 /* confirmed, signed */
	bool hedge;	 /* a leg that only hedges others of its sub-book: no stops of its own */
	double entry_px; /* average cost of the share, USD; read when it is opened */
	double atr;	 /* ATR14 in USD; read until it is known */
	double target;	 /* of the time stop (rv_residual_target ...), read when it is opened;
			    NaN none, INFINITY: by time alone */
	double close;	 /* of the newest closed daily bar, USD */
	int64_t close_ms;
	double profit; /* per notional since it was opened; NaN: from entry and close */
	rv_exit model; /* what the sub-book's own rules say now (rv_pair_exit ...) */
} rv_watch_share;

typedef struct rv_watch_input {
	int64_t utc_ms;
	double nav, nav_day_start; /* unitised: no deposits in them */
	double equity[RV_SUB_H];   /* of each sub-book, unitised */
} rv_watch_input;

typedef struct rv_watch_want {
	rv_sub sub;
	char symbol[RV_SYMBOL_MAX];
	int64_t lots; /* change, signed, toward 0 */
	rv_exit exit; /* RV_EXIT_NONE: by the circuit alone */
	bool cut;
	char reason[RV_WATCH_TEXT];
} rv_watch_want;

typedef struct rv_watch_result {
	double drawdown[RV_SUB_H];	 /* NaN unknown */
	double factor[RV_SUB_H];	 /* of its votes: 1, or dd_factor while the circuit is on */
	bool cut[RV_SUB_H];		 /* at this step */
	double total_drawdown, day_loss; /* NaN unknown */
	bool reducing, no_additions;
	size_t n_wants;
} rv_watch_result;

/*
 * One look, at least at every daily close, closes in their order. wants [n]: at most one a share.
 * RV_EFULL: more shares than entries; RV_EINVAL: a share that is not a strategy's, or twice the
 * same; then *w and the results are as they were.
 */
RV_NODISCARD rv_status rv_watch_step(const rv_watch_params *p, const rv_bucket_params *b,
				     rv_watch *w, const rv_watch_input *in,
				     const rv_watch_share *shares, size_t n, rv_watch_result *res,
				     rv_watch_want *wants);

/* Lots of either sign that a sub-book may hold of a coin: 0 while an exit is due or it rests,
 * INT64_MAX without a limit. */
int64_t rv_watch_most(const rv_watch *w, rv_sub sub, const char *symbol, int64_t utc_ms);

/* The state as lines of text, i from 0; false after the last. */
bool rv_watch_line(const rv_watch *w, size_t i, char out[RV_WATCH_LINE]);
/* The line of one share. */
void rv_watch_entry_line(const rv_watch_entry *e, char out[RV_WATCH_LINE]);
/* One such line into a state that began zeroed. RV_EPARSE; RV_EEXIST: that share is there;
 * RV_EFULL. Nothing changes then. */
RV_NODISCARD rv_status rv_watch_read(rv_watch *w, const char *line);

#endif
