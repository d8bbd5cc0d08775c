/*
 * Ours against the venue's: at start, at every connection, on demand and once a minute.
 *
 * One round: open orders and account; then every fill since ten minutes before the newest that we
 * know; then the status of each order that is not over. Only then is compared: our position at the
 * account's own time, from the fills up to it, against the account's. It is the round's own
 * account, which is older than the round's fills: one that came later may have fills that nobody
 * has told us yet. A difference is concluded when it has lasted for ten seconds and no order of the
 * coin could explain it. It is proposed to a person and never made up for by a fill. A failed
 * question concludes nothing: the round is repeated.
 */
#include "engine/base/crash_point.h"
#include "engine/desk/oms_internal.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum {
	OVERLAP_MS = 10 * 60 * 1000,
	AGAIN_MS = 3000,    /* between rounds: each weighs about 45 of the venue's 1,200 a minute */
	AGAINS = 4,	    /* times that their distance doubles */
	DIFFERS_MS = 10000, /* a difference must last for so long; pages may lag behind */
	RETRY_MS = 1000,
	RETRY_MOST_MS = 30000,
	SLOW_MS = 10 * 60 * 1000, /* role, fees, budget, funding */
	FUNDING_BACK_MS = 2 * 3600 * 1000,
	STALE_ROUNDS = 3 /* without a round in so many periods nothing is agreed any more */
};

uint64_t oms_ask(rv_oms *o, rv_query_kind kind, const rv_cloid *cloid, int64_t from_ms,
		 int64_t to_ms)
{
	rv_venue_query q = {
		.request = ++o->last_request, .kind = kind, .from_ms = from_ms, .to_ms = to_ms
	};
	if (cloid)
		q.cloid = *cloid;
	rv_crash_point("query.before-send");
	return o->venue.ask(o->venue.self, &q) == RV_OK ? q.request : 0;
}

static const rv_venue_position *position_in(const oms_account *a, const char *symbol)
{
	for (size_t i = 0; i < a->n; i++)
		if (strcmp(a->positions[i].symbol, symbol) == 0)
			return &a->positions[i];
	return NULL;
}

const rv_venue_position *oms_venue_position(const rv_oms *o, const char *symbol)
{
	return position_in(&o->account, symbol);
}

/* Our position by the fills up to a venue time; false: too many are younger to tell. */
bool oms_lots_at(const rv_oms *o, const oms_coin *c, int64_t time_ms, int64_t *out)
{
	const oms_fold *f = o->f;
	const unsigned coin = (unsigned)(c - f->coins);
	const uint64_t n = f->fills_total < OMS_RECENT ? f->fills_total : OMS_RECENT;
	int64_t lots = c->pos.lots;
	bool reaches = f->fills_total <= OMS_RECENT;
	for (uint64_t i = f->fills_total - n; i < f->fills_total; i++) {
		const oms_recent *x = &f->recent[i % OMS_RECENT];
		reaches = reaches || x->time_ms <= time_ms;
		if (x->coin == coin && x->time_ms > time_ms)
			lots -= x->lots;
	}
	*out = lots;
	return reaches;
}

/* ---- a round ---- */

void oms_round_start(rv_oms *o, const char *why, bool say)
{
	oms_round *g = &o->round;
	g->say = g->say || say;
	(void)snprintf(g->why, sizeof(g->why), "%s", why);
	if (g->phase != OMS_ROUND_NONE && g->stream == o->streams) {
		g->again = true;
		return;
	}
	g->phase = OMS_ROUND_LISTS;
	g->again = false;
	g->stream = o->streams;
	g->began_at = o->now.at;
	g->next_at = o->now.at + o->p.reconcile_ms;
	g->orders_in = g->account_in = false;
	g->n_pending = 0;
	g->orders_request = oms_ask(o, RV_QUERY_OPEN_ORDERS, NULL, 0, 0);
	g->account_request = oms_ask(o, RV_QUERY_ACCOUNT, NULL, 0, 0);
	if (g->orders_request == 0 || g->account_request == 0)
		oms_round_fail(o);
}

void oms_round_fail(rv_oms *o)
{
	oms_round *g = &o->round;
	int64_t wait = RETRY_MS;
	for (unsigned i = 0; i < g->failures && wait < RETRY_MOST_MS; i++)
		wait *= 2;
	g->failures++;
	g->phase = OMS_ROUND_NONE;
	g->orders_request = g->account_request = 0;
	g->n_pending = 0;
	g->retry_at = o->now.at + (wait < RETRY_MOST_MS ? wait : RETRY_MOST_MS);
	oms_due(o, g->retry_at);
}

