/*
 * Stops and circuits of a whole desk on the simulated venue, over five nights of one account: what
 * each sub-book holds is taken by a granted program, then prices move at the venue. A hard stop
 * closes the sub-book's share alone and the hedge follows its fill; a trailing stop waits for a
 * person; a time stop is decided, the process dies before its order, and it is ordered once; a
 * drawdown halves a sub-book, and the account's own makes the book REDUCING.
 *
 * Between two nights no desk runs and the venue's clock goes ahead. Each night begins behind
 * midnight but the first, which sees the close come.
 */
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/cm.h"
#include "tests/support/day_desk.h"
#include "tests/support/day_judge.h"
#include "tests/support/journal_help.h"
#include "tests/support/order_desk_proc.h"

enum { COINS = 14, LIFE_MS = 1000, MOST_LIVES = 20 };
#define MIDNIGHT (DAY_DATE_MS + RV_DAY_MS)

/* All of the momentum's delta is hedged, so that the hedge follows what a stop closes. */
#define LIMITS(drawdown)                                                                           \
	OD_FAST_WITH(", \"order_most_usd\": 60000, \"symbol_most_usd\": 90000, \"net_most_x\": 2," \
		     "\"daily_loss_pct\": 100, \"drawdown_pct\": " drawdown,                       \
		     ", \"slice_s\": 5", "")
#define BOOK(trigger)                                                                              \
	"\"buckets\": { \"stops\": { \"time_stop_days\": 3 } },"                                   \
	"\"book\": { \"hedge\": { \"momentum_most\": 0, \"trigger_nav\": " trigger " },"           \
	"\"legs\": { \"price_age_s\": 600, \"most\": 24 },"                                        \
	"\"licence\": { \"s4r\": \"SHADOW\", \"s4p\": \"SHADOW\", \"s3\": \"SHADOW\" },"           \
	"\"day\": { \"propose_s\": -60, \"last_quote_s\": -1, \"prepare_s\": 1, \"fetch_s\": 5,"   \
	"\"grace_s\": 0, \"projected_end_s\": 1, \"correct_end_s\": 20, \"correct_for_s\": 10,"    \
	"\"mandate_extra_s\": 10 } }"

/* Nothing is told of an order for a second. */
#define LATE                                                                                       \
	"[{\"at\":0,\"for\":1e6,\"match\":\"exchange.order\",\"do\":\"ack_delay\",\"ms\":1000},"   \
	"{\"at\":0,\"for\":1e6,\"match\":\"*\",\"do\":\"late_fills\",\"ms\":1000}]"

static order_desk *d;
static size_t bnb_orders; /* in the journal, when the process died between decision and order */

static int setup(void **state)
{
	(void)state;
	const od_params p = { .speed = OD_FAST_SPEED,
			      .manual = true,
			      .coins = COINS,
			      .start_ms = MIDNIGHT - 160 * RV_SECOND_MS,
			      .orders = LIMITS("50"),
			      .more = BOOK("0.01") };
	d = od_new(&p);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	od_free(d);
	return 0;
}

/* ---- what the snapshot has ---- */

static int64_t share(const char *symbol, rv_sub s)
{
	const rv_tv_position *p = od_position(d, symbol);
	return p ? p->sub_lots[s] : 0;
}

/* I13, as it is shown. */
static void sums_hold(void)
{
	for (size_t i = 0; i < T->n_positions; i++) {
		int64_t sum = 0;
		for (int s = 0; s < RV_SUB_N; s++)
			sum += T->positions[i].sub_lots[s];
		assert_int_equal(sum, T->positions[i].lots);
	}
}

/* What the other sub-books hold of a coin: a stop leaves it. */
static int64_t rest(const char *symbol, rv_sub s)
{
	return od_lots(d, symbol) - share(symbol, s);
}

static const rv_risk_stop *stop_of(const char *symbol, rv_sub s)
{
	for (size_t i = 0; i < d->v->risk.n_stops; i++) {
		const rv_risk_stop *v = &d->v->risk.stops[i];
		if (v->sub == s && strcmp(v->symbol, symbol) == 0)
			return v;
	}
	return NULL;
}

static const rv_tv_ticket *stop_ticket(const char *symbol)
{
	for (size_t i = 0; i < T->n_tickets; i++) {
		if (T->tickets[i].cls == RV_CLASS_STOP &&
		    strcmp(T->tickets[i].coin.symbol, symbol) == 0)
			return &T->tickets[i];
	}
	return NULL;
}

static uint64_t newest_hedge(void)
{
	uint64_t id = 0;
	for (size_t i = 0; i < T->n_tickets; i++) {
		if (T->tickets[i].cls == RV_CLASS_HEDGE && T->tickets[i].id > id)
			id = T->tickets[i].id;
	}
	return id;
}

static bool is_quiet(void)
{
	const rv_book_view *v = &d->v->book;
	return v->hedge_known && v->hedge[RV_HEDGE_BTC].verdict == RV_HEDGE_QUIET &&
	       v->hedge[RV_HEDGE_ETH].verdict == RV_HEDGE_QUIET;
}

