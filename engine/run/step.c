/* One scoring pass, point in time; see step.h. */
#include "engine/run/step.h"

#include "engine/market/funding_days.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

_Static_assert((int)RV_RVM_HOURLY_BARS == (int)RV_STEP_HOURLY_BARS,
	       "a term's history is that of a frame");

struct rv_step {
	rv_step_params params;
	rv_rvm *rvm;
	rv_frame *daily, *signal;
	rv_frame recent;	     /* tail of daily: what the stat-arb system reads */
	const rv_frame *signal_used; /* the daily frame where the signal panel is the daily one */
	rv_idio *idio;
	rv_idio_result *weighed; /* by a person's weights */
	rv_stat_arb_book *book;
	double held[RV_MAX_SYMBOLS]; /* S5's weights by daily frame index */
	rv_ms *ms;
	rv_ma *ma;
	rv_buckets *buckets;
	rv_hybrid *hybrid;
	rv_risk *risk;
};

void rv_step_params_default(rv_step_params *p)
{
	p->modules = RV_MODULE_ALL;
	p->equity_usd = 1e6;
	p->funding_min_hours = RV_FUNDING_MIN_HOURS;
	rv_aliases_default(&p->aliases);
	rv_rvm_params_default(&p->rvm);
	rv_rvm_baskets_default(&p->baskets);
	rv_universe_params_default(&p->universe);
	rv_idio_params_default(&p->idio);
	rv_opt_params_default(&p->opt);
	rv_ms_params_default(&p->ms);
	rv_ma_params_default(&p->ma);
	rv_bucket_params_default(&p->buckets);
	rv_hybrid_params_default(&p->hybrid);
	rv_risk_params_default(&p->risk);
}

static bool universe_ok(const rv_universe_params *u)
{
	return isfinite(u->min_volume_usd) && isfinite(u->exit_volume_usd) && u->exit_days >= 1 &&
	       u->replay_days >= 1 && u->min_active >= 0 && u->volume_days >= 1 &&
	       u->min_history_closes >= 1 &&
	       u->n_factors <= sizeof(u->factors) / sizeof(u->factors[0]) &&
	       u->n_indices <= RV_UNIVERSE_LIST_CAP && u->n_stables <= RV_UNIVERSE_LIST_CAP;
}

static rv_status new_frames(rv_step *s)
{
	const rv_status st = rv_frame_new(RV_MAX_SYMBOLS, RV_STEP_DAILY_BARS, &s->daily);
	return st == RV_OK ? rv_frame_new(RV_MAX_SYMBOLS, RV_STEP_HOURLY_BARS, &s->signal) : st;
}

static rv_status new_modules(rv_step *s)
{
	enum { SYMBOLS = RV_MAX_SYMBOLS, DAYS = RV_STEP_DAILY_BARS, BARS = RV_STEP_HOURLY_BARS };
	rv_status st = rv_idio_new(SYMBOLS, DAYS, &s->idio);
	if (st == RV_OK)
		st = rv_stat_arb_book_new(SYMBOLS, &s->book);
	if (st == RV_OK)
		st = rv_ma_new(SYMBOLS, DAYS, &s->ma);
	if (st == RV_OK)
		st = rv_buckets_new(SYMBOLS, DAYS, &s->buckets);
	if (st == RV_OK)
		st = rv_ms_new(SYMBOLS, BARS, &s->ms);
	if (st == RV_OK)
		st = rv_hybrid_new(SYMBOLS, BARS, &s->hybrid);
	if (st == RV_OK)
		st = rv_risk_new(SYMBOLS, BARS, &s->risk);
	return st;
}

rv_status rv_step_new(const rv_step_params *params, rv_step **out)
{
	if (!universe_ok(&params->universe) || params->rvm.lookback_bars < 2)
		return RV_EINVAL;
	rv_step *s = calloc(1, sizeof(*s));
	if (!s)
		return RV_ENOMEM;
	s->params = *params;
	rv_status st = rv_rvm_new(RV_MAX_SYMBOLS, (size_t)params->rvm.lookback_bars, &s->rvm);
	if (st == RV_OK)
		st = new_frames(s);
	if (st == RV_OK)
		st = new_modules(s);
	s->weighed = calloc(1, sizeof(*s->weighed));
	if (st == RV_OK && !s->weighed)
		st = RV_ENOMEM;
	if (st != RV_OK) {
		rv_step_free(s);
		return st;
	}
	*out = s;
	return RV_OK;
}