static void to_fills(rv_oms *o)
{
	oms_round *g = &o->round;
	if (!g->orders_in || !g->account_in)
		return;
	if (!o->money.known) { /* nothing is measured before that */
		oms_money_need(o);
		return;
	}
	g->phase = OMS_ROUND_FILLS;
	g->fills_from = o->now.at;
	oms_pages_want(o, o->f->fill_cursor_ms - OVERLAP_MS);
}

void oms_round_money(rv_oms *o)
{
	if (o->round.phase == OMS_ROUND_LISTS)
		to_fills(o);
}

/* Orders of ours that the list does not have are asked about; others' that it lacks are over. */
static void externals_gone(rv_oms *o, const rv_venue_report *r)
{
	for (size_t i = o->f->n_live; i-- > 0;) {
		const oms_order *q = &o->f->orders[o->f->live[i]];
		bool there = false;
		if (!q->external || q->sent.at > r->sent_at)
			continue;
		for (size_t k = 0; k < r->n && !there; k++)
			there = r->records[k].oid == q->oid &&
				strcmp(r->records[k].symbol, q->o.coin.symbol) == 0;
		if (!there)
			oms_external_gone(o, q, "not among the open orders");
	}
}

void oms_round_orders(rv_oms *o, const rv_venue_report *r)
{
	for (size_t i = 0; i < r->n; i++)
		oms_record(o, &r->records[i], r->sent_at, false);
	externals_gone(o, r);
	if (r->request == 0 || r->request != o->round.orders_request)
		return;
	o->round.orders_request = 0;
	o->round.orders_in = true;
	to_fills(o);
}

static void keep_account(oms_account *a, const rv_venue_report *r)
{
	const size_t cap = sizeof(a->positions) / sizeof(a->positions[0]);
	if (a->known && r->sent_at < a->sent_at)
		return;
	a->known = true;
	a->at = r->got_at;
	a->sent_at = r->sent_at;
	a->time_ms = r->u.account.time_ms;
	a->value_usd = r->u.account.account_value_usd;
	a->margin_used_usd = r->u.account.margin_used_usd;
	a->maintenance_usd = r->u.account.maintenance_usd;
	a->notional_usd = r->u.account.notional_usd;
	a->raw_usd = r->u.account.raw_usd;
	a->n = r->u.account.n < cap ? r->u.account.n : cap;
	memcpy(a->positions, r->u.account.positions, a->n * sizeof(a->positions[0]));
}

/* Between rounds the account alone shows that something was missed: a round finds out what. */
bool oms_account_surprises(const rv_oms *o)
{
	for (size_t i = 0; i < o->f->n_coins; i++) {
		const oms_coin *c = &o->f->coins[i];
		const rv_venue_position *v = oms_venue_position(o, c->ref.symbol);
		const int64_t theirs = v ? v->lots : 0;
		int64_t ours = 0;
		const bool known = c->proposed && c->theirs - c->ours == theirs - c->pos.lots;
		if (!known && oms_lots_at(o, c, o->account.time_ms, &ours) && ours != theirs)
			return true;
	}
	for (size_t i = 0; i < o->account.n; i++)
		if (o->account.positions[i].lots != 0 &&
		    !oms_coin_find(o->f, o->account.positions[i].symbol))
			return true;
	return false;
}

void oms_round_account(rv_oms *o, const rv_venue_report *r)
{
	keep_account(&o->account, r);
	if (r->request == o->account_request)
		o->account_request = 0;
	oms_resolve_account(o);
	oms_money_look(o);
	oms_account_judge(o);
	if (o->stream_up && oms_account_surprises(o))
		o->round.again = true;
	if (r->request == 0 || r->request != o->round.account_request)
		return;
	o->round.account_request = 0;
	o->round.account_in = true;
	o->round.account.known = false;
	keep_account(&o->round.account, r);
	to_fills(o);
}

static void to_status(rv_oms *o)
{
	oms_round *g = &o->round;
	g->phase = OMS_ROUND_STATUS;
	g->n_pending = 0;
	for (size_t i = 0; i < o->f->n_live && g->n_pending < OMS_ROUND_ASKS; i++) {
		oms_order *q = &o->f->orders[o->f->live[i]];
		if (q->external || rv_order_over(q->state) || q->state == RV_ORDER_SENDING)
			continue;
		if (q->watch.status_request == 0)
			q->watch.status_request =
				oms_ask(o, RV_QUERY_ORDER_STATUS, &q->o.cloid, 0, 0);
		if (q->watch.status_request == 0) {
			oms_round_fail(o);
			return;
		}
		g->pending[g->n_pending++] = q->watch.status_request;
	}
	if (g->n_pending == 0)
		oms_round_end(o);
}

