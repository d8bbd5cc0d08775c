/* The one book on the engine thread; see book_loop.h. */
#include "app/book_loop.h"

#include "app/whatif.h"
#include "engine/base/clock.h"
#include "engine/base/timefmt.h"
#include "engine/manager/day_manager.h"
#include "engine/manager/hedge_manager.h"
#include "engine/market/symbol.h"
#include "engine/run/book_whatif.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { AGAIN_MS = 1000 };

static_assert((int)RV_LIVE_RETURNS == (int)RV_BOOK_RETURNS, "the book reads the engine's returns");

struct rv_book_loop {
	rv_log *log;
	rv_book_params p;
	rv_book_now *now;
	rv_day_manager *day;
	rv_hedge_manager hedge;
	rv_queue *records; /* borrowed; NULL none */
	bool made;	   /* the newest run could make the book */
	size_t fills;	   /* that the newest run has counted with */
	char file[sizeof(((rv_view_kept *)NULL)->file)];
	int64_t run_mono_ms, bar_close_ms, s4_close_ms;
	uint64_t version; /* of kept */
	size_t n_kept;
	char kept[RV_VIEW_KEPT];
	rv_override_preview preview;
	rv_whatif_view whatif;
	uint64_t overrides_last; /* the list that the last run was with */
	size_t overrides_n;
	size_t n;
	rv_book_coin coins[RV_MAX_SYMBOLS];
};

static rv_status read_lines(rv_book_now *now, const char *text, rv_err *err)
{
	char line[RV_BOOK_LINE];
	size_t number = 1;
	for (const char *at = text; *at; number++) {
		const size_t n = strcspn(at, "\n");
		const bool fits = n < sizeof(line) && at[n] == '\n';
		memcpy(line, at, fits ? n : 0);
		line[fits ? n : 0] = '\0';
		const rv_status st = fits ? rv_book_now_read(now, line) : RV_EPARSE;
		if (st != RV_OK)
			return rv_err_set(err, st, "line %zu: %s", number, rv_status_text(st));
		at += n + 1;
	}
	return RV_OK;
}

rv_status rv_book_loop_new(const rv_book_params *p, rv_log *log, rv_book_loop **out, rv_err *err)
{
	rv_book_loop *b = calloc(1, sizeof(*b));
	if (!b)
		return rv_err_set(err, RV_ENOMEM, "the book: out of memory");
	b->log = log;
	b->p = *p;
	b->run_mono_ms = INT64_MIN;
	rv_hedge_manager_init(&b->hedge, log);
	rv_status st = rv_book_now_new(p, &b->now);
	if (st == RV_OK)
		st = rv_day_manager_new(p, log, &b->day);
	if (st != RV_OK) {
		rv_book_loop_free(b);
		return rv_err_set(err, st, "the book: %s", rv_status_text(st));
	}
	*out = b;
	return RV_OK;
}

rv_status rv_book_loop_kept(rv_book_loop *b, const char *file, const char *text, rv_err *err)
{
	rv_book_now *now = NULL;
	(void)snprintf(b->file, sizeof(b->file), "%s", file);
	if (!text)
		return RV_OK;
	rv_status st = rv_book_now_new(&b->p, &now);
	if (st != RV_OK)
		return rv_err_set(err, st, "the book: %s", rv_status_text(st));
	st = read_lines(now, text, err);
	if (st != RV_OK) {
		rv_book_now_free(now);
		return st;
	}
	rv_book_now_free(b->now);
	b->now = now;
	return RV_OK;
}

void rv_book_loop_observers(rv_book_loop *b, rv_oms_observer out[RV_BOOK_OBSERVERS])
{
	out[0] = rv_day_manager_observer(b->day);
	out[1] = rv_hedge_manager_observer(&b->hedge);
}

void rv_book_loop_free(rv_book_loop *b)
{
	if (!b)
		return;
	rv_day_manager_free(b->day);
	rv_book_now_free(b->now);
	free(b);
}

static const rv_tv_position *position_of(const rv_trade_view *t, const char *symbol)
{
	for (size_t i = 0; i < t->n_positions; i++) {
		if (strcmp(t->positions[i].coin.symbol, symbol) == 0)
			return &t->positions[i];
	}
	return NULL;
}

/* As the order side's margin: docs/orders.md. */
static bool is_major(const rv_step_params *p, const char *name)
{
	for (size_t i = 0; i < p->universe.n_factors; i++) {
		if (rv_symbol_equal(p->universe.factors[i], name))
			return true;
	}
	return false;
}

/* A leg of a program that waits or works: its betas and price are asked for. */
static bool in_program(const rv_trade_view *t, const char *symbol)
{
	for (size_t i = 0; i < t->n_programs; i++) {
		const rv_tv_program *p = &t->programs[i];
		for (size_t k = 0; p->state <= RV_PROGRAM_GRANTED && k < p->n; k++) {
			if (strcmp(p->legs[k].coin.symbol, symbol) == 0)
				return true;
		}
	}
	return false;
}

