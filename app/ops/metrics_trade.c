/* State, account, orders, journal, limits and positions as metrics; see metrics_trade.h. */
#include "app/ops/metrics_trade.h"

#include "app/ops/metrics_put.h"
#include "engine/base/health.h"

#include <math.h>

#define GAUGE(name, help, v) rv_metrics_gauge(o, "rvdesk_" name, help, v)
#define COUNTER(name, help, v) rv_metrics_counter(o, "rvdesk_" name, help, v)

double rv_metrics_age(int64_t at, double now_at)
{
	return at == RV_NEVER ? (double)NAN : (now_at - (double)at) / 1000.0;
}

static void put_state(const rv_trade_view *t, rv_sim_out *o)
{
	static const char *const words[] = { "active", "reducing", "halted" };
	rv_metrics_family(o, "rvdesk_state", "gauge",
			  "Whether the book is in this state: exactly one is 1.");
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		rv_metrics_sample(o, "rvdesk_state", "state", words[i],
				  (size_t)t->state == i ? 1.0 : 0.0);
	GAUGE("armed", "1 while somebody may grant orders.", t->armed);
	GAUGE("user_stream_up", "1 while the venue tells of our orders and fills.", t->stream_up);
	GAUGE("reconciled", "1 when our orders and positions were the venue's.", t->reconciled);
	GAUGE("breaks", "Differences between our positions and the venue's.", (double)t->n_breaks);
	GAUGE("deadman_on", "1 while the venue would cancel everything if we fell silent.",
	      t->deadman_on);
}

static void put_account(const rv_trade_view *t, double now_at, rv_sim_out *o)
{
	GAUGE("nav_usd", "Account value.", t->nav_usd);
	GAUGE("gross_usd", "Sum of the positions' absolute values.", t->gross_usd);
	GAUGE("net_usd", "Sum of the positions' values.", t->net_usd);
	GAUGE("day_pnl_usd", "Result of the UTC day.", t->day_pnl_usd);
	GAUGE("drawdown_ratio", "Account below its highest, a share of it.",
	      t->peak_drawdown_pct / 100.0);
	GAUGE("margin_ratio", "Account value over maintenance margin.", t->margin_ratio);
	GAUGE("liquidation_distance_ratio", "Nearest liquidation, a share of its mark.",
	      t->nearest_liquidation_pct / 100.0);
	GAUGE("account_age_seconds", "Age of the account's numbers.",
	      rv_metrics_age(t->account_at, now_at));
	GAUGE("reconcile_age_seconds", "Since the last comparison with the venue.",
	      rv_metrics_age(t->reconciled_at, now_at));
}

static void put_delta(const rv_book_view *b, rv_sim_out *o)
{
	static const char *const words[RV_HEDGE_LEGS] = { "BTC", "ETH" };
	rv_metrics_family(o, "rvdesk_delta_usd", "gauge", "Exposure of the book to a factor.");
	for (size_t i = 0; i < RV_HEDGE_LEGS; i++)
		rv_metrics_sample(o, "rvdesk_delta_usd", "factor", words[i],
				  b->hedge_known ? b->hedge[i].actual : (double)NAN);
	rv_metrics_family(o, "rvdesk_delta_target_usd", "gauge",
			  "Where that exposure is meant to be.");
	for (size_t i = 0; i < RV_HEDGE_LEGS; i++)
		rv_metrics_sample(o, "rvdesk_delta_target_usd", "factor", words[i],
				  b->hedge_known ? b->hedge[i].target : (double)NAN);
}

static void put_orders(const rv_trade_view *t, double now_at, rv_sim_out *o)
{
	const uint64_t *n = t->events;
	GAUGE("pending", "Tickets and programs that wait for a person.", (double)t->n_pending);
	GAUGE("pending_oldest_age_seconds", "How long the oldest of them has waited; 0: none.",
	      t->n_pending > 0 ? rv_metrics_age(t->oldest_pending_at, now_at) : 0.0);
	GAUGE("orders_in_doubt", "Orders whose state nobody knows now.", (double)t->n_unknown);
	COUNTER("orders_total", "Orders that were signed.", (double)n[RV_EVENT_INTENT]);
	COUNTER("fills_total", "Fills.", (double)n[RV_EVENT_FILL]);
	COUNTER("orders_refused_total", "Orders that the venue refused.",
		(double)n[RV_EVENT_REFUSED]);
	COUNTER("orders_unsent_total", "Orders that the last gate did not let out.",
		(double)n[RV_EVENT_UNSENT]);
	COUNTER("orders_unknown_total", "Times that an order had no verdict.",
		(double)n[RV_EVENT_UNKNOWN]);
	COUNTER("tickets_denied_total", "Tickets that a rule denied.", (double)n[RV_EVENT_DENY]);
	COUNTER("alarms_total", "Alarms in the journal.", (double)n[RV_EVENT_ALARM]);
	COUNTER("commands_refused_total", "Commands that were not allowed.",
		(double)n[RV_EVENT_REFUSAL]);
	GAUGE("order_messages", "Messages to the venue in the last minute.", t->messages_used);
	GAUGE("order_messages_limit", "How many a minute may have.", t->messages_limit);
}