void oms_round_pages(rv_oms *o)
{
	if (o->round.phase == OMS_ROUND_FILLS && o->pages.done_sent >= o->round.fills_from)
		to_status(o);
}

void oms_round_status(rv_oms *o, uint64_t request)
{
	oms_round *g = &o->round;
	if (g->phase != OMS_ROUND_STATUS)
		return;
	for (size_t i = 0; i < g->n_pending; i++) {
		if (g->pending[i] != request)
			continue;
		g->pending[i] = g->pending[--g->n_pending];
		break;
	}
	if (g->n_pending == 0)
		oms_round_end(o);
}

/* ---- the comparison ---- */

static oms_mismatch *mismatch_of(rv_oms *o, const oms_coin *c)
{
	return &o->mismatch[c - o->f->coins];
}

static void agrees(rv_oms *o, oms_coin *c)
{
	*mismatch_of(o, c) = (oms_mismatch){ 0 };
	if (!c->proposed)
		return;
	rv_event *e = oms_event(o, RV_EVENT_RECONCILE, c->ref.symbol);
	rv_event_put(e, "agrees", c->ref.symbol);
	oms_emit(o, e, 0, "%s agrees with the venue again", c->ref.symbol);
}

static void propose(rv_oms *o, oms_coin *c, int64_t ours, int64_t theirs)
{
	if (c->proposed && c->ours == ours && c->theirs == theirs)
		return;
	rv_event *e = oms_event(o, RV_EVENT_ADJUST_PROPOSED, c->ref.symbol);
	oms_put_coin(e, &c->ref);
	rv_event_put_i64(e, "ours", ours);
	rv_event_put_i64(e, "theirs", theirs);
	oms_money_lost(o); /* whatever made the difference was paid for */
	oms_emit(o, e, 0, "%s: ours is %.30s, the venue's %.30s", c->ref.symbol,
		 oms_say_lots(&c->ref, ours).s, oms_say_lots(&c->ref, theirs).s);
	if (o->f->state == RV_BOOK_ACTIVE)
		oms_set_book(o, RV_BOOK_REDUCING, true, true, 0,
			     "the position of %s does not agree with the venue's", c->ref.symbol);
}

/* An order of the coin may still have fills that we do not know. */
static bool undecided(const rv_oms *o, const oms_coin *c)
{
	for (size_t i = 0; i < o->f->n_live; i++) {
		const oms_order *q = &o->f->orders[o->f->live[i]];
		if (!q->external && &o->f->coins[q->coin] == c && oms_order_unsure(q))
			return true;
	}
	return false;
}

/* Another look at a difference; true: it is an old one, and no fill has come that explains it. */
static bool has_lasted(const rv_oms *o, oms_mismatch *m, int64_t less)
{
	if (m->seen == 0 || m->less != less)
		*m = (oms_mismatch){ .less = less, .since_at = o->now.at };
	m->seen++;
	return m->seen >= 2 && o->now.at >= m->since_at + DIFFERS_MS;
}

/* False: not told yet whether they agree. */
static bool compare(rv_oms *o, oms_coin *c)
{
	const rv_venue_position *v = position_in(&o->round.account, c->ref.symbol);
	int64_t ours = 0;
	if (!oms_lots_at(o, c, o->round.account.time_ms, &ours))
		return false;
	const int64_t theirs = v ? v->lots : 0;
	oms_mismatch *m = mismatch_of(o, c);
	if (theirs == ours) {
		agrees(o, c);
		return true;
	}
	const bool lasts = has_lasted(o, m, theirs - ours);
	if (undecided(o, c))
		return true; /* that order may be the difference: its own evidence decides */
	if (!lasts)
		return false;
	propose(o, c, ours, theirs);
	return true;
}

/* The place of a coin that we never traded; NULL: too many are being compared already. */
static oms_stranger *stranger_of(rv_oms *o, const char *symbol)
{
	oms_stranger *room = NULL;
	for (size_t i = 0; i < OMS_STRANGERS; i++) {
		oms_stranger *s = &o->strangers[i];
		if (strcmp(s->symbol, symbol) == 0)
			return s;
		if (!room && s->symbol[0] == '\0')
			room = s;
	}
	if (room)
		memcpy(room->symbol, symbol, sizeof(room->symbol));
	return room;
}

