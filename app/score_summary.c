/* The systems of a pass in a few lines each; see score_summary.h. */
#include "app/score_summary.h"

#include "app/score_json.h"
#include "app/score_modules.h"

#include <math.h>
#include <stdlib.h>

enum { TOP = 10 };

/* A number in width columns, or -- ; always a space before it, however wide it is. */
static void number(FILE *out, int width, int digits, double v)
{
	if (isfinite(v))
		(void)fprintf(out, " %*.*f", width - 1, digits, v);
	else
		(void)fprintf(out, " %*s", width - 1, "--");
}

typedef struct weighted {
	const char *name;
	double weight, extra;
} weighted;

/* Larger weights first; equal ones by name order, which qsort does not keep by itself. */
static int by_weight(const void *a, const void *b)
{
	const weighted *x = a, *y = b;
	const double d = fabs(y->weight) - fabs(x->weight);
	if (d > 0.0 || d < 0.0)
		return d > 0.0 ? 1 : -1;
	return x->name < y->name ? -1 : 1;
}

static void print_weights(FILE *out, weighted *w, size_t n, const char *extra)
{
	qsort(w, n, sizeof(*w), by_weight);
	for (size_t i = 0; i < n && i < TOP; i++) {
		(void)fprintf(out, "  %-12s ", w[i].name);
		number(out, 9, 4, w[i].weight);
		if (extra) {
			(void)fprintf(out, "  %s", extra);
			number(out, 9, 2, w[i].extra);
		}
		(void)fprintf(out, "\n");
	}
	if (n > TOP)
		(void)fprintf(out, "  and %zu more\n", n - TOP);
}

static void print_stat_arb(FILE *out, const rv_step_result *r, const char *note)
{
	static weighted w[RV_MAX_SYMBOLS];
	const rv_idio_result *x = &r->idio;
	(void)fprintf(out, "\nstat-arb: %zu active; ridge", x->n_active);
	for (int k = 0; k < RV_IDIO_N; k++) {
		(void)fprintf(out, " %s", rv_idio_signal_name((rv_idio_signal)k));
		number(out, 8, 4, x->weights[k]);
	}
	(void)fprintf(out, "%s; %zu rows, r2", x->weights_equal ? " (equal: fallback)" : "",
		      x->rows);
	number(out, 8, 5, x->r2);
	const char *age = note[0] ? note : NULL;
	if (r->book.status == RV_OPT_NONE) {
		(void)fprintf(out, "\nportfolio: none, %s\n", rv_score_no_book(r));
		return;
	}
	(void)fprintf(out, "\nportfolio%s%s%s: %s, %zu assets, gross", age ? " (" : "",
		      age ? age : "", age ? ")" : "", rv_opt_status_text(r->book.status),
		      r->book.n_assets);
	number(out, 7, 4, r->book.gross);
	if (isfinite(r->book.gap))
		(void)fprintf(out, ", gap %.1e", r->book.gap);
	(void)fprintf(out, "; hedge BTC");
	number(out, 8, 4, r->book.weight_btc);
	(void)fprintf(out, " ETH");
	number(out, 8, 4, r->book.weight_eth);
	(void)fprintf(out, "\n");
	size_t n = 0;
	for (size_t i = 0; i < r->book.n; i++) {
		const rv_book_symbol *s = &r->book.symbols[i];
		if (s->reason == RV_BOOK_IN && fabs(s->weight) > 0.0)
			w[n++] = (weighted){ r->daily_names[i], s->weight, 1e4 * s->mu };
	}
	print_weights(out, w, n, "mu bp");
}

static void print_structure(FILE *out, const rv_step_result *r)
{
	const rv_ms_result *m = &r->ms;
	(void)fprintf(out, "\nmarket structure: %s", rv_leader_regime_name(m->regime));
	number(out, 6, 2, m->confidence);
	(void)fprintf(out, ", correlation");
	number(out, 6, 2, m->cross_asset_correlation);
	(void)fprintf(out, "; coins:");
	for (int k = 0; k < 5; k++)
		(void)fprintf(out, " %zu %s", m->counts[k],
			      rv_leader_regime_name((rv_leader_regime)k));
	(void)fprintf(out, "\n");
}

