#include "app/backtest_table.h"

#include "app/json_put.h"
#include "engine/base/timefmt.h"
#include "tui/fmt.h"

#include <math.h>
#include <string.h>

/* ---- for a person ---- */

static void line(FILE *out, const char *name, double v, int digits, const char *unit)
{
	(void)fprintf(out, "  %-22s %10s%s\n", name, rv_num(v, digits).s, unit);
}

static void percent(FILE *out, const char *name, double v)
{
	line(out, name, 100.0 * v, 2, " %");
}

static const char *day_of(const rv_bt_result *r, size_t d, char buf[RV_TIME_TEXT])
{
	return d < r->n_days ? rv_time_format_date(r->days[d].close_ms - RV_DAY_MS, buf) : "--";
}

static void print_head(FILE *out, const rv_bt_result *r)
{
	char a[RV_TIME_TEXT], b[RV_TIME_TEXT];
	const rv_bt_costs *c = &r->costs;
	(void)fprintf(out, "%s, profile %s, %s .. %s, %zu days\n", rv_bt_strategy_name(r->strategy),
		      r->profile, day_of(r, 0, a), day_of(r, r->n_days - 1, b), r->n_days);
	(void)fprintf(out,
		      "costs: taker %g bp, maker %g bp of %g %%, slippage %g bp x (1 + "
		      "participation / %g), x %g; least order %g USD\n",
		      c->taker_bps, c->maker_bps, 100.0 * c->maker_share, c->slippage_bps,
		      c->adv_multiplier, c->factor, c->min_notional_usd);
	(void)fprintf(out, "universe: %s\n", r->universe_source);
}

static size_t inadmissible(const rv_bt_result *r)
{
	size_t n = 0;
	for (size_t i = 0; i < r->n_trials; i++)
		n += isfinite(r->trials[i].objective) ? 0 : 1;
	return n;
}

/* Sums over the days that a line of figures is of. */
typedef struct parts {
	double price, funding, fee, slippage, settlement;
} parts;

static rv_kpi_days days_of(const rv_bt_result *r)
{
	return r->walk.on ? RV_KPI_OOS : RV_KPI_ALL;
}

static parts parts_of(const rv_bt_result *r)
{
	parts p = { 0 };
	for (size_t i = 0; i < r->n_days; i++) {
		const rv_bt_day *d = &r->days[i];
		if (r->walk.on && !d->oos)
			continue;
		p.price += d->price;
		p.funding += d->funding;
		p.fee += d->fee;
		p.slippage += d->slippage;
		p.settlement += d->settlement;
	}
	return p;
}

static rv_status print_kpis(FILE *out, const rv_bt_result *r, const rv_kpis *k, rv_err *err)
{
	char text[RV_SHARPE_TEXT];
	const parts p = parts_of(r);
	const rv_status st = rv_bt_sharpe_text(&k->sharpe, text, sizeof(text), err);
	if (st != RV_OK)
		return st;
	(void)fprintf(out, "\n%s: %zu days, in the market on %zu, %zu trials (%zu inadmissible)\n",
		      r->walk.on ? "out of sample"
				 : "all days, parameters as configured: not out "
				   "of sample",
		      k->days, k->active, r->n_trials, inadmissible(r));
	(void)fprintf(out, "  %s\n", text);
	percent(out, "CAGR", k->cagr);
	percent(out, "volatility", k->sd * sqrt(365.0));
	line(out, "Sortino", k->sortino, 2, "");
	percent(out, "deepest drawdown", k->max_drawdown);
	line(out, "Calmar", k->calmar, 2, "");
	percent(out, "hit rate, active days", k->hit_rate);
	percent(out, "turnover a day", k->avg_turnover);
	(void)fprintf(out, "sums of daily shares of NAV\n");
	percent(out, "price", p.price);
	percent(out, "funding", p.funding);
	percent(out, "fees", 0.0 - p.fee);
	percent(out, "slippage", 0.0 - p.slippage);
	percent(out, "settlements", 0.0 - p.settlement);
	return RV_OK;
}

