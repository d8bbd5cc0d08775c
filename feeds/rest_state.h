/*
 * State of the REST thread, shared by the files that make it: rest_poller.c (what to ask and
 * when), rest_answers.c (what answers do), rest_failures.c (what failures do), rest_outbox.c
 * (events to the engine).
 */
#ifndef RV_FEEDS_REST_STATE_H
#define RV_FEEDS_REST_STATE_H

#include "engine/base/rng.h"
#include "feeds/feed_shared.h"
#include "feeds/history.h"
#include "feeds/history_keeper.h"
#include "feeds/hyperliquid/parse_info.h"
#include "feeds/net/backoff.h"
#include "feeds/net/budget.h"
#include "feeds/net/http.h"
#include "feeds/rest_poller.h"

enum {
	RV_OUTBOX_CAP = 8192,
	RV_REST_INFLIGHT = 4,
	RV_FUNDING_HOURS_MAX = 12000, /* of one symbol, in one event */
	RV_FUNDING_ROWS = RV_FUNDING_HOURS_MAX + 288,
	RV_MCAP_ROWS = 512 /* days */
};

typedef enum rv_job_kind {
	RV_JOB_NONE,
	RV_JOB_META,
	RV_JOB_MIDS,
	RV_JOB_CLOCK,
	RV_JOB_CANDLES,
	RV_JOB_FUNDING
} rv_job_kind;

typedef struct rv_job {
	rv_job_kind kind;
	size_t sym;
	rv_interval iv;
	rv_part part;
	int64_t from, to, asked_now; /* venue time */
} rv_job;

/* A request that comes again: meta, mids, clock. */
typedef struct rv_repeat {
	int64_t at; /* monotonic ms of the next one */
	bool busy;
} rv_repeat;

typedef struct rv_hist_symbol {
	rv_instrument in;
	unsigned have;
	rv_series h1, d1;
	rv_fundings fund;
	int64_t caps_until; /* newest closed day of the market caps that the store had */
} rv_hist_symbol;

struct rv_poller {
	rv_feed_shared *sh;
	rv_http *http;
	rv_keeper *keeper;
	rv_budget budget;
	rv_backoff backoff;
	rv_rng rng;
	int64_t quiet_until;   /* after a failure: nothing is sent before this, monotonic ms */
	int64_t limited_until; /* the same after a 429 */
	bool synced, is_sim, rest_ok, resync;
	bool clock_ok;	     /* the newest clock probe was answered well */
	int64_t answer_utc;  /* venue time of the answer at hand, by itself; INT64_MAX unknown */
	int64_t synced_at;   /* monotonic ms of the first good answer */
	int64_t sync_rtt_ms; /* round trip of the answer that set a simulated venue's clock */
	double skew_ms;
	unsigned weight_shown;
	bool store_told;
	rv_repeat meta, mids, clock;
	rv_job jobs[RV_REST_INFLIGHT]; /* by tag */
	int64_t hour;		       /* newest hour whose closed bars were asked for */
	int64_t day;		       /* newest day, likewise */
	size_t n;
	rv_hist_symbol sym[RV_MAX_SYMBOLS];
	/* events that the engine's queue had no room for, oldest first */
	rv_md *out[RV_OUTBOX_CAP];
	size_t out_head, out_n;
	/* scratch */
	rv_hl_meta meta_in;
	rv_hl_mids mids_in;
	rv_bar bars[RV_HL_MAX_CANDLES];
	rv_funding fundings[RV_FUNDING_ROWS];
	rv_mcap caps[RV_MCAP_ROWS];
};

/* Venue time, as well as it is known. */
int64_t rv_poller_now(const rv_poller *r);
/* How far that may be off: a bar counts as closed only when its end is further back. */
int64_t rv_poller_margin(const rv_poller *r);
/* The newest hour whose closed bars can be asked for now. */
int64_t rv_poller_hour(const rv_poller *r);
int64_t rv_poller_day(const rv_poller *r); /* the same of days */

/* The weight of the last minute, to the board when it changed. */
void rv_poller_weight(rv_poller *r, int64_t now_mono);

/* rest_answers.c */
void rv_poller_answer(void *ctx, const rv_http_result *res);
/* Tells the engine what the symbol has by now, if that is news. */
void rv_poller_progress(rv_poller *r, rv_hist_symbol *s);

/* rest_failures.c */
const char *rv_poller_job_name(rv_job_kind k);
/* Whether REST and the clock probe work, to the board when it changed. */
void rv_poller_ok(rv_poller *r, bool rest, bool clock);
/* The request may be made again: at once when it went well, later each time it did not. */
void rv_poller_release(rv_poller *r, const rv_job *job, bool ok, int64_t now);
/* Status and type, checked before anything is parsed; true: it was refused and dealt with. */
bool rv_poller_refused(rv_poller *r, const rv_job *job, const rv_http_result *res);
/* An answer that does not parse or fails a check: kind for the log, why in words. */
void rv_poller_failed(rv_poller *r, const rv_job *job, const rv_http_result *res, const char *kind,
		      const char *why);

/* rest_outbox.c: events go to the queue, or wait here for room; never dropped. */
void rv_outbox_bars(rv_poller *r, const char *symbol, rv_interval iv, const rv_bar *bars, size_t n,
		    bool reset);
void rv_outbox_fundings(rv_poller *r, const char *symbol, const rv_funding *rows, size_t n,
			bool reset);
void rv_outbox_mcaps(rv_poller *r, const char *symbol, const rv_mcap *rows, size_t n);
void rv_outbox_instruments(rv_poller *r);
void rv_outbox_progress(rv_poller *r, rv_hist_symbol *s, unsigned add);
bool rv_outbox_flush(rv_poller *r); /* true when nothing waits */

#endif