static void print_majors(FILE *out, const rv_step_result *r, const rv_step_params *p)
{
	static weighted w[RV_MA_BASKET_MAX];
	const rv_ma_result *m = &r->ma;
	(void)fprintf(out, "\nmajors against alts: %s for %d bars, score",
		      rv_ma_regime_name(m->state.regime, p->ma.n_regimes), m->state.age_bars);
	number(out, 7, 3, m->score);
	(void)fprintf(out, "%s; basket of %zu, BTC", m->trading ? ", trades" : ", stands aside",
		      m->n_basket);
	number(out, 8, 4, m->weight_btc);
	(void)fprintf(out, " ETH");
	number(out, 8, 4, m->weight_eth);
	(void)fprintf(out, "\n");
	for (size_t i = 0; i < m->n_basket; i++)
		w[i] = (weighted){ r->daily_names[m->basket[i].index], m->basket[i].weight, 0.0 };
	print_weights(out, w, m->n_basket, NULL);
}

static void print_buckets(FILE *out, const rv_step_result *r)
{
	static weighted w[RV_MAX_SYMBOLS];
	const rv_bucket_result *b = &r->buckets;
	size_t n = 0;
	(void)fprintf(out, "\nbuckets: average correlation");
	number(out, 6, 3, b->avg_corr_used);
	if (b->avg_corr_default) /* too few coins: the configured value stands in */
		(void)fprintf(out, " (assumed)");
	(void)fprintf(out, ", leverage factor");
	number(out, 6, 3, b->leverage_factor);
	(void)fprintf(out, "%s; gross", b->risk_off ? ", RISK OFF" : "");
	for (int k = 0; k < RV_BUCKET_N; k++) {
		(void)fprintf(out, " %s", rv_bucket_name((rv_bucket)k));
		number(out, 7, 4, b->gross[k]);
	}
	(void)fprintf(out, "\n");
	for (size_t i = 0; i < b->n; i++) {
		if (b->symbols[i].member && fabs(b->symbols[i].net) > 0.0)
			w[n++] = (weighted){ r->daily_names[i], b->symbols[i].net, 0.0 };
	}
	print_weights(out, w, n, NULL);
}

static void print_screener(FILE *out, const rv_step_result *r)
{
	const rv_hybrid_result *h = &r->hybrid;
	size_t kept = 0;
	(void)fprintf(out, "\nscreener, best first:\n");
	for (size_t i = 0; i < h->n_screen; i++) {
		const rv_screen_entry *e = &h->screen[i];
		if (e->action == RV_SCREEN_DROP || kept++ >= TOP)
			continue;
		(void)fprintf(out, "  %-12s %-5s hybrid", r->signal_names[e->index],
			      e->side == RV_LONG ? "long" : "short");
		number(out, 8, 4, e->hybrid);
		(void)fprintf(out, "  rv");
		number(out, 8, 4, e->rv);
		(void)fprintf(out, "  %s\n", e->reason);
	}
	if (kept > TOP)
		(void)fprintf(out, "  and %zu more\n", kept - TOP);
	if (kept == 0)
		(void)fprintf(out, "  nothing passes\n");
}

static void print_risk(FILE *out, const rv_step_result *r)
{
	size_t votes[3] = { 0 };
	for (size_t i = 0; i < r->risk.n; i++)
		votes[r->risk.symbols[i].vote]++;
	(void)fprintf(out, "\nensemble: %zu buy, %zu sell, %zu hold; %zu correlation groups\n",
		      votes[RV_VOTE_BUY], votes[RV_VOTE_SELL], votes[RV_VOTE_HOLD],
		      r->risk.n_groups);
}

void rv_score_summary(FILE *out, const rv_step_params *params, const rv_step_result *r,
		      unsigned modules, const char *note)
{
	const unsigned runs = rv_score_runs(modules);
	if (runs & RV_MODULE_STAT_ARB)
		print_stat_arb(out, r, note);
	if (runs & RV_MODULE_MARKET_STRUCTURE)
		print_structure(out, r);
	if (runs & RV_MODULE_MAJORS_ALTS)
		print_majors(out, r, params);
	if (runs & RV_MODULE_BUCKETS)
		print_buckets(out, r);
	if (runs & RV_MODULE_HYBRID)
		print_screener(out, r);
	if (runs & RV_MODULE_RISK)
		print_risk(out, r);
}
