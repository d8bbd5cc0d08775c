/* The fold: events that do not fit what came before are refused, and memory stays bounded. */
#include "engine/desk/oms_fold.h"
#include "tests/support/cm.h"

#include <stdio.h>
#include <string.h>

#define T0 INT64_C(1795651200000)

static oms_fold *f;
static rv_event e;
static rv_err err;

static int setup(void **state)
{
	(void)state;
	memset(&err, 0, sizeof(err));
	return oms_fold_new(&f) == RV_OK ? 0 : -1;
}

static int teardown(void **state)
{
	(void)state;
	oms_fold_free(f);
	return 0;
}

static void begin(rv_event_type type)
{
	rv_event_begin(&e, type, "test");
	e.utc_ms = T0 + (int64_t)f->seq;
	e.elapsed_ms = (int64_t)f->seq;
}

static void ok(void)
{
	if (oms_apply(f, &e, &err) != RV_OK)
		fail_msg("refused: %s", err.text);
}

static void refused(const char *words)
{
	assert_int_equal(oms_apply(f, &e, &err), RV_EDATA);
	if (!strstr(err.text, words))
		fail_msg("\"%s\" does not say \"%s\"", err.text, words);
}

static void put_run(const char *account)
{
	begin(RV_EVENT_RUN);
	rv_event_put(&e, "account", account);
	rv_event_put(&e, "book", "main");
	rv_event_put_i64(&e, "paper", 1);
}

static void put_coin(void)
{
	rv_event_put(&e, "symbol", "SOL");
	rv_event_put_i64(&e, "asset", 5);
	rv_event_put_i64(&e, "sz", 2);
	rv_event_put_i64(&e, "leverage", 20);
}

static rv_ticket_terms terms(uint64_t id, unsigned version, int64_t lots)
{
	rv_ticket_terms t = { .paper = true,
			      .book = "main",
			      .account = "0xaa",
			      .id = id,
			      .version = version,
			      .coin = { "SOL", 5, 2, 20 },
			      .side = RV_BUY,
			      .lots = lots,
			      .px = 1426500,
			      .slices = 1,
			      .mid_px = 1423600,
			      .created_utc_ms = T0,
			      .expires_utc_ms = T0 + 120000 };
	return t;
}

static void put_version(const rv_ticket_terms *t)
{
	rv_digest d;
	rv_ticket_digest(t, &d);
	rv_event_put_i64(&e, "ticket", (int64_t)t->id);
	rv_event_put_i64(&e, "version", t->version);
	rv_event_put_hex(&e, "digest", d.b, sizeof(d.b));
	rv_event_put_i64(&e, "lots", t->lots);
	rv_event_put_i64(&e, "px", t->px);
	rv_event_put_i64(&e, "notional", t->notional_musd);
	rv_event_put_i64(&e, "slices", t->slices);
	rv_event_put_i64(&e, "mid_px", t->mid_px);
	rv_event_put_i64(&e, "created_ms", t->created_utc_ms);
	rv_event_put_i64(&e, "expires_ms", t->expires_utc_ms);
	rv_event_put_num(&e, "mid", 142.36);
	rv_event_put_num(&e, "bid", 142.35);
	rv_event_put_num(&e, "ask", 142.37);
	rv_event_put_num(&e, "sigma_hour", 0.007);
	rv_event_put_i64(&e, "foreign", 0);
}

static void put_propose(const rv_ticket_terms *t)
{
	begin(RV_EVENT_PROPOSE);
	put_coin();
	rv_event_put_i64(&e, "side", 1);
	rv_event_put_i64(&e, "reduce_only", 0);
	rv_event_put_i64(&e, "flatten", 0);
	rv_event_put_i64(&e, "twice", 0);
	rv_event_put_i64(&e, "style", 0);
	rv_event_put_i64(&e, "duration_ms", 0);
	rv_event_put_i64(&e, "ttl_ms", 120000);
	put_version(t);
}

static void put_approve(const rv_ticket_terms *t, uint64_t mandate)
{
	rv_digest d;
	rv_ticket_digest(t, &d);
	begin(RV_EVENT_APPROVE);
	rv_event_put_i64(&e, "ticket", (int64_t)t->id);
	rv_event_put_i64(&e, "mandate", (int64_t)mandate);
	rv_event_put_hex(&e, "digest", d.b, sizeof(d.b));
	rv_event_put_i64(&e, "px_worst", 1434200);
	rv_event_put_i64(&e, "notional_most", 1434200LL * t->lots);
	rv_event_put_i64(&e, "min_lots", 8);
	rv_event_put_i64(&e, "life_ms", 120000);
}

