/* The one book of the snapshot that tests draw; see view_book.h. */
#include "tests/support/view_book.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tests/support/view_fixture.h"

#define SAY(dst, ...) (void)snprintf(dst, sizeof(dst), __VA_ARGS__)

static rv_bv_coin *add(rv_view *v, const char *symbol, rv_net_verdict verdict, size_t rank)
{
	rv_bv_coin *c = &v->book.coins[v->book.n_coins++];
	const rv_view_row *r = rv_fixture_row(v, symbol);

	memset(c, 0, sizeof(*c));
	SAY(c->symbol, "%s", symbol);
	c->sz_decimals = r->sz_decimals;
	c->price = r->mid;
	c->net.verdict = verdict;
	c->net.rank = rank;
	c->net.winner = RV_SUB_N;
	return c;
}

static void votes(rv_bv_coin *c, rv_sub a, double va, rv_sub b, double vb)
{
	c->model[a] = c->vote[a] = va;
	c->model[b] = c->vote[b] = vb;
	c->net.winner = fabs(va) >= fabs(vb) ? a : b;
}

static void lots(rv_bv_coin *c, int64_t target, int64_t held, double usd)
{
	c->net.net = target;
	c->net.position = held;
	c->net.lots = target - held;
	c->net.usd = usd;
	c->held[c->net.winner == RV_SUB_N ? RV_SUB_OP : c->net.winner] = held;
}

static void add_coins(rv_view *v)
{
	rv_bv_coin *c = add(v, "BTC", RV_NET_NONE, SIZE_MAX);
	c->held[RV_SUB_H] = 1735;
	c->net.winner = RV_SUB_H;
	c->net.net = c->net.position = 1735;
	c = add(v, "DOGE", RV_NET_DEFERRED, SIZE_MAX);
	votes(c, RV_SUB_S5, -0.081, RV_SUB_S4MR, 0.0125);
	lots(c, -16800, -14200, 426.0);
	SAY(c->net.reason, "addition, net edge 1.71 USD, assumed: place 13 of at most 12 legs");
	c = add(v, "ETH", RV_NET_SKIPPED, SIZE_MAX);
	votes(c, RV_SUB_S4R, 0.041, RV_SUB_S3, 0.105);
	lots(c, 6430, 6200, 69.46);
	SAY(c->net.reason, "69.46 USD, a leg is at least 204.26");
	c = add(v, "LINK", RV_NET_BLOCKED, SIZE_MAX);
	votes(c, RV_SUB_S5, NAN, RV_SUB_S4P, -0.02);
	c->net.winner = RV_SUB_S5;
	c->net.frozen = 1U << RV_SUB_S5;
	c->held[RV_SUB_RESIDUE] = 120;
	lots(c, 800, 800, 0.0);
	c->held[RV_SUB_S5] = 680;
	SAY(c->net.reason, "residue of 120 lots: nothing is added");
	SAY(c->net.note, "S5 unknown: stays at 680 lots");
	SAY(c->why, "S5 unknown");
	c = add(v, "SOL", RV_NET_LEG, 0);
	votes(c, RV_SUB_S5, 0.0969, RV_SUB_S4M, 0.12);
	lots(c, 1240, 300, 1288.3);
	SAY(c->net.reason, "addition, edge +14.2 bp after costs");
	SAY(c->why,
	    "S4m capped by the relative momentum filter, scaled by the leaders' volatility");
	c = add(v, "WIF", RV_NET_LEG, 1);
	votes(c, RV_SUB_S5, -0.034, RV_SUB_S3, -0.021);
	lots(c, -1630, 0, 626.0);
	SAY(c->net.reason, "addition, edge +6.1 bp after costs");
}

