/* Bench of the order management; see oms_bench.h. */
#include "tests/support/oms_bench.h"

#include "tests/support/cm.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROUNDS_MOST = 2000, UID = 1000 };

/* ---- journal ---- */

static void keep(oms_bench *b, const rv_event *e)
{
	if (b->n_events == b->cap_events) {
		b->cap_events = b->cap_events ? b->cap_events * 2 : 256;
		b->events = realloc(b->events, b->cap_events * sizeof(*b->events));
		assert_non_null(b->events);
	}
	bench_event *x = &b->events[b->n_events++];
	*x = (bench_event){ .type = e->type,
			    .utc_ms = e->utc_ms,
			    .elapsed_ms = e->elapsed_ms,
			    .uid = e->uid,
			    .conn = e->conn,
			    .len = e->len };
	memcpy(x->subject, e->subject, sizeof(x->subject));
	memcpy(x->key, e->key, sizeof(x->key));
	x->text = malloc(e->len + 1);
	assert_non_null(x->text);
	memcpy(x->text, e->text, e->len + 1);
}

/* As the journal's UNIQUE columns: a repeated key would fail the batch. */
static void assert_keys_new(const oms_bench *b, const rv_event *e)
{
	for (int k = 0; k < 2; k++) {
		for (size_t i = 0; e->key[k][0] && i < b->n_events; i++)
			if (b->events[i].type == e->type &&
			    strcmp(b->events[i].key[k], e->key[k]) == 0)
				fail_msg("key %s of a %s event came twice", e->key[k],
					 rv_event_word(e->type));
	}
}

static rv_status append(void *self, uint64_t batch, const rv_event *events, size_t n)
{
	oms_bench *b = self;
	if (b->refuse_append)
		return RV_EIO;
	assert_true(n > 0 && b->n_batches < 4096);
	for (size_t i = 0; i < n && !b->forget; i++) {
		assert_true(rv_event_fits(&events[i]));
		assert_keys_new(b, &events[i]);
		keep(b, &events[i]);
	}
	b->n_forgotten += b->forget ? n : 0;
	b->batches[b->n_batches++] =
		(bench_batch){ .number = batch, .end = b->n_events + b->n_forgotten };
	return RV_OK;
}

static bool ack_one(oms_bench *b)
{
	if (b->hold_acks || b->batch_at == b->n_batches)
		return false;
	const bench_batch *x = &b->batches[b->batch_at];
	if (b->cut_at > 0 && x->end > b->cut_at)
		return false;
	b->batch_at++;
	rv_journal_ack a = { .batch = x->number, .status = RV_OK, .seq = x->end };
	(void)snprintf(a.head, sizeof(a.head), "%064zx", x->end);
	if (b->fail_ack_in > 0 && --b->fail_ack_in == 0) {
		a.status = RV_EIO;
		(void)snprintf(a.text, sizeof(a.text), "disk full, said the test");
	} else {
		b->n_acked = x->end;
	}
	rv_oms_acked(b->o, &a);
	if (b->batch_at == b->n_batches)
		b->batch_at = b->n_batches = 0;
	return true;
}

/* ---- market ---- */

static double usd(int64_t px, int sz_decimals)
{
	return (double)px / pow(10.0, 6 - sz_decimals);
}

void bench_quotes(oms_bench *b)
{
	const int64_t at = rv_clock_elapsed_ms(b->clock);
	for (size_t i = 0; i < MINI_COINS; i++) {
		const mini_coin *c = &b->v.coins[i];
		rv_oms_quote *q = &b->quotes[i];
		*q = (rv_oms_quote){ .coin = c->ref,
				     .bid = usd(c->bid, c->ref.sz_decimals),
				     .ask = usd(c->ask, c->ref.sz_decimals),
				     .mid_at = at,
				     .bbo_at = at,
				     .ctx_at = at,
				     .sigma_day = 0.035,
				     .sigma_hour = 0.007,
				     .day_volume_usd = 5e8,
				     .major = i != BENCH_SOL };
		q->mid = (q->bid + q->ask) / 2.0;
		q->mark = q->oracle = q->mid;
	}
	b->market.quotes = b->quotes;
	b->market.n = MINI_COINS;
	rv_oms_market_set(b->o, &b->market);
}

