/* Majors against alts: the composite score; see majors_score.h. */
#include "engine/regime/majors_score.h"

#include "engine/stats/lag_dot.h"
#include "engine/stats/moments.h"

#include <math.h>

double rv_ma_contribution(const rv_ma_params *p, rv_ma_feature f, double z)
{
	return p->weights[f] * (p->compat_signs ? 1.0 : p->direction[f]) * z;
}

/* A missing feature adds nothing; the score is missing when too little of the weight is there. */
static double composite(const rv_ma_params *p, const rv_ma_features *f, size_t t)
{
	double sum = 0.0, known = 0.0, all = 0.0;
	for (size_t i = 0; i < RV_MA_FEATURES; i++) {
		all += p->weights[i];
		if (!isfinite(f->z[i][t]))
			continue;
		known += p->weights[i];
		sum += rv_ma_contribution(p, (rv_ma_feature)i, f->z[i][t]);
	}
	return known > 0.0 && known >= p->min_weight_share * all ? sum : NAN;
}

/* Adjusted EMA: weights (1-a)^age over the known history, a missing value keeps its age. */
static void smooth(const double *raw, size_t bars, int span, double *out)
{
	const double keep = 1.0 - 2.0 / ((double)span + 1.0);
	double num = 0.0, den = 0.0;
	for (size_t t = 0; t < bars; t++) {
		num *= keep;
		den *= keep;
		if (isfinite(raw[t])) {
			num += raw[t];
			den += 1.0;
		}
		out[t] = isfinite(raw[t]) ? num / den : NAN;
	}
}

/* sd1 of n known values, two passes. */
static double sd_of(const double *x, size_t n)
{
	return sqrt(rv_sum_squares(x, rv_sum(x, n) / (double)n, n) / (double)(n - 1));
}

/* Before there is enough history: the sd of the sum of independent z-scores. */
static double weights_norm(const rv_ma_params *p)
{
	double sum = 0.0;
	for (size_t i = 0; i < RV_MA_FEATURES; i++)
		sum += p->weights[i] * p->weights[i];
	return sqrt(sum);
}

/* score[t] / sd of the newest score_window known scores up to t. In place; work [bars]. */
static void standardise(const rv_ma_params *p, size_t bars, double *score, double *work)
{
	const size_t window = (size_t)p->score_window;
	const double norm = weights_norm(p);
	size_t n = 0;
	for (size_t t = 0; t < bars; t++) {
		if (!isfinite(score[t]))
			continue;
		work[n++] = score[t];
		const size_t k = n < window ? n : window;
		const double sd = k >= (size_t)p->score_min ? sd_of(work + n - k, k) : norm;
		score[t] /= sd < RV_SD_MIN ? norm : sd;
	}
}

void rv_ma_score_series(const rv_ma_params *p, const rv_ma_features *f, rv_ma_scores *out)
{
	for (size_t t = 0; t < f->bars; t++)
		out->raw[t] = out->score[t] = composite(p, f, t);
	if (p->score_ema > 0)
		smooth(out->raw, f->bars, p->score_ema, out->score);
	if (p->standardize_score)
		standardise(p, f->bars, out->score, out->work);
	for (size_t t = 0; t < f->bars; t++) {
		out->gated[t] = fabs(f->gate[t]) > p->high_vol_return && out->score[t] > p->high;
		if (out->gated[t])
			out->score[t] = p->high;
	}
}
