/* States of the book and its coins, runs, arming, alarms, reconciliation; see oms_fold.h. */
#include "engine/desk/oms_fold.h"

#include "engine/base/hex.h"
#include "engine/base/sha256.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* An earlier process's time on this one's clock: the UTC that has passed decides. */
static void rebase(oms_stamp *s, const oms_stamp *now)
{
	const int64_t passed = now->utc > s->utc ? now->utc - s->utc : 0;
	if (s->utc > 0)
		s->at = now->at - passed;
}

bool oms_mandate_lived(const oms_mandate *m, const oms_stamp *now)
{
	return now->at >= m->approved.at + m->life_ms ||
	       (m->ahead && now->utc >= m->approved.utc + m->life_ms);
}

static void rebase_order(oms_order *q, const oms_stamp *now)
{
	rebase(&q->sent, now);
	rebase(&q->changed, now);
	rebase(&q->over, now);
}

static void rebase_all(oms_fold *f, const oms_stamp *now)
{
	for (size_t i = 0; i < OMS_TICKETS; i++) {
		rebase(&f->tickets[i].created, now);
		rebase(&f->tickets[i].quoted, now);
	}
	for (size_t i = 0; i < OMS_MANDATES; i++) {
		f->mandates[i].ahead = f->mandates[i].approved.utc > now->utc;
		rebase(&f->mandates[i].approved, now);
		rebase(&f->mandates[i].child_t, now);
		rebase(&f->mandates[i].last_over, now);
		rebase(&f->mandates[i].plan.from, now);
	}
	for (size_t i = 0; i < OMS_PROGRAMS; i++) {
		rebase(&f->programs[i].created, now);
		rebase(&f->programs[i].quoted, now);
		rebase(&f->programs[i].granted, now);
	}
	for (size_t i = 0; i < f->n_live; i++)
		rebase_order(&f->orders[f->live[i]], now);
	for (size_t i = 0; i < f->n_over; i++)
		rebase_order(&f->orders[f->over[(f->over_head + i) % OMS_OVER_KEPT]], now);
	for (size_t i = 0; i < f->n_coins; i++)
		rebase(&f->coins[i].proposed_t, now);
	for (size_t i = 0; i < OMS_REQUESTS; i++)
		rebase(&f->requests[i].asked, now);
	rebase(&f->state_t, now);
}

/* Two journals never begin with the same event: it has both clocks, program, account and signer. */
static void name_desk(oms_fold *f, const rv_event *e)
{
	char when[64];
	uint8_t hash[RV_SHA256_BYTES];
	rv_sha256_ctx c;
	const int n =
		snprintf(when, sizeof(when), "%" PRId64 " %" PRId64 "\n", e->utc_ms, e->elapsed_ms);
	rv_sha256_init(&c);
	rv_sha256_update(&c, when, n > 0 ? (size_t)n : 0);
	rv_sha256_update(&c, e->text, e->len);
	rv_sha256_final(&c, hash);
	(void)rv_hex_format(hash, (sizeof(f->desk) - 1) / 2, f->desk);
}

void oms_on_run(oms_fold *f, oms_rd *r)
{
	char account[sizeof(f->account)], book[sizeof(f->book)];
	oms_rd_text(r, "account", account, sizeof(account));
	oms_rd_text(r, "book", book, sizeof(book));
	const bool paper = oms_rd_bool(r, "paper");
	if (f->runs > 0 && (strcmp(account, f->account) != 0 || paper != f->paper))
		oms_rd_fail(r, "account (that of the runs before)");
	if (r->bad)
		return;
	(void)snprintf(f->account, sizeof(f->account), "%s", account);
	(void)snprintf(f->book, sizeof(f->book), "%s", book);
	f->paper = paper;
	if (f->runs++ == 0) {
		f->state_t = r->t; /* HALTED from the first moment on */
		f->epoch_ms = r->t.utc;
		f->fill_cursor_ms = r->t.utc;
		name_desk(f, r->e);
	}
	f->armed = f->closes = false;
	f->n_acks = 0; /* alerts are of one process */
	memset(&f->pen, 0, sizeof(f->pen));
	if (!f->stopped)
		f->nav_stop_usd = NAN; /* nobody knows what it was worth at the end */
	f->stopped = false;
	rebase_all(f, &r->t);
}

/* The account's value as an event says it; NaN: it does not. */
static double nav_of(const oms_rd *r)
{
	double v = NAN;
	return rv_event_get_num(r->e, "nav", &v) == RV_OK ? v : NAN;
}

void oms_on_stop(oms_fold *f, oms_rd *r)
{
	f->stopped = true;
	f->nav_stop_usd = nav_of(r);
	f->nav_stop_ms = oms_rd_opt_i64(r, "account_ms", 0);
	if (!oms_rd_bool(r, "cancel"))
		return;
	for (size_t i = 0; i < f->n_live; i++) {
		oms_order *q = &f->orders[f->live[i]];
		if (!q->external && !rv_order_over(q->state))
			q->cancel_wanted = true;
	}
}

