/* The invariants of orders from outside; see oms_check.h. */
#include "tests/support/oms_check.h"

#include "tests/support/cm.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ORDERS = 2048, MANDATES = 1024, TICKETS = 1024, PROGRAMS = 256, KEYS = 8192, TEXT = 96 };

typedef struct seen_order {
	char cloid[33];
	uint64_t mandate, grant; /* grant: what the last gate was told */
	int64_t lots, filled, nonce;
	bool unknown, over, settled, sent;
	size_t event; /* index of its intent */
} seen_order;

typedef struct seen_mandate {
	uint64_t ticket;
	int64_t lots, since_utc, life_ms;
	bool exists, reduce_only, flatten;
} seen_mandate;

typedef struct seen_program {
	char digest[65];
	bool exists, granted;
} seen_program;

typedef struct seen_ticket {
	char digest[65];
	int64_t lots, program;
	bool correct;
	int cls;
	bool exists, reduce_only, flatten;
} seen_ticket;

struct oms_check {
	oms_bench *b;
	char name[64];
	size_t at; /* events that were read */
	seen_order orders[ORDERS];
	size_t n_orders;
	seen_mandate mandates[MANDATES];
	seen_ticket tickets[TICKETS];
	seen_program programs[PROGRAMS];
	int64_t lots[MINI_COINS]; /* fills and adjustments */
	int64_t last_nonce;
	int book; /* state by the newest event */
	bool armed;
	bool closes; /* a halt has ended the arming: what flattens may still be granted */
	struct {
		int64_t id; /* of the override that says who grants hedges; 0 none */
		bool on;
	} auto_hedge;
	int steps;
};

#define bad(k, ...)                                                                                \
	do {                                                                                       \
		bench_print((k)->b);                                                               \
		print_message("%s\n", (k)->name);                                                  \
		fail_msg(__VA_ARGS__);                                                             \
	} while (0)

static int64_t num(const bench_event *e, const char *key)
{
	return strtoll(bench_value(e, key), NULL, 10);
}

static size_t coin_of(const oms_check *k, const char *symbol)
{
	for (size_t i = 0; i < MINI_COINS; i++)
		if (strcmp(k->b->v.coins[i].ref.symbol, symbol) == 0)
			return i;
	return 0;
}

static seen_order *order_of(oms_check *k, const char *cloid)
{
	for (size_t i = 0; i < k->n_orders; i++)
		if (strcmp(k->orders[i].cloid, cloid) == 0)
			return &k->orders[i];
	return NULL;
}

/* ---- what each event says ---- */

static void on_ticket(oms_check *k, const bench_event *e)
{
	const int64_t id = num(e, "ticket");
	if (id <= 0 || id >= TICKETS)
		bad(k, "ticket %" PRId64, id);
	seen_ticket *t = &k->tickets[id];
	t->exists = true;
	t->lots = num(e, "lots");
	(void)snprintf(t->digest, sizeof(t->digest), "%s", bench_value(e, "digest"));
	if (e->type == RV_EVENT_PROPOSE) {
		t->reduce_only = num(e, "reduce_only") == 1;
		t->flatten = num(e, "flatten") == 1;
		t->program = num(e, "program");
		t->correct = num(e, "correct") == 1;
		t->cls = (int)num(e, "class");
	}
}

static seen_program *program_of(oms_check *k, int64_t id)
{
	if (id <= 0 || id >= PROGRAMS)
		bad(k, "program %" PRId64, id);
	return &k->programs[id];
}

static void on_program(oms_check *k, const bench_event *e)
{
	seen_program *p = program_of(k, num(e, "program"));
	p->exists = true;
	(void)snprintf(p->digest, sizeof(p->digest), "%s", bench_value(e, "digest"));
}

/* I8 of a program: a person, armed, and what was on the screen. */
static void on_grant(oms_check *k, const bench_event *e)
{
	seen_program *p = program_of(k, num(e, "program"));
	if (!p->exists || p->granted || strcmp(p->digest, bench_value(e, "digest")) != 0)
		bad(k, "I8: granted another program than was shown");
	if (k->b->p.approval == RV_APPROVE_MANUAL && (!k->armed || e->uid < 0))
		bad(k, "I8: program granted by %" PRId64 ", armed %d", e->uid, k->armed);
	p->granted = true;
}