static bool has_closed(void)
{
	return d->v->day.date_ms > DAY_DATE_MS || day_has_done(d, RV_PHASE_CORRECT);
}

static bool at_rest(void)
{
	return od_rests(d) && is_quiet();
}

/* ---- a person, the venue ---- */

static void pin(rv_sub sub, const char *symbol, double weight)
{
	rv_command c = od_cmd(RV_CMD_OVERRIDE, symbol);
	c.over = (rv_override){ .kind = RV_OVERRIDE_PIN,
				.sub = sub,
				.value = { weight },
				.reason = "for the nights of a test",
				.expires_utc_ms = d->v->utc_ms + 20 * RV_DAY_MS };
	(void)snprintf(c.over.symbol, sizeof(c.over.symbol), "%s", symbol);
	od_yes(d, &c);
}

static void move(const char *symbol, double factor)
{
	od_control(d, "move", "{\"coin\":\"%s\",\"factor\":%g}", symbol, factor);
}

/* The night of so many days later, no desk awake. The moves are of the day that closes. */
static void sleep_until(int days, int64_t from_midnight_ms)
{
	od_stop(d);
	od_control(d, "clock", "{\"utc_ms\":%lld}",
		   (long long)(MIDNIGHT + days * RV_DAY_MS + from_midnight_ms));
}

static void wake(void)
{
	od_ready(d);
	day_arm(d);
	od_resume(d);
}

/* ---- the nights ---- */

static void a_program_takes_what_is_wanted(void)
{
	day_begin(d);
	pin(RV_SUB_S4M, "SOL", 0.15);
	pin(RV_SUB_S5, "SOL", 0.05);
	pin(RV_SUB_S4M, "SUI", 0.15);
	pin(RV_SUB_S4MR, "BNB", 0.10);
	pin(RV_SUB_S5, "DOGE", 0.20);
	pin(RV_SUB_S5, "LTC", 0.20);
	OD_UNTIL(d, day_is_in(d, "projected", RV_PROGRAM_READY));
	day_grant(d, "projected");
	OD_UNTIL(d, has_closed() && day_running(d) == 0 && at_rest());
	assert_true(share("SOL", RV_SUB_S4M) > 0 && share("SOL", RV_SUB_S5) > 0);
	assert_true(share("SUI", RV_SUB_S4M) > 0 && share("BNB", RV_SUB_S4MR) > 0);
	assert_true(share("DOGE", RV_SUB_S5) > 0 && share("LTC", RV_SUB_S5) > 0);
	OD_UNTIL(d, stop_of("SOL", RV_SUB_S4M) && isfinite(stop_of("SOL", RV_SUB_S4M)->stop));
	assert_true(isnan(stop_of("SOL", RV_SUB_S5)->stop)); /* S5 has none */
	sums_hold();
}

/* The close comes while the desk runs, below SOL's stop; SUI has risen, its stop with it. */
static void a_hard_stop_closes_its_share_alone(void)
{
	const int64_t others = rest("SOL", RV_SUB_S4M);
	sleep_until(1, -15 * RV_SECOND_MS);
	move("SOL", 0.75);
	move("SUI", 1.5);
	wake();
	const uint64_t hedged = newest_hedge();
	OD_UNTIL(d, share("SOL", RV_SUB_S4M) == 0);
	OD_UNTIL(d, newest_hedge() > hedged && at_rest());
	assert_true(others > 0);
	assert_int_equal(od_lots(d, "SOL"), others);
	sums_hold();
	od_ties(d);
	OD_UNTIL(d, stop_of("SOL", RV_SUB_S4M)->phase == RV_RISK_RESTS);
	assert_true(stop_of("SUI", RV_SUB_S4M)->stop > stop_of("SUI", RV_SUB_S4M)->entry);
}

/* Whoever looks elsewhere is called. */
static bool rings_for(const char *words)
{
	for (size_t i = 0; i < d->v->n_alerts; i++) {
		const rv_view_alert *a = &d->v->alerts[i];
		if (a->active && a->rings && strstr(a->text, words))
			return true;
	}
	return false;
}

/* Granted by a person alone, it waits. */
static void a_trailing_stop_waits_for_a_person(void)
{
	const int64_t held = share("SUI", RV_SUB_S4M), others = rest("SUI", RV_SUB_S4M);
	sleep_until(2, -RV_MINUTE_MS);
	od_configure(d, LIMITS("50") ", \"approve_stop\": \"manual\"", BOOK("0.01"));
	move("SUI", 0.8);
	od_control(d, "clock", "{\"utc_ms\":%lld}", (long long)(MIDNIGHT + 2 * RV_DAY_MS + 180000));
	wake();
	OD_UNTIL(d, stop_ticket("SUI") && stop_ticket("SUI")->state == RV_TICKET_READY);
	assert_non_null(strstr(stop_ticket("SUI")->why, "trailing"));
	OD_UNTIL(d, rings_for("TICKET of the desk waits: stop SUI"));
	assert_true(stop_ticket("SUI")->reduce_only);
	OD_WHILE(d, 500, share("SUI", RV_SUB_S4M) == held);
	rv_command c = od_cmd(RV_CMD_APPROVE, "");
	c.ids[0] = stop_ticket("SUI")->id;
	c.digests[0] = stop_ticket("SUI")->digest;
	c.n_ids = 1;
	day_arm(d);
	od_yes(d, &c);
	OD_UNTIL(d, share("SUI", RV_SUB_S4M) == 0 && at_rest());
	assert_int_equal(od_lots(d, "SUI"), others);
	od_ties(d);
}

