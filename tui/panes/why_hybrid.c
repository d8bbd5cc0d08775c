/* Why: the hybrid score of both sides, from its parts to the size multiplier of the tier. */
#include <math.h>
#include <stdio.h>

#include "tui/labels.h"
#include "tui/panes/why.h"

/* One part: value, weight of each side and where it comes from. */
static void write_part(rv_writer *wr, const rv_hybrid_symbol *h, rv_hybrid_part p)
{
	const rv_hybrid_side *lng = &h->side[RV_LONG], *sht = &h->side[RV_SHORT];
	char value[RV_FMT_TEXT], remark[256];

	(void)snprintf(value, sizeof(value), "%s", rv_num(lng->part[p], 3).s);
	(void)snprintf(remark, sizeof(remark), "x %s   short %s x %s   %s",
		       rv_num(lng->weight[p], 3).s, rv_num(sht->part[p], 3).s,
		       rv_num(sht->weight[p], 3).s, rv_label_part_source(h->source[p]));
	const bool known = isfinite(lng->part[p]) && h->source[p] != RV_SOURCE_LEFT_OUT;
	if (known)
		rv_write_item(wr, rv_label_part(p), RV_ROLE_TEXT, value, remark);
	else
		rv_write_item(wr, rv_label_part(p), RV_ROLE_DIM, "--",
			      rv_label_part_source(h->source[p]));
}

/* What trend and carry are made of, with the age of a day's funding. */
static void write_inputs(rv_writer *wr, const rv_why *y, rv_hybrid_part p)
{
	const rv_hybrid_symbol *h = y->x.hybrid;
	char remark[256], slope[RV_FMT_TEXT], age[RV_FMT_TEXT];

	if (p == RV_PART_TREND && isfinite(h->trend_slope)) {
		(void)snprintf(remark, sizeof(remark),
			       "slope %s a bar, R2 %s of %zu closes, last return z %s",
			       rv_fmt_pct(h->trend_slope, 3, slope), rv_num(h->trend_r2, 2).s,
			       h->trend_closes, rv_num_signed(h->trend_z, 2).s);
		rv_write_item(wr, "", RV_ROLE_DIM, "", remark);
	}
	if (p == RV_PART_CARRY && isfinite(h->funding_8h)) {
		const rv_scene *s = y->s;
		(void)snprintf(remark, sizeof(remark),
			       "funding %s in 8 h%s, of the day closed %s ago",
			       rv_fmt_pct(h->funding_8h, 4, slope),
			       y->v->params.hybrid.carry_minus_median ? " less the median" : "",
			       rv_fmt_age(s->utc_now + s->held_ms - h->funding_close_ms, age));
		rv_write_item(wr, "", RV_ROLE_DIM, "", remark);
	}
}

/* The prior, term by term: volatility, and each part less a half by its weight. */
static void write_prior(rv_writer *wr, const rv_hybrid_symbol *h, rv_direction side)
{
	const rv_prior *r = &h->side[side].prior;
	char remark[256];

	(void)snprintf(remark, sizeof(remark),
		       "prior %s %s = vol %s trend %s carry %s router %s; x%s",
		       side == RV_LONG ? "long" : "short", rv_num_signed(r->e0, 4).s,
		       rv_num_signed(r->vol, 3).s, rv_num_signed(r->part[RV_PART_TREND], 4).s,
		       rv_num_signed(r->part[RV_PART_CARRY], 4).s,
		       rv_num_signed(r->part[RV_PART_ROUTER], 4).s, rv_num(h->prior_share, 2).s);
	rv_write_item(wr, "", RV_ROLE_DIM, "", remark);
}

static void write_expectancy(rv_writer *wr, const rv_hybrid_symbol *h)
{
	if (!isfinite(h->prior_share) || h->source[RV_PART_EXPECTANCY] == RV_SOURCE_LEFT_OUT)
		return;
	write_prior(wr, h, RV_LONG);
	write_prior(wr, h, RV_SHORT);
}