static void on_override(oms_check *k, const bench_event *e)
{
	if (strcmp(bench_value(e, "kind"), "autohedge") != 0)
		return;
	k->auto_hedge.id = num(e, "id");
	k->auto_hedge.on = strcmp(bench_value(e, "word"), "ON") == 0;
}

static void on_override_end(oms_check *k, const bench_event *e)
{
	if (num(e, "id") == k->auto_hedge.id)
		k->auto_hedge.id = 0;
}

/* May the desk grant it? Of hedges a person's word comes before the settings. */
static bool is_own(const oms_check *k, const seen_ticket *t)
{
	if (t->cls == RV_CLASS_HEDGE)
		return k->auto_hedge.id != 0 ? k->auto_hedge.on
					     : k->b->p.approve_hedge != RV_APPROVE_MANUAL ||
						       k->b->p.approval != RV_APPROVE_MANUAL;
	return k->b->p.approval != RV_APPROVE_MANUAL ||
	       (t->cls == RV_CLASS_STOP && t->reduce_only &&
		k->b->p.approve_stop != RV_APPROVE_MANUAL);
}

/* I8: a person, armed, and what was on the screen. */
static void on_approve(oms_check *k, const bench_event *e)
{
	const int64_t id = num(e, "ticket"), m = num(e, "mandate");
	if (id <= 0 || id >= TICKETS || !k->tickets[id].exists || m <= 0 || m >= MANDATES)
		bad(k, "I8: an approval of ticket %" PRId64, id);
	const seen_ticket *t = &k->tickets[id];
	if (strcmp(t->digest, bench_value(e, "digest")) != 0)
		bad(k, "I8: approved another digest than was shown");
	if (t->program > 0 && !program_of(k, t->program)->granted)
		bad(k, "I8: a leg of program %" PRId64 ", which nobody granted", t->program);
	const bool led = t->correct && t->program > 0 && program_of(k, t->program)->granted;
	/* approval AUTO arms by itself */
	const bool armed = k->armed || k->b->p.approval != RV_APPROVE_MANUAL ||
			   (k->closes && t->flatten && t->reduce_only);
	if (!led && !is_own(k, t) && (!armed || e->uid < 0))
		bad(k, "I8: approved by %" PRId64 ", armed %d", e->uid, k->armed);
	k->mandates[m] = (seen_mandate){ .ticket = (uint64_t)id,
					 .lots = t->lots,
					 .since_utc = e->utc_ms,
					 .life_ms = num(e, "life_ms"),
					 .exists = true,
					 .reduce_only = t->reduce_only,
					 .flatten = t->flatten };
}

/* What a program's approval lets its correction do: never under what is filled. */
static void on_retarget(oms_check *k, const bench_event *e)
{
	const int64_t id = num(e, "mandate"), lots = num(e, "lots");
	if (id <= 0 || id >= MANDATES || !k->mandates[id].exists)
		bad(k, "I8: a correction of mandate %" PRId64, id);
	seen_mandate *m = &k->mandates[id];
	const int64_t program = k->tickets[m->ticket].program;
	if (program <= 0 || !program_of(k, program)->granted || lots < num(e, "filled"))
		bad(k, "I8: mandate %" PRId64 " is corrected to %" PRId64, id, lots);
	m->lots = lots;
	m->life_ms = num(e, "life_ms");
}

static int64_t may_fill(const seen_order *q)
{
	if (q->over && q->settled)
		return q->filled;
	return q->lots > q->filled ? q->lots : q->filled;
}

/* I2 and I8 of a new order. */
static void on_intent(oms_check *k, const bench_event *e, size_t at)
{
	const int64_t id = num(e, "mandate"), lots = num(e, "lots"), nonce = num(e, "nonce");
	int64_t used = lots;
	if (id <= 0 || id >= MANDATES || !k->mandates[id].exists)
		bad(k, "I8: an order without a mandate");
	const seen_mandate *m = &k->mandates[id];
	for (size_t i = 0; i < k->n_orders; i++)
		if (k->orders[i].mandate == (uint64_t)id)
			used += may_fill(&k->orders[i]);
	if (used > m->lots)
		bad(k, "I2: mandate %" PRId64 " of %" PRId64 " lots could fill %" PRId64, id,
		    m->lots, used);
	if (e->utc_ms > m->since_utc + m->life_ms)
		bad(k, "I8: an order after its mandate's life");
	if (nonce <= k->last_nonce)
		bad(k, "I1: nonce %" PRId64 " after %" PRId64, nonce, k->last_nonce);
	if (order_of(k, bench_value(e, "cloid")) || k->n_orders == ORDERS)
		bad(k, "I1: cloid %s twice", bench_value(e, "cloid"));
	const bool reduce = num(e, "reduce_only") == 1;
	if (!(m->flatten && reduce) && !(k->book == RV_BOOK_ACTIVE) &&
	    !(k->book == RV_BOOK_REDUCING && reduce))
		bad(k, "I7: an intent while the book is %d", k->book);
	k->last_nonce = nonce;
	seen_order *q = &k->orders[k->n_orders++];
	*q = (seen_order){ .mandate = (uint64_t)id, .lots = lots, .nonce = nonce, .event = at };
	(void)snprintf(q->cloid, sizeof(q->cloid), "%s", bench_value(e, "cloid"));
}

