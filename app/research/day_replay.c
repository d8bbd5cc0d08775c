/* See day_replay.h. */
#include "app/research/day_replay.h"

#include "app/backtest_load.h"
#include "app/research/day_replay_journal.h"
#include "config/read_file.h"
#include "engine/base/hex.h"
#include "engine/base/sha256.h"
#include "engine/base/timefmt.h"
#include "engine/research/desk_book.h"
#include "engine/run/open_day.h"
#include "feeds/store/store.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct work {
	const rv_day_replay_setup *s;
	rv_day_replay_result *out;
	rv_err *err;
	char *text; /* of the record */
	rv_decision *d;
	rv_backtest_data data;
	rv_panel *hours;
	rv_desk_replay *desk;
	char *answer;
} work;

/* ---- the record and the bars ---- */

static rv_status read_record(work *x)
{
	uint8_t digest[RV_SHA256_BYTES];
	char hex[RV_HEX_TEXT(RV_SHA256_BYTES)];
	size_t n = 0;
	rv_err why = { .code = RV_OK };
	rv_status st = rv_read_file(x->s->record, RV_DECISION_TEXT, &x->text, &n, x->err);
	x->d = st == RV_OK ? malloc(sizeof(*x->d)) : NULL;
	if (st == RV_OK && !x->d)
		return rv_err_set(x->err, RV_ENOMEM, "cannot replay: out of memory");
	if (st != RV_OK)
		return st;
	st = rv_decision_read(x->text, n, x->d, rv_desk_replay_book(x->desk), &why);
	if (st != RV_OK)
		return rv_err_set(x->err, RV_EDATA, "%.200s: %s", x->s->record, why.text);
	memcpy(x->out->phase, x->d->phase, sizeof(x->out->phase));
	x->out->date_ms = x->d->date_ms;
	x->out->utc_ms = x->d->in.utc_ms;
	rv_sha256(x->text, n, digest);
	rv_hex_format(digest, sizeof(digest), hex);
	return rv_day_replay_journal(x->s->journal, x->s->record, hex, x->out, x->err);
}

static rv_instrument_kind kind_of(const void *ctx, const char *name)
{
	return rv_universe_kind(ctx, name);
}

static rv_status load_hours(work *x)
{
	rv_store *s = NULL;
	const rv_universe_params *u = &x->s->config->step.universe;
	rv_status st = rv_store_open(x->s->store, RV_STORE_READ, &s, x->err);
	if (st == RV_OK)
		st = rv_store_load_panel(s, RV_INTERVAL_1H, x->d->in.utc_ms, 0, kind_of, u,
					 &x->hours, x->err);
	rv_store_close(s);
	return st;
}

/* The open day of every coin that the desk had one of. */
static rv_status open_day(work *x)
{
	rv_panel *p = x->data.daily;
	rv_status st = RV_OK;
	for (size_t i = 0; i < x->d->n_bars && st == RV_OK; i++) {
		const rv_decision_bar *b = &x->d->bars[i];
		const size_t row = rv_panel_find(p, b->symbol);
		if (row == SIZE_MAX || !rv_open_day_may(p, row, x->d->date_ms))
			return rv_err_set(x->err, RV_EDATA,
					  "%s: the store has no daily bar of the day before, which "
					  "the desk had",
					  b->symbol);
		const rv_bar bar = { .close = b->close, .high = b->high, .low = b->low };
		st = rv_open_day_put(p, p, row, x->d->date_ms, bar);
	}
	return st;
}

static rv_status load(work *x)
{
	rv_status st = rv_backtest_load(x->s->store, &x->s->config->step, x->d->date_ms - RV_DAY_MS,
					&x->data, x->err);
	if (st == RV_OK)
		st = load_hours(x);
	return st == RV_OK ? open_day(x) : st;
}

/* ---- the comparison ---- */

static size_t line_of(const char *at)
{
	return strcspn(at, "\n");
}

static void compare(work *x, const char *recorded, const char *made)
{
	rv_day_replay_result *r = x->out;
	while (*recorded || *made) {
		const size_t a = line_of(recorded), b = line_of(made);
		const bool same = a == b && memcmp(recorded, made, a) == 0;
		if (!same && r->differ++ == 0)
			(void)snprintf(r->first, sizeof(r->first), "%.*s / %.*s",
				       a < 240 ? (int)a : 240, recorded, b < 240 ? (int)b : 240,
				       made);
		r->lines++;
		r->coins += strncmp(recorded, "target ", 7) == 0;
		recorded += a + (recorded[a] == '\n');
		made += b + (made[b] == '\n');
	}
}

static void fill_made(rv_day_replay_result *r, const rv_book_view *v)
{
	for (size_t rank = 0; rank < v->n_coins && r->n_made < RV_DAY_REPLAY_LEGS; rank++) {
		for (size_t i = 0; i < v->n_coins; i++) {
			const rv_net_out *o = &v->coins[i].net;
			if (o->rank != rank)
				continue;
			rv_day_replay_leg *l = &r->made[r->n_made++];
			memcpy(l->symbol, v->coins[i].symbol, sizeof(l->symbol));
			memcpy(l->want, o->want, sizeof(l->want));
			l->lots = 0;
			for (int s = 0; s < RV_SUB_N; s++)
				l->lots += o->want[s];
			break;
		}
	}
}

