/* Finding a symbol in the results of a pass; see scored.h. */
#include "tui/scored.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

bool rv_scored_has_idio(const rv_view *v)
{
	return v->has_scores && v->scores.idio.close_ms > 0 && v->scores.idio.n > 0;
}

bool rv_scored_has_book(const rv_view *v)
{
	return rv_scored_has_idio(v) && v->scores.book.n > 0;
}

bool rv_scored_has_ms(const rv_view *v)
{
	return v->has_scores && v->scores.ms.close_ms > 0 && v->scores.ms.n > 0;
}

bool rv_scored_has_hybrid(const rv_view *v)
{
	return v->has_scores && v->scores.hybrid.close_ms > 0 && v->scores.hybrid.n > 0;
}

bool rv_scored_has_majors(const rv_view *v)
{
	return v->has_scores && v->scores.ma.close_ms > 0;
}

bool rv_scored_has_buckets(const rv_view *v)
{
	return v->has_scores && v->scores.buckets.close_ms > 0 && v->scores.buckets.ready;
}

bool rv_scored_has_correlation(const rv_view *v)
{
	return v->has_scores && v->scores.buckets.close_ms > 0 && v->scores.buckets.n > 0;
}

bool rv_scored_has_risk(const rv_view *v)
{
	return v->has_scores && v->scores.risk.close_ms > 0 && v->scores.risk.n > 0;
}

rv_scored rv_scored_of(const rv_view *v, const rv_view_row *r)
{
	const rv_step_result *x = &v->scores;
	rv_scored s = { 0 };

	if (rv_scored_has_idio(v) && r->daily < x->idio.n)
		s.idio = &x->idio.symbols[r->daily];
	if (rv_scored_has_book(v) && r->daily < x->book.n)
		s.book = &x->book.symbols[r->daily];
	if (rv_scored_has_buckets(v) && r->daily < x->buckets.n &&
	    x->buckets.symbols[r->daily].member)
		s.bucket = &x->buckets.symbols[r->daily];
	if (rv_scored_has_ms(v) && r->signal < x->ms.n)
		s.ms = &x->ms.symbols[r->signal];
	if (rv_scored_has_hybrid(v) && r->signal < x->hybrid.n &&
	    x->hybrid.symbols[r->signal].known)
		s.hybrid = &x->hybrid.symbols[r->signal];
	if (rv_scored_has_risk(v) && r->signal < x->risk.n)
		s.risk = &x->risk.symbols[r->signal];
	return s;
}

const rv_hybrid_side *rv_scored_side(const rv_scored *s, rv_direction *side)
{
	if (!s->hybrid)
		return NULL;
	const rv_hybrid_side *both = s->hybrid->side;
	const bool has_long = isfinite(both[RV_LONG].hybrid);
	const bool has_short = isfinite(both[RV_SHORT].hybrid);

	if (!has_long && !has_short)
		return NULL;
	*side = !has_long || (has_short && both[RV_SHORT].hybrid > both[RV_LONG].hybrid) ? RV_SHORT
											 : RV_LONG;
	return &both[*side];
}

double rv_scored_hybrid(const rv_scored *s)
{
	rv_direction side;
	const rv_hybrid_side *best = rv_scored_side(s, &side);

	return best ? best->hybrid : (double)NAN;
}

double rv_scored_tier(const rv_scored *s)
{
	return s->hybrid ? (double)s->hybrid->tier : (double)NAN;
}

double rv_scored_beta(const rv_scored *s, int factor)
{
	if (!s->idio)
		return NAN;
	return factor == 0 ? s->idio->beta_btc : s->idio->beta_eth;
}

double rv_scored_residual_z(const rv_scored *s)
{
	return s->idio ? s->idio->residual_z : (double)NAN;
}

double rv_scored_signal(const rv_scored *s, rv_idio_signal f)
{
	return s->idio ? s->idio->signal[f] : (double)NAN;
}

double rv_scored_alpha_bp(const rv_scored *s)
{
	return s->idio ? s->idio->mu * 1e4 : (double)NAN;
}

double rv_scored_target(const rv_scored *s)
{
	return s->book ? s->book->weight : (double)NAN;
}

double rv_scored_measure(const rv_ms_pair *p, rv_measure m)
{
	switch (m) {
	case RV_MEASURE_BETA:
		return p->beta;
	case RV_MEASURE_CORRELATION:
		return p->correlation;
	case RV_MEASURE_LEAD_LAG:
		return isfinite(p->lag_correlation) ? (double)p->lead_lag : (double)NAN;
	case RV_MEASURE_CONFIDENCE:
		return p->lag_confidence;
	case RV_MEASURE_SPILLOVER:
		return p->spillover;
	default:
		return p->half_life; /* may be infinite: longer than the window */
	}
}

const char *rv_measure_name(rv_measure m)
{
	static const char *const names[RV_MEASURE_N] = { "beta",      "correlation",
							 "lead-lag",  "lag confidence",
							 "spillover", "half-life" };
	return names[m];
}

static void add_word(char buf[RV_MISSING_TEXT], const char *word)
{
	const size_t len = strlen(buf);

	(void)snprintf(buf + len, RV_MISSING_TEXT - len, "%s%s", len ? ", " : "", word);
}