/* ---- life ---- */

static void make_oms(oms_bench *b)
{
	rv_err err = { 0 };
	if (rv_oms_new(&b->p, b->clock, NULL, &b->o) != RV_OK)
		fail_msg("rv_oms_new: %s", rv_oms_params_error(&b->p));
	if (b->made)
		b->made(b);
	for (size_t i = 0; i < b->n_events; i++) {
		const bench_event *x = &b->events[i];
		rv_event *e = &b->scratch;
		e->seq = i + 1;
		e->type = x->type;
		e->utc_ms = x->utc_ms;
		e->elapsed_ms = x->elapsed_ms;
		e->uid = x->uid;
		e->conn = x->conn;
		memcpy(e->subject, x->subject, sizeof(e->subject));
		memcpy(e->key, x->key, sizeof(e->key));
		e->len = x->len;
		memcpy(e->text, x->text, x->len + 1);
		if (rv_oms_replay(b->o, e, &err) != RV_OK)
			fail_msg("replay: %s", err.text);
	}
}

oms_bench *bench_new(void)
{
	oms_bench *b = calloc(1, sizeof(*b));
	assert_non_null(b);
	assert_int_equal(rv_clock_new_manual(BENCH_START, &b->clock), RV_OK);
	rv_oms_params_default(&b->p);
	(void)snprintf(b->p.account, sizeof(b->p.account),
		       "0x5e9ee1089755c3435139848e47e6635505d5a13a");
	b->p.paper = true;
	b->p.pen_ms = 0; /* one person, who may do everything: test_oms_people has the others */
	b->p.two_person = RV_TWO_PERSON_OFF;
	mini_init(&b->v);
	b->market.connected = true;
	b->market.skew_ms = 3.0;
	make_oms(b);
	return b;
}

void bench_remake(oms_bench *b)
{
	rv_oms_free(b->o);
	make_oms(b);
}

void bench_free(oms_bench *b)
{
	if (!b)
		return;
	rv_oms_free(b->o);
	mini_done(&b->v);
	for (size_t i = 0; i < b->n_events; i++)
		free(b->events[i].text);
	free(b->events);
	rv_clock_free(b->clock);
	free(b);
}

static void start(oms_bench *b)
{
	const rv_venue_port venue = mini_port(&b->v);
	const rv_journal_port journal = { b, append };
	b->v.utc = rv_clock_utc_ms(b->clock);
	b->v.at = rv_clock_elapsed_ms(b->clock);
	bench_quotes(b);
	assert_int_equal(rv_oms_start(b->o, &venue, &journal, "binary test\nconfig test\n"), RV_OK);
}

void bench_up(oms_bench *b, bool active)
{
	start(b);
	mini_stream(&b->v, true);
	bench_run(b, 5000);
	if (!bench_view(b)->reconciled) /* what no fill explains must last for ten seconds */
		bench_run(b, 15000);
	assert_true(bench_view(b)->reconciled);
	if (!active)
		return;
	bench_expect(b, bench_simple(b, RV_CMD_ARM), true, "armed");
	bench_expect(b, bench_simple(b, RV_CMD_RESUME), true, "ACTIVE");
	assert_false(b->v.halted);
}

/* Acks, the venue and its reports until nothing more happens at this instant. */
static void settle(oms_bench *b)
{
	for (int round = 0;; round++) {
		bool busy = false;
		if (round > ROUNDS_MOST)
			fail_msg("nothing comes to rest at %" PRId64, b->v.at);
		b->v.utc = rv_clock_utc_ms(b->clock);
		b->v.at = rv_clock_elapsed_ms(b->clock);
		if (!b->stale)
			bench_quotes(b);
		while (ack_one(b))
			busy = true;
		busy = busy || b->v.n_pending > 0 || b->v.n_asks_waiting > 0;
		mini_step(&b->v);
		rv_venue_report *r = mini_take(&b->v);
		if (r) {
			rv_oms_report(b->o, r);
			rv_venue_report_free(r);
			busy = true;
		}
		b->due = rv_oms_tick(b->o);
		if (b->watch)
			b->watch(b);
		busy = busy || b->v.n_pending > 0 || b->v.n_asks_waiting > 0;
		const bool held = b->hold_acks || b->cut_at > 0;
		if (!busy && (held || (b->due > b->v.at && b->batch_at == b->n_batches)))
			break;
	}
	if (b->v.violation[0])
		fail_msg("venue: %s", b->v.violation);
}

