/* Tickets while they wait, and what becomes of them: what was not done is kept as regret. */
#include "engine/manager/ledgers_internal.h"

#include "engine/desk/shares.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static led_ticket *ticket_of(led_fold *f, uint64_t id)
{
	for (size_t i = 0; id > 0 && i < LED_TICKETS; i++) {
		if (f->tickets[i].id == id)
			return &f->tickets[i];
	}
	return NULL;
}

/* A free place, or the oldest's: no more can wait than there are places. */
static led_ticket *place(led_fold *f)
{
	led_ticket *best = &f->tickets[0];
	for (size_t i = 0; i < LED_TICKETS; i++) {
		if (f->tickets[i].id < best->id)
			best = &f->tickets[i];
	}
	return best;
}

static void read_wants(const rv_event *e, led_ticket *t)
{
	char text[RV_SHARES_TEXT];
	rv_shares_own(t->side * t->lots, t->want);
	if (rv_event_get(e, "shares", text, sizeof(text)) == RV_OK &&
	    rv_shares_parse(text, t->want) != RV_OK)
		rv_shares_own(t->side * t->lots, t->want);
}

static void read_version(const rv_event *e, led_ticket *t)
{
	t->lots = led_i64(e, "lots", 0);
	t->mid_px = led_i64(e, "mid_px", 0);
	t->spread = led_num(e, "ask") - led_num(e, "bid");
	read_wants(e, t);
}

/* The model has decided anew on the coin: what was not done before is settled at this mid. */
static void settle(rv_ledgers *l, const rv_event *e, const led_ticket *t)
{
	rv_regret_mark(&l->f.regret, t->symbol, t->mid_px, e->utc_ms);
	rv_regret_settle(&l->f.regret, t->symbol);
}

void led_on_propose(rv_ledgers *l, const rv_event *e)
{
	led_ticket t;
	memset(&t, 0, sizeof(t));
	t.id = (uint64_t)led_i64(e, "ticket", 0);
	t.program = (uint64_t)led_i64(e, "program", 0);
	t.side = led_i64(e, "side", 1) < 0 ? -1 : 1;
	t.sz_decimals = (int)led_i64(e, "sz", 0);
	if (t.id == 0 || rv_event_get(e, "symbol", t.symbol, sizeof(t.symbol)) != RV_OK)
		return;
	read_version(e, &t);
	t.lots_first = t.lots;
	t.decision = led_num(e, "mid");
	(void)led_coin_take(&l->f, t.symbol, t.sz_decimals);
	settle(l, e, &t);
	memcpy(place(&l->f), &t, sizeof(t));
}

void led_on_requote(led_fold *f, const rv_event *e)
{
	led_ticket *t = ticket_of(f, (uint64_t)led_i64(e, "ticket", 0));
	if (t)
		read_version(e, t);
}

/* Half the spread, and the fee, of the lots that were not traded. */
static int64_t cost_of(const rv_ledgers *l, const led_ticket *t, int64_t lots)
{
	const double value = (double)t->mid_px * (double)(lots < 0 ? -lots : lots);
	const double mid = t->decision > 0.0 ? t->decision : (double)NAN;
	const double half = t->spread >= 0.0 && mid > 0.0 ? t->spread / 2.0 / mid : 0.0;
	const double musd = value * (l->p.cost_bps * 1e-4 + half);
	return musd >= 0.0 && musd < 9e18 ? (int64_t)llround(musd) : 0;
}

static void add(rv_ledgers *l, const rv_event *e, const led_ticket *t, rv_regret_kind kind,
		int64_t done)
{
	rv_regret x;
	memset(&x, 0, sizeof(x));
	x.id = t->id;
	x.kind = kind;
	memcpy(x.symbol, t->symbol, sizeof(x.symbol));
	x.wanted = t->side * t->lots_first;
	x.done = t->side * done;
	x.px = t->mid_px;
	x.cost_musd = cost_of(l, t, t->lots_first - done);
	x.utc_ms = e->utc_ms;
	l->f.errors += rv_regret_add(&l->f.regret, &x) != RV_OK;
}

static void end(rv_ledgers *l, const rv_event *e, led_ticket *t, rv_regret_kind kind)
{
	add(l, e, t, kind, 0);
	memset(t, 0, sizeof(*t));
}

static void approved(rv_ledgers *l, const rv_event *e, led_ticket *t)
{
	led_on_approve(&l->f, e, t);
	if (t->lots < t->lots_first)
		add(l, e, t, RV_REGRET_SHRUNK, t->lots);
	memset(t, 0, sizeof(*t));
}

