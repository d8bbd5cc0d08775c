/* How much a coin moves, from the frames of the last pass; see live.h. */
#include "engine/run/live_state.h"
#include "engine/stats/moments.h"

#include <math.h>
#include <string.h>

enum { DAYS = 30, HOURS = 168, LEAST = 10 };

/* sd1 of the newest n log returns of a coin; NaN below LEAST of them or when it does not move. */
static double sigma_of(const rv_frame *f, const char *name, size_t n)
{
	const size_t i = rv_frame_find(f, name);
	if (i == SIZE_MAX)
		return NAN;
	const size_t known = f->bars < n ? f->bars : n;
	const rv_moments m = rv_moments_of(rv_frame_log(f, i) + f->bars - known, known);
	if (m.n < LEAST)
		return NAN;
	const double sd = sqrt(m.m2 / (double)(m.n - 1));
	return sd > 0.0 ? sd : NAN;
}

/* The newest returns at the end, NaN before the first that there is. */
static void fill_returns(const rv_frame *f, const char *name, double *out)
{
	const size_t i = rv_frame_find(f, name);
	for (size_t k = 0; k < RV_LIVE_RETURNS; k++) {
		const size_t back = RV_LIVE_RETURNS - k;
		const bool there = i != SIZE_MAX && f->bars >= back;
		out[k] = there ? rv_frame_log(f, i)[f->bars - back] : (double)NAN;
	}
}

void rv_live_sigmas(rv_live *l)
{
	const rv_frame *days = rv_step_daily(l->step), *hours = rv_step_signal(l->step);
	l->passes_made++;
	for (size_t i = 0; i < l->n; i++) {
		rv_live_symbol *s = &l->symbols[i];
		s->sigma_day = sigma_of(days, s->in.name, DAYS);
		s->sigma_hour = sigma_of(hours, s->in.name, HOURS);
		fill_returns(days, s->in.name, s->returns);
	}
}

const rv_step_result *rv_live_pass(const rv_live *l, uint64_t *number)
{
	*number = l->passes_made;
	return l->asof_bar_close != 0 ? &l->result : NULL;
}

size_t rv_live_coins(const rv_live *l)
{
	return l->n;
}

rv_live_coin rv_live_coin_at(const rv_live *l, size_t i)
{
	const rv_live_symbol *s = &l->symbols[i];
	return (rv_live_coin){ .in = &s->in,
			       .quote = s->quote,
			       .sigma_day = s->sigma_day,
			       .sigma_hour = s->sigma_hour,
			       .returns = s->returns };
}
