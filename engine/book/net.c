/* Netting: parameters, names, and one pass from its parts; see net.h. */
#include "engine/book/net_internal.h"

#include <math.h>

void rv_net_params_default(rv_net_params *p)
{
	*p = (rv_net_params){ .capital_s5 = 0.40,
			      .capital_s4 = 0.40,
			      .capital_s3 = 0.20,
			      .gross_most = 2.0,
			      .vol_most = 0.20,
			      .rise_a_day = 0.10,
			      .least_nav = 0.01,
			      .least_usd = 200.0,
			      .least_order_usd = 10.0,
			      .over_share = 0.25,
			      .over_ms = 3 * RV_DAY_MS,
			      .legs_most = 12,
			      .edge_bps = 20.0,
			      .cost_bps = 5.5 };
}

static bool share(double x)
{
	return x >= 0.0 && x <= 1.0;
}

const char *rv_net_params_error(const rv_net_params *p)
{
	if (!share(p->capital_s5) || !share(p->capital_s4) || !share(p->capital_s3) ||
	    p->capital_s5 + p->capital_s4 + p->capital_s3 > 1.0 + 1e-9)
		return "capital of the sub-books: each 0 to 1, at most 1 together";
	if (!(p->gross_most > 0.0) || !(p->vol_most > 0.0))
		return "caps of gross and volatility: above 0";
	if (!(p->rise_a_day > 0.0 && p->rise_a_day <= 1.0))
		return "rise of G a day: above 0, at most 1";
	if (!share(p->least_nav) || !(p->least_usd >= 0.0) || !(p->least_order_usd >= 0.0))
		return "least leg: a share of NAV and USD that are not negative";
	if (!(p->over_share >= 0.0) || p->over_ms < 0)
		return "how far and how long a position may be off: not negative";
	if (p->legs_most < 1 || p->legs_most > RV_NET_LEGS_MOST)
		return "legs a phase: 1 to 24";
	if (!(p->edge_bps >= 0.0) || !(p->cost_bps >= 0.0))
		return "edge and cost: not negative";
	return NULL;
}

void rv_net_rule_none(rv_net_rule *r)
{
	for (int s = 0; s < RV_SUB_H; s++) {
		r->pin[s] = NAN;
		r->scale[s] = 1.0;
	}
	r->pin_op = r->cap = NAN;
	r->exclude = r->flatten = false;
}

static bool input_ok(const net_pass *x)
{
	if (rv_net_params_error(x->p))
		return false;
	for (int s = 0; s < RV_SUB_H; s++) {
		if ((unsigned)x->in->licence[s] >= RV_LICENCE_N)
			return false;
	}
	for (size_t i = 0; i < x->n; i++) {
		if (x->coins[i].sz_decimals < 0 || x->coins[i].sz_decimals > 6)
			return false;
	}
	return true;
}

static double capital(const rv_net_params *p, int s)
{
	if (s == RV_SUB_S5)
		return p->capital_s5;
	return s == RV_SUB_S3 ? p->capital_s3 : p->capital_s4;
}

static void begin(const net_pass *x)
{
	const double nav = x->in->nav > 0.0 && isfinite(x->in->nav) ? x->in->nav : NAN;
	for (int s = 0; s < RV_SUB_H; s++)
		x->res->equity[s] = capital(x->p, s) * rv_licence_share(x->in->licence[s]) * nav;
	x->res->least_usd = isnan(nav) ? NAN : fmax(x->p->least_nav * nav, x->p->least_usd);
	x->res->n_legs = x->res->n_deferred = 0;
}

static void total(const net_pass *x)
{
	x->res->gross_usd = x->res->net_usd = 0.0;
	for (size_t i = 0; i < x->n; i++) {
		const int64_t lots = x->out[i].net;
		const double usd = lots ? net_lots_usd(&x->coins[i], (double)lots) : 0.0;
		x->res->gross_usd += fabs(usd);
		x->res->net_usd += usd;
	}
}

rv_status rv_net_run(const rv_net_params *p, const rv_net_input *in, const rv_net_coin *coins,
		     size_t n, rv_net_state *state, rv_net_result *res, rv_net_out *out)
{
	rv_net_result made;
	const net_pass x = { p, in, coins, n, &made, out };
	if (!input_ok(&x))
		return RV_EINVAL;
	begin(&x);
	rv_status st = net_votes(&x);
	if (st != RV_OK)
		return st;
	rv_net_state after = *state;
	net_size(&x, &after);
	st = net_targets(&x);
	if (st != RV_OK)
		return st;
	net_legs(&x);
	total(&x);
	*state = after;
	*res = made;
	return RV_OK;
}

const char *rv_net_bound_text(rv_net_bound b)
{
	static const char *const texts[RV_NET_BOUND_N] = { "",
							   "the cap of gross",
							   "the cap of volatility",
							   "the cap of stress margin",
							   "it rises slowly",
							   "a cap is unknown, it does not rise" };
	return (unsigned)b < RV_NET_BOUND_N ? texts[b] : "?";
}

const char *rv_net_verdict_name(rv_net_verdict v)
{
	static const char *const names[] = { "none",	"leg",	    "cross only",
					     "skipped", "deferred", "blocked" };
	return (size_t)v < sizeof(names) / sizeof(names[0]) ? names[v] : "?";
}

const char *rv_net_class_name(rv_net_class c)
{
	static const char *const names[] = { "liquidation", "stop or drop-out", "reduction",
					     "addition" };
	return (size_t)c < sizeof(names) / sizeof(names[0]) ? names[c] : "?";
}
