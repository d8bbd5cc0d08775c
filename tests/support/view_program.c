/* Programs in the snapshot that tests draw; see view_program.h. */
#include "tests/support/view_program.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tests/support/cm.h"
#include "tests/support/view_fixture.h"
#include "tests/support/view_trade.h"

#define T RV_FIXTURE_ELAPSED_MS
#define SAY(dst, ...) (void)snprintf(dst, sizeof(dst), __VA_ARGS__)

static void new_digest(rv_tv_program *p)
{
	uint64_t x = (p->id * 1000 + p->version) * UINT64_C(0x9e3779b97f4a7c15) + 7;

	for (size_t i = 0; i < sizeof(p->digest.b); i++) {
		x ^= x << 13;
		x ^= x >> 7;
		x ^= x << 17;
		p->digest.b[i] = (uint8_t)(x >> 32);
	}
}

static rv_tv_program *add_program(rv_view *v, uint64_t id, const char *phase)
{
	rv_tv_program *p = &v->trade.programs[v->trade.n_programs++];

	p->id = id;
	p->version = 1;
	new_digest(p);
	p->state = RV_PROGRAM_READY;
	SAY(p->phase, "%s", phase);
	SAY(p->why, "the book at the close");
	p->run_date_ms = v->utc_ms - v->utc_ms % RV_DAY_MS;
	p->quoted_utc_ms = v->utc_ms - 48000;
	p->expires_utc_ms = v->utc_ms + 72000;
	p->quote_end_utc_ms = v->utc_ms + 570000;
	p->window_end_utc_ms = v->utc_ms + 900000;
	p->mandate_end_utc_ms = v->utc_ms + 1020000;
	return p;
}

/* What the engine would say of it: S5 the parts of its alpha, which is the edge, the others the
 * scores by which they hold it. */
static void say_why(rv_tv_leg *l, rv_sub sub, const char *verb)
{
	static const char *const says[RV_SUB_STRATEGIES] = {
		[RV_SUB_S4M] = "CM +1.12 M7 +8.1 %, enters",
		[RV_SUB_S4R] = "residual Z +1.31, entered at Z +1.10 on 2026-11-14",
		[RV_SUB_S4MR] = "Z7 +2.31, entered at Z +2.40 on 2026-11-18",
		[RV_SUB_S4P] = "XRP-LTC Z -2.20, enters",
		[RV_SUB_S3] = "WEAK_RISK_ON_MAJORS score +0.61 scale 0.44, weight +31.00 %",
	};

	if (sub == RV_SUB_S5)
		SAY(l->why,
		    "%s, S5: alpha %+.1f bp a day = sigma %.0f * (mom %+.2f*0.034 mr -0.31*0 carry "
		    "%+.2f*0.032)",
		    verb, l->side * l->edge_bps, l->edge_bps / 0.07886, l->side * 1.83,
		    l->side * 0.52);
	else
		SAY(l->why, "%s, %s: %s", verb, rv_sub_name(sub), says[sub]);
}

/* lots > 0 buys, < 0 sells; all of it is of the one sub-book. edge: of S5, the others' is assumed.
 */
static rv_tv_leg *add_leg(rv_view *v, rv_tv_program *p, const char *symbol, int64_t lots,
			  rv_sub sub, double edge)
{
	rv_tv_leg *l = &p->legs[p->n];
	const rv_view_row *r = rv_fixture_row(v, symbol);
	const double unit = pow(10, RV_PX_SCALE_SUM - r->sz_decimals);

	SAY(l->coin.symbol, "%s", symbol);
	l->coin.asset = (int)(r - v->rows);
	l->coin.sz_decimals = r->sz_decimals;
	l->side = lots > 0 ? 1 : -1;
	l->lots = l->lots_proposed = lots > 0 ? lots : -lots;
	l->mid_px = llround(r->mid * unit);
	l->px = llround(r->mid * (1 + 0.0075 * l->side) * unit / 100) * 100;
	l->want[sub] = lots;
	l->ready = true;
	l->edge_bps = sub == RV_SUB_S5 ? edge : 20.0;
	l->edge_assumed = sub == RV_SUB_S5 ? 0 : 1U << sub;
	l->move_bps = 1.2;
	l->cost_bps = 5.5;
	l->ticket = 50 + (uint64_t)p->n++;
	l->usd = (double)l->lots / pow(10, r->sz_decimals) * r->mid;
	say_why(l, sub, lots > 0 ? "adds" : "reduces");
	return l;
}

