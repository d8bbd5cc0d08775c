/* One configuration of a search as a backtest; see sweep_job.h. */
#include "app/research/sweep_job.h"

#include "engine/base/timefmt.h"
#include "engine/research/run.h"

#include <stdlib.h>

rv_status rv_sweep_job_check(const rv_sweep_job *j, rv_err *err)
{
	char a[RV_TIME_TEXT], b[RV_TIME_TEXT];
	const rv_panel *p = j->data->daily;
	const int64_t first = rv_panel_open_ms(p, 0),
		      last = rv_panel_open_ms(p, rv_panel_bars(p) - 1);
	if (j->start_ms < first)
		return rv_err_set(
			err, RV_ERANGE, "the start %s is before the data, which begin on %s",
			rv_time_format_date(j->start_ms, a), rv_time_format_date(first, b));
	if (j->end_ms > last)
		return rv_err_set(err, RV_ERANGE, "the end %s is after the data, which end on %s",
				  rv_time_format_date(j->end_ms, a), rv_time_format_date(last, b));
	return RV_OK;
}

static rv_status run(const rv_sweep_job *j, const rv_config *c, rv_bt_result **out, rv_err *err)
{
	rv_bt_params params = c->backtest;
	params.costs.factor = j->costs_factor;
	params.walk.on = params.walk.on && !j->no_walk;
	const rv_bt_setup s = { .strategy = j->strategy,
				.daily = j->data->daily,
				.step = &c->step,
				.params = &params,
				.more = &c->book,
				.start_ms = j->start_ms,
				.end_ms = j->end_ms,
				.nav_usd = j->nav_usd,
				.threads = j->run_threads,
				.profile = j->profile,
				.sz_decimals = rv_backtest_sz_decimals,
				.sz_ctx = j->data };
	return rv_bt_run(&s, out, err);
}

/* Of a configuration, not of the machine or the data. */
static bool is_refusal(rv_status st)
{
	return st == RV_ERANGE || st == RV_EINVAL || st == RV_EUSAGE;
}

rv_status rv_sweep_job_run(const rv_sweep_job *j, size_t task, rv_sweep_trial *out, double *row,
			   rv_err *err)
{
	rv_err why = { .code = RV_OK };
	rv_bt_result *r = NULL;
	rv_config *c = malloc(sizeof(*c)); /* too large for a stack frame */
	if (!c)
		return rv_err_set(err, RV_ENOMEM, "configuration %zu: out of memory", task);
	rv_status st = rv_sweep_grid_config(j->grid, task, j->config, c, &why);
	if (st == RV_OK)
		st = run(j, c, &r, &why);
	if (st == RV_OK)
		rv_sweep_trial_of(r, j->start_ms, j->days, out, row);
	else if (is_refusal(st))
		rv_sweep_trial_refused(why.text, j->days, out, row);
	rv_bt_result_free(r);
	free(c);
	if (st == RV_OK || is_refusal(st))
		return RV_OK;
	return rv_err_set(err, st, "configuration %zu: %.250s", task,
			  why.text[0] ? why.text : rv_status_text(st));
}