static void add_hedge(rv_book_view *b)
{
	static const char *const names[] = { "BTC", "ETH" };
	for (int k = 0; k < RV_HEDGE_LEGS; k++) {
		rv_hedge_leg *l = &b->hedge[k];
		memset(l, 0, sizeof(*l));
		SAY(b->hedge_names[k], "%s", names[k]);
		l->actual = k == 0 ? 1216.4 : -312.7;
		l->target = k == 0 ? 900.0 : -280.0;
		l->distance = l->actual - l->target;
		l->trigger = 102.13;
		l->verdict = k == 0 ? RV_HEDGE_ORDER : RV_HEDGE_QUIET;
		l->left = 25.53;
		l->assumed = (size_t)k;
		l->now.after = NAN;
	}
	b->hedge[0].now = (rv_hedge_now){
		.verdict = RV_HEDGE_ORDER, .lots = -317, .usd = -290.86, .after = 925.54
	};
	SAY(b->hedge[0].now.reason, "sell 290.86 USD of BTC");
	b->hedge[1].now = (rv_hedge_now){ .verdict = RV_HEDGE_SMALL, .after = NAN };
	SAY(b->hedge[1].now.reason, "an order of 7.17 USD is too small to be sent");
	SAY(b->hedge[0].reason, "sell 0.00319 BTC, back to a quarter of the trigger");
	b->hedge_lots[0] = 1735;
	b->hedge_decimals[0] = 5;
	b->hedge_decimals[1] = 4;
	b->hedge_known = true;
}

static void add_subs(rv_book_view *b)
{
	static const char *const words[RV_SUB_H] = {
		"of the close of 2026-11-19",  "of the close of 2026-11-19",
		"of the close of 2026-11-19",  "of the close of 2026-11-19",
		"history too short: it stays", "of the close of 2026-11-19, stands aside"
	};
	for (int s = 0; s < RV_SUB_H; s++) {
		SAY(b->state[s], "%s", words[s]);
		b->licence[s] = s == RV_SUB_S4MR ? RV_LICENCE_50 : RV_LICENCE_100;
		b->net.equity[s] = s == RV_SUB_S3 ? 2042.6 : s == RV_SUB_S4MR ? 2042.6 : 4085.2;
	}
	memset(b->gross_usd, 0, sizeof(b->gross_usd));
	b->gross_usd[RV_SUB_S5] = 4215.3;
	b->gross_usd[RV_SUB_S3] = 1868.0;
	b->gross_usd[RV_SUB_H] = 1583.0;
	b->gross_usd[RV_SUB_RESIDUE] = 160.6;
}

/* Long enough, too short for a ratio, with days that are not known, not begun, and flat. */
static void add_paper(rv_book_view *b)
{
	static const struct {
		int64_t days, unknown, unfunded;
		double net, price, funding, cost, vol, drawdown, sharpe, deflated;
	} records[RV_SUB_H] = {
		[RV_SUB_S5] = { 96, 0, 0, 0.0313, 0.0402, 0.0061, -0.0144, 0.0872, 0.0192, 1.402,
				0.7641 },
		[RV_SUB_S4M] = { 214, 2, 1, 0.0724, 0.1018, -0.0152, -0.0121, 0.1423, 0.0431, 0.871,
				 0.7526 },
		[RV_SUB_S4R] = { 41, 0, 0, -0.0118, -0.0069, 0.0008, -0.0056, 0.0611, 0.0232, -1.71,
				 0.2843 },
		[RV_SUB_S4MR] = { 12, 1, 0, 0.0042, 0.0051, 0.0001, -0.0010, 0.0302, 0.0031, NAN,
				  NAN },
		[RV_SUB_S4P] = { 0, 0, 0, NAN, 0, 0, 0, NAN, NAN, NAN, NAN },
		[RV_SUB_S3] = { 33, 0, 0, 0, 0, 0, 0, 0, 0, NAN, NAN },
	};
	for (int s = 0; s < RV_SUB_H; s++) {
		const int64_t days = records[s].days + records[s].unknown;
		b->paper[s] =
			(rv_paper_stat){ .since_ms = days > 0 ? b->close_ms - days * RV_DAY_MS : 0,
					 .close_ms = days > 0 ? b->close_ms : 0,
					 .days = records[s].days,
					 .unknown = records[s].unknown,
					 .unfunded = records[s].unfunded,
					 .least_days = 20,
					 .trials = 1,
					 .net = records[s].net,
					 .price = records[s].price,
					 .funding = records[s].funding,
					 .cost = records[s].cost,
					 .vol = records[s].vol,
					 .drawdown = records[s].drawdown,
					 .sharpe = records[s].sharpe,
					 .deflated = records[s].deflated };
	}
}

