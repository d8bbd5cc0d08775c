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
#include <math.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "engine/base/rng.h"
#include "engine/desk/oms.h"
#include "feeds/journal/journal_priv.h"
#include "feeds/net/http.h"
#include "tests/support/cm.h"
#include "tests/support/order_desk.h"
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

/* The moments on the way of the approval that is being measured, in us; 0: not yet. */
typedef enum point { GIVEN, TAKEN, WRITTEN, COMMITS, COMMITTED, TOLD, POSTED, WIRE, POINTS } point;

static struct {
	atomic_uint_least64_t nonce, batch; /* of the approval; of its intent */
	atomic_int_least64_t at[POINTS];
	int wire_fd; /* readable: the byte is out */
} way;
static _Thread_local bool obeys; /* inside the engine's work on that command */

static int64_t now_us(void)
{
	struct timespec t = { 0, 0 };
	(void)clock_gettime(CLOCK_MONOTONIC, &t); /* cannot fail with this clock */
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

/* The first pass of a point, after the one before it, counts. */
static bool pass(point p)
{
	int_least64_t none = 0;
	if (p > GIVEN && atomic_load(&way.at[p - 1]) == 0)
		return false;
	return atomic_compare_exchange_strong(&way.at[p], &none, now_us());
}

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
ssize_t send(int fd, const void *buf, size_t n, int flags);

void __wrap_rv_oms_command(rv_oms *o, const rv_command *c)
{
	const bool it = c->nonce == atomic_load(&way.nonce);
	if (it)
		(void)pass(TAKEN);
	obeys = it;
	__real_rv_oms_command(o, c);
	obeys = false;
}

/* What a command pushes is its batch of events, to the journal thread. */
rv_status __wrap_rv_queue_push(rv_queue *q, void *item)
{
	if (obeys)
		(void)pass(WRITTEN);
	return __real_rv_queue_push(q, item);
}

static bool has_intent(rv_journal_request *const *reqs, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		for (size_t k = 0; k < reqs[i]->n; k++) {
			const rv_bytes *type = &reqs[i]->rows[k].type;
			if (type->n == 6 && memcmp(type->p, "intent", 6) == 0) {
				atomic_store(&way.batch, reqs[i]->ack->batch);
				return true;
			}
		}
	}
	return false;
}

size_t __wrap_rv_journal_commit(rv_journal *j, rv_journal_request *const *reqs, size_t n)
{
	const bool it = has_intent(reqs, n) && pass(COMMITS);
	const size_t done = __real_rv_journal_commit(j, reqs, n);
	if (it)
		(void)pass(COMMITTED);
	return done;
}

void __wrap_rv_oms_acked(rv_oms *o, const rv_journal_ack *a)
{
	if (a->batch == atomic_load(&way.batch))
		(void)pass(TOLD);
	__real_rv_oms_acked(o, a);
}

static bool is_order(const void *buf, size_t n)
{
	static const char words[] = "\"type\":\"order\"";
	return memmem(buf, n, words, sizeof(words) - 1) != NULL;
}

rv_status __wrap_rv_http_post_once(rv_http *h, const char *path, const char *body, size_t n,
				   int tag)
{
	if (is_order(body, n))
		(void)pass(POSTED);
	return __real_rv_http_post_once(h, path, body, n, tag);
}

/* libcurl's send is this one. The time is that after the bytes are in the socket. */
ssize_t send(int fd, const void *buf, size_t n, int flags)
{
	const ssize_t done = syscall(SYS_sendto, fd, buf, n, flags, NULL, 0);
	if (done > 0 && atomic_load(&way.at[POSTED]) != 0 && is_order(buf, n) && pass(WIRE)) {
		const uint64_t one = 1;
		if (write(way.wire_fd, &one, sizeof(one)) < 0)
			abort(); /* an eventfd that is read each time has room */
	}
	return done;
}

/* ---- approvals ---- */

static double took[POINTS][APPROVALS]; /* [GIVEN]: the whole way */
static size_t n_took;

static void to_desk(void *ctx, const rv_command *c)
{
	order_desk *d = ctx;
	assert_int_equal(rv_trading_command(d->rt.trading, c), RV_OK);
}

static void clear_way(void)
{
	for (int p = 0; p < POINTS; p++)
		atomic_store(&way.at[p], 0);
}

static void keep(void)
{
	if (n_took == APPROVALS)
		return;
	for (int p = GIVEN + 1; p < POINTS; p++)
		took[p][n_took] = (double)(way.at[p] - way.at[p - 1]);
	took[GIVEN][n_took++] = (double)(way.at[WIRE] - way.at[GIVEN]);
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
		if (T->replies[i].nonce == atomic_load(&way.nonce))
			return !T->replies[i].ok;
	return false;
}

/* False: the desk has refused it, or something else stopped it on the way. */
static bool reaches_wire(order_desk *d)
{
	struct pollfd fd = { .fd = way.wire_fd, .events = POLLIN };
	uint64_t n = 0;
	od_begin(d, OD_WAIT_MS);
	while (poll(&fd, 1, 100) <= 0) {
		od_look(d);
		if (answered_no(d) || od_noted(d, "unsent"))
			return false;
		if (rv_mono_ms() > d->deadline_ms)
			od_fail(d, "the order's first byte");
	}
	return read(way.wire_fd, &n, sizeof(n)) == (ssize_t)sizeof(n);
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
	clear_way();
	atomic_store(&way.nonce, out->to.nonce);
	(void)pass(GIVEN);
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

static int by_value(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static void show(const char *what, double *us)
{
	qsort(us, n_took, sizeof(*us), by_value);
	(void)printf("%-46s p50 %7.3f ms  p99 %7.3f ms  max %7.3f ms\n", what, us[n_took / 2] / 1e3,
		     us[n_took * 99 / 100] / 1e3, us[n_took - 1] / 1e3);
}

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
	double load = NAN; /* of the last minute: others take time and the disk from this */
	if (getloadavg(&load, 1) != 1)
		load = NAN;
	(void)printf("approval to wire, %zu approvals, %zu not sent, load of the machine %.1f\n",
		     n_took, lost, load);
	show("approval to wire", took[GIVEN]);
	for (int p = GIVEN + 1; p < POINTS; p++)
		show(words[p], took[p]);
	const double p99 = took[GIVEN][n_took * 99 / 100];
	(void)printf("approval to wire: the aim is p99 below %d ms: %s\n", AIM_US / 1000,
		     p99 < AIM_US ? "met" : "missed");
}

int main(int argc, char **argv)
{
	assert_true(argc > 0);
	assert_int_equal(setenv("TMPDIR", dirname(argv[0]), 0), 0);
	way.wire_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	assert_true(way.wire_fd >= 0);
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
	assert_int_equal(close(way.wire_fd), 0);
	return 0;
}
