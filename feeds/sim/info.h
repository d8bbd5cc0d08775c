/*
 * POST /info: request body -> status, content type, body, weight. No sockets, no clock.
 * Shapes, limits and error forms: docs/sim.md. Owner: the venue's thread.
 */
#ifndef RV_FEEDS_SIM_INFO_H
#define RV_FEEDS_SIM_INFO_H

#include "feeds/sim/out.h"
#include "feeds/sim/tape.h"

struct cJSON;
struct rv_simx;

#define RV_SIM_BAD_BODY "Failed to deserialize the JSON body into the target type"

enum { RV_SIM_FUNDING_ROWS = 500 };

typedef struct rv_sim_reply {
	int status;	  /* 200, 422, 500 */
	const char *type; /* content type, static */
	const char *kind; /* "candleSnapshot", ...; "" if the request has no known type */
	unsigned weight;  /* of the IP's budget */
	/* Set by the caller, for fault plans: every third row is left out, or comes twice. */
	bool candle_gap, candle_twice, funding_gap, funding_twice;
	/* The same of a user's answers: orderStatus knows nothing; fills come twice, are a lot too
	   large, are not shown before they are so old. */
	bool unknown_oid, fills_twice, fills_wrong;
	int64_t fills_late_ms;
	rv_sim_out body; /* free with rv_sim_out_free */
} rv_sim_reply;

/*
 * clock_ms: the venue's clock, which exchangeStatus tells; the market is the tape's.
 * r->body must be zero or a used buffer; it is reset.
 */
void rv_sim_info(rv_sim_tape *t, int64_t clock_ms, const char *body, size_t n, rv_sim_reply *r);
/* The same to parsed JSON (NULL: it was none), with the books of users; x NULL: no accounts. */
void rv_sim_info_ask(rv_sim_tape *t, const struct rv_simx *x, int64_t clock_ms,
		     const struct cJSON *json, rv_sim_reply *r);

#endif
