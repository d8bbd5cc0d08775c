/* I13 at every prefix of a journal, and D4; see day_judge.h. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/base/num.h"
#include "engine/desk/oms.h"
#include "feeds/journal/journal_reader.h"
#include "tests/support/day_judge.h"

enum { COINS = 64, MOST_SAID = 3, AIMS = 2048 };

typedef struct day_leg {
	char symbol[RV_SYMBOL_MAX];
	int64_t program;
} day_leg;

/* What the journal's own words say is held, and the desk's fold of it beside that. */
typedef struct subs {
	rv_oms *o;
	order_report *out;
	unsigned said;
	size_t n;
	struct {
		char symbol[RV_SYMBOL_MAX];
		int64_t lots;
		int64_t aim;  /* lots that the newest correction brings it to */
		bool has_aim; /* nothing else has traded it since */
	} coins[COINS];
	char aims[AIMS];
	day_leg *tickets;	 /* by number */
	int64_t *mandates;	 /* their tickets, by number */
	int64_t room, projected; /* of both; the newest program of 23:50 */
} subs;

/* Its place, taken anew for the first time; COINS: no room. */
static size_t place_of(subs *s, const char *symbol)
{
	size_t i = 0;
	while (i < s->n && strcmp(s->coins[i].symbol, symbol) != 0)
		i++;
	if (i == COINS)
		order_report_add(s->out, "more symbols than the checker has room for");
	else if (i == s->n)
		(void)snprintf(s->coins[s->n++].symbol, RV_SYMBOL_MAX, "%s", symbol);
	return i;
}

static void count(subs *s, const char *symbol, int64_t lots)
{
	const size_t i = place_of(s, symbol);
	if (i < COINS)
		s->coins[i].lots += lots;
}

static void read_text(subs *s, const rv_event *e)
{
	char symbol[RV_SYMBOL_MAX];
	int64_t lots = 0, side = 1;
	if (e->type != RV_EVENT_FILL && e->type != RV_EVENT_ADJUST)
		return;
	if (rv_event_get(e, "symbol", symbol, sizeof(symbol)) != RV_OK ||
	    rv_event_get_i64(e, "lots", &lots) != RV_OK ||
	    (e->type == RV_EVENT_FILL && rv_event_get_i64(e, "side", &side) != RV_OK))
		order_report_add(s->out, "I13 a fill that does not say what it is");
	else
		count(s, symbol, side * lots);
}

static void compare(subs *s, uint64_t seq)
{
	for (size_t i = 0; i < s->n && s->said < MOST_SAID; i++) {
		rv_coin_book b;
		int64_t held[RV_SUB_N], sum = 0;
		const rv_status st = rv_oms_coin_book(s->o, s->coins[i].symbol, &b);
		if (st == RV_OK)
			rv_coin_book_held(&b, held);
		for (size_t k = 0; st == RV_OK && k < RV_SUB_N; k++)
			sum += held[k];
		if (sum == s->coins[i].lots && (st == RV_OK || sum == 0))
			continue;
		s->said++;
		order_report_add(s->out,
				 "I13 event %" PRIu64 ": %s is %" PRId64
				 ", its sub-books are %" PRId64,
				 seq, s->coins[i].symbol, s->coins[i].lots, sum);
	}
}

/* ---- D4: what a correction aims at ---- */

/* "SOL 1200;AVAX -30;": hedges and what people trade go on beside it. */
static void read_aims(subs *s, const rv_event *e)
{
	for (size_t i = 0; i < s->n; i++)
		s->coins[i].has_aim = false;
	if (rv_event_get(e, "aims", s->aims, sizeof(s->aims)) != RV_OK)
		return;
	for (const char *at = s->aims; *at; at += strcspn(at, ";") + 1) {
		char symbol[RV_SYMBOL_MAX];
		int64_t lots = 0;
		const size_t n = strcspn(at, " "), end = strcspn(at, ";");
		if (n >= end || n >= sizeof(symbol) ||
		    rv_num_parse_i64(at + n + 1, end - n - 1, &lots) != RV_OK) {
			order_report_add(s->out, "D4 aims that cannot be read: %.80s", s->aims);
			return;
		}
		(void)snprintf(symbol, sizeof(symbol), "%.*s", (int)n, at);
		const size_t i = place_of(s, symbol);
		if (i == COINS)
			return;
		s->coins[i].aim = lots;
		s->coins[i].has_aim = true;
	}
}

/* Its leg of the newest program of 23:50, or of the correction of that; NULL: it is no such. */
static const day_leg *leg_of(const subs *s, int64_t mandate)
{
	const int64_t ticket = mandate > 0 && mandate < s->room ? s->mandates[mandate] : 0;
	const day_leg *l = ticket > 0 ? &s->tickets[ticket] : NULL;
	return l && l->program > 0 && l->program == s->projected ? l : NULL;
}

static void look_at_ticket(subs *s, const rv_event *e)
{
	int64_t ticket = 0, mandate = 0;
	if (rv_event_get_i64(e, "ticket", &ticket) != RV_OK || ticket <= 0 || ticket >= s->room)
		return;
	day_leg *l = &s->tickets[ticket];
	if (e->type == RV_EVENT_PROPOSE) {
		if (rv_event_get(e, "symbol", l->symbol, sizeof(l->symbol)) != RV_OK ||
		    rv_event_get_i64(e, "program", &l->program) != RV_OK)
			l->program = 0;
	} else if (rv_event_get_i64(e, "mandate", &mandate) == RV_OK && mandate > 0 &&
		   mandate < s->room) {
		s->mandates[mandate] = ticket;
	}
}

