/* Combinatorially symmetric cross-validation; see pbo.h. */
#include "engine/research/pbo.h"

#include "engine/stats/moments.h"
#include "engine/stats/pair.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Sums of a trial over some of the days, about its mean over all of them: of returns the squares
 * would else lose digits to a mean that is not 0. */
typedef struct sums {
	double s, s2;
} sums;

typedef struct table {
	size_t days, trials, blocks, half;
	double *mean;	  /* [trials] over all days */
	sums *low, *high; /* [2^half][trials]: subsets of the first and of the last half of the
			     blocks */
	double *ratio;	  /* [2][trials] of a combination's halves */
	size_t *n_low, *n_high; /* [2^half] days */
} table;

size_t rv_pbo_combinations(size_t blocks)
{
	size_t c = 1;
	for (size_t i = 1; i <= blocks / 2; i++)
		c = c * (blocks - blocks / 2 + i) / i;
	return c;
}

static size_t block_start(const table *t, size_t block)
{
	return block * t->days / t->blocks;
}

/* Adds one block to a subset's sums. */
static void add_block(const table *t, const double *r, size_t block, sums *to)
{
	for (size_t d = block_start(t, block); d < block_start(t, block + 1); d++)
		for (size_t k = 0; k < t->trials; k++) {
			const double x = r[d * t->trials + k] - t->mean[k];
			to[k].s += x;
			to[k].s2 += x * x;
		}
}

static size_t lowest_bit(size_t mask)
{
	size_t b = 0;
	while (!(mask >> b & 1))
		b++;
	return b;
}

/* Every subset from the one without its lowest block, whose own sums stand at its single bit. */
static void subsets(const table *t, const double *r, size_t first_block, sums *of, size_t *n)
{
	memset(of, 0, t->trials * sizeof(*of));
	n[0] = 0;
	for (size_t mask = 1; mask < (size_t)1 << t->half; mask++) {
		const size_t bit = lowest_bit(mask), single = (size_t)1 << bit,
			     rest = mask ^ single;
		const size_t block = first_block + bit;
		sums *to = of + mask * t->trials;
		if (rest == 0) {
			memset(to, 0, t->trials * sizeof(*to));
			add_block(t, r, block, to);
			n[mask] = block_start(t, block + 1) - block_start(t, block);
			continue;
		}
		n[mask] = n[rest] + n[single];
		for (size_t k = 0; k < t->trials; k++) {
			to[k].s = of[rest * t->trials + k].s + of[single * t->trials + k].s;
			to[k].s2 = of[rest * t->trials + k].s2 + of[single * t->trials + k].s2;
		}
	}
}

/* Ratios of all trials over the blocks of a mask. */
static void ratios(const table *t, size_t mask, double *out)
{
	const size_t lo = mask & (((size_t)1 << t->half) - 1), hi = mask >> t->half;
	const sums *a = t->low + lo * t->trials, *b = t->high + hi * t->trials;
	const double n = (double)(t->n_low[lo] + t->n_high[hi]);
	for (size_t k = 0; k < t->trials; k++) {
		const double s = a[k].s + b[k].s, s2 = a[k].s2 + b[k].s2;
		const double var = (s2 - s * s / n) / (n - 1.0);
		out[k] = var >= RV_SD_MIN * RV_SD_MIN ? (t->mean[k] + s / n) / sqrt(var) : 0.0;
	}
}

static size_t best(const double *x, size_t n)
{
	size_t b = 0;
	for (size_t k = 1; k < n; k++)
		if (x[k] > x[b])
			b = k;
	return b;
}

/* Rank 1 .. n, ascending, equals share the average. */
static double rank_of(const double *x, size_t n, size_t which)
{
	double below = 0.0, same = 0.0;
	for (size_t k = 0; k < n; k++) {
		below += x[k] < x[which] ? 1.0 : 0.0;
		same += x[k] < x[which] || x[k] > x[which] ? 0.0 : 1.0;
	}
	return below + 0.5 * (same + 1.0);
}

static rv_pbo_split split_of(const table *t, const double *inside, const double *outside)
{
	rv_pbo_split s = { .chosen = best(inside, t->trials) };
	s.is = inside[s.chosen];
	s.oos = outside[s.chosen];
	const double rank = rank_of(outside, t->trials, s.chosen);
	s.logit = log(rank / ((double)t->trials + 1.0 - rank));
	return s;
}

static bool half_of(size_t mask, size_t half)
{
	size_t bits = 0;
	for (; mask; mask &= mask - 1)
		bits++;
	return bits == half;
}

