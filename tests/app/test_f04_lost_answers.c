/*
 * Fault matrix F4: the answer to an order is lost, late, an error, half, not JSON, or about
 * somebody else; the order was executed or not. No such answer is a verdict: the order is UNKNOWN,
 * blocks its symbol, and is resolved by evidence to what the venue's books say. Nothing is ever
 * sent twice.
 */
#include <stdio.h>
#include <string.h>

#include "tests/support/cm.h"
#include "tests/support/order_desk.h"

enum { SOL = 2, USD = 500 };

static order_desk *d;

static int setup(void **state)
{
	(void)state;
	const od_params p = { .speed = OD_FAST_SPEED, .orders = OD_SOON };
	d = od_trading(&p);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	od_free(d);
	return 0;
}

/* What one order comes to under a fault. */
typedef struct lost {
	const char *what, *more;
	bool landed;
	enum { UNKNOWN, VERDICT, EITHER } said; /* by the answer; EITHER: it may be found before */
} lost;

/* The streams know in a moment what became of an order; without them questions must find out. */
static void break_answers(const lost *x, bool silent_streams)
{
	char plan[1024];
	const char *streams[] = { "ws.userFills", "ws.userEvents", "ws.orderUpdates" };
	size_t n =
		(size_t)snprintf(plan, sizeof(plan),
				 "[{\"at\":0,\"for\":1e6,\"match\":\"exchange.order\",\"do\":\"%s\""
				 "%s}",
				 x->what, x->more);
	for (size_t i = 0; silent_streams && i < 3; i++)
		n += (size_t)snprintf(plan + n, sizeof(plan) - n,
				      ",{\"at\":0,\"for\":1e6,\"match\":\"%s\",\"do\":\"silent\"}",
				      streams[i]);
	(void)snprintf(plan + n, sizeof(plan) - n, "]");
	od_faults(d, plan);
}

/* On a slow machine an order may stay unknown for so long that its symbol is halted. */
static void go_on(void)
{
	const rv_command c = od_cmd(RV_CMD_RESUME, "SOL");
	if (od_position(d, "SOL")->state != RV_BOOK_HALTED)
		return;
	assert_true(od_said(d, "stays unknown"));
	od_yes(d, &c);
	OD_UNTIL(d, od_position(d, "SOL")->state == RV_BOOK_ACTIVE);
}

static void one(const lost *x, bool silent_streams)
{
	const rv_command c = od_order("SOL", RV_BUY, USD);
	const size_t orders = od_venue_orders(d), sent = od_admitted(d, "order");
	od_faults(d, "[]");
	od_ties(d);
	const int64_t lots = od_lots(d, "SOL");
	od_mark(d);
	break_answers(x, silent_streams);
	od_yes(d, &c);
	OD_UNTIL(d, od_sent(d) && od_rests(d));
	od_ties(d);
	if (x->said != EITHER && (silent_streams || !x->landed)) /* else the fill may be first */
		assert_int_equal(od_noted(d, "unknown"), x->said == UNKNOWN);
	assert_int_equal(od_venue_orders(d), orders + x->landed);
	assert_int_equal(od_admitted(d, "order"), sent + x->landed);
	assert_int_equal(od_lots(d, "SOL") > lots, x->landed);
	assert_int_equal(od_last(d)->lots_filled > 0, x->landed);
	assert_int_equal(T->n_unknown, 0);
	assert_int_equal(T->state, RV_BOOK_ACTIVE);
	go_on();
}

static void all(const lost *v, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		print_message("  %s%s\n", v[i].what, v[i].more);
		one(&v[i], i % 2 == 0);
	}
	od_faults(d, "[]");
}

static void f04_timeout_after_accept(void **state)
{
	(void)state;
	const lost v[] = { { "drop_answer", "", true, UNKNOWN },
			   { "ack_delay", ", \"ms\": 400", true, VERDICT },
			   { "silent", "", true, EITHER } };
	all(v, 3);
}

