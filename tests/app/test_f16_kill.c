/*
 * Fault matrix F16: the kill switch while an order is being sent, while the venue fails, while the
 * streams are down and the account is not known, while the disk is full, while the desk's engine
 * stands still, and when the desk dies of it. HALTED is on disk before the first cancel leaves;
 * cancels are tried until they are done; nothing that adds risk leaves any more, not after a
 * restart either, before a person resumes.
 */
#include <signal.h>
#include <sqlite3.h>
#include <string.h>

#include "tests/support/cm.h"
#include "tests/support/faulty_vfs.h"
#include "tests/support/order_desk.h"
#include "tests/support/order_desk_proc.h"

enum { USD = 500 };

static const od_params fast = { .speed = OD_FAST_SPEED, .orders = OD_FAST };

static order_desk *d;

static int setup(void **state)
{
	(void)state;
	d = od_trading(&fast);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	od_free(d);
	return 0;
}

/* An order rests and a TWAP works. */
static void busy(void)
{
	const rv_command limit = od_limit(d, "SOL", RV_BUY, USD, 0.05);
	rv_command twap = od_order("ETH", RV_BUY, 2000);
	twap.style = RV_STYLE_TWAP;
	twap.duration_ms = RV_HOUR_MS;
	const size_t orders = od_venue_orders(d);
	od_yes(d, &limit);
	od_yes(d, &twap);
	OD_UNTIL(d, od_venue_open(d) == 1 && od_venue_orders(d) >= orders + 2);
}

static uint64_t seq_of(const char *type, const char *words)
{
	for (size_t i = 0; i < T->n_audit; i++)
		if (T->audit[i].seq > d->mark && strcmp(T->audit[i].type, type) == 0 &&
		    strstr(T->audit[i].text, words))
			return T->audit[i].seq;
	return 0;
}

/* The state is written before any cancel, and the answer comes when it is on disk. */
static void kill_now(void)
{
	const rv_command k = od_kill(RV_KILL_CANCEL);
	od_mark(d);
	od_yes(d, &k);
	assert_int_equal(T->state, RV_BOOK_HALTED);
	const uint64_t halted = seq_of("state", "HALTED");
	const uint64_t cancel = seq_of("action", "cancel ");
	assert_true(halted > 0 && (cancel == 0 || halted < cancel) && T->journal_seq >= halted);
}

/* Nothing rests, nothing runs, nothing new leaves. */
static void is_dead(void)
{
	const rv_command buy = od_order("SOL", RV_BUY, USD);
	OD_UNTIL(d, od_venue_open(d) == 0);
	od_ties(d);
	const size_t orders = od_venue_orders(d), sent = od_admitted(d, "order");
	od_yes(d, &buy);
	if (!strstr(d->reply.text, "HALTED"))
		od_fail(d, d->reply.text);
	OD_WHILE(d, 400, od_venue_orders(d) == orders && od_admitted(d, "order") == sent);
	assert_int_equal(T->state, RV_BOOK_HALTED);
}

/* What was asked for while it was HALTED still waits: a person takes it back, and resumes. */
static void live_again(void)
{
	rv_command reject = od_cmd(RV_CMD_REJECT, "");
	reject.n_ids = 1;
	reject.ids[0] = od_ticket(d)->id;
	od_yes(d, &reject);
	od_resume(d);
	const size_t orders = od_venue_orders(d);
	OD_WHILE(d, 200, od_venue_orders(d) == orders);
}

static void f16_while_sending(void **state)
{
	(void)state;
	const rv_command limit = od_limit(d, "SOL", RV_BUY, USD, 0.05);
	od_fault(d, "exchange.order", "ack_delay", ", \"ms\": 500");
	od_yes(d, &limit);
	OD_UNTIL(d, od_venue_open(d) == 1);
	kill_now();
	is_dead();
	od_faults(d, "[]");
	live_again();
}

/* The venue does nothing and says so for a while; then it does and says nothing. */
static void f16_while_the_venue_fails(void **state)
{
	(void)state;
	busy();
	od_faults(d,
		  "[{\"at\":0,\"for\":1e6,\"match\":\"exchange\",\"do\":\"status\",\"code\":503},"
		  "{\"at\":0,\"for\":1e6,\"match\":\"info\",\"do\":\"status\",\"code\":502}]");
	kill_now();
	OD_WHILE(d, 500, od_venue_open(d) == 1 && T->state == RV_BOOK_HALTED);
	od_faults(d, "[{\"at\":0,\"for\":1e6,\"match\":\"exchange\",\"do\":\"drop_answer\"}]");
	OD_UNTIL(d, od_venue_open(d) == 0);
	od_faults(d, "[]");
	is_dead();
	live_again();
}

/* No streams, no word of the account: what cannot be computed does not matter to a kill. */
static void f16_while_the_streams_are_down(void **state)
{
	(void)state;
	busy();
	od_faults(d, "[{\"at\":0,\"for\":1e6,\"match\":\"ws\",\"do\":\"close\",\"code\":1006},"
		     "{\"at\":0,\"for\":1e6,\"match\":\"ws\",\"do\":\"refuse\"},"
		     "{\"at\":0,\"for\":1e6,\"match\":\"info.clearinghouseState\","
		     "\"do\":\"wrong_types\"}]");
	OD_UNTIL(d, !T->stream_up);
	kill_now();
	OD_UNTIL(d, od_venue_open(d) == 0);
	assert_false(T->stream_up);
	od_faults(d, "[]");
	is_dead();
	live_again();
}