static rv_risk_stop *add_stop(rv_view *v, rv_sub sub, const char *symbol, int64_t lots,
			      double entry, double stop)
{
	rv_risk_stop *s = &v->risk.stops[v->risk.n_stops++];
	const rv_view_row *r = rv_fixture_row(v, symbol);

	memset(s, 0, sizeof(*s));
	SAY(s->symbol, "%s", symbol);
	s->sub = sub;
	s->sz_decimals = r->sz_decimals;
	s->lots = lots;
	s->most = INT64_MAX;
	s->entry = entry;
	s->mark = r->mark;
	s->stop = stop;
	s->distance = (lots < 0 ? -1.0 : 1.0) * (r->mark - stop) / r->mark;
	s->opened_utc_ms = v->utc_ms - INT64_C(345600000);
	s->no_stop = isfinite(stop) ? RV_RISK_SET : lots == 0 ? RV_RISK_NOT_HELD : RV_RISK_NO_RULE;
	s->no_time = lots == 0 ? RV_RISK_NOT_HELD : RV_RISK_NO_RULE;
	v->risk.stops_total = v->risk.n_stops;
	return s;
}

/* One share that ends, one near its stop, one that nothing stops, one that rests; a sub-book whose
 * circuit is on and whose licence was taken down. */
static void add_risk(rv_view *v)
{
	static const double values[RV_SUB_H] = { 1.0213, 0.9362, 1.0044, 0.9871, NAN, 1.0 };
	rv_risk_view *k = &v->risk;

	memset(k, 0, sizeof(*k));
	k->present = true;
	k->utc_ms = v->utc_ms;
	k->at = v->elapsed_ms - 400;
	for (int s = 0; s < RV_SUB_H; s++) {
		const bool m = s == RV_SUB_S4M;
		k->subs[s] =
			(rv_risk_sub){ .licence = s == RV_SUB_S4MR ? RV_LICENCE_50 : RV_LICENCE_100,
				       .by_event = s == RV_SUB_S4MR,
				       .licence_since_utc_ms = v->utc_ms - INT64_C(1036800000),
				       .value = values[s],
				       .drawdown = m		     ? 0.0881
						   : values[s] < 1.0 ? 1.0 - values[s]
								     : 0.004,
				       .trial_drawdown = m ? 0.0881 : 0.004,
				       .p95 = m ? 0.0823 : (double)NAN,
				       .factor = m ? 0.5 : 1.0,
				       .circuit = m,
				       .equity_usd = 4085.2,
				       .since_utc_ms = v->utc_ms - INT64_C(1987200000) };
	}
	k->subs[RV_SUB_S4P].drawdown = k->subs[RV_SUB_S4P].trial_drawdown = NAN;
	k->subs[RV_SUB_S4P].since_utc_ms = 0;
	rv_risk_stop *s = add_stop(v, RV_SUB_S4M, "SOL", 1240, 151.22, 145.1);
	s->phase = RV_RISK_STOPPED;
	s->most = 0;
	SAY(s->state, "hard stop; asked for, again in a while");
	(void)add_stop(v, RV_SUB_S4R, "ETH", -6200, 2911.5, 3044.0);
	s = add_stop(v, RV_SUB_S4MR, "DOGE", 14200, 0.0291, 0.0271);
	s->time_stop_utc_ms = v->utc_ms + INT64_C(518400000);
	s->no_time = RV_RISK_SET;
	(void)add_stop(v, RV_SUB_S5, "LINK", 680, 13.305, NAN);
	s = add_stop(v, RV_SUB_S4R, "HBAR", 900, 0.141, NAN);
	s->no_stop = RV_RISK_NO_ATR;
	s->no_time = RV_RISK_NO_AIM;
	s = add_stop(v, RV_SUB_S4M, "WIF", 0, NAN, NAN);
	s->phase = RV_RISK_RESTS;
	s->mark = NAN;
	s->rests_until_utc_ms = v->utc_ms + INT64_C(61200000);
}

