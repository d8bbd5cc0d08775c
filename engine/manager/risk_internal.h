/* What rv_risk_manager holds; shared by its files and nobody else. */
#ifndef RV_MANAGER_RISK_INTERNAL_H
#define RV_MANAGER_RISK_INTERNAL_H

#include "engine/manager/risk_manager.h"

struct rv_risk_manager {
	rv_guard_params p;
	rv_net_params capital;
	rv_book_licence licence[RV_SUB_H]; /* of the configuration */
	int64_t mark_age_ms;		   /* an older mark is not shown */
	rv_log *log;
	rv_risk_fold fold;

	/* of one step */
	const rv_risk_input *in;
	int64_t close_ms; /* of the newest daily close of the pass; 0 none */
	size_t n;
	rv_watch_share shares[RV_WATCH_MAX];
	int decimals[RV_WATCH_MAX];
	double marks[RV_WATCH_MAX];
	rv_watch next; /* what the fold's watch becomes */
	rv_watch_result res;
	rv_watch_want wants[RV_WATCH_MAX]; /* res.n_wants */
	rv_risk_index index[RV_SUB_H];	   /* likewise */
	bool index_due[RV_SUB_H];
	double equity[RV_SUB_H];
	rv_event event;
	rv_risk_view view;
};

rv_licence risk_licence(const rv_risk_manager *m, int s);

/* risk_shares.c: what is held, into shares. RV_EFULL: too much. */
RV_NODISCARD rv_status risk_gather(rv_risk_manager *m, const rv_oms *o);

/* risk_index.c: what the sub-books have earned, into index and index_due. */
void risk_indices(rv_risk_manager *m);
bool risk_demotes(const rv_risk_manager *m, int s);

/* risk_record.c: what has changed, into the journal. Not RV_OK: it could not be written. */
RV_NODISCARD rv_status risk_record(rv_risk_manager *m, rv_oms *o);

/* risk_orders.c: what has been decided becomes orders. */
void risk_order(rv_risk_manager *m, rv_oms *o);
/* NULL: an order may be proposed now; else why not, in words. */
const char *risk_waits(const rv_risk_manager *m, const rv_oms *o, rv_sub s, const char *symbol);

/* risk_fill.c */
void risk_fill(rv_risk_manager *m, const rv_oms *o, const char *why);

#endif
