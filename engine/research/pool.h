/*
 * A few threads for work whose pieces do not depend on each other.
 *
 * Piece i is called once, by some thread; results go to the caller's memory by i, so that they are
 * the same at any number of threads. docs/backtest.md.
 */
#ifndef RV_RESEARCH_POOL_H
#define RV_RESEARCH_POOL_H

#include "engine/base/status.h"

#include <stddef.h>

enum { RV_POOL_THREADS_MAX = 64 };

/* thread: 0 .. threads - 1, whose work memory the piece may use. */
typedef rv_status (*rv_pool_piece)(void *ctx, size_t thread, size_t i);

/*
 * Runs all n pieces on `threads` threads, the caller's among them, and returns when they are done.
 * The status of the lowest piece that failed; pieces after a failure may be left out. RV_EINVAL: 0
 * threads or too many.
 */
RV_NODISCARD rv_status rv_pool_run(size_t threads, size_t n, rv_pool_piece piece, void *ctx);

#endif
