/* The desk on its venue: life and snapshots; see order_desk.h. */
#include "tests/support/order_desk.h"

#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "app/paper_key.h"
#include "tests/support/assert_close.h"
#include "tests/support/cm.h"
#include "tests/support/files.h"
#include "tests/support/order_desk_proc.h"

enum { SNAPSHOTS = 8, NO_WEIGHT = 1000000, SHOWN_LINES = 40 };

/* Five past an hour: no bar closes, no funding is paid and no day ends while a test runs. */
#define START_MS INT64_C(1768565100000) /* 2026-01-16T12:05:00Z */

static const char baskets[] = "rv_momo_baskets.json";

/* ---- making ---- */

void od_configure(order_desk *d, const char *orders, const char *more)
{
	char text[4096];
	const int n =
		snprintf(text, sizeof(text), "{ \"orders\": { %s }, \"control\": { %s }%s%s }",
			 orders ? orders : "", d->p.control ? d->p.control : "\"pen_s\": 0",
			 more ? ", " : "", more ? more : "");
	assert_false(d->runs);
	assert_in_range(n, 1, (int)sizeof(text) - 1);
	rv_tmpdir_text(&d->dir, "config/strategy_config.json", text);
}

static void write_config(order_desk *d)
{
	char from[64];
	size_t n = 0;
	(void)rv_tmpdir_path(&d->dir, "config", d->config);
	assert_int_equal(mkdir(d->config, 0700), 0);
	od_configure(d, d->p.orders, d->p.more);
	(void)snprintf(from, sizeof(from), "config/%s", baskets);
	char *all = rv_file_slurp(from, &n);
	rv_tmpdir_write(&d->dir, "config/rv_momo_baskets.json", all, n);
	free(all);
}

static void make_key(order_desk *d)
{
	rv_err err = { 0 };
	rv_signer *s = NULL;
	(void)rv_tmpdir_path(&d->dir, "state", d->state);
	assert_int_equal(mkdir(d->state, 0700), 0);
	if (rv_paper_key(d->state, d->key, sizeof(d->key), &err) != RV_OK ||
	    rv_signer_open(d->key, &s, &err) != RV_OK)
		fail_msg("%s", err.text);
	rv_signer_address(s, d->agent);
	rv_signer_free(s);
	rv_paper_account(d->agent, 0, d->account);
	rv_address_format(d->account, d->user);
}

static void start_venue(order_desk *d)
{
	char path[RV_TMP_PATH * 2];
	rv_sim_params p;
	rv_err err = { 0 };
	rv_sim_account a = { .equity_usd = d->p.equity_usd ? d->p.equity_usd : 100000 };
	memcpy(a.master, d->account, sizeof(a.master));
	memcpy(a.agent, d->agent, sizeof(a.agent));
	rv_sim_params_default(&p);
	p.listen = "127.0.0.1:0";
	p.start_ms = d->p.start_ms ? d->p.start_ms : START_MS;
	p.speed = d->p.speed > 0.0 ? d->p.speed : 1.0;
	p.real_limits = d->p.real_limits;
	p.coins = d->p.coins;
	p.test_control = true;
	p.accounts = &a;
	p.n_accounts = 1;
	if (d->p.plan) {
		rv_tmpdir_text(&d->dir, "plan.json", d->p.plan);
		p.faults = rv_tmpdir_path(&d->dir, "plan.json", path);
	}
	if (rv_sim_start(&p, d->venue_log, &d->sim, &err) != RV_OK)
		fail_msg("%s", err.text);
}

static order_desk *make(const od_params *p)
{
	order_desk *d = calloc(1, sizeof(*d));
	assert_non_null(d);
	if (p)
		d->p = *p;
	rv_tmpdir_make(&d->dir);
	assert_int_equal(rv_clock_new_real(&d->venue_clock), RV_OK);
	assert_int_equal(rv_log_new(d->venue_clock, NULL, &d->venue_log, NULL), RV_OK);
	write_config(d);
	make_key(d);
	if (d->p.history)
		(void)rv_tmpdir_path(&d->dir, "history.db", d->history);
	return d;
}

order_desk *od_new(const od_params *p)
{
	order_desk *d = make(p);
	start_venue(d);
	return d;
}

order_desk *od_twin(order_desk *d)
{
	char agent[RV_ADDRESS_TEXT];
	order_desk *e = make(&d->p);
	e->sim = d->sim;
	e->guest = true;
	e->twin = d;
	d->twin = e;
	memcpy(e->account, d->account, sizeof(e->account));
	memcpy(e->user, d->user, sizeof(e->user));
	rv_address_format(e->agent, agent);
	od_control(e, "account", "{\"user\":\"%s\",\"agent\":\"%s\"}", e->user, agent);
	return e;
}

