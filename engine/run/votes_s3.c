/* What S3 votes for: what its book holds, or a pass's basket; see votes.h. */
#include "engine/run/votes_internal.h"

#include <math.h>
#include <stdio.h>
#include <strings.h>

/* The newest day of its book; NULL: there is no book. */
static const rv_s3_day *day_of(const votes_pass *x)
{
	return x->in->s3 ? &x->in->s3->now : NULL;
}

static bool holds(const votes_pass *x)
{
	const rv_s3_day *d = day_of(x);
	return d && d->n > 0;
}

/* It is about to enter, and what it would enter is asked for. */
static bool enters(const votes_pass *x)
{
	const rv_s3_day *d = day_of(x);
	if (holds(x))
		return false;
	return votes_s3_forced(x) || !d ? votes_s3_trades(x) : d->did == RV_S3_LACKS;
}

double votes_s3_scale(const votes_pass *x)
{
	const rv_s3_day *d = day_of(x);
	return d ? d->scale : x->in->pass->ma.scale;
}

/* The majors are the universe's factors, however the configuration spells them. */
static void major(const votes_pass *x, size_t factor, double weight)
{
	const rv_universe_params *u = &x->in->params->universe;
	const rv_step_result *p = x->in->pass;
	for (size_t i = 0; factor < u->n_factors && i < p->n_daily; i++) {
		if (strcasecmp(u->factors[factor], p->daily_names[i]) == 0)
			(void)votes_add(x, RV_SUB_S3, 0, p->daily_names[i], weight);
	}
}

static void add_pass(const votes_pass *x)
{
	const rv_ma_result *m = &x->in->pass->ma;
	for (size_t k = 0; k < m->n_basket; k++)
		(void)votes_add(x, RV_SUB_S3, 0, x->in->pass->daily_names[m->basket[k].index],
				m->basket[k].weight);
	major(x, 0, m->weight_btc);
	major(x, 1, m->weight_eth);
}

static void add_book(const votes_pass *x)
{
	const rv_s3_day *d = day_of(x);
	for (size_t k = 0; k < d->n; k++)
		(void)votes_add(x, RV_SUB_S3, 0, d->legs[k].symbol, d->legs[k].weight);
}

/* Why it has no votes; NULL: it has. */
static const char *unknown(const votes_pass *x)
{
	const rv_ma_result *m = &x->in->pass->ma;
	const rv_s3_day *d = day_of(x);
	if (!votes_on(x, RV_MODULE_MAJORS_ALTS))
		return "majors against alts are off: it stays";
	if (m->close_ms == 0)
		return "no daily bar has closed: it stays";
	if (d && d->close_ms == 0)
		return "its book has seen no day: it stays";
	if (!isfinite(m->score) && (!d || votes_s3_forced(x) || enters(x)))
		return "no score, the regime is carried: it stays";
	if (!enters(x))
		return NULL;
	return m->n_basket == 0		  ? "too few coins for a basket: it stays"
	       : d && !votes_s3_forced(x) ? "a close of its basket is missing: it stays"
					  : NULL;
}

static void words(const votes_pass *x, char out[RV_VOTES_TEXT])
{
	const rv_s3_day *d = day_of(x);
	const bool by_hand = votes_s3_forced(x), aside = !votes_s3_trades(x);
	if (d && !by_hand && d->did != RV_S3_KEPT)
		(void)snprintf(out, RV_VOTES_TEXT, ", %s", rv_s3_did_text(d->did));
	else
		(void)snprintf(out, RV_VOTES_TEXT, "%s%s", by_hand ? ", regime by hand" : "",
			       aside && !(d && !by_hand) ? ", stands aside" : "");
}

void votes_s3(const votes_pass *x)
{
	char more[RV_VOTES_TEXT];
	const rv_s3_day *d = day_of(x);
	const char *why = unknown(x);
	if (why) {
		votes_say(x->out, RV_SUB_S3, false, "%s", why);
		return;
	}
	words(x, more);
	votes_say_known(x, RV_SUB_S3, d ? d->close_ms : x->in->pass->ma.close_ms, more);
	if (holds(x))
		add_book(x);
	else
		add_pass(x);
}
