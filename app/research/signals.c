/* The signals of a day; see signals.h. */
#include "app/research/signals.h"

#include "app/json_put.h"
#include "app/score_modules.h"

#include <math.h>

static void add_leg(const rv_step_result *r, const char *symbol, double weight, rv_signals *of)
{
	const size_t i = rv_step_find_daily(r, symbol);
	of->legs[of->n++] = (rv_signal_leg){
		.symbol = symbol,
		.weight = of->stand_aside ? 0.0 : weight * of->scale,
		.funding = i < r->n_daily ? r->daily_funding[i] : (double)NAN,
	};
}

static void add_sums(rv_signals *of)
{
	double paid = 0.0;
	size_t known = 0;
	for (size_t i = 0; i < of->n; i++) {
		const rv_signal_leg *l = &of->legs[i];
		const bool held = fabs(l->weight) > 0.0;
		of->gross += fabs(l->weight);
		if (held && isfinite(l->funding)) {
			paid += l->weight * l->funding;
			known++;
		} else if (held) {
			of->unfunded++;
		}
	}
	of->funding = known > 0 || of->unfunded == 0 ? 0.0 - paid : (double)NAN;
}

void rv_signals_of(const rv_step_result *r, rv_signals *of)
{
	const rv_ma_result *m = &r->ma;
	*of = (rv_signals){
		.close_ms = m->close_ms,
		.regime = rv_ma_regime_name(m->state.regime, m->n_regimes),
		.score = m->score,
		.breadth = m->features[RV_MA_ALT_BREADTH].raw,
		.dominance = m->features[RV_MA_BTC_DOMINANCE].raw,
		.stand_aside = !m->trading || m->n_basket == 0,
	};
	if (m->close_ms == 0)
		return;
	of->scale = of->stand_aside ? 0.0 : m->scale;
	add_leg(r, "BTC", m->weight_btc, of);
	add_leg(r, "ETH", m->weight_eth, of);
	for (size_t i = 0; i < m->n_basket; i++)
		add_leg(r, r->daily_names[m->basket[i].index], m->basket[i].weight, of);
	add_sums(of);
}

/* ---- JSON ---- */

static cJSON *legs_of(const rv_signals *s, size_t from, size_t to)
{
	cJSON *all = cJSON_CreateObject();
	bool ok = all != NULL;
	for (size_t i = from; ok && i < to && i < s->n; i++)
		ok = rv_json_put_num(all, s->legs[i].symbol, s->legs[i].weight);
	if (!ok) {
		cJSON_Delete(all);
		return NULL;
	}
	return all;
}

static bool put_legs(cJSON *o, const rv_signals *s)
{
	cJSON *legs = cJSON_AddObjectToObject(o, "leg_weights");
	return legs && rv_json_put_item(legs, "majors", legs_of(s, 0, 2)) &&
	       rv_json_put_item(legs, "alts", legs_of(s, 2, s->n));
}

static bool put_unfunded(cJSON *o, const rv_signals *s)
{
	cJSON *list = cJSON_AddArrayToObject(o, "funding_unknown");
	bool ok = list != NULL;
	for (size_t i = 0; ok && i < s->n; i++) {
		if (fabs(s->legs[i].weight) > 0.0 && !isfinite(s->legs[i].funding))
			ok = rv_json_push_text(list, s->legs[i].symbol);
	}
	return ok;
}

static bool put_features(cJSON *o, const rv_signals *s)
{
	cJSON *f = cJSON_AddObjectToObject(o, "key_features");
	return f && rv_json_put_num(f, "alt_breadth", s->breadth) &&
	       rv_json_put_num(f, "btc_dominance", s->dominance);
}

static bool put_date(cJSON *o, int64_t close_ms)
{
	char date[RV_TIME_TEXT];
	if (close_ms == 0)
		return rv_json_put_item(o, "asof_date", cJSON_CreateNull());
	return rv_json_put_text(o, "asof_date", rv_time_format_date(close_ms - RV_DAY_MS, date));
}

static bool put_majors(cJSON *o, const rv_signals *s)
{
	const bool known = s->close_ms != 0;
	return put_date(o, s->close_ms) &&
	       rv_json_put_item(o, "regime",
				known ? cJSON_CreateString(s->regime) : cJSON_CreateNull()) &&
	       rv_json_put_num(o, "score", known ? s->score : (double)NAN) &&
	       rv_json_put_bool(o, "stand_aside", s->stand_aside) &&
	       rv_json_put_num(o, "scale", s->scale) &&
	       rv_json_put_num(o, "suggested_gross", s->gross) && put_legs(o, s) &&
	       rv_json_put_num(o, "expected_funding_daily", s->funding) && put_unfunded(o, s) &&
	       put_features(o, s);
}

static cJSON *targets_of(const rv_step_result *r)
{
	cJSON *all = cJSON_CreateObject();
	bool ok = all != NULL;
	for (size_t i = 0; ok && i < r->book.n; i++) {
		const rv_book_symbol *s = &r->book.symbols[i];
		if (s->reason != RV_BOOK_IN)
			continue;
		cJSON *one = cJSON_AddObjectToObject(all, r->daily_names[i]);
		ok = one && rv_json_put_num(one, "weight", s->weight) &&
		     rv_json_put_num(one, "mu", s->mu) && rv_json_put_num(one, "cost", s->cost);
	}
	if (!ok) {
		cJSON_Delete(all);
		return NULL;
	}
	return all;
}

