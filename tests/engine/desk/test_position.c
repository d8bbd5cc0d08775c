/*
 * Positions from fills: by hand, against tests/oracle/position.py, the identity
 * realised - cost = cash at every prefix, the ends of the integers, and real fills of RVDESK_DATA,
 * whose running positions and closed PnL the venue recorded.
 */
#include "engine/base/decimal.h"
#include "engine/base/rng.h"
#include "engine/desk/position.h"
#include "tests/oracle/position_cases.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

static rv_fill fill_of(int sz, rv_side side, int64_t lots, int64_t px)
{
	return (rv_fill){ .symbol = "SOL",
			  .sz_decimals = sz,
			  .side = side,
			  .lots = lots,
			  .px = px,
			  .time_ms = 1733160000000,
			  .tid = 1,
			  .oid = 2 };
}

static void apply(rv_position *p, rv_side side, int64_t lots, int64_t px)
{
	const rv_fill f = fill_of(p->sz_decimals, side, lots, px);
	assert_int_equal(rv_position_fill(p, &f), RV_OK);
}

/* SOL has two size decimals: a price unit is 0.0001 USD, a lot 0.01 SOL. */
static void by_hand(void **state)
{
	(void)state;
	rv_position p;
	rv_position_init(&p, 2);
	assert_true(isnan(rv_position_entry(&p)));
	assert_close("flat", rv_position_unrealized(&p, 150.0), 0, 0);
	apply(&p, RV_BUY, 150, 1000000); /* 1.5 at 100 */
	apply(&p, RV_BUY, 50, 1200000);	 /* 0.5 at 120: 2 at 105 */
	assert_close("entry", rv_position_entry(&p), 105.0, 1e-12);
	assert_true(p.cost_musd == 210 * RV_MUSD);
	assert_close("unrealized", rv_position_unrealized(&p, 110.0), 10.0, 1e-12);
	assert_close("value", rv_position_value(&p, 110.0), 220.0, 1e-12);
	assert_true(isnan(rv_position_unrealized(&p, NAN)));
	apply(&p, RV_SELL, 50, 1100000); /* 0.5 at 110: + 2.50 */
	assert_true(p.realized_musd == 2500000 && p.lots == 150);
	assert_close("entry stays", rv_position_entry(&p), 105.0, 1e-12);
	apply(&p, RV_SELL, 250, 1000000); /* closes 1.5 at 100 (- 7.50), opens - 1 at 100 */
	assert_true(p.realized_musd == -5000000 && p.lots == -100);
	assert_close("flipped", rv_position_entry(&p), 100.0, 1e-12);
	assert_close("short", rv_position_unrealized(&p, 90.0), 10.0, 1e-12);
	apply(&p, RV_BUY, 100, 900000); /* + 10 */
	assert_true(p.realized_musd == 5000000 && p.lots == 0 && p.cost_musd == 0);
	assert_true(p.fills == 5 && p.fill_lots == 0 && p.volume_musd == 605 * RV_MUSD);
}

static void funding_and_fees_stand_apart(void **state)
{
	(void)state;
	rv_position p;
	rv_position_init(&p, 2);
	rv_fill f = fill_of(2, RV_BUY, 150, 1000000);
	f.fee_musd = 67500;
	assert_int_equal(rv_position_fill(&p, &f), RV_OK);
	f.side = RV_SELL;
	f.fee_musd = -4500; /* a rebate */
	f.lots = 50;
	assert_int_equal(rv_position_fill(&p, &f), RV_OK);
	f.lots = 100;
	f.fee_musd = 0;
	f.kind = RV_FILL_ADL;
	f.time_ms -= 5;
	assert_int_equal(rv_position_fill(&p, &f), RV_OK);
	assert_int_equal(rv_position_funding(&p, -1875), RV_OK);
	assert_int_equal(rv_position_funding(&p, 2500), RV_OK);
	assert_true(p.fees_musd == 63000 && p.funding_musd == 625 && p.realized_musd == 0);
	assert_true(p.external == 1 && p.last_ms == 1733160000000);
}

