/*
 * Actions to bytes and back: what is not legal at the venue is refused, and the bytes say what was
 * asked, signed by the signer. The expected texts were written by hand from the venue's rules.
 */
#include "feeds/gateway/gateway_wire.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"

#include <stdio.h>
#include <string.h>

static const rv_coin_ref sol = { .symbol = "SOL", .asset = 3, .sz_decimals = 2 };

struct bench {
	rv_wire w;
	rv_signer *signer;
	rv_coins *coins;
	rv_signed_action out;
	rv_lastgate_facts f;
	rv_err err;
};

static rv_hl_meta meta;

static int setup(void **state)
{
	static struct bench b;
	static const char *const names[] = { "BTC", "ETH", "ATOM", "SOL", "DOGE" };
	static const int decimals[] = { 5, 4, 2, 2, 0 };
	memset(&b, 0, sizeof(b));
	assert_int_equal(rv_signer_generate(&b.signer, NULL), RV_OK);
	assert_int_equal(rv_coins_new(&b.coins), RV_OK);
	meta.n = LEN(names);
	for (size_t i = 0; i < LEN(names); i++) {
		(void)snprintf(meta.in[i].name, sizeof(meta.in[i].name), "%s", names[i]);
		meta.in[i].venue_index = (int)i;
		meta.in[i].sz_decimals = decimals[i];
	}
	rv_coins_set(b.coins, &meta);
	*state = &b;
	return 0;
}

static int teardown(void **state)
{
	struct bench *b = *state;
	rv_signer_free(b->signer);
	rv_coins_free(b->coins);
	return 0;
}

static rv_venue_action order_action(void)
{
	rv_venue_action a = { .kind = RV_ACTION_ORDER,
			      .nonce = INT64_C(1795190399123),
			      .expires_after_ms = INT64_C(1795190409123),
			      .n = 1 };
	a.u.orders[0] = (rv_order){ .coin = sol,
				    .side = RV_BUY,
				    .lots = 1170,
				    .px = 1712500,
				    .tif = RV_TIF_IOC,
				    .cloid = { { 0xab, 0xcd, 0xef } } };
	return a;
}

static rv_status prepare(struct bench *b, const rv_venue_action *a)
{
	memset(&b->err, 0, sizeof(b->err));
	const rv_status st = rv_wire_prepare(&b->w, a, b->signer, false, &b->out, &b->err);
	assert_int_equal(st == RV_OK, b->err.text[0] == '\0'); /* a line for every refusal */
	return st;
}

static rv_status facts(struct bench *b)
{
	return rv_wire_facts(&b->w, b->out.body, b->out.len, b->coins, &b->f, &b->err);
}

/* The address that the venue would recover from the bytes. */
static void recover(struct bench *b, bool mainnet, uint8_t address[RV_ADDRESS_BYTES])
{
	static rv_hl_action a;
	rv_hl_envelope e;
	static uint8_t packed[RV_HL_PACK_MAX];
	uint8_t digest[32];
	size_t n = 0;
	assert_int_equal(rv_hl_request_read(b->out.body, b->out.len, &a, &e, &b->err), RV_OK);
	assert_int_equal(rv_hl_action_pack(&a, packed, sizeof(packed), &n), RV_OK);
	const rv_l1_payload p = rv_hl_envelope_payload(&e, packed, n, mainnet);
	rv_l1_digest(&p, digest);
	assert_int_equal(rv_sig_recover(digest, &e.sig, address), RV_OK);
}

