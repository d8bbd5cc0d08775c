/* A sub-book on paper; see paper.h. */
#include "engine/book/paper.h"

#include "engine/base/num.h"
#include "engine/base/timefmt.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define DAYS_A_YEAR 365.0

rv_paper_params rv_paper_defaults(void)
{
	return (rv_paper_params){
		.cost_bps = 5.5, .trials = 1, .trial_var = NAN, .least_days = 20
	};
}

static const rv_paper_coin *coin_of(const rv_paper_coin *coins, size_t n, const char *symbol)
{
	size_t lo = 0, hi = n;
	while (lo < hi) {
		const size_t mid = lo + (hi - lo) / 2;
		if (strcmp(coins[mid].symbol, symbol) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < n && strcmp(coins[lo].symbol, symbol) == 0 ? &coins[lo] : NULL;
}

/* ---- the day that has ended ---- */

static double return_of(const rv_paper_leg *l, const rv_paper_coin *c)
{
	return c && l->close > 0.0 ? c->close / l->close - 1.0 : (double)NAN;
}

static void earn(rv_paper *p, double price, double funding, bool unfunded)
{
	const double r = price + funding - p->owed;
	rv_run_moments_add(&p->days, r);
	p->value *= fmax(0.0, 1.0 + r);
	p->peak = fmax(p->peak, p->value);
	p->drawdown = fmax(p->drawdown, 1.0 - p->value / p->peak);
	p->price += price;
	p->funding += funding;
	p->cost -= p->owed;
	p->owed = 0.0;
	p->unfunded += unfunded ? 1 : 0;
}

/* Weights of what it is worth now. Of one that has lost everything there are none to speak of. */
static void drift(rv_paper *p, const rv_paper_coin *coins, size_t n, double r)
{
	for (size_t i = 0; i < p->n && r > -1.0; i++) {
		rv_paper_leg *l = &p->legs[i];
		l->weight *= (1.0 + return_of(l, coin_of(coins, n, l->symbol))) / (1.0 + r);
	}
}

static void end_day(rv_paper *p, const rv_paper_coin *coins, size_t n)
{
	double price = 0.0, funding = 0.0;
	bool unfunded = false;
	for (size_t i = 0; i < p->n; i++) {
		const rv_paper_leg *l = &p->legs[i];
		const rv_paper_coin *c = coin_of(coins, n, l->symbol);
		price += l->weight * return_of(l, c);
		if (c && isfinite(c->funding))
			funding -= l->weight * c->funding;
		else
			unfunded = true;
	}
	if (!isfinite(price)) {
		p->unknown++;
		return;
	}
	const double r = price + funding - p->owed;
	earn(p, price, funding, unfunded);
	drift(p, coins, n, r);
}

/* ---- the weights of the next one ---- */

static double cost_of(const rv_paper_params *pp, double turnover)
{
	return fabs(turnover) * pp->cost_bps * 1e-4;
}

/* A leg at the new close: voted anew, or where it is. */
static void keep_leg(rv_paper *p, const rv_paper_params *pp, rv_paper_leg *l,
		     const rv_paper_coin *c)
{
	const bool known = c && c->close > 0.0;
	l->close = known ? c->close : (double)NAN;
	l->missing = known ? 0 : l->missing + 1;
	double weight = known && isfinite(c->vote) ? c->vote : l->weight;
	if (l->missing >= RV_PAPER_GONE) {
		weight = 0.0;
		p->lost++;
	}
	p->owed += cost_of(pp, weight - l->weight);
	l->weight = weight;
}

static bool is_flat(double weight)
{
	return !(weight > 0.0) && !(weight < 0.0);
}

static void drop_flat(rv_paper *p)
{
	size_t kept = 0;
	for (size_t i = 0; i < p->n; i++) {
		if (!is_flat(p->legs[i].weight))
			p->legs[kept++] = p->legs[i];
	}
	p->n = kept;
}

/* In name order; at: where it belongs. */
static void open_leg(rv_paper *p, const rv_paper_params *pp, const rv_paper_coin *c, size_t at)
{
	if (p->n == RV_PAPER_LEGS) {
		p->lost++;
		return;
	}
	memmove(&p->legs[at + 1], &p->legs[at], (p->n - at) * sizeof(p->legs[0]));
	p->n++;
	p->legs[at] = (rv_paper_leg){ .weight = c->vote, .close = c->close };
	memcpy(p->legs[at].symbol, c->symbol, sizeof(p->legs[at].symbol));
	p->owed += cost_of(pp, c->vote);
}

static void open_legs(rv_paper *p, const rv_paper_params *pp, const rv_paper_coin *coins, size_t n)
{
	size_t at = 0;
	for (size_t i = 0; i < n; i++) {
		const rv_paper_coin *c = &coins[i];
		while (at < p->n && strcmp(p->legs[at].symbol, c->symbol) < 0)
			at++;
		const bool held = at < p->n && strcmp(p->legs[at].symbol, c->symbol) == 0;
		if (!held && c->close > 0.0 && isfinite(c->vote) && !is_flat(c->vote))
			open_leg(p, pp, c, at);
	}
}

static bool begins(const rv_paper_coin *coins, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (isfinite(coins[i].vote))
			return true;
	}
	return false;
}

bool rv_paper_step(rv_paper *p, const rv_paper_params *pp, int64_t close_ms,
		   const rv_paper_coin *coins, size_t n)
{
	if (close_ms <= p->close_ms || (p->since_ms == 0 && !begins(coins, n)))
		return false;
	if (p->since_ms == 0) {
		p->since_ms = close_ms;
		p->value = p->peak = 1.0;
	} else if (close_ms - p->close_ms == RV_DAY_MS) {
		end_day(p, coins, n);
	} else { /* nobody saw what was in between */
		p->unknown += (close_ms - p->close_ms + RV_DAY_MS - 1) / RV_DAY_MS;
	}
	p->close_ms = close_ms;
	for (size_t i = 0; i < p->n; i++)
		keep_leg(p, pp, &p->legs[i], coin_of(coins, n, p->legs[i].symbol));
	drop_flat(p);
	open_legs(p, pp, coins, n);
	return true;
}

/* ---- what it says ---- */

void rv_paper_stat_of(const rv_paper *p, const rv_paper_params *pp, rv_paper_stat *out)
{
	const rv_run_moments *d = &p->days;
	const bool enough = d->n >= pp->least_days, begun = p->since_ms > 0;
	const double daily = enough ? rv_run_moments_sharpe(d) : (double)NAN;
	*out = (rv_paper_stat){ .since_ms = p->since_ms,
				.close_ms = p->close_ms,
				.days = (int64_t)d->n,
				.unknown = p->unknown,
				.unfunded = p->unfunded,
				.lost = p->lost,
				.least_days = (int64_t)pp->least_days,
				.trials = (int64_t)pp->trials,
				.net = begun ? p->value - 1.0 : (double)NAN,
				.price = p->price,
				.funding = p->funding,
				.cost = p->cost,
				.vol = rv_run_moments_sd1(d) * sqrt(DAYS_A_YEAR),
				.drawdown = begun ? p->drawdown : (double)NAN,
				.sharpe = daily * sqrt(DAYS_A_YEAR) };
	out->deflated =
		rv_sharpe_deflated(daily, d->n, rv_run_moments_skew(d), rv_run_moments_kurtosis(d),
				   rv_sharpe_of_luck(pp->trials, pp->trial_var));
}

static const char *num(double v, const char *how, char out[RV_NUM_TEXT])
{
	if (isnan(v))
		(void)snprintf(out, RV_NUM_TEXT, "--");
	else
		(void)snprintf(out, RV_NUM_TEXT, *how == '+' ? "%+.2f" : "%.2f", v);
	return out;
}

/* Days, since when, and what is missing of them. */
static size_t days_words(const rv_paper_stat *s, char out[RV_PAPER_TEXT])
{
	char date[RV_TIME_TEXT], unknown[32] = "", since[RV_TIME_TEXT + 8] = "";
	if (s->since_ms > 0)
		(void)snprintf(since, sizeof(since), " since %s",
			       rv_time_format_date(s->since_ms, date));
	if (s->unknown > 0)
		(void)snprintf(unknown, sizeof(unknown), ", %lld unknown", (long long)s->unknown);
	return (size_t)snprintf(out, RV_PAPER_TEXT, "%s%lld day%s%s%s",
				s->days == 0 ? "no evidence yet: " : "", (long long)s->days,
				s->days == 1 ? "" : "s", since, unknown);
}

const char *rv_paper_words(const rv_paper_stat *s, char out[RV_PAPER_TEXT])
{
	char net[RV_NUM_TEXT], down[RV_NUM_TEXT], sharpe[RV_NUM_TEXT], defl[RV_NUM_TEXT];
	const size_t at = days_words(s, out);
	if (s->days == 0)
		return out;
	(void)num(100.0 * s->net, "+", net);
	(void)num(100.0 * s->drawdown, "", down);
	if (s->days < s->least_days)
		(void)snprintf(
			out + at, RV_PAPER_TEXT - at,
			": net %s %% after costs, drawdown %s %%, no Sharpe before %lld days", net,
			down, (long long)s->least_days);
	else
		(void)snprintf(out + at, RV_PAPER_TEXT - at,
			       ": net %s %% after costs, drawdown %s %%, Sharpe %s a year, "
			       "deflated %s (N = %lld)",
			       net, down, num(s->sharpe, "", sharpe), num(s->deflated, "", defl),
			       (long long)s->trials);
	return out;
}