static void f04_timeout_without_accept(void **state)
{
	(void)state;
	all(&(lost){ "no_accept", "", false, UNKNOWN }, 1);
}

static void f04_server_errors_after_accept(void **state)
{
	(void)state;
	const lost v[] = { { "error_status", ", \"code\": 500", true, UNKNOWN },
			   { "error_status", ", \"code\": 502", true, UNKNOWN },
			   { "error_status", ", \"code\": 503", true, UNKNOWN },
			   { "error_status", ", \"code\": 504", true, UNKNOWN } };
	all(v, 4);
}

static void f04_server_errors_without_accept(void **state)
{
	(void)state;
	all(&(lost){ "status", ", \"code\": 500", false, UNKNOWN }, 1);
}

/* Not even looked at: the one error status that is a verdict. It is not tried again. */
static void f04_too_many_requests(void **state)
{
	(void)state;
	all(&(lost){ "status", ", \"code\": 429, \"retry_after\": 2", false, VERDICT }, 1);
	assert_int_equal(od_last(d)->state, RV_ORDER_REJECTED);
}

static void f04_bodies_that_cannot_be_read(void **state)
{
	(void)state;
	const lost v[] = { { "truncate", "", true, UNKNOWN },
			   { "truncate", "", true, UNKNOWN },
			   { "garbage", "", true, UNKNOWN },
			   { "garbage", "", true, UNKNOWN },
			   { "short_statuses", "", true, UNKNOWN } };
	all(v, 5);
}

/* 200 with status "err": the venue's own word for the whole action. */
static void f04_refused_as_a_whole(void **state)
{
	(void)state;
	all(&(lost){ "rate_exhausted", "", false, VERDICT }, 1);
	assert_int_equal(od_last(d)->state, RV_ORDER_REJECTED);
	assert_non_null(strstr(od_last(d)->text, "Too many cumulative requests"));
}

/* While it is unknown nothing else of its symbol leaves; other symbols trade on. */
static void f04_unknown_blocks_its_symbol(void **state)
{
	(void)state;
	const rv_command sol = od_order("SOL", RV_BUY, USD), eth = od_order("ETH", RV_BUY, USD);
	od_ties(d);
	const size_t orders = od_venue_orders(d);
	od_faults(d, "[{\"at\":0,\"for\":1e6,\"match\":\"exchange.order\",\"do\":\"drop_answer\"},"
		     "{\"at\":0,\"for\":1e6,\"match\":\"info\",\"do\":\"status\",\"code\":502},"
		     "{\"at\":0,\"for\":1e6,\"match\":\"ws.userFills\",\"do\":\"silent\"},"
		     "{\"at\":0,\"for\":1e6,\"match\":\"ws.userEvents\",\"do\":\"silent\"},"
		     "{\"at\":0,\"for\":1e6,\"match\":\"ws.orderUpdates\",\"do\":\"silent\"}]");
	od_yes(d, &sol);
	OD_UNTIL(d, T->n_unknown == 1 && T->orders[0].state == RV_ORDER_UNKNOWN);
	od_yes(d, &sol);
	od_yes(d, &eth);
	OD_UNTIL(d, T->n_unknown == 2 || od_venue_orders(d) == orders + 2);
	OD_WHILE(d, 500, od_ticket(d) && od_venue_orders(d) <= orders + 2);
	od_faults(d, "[]");
	OD_UNTIL(d, od_venue_orders(d) == orders + 3); /* the second of SOL came after all */
	od_ties(d);
	go_on();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(f04_timeout_after_accept),
		cmocka_unit_test(f04_timeout_without_accept),
		cmocka_unit_test(f04_server_errors_after_accept),
		cmocka_unit_test(f04_server_errors_without_accept),
		cmocka_unit_test(f04_bodies_that_cannot_be_read),
		cmocka_unit_test(f04_refused_as_a_whole),
		cmocka_unit_test(f04_unknown_blocks_its_symbol),
		cmocka_unit_test(f04_too_many_requests),
	};
	return cmocka_run_group_tests_name("f04_lost_answers", tests, setup, teardown);
}