static void write_side(rv_writer *wr, const rv_hybrid_symbol *h, rv_direction side)
{
	const rv_hybrid_side *x = &h->side[side];
	char value[RV_FMT_TEXT], remark[256];
	const char *name = side == RV_LONG ? "HYBRID long" : "HYBRID short";

	if (!isfinite(x->hybrid)) {
		rv_write_item(wr, name, RV_ROLE_DIM, "--", rv_hybrid_reason_text(h->reason));
		return;
	}
	(void)snprintf(value, sizeof(value), "%s", rv_num(x->hybrid, 4).s);
	(void)snprintf(remark, sizeof(remark), "%s: (%s base %s rv) x %s router x %s decay",
		       x->passes    ? "passes"
		       : x->emitted ? "below its mark"
				    : "dropped",
		       rv_num(x->base, 4).s, rv_num_signed(x->rv_term, 4).s,
		       rv_num(x->router_multiplier, 2).s, rv_num(x->decay, 2).s);
	rv_write_item(wr, name, x->passes ? RV_ROLE_GOOD : RV_ROLE_TEXT, value, remark);
}

static const rv_screen_entry *screened(const rv_view *v, const rv_view_row *r, rv_direction side,
				       size_t *place)
{
	const rv_hybrid_result *h = &v->scores.hybrid;

	for (*place = 0; *place < h->n_screen; ++*place) {
		if (h->screen[*place].index == r->signal && h->screen[*place].side == side)
			return &h->screen[*place];
	}
	return NULL;
}

static void write_screen(rv_writer *wr, const rv_why *y, rv_direction side)
{
	static const char *const words[] = { "kept", "down-ranked", "dropped" };
	size_t place;
	const rv_screen_entry *e = screened(y->v, y->r, side, &place);
	char value[RV_FMT_TEXT], remark[256];

	if (!e)
		return;
	(void)snprintf(value, sizeof(value), "%zu", place + 1);
	(void)snprintf(remark, sizeof(remark), "of %zu, %s%s%s", y->v->scores.hybrid.n_screen,
		       words[(size_t)e->action < 3 ? e->action : 0], e->reason[0] ? ": " : "",
		       e->reason);
	rv_write_item(wr, side == RV_LONG ? "rank long" : "rank short",
		      e->action == RV_SCREEN_KEEP ? RV_ROLE_TEXT : RV_ROLE_WARN, value, remark);
}

static const char *why_unknown(const rv_why *y)
{
	const rv_hybrid_result *h = &y->v->scores.hybrid;

	if (!rv_scored_has_hybrid(y->v))
		return "with the next scored bar";
	return y->r->signal < h->n ? rv_hybrid_reason_text(h->symbols[y->r->signal].reason)
				   : "no bars of this symbol";
}

void rv_why_hybrid(rv_writer *wr, const rv_why *y)
{
	const rv_hybrid_symbol *h = y->x.hybrid;
	char value[RV_FMT_TEXT], remark[256];

	rv_write_heading(wr, "Hybrid score", "parts 0 to 1, long x weight, short x weight");
	if (!h) {
		rv_write_item(wr, "HYBRID", RV_ROLE_DIM, "--", why_unknown(y));
		return;
	}
	rv_why_as_of(wr, y->s, y->v->scores.interval, y->v->scores.hybrid.close_ms);
	for (int p = 0; p < RV_PART_N; p++) {
		write_part(wr, h, (rv_hybrid_part)p);
		write_inputs(wr, y, (rv_hybrid_part)p);
		if (p == RV_PART_EXPECTANCY)
			write_expectancy(wr, h);
	}
	if (rv_scored_hybrid_doubt(h))
		rv_write_item(wr, "~", RV_ROLE_WARN, "!", rv_scored_hybrid_doubt(h));
	write_side(wr, h, RV_LONG);
	write_side(wr, h, RV_SHORT);
	write_screen(wr, y, RV_LONG);
	write_screen(wr, y, RV_SHORT);
	(void)snprintf(value, sizeof(value), "x%s", rv_num(h->tier_multiplier, 2).s);
	(void)snprintf(remark, sizeof(remark), "%s, volatility %s (ratio %s)",
		       rv_label_tier(h->tier), rv_label_vol_regime(h->vol_regime),
		       rv_num(h->vol_ratio, 2).s);
	rv_write_item(wr, "tier size", RV_ROLE_TEXT, value, remark);
	(void)snprintf(value, sizeof(value), "%s", rv_num(h->router_quality, 2).s);
	(void)snprintf(remark, sizeof(remark), "%zu closed trades", h->trades);
	rv_write_item(wr, "router quality", RV_ROLE_TEXT,
		      isfinite(h->router_quality) ? value : "--", remark);
}