/* Its legs may aim elsewhere: what the day before aimed at is over. */
static void look_at_program(subs *s, const rv_event *e)
{
	char phase[24];
	if (rv_event_get(e, "phase", phase, sizeof(phase)) != RV_OK ||
	    strcmp(phase, "projected") != 0 ||
	    rv_event_get_i64(e, "program", &s->projected) != RV_OK)
		return;
	for (size_t i = 0; i < s->n; i++)
		s->coins[i].has_aim = false;
}

/* Another order of the coin has been filled, or the coin was corrected by hand: no aim any more. */
static void look_at_fill(subs *s, const rv_event *e)
{
	char symbol[RV_SYMBOL_MAX];
	rv_cloid unused;
	const rv_tv_fill *f = rv_oms_newest_fill(s->o, &unused);
	const bool own = e->type == RV_EVENT_FILL && f && leg_of(s, (int64_t)f->mandate);
	if (rv_event_get(e, "symbol", symbol, sizeof(symbol)) != RV_OK || own)
		return;
	const size_t i = place_of(s, symbol);
	if (i < COINS)
		s->coins[i].has_aim = false;
}

/* All of it is filled: the position is what the correction aimed at. */
static void look_at_end(subs *s, const rv_event *e)
{
	int64_t mandate = 0, filled = 0, lots = -1;
	if (rv_event_get_i64(e, "mandate", &mandate) != RV_OK ||
	    rv_event_get_i64(e, "filled", &filled) != RV_OK ||
	    rv_event_get_i64(e, "lots", &lots) != RV_OK || filled != lots || s->said >= MOST_SAID)
		return;
	const day_leg *l = leg_of(s, mandate);
	const size_t i = l ? place_of(s, l->symbol) : COINS;
	if (i == COINS || !s->coins[i].has_aim || s->coins[i].aim == s->coins[i].lots)
		return;
	s->said++;
	order_report_add(s->out,
			 "D4 mandate %" PRId64 " is filled, %s is %" PRId64
			 " lots and the correction aimed at %" PRId64,
			 mandate, s->coins[i].symbol, s->coins[i].lots, s->coins[i].aim);
}

static void look(subs *s, const rv_event *e)
{
	switch (e->type) {
	case RV_EVENT_PROPOSE:
	case RV_EVENT_APPROVE:
		look_at_ticket(s, e);
		break;
	case RV_EVENT_PROGRAM:
		look_at_program(s, e);
		break;
	case RV_EVENT_PHASE:
		if (strcmp(e->subject, "correct") == 0)
			read_aims(s, e);
		break;
	case RV_EVENT_FILL:
	case RV_EVENT_ADJUST:
		look_at_fill(s, e);
		break;
	case RV_EVENT_END:
		look_at_end(s, e);
		break;
	default:
		break;
	}
}

static rv_status on_row(void *ctx, const rv_journal_row *row, rv_err *err)
{
	static rv_event e; /* large, and this is one thread */
	subs *s = ctx;
	rv_status st = rv_journal_row_event(row, &e, err);
	if (st == RV_OK)
		st = rv_oms_replay(s->o, &e, err);
	if (st != RV_OK)
		return st;
	read_text(s, &e);
	compare(s, row->seq);
	look(s, &e);
	return RV_OK;
}

static rv_status replay(subs *s, const char *dir, rv_err *err)
{
	char path[ORDER_PATH];
	rv_journal_reader *r = NULL;
	const rv_journal_filter all = { .since_ms = INT64_MIN };
	if (!order_books_journal(dir, path))
		return rv_err_set(err, RV_ENOENT, "no journal");
	rv_status st = rv_journal_reader_open(path, &r, err);
	if (st == RV_OK)
		st = rv_journal_reader_list(r, &all, on_row, s, err);
	rv_journal_reader_close(r);
	return st;
}

void day_judge_subs(const char *dir, const char *account, int64_t n_events, order_report *out)
{
	subs s = { .out = out };
	rv_clock *clock = NULL;
	rv_err err = { 0 };
	rv_oms_params p;
	rv_oms_params_default(&p);
	p.paper = true;
	(void)snprintf(p.account, sizeof(p.account), "%s", account);
	rv_status st = rv_clock_new_real(&clock);
	s.room = n_events + 1;
	s.tickets = calloc((size_t)s.room, sizeof(*s.tickets));
	s.mandates = calloc((size_t)s.room, sizeof(*s.mandates));
	if (!s.tickets || !s.mandates)
		st = RV_ENOMEM;
	if (st == RV_OK)
		st = rv_oms_new(&p, clock, NULL, &s.o);
	if (st == RV_OK)
		st = replay(&s, dir, &err);
	if (st != RV_OK)
		order_report_add(out, "I13 the journal is not replayed: %s",
				 err.text[0] ? err.text : rv_status_text(st));
	rv_oms_free(s.o);
	free(s.tickets);
	free(s.mandates);
	rv_clock_free(clock);
}
