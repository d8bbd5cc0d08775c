/* Runs to be compared; see bt_honest.h. */
#include "tests/support/bt_honest.h"

#include "tests/support/cm.h"

#include <math.h>
#include <string.h>

const char *honest_after_name(honest_after a)
{
	static const char *const names[HONEST_AFTERS] = { "truth",  "nothing",	"NaN",	  "x 1000",
							  "random", "reversed", "missing" };
	return (unsigned)a < HONEST_AFTERS ? names[a] : "?";
}

/* ---- the digest of a close ---- */

/* The strategy under test and what has been seen of it; a run's table has no room for a context. */
static struct recorder {
	const rv_strategy *inner;
	rv_bt_result *names;
	honest_chain *out;
	size_t samples;
	rv_bt_trial trials[HONEST_TRIALS];
	rv_sha256_ctx x;
} rec;

static void put(const void *data, size_t n)
{
	rv_sha256_update(&rec.x, data, n);
}

static void put_text(const char *s)
{
	put(s ? s : "", s ? strlen(s) + 1 : 1);
}

static void put_num(double v)
{
	const double x = isnan(v) ? (double)NAN : v;
	put(&x, sizeof(x));
}

static void put_int(uint64_t v)
{
	put(&v, sizeof(v));
}

static void put_universe(const rv_bt_today *t)
{
	const size_t n = rv_cursor_coins(t->cursor);
	put_int((uint64_t)rv_cursor_close_ms(t->cursor));
	put_int(n);
	put_num(rv_account_nav(t->account));
	for (size_t i = 0; i < n; i++) {
		const char *name = rv_cursor_name(t->cursor, i);
		put_text(name);
		put_int(rv_cursor_kind(t->cursor, i));
		for (size_t s = 0; s < rec.inner->n_subs; s++)
			put_num(rv_account_weight(t->account, s, name));
	}
}

static void put_decision(const rv_bt_decision *d)
{
	put_int(d->trades);
	put_int(d->n);
	for (size_t i = 0; i < d->n; i++) {
		const rv_bt_target *g = &d->targets[i];
		put_text(g->symbol);
		put_int(g->sub);
		put_num(g->weight);
		put_num(g->beta_btc);
		put_num(g->beta_eth);
		put_text(g->why);
	}
	for (size_t s = 0; s < RV_BT_SUBS; s++)
		put_text(d->why[s]);
	put_int((uint64_t)(int64_t)d->regime);
	put_num(d->score);
	put_num(d->always_on);
	for (size_t f = 0; f < RV_BT_FEATURES_MAX; f++)
		put_num(d->features[f]);
	put_int(d->n_scores);
	for (size_t i = 0; i < d->n_scores; i++) {
		put_text(d->scores[i].symbol);
		put_int(d->scores[i].sub);
		put_num(d->scores[i].score);
	}
}

static void put_trial(const rv_bt_trial *t)
{
	put_int(t->window);
	put_int(t->sample);
	for (size_t i = 0; i < RV_BT_VALUES; i++)
		put_num(t->choice.value[i]);
	put_num(t->objective);
	put_num(t->sharpe_day);
	put_int(t->active_days);
	put_text(t->why);
}

/* ---- the strategy, listened to ---- */

static rv_status decide(void *self, const rv_bt_today *t, rv_bt_decision *d)
{
	const rv_status st = rec.inner->decide(self, t, d);
	honest_chain *out = rec.out;
	if (st != RV_OK)
		return st;
	assert_true(t->day < HONEST_DAYS && t->day == out->n);
	put_universe(t);
	put_decision(d);
	put(out->h[t->day - 1], RV_SHA256_BYTES);
	rv_sha256_final(&rec.x, out->h[t->day]);
	out->n = t->day + 1;
	out->targets += d->n;
	out->active += d->n > 0;
	return st;
}

/* Any thread: each sample has a place of its own. */
static rv_status train(const void *self, const rv_bt_train *t, const rv_bt_choice *c,
		       rv_bt_trial *out)
{
	const rv_status st = rec.inner->train(self, t, c, out);
	if (out->sample < HONEST_TRIALS)
		rec.trials[out->sample] = *out;
	return st;
}

static rv_status choose(void *self, const rv_bt_choice *c)
{
	for (size_t k = 0; k <= rec.samples; k++)
		put_trial(&rec.trials[k]);
	for (size_t i = 0; i < RV_BT_VALUES; i++)
		put_num(c->value[i]);
	rec.out->choices++;
	rec.out->trials += rec.samples + 1;
	return rec.inner->choose(self, c);
}

/* ---- runs ---- */

typedef struct stop {
	size_t days;
} stop;

static bool go_on(void *ctx, size_t done, size_t all)
{
	(void)all;
	return done < ((const stop *)ctx)->days;
}

rv_status honest_try(const honest_case *c, const rv_panel *p, int64_t end_ms, size_t days,
		     honest_chain *out, rv_bt_result **result, rv_err *err)
{
	rv_strategy s = *c->strategy;
	rv_bt_result *r = NULL;
	stop when = { days };
	memset(&rec, 0, sizeof(rec));
	memset(out, 0, sizeof(*out));
	rec.inner = c->strategy;
	rec.out = out;
	rec.samples = (size_t)c->params.samples;
	assert_true(rec.samples < HONEST_TRIALS);
	out->n = 1;
	rv_sha256_init(&rec.x);
	s.decide = decide;
	s.train = s.train ? train : NULL;
	s.choose = s.choose ? choose : NULL;
	const rv_bt_setup setup = { .strategy = &s,
				    .daily = p,
				    .step = c->step,
				    .params = &c->params,
				    .more = c->more,
				    .start_ms = c->start_ms,
				    .end_ms = end_ms,
				    .nav_usd = 1e6,
				    .threads = c->threads,
				    .profile = "seed",
				    .progress = go_on,
				    .progress_ctx = &when };
	*err = (rv_err){ .code = RV_OK };
	rv_status st = rv_bt_run(&setup, &r, err);
	if (st == RV_ECLOSED && out->n == days)
		st = RV_OK;
	if (result)
		*result = r;
	else
		rv_bt_result_free(r);
	return st;
}

void honest_run(const honest_case *c, const rv_panel *p, int64_t end_ms, size_t days,
		honest_chain *out, rv_bt_result **result)
{
	rv_err err;
	if (honest_try(c, p, end_ms, days, out, result, &err) != RV_OK)
		fail_msg("%s: %s", rv_bt_strategy_name(c->strategy->id), err.text);
}

size_t honest_parts(const honest_chain *a, const honest_chain *b, size_t n)
{
	assert_true(n <= a->n && n <= b->n);
	for (size_t d = 0; d < n; d++) {
		if (memcmp(a->h[d], b->h[d], RV_SHA256_BYTES) != 0)
			return d;
	}
	return n;
}
