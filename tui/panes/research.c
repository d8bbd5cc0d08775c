/* A backtest in words: the run that is being made, the figures of the one that is shown, its
 * windows. */
#include <math.h>
#include <stdio.h>

#include "tui/fmt.h"
#include "tui/panes/panes.h"
#include "tui/panes/texts.h"

static const char *day(int32_t d, char buf[RV_TIME_TEXT])
{
	if (d < 0)
		(void)snprintf(buf, RV_TIME_TEXT, "--");
	else
		rv_time_format_date(d * RV_DAY_MS, buf);
	return buf;
}

/* "12 s", "3 min": what is left of a run that is being made; unknown is said. */
static void left_text(double s, char buf[RV_FMT_TEXT])
{
	if (!(s >= 0))
		(void)snprintf(buf, RV_FMT_TEXT, "time left unknown");
	else if (s < 90)
		(void)snprintf(buf, RV_FMT_TEXT, "%s s left", rv_num(s, 0).s);
	else
		(void)snprintf(buf, RV_FMT_TEXT, "%s min left", rv_num(s / 60, 0).s);
}

static void write_progress(rv_writer *wr, const rv_research_job *j)
{
	const bool known = isfinite(j->share);
	char left[RV_FMT_TEXT];
	int y;

	left_text(j->left_s, left);
	rv_write_heading(wr, "Running", j->name);
	if (rv_write_here(wr, &y)) {
		const int w = wr->w - 8 < 40 ? wr->w - 8 : 40;
		if (w > 4)
			rv_meter(wr->c, 0, y, w, known ? j->share : 0.0, (double)NAN, RV_ROLE_PLOT);
		(void)rv_write_put(wr, w + 1, y, RV_ROLE_TEXT, 0, "%s%s",
				   known ? rv_num(100 * j->share, 0).s : "--", known ? "%" : "");
	}
	rv_write_next(wr);
	rv_write_wrapped(wr, 0, RV_ROLE_DIM, 0, "%s, %s", j->what[0] ? j->what : "begins", left);
	rv_write_text(wr, 0, RV_ROLE_DIM, 0, ":backtest cancel ends it");
}

void rv_write_research_job(rv_writer *wr, const rv_research_job *j)
{
	switch (j->state) {
	case RV_RESEARCH_RUNNING:
		write_progress(wr, j);
		break;
	case RV_RESEARCH_FAILED:
		rv_write_heading(wr, "Failed", j->name);
		rv_write_wrapped(wr, 0, RV_ROLE_BAD, 0, "%s", j->what);
		break;
	case RV_RESEARCH_CANCELLED:
		rv_write_heading(wr, "Cancelled", j->name);
		break;
	default:
		break;
	}
}

static void item(rv_writer *wr, const char *name, const char *value, const char *remark)
{
	rv_write_item(wr, name, RV_ROLE_TEXT, value, remark);
}

static void share(rv_writer *wr, const char *name, double v, const char *remark)
{
	char text[RV_FMT_TEXT];

	item(wr, name, rv_fmt_pct(v, 2, text), remark);
}

static void write_head(rv_writer *wr, const rv_research_view *v)
{
	const rv_research_kpis *k = &v->kpis;
	char from[RV_TIME_TEXT], to[RV_TIME_TEXT], ran[RV_TIME_TEXT];

	rv_write_heading(wr, v->strategy, k->out_of_sample ? "out of sample" : "IN SAMPLE");
	rv_write_text(wr, 0, RV_ROLE_TEXT, 0, "%s", v->name);
	rv_write_text(wr, 0, RV_ROLE_TEXT, 0, "%s .. %s, profile %s", day(v->from, from),
		      day(v->to, to), v->profile);
	rv_time_format(v->ran_utc_ms, ran);
	ran[10] = ' '; /* a date and a time for people */
	rv_write_text(wr, 0, RV_ROLE_DIM, 0, "%d days, %d active", k->days, k->active);
	rv_write_text(wr, 0, RV_ROLE_DIM, 0, "report written %.16sZ", ran);
}

