/*
 * Fill to hedge: from the arrival of a fill's message at the gateway to the first byte of the body
 * of the hedge's order in the socket of the simulated venue. The whole desk in this process on the
 * file system of the build: the fill's events and their commit, what the book wants of the account
 * with it, the proposal, its checks and grant, signature, commit of approval and intent (SQLite,
 * WAL, synchronous FULL), last gate, a kept connection.
 *
 * What fills is an order of S5, a neutral book, so that its delta is hedged. It is ordered on the
 * engine's thread by the door of the desk's own orders (rv_oms_order), in the place of a command
 * that this bench sends. The parts are seen by wrapping functions at link time (WRAP_HEDGE in the
 * Makefile), the byte by standing before send().
 */
#include <libgen.h>
#include <math.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/rng.h"
#include "engine/desk/oms.h"
#include "feeds/hyperliquid/parse_user.h"
#include "feeds/net/http.h"
#include "tests/support/cm.h"
#include "tests/support/order_desk.h"
#include "tests/support/wire_way.h"

/* Three mandates a fill, its own and two hedges; the last gate knows 512 a day. */
enum { FILLS = 120, TRIES = 150, GAP_MS = 300, NO_HEDGE_MS = 1500, AIM_US = 10000, USD = 3000 };
enum { EQUITY = 20000 }; /* the trigger is 1 % of it */

/* A generous book: what is measured is the way, not a limit. */
static const char orders[] =
	"\"approval\": \"auto\","
	"\"ticket\": {\"drift_bps\": 1000},"
	"\"limits\": {\"duplicate_s\": 0, \"messages_per_min\": 2000, \"daily_loss_pct\": 90,"
	"\"drawdown_pct\": 90, \"net_most_x\": 5, \"gross_most_x\": 10, \"leverage_most_x\": 10,"
	"\"margin_after\": 1.1, \"margin_reducing\": 1.05, \"margin_alarm\": 1.02},"
	"\"mandate\": {\"collar_bps\": 900}";

/* What S5 buys and sells, in turn. */
static const char *const coins[] = { "SOL", "AVAX", "LINK", "DOGE" };
enum { COINS = sizeof(coins) / sizeof(coins[0]) };

typedef enum point {
	ARRIVED,
	TAKEN,
	DECIDED,
	WRITTEN,
	COMMITS,
	COMMITTED,
	TOLD,
	POSTED,
	WIRE,
	POINTS
} point;

static atomic_uint_least64_t order_nonce, batch; /* of the bench's command; of the hedge's intent */
static atomic_bool waits;			 /* for the fill of S5's order */
static rv_order_want wanted;			 /* written before the command is sent */
static atomic_int refused;			 /* rv_status of it */
static _Thread_local bool hedging;		 /* inside the proposal of a hedge */

/* ---- the wrapped functions ---- */

void __real_rv_oms_command(rv_oms *o, const rv_command *c);
void __wrap_rv_oms_command(rv_oms *o, const rv_command *c);
rv_status __real_rv_hl_parse_user(const char *s, size_t n, rv_hl_user_msg *m, rv_err *err);
rv_status __wrap_rv_hl_parse_user(const char *s, size_t n, rv_hl_user_msg *m, rv_err *err);
void __real_rv_oms_report(rv_oms *o, const rv_venue_report *r);
void __wrap_rv_oms_report(rv_oms *o, const rv_venue_report *r);
rv_status __real_rv_oms_order(rv_oms *o, const rv_order_want *w, uint64_t *id, rv_err *err);
rv_status __wrap_rv_oms_order(rv_oms *o, const rv_order_want *w, uint64_t *id, rv_err *err);
rv_status __real_rv_queue_push(rv_queue *q, void *item);
rv_status __wrap_rv_queue_push(rv_queue *q, void *item);
void __real_rv_oms_acked(rv_oms *o, const rv_journal_ack *a);
void __wrap_rv_oms_acked(rv_oms *o, const rv_journal_ack *a);
size_t __real_rv_journal_commit(rv_journal *j, rv_journal_request *const *reqs, size_t n);
size_t __wrap_rv_journal_commit(rv_journal *j, rv_journal_request *const *reqs, size_t n);
rv_status __real_rv_http_post_once(rv_http *h, const char *path, const char *body, size_t n,
				   int tag);
