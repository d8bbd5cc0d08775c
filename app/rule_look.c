/* Values of alert rules; see rule_look.h. */
#include "app/rule_look.h"

#include "engine/base/timefmt.h"
#include "engine/regime/majors_state.h"
#include "tui/scene.h"
#include "tui/scored.h"
#include "tui/table.h"
#include "tui/trade.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { BOOK_OLD_MS = 60000, DAYS_OLD = 2 };

static rv_rule_look unknown(const char *why)
{
	return (rv_rule_look){ .number = NAN, .word = -1, .why = why };
}

/* Of the newest pass of the engine. */
static rv_rule_look of_pass(const rv_view *v, double number, int64_t utc_ms, const char *why)
{
	return (rv_rule_look){ .number = number,
			       .word = -1,
			       .utc_ms = utc_ms,
			       .look = v->elapsed_ms,
			       .why = isfinite(number) ? "" : why };
}

static rv_rule_look of_bar(const rv_scene *s, double number, const char *why)
{
	rv_rule_look x = of_pass(s->v, number, s->v->bar_close_ms, why);
	x.look = s->v->bar_close_ms;
	return rv_scene_scores_stale(s) ? unknown("the bar is stale") : x;
}

static rv_rule_look of_day(const rv_view *v, double number, const char *why)
{
	const int64_t close = v->n_days > 0 ? v->days[v->n_days - 1].close_ms : 0;
	rv_rule_look x = of_pass(v, number, close, why);
	x.look = close;
	if (close == 0)
		return unknown("no daily bar yet");
	return v->utc_ms - close > DAYS_OLD * RV_DAY_MS ? unknown("the daily bar is stale") : x;
}

/* ---- of a symbol ---- */

static const rv_view_row *row_of(const rv_view *v, const char *symbol)
{
	for (size_t i = 0; i < v->n_rows; i++) {
		if (strcmp(v->rows[i].symbol, symbol) == 0)
			return &v->rows[i];
	}
	return NULL;
}

static bool is_alive(rv_quoted q)
{
	return isfinite(q.value) && q.health <= RV_HEALTH_LATE && q.health != RV_HEALTH_NONE;
}

static rv_rule_look of_quote(const rv_scene *s, double number, rv_quoted q)
{
	if (!is_alive(q))
		return unknown(q.age_ms < 0 ? "no quote yet" : "the quote is stale");
	return of_pass(s->v, number, s->utc_now - q.age_ms, "not known");
}

static bool is_of_day(int field)
{
	return field == RV_FIELD_BETA_BTC || field == RV_FIELD_BETA_ETH ||
	       field == RV_FIELD_RESIDUAL_Z || field == RV_FIELD_SIG_MOMENTUM ||
	       field == RV_FIELD_SIG_REVERSION || field == RV_FIELD_SIG_CARRY ||
	       field == RV_FIELD_ALPHA || field == RV_FIELD_TARGET;
}

static rv_rule_look of_row(const rv_scene *s, const rv_view_row *r, int field)
{
	const rv_quoted px = rv_scene_price(s, r, NULL);
	rv_filter_row f;
	rv_table_filter_row(s, r, &f);
	switch (field) {
	case RV_FIELD_TIER: {
		rv_rule_look x = of_bar(s, 0.0, "");
		x.word = x.why[0] ? -1 : f.tier;
		return f.tier < 0 ? unknown("no score yet") : x;
	}
	case RV_FIELD_AGE: /* of what is stale, too */
		return of_pass(s->v, f.num[field], s->utc_now, "no quote yet");
	case RV_FIELD_FUNDING:
		return of_quote(s, f.num[field], rv_scene_funding(s, r));
	case RV_FIELD_VOLUME:
		return of_quote(s, f.num[field], rv_scene_volume(s, r));
	case RV_FIELD_MARK:
	case RV_FIELD_CHANGE:
	case RV_FIELD_OI:
		return of_quote(s, f.num[field], px);
	default:
		return is_of_day(field) ? of_day(s->v, f.num[field], "not known")
					: of_bar(s, f.num[field], "not known");
	}
}

