/* Unsupervised regimes, walk-forward; see unsup_walk.h. */
#include "engine/research/unsup_walk.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct rows {
	size_t d;
	double *x;     /* [n_days][d] */
	double *r;     /* [n_days] return of the day after the row */
	int32_t *held; /* [n_days] */
} rows;

/* A column of the features becomes one of the matrix. */
static rv_status put_column(const rv_bt_result *r, const char *name, size_t col, rows *w,
			    rv_err *err)
{
	size_t f = 0;
	while (f < r->n_features && strcmp(r->features[f], name) != 0)
		f++;
	if (f == r->n_features)
		return rv_err_set(err, RV_ENOENT, "regimes: the run has no feature %.40s", name);
	for (size_t t = 0; t < r->n_days; t++)
		w->x[t * w->d + col] = r->feature[f * r->n_days + t];
	return RV_OK;
}

/* The train knows no return of a day after it. */
static void put_returns(const rv_bt_result *r, const rv_bt_window *v, rows *w)
{
	for (size_t t = v->train_from; t < v->train_to; t++)
		w->r[t] = t + 1 < v->train_to ? r->always_on[t + 1] : NAN;
}

/* The regime of test day t + 1 is what is held once row t is known. */
static void tell(const rv_unsup *m, const rv_bt_window *v, rows *w)
{
	rv_unsup_state s = { 0 };
	for (size_t t = v->train_from; t + 1 < v->test_to; t++) {
		const int held = rv_unsup_step(m, &s, w->x + t * w->d);
		if (t + 1 >= v->test_from)
			w->held[t + 1] = held;
	}
}

static rv_status walk(const rv_bt_result *r, const rv_unsup_params *p, rows *w, size_t *fitted,
		      rv_err *err)
{
	*fitted = 0;
	for (size_t t = 0; t < r->n_days; t++)
		w->held[t] = -1;
	for (size_t k = 0; k < r->n_windows; k++) {
		const rv_bt_window *v = &r->windows[k];
		rv_unsup m;
		put_returns(r, v, w);
		const rv_status st =
			rv_unsup_fit(p, w->x + v->train_from * w->d, w->r + v->train_from,
				     v->train_to - v->train_from, w->d, &m, err);
		if (st == RV_EDATA)
			continue;
		if (st != RV_OK)
			return st;
		tell(&m, v, w);
		(*fitted)++;
	}
	return RV_OK;
}

rv_status rv_unsup_walk(const rv_bt_result *r, const rv_unsup_params *p,
			const char *const *features, size_t n, int32_t *held, size_t *fitted,
			rv_err *err)
{
	if (n < 1 || n > RV_CLUSTER_DIMS_MAX)
		return rv_err_set(err, RV_EINVAL, "regimes: %zu features, expected 1..%d", n,
				  RV_CLUSTER_DIMS_MAX);
	rows w = { n, calloc(r->n_days * n + 1, sizeof(double)),
		   calloc(r->n_days + 1, sizeof(double)), calloc(r->n_days + 1, sizeof(int32_t)) };
	size_t done = 0;
	rv_status st = w.x && w.r && w.held ? RV_OK : RV_ENOMEM;
	for (size_t f = 0; f < n && st == RV_OK; f++)
		st = put_column(r, features[f], f, &w, err);
	if (st == RV_OK)
		st = walk(r, p, &w, &done, err);
	if (st == RV_OK) {
		memcpy(held, w.held, r->n_days * sizeof(*held));
		*fitted = done;
	}
	free(w.x);
	free(w.r);
	free(w.held);
	return st;
}