static void an_order_becomes_its_bytes(void **state)
{
	struct bench *b = *state;
	const rv_venue_action a = order_action();
	uint8_t want[RV_ADDRESS_BYTES], got[RV_ADDRESS_BYTES];
	assert_int_equal(prepare(b, &a), RV_OK);
	assert_int_equal(b->out.nonce, a.nonce);
	assert_int_equal(b->out.expires_after_ms, a.expires_after_ms);
	assert_int_equal(strlen(b->out.body), b->out.len);
	static const char action[] =
		"{\"action\":{\"type\":\"order\",\"orders\":[{\"a\":3,\"b\":true,\"p\":\"171.25\","
		"\"s\":\"11.7\",\"r\":false,\"t\":{\"limit\":{\"tif\":\"Ioc\"}},"
		"\"c\":\"0xabcdef00000000000000000000000000\"}],\"grouping\":\"na\"},"
		"\"nonce\":1795190399123,";
	assert_memory_equal(b->out.body, action, sizeof(action) - 1);
	assert_non_null(strstr(b->out.body, "\"expiresAfter\":1795190409123"));
	rv_signer_address(b->signer, want);
	recover(b, false, got);
	assert_memory_equal(got, want, sizeof(want));
	recover(b, true, got); /* for the other network they are a stranger's */
	assert_memory_not_equal(got, want, sizeof(want));
	/* The same action gives the same bytes: sending them again is the same request. */
	static rv_signed_action again;
	assert_int_equal(rv_wire_prepare(&b->w, &a, b->signer, false, &again, &b->err), RV_OK);
	assert_string_equal(again.body, b->out.body);
}

static void the_bytes_say_what_was_asked(void **state)
{
	struct bench *b = *state;
	rv_venue_action a = order_action();
	a.n = RV_ACTION_ORDERS;
	for (size_t i = 0; i < a.n; i++) {
		a.u.orders[i] = a.u.orders[0];
		a.u.orders[i].cloid.b[15] = (uint8_t)i;
		a.u.orders[i].side = i % 2 ? RV_SELL : RV_BUY;
		a.u.orders[i].reduce_only = i % 3 == 0;
		a.u.orders[i].lots = (int64_t)(1 + 37 * i);
		a.u.orders[i].tif = i % 3 == 0 ? RV_TIF_GTC : i % 3 == 1 ? RV_TIF_ALO : RV_TIF_IOC;
	}
	assert_int_equal(prepare(b, &a), RV_OK);
	assert_int_equal(facts(b), RV_OK);
	assert_int_equal(b->f.kind, RV_ACTION_ORDER);
	assert_int_equal(b->f.nonce, a.nonce);
	assert_int_equal(b->f.expires_after_ms, a.expires_after_ms);
	assert_int_equal(b->f.n, a.n);
	for (size_t i = 0; i < a.n; i++) {
		const rv_lastgate_fact *f = &b->f.v[i];
		const rv_order *o = &a.u.orders[i];
		assert_memory_equal(f->cloid.b, o->cloid.b, sizeof(o->cloid.b));
		assert_int_equal(f->asset, 3);
		assert_int_equal(f->side, o->side);
		assert_int_equal(f->reduce_only, o->reduce_only);
		assert_int_equal(f->lots, o->lots);
		assert_int_equal(f->px, o->px);
	}
	const rv_digest first = b->f.hash;
	a.u.orders[0].lots++;
	assert_int_equal(prepare(b, &a), RV_OK);
	assert_int_equal(facts(b), RV_OK);
	assert_memory_not_equal(first.b, b->f.hash.b, sizeof(first.b));
}

