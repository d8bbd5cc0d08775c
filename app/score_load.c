/* From a store to one scoring pass; see score_load.h. */
#include "app/score_load.h"

#include "feeds/store/store.h"
#include "feeds/store/store_fields.h"

#include <stdlib.h>

static rv_instrument_kind kind_of(const void *ctx, const char *name)
{
	return rv_universe_kind(ctx, name);
}

/*
 * Daily bars are loaded in full, because the universe counts closes over the whole history. A store
 * without any is no error for hourly scores: the universe is then unknown.
 */
static rv_status load_daily(rv_store *s, const rv_step_params *params, rv_score_run *r, rv_err *err)
{
	rv_err why = { .code = RV_OK };
	const rv_status st = rv_store_load_panel(s, RV_INTERVAL_1D, r->in.asof_ms, 0, kind_of,
						 &params->universe, &r->daily, &why);
	if (st != RV_OK && st != RV_ENOENT)
		return rv_err_set(err, st, "%s", why.text);
	if (st == RV_ENOENT)
		return RV_OK;
	return rv_store_load_fields(s, r->daily, r->in.asof_ms, RV_STEP_DAILY_BARS,
				    &params->aliases, params->funding_min_hours, err);
}

static rv_status load(rv_store *s, const rv_step_params *params, rv_interval signal,
		      bool with_daily, rv_score_run *r, rv_err *err)
{
	rv_status st = with_daily ? load_daily(s, params, r, err) : RV_OK;
	if (st == RV_OK && signal == RV_INTERVAL_1D && r->daily)
		r->signal = r->daily;
	else if (st == RV_OK)
		st = rv_store_load_panel(s, signal, r->in.asof_ms, RV_STEP_HOURLY_BARS, kind_of,
					 &params->universe, &r->signal, err);
	r->in.signal = r->signal;
	r->in.daily = r->daily;
	return st;
}

static rv_status run(const rv_step_params *params, rv_score_run *r, rv_err *err)
{
	rv_step *step = NULL;
	rv_status st = rv_step_new(params, &step);
	if (st == RV_OK)
		st = rv_step_run(step, &r->in, &r->result);
	rv_step_free(step);
	return st == RV_OK ? RV_OK : rv_err_set(err, st, "cannot score: %s", rv_status_text(st));
}

rv_status rv_score_run_new(const char *store_path, const rv_step_params *params, rv_interval signal,
			   int64_t asof_ms, bool with_daily, rv_score_run **out, rv_err *err)
{
	rv_score_run *r = calloc(1, sizeof(*r));
	rv_store *s = NULL;
	if (!r)
		return rv_err_set(err, RV_ENOMEM, "cannot score: out of memory");
	r->in.asof_ms = asof_ms;
	rv_status st = rv_store_open(store_path, RV_STORE_READ, &s, err);
	if (st == RV_OK)
		st = load(s, params, signal, with_daily, r, err);
	rv_store_close(s);
	if (st == RV_OK)
		st = run(params, r, err);
	if (st != RV_OK) {
		rv_score_run_free(r);
		return st;
	}
	*out = r;
	return RV_OK;
}

rv_status rv_score_run_of(const rv_panel *daily, const rv_step_params *params, int64_t asof_ms,
			  rv_score_run **out, rv_err *err)
{
	rv_score_run *r = calloc(1, sizeof(*r));
	if (!r)
		return rv_err_set(err, RV_ENOMEM, "cannot score: out of memory");
	r->in = (rv_step_input){ .signal = daily, .daily = daily, .asof_ms = asof_ms };
	const rv_status st = run(params, r, err);
	if (st != RV_OK) {
		rv_score_run_free(r);
		return st;
	}
	*out = r;
	return RV_OK;
}

void rv_score_run_free(rv_score_run *r)
{
	if (!r)
		return;
	if (r->daily != r->signal)
		rv_panel_free(r->daily);
	rv_panel_free(r->signal);
	free(r);
}