static void on_fill(oms_check *k, const bench_event *e)
{
	const int64_t lots = num(e, "lots");
	k->lots[coin_of(k, bench_value(e, "symbol"))] += num(e, "side") * lots;
	seen_order *q = order_of(k, bench_value(e, "cloid"));
	if (!q)
		return;
	q->filled += lots;
	q->unknown = false;
	if (q->filled >= q->lots)
		q->over = q->settled = true;
}

static bool never_there(oms_check *k, const char *cloid)
{
	for (size_t i = 0; i < k->b->v.n_orders; i++) {
		char hex[33];
		for (size_t j = 0; j < RV_CLOID_BYTES; j++)
			(void)snprintf(hex + 2 * j, 3, "%02x", k->b->v.orders[i].o.cloid.b[j]);
		if (strcmp(hex, cloid) == 0)
			return false;
	}
	return true;
}

/* I6, I12: how an order's life goes on. */
static void on_order(oms_check *k, const bench_event *e)
{
	seen_order *q = order_of(k, bench_value(e, "cloid"));
	if (!q)
		return;
	switch (e->type) {
	case RV_EVENT_UNKNOWN:
		q->unknown = !q->over;
		break;
	case RV_EVENT_ACK:
		q->unknown = false;
		q->over = q->over || num(e, "filled") == 1;
		break;
	case RV_EVENT_CANCELED:
		q->unknown = false;
		q->over = true;
		break;
	case RV_EVENT_REFUSED:
		if (num(e, "by_status") == 0 && q->filled > 0 && !q->over)
			break; /* contradicts itself: stays UNKNOWN */
		q->unknown = false;
		q->over = q->settled = true;
		break;
	case RV_EVENT_UNSENT:
		if (!q->over)
			q->over = q->settled = true;
		break;
	case RV_EVENT_NEVER_LANDED:
		if (!never_there(k, q->cloid))
			bad(k, "%s landed, and was declared not to have", q->cloid);
		q->unknown = false;
		q->over = q->settled = true;
		break;
	case RV_EVENT_FORCED:
		q->unknown = false;
		q->over = q->settled = true;
		break;
	case RV_EVENT_EVIDENCE:
		if (num(e, "settled") == 1) {
			q->settled = true;
		} else if (num(e, "status") == RV_STATUS_OPEN) {
			q->unknown = false;
		} else if (num(e, "status") == RV_STATUS_FILLED) {
			q->unknown = false;
			q->over = true;
		}
		break;
	case RV_EVENT_RESULT:
		if (num(e, "refused") == 1 && !q->over)
			q->unknown = true;
		break;
	default:
		break;
	}
}