/* Levels: orders are left, or only what reduces goes on. */
static void f16_levels(void **state)
{
	(void)state;
	const rv_command leave = od_kill(RV_KILL_LEAVE), reduce = od_kill(RV_KILL_REDUCE);
	const rv_command all = od_kill(RV_KILL_CANCEL), close = od_close("ETH");
	const rv_command buy = od_order("SOL", RV_BUY, USD);
	busy();
	od_yes(d, &leave);
	OD_UNTIL(d, T->state == RV_BOOK_HALTED);
	OD_WHILE(d, 400, od_venue_open(d) == 1);
	od_yes(d, &all);
	is_dead();
	live_again();
	od_yes(d, &reduce);
	OD_UNTIL(d, T->state == RV_BOOK_REDUCING);
	od_yes(d, &buy);
	assert_non_null(strstr(d->reply.text, "REDUCING"));
	rv_command reject = od_cmd(RV_CMD_REJECT, "");
	reject.n_ids = 1;
	reject.ids[0] = od_ticket(d)->id;
	od_yes(d, &reject);
	od_yes(d, &close);
	OD_UNTIL(d, od_lots(d, "ETH") == 0);
	od_ties(d);
	od_resume(d);
}

/* Its own event is what the disk does not take: the cancels leave all the same. */
static void f16_while_the_disk_is_full(void **state)
{
	(void)state;
	const rv_command k = od_kill(RV_KILL_CANCEL);
	order_desk *first = d;
	vfs_install();
	d = od_trading(&fast);
	busy();
	vfs_fail(VFS_WRITE, 1, SQLITE_FULL, true);
	od_no(d, &k, "the journal is broken");
	OD_UNTIL(d, od_venue_open(d) == 0);
	assert_true(T->state == RV_BOOK_HALTED && !T->journal_ok);
	const size_t sent = od_admitted(d, "order");
	OD_WHILE(d, 300, od_admitted(d, "order") == sent);
	od_stop(d);
	vfs_heal();
	od_ready(d);
	assert_int_equal(T->state, RV_BOOK_HALTED);
	const rv_command again = od_kill(RV_KILL_CANCEL);
	od_yes(d, &again); /* the TWAP was not ended by what nobody wrote down */
	is_dead();
	od_free(d);
	vfs_remove();
	d = first;
}

/* ---- processes ---- */

/* The venue's own switch, for an account that may use it. */
static order_desk *with_dead_man(void)
{
	order_desk *e = od_new(&fast);
	od_control(e, "account", "{\"user\":\"%s\",\"volume\":\"2000000\"}", e->user);
	return e;
}

static void start_twap(od_process *p)
{
	od_serve_well(d, p);
	assert_true(od_insist(p, "resume") && od_insist(p, "buy SOL 300 usd limit 120") &&
		    od_insist(p, "buy ETH 2000 usd twap 60m"));
	OD_LEDGER_UNTIL(od_venue_orders(d) >= 2 && od_venue_open(d) == 1);
}

/* Killed by the kill's own ack: what it had written down holds. */
static void f16_the_desk_dies_of_it(void **state)
{
	(void)state;
	od_process p;
	order_desk *first = d;
	d = od_new(&fast);
	od_serve(d, &p, "halt.acked");
	assert_true(od_served(&p) && od_insist(&p, "resume") &&
		    od_insist(&p, "buy ETH 2000 usd twap 60m"));
	OD_LEDGER_UNTIL(od_venue_orders(d) >= 1);
	(void)od_ask(&p, "kill cancel");
	assert_true(order_proc_killed(od_wait(&p)));
	od_active(d);
	od_ties(d);
	const size_t orders = od_venue_orders(d);
	OD_WHILE(d, 700, od_venue_orders(d) == orders); /* its TWAP is over for good */
	od_free(d);
	d = first;
}

/* The engine stands still: nobody can kill from inside, and the venue cancels at the dead-man. */
static void f16_while_the_engine_stands_still(void **state)
{
	(void)state;
	od_process p;
	order_desk *first = d;
	d = with_dead_man();
	start_twap(&p);
	OD_LEDGER_UNTIL(od_admitted(d, "scheduleCancel") > 0);
	assert_int_equal(kill(p.proc.pid, SIGSTOP), 0);
	OD_LEDGER_UNTIL(od_venue_open(d) == 0);
	assert_int_equal(kill(p.proc.pid, SIGCONT), 0);
	assert_true(od_insist(&p, "kill cancel"));
	assert_true(order_proc_killed(od_signal(&p, SIGKILL)));
	od_active(d);
	od_ties(d);
	assert_int_equal(T->n_unknown, 0);
	assert_int_equal(T->deadman_left, 9);
	od_free(d);
	d = first;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(f16_while_sending),
		cmocka_unit_test(f16_while_the_venue_fails),
		cmocka_unit_test(f16_while_the_streams_are_down),
		cmocka_unit_test(f16_levels),
		cmocka_unit_test(f16_while_the_disk_is_full),
		cmocka_unit_test(f16_the_desk_dies_of_it),
		cmocka_unit_test(f16_while_the_engine_stands_still),
	};
	return cmocka_run_group_tests_name("f16_kill", tests, setup, teardown);
}