static void prices_and_sizes_of_illegal_form_are_refused(void **state)
{
	struct bench *b = *state;
	static const struct {
		const char *id;
		int sz_decimals;
		int64_t lots, px;
		const char *text; /* NULL: refused */
	} cases[] = {
		/* px in 10^-(6 - sz_decimals) USD */
		{ "five figures", 2, 1, 1712500, "\"p\":\"171.25\",\"s\":\"0.01\"" },
		{ "six figures", 2, 1, 1712510, NULL },
		{ "five figures, finest decimal", 2, 1, 12345, "\"p\":\"1.2345\"" },
		{ "an integer of six", 0, 5, 123456000000, "\"p\":\"123456\",\"s\":\"5\"" },
		{ "an integer of six and a tenth", 0, 5, 123456100000, NULL },
		{ "five figures and an exponent's worth of zeros", 5, 1, 959990,
		  "\"p\":\"95999\"" },
		{ "95999.5", 5, 1, 959995, NULL },
		{ "the smallest price", 0, 1, 1, "\"p\":\"0.000001\"" },
		{ "0.012345 with five decimals", 0, 1, 12345, "\"p\":\"0.012345\"" },
		{ "0.123456", 0, 1, 123456, NULL },
		{ "no lots", 2, 0, 1712500, NULL },
		{ "lots below zero", 2, -1, 1712500, NULL },
		{ "no price", 2, 1, 0, NULL },
		{ "price below zero", 2, 1, -1712500, NULL },
		{ "decimals that no coin has", 7, 1, 10, NULL },
		{ "decimals below zero", -1, 1, 10, NULL },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		rv_venue_action a = order_action();
		a.u.orders[0].coin.sz_decimals = cases[i].sz_decimals;
		a.u.orders[0].lots = cases[i].lots;
		a.u.orders[0].px = cases[i].px;
		const rv_status st = prepare(b, &a);
		if (st != (cases[i].text ? RV_OK : RV_EINVAL))
			fail_msg("%s: %s", cases[i].id, b->err.text);
		if (cases[i].text && !strstr(b->out.body, cases[i].text))
			fail_msg("%s: %s", cases[i].id, b->out.body);
	}
}

static void break_nonce(rv_venue_action *a)
{
	a->nonce = 0;
}
static void break_expiry(rv_venue_action *a)
{
	a->expires_after_ms = 0;
}
static void break_count(rv_venue_action *a)
{
	a->n = 0;
}
static void break_many(rv_venue_action *a)
{
	a->n = RV_ACTION_ORDERS + 1;
}
static void break_cloid(rv_venue_action *a)
{
	memset(&a->u.orders[0].cloid, 0, 16);
}
static void break_asset(rv_venue_action *a)
{
	a->u.orders[0].coin.asset = -1;
}
static void break_side(rv_venue_action *a)
{
	a->u.orders[0].side = (rv_side)0;
}
static void break_cancel(rv_venue_action *a)
{
	a->kind = RV_ACTION_CANCEL;
	a->u.cancels[0] = (rv_cancel){ .asset = 3 };
}
static void break_mixed(rv_venue_action *a)
{
	a->kind = RV_ACTION_CANCEL;
	a->n = 2;
	a->u.cancels[0] = (rv_cancel){ .asset = 3, .oid = 5 };
	a->u.cancels[1] = (rv_cancel){ .asset = 3, .cloid = { { 1 } } };
}
static void break_schedule(rv_venue_action *a)
{
	a->kind = RV_ACTION_SCHEDULE_CANCEL;
	a->u.schedule_ms = -1;
}
static void break_leverage(rv_venue_action *a)
{
	a->kind = RV_ACTION_LEVERAGE;
	a->u.leverage.asset = 3;
	a->u.leverage.leverage = 0;
}

static void senseless_actions_are_refused(void **state)
{
	struct bench *b = *state;
	static void (*const breaks[])(rv_venue_action *) = {
		break_nonce, break_expiry, break_count, break_many,	break_cloid,	break_asset,
		break_side,  break_cancel, break_mixed, break_schedule, break_leverage,
	};
	for (size_t i = 0; i < LEN(breaks); i++) {
		rv_venue_action a = order_action();
		breaks[i](&a);
		b->out.body[0] = 'x';
		if (prepare(b, &a) != RV_EINVAL)
			fail_msg("case %zu passed", i);
		assert_int_equal(b->out.body[0], 'x'); /* nothing is written */
	}
}