static void adjustments_are_kept_apart(void **state)
{
	(void)state;
	rv_position p;
	rv_position_init(&p, 2);
	apply(&p, RV_BUY, 150, 1000000);
	assert_int_equal(rv_position_adjust(&p, 50, 1200000), RV_OK);
	assert_true(p.lots == 200 && p.fill_lots == 150 && p.adjust_lots == 50);
	assert_close("entry", rv_position_entry(&p), 105.0, 1e-12);
	assert_int_equal(rv_position_adjust(&p, -200, 1050000), RV_OK);
	assert_true(p.lots == 0 && p.adjust_lots == -150 && p.realized_musd == 0);
	assert_true(p.fills == 1 && p.volume_musd == 150 * RV_MUSD);
	assert_int_equal(rv_position_adjust(&p, 0, 1), RV_EINVAL);
	assert_int_equal(rv_position_adjust(&p, 1, 0), RV_EINVAL);
	assert_int_equal(rv_position_adjust(&p, INT64_MIN, 1), RV_EINVAL);
}

static void assert_within(const char *what, size_t i, int64_t got, int64_t want, int64_t most)
{
	if (llabs(got - want) > most)
		fail_msg("case %zu: %s is %lld, expected %lld within %lld", i, what, (long long)got,
			 (long long)want, (long long)most);
}

/* Half a micro-USD for each close of a part; the oracle's numbers are times 1,000. */
static void fills_add_up_as_in_the_oracle(void **state)
{
	(void)state;
	rv_position p;
	int64_t cash = 0;
	rv_position_init(&p, cases[0].sz);
	for (size_t i = 0; i < LEN(cases); i++) {
		if (cases[i].first) {
			rv_position_init(&p, cases[i].sz);
			cash = 0;
		}
		rv_fill f = fill_of(cases[i].sz, cases[i].side < 0 ? RV_SELL : RV_BUY,
				    cases[i].lots, cases[i].px);
		f.fee_musd = cases[i].fee;
		f.kind = cases[i].kind ? RV_FILL_LIQUIDATION : RV_FILL_NORMAL;
		assert_true(p.lots == cases[i].start);
		assert_int_equal(rv_position_fill(&p, &f), RV_OK);
		cash -= cases[i].side * cases[i].lots * cases[i].px;
		assert_true(p.lots == cases[i].want_lots);
		assert_true(p.fees_musd == cases[i].want_fees);
		assert_true(p.realized_musd - p.cost_musd == cash);
		const int64_t most = 500 * cases[i].partial + 1;
		assert_within("realized", i, p.realized_musd * 1000, cases[i].want_realized, most);
		assert_within("cost", i, p.cost_musd * 1000, cases[i].want_cost, most);
	}
	assert_true(LEN(cases) == 420);
}

/* A lot of one, a cost that does not divide: nothing is lost on the way to flat. */
static void no_micro_dollar_is_lost(void **state)
{
	(void)state;
	rv_rng r;
	rv_rng_seed(&r, 7, 0, 0);
	rv_position p;
	rv_position_init(&p, 3);
	int64_t cash = 0;
	for (int i = 0; i < 200000; i++) {
		const rv_side side = rv_rng_below(&r, 2) ? RV_BUY : RV_SELL;
		const int64_t lots = 1 + (int64_t)rv_rng_below(&r, 5);
		const int64_t px = 1 + (int64_t)rv_rng_below(&r, 1000000);
		apply(&p, side, lots, px);
		cash -= side * lots * px;
		assert_true(p.realized_musd - p.cost_musd == cash);
		assert_true(p.lots != 0 || p.cost_musd == 0);
		assert_true(p.lots == p.fill_lots);
	}
}

static void assert_refused(rv_position *p, const rv_fill *f, rv_status want)
{
	const rv_position before = *p;
	assert_int_equal(rv_position_fill(p, f), want);
	assert_memory_equal(&before, p, sizeof(before));
}