/* What the engine adds up: legs that are not left out. */
static void add_up(rv_view *v, rv_tv_program *p)
{
	rv_envelope e;

	p->gross_usd = p->net_usd = p->cost_usd = p->edge_usd = 0;
	p->n_ready = p->n_excluded = p->n_assumed = 0;
	for (size_t i = 0; i < p->n; i++) {
		rv_tv_leg *l = &p->legs[i];
		p->n_excluded += l->excluded;
		l->lots_to_come = l->excluded ? 0 : l->side * l->lots;
		if (l->excluded)
			continue;
		p->n_ready += l->ready;
		p->n_assumed += l->side != 0 && l->edge_assumed != 0;
		p->gross_usd += l->usd;
		p->net_usd += l->side * l->usd;
		p->cost_usd += l->usd * 0.00055;
		p->edge_usd += l->side ? l->usd * l->edge_bps / 1e4 : 0;
	}
	p->gross_after_usd = v->trade.gross_usd + 0.8 * p->gross_usd;
	p->net_after_usd = v->trade.net_usd + p->net_usd;
	p->margin_after = 7.42;
	p->stress_after = 4.06;
	rv_envelope_default(&e);
	(void)rv_envelope_words(&e, v->trade.nav_usd, p->gross_usd, p->envelope);
}

static void add_legs(rv_view *v, rv_tv_program *p)
{
	rv_tv_leg *l = add_leg(v, p, "SOL", 1400, RV_SUB_S5, 31.5);

	l->want[RV_SUB_S5] = 1600;
	l->want[RV_SUB_S3] = -200;
	l->edge_assumed = 1U << RV_SUB_S3;
	const size_t n = strlen(l->why);
	(void)snprintf(l->why + n, sizeof(l->why) - n,
		       "; S3: WEAK_RISK_ON_MAJORS score +0.61 scale 0.44, weight -2.13 %%; "
		       "S5 x0.72 scaled by the leaders' volatility; S3 x0.44 by its regime");
	l = add_leg(v, p, "ETH", -6000, RV_SUB_S4M, 18.2);
	l->want[RV_SUB_S5] = -1500; /* longer than its column */
	l->want[RV_SUB_S4M] = -4500;
	(void)add_leg(v, p, "BTC", 900, RV_SUB_S3, 12.0);
	(void)add_leg(v, p, "WIF", -2600, RV_SUB_S4MR, 44.1);
	(void)add_leg(v, p, "LINK", 450, RV_SUB_S5, 22.6);
	(void)add_leg(v, p, "DOGE", 4100, RV_SUB_S4R, 9.7);
	(void)add_leg(v, p, "AVAX", 3100, RV_SUB_S5, 15.3);
	(void)add_leg(v, p, "XRP", -310, RV_SUB_S4P, 27.9);
	(void)add_leg(v, p, "LTC", 540, RV_SUB_S4P, 25.0);
	l = add_leg(v, p, "TIA", 1, RV_SUB_S5, NAN);
	l->side = 0;
	l->lots = l->lots_proposed = l->px = 0;
	l->want[RV_SUB_S5] = 2100;
	l->want[RV_SUB_S4R] = -2100;
	l->usd = 0;
	l->ticket = 0;
	l->move_bps = NAN;
	l->edge_assumed = 1U << RV_SUB_S4R;
	SAY(l->why, "crosses inside, S5: alpha +7.0 bp a day = sigma 113 * (mom +2.13*0.029 mr "
		    "-2.62*0 carry "
		    "-2.90*0); S4r: exit, signal");
	(void)add_leg(v, p, "kPEPE", -66000, RV_SUB_S5, 38.4);
	(void)add_leg(v, p, "HYPE", 1250, RV_SUB_S4M, 20.8);
}

