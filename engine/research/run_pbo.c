/*
 * How overfitted the choice of a window is: its sets' returns of the train days, cut and crossed
 * (pbo.h). They are kept while the window trains and no longer.
 */
#include "engine/research/run_internal.h"

#include <math.h>
#include <stdlib.h>

rv_status run_pbo_rows(size_t sets, size_t days, double **out)
{
	*out = NULL;
	if (sets < 2 || days == 0 || sets > RUN_PBO_CELLS / days)
		return RV_OK;
	*out = malloc(sets * days * sizeof(**out));
	for (size_t i = 0; *out && i < sets * days; i++)
		(*out)[i] = NAN;
	return *out ? RV_OK : RV_ENOMEM;
}

/* Days on which every admissible set is known, and these sets, one after the other by day. */
static size_t cross(const rv_bt_trial *trials, size_t sets, const double *net, size_t days,
		    double *x, size_t *admissible)
{
	size_t n_days = 0;
	*admissible = 0;
	for (size_t k = 0; k < sets; k++)
		*admissible += isfinite(trials[k].objective);
	for (size_t d = 0; d < days; d++) {
		size_t n = 0;
		for (size_t k = 0; k < sets; k++) {
			const double v = net[k * days + d];
			if (isfinite(trials[k].objective) && isfinite(v))
				x[n_days * *admissible + n++] = v;
		}
		n_days += *admissible > 0 && n == *admissible;
	}
	return n_days;
}

rv_status run_pbo(run_state *x, size_t window, const rv_bt_trial *trials, size_t sets,
		  const double *net)
{
	rv_bt_window *w = &x->r->windows[window];
	const size_t days = w->train_to - w->train_from;
	double *crossed = malloc(sets * days * sizeof(*crossed));
	size_t admissible = 0;
	if (!crossed)
		return RV_ENOMEM;
	const size_t known = cross(trials, sets, net, days, crossed, &admissible);
	const size_t blocks = rv_pbo_blocks_of(known);
	rv_status st = RV_OK;
	if (admissible >= 2 && blocks > 0) {
		st = rv_pbo_of(crossed, known, admissible, blocks, NULL, &w->pbo, x->err);
		w->pbo_sets = st == RV_OK ? admissible : 0;
		w->pbo_blocks = blocks;
	}
	free(crossed);
	return st;
}
