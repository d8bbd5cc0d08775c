/* What must not fall between two kept snapshots; see past_sign.h. */
#include "app/past/past_sign.h"

/* FNV-1a over eight bytes at a time: quick, and nobody chooses what goes in. */
static uint64_t mix(uint64_t h, uint64_t v)
{
	for (int i = 0; i < 8; i++)
		h = (h ^ (v >> (8 * i) & 0xff)) * UINT64_C(0x100000001b3);
	return h;
}

static uint64_t sign_of_trade(uint64_t h, const rv_trade_view *t)
{
	h = mix(h, (uint64_t)t->state);
	h = mix(h, t->armed);
	h = mix(h, t->n_fills);
	for (size_t i = 0; i < t->n_tickets; i++)
		h = mix(mix(h, t->tickets[i].id), (uint64_t)t->tickets[i].state);
	for (size_t i = 0; i < t->n_mandates; i++)
		h = mix(mix(h, t->mandates[i].id), (uint64_t)t->mandates[i].state);
	for (size_t i = 0; i < t->n_programs; i++)
		h = mix(mix(h, t->programs[i].id), (uint64_t)t->programs[i].state);
	for (size_t i = 0; i < t->n_fills; i++)
		h = mix(h, (uint64_t)t->fills[i].fill.tid);
	return h;
}

uint64_t rv_past_sign(const rv_view *v)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);
	h = mix(h, v->venue_connected);
	h = mix(h, (uint64_t)v->bar_close_ms);
	for (size_t i = 0; i < v->n_alerts; i++)
		h = mix(mix(h, v->alerts[i].id), v->alerts[i].active);
	return v->trade.present ? sign_of_trade(h, &v->trade) : h;
}