static void read_event(oms_check *k, const bench_event *e, size_t at)
{
	switch (e->type) {
	case RV_EVENT_RUN:
		k->armed = k->closes = false;
		break;
	case RV_EVENT_LOCK:
		k->closes = num(e, "halt") == 1 && (k->armed || k->closes);
		k->armed = false;
		break;
	case RV_EVENT_ARM:
		k->armed = true;
		k->closes = false;
		break;
	case RV_EVENT_PROPOSE:
	case RV_EVENT_REQUOTE:
		on_ticket(k, e);
		break;
	case RV_EVENT_PROGRAM:
	case RV_EVENT_PROGRAM_VERSION:
		on_program(k, e);
		break;
	case RV_EVENT_PROGRAM_GRANT:
		on_grant(k, e);
		break;
	case RV_EVENT_OVERRIDE:
		on_override(k, e);
		break;
	case RV_EVENT_OVERRIDE_END:
		on_override_end(k, e);
		break;
	case RV_EVENT_APPROVE:
		on_approve(k, e);
		break;
	case RV_EVENT_RETARGET:
		on_retarget(k, e);
		break;
	case RV_EVENT_INTENT:
		on_intent(k, e, at);
		break;
	case RV_EVENT_FILL:
		on_fill(k, e);
		break;
	case RV_EVENT_ADJUST:
		k->lots[coin_of(k, bench_value(e, "symbol"))] += num(e, "lots");
		break;
	case RV_EVENT_STATE:
		if (num(e, "book") == 1)
			k->book = (int)num(e, "state");
		break;
	default:
		on_order(k, e);
		break;
	}
	if (e->type == RV_EVENT_ACTION && num(e, "nonce") > k->last_nonce)
		k->last_nonce = num(e, "nonce");
}

static void read_journal(oms_check *k)
{
	for (; k->at < k->b->n_events; k->at++)
		read_event(k, &k->b->events[k->at], k->at);
}

/* ---- what leaves ---- */

static void hex_of(const rv_cloid *c, char out[33])
{
	for (size_t j = 0; j < RV_CLOID_BYTES; j++)
		(void)snprintf(out + 2 * j, 3, "%02x", c->b[j]);
}

/* I2 as the last gate sees it: by the name and the most that it is told with each order. */
static void wire_sum(oms_check *k, const seen_order *q, const rv_gate_order *g)
{
	int64_t sum = 0;
	for (size_t i = 0; i < k->n_orders; i++)
		if (k->orders[i].sent && k->orders[i].grant == q->grant)
			sum += may_fill(&k->orders[i]);
	if (sum > g->lots_most)
		bad(k, "I2: %" PRId64 " of %" PRId64 " lots at the wire", sum, g->lots_most);
}

/* I3, I7: at the moment when bytes leave. */
static void on_send(void *ctx, const rv_venue_send *s)
{
	oms_check *k = ctx;
	char hex[33];
	if (s->kind != RV_ACTION_ORDER)
		return;
	read_journal(k);
	for (size_t i = 0; i < s->n; i++) {
		hex_of(&s->cloids[i], hex);
		seen_order *q = order_of(k, hex);
		if (!q || q->event >= k->b->n_acked) {
			bad(k, "I3: %s was sent before its intent was on disk", hex);
			return;
		}
		const bench_event *e = &k->b->events[q->event];
		if (strcmp(bench_value(e, "body"), s->bytes.body) != 0)
			bad(k, "I3: other bytes than were written down");
		if (q->sent || q->over)
			bad(k, "I1: %s was sent twice, or after its end", hex);
		q->sent = true;
		q->grant = s->gate[i].mandate;
		wire_sum(k, q, &s->gate[i]);
		const seen_mandate *m = &k->mandates[q->mandate];
		const rv_trade_view *v = bench_view(k->b);
		const bool reduce = s->gate[i].reduce_only;
		if (m->flatten && reduce)
			continue;
		const int64_t age = rv_clock_elapsed_ms(k->b->clock) - k->b->quotes[0].bbo_at;
		if (k->book == RV_BOOK_HALTED || (k->book == RV_BOOK_REDUCING && !reduce) ||
		    !v->stream_up || !v->reconciled || age > 2 * k->b->p.quote_send_ms)
			bad(k, "I7: sent in book %d, streams %d, reconciled %d, quotes of %" PRId64,
			    k->book, v->stream_up, v->reconciled, age);
	}
}

/* ---- what is seen ---- */

static int64_t sum_of(const int64_t lots[RV_SUB_N])
{
	int64_t sum = 0;
	for (size_t i = 0; i < RV_SUB_N; i++)
		sum += lots[i];
	return sum;
}

static void check_positions(oms_check *k)
{
	const rv_trade_view *v = bench_view(k->b);
	for (size_t i = 0; i < MINI_COINS; i++) {
		int64_t lots = 0, subs = 0;
		for (size_t j = 0; j < v->n_positions; j++)
			if (strcmp(v->positions[j].coin.symbol, k->b->v.coins[i].ref.symbol) == 0) {
				lots = v->positions[j].lots;
				subs = sum_of(v->positions[j].sub_lots);
			}
		if (lots != subs)
			bad(k, "I13: %s is %" PRId64 ", its sub-books are %" PRId64,
			    k->b->v.coins[i].ref.symbol, lots, subs);
		if (lots != k->lots[i])
			bad(k, "I4: %s is %" PRId64 ", its fills say %" PRId64,
			    k->b->v.coins[i].ref.symbol, lots, k->lots[i]);
	}
}

