/* I13 at every prefix of a journal, and D4; see day_judge.h. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine/desk/oms.h"
#include "feeds/journal/journal_reader.h"
#include "tests/support/day_aims.h"
#include "tests/support/day_judge.h"

enum { COINS = 64, MOST_SAID = 3 };

/* What the journal's own words say is held, and the desk's fold of it beside that. */
typedef struct subs {
	rv_oms *o;
	order_report *out;
	unsigned said;
	size_t n;
	struct {
		char symbol[RV_SYMBOL_MAX];
		int64_t lots;
	} coins[COINS];
	day_aims *aims;
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
	day_aims_take(s->aims, &e, s->out);
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

void day_judge_subs(const char *dir, const char *account, order_report *out)
{
	subs s = { .out = out };
	rv_clock *clock = NULL;
	rv_err err = { 0 };
	rv_oms_params p;
	rv_oms_params_default(&p);
	p.paper = true;
	(void)snprintf(p.account, sizeof(p.account), "%s", account);
	rv_status st = rv_clock_new_real(&clock);
	s.aims = calloc(1, sizeof(*s.aims));
	if (!s.aims)
		st = RV_ENOMEM;
	if (st == RV_OK)
		st = rv_oms_new(&p, clock, NULL, &s.o);
	if (st == RV_OK)
		st = replay(&s, dir, &err);
	if (st != RV_OK)
		order_report_add(out, "I13 the journal is not replayed: %s",
				 err.text[0] ? err.text : rv_status_text(st));
	rv_oms_free(s.o);
	free(s.aims);
	rv_clock_free(clock);
}