void rv_step_free(rv_step *s)
{
	if (!s)
		return;
	rv_risk_free(s->risk);
	rv_hybrid_free(s->hybrid);
	rv_ms_free(s->ms);
	rv_buckets_free(s->buckets);
	rv_ma_free(s->ma);
	rv_stat_arb_book_free(s->book);
	free(s->weighed);
	rv_idio_free(s->idio);
	rv_frame_free(s->signal);
	rv_frame_free(s->daily);
	rv_rvm_free(s->rvm);
	free(s);
}

const rv_step_params *rv_step_get_params(const rv_step *s)
{
	return &s->params;
}

/* What a pass gives before the first bar has closed: nothing is known. */
static void no_momentum(rv_rvm_result *r)
{
	r->bar_close_ms = 0;
	r->n = r->n_available = 0;
	r->mean_momentum = NAN;
	r->divided = false;
	for (size_t s = 0; s < RV_SPREAD_N; s++)
		r->spread_sd[s] = NAN;
	memset(r->spreads, 0, sizeof(r->spreads));
}

static void run_universe(const rv_step *s, const rv_step_input *in, rv_step_result *out)
{
	const size_t col = in->daily ? rv_panel_asof_col(in->daily, in->asof_ms) : SIZE_MAX;
	out->has_universe = col != SIZE_MAX;
	out->universe.n = out->universe.n_active = 0;
	out->universe.band = out->universe.reduce_only = false;
	if (out->has_universe)
		rv_universe_run(&s->params.universe, in->daily, col, &out->universe);
}

static rv_status run_momentum(rv_step *s, const rv_step_input *in, rv_step_result *out)
{
	const size_t col = rv_panel_asof_col(in->signal, in->asof_ms);
	if (col == SIZE_MAX) {
		out->bar_close_ms = 0;
		no_momentum(&out->rvm);
		return RV_OK;
	}
	rv_rvm_lend(s->rvm, s->signal_used);
	const rv_status st =
		rv_rvm_run(s->rvm, &s->params.rvm, &s->params.baskets, in->signal, col, &out->rvm);
	out->bar_close_ms = st == RV_OK ? out->rvm.bar_close_ms : 0;
	return st;
}

static size_t copy_names(const rv_frame *f, char (*names)[RV_SYMBOL_MAX])
{
	for (size_t i = 0; i < f->n; i++)
		memcpy(names[i], rv_frame_name(f, i), strlen(rv_frame_name(f, i)) + 1);
	return f->n;
}

static rv_status fill_frames(rv_step *s, const rv_step_input *in, rv_step_result *out)
{
	s->signal_used = in->signal == in->daily ? s->daily : s->signal;
	rv_status st = rv_frame_fill(s->daily, in->daily, in->asof_ms);
	if (st == RV_OK && s->signal_used != s->daily)
		st = rv_frame_fill(s->signal, in->signal, in->asof_ms);
	if (st != RV_OK)
		return st;
	s->recent = rv_frame_tail(s->daily, rv_idio_bars(&s->params.idio));
	out->n_daily = copy_names(s->daily, out->daily_names);
	for (size_t i = 0; i < out->n_daily; i++) {
		const size_t last = s->daily->bars - 1;
		out->daily_close[i] = rv_frame_close(s->daily, i)[last];
		out->daily_funding[i] = rv_frame_field(s->daily, RV_PANEL_FUNDING, i)[last];
	}
	out->n_signal = copy_names(s->signal_used, out->signal_names);
	return RV_OK;
}

/* Market-aware risk reads market structure: where it runs, so does that. */
static unsigned modules_of(const rv_step *s, const rv_step_input *in)
{
	const unsigned all = s->params.modules, ms = RV_MODULE_MARKET_STRUCTURE;
	const unsigned wanted = (all & RV_MODULE_RISK) ? all | ms : all;
	const unsigned asked = in->modules ? wanted & in->modules : wanted;
	return (asked & RV_MODULE_RISK) ? asked | ms : asked;
}

/* S5's book from what it holds; without a book from nothing. */
static rv_status run_held(rv_step *s, const rv_step_input *in, const rv_idio_result *idio,
			  rv_edge_state *edge, rv_book_result *out)
{
	const rv_opt_params *p = &s->params.opt;
	if (!in->s5)
		return rv_stat_arb_book_run(s->book, p, &s->recent, s->idio, idio, NULL, out);
	*edge = rv_s5_book_start(in->s5, idio->close_ms)->edge;
	return rv_stat_arb_book_day(s->book, p, &s->recent, s->idio, idio, s->held, edge, out);
}

static rv_status run_s5(rv_step *s, const rv_step_input *in, rv_step_result *out)
{
	const rv_s5_day *start = rv_s5_book_start(in->s5, out->idio.close_ms);
	for (size_t i = 0; i < out->n_daily; i++)
		s->held[i] = rv_s5_day_weight(start, out->daily_names[i]);
	out->s5_from_ms = start->close_ms;
	return run_held(s, in, &out->idio, &out->s5_edge, &out->s5);
}

