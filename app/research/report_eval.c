/* What a report says of regimes and sub-books; see report_eval.h. */
#include "app/research/report_eval.h"

#include "app/csv_put.h"
#include "app/research/report_tables.h"
#include "engine/base/timefmt.h"
#include "engine/research/attribution.h"

#include <math.h>
#include <stdlib.h>

/* What a trade risks: so many ATR of its entry (docs/formulas.md#attribution). */
static const double ATR_STOP = 2.0;

rv_kpi_days rv_report_days(const rv_bt_result *r)
{
	return r->walk.on ? RV_KPI_OOS : RV_KPI_ALL;
}

static bool has_always_on(const rv_bt_result *r)
{
	for (size_t d = 0; r->always_on && d < r->n_days; d++) {
		if (rv_report_counts(r, d) && isfinite(r->always_on[d]))
			return true;
	}
	return false;
}

rv_status rv_report_regimes(const rv_bt_result *r, rv_regime_eval *out, rv_err *err)
{
	int32_t *held = malloc((r->n_days + 1) * sizeof(*held));
	double *x = malloc((r->n_days + 1) * sizeof(*x));
	const bool always_on = has_always_on(r);
	rv_regime_days days = { .held = held, .r = x, .regimes = r->n_regimes };
	rv_eval_params p;
	rv_eval_params_default(&p);
	p.n_horizons = 0; /* what came after is the regimes' own report */
	if (!held || !x) {
		free(held);
		free(x);
		return rv_err_set(err, RV_ENOMEM, "regimes of the report: out of memory");
	}
	for (size_t d = 0; d < r->n_days; d++) {
		if (!rv_report_counts(r, d))
			continue;
		held[days.n] = r->days[d].regime;
		x[days.n++] = always_on ? r->always_on[d] : r->days[d].net;
	}
	rv_status st = rv_regime_eval_of(&p, &days, out, err);
	free(held);
	free(x);
	return st == RV_ENOMEM ? rv_err_set(err, st, "regimes of the report: out of memory") : st;
}

void rv_table_regime_metrics(FILE *f, const rv_bt_result *r, const rv_regime_eval *e)
{
	(void)fputs("regime,n_days,mean_return,median_return,std_return,sharpe_like\n", f);
	for (size_t k = 0; k < e->regimes; k++) {
		const rv_regime_metrics *m = &e->metrics[k];
		rv_csv_text(f, r->regimes[k], ',');
		rv_csv_int(f, (int64_t)m->n_days, ',');
		rv_csv_num(f, m->mean, ',');
		rv_csv_num(f, m->median, ',');
		rv_csv_num(f, m->std, ',');
		rv_csv_num(f, m->sharpe_like, '\n');
	}
}

/* "2024-06", or "all". */
static void put_month(FILE *f, const rv_attr_row *row)
{
	char date[RV_TIME_TEXT];
	if (row->whole)
		(void)fputs("all,", f);
	else
		(void)fprintf(f, "%.7s,", rv_time_format_date(row->month_ms, date));
}

static void put_row(FILE *f, const rv_attr_row *a)
{
	rv_csv_text(f, a->sub, ',');
	put_month(f, a);
	rv_csv_int(f, (int64_t)a->days, ',');
	rv_csv_num(f, a->net, ',');
	rv_csv_num(f, a->turnover, ',');
	rv_csv_num(f, a->net_per_turnover, ',');
	rv_csv_num(f, a->gross, ',');
	rv_csv_num(f, a->beta, ',');
	rv_csv_num(f, a->residual_alpha, ',');
	rv_csv_int(f, (int64_t)a->ic.n, ',');
	rv_csv_num(f, a->ic.mean, ',');
	rv_csv_num(f, a->ic.ir, ',');
	rv_csv_num(f, a->slippage_bps, ',');
	rv_csv_int(f, (int64_t)a->trades.n, ',');
	rv_csv_num(f, a->trades.hit_rate, ',');
	rv_csv_num(f, a->trades.holding_days, ',');
	rv_csv_num(f, a->trades.per_atr_risk, ',');
	rv_csv_num(f, a->pnl_usd, '\n');
}

rv_status rv_table_attribution(FILE *f, const rv_bt_result *r, rv_err *err)
{
	rv_attribution a = { 0 };
	const rv_status st = rv_attribution_of(r, rv_report_days(r), ATR_STOP, &a, err);
	if (st == RV_ENOMEM)
		return rv_err_set(err, st, "attribution.csv: out of memory");
	(void)fputs("sub,month,days,net,turnover,net_per_turnover,gross,beta,residual_alpha,"
		    "ic_days,ic_mean,ic_ir,slippage_bps,trades,hit_rate,holding_days,per_atr_risk,"
		    "pnl_usd\n",
		    f);
	for (size_t i = 0; st == RV_OK && i < a.n; i++)
		put_row(f, &a.rows[i]);
	rv_attribution_free(&a);
	return st;
}