rv_status od_try_start(order_desk *d, rv_err *err)
{
	const rv_runtime_params p = { .config_dir = d->config,
				      .url = rv_sim_url(d->sim),
				      .venue = "sim",
				      .weight_per_min = d->p.weight ? d->p.weight : NO_WEIGHT,
				      .state_dir = d->state,
				      .store_path = d->history[0] ? d->history : NULL,
				      .auto_approve = !d->p.manual,
				      .must_trade = true,
				      .key_path = d->guest ? d->key : NULL,
				      .account = d->guest ? d->user : NULL,
				      .snapshots = SNAPSHOTS };
	assert_false(d->runs);
	const rv_status st = rv_runtime_start(&p, &d->rt, err);
	if (st != RV_OK)
		return st;
	assert_int_equal(rv_engine_loop_start(d->rt.engine), RV_OK);
	d->runs = true;
	return RV_OK;
}

void od_start(order_desk *d)
{
	rv_err err = { 0 };
	if (od_try_start(d, &err) != RV_OK)
		fail_msg("%s", err.text);
}

void od_stop(order_desk *d)
{
	if (!d->runs)
		return;
	rv_pub_put(d->rt.pub, d->v);
	d->v = NULL;
	rv_runtime_stop(&d->rt);
	d->runs = false;
}

static void release(order_desk *d)
{
	if (!d)
		return;
	cJSON_Delete(d->ledger);
	if (!d->guest)
		rv_sim_stop(d->sim);
	rv_log_free(d->venue_log);
	rv_clock_free(d->venue_clock);
	rv_tmpdir_remove(&d->dir);
	free(d);
}

void od_free(order_desk *d)
{
	if (!d)
		return;
	assert_false(d->guest);
	od_stop(d);
	if (d->twin)
		od_stop(d->twin);
	const cJSON *audit = cJSON_GetObjectItem(od_ledger(d) ? d->ledger : NULL, "audit");
	assert_string_equal(cJSON_GetStringValue(audit), "ok");
	od_traced(d);
	od_verify(d);
	if (d->twin)
		od_verify(d->twin);
	release(d->twin);
	release(d);
}

static bool priced(const order_desk *d, const char *symbol)
{
	for (size_t i = 0; i < d->v->n_rows; i++)
		if (strcmp(d->v->rows[i].symbol, symbol) == 0)
			return isfinite(d->v->rows[i].mid) && d->v->rows[i].bbo_at != RV_NEVER &&
			       d->v->rows[i].ctx_at != RV_NEVER;
	return false;
}

void od_ready(order_desk *d)
{
	od_start(d);
	od_look(d);
	OD_UNTIL(d, T->reconciled && T->account_at != RV_NEVER && priced(d, "SOL") &&
			    priced(d, "ETH"));
}

void od_active(order_desk *d)
{
	od_ready(d);
	od_resume(d);
}

order_desk *od_trading(const od_params *p)
{
	order_desk *d = od_new(p);
	od_active(d);
	return d;
}

/* ---- looking ---- */

const rv_trade_view *od_look(order_desk *d)
{
	const int64_t until = rv_mono_ms() + OD_WAIT_MS;
	for (;;) {
		const rv_view *v = rv_pub_get(d->rt.pub);
		if (v) {
			rv_pub_put(d->rt.pub, d->v);
			d->v = v;
			return &v->trade;
		}
		if (rv_mono_ms() > until)
			od_fail(d, "a snapshot");
		(void)poll(NULL, 0, 10);
	}
}

void od_begin(order_desk *d, int ms)
{
	d->deadline_ms = rv_mono_ms() + ms;
	od_look(d);
}

bool od_pause(order_desk *d)
{
	if (rv_mono_ms() > d->deadline_ms)
		return false;
	struct pollfd fd = { .fd = rv_pub_fd(d->rt.pub), .events = POLLIN };
	(void)poll(&fd, 1, 100);
	rv_pub_drain_event(d->rt.pub);
	od_look(d);
	return true;
}

void od_turn(order_desk *d, const char *what)
{
	if (!od_pause(d))
		od_fail(d, what);
}

