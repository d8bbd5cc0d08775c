/*
 * The risk watch of the running desk: stops of what each sub-book really holds, drawdown circuits
 * and licences of the sub-books, and the orders that a decision asks for.
 *
 * Once a step it looks at the account as it is. What has changed is written as WATCH and LICENCE
 * events, and what it remembers is the fold of these (risk_fold.h), so that a start goes on where
 * the desk was. A decision comes first, durable; then a STOP order is proposed: the lots of the
 * sub-books that end, net. It is proposed once, and again when it is over and lots are left, not
 * before again_ms; what a person has rejected not before the next close. While something is on its
 * way to the sub-book in that coin (a program's leg, an order without a verdict) nothing is
 * proposed.
 *
 * Nothing is decided while the account is not known in full or a mark is missing: NaN changes
 * nothing. Owner: engine thread. Allocates in new only. docs/book-day.md, "Stops and circuits".
 */
#ifndef RV_MANAGER_RISK_MANAGER_H
#define RV_MANAGER_RISK_MANAGER_H

#include "engine/desk/oms.h"
#include "engine/manager/risk_fold.h"
#include "engine/run/book_now.h"
#include "engine/run/risk_view.h"

typedef struct rv_risk_manager rv_risk_manager;

typedef struct rv_risk_input {
	const rv_trade_view *trade;	 /* as it is now */
	const rv_step_result *pass;	 /* newest; NULL none */
	const rv_bucket_params *buckets; /* that the pass ran with: stops and circuits */
	const rv_bucket_book *s4;	 /* what S4 voted for: targets of time stops, pairs */
	int64_t utc_ms, elapsed_ms;
} rv_risk_input;

/* p: capital, licences and risk are read. log is borrowed. RV_EINVAL: parameters out of range. */
RV_NODISCARD rv_status rv_risk_manager_new(const rv_book_params *p, rv_log *log,
					   rv_risk_manager **out);
void rv_risk_manager_free(rv_risk_manager *m);
/* To be observed from before the replay on. */
rv_oms_observer rv_risk_manager_observer(rv_risk_manager *m);

/* One look; at least at every close that was scored. Never twice inside of one another. */
void rv_risk_manager_step(rv_risk_manager *m, rv_oms *o, const rv_risk_input *in);

const rv_risk_view *rv_risk_manager_view(const rv_risk_manager *m);
const rv_risk_fold *rv_risk_manager_fold(const rv_risk_manager *m);

#endif
