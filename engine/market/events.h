/*
 * What the feeds hand to the engine through its queue: history and instrument lists.
 *
 * One allocation per event; ownership moves with the pointer; rv_md_free by whoever holds it.
 * Quotes do not travel here: they coalesce on the board. Bars in an event are closed bars only.
 */
#ifndef RV_MARKET_EVENTS_H
#define RV_MARKET_EVENTS_H

#include "engine/base/status.h"
#include "engine/market/types.h"

typedef enum rv_md_kind {
	RV_MD_INSTRUMENTS,   /* the venue's list; instruments missing from it are unknown there */
	RV_MD_BARS,	     /* closed bars of one symbol, ascending; same t replaces */
	RV_MD_BARS_RESET,    /* forget all bars of this symbol and interval, then take these */
	RV_MD_FUNDING,	     /* funding payments of one symbol, ascending; same t replaces */
	RV_MD_FUNDING_RESET, /* forget all payments of this symbol, then take these */
	RV_MD_MCAP,	     /* daily market caps of one symbol, ascending; same t replaces */
	RV_MD_PROGRESS	     /* history state of one symbol: see have */
} rv_md_kind;

/* What of its history a symbol already has (bits of rv_md.have, rv_view_row.have). */
enum {
	RV_HAVE_PRICE = 1, /* a quote has come */
	RV_HAVE_RV_BARS =
		2, /* the bars that relative momentum needs have been asked for and came */
	RV_HAVE_DEPTH_1H = 4, /* full hourly depth */
	RV_HAVE_DEPTH_1D = 8, /* full daily depth */
	RV_HAVE_FUNDING = 16, /* full funding depth */
	RV_HAVE_ALL = 31
};

typedef struct rv_md {
	rv_md_kind kind;
	char symbol[RV_SYMBOL_MAX]; /* not for INSTRUMENTS */
	rv_interval interval;	    /* BARS only */
	unsigned have;		    /* PROGRESS only */
	size_t n;
	union {
		rv_bar *bars;
		rv_funding *funding;
		rv_mcap *mcaps;
		rv_instrument *instruments;
		void *raw;
	} u; /* n items, inside the same allocation */
} rv_md;

/* Zeroed event with room for n items of the kind's type (n = 0 for PROGRESS). */
RV_NODISCARD rv_status rv_md_new(rv_md_kind kind, const char *symbol, size_t n, rv_md **out);
void rv_md_free(rv_md *md);

#endif