static void shrink(rv_tv_leg *l, int64_t lots)
{
	l->usd *= (double)lots / (double)l->lots;
	l->want[RV_SUB_S5] -= l->lots - lots;
	l->lots = lots;
}

rv_tv_program *rv_fixture_program_of(rv_view *v, uint64_t id)
{
	for (size_t i = 0; i < v->trade.n_programs; i++) {
		if (v->trade.programs[i].id == id)
			return &v->trade.programs[i];
	}
	fail_msg("no program p%d", (int)id);
	return &v->trade.programs[0];
}

void rv_fixture_program_version(rv_tv_program *p)
{
	p->version++;
	new_digest(p);
}

void rv_fixture_program_whole(rv_view *v)
{
	rv_fixture_trade(v);
	rv_tv_program *p = add_program(v, 4, "projected");
	add_legs(v, p);
	add_up(v, p);
	v->trade.n_pending++;
	v->trade.oldest_pending_at = T - 48000;
}

void rv_fixture_program(rv_view *v)
{
	rv_fixture_program_whole(v);
	rv_tv_program *p = rv_fixture_program_of(v, 4);
	shrink(&p->legs[0], 1240);
	p->legs[6].excluded = true;
	rv_fixture_program_version(p);
	rv_fixture_program_version(p);
	add_up(v, p);
}

void rv_fixture_program_blocked(rv_view *v)
{
	rv_fixture_program(v);
	rv_tv_program *p = rv_fixture_program_of(v, 4);
	rv_tv_leg *l = &p->legs[3];
	p->state = RV_PROGRAM_BLOCKED;
	l->ready = false;
	l->move_bps = 14.2;
	l->quote_old = true;
	SAY(l->reason, "the mid has moved +14.2 bp since the quote; 10.0 are allowed");
	SAY(p->reason, "leg WIF: %.90s", l->reason);
	add_up(v, p);
}

void rv_fixture_program_live(rv_view *v)
{
	rv_fixture_program(v);
	v->env = RV_ENV_LIVE;
	v->trade.live_confirm = true;
}

void rv_fixture_program_locked(rv_view *v)
{
	rv_fixture_program(v);
	v->trade.armed = false;
	v->trade.armed_until_at = 0;
}

void rv_fixture_program_large(rv_view *v)
{
	static const char *const more[] = { "AAVE", "ADA", "APT", "ARB", "ATOM", "BCH",
					    "BNB",  "CRV", "DOT", "ENA", "NEAR", "SUI" };

	rv_fixture_program_whole(v);
	rv_tv_program *p = rv_fixture_program_of(v, 4);
	for (size_t i = 0; i < sizeof(more) / sizeof(more[0]); i++) {
		const rv_view_row *r = rv_fixture_row(v, more[i]);
		const int64_t lots = llround(400.0 / r->mid * pow(10, r->sz_decimals));
		(void)add_leg(v, p, more[i], i % 3 ? -lots : lots, (rv_sub)(i % 6),
			      10.5 + (double)i);
	}
	add_up(v, p);
}

void rv_fixture_program_correct(rv_view *v)
{
	rv_fixture_program_whole(v);
	rv_tv_program *p = rv_fixture_program_of(v, 4);
	SAY(p->phase, "correct");
	p->n = 3;
	add_up(v, p);
}

