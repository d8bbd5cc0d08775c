/*
 * The screener: both sides of every known coin, filtered and ranked by one snapshot; see hybrid.h.
 *
 * Scores within one band of the tie width count as equal, so that the order is transitive: band,
 * relative momentum with the side, router quality, the score itself, name, long before short.
 */
#include "engine/score/hybrid_internal.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char below_floor[] = "hybrid below the emission floor";
static const char poor_router[] = "router quality too low";
static const char against_long[] = "relative momentum too low for a long";
static const char against_short[] = "relative momentum too high for a short";
static const char worse_side[] = "the other side of the coin scores higher";

static bool held_before(const hybrid_held *held, const char *name, rv_direction side)
{
	size_t lo = 0, hi = held->n;
	while (lo < hi) {
		const size_t mid = lo + (hi - lo) / 2;
		if (strcmp(held->names[mid], name) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < held->n && strcmp(held->names[lo], name) == 0 &&
	       (held->sides[lo] & (1U << side)) != 0;
}

/* Is relative momentum against the side? 0 and unknown never are. */
static bool against(const hybrid_pass *h, size_t i, rv_direction side, double rv)
{
	const rv_hybrid_params *p = h->p;
	if (p->rv_filter == RV_RVFILTER_OFF || !(fabs(rv) > 0.0))
		return false;
	if (side == RV_LONG ? rv < p->rv_min_for_long : rv > p->rv_max_for_short)
		return true;
	if (!(p->rv_release > 0.0))
		return false;
	const bool still = side == RV_LONG ? rv < -p->rv_release : rv > p->rv_release;
	return still && held_before(&h->w->held[0], rv_frame_name(h->signal, i), side);
}

/* A newer bar makes the newest memory the one before; an older bar forgets both. */
static void turn_memory(const hybrid_pass *h)
{
	hybrid_held *held = h->w->held;
	const int64_t now = h->signal->close_ms;
	if (!(h->p->rv_release > 0.0) || now < held[1].close_ms)
		held[0].n = 0;
	else if (now > held[1].close_ms)
		held[0] = held[1];
	held[1].close_ms = now;
	held[1].n = 0;
}

static void remember(const hybrid_pass *h, size_t i, bool on_long, bool on_short)
{
	hybrid_held *now = &h->w->held[1];
	if (!(h->p->rv_release > 0.0) || (!on_long && !on_short))
		return;
	memcpy(now->names[now->n], rv_frame_name(h->signal, i),
	       strlen(rv_frame_name(h->signal, i)) + 1);
	now->sides[now->n++] =
		(unsigned char)((on_long ? 1 << RV_LONG : 0) | (on_short ? 1 << RV_SHORT : 0));
}

static bool is_worse(const rv_hybrid_symbol *s, rv_direction side)
{
	const double mine = s->side[side].hybrid, other = s->side[1 - (int)side].hybrid;
	return mine < other || (side == RV_SHORT && !(mine > other));
}

static const char *reason_to_drop(const hybrid_pass *h, const rv_hybrid_symbol *s,
				  rv_direction side)
{
	if (s->side[side].hybrid < h->p->emission_floor)
		return below_floor;
	if (s->router_quality < h->p->min_router_quality)
		return poor_router;
	return h->p->one_side && is_worse(s, side) ? worse_side : "";
}

static void say(rv_screen_entry *e, const char *reason)
{
	(void)snprintf(e->reason, sizeof(e->reason), "%s", reason);
}

static void judge(const hybrid_pass *h, const rv_hybrid_symbol *s, bool is_against,
		  rv_screen_entry *e)
{
	say(e, reason_to_drop(h, s, e->side));
	e->action = e->reason[0] ? RV_SCREEN_DROP : RV_SCREEN_KEEP;
	if (e->action == RV_SCREEN_DROP || !is_against)
		return;
	say(e, e->side == RV_LONG ? against_long : against_short);
	e->action = h->p->rv_filter == RV_RVFILTER_DROP ? RV_SCREEN_DROP : RV_SCREEN_DOWNRANK;
	if (e->action == RV_SCREEN_DOWNRANK)
		e->hybrid -= h->p->downrank;
}

static hybrid_line line_of(const hybrid_pass *h, size_t i, rv_direction side, bool is_against)
{
	rv_hybrid_symbol *s = &h->out->symbols[i];
	hybrid_line l;
	memset(&l, 0, sizeof(l));
	l.entry.index = i;
	l.entry.side = side;
	l.entry.hybrid = s->side[side].hybrid;
	l.entry.rv = s->rv;
	judge(h, s, is_against, &l.entry);
	s->side[side].emitted = l.entry.action != RV_SCREEN_DROP;
	l.band = floor(l.entry.hybrid / h->p->tie_band);
	l.rv_with = isfinite(s->rv) ? (side == RV_LONG ? s->rv : -s->rv) : 0.0;
	l.quality = s->router_quality;
	return l;
}

/* -1, 0, 1 as a has the larger, the same or the smaller key. */
static int larger_first(double a, double b)
{
	return (a < b) - (a > b);
}

/* Does a come before b? Dropped ones are last; a total order, as name and side differ. */
static bool before(const hybrid_line *a, const hybrid_line *b)
{
	const bool dropped_a = a->entry.action == RV_SCREEN_DROP;
	const bool dropped_b = b->entry.action == RV_SCREEN_DROP;
	if (dropped_a != dropped_b)
		return dropped_b;
	int order = larger_first(a->band, b->band);
	if (order == 0)
		order = larger_first(a->rv_with, b->rv_with);
	if (order == 0)
		order = larger_first(a->quality, b->quality);
	if (order == 0)
		order = larger_first(a->entry.hybrid, b->entry.hybrid);
	if (order != 0)
		return order < 0;
	if (a->entry.index != b->entry.index)
		return a->entry.index < b->entry.index;
	return a->entry.side < b->entry.side;
}

/* Merges the sorted runs [lo, mid) and [mid, hi) of from into to. */
static void merge(const hybrid_line *lines, const uint16_t *from, uint16_t *to, size_t lo,
		  size_t mid, size_t hi)
{
	size_t a = lo, b = mid;
	for (size_t k = lo; k < hi; k++) {
		const bool left = a < mid && (b >= hi || !before(&lines[from[b]], &lines[from[a]]));
		to[k] = left ? from[a++] : from[b++];
	}
}

/* Order of the lines. Not qsort: that of the C library may allocate. */
static const uint16_t *sort_lines(rv_hybrid *w, size_t n)
{
	uint16_t *from = w->order, *to = w->spare;
	for (size_t i = 0; i < n; i++)
		from[i] = (uint16_t)i;
	for (size_t width = 1; width < n; width *= 2) {
		for (size_t lo = 0; lo < n; lo += 2 * width) {
			const size_t mid = lo + width < n ? lo + width : n;
			const size_t hi = lo + 2 * width < n ? lo + 2 * width : n;
			merge(w->lines, from, to, lo, mid, hi);
		}
		uint16_t *t = from;
		from = to;
		to = t;
	}
	return from;
}

void hybrid_screen(const hybrid_pass *h)
{
	rv_hybrid_result *out = h->out;
	size_t n = 0;
	turn_memory(h);
	for (size_t i = 0; i < out->n; i++) {
		const rv_hybrid_symbol *s = &out->symbols[i];
		if (!s->known)
			continue;
		const bool on_long = against(h, i, RV_LONG, s->rv);
		const bool on_short = against(h, i, RV_SHORT, s->rv);
		remember(h, i, on_long, on_short);
		h->w->lines[n++] = line_of(h, i, RV_LONG, on_long);
		h->w->lines[n++] = line_of(h, i, RV_SHORT, on_short);
	}
	const uint16_t *order = sort_lines(h->w, n);
	for (size_t k = 0; k < n; k++)
		out->screen[k] = h->w->lines[order[k]].entry;
	out->n_screen = n;
}