/* With what it must not be read without: N, interval, costs, where the universe is from. */
static void write_sharpe(rv_writer *wr, const rv_research_kpis *k)
{
	char remark[96];

	if (k->sharpe_refused[0] || !isfinite(k->sharpe)) {
		rv_write_item(wr, "Sharpe", RV_ROLE_DIM, "--",
			      k->sharpe_refused[0] ? k->sharpe_refused : "unknown");
	} else {
		(void)snprintf(remark, sizeof(remark), "%s .. %s (%s%%), N %lld trials",
			       rv_num(k->sharpe_low, 2).s, rv_num(k->sharpe_high, 2).s,
			       rv_num(100 * k->sharpe_level, 0).s, (long long)k->counted);
		item(wr, "Sharpe", rv_num(k->sharpe, 2).s, remark);
		item(wr, "deflated", rv_num(k->dsr, 3).s, "above luck of N");
		item(wr, "probabilistic", rv_num(k->psr, 3).s, "above 0");
	}
	if (isfinite(k->pbo)) {
		(void)snprintf(remark, sizeof(remark), "of %d trainings", k->pbo_windows);
		item(wr, "PBO", rv_num(k->pbo, 3).s, remark);
	}
	if (k->inadmissible > 0 && k->trials >= 0)
		rv_write_text(wr, 1, RV_ROLE_DIM, 0, "%lld of %lld trials were not admissible",
			      (long long)k->inadmissible, (long long)k->trials);
	rv_write_wrapped(wr, 1, RV_ROLE_DIM, 0, "costs: %s", k->costs[0] ? k->costs : "--");
	rv_write_wrapped(wr, 1, RV_ROLE_DIM, 0, "universe: %s",
			 k->universe[0] ? k->universe : "--");
}

static void write_figures(rv_writer *wr, const rv_research_kpis *k)
{
	char text[RV_FMT_TEXT];

	rv_write_heading(wr, "After all costs", "365 days a year");
	write_sharpe(wr, k);
	share(wr, "CAGR", k->cagr, "");
	item(wr, "drawdown", rv_fmt_pct(-fabs(k->max_drawdown), 2, text), "deepest");
	item(wr, "Calmar", rv_num(k->calmar, 2).s, "");
	item(wr, "Sortino", rv_num(k->sortino, 2).s, "");
	item(wr, "hit rate", rv_num(100 * k->hit_rate, 1).s, "% of active days");
	item(wr, "turnover", rv_num(100 * k->turnover, 1).s, "% of NAV a day");
	item(wr, "switches", rv_num(k->switches_per_year, 1).s, "of regime a year");
}

static void write_components(rv_writer *wr, const rv_research_kpis *k)
{
	rv_write_heading(wr, "Where it came from", "sums of days");
	share(wr, "price", k->price, "");
	share(wr, "funding", k->funding, "");
	share(wr, "fees", -k->fee, "");
	share(wr, "slippage", -k->slippage, "");
	share(wr, "settlement", -k->settlement, "of coins that ended");
	if (k->unknown > 0)
		rv_write_text(wr, 1, RV_ROLE_WARN, 0, "! %d days unknown", k->unknown);
	if (k->notes > 0)
		rv_write_text(wr, 1, RV_ROLE_DIM, 0, "%d notes: notes.csv", k->notes);
}

static void write_runs(rv_writer *wr, const rv_research_view *v)
{
	char remark[32];

	(void)snprintf(remark, sizeof(remark), "%zu, newest first", v->n_runs);
	if (v->n_runs > 0)
		rv_write_heading(wr, "Runs", remark);
	for (size_t i = 0; i < v->n_runs && i < RV_RESEARCH_RUNS; i++)
		rv_write_text(wr, 1, RV_ROLE_DIM, 0, "%s", v->runs[i]);
}

