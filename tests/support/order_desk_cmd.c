/* What a person at the desk's door says, and what the desk answers; see order_desk.h. */
#include "tests/support/order_desk.h"

#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "tests/support/cm.h"

enum { ASK_MS = 200 };

static bool answered(order_desk *d)
{
	for (size_t i = 0; i < RV_TV_REPLIES; i++) {
		if (T->replies[i].nonce != d->nonce)
			continue;
		d->reply = T->replies[i];
		return true;
	}
	return false;
}

const rv_tv_reply *od_do(order_desk *d, const rv_command *c)
{
	rv_command cmd = *c;
	if (d->nonce == 0)
		d->nonce = (uint64_t)rv_clock_utc_ms(d->venue_clock) << 20;
	cmd.nonce = ++d->nonce;
	assert_int_equal(rv_runtime_command(&d->rt, &cmd), RV_OK);
	OD_UNTIL(d, answered(d));
	return &d->reply;
}

/* Prices are forgotten with the market's connection, which a busy machine loses by itself. */
static bool no_price_yet(const order_desk *d)
{
	return d->reply.kind == RV_CMD_PROPOSE &&
	       (strstr(d->reply.text, "no bid or ask") || strstr(d->reply.text, "no price now"));
}

void od_yes(order_desk *d, const rv_command *c)
{
	const int64_t until = rv_mono_ms() + OD_WAIT_MS;
	while (!od_do(d, c)->ok) {
		if (!no_price_yet(d) || rv_mono_ms() > until)
			od_fail(d, d->reply.text);
		(void)poll(NULL, 0, ASK_MS);
	}
}

void od_no(order_desk *d, const rv_command *c, const char *words)
{
	if (od_do(d, c)->ok || !strstr(d->reply.text, words)) {
		print_message("wanted a refusal: %s\n", words);
		od_fail(d, d->reply.text);
	}
}

rv_command od_cmd(rv_cmd_kind kind, const char *symbol)
{
	rv_command c = { .kind = kind };
	(void)snprintf(c.symbol, sizeof(c.symbol), "%s", symbol);
	return c;
}

void od_resume(order_desk *d)
{
	const rv_command c = od_cmd(RV_CMD_RESUME, "");
	const int64_t until = rv_mono_ms() + OD_WAIT_MS;
	while (!od_do(d, &c)->ok) {
		if (rv_mono_ms() > until)
			od_fail(d, d->reply.text);
		(void)poll(NULL, 0, ASK_MS);
	}
	OD_UNTIL(d, T->state == RV_BOOK_ACTIVE);
}

void od_assign(order_desk *d, const char *symbol)
{
	rv_command c = od_cmd(RV_CMD_ASSIGN, symbol);
	c.sub = RV_SUB_OP;
	(void)snprintf(c.reason, sizeof(c.reason), "traded elsewhere");
	od_yes(d, &c);
}

rv_command od_order(const char *symbol, rv_side side, int64_t usd)
{
	rv_command c = od_cmd(RV_CMD_PROPOSE, symbol);
	c.side = side;
	c.style = RV_STYLE_IOC;
	c.notional_musd = usd * RV_MUSD;
	return c;
}

rv_command od_close(const char *symbol)
{
	rv_command c = od_cmd(RV_CMD_PROPOSE, symbol);
	c.close = true;
	c.style = RV_STYLE_IOC;
	return c;
}

rv_command od_kill(rv_kill_level level)
{
	rv_command c = od_cmd(RV_CMD_KILL, "");
	c.level = level;
	return c;
}

rv_command od_limit(order_desk *d, const char *symbol, rv_side side, int64_t usd, double away)
{
	rv_command c = od_order(symbol, side, usd);
	od_look(d);
	for (size_t i = 0; i < d->v->n_rows; i++) {
		const rv_view_row *r = &d->v->rows[i];
		if (strcmp(r->symbol, symbol) != 0)
			continue;
		const double px = r->mid * (1.0 - (double)side * away);
		const double step = pow(10.0, floor(log10(px)) - 3.0); /* four figures: legal */
		const int decimals = RV_PX_SCALE_SUM - r->sz_decimals;
		c.px = llround(round(px / step) * step * pow(10.0, decimals));
	}
	assert_true(c.px > 0);
	c.style = RV_STYLE_LIMIT;
	return c;
}