static void add_mandate(rv_view *v, rv_tv_program *p, rv_tv_leg *l, int64_t filled)
{
	rv_tv_mandate *m = &v->trade.mandates[v->trade.n_mandates++];

	*m = (rv_tv_mandate){ .id = 40 + (uint64_t)(l - p->legs),
			      .ticket = l->ticket,
			      .program = p->id,
			      .cls = RV_CLASS_PROGRAM,
			      .coin = l->coin,
			      .side = l->side > 0 ? RV_BUY : RV_SELL,
			      .style = RV_STYLE_TWAP,
			      .lots_granted = l->lots,
			      .lots_most = l->lots,
			      .lots_filled = filled,
			      .px_worst = l->px,
			      .slices = 30,
			      .slices_done = 8,
			      .next_slice_at = T + 21000,
			      .ends_at = T + 780000,
			      .avg_px = NAN,
			      .approved_at = T - 240000,
			      .approved_by = 1000 };
	l->mandate = m->id;
	l->lots_most = l->lots;
	l->lots_filled = filled;
	l->lots_to_come = l->side * (l->lots - filled);
	p->n_mandates++;
	p->n_ended += filled == l->lots;
	if (filled == l->lots)
		m->state = RV_MANDATE_ENDED;
}

void rv_fixture_program_granted(rv_view *v)
{
	rv_fixture_program(v);
	rv_tv_program *p = rv_fixture_program_of(v, 4);
	p->state = RV_PROGRAM_GRANTED;
	p->granted_by = 1000;
	p->expires_utc_ms = v->utc_ms - 200000;
	p->window_end_utc_ms = v->utc_ms + 660000;
	p->mandate_end_utc_ms = v->utc_ms + 780000;
	for (size_t i = 0; i < p->n; i++) {
		rv_tv_leg *l = &p->legs[i];
		l->crossed = l->side == 0;
		if (!l->excluded && l->side != 0)
			add_mandate(v, p, l,
				    i % 4 == 1 ? l->lots : l->lots * (int64_t)(i + 1) / 16);
	}
	rv_tv_mandate *m = &v->trade.mandates[v->trade.n_mandates - 1];
	m->state = RV_MANDATE_PAUSED;
	SAY(m->reason, "the price is outside of the collar");
	v->trade.n_pending--;
}

/* Nothing of it will be traded. */
static void no_more(rv_tv_program *p)
{
	for (size_t i = 0; i < p->n; i++)
		p->legs[i].lots_to_come = 0;
}

void rv_fixture_program_stopped(rv_view *v)
{
	rv_fixture_program_granted(v);
	rv_tv_program *p = rv_fixture_program_of(v, 4);
	no_more(p);
	for (size_t i = 0; i < v->trade.n_mandates; i++) {
		rv_tv_mandate *m = &v->trade.mandates[i];
		if (m->program != p->id || m->state == RV_MANDATE_ENDED)
			continue;
		m->state = RV_MANDATE_ENDED;
		SAY(m->reason, "killed, cancelling our orders");
	}
	p->n_ended = p->n_mandates;
	p->stopped = true;
	p->gross_after_usd = v->trade.gross_usd;
	p->net_after_usd = v->trade.net_usd;
	p->margin_after = v->trade.margin_ratio;
	SAY(p->reason, "killed, %zu of %zu mandates ended at 50 %%", p->n_ended, p->n_mandates);
	v->trade.state = RV_BOOK_HALTED;
	SAY(v->trade.state_reason, "killed, no order of ours works");
}

void rv_fixture_program_past(rv_view *v)
{
	rv_fixture_trade(v);
	rv_tv_program *p = add_program(v, 3, "correct");
	add_legs(v, p);
	add_up(v, p);
	p->state = RV_PROGRAM_REJECTED;
	no_more(p);
	SAY(p->reason, "too much of it is WIF");
	p = add_program(v, 2, "projected");
	add_legs(v, p);
	add_up(v, p);
	p->state = RV_PROGRAM_EXPIRED;
	no_more(p);
	SAY(p->reason, "nobody granted it in time");
}

void rv_fixture_program_many(rv_view *v)
{
	rv_fixture_trade(v);
	rv_tv_program *p = add_program(v, 5, "correct");
	(void)add_leg(v, p, "SOL", 310, RV_SUB_S5, 12.5);
	(void)add_leg(v, p, "SUI", -900, RV_SUB_S4M, 8.0);
	add_up(v, p);
	p = add_program(v, 4, "projected");
	add_legs(v, p);
	add_up(v, p);
	v->trade.n_pending += 2;
}
