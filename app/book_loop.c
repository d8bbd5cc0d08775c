/* The one book on the engine thread; see book_loop.h. */
#include "app/book_loop.h"

#include "engine/market/symbol.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { AGAIN_MS = 1000 };

static_assert((int)RV_LIVE_RETURNS == (int)RV_BOOK_RETURNS, "the book reads the engine's returns");

struct rv_book_loop {
	rv_log *log;
	rv_book_now *now;
	int64_t price_age_ms;
	char file[sizeof(((rv_view_kept *)NULL)->file)];
	int64_t run_mono_ms, bar_close_ms, s4_close_ms;
	uint64_t version; /* of kept */
	size_t n_kept;
	char kept[RV_VIEW_KEPT];
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

rv_status rv_book_loop_new(const rv_book_params *p, const char *file, const char *text, rv_log *log,
			   rv_book_loop **out, rv_err *err)
{
	rv_book_loop *b = calloc(1, sizeof(*b));
	if (!b)
		return rv_err_set(err, RV_ENOMEM, "the book: out of memory");
	b->log = log;
	b->price_age_ms = p->price_age_ms;
	b->run_mono_ms = INT64_MIN;
	(void)snprintf(b->file, sizeof(b->file), "%s", file);
	rv_status st = rv_book_now_new(p, &b->now);
	if (st != RV_OK)
		(void)rv_err_set(err, st, "the book: %s", rv_status_text(st));
	else if (text)
		st = read_lines(b->now, text, err);
	if (st != RV_OK) {
		rv_book_loop_free(b);
		return st;
	}
	*out = b;
	return RV_OK;
}

void rv_book_loop_free(rv_book_loop *b)
{
	if (!b)
		return;
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
				   v->elapsed_ms - c.quote->mid_at <= b->price_age_ms;
		*to = (rv_book_coin){ .sz_decimals = c.in->sz_decimals,
				      .price = fresh ? c.quote->mid : (double)NAN,
				      .price_at = fresh ? c.quote->mid_at : RV_NEVER,
				      .returns = c.returns,
				      .max_leverage = c.in->max_leverage,
				      .major = is_major(params, c.in->name),
				      .tiers = &c.in->tiers };
		memcpy(to->symbol, c.in->name, sizeof(to->symbol));
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

static void run(rv_book_loop *b, const rv_live *l, const rv_step_params *params, const rv_view *v)
{
	const size_t met = gather(b, l, params, v);
	uint64_t number = 0;
	const rv_step_result *pass = rv_live_pass(l, &number);
	const rv_book_input in = { .pass = pass,
				   .pass_number = number,
				   .params = params,
				   .coins = b->coins,
				   .n = b->n,
				   .nav = nav_of(&v->trade, met),
				   .live = v->trade.present && v->trade.live_confirm,
				   .no_additions =
					   v->trade.present && v->trade.state != RV_BOOK_ACTIVE,
				   .histories = v->warm_done,
				   .listed = v->warm_total,
				   .risk = &v->risk,
				   .limit_broken = rv_book_loop_over_limit(&v->trade),
				   .utc_ms = v->utc_ms,
				   .elapsed_ms = v->elapsed_ms };
	const rv_status st = rv_book_now_run(b->now, &in);
	if (st != RV_OK)
		rv_log_once(b->log, "book.run", RV_LOG_ERROR, "book", "what the book wants: %s",
			    rv_status_text(st));
	log_changes(b);
	if (rv_book_now_version(b->now) != b->version)
		keep(b);
}

const rv_bucket_book *rv_book_loop_s4(const rv_book_loop *b)
{
	return rv_book_now_s4(b->now);
}

void rv_book_loop_fill(rv_book_loop *b, const rv_live *l, const rv_step_params *params, bool always,
		       rv_view *v)
{
	if (always || v->bar_close_ms != b->bar_close_ms || b->run_mono_ms == INT64_MIN ||
	    v->mono_ms >= b->run_mono_ms + AGAIN_MS) {
		b->run_mono_ms = v->mono_ms;
		b->bar_close_ms = v->bar_close_ms;
		run(b, l, params, v);
	}
	rv_book_view_copy(&v->book, rv_book_now_view(b->now));
	memcpy(v->kept.file, b->file, sizeof(v->kept.file));
	v->kept.version = b->version;
	v->kept.n = b->n_kept;
	memcpy(v->kept.text, b->kept, b->n_kept);
}
