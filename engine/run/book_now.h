/*
 * What the one book wants now: the votes of the newest pass, the target that they make of the
 * account as it is, and the distance of the hedge.
 *
 * Keeps what has to be remembered from run to run: the books of S4, S5 and S3, what every sub-book
 * has earned on paper, the size G of the whole, since when a coin is over its target, the last
 * betas that were known; the caller keeps these across restarts as lines of text. Does not allocate
 * after new; no clock, no I/O. Owner: engine thread. docs/book-day.md.
 */
#ifndef RV_RUN_BOOK_NOW_H
#define RV_RUN_BOOK_NOW_H

#include "engine/book/day.h"
#include "engine/book/envelope.h"
#include "engine/book/modifiers.h"
#include "engine/book/overrides.h"
#include "engine/run/book_view.h"
#include "engine/run/bucket_book.h"
#include "engine/run/guard_params.h"
#include "engine/run/override_view.h"
#include "engine/run/risk_view.h"
#include "engine/run/s3_book.h"

enum { RV_BOOK_RETURNS = 60, RV_BOOK_LINE = RV_BB_LINE };
/* From the first pass, elapsed: a coin whose history never comes holds S4's day up no longer. */
#define RV_BOOK_WAIT_MS (10 * RV_MINUTE_MS)

/* AUTO: 100 % where no real money is, SHADOW where it is. */
typedef enum rv_book_licence {
	RV_BOOK_AUTO,
	RV_BOOK_SHADOW,
	RV_BOOK_25,
	RV_BOOK_50,
	RV_BOOK_100
} rv_book_licence;

typedef struct rv_book_params {
	rv_net_params net;
	rv_mod_params mods;
	rv_hedge_params hedge;
	rv_day_params day;
	rv_envelope envelope; /* of a correction */
	rv_book_licence licence[RV_SUB_H];
	rv_guard_params risk;
	int64_t price_age_ms; /* an older price is unknown: 30 s */
	int cov_min;	      /* joint daily returns of a covariance: 20 of RV_BOOK_RETURNS */
	double margin_after;  /* account / maintenance of the targets under stress: orders' own
				 limit; 0: not looked at */
} rv_book_params;

void rv_book_params_default(rv_book_params *p);
/* NULL, or what is wrong with them: static text. */
const char *rv_book_params_error(const rv_book_params *p);

/* What a licence of the configuration is where the money is real (live) or not. */
rv_licence rv_book_licence_of(rv_book_licence l, bool live);

/* One coin of the market and what the account holds of it. */
typedef struct rv_book_coin {
	char symbol[RV_SYMBOL_MAX];
	int sz_decimals;
	double price;		/* USD; NaN unknown or too old */
	int64_t price_at;	/* elapsed ms; not read where price is NaN */
	const double *returns;	/* [RV_BOOK_RETURNS] daily log returns, newest last; NULL none */
	int64_t held[RV_SUB_N]; /* confirmed lots */
	bool named;		/* the view has it although nobody votes for it or holds it */
	/* for margin: as the venue has them; 0 leverage unknown, tiers borrowed, NULL none */
	int max_leverage;
	bool major;
	const rv_margin_tiers *tiers;
} rv_book_coin;

typedef struct rv_book_input {
	const rv_step_result *pass; /* NULL: there was none */
	uint64_t pass_number; /* another one for every pass, of the same bar, too; 0: not counted */
	const rv_step_params *params;
	const rv_book_coin *coins; /* in name order */
	size_t n;
	double nav;	   /* USD; NaN unknown */
	bool live;	   /* real money */
	bool no_additions; /* the desk is not ACTIVE */
	bool limit_broken; /* a limit of what is held: what reduces is never too small */
	bool day_whole; /* the newest daily close is there of every coin that had the one before */
	bool hedging[RV_HEDGE_LEGS]; /* an order of the leg is on its way */
	const rv_risk_view *risk;    /* licences, drawdown factors and caps of shares; NULL or not
					present: the configuration's licences, nothing is capped */
	size_t histories, listed; /* coins whose history is complete, of those listed; 0, 0: all */
	/* What people have set, by utc_ms; NULL none. What holds of the weights of S5's signals is
	 * read from the pass, which was run with them. */
	const rv_overrides *overrides;
	int64_t utc_ms, elapsed_ms;
} rv_book_input;

typedef struct rv_book_now rv_book_now;

RV_NODISCARD rv_status rv_book_now_new(const rv_book_params *p, rv_book_now **out);
void rv_book_now_free(rv_book_now *b);

/*
 * The book of S4 takes a daily close that it has not seen, once it is whole or the day's give-up
 * time has come, and so do the records on paper; then votes, targets and hedge are made anew. Until
 * every listed coin once had its history, or RV_BOOK_WAIT_MS have gone by, S4 decides no day and
 * has no votes, and the size G that is kept does not change. What could not be made says so in the
 * view; RV_EINVAL: parameters or coins out of range.
 */
RV_NODISCARD rv_status rv_book_now_run(rv_book_now *b, const rv_book_input *in);

/*
 * What it would want of another pass, of the open day as if it closed now say: a copy of the state
 * takes it, nothing is kept. *out is valid until the next call. Errors of rv_book_now_run.
 */
RV_NODISCARD rv_status rv_book_now_project(rv_book_now *b, const rv_book_input *in,
					   const rv_book_view **out);

const rv_book_view *rv_book_now_view(const rv_book_now *b);
/* S4 still waits for histories. */
bool rv_book_now_loading(const rv_book_now *b);
/* The book of S4, as it votes. */
const rv_bucket_book *rv_book_now_s4(const rv_book_now *b);
/* Close of the newest day that the book of S4 has decided; 0 none. */
int64_t rv_book_now_day(const rv_book_now *b);
/* The book of S5: what the passes of the days to come start from (rv_live_hold). */
const rv_s5_book *rv_book_now_s5(const rv_book_now *b);
/* The book of S3, as it votes. */
const rv_s3_book *rv_book_now_s3(const rv_book_now *b);
/* What that day has changed in the book of S4. */
const rv_bb_changes *rv_book_now_changes(const rv_book_now *b);
/* Rises with every pass and every day: what is worth keeping has changed. */
uint64_t rv_book_now_version(const rv_book_now *b);

/*
 * What another list of overrides would make of the account as it is: the book runs on copies of its
 * state, once with in->overrides and once with `with`, and what differs is told. pass_with: the
 * pass for the latter, where the weights of S5's signals differ; else in->pass. Nothing of b
 * changes. Writes all of *out but whose it is. Allocates: RV_ENOMEM; else errors of
 * rv_book_now_run.
 */
RV_NODISCARD rv_status rv_book_preview(const rv_book_now *b, const rv_book_input *in,
				       const rv_overrides *with, const rv_step_result *pass_with,
				       rv_override_preview *out);

/* The state as lines of text, i from 0; false after the last. */
bool rv_book_now_line(const rv_book_now *b, size_t i, char out[RV_BOOK_LINE]);
/* One such line into a state that has not run yet. Errors of rv_bucket_book_read. */
RV_NODISCARD rv_status rv_book_now_read(rv_book_now *b, const char *line);

#endif
