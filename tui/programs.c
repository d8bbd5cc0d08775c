/* The programs of a snapshot at a moment; see programs.h. */
#include "tui/programs.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "tui/money.h"

const rv_tv_program *rv_trade_program(const rv_trade_view *tv, uint64_t id)
{
	for (size_t i = 0; i < tv->n_programs; i++) {
		if (tv->programs[i].id == id)
			return &tv->programs[i];
	}
	return NULL;
}

const rv_tv_leg *rv_program_leg_of(const rv_tv_program *p, const char *symbol)
{
	for (size_t i = 0; i < p->n; i++) {
		if (strcmp(p->legs[i].coin.symbol, symbol) == 0)
			return &p->legs[i];
	}
	return NULL;
}

rv_pick rv_pick_of_program(const rv_tv_program *p, size_t index)
{
	return (rv_pick){
		.kind = RV_PICK_PROGRAM, .a = p->id, .index = index, .waits = rv_program_waits(p)
	};
}

bool rv_program_waits(const rv_tv_program *p)
{
	return p->state == RV_PROGRAM_READY || p->state == RV_PROGRAM_BLOCKED;
}

bool rv_program_goes_on(const rv_tv_program *p)
{
	return p->state == RV_PROGRAM_GRANTED && !p->stopped;
}

/* Newest first within each. */
const rv_tv_program *rv_program_foremost(const rv_trade_view *tv)
{
	for (size_t i = 0; i < tv->n_programs; i++) {
		if (rv_program_waits(&tv->programs[i]))
			return &tv->programs[i];
	}
	for (size_t i = 0; i < tv->n_programs; i++) {
		if (tv->programs[i].state == RV_PROGRAM_GRANTED)
			return &tv->programs[i];
	}
	return tv->n_programs > 0 ? &tv->programs[0] : NULL;
}

size_t rv_programs_waiting(const rv_trade_view *tv)
{
	size_t n = 0;

	for (size_t i = 0; i < tv->n_programs; i++)
		n += rv_program_waits(&tv->programs[i]);
	return n;
}

bool rv_ticket_is_leg(const rv_trade_view *tv, const rv_tv_ticket *t)
{
	return t->program != 0 && rv_trade_program(tv, t->program) != NULL;
}

bool rv_program_quote_is_old(const rv_tv_program *p)
{
	for (size_t i = 0; p->state == RV_PROGRAM_BLOCKED && i < p->n; i++) {
		if (p->legs[i].quote_old && !p->legs[i].excluded)
			return true;
	}
	return false;
}

int64_t rv_leg_change(const rv_tv_program *p, const rv_tv_leg *l)
{
	const bool granted = p->state == RV_PROGRAM_GRANTED || p->state == RV_PROGRAM_OVER;

	return granted && l->side != 0 && !l->excluded && l->mandate != 0 ? l->lots_most - l->lots
									  : 0;
}

bool rv_leg_shrunk(const rv_tv_leg *l)
{
	return l->lots < l->lots_proposed;
}

rv_tv_ticket rv_leg_ticket(const rv_tv_leg *l)
{
	return (rv_tv_ticket){ .id = l->ticket,
			       .coin = l->coin,
			       .side = l->side > 0 ? RV_BUY : RV_SELL,
			       .lots = l->lots,
			       .px = l->px };
}

rv_program_counts rv_program_count(const rv_tv_program *p)
{
	rv_program_counts n = { .buys = 0 };

	for (size_t i = 0; i < p->n; i++) {
		const rv_tv_leg *l = &p->legs[i];
		n.out += l->excluded;
		n.buys += !l->excluded && l->side > 0;
		n.sells += !l->excluded && l->side < 0;
		n.crossings += !l->excluded && l->side == 0;
	}
	return n;
}

static double share_of(double done, double most)
{
	return most > 0 ? fmin(fmax(done / most, 0), 1) : (double)NAN;
}

double rv_leg_done(const rv_tv_leg *l)
{
	return share_of((double)l->lots_filled, (double)l->lots_most);
}

double rv_program_done(const rv_tv_program *p)
{
	double done = 0, most = 0;

	for (size_t i = 0; i < p->n; i++) {
		const rv_tv_leg *l = &p->legs[i];
		done += (double)l->lots_filled * (double)l->mid_px;
		most += (double)l->lots_most * (double)l->mid_px;
	}
	return share_of(done, most);
}

int64_t rv_utc_left(const rv_scene *live, int64_t utc_ms)
{
	const int64_t left = utc_ms - (live->utc_now + live->held_ms);

	return left > 0 ? left : 0;
}

int64_t rv_program_left(const rv_scene *live, const rv_tv_program *p)
{
	if (rv_program_waits(p))
		return rv_utc_left(live, p->expires_utc_ms);
	return rv_program_goes_on(p) ? rv_utc_left(live, p->mandate_end_utc_ms) : 0;
}

