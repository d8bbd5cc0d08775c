/* The stat-arb book over history, on paper; see stat_arb_paper.h. */
#include "engine/research/stat_arb_paper.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static rv_status alloc_paper(sa_paper *p)
{
	p->s5 = calloc(1, sizeof(*p->s5));
	p->names = calloc(p->n, sizeof(*p->names));
	p->idio = calloc(1, sizeof(*p->idio));
	p->r = calloc(1, sizeof(*p->r));
	p->weight = calloc(p->n, sizeof(double));
	p->before = calloc(p->n, sizeof(double));
	p->held = calloc(p->n, sizeof(double));
	const bool ok = p->s5 && p->names && p->idio && p->r && p->weight && p->before && p->held;
	return ok ? rv_stat_arb_book_new(p->n, &p->book) : RV_ENOMEM;
}

static void name_coins(sa_paper *p, const rv_frame *f)
{
	for (size_t i = 0; i < p->n; i++) {
		const char *name = rv_frame_name(f, i);
		memcpy(p->names[i], name, strlen(name) + 1);
	}
	p->btc = rv_frame_find_name(f, "BTC");
	p->eth = rv_frame_find_name(f, "ETH");
}

rv_status sa_paper_new(rv_idio_range *range, sa_paper **out)
{
	sa_paper *p = calloc(1, sizeof(*p));
	if (!p)
		return RV_ENOMEM;
	const rv_frame *f = rv_idio_range_frame(range);
	p->range = range;
	p->n = f->n;
	p->earned = NAN;
	const rv_status st = alloc_paper(p);
	if (st != RV_OK) {
		sa_paper_free(p);
		return st;
	}
	name_coins(p, f);
	*out = p;
	return RV_OK;
}

void sa_paper_free(sa_paper *p)
{
	if (!p)
		return;
	rv_stat_arb_book_free(p->book);
	free(p->s5);
	free(p->names);
	free(p->idio);
	free(p->r);
	free(p->weight);
	free(p->before);
	free(p->held);
	free(p);
}

rv_status sa_paper_look(sa_paper *p, const rv_cursor *c, size_t ago)
{
	const rv_status st = rv_cursor_range_at(c, p->range, ago, p->ridge_days,
						p->known ? p->ridge : NULL, p->idio);
	p->known = st == RV_OK;
	if (st == RV_OK)
		memcpy(p->ridge, p->idio->weights, sizeof(p->ridge));
	return st;
}

double sa_paper_beta(const sa_paper *p, size_t i, int leg)
{
	const rv_idio_symbol *s = &p->idio->symbols[i];
	const double hedge = leg == 0 ? s->hedge_btc : s->hedge_eth;
	const double model = leg == 0 ? s->beta_btc : s->beta_eth;
	return isfinite(hedge) ? hedge : model;
}

/* ---- what was decided before ---- */

/* Price and funding of a unit held over the day that ends at the frame's newest bar. */
static double unit(const rv_frame *f, size_t i, double *gross)
{
	const double r = rv_frame_simple(f, i)[f->bars - 1];
	const double funding = rv_frame_field(f, RV_PANEL_FUNDING, i)[f->bars - 1];
	*gross = isfinite(r) ? 1.0 + r : 1.0;
	return *gross - 1.0 - (isfinite(funding) ? funding : 0.0);
}

static double leg_earned(const rv_frame *f, size_t i, double *weight)
{
	double gross = 1.0;
	const double earned = fabs(*weight) > 0.0 && i < f->n ? *weight * unit(f, i, &gross) : 0.0;
	*weight *= gross;
	return earned;
}

/* What the decision of the close before has earned; leaves what it has become in before and legs.
 */
static void drift(sa_paper *p, const rv_frame *f, double legs[2])
{
	double sum = 0.0;
	for (size_t i = 0; i < p->n; i++) {
		p->before[i] = p->weight[i];
		if (fabs(p->weight[i]) > 0.0)
			sum += leg_earned(f, i, &p->before[i]);
	}
	legs[0] = p->hedge[0];
	legs[1] = p->hedge[1];
	sum += leg_earned(f, p->btc, &legs[0]);
	sum += leg_earned(f, p->eth, &legs[1]);
	for (size_t i = 0; i < p->n && sum > -1.0; i++)
		p->before[i] /= 1.0 + sum;
	for (size_t k = 0; k < 2 && sum > -1.0; k++)
		legs[k] /= 1.0 + sum;
	p->earned = p->s5->now.close_ms > 0 ? sum : (double)NAN;
}

/* ---- a close ---- */

/* Weights of a day of the book by index, `none` where it has none; names ascend in both lists. */
static void lay_out(const sa_paper *p, const rv_s5_day *d, double none, double *out)
{
	size_t k = 0;
	for (size_t i = 0; i < p->n; i++) {
		const bool it = k < d->n && strcmp(d->weights[k].symbol, p->names[i]) == 0;
		out[i] = it ? d->weights[k++].weight : none;
	}
}

/* The legs that offset the deltas of what is held; a coin whose betas nobody knows has none. */
static void hedge(sa_paper *p)
{
	double delta[2] = { 0.0, 0.0 };
	for (size_t i = 0; i < p->n; i++) {
		if (!(fabs(p->weight[i]) > 0.0))
			continue;
		for (int leg = 0; leg < 2; leg++) {
			const double beta = sa_paper_beta(p, i, leg);
			delta[leg] += isfinite(beta) ? p->weight[i] * beta : 0.0;
		}
	}
	p->hedge[0] = 0.0 - delta[0];
	p->hedge[1] = 0.0 - delta[1];
}

static double traded(const sa_paper *p, const double legs[2])
{
	double sum = fabs(p->hedge[0] - legs[0]) + fabs(p->hedge[1] - legs[1]);
	for (size_t i = 0; i < p->n; i++)
		sum += fabs(p->weight[i] - p->before[i]);
	return sum;
}

rv_status sa_paper_day(sa_paper *p, const rv_cursor *c, size_t ago)
{
	double legs[2];
	rv_status st = sa_paper_look(p, c, ago);
	if (st != RV_OK)
		return st;
	if (p->idio->close_ms == p->s5->now.close_ms) {
		p->earned = p->turnover = 0.0; /* a day without a bar of any coin is no new close */
		return RV_OK;
	}
	const rv_frame *f = rv_idio_range_frame(p->range);
	drift(p, f, legs);
	const rv_s5_day *start = rv_s5_book_start(p->s5, p->idio->close_ms);
	rv_edge_state edge = start->edge;
	lay_out(p, start, NAN, p->held);
	st = rv_stat_arb_book_day(p->book, &p->opt, f, rv_idio_range_idio(p->range), p->idio,
				  p->held, &edge, p->r);
	if (st != RV_OK)
		return st;
	(void)rv_s5_book_take(p->s5, p->idio->close_ms, (const char(*)[RV_SYMBOL_MAX])p->names,
			      p->r, &edge);
	lay_out(p, &p->s5->now, 0.0, p->weight);
	hedge(p);
	p->turnover = traded(p, legs);
	return RV_OK;
}