void bench_run(oms_bench *b, int64_t ms)
{
	const int64_t end = rv_clock_elapsed_ms(b->clock) + ms;
	for (;;) {
		settle(b);
		const int64_t now = rv_clock_elapsed_ms(b->clock);
		if (now >= end)
			return;
		int64_t next = mini_due(&b->v) < b->due ? mini_due(&b->v) : b->due;
		if (next <= now)
			next = now + 1;
		if (next > now + 1000)
			next = now + 1000; /* quotes go on */
		if (next > end)
			next = end;
		rv_clock_set(b->clock, rv_clock_utc_ms(b->clock) + next - now);
	}
}

void bench_restart(oms_bench *b, size_t n, bool process)
{
	if (n < b->n_acked || b->forget)
		fail_msg("what was acknowledged cannot be lost");
	if (n < b->n_events) {
		for (size_t i = n; i < b->n_events; i++)
			free(b->events[i].text);
		b->n_events = n;
	}
	mini_cut(&b->v, process);
	rv_oms_free(b->o);
	b->n_batches = b->batch_at = 0;
	b->n_acked = b->n_events;
	b->hold_acks = b->refuse_append = false;
	b->fail_ack_in = b->cut_at = 0;
	b->v.halted = true;
	make_oms(b);
	if (b->restarted)
		b->restarted(b);
	start(b);
	bench_run(b, 0);
}

/* ---- commands ---- */

uint64_t bench_command(oms_bench *b, rv_command *c)
{
	if (c->nonce == 0)
		c->nonce = ++b->nonce;
	if (c->role == RV_WHO_NONE) { /* nobody was named */
		c->uid = UID;
		c->conn = 7;
		c->role = RV_WHO_ADMIN;
	}
	c->rtt_ms = c->frame_age_ms = NAN;
	if (c->pin == RV_PIN_UNCHECKED)
		c->pin = RV_PIN_NONE;
	rv_oms_command(b->o, c);
	bench_run(b, 0);
	return c->nonce;
}

uint64_t bench_simple(oms_bench *b, rv_cmd_kind kind)
{
	rv_command c = { .kind = kind };
	return bench_command(b, &c);
}

const rv_tv_reply *bench_reply(oms_bench *b, uint64_t nonce)
{
	const rv_trade_view *v = bench_view(b);
	for (size_t i = 0; i < RV_TV_REPLIES; i++)
		if (v->replies[i].nonce == nonce)
			return &v->replies[i];
	return NULL;
}

void bench_expect(oms_bench *b, uint64_t nonce, bool ok, const char *words)
{
	const rv_tv_reply *r = bench_reply(b, nonce);
	if (!r)
		fail_msg("no answer under %" PRIu64, nonce);
	else if (r->ok != ok || !strstr(r->text, words))
		fail_msg("answer \"%s\" (%s), expected %s with \"%s\"", r->text,
			 r->ok ? "ok" : "refused", ok ? "ok" : "refused", words);
}

rv_command bench_buy(const char *symbol, int64_t lots)
{
	rv_command c = { .kind = RV_CMD_PROPOSE, .side = RV_BUY, .lots = lots };
	(void)snprintf(c.symbol, sizeof(c.symbol), "%s", symbol);
	return c;
}

uint64_t bench_propose(oms_bench *b, const rv_command *c)
{
	rv_command copy = *c;
	bench_expect(b, bench_command(b, &copy), true, "ticket");
	return bench_view(b)->tickets[0].id;
}