static void print_windows(FILE *out, const rv_bt_result *r)
{
	char a[RV_TIME_TEXT], b[RV_TIME_TEXT];
	(void)fprintf(out, "\n%-10s  %-10s  %6s %7s %7s %7s %7s %7s %7s\n", "TEST", "TO", "SAMPLE",
		      "IS", "OOS", "e BTC", "e ETH", "b BTC", "b ETH");
	for (size_t k = 0; k < r->n_windows; k++) {
		const rv_bt_window *w = &r->windows[k];
		char sample[16] = "--";
		if (w->trial != SIZE_MAX)
			(void)snprintf(sample, sizeof(sample), "%u", r->trials[w->trial].sample);
		(void)fprintf(out, "%-10s  %-10s  %6s %7s %7s %7s %7s %7s %7s\n",
			      day_of(r, w->test_from, a), day_of(r, w->test_to - 1, b), sample,
			      rv_num(w->is_sharpe, 2).s, rv_num(w->oos_sharpe, 2).s,
			      rv_num(w->exante_btc, 3).s, rv_num(w->exante_eth, 3).s,
			      rv_num(w->realised_btc, 3).s, rv_num(w->realised_eth, 3).s);
	}
}

static void print_notes(FILE *out, const rv_bt_result *r)
{
	if (r->n_notes > 0)
		(void)fprintf(out, "\n");
	for (size_t i = 0; i < r->n_notes; i++) {
		const rv_bt_note *n = &r->notes[i];
		(void)fprintf(out, "%s%s%s", n->symbol, n->symbol[0] ? ": " : "", n->text);
		if (isfinite(n->cost_usd))
			(void)fprintf(out, "; cost %s USD", rv_num(n->cost_usd, 2).s);
		(void)fprintf(out, "\n");
	}
}

static void print_data(FILE *out, const rv_bt_result *r)
{
	size_t held = 0, unfunded = 0, skipped = 0;
	for (size_t d = 0; d < r->n_days; d++) {
		held += r->days[d].coins;
		unfunded += r->days[d].unfunded;
		skipped += r->days[d].skipped;
	}
	(void)fprintf(out,
		      "\n%zu trades, %zu coins; %zu of %zu coin days held had no funding known (0 "
		      "taken); %zu orders not sent\n",
		      r->n_trades, r->n_coins, unfunded, held, skipped);
}

rv_status rv_backtest_table(FILE *out, const rv_bt_result *r, rv_err *err)
{
	rv_kpis k;
	rv_status st = rv_kpis_of(r, days_of(r), NULL, NULL, &k, err);
	if (st != RV_OK)
		return st;
	print_head(out, r);
	st = print_kpis(out, r, &k, err);
	if (st == RV_OK && r->walk.on)
		print_windows(out, r);
	print_data(out, r);
	print_notes(out, r);
	return st;
}

/* ---- for a program ---- */

static bool put_kpis(cJSON *o, const rv_bt_result *r, const rv_kpis *k)
{
	double sharpe = NAN;
	const parts p = parts_of(r);
	if (rv_bt_sharpe_annual(&k->sharpe, &sharpe, NULL) != RV_OK)
		sharpe = NAN; /* without its labels there is none */
	const struct {
		const char *key;
		double v;
	} rows[] = { { "cagr", k->cagr },
		     { "volatility", k->sd * sqrt(365.0) },
		     { "sharpe", sharpe },
		     { "sharpe_deflated", k->sharpe.dsr },
		     { "sortino", k->sortino },
		     { "max_drawdown", k->max_drawdown },
		     { "calmar", k->calmar },
		     { "hit_rate_active", k->hit_rate },
		     { "avg_turnover", k->avg_turnover },
		     { "avg_funding_daily", k->avg_funding_daily },
		     { "price", p.price },
		     { "funding", p.funding },
		     { "fee", p.fee },
		     { "slippage", p.slippage },
		     { "settlement", p.settlement } };
	bool ok = rv_json_put_i64(o, "days", (int64_t)k->days) &&
		  rv_json_put_i64(o, "active_days", (int64_t)k->active);
	for (size_t i = 0; ok && i < sizeof(rows) / sizeof(rows[0]); i++)
		ok = rv_json_put_num(o, rows[i].key, rows[i].v);
	return ok;
}

