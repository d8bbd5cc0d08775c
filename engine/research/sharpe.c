/* A Sharpe ratio and what it needs; see sharpe.h. */
#include "engine/research/sharpe.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static bool any_cost(const rv_bt_costs *c)
{
	return c->taker_bps > 0.0 || c->maker_bps > 0.0 || c->slippage_bps > 0.0;
}

static bool filled_in(const rv_bt_costs *c)
{
	return c->taker_bps >= 0.0 && c->maker_bps >= 0.0 && c->slippage_bps >= 0.0 &&
	       c->maker_share >= 0.0 && c->factor >= 0.0 && c->min_notional_usd >= 0.0 &&
	       !isnan(c->adv_multiplier) && (any_cost(c) || c->factor > 0.0);
}

static void append(char out[RV_BT_TEXT], const char *fmt, ...) RV_PRINTF(2, 3);

static void append(char out[RV_BT_TEXT], const char *fmt, ...)
{
	const size_t n = strlen(out);
	va_list ap;
	va_start(ap, fmt);
	(void)vsnprintf(out + n, RV_BT_TEXT - n, fmt, ap);
	va_end(ap);
}

void rv_bt_costs_text(const rv_bt_costs *c, char out[RV_BT_TEXT])
{
	out[0] = '\0';
	if (!filled_in(c))
		return;
	if (!any_cost(c) || !(c->factor > 0.0)) {
		append(out, "NO COSTS");
		return;
	}
	if (c->maker_share > 0.0)
		append(out, "maker %.4g bp on %.3g %%, ", c->maker_bps, 100.0 * c->maker_share);
	append(out, "taker %.4g bp, slippage %.4g bp (1 + share of ADV / %.4g)", c->taker_bps,
	       c->slippage_bps, c->adv_multiplier);
	append(out, ", least order %.6g USD", c->min_notional_usd);
	if (fabs(c->factor - 1.0) > 0.0)
		append(out, ", all times %.4g", c->factor);
}

static rv_status check(const rv_bt_sharpe *s, rv_err *err)
{
	const char *missing = s->trials == 0	? "the number of trials"
			      : !s->costs[0]	? "the costs"
			      : !s->universe[0] ? "the source of the universe"
						: NULL;
	return missing ? rv_err_set(err, RV_EINVAL, "Sharpe ratio: not shown without %s", missing)
		       : RV_OK;
}

rv_status rv_bt_sharpe_annual(const rv_bt_sharpe *s, double *out, rv_err *err)
{
	const rv_status st = check(s, err);
	*out = st == RV_OK ? s->annual_ : NAN;
	return st;
}

static const char *number(double v, char buf[24])
{
	if (isfinite(v))
		(void)snprintf(buf, 24, "%.2f", v);
	else
		(void)snprintf(buf, 24, "--");
	return buf;
}

rv_status rv_bt_sharpe_text(const rv_bt_sharpe *s, char *out, size_t size, rv_err *err)
{
	char b[5][24];
	if (size > 0)
		out[0] = '\0';
	const rv_status st = check(s, err);
	if (st != RV_OK)
		return st;
	const int n = snprintf(out, size,
			       "Sharpe %s (%.3g %% %s .. %s), PSR %s, DSR %s, %zu days %s, N %zu "
			       "trials; costs: %s; universe: %s",
			       number(s->annual_, b[0]), 100.0 * s->level, number(s->lo, b[1]),
			       number(s->hi, b[2]), number(s->psr, b[3]), number(s->dsr, b[4]),
			       s->days, s->oos ? "out of sample" : "NOT out of sample", s->trials,
			       s->costs, s->universe);
	if (n >= 0 && (size_t)n < size)
		return RV_OK;
	if (size > 0)
		out[0] = '\0';
	return rv_err_set(err, RV_ERANGE, "Sharpe ratio: its line needs %d bytes", n + 1);
}
