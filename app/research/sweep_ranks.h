/*
 * A search over processes: rank 0 hands out tasks and takes the results in their order, the others
 * run them, one task at a time each. Every rank reads the store and the configuration itself; rank
 * 0 makes sure that it is the same one. One thread. docs/research.md.
 */
#ifndef RV_APP_RESEARCH_SWEEP_RANKS_H
#define RV_APP_RESEARCH_SWEEP_RANKS_H

#include "app/research/ranks.h"
#include "app/research/sweep_start.h"

/* Rank 0: the others stop before they have begun. */
void rv_sweep_ranks_call_off(const rv_ranks *m, int size);
/*
 * Rank 0 of size > 1, after nothing else has been sent: tasks from `from` on. RV_EDATA: a rank has
 * other data, another configuration or program. RV_EIO: one cannot be reached. When it returns the
 * others have been told that it is over.
 */
RV_NODISCARD rv_status rv_sweep_on_ranks(const rv_ranks *m, int size, const rv_sweep_run *run,
					 size_t from, rv_sweep_sink sink, void *ctx, rv_err *err);
/* Another rank: until rank 0 says that it is over. Its own errors are in err. */
RV_NODISCARD rv_status rv_sweep_rank_work(const rv_ranks *m, int rank, const rv_sweep_start *o,
					  rv_err *err);

#endif
