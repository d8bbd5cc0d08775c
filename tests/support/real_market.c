/* Recorded market data for a live engine; see real_market.h. */
#include "tests/support/real_market.h"

#include "feeds/store/import.h"
#include "feeds/store/store.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	HOURS_BEFORE = RV_STEP_HOURLY_BARS + RV_VIEW_PASSES,
	DAYS_BEFORE = RV_STEP_DAILY_BARS,
	THOUSAND = 1000,
	LEVERAGE = 5 /* of every coin: no more than the venue lends on small ones */
};
#define LEAST_PRICE 1e-4 /* a tick is a hundredth of it: no venue lists a coin so */

const char *real_listing_name(real_listing l)
{
	static const char *const names[REAL_LISTINGS] = { "hourly", "venue", "all" };
	return (unsigned)l < REAL_LISTINGS ? names[l] : "?";
}

/* ---- into a store ---- */

static void import(rv_store *s, rv_interval iv, const rv_import_file *files, size_t n)
{
	const rv_import_params p = { .interval = iv };
	rv_import_result results[8];
	rv_import *im = NULL;
	rv_err err = { .code = RV_OK };
	if (rv_import_new(&p, files, n, &im, &err) != RV_OK ||
	    rv_import_run(im, s, results, &err) != RV_OK)
		fail_msg("%s", err.text);
	rv_import_free(im);
}

void real_market_import(const char *folder, const char *store_path)
{
	static const char *const names[] = { "daily.csv.gz", "funding.csv.gz", "mcap.csv.gz",
					     "hourly.csv.gz" };
	static const rv_import_kind kinds[] = { RV_IMPORT_CANDLES, RV_IMPORT_FUNDING,
						RV_IMPORT_MCAP, RV_IMPORT_CANDLES };
	static char paths[LEN(names)][1024];
	rv_import_file files[LEN(names)];
	rv_store *s = NULL;
	rv_err err = { .code = RV_OK };
	for (size_t i = 0; i < LEN(names); i++) {
		(void)snprintf(paths[i], sizeof(paths[i]), "%s/%s", folder, names[i]);
		files[i] = (rv_import_file){ .kind = kinds[i], .path = paths[i] };
	}
	if (rv_store_open(store_path, RV_STORE_WRITE, &s, &err) != RV_OK)
		fail_msg("%s", err.text);
	import(s, RV_INTERVAL_1D, files, LEN(names) - 1);
	import(s, RV_INTERVAL_1H, &files[LEN(names) - 1], 1);
	rv_store_close(s);
}

/* ---- out of it ---- */

typedef struct reader {
	rv_store *s;
	const rv_aliases *aliases;
	int64_t from, to;
} reader;

static void *room(size_t n, size_t size)
{
	void *p = calloc(n ? n : 1, size);
	assert_non_null(p);
	return p;
}

static rv_bar *read_bars(const reader *r, const char *symbol, rv_interval iv, int64_t before,
			 size_t *n)
{
	const int64_t step = rv_interval_ms(iv), from = r->from - before * step;
	const size_t cap = (size_t)((r->to - from) / step) + 1;
	rv_bar *bars = room(cap, sizeof(*bars));
	rv_err err = { .code = RV_OK };
	if (rv_store_read_bars(r->s, symbol, iv, from, r->to, bars, cap, n, &err) != RV_OK)
		fail_msg("%s", err.text);
	return bars;
}

static void scale_bars(rv_bar *bars, size_t n, double by)
{
	for (size_t i = 0; i < n; i++) {
		bars[i].open *= by;
		bars[i].high *= by;
		bars[i].low *= by;
		bars[i].close *= by;
		bars[i].volume_base /= by;
	}
}

static void read_funding(const reader *r, real_coin *c)
{
	const int64_t from = r->from - DAYS_BEFORE * RV_DAY_MS;
	rv_store_span span = { 0 };
	rv_err err = { .code = RV_OK };
	assert_int_equal(rv_store_funding_span(r->s, c->name, &span, &err), RV_OK);
	c->funding = room(span.n, sizeof(*c->funding));
	assert_int_equal(rv_store_read_funding(r->s, c->name, from, r->to, c->funding, span.n,
					       &c->n_funding, &err),
			 RV_OK);
}