static void coin_state(oms_fold *f, oms_rd *r, rv_book_state state, const char *reason)
{
	rv_coin_ref ref;
	oms_rd_coin(r, &ref);
	oms_coin *c = oms_coin_take(f, &ref, r);
	if (!c)
		return;
	c->state = state;
	(void)snprintf(c->reason, sizeof(c->reason), "%s", reason);
}

/*
 * keep: mandates and orders stay as they are (a start, or the level that leaves orders alone);
 * otherwise what the new state does not allow ends here, and cancel asks for the orders' end.
 * flatten: what could open a position ends, whatever the state.
 */
void oms_on_state(oms_fold *f, oms_rd *r)
{
	char reason[RV_TV_TEXT];
	const rv_book_state state =
		(rv_book_state)oms_rd_range(r, "state", RV_BOOK_ACTIVE, RV_BOOK_HALTED);
	const bool mandates = oms_rd_bool(r, "end_mandates"), cancel = oms_rd_bool(r, "cancel");
	const bool book = oms_rd_bool(r, "book");
	char symbol[RV_SYMBOL_MAX] = "";
	oms_rd_opt_text(r, "reason", reason, sizeof(reason));
	if (!book)
		oms_rd_text(r, "symbol", symbol, sizeof(symbol));
	if (r->bad)
		return;
	if (oms_rd_opt_i64(r, "flatten", 0) == 1) { /* the state is what it was */
		oms_fold_end_scope(f, NULL, true, true, reason);
		return;
	}
	if (!book) {
		coin_state(f, r, state, reason);
	} else {
		f->state = state;
		f->state_t = r->t;
		f->killed =
			state != RV_BOOK_ACTIVE && (f->killed || r->e->uid != RV_EVENT_UID_DESK);
		(void)snprintf(f->reason, sizeof(f->reason), "%s", reason);
	}
	if (mandates && state != RV_BOOK_ACTIVE)
		oms_fold_end_scope(f, book ? NULL : symbol, state == RV_BOOK_REDUCING, cancel,
				   reason);
}

void oms_on_arm(oms_fold *f, oms_rd *r)
{
	f->armed = true;
	f->closes = false;
	f->armed_t = r->t;
	f->armed_uid = r->e->uid;
}

void oms_on_lock(oms_fold *f, oms_rd *r)
{
	f->closes = oms_rd_opt_i64(r, "halt", 0) == 1 && (f->armed || f->closes);
	f->armed = false;
}

/* alarm -1: said once, of nothing that lasts. */
void oms_on_alarm(oms_fold *f, oms_rd *r)
{
	const int64_t a = oms_rd_range(r, "alarm", -1, OMS_ALARMS - 1);
	if (a >= 0)
		f->alarms[a] = (int)oms_rd_range(r, "level", 0, 100);
	const int64_t tid = oms_rd_opt_i64(r, "conflict_tid", 0);
	if (tid != 0)
		f->conflicts[f->n_conflicts++ % OMS_CONFLICTS] = tid;
}

void oms_on_acknowledge(oms_fold *f, oms_rd *r)
{
	const rv_tv_ack a = { .alert = oms_rd_id(r, "alert"),
			      .uid = r->e->uid,
			      .utc_ms = r->t.utc };
	f->acks[f->n_acks++ % RV_TV_ACKS] = a;
}

void oms_on_reconcile(oms_fold *f, oms_rd *r)
{
	char agrees[RV_SYMBOL_MAX];
	oms_nav_take(f, &r->t, nav_of(r), oms_rd_opt_i64(r, "account_ms", r->t.utc));
	oms_rd_opt_text(r, "agrees", agrees, sizeof(agrees));
	oms_coin *c = agrees[0] ? oms_coin_find(f, agrees) : NULL;
	if (c)
		c->proposed = false;
}

void oms_on_proposed(oms_fold *f, oms_rd *r)
{
	rv_coin_ref ref;
	oms_rd_coin(r, &ref);
	const int64_t ours = oms_rd_i64(r, "ours"), theirs = oms_rd_i64(r, "theirs");
	oms_coin *c = oms_coin_take(f, &ref, r);
	if (!c)
		return;
	c->proposed = true;
	c->ours = ours;
	c->theirs = theirs;
	c->proposed_t = r->t;
}

void oms_on_adjust(oms_fold *f, oms_rd *r)
{
	rv_coin_ref ref;
	oms_rd_coin(r, &ref);
	const int64_t lots = oms_rd_i64(r, "lots");
	const int64_t px = oms_rd_range(r, "px", 1, INT64_MAX);
	oms_coin *c = oms_coin_take(f, &ref, r);
	if (!c)
		return;
	if (rv_position_adjust(&c->pos, lots, px) != RV_OK ||
	    rv_coin_book_adjust(&c->book, RV_SUB_RESIDUE, lots, px) != RV_OK) {
		oms_rd_fail(r, "lots (a position that can be counted)");
		return;
	}
	c->proposed = false;
}