/* What stands against a ticket is one of its checks, and nothing stands against one that is READY.
 */
static void check_tickets(oms_check *k)
{
	const rv_trade_view *v = bench_view(k->b);
	for (size_t i = 0; i < v->n_tickets; i++) {
		const rv_tv_ticket *t = &v->tickets[i];
		size_t missed = 0;
		for (size_t j = 0; j < t->n_checks; j++)
			missed += !t->checks[j].ok || !t->checks[j].known;
		if (t->n_checks > 0 && ((t->state == RV_TICKET_READY && missed > 0) ||
					(t->state == RV_TICKET_BLOCKED && missed == 0)))
			bad(k, "ticket %" PRIu64 " in state %d (%s) with %zu checks not met", t->id,
			    t->state, t->reason, missed);
	}
}

static void check_unknown(oms_check *k)
{
	size_t n = 0;
	for (size_t i = 0; i < k->n_orders; i++)
		n += k->orders[i].unknown && !k->orders[i].over;
	if (n != k->b->view.n_unknown)
		bad(k, "I12: %zu orders without a verdict, %zu are shown", n, k->b->view.n_unknown);
}

void check_now(oms_check *k)
{
	read_journal(k);
	check_positions(k);
	check_unknown(k);
	check_tickets(k);
}

static void watch(oms_bench *b)
{
	oms_check *k = b->ctx;
	read_journal(k);
	if (++k->steps % 64 == 0 && !rv_oms_broken(b->o, (char[200]){ 0 }, 200))
		check_now(k);
}

void check_agree(oms_check *k)
{
	char text[200] = "";
	if (rv_oms_broken(k->b->o, text, sizeof(text)))
		bad(k, "broken: %s", text);
	check_now(k);
	const rv_trade_view *v = &k->b->view;
	if (!v->reconciled)
		bad(k, "I11: not reconciled at rest: %s", v->recovery);
	for (size_t i = 0; i < MINI_COINS; i++)
		if (k->lots[i] != k->b->v.coins[i].lots)
			bad(k, "I11: %s is %" PRId64 " here and %" PRId64 " at the venue",
			    k->b->v.coins[i].ref.symbol, k->lots[i], k->b->v.coins[i].lots);
	for (size_t i = 0; i < k->n_orders; i++) {
		const seen_order *q = &k->orders[i];
		if (q->over && q->settled && q->filled == 0 && !never_there(k, q->cloid)) {
			rv_cloid c;
			for (size_t j = 0; j < RV_CLOID_BYTES; j++)
				c.b[j] = (uint8_t)strtol(
					(char[3]){ q->cloid[2 * j], q->cloid[2 * j + 1], 0 }, NULL,
					16);
			const mini_order *x = mini_by_cloid(&k->b->v, &c);
			if (x->status == RV_STATUS_OPEN)
				bad(k, "I6: %s is over here and open at the venue", q->cloid);
		}
	}
}

/* ---- life ---- */

static void restarted(oms_bench *b);

oms_check *check_new(oms_bench *b)
{
	oms_check *k = calloc(1, sizeof(*k));
	assert_non_null(k);
	k->b = b;
	k->book = RV_BOOK_HALTED;
	b->watch = watch;
	b->restarted = restarted;
	b->ctx = k;
	b->v.on_send = on_send;
	b->v.ctx = k;
	return k;
}

void check_free(oms_check *k)
{
	if (!k)
		return;
	k->b->watch = NULL;
	k->b->restarted = NULL;
	k->b->v.on_send = NULL;
	free(k);
}

/* What was cut off the journal is forgotten. */
static void restarted(oms_bench *b)
{
	oms_check *k = b->ctx;
	char name[sizeof(k->name)];
	memcpy(name, k->name, sizeof(name));
	memset(k, 0, sizeof(*k));
	memcpy(k->name, name, sizeof(name));
	k->b = b;
	k->book = RV_BOOK_HALTED;
	read_journal(k);
}

void check_name(oms_check *k, const char *name)
{
	(void)snprintf(k->name, sizeof(k->name), "%s", name);
}
