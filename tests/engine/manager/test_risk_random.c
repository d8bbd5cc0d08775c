/*
 * Random weeks of the risk watch: shares of several sub-books in two coins, closes up and down,
 * losses, rejections, deaths of the process with events lost. What must hold at the end of each
 * day: the state is a replay of the journal; no stop has turned a sub-book over; what was decided
 * is never undecided while lots are there; and what the sub-books hold sums to the position.
 */
#include "engine/base/rng.h"
#include "tests/support/cm.h"
#include "tests/support/risk_desk.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { EPISODES = 24, DAYS = 9 };

static const struct {
	const char *symbol;
	rv_sub sub;
	int64_t lots;
} shares[] = {
	{ "SOL", RV_SUB_S4M, 900 },  { "SOL", RV_SUB_S4MR, -500 }, { "SOL", RV_SUB_S5, 300 },
	{ "ETH", RV_SUB_S4R, -700 }, { "ETH", RV_SUB_S4M, 1100 },  { "ETH", RV_SUB_S3, -400 },
};
enum { SHARES = sizeof(shares) / sizeof(shares[0]) };

typedef struct before {
	int64_t held, most;
	bool rests;
} before;

static void remember(risk_desk *d, before b[SHARES])
{
	for (size_t i = 0; i < SHARES; i++) {
		const rv_watch_entry *e = risk_desk_entry(d, shares[i].sub, shares[i].symbol);
		b[i] = (before){ .held = risk_desk_held(d, shares[i].symbol, shares[i].sub),
				 .most = e && e->lots != 0 ? e->most : INT64_MAX };
	}
}

static int64_t size_of(int64_t lots)
{
	return lots < 0 ? -lots : lots;
}

/* Nothing but stops has traded since: each share is where it was or nearer to 0, on its side. */
static void only_less(risk_desk *d, const before b[SHARES])
{
	for (size_t i = 0; i < SHARES; i++) {
		const int64_t now = risk_desk_held(d, shares[i].symbol, shares[i].sub);
		const rv_watch_entry *e = risk_desk_entry(d, shares[i].sub, shares[i].symbol);
		assert_true(size_of(now) <= size_of(b[i].held));
		assert_true(now == 0 || (now > 0) == (b[i].held > 0));
		if (now == b[i].held && now != 0 && b[i].most < size_of(now))
			assert_true(e && e->most <= b[i].most);
	}
}

static void sums(risk_desk *d)
{
	static const char *const coins[] = { "SOL", "ETH" };
	for (size_t k = 0; k < 2; k++) {
		int64_t sum = 0;
		for (int s = 0; s < RV_SUB_N; s++)
			sum += risk_desk_held(d, coins[k], (rv_sub)s);
		assert_int_equal(sum, bench_lots(d->b, coins[k]));
	}
}

static void as_replayed(risk_desk *d, rv_risk_fold *f)
{
	risk_replay(d, d->b->n_events, f);
	assert_true(risk_state(f) == risk_state(rv_risk_manager_fold(d->m)));
}

/* Events that nobody acknowledged may be lost with the process. */
static void die(risk_desk *d, rv_rng *r)
{
	d->b->hold_acks = true;
	risk_desk_look(d);
	const size_t open = d->b->n_events - d->b->n_acked;
	bench_restart(d->b, d->b->n_events - rv_rng_below(r, open + 1), true);
	mini_stream(&d->b->v, true);
	bench_run(d->b, 20000);
	(void)bench_simple(d->b, RV_CMD_ARM);
	(void)bench_simple(d->b, RV_CMD_RESUME);
}

static void answer(risk_desk *d, rv_rng *r)
{
	const rv_tv_ticket *t = risk_desk_stop(d);
	if (!t || t->state != RV_TICKET_READY)
		return;
	rv_command no = { .kind = RV_CMD_REJECT, .n_ids = 1, .ids = { t->id } };
	(void)bench_simple(d->b, RV_CMD_ARM);
	if (rv_rng_below(r, 3) == 0)
		(void)bench_command(d->b, &no);
	else
		(void)bench_approve(d->b, t->id);
}

static void one_day(risk_desk *d, rv_rng *r, double px[2], rv_risk_fold *f)
{
	before b[SHARES];
	for (int k = 0; k < 2; k++)
		px[k] *= exp(0.035 * rv_rng_normal(r));
	risk_desk_price(d, BENCH_ETH, px[0]);
	risk_desk_price(d, BENCH_SOL, px[1]);
	remember(d, b);
	risk_desk_close(d, 83000.0, rv_rng_below(r, 8) == 0 ? (double)NAN : px[0], px[1]);
	if (rv_rng_below(r, 5) == 0)
		d->add_usd[rv_rng_below(r, RV_SUB_H)] -= 3600.0;
	for (int k = 0; k < 4; k++) {
		risk_desk_run(d, 4000);
		answer(d, r);
		if (rv_rng_below(r, 6) == 0)
			die(d, r);
	}
	risk_desk_run(d, 5000);
	only_less(d, b);
	sums(d);
	as_replayed(d, f);
}

static void weeks(void **state)
{
	(void)state;
	size_t stops = 0, rejections = 0, runs = 0;
	rv_risk_fold *f = malloc(sizeof(*f));
	assert_non_null(f);
	for (uint64_t k = 0; k < EPISODES; k++) {
		rv_rng r;
		double px[2] = { 3012.25, 142.36 };
		risk_desk *d = risk_desk_new();
		rv_rng_seed(&r, 20261126, 11, k);
		if (rv_rng_below(&r, 2) == 0)
			d->b->p.approve_stop = RV_APPROVE_MANUAL;
		risk_desk_remake(d);
		bench_up(d->b, true);
		for (size_t i = 0; i < SHARES; i++)
			risk_desk_hold_one(d, shares[i].symbol, shares[i].sub, shares[i].lots);
		risk_desk_look(d);
		for (int day = 0; day < DAYS; day++)
			one_day(d, &r, px, f);
		stops += bench_count(d->b, RV_EVENT_PROPOSE, NULL) - SHARES;
		rejections += bench_count(d->b, RV_EVENT_REJECT, NULL);
		runs += bench_count(d->b, RV_EVENT_RUN, NULL);
		risk_desk_free(d);
	}
	free(f);
	assert_true(stops > 2 * EPISODES && rejections > 0 && runs > 2 * EPISODES);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(weeks) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
