/*
 * The multi-bucket portfolio as a book: what it has entered it holds until something ends it.
 *
 * rv_buckets_run says, over an empty book, what would be entered and what would be closed at a
 * daily close. Here entries become positions and stay, by daily closes, until the bucket's own exit
 * (portfolio/stops.h) or a stop by price or time (book/risk_watch.h) ends them. The book is on
 * paper: it counts in shares of S4's equity, filled at the close, and is what S4 votes for,
 * whatever the account holds. New positions are sized as n more beside those that are held, and cut
 * to the room that these leave under every cap; what is held is never cut by a newcomer.
 *
 * A position's vote follows the leverage factor down, and up again no further than its entry. A
 * number that is unknown (NaN) decides nothing. Plain data without pointers, to be kept across
 * restarts as lines of text; pure, no clock; one book, one thread.
 * Rules: docs/book-day.md, "What S4 holds".
 */
#ifndef RV_RUN_BUCKET_BOOK_H
#define RV_RUN_BUCKET_BOOK_H

#include "engine/book/risk_watch.h"
#include "engine/portfolio/bucket_sizing.h"
#include "engine/run/step.h"

enum {
	RV_BB_MAX = RV_SIZING_POSITIONS_MAX,
	RV_BB_LEGS = RV_SIZING_POSITIONS_MAX + RV_BUCKET_PAIRS_MAX + 1,
	RV_BB_CHANGES = 2 * RV_BB_MAX,
	RV_BB_LINE = 480
};
#define RV_BB_UNIT 1e-9 /* of S4's equity: what a position is counted in */

typedef struct rv_bb_position {
	rv_bucket bucket;
	char name[RV_SYMBOL_MAX];	  /* of the position: its coin, or "ETH-ENA" */
	char symbol[RV_SYMBOL_MAX];	  /* coin; of a pair y */
	char hedge_symbol[RV_SYMBOL_MAX]; /* x of a pair, else "" */
	int64_t units;			  /* signed, RV_BB_UNIT of equity in symbol */
	double hedge;		   /* a pair holds -hedge times that in hedge_symbol; else 0 */
	double leverage;	   /* the leverage factor that the size carries */
	double z, target;	   /* at the entry; profit that a time stop measures by */
	double entry_px, hedge_px; /* closes at the entry; NaN no hedge */
	double beta;		   /* on the benchmark, the last that was known */
	int64_t opened_ms;	   /* close of the entry's bar */
} rv_bb_position;

/* Zeroed: has seen no day. */
typedef struct rv_bucket_book {
	int64_t close_ms; /* newest daily close that it has seen; 0 none */
	size_t n;
	rv_bb_position positions[RV_BB_MAX];
	rv_watch watch;
} rv_bucket_book;

/* A position that has ended, whole or by half. */
typedef struct rv_bb_end {
	rv_bucket bucket;
	char symbol[RV_SYMBOL_MAX], hedge_symbol[RV_SYMBOL_MAX];
	rv_exit exit;
} rv_bb_end;

/* What a day has changed, in words, and what has ended. */
typedef struct rv_bb_changes {
	size_t n;
	char text[RV_BB_CHANGES][RV_WATCH_TEXT];
	size_t n_ends;
	rv_bb_end ends[RV_BB_MAX];
} rv_bb_changes;

/*
 * One more daily close: exits, then entries. A result that is not newer than the book, or not
 * ready, changes nothing. ch may be NULL. RV_EINVAL: parameters out of range; nothing changes.
 */
RV_NODISCARD rv_status rv_bucket_book_step(rv_bucket_book *b, const rv_bucket_params *p,
					   const rv_step_result *r, rv_bb_changes *ch);

typedef struct rv_bb_leg {
	rv_sub sub;
	int group; /* legs that hedge each other: every pair its own */
	char symbol[RV_SYMBOL_MAX];
	double weight; /* share of S4's equity, signed */
} rv_bb_leg;

/*
 * What the book votes for under a pass, at most RV_BB_LEGS; returns how many. The residual
 * positions' beta beyond the tolerance is a leg in the benchmark. Positions of a coin without a
 * weight are not left out: their leg says NaN when the leverage factor is unknown.
 */
size_t rv_bucket_book_legs(const rv_bucket_book *b, const rv_bucket_params *p,
			   const rv_step_result *r, rv_bb_leg out[RV_BB_LEGS]);

rv_sub rv_sub_of_bucket(rv_bucket b);

/* The state as lines of text, i from 0; false after the last. */
bool rv_bucket_book_line(const rv_bucket_book *b, size_t i, char out[RV_BB_LINE]);
/* One such line into a book that began zeroed. RV_EPARSE; RV_EEXIST: that position or share is
 * there; RV_EFULL. Nothing changes then. */
RV_NODISCARD rv_status rv_bucket_book_read(rv_bucket_book *b, const char *line);

#endif
