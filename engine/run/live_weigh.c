/* S5 by a person's weights of its signals; see live.h. */
#include "engine/run/live.h"
#include "engine/run/live_state.h"

#include <stdlib.h>
#include <string.h>

const double *rv_live_weights(const rv_live *l)
{
	return l->has_factors ? l->factors : NULL;
}

void rv_live_factors(rv_live *l, const double *weights)
{
	const bool same =
		weights ? l->has_factors && memcmp(l->factors, weights, sizeof(l->factors)) == 0
			: !l->has_factors;
	if (same)
		return;
	l->has_factors = weights != NULL;
	if (weights)
		memcpy(l->factors, weights, sizeof(l->factors));
	/* Without them a pass is read as it is. */
	l->dirty = l->dirty || (weights && l->asof_bar_close != 0);
}

/* Indices of a pass are of its own coins. */
static bool same_coins(const rv_step_result *a, const rv_step_result *b)
{
	bool same = a->n_daily == b->n_daily;
	for (size_t i = 0; same && i < a->n_daily; i++)
		same = strcmp(a->daily_names[i], b->daily_names[i]) == 0;
	return same;
}

rv_status rv_live_weigh(rv_live *l, const double weights[RV_IDIO_N], const rv_step_result **out)
{
	*out = NULL;
	if (l->asof_bar_close == 0)
		return RV_ENOENT;
	if (!l->weighed)
		l->weighed = calloc(1, sizeof(*l->weighed));
	if (!l->weighed)
		return RV_ENOMEM;
	const rv_step_input in = { .signal = l->hourly,
				   .daily = l->daily,
				   .asof_ms = l->result.asof_ms,
				   .modules = RV_MODULE_STAT_ARB,
				   .s5 = &l->s5,
				   .factor_weights = weights };
	const rv_status st = rv_step_run(l->step, &in, &l->replayed);
	if (st != RV_OK)
		return st;
	if (!same_coins(&l->replayed, &l->result))
		return RV_ENOENT;
	rv_step_result_copy(l->weighed, &l->result);
	memcpy(l->weighed->factor_weights, weights, sizeof(l->weighed->factor_weights));
	l->weighed->weighed_book = l->replayed.weighed_book;
	l->weighed->weighed_edge = l->replayed.weighed_edge;
	*out = l->weighed;
	return RV_OK;
}