/* Those that are gone, or that a fill or a proposal has made known, begin anew. */
static void forget_strangers(rv_oms *o)
{
	for (size_t i = 0; i < OMS_STRANGERS; i++) {
		oms_stranger *s = &o->strangers[i];
		const rv_venue_position *v = position_in(&o->round.account, s->symbol);
		if (s->symbol[0] && (!v || v->lots == 0 || oms_coin_find(o->f, s->symbol)))
			*s = (oms_stranger){ .symbol = "" };
	}
}

/* A position of a coin that we never traded: it is counted from nothing, by a proposal. */
static bool compare_strange(rv_oms *o, const rv_venue_position *v)
{
	const rv_oms_quote *x = oms_quote(o, v->symbol);
	oms_stranger *s = x ? stranger_of(o, v->symbol) : NULL;
	if (!s || !has_lasted(o, &s->m, v->lots))
		return false;
	rv_event *e = oms_event(o, RV_EVENT_ADJUST_PROPOSED, v->symbol);
	oms_put_coin(e, &x->coin);
	rv_event_put_i64(e, "ours", 0);
	rv_event_put_i64(e, "theirs", v->lots);
	oms_money_lost(o);
	oms_emit(o, e, 0, "%s: the venue has %.40s that we never bought", v->symbol,
		 oms_say_lots(&x->coin, v->lots).s);
	const oms_coin *c = oms_coin_find(o->f, v->symbol);
	if (c)
		*mismatch_of(o, c) = s->m; /* known from here on, and as old as it is */
	if (o->f->state == RV_BOOK_ACTIVE)
		oms_set_book(o, RV_BOOK_REDUCING, true, true, 0,
			     "a position in %s that is not ours", v->symbol);
	return true;
}

static bool compare_all(rv_oms *o)
{
	bool told = !o->pages.stuck;
	for (size_t i = 0; i < o->f->n_coins; i++)
		told = compare(o, &o->f->coins[i]) && told;
	forget_strangers(o);
	for (size_t i = 0; i < o->round.account.n; i++) {
		const rv_venue_position *v = &o->round.account.positions[i];
		if (v->lots != 0 && !oms_coin_find(o->f, v->symbol))
			told = compare_strange(o, v) && told;
	}
	return told;
}

static size_t breaks(const rv_oms *o)
{
	size_t n = 0;
	for (size_t i = 0; i < o->f->n_coins; i++)
		n += o->f->coins[i].proposed;
	return n;
}

void oms_say_round(rv_oms *o, const char *why)
{
	const size_t n = breaks(o);
	rv_event *e = oms_event(o, RV_EVENT_RECONCILE, "account");
	rv_event_put_num(e, "nav", oms_money_settled(o) ? o->account.value_usd : NAN);
	rv_event_put_i64(e, "account_ms", o->account.time_ms);
	rv_event_put_i64(e, "breaks", (int64_t)n);
	rv_event_put_i64(e, "unknown", (int64_t)oms_unknown(o->f, NULL));
	rv_event_put_i64(e, "externals", (int64_t)o->f->n_external);
	oms_emit(o, e, 0, "%.60s: %zu difference%s", why, n, n == 1 ? "" : "s");
}

/* A new day or a new high of the account is worth a line: limits are measured from them. */
static bool nav_is_news(const rv_oms *o)
{
	const double v = o->account.value_usd;
	return isfinite(v) && oms_money_settled(o) &&
	       (isnan(o->f->nav_day_usd) || isnan(o->f->nav_peak_usd) ||
		o->now.utc / RV_DAY_MS > o->f->nav_day || v > o->f->nav_peak_usd * 1.001);
}

void oms_round_end(rv_oms *o)
{
	oms_round *g = &o->round;
	const bool same = g->stream == o->streams && o->stream_up;
	g->phase = OMS_ROUND_NONE;
	g->failures = 0;
	if (!compare_all(o)) {
		g->retry_at = o->now.at + AGAIN_MS;
		oms_due(o, g->retry_at);
		return;
	}
	g->retry_at = INT64_MAX;
	if (!same) {
		g->again = g->again || o->stream_up;
		return;
	}
	rv_crash_point("recovery.done");
	o->reconciled = true;
	o->reconciled_at = o->now.at;
	if (g->say || nav_is_news(o))
		oms_say_round(o, g->why);
	g->say = false;
}

/* ---- what is due ---- */

void oms_account_want(rv_oms *o)
{
	const bool lost = o->now.at - o->account_asked_at > OMS_ANSWER_MS;
	if ((o->account_request != 0 && !lost) || o->now.at - o->account_asked_at < AGAIN_MS)
		return;
	o->account_request = oms_ask(o, RV_QUERY_ACCOUNT, NULL, 0, 0);
	o->account_asked_at = o->now.at;
}

