/*
 * What tape.c (hours and candles) shares with quote.c (prices, contexts, books, trades). Not for
 * other files. Owner: the venue's thread.
 */
#ifndef RV_FEEDS_SIM_TAPE_PRIV_H
#define RV_FEEDS_SIM_TAPE_PRIV_H

#include "feeds/sim/tape.h"

/* The hour in progress of one coin: its path, and the extremes of the seconds up to upto. */
typedef struct rv_sim_present {
	int64_t hour_ms;
	bool known; /* the source has this hour */
	bool gone;  /* delisted by hand; of every hour */
	rv_sim_ohlc bar;
	rv_sim_path path;
	int upto;
	double hi, lo;
} rv_sim_present;

typedef struct rv_sim_move {
	size_t coin;
	int64_t at;
	double factor;
} rv_sim_move;

struct rv_sim_tape {
	rv_sim_source *src;
	int64_t now;
	rv_sim_present *coins;
	size_t n_moves;
	rv_sim_move moves[RV_SIM_MOVES_MAX];
};

/* Brings the present of a coin to now; false if the source has nothing for this hour. */
bool rv_sim_tape_present(rv_sim_tape *t, size_t coin, rv_sim_present **out);
/* The bar and path of any hour that the source has, future ones too. */
bool rv_sim_tape_path(const rv_sim_tape *t, size_t coin, int64_t hour_ms, rv_sim_ohlc *bar,
		      rv_sim_path *path);
/* One hour's candle as known now. */
bool rv_sim_hour_candle(rv_sim_tape *t, size_t coin, int64_t hour_ms, rv_sim_ohlc *out);
/* Volume done in seconds from..to of an hour that trades v; the whole hour is exactly v. */
double rv_sim_part_volume(const rv_sim_path *p, double v, int from, int to);
/* A candle that begins at open_ms and ends before end_ms, under the moves of its time. */
void rv_sim_move_candle(const rv_sim_tape *t, size_t coin, int64_t open_ms, int64_t end_ms,
			rv_sim_ohlc *c);
/* A price under a move, on the ticks again. */
double rv_sim_moved_px(const rv_sim_tape *t, size_t coin, double px, double factor);
/* Cut down to whole lots. */
double rv_sim_cut_lots(double v, int sz_decimals);

#endif
