/* Lines of a replayed day; see real_trace.h. */
#include "tests/support/real_trace.h"

#include "engine/base/timefmt.h"

#include <math.h>
#include <stdio.h>

static void trace_coin(const rv_bv_coin *c)
{
	const double lot = pow(10.0, -(double)c->sz_decimals) * c->price;
	(void)printf("    %-6s %-10s %+9.2f USD", c->symbol, rv_net_verdict_name(c->net.verdict),
		     (double)(c->net.net - c->net.position) * lot);
	for (int s = 0; s < RV_SUB_H; s++) {
		if (c->held[s] != 0 || fabs(c->model[s]) > 0.0)
			(void)printf("  %s %+.4f > %+.4f: %+.0f from %+.0f", rv_sub_name((rv_sub)s),
				     c->model[s], c->vote[s], c->net.vote_usd[s],
				     (double)c->held[s] * lot);
	}
	(void)printf("  %s%s%s\n", c->signals, c->signals[0] && c->why[0] ? "; " : "", c->why);
}

void real_trace_coins(const rv_book_view *v)
{
	for (int s = 0; s < RV_SUB_H; s++)
		(void)printf("    %s: %s\n", rv_sub_name((rv_sub)s), v->state[s]);
	for (size_t i = 0; i < v->n_coins; i++)
		trace_coin(&v->coins[i]);
}

void real_trace(int64_t t, const rv_book_view *v, const real_account *a, const real_tally *y,
		const real_tally *before)
{
	char date[RV_TIME_TEXT];
	(void)printf("%s", rv_time_format_date(t, date));
	for (int s = 0; s < RV_SUB_H; s++)
		(void)printf(" %s %.3f", rv_sub_name((rv_sub)s),
			     y->sub_want[s] - before->sub_want[s]);
	(void)printf(" legs %2zu, %2zu wait, %2zu small, G %.3f %s, program %6.0f, hedges %2zu+%zu "
		     "%6.0f, gross %.3f net %+.3f coins %2zu nav %.0f%s\n",
		     y->legs - before->legs, y->deferred - before->deferred,
		     y->skipped - before->skipped, v->net.g.g, rv_net_bound_text(v->net.g.bound),
		     y->program_usd - before->program_usd,
		     y->hedges_program - before->hedges_program,
		     y->hedges_hour - before->hedges_hour, y->hedge_usd - before->hedge_usd,
		     real_account_net_gross(a) / y->nav, real_account_net(a) / y->nav,
		     real_account_held(a), y->nav, v->risk_off ? ", risk-off" : "");
}