static void other_actions_become_their_bytes(void **state)
{
	struct bench *b = *state;
	const rv_cancel c = { .asset = 3, .cloid = { { 0xab } } }, o = { .asset = 3, .oid = 77 };
	const struct {
		rv_venue_action a;
		const char *text;
		rv_action_kind kind;
		size_t n;
	} cases[] = {
		{ { .kind = RV_ACTION_CANCEL, .n = 1, .u.cancels = { c } },
		  "\"type\":\"cancelByCloid\",\"cancels\":[{\"asset\":3,\"cloid\":"
		  "\"0xab000000000000000000000000000000\"}]",
		  RV_ACTION_CANCEL,
		  1 },
		{ { .kind = RV_ACTION_CANCEL, .n = 2, .u.cancels = { o, o } },
		  "\"type\":\"cancel\",\"cancels\":[{\"a\":3,\"o\":77},{\"a\":3,\"o\":77}]",
		  RV_ACTION_CANCEL,
		  2 },
		{ { .kind = RV_ACTION_SCHEDULE_CANCEL, .u.schedule_ms = 123456789 },
		  "\"type\":\"scheduleCancel\",\"time\":123456789}",
		  RV_ACTION_SCHEDULE_CANCEL,
		  0 },
		{ { .kind = RV_ACTION_SCHEDULE_CANCEL },
		  "{\"type\":\"scheduleCancel\"}",
		  RV_ACTION_SCHEDULE_CANCEL,
		  0 },
		{ { .kind = RV_ACTION_NOOP }, "{\"type\":\"noop\"}", RV_ACTION_NOOP, 0 },
		{ { .kind = RV_ACTION_LEVERAGE, .u.leverage = { 3, 5, true } },
		  "\"type\":\"updateLeverage\",\"asset\":3,\"isCross\":true,\"leverage\":5}",
		  RV_ACTION_LEVERAGE,
		  0 },
	};
	for (size_t i = 0; i < LEN(cases); i++) {
		rv_venue_action a = cases[i].a;
		uint8_t want[RV_ADDRESS_BYTES], got[RV_ADDRESS_BYTES];
		a.nonce = 1795190399123 + (int64_t)i;
		assert_int_equal(prepare(b, &a), RV_OK);
		if (!strstr(b->out.body, cases[i].text))
			fail_msg("%s", b->out.body);
		assert_non_null(strstr(b->out.body, "\"expiresAfter\":null"));
		assert_int_equal(facts(b), RV_OK);
		assert_int_equal(b->f.kind, cases[i].kind);
		assert_int_equal(b->f.n, cases[i].n);
		assert_int_equal(b->f.expires_after_ms, 0);
		rv_signer_address(b->signer, want);
		recover(b, false, got);
		assert_memory_equal(got, want, sizeof(want));
	}
}

static void bytes_that_are_not_ours_have_no_facts(void **state)
{
	struct bench *b = *state;
	rv_venue_action a = order_action();
	assert_int_equal(prepare(b, &a), RV_OK);
	char *trigger = strstr(b->out.body, "\"limit\"");
	assert_non_null(trigger);
	trigger[1] = 'L';
	assert_int_equal(facts(b), RV_EPARSE);
	trigger[1] = 'l';
	assert_int_equal(facts(b), RV_OK);
	b->out.len--;
	assert_int_equal(facts(b), RV_EPARSE);
	a.u.orders[0].coin.asset = 5; /* not in the universe */
	assert_int_equal(prepare(b, &a), RV_OK);
	assert_int_equal(facts(b), RV_ENOENT);
	a.u.orders[0].coin.asset = 4; /* a whole coin at least: 11.7 is none */
	assert_int_equal(prepare(b, &a), RV_OK);
	assert_int_equal(facts(b), RV_ERANGE);
	a.u.orders[0].lots = 1100; /* 11 coins, whatever the engine calls a lot */
	assert_int_equal(prepare(b, &a), RV_OK);
	assert_int_equal(facts(b), RV_OK);
	assert_int_equal(b->f.v[0].lots, 11);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(an_order_becomes_its_bytes, setup, teardown),
		cmocka_unit_test_setup_teardown(the_bytes_say_what_was_asked, setup, teardown),
		cmocka_unit_test_setup_teardown(prices_and_sizes_of_illegal_form_are_refused, setup,
						teardown),
		cmocka_unit_test_setup_teardown(senseless_actions_are_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(other_actions_become_their_bytes, setup, teardown),
		cmocka_unit_test_setup_teardown(bytes_that_are_not_ours_have_no_facts, setup,
						teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
