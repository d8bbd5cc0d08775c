/* One order's lots among sub-books; see split.h. */
#include "engine/book/split.h"

#include "engine/book/wide.h"

#include <string.h>

/* One side of an order, as magnitudes: what each wanted at first and what it has had of that. */
typedef struct side {
	int64_t whole[RV_SUB_N], had[RV_SUB_N];
	int64_t total, done; /* their sums */
} side;

static rv_wide wanted_on(const rv_split *s, int dir)
{
	rv_wide sum = 0;
	for (size_t i = 0; i < RV_SUB_N; i++)
		sum += dir * (rv_wide)s->want[i] > 0 ? dir * (rv_wide)s->want[i] : 0;
	return sum;
}

static rv_status both_sides(const rv_split *s, int64_t *bought, int64_t *sold)
{
	const rv_wide b = wanted_on(s, 1), a = wanted_on(s, -1);
	if (b > INT64_MAX || a > INT64_MAX)
		return RV_ERANGE;
	*bought = (int64_t)b;
	*sold = (int64_t)a;
	return RV_OK;
}

rv_status rv_split_net(const rv_split *s, int64_t *net)
{
	int64_t bought = 0, sold = 0;
	const rv_status st = both_sides(s, &bought, &sold);
	if (st == RV_OK)
		*net = bought - sold;
	return st;
}

rv_status rv_split_cross(const rv_split *s, int64_t *lots)
{
	int64_t bought = 0, sold = 0;
	const rv_status st = both_sides(s, &bought, &sold);
	if (st == RV_OK)
		*lots = bought < sold ? bought : sold;
	return st;
}

/* Those whose whole wish has the sign of dir. */
static rv_status side_of(const rv_split *s, int dir, side *out)
{
	rv_wide total = 0, done = 0;
	memset(out, 0, sizeof(*out));
	for (size_t i = 0; i < RV_SUB_N; i++) {
		const rv_wide whole = dir * ((rv_wide)s->want[i] + s->got[i]),
			      had = dir * (rv_wide)s->got[i];
		if (whole < 0 || (whole == 0 && had == 0))
			continue;
		if (had < 0 || had > whole)
			return RV_EDATA;
		total += whole;
		done += had;
		if (total > INT64_MAX)
			return RV_ERANGE;
		out->whole[i] = (int64_t)whole;
		out->had[i] = (int64_t)had;
	}
	out->total = (int64_t)total;
	out->done = (int64_t)done;
	return RV_OK;
}

static size_t most_owed(const rv_wide owed[RV_SUB_N])
{
	size_t at = 0;
	for (size_t i = 1; i < RV_SUB_N; i++)
		at = owed[i] > owed[at] ? i : at;
	return at;
}

/* Of those that are given something; the last of equals, as the first are served first. */
static size_t least_owed(const rv_wide owed[RV_SUB_N], const int64_t give[RV_SUB_N])
{
	size_t at = RV_SUB_N;
	for (size_t i = 0; i < RV_SUB_N; i++) {
		if (give[i] > 0 && (at == RV_SUB_N || owed[i] <= owed[at]))
			at = i;
	}
	return at;
}

/*
 * The next n lots of a side. Each is owed its share of all lots so far less what it had, times
 * total; whole lots of that first, then one by one to whom most is owed. Whoever is ahead of his
 * share gets nothing, which may make the whole lots of the others too many: then one by one back.
 */
static void deal(const side *s, int64_t n, int64_t give[RV_SUB_N])
{
	rv_wide owed[RV_SUB_N];
	int64_t left = n;
	memset(give, 0, RV_SUB_N * sizeof(*give));
	if (s->total == 0)
		return;
	for (size_t i = 0; i < RV_SUB_N; i++) {
		owed[i] = (rv_wide)s->whole[i] * (s->done + n) - (rv_wide)s->had[i] * s->total;
		give[i] = owed[i] > 0 ? (int64_t)(owed[i] / s->total) : 0;
		owed[i] -= (rv_wide)give[i] * s->total;
		left -= give[i];
	}
	for (; left > 0; left--) {
		const size_t i = most_owed(owed);
		give[i]++;
		owed[i] -= s->total;
	}
	for (; left < 0; left++) {
		const size_t i = least_owed(owed, give);
		give[i]--;
		owed[i] += s->total;
	}
}

/* Moves what was dealt from what is wanted to what was had. */
static void hand_over(rv_split *s, int dir, const int64_t give[RV_SUB_N], int64_t part[RV_SUB_N])
{
	for (size_t i = 0; i < RV_SUB_N; i++) {
		s->want[i] -= dir * give[i];
		s->got[i] += dir * give[i];
		part[i] += dir * give[i];
	}
}