static void work_account(rv_oms *o)
{
	if (o->now.at - o->account_asked_at >= o->p.account_ms)
		oms_account_want(o);
	oms_due(o, o->account_asked_at + o->p.account_ms);
}

void oms_ask_funding(rv_oms *o)
{
	const int64_t from = o->f->funding_cursor_ms > o->f->epoch_ms + FUNDING_BACK_MS
				     ? o->f->funding_cursor_ms - FUNDING_BACK_MS
				     : o->f->epoch_ms;
	(void)oms_ask(o, RV_QUERY_FUNDING, NULL, from, o->now.utc + RV_MINUTE_MS);
}

/* Where the venue does not know the signer, somebody is about to approve it there. */
static int64_t slow_ms(const rv_oms *o)
{
	return o->signer_known && !o->signer_ok ? RV_MINUTE_MS : SLOW_MS;
}

static void work_slow(rv_oms *o)
{
	if (o->asked_slow_at != RV_NEVER && o->now.at - o->asked_slow_at < slow_ms(o)) {
		oms_due(o, o->asked_slow_at + slow_ms(o));
		return;
	}
	o->asked_slow_at = o->asked_budget_at = o->now.at;
	(void)oms_ask(o, RV_QUERY_ROLE, NULL, 0, 0);
	(void)oms_ask(o, RV_QUERY_FEES, NULL, 0, 0);
	(void)oms_ask(o, RV_QUERY_BUDGET, NULL, 0, 0);
	oms_ask_funding(o);
	oms_money_want(o);
}

/* Slices wait for the venue's allowance: they should not wait for ten minutes longer than it does.
 */
static void work_budget(rv_oms *o)
{
	const int64_t at = o->asked_budget_at + RV_MINUTE_MS;
	if (o->f->alarms[OMS_ALARM_BUDGET] == 0)
		return;
	if (o->now.at < at) {
		oms_due(o, at);
		return;
	}
	o->asked_budget_at = o->now.at;
	(void)oms_ask(o, RV_QUERY_BUDGET, NULL, 0, 0);
}

static void age(rv_oms *o)
{
	const int64_t most = STALE_ROUNDS * o->p.reconcile_ms;
	if (o->reconciled && o->now.at - o->reconciled_at > most)
		o->reconciled = false;
	if (o->round.phase != OMS_ROUND_NONE && o->now.at - o->round.began_at >= OMS_ANSWER_MS)
		oms_round_fail(o);
}

/* What keeps asking for rounds gets them at longer and longer distances: they cost weight. */
static int64_t again_at(const oms_round *g)
{
	const unsigned n = g->agains < AGAINS ? g->agains : AGAINS;
	return g->began_at + ((int64_t)AGAIN_MS << n);
}

void oms_work_round(rv_oms *o)
{
	oms_round *g = &o->round;
	age(o);
	work_account(o);
	work_slow(o);
	work_budget(o);
	if (g->phase != OMS_ROUND_NONE) {
		oms_due(o, g->began_at + OMS_ANSWER_MS);
		return;
	}
	const int64_t planned = g->retry_at < g->next_at ? g->retry_at : g->next_at;
	const int64_t sooner = g->again ? again_at(g) : INT64_MAX;
	const int64_t at = sooner < planned ? sooner : planned;
	if (o->now.at < at) {
		oms_due(o, at);
		return;
	}
	g->agains = sooner < planned ? g->agains + 1 : 0;
	g->retry_at = INT64_MAX;
	oms_round_start(o, g->why[0] && g->say ? g->why : "periodic", false);
}

void oms_query_failed(rv_oms *o, const rv_venue_report *r)
{
	(void)rv_log_once(o->log, "query", RV_LOG_WARN, "oms", "a question failed: %.100s",
			  r->text);
	if (r->request == 0)
		return;
	oms_money_failed(o, r->request);
	if (r->query >= RV_QUERY_ROLE && r->query <= RV_QUERY_FUNDING &&
	    o->asked_slow_at != RV_NEVER)
		o->asked_slow_at = o->now.at - SLOW_MS + RETRY_MOST_MS;
	if (r->request == o->pages.request)
		oms_pages_fail(o);
	if (r->request == o->account_request)
		o->account_request = 0;
	oms_resolve_failed(o, r->request);
	bool mine = r->request == o->round.orders_request || r->request == o->round.account_request;
	for (size_t i = 0; i < o->round.n_pending; i++)
		mine = mine || o->round.pending[i] == r->request;
	if (mine && o->round.phase != OMS_ROUND_NONE)
		oms_round_fail(o);
}