/* So are those of a ticket that waits. */
static bool in_ticket(const rv_trade_view *t, const char *symbol)
{
	for (size_t i = 0; i < t->n_tickets; i++) {
		const rv_tv_ticket *x = &t->tickets[i];
		if (x->state <= RV_TICKET_BLOCKED && strcmp(x->coin.symbol, symbol) == 0)
			return true;
	}
	return false;
}

/* Coins whose lot size nobody has said cannot be held. Returns how many of those that hold
 * something were met. */
static size_t gather(rv_book_loop *b, const rv_live *l, const rv_step_params *params,
		     const rv_view *v)
{
	size_t met = 0;
	b->n = 0;
	for (size_t i = 0; i < rv_live_coins(l); i++) {
		const rv_live_coin c = rv_live_coin_at(l, i);
		if (c.in->sz_decimals < 0 || c.in->sz_decimals > 6)
			continue;
		rv_book_coin *to = &b->coins[b->n++];
		const bool fresh = c.quote && c.quote->mid_at != RV_NEVER &&
				   v->elapsed_ms - c.quote->mid_at <= b->p.price_age_ms;
		*to = (rv_book_coin){ .sz_decimals = c.in->sz_decimals,
				      .price = fresh ? c.quote->mid : (double)NAN,
				      .price_at = fresh ? c.quote->mid_at : RV_NEVER,
				      .returns = c.returns,
				      .max_leverage = c.in->max_leverage,
				      .major = is_major(params, c.in->name),
				      .tiers = &c.in->tiers };
		memcpy(to->symbol, c.in->name, sizeof(to->symbol));
		to->named = in_program(&v->trade, to->symbol) || in_ticket(&v->trade, to->symbol);
		const rv_tv_position *p = position_of(&v->trade, to->symbol);
		if (!p)
			continue;
		memcpy(to->held, p->sub_lots, sizeof(to->held));
		met += rv_tv_holds(p) ? 1 : 0;
	}
	return met;
}

bool rv_book_loop_over_limit(const rv_trade_view *t)
{
	for (size_t i = 0; i < t->n_limits; i++) {
		if (t->limits[i].breached && t->limits[i].of_book)
			return true;
	}
	return false;
}

/* Positions that are not known in full leave the NAV unknown, so that everything stays. */
static double nav_of(const rv_trade_view *t, size_t met)
{
	size_t held = 0;
	for (size_t i = 0; i < t->n_positions; i++)
		held += rv_tv_holds(&t->positions[i]) ? 1 : 0;
	const bool known = t->present && t->reconciled && met == held && rv_tv_lists_all(t);
	return known ? t->nav_usd : (double)NAN;
}

static void keep(rv_book_loop *b)
{
	char line[RV_BOOK_LINE];
	size_t at = 0;
	for (size_t i = 0; rv_book_now_line(b->now, i, line); i++) {
		const int n = snprintf(b->kept + at, sizeof(b->kept) - at, "%s\n", line);
		if (n < 0 || (size_t)n >= sizeof(b->kept) - at) {
			rv_log_once(b->log, "book.kept", RV_LOG_ERROR, "book",
				    "the state of the book is too long to be kept");
			return; /* what was kept before stays */
		}
		at += (size_t)n;
	}
	b->n_kept = at;
	b->version = rv_book_now_version(b->now);
}

static void log_changes(rv_book_loop *b)
{
	const rv_bb_changes *ch = rv_book_now_changes(b->now);
	const int64_t close_ms = rv_book_now_day(b->now);
	if (close_ms == b->s4_close_ms)
		return;
	b->s4_close_ms = close_ms;
	for (size_t i = 0; i < ch->n; i++)
		rv_log_put(b->log, RV_LOG_INFO, "book", "%s", ch->text[i]);
}

static rv_book_input input_of(rv_book_loop *b, const rv_live *l, const rv_step_params *params,
			      const rv_view *v)
{
	const size_t met = gather(b, l, params, v);
	uint64_t number = 0;
	const rv_step_result *pass = rv_live_pass(l, &number);
	rv_book_input in = { .pass = pass,
			     .pass_number = number,
			     .params = params,
			     .coins = b->coins,
			     .n = b->n,
			     .nav = nav_of(&v->trade, met),
			     .live = v->trade.present && v->trade.live_confirm,
			     .no_additions = v->trade.present && v->trade.state != RV_BOOK_ACTIVE,
			     .histories = v->warm_done,
			     .listed = v->warm_total,
			     .risk = &v->risk,
			     .overrides = &v->overrides.set,
			     .limit_broken = rv_book_loop_over_limit(&v->trade),
			     .day_whole = pass && rv_live_day_whole(l, pass->idio.close_ms),
			     .utc_ms = v->utc_ms,
			     .elapsed_ms = v->elapsed_ms };
	rv_hedge_in_flight(&v->trade, &b->p.hedge, in.hedging);
	return in;
}