static void read_mcaps(const reader *r, const char *symbol, real_coin *c)
{
	const size_t cap = (size_t)((r->to - r->from) / RV_DAY_MS) + DAYS_BEFORE + 1;
	rv_err err = { .code = RV_OK };
	c->mcaps = room(cap, sizeof(*c->mcaps));
	assert_int_equal(rv_store_read_mcap(r->s, symbol, r->from - DAYS_BEFORE * RV_DAY_MS, r->to,
					    c->mcaps, cap, &c->n_mcaps, &err),
			 RV_OK);
}

/* As the venue lists it: kPEPE where a table of other names has that for PEPE. */
static double listed_as(const reader *r, const char *symbol, char name[RV_SYMBOL_MAX])
{
	(void)snprintf(name, RV_SYMBOL_MAX, "%.*s", RV_SYMBOL_MAX - 1, symbol);
	for (size_t i = 0; i < r->aliases->n; i++) {
		const rv_alias *a = &r->aliases->list[i];
		if (strcmp(a->coin, symbol) == 0 && a->name[0] == 'k' &&
		    strcmp(a->name + 1, symbol) == 0) {
			memcpy(name, a->name, RV_SYMBOL_MAX);
			return THOUSAND;
		}
	}
	return 1.0;
}

/* About a tenth of a dollar to a dollar a lot. */
static int decimals_of(double price)
{
	const double n = floor(log10(price)) + 1.0;
	return n < 0.0 ? 0 : n > 5.0 ? 5 : (int)n;
}

static bool wanted(const real_coin *c, real_listing l)
{
	if (c->n_days == 0 || c->days[0].close < LEAST_PRICE)
		return false;
	return l == REAL_ALL || (l == REAL_VENUE ? c->n_funding > 0 : c->n_hours > 0);
}

static void forget(real_coin *c)
{
	free(c->hours);
	free(c->days);
	free(c->funding);
	free(c->mcaps);
	memset(c, 0, sizeof(*c));
}

static bool read_coin(const reader *r, const char *symbol, real_listing l, real_coin *c)
{
	const double by = listed_as(r, symbol, c->name);
	c->hours = read_bars(r, symbol, RV_INTERVAL_1H, HOURS_BEFORE, &c->n_hours);
	c->days = read_bars(r, symbol, RV_INTERVAL_1D, DAYS_BEFORE, &c->n_days);
	scale_bars(c->hours, c->n_hours, by);
	scale_bars(c->days, c->n_days, by);
	read_funding(r, c);
	read_mcaps(r, symbol, c);
	if (!wanted(c, l)) {
		forget(c);
		return false;
	}
	c->sz_decimals = decimals_of(c->days[c->n_days - 1].close);
	return true;
}

static int by_name(const void *a, const void *b)
{
	const real_coin *x = a, *y = b;
	return strcmp(x->name, y->name);
}

real_market *real_market_open(const char *store_path, real_listing l, const rv_aliases *aliases,
			      int64_t from, int64_t to)
{
	static rv_instrument list[RV_MAX_SYMBOLS];
	rv_universe_params u;
	reader r = { NULL, aliases, from, to };
	rv_err err = { .code = RV_OK };
	size_t n = 0;
	real_market *m = room(1, sizeof(*m));
	rv_universe_params_default(&u);
	if (rv_store_open(store_path, RV_STORE_READ, &r.s, &err) != RV_OK)
		fail_msg("%s", err.text);
	assert_int_equal(rv_store_instruments(r.s, list, RV_MAX_SYMBOLS, &n, &err), RV_OK);
	for (size_t i = 0; i < n; i++) {
		if (rv_universe_kind(&u, list[i].name) == RV_KIND_PERP)
			m->n += read_coin(&r, list[i].name, l, &m->coins[m->n]);
	}
	rv_store_close(r.s);
	qsort(m->coins, m->n, sizeof(m->coins[0]), by_name);
	return m;
}

