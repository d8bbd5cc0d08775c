/* Typed exports of the panes of the market, the feeds and the log; see export_pane.h. */
#include <math.h>
#include <string.h>

#include "tui/export_pane.h"
#include "tui/fmt.h"
#include "tui/labels.h"
#include "tui/override_text.h"
#include "tui/panes/panes.h"
#include "tui/trade.h"

#define LEN_OF(a) (sizeof(a) / sizeof((a)[0]))

static const rv_export_head symbol_heads[] = {
	{ "symbol", "" },
	{ "bucket", "" },
	{ "rv", "" },
	{ "hybrid", "" },
	{ "hybrid_side", "" },
	{ "tier", "" },
	{ "price", "USD" },
	{ "price_is", "" },
	{ "price_age", "s" },
	{ "change_24h", "%" },
	{ "beta_btc", "" },
	{ "beta_eth", "" },
	{ "residual_z", "" },
	{ "funding", "%/year" },
	{ "funding_age", "s" },
	{ "signal_momentum", "" },
	{ "signal_reversion", "" },
	{ "signal_carry", "" },
	{ "alpha", "bp/day" },
	{ "target_weight", "%" },
	{ "position", "coins" },
	{ "position_value", "USD" },
	{ "position_pnl", "USD" },
	{ "position_age", "s" },
	{ "override", "" },
	{ "volume_24h", "USD" },
	{ "open_interest", "USD" },
	{ "momentum", "%" },
	{ "scores_bar_utc", "" },
	{ "listed", "" },
};

static double seconds(int64_t age_ms)
{
	return age_ms < 0 ? (double)NAN : (double)age_ms / 1000.0;
}

static void put_price(rv_export *e, const rv_scene *s, const rv_view_row *r)
{
	bool is_mid = false;
	const rv_quoted px = rv_scene_price(s, r, &is_mid);

	rv_export_num(e, px.value);
	rv_export_text(e, isnan(px.value) ? "" : is_mid ? "mid" : "mark");
	rv_export_num(e, seconds(px.age_ms));
	rv_export_num(e, rv_scene_change(s, r) * 100.0);
}

static void put_scores(rv_export *e, const rv_scene *s, const rv_view_row *r)
{
	const rv_scored x = rv_scored_of(s->v, r);
	rv_direction side = RV_LONG;
	const rv_hybrid_side *best = rv_scored_side(&x, &side);

	rv_export_num(e, rv_scene_score(r));
	rv_export_num(e, rv_scored_hybrid(&x));
	rv_export_text(e, !best ? "" : side == RV_LONG ? "long" : "short");
	rv_export_text(e, x.hybrid ? rv_label_tier(x.hybrid->tier) : "");
}

static void put_model(rv_export *e, const rv_scene *s, const rv_view_row *r)
{
	const rv_scored x = rv_scored_of(s->v, r);
	const rv_quoted funding = rv_scene_funding(s, r);

	rv_export_num(e, rv_scored_beta(&x, 0));
	rv_export_num(e, rv_scored_beta(&x, 1));
	rv_export_num(e, rv_scored_residual_z(&x));
	rv_export_num(e, rv_funding_annual_pct(funding.value));
	rv_export_num(e, seconds(funding.age_ms));
	rv_export_num(e, rv_scored_signal(&x, RV_IDIO_MOMENTUM));
	rv_export_num(e, rv_scored_signal(&x, RV_IDIO_MEAN_REVERSION));
	rv_export_num(e, rv_scored_signal(&x, RV_IDIO_CARRY));
	rv_export_num(e, rv_scored_alpha_bp(&x));
	rv_export_num(e, rv_scored_target(&x) * 100.0);
}

/* Without an order side nothing is known of a position; with one, what is not listed is flat. */
static void put_position(rv_export *e, const rv_scene *s, const rv_view_row *r)
{
	const rv_trade_view *tv = rv_trade_of(s);
	const rv_tv_position *p = rv_trade_position(tv, r->symbol);

	if (p)
		rv_export_dec(e, p->lots, p->coin.sz_decimals);
	else if (tv)
		rv_export_int(e, 0);
	else
		rv_export_skip(e);
	rv_export_num(e, rv_position_value_usd(s, p));
	rv_export_num(e, rv_position_pnl_usd(s, p));
	rv_export_num(e, p ? seconds(rv_scene_age(s, p->mark_at)) : (double)NAN);
	rv_export_text(e, rv_override_of_coin(s, r->symbol) ? "yes" : "");
}

static void put_symbol(rv_export *e, const rv_scene *s, const rv_view_row *r)
{
	char bucket[RV_BUCKET_TEXT];

	rv_export_row(e);
	rv_export_text(e, r->symbol);
	rv_export_text(e, s->v->bar_close_ms > 0 ? rv_bucket_text(r->baskets, bucket) : "");
	put_scores(e, s, r);
	put_price(e, s, r);
	put_model(e, s, r);
	put_position(e, s, r);
	rv_export_num(e, rv_scene_volume(s, r).value);
	rv_export_num(e, rv_scene_open_interest_usd(s, r));
	rv_export_num(e, r->rv_available ? r->momentum * 100.0 : (double)NAN);
	rv_export_time(e, s->v->bar_close_ms);
	rv_export_text(e, r->delisted ? "delisted" : "yes");
}