/* The targets of the one-shot pass, from nothing, as `score` has them. */
static bool put_stat_arb(cJSON *root, const rv_step_result *r)
{
	const rv_book_result *b = &r->book;
	const bool none = b->status == RV_OPT_NONE;
	cJSON *o = cJSON_AddObjectToObject(root, "stat_arb");
	if (!o || !rv_json_put_text(o, "status", rv_opt_status_text(b->status)) ||
	    (none && !rv_json_put_text(o, "reason", rv_score_no_book(r))) ||
	    !rv_json_put_num(o, "gross", b->gross) ||
	    !rv_json_put_item(o, "targets", targets_of(r)))
		return false;
	cJSON *h = cJSON_AddObjectToObject(o, "hedge");
	return h && rv_json_put_num(h, "delta_btc", none ? (double)NAN : b->delta_btc) &&
	       rv_json_put_num(h, "delta_eth", none ? (double)NAN : b->delta_eth) &&
	       rv_json_put_num(h, "weight_btc", none ? (double)NAN : b->weight_btc) &&
	       rv_json_put_num(h, "weight_eth", none ? (double)NAN : b->weight_eth);
}

rv_status rv_signals_json(const rv_step_result *r, cJSON **out)
{
	rv_signals s;
	rv_signals_of(r, &s);
	cJSON *o = cJSON_CreateObject();
	if (!o || !rv_json_put_i64(o, "schema", RV_SIGNALS_SCHEMA) || !put_majors(o, &s) ||
	    !put_stat_arb(o, r)) {
		cJSON_Delete(o);
		return RV_ENOMEM;
	}
	*out = o;
	return RV_OK;
}

/* ---- table ---- */

/* A number in width columns, or -- . */
static void number(FILE *out, int width, int digits, double v, const char *unit)
{
	if (isfinite(v))
		(void)fprintf(out, " %*.*f%s", width, digits, v, unit);
	else
		(void)fprintf(out, " %*s", width, "--");
}

static void print_majors(FILE *out, const rv_signals *s)
{
	char date[RV_TIME_TEXT];
	if (s->close_ms == 0) {
		(void)fprintf(out, "majors against alts: no daily bar is known\n");
		return;
	}
	(void)fprintf(out, "majors against alts, day %s: %s, score",
		      rv_time_format_date(s->close_ms - RV_DAY_MS, date), s->regime);
	number(out, 0, 4, s->score, "");
	(void)fprintf(out, "%s\n", s->stand_aside ? ", STAND ASIDE: every weight is 0" : "");
	(void)fprintf(out, "gross %.4f, scale %.4f, expected funding", s->gross, s->scale);
	number(out, 0, 3, 1e4 * s->funding, " bp a day");
	if (s->unfunded > 0)
		(void)fprintf(out, " (unknown of %zu coins)", s->unfunded);
	(void)fprintf(out, "\nalt breadth");
	number(out, 0, 2, s->breadth, " %");
	(void)fprintf(out, ", BTC dominance");
	number(out, 0, 4, s->dominance, "");
	(void)fprintf(out, "\n\n%-12s %9s %14s\n", "SYMBOL", "WEIGHT", "FUNDING bp/d");
	for (size_t i = 0; i < s->n; i++) {
		(void)fprintf(out, "%-12s", s->legs[i].symbol);
		number(out, 9, 4, s->legs[i].weight, "");
		number(out, 14, 3, 1e4 * s->legs[i].funding, "");
		(void)fprintf(out, "\n");
	}
}

static void print_stat_arb(FILE *out, const rv_step_result *r)
{
	const rv_book_result *b = &r->book;
	size_t zero = 0;
	if (b->status == RV_OPT_NONE) {
		(void)fprintf(out, "\nstat-arb: no target, %s\n", rv_score_no_book(r));
		return;
	}
	(void)fprintf(out, "\nstat-arb: %s, gross %.4f, hedge BTC %.4f ETH %.4f\n",
		      rv_opt_status_text(b->status), b->gross, b->weight_btc, b->weight_eth);
	(void)fprintf(out, "%-12s %9s %9s %9s\n", "SYMBOL", "WEIGHT", "MU bp", "COST bp");
	for (size_t i = 0; i < b->n; i++) {
		const rv_book_symbol *s = &b->symbols[i];
		if (s->reason != RV_BOOK_IN)
			continue;
		if (!(fabs(s->weight) > 0.0)) {
			zero++;
			continue;
		}
		(void)fprintf(out, "%-12s", r->daily_names[i]);
		number(out, 9, 4, s->weight, "");
		number(out, 9, 2, 1e4 * s->mu, "");
		number(out, 9, 2, 1e4 * s->cost, "");
		(void)fprintf(out, "\n");
	}
	if (zero > 0)
		(void)fprintf(out, "and %zu of weight 0\n", zero);
}

void rv_signals_table(FILE *out, const rv_step_result *r)
{
	rv_signals s;
	rv_signals_of(r, &s);
	print_majors(out, &s);
	print_stat_arb(out, r);
}