void real_market_free(real_market *m)
{
	for (size_t i = 0; m && i < m->n; i++)
		forget(&m->coins[i]);
	free(m);
}

/* ---- into the engine ---- */

static void give(rv_live *live, rv_md *md)
{
	assert_int_equal(rv_live_md(live, md), RV_OK);
	rv_md_free(md);
}

void real_market_list(const real_market *m, rv_live *live)
{
	rv_md *md = NULL;
	assert_int_equal(rv_md_new(RV_MD_INSTRUMENTS, "", m->n, &md), RV_OK);
	for (size_t i = 0; i < m->n; i++) {
		rv_instrument *in = &md->u.instruments[i];
		*in = (rv_instrument){ .kind = RV_KIND_PERP,
				       .venue_index = (int)i,
				       .sz_decimals = m->coins[i].sz_decimals,
				       .max_leverage = LEVERAGE };
		memcpy(in->name, m->coins[i].name, sizeof(in->name));
	}
	give(live, md);
}

static void give_bars(rv_live *live, real_coin *c, rv_interval iv, int64_t t)
{
	const bool hour = iv == RV_INTERVAL_1H;
	const rv_bar *bars = hour ? c->hours : c->days;
	size_t *at = hour ? &c->at_hour : &c->at_day, n = hour ? c->n_hours : c->n_days, end = *at;
	rv_md *md = NULL;
	while (end < n && bars[end].t + rv_interval_ms(iv) <= t)
		end++;
	if (end == *at)
		return;
	assert_int_equal(rv_md_new(RV_MD_BARS, c->name, end - *at, &md), RV_OK);
	md->interval = iv;
	memcpy(md->u.bars, bars + *at, (end - *at) * sizeof(*bars));
	*at = end;
	if (hour || c->n_hours == 0) {
		c->px = llround(bars[end - 1].close * pow(10.0, 6.0 - c->sz_decimals));
		c->px_ms = bars[end - 1].t + rv_interval_ms(iv);
	}
	give(live, md);
}

static void give_funding(rv_live *live, real_coin *c, int64_t t)
{
	size_t end = c->at_funding;
	rv_md *md = NULL;
	c->funding_rate = 0.0;
	while (end < c->n_funding && c->funding[end].t <= t)
		c->funding_rate += c->funding[end++].rate;
	if (end == c->at_funding)
		return;
	assert_int_equal(rv_md_new(RV_MD_FUNDING, c->name, end - c->at_funding, &md), RV_OK);
	memcpy(md->u.funding, c->funding + c->at_funding, md->n * sizeof(*c->funding));
	c->at_funding = end;
	give(live, md);
}

static void give_mcaps(rv_live *live, real_coin *c, int64_t t)
{
	size_t end = c->at_mcap;
	rv_md *md = NULL;
	while (end < c->n_mcaps && c->mcaps[end].t < t)
		end++;
	if (end == c->at_mcap)
		return;
	assert_int_equal(rv_md_new(RV_MD_MCAP, c->name, end - c->at_mcap, &md), RV_OK);
	memcpy(md->u.mcaps, c->mcaps + c->at_mcap, md->n * sizeof(*c->mcaps));
	c->at_mcap = end;
	give(live, md);
}

void real_market_feed(real_market *m, rv_live *live, int64_t t)
{
	for (size_t i = 0; i < m->n; i++) {
		real_coin *c = &m->coins[i];
		give_bars(live, c, RV_INTERVAL_1H, t);
		give_bars(live, c, RV_INTERVAL_1D, t);
		give_funding(live, c, t);
		give_mcaps(live, c, t);
	}
}

double real_coin_price(const real_coin *c, int64_t t)
{
	const int64_t most = c->n_hours > 0 ? RV_HOUR_MS : RV_DAY_MS;
	return c->px > 0 && t - c->px_ms < most
		       ? (double)c->px * pow(10.0, (double)c->sz_decimals - 6.0)
		       : (double)NAN;
}