uint64_t bench_approve(oms_bench *b, uint64_t ticket)
{
	const rv_tv_ticket *t = bench_ticket(b, ticket);
	assert_non_null(t);
	rv_command c = { .kind = RV_CMD_APPROVE, .n_ids = 1 };
	c.ids[0] = ticket;
	c.digests[0] = t->digest;
	return bench_command(b, &c);
}

uint64_t bench_trade(oms_bench *b, const char *symbol, rv_side side, int64_t lots)
{
	rv_command c = bench_buy(symbol, lots);
	c.side = side;
	const uint64_t t = bench_propose(b, &c);
	bench_expect(b, bench_approve(b, t), true, "granted");
	for (size_t i = 0; i < bench_view(b)->n_mandates; i++)
		if (b->view.mandates[i].ticket == t)
			return b->view.mandates[i].id;
	fail_msg("no mandate of ticket %" PRIu64, t);
	return 0;
}

/* ---- what is seen ---- */

const rv_trade_view *bench_view(oms_bench *b)
{
	rv_oms_view(b->o, &b->view);
	return &b->view;
}

const rv_tv_ticket *bench_ticket(oms_bench *b, uint64_t id)
{
	const rv_trade_view *v = bench_view(b);
	for (size_t i = 0; i < v->n_tickets; i++)
		if (v->tickets[i].id == id)
			return &v->tickets[i];
	return NULL;
}

const rv_tv_mandate *bench_mandate(oms_bench *b, uint64_t id)
{
	const rv_trade_view *v = bench_view(b);
	for (size_t i = 0; i < v->n_mandates; i++)
		if (v->mandates[i].id == id)
			return &v->mandates[i];
	return NULL;
}

const rv_tv_position *bench_position(oms_bench *b, const char *symbol)
{
	const rv_trade_view *v = bench_view(b);
	for (size_t i = 0; i < v->n_positions; i++)
		if (strcmp(v->positions[i].coin.symbol, symbol) == 0)
			return &v->positions[i];
	return NULL;
}

int64_t bench_lots(oms_bench *b, const char *symbol)
{
	const rv_tv_position *p = bench_position(b, symbol);
	return p ? p->lots : 0;
}

const rv_tv_order *bench_order(oms_bench *b, uint64_t mandate)
{
	const rv_trade_view *v = bench_view(b);
	const rv_tv_order *best = NULL;
	for (size_t i = 0; i < v->n_orders; i++)
		if (v->orders[i].mandate == mandate &&
		    (!best || v->orders[i].sent_at > best->sent_at))
			best = &v->orders[i];
	return best;
}

size_t bench_count(const oms_bench *b, rv_event_type type, const char *subject)
{
	size_t n = 0;
	for (size_t i = 0; i < b->n_events; i++)
		n += b->events[i].type == type &&
		     (!subject || strcmp(b->events[i].subject, subject) == 0);
	return n;
}

const bench_event *bench_last(const oms_bench *b, rv_event_type type)
{
	for (size_t i = b->n_events; i-- > 0;)
		if (b->events[i].type == type)
			return &b->events[i];
	return NULL;
}

const char *bench_value(const bench_event *e, const char *key)
{
	static char out[4][512];
	static unsigned turn;
	char *v = out[turn++ % 4];
	const size_t k = strlen(key);
	v[0] = '\0';
	for (const char *at = e->text; *at; at += strcspn(at, "\n") + 1)
		if (strncmp(at, key, k) == 0 && at[k] == ' ') {
			(void)snprintf(v, 512, "%.*s", (int)strcspn(at + k + 1, "\n"), at + k + 1);
			break;
		}
	return v;
}

void bench_print(const oms_bench *b)
{
	for (size_t i = 0; i < b->n_events; i++) {
		const bench_event *e = &b->events[i];
		print_message("%4zu %8" PRId64 " %-15s %-20.20s %s\n", i + 1,
			      e->utc_ms - BENCH_START, rv_event_word(e->type), e->subject,
			      bench_value(e, "words"));
	}
}