/* And by a person's weights; the scores stay those of the ridge's. */
static rv_status run_weighed(rv_step *s, const rv_step_input *in, rv_step_result *out)
{
	memcpy(out->factor_weights, in->factor_weights, sizeof(out->factor_weights));
	*s->weighed = out->idio;
	rv_idio_weigh(s->weighed, in->factor_weights);
	return run_held(s, in, s->weighed, &out->weighed_edge, &out->weighed_book);
}

/* The systems that read daily bars; a module that is switched off leaves an empty result. */
static rv_status run_daily(rv_step *s, const rv_step_input *in, rv_step_result *out)
{
	const rv_step_params *p = &s->params;
	const unsigned modules = modules_of(s, in);
	rv_status st = RV_OK;
	out->idio.n = out->book.n = out->s5.n = out->weighed_book.n = out->buckets.n = 0;
	out->ma.close_ms = out->idio.close_ms = out->buckets.close_ms = 0;
	if (modules & RV_MODULE_STAT_ARB) {
		st = rv_idio_run(s->idio, &p->idio, &p->universe, &out->universe, &s->recent,
				 in->ridge_previous, &out->idio);
		if (st == RV_OK)
			st = rv_stat_arb_book_run(s->book, &p->opt, &s->recent, s->idio, &out->idio,
						  NULL, &out->book);
		if (st == RV_OK && in->s5)
			st = run_s5(s, in, out);
		if (st == RV_OK && in->factor_weights)
			st = run_weighed(s, in, out);
	}
	if (st == RV_OK && (modules & RV_MODULE_MAJORS_ALTS))
		st = rv_ma_run(s->ma, &p->ma, &p->universe, s->daily, &out->ma);
	if (st == RV_OK && (modules & RV_MODULE_BUCKETS))
		st = rv_buckets_run(s->buckets, &p->buckets, s->daily, &out->buckets);
	return st;
}

/* The systems that read bars of the signal interval. */
static rv_status run_signal(rv_step *s, const rv_step_input *in, rv_step_result *out)
{
	const rv_step_params *p = &s->params;
	const unsigned modules = modules_of(s, in);
	rv_status st = RV_OK;
	out->ms.n = out->hybrid.n = out->hybrid.n_screen = out->risk.n = 0;
	out->ms.close_ms = out->hybrid.close_ms = out->risk.close_ms = 0;
	if (modules & RV_MODULE_MARKET_STRUCTURE)
		st = rv_ms_run(s->ms, &p->ms, s->signal_used, &out->ms);
	if (st == RV_OK && (modules & RV_MODULE_HYBRID))
		st = rv_hybrid_run(s->hybrid, &p->hybrid, s->signal_used, s->daily, &out->rvm,
				   in->experience, &out->hybrid);
	if (st == RV_OK && (modules & RV_MODULE_RISK))
		st = rv_risk_run(s->risk, &p->risk, s->signal_used, &p->ms, &out->ms,
				 in->experience, NULL, p->equity_usd, &out->risk);
	return st;
}

rv_status rv_step_run(rv_step *s, const rv_step_input *in, rv_step_result *out)
{
	if (in->daily && rv_panel_interval(in->daily) != RV_INTERVAL_1D)
		return RV_EINVAL;
	out->asof_ms = in->asof_ms;
	out->interval = rv_panel_interval(in->signal);
	run_universe(s, in, out);
	rv_status st = fill_frames(s, in, out);
	if (st == RV_OK)
		st = run_momentum(s, in, out);
	if (st == RV_OK)
		st = run_daily(s, in, out);
	if (st == RV_OK)
		st = run_signal(s, in, out);
	if (st != RV_OK)
		out->bar_close_ms = 0;
	return st;
}

const rv_frame *rv_step_daily(const rv_step *s)
{
	return s->daily;
}

const rv_frame *rv_step_recent(const rv_step *s)
{
	return &s->recent;
}

const rv_idio *rv_step_idio(const rv_step *s)
{
	return s->idio;
}

const rv_frame *rv_step_signal(const rv_step *s)
{
	return s->signal_used;
}

rv_status rv_step_spread_history(rv_step *s, const rv_step_input *in, size_t n, double *hist)
{
	const size_t col = rv_panel_asof_col(in->signal, in->asof_ms);
	if (col != SIZE_MAX)
		return rv_rvm_spread_history(s->rvm, &s->params.rvm, &s->params.baskets, in->signal,
					     col, n, hist);
	for (size_t i = 0; i < RV_SPREAD_N * n; i++)
		hist[i] = NAN;
	return RV_OK;
}