/* As the table shows them: filtered and sorted. */
static void export_symbols(const rv_ui *ui, rv_export *e)
{
	rv_export_heads(e, symbol_heads, LEN_OF(symbol_heads));
	for (size_t i = 0; i < ui->table.n; i++)
		put_symbol(e, &ui->scene, &ui->scene.v->rows[ui->table.entries[i].row]);
}

/* Symbols against each leader: every measure, not only the one that is chosen. */
static void export_structure(const rv_ui *ui, rv_export *e)
{
	static const rv_export_head heads[] = {
		{ "symbol", "" },      { "leader", "" },	{ "beta", "" },
		{ "correlation", "" }, { "lead_lag", "bars" },	{ "confidence", "" },
		{ "spillover", "" },   { "half_life", "bars" }, { "returns", "" },
	};
	const rv_view *v = ui->scene.v;

	rv_export_heads(e, heads, LEN_OF(heads));
	for (size_t i = 0; i < ui->table.n; i++) {
		const rv_view_row *r = &v->rows[ui->table.entries[i].row];
		const rv_scored x = rv_scored_of(v, r);
		for (int k = 0; x.ms && k < RV_LEADERS; k++) {
			rv_export_row(e);
			rv_export_text(e, r->symbol);
			rv_export_text(e, v->params.ms.leaders[k]);
			for (int m = 0; m < RV_MEASURE_N; m++)
				rv_export_num(e, rv_scored_measure(&x.ms->pairs[k], (rv_measure)m));
			rv_export_int(e, (int64_t)x.ms->pairs[k].n);
		}
	}
}

static void export_series(const rv_view *v, const float *values, size_t n, int bars, rv_export *e)
{
	const size_t from = n > (size_t)bars ? n - (size_t)bars : 0;

	for (size_t i = from; i < n; i++) {
		rv_export_row(e);
		rv_export_time(e, v->bar_close_ms -
					  (int64_t)(n - 1 - i) * rv_interval_ms(v->interval));
		rv_export_num(e, (double)values[i]);
	}
}

static void export_plot(const rv_ui *ui, rv_export *e)
{
	static const rv_export_head closes[] = { { "bar_close_utc", "" }, { "close", "USD" } };
	static const rv_export_head spreads[] = { { "bar_close_utc", "" },
						  { "cumulative", "log" } };
	const rv_view *v = ui->scene.v;
	const rv_view_row *r = rv_table_selected_row(&ui->table, &ui->scene);
	const rv_view_spread *s = &v->spreads[ui->spread];
	const int bars = rv_plot_bars(ui->range);

	rv_export_heads(e, ui->plot_spread ? spreads : closes, LEN_OF(closes));
	if (ui->plot_spread)
		export_series(v, s->hist, s->n_hist, bars, e);
	else if (r)
		export_series(v, r->hist, r->n_hist, bars, e);
}

static void export_feeds(const rv_ui *ui, rv_export *e)
{
	static const rv_export_head heads[] = {
		{ "stream", "" },
		{ "connected", "" },
		{ "age", "s" },
		{ "period", "s" },
		{ "rate", "1/s" },
		{ "messages", "" },
		{ "malformed", "" },
		{ "reconnects", "" },
		{ "subscriptions_wanted", "" },
		{ "subscriptions_acknowledged", "" },
	};
	const rv_view *v = ui->scene.v;

	rv_export_heads(e, heads, LEN_OF(heads));
	for (size_t i = 0; i < v->n_streams; i++) {
		const rv_view_stream *st = &v->streams[i];
		rv_export_row(e);
		rv_export_text(e, st->name);
		rv_export_text(e, st->connected ? "yes" : "no");
		rv_export_num(e, seconds(rv_scene_age(&ui->scene, st->last_at)));
		rv_export_num(e, (double)st->period_ms / 1000.0);
		rv_export_num(e, st->rate_hz);
		rv_export_int(e, (int64_t)st->messages);
		rv_export_int(e, (int64_t)st->malformed);
		rv_export_int(e, st->reconnects);
		rv_export_int(e, st->subs_wanted);
		rv_export_int(e, st->subs_acked);
	}
}

static void export_log(const rv_ui *ui, rv_export *e)
{
	static const char *const levels[RV_LOG_LEVELS] = { "debug", "info", "warn", "error" };
	static const rv_export_head heads[] = {
		{ "utc", "" }, { "line", "" }, { "level", "" }, { "source", "" }, { "text", "" }
	};
	const rv_view *v = ui->scene.v;

	rv_export_heads(e, heads, LEN_OF(heads));
	for (size_t i = 0; i < v->n_log; i++) {
		const rv_log_line *l = &v->log[i];
		rv_export_row(e);
		rv_export_time(e, l->utc_ms);
		rv_export_int(e, (int64_t)l->seq);
		rv_export_text(e, levels[l->level]);
		rv_export_text(e, l->source);
		rv_export_text(e, l->text);
	}
}

bool rv_export_market(const rv_ui *ui, rv_pane_id pane, rv_export *e)
{
	static void (*const of[RV_PANE_FOCUSABLE])(const rv_ui *, rv_export *) = {
		[RV_PANE_TABLE] = export_symbols,  [RV_PANE_SIGNALS] = export_symbols,
		[RV_PANE_PLOT] = export_plot,	   [RV_PANE_STRUCTURE] = export_structure,
		[RV_PANE_HEAT] = export_structure, [RV_PANE_FEEDS] = export_feeds,
		[RV_PANE_LOG] = export_log,
	};

	if (!of[pane])
		return false;
	of[pane](ui, e);
	return true;
}
