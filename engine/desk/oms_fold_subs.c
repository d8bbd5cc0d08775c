/*
 * What each sub-book holds of a position. Nothing of it is in the journal but what was granted:
 * fills are shared by the mandate's wants, so that a replay shares them the same way.
 */
#include "engine/desk/oms_fold.h"
#include "engine/desk/shares.h"

#include <string.h>

void oms_rd_shares(oms_rd *r, int64_t lots, int64_t want[RV_SUB_N])
{
	char text[RV_SHARES_TEXT];
	int64_t net = 0;
	rv_shares_own(lots, want);
	oms_rd_opt_text(r, "shares", text, sizeof(text));
	if (text[0] == '\0')
		return;
	if (rv_shares_parse(text, want) != RV_OK || rv_shares_net(want, &net) != RV_OK ||
	    net != lots || rv_shares_plain(want))
		oms_rd_fail(r, "shares (those of the order's lots)");
}

/* What is beyond counting wraps, and then does not sum to the position (oms_subs_check). */
static void add(oms_coin *c, const int64_t part[RV_SUB_N], int sign)
{
	for (size_t i = 0; i < RV_SUB_N; i++)
		c->lots[i] = (int64_t)((uint64_t)c->lots[i] + (uint64_t)sign * (uint64_t)part[i]);
}

/* What the wants cannot share (a mandate that is forgotten, lots beyond counting) is nobody's. */
static void part_of(oms_mandate *m, int64_t lots, int64_t part[RV_SUB_N])
{
	int64_t crossed = 0;
	if (m && rv_split_fill(&m->split, lots, part, &crossed) == RV_OK)
		return;
	memset(part, 0, RV_SUB_N * sizeof(*part));
	part[RV_SUB_RESIDUE] = lots;
}

void oms_subs_fill(oms_coin *c, oms_mandate *m, int64_t lots)
{
	int64_t part[RV_SUB_N];
	part_of(m, lots, part);
	add(c, part, 1);
}

void oms_subs_claim(oms_coin *c, oms_mandate *m, int64_t lots)
{
	const int64_t nobody[RV_SUB_N] = { [RV_SUB_RESIDUE] = lots };
	add(c, nobody, -1);
	oms_subs_fill(c, m, lots);
}

void oms_on_assign(oms_fold *f, oms_rd *r)
{
	char symbol[RV_SYMBOL_MAX], name[16];
	rv_sub sub = RV_SUB_RESIDUE;
	oms_rd_text(r, "symbol", symbol, sizeof(symbol));
	oms_rd_text(r, "sub", name, sizeof(name));
	const int64_t lots = oms_rd_i64(r, "lots");
	oms_coin *c = oms_coin_find(f, symbol);
	if (!c || lots == 0 || lots != c->lots[RV_SUB_RESIDUE])
		oms_rd_fail(r, "symbol and lots (all that is nobody's)");
	if (rv_sub_of_name(name, &sub) != RV_OK || sub == RV_SUB_RESIDUE)
		oms_rd_fail(r, "sub (one that has an owner)");
	if (r->bad || !c)
		return;
	const int64_t part[RV_SUB_N] = { [RV_SUB_RESIDUE] = -lots };
	add(c, part, 1);
	c->lots[sub] = (int64_t)((uint64_t)c->lots[sub] + (uint64_t)lots);
}

void oms_subs_check(const oms_fold *f, oms_rd *r)
{
	for (size_t i = 0; i < f->n_coins; i++) {
		int64_t net = 0;
		if (rv_shares_net(f->coins[i].lots, &net) != RV_OK || net != f->coins[i].pos.lots)
			oms_rd_fail(r, "the sum of the sub-books (I13)");
	}
}
