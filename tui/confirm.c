/* A question that a key answers; see confirm.h. */
#include "tui/confirm.h"

#include <string.h>

#include "tui/trade.h"

void rv_confirm_open(rv_confirm *c, rv_ask ask)
{
	memset(c, 0, sizeof(*c));
	c->ask = ask;
	c->shown_at = -1;
}

bool rv_confirm_bind(rv_confirm *c, const rv_tv_ticket *t)
{
	if (c->n >= RV_CMD_IDS)
		return false;
	rv_bound *b = &c->bound[c->n++];
	b->id = t->id;
	b->version = t->version;
	b->digest = t->digest;
	memcpy(b->symbol, t->coin.symbol, sizeof(b->symbol));
	return true;
}

void rv_confirm_drawn(rv_confirm *c, uint64_t frame, bool fits)
{
	c->too_small = !fits;
	if (!fits)
		rv_confirm_undrawn(c);
	else if (c->frame == 0)
		c->frame = frame;
}

void rv_confirm_sent(rv_confirm *c, uint64_t frame, int64_t now_mono)
{
	if (c->frame != 0 && frame >= c->frame && c->shown_at < 0)
		c->shown_at = now_mono;
}

void rv_confirm_undrawn(rv_confirm *c)
{
	c->frame = 0;
	c->shown_at = -1;
}

bool rv_confirm_listens(const rv_confirm *c, int64_t now_mono)
{
	return c->shown_at >= 0 && now_mono - c->shown_at >= RV_CONFIRM_MS;
}

bool rv_confirm_word_typed(const rv_confirm *c)
{
	return strcmp(c->typed.text, c->word) == 0;
}

const rv_bound *rv_confirm_changed(const rv_confirm *c, const rv_trade_view *tv)
{
	for (size_t i = 0; i < c->n; i++) {
		const rv_bound *b = &c->bound[i];
		const rv_tv_ticket *t = rv_trade_ticket(tv, b->id);
		if (!t || t->version != b->version ||
		    memcmp(&t->digest, &b->digest, sizeof(b->digest)) != 0)
			return b;
	}
	return NULL;
}
