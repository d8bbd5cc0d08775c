/*
 * The strategy majors-alts with regimes that nobody named (regime/unsupervised.h) in the place of
 * the composite score's: each window fits the rows of its train days and orders the states by what
 * the always-on book earned in them; from then on each close tells the regime of the day after.
 * Features, baskets and the book are those of majors.c; in RISK_ON_MAJORS the whole book is held.
 * docs/backtest.md, "Majors against alts".
 */
#include "engine/research/majors_internal.h"

#include "engine/research/train_tally.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ROW = 3 };

static const rv_ma_feature row_features[ROW] = { RV_MA_ALT_BREADTH, RV_MA_BTC_DOMINANCE,
						 RV_MA_FUNDING_SKEW };

struct majors_unsup {
	rv_unsup_params params;
	bool fitted;
	rv_unsup model;
	size_t d; /* features that the window has */
	rv_ma_feature used[ROW];
	rv_unsup_state state;
	size_t next; /* the day whose row comes next */
};

/* ---- open ---- */

static rv_status open_kind(const rv_strategy_setup *s, rv_bt_result *names, void **self,
			   rv_err *err, rv_unsup_kind kind)
{
	void *opened = NULL;
	const rv_status st = rv_strategy_majors_alts.open(s, names, &opened, err);
	if (st != RV_OK)
		return st;
	majors *m = opened;
	m->unsup = calloc(1, sizeof(*m->unsup));
	if (!m->unsup) {
		rv_strategy_majors_alts.close(m);
		return RV_ENOMEM;
	}
	rv_unsup_params_default(&m->unsup->params);
	m->unsup->params.kind = kind;
	m->configured.n_regimes = m->now.n_regimes = 3;
	majors_name_regimes(&m->configured, names);
	names->n_values = 0;
	*self = m;
	return RV_OK;
}

rv_status majors_unsup_open_kmeans(const rv_strategy_setup *s, rv_bt_result *names, void **self,
				   rv_err *err)
{
	return open_kind(s, names, self, err, RV_UNSUP_KMEANS);
}

rv_status majors_unsup_open_hmm(const rv_strategy_setup *s, rv_bt_result *names, void **self,
				rv_err *err)
{
	return open_kind(s, names, self, err, RV_UNSUP_HMM);
}

/* ---- the regime of a close ---- */

static void put_row(const majors *m, size_t day, double row[ROW])
{
	const struct majors_unsup *u = m->unsup;
	for (size_t f = 0; f < u->d; f++)
		row[f] = m->z[u->used[f]][majors_bar(m, day)];
}

void majors_unsup_day(majors *m, size_t day)
{
	struct majors_unsup *u = m->unsup;
	rv_ma_result *r = &m->r->ma;
	double row[ROW];
	int held = -1;
	for (; u->fitted && u->next <= day; u->next++) {
		put_row(m, u->next, row);
		held = rv_unsup_step(&u->model, &u->state, row);
	}
	r->state.regime = held < 0 ? RV_MA_UNKNOWN : rv_unsup_regime(held, u->params.kmeans.k);
	r->scale = rv_ma_regime_trades(r->state.regime) ? 1.0 : 0.0;
}

/* ---- training ---- */

static bool is_whole(double v)
{
	return isfinite(v);
}

/* Features that enough days of the train have. */
static void choose_features(majors *m, const rv_bt_train *t)
{
	struct majors_unsup *u = m->unsup;
	u->d = 0;
	for (size_t f = 0; f < ROW; f++) {
		size_t known = 0;
		for (size_t day = t->from; day < t->to; day++)
			known += is_whole(m->z[row_features[f]][majors_bar(m, day)]) &&
				 t->uses[day - t->from];
		if (known >= u->params.min_rows)
			u->used[u->d++] = row_features[f];
	}
}

/* Rows of the train days, and what was earned over the day after each, within the train. */
static rv_status fit(majors *m, const rv_bt_train *t, double *x, double *r)
{
	struct majors_unsup *u = m->unsup;
	const size_t n = t->to - t->from;
	rv_err ignored = { .code = RV_OK };
	for (size_t i = 0; i < n; i++) {
		const bool next = i + 1 < n && t->uses[i] && t->uses[i + 1];
		put_row(m, t->from + i, x + i * u->d);
		for (size_t f = 0; f < u->d && !t->uses[i]; f++)
			x[i * u->d + f] = NAN;
		r[i] = next ? m->always.net[t->from + i + 1] : (double)NAN;
	}
	const rv_status st = rv_unsup_fit(&u->params, x, r, n, u->d, &u->model, &ignored);
	u->fitted = st == RV_OK;
	return st == RV_EDATA ? RV_OK : st; /* too little to go by: no regime is known */
}

rv_status majors_unsup_train_begin(void *self, const rv_bt_train *t)
{
	majors *m = self;
	struct majors_unsup *u = m->unsup;
	const size_t n = t->to - t->from;
	u->fitted = false;
	u->state = (rv_unsup_state){ .begun = false };
	u->next = t->from > 0 ? t->from : 1; /* day 0 is only marked */
	choose_features(m, t);
	if (u->d == 0)
		return RV_OK;
	double *x = calloc(n * u->d + 1, sizeof(*x)), *r = calloc(n + 1, sizeof(*r));
	const rv_status st = x && r ? fit(m, t, x, r) : RV_ENOMEM;
	free(x);
	free(r);
	return st;
}

void majors_unsup_sample(const void *self, uint64_t seed, size_t k, rv_bt_choice *out)
{
	(void)self;
	(void)seed;
	(void)k;
	*out = (rv_bt_choice){ .value = { 0 } };
}

/* What the always-on book has earned in RISK_ON_MAJORS of the train, before costs. */
rv_status majors_unsup_train(const void *self, const rv_bt_train *t, const rv_bt_choice *choice,
			     rv_bt_trial *out)
{
	const majors *m = self;
	const struct majors_unsup *u = m->unsup;
	rv_unsup_state state = { .begun = false };
	rv_train_tally s = { 0 };
	bool in = false;
	(void)choice;
	if (!u->fitted) {
		out->why = "too few whole days to fit";
		return RV_OK;
	}
	for (size_t day = u->next; day < t->to; day++) {
		const double net = m->always.net[day], r = in && isfinite(net) ? net : 0.0;
		double row[ROW];
		put_row(m, day, row);
		const int held = rv_unsup_step(&u->model, &state, row);
		if (t->uses[day - t->from]) {
			rv_train_add(&s, r, in);
			if (t->net)
				t->net[day - t->from] = r;
		}
		in = held >= 0 && rv_ma_regime_trades(rv_unsup_regime(held, u->params.kmeans.k));
	}
	rv_train_judge(&s, out);
	return RV_OK;
}

rv_status majors_unsup_choose(void *self, const rv_bt_choice *choice)
{
	(void)self;
	(void)choice;
	return RV_OK;
}

const rv_strategy *rv_strategy_majors_by(rv_majors_model model)
{
	switch (model) {
	case RV_MAJORS_KMEANS:
		return &rv_strategy_majors_kmeans;
	case RV_MAJORS_HMM:
		return &rv_strategy_majors_hmm;
	default:
		return &rv_strategy_majors_alts;
	}
}

rv_majors_model rv_majors_model_find(const char *name)
{
	static const char *const names[RV_MAJORS_MODELS] = { "composite", "kmeans", "hmm" };
	for (int i = 0; i < RV_MAJORS_MODELS; i++) {
		if (strcmp(names[i], name) == 0)
			return (rv_majors_model)i;
	}
	return RV_MAJORS_MODELS;
}
