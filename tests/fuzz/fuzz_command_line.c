/*
 * Fuzzes the command line against a snapshot with symbols, positions and an unknown order: what
 * parses asks for something in range, what does not says where, completion stays in its buffers.
 */
#include "tui/command_line.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void need(int ok)
{
	if (!ok)
		abort();
}

static void add_row(rv_view *v, const char *symbol, int sz_decimals)
{
	rv_view_row *r = &v->rows[v->n_rows++];

	(void)snprintf(r->symbol, sizeof(r->symbol), "%s", symbol);
	r->sz_decimals = sz_decimals;
}

static const rv_view *snapshot(void)
{
	static rv_view v;

	if (v.n_rows > 0)
		return &v;
	add_row(&v, "BTC", 5);
	add_row(&v, "ETH", 4);
	add_row(&v, "SOL", 2);
	add_row(&v, "kPEPE", 0);
	v.trade.present = true;
	v.trade.n_positions = 1;
	v.trade.positions[0].lots = -6200;
	v.trade.positions[0].coin.sz_decimals = 4;
	(void)snprintf(v.trade.positions[0].coin.symbol, RV_SYMBOL_MAX, "ETH");
	v.trade.n_orders = 1;
	v.trade.orders[0].state = RV_ORDER_UNKNOWN;
	memset(v.trade.orders[0].cloid.b, 0xab, RV_CLOID_BYTES);
	return &v;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char text[512], out[RV_PROMPT_CAP], choices[RV_LINE_CHOICES];
	rv_line_error err = { 0, "" };
	rv_line line;

	if (size >= sizeof(text))
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	if (rv_line_parse(text, snapshot(), &line, &err) == RV_OK) {
		const rv_command *c = &line.cmd;
		need(c->lots >= 0 && c->notional_musd >= 0 && c->px >= 0 && c->duration_ms >= 0);
		need(!(c->lots > 0 && c->notional_musd > 0));
		need(strlen(c->symbol) < RV_SYMBOL_MAX && strlen(c->reason) < RV_REASON_TEXT);
		need(strlen(line.text) < RV_PROMPT_CAP);
	} else {
		need(err.text[0] != '\0' && err.pos <= strlen(text));
	}
	rv_line_complete(text, snapshot(), out, choices);
	need(strlen(out) < sizeof(out) && strlen(choices) < sizeof(choices));
	return 0;
}