/* "book-sim-1.txt" has "decision-sim-1-2026-01-16-projected.txt" beside it. */
static bool name_record(const rv_book_loop *b, const rv_day_record *r, char out[RV_DECISION_NAME])
{
	char date[RV_TIME_TEXT];
	const char *begin = strncmp(b->file, "book-", 5) == 0 ? b->file + 5 : "";
	const char *end = strstr(begin, ".txt");
	const int n = snprintf(out, RV_DECISION_NAME, "decision-%.*s-%s-%s.txt",
			       end ? (int)(end - begin) : 0, begin,
			       rv_time_format_date(r->date_ms, date), r->phase);
	return end && n > 0 && n < RV_DECISION_NAME;
}

static rv_status hand_over(const rv_book_loop *b, const rv_day_record *r)
{
	rv_book_record *out = malloc(sizeof(*out) + r->n);
	if (!out)
		return RV_ENOMEM;
	rv_status st = name_record(b, r, out->name) ? RV_OK : RV_ERANGE;
	out->n = r->n;
	memcpy(out->text, r->text, r->n);
	if (st == RV_OK)
		st = rv_queue_push(b->records, out);
	if (st != RV_OK)
		free(out);
	return st;
}

/* A proposal does not wait for it, nor for whoever writes it. */
static void keep_record(rv_book_loop *b)
{
	rv_day_record *r = rv_day_manager_take(b->day);
	const rv_status st = r && b->records && b->file[0] ? hand_over(b, r) : RV_OK;
	if (st != RV_OK)
		rv_log_put(b->log, RV_LOG_WARN, "book", "what the proposal was made of: %s",
			   rv_status_text(st));
	free(r);
}

static void run(rv_book_loop *b, rv_live *l, const rv_step_params *params, rv_oms *o, rv_view *v)
{
	const rv_book_input in = input_of(b, l, params, v);
	const rv_status st = rv_book_now_run(b->now, &in);
	if (st != RV_OK)
		rv_log_once(b->log, "book.run", RV_LOG_ERROR, "book", "what the book wants: %s",
			    rv_status_text(st));
	b->made = st == RV_OK;
	log_changes(b);
	rv_live_hold(l, rv_book_now_s5(b->now));
	if (rv_book_now_version(b->now) != b->version)
		keep(b);
	if (!o || st != RV_OK || !v->trade.present)
		return;
	(void)rv_hedge_manager_work(&b->hedge, rv_book_now_view(b->now), &v->trade, v->elapsed_ms,
				    o);
	const rv_day_now now = {
		.live = l, .book = b->now, .in = &in, .oms = o, .trade = &v->trade
	};
	rv_day_manager_work(b->day, &now);
	keep_record(b);
}

void rv_book_loop_records(rv_book_loop *b, rv_queue *to)
{
	b->records = to;
}

void rv_book_loop_hedge(rv_book_loop *b, const rv_command *asked, const rv_view *v, rv_oms *o)
{
	rv_hedge_manager_now(&b->hedge, asked, b->made ? rv_book_now_view(b->now) : NULL,
			     v->elapsed_ms, o);
}

const rv_bucket_book *rv_book_loop_s4(const rv_book_loop *b)
{
	return rv_book_now_s4(b->now);
}

/* The list as it would be. */
static rv_status candidate(const rv_book_loop *b, const rv_command *asked, const rv_view *v,
			   rv_overrides *with, rv_err *err)
{
	rv_override x = asked->over;
	uint64_t id = 0, replaced = 0;
	bool here = !x.symbol[0];
	if (asked->n_ids == 1) {
		const rv_status st = rv_overrides_end(with, asked->ids[0]);
		return st == RV_OK ? st : rv_err_set(err, st, "no override of that number is set");
	}
	x.set_utc_ms = v->utc_ms;
	x.uid = asked->uid;
	for (size_t i = 0; i < b->n && !here; i++)
		here = strcmp(b->coins[i].symbol, x.symbol) == 0;
	if (!here)
		return rv_err_set(err, RV_ENOENT, "no coin %.20s here", x.symbol);
	return rv_overrides_set(with, &x, &id, &replaced, err);
}

/* The pass that it would be read with: another one where S5's signals would have other weights. */
static rv_status pass_of(rv_live *l, const rv_book_input *in, const rv_overrides *with,
			 const rv_step_result **out)
{
	double is[RV_IDIO_N], was[RV_IDIO_N];
	const bool set = rv_overrides_factors(with, in->utc_ms, is);
	const bool same = rv_overrides_factors(in->overrides, in->utc_ms, was) &&
			  memcmp(is, was, sizeof(is)) == 0;
	*out = in->pass;
	return set && !same && in->pass ? rv_live_weigh(l, is, out) : RV_OK;
}

