/*
 * Processes that share one piece of work: who there is, and messages between them. Done by MPI, in
 * a plug-in of its own (app/mpi/, rvdesk-mpi.so beside the program), which is loaded when mpirun
 * has started this process and at no other time: the program that trades is linked against no MPI,
 * and what a sweep's results say of the program is the same hash with MPI and without. One thread.
 */
#ifndef RV_APP_RESEARCH_RANKS_H
#define RV_APP_RESEARCH_RANKS_H

#include "engine/base/status.h"

#include <stdbool.h>
#include <stddef.h>

#define RV_RANKS_PLUGIN "rvdesk-mpi.so"
#define RV_RANKS_SYMBOL "rv_ranks_table"

enum { RV_RANKS_VERSION = 1, RV_RANKS_ANY = -1 };

/* Each returns 0, or something else when the others cannot be reached: MPI itself ends all of them
 * then, as a rule. */
typedef struct rv_ranks {
	int version;
	int (*begin)(int *rank, int *size);
	int (*send)(int to, const void *bytes, size_t n);
	/* Waits for a message of exactly n bytes; *who (may be NULL) has sent it. */
	int (*receive)(int from, void *bytes, size_t n, int *who);
	void (*end)(void);
} rv_ranks;

/* By its environment: has mpirun (Open MPI's, or another) started this process? */
bool rv_ranks_wanted(void);
/* Rank 0, or a process that mpirun has not started: the one that speaks. */
bool rv_ranks_is_first(void);
/* Stays loaded. RV_ENOENT: there is no plug-in, err has the line. */
RV_NODISCARD rv_status rv_ranks_load(const rv_ranks **out, rv_err *err);

#endif
