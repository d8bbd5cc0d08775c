/* The scores as a table; see score_table.h. */
#include "app/score_table.h"

#include "app/score_json.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LINE_MAX_COLUMNS = 100 };

static const char *baskets_text(unsigned bits, char buf[24])
{
	if (bits == 0)
		return "rest";
	(void)snprintf(buf, 24, "%s%s%s", bits & RV_BASKET_L1 ? "l1 " : "",
		       bits & RV_BASKET_ALTS ? "alts " : "", bits & RV_BASKET_MEME ? "meme " : "");
	buf[strlen(buf) - 1] = '\0';
	return buf;
}

/* Available first, then the score from high to low; equal ones keep the order of their names. */
static int by_score(const void *a, const void *b)
{
	const rv_rvm_symbol *s = a, *t = b;
	if (s->available != t->available)
		return s->available ? -1 : 1;
	if (s->score < t->score || s->score > t->score)
		return s->score > t->score ? -1 : 1;
	return s->row < t->row ? -1 : 1;
}

static void print_why(FILE *out, const rv_step_params *params, const rv_step_input *in,
		      const rv_step_result *r, const rv_rvm_symbol *s)
{
	const int64_t open_ms = r->bar_close_ms - rv_interval_ms(r->interval);
	const size_t col = rv_panel_col(in->signal, open_ms);
	const double close = rv_panel_row(in->signal, RV_PANEL_CLOSE, s->row)[col];
	if (!params->rvm.enabled)
		(void)fprintf(out, "disabled\n");
	else if (!isfinite(close))
		(void)fprintf(out, "no bar at the as-of time\n");
	else
		(void)fprintf(out, "%zu of %d returns\n", s->n_returns, params->rvm.lookback_bars);
}

static void print_symbols(FILE *out, const rv_step_params *params, const rv_step_input *in,
			  const rv_step_result *r)
{
	rv_rvm_symbol order[RV_MAX_SYMBOLS];
	memcpy(order, r->rvm.symbols, r->rvm.n * sizeof(order[0]));
	qsort(order, r->rvm.n, sizeof(order[0]), by_score);
	(void)fprintf(out, "\n%-12s %-12s %9s %11s\n", "SYMBOL", "BASKETS", "SCORE", "RAW");
	for (size_t i = 0; i < r->rvm.n; i++) {
		const rv_rvm_symbol *s = &order[i];
		char buf[24];
		(void)fprintf(out, "%-12s %-12s ", rv_panel_name(in->signal, s->row),
			      baskets_text(s->baskets, buf));
		if (s->available)
			(void)fprintf(out, "%9.4f %11.6f\n", s->score, s->raw);
		else
			print_why(out, params, in, r, s);
	}
}

static void print_spreads(FILE *out, const rv_step_result *r)
{
	(void)fprintf(out, "\n%-14s %12s %14s\n", "SPREAD", "CUMULATIVE", "PER BAR");
	for (int i = 0; i < RV_SPREAD_N; i++) {
		const rv_rvm_spread_value *v = &r->rvm.spreads[i];
		(void)fprintf(out, "%-14s ", rv_spread_name((rv_spread)i));
		if (v->available)
			(void)fprintf(out, "%11.4f%% %14.8f\n", 100.0 * v->cum, v->s);
		else
			(void)fprintf(out, "%12s %14s  a leg or a group is missing\n", "--", "--");
	}
}

/* The active names, in lines of at most 100 columns. */
static void print_active(FILE *out, const rv_step_input *in, const rv_step_result *r)
{
	size_t width = LINE_MAX_COLUMNS; /* starts a line */
	for (size_t i = 0; i < r->universe.n; i++) {
		const rv_universe_entry *e = &r->universe.entries[i];
		const char *name = rv_panel_name(in->daily, e->row);
		if (e->reason != RV_UNIVERSE_ACTIVE)
			continue;
		const bool fits = width + 1 + strlen(name) <= LINE_MAX_COLUMNS;
		(void)fprintf(out, "%s%s", fits ? " " : "\n  ", name);
		width = (fits ? width + 1 : 2) + strlen(name);
	}
	(void)fprintf(out, "\n");
}

static void print_universe(FILE *out, const rv_step_input *in, const rv_step_result *r)
{
	if (!r->has_universe) {
		(void)fprintf(out, "universe: no daily bar closed at or before the as-of time\n");
		return;
	}
	size_t count[RV_UNIVERSE_REASONS] = { 0 }, no_increase = 0;
	(void)fprintf(out, "universe: %zu of %zu active", r->universe.n_active, r->universe.n);
	for (size_t i = 0; i < r->universe.n; i++) {
		count[r->universe.entries[i].reason]++;
		no_increase += r->universe.entries[i].no_increase;
	}
	if (no_increase > 0)
		(void)fprintf(out, " (%zu without increases)", no_increase);
	if (r->universe.reduce_only)
		(void)fprintf(out, ", too few: reduce only");
	for (int k = RV_UNIVERSE_ACTIVE + 1; k < RV_UNIVERSE_REASONS; k++) {
		if (count[k] > 0)
			(void)fprintf(out, "; %zu %s", count[k],
				      rv_universe_reason_text((rv_universe_reason)k));
	}
	print_active(out, in, r);
}

bool rv_score_age_note(const rv_step_input *in, const rv_step_result *r,
		       char buf[RV_SCORE_AGE_TEXT])
{
	const int64_t age = in->asof_ms - r->bar_close_ms;
	if (r->bar_close_ms <= 0 || age <= 2 * rv_interval_ms(r->interval))
		return false;
	const bool days = age >= 2 * RV_DAY_MS;
	(void)snprintf(buf, RV_SCORE_AGE_TEXT,
		       "the newest bar closed %lld %s before the as-of time",
		       (long long)(age / (days ? RV_DAY_MS : RV_HOUR_MS)), days ? "days" : "hours");
	return true;
}

void rv_score_table(FILE *out, const rv_step_params *params, const rv_step_input *in,
		    const rv_step_result *r, unsigned modules)
{
	char when[RV_TIME_TEXT], age[RV_SCORE_AGE_TEXT];
	(void)fprintf(out, "bar closed %s (%s)\n", rv_time_format(r->bar_close_ms, when),
		      rv_interval_name(r->interval));
	if (rv_score_age_note(in, r, age))
		(void)fprintf(out, "%s\n", age);
	if (modules & RV_SCORE_UNIVERSE)
		print_universe(out, in, r);
	if (!(modules & RV_SCORE_RV_MOMENTUM))
		return;
	(void)fprintf(out, "relative momentum: %zu of %zu symbols available\n", r->rvm.n_available,
		      r->rvm.n);
	print_symbols(out, params, in, r);
	print_spreads(out, r);
}