/* A coin that is not listed is not held, where the list is whole. */
static rv_rule_look of_position(const rv_scene *s, const char *symbol)
{
	const rv_trade_view *t = &s->v->trade;
	for (size_t i = 0; i < t->n_positions; i++) {
		const rv_tv_position *p = &t->positions[i];
		if (strcmp(p->coin.symbol, symbol) != 0)
			continue;
		return p->lots == 0 ? of_pass(s->v, 0.0, s->utc_now, "")
				    : of_pass(s->v, p->value_usd, rv_scene_utc_of(s, p->mark_at),
					      "the mark is unknown");
	}
	return rv_tv_lists_all(t) ? of_pass(s->v, 0.0, s->utc_now, "") : unknown("not listed");
}

/* ---- of the desk ---- */

static rv_rule_look of_account(const rv_scene *s, double number)
{
	const rv_trade_view *t = &s->v->trade;
	if (!t->present)
		return unknown("no order side here");
	if (rv_trade_account_stale(s, t))
		return unknown("the account is stale");
	return of_pass(s->v, number, rv_scene_utc_of(s, t->account_at), "not known");
}

/* One leg, or without a name the larger of both by size. */
static rv_rule_look of_delta(const rv_view *v, const char *leg)
{
	const rv_book_view *b = &v->book;
	double found = leg[0] ? (double)NAN : 0.0;
	if (!b->present || !b->hedge_known)
		return unknown("the book's delta is not known");
	if (v->utc_ms - b->utc_ms > BOOK_OLD_MS)
		return unknown("the book is stale");
	for (int k = 0; k < RV_HEDGE_LEGS; k++) {
		const double usd = b->hedge[k].actual;
		if (leg[0] && strcmp(leg, b->hedge_names[k]) != 0)
			continue;
		found = leg[0] ? usd : isfinite(found) ? fmax(found, fabs(usd)) : found;
		found = isfinite(usd) ? found : (double)NAN;
	}
	return of_pass(v, found, b->utc_ms, "a price is not known");
}

static rv_rule_look of_spread(const rv_scene *s, const rv_alert_rule *r)
{
	for (int k = 0; k < RV_SPREAD_N; k++) {
		const rv_view_spread *x = &s->v->spreads[k];
		if (strcmp(r->of, rv_spread_name((rv_spread)k)) != 0)
			continue;
		if (!x->available)
			return unknown("too few bars");
		return r->value == (int)RV_RULE_SPREAD
			       ? of_bar(s, x->cum * 100.0, "too few bars")
			       : of_bar(s, x->cum / x->sd30, "too few bars for its sd");
	}
	return unknown("no such spread");
}

static rv_rule_look of_correlation(const rv_view *v, bool leverage)
{
	const rv_bucket_result *b = &v->scores.buckets;
	if (!rv_scored_has_correlation(v))
		return unknown("too few daily bars");
	return of_day(v, leverage ? b->leverage_factor : b->avg_corr_used, "too few coins");
}

static rv_rule_look with_word(rv_rule_look x, int word)
{
	x.word = x.why[0] ? -1 : word;
	return x;
}

static rv_rule_look of_regime(const rv_scene *s)
{
	const rv_view *v = s->v;
	if (!rv_scored_has_ms(v) || v->scores.ms.regime == RV_REGIME_UNKNOWN)
		return unknown("no regime yet");
	return with_word(of_bar(s, 0.0, ""), (int)v->scores.ms.regime);
}

static rv_rule_look of_majors(const rv_view *v)
{
	if (!rv_scored_has_majors(v) || v->scores.ma.state.regime == RV_MA_UNKNOWN)
		return unknown("no regime yet");
	return with_word(of_day(v, 0.0, ""), (int)v->scores.ma.state.regime);
}