static void fill_day(rv_view *v)
{
	rv_day_view *d = &v->day;
	*d = (rv_day_view){ .present = true,
			    .date_ms = v->utc_ms - v->utc_ms % 86400000,
			    .next = RV_PHASE_PROPOSE,
			    .said_utc_ms = v->utc_ms - 38000000,
			    .n_deferred = 2 };
	d->next_utc_ms = d->date_ms + 86400000 - 600000;
	SAY(d->said, "corrected to the close: 9 work on, 1 new, 1 over, 1 ask");
}

void rv_fixture_book(rv_view *v)
{
	add_risk(v);
	rv_book_view *b = &v->book;

	b->present = true;
	b->reason[0] = '\0';
	b->close_ms = v->utc_ms - v->utc_ms % 86400000;
	b->utc_ms = v->utc_ms;
	b->at = v->elapsed_ms - 400;
	b->price_at = v->elapsed_ms - 900;
	b->nav = 10213.0;
	b->no_additions = b->risk_off = false;
	b->net = (rv_net_result){ .g = { .g = 0.873,
					 .gross = 1.42,
					 .vol = 0.873,
					 .margin = INFINITY,
					 .bound = RV_NET_VOL },
				  .gross_usd = 9640.0,
				  .net_usd = 1210.0,
				  .least_usd = 204.26,
				  .n_legs = 2,
				  .n_deferred = 1 };
	b->n_coins = 0;
	add_coins(v);
	add_hedge(b);
	add_subs(b);
	add_paper(b);
	fill_day(v);
}

void rv_fixture_shadow(rv_view *v)
{
	for (int s = 0; s < RV_SUB_H; s++) {
		rv_risk_sub *k = &v->risk.subs[s];
		if (s == RV_SUB_S5 || s == RV_SUB_S3)
			continue;
		*k = (rv_risk_sub){ .licence = RV_LICENCE_SHADOW,
				    .value = NAN,
				    .drawdown = NAN,
				    .trial_drawdown = NAN,
				    .p95 = s == RV_SUB_S4M ? 0.0823 : (double)NAN,
				    .factor = 1.0 };
		v->book.licence[s] = RV_LICENCE_SHADOW;
	}
}

void rv_fixture_book_unknown(rv_view *v)
{
	rv_book_view *b = &v->book;

	rv_fixture_book(v);
	SAY(v->day.ready, "the NAV is unknown");
	b->nav = NAN;
	b->no_additions = b->risk_off = true;
	b->net.g.g = b->net.g.gross = b->net.g.vol = NAN;
	b->net.g.bound = RV_NET_UNKNOWN;
	b->net.gross_usd = b->net.net_usd = b->net.least_usd = NAN;
	b->net.n_legs = b->net.n_deferred = 0;
	for (int s = 0; s < RV_SUB_H; s++)
		b->net.equity[s] = NAN;
	b->gross_usd[RV_SUB_S5] = NAN;
	for (size_t i = 0; i < b->n_coins; i++) {
		rv_bv_coin *c = &b->coins[i];
		c->net.frozen = (1U << RV_SUB_H) - 1;
		c->net.net = c->net.position;
		c->net.usd = NAN;
		c->net.verdict = RV_NET_BLOCKED;
		c->net.rank = SIZE_MAX;
		SAY(c->net.reason, "no NAV");
	}
	for (int k = 0; k < RV_HEDGE_LEGS; k++) {
		rv_hedge_leg *l = &b->hedge[k];
		l->actual = l->target = l->distance = l->trigger = NAN;
		l->verdict = RV_HEDGE_UNKNOWN;
		SAY(l->reason, "no price of SOL: no order");
	}
}

void rv_fixture_book_none(rv_view *v)
{
	v->book.present = v->book.hedge_known = false;
	v->book.n_coins = 0;
	SAY(v->book.reason, "no pass yet");
}
