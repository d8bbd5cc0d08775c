/* Copying and searching a pass's result; see step.h. */
#include "engine/run/step.h"

#include <string.h>

/* The head of a struct up to its list, and the first n of the list, which is its last member. */
#define COPY_USED(to, from, list, used)                                                            \
	memcpy((to), (from), (size_t)((const char *)&(from)->list[used] - (const char *)(from)))

static void copy_lists(rv_step_result *to, const rv_step_result *from)
{
	COPY_USED(&to->universe, &from->universe, entries, from->universe.n);
	COPY_USED(&to->rvm, &from->rvm, symbols, from->rvm.n);
	COPY_USED(&to->idio, &from->idio, symbols, from->idio.n);
	COPY_USED(&to->book, &from->book, symbols, from->book.n);
	COPY_USED(&to->s5, &from->s5, symbols, from->s5.n);
	to->s5_edge = from->s5_edge;
	to->s5_from_ms = from->s5_from_ms;
	to->weighed_edge = from->weighed_edge;
	COPY_USED(&to->weighed_book, &from->weighed_book, symbols, from->weighed_book.n);
	memcpy(to->factor_weights, from->factor_weights, sizeof(to->factor_weights));
	COPY_USED(&to->buckets, &from->buckets, symbols, from->buckets.n);
	COPY_USED(&to->ms, &from->ms, symbols, from->ms.n);
	COPY_USED(&to->risk, &from->risk, symbols, from->risk.n);
	COPY_USED(&to->hybrid, &from->hybrid, screen, from->hybrid.n_screen);
}

void rv_step_result_copy(rv_step_result *to, const rv_step_result *from)
{
	to->asof_ms = from->asof_ms;
	to->bar_close_ms = from->bar_close_ms;
	to->interval = from->interval;
	to->has_universe = from->has_universe;
	to->n_daily = from->n_daily;
	to->n_signal = from->n_signal;
	memcpy(to->daily_names, from->daily_names, from->n_daily * RV_SYMBOL_MAX);
	memcpy(to->daily_close, from->daily_close, from->n_daily * sizeof(from->daily_close[0]));
	memcpy(to->daily_funding, from->daily_funding,
	       from->n_daily * sizeof(from->daily_funding[0]));
	memcpy(to->signal_names, from->signal_names, from->n_signal * RV_SYMBOL_MAX);
	to->ma = from->ma;
	copy_lists(to, from);
}

static size_t find(const char (*names)[RV_SYMBOL_MAX], size_t n, const char *name)
{
	size_t lo = 0, hi = n;
	while (lo < hi) {
		const size_t mid = lo + (hi - lo) / 2;
		if (strcmp(names[mid], name) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < n && strcmp(names[lo], name) == 0 ? lo : SIZE_MAX;
}

size_t rv_step_find_daily(const rv_step_result *r, const char *name)
{
	return find(r->daily_names, r->n_daily, name);
}

size_t rv_step_find_signal(const rv_step_result *r, const char *name)
{
	return find(r->signal_names, r->n_signal, name);
}