static rv_rule_look of_desk(const rv_scene *s, const rv_alert_rule *r)
{
	const rv_view *v = s->v;
	const rv_trade_view *t = &v->trade;
	switch (r->value) {
	case RV_RULE_NAV:
		return of_account(s, t->nav_usd);
	case RV_RULE_PNL:
		return of_account(s, t->day_pnl_usd);
	case RV_RULE_GROSS:
		return of_account(s, t->gross_usd);
	case RV_RULE_NET:
		return of_account(s, t->net_usd);
	case RV_RULE_MARGIN:
		return of_account(s, t->margin_ratio);
	case RV_RULE_DRAWDOWN:
		return of_account(s, t->peak_drawdown_pct);
	case RV_RULE_PENDING:
		return t->present ? of_pass(v, (double)t->n_pending, s->utc_now, "")
				  : unknown("no order side here");
	case RV_RULE_UNKNOWN_ORDERS:
		return t->present ? of_pass(v, (double)t->n_unknown, s->utc_now, "")
				  : unknown("no order side here");
	case RV_RULE_STATE:
		return t->present ? with_word(of_pass(v, 0.0, s->utc_now, ""), (int)t->state)
				  : unknown("no order side here");
	case RV_RULE_CORR:
	case RV_RULE_LEVERAGE:
		return of_correlation(v, r->value == (int)RV_RULE_LEVERAGE);
	case RV_RULE_DELTA:
		return of_delta(v, r->of);
	case RV_RULE_REGIME:
		return of_regime(s);
	case RV_RULE_MAJORS:
		return of_majors(v);
	default:
		return of_spread(s, r);
	}
}

rv_rule_look rv_rule_look_at(const rv_view *v, const rv_alert_rule *r)
{
	const rv_scene s = rv_scene_at(v, v->mono_ms);
	if (r->value == (int)RV_RULE_POSITION)
		return v->trade.present ? of_position(&s, r->of) : unknown("no order side here");
	if (r->value >= (int)RV_FIELD_N)
		return of_desk(&s, r);
	const rv_view_row *row = row_of(v, r->of);
	if (!row)
		return unknown("no such symbol here");
	return row->delisted ? unknown("delisted") : of_row(&s, row, r->value);
}

/* Enough digits to see it move, no more; of dollars cents, as everywhere. */
static int decimals_of(double v, const char *unit)
{
	const double size = fabs(v);
	if (strcmp(unit, "USD") == 0)
		return size >= 1000 ? 0 : 2;
	return size >= 10000 ? 0 : size >= 100 ? 2 : size >= 1 ? 3 : 4;
}

static const char *word_text(const rv_view *v, int value, int word)
{
	const char *w = NULL;
	int means = 0;
	if (value == (int)RV_RULE_MAJORS)
		return rv_ma_regime_name((rv_ma_regime)word, v->params.ma.n_regimes);
	for (size_t i = 0; (w = rv_alert_rule_word(value, i, &means)) != NULL; i++) {
		if (means == word)
			return w;
	}
	return "?";
}

const char *rv_rule_look_text(const rv_view *v, const rv_alert_rule *r, const rv_rule_look *x,
			      char out[RV_RULE_SAID])
{
	const char *unit = rv_alert_rule_unit(r->value);
	const bool close = strcmp(unit, "%") == 0;
	if (rv_alert_rule_is_word(r->value))
		(void)snprintf(out, RV_RULE_SAID, "%.31s", word_text(v, r->value, x->word));
	else if (fabs(x->number) > 0.0 && fabs(x->number) < 0.001 && strcmp(unit, "USD") != 0)
		(void)snprintf(out, RV_RULE_SAID, "%.4g%s%s", x->number,
			       unit[0] && !close ? " " : "", unit);
	else
		(void)snprintf(out, RV_RULE_SAID, "%.*f%s%s", decimals_of(x->number, unit),
			       x->number, unit[0] && !close ? " " : "", unit);
	return out;
}