static void refuses_and_stays_as_it_was(void **state)
{
	(void)state;
	rv_position p;
	rv_position_init(&p, 2);
	apply(&p, RV_BUY, 150, 1000000);
	rv_fill f = fill_of(2, RV_BUY, 0, 1000000);
	assert_refused(&p, &f, RV_EINVAL);
	f = fill_of(2, RV_BUY, 1, -1);
	assert_refused(&p, &f, RV_EINVAL);
	f = fill_of(2, (rv_side)0, 1, 1);
	assert_refused(&p, &f, RV_EINVAL);
	f = fill_of(3, RV_BUY, 1, 1);
	assert_refused(&p, &f, RV_EDATA);
	f = fill_of(2, RV_BUY, INT64_MAX / 2, 3); /* px * lots */
	assert_refused(&p, &f, RV_ERANGE);
	f = fill_of(2, RV_BUY, INT64_MAX - 100, 1); /* lots, or the volume */
	assert_refused(&p, &f, RV_ERANGE);
	f = fill_of(2, RV_SELL, 150, 1000000);
	f.fee_musd = INT64_MAX;
	assert_int_equal(rv_position_fill(&p, &f), RV_OK);
	f.fee_musd = 1;
	assert_refused(&p, &f, RV_ERANGE);
	assert_int_equal(rv_position_funding(&p, INT64_MIN), RV_OK);
	assert_int_equal(rv_position_funding(&p, -1), RV_ERANGE);
	assert_true(p.funding_musd == INT64_MIN);
}

static void the_ends_of_the_integers(void **state)
{
	(void)state;
	rv_position p;
	rv_position_init(&p, 0);
	apply(&p, RV_SELL, INT64_MAX, 1); /* as large as it gets */
	rv_fill f = fill_of(0, RV_SELL, 1, 1);
	assert_refused(&p, &f, RV_ERANGE);
	assert_int_equal(rv_position_adjust(&p, INT64_MAX, 1), RV_OK);
	assert_true(p.lots == 0 && p.cost_musd == 0 && p.realized_musd == 0);
	int64_t v = 7;
	assert_int_equal(rv_musd_of(INT64_MAX, 2, &v), RV_ERANGE);
	assert_true(v == 7);
	assert_int_equal(rv_musd_of(INT64_MAX, -1, &v), RV_OK);
	assert_true(v == -INT64_MAX);
	assert_close("coins", rv_lots_coins(-12345, 4), -1.2345, 0);
	assert_close("px", rv_px_usd(1234567, 4), 12345.67, 0);
	assert_close("px 0", rv_px_usd(1234567, 0), 1.234567, 0);
	assert_close("usd", rv_musd_usd(-2500000), -2.5, 0);
}

/* ---- real fills ---- */

enum { REAL_MOST = 4000, REAL_GROUPS = 64, REAL_TEXT = 24 };

/* account,coin,t,px,sz,usd,side,start_position,dir,closed_pnl,fee,crossed,oid */
enum { C_ACCOUNT, C_COIN, C_T, C_PX, C_SZ, C_USD, C_SIDE, C_START, C_DIR, C_PNL, C_FEE, C_N = 13 };

typedef struct real_row {
	char col[C_N][REAL_TEXT];
} real_row;

typedef struct real_group {
	char account[REAL_TEXT], coin[REAL_TEXT];
	int sz;
	rv_position p;
	bool entry_known; /* the position was flat since the file begins */
} real_group;

static real_row real[REAL_MOST];
static real_group groups[REAL_GROUPS];

static size_t read_real(const char *path)
{
	gzFile f = gzopen(path, "rb");
	if (!f)
		fail_msg("%s: cannot be read", path);
	char line[512];
	size_t n = 0;
	while (gzgets(f, line, sizeof(line)) && n < REAL_MOST) {
		char *at = line;
		for (int c = 0; c < C_N; c++) {
			const size_t len = strcspn(at, ",\n");
			assert_true(len < REAL_TEXT);
			memcpy(real[n].col[c], at, len);
			real[n].col[c][len] = '\0';
			at += len + (at[len] ? 1 : 0);
		}
		n += strcmp(real[n].col[C_T], "t") != 0 ? 1 : 0;
	}
	(void)gzclose(f);
	return n;
}

static int decimals_of(const char *s)
{
	const char *dot = strchr(s, '.');
	size_t n = dot ? strlen(dot + 1) : 0;
	while (n > 0 && dot[n] == '0')
		n--;
	return (int)n;
}

static real_group *group_of(const real_row *r)
{
	for (size_t i = 0; i < REAL_GROUPS; i++) {
		real_group *g = &groups[i];
		if (!g->account[0]) {
			memcpy(g->account, r->col[C_ACCOUNT], REAL_TEXT);
			memcpy(g->coin, r->col[C_COIN], REAL_TEXT);
		}
		if (strcmp(g->account, r->col[C_ACCOUNT]) == 0 &&
		    strcmp(g->coin, r->col[C_COIN]) == 0)
			return g;
	}
	fail_msg("more than %d accounts and coins", REAL_GROUPS);
	return NULL;
}

