/*
 * Random sessions over a desk whose orders change all the time: whatever is typed, no approval
 * leaves but of what is there, ready, and in the version that was on the screen.
 */
#include "tui/desk.h"

#include "engine/base/rng.h"

#include "tests/support/cm.h"
#include "tests/support/desk_bench.h"
#include "tests/support/patience.h"
#include "tests/support/view_fixture.h"
#include "tests/support/view_trade.h"

/* What may leave: an approval of what is on the desk, ready, by an armed console that sees it. */
static void check_command(const rv_bench *b, const rv_command *c, uint64_t nonce)
{
	assert_true(c->nonce == nonce);
	assert_true(c->n_ids <= RV_CMD_IDS);
	if (c->kind == RV_CMD_REDUCE)
		assert_true((c->lots > 0) != (c->px > 0));
	if (c->kind != RV_CMD_APPROVE)
		return;
	assert_true(b->v->trade.armed && b->later <= 2000 && c->n_ids > 0);
	for (size_t i = 0; i < c->n_ids; i++) {
		const rv_tv_ticket *t = NULL;
		for (size_t k = 0; k < b->v->trade.n_tickets; k++) {
			if (b->v->trade.tickets[k].id == c->ids[i])
				t = &b->v->trade.tickets[k];
		}
		if (!t) {
			fail_msg("approval of a ticket that is not there");
			return;
		}
		assert_int_equal(t->state, RV_TICKET_READY);
		assert_memory_equal(&t->digest, &c->digests[i], sizeof(t->digest));
	}
}

/* The snapshot as it may become: another version, order, state, lock, account of orders. */
static void shuffle(rv_view *v, rv_rng *rng)
{
	rv_trade_view *tv = &v->trade;
	const size_t i = (size_t)rv_rng_below(rng, 8), k = (size_t)rv_rng_below(rng, 8);
	const rv_tv_ticket t = tv->tickets[i];

	tv->tickets[i] = tv->tickets[k];
	tv->tickets[k] = t;
	for (size_t n = 0; n < 8; n++) {
		tv->tickets[n].state = (rv_ticket_state)(rv_rng_below(rng, 8) / 6);
		tv->tickets[n].expires_at = v->elapsed_ms + (int64_t)rv_rng_below(rng, 60000);
	}
	if (rv_rng_below(rng, 4) == 0)
		rv_fixture_requote(&tv->tickets[k]);
	tv->armed = rv_rng_below(rng, 5) != 0;
	tv->armed_until_at = v->elapsed_ms + 60000;
	tv->state = (rv_book_state)rv_rng_below(rng, 3);
	tv->n_orders = (size_t)rv_rng_below(rng, 10);
	tv->n_mandates = (size_t)rv_rng_below(rng, 4);
	tv->n_fills = (size_t)rv_rng_below(rng, 7);
	tv->n_breaks = (size_t)rv_rng_below(rng, 3);
	tv->present = rv_rng_below(rng, 50) != 0;
}

/* Mostly what an operator types, sometimes anything; after an a the answer is likely. */
static int random_key(rv_rng *rng, int last)
{
	static const char keys[] =
		"aaaaaaaaajjkk55555511rrecKHCRLUAF   \r\r\t\tzZZu78?3x\x1b\x1b\x1b\x1b\x1b:";

	if (last == 'a' && rv_rng_below(rng, 3) != 0)
		return 'Y';
	if (rv_rng_below(rng, 20) == 0)
		return (int)rv_rng_below(rng, 0x110020);
	return keys[rv_rng_below(rng, sizeof(keys) - 1)];
}

static void random_surroundings(rv_bench *b, rv_rng *rng)
{
	if (rv_rng_below(rng, 150) == 0)
		assert_int_equal(rv_canvas_resize(b->c, 1 + (int)rv_rng_below(rng, 210),
						  1 + (int)rv_rng_below(rng, 70)),
				 RV_OK);
	if (rv_rng_below(rng, 25) == 0)
		assert_int_equal(rv_canvas_resize(b->c, 120, 40), RV_OK);
	if (rv_rng_below(rng, 12) == 0)
		shuffle(b->v, rng);
	b->unread = rv_rng_below(rng, 8) == 0;
	b->later = rv_rng_below(rng, 10) == 0 ? 2500 : 0;
	rv_bench_wait(b, (int64_t)rv_rng_below(rng, 900));
}

/* Any keys at any size and moment: no crash, and no command that should not be. */
static void test_random_sessions(void **state)
{
	rv_bench *b = *state;
	uint64_t nonce = 7000;
	size_t approvals = 0;
	int key = 0;
	rv_rng rng;

	rv_rng_seed(&rng, 5, 1, 9);
	for (int i = 0; i < 8000 / RV_PATIENCE; i++) {
		key = random_key(&rng, key);
		b->n_got = 0;
		(void)rv_desk_key_at(b->d, key, b->v->mono_ms + b->later);
		for (size_t n = 0; n < b->n_got; n++) {
			check_command(b, &b->got[n], nonce++);
			approvals += b->got[n].kind == RV_CMD_APPROVE;
		}
		rv_bench_draw(b);
		random_surroundings(b, &rng);
	}
	print_message("%zu approvals among %llu commands\n", approvals,
		      (unsigned long long)(nonce - 7000));
	assert_true(approvals > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_random_sessions, rv_bench_trade_setup,
						rv_bench_teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