/* with: the side of the order's direction; take of its net lots fill, crossed more change hands. */
static void deal_both(rv_split *s, int dir, const side *with, const side *against, int64_t take,
		      int64_t crossed, int64_t part[RV_SUB_N])
{
	int64_t give[RV_SUB_N];
	memset(part, 0, RV_SUB_N * sizeof(*part));
	deal(with, take + crossed, give);
	hand_over(s, dir, give, part);
	deal(against, crossed, give);
	hand_over(s, -dir, give, part);
}

/* What has crossed when `filled` of the order's `net` lots are filled, less what had before. */
static int64_t crosses_now(const side *against, int64_t filled, int64_t net)
{
	const rv_wide x = (rv_wide)against->total * filled;
	const int64_t rest = (int64_t)(x % net);
	const int64_t by_now = (int64_t)(x / net) + (rest >= net - rest ? 1 : 0);
	return by_now > against->done ? by_now - against->done : 0;
}

static rv_status sides(const rv_split *s, int dir, side *with, side *against)
{
	const rv_status st = side_of(s, dir, with);
	return st == RV_OK ? side_of(s, -dir, against) : st;
}

rv_status rv_split_fill(rv_split *s, int64_t lots, int64_t part[RV_SUB_N], int64_t *crossed)
{
	side with, against;
	if (lots == 0 || lots == INT64_MIN)
		return RV_EINVAL;
	const int dir = lots < 0 ? -1 : 1;
	const rv_status st = sides(s, dir, &with, &against);
	if (st != RV_OK)
		return st;
	const int64_t net = with.total - against.total, filled = with.done - against.done;
	int64_t take = net > filled ? net - filled : 0, inside = 0;
	take = take < dir * lots ? take : dir * lots;
	if (take > 0)
		inside = crosses_now(&against, filled + take, net);
	rv_split after = *s;
	int64_t p[RV_SUB_N];
	deal_both(&after, dir, &with, &against, take, inside, p);
	if (__builtin_add_overflow(p[RV_SUB_RESIDUE], lots - dir * take, &p[RV_SUB_RESIDUE]) ||
	    p[RV_SUB_RESIDUE] == INT64_MIN)
		return RV_ERANGE;
	memcpy(part, p, sizeof(p));
	*crossed = inside;
	*s = after;
	return RV_OK;
}

rv_status rv_split_inside(rv_split *s, int64_t lots, int64_t part[RV_SUB_N])
{
	side bought, sold;
	int64_t can = 0;
	rv_status st = rv_split_cross(s, &can);
	if (st == RV_OK)
		st = sides(s, 1, &bought, &sold);
	if (st != RV_OK)
		return st;
	if (lots <= 0 || lots > can)
		return RV_EINVAL;
	deal_both(s, 1, &bought, &sold, 0, lots, part);
	return RV_OK;
}

/* The parts in a direction as weights, and the sum of them without RESIDUE's. */
static rv_wide weights_of(const int64_t part[RV_SUB_N], int dir, int64_t w[RV_SUB_N])
{
	rv_wide sum = 0;
	for (size_t i = 0; i < RV_SUB_N; i++) {
		w[i] = (part[i] < 0) == (dir < 0) ? dir * part[i] : 0;
		sum += i == RV_SUB_RESIDUE ? 0 : w[i];
	}
	return sum;
}

/* What is against the direction crossed; those with it gave as much, RESIDUE last. */
static rv_status crossed_of(int64_t w[RV_SUB_N], rv_wide others, rv_wide crossed,
			    int64_t inside[RV_SUB_N])
{
	const rv_wide last = crossed > others ? crossed - others : 0;
	memset(inside, 0, RV_SUB_N * sizeof(*inside));
	if (crossed > INT64_MAX)
		return RV_ERANGE;
	w[RV_SUB_RESIDUE] = 0;
	rv_status st = RV_OK;
	if (crossed > last)
		st = rv_share_lots((int64_t)(crossed - last), w, RV_SUB_N, inside);
	inside[RV_SUB_RESIDUE] = (int64_t)last;
	return st;
}

rv_status rv_split_traded(const int64_t part[RV_SUB_N], int64_t traded[RV_SUB_N])
{
	int64_t w[RV_SUB_N], inside[RV_SUB_N];
	rv_wide lots = 0;
	for (size_t i = 0; i < RV_SUB_N; i++) {
		if (part[i] == INT64_MIN) /* has no magnitude */
			return RV_ERANGE;
		lots += part[i];
	}
	if (rv_wide_abs(lots) > INT64_MAX)
		return RV_ERANGE;
	const int dir = lots < 0 ? -1 : 1;
	const rv_wide others = weights_of(part, dir, w);
	const rv_wide crossed = others + w[RV_SUB_RESIDUE] - rv_wide_abs(lots);
	const rv_status st = crossed_of(w, others, crossed, inside);
	if (st != RV_OK)
		return st;
	for (size_t i = 0; i < RV_SUB_N; i++)
		traded[i] = (part[i] < 0) == (dir < 0) ? part[i] - dir * inside[i] : 0;
	return RV_OK;
}
