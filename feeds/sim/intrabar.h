/*
 * The path of a price inside one hour, in steps of a second, given the hour's open, high, low and
 * close: starts at the open, ends at the close, touches the high and the low, never leaves them.
 *
 * Any second can be asked for by itself: the path is three straight lines through the four prices
 * plus value noise on several scales, rounded to the venue's ticks. Pure. Any thread.
 */
#ifndef RV_FEEDS_SIM_INTRABAR_H
#define RV_FEEDS_SIM_INTRABAR_H

#include <stdint.h>

enum { RV_SIM_HOUR_S = 3600 };

typedef struct rv_sim_path {
	double o, h, l, c;
	uint64_t key;
	int at[4];    /* seconds of the knots, ascending: 0, first extreme, second, 3599 */
	double px[4]; /* their prices */
	int sz_decimals;
	int tick_rule; /* szDecimals that the price ticks follow; the coin's own but for a replay */
	double warp, phase; /* how the volume spreads over the hour */
} rv_sim_path;

/* o, h, l, c finite, > 0, l <= o, c <= h. key: any number that names this coin and hour. */
void rv_sim_path_init(rv_sim_path *p, double o, double h, double l, double c, uint64_t key,
		      int sz_decimals);
/* Price at second s, 0 <= s < RV_SIM_HOUR_S. */
double rv_sim_path_at(const rv_sim_path *p, int s);
/* Highest and lowest price of the seconds from..to, both included. */
void rv_sim_path_range(const rv_sim_path *p, int from, int to, double *hi, double *lo);
/* Share of the hour's volume done after second s: ascending, 0 at s < 0, 1 at s >= 3599. */
double rv_sim_path_volume(const rv_sim_path *p, int s);

/* A hash of three numbers, well mixed: names of paths, sizes of book levels, trade ids. */
uint64_t rv_sim_mix(uint64_t a, uint64_t b, uint64_t c);
/* The same as a number in [0, 1). */
double rv_sim_mix01(uint64_t a, uint64_t b, uint64_t c);

#endif
