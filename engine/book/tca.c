/* What executing an order has cost; see tca.h. */
#include "engine/book/tca.h"

#include <math.h>

static const char *const names[RV_TCA_N] = { "wait",  "delay", "impact", "fee",
					     "total", "close", "missed" };

const char *rv_tca_name(rv_tca_part p)
{
	return (unsigned)p < RV_TCA_N ? names[p] : "?";
}

static bool is_amount(double v)
{
	return isfinite(v) && v > 0.0;
}

static bool may_be_price(double v)
{
	return isnan(v) || is_amount(v);
}

rv_status rv_tca_begin(rv_tca *t, int side, double ordered, double decision, double approval)
{
	if ((side != 1 && side != -1) || !is_amount(ordered) || !may_be_price(decision) ||
	    !may_be_price(approval))
		return RV_EINVAL;
	*t = (rv_tca){ .side = side,
		       .ordered = ordered,
		       .decision = decision,
		       .approval = approval,
		       .close = NAN };
	return RV_OK;
}

rv_status rv_tca_fill(rv_tca *t, double qty, double px, double arrival, double fee)
{
	if (!is_amount(qty) || !is_amount(px) || !may_be_price(arrival) || !isfinite(fee))
		return RV_EINVAL;
	t->qty += qty;
	t->value += qty * px;
	t->arrival += qty * arrival;
	t->fee += fee;
	return RV_OK;
}

rv_status rv_tca_close(rv_tca *t, double close)
{
	if (!is_amount(close))
		return RV_EINVAL;
	t->close = close;
	return RV_OK;
}

/* Nothing filled costs nothing, whatever is unknown. */
static double cost(const rv_tca *t, double later, double earlier)
{
	return t->qty > 0.0 ? (double)t->side * (later - earlier) : 0.0;
}

/* More than was ordered leaves nothing missed. */
static double missed(const rv_tca *t)
{
	return t->qty < t->ordered ? t->ordered - t->qty : 0.0;
}

void rv_tca_cost_of(const rv_tca *t, rv_tca_cost *out)
{
	const double decided = t->decision * t->qty, left = missed(t);
	out->usd[RV_TCA_WAIT] = cost(t, t->approval * t->qty, decided);
	out->usd[RV_TCA_DELAY] = cost(t, t->arrival, t->approval * t->qty);
	out->usd[RV_TCA_IMPACT] = cost(t, t->value, t->arrival);
	out->usd[RV_TCA_FEE] = t->fee;
	out->usd[RV_TCA_TOTAL] = cost(t, t->value, decided) + t->fee;
	out->usd[RV_TCA_CLOSE] = cost(t, t->value, t->close * t->qty);
	out->usd[RV_TCA_MISSED] =
		left > 0.0 ? (double)t->side * (t->close - t->decision) * left : 0.0;
	for (size_t i = 0; i < RV_TCA_N; i++) {
		out->basis[i] = isnan(t->decision) ? t->value : decided;
		if (i == RV_TCA_MISSED)
			out->basis[i] = left > 0.0 ? t->decision * left : 0.0;
		out->bps[i] = out->basis[i] > 0.0 ? out->usd[i] / out->basis[i] * 1e4 : NAN;
	}
}

/* ---- sums ---- */

rv_status rv_tca_add(rv_tca_sum *s, const rv_tca_cost *c, double share)
{
	if (!(share > 0.0 && share <= 1.0))
		return RV_EINVAL;
	for (size_t i = 0; i < RV_TCA_N; i++) {
		if (!isfinite(c->usd[i]) || !isfinite(c->basis[i])) {
			s->part[i].unknown++;
			continue;
		}
		s->part[i].usd += share * c->usd[i];
		s->part[i].basis += share * c->basis[i];
		s->part[i].n++;
	}
	return RV_OK;
}

rv_status rv_tca_add_shares(rv_tca_sum sub[RV_SUB_N], const rv_tca_cost *c,
			    const int64_t traded[RV_SUB_N])
{
	double all = 0.0;
	for (size_t i = 0; i < RV_SUB_N; i++)
		all += fabs((double)traded[i]);
	for (size_t i = 0; i < RV_SUB_N; i++) {
		if (traded[i] == 0)
			continue;
		const rv_status st = rv_tca_add(&sub[i], c, fabs((double)traded[i]) / all);
		if (st != RV_OK)
			return st;
	}
	return RV_OK;
}

double rv_tca_mean_bps(const rv_tca_sum *s, rv_tca_part p)
{
	const double basis = s->part[p].basis;
	return basis > 0.0 ? s->part[p].usd / basis * 1e4 : NAN;
}