rv_status __wrap_rv_http_post_once(rv_http *h, const char *path, const char *body, size_t n,
				   int tag);

void __wrap_rv_oms_command(rv_oms *o, const rv_command *c)
{
	uint64_t id = 0;
	rv_err err = { .code = RV_OK };
	if (c->nonce != atomic_load(&order_nonce)) {
		__real_rv_oms_command(o, c);
		return;
	}
	atomic_store(&refused, __real_rv_oms_order(o, &wanted, &id, &err));
	__real_rv_oms_command(o, c);
}

/* A fill's message, as it comes from the socket. */
rv_status __wrap_rv_hl_parse_user(const char *s, size_t n, rv_hl_user_msg *m, rv_err *err)
{
	static const char fills[] = "\"userFills\"";
	if (atomic_load(&waits) && memmem(s, n, fills, sizeof(fills) - 1) && way_pass(ARRIVED))
		atomic_store(&waits, false);
	return __real_rv_hl_parse_user(s, n, m, err);
}

void __wrap_rv_oms_report(rv_oms *o, const rv_venue_report *r)
{
	if (r->kind == RV_REPORT_STREAM_FILLS)
		(void)way_pass(TAKEN);
	__real_rv_oms_report(o, r);
}

rv_status __wrap_rv_oms_order(rv_oms *o, const rv_order_want *w, uint64_t *id, rv_err *err)
{
	const bool hedge = w->cls == RV_CLASS_HEDGE;
	if (hedge)
		(void)way_pass(DECIDED);
	hedging = hedge;
	const rv_status st = __real_rv_oms_order(o, w, id, err);
	hedging = false;
	return st;
}

/* What a proposal pushes is its batch of events, to the journal thread. */
rv_status __wrap_rv_queue_push(rv_queue *q, void *item)
{
	if (hedging)
		(void)way_pass(WRITTEN);
	return __real_rv_queue_push(q, item);
}

size_t __wrap_rv_journal_commit(rv_journal *j, rv_journal_request *const *reqs, size_t n)
{
	uint64_t number = 0;
	const bool it =
		way_passed(WRITTEN) && way_has_intent(reqs, n, &number) && way_pass(COMMITS);
	if (it)
		atomic_store(&batch, number);
	const size_t done = __real_rv_journal_commit(j, reqs, n);
	if (it)
		(void)way_pass(COMMITTED);
	return done;
}

void __wrap_rv_oms_acked(rv_oms *o, const rv_journal_ack *a)
{
	if (a->batch == atomic_load(&batch))
		(void)way_pass(TOLD);
	__real_rv_oms_acked(o, a);
}

rv_status __wrap_rv_http_post_once(rv_http *h, const char *path, const char *body, size_t n,
				   int tag)
{
	if (way_is_order(body, n))
		(void)way_pass(POSTED);
	return __real_rv_http_post_once(h, path, body, n, tag);
}

/* ---- fills ---- */

static double took[POINTS][FILLS]; /* [ARRIVED]: the whole way */
static size_t n_took;

static const rv_bv_coin *coin(const order_desk *d, const char *symbol)
{
	for (size_t i = 0; i < d->v->book.n_coins; i++) {
		if (strcmp(d->v->book.coins[i].symbol, symbol) == 0)
			return &d->v->book.coins[i];
	}
	return NULL;
}

/* Nothing works, and no hedge is wanted. */
static bool is_quiet(const order_desk *d)
{
	const rv_book_view *v = &d->v->book;
	return od_rests(d) && v->hedge_known && v->hedge[0].verdict == RV_HEDGE_QUIET &&
	       v->hedge[1].verdict == RV_HEDGE_QUIET;
}

static double price_of(order_desk *d, const char *symbol)
{
	OD_UNTIL(d, coin(d, symbol) && coin(d, symbol)->price > 0.0);
	return coin(d, symbol)->price;
}