typedef struct tally {
	size_t below, loss;
	double *is, *oos;    /* [combinations] of the chosen, for the slope */
	rv_pbo_split *split; /* [combinations], NULL fine */
} tally;

static void put(tally *y, size_t c, rv_pbo_split s)
{
	y->below += s.logit <= 0.0 ? 1 : 0;
	y->loss += s.oos < 0.0 ? 1 : 0;
	y->is[c] = s.is;
	y->oos[c] = s.oos;
	if (y->split)
		y->split[c] = s;
}

/*
 * What is inside of one combination is outside of another: in the order of their masks the first is
 * the last's, the second the last but one's. So the ratios of each half are made once.
 */
static void every_half(const table *t, tally *y, rv_pbo *out)
{
	const size_t all = ((size_t)1 << t->blocks) - 1, n = rv_pbo_combinations(t->blocks);
	double *inside = t->ratio, *outside = t->ratio + t->trials;
	size_t c = 0;
	for (size_t mask = 0; c < n / 2; mask++) {
		if (!half_of(mask, t->half))
			continue;
		ratios(t, mask, inside);
		ratios(t, all ^ mask, outside);
		put(y, c, split_of(t, inside, outside));
		put(y, n - 1 - c, split_of(t, outside, inside));
		c++;
	}
	const rv_pair p = rv_pair_of(y->is, y->oos, n);
	*out = (rv_pbo){ .combinations = n,
			 .pbo = (double)y->below / (double)n,
			 .slope = rv_pair_slope(&p, 2),
			 .probability_loss = (double)y->loss / (double)n,
			 .mean_is = p.mx,
			 .mean_oos = p.my };
	out->intercept = p.my - out->slope * p.mx;
}

static rv_status check(const double *r, size_t days, size_t trials, size_t blocks, rv_err *err)
{
	if (blocks < 2 || blocks > RV_PBO_BLOCKS_MAX || blocks % 2)
		return rv_err_set(err, RV_EINVAL,
				  "overfitting: %zu blocks, expected an even number of 2..%d",
				  blocks, RV_PBO_BLOCKS_MAX);
	if (trials < 2 || days / 2 < blocks)
		return rv_err_set(err, RV_EINVAL,
				  "overfitting: %zu trials over %zu days, expected 2 or more over "
				  "%zu or more",
				  trials, days, 2 * blocks);
	for (size_t i = 0; i < days * trials; i++)
		if (!isfinite(r[i]))
			return rv_err_set(
				err, RV_EDATA,
				"overfitting: the return of day %zu, trial %zu is not known",
				i / trials, i % trials);
	return RV_OK;
}

static void means(const table *t, const double *r)
{
	for (size_t k = 0; k < t->trials; k++) {
		double sum = 0.0;
		for (size_t d = 0; d < t->days; d++)
			sum += r[d * t->trials + k];
		t->mean[k] = sum / (double)t->days;
	}
}

rv_status rv_pbo_of(const double *r, size_t days, size_t trials, size_t blocks, rv_pbo_split *split,
		    rv_pbo *out, rv_err *err)
{
	const rv_status st = check(r, days, trials, blocks, err);
	if (st != RV_OK)
		return st;
	const size_t masks = (size_t)1 << (blocks / 2), all = rv_pbo_combinations(blocks);
	if (trials > SIZE_MAX / sizeof(sums) / 2 / masks - 1)
		return RV_ENOMEM;
	sums *of = malloc(2 * masks * trials * sizeof(*of));
	double *work = malloc((2 * all + 3 * trials) * sizeof(*work));
	size_t *n = malloc(2 * masks * sizeof(*n));
	if (of && work && n) {
		const table t = {
			days,	       trials, blocks,	 blocks / 2, work, of, of + masks * trials,
			work + trials, n,      n + masks
		};
		means(&t, r);
		subsets(&t, r, 0, t.low, t.n_low);
		subsets(&t, r, blocks / 2, t.high, t.n_high);
		double *is = work + 3 * trials;
		tally y = { .is = is, .oos = is + all, .split = split };
		every_half(&t, &y, out);
	}
	const bool done = of && work && n;
	free(of);
	free(work);
	free(n);
	return done ? RV_OK : RV_ENOMEM;
}

size_t rv_pbo_blocks_of(size_t days)
{
	size_t blocks = RV_PBO_BLOCKS;
	while (blocks > 2 && days < 2 * blocks)
		blocks -= 2;
	return days < 2 * blocks ? 0 : blocks;
}
