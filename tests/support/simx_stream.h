/*
 * A random stream of orders, cancels and moves of the market for the bench of simx_bench.h.
 */
#ifndef RV_TESTS_SIMX_STREAM_H
#define RV_TESTS_SIMX_STREAM_H

#include "engine/base/rng.h"
#include "tests/support/simx_bench.h"

/* One step: three of four are an action of some trader, the others a move of the market. */
void stream_step(simx_bench *b, rv_rng *r);

#endif