static rv_cloid name(uint64_t n)
{
	rv_cloid c = { { 0xc1 } };
	memcpy(c.b + 8, &n, sizeof(n));
	return c;
}

static void put_intent(uint64_t n, int64_t lots, int64_t nonce)
{
	const rv_cloid c = name(n);
	begin(RV_EVENT_INTENT);
	put_coin();
	rv_event_put_i64(&e, "side", 1);
	rv_event_put_i64(&e, "lots", lots);
	rv_event_put_i64(&e, "px", 1426500);
	rv_event_put_i64(&e, "tif", 0);
	rv_event_put_i64(&e, "reduce_only", 0);
	rv_event_put_hex(&e, "cloid", c.b, sizeof(c.b));
	rv_event_put_i64(&e, "mandate", 1);
	rv_event_put_i64(&e, "child", 0);
	rv_event_put_i64(&e, "attempt", 0);
	rv_event_put_i64(&e, "nonce", nonce);
	rv_event_put_i64(&e, "expires_ms", T0 + 10000);
}

static void put_named(rv_event_type type, uint64_t n)
{
	const rv_cloid c = name(n);
	begin(type);
	rv_event_put_hex(&e, "cloid", c.b, sizeof(c.b));
}

static void put_fill(int64_t tid, int64_t lots, uint64_t order, int64_t time_ms)
{
	const rv_cloid c = order ? name(order) : (rv_cloid){ { 0 } };
	begin(RV_EVENT_FILL);
	rv_event_put(&e, "symbol", "SOL");
	rv_event_put_i64(&e, "sz", 2);
	rv_event_put_i64(&e, "side", 1);
	rv_event_put_i64(&e, "lots", lots);
	rv_event_put_i64(&e, "px", 1423700);
	rv_event_put_i64(&e, "start_lots", 0);
	rv_event_put_i64(&e, "fee", 10);
	rv_event_put_i64(&e, "closed_pnl", 0);
	rv_event_put_i64(&e, "time_ms", time_ms);
	rv_event_put_i64(&e, "tid", tid);
	rv_event_put_i64(&e, "oid", 900 + (int64_t)order);
	rv_event_put_hex(&e, "cloid", c.b, sizeof(c.b));
	rv_event_put_i64(&e, "taker", 1);
	rv_event_put_i64(&e, "fill_kind", 0);
}

/* A run, a ticket and its mandate of so many lots. */
static void granted(int64_t lots)
{
	const rv_ticket_terms t = terms(1, 1, lots);
	put_run("0xaa");
	ok();
	put_propose(&t);
	ok();
	put_approve(&t, 1);
	ok();
}

/* ---- what does not fit ---- */

static void begins_with_a_run(void **state)
{
	(void)state;
	begin(RV_EVENT_NOTE);
	refused("expected run first");
	put_run("0xaa");
	ok();
	begin(RV_EVENT_NOTE);
	ok();
	begin(RV_EVENT_NOTE);
	e.seq = 7;
	refused("event 7, expected 3");
	e.seq = 3;
	ok();
	put_run("0xbb");
	refused("account");
	e.type = RV_EVENT_N;
	refused("type");
}

static void tickets_count_up_and_carry_their_digest(void **state)
{
	(void)state;
	put_run("0xaa");
	ok();
	rv_ticket_terms t = terms(2, 1, 500);
	put_propose(&t);
	refused("ticket");
	t = terms(1, 1, 500);
	put_propose(&t);
	char *lots = strstr(e.text, "lots 500");
	assert_non_null(lots);
	lots[5] = '9'; /* 900 lots under the digest of 500 */
	refused("digest");
	put_propose(&t);
	ok();
	t.version = 3;
	begin(RV_EVENT_REQUOTE);
	put_version(&t);
	rv_event_put_i64(&e, "renew", 1);
	refused("version");
	t = terms(1, 1, 500);
	t.lots = 400;
	put_approve(&t, 1);
	refused("digest");
	t = terms(1, 1, 500);
	put_approve(&t, 2);
	refused("mandate");
	put_approve(&t, 1);
	ok();
	put_approve(&t, 2);
	refused("ticket (one that waits)");
}

