/* A small market for tests of the hybrid score: frames, a snapshot of momentum, experience. */
#ifndef RV_TESTS_HYBRID_RUN_H
#define RV_TESTS_HYBRID_RUN_H

#include "engine/score/hybrid.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/panel_fixture.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct hyb_market {
	rv_panel *hourly, *daily;
	rv_frame *signal, *days;
	rv_rvm_result *rvm;
	rv_experience *ex;
	rv_hybrid *w;
	rv_hybrid_params params;
	rv_hybrid_result *out;
} hyb_market;

/* Room for `bars` hourly bars of `n` coins; filled by hyb_frames once the closes are there. */
static inline hyb_market *hyb_new(size_t n, size_t bars)
{
	hyb_market *m = calloc(1, sizeof(*m));
	assert_non_null(m);
	m->hourly = fx_panel(RV_INTERVAL_1H, n, bars);
	m->daily = fx_panel(RV_INTERVAL_1D, n, 64);
	m->rvm = calloc(1, sizeof(*m->rvm));
	m->ex = calloc(1, sizeof(*m->ex));
	m->out = malloc(sizeof(*m->out));
	assert_true(m->rvm && m->ex && m->out);
	memset(m->out, 0xa5, sizeof(*m->out)); /* what a pass does not write would show */
	assert_int_equal(rv_frame_new(RV_MAX_SYMBOLS, bars, &m->signal), RV_OK);
	assert_int_equal(rv_frame_new(RV_MAX_SYMBOLS, 64, &m->days), RV_OK);
	assert_int_equal(rv_hybrid_new(RV_MAX_SYMBOLS, bars, &m->w), RV_OK);
	rv_hybrid_params_default(&m->params);
	return m;
}

static inline void hyb_free(hyb_market *m)
{
	rv_panel_free(m->hourly);
	rv_panel_free(m->daily);
	rv_frame_free(m->signal);
	rv_frame_free(m->days);
	rv_hybrid_free(m->w);
	free(m->rvm);
	free(m->ex);
	free(m->out);
	free(m);
}

/* Fills the frames, and a snapshot in which no coin has a score yet. */
static inline void hyb_frames(hyb_market *m, int64_t asof_ms)
{
	assert_int_equal(rv_frame_fill(m->signal, m->hourly, asof_ms), RV_OK);
	assert_int_equal(rv_frame_fill(m->days, m->daily, asof_ms), RV_OK);
	m->rvm->bar_close_ms = m->signal->close_ms;
	m->rvm->n = m->signal->n;
	for (size_t i = 0; i < m->signal->n; i++) {
		m->rvm->symbols[i].row = m->signal->rows[i];
		m->rvm->symbols[i].available = false;
		m->rvm->symbols[i].score = 0.0;
	}
	m->ex->asof_ms = m->signal->close_ms;
	m->ex->drawdown = NAN;
}

static inline size_t hyb_index(const hyb_market *m, const char *name)
{
	const size_t i = rv_frame_find(m->signal, name);
	assert_true(i != SIZE_MAX);
	return i;
}

static inline void hyb_momentum(hyb_market *m, const char *name, double score)
{
	rv_rvm_symbol *s = &m->rvm->symbols[hyb_index(m, name)];
	s->available = !isnan(score);
	s->score = isnan(score) ? 0.0 : score;
}

/* Adds a coin to the experience; in name order. */
static inline rv_experience_symbol *hyb_learn(hyb_market *m, const char *name)
{
	rv_experience_symbol *s = &m->ex->symbols[m->ex->n++];
	memset(s, 0, sizeof(*s));
	memcpy(s->symbol, name, strlen(name) + 1);
	return s;
}

static inline void hyb_go(hyb_market *m)
{
	assert_int_equal(rv_hybrid_run(m->w, &m->params, m->signal, m->days, m->rvm, m->ex, m->out),
			 RV_OK);
}

static inline const rv_hybrid_symbol *hyb_of(const hyb_market *m, const char *name)
{
	return &m->out->symbols[hyb_index(m, name)];
}

/* Place of a line in the screener, best = 0. */
static inline size_t hyb_place(const hyb_market *m, const char *name, rv_direction side)
{
	const size_t i = hyb_index(m, name);
	size_t k = 0;
	while (k < m->out->n_screen &&
	       (m->out->screen[k].index != i || m->out->screen[k].side != side))
		k++;
	assert_true(k < m->out->n_screen);
	return k;
}

static inline const rv_screen_entry *hyb_line(const hyb_market *m, const char *name,
					      rv_direction side)
{
	return &m->out->screen[hyb_place(m, name, side)];
}

/* The same walk for every coin: equal in everything that is not told apart by the test. */
static inline void hyb_same_walk(hyb_market *m, const char *name, size_t bars)
{
	double close[800];
	assert_true(bars <= LEN(close));
	for (size_t k = 0; k < bars; k++)
		close[k] = 2.385 * exp(0.0007 * (double)k + 0.013 * sin(0.7 * (double)k));
	fx_closes(m->hourly, name, 0, close, bars);
}

#endif
