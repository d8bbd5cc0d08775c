/*
 * Random sessions over programs that change all the time: whatever is typed, and at whatever size,
 * no grant leaves but of what is there and ready, in the version that was on the screen, and no leg
 * is changed but of a program that waits.
 */
#include "tui/desk.h"

#include "engine/base/rng.h"

#include <string.h>

#include "tui/keys.h"

#include "tests/support/cm.h"
#include "tests/support/patience.h"
#include "tests/support/program_bench.h"
#include "tests/support/view_fixture.h"
#include "tests/support/view_trade.h"

static bool is_of_program(rv_cmd_kind k)
{
	return k == RV_CMD_APPROVE_PROGRAM || k == RV_CMD_REJECT_PROGRAM ||
	       k == RV_CMD_REQUOTE_PROGRAM || k == RV_CMD_EXCLUDE || k == RV_CMD_INCLUDE;
}

static const rv_tv_leg *leg_of(const rv_tv_program *p, const char *symbol)
{
	for (size_t i = 0; i < p->n; i++) {
		if (strcmp(p->legs[i].coin.symbol, symbol) == 0)
			return &p->legs[i];
	}
	return NULL;
}

/* Rejecting leaves whatever has become of it: the engine has the last word. */
static void check_command(rv_bench *b, const rv_command *c)
{
	if (!is_of_program(c->kind) || c->kind == RV_CMD_REJECT_PROGRAM)
		return;
	const rv_tv_program *p = rv_fixture_program_of(b->v, c->ids[0]);
	assert_int_equal(c->n_ids, 1);
	assert_true(b->later <= 2000 && p->state <= RV_PROGRAM_BLOCKED);
	assert_memory_equal(&p->digest, &c->digests[0], sizeof(p->digest));
	if (c->kind == RV_CMD_APPROVE_PROGRAM) {
		assert_int_equal(p->state, RV_PROGRAM_READY);
		assert_true(b->v->trade.armed && p->expires_utc_ms > b->v->utc_ms);
	}
	if (c->kind == RV_CMD_EXCLUDE || c->kind == RV_CMD_INCLUDE) {
		const rv_tv_leg *l = leg_of(p, c->symbol);
		assert_true(l && l->excluded == (c->kind == RV_CMD_INCLUDE));
	}
}

/* Another version, other legs, another state; sometimes one program more or less. */
static void shuffle(rv_view *v, rv_rng *rng)
{
	rv_trade_view *tv = &v->trade;
	rv_tv_program *p = &tv->programs[rv_rng_below(rng, 2)];
	const size_t i = (size_t)rv_rng_below(rng, p->n), k = (size_t)rv_rng_below(rng, p->n);
	const rv_tv_leg l = p->legs[i];

	p->legs[i] = p->legs[k];
	p->legs[k] = l;
	p->legs[i].excluded = rv_rng_below(rng, 4) == 0;
	p->legs[i].ready = rv_rng_below(rng, 4) != 0;
	p->state = (rv_program_state)(rv_rng_below(rng, 10) / 7 * rv_rng_below(rng, 6));
	p->expires_utc_ms = v->utc_ms + (int64_t)rv_rng_below(rng, 60000);
	if (rv_rng_below(rng, 2) == 0)
		rv_fixture_program_version(p);
	tv->armed = rv_rng_below(rng, 6) != 0;
	tv->armed_until_at = v->elapsed_ms + 60000;
	tv->present = rv_rng_below(rng, 60) != 0;
}

/* Mostly what is of a program; after an a the answer is likely. */
static int random_key(rv_rng *rng, int last)
{
	static const char keys[] = "ppppppaaaaaaaajjjkkxxee\r\rrcUYYYn15GgZLK\x1b\x1b:";

	if (last == 'a' && rv_rng_below(rng, 3) != 0)
		return 'Y';
	if (rv_rng_below(rng, 8) == 0)
		return rv_rng_below(rng, 2) ? RV_KEY_PGDN : RV_KEY_DOWN;
	if (rv_rng_below(rng, 30) == 0)
		return (int)rv_rng_below(rng, 0x110020);
	return keys[rv_rng_below(rng, sizeof(keys) - 1)];
}

static void random_surroundings(rv_bench *b, rv_rng *rng)
{
	if (rv_rng_below(rng, 60) == 0)
		assert_int_equal(rv_canvas_resize(b->c, 1 + (int)rv_rng_below(rng, 210),
						  1 + (int)rv_rng_below(rng, 70)),
				 RV_OK);
	if (rv_rng_below(rng, 25) == 0)
		assert_int_equal(rv_canvas_resize(b->c, rv_rng_below(rng, 2) ? 120 : 80,
						  rv_rng_below(rng, 2) ? 40 : 24),
				 RV_OK);
	if (rv_rng_below(rng, 12) == 0)
		shuffle(b->v, rng);
	b->unread = rv_rng_below(rng, 8) == 0;
	b->later = rv_rng_below(rng, 10) == 0 ? 2500 : 0;
	rv_bench_wait(b, (int64_t)rv_rng_below(rng, 900));
}

static void test_random_sessions(void **state)
{
	rv_bench *b = *state;
	size_t grants = 0, changes = 0;
	int key = 0;
	rv_rng rng;

	program_show(b, rv_fixture_program_many);
	rv_rng_seed(&rng, 11, 3, 7);
	for (int i = 0; i < 12000 / RV_PATIENCE; i++) {
		key = random_key(&rng, key);
		b->n_got = 0;
		(void)rv_desk_key_at(b->d, key, b->v->mono_ms + b->later);
		for (size_t n = 0; n < b->n_got; n++) {
			check_command(b, &b->got[n]);
			grants += b->got[n].kind == RV_CMD_APPROVE_PROGRAM;
			changes += is_of_program(b->got[n].kind);
		}
		rv_bench_draw(b);
		random_surroundings(b, &rng);
	}
	print_message("%zu grants among %zu commands about programs\n", grants, changes);
	assert_true(grants > 0 && changes > grants);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_random_sessions, rv_bench_trade_setup,
						rv_bench_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