static int64_t units(const char *s, int scale)
{
	int64_t v = 0;
	assert_int_equal(rv_dec_parse(s, strlen(s), scale, &v), RV_OK);
	return v;
}

/* The first fill of a coin may find a position that we know the size of and not the cost. */
static void begin_group(real_group *g, const real_row *r)
{
	rv_position_init(&g->p, g->sz);
	const int64_t start = units(r->col[C_START], g->sz);
	g->entry_known = start == 0;
	if (start != 0)
		assert_int_equal(rv_position_adjust(&g->p, start, 1), RV_OK);
}

/*
 * The venue takes the entry for its closed PnL down to a whole price unit, which is up to one
 * micro-USD for each lot that is closed: more for a long, less for a short.
 */
static void check_closed(const real_group *g, const real_row *r, int64_t before, int64_t lots,
			 int64_t got, int64_t want)
{
	const int64_t have = llabs(before), closed = lots < have ? lots : have;
	const int64_t more = before > 0 ? want - got : got - want;
	if (more < -2 || more > closed + 2)
		fail_msg("%s %s at %s: closed PnL %lld, the venue's %lld micro-USD, %lld lots",
			 g->account, g->coin, r->col[C_T], (long long)got, (long long)want,
			 (long long)closed);
}

/* Returns whether its closed PnL could be compared. */
static bool check_real(real_group *g, const real_row *r)
{
	const rv_side side = strcmp(r->col[C_SIDE], "BUY") == 0 ? RV_BUY : RV_SELL;
	rv_fill f = fill_of(g->sz, side, units(r->col[C_SZ], g->sz),
			    units(r->col[C_PX], RV_PX_SCALE_SUM - g->sz));
	f.fee_musd = llround(strtod(r->col[C_FEE], NULL) * 1e6); /* 2.3e-05 is one of them */
	if (g->p.fills == 0)
		begin_group(g, r);
	if (g->p.lots != units(r->col[C_START], g->sz))
		fail_msg("%s %s at %s: ours %lld lots, the venue's start %s", g->account, g->coin,
			 r->col[C_T], (long long)g->p.lots, r->col[C_START]);
	const int64_t was = g->p.realized_musd, before = g->p.lots;
	const bool known = g->entry_known;
	assert_int_equal(rv_position_fill(&g->p, &f), RV_OK);
	const int64_t got = g->p.realized_musd - was, want = units(r->col[C_PNL], 6);
	if (known)
		check_closed(g, r, before, f.lots, got, want);
	g->entry_known = known || g->p.lots == 0;
	return known && want != 0;
}

static void real_fills_agree_with_the_venue(void **state)
{
	(void)state;
	const char *data = getenv("RVDESK_DATA");
	if (!data) {
		(void)printf("skip: RVDESK_DATA is unset, no real fills to count\n");
		skip();
	}
	char path[512];
	(void)snprintf(path, sizeof(path), "%s/hl_fills_sample.csv.gz", data);
	const size_t n = read_real(path);
	assert_true(n == 2289);
	size_t perps = 0, compared = 0;
	for (int pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i < n; i++) {
			if (real[i].col[C_COIN][0] == '@')
				continue; /* spot */
			real_group *g = group_of(&real[i]);
			const int d[] = { decimals_of(real[i].col[C_SZ]),
					  decimals_of(real[i].col[C_START]) };
			if (pass == 1) {
				perps++;
				compared += check_real(g, &real[i]) ? 1 : 0;
			} else {
				g->sz = d[0] > g->sz ? d[0] : g->sz;
				g->sz = d[1] > g->sz ? d[1] : g->sz;
			}
		}
	}
	(void)printf("# %zu fills of perpetuals, closed PnL compared in %zu\n", perps, compared);
	assert_true(perps == 1873 && compared > 500);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(by_hand),
		cmocka_unit_test(funding_and_fees_stand_apart),
		cmocka_unit_test(adjustments_are_kept_apart),
		cmocka_unit_test(fills_add_up_as_in_the_oracle),
		cmocka_unit_test(no_micro_dollar_is_lost),
		cmocka_unit_test(refuses_and_stays_as_it_was),
		cmocka_unit_test(the_ends_of_the_integers),
		cmocka_unit_test(real_fills_agree_with_the_venue),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