void led_on_decision(rv_ledgers *l, const rv_event *e)
{
	led_ticket *t = ticket_of(&l->f, (uint64_t)led_i64(e, "ticket", 0));
	if (!t)
		return;
	if (e->type == RV_EVENT_APPROVE)
		approved(l, e, t);
	else if (e->type == RV_EVENT_REJECT)
		end(l, e, t, RV_REGRET_REJECTED);
	else if (e->type == RV_EVENT_DENY)
		end(l, e, t, RV_REGRET_DENIED);
	else if (led_i64(e, "mandate", 0) == 0)
		end(l, e, t, RV_REGRET_EXPIRED);
}

/* ---- programs: their legs end without events of their own ---- */

static void read_legs(led_fold *f, const rv_event *e)
{
	char key[40];
	const int64_t n = led_i64(e, "legs", 0);
	for (int64_t i = 1; i <= n && i <= RV_PROGRAM_LEGS; i++) {
		(void)snprintf(key, sizeof(key), "leg.%lld.ticket", (long long)i);
		led_ticket *t = ticket_of(f, (uint64_t)led_i64(e, key, 0));
		(void)snprintf(key, sizeof(key), "leg.%lld.excluded", (long long)i);
		if (t)
			t->excluded = led_i64(e, key, 0) == 1;
	}
}

void led_on_program(rv_ledgers *l, const rv_event *e)
{
	const uint64_t id = (uint64_t)led_i64(e, "program", 0);
	const bool granted = e->type == RV_EVENT_PROGRAM_GRANT;
	const bool expired = led_i64(e, "expired", 0) == 1;
	if (e->type == RV_EVENT_PROGRAM || e->type == RV_EVENT_PROGRAM_VERSION) {
		read_legs(&l->f, e);
		return;
	}
	const bool again = led_i64(e, "again", 0) == 1;
	for (size_t i = 0; id > 0 && i < LED_TICKETS; i++) {
		led_ticket *t = &l->f.tickets[i];
		if (again && t->id != 0 && t->program == id)
			memset(t, 0, sizeof(*t)); /* decided anew: nobody has let it pass */
		if (t->id == 0 || t->program != id || (granted && !t->excluded))
			continue;
		end(l, e, t,
		    t->excluded ? RV_REGRET_EXCLUDED
		    : expired	? RV_REGRET_EXPIRED
				: RV_REGRET_REJECTED);
	}
}

rv_status rv_ledgers_overridden(rv_ledgers *l, const char *symbol, int sz_decimals, int64_t wanted,
				int64_t done, int64_t px, int64_t utc_ms)
{
	rv_regret x;
	memset(&x, 0, sizeof(x));
	if (!led_coin_take(&l->f, symbol, sz_decimals))
		return RV_EINVAL;
	x.id = l->f.last_regret + 1;
	x.kind = RV_REGRET_OVERRIDDEN;
	(void)snprintf(x.symbol, sizeof(x.symbol), "%s", symbol);
	x.wanted = wanted;
	x.done = done;
	x.px = px;
	x.utc_ms = utc_ms;
	const rv_status st = rv_regret_add(&l->f.regret, &x);
	if (st == RV_OK)
		l->f.last_regret++;
	return st;
}

/* A number and what ends it; false: it is none. */
static bool next_number(const char **at, char end, int64_t *out)
{
	char *stop = NULL;
	errno = 0;
	const long long v = strtoll(*at, &stop, 10);
	if (stop == *at || errno != 0 || *stop != end)
		return false;
	*at = stop + 1;
	*out = v;
	return true;
}

/* A program made anew says again what overrides change: it counts once. */
static void decide_anew(rv_ledgers *l, const char *symbol, int64_t px, int64_t utc_ms)
{
	rv_regret_mark(&l->f.regret, symbol, px, utc_ms);
	rv_regret_settle(&l->f.regret, symbol);
}

/* What the day's proposal says of overrides: "SYM wanted done px decimals;" of each. */
void led_on_phase(rv_ledgers *l, const rv_event *e)
{
	char text[RV_EVENT_TEXT], symbol[RV_SYMBOL_MAX];
	const bool again = led_i64(e, "again", 0) == 1;
	if (rv_event_get(e, "overridden", text, sizeof(text)) != RV_OK)
		return; /* another phase */
	for (const char *at = text; *at;) {
		int64_t wanted = 0, done = 0, px = 0, decimals = 0;
		const size_t n = strcspn(at, " ");
		if (n == 0 || n >= sizeof(symbol) || at[n] != ' ')
			return; /* not of ours */
		(void)snprintf(symbol, sizeof(symbol), "%.*s", (int)n, at);
		at += n + 1;
		if (!next_number(&at, ' ', &wanted) || !next_number(&at, ' ', &done) ||
		    !next_number(&at, ' ', &px) || !next_number(&at, ';', &decimals) ||
		    decimals < 0 || decimals > 6)
			return;
		if (again)
			decide_anew(l, symbol, px, e->utc_ms);
		if (rv_ledgers_overridden(l, symbol, (int)decimals, wanted, done, px, e->utc_ms) !=
		    RV_OK)
			return;
	}
}