static const rv_day_replay_leg *leg_of(const rv_day_replay_leg *legs, size_t n, const char *symbol)
{
	for (size_t i = 0; i < n; i++) {
		if (strcmp(legs[i].symbol, symbol) == 0)
			return &legs[i];
	}
	return NULL;
}

static bool same_leg(const rv_day_replay_leg *a, const rv_day_replay_leg *b)
{
	return a && b && a->lots == b->lots && memcmp(a->want, b->want, sizeof(a->want)) == 0;
}

/* Tickets come before crossings, so the order says nothing. */
static bool same_legs(const rv_day_replay_result *r)
{
	bool same = r->n_journal == r->n_made;
	for (size_t i = 0; same && i < r->n_made; i++)
		same = same_leg(&r->made[i], leg_of(r->journal, r->n_journal, r->made[i].symbol));
	return same;
}

static rv_status decide(work *x)
{
	const rv_book_view *v = NULL;
	size_t n = 0;
	rv_status st = rv_desk_replay_run(x->desk, x->d, x->data.daily, x->hours, &v);
	if (st != RV_OK)
		return rv_err_set(x->err, st, "the book could not decide: %s", rv_status_text(st));
	if (!v->present)
		return rv_err_set(x->err, RV_EDATA, "the book decided nothing: %s", v->reason);
	x->answer = malloc(RV_DECISION_TEXT);
	st = x->answer ? rv_decision_answer(v, x->answer, RV_DECISION_TEXT, &n) : RV_ENOMEM;
	if (st != RV_OK)
		return rv_err_set(x->err, st, "cannot compare: %s", rv_status_text(st));
	compare(x, x->d->answer, x->answer);
	fill_made(x->out, v);
	x->out->legs_same = same_legs(x->out);
	return RV_OK;
}

rv_status rv_day_replay_run(const rv_day_replay_setup *s, rv_day_replay_result *out, rv_err *err)
{
	work x = { .s = s, .out = out, .err = err };
	memset(out, 0, sizeof(*out));
	rv_book_params book = s->config->book;
	book.margin_after = s->config->oms.margin_after; /* as a desk starts */
	rv_status st = rv_desk_replay_new(&s->config->step, &book, &x.desk, err);
	if (st == RV_OK)
		st = read_record(&x);
	if (st == RV_OK)
		st = load(&x);
	if (st == RV_OK)
		st = decide(&x);
	if (st != RV_OK && !err->text[0])
		(void)rv_err_set(err, st, "cannot replay: %s", rv_status_text(st));
	rv_desk_replay_free(x.desk);
	rv_backtest_data_free(&x.data);
	rv_panel_free(x.hours);
	free(x.answer);
	free(x.text);
	free(x.d);
	return st;
}

bool rv_day_replay_same(const rv_day_replay_result *r)
{
	return r->lines > 0 && r->differ == 0 && r->legs_same && r->digest_known;
}

/* ---- in words ---- */

static void print_lots(FILE *out, const rv_day_replay_leg *l)
{
	if (l)
		(void)fprintf(out, " %12" PRId64, l->lots);
	else
		(void)fprintf(out, " %12s", "--");
}

static void print_leg(FILE *out, const char *symbol, const rv_day_replay_leg *journal,
		      const rv_day_replay_leg *made)
{
	(void)fprintf(out, "  %-12s", symbol);
	print_lots(out, journal);
	print_lots(out, made);
	(void)fprintf(out, "  %s\n", same_leg(journal, made) ? "same" : "DIFFERS");
}

void rv_day_replay_print(FILE *out, const rv_day_replay_result *r)
{
	char at[RV_TIME_TEXT];
	(void)fprintf(out, "decision  %s, %s\n", r->phase, rv_time_format(r->utc_ms, at));
	(void)fprintf(out, "targets   %zu coins, %zu of %zu lines differ\n", r->coins, r->differ,
		      r->lines);
	if (r->first[0])
		(void)fprintf(out, "first     %s\n", r->first);
	(void)fprintf(out, "record    %s\n",
		      r->digest_known ? "is the one that the journal knows"
				      : "IS NOT the one that the journal knows");
	if (r->program != 0)
		(void)fprintf(out, "program   %" PRIu64 "\n", r->program);
	else
		(void)fprintf(out, "program   none was proposed\n");
	(void)fprintf(out, "  %-12s %12s %12s\n", "leg, lots", "journal", "decided");
	for (size_t i = 0; i < r->n_made; i++)
		print_leg(out, r->made[i].symbol,
			  leg_of(r->journal, r->n_journal, r->made[i].symbol), &r->made[i]);
	for (size_t i = 0; i < r->n_journal; i++) {
		if (!leg_of(r->made, r->n_made, r->journal[i].symbol))
			print_leg(out, r->journal[i].symbol, &r->journal[i], NULL);
	}
	(void)fprintf(out, "result    %s\n", rv_day_replay_same(r) ? "identical" : "different");
}
