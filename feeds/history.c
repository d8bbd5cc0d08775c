/* The plan of history; see history.h. */
#include "feeds/history.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { GAP_TRIES = 2, BASE_WEIGHT = 20, CANDLE_ROWS = 60, FUNDING_ROWS = 20, FUNDING_PAGE = 500 };

void rv_series_init(rv_series *s, rv_interval iv, int depth, int first_n)
{
	assert(first_n >= 1 && first_n <= depth);
	memset(s, 0, sizeof(*s));
	s->iv = iv;
	s->depth = depth;
	s->first_n = first_n;
	s->tail_due = true;
	s->depth_due = true;
}

void rv_series_reset(rv_series *s)
{
	s->any = false;
	s->n_tail = 0;
	s->reset = true;
	s->tail_due = true;
	s->depth_due = true;
}

void rv_series_mark(rv_series *s)
{
	s->tail_due = true;
	s->again = s->busy;
}

void rv_series_release(rv_series *s)
{
	s->busy = false;
	s->tail_due = s->tail_due || s->again;
	s->again = false;
}

/* Keeps the newest RV_TAIL_BARS of the old tail and the fresh bars. */
static void push_tail(rv_series *s, const rv_bar *bars, size_t n)
{
	for (size_t i = n > RV_TAIL_BARS ? n - RV_TAIL_BARS : 0; i < n; i++) {
		if (s->n_tail == RV_TAIL_BARS)
			memmove(s->tail, s->tail + 1, (RV_TAIL_BARS - 1) * sizeof(s->tail[0]));
		else
			s->n_tail++;
		s->tail[s->n_tail - 1] = bars[i];
	}
}

void rv_series_warm(rv_series *s, const rv_bar *bars, size_t n)
{
	if (n == 0)
		return;
	s->any = true;
	s->first = bars[0].t;
	s->last = bars[n - 1].t;
	s->n_tail = 0;
	push_tail(s, bars, n);
}

bool rv_series_ask(rv_series *s, rv_part part, int64_t now, int64_t *from, int64_t *to)
{
	const int64_t step = rv_interval_ms(s->iv);
	const int64_t open = rv_time_floor(now, step), want = open - s->depth * step;
	if (s->any && s->last < want)
		rv_series_reset(s);
	*to = now;
	if (part == RV_PART_TAIL) {
		*from = s->any ? s->tail[0].t : open - s->first_n * step;
		return s->tail_due;
	}
	if (s->any && s->first <= want)
		s->depth_due = false;
	*from = want;
	if (s->any)
		*to = s->first - 1;
	return s->depth_due;
}

static bool same(double a, double b)
{
	return !(a < b) && !(a > b); /* prices are finite */
}

static bool same_bar(const rv_bar *a, const rv_bar *b)
{
	return same(a->open, b->open) && same(a->high, b->high) && same(a->low, b->low) &&
	       same(a->close, b->close);
}

/* Every bar of the tail is in the answer and the same. */
static bool overlap_ok(const rv_series *s, const rv_bar *bars, size_t n)
{
	size_t i = 0;
	for (size_t k = 0; k < s->n_tail; k++) {
		while (i < n && bars[i].t < s->tail[k].t)
			i++;
		if (i == n || bars[i].t != s->tail[k].t || !same_bar(&bars[i], &s->tail[k]))
			return false;
	}
	return true;
}

static rv_status merge_tail(rv_series *s, const rv_bar *bars, size_t n, const rv_bar **fresh,
			    size_t *n_fresh)
{
	size_t i = 0;
	if (s->any) {
		if (!overlap_ok(s, bars, n)) {
			rv_series_reset(s);
			return RV_EDATA;
		}
		while (i < n && bars[i].t <= s->last)
			i++;
	}
	*fresh = bars + i;
	*n_fresh = n - i;
	s->tail_due = false;
	if (!s->any && s->first_n == s->depth)
		s->depth_due = false; /* the first request asked for all of it */
	if (n == i)
		return RV_OK;
	if (!s->any)
		s->first = bars[i].t;
	s->any = true;
	s->last = bars[n - 1].t;
	push_tail(s, bars + i, n - i);
	return RV_OK;
}

rv_status rv_series_merge(rv_series *s, rv_part part, int64_t now, int64_t from, const rv_bar *bars,
			  size_t n, const rv_bar **fresh, size_t *n_fresh)
{
	const int64_t step = rv_interval_ms(s->iv);
	*n_fresh = 0;
	*fresh = bars;
	while (n > 0 && bars[n - 1].t + step > now)
		n--; /* still forming */
	while (n > 0 && bars[0].t < from) {
		bars++; /* not asked for */
		n--;
	}
	if (part == RV_PART_TAIL)
		return merge_tail(s, bars, n, fresh, n_fresh);
	while (n > 0 && s->any && bars[n - 1].t >= s->first)
		n--;
	*fresh = bars;
	*n_fresh = n;
	s->depth_due = false;
	if (n == 0)
		return RV_OK;
	if (!s->any)
		rv_series_warm(s, bars, n);
	s->first = bars[0].t;
	return RV_OK;
}