const char *rv_scored_missing_signals(const rv_idio_symbol *x, char buf[RV_MISSING_TEXT])
{
	static const char *const words[RV_IDIO_N] = { "momentum unknown", "mean reversion unknown",
						      "carry unknown" };

	buf[0] = '\0';
	for (int f = 0; f < RV_IDIO_N; f++) {
		const bool funding = f == RV_IDIO_CARRY && !isfinite(x->funding);
		if (!isfinite(x->signal[f]))
			add_word(buf, funding ? "carry: funding unknown" : words[f]);
	}
	return buf;
}

const char *rv_scored_past(const rv_view *v)
{
	return v->past_due > 0 ? ", more to come" : "";
}

bool rv_scored_no_carry(const rv_view *v)
{
	const rv_idio_result *r = &v->scores.idio;
	size_t active = 0;

	for (size_t i = 0; i < r->n; i++) {
		if (!r->symbols[i].active)
			continue;
		active++;
		if (isfinite(r->symbols[i].funding))
			return false;
	}
	return active > 0;
}

const char *rv_scored_zero_weight(const rv_book_result *b)
{
	switch (b->status) {
	case RV_OPT_UNCERTIFIED:
	case RV_OPT_SINGULAR:
		return "no certified solution: the weight before stays";
	case RV_OPT_NO_EDGE:
		return "the signals have no edge: unwound";
	case RV_OPT_NONE:
	case RV_OPT_OPTIMAL:
		break;
	}
	return "no edge pays its cost";
}

const char *rv_scored_empty_book(const rv_view *v)
{
	const rv_book_result *b = &v->scores.book;
	size_t n[RV_BOOK_NO_VOLUME + 1] = { 0 };

	if (b->n_assets > 0)
		return "";
	for (size_t i = 0; i < b->n; i++) {
		if ((size_t)b->symbols[i].reason <= RV_BOOK_NO_VOLUME)
			n[b->symbols[i].reason]++;
	}
	if (n[RV_BOOK_COVARIANCE_WARMUP] > 0)
		return "the covariance is warming up";
	if (n[RV_BOOK_NO_VOLUME] > 0)
		return "no volume is known, so no liquidity cap";
	if (n[RV_BOOK_NO_SIGNAL] > 0)
		return rv_scored_no_carry(v)
			       ? "no coin has all three signals (carry: funding unknown)"
			       : "no coin has all three signals";
	if (n[RV_BOOK_NO_VOL] > 0)
		return "no volatility of a residual is known";
	return "no coin is active in the universe";
}

bool rv_scored_majors_never(const rv_view *v)
{
	const rv_ma_result *m = &v->scores.ma;

	return !rv_scored_has_majors(v) || (isnan(m->score) && m->state.regime == RV_MA_UNKNOWN);
}

const char *rv_scored_majors_missing(const rv_view *v, char buf[RV_MISSING_TEXT])
{
	const rv_ma_result *m = &v->scores.ma;

	buf[0] = '\0';
	if (!rv_scored_has_majors(v))
		return "daily bars";
	if (!isfinite(m->features[RV_MA_FUNDING_SKEW].raw))
		add_word(buf, "funding");
	if (!m->mcap_known)
		add_word(buf, "market caps");
	if (!isfinite(m->features[RV_MA_OI_RISK].raw))
		add_word(buf, "open interest");
	if (!buf[0])
		add_word(buf, "features");
	return buf;
}

const char *rv_scored_hybrid_doubt(const rv_hybrid_symbol *h)
{
	if (h->source[RV_PART_TREND] == RV_SOURCE_NEUTRAL)
		return "trend unknown, taken as neutral";
	if (h->source[RV_PART_CARRY] == RV_SOURCE_NEUTRAL)
		return "funding unknown, carry taken as neutral";
	return isnan(h->rv) ? "RV unknown, left out" : NULL;
}

static void add_mark(char *buf, const char *word)
{
	const size_t len = strlen(buf);

	(void)snprintf(buf + len, RV_MARKS_TEXT - len, "%s%s", len ? ", " : "", word);
}

const char *rv_scored_marks(const rv_view *v, char buf[RV_MARKS_TEXT])
{
	const rv_step_result *x = &v->scores;

	buf[0] = '\0';
	if (rv_scored_has_correlation(v) && x->buckets.risk_off)
		add_mark(buf, "RISK-OFF");
	if (rv_scored_has_book(v) && x->book.status == RV_OPT_UNCERTIFIED)
		add_mark(buf, "optimizer uncertified");
	if (rv_scored_has_book(v) && x->book.status == RV_OPT_SINGULAR)
		add_mark(buf, "covariance singular");
	if (rv_scored_has_idio(v) && x->idio.weights_equal)
		add_mark(buf, "ridge fallback: equal");
	else if (rv_scored_has_idio(v) && x->idio.ridge_status != RV_RIDGE_OK)
		add_mark(buf, "ridge fallback: previous");
	if (!rv_scored_majors_never(v) && x->ma.state.missing_days > 0)
		add_mark(buf, "regime carried");
	if (rv_scored_has_majors(v) && !x->ma.mcap_known)
		add_mark(buf, "mcap unknown");
	if (rv_scored_has_correlation(v) && x->buckets.avg_corr_default)
		add_mark(buf, "avg corr assumed");
	return buf;
}
