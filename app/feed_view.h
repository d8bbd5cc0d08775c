/*
 * From the market board to the snapshot's feeds strip: health inputs, rates, environment.
 * Keeps ten seconds of message counts per stream to tell rates. Owner: engine thread.
 */
#ifndef RV_APP_FEED_VIEW_H
#define RV_APP_FEED_VIEW_H

#include "engine/run/view.h"
#include "feeds/board.h"

enum { RV_FEED_VIEW_SAMPLES = 12 };

typedef struct rv_feed_sample {
	int64_t at_ms; /* elapsed */
	uint64_t messages[RV_STREAM_N];
} rv_feed_sample;

typedef struct rv_feed_view {
	size_t n; /* samples ever taken; the ring keeps the newest */
	rv_feed_sample ring[RV_FEED_VIEW_SAMPLES];
} rv_feed_view;

/*
 * Fills streams, environment, venue state, skew and weights. v->elapsed_ms and v->clock_rate are
 * set already. Rates are per real second and skew is in real time; ages and
 * periods are in desk time.
 */
void rv_feed_view_fill(rv_feed_view *f, const rv_board_copy *b, rv_view *v);

#endif
