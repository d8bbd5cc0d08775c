/*
 * Which snapshots are kept, and how: the past's thread alone. See past.h.
 */
#ifndef RV_APP_PAST_KEEP_H
#define RV_APP_PAST_KEEP_H

#include "app/control/view_wire.h"
#include "app/past/past.h"

typedef struct rv_past_keeper {
	rv_past_file *file;
	rv_past_build build;
	int64_t every_ms, budget_bytes, keep_ms;
	rv_view_packer *packer;
	rv_view *key;	   /* what the others of this group are told against */
	uint64_t key_id;   /* 0 none yet */
	int64_t key_at_ms; /* CLOCK_MONOTONIC */
	size_t n_key;	   /* its bytes */
	bool key_is_old;   /* what is told against it takes nearly as much: the next one is a key */
	uint64_t kept_seq; /* of the publication that was kept last */
	int64_t kept_at_ms; /* CLOCK_MONOTONIC; -1 none yet */
	uint64_t sign;
	rv_past_stats n;
} rv_past_keeper;

/* file becomes the keeper's, whatever it says. */
RV_NODISCARD rv_status rv_past_keeper_init(rv_past_keeper *k, const rv_past_params *p,
					   const rv_past_build *build, rv_past_file *file);
void rv_past_keeper_free(rv_past_keeper *k);

/* Is it time for this one? now_ms: CLOCK_MONOTONIC. */
bool rv_past_keeper_due(const rv_past_keeper *k, const rv_view *v, int64_t now_ms);
/* Keeps it, and drops what there is no room for. */
RV_NODISCARD rv_status rv_past_keeper_keep(rv_past_keeper *k, const rv_view *v, int64_t now_ms,
					   int64_t utc_ms, rv_err *err);

/* The answer to a question as a frame; NULL: out of memory. */
rv_packing *rv_past_keeper_answer(rv_past_keeper *k, const rv_past_ask *q);

#endif
