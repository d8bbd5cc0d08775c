/*
 * Approval to wire: from the approve command at the desk's door, as the console sends it, to the
 * first byte of the order's body in the socket of the simulated venue. The whole desk in this
 * process on the file system of the build: engine with its market, checks, signature, the journal's
 * commit of approval and intent (SQLite, WAL, synchronous FULL), last gate, a kept connection.
 *
 * Approvals come at random moments of the desk's day, not after a snapshot. The parts are seen by
 * wrapping functions at link time (WRAP_PARTS in the Makefile), the byte by standing before send().
 */
#include <libgen.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine/base/rng.h"
#include "engine/desk/oms.h"
#include "feeds/net/http.h"
#include "tests/support/cm.h"
#include "tests/support/order_desk.h"
#include "tests/support/wire_way.h"
#include "tui/outbox.h"

enum { APPROVALS = 400, TRIES = 800, USD = 60, GAP_MS = 300, AIM_US = 5000 };

/* A generous book: what is measured is the way, not a limit. */
static const char orders[] = "\"arm_s\": 7200, \"arm_idle_s\": 3600,"
			     "\"ticket\": {\"drift_bps\": 1000},"
			     "\"limits\": {\"duplicate_s\": 0, \"messages_per_min\": 2000},"
			     "\"mandate\": {\"collar_bps\": 900}";

/* What the bench buys and sells, in turn. */
static const char *const coins[] = { "SOL", "ETH", "BTC", "DOGE", "AVAX", "LINK", "LTC", "XRP" };
enum { COINS = sizeof(coins) / sizeof(coins[0]) };

/* The moments on the way of the approval that is being measured. */
typedef enum point { GIVEN, TAKEN, WRITTEN, COMMITS, COMMITTED, TOLD, POSTED, WIRE, POINTS } point;

static atomic_uint_least64_t nonce, batch; /* of the approval; of its intent */
static _Thread_local bool obeys;	   /* inside the engine's work on that command */

/* ---- the wrapped functions ---- */

void __real_rv_oms_command(rv_oms *o, const rv_command *c);
void __wrap_rv_oms_command(rv_oms *o, const rv_command *c);
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
	const bool it = c->nonce == atomic_load(&nonce);
	if (it)
		(void)way_pass(TAKEN);
	obeys = it;
	__real_rv_oms_command(o, c);
	obeys = false;
}

/* What a command pushes is its batch of events, to the journal thread. */
rv_status __wrap_rv_queue_push(rv_queue *q, void *item)
{
	if (obeys)
		(void)way_pass(WRITTEN);
	return __real_rv_queue_push(q, item);
}