static void print_view(const rv_trade_view *t)
{
	print_message("book %d (%s), stream %d, reconciled %d, unknown %zu, messages %u/%u\n",
		      (int)t->state, t->state_reason, t->stream_up, t->reconciled, t->n_unknown,
		      t->messages_used, t->messages_limit);
	for (size_t i = 0; i < t->n_tickets; i++)
		print_message("ticket %d %s\n", (int)t->tickets[i].state, t->tickets[i].reason);
	for (size_t i = 0; i < t->n_mandates; i++)
		print_message("mandate %d %s: %lld of %lld\n", (int)t->mandates[i].state,
			      t->mandates[i].reason, (long long)t->mandates[i].lots_filled,
			      (long long)t->mandates[i].lots_most);
	for (size_t i = 0; i < t->n_orders; i++)
		print_message("order %s: %s, %lld of %lld%s\n",
			      rv_order_state_word(t->orders[i].state), t->orders[i].text,
			      (long long)t->orders[i].lots_filled, (long long)t->orders[i].lots,
			      t->orders[i].external ? " (external)" : "");
	for (size_t i = 0; i < t->n_audit; i++)
		print_message("%llu %s %s: %s\n", (unsigned long long)t->audit[i].seq,
			      t->audit[i].type, t->audit[i].subject, t->audit[i].text);
}

static void print_log(rv_log *log, const char *whose)
{
	rv_log_line lines[SHOWN_LINES];
	const size_t n = rv_log_tail(log, lines, SHOWN_LINES);
	for (size_t i = 0; i < n; i++)
		print_message("%s log: %s: %s\n", whose, lines[i].source, lines[i].text);
}

void od_fail(order_desk *d, const char *what)
{
	if (d->v)
		print_view(&d->v->trade);
	if (d->runs)
		print_log(d->rt.log, "desk");
	print_log(d->venue_log, "venue");
	fail_msg("not so: %s", what);
}

const rv_tv_position *od_position(const order_desk *d, const char *symbol)
{
	for (size_t i = 0; i < T->n_positions; i++)
		if (strcmp(T->positions[i].coin.symbol, symbol) == 0)
			return &T->positions[i];
	return NULL;
}

int64_t od_lots(const order_desk *d, const char *symbol)
{
	const rv_tv_position *p = od_position(d, symbol);
	return p ? p->lots : 0;
}

const rv_tv_order *od_last(const order_desk *d)
{
	const rv_tv_order *last = NULL;
	for (size_t i = 0; i < T->n_orders; i++) {
		const rv_tv_order *q = &T->orders[i];
		if (!q->external && (!last || q->sent_at > last->sent_at))
			last = q;
	}
	return last;
}

const rv_tv_mandate *od_mandate(const order_desk *d)
{
	const rv_tv_mandate *last = NULL;
	for (size_t i = 0; i < T->n_mandates; i++)
		if (!last || T->mandates[i].id > last->id)
			last = &T->mandates[i];
	return last;
}

const rv_tv_ticket *od_ticket(const order_desk *d)
{
	const rv_tv_ticket *last = NULL;
	for (size_t i = 0; i < T->n_tickets; i++)
		if (!last || T->tickets[i].id > last->id)
			last = &T->tickets[i];
	return last;
}

bool od_over(rv_order_state s)
{
	return rv_order_over(s);
}

bool od_rests(const order_desk *d)
{
	for (size_t i = 0; i < T->n_orders; i++)
		if (!T->orders[i].external && !od_over(T->orders[i].state))
			return false;
	for (size_t i = 0; i < T->n_mandates; i++)
		if (T->mandates[i].state != RV_MANDATE_ENDED)
			return false;
	return true;
}

void od_mark(order_desk *d)
{
	od_look(d);
	d->mark = T->n_audit > 0 ? T->audit[T->n_audit - 1].seq : 0;
	const rv_tv_order *q = od_last(d);
	d->mark_at = q ? q->sent_at : INT64_MIN;
}

bool od_said(const order_desk *d, const char *words)
{
	for (size_t i = 0; i < T->n_audit; i++)
		if (T->audit[i].seq > d->mark && strstr(T->audit[i].text, words))
			return true;
	return false;
}

bool od_noted(const order_desk *d, const char *type)
{
	for (size_t i = 0; i < T->n_audit; i++)
		if (T->audit[i].seq > d->mark && strcmp(T->audit[i].type, type) == 0)
			return true;
	return false;
}

bool od_sent(const order_desk *d)
{
	const rv_tv_order *q = od_last(d);
	return q && q->sent_at > d->mark_at;
}

double od_mid(const order_desk *d, const char *symbol)
{
	for (size_t i = 0; i < d->v->n_rows; i++)
		if (strcmp(d->v->rows[i].symbol, symbol) == 0)
			return d->v->rows[i].mid;
	return NAN;
}