void rv_text_research_run(const rv_ui *ui, rv_writer *wr)
{
	const rv_research_view *v = &ui->scene.v->research;

	rv_write_research_job(wr, &v->job);
	if (v->problem[0])
		rv_write_wrapped(wr, 0, RV_ROLE_WARN, 0, "! %s", v->problem);
	if (v->shown) {
		write_head(wr, v);
		write_figures(wr, &v->kpis);
		write_components(wr, &v->kpis);
	} else if (v->job.state == RV_RESEARCH_IDLE) {
		rv_write_text(wr, 0, RV_ROLE_DIM, 0, "-- no run yet");
	}
	write_runs(wr, v);
}

/* ---- windows ---- */

enum { AT_OOS = 33, AT_BETAS = 41, WIDE = 68, AT_TRAIN = 69, WIDER = 86 };

static void write_window_heads(rv_writer *wr)
{
	int y;

	if (rv_write_here(wr, &y)) {
		(void)rv_write_put(wr, 0, y, RV_ROLE_DIM, 0, "%-10s %-10s %4s %6s %7s", "TEST FROM",
				   "TO", "DAYS", "IS SR", "OOS SR");
		if (wr->w >= WIDE)
			(void)rv_write_put(wr, AT_BETAS, y, RV_ROLE_DIM, 0, "%6s %6s %6s %6s",
					   "PBO", "b BTC", "b ETH", "RMS");
		if (wr->w >= WIDER)
			(void)rv_write_put(wr, AT_TRAIN, y, RV_ROLE_DIM, 0, "%-10s %6s",
					   "TRAIN FROM", "TRIAL");
	}
	rv_write_next(wr);
}

static void write_betas(rv_writer *wr, int y, const rv_research_window *w)
{
	(void)rv_write_put(wr, AT_BETAS, y, RV_ROLE_TEXT, 0, "%6s %6s %6s %6s",
			   rv_num((double)w->pbo, 2).s, rv_num_signed((double)w->realised_btc, 3).s,
			   rv_num_signed((double)w->realised_eth, 3).s,
			   rv_num((double)w->realised_rms, 3).s);
}

static void write_window(rv_writer *wr, const rv_research_window *w)
{
	char from[RV_TIME_TEXT], to[RV_TIME_TEXT], trial[16] = "conf.";
	int y;

	if (rv_write_here(wr, &y)) {
		(void)rv_write_put(wr, 0, y, RV_ROLE_TEXT, 0, "%-10s %-10s %4d %6s",
				   day(w->test_from, from), day(w->test_to, to), w->test_days,
				   rv_num_signed((double)w->is_sharpe, 2).s);
		(void)rv_write_put(wr, AT_OOS, y, w->oos_sharpe < 0 ? RV_ROLE_DOWN : RV_ROLE_TEXT,
				   0, " %7s", rv_num_signed((double)w->oos_sharpe, 2).s);
		if (wr->w >= WIDE)
			write_betas(wr, y, w);
		if (w->trial >= 0)
			(void)snprintf(trial, sizeof(trial), "%d", w->trial);
		if (wr->w >= WIDER)
			(void)rv_write_put(wr, AT_TRAIN, y, RV_ROLE_DIM, 0, "%-10s %6s",
					   day(w->train_from, from), trial);
	}
	rv_write_next(wr);
}

void rv_text_research_windows(const rv_ui *ui, rv_writer *wr)
{
	const rv_research_view *v = &ui->scene.v->research;

	if (!v->shown) {
		rv_write_text(wr, 0, RV_ROLE_DIM, 0, "-- no run yet");
		return;
	}
	if (v->n_windows == 0) {
		rv_write_wrapped(wr, 0, RV_ROLE_DIM, 0,
				 "-- no walk-forward: the parameters as configured, over all days");
		return;
	}
	write_window_heads(wr);
	for (size_t i = 0; i < v->n_windows; i++)
		write_window(wr, &v->windows[i]);
	rv_write_text(wr, 0, RV_ROLE_DIM, 0, "mean: in training %s, in test %s",
		      rv_num_signed(v->kpis.mean_is_sharpe, 2).s,
		      rv_num_signed(v->kpis.mean_oos_sharpe, 2).s);
	if (v->windows_left_out > 0)
		rv_write_text(wr, 0, RV_ROLE_DIM, 0, "%u older ones are in windows.csv",
			      v->windows_left_out);
}
