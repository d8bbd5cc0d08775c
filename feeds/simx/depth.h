/*
 * The synthetic depth of the present second less what was taken from it: what is taken comes back
 * with the next second, not before. Owner: the venue's thread.
 */
#ifndef RV_FEEDS_SIMX_DEPTH_H
#define RV_FEEDS_SIMX_DEPTH_H

#include "feeds/simx/state.h"

/* Looked up anew when the second has changed. */
rv_simx_depth *rv_simx_depth_now(rv_simx *x, size_t coin);
/* Best level with something left; side 0 = bids. NULL: none. */
const rv_simx_level *rv_simx_depth_best(rv_simx *x, size_t coin, int side);
void rv_simx_depth_take(rv_simx_depth *d, int side, int64_t sz);

/*
 * Best level of the opposite side if the last price were `last`: the levels keep their distances
 * from one another and their sizes, the first of them stands at `last`. For the path between two
 * looks at the market. False: nothing left.
 */
bool rv_simx_depth_shifted(rv_simx *x, size_t coin, int side, int64_t last, rv_simx_level *out);

/* Best prices over the synthetic depth and the resting orders; 0 where a side is empty. */
void rv_simx_bbo(rv_simx *x, size_t coin, int64_t *bid, int64_t *ask);

#endif
