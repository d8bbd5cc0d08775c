/*
 * POST /exchange: a signed request through the venue's checks, in the venue's order, to an answer.
 *
 * In two steps, because a request's weight is known from its content and must be paid for before
 * anything is done: read, then run. Business errors are HTTP 200. Owner: the venue's thread.
 */
#ifndef RV_FEEDS_SIMX_EXCHANGE_H
#define RV_FEEDS_SIMX_EXCHANGE_H

#include "feeds/sim/info.h"
#include "feeds/simx/simx.h"

struct cJSON;

/* What a fault plan makes of the business part. */
typedef struct rv_simx_flags {
	bool post_only;	       /* Alo only, as after an upgrade of the network */
	bool oi_capped;	       /* no position may grow */
	bool agent_expired;    /* no signer is known */
	bool schedule_refused; /* scheduleCancel: not enough volume */
	bool rate_exhausted;   /* the address has used its allowance */
	bool answer_only;      /* says yes and does nothing, the nonce included */
	bool short_statuses;   /* the last element of the answer is missing */
} rv_simx_flags;

/*
 * Reads a request. r->kind: the action's type, "" if it has none that is known; r->weight. False:
 * it is no request and r is the answer (422). The request stays in x until the next one is read.
 */
bool rv_simx_request_read(rv_simx *x, const struct cJSON *json, rv_sim_reply *r);
/* Does it, and writes the answer. */
void rv_simx_request_run(rv_simx *x, const rv_simx_flags *f, rv_sim_reply *r);

#endif