/* From the lots that S5 holds to the other side of USD. */
static void want_turn(order_desk *d, const char *symbol)
{
	const double lot = pow(10.0, -(double)coin(d, symbol)->sz_decimals);
	const int64_t held = coin(d, symbol)->held[RV_SUB_S5],
		      lots = llround(USD / (price_of(d, symbol) * lot));
	wanted = (rv_order_want){ .cls = RV_CLASS_STOP,
				  .style = RV_STYLE_IOC,
				  .lots = held > 0 ? -held : lots };
	(void)snprintf(wanted.symbol, sizeof(wanted.symbol), "%s", symbol);
	(void)snprintf(wanted.why, sizeof(wanted.why), "a fill to hedge");
	wanted.want[RV_SUB_S5] = wanted.lots;
}

static void keep(void)
{
	for (int p = ARRIVED + 1; p < POINTS; p++)
		took[p][n_took] = (double)(way_us(p) - way_us(p - 1));
	took[ARRIVED][n_took++] = (double)(way_us(WIRE) - way_us(ARRIVED));
}

/* False: nothing was filled, or no hedge came of it. */
static bool fill_one(order_desk *d, const char *symbol, rv_rng *rng)
{
	OD_UNTIL(d, is_quiet(d));
	(void)price_of(d, symbol);
	(void)poll(NULL, 0, (int)(rv_rng_uniform(rng) * GAP_MS)); /* any moment of its day */
	od_look(d);
	want_turn(d, symbol);
	rv_command c = od_cmd(RV_CMD_ARM, "");
	way_clear();
	atomic_store(&refused, RV_OK);
	atomic_store(&waits, true);
	atomic_store(&order_nonce, d->nonce + 1);
	(void)od_do(d, &c);
	if (atomic_load(&refused) != RV_OK)
		return false;
	const bool out = way_wait(NO_HEDGE_MS);
	atomic_store(&waits, false);
	if (out && n_took < FILLS)
		keep();
	return out;
}

/* ---- the figures ---- */

static void show_all(size_t lost)
{
	static const char *const words[POINTS] = {
		[TAKEN] = "  message to the engine",
		[DECIDED] = "  fill counted, book made, hedge wanted",
		[WRITTEN] = "  proposal, checks, grant, signature",
		[COMMITS] = "  to the journal thread",
		[COMMITTED] = "  commit: fill, proposal, approval, intent",
		[TOLD] = "  ack to the engine",
		[POSTED] = "  once more asked, to the gateway, last gate",
		[WIRE] = "  headers and first byte of the body",
	};
	(void)printf("fill to hedge, %zu fills, %zu without a hedge, load of the machine %.1f\n",
		     n_took, lost, way_load());
	way_show("fill to hedge on the wire", took[ARRIVED], n_took);
	for (int p = ARRIVED + 1; p < POINTS; p++)
		way_show(words[p], took[p], n_took);
	const double p99 = took[ARRIVED][n_took * 99 / 100];
	(void)printf("fill to hedge on the wire: the aim is p99 below %d ms: %s\n", AIM_US / 1000,
		     p99 < AIM_US ? "met" : "missed");
}

int main(int argc, char **argv)
{
	assert_true(argc > 0);
	assert_int_equal(setenv("TMPDIR", dirname(argv[0]), 0), 0);
	way_open(POINTS);
	const od_params p = { .orders = orders, .equity_usd = EQUITY };
	order_desk *d = od_new(&p);
	od_ready(d);
	OD_UNTIL(d, d->v->warm_total > 0 && d->v->warm_done == d->v->warm_total);
	od_resume(d);
	rv_rng rng;
	rv_rng_seed(&rng, 11, 0, 0);
	size_t lost = 0;
	for (size_t i = 0; n_took < FILLS && i < TRIES; i++)
		lost += !fill_one(d, coins[i % COINS], &rng);
	assert_true(n_took > 0);
	show_all(lost);
	od_free(d);
	way_close();
	return 0;
}
