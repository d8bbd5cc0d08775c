/* Volatility targeting and the drawdown circuit, common to all strategies; see run.h. */
#include "engine/research/run_internal.h"

#include "engine/stats/clamp.h"

#include <math.h>
#include <string.h>

static const double DAYS_A_YEAR = 365.0;

void run_risk_begin(run_risk *k, const rv_bt_risk *p, double nav)
{
	*k = (run_risk){ .p = p, .vol_scale = 1.0, .held_scale = 1.0, .peak = nav, .marked = nav };
}

static double vol_of(const run_risk *k)
{
	double sum = 0.0, m2 = 0.0;
	for (size_t i = 0; i < k->n; i++)
		sum += k->returns[i];
	const double mean = sum / (double)k->n;
	for (size_t i = 0; i < k->n; i++)
		m2 += (k->returns[i] - mean) * (k->returns[i] - mean);
	return sqrt(m2 / (double)(k->n - 1) * DAYS_A_YEAR);
}

/* Flat days say nothing about how much the book moves; until vol_days are there it is unscaled. */
static void take_return(run_risk *k, double net)
{
	const size_t most = (size_t)k->p->vol_days;
	if (!(k->p->vol_target > 0.0) || !(k->held_scale > 0.0))
		return;
	if (k->n == most)
		memmove(k->returns, k->returns + 1, --k->n * sizeof(k->returns[0]));
	k->returns[k->n++] = net / k->held_scale;
	if (k->n < most)
		return;
	const double vol = vol_of(k);
	k->vol_scale = vol > 0.0 ? rv_clamp(k->p->vol_target / vol, k->p->vol_least, k->p->vol_most)
				 : k->p->vol_most;
}

void run_risk_day(run_risk *k, double nav, bool active)
{
	if (active)
		take_return(k, nav / k->marked - 1.0);
	k->marked = nav;
	k->peak = nav > k->peak ? nav : k->peak;
	const double drawdown = 1.0 - nav / k->peak;
	if (!(k->p->drawdown_cut > 0.0))
		k->cut = false;
	else if (k->cut)
		k->cut = drawdown > k->p->drawdown_release;
	else
		k->cut = drawdown > k->p->drawdown_cut;
}
