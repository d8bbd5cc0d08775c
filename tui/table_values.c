/* What the table sorts and filters by; see table.h. */
#include <math.h>

#include "tui/fmt.h"
#include "tui/table_impl.h"
#include "tui/trade.h"

/* REST last among the buckets. */
static double bucket_rank(unsigned baskets)
{
	return baskets & RV_BASKET_L1	  ? 0
	       : baskets & RV_BASKET_ALTS ? 1
	       : baskets & RV_BASKET_MEME ? 2
					  : 3;
}

/* A column that comes from the modules of the last pass. */
static double scored_value(const rv_table *t, const rv_scored *x, rv_column c)
{
	switch (c) {
	case RV_COL_HYBRID:
		return rv_scored_hybrid(x);
	case RV_COL_TIER:
		return rv_scored_tier(x);
	case RV_COL_BETA_BTC:
		return rv_scored_beta(x, 0);
	case RV_COL_BETA_ETH:
		return rv_scored_beta(x, 1);
	case RV_COL_RESIDUAL_Z:
		return rv_scored_residual_z(x);
	case RV_COL_SIG_MOMENTUM:
		return rv_scored_signal(x, RV_IDIO_MOMENTUM);
	case RV_COL_SIG_REVERSION:
		return rv_scored_signal(x, RV_IDIO_MEAN_REVERSION);
	case RV_COL_SIG_CARRY:
		return rv_scored_signal(x, RV_IDIO_CARRY);
	case RV_COL_ALPHA:
		return rv_scored_alpha_bp(x);
	case RV_COL_TARGET:
		return rv_scored_target(x);
	default:
		return x->ms ? rv_scored_measure(&x->ms->pairs[t->leader], t->measure)
			     : (double)NAN;
	}
}

static bool is_scored(rv_column c)
{
	return c == RV_COL_HYBRID || c == RV_COL_TIER || c == RV_COL_MEASURE ||
	       (c >= RV_COL_BETA_BTC && c <= RV_COL_RESIDUAL_Z) ||
	       (c >= RV_COL_SIG_MOMENTUM && c <= RV_COL_TARGET);
}

double rv_table_value(const rv_table *t, const rv_scene *s, const rv_view_row *r, size_t row)
{
	const rv_column c = t->sort;

	if (is_scored(c)) {
		const rv_scored x = rv_scored_of(s->v, r);
		return scored_value(t, &x, c);
	}

	switch (c) {
	case RV_COL_BUCKET:
		return bucket_rank(r->baskets);
	case RV_COL_RV:
		return rv_scene_score(r);
	case RV_COL_MARK:
		return rv_scene_price(s, r, NULL).value;
	case RV_COL_CHANGE:
		return rv_scene_change(s, r);
	case RV_COL_FUNDING:
		return rv_scene_funding(s, r).value;
	case RV_COL_AGE: {
		const int64_t age = rv_scene_price(s, r, NULL).age_ms;
		return age < 0 ? NAN : (double)age;
	}
	case RV_COL_POSITION:
		return rv_position_value_usd(s, rv_trade_position(rv_trade_of(s), r->symbol));
	case RV_COL_PNL:
		return rv_position_pnl_usd(s, rv_trade_position(rv_trade_of(s), r->symbol));
	case RV_COL_VOLUME:
		return rv_scene_volume(s, r).value;
	case RV_COL_OI:
		return rv_scene_open_interest_usd(s, r);
	case RV_COL_MOMENTUM:
		return r->rv_available ? r->momentum : NAN;
	default:
		return (double)row; /* rows are in name order */
	}
}

void rv_table_filter_row(const rv_scene *s, const rv_view_row *r, rv_filter_row *out)
{
	const rv_quoted px = rv_scene_price(s, r, NULL);

	out->baskets = r->baskets;
	out->symbol = r->symbol;
	out->num[RV_FIELD_RV] = rv_scene_score(r);
	out->num[RV_FIELD_MARK] = px.value;
	out->num[RV_FIELD_CHANGE] = rv_scene_change(s, r) * 100.0;
	out->num[RV_FIELD_FUNDING] = rv_funding_annual_pct(rv_scene_funding(s, r).value);
	out->num[RV_FIELD_VOLUME] = rv_scene_volume(s, r).value;
	out->num[RV_FIELD_OI] = rv_scene_open_interest_usd(s, r);
	out->num[RV_FIELD_MOMENTUM] = r->rv_available ? r->momentum * 100.0 : NAN;
	const rv_scored x = rv_scored_of(s->v, r);
	out->num[RV_FIELD_HYBRID] = rv_scored_hybrid(&x);
	out->num[RV_FIELD_BETA_BTC] = rv_scored_beta(&x, 0);
	out->num[RV_FIELD_BETA_ETH] = rv_scored_beta(&x, 1);
	out->num[RV_FIELD_RESIDUAL_Z] = rv_scored_residual_z(&x);
	out->num[RV_FIELD_SIG_MOMENTUM] = rv_scored_signal(&x, RV_IDIO_MOMENTUM);
	out->num[RV_FIELD_SIG_REVERSION] = rv_scored_signal(&x, RV_IDIO_MEAN_REVERSION);
	out->num[RV_FIELD_SIG_CARRY] = rv_scored_signal(&x, RV_IDIO_CARRY);
	out->num[RV_FIELD_ALPHA] = rv_scored_alpha_bp(&x);
	out->num[RV_FIELD_TARGET] = rv_scored_target(&x) * 100.0;
	const rv_tv_position *p = rv_trade_position(rv_trade_of(s), r->symbol);
	out->num[RV_FIELD_POSITION] = rv_position_value_usd(s, p);
	out->num[RV_FIELD_PNL] = rv_position_pnl_usd(s, p);
	out->tier = x.hybrid ? (int)x.hybrid->tier : -1;
	out->num[RV_FIELD_AGE] = px.age_ms < 0 ? NAN : (double)(px.age_ms / 1000);
}