static void children_fit_in_their_mandate(void **state)
{
	(void)state;
	granted(500);
	put_intent(1, 501, T0);
	refused("more than the mandate has left");
	put_intent(1, 300, T0);
	ok();
	put_intent(2, 201, T0 + 1);
	refused("more than the mandate has left");
	put_intent(2, 200, T0);
	refused("nonce");
	put_intent(1, 200, T0 + 1);
	refused("cloid");
	put_intent(2, 200, T0 + 1);
	ok();
	put_named(RV_EVENT_UNSENT, 2);
	ok();
	put_fill(1, 300, 1, T0);
	ok();
	put_intent(3, 201, T0 + 2);
	refused("more than the mandate has left");
	put_intent(3, 200, T0 + 2);
	ok();
	begin(RV_EVENT_END);
	rv_event_put_i64(&e, "mandate", 1);
	ok();
	put_intent(4, 1, T0 + 3);
	refused("mandate (one that runs)");
}

static void a_fill_counts_once(void **state)
{
	(void)state;
	granted(500);
	put_intent(1, 500, T0);
	ok();
	put_fill(1, 200, 1, T0);
	ok();
	put_fill(1, 200, 1, T0);
	refused("not counted before");
	put_fill(1, 100, 1, T0);
	refused("not counted before");
	assert_int_equal(oms_coin_find(f, "SOL")->pos.lots, 200);
	put_fill(2, 0, 1, T0);
	refused("lots");
	put_fill(3, 300, 1, T0);
	ok();
	const rv_cloid c = name(1);
	assert_int_equal(oms_order_by_cloid(f, &c)->state, RV_ORDER_FILLED);
	assert_int_equal(f->n_live, 0);
	assert_int_equal(oms_mandate_find(f, 1)->lots_filled, 500);
}

static void proofs_do_not_contradict_fills(void **state)
{
	(void)state;
	granted(500);
	put_intent(1, 500, T0);
	ok();
	put_named(RV_EVENT_UNKNOWN, 1);
	ok();
	put_fill(1, 100, 1, T0);
	ok();
	put_named(RV_EVENT_NEVER_LANDED, 1);
	refused("without fills");
	put_named(RV_EVENT_FORCED, 9);
	refused("one of ours");
}

static void a_state_ends_what_it_does_not_allow(void **state)
{
	(void)state;
	granted(500);
	put_intent(1, 100, T0);
	ok();
	begin(RV_EVENT_STATE);
	rv_event_put_i64(&e, "book", 1);
	rv_event_put_i64(&e, "state", RV_BOOK_HALTED);
	rv_event_put_i64(&e, "end_mandates", 0);
	rv_event_put_i64(&e, "cancel", 0);
	rv_event_put(&e, "reason", "a start");
	ok();
	assert_int_equal(oms_mandate_find(f, 1)->state, RV_MANDATE_RUNNING);
	begin(RV_EVENT_STATE);
	rv_event_put_i64(&e, "book", 1);
	rv_event_put_i64(&e, "state", RV_BOOK_HALTED);
	rv_event_put_i64(&e, "end_mandates", 1);
	rv_event_put_i64(&e, "cancel", 1);
	rv_event_put(&e, "reason", "a kill");
	ok();
	const rv_cloid c = name(1);
	assert_int_equal(oms_mandate_find(f, 1)->state, RV_MANDATE_ENDED);
	assert_string_equal(oms_mandate_find(f, 1)->reason, "a kill");
	assert_true(oms_order_by_cloid(f, &c)->cancel_wanted);
}

/* An hour passes between two processes whose elapsed clocks both begin at zero. */
static void a_run_moves_old_times_to_its_clock(void **state)
{
	(void)state;
	granted(500);
	put_run("0xaa");
	e.utc_ms = T0 + 3600000;
	e.elapsed_ms = 250;
	ok();
	const oms_mandate *m = oms_mandate_find(f, 1);
	assert_int_equal(m->approved.at, 250 - (e.utc_ms - m->approved.utc));
	assert_false(f->armed);
}

/* ---- bounds ---- */

