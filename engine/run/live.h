/*
 * The live engine's memory between ticks: panels, instruments, newest quotes, last scores.
 *
 * Fed with what the feeds bring (rv_md, quotes), asked once a tick to score, asked to fill a
 * snapshot. Scores come from closed bars by rv_step, the function that `rvdesk score` calls; only
 * rv_forming looks at the bar that is still open, by the same arithmetic on a small panel.
 *
 * As-of bar: a newer bar is taken when every symbol that had the previous one has it, or
 * grace_ms after its close, so that the cross-section is not scored half-arrived; a bar that comes
 * later still is scored at the next tick. Owner: engine thread. No I/O, no clock of its own.
 */
#ifndef RV_RUN_LIVE_H
#define RV_RUN_LIVE_H

#include "engine/base/log.h"
#include "engine/market/events.h"
#include "engine/run/step.h"
#include "engine/run/view.h"

enum { RV_LIVE_RETURNS = 60 }; /* daily log returns kept per coin */

typedef struct rv_live_params {
	rv_step_params step;
	size_t depth_1h; /* hourly columns kept, >= lookback + RV_VIEW_HIST + 1 */
	size_t depth_1d;
	int64_t grace_ms;   /* desk time, default 10 s */
	bool quiet_warm_up; /* fallbacks are noted once every history is complete: which of them a
			       warm-up passes through depends on the order of arrival */
} rv_live_params;

void rv_live_params_default(rv_live_params *p);

typedef struct rv_live rv_live;

/* log is borrowed (NULL = silent). */
RV_NODISCARD rv_status rv_live_new(const rv_live_params *p, rv_log *log, rv_live **out);
void rv_live_free(rv_live *l);

/*
 * Applies one feed event. Bars off the grid or older than the window are skipped and counted in
 * the log; everything else of the event is applied. RV_EFULL: more symbols than fit.
 */
RV_NODISCARD rv_status rv_live_md(rv_live *l, const rv_md *md);
/* Replaces all quotes; borrowed until the next call. */
void rv_live_quotes(rv_live *l, const rv_quote *quotes, size_t n);

/* What S5 holds on paper: passes start its book from there. One that has started from another day
 * is scored again. Copied. */
void rv_live_hold(rv_live *l, const rv_s5_book *s5);

/* Scores if there is something new at utc_ms. *scored says whether a pass ran. */
RV_NODISCARD rv_status rv_live_tick(rv_live *l, int64_t utc_ms, bool *scored);

/*
 * The pass of the open UTC day as if it closed now at the newest mids: what the day's last phase
 * proposes from. Volume, funding and market cap of the day are those of the last complete one (a
 * part of a day is no day); high and low are those of its hours. A mid from before oldest_at
 * (elapsed ms) is unknown: that coin has no bar of the day. RV_ENOENT: yesterday's bars are not
 * here yet, or of the hours none that has closed. Changes no score, allocates nothing. *out is
 * valid until the next call.
 */
RV_NODISCARD rv_status rv_live_project(rv_live *l, int64_t utc_ms, int64_t oldest_at,
				       const rv_step_result **out);

/* The bar of the open day that coin i (rv_live_coin_at) had in that pass; false: none. */
bool rv_live_projected_bar(const rv_live *l, size_t i, rv_bar *out);

/* The daily bar that closed then is there of every coin that had the one before it and is still
 * traded. */
bool rv_live_day_whole(const rv_live *l, int64_t close_ms);

/*
 * A person's weights of S5's signals, or NULL: from the next tick on every pass has weighed_book by
 * them, and others score the bar again. Scores do not change by it.
 */
void rv_live_factors(rv_live *l, const double *weights);
/*
 * The last pass with weighed_book by these weights instead, for a preview. RV_ENOENT: there was
 * none, or its coins are others now and a new one is due. Allocates at its first call. *out is
 * valid until the next call.
 */
RV_NODISCARD rv_status rv_live_weigh(rv_live *l, const double weights[RV_IDIO_N],
				     const rv_step_result **out);

/* What the order side must know of an instrument; pointers hold until the next call of this file.
 */
typedef struct rv_live_coin {
	const rv_instrument *in;
	const rv_quote *quote;	      /* newest, or NULL */
	double sigma_day, sigma_hour; /* sd1 of the last 30 daily and 168 hourly log returns at the
					 as-of bar; NaN unknown or under 10 returns */
	const double *returns; /* [RV_LIVE_RETURNS] daily log returns, newest last; NaN unknown */
} rv_live_coin;

/* The last pass whole; NULL before the first. Valid until the next tick. A bar may be scored again
 * when one of its coins comes late: *number tells passes apart. */
const rv_step_result *rv_live_pass(const rv_live *l, uint64_t *number);

size_t rv_live_coins(const rv_live *l); /* name order */
rv_live_coin rv_live_coin_at(const rv_live *l, size_t i);

/*
 * Replays up to `bars` bars of the past into the memory of RV_VIEW_PASSES hours and RV_VIEW_DAYS
 * days, newest first: rv_step at that bar over what is known of it now, so that the past is that
 * of an engine that has run all along. Bars from before the start, missed ones, and those that
 * have changed since. Does nothing before the first pass or while one is due. Changes no score.
 * On an error the bar stays out and the next call goes on behind it. Does not allocate.
 */
RV_NODISCARD rv_status rv_live_replay_past(rv_live *l, size_t bars);
/* Bars that are still to be replayed. */
size_t rv_live_past_due(const rv_live *l);

/* Fills what the engine knows: scores, spreads, rows, warm-up counts. Feeds and clock are not its.
 */
void rv_live_fill(const rv_live *l, rv_view *v);

#endif