/* The first leg whose price is not one to trade at. */
static const char *price_why_not(const rv_scene *live, const rv_tv_program *p, char buf[RV_WHY_NOT])
{
	for (size_t i = 0; i < p->n; i++) {
		if (!p->legs[i].excluded && rv_price_why_not(live, p->legs[i].coin.symbol, buf)[0])
			return buf;
	}
	return "";
}

const char *rv_program_why_not(const rv_scene *live, const rv_tv_program *p, char buf[RV_WHY_NOT])
{
	buf[0] = '\0';
	if (p->state != RV_PROGRAM_READY)
		(void)snprintf(buf, RV_WHY_NOT, "%s%s%s", rv_label_program(p->state),
			       p->reason[0] ? ": " : "", p->reason);
	else if (rv_program_left(live, p) == 0)
		(void)snprintf(buf, RV_WHY_NOT, "its quote is over: the desk quotes it again");
	else if (!price_why_not(live, p, buf)[0])
		(void)rv_desk_why_not(live, buf);
	return buf;
}

const char *rv_program_word(const rv_scene *live, const rv_tv_program *p, rv_role *role)
{
	char unused[RV_WHY_NOT];

	*role = rv_role_program(p->state);
	if (p->stopped) {
		*role = RV_ROLE_WARN;
		return "STOPPED";
	}
	if (!rv_program_waits(p))
		return rv_label_program(p->state);
	if (rv_program_left(live, p) == 0) {
		*role = RV_ROLE_DIM;
		return "expired";
	}
	if (p->state == RV_PROGRAM_READY && price_why_not(live, p, unused)[0]) {
		*role = RV_ROLE_WARN;
		return "STALE";
	}
	return rv_label_program(p->state);
}

rv_role rv_role_program(rv_program_state s)
{
	return s == RV_PROGRAM_READY || s == RV_PROGRAM_GRANTED ? RV_ROLE_GOOD
	       : s == RV_PROGRAM_BLOCKED			? RV_ROLE_WARN
								: RV_ROLE_DIM;
}

const char *rv_label_program(rv_program_state s)
{
	static const char *const words[] = { "READY", "BLOCKED",  "GRANTED",
					     "over",  "REJECTED", "EXPIRED" };
	return s <= RV_PROGRAM_EXPIRED ? words[s] : "?";
}

const char *rv_label_leg_side(int side)
{
	return side > 0 ? "BUY" : side < 0 ? "SELL" : "CROSS";
}

rv_role rv_role_leg_side(int side)
{
	return side > 0 ? RV_ROLE_UP : side < 0 ? RV_ROLE_DOWN : RV_ROLE_TEXT;
}

const char *rv_leg_shares(const rv_tv_leg *l, char buf[RV_LEG_SHARES])
{
	char lots[RV_FMT_TEXT];
	size_t n = 0;

	buf[0] = '\0';
	for (int s = 0; s < RV_SUB_N; s++) {
		if (l->want[s] == 0 || n >= RV_LEG_SHARES)
			continue;
		const int k = snprintf(buf + n, RV_LEG_SHARES - n, "%s%s %s", n > 0 ? " " : "",
				       rv_sub_name((rv_sub)s),
				       rv_fmt_lots_signed(l->want[s], l->coin.sz_decimals, lots));
		n += k > 0 ? (size_t)k : 0; /* nine shares may be cut; each sub-book is beside */
	}
	return buf;
}

const char *rv_edge_words(unsigned assumed, const int64_t want[RV_SUB_N], char buf[RV_EDGE_WORDS])
{
	bool all = true;
	size_t n = 0;

	buf[0] = '\0';
	if (assumed == 0)
		return buf;
	for (int s = 0; s < RV_SUB_STRATEGIES; s++)
		all = all && (want[s] == 0 || (assumed >> s & 1U) != 0);
	for (int s = 0; s < RV_SUB_STRATEGIES && !all; s++) {
		if ((assumed >> s & 1U) != 0)
			n += (size_t)snprintf(buf + n, RV_EDGE_WORDS - n, "%s %s",
					      n > 0 ? "" : " with", rv_sub_name((rv_sub)s));
	}
	(void)snprintf(buf + n, RV_EDGE_WORDS - n, " assumed");
	return buf;
}

const char *rv_program_edge(const rv_tv_program *p, bool is_short, char buf[RV_EDGE_USD])
{
	char edge[RV_FMT_TEXT], some[32] = "";

	if (p->n_assumed > 0 && !is_short)
		(void)snprintf(some, sizeof(some), ", %zu", p->n_assumed);
	(void)snprintf(buf, RV_EDGE_USD, "%s%s%s",
		       rv_fmt_usd_signed(p->edge_usd, is_short ? 0 : 2, edge), some,
		       p->n_assumed > 0 ? " assumed" : "");
	return buf;
}
