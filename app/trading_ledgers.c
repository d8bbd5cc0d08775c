/* The ledgers beside the order side, on the engine thread; see trading.h. */
#include "app/trading_impl.h"

#include <math.h>
#include <string.h>

enum { LOOK_MS = 1000 };

rv_status rv_trading_new_ledgers(rv_trading *t)
{
	const rv_ledger_params p = rv_ledger_defaults();
	rv_status st = rv_ledgers_new(&p, &t->ledgers);
	if (st != RV_OK)
		return st;
	rv_oms_observer w = rv_ledgers_observer(t->ledgers);
	st = rv_oms_observe(t->oms, &w);
	if (st == RV_OK)
		st = rv_day_log_new(t->ledgers, 0, &t->day_log);
	if (st != RV_OK)
		return st;
	w = rv_day_log_observer(t->day_log);
	return rv_oms_observe(t->oms, &w);
}

void rv_trading_day_heads(rv_trading *t)
{
	uint64_t seq[RV_DAY_KEPT];
	const size_t n = rv_day_log_headless(t->day_log, seq);
	for (size_t i = 0; i < n; i++) {
		char hash[RV_DAY_HASH];
		rv_err err = { 0 };
		if (rv_journal_hash_at(t->journal, seq[i], hash, &err) == RV_OK)
			rv_day_log_head(t->day_log, seq[i], hash);
		else
			rv_log_put(t->log, RV_LOG_WARN, "report", "%s", err.text);
	}
}

rv_day_log *rv_trading_day_log(const rv_trading *t)
{
	return t->day_log;
}

static size_t quotes_of(rv_trading *t, const rv_live *l)
{
	const size_t n = rv_live_coins(l);
	for (size_t i = 0; i < n; i++) {
		const rv_live_coin c = rv_live_coin_at(l, i);
		const rv_quote *q = c.quote;
		rv_ledger_quote *to = &t->ledger_quotes[i];
		*to = (rv_ledger_quote){ .mark = q ? q->mark : (double)NAN,
					 .oracle = q ? q->oracle : (double)NAN,
					 .funding_1h = q ? q->funding_1h : (double)NAN,
					 .at = q ? q->ctx_at : RV_NEVER };
		memcpy(to->symbol, c.in->name, sizeof(to->symbol));
	}
	return n;
}

void rv_trading_ledgers(rv_trading *t, const rv_live *l)
{
	const rv_ledger_input in = { .utc_ms = rv_clock_utc_ms(t->clock),
				     .elapsed_ms = rv_clock_elapsed_ms(t->clock),
				     .quotes = t->ledger_quotes,
				     .n = quotes_of(t, l) };
	const int64_t now = rv_mono_ms();
	const rv_status st = rv_ledgers_tick(t->ledgers, t->oms, &in);
	if (st != RV_OK)
		rv_log_once(t->log, "ledgers", RV_LOG_ERROR, "ledgers", "not written: %s",
			    rv_status_text(st));
	if (t->ledger_mono_ms != 0 && now - t->ledger_mono_ms < LOOK_MS)
		return;
	t->ledger_mono_ms = now;
	rv_ledgers_view(t->ledgers, t->oms, &t->ledger);
}