/* What is left of the oldest orders are their names: a fill of one is still ours. */
static void fills_of_forgotten_orders(void)
{
	put_fill(771, 3, 5, T0 + 5000);
	ok();
	assert_int_equal(f->late_fills, 1);
	assert_int_equal(f->foreign_fills, 0);
	assert_int_equal(f->coin_foreign[0], 0);
	assert_int_equal(oms_mandate_find(f, 1)->lots_filled, 3);
	assert_int_equal(f->coins[0].book.sub[RV_SUB_OP].held.lots, 3); /* as it was granted */
	assert_int_equal(oms_residue(&f->coins[0]), 0);
	put_fill(772, 3, 0, T0 + 5001); /* nobody's */
	ok();
	assert_int_equal(f->foreign_fills, 1);
	assert_int_equal(oms_mandate_find(f, 1)->lots_filled, 3);
	assert_int_equal(oms_residue(&f->coins[0]), 3);
	put_fill(773, 4, 5, T0 + 5002); /* the same name, in a coin that was not granted */
	char *symbol = strstr(e.text, "symbol SOL\n");
	assert_non_null(symbol);
	for (size_t i = 0; i < 3; i++)
		symbol[strlen("symbol ") + i] = "ETH"[i];
	ok();
	assert_int_equal(f->foreign_fills, 2);
	assert_int_equal(oms_mandate_find(f, 1)->lots_filled, 3);
	assert_int_equal(oms_residue(&f->coins[1]), 4);
	/* its mandate has made room for others: it is ours, and nobody's lots */
	oms_mandate_find(f, 1)->id = OMS_MANDATES + 1;
	put_fill(774, 2, 6, T0 + 5003);
	ok();
	assert_int_equal(f->late_fills, 2);
	assert_int_equal(oms_residue(&f->coins[0]), 5);
}

static void orders_that_are_over_leave_memory(void **state)
{
	(void)state;
	const uint64_t n = OMS_OVER_KEPT + 700;
	granted(1000000);
	for (uint64_t i = 1; i <= n; i++) {
		put_intent(i, 1, T0 + (int64_t)i);
		ok();
		put_named(RV_EVENT_UNSENT, i);
		ok();
	}
	rv_cloid c = name(1);
	assert_null(oms_order_by_cloid(f, &c));
	c = name(700);
	assert_null(oms_order_by_cloid(f, &c));
	c = name(701);
	assert_non_null(oms_order_by_cloid(f, &c));
	assert_int_equal(f->orders_total, n);
	assert_int_equal(f->n_over, OMS_OVER_KEPT);
	assert_int_equal(f->n_free + f->n_over + f->n_live, OMS_ORDERS);
	assert_int_equal(f->n_live, 0);
	fills_of_forgotten_orders();
}

/* Two generations of 20,000: the third begins by forgetting the first. */
static void fills_are_forgotten_behind_a_horizon(void **state)
{
	(void)state;
	put_run("0xaa");
	ok();
	for (int64_t i = 1; i <= 2 * OMS_FILLS_KEPT + 5; i++) {
		put_fill(i, 1, 0, T0 + i);
		ok();
	}
	assert_int_equal(oms_coin_find(f, "SOL")->pos.lots, 2 * OMS_FILLS_KEPT + 5);
	assert_int_equal(f->horizon_ms, T0 + OMS_FILLS_KEPT);
	rv_fill x = { .symbol = "SOL", .sz_decimals = 2, .side = RV_BUY, .lots = 1, .px = 1423700 };
	x.tid = OMS_FILLS_KEPT + 1;
	x.oid = 900;
	x.time_ms = T0 + OMS_FILLS_KEPT + 1;
	assert_int_equal(oms_fill_look(f, &x), RV_FILL_SEEN);
	x.lots = 2;
	assert_int_equal(oms_fill_look(f, &x), RV_FILL_CONFLICT);
}

static void at_most_so_many_live_orders(void **state)
{
	(void)state;
	granted(1000000);
	for (uint64_t i = 1; i <= OMS_LIVE_MOST; i++) {
		put_intent(i, 1, T0 + (int64_t)i);
		ok();
	}
	put_intent(OMS_LIVE_MOST + 1, 1, T0 + OMS_LIVE_MOST + 1);
	refused("room for one more live order");
}

#define TEST(t) cmocka_unit_test_setup_teardown(t, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(begins_with_a_run),
		TEST(tickets_count_up_and_carry_their_digest),
		TEST(children_fit_in_their_mandate),
		TEST(a_fill_counts_once),
		TEST(proofs_do_not_contradict_fills),
		TEST(a_state_ends_what_it_does_not_allow),
		TEST(a_run_moves_old_times_to_its_clock),
		TEST(orders_that_are_over_leave_memory),
		TEST(fills_are_forgotten_behind_a_horizon),
		TEST(at_most_so_many_live_orders),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