static void put_journal(const rv_trade_view *t, rv_sim_out *o)
{
	GAUGE("journal_ok", "0: the journal is broken, nothing leaves any more.", t->journal_ok);
	COUNTER("journal_events_total", "Events on disk: the sequence number of the head.",
		(double)t->journal_seq);
	GAUGE("journal_waiting_batches", "Batches that are not on disk yet.",
	      (double)t->journal_waiting);
	GAUGE("journal_commit_seconds", "Duration of the newest commit.", t->commit_us / 1e6);
}

static void put_limits(const rv_trade_view *t, rv_sim_out *o)
{
	rv_metrics_family(o, "rvdesk_limit_use_ratio", "gauge",
			  "How much of a limit is used: 1 at the limit.");
	for (size_t i = 0; i < t->n_limits; i++) {
		const rv_tv_limit *l = &t->limits[i];
		rv_metrics_sample(o, "rvdesk_limit_use_ratio", "limit", l->name,
				  l->at_least ? l->limit / l->used : l->used / l->limit);
	}
	rv_metrics_family(o, "rvdesk_limit_breached", "gauge", "1 beyond a limit.");
	for (size_t i = 0; i < t->n_limits; i++)
		rv_metrics_sample(o, "rvdesk_limit_breached", "limit", t->limits[i].name,
				  t->limits[i].breached);
}

static void put_positions(const rv_trade_view *t, rv_sim_out *o)
{
	rv_metrics_family(o, "rvdesk_position_usd", "gauge", "Value of a position, signed.");
	for (size_t i = 0; i < t->n_positions; i++) {
		if (rv_tv_holds(&t->positions[i]))
			rv_metrics_sample(o, "rvdesk_position_usd", "symbol",
					  t->positions[i].coin.symbol, t->positions[i].value_usd);
	}
	rv_metrics_family(o, "rvdesk_position_unrealized_usd", "gauge",
			  "Result of a position at its mark.");
	for (size_t i = 0; i < t->n_positions; i++) {
		if (rv_tv_holds(&t->positions[i]))
			rv_metrics_sample(o, "rvdesk_position_unrealized_usd", "symbol",
					  t->positions[i].coin.symbol,
					  t->positions[i].unrealized_usd);
	}
}

static void put_subs(const rv_view *v, rv_sim_out *o)
{
	rv_metrics_family(o, "rvdesk_subbook_net_usd", "gauge", "What a sub-book holds, signed.");
	for (size_t i = 0; i < RV_SUB_N; i++)
		rv_metrics_sample(o, "rvdesk_subbook_net_usd", "sub", rv_sub_name((rv_sub)i),
				  v->trade.subs[i].net_usd);
	if (!v->ledger.present)
		return;
	const rv_lv_span *day = &v->ledger.span[RV_SPAN_DAY];
	rv_metrics_family(o, "rvdesk_subbook_day_usd", "gauge",
			  "What a sub-book has earned this UTC day; parts without a mark are not "
			  "in it.");
	for (size_t i = 0; i < RV_SUB_N; i++)
		rv_metrics_sample(o, "rvdesk_subbook_day_usd", "sub", rv_sub_name((rv_sub)i),
				  day->sub[i].total);
	rv_metrics_family(o, "rvdesk_cause_day_usd", "gauge",
			  "Result of the UTC day by its cause.");
	for (size_t i = 0; i < RV_CAUSE_N; i++)
		rv_metrics_sample(o, "rvdesk_cause_day_usd", "cause", rv_cause_name((rv_cause)i),
				  day->all.usd[i]);
	GAUGE("unexplained_day_usd", "Of the account's change today, what no ledger explains.",
	      day->unexplained_usd);
}

void rv_metrics_trade(const rv_view *v, double now_at, rv_sim_out *o)
{
	GAUGE("trading", "1: this desk has an order side.", v->trade.present);
	if (!v->trade.present)
		return;
	put_state(&v->trade, o);
	put_account(&v->trade, now_at, o);
	put_delta(&v->book, o);
	put_orders(&v->trade, now_at, o);
	put_journal(&v->trade, o);
	put_limits(&v->trade, o);
	put_positions(&v->trade, o);
	put_subs(v, o);
}