void rv_book_loop_preview(rv_book_loop *b, rv_live *l, const rv_step_params *params,
			  const rv_command *asked, const rv_view *v)
{
	rv_book_input in = input_of(b, l, params, v);
	const rv_step_result *pass = NULL;
	rv_overrides with = v->overrides.set;
	rv_err err = { 0 };
	/* HALTED it is told as it will be when somebody resumes: nothing changes before. */
	in.no_additions = v->trade.present && v->trade.state == RV_BOOK_REDUCING;
	rv_status st = candidate(b, asked, v, &with, &err);
	if (st == RV_OK)
		st = pass_of(l, &in, &with, &pass);
	if (st == RV_OK)
		st = rv_book_preview(b->now, &in, &with, pass, &b->preview);
	b->preview.nonce = asked->nonce;
	b->preview.uid = asked->uid;
	if (st == RV_OK)
		return;
	b->preview.ok = false;
	(void)snprintf(b->preview.text, sizeof(b->preview.text), "%.*s", RV_OP_TEXT - 1,
		       err.text[0] ? err.text : rv_status_text(st));
}

/* The coins as they would be held; an order's coin that the book does not know has no beta here. */
static bool hold_with(rv_book_coin *coins, size_t n, const rv_whatif_order *orders, size_t m)
{
	for (size_t i = 0; i < m; i++) {
		size_t k = 0;
		while (k < n && strcmp(coins[k].symbol, orders[i].fill.coin.symbol) != 0)
			k++;
		if (k == n)
			return false;
		for (int s = 0; s < RV_SUB_N; s++)
			coins[k].held[s] += orders[i].want[s];
	}
	return true;
}

static rv_status whatif_hedge(rv_book_loop *b, const rv_book_input *in,
			      const rv_whatif_order *orders, size_t n)
{
	rv_whatif_view *out = &b->whatif;
	rv_book_coin *with = malloc(sizeof(b->coins));
	rv_status st = RV_ENOMEM;
	if (with) {
		memcpy(with, b->coins, b->n * sizeof(with[0]));
		st = hold_with(with, b->n, orders, n)
			     ? rv_book_whatif(b->now, in, with, &out->before, &out->after)
			     : RV_ENOENT;
	}
	free(with);
	return st;
}

void rv_book_loop_whatif(rv_book_loop *b, rv_live *l, const rv_step_params *params,
			 const rv_command *asked, const rv_view *v, const rv_oms *o)
{
	rv_whatif_order orders[RV_WHATIF_ORDERS];
	rv_whatif_view *out = &b->whatif;
	const double from_us = rv_mono_us();
	const size_t n = rv_whatif_orders(asked, &v->trade, orders, out);
	if (n == 0)
		return;
	rv_whatif_account(o, v, orders, n, out);
	const rv_book_input in = input_of(b, l, params, v);
	const rv_status st = whatif_hedge(b, &in, orders, n);
	out->took_ms = (rv_mono_us() - from_us) / 1e3;
	out->ok = st == RV_OK;
	if (!out->ok)
		(void)snprintf(out->text, sizeof(out->text), "%s",
			       st == RV_ENOENT ? "a coin of it is not in the book's market"
					       : rv_status_text(st));
}

/*
 * A new pass, a second that has gone by, fills (a hedge of them does not wait), or somebody has set
 * or ended an override.
 */
static bool is_due(const rv_book_loop *b, const rv_view *v)
{
	return v->bar_close_ms != b->bar_close_ms || b->run_mono_ms == INT64_MIN ||
	       v->mono_ms >= b->run_mono_ms + AGAIN_MS || v->trade.fills_total != b->fills ||
	       v->overrides.set.last_id != b->overrides_last ||
	       v->overrides.set.n != b->overrides_n;
}

void rv_book_loop_fill(rv_book_loop *b, rv_live *l, const rv_step_params *params, rv_oms *o,
		       bool always, rv_view *v)
{
	if (always || is_due(b, v)) {
		b->run_mono_ms = v->mono_ms;
		b->bar_close_ms = v->bar_close_ms;
		b->fills = v->trade.fills_total;
		b->overrides_last = v->overrides.set.last_id;
		b->overrides_n = v->overrides.set.n;
		run(b, l, params, o, v);
	}
	rv_book_view_copy(&v->book, rv_book_now_view(b->now));
	rv_day_manager_view(b->day, &v->day);
	v->overrides.preview = b->preview;
	v->whatif = b->whatif;
	memcpy(v->kept.file, b->file, sizeof(v->kept.file));
	v->kept.version = b->version;
	v->kept.n = b->n_kept;
	memcpy(v->kept.text, b->kept, b->n_kept);
}
