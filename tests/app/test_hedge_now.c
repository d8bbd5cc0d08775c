/*
 * The hedge of a real desk at the simulated venue: asked for below its trigger it goes and brings
 * the delta to its place; switched off it waits for a person; and it depends on no reader of
 * snapshots.
 */
#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/cm.h"
#include "tests/support/order_desk.h"

enum { HELD = 16, HEDGE_WAIT_MS = 20000 * RV_PATIENCE };

static order_desk *d;

static int setup(void **state)
{
	(void)state;
	const od_params p = { .speed = OD_FAST_SPEED, .orders = OD_FAST };
	d = od_trading(&p);
	OD_UNTIL(d, d->v->book.present && isfinite(d->v->book.nav) && d->v->book.hedge_known);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	od_free(d);
	return 0;
}

/* Somebody else buys: nobody's position, all of whose delta is to be hedged. */
static void foreign(const char *symbol, double usd)
{
	od_control(d, "fill", "{\"user\":\"%s\",\"coin\":\"%s\",\"side\":\"B\",\"sz\":\"%.2f\"}",
		   d->user, symbol, usd / od_mid(d, symbol));
}

static const rv_hedge_leg *btc(void)
{
	return &d->v->book.hedge[RV_HEDGE_BTC];
}

static const rv_tv_ticket *hedge_ticket(void)
{
	for (size_t i = 0; i < T->n_tickets; i++) {
		if (T->tickets[i].cls == RV_CLASS_HEDGE)
			return &T->tickets[i];
	}
	return NULL;
}

static rv_command now(const char *symbol)
{
	rv_command c = od_cmd(RV_CMD_HEDGE, symbol);
	(void)snprintf(c.reason, sizeof(c.reason), "before the CPI");
	return c;
}

/* Nobody's SOL has no beta yet: all of it counts on BTC. */
static void a_delta_below_the_trigger(void)
{
	foreign("SOL", 600.0);
	OD_UNTIL(d, od_lots(d, "SOL") > 0 && btc()->actual > 300.0);
	assert_int_equal(btc()->verdict, RV_HEDGE_QUIET);
	assert_true(btc()->now.verdict == RV_HEDGE_ORDER && btc()->now.lots < 0);
}

static void asked_for_below_its_trigger_it_goes(void **state)
{
	(void)state;
	const rv_command hedge = now("BTC"), sol = now("SOL");
	od_no(d, &hedge, "BTC nothing, ");
	od_no(d, &sol, "SOL is no coin of the hedge");
	a_delta_below_the_trigger();
	const double told = btc()->now.after;
	OD_WHILE(d, 1500, od_lots(d, "BTC") == 0); /* nothing goes by itself */
	od_mark(d);
	od_yes(d, &hedge);
	if (!strstr(d->reply.text, "BTC sell "))
		fail_msg("%s", d->reply.text);
	OD_UNTIL(d, od_noted(d, "hedge"));
	OD_UNTIL(d, od_lots(d, "BTC") < 0 && od_rests(d));
	OD_UNTIL(d, btc()->verdict == RV_HEDGE_QUIET && btc()->actual < 300.0);
	assert_true(fabs(btc()->actual - told) < 60.0);		/* but for what prices have moved */
	assert_true(fabs(btc()->actual - btc()->left) < 110.0); /* a lot of BTC is 84 USD */
	od_no(d, &hedge, "BTC nothing, ");
	od_ties(d);
}

static rv_command auto_hedge(const char *word)
{
	rv_command c = od_cmd(RV_CMD_OVERRIDE, "");
	c.over = (rv_override){ .kind = RV_OVERRIDE_AUTO_HEDGE,
				.sub = RV_SUB_N,
				.reason = "before the CPI",
				.expires_utc_ms = d->v->utc_ms + RV_DAY_MS };
	(void)snprintf(c.over.word, sizeof(c.over.word), "%s", word);
	return c;
}

static void switched_off_it_waits_for_a_person(void **state)
{
	(void)state;
	const rv_command off = auto_hedge("OFF"), on = auto_hedge("ON"), hedge = now("");
	od_yes(d, &off);
	OD_UNTIL(d, !T->hedges_itself);
	foreign("SOL", 3000.0);
	OD_UNTIL(d, hedge_ticket() && btc()->verdict == RV_HEDGE_WAITS);
	OD_WHILE(d, 1500, od_lots(d, "BTC") == 0);
	od_no(d, &hedge, "BTC nothing, an order is on its way");
	od_yes(d, &on);
	OD_UNTIL(d, od_lots(d, "BTC") < 0 && od_rests(d));
	od_ties(d);
}

/* Readers hold every snapshot there is: nothing is published, and the hedge goes all the same. */
static void readers_do_not_hold_up_a_hedge(void **state)
{
	(void)state;
	const rv_view *held[HELD] = { NULL };
	size_t n = 0;
	OD_UNTIL(d, od_mid(d, "SOL") > 0.0);
	const double usd = 3000.0;
	char body[160];
	(void)snprintf(body, sizeof(body),
		       "{\"user\":\"%s\",\"coin\":\"SOL\",\"side\":\"B\",\"sz\":\"%.2f\"}", d->user,
		       usd / od_mid(d, "SOL"));
	const int64_t until = rv_mono_ms() + 3000;
	while (rv_mono_ms() < until) { /* until none is newer any more */
		const rv_view *v = rv_pub_get(d->rt.pub);
		if (n > 0 && held[n - 1] == v) {
			rv_pub_put(d->rt.pub, v);
			(void)poll(NULL, 0, 10);
			continue;
		}
		assert_true(n < HELD);
		held[n++] = v;
	}
	const uint64_t newest = held[n - 1]->seq;
	const size_t orders = od_admitted(d, "order");
	od_control(d, "fill", "%s", body);
	for (int i = 0; i < HEDGE_WAIT_MS / 50 && od_admitted(d, "order") == orders; i++)
		(void)poll(NULL, 0, 50);
	const rv_view *last = rv_pub_get(d->rt.pub);
	assert_int_equal(last->seq, newest); /* nobody saw anything of it */
	rv_pub_put(d->rt.pub, last);
	assert_true(od_admitted(d, "order") > orders);
	while (n > 0)
		rv_pub_put(d->rt.pub, held[--n]);
	OD_UNTIL(d, d->v->seq > newest && od_lots(d, "BTC") < 0 && od_rests(d));
	od_ties(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(asked_for_below_its_trigger_it_goes, setup,
						teardown),
		cmocka_unit_test_setup_teardown(switched_off_it_waits_for_a_person, setup,
						teardown),
		cmocka_unit_test_setup_teardown(readers_do_not_hold_up_a_hedge, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
