/* The risk watch beside the order side: folded with its journal, looked at once a second. */
#include "app/trading_impl.h"

#include <stdlib.h>
#include <string.h>

enum { LOOK_AGAIN_MS = 1000 };

rv_status rv_trading_risk_open(const rv_trading_params *p, rv_log *log, rv_trading *t, rv_err *err)
{
	if (!p->book)
		return RV_OK;
	t->risk_trade = calloc(1, sizeof(*t->risk_trade));
	if (!t->risk_trade)
		return rv_err_set(err, RV_ENOMEM, "the risk watch: out of memory");
	rv_status st = rv_risk_manager_new(p->book, log, &t->risk);
	if (st != RV_OK)
		return rv_err_set(err, st, "the risk watch: %s", rv_status_text(st));
	t->risk_mono_ms = INT64_MIN;
	const rv_oms_observer w = rv_risk_manager_observer(t->risk);
	st = rv_oms_observe(t->oms, &w);
	return st == RV_OK ? st : rv_err_set(err, st, "the risk watch: %s", rv_status_text(st));
}

void rv_trading_risk_close(rv_trading *t)
{
	rv_risk_manager_free(t->risk);
	free(t->risk_trade);
}

/* With each pass, and once a second. */
void rv_trading_risk(rv_trading *t, const rv_live *l, const rv_step_params *params,
		     const rv_bucket_book *s4)
{
	uint64_t number = 0;
	const int64_t now = rv_mono_ms();
	const rv_step_result *pass = rv_live_pass(l, &number);
	if (!t->risk || (number == t->risk_pass && now < t->risk_mono_ms + LOOK_AGAIN_MS))
		return;
	t->risk_pass = number;
	t->risk_mono_ms = now;
	rv_oms_view(t->oms, t->risk_trade);
	const rv_risk_input in = { .trade = t->risk_trade,
				   .pass = pass,
				   .buckets = &params->buckets,
				   .s4 = s4,
				   .utc_ms = rv_clock_utc_ms(t->clock),
				   .elapsed_ms = rv_clock_elapsed_ms(t->clock) };
	const uint64_t version = rv_risk_manager_fold(t->risk)->version;
	rv_risk_manager_step(t->risk, t->oms, &in);
	if (rv_risk_manager_fold(t->risk)->version != version)
		t->due = in.elapsed_ms; /* what it has asked for is worked at once */
}

void rv_trading_risk_fill(const rv_trading *t, rv_risk_view *v)
{
	if (t->risk)
		rv_risk_view_copy(v, rv_risk_manager_view(t->risk));
	else
		v->present = false;
}
