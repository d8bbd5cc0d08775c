/*
 * What history a symbol has, what to ask for next, and what an answer changes. Pure: no I/O, no
 * clock; now is the venue's time. Owner: the REST thread.
 *
 * Invariant of a series: its confirmed bars (those that came by REST) cover first..last as the
 * venue has them, without a hole of our making. A tail answer therefore starts at the second
 * newest confirmed bar; when the overlap differs, the venue's history is another one, and the
 * series starts again from nothing (reset).
 */
#ifndef RV_FEEDS_HISTORY_H
#define RV_FEEDS_HISTORY_H

#include "engine/base/status.h"
#include "engine/market/types.h"

enum { RV_TAIL_BARS = 2 };

typedef enum rv_part { RV_PART_TAIL, RV_PART_DEPTH } rv_part;

typedef struct rv_series {
	rv_interval iv;
	int depth;   /* bars kept */
	int first_n; /* bars of the first request */
	bool any;    /* first, last and tail mean something */
	bool reset;  /* the next bars handed on replace all others */
	int64_t first, last;
	rv_bar tail[RV_TAIL_BARS]; /* newest confirmed bars, ascending */
	size_t n_tail;
	bool tail_due, depth_due;
	bool again;	  /* marked while a request was out: its answer may be too old */
	bool busy;	  /* a request is out */
	int64_t retry_at; /* monotonic ms */
	unsigned fails;
	unsigned gap_tries; /* answers without the overlap that were not believed */
} rv_series;

/* Nothing known, everything due. 1 <= first_n <= depth. */
void rv_series_init(rv_series *s, rv_interval iv, int depth, int first_n);
/* Takes over what the store had: n closed bars, ascending. */
void rv_series_warm(rv_series *s, const rv_bar *bars, size_t n);
/* Forgets all; the next bars replace what was handed on. */
void rv_series_reset(rv_series *s);

/* Newer bars exist, or the newest ones have to be checked: ask for the tail (again). */
void rv_series_mark(rv_series *s);
/* The request that was out is answered or lost. */
void rv_series_release(rv_series *s);

/*
 * The window to ask for (both ends inclusive), false when nothing of that part is missing. A
 * series whose newest bar is older than its depth is reset first: a tail that long is no tail.
 */
bool rv_series_ask(rv_series *s, rv_part part, int64_t now, int64_t *from, int64_t *to);

/*
 * Takes the answer to a window asked at now. bars [n] is ascending; *fresh and *n_fresh are the
 * bars in it that were not confirmed before (closed ones only). RV_EDATA: the overlap differs, the
 * series was reset and nothing is fresh.
 */
RV_NODISCARD rv_status rv_series_merge(rv_series *s, rv_part part, int64_t now, int64_t from,
				       const rv_bar *bars, size_t n, const rv_bar **fresh,
				       size_t *n_fresh);

/*
 * A tail answer that lacks the overlap is believed, and the series reset, only the third time: most
 * missing bars are a venue's passing trouble. True: ask again later.
 */
bool rv_series_doubt(rv_series *s, rv_part part, const rv_bar *bars, size_t n);

/* Funding: pages of at most RV_HL_FUNDING_PAGE rows, held until the part is complete. */
typedef struct rv_fundings {
	int depth_h;
	bool any;
	int64_t first, last;
	bool tail_due, depth_due, again;
	bool busy;
	bool drop;  /* reset while a request was out: its answer means nothing any more */
	bool reset; /* the next rows handed on replace all others */
	int64_t retry_at;
	unsigned fails;
	rv_part part;	/* of the rows held */
	int64_t cursor; /* where the next page starts, 0 = at the part's start */
	rv_funding *rows;
	size_t n, cap;
} rv_fundings;

void rv_fundings_init(rv_fundings *f, int depth_h);
void rv_fundings_free(rv_fundings *f); /* the rows held */
void rv_fundings_warm(rv_fundings *f, int64_t first, int64_t last);
void rv_fundings_reset(rv_fundings *f);
void rv_fundings_mark(rv_fundings *f);
void rv_fundings_release(rv_fundings *f);
bool rv_fundings_ask(rv_fundings *f, int64_t now, int64_t *from, int64_t *to);
/*
 * Adds a page; *complete when it was the last of its part: f->rows [f->n] are then to be handed
 * on, and rv_fundings_taken called.
 */
RV_NODISCARD rv_status rv_fundings_page(rv_fundings *f, const rv_funding *rows, size_t n,
					size_t page, bool *complete);
void rv_fundings_taken(rv_fundings *f);

/* Weights of requests. */
unsigned rv_weight_candles(int64_t from, int64_t to, rv_interval iv);
unsigned rv_weight_funding(int64_t from, int64_t to);

#endif