bool rv_series_doubt(rv_series *s, rv_part part, const rv_bar *bars, size_t n)
{
	size_t found = 0;
	for (size_t i = 0; i < n && found < s->n_tail; i++)
		found += bars[i].t == s->tail[found].t;
	if (!s->any || part != RV_PART_TAIL || found == s->n_tail || s->gap_tries == GAP_TRIES) {
		s->gap_tries = 0;
		return false;
	}
	s->gap_tries++;
	return true;
}

void rv_fundings_init(rv_fundings *f, int depth_h)
{
	memset(f, 0, sizeof(*f));
	f->depth_h = depth_h;
	f->tail_due = true;
	f->depth_due = true;
}

void rv_fundings_free(rv_fundings *f)
{
	free(f->rows);
	f->rows = NULL;
	f->n = f->cap = 0;
	f->cursor = 0;
}

void rv_fundings_reset(rv_fundings *f)
{
	rv_fundings_free(f);
	f->drop = f->busy;
	f->any = false;
	f->reset = true;
	f->tail_due = true;
	f->depth_due = true;
}

void rv_fundings_warm(rv_fundings *f, int64_t first, int64_t last)
{
	f->any = true;
	f->first = first;
	f->last = last;
}

void rv_fundings_mark(rv_fundings *f)
{
	f->tail_due = true;
	f->again = f->busy;
}

void rv_fundings_release(rv_fundings *f)
{
	f->busy = false;
	f->tail_due = f->tail_due || f->again;
	f->again = false;
	f->drop = false;
}

bool rv_fundings_ask(rv_fundings *f, int64_t now, int64_t *from, int64_t *to)
{
	const int64_t want = rv_time_floor(now, RV_HOUR_MS) - f->depth_h * RV_HOUR_MS;
	if (f->cursor == 0 && f->any && f->last < want)
		f->any = false; /* too old to continue from */
	*to = now;
	/* A stamp is some ms after its hour, so the first hour that is wanted is want .. want + 1
	 * h. */
	if (f->depth_due && !f->tail_due && (!f->any || f->first < want + RV_HOUR_MS))
		f->depth_due = false;
	if (f->cursor == 0)
		f->part = f->tail_due ? RV_PART_TAIL : RV_PART_DEPTH;
	if (f->part == RV_PART_TAIL) {
		*from = f->any ? f->last + 1 : want;
	} else {
		*from = want;
		*to = f->first - 1;
	}
	if (f->cursor != 0)
		*from = f->cursor;
	return f->tail_due || f->depth_due;
}

static rv_status hold(rv_fundings *f, const rv_funding *rows, size_t n)
{
	/* Two extra pages: the clock moves on while pages come. */
	const size_t most = (size_t)f->depth_h + 2 * FUNDING_PAGE;
	if (f->n + n > most)
		return RV_EFULL;
	if (f->n + n > f->cap) {
		const size_t cap = f->n + n > 2 * f->cap ? f->n + n : 2 * f->cap;
		rv_funding *r = realloc(f->rows, cap * sizeof(*r));
		if (!r)
			return RV_ENOMEM;
		f->rows = r;
		f->cap = cap;
	}
	if (n > 0)
		memcpy(f->rows + f->n, rows, n * sizeof(*rows));
	f->n += n;
	return RV_OK;
}

rv_status rv_fundings_page(rv_fundings *f, const rv_funding *rows, size_t n, size_t page,
			   bool *complete)
{
	*complete = false;
	if (n > 0 && f->n > 0 && rows[0].t <= f->rows[f->n - 1].t)
		return RV_EDATA;
	const rv_status st = hold(f, rows, n);
	if (st != RV_OK)
		return st;
	if (n >= page) {
		f->cursor = rows[n - 1].t + 1;
		return RV_OK;
	}
	*complete = true;
	return RV_OK;
}

void rv_fundings_taken(rv_fundings *f)
{
	if (f->part == RV_PART_DEPTH || !f->any)
		f->depth_due = false; /* a first tail asked for all of it */
	if (f->part == RV_PART_TAIL)
		f->tail_due = false;
	if (f->n > 0) {
		if (f->part == RV_PART_DEPTH || !f->any)
			f->first = f->rows[0].t;
		if (f->part == RV_PART_TAIL || !f->any)
			f->last = f->rows[f->n - 1].t;
		f->any = true;
	}
	rv_fundings_free(f);
}

static unsigned rows_weight(int64_t rows, int64_t per)
{
	return (unsigned)(BASE_WEIGHT + (rows + per - 1) / per);
}

unsigned rv_weight_candles(int64_t from, int64_t to, rv_interval iv)
{
	return rows_weight((to - from) / rv_interval_ms(iv) + 1, CANDLE_ROWS);
}

unsigned rv_weight_funding(int64_t from, int64_t to)
{
	const int64_t rows = (to - from) / RV_HOUR_MS + 1;
	return rows_weight(rows < FUNDING_PAGE ? rows : FUNDING_PAGE, FUNDING_ROWS);
}
