/*
 * What the journal says of a day, kept for its report: who decided what, what became of it, what it
 * has earned.
 *
 * An observer of the order management after the ledgers', in the replay and live alike, so that a
 * day whose end nobody saw is known after the next start. The newest RV_DAY_KEPT days of the
 * journal's clock are kept. Observing and acks: the engine thread (before it runs, its owner); the
 * rest any thread. The lock guards copies only.
 */
#ifndef RV_APP_OPS_DAY_LOG_H
#define RV_APP_OPS_DAY_LOG_H

#include "engine/manager/ledgers.h"

enum {
	RV_DAY_KEPT = 4,
	RV_DAY_LINES = 2048, /* of a day; fills take at most half of it */
	RV_DAY_HASH = 65
};

typedef struct rv_day_line {
	uint64_t seq;
	int64_t utc_ms, uid;
	rv_event_type type;
	bool hedge; /* of PROPOSE: a hedge */
	char subject[RV_EVENT_SUBJECT];
	char words[RV_TV_TEXT];
} rv_day_line;

typedef struct rv_day_record {
	int64_t date_ms; /* midnight, UTC; 0: free */
	bool over;	 /* of a copy: an event of a later day has come */
	uint64_t first_seq, last_seq;
	int64_t last_utc_ms; /* of its newest event */
	uint64_t head_seq;   /* 0: no hash yet; last_seq: that of the day's last event */
	char head[RV_DAY_HASH];
	uint64_t events[RV_EVENT_N];
	int64_t runs_utc_ms; /* of the newest start; 0 none */
	double filled_usd, fees_usd;
	bool has_ledger;
	rv_ledger_day ledger;
	size_t n, left_out; /* lines; those that had no room */
	rv_day_line lines[RV_DAY_LINES];
} rv_day_record;

typedef struct rv_day_log rv_day_log;

/* ledgers: borrowed, observed before this. only_ms: the midnight of one day, of which alone events
 * are kept; 0 all. */
RV_NODISCARD rv_status rv_day_log_new(const rv_ledgers *ledgers, int64_t only_ms, rv_day_log **out);
void rv_day_log_free(rv_day_log *d);

rv_oms_observer rv_day_log_observer(rv_day_log *d);
/* The event seq is on disk, with this hash (hex): the head of the days that end with it. */
void rv_day_log_head(rv_day_log *d, uint64_t seq, const char *hash);
/* Last events of days whose hash is not known; after a replay they can be asked for. */
size_t rv_day_log_headless(rv_day_log *d, uint64_t seq[RV_DAY_KEPT]);

/* Midnights of the days that are over, oldest first: a later event has come. */
size_t rv_day_log_over(rv_day_log *d, int64_t date_ms[RV_DAY_KEPT]);
/* RV_ENOENT: that day is not kept. */
RV_NODISCARD rv_status rv_day_log_copy(rv_day_log *d, int64_t date_ms, rv_day_record *out);

#endif