size_t __wrap_rv_journal_commit(rv_journal *j, rv_journal_request *const *reqs, size_t n)
{
	uint64_t number = 0;
	const bool has = way_has_intent(reqs, n, &number), it = has && way_pass(COMMITS);
	if (has)
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

/* ---- approvals ---- */

static double took[POINTS][APPROVALS]; /* [GIVEN]: the whole way */
static size_t n_took;

static void to_desk(void *ctx, const rv_command *c)
{
	order_desk *d = ctx;
	assert_int_equal(rv_runtime_command(&d->rt, c), RV_OK);
}

static void keep(void)
{
	if (n_took == APPROVALS)
		return;
	for (int p = GIVEN + 1; p < POINTS; p++)
		took[p][n_took] = (double)(way_us(p) - way_us(p - 1));
	took[GIVEN][n_took++] = (double)(way_us(WIRE) - way_us(GIVEN));
}

static const rv_tv_ticket *ready_ticket(const order_desk *d)
{
	for (size_t i = 0; i < T->n_tickets; i++)
		if (T->tickets[i].state == RV_TICKET_READY)
			return &T->tickets[i];
	return NULL;
}

static bool answered_no(const order_desk *d)
{
	for (size_t i = 0; i < RV_TV_REPLIES; i++)
		if (T->replies[i].nonce == atomic_load(&nonce))
			return !T->replies[i].ok;
	return false;
}

/* False: the desk has refused it, or something else stopped it on the way. */
static bool reaches_wire(order_desk *d)
{
	od_begin(d, OD_WAIT_MS);
	while (!way_wait(100)) {
		od_look(d);
		if (answered_no(d) || od_noted(d, "unsent"))
			return false;
		if (rv_mono_ms() > d->deadline_ms)
			od_fail(d, "the order's first byte");
	}
	return true;
}

static bool approve_one(order_desk *d, rv_outbox *out, rv_rng *rng)
{
	(void)poll(NULL, 0, (int)(rv_rng_uniform(rng) * GAP_MS)); /* any moment of its day */
	od_mark(d);
	const rv_tv_ticket *t = ready_ticket(d);
	if (!t)
		return false;
	rv_command c = od_cmd(RV_CMD_APPROVE, "");
	c.n_ids = 1;
	c.ids[0] = t->id;
	c.digests[0] = t->digest;
	way_clear();
	atomic_store(&nonce, out->to.nonce);
	(void)way_pass(GIVEN);
	assert_true(rv_outbox_send(out, &c, "", rv_mono_ms()));
	if (!reaches_wire(d))
		return false;
	keep();
	return true;
}

/* Tickets in every coin, each approved by itself; returns how many did not get out. */
static size_t round_of(order_desk *d, rv_outbox *out, rv_rng *rng, rv_side side)
{
	size_t lost = 0;
	for (size_t i = 0; i < COINS; i++) {
		const rv_command c = od_order(coins[i], side, USD);
		lost += !od_do(d, &c)->ok;
	}
	for (size_t i = 0; i < COINS; i++)
		lost += !approve_one(d, out, rng);
	OD_UNTIL(d, od_rests(d));
	return lost;
}

/* ---- the figures ---- */

static void show_all(size_t lost)
{
	static const char *const words[POINTS] = {
		[TAKEN] = "  command to the engine",
		[WRITTEN] = "  checks, events, signature",
		[COMMITS] = "  to the journal thread",
		[COMMITTED] = "  commit, approval and intent at once",
		[TOLD] = "  ack to the engine",
		[POSTED] = "  once more asked, to the gateway, last gate",
		[WIRE] = "  headers and first byte of the body",
	};
	(void)printf("approval to wire, %zu approvals, %zu not sent, load of the machine %.1f\n",
		     n_took, lost, way_load());
	way_show("approval to wire", took[GIVEN], n_took);
	for (int p = GIVEN + 1; p < POINTS; p++)
		way_show(words[p], took[p], n_took);
	const double p99 = took[GIVEN][n_took * 99 / 100];
	(void)printf("approval to wire: the aim is p99 below %d ms: %s\n", AIM_US / 1000,
		     p99 < AIM_US ? "met" : "missed");
}

int main(int argc, char **argv)
{
	assert_true(argc > 0);
	assert_int_equal(setenv("TMPDIR", dirname(argv[0]), 0), 0);
	way_open(POINTS);
	const od_params p = { .orders = orders, .manual = true };
	order_desk *d = od_new(&p);
	od_ready(d);
	OD_UNTIL(d, d->v->warm_total > 0 && d->v->warm_done == d->v->warm_total);
	const rv_command arm = od_cmd(RV_CMD_ARM, "");
	od_yes(d, &arm);
	od_resume(d);
	rv_outbox out;
	rv_outbox_init(&out, &(rv_sender){ .sink = to_desk, .ctx = d, .nonce = 1, .conn = 1 });
	rv_rng rng;
	rv_rng_seed(&rng, 7, 0, 0);
	size_t lost = 0;
	for (int i = 0; n_took < APPROVALS && i < TRIES / COINS; i++)
		lost += round_of(d, &out, &rng, i % 2 == 0 ? RV_BUY : RV_SELL);
	assert_true(n_took > 0);
	show_all(lost);
	od_free(d);
	way_close();
	return 0;
}