static bool put_window(cJSON *list, const rv_bt_result *r, const rv_bt_window *w)
{
	char a[RV_TIME_TEXT], b[RV_TIME_TEXT];
	cJSON *o = cJSON_CreateObject();
	const bool ok =
		o && rv_json_put_text(o, "test_from", day_of(r, w->test_from, a)) &&
		rv_json_put_text(o, "test_to", day_of(r, w->test_to - 1, b)) &&
		(w->trial == SIZE_MAX
			 ? rv_json_put_num(o, "sample", NAN)
			 : rv_json_put_i64(o, "sample", (int64_t)r->trials[w->trial].sample)) &&
		rv_json_put_num(o, "is_sharpe", r->walk.on ? w->is_sharpe : (double)NAN) &&
		rv_json_put_num(o, "oos_sharpe", r->walk.on ? w->oos_sharpe : (double)NAN) &&
		rv_json_put_num(o, "exante_btc", w->exante_btc) &&
		rv_json_put_num(o, "exante_eth", w->exante_eth) &&
		rv_json_put_num(o, "realised_btc", w->realised_btc) &&
		rv_json_put_num(o, "realised_eth", w->realised_eth) &&
		rv_json_put_num(o, "realised_rms", w->realised_rms);
	if (ok && cJSON_AddItemToArray(list, o))
		return true;
	cJSON_Delete(o);
	return false;
}

static bool put_head(cJSON *o, const rv_bt_result *r)
{
	char a[RV_TIME_TEXT], b[RV_TIME_TEXT];
	return rv_json_put_i64(o, "schema", 1) &&
	       rv_json_put_text(o, "strategy", rv_bt_strategy_name(r->strategy)) &&
	       rv_json_put_text(o, "profile", r->profile) &&
	       rv_json_put_text(o, "start", day_of(r, 0, a)) &&
	       rv_json_put_text(o, "end", day_of(r, r->n_days - 1, b)) &&
	       rv_json_put_bool(o, "out_of_sample", r->walk.on) &&
	       rv_json_put_i64(o, "trials", (int64_t)r->n_trials) &&
	       rv_json_put_num(o, "costs_factor", r->costs.factor) &&
	       rv_json_put_text(o, "universe_source", r->universe_source) &&
	       rv_json_put_num(o, "nav_usd", r->nav_usd) &&
	       rv_json_put_num(o, "final_nav_usd", r->days[r->n_days - 1].nav);
}

static bool put_all(cJSON *o, const rv_bt_result *r, const rv_kpis *k)
{
	cJSON *kpis = put_head(o, r) ? cJSON_AddObjectToObject(o, "kpis") : NULL;
	cJSON *windows = kpis && put_kpis(kpis, r, k) ? cJSON_AddArrayToObject(o, "windows") : NULL;
	bool ok = windows != NULL;
	for (size_t i = 0; ok && i < r->n_windows; i++)
		ok = put_window(windows, r, &r->windows[i]);
	return ok;
}

rv_status rv_backtest_json(const rv_bt_result *r, cJSON **out, rv_err *err)
{
	rv_kpis k;
	const rv_status st = rv_kpis_of(r, days_of(r), NULL, NULL, &k, err);
	if (st != RV_OK)
		return st;
	cJSON *o = cJSON_CreateObject();
	if (!o || !put_all(o, r, &k)) {
		cJSON_Delete(o);
		return rv_err_set(err, RV_ENOMEM, "cannot write JSON: out of memory");
	}
	*out = o;
	return RV_OK;
}
