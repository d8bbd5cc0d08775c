/* A question that a key answers; see confirm.h. */
#include "tui/confirm.h"

#include <string.h>

#include "tui/programs.h"

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

static void forget_legs(rv_confirm *c)
{
	for (size_t i = 0; i < RV_PROGRAM_LEGS; i++) {
		c->leg_frame[i] = 0;
		c->leg_shown_at[i] = -1;
	}
}

void rv_confirm_bind_program(rv_confirm *c, const rv_tv_program *p)
{
	rv_bound *b = &c->bound[0];

	c->n = 1;
	*b = (rv_bound){ .program = true, .id = p->id, .version = p->version, .digest = p->digest };
	_Static_assert(sizeof(b->symbol) >= sizeof(p->phase), "a phase fits");
	memcpy(b->symbol, p->phase, sizeof(p->phase));
	c->n_legs = p->n;
	forget_legs(c);
}

void rv_confirm_legs_drawn(rv_confirm *c, uint64_t frame, size_t first, size_t n)
{
	for (size_t i = first; i < first + n && i < c->n_legs; i++) {
		if (c->leg_frame[i] == 0)
			c->leg_frame[i] = frame;
	}
}

size_t rv_confirm_legs_unseen(const rv_confirm *c, int64_t now_mono)
{
	size_t n = 0;

	for (size_t i = 0; i < c->n_legs; i++)
		n += c->leg_shown_at[i] < 0 || now_mono - c->leg_shown_at[i] < RV_CONFIRM_MS;
	return n;
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
	for (size_t i = 0; i < c->n_legs; i++) {
		if (c->leg_frame[i] != 0 && frame >= c->leg_frame[i] && c->leg_shown_at[i] < 0)
			c->leg_shown_at[i] = now_mono;
	}
}

void rv_confirm_undrawn(rv_confirm *c)
{
	c->frame = 0;
	c->shown_at = -1;
	forget_legs(c);
}

bool rv_confirm_waits(const rv_confirm *c)
{
	bool waits = c->frame != 0 && c->shown_at < 0;

	for (size_t i = 0; i < c->n_legs; i++)
		waits = waits || (c->leg_frame[i] != 0 && c->leg_shown_at[i] < 0);
	return waits;
}

bool rv_confirm_listens(const rv_confirm *c, int64_t now_mono)
{
	return c->shown_at >= 0 && now_mono - c->shown_at >= RV_CONFIRM_MS;
}

bool rv_confirm_word_typed(const rv_confirm *c)
{
	return strcmp(c->typed.text, c->word) == 0;
}

static bool as_it_was(const rv_bound *b, unsigned version, const rv_digest *digest)
{
	return version == b->version && memcmp(digest, &b->digest, sizeof(b->digest)) == 0;
}

const rv_bound *rv_confirm_changed(const rv_confirm *c, const rv_trade_view *tv)
{
	for (size_t i = 0; i < c->n; i++) {
		const rv_bound *b = &c->bound[i];
		const rv_tv_program *p = b->program ? rv_trade_program(tv, b->id) : NULL;
		const rv_tv_ticket *t = b->program ? NULL : rv_trade_ticket(tv, b->id);
		if (!(p && as_it_was(b, p->version, &p->digest)) &&
		    !(t && as_it_was(b, t->version, &t->digest)))
			return b;
	}
	return NULL;
}