/* Events of that type about a coin; of a class or of any (-1). */
static size_t in_journal(rv_event_type type, const char *symbol, int cls)
{
	char path[RV_TMP_PATH * 4], name[RV_SYMBOL_MAX];
	size_t n = 0, found = 0;
	int64_t is = 0;
	assert_true(od_journal(d, path));
	rv_event *e = journal_file_events(path, &n);
	for (size_t i = 0; i < n; i++) {
		found += e[i].type == type &&
			 rv_event_get(&e[i], "symbol", name, sizeof(name)) == RV_OK &&
			 strcmp(name, symbol) == 0 &&
			 (cls < 0 || (rv_event_get_i64(&e[i], "class", &is) == RV_OK && is == cls));
	}
	free(e);
	return found;
}

static bool decided_in_journal(const char *subject)
{
	char path[RV_TMP_PATH * 4];
	size_t n = 0;
	bool found = false;
	assert_true(od_journal(d, path));
	rv_event *e = journal_file_events(path, &n);
	for (size_t i = 0; i < n; i++)
		found = found ||
			(e[i].type == RV_EVENT_WATCH && strcmp(e[i].subject, subject) == 0);
	free(e);
	return found;
}

/* HALTED, a desk decides and orders nothing; killed when that is on disk. */
static void dies_when_it_has_decided(const char *subject)
{
	od_process p;
	for (int i = 0; i < MOST_LIVES && !decided_in_journal(subject); i++) {
		od_serve_well(d, &p);
		(void)poll(NULL, 0, LIFE_MS);
		assert_true(order_proc_killed(od_signal(&p, SIGKILL)));
	}
	assert_true(decided_in_journal(subject));
}

static void a_time_stop_outlives_the_process(void)
{
	const int64_t others = rest("BNB", RV_SUB_S4MR);
	sleep_until(3, 3 * RV_MINUTE_MS);
	od_configure(d, LIMITS("50"), BOOK("0.01"));
	dies_when_it_has_decided("S4mr BNB");
	assert_int_equal(in_journal(RV_EVENT_PROPOSE, "BNB", RV_CLASS_STOP), 0);
	bnb_orders = in_journal(RV_EVENT_INTENT, "BNB", -1);
	od_faults(d, LATE); /* the watch looks again and again while the order is on its way */
	wake();
	OD_UNTIL(d, share("BNB", RV_SUB_S4MR) == 0 && at_rest());
	assert_int_equal(od_lots(d, "BNB"), others);
	sums_hold();
	od_ties(d);
}

static bool is_half(int64_t whole, int64_t lots)
{
	return lots == whole / 2 || lots == whole - whole / 2;
}

static void a_drawdown_halves_and_reduces(void)
{
	const int64_t doge = share("DOGE", RV_SUB_S5), ltc = share("LTC", RV_SUB_S5);
	od_faults(d, "[]");
	sleep_until(4, 3 * RV_MINUTE_MS);
	od_configure(d, LIMITS("6"), BOOK("0.01"));
	wake();
	move("DOGE", 0.6);
	move("LTC", 0.6);
	OD_UNTIL(d, T->state == RV_BOOK_REDUCING);
	OD_UNTIL(d, d->v->risk.subs[RV_SUB_S5].circuit);
	OD_UNTIL(d, is_half(doge, share("DOGE", RV_SUB_S5)) &&
			    is_half(ltc, share("LTC", RV_SUB_S5)) && od_rests(d));
	assert_int_equal(T->state, RV_BOOK_REDUCING);
	sums_hold();
	od_ties(d);
}

static void five_nights(void **state)
{
	(void)state;
	a_program_takes_what_is_wanted();
	a_hard_stop_closes_its_share_alone();
	a_trailing_stop_waits_for_a_person();
	a_time_stop_outlives_the_process();
	a_drawdown_halves_and_reduces();
	order_report r = { .n = 0 };
	od_stop(d);
	assert_int_equal(in_journal(RV_EVENT_PROPOSE, "BNB", RV_CLASS_STOP), 1);
	assert_int_equal(in_journal(RV_EVENT_INTENT, "BNB", -1), bnb_orders + 1);
	day_judge_subs(d->state, d->user, &r);
	if (r.n > 0)
		fail_msg("%s", r.text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(five_nights, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
