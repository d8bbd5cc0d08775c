/* The pre-trade gate: who is asked, in which order, and how the answer is put; see gate.h. */
#include "engine/desk/gate.h"

#include "engine/desk/gate_internal.h"
#include "engine/desk/position.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

const char *rv_gate_name(rv_gate_rule r)
{
#define NAME(code, name) name,
	static const char *const names[] = { RV_GATE_TABLE(NAME) };
#undef NAME
	return (size_t)r < RV_GATE_N ? names[r] : "?";
}

void gate_say(gate *g, rv_gate_rule rule, bool known, bool ok, const char *fmt, ...)
{
	rv_gate_result *out = g->out;
	rv_tv_check *c = &out->checks[out->n];
	out->rules[out->n++] = rule;
	c->known = known;
	c->ok = known && ok;
	(void)snprintf(c->name, sizeof(c->name), "%s", rv_gate_name(rule));
	va_list ap;
	va_start(ap, fmt);
	const int n = vsnprintf(c->text, sizeof(c->text), fmt, ap);
	va_end(ap);
	if (n < 0)
		c->text[0] = '\0';
	if (c->ok || out->first != RV_GATE_N)
		return;
	out->first = rule;
	out->ok = false;
	(void)snprintf(out->text, sizeof(out->text), "%s: %s", c->name, c->text);
}

void gate_most(gate *g, rv_gate_rule rule, double used, double limit, const char *unit)
{
	if (!isfinite(used) || !isfinite(limit))
		gate_say(g, rule, false, false, "not known");
	else if (used <= limit)
		gate_say(g, rule, true, true, "%.2f of %.2f %s", used, limit, unit);
	else
		gate_say(g, rule, true, false, "%.2f %s, at most %.2f", used, unit, limit);
}

void gate_age(gate *g, rv_gate_rule rule, int64_t at, int64_t most_ms)
{
	const int64_t age = g->f->now_at - at;
	const double s = (double)age / 1000.0, most = (double)most_ms / 1000.0;
	if (at == RV_NEVER)
		gate_say(g, rule, false, false, "never seen");
	else if (age <= most_ms)
		gate_say(g, rule, true, true, "%.1f of %.1f s", s, most);
	else
		gate_say(g, rule, true, false, "%.1f s old, at most %.1f", s, most);
}

static const rv_gate_leg *leg_of(const rv_gate_facts *f, const char *symbol)
{
	for (size_t i = 0; i < f->n; i++) {
		if (strcmp(f->legs[i].coin.symbol, symbol) == 0)
			return &f->legs[i];
	}
	return NULL;
}

/* a + b, INT64_MAX where that does not fit; neither is negative. */
static int64_t sum(int64_t a, int64_t b)
{
	int64_t v = 0;
	return __builtin_add_overflow(a, b, &v) ? INT64_MAX : v;
}

/* Reduce-only, against the position, and with what is on its way no larger than it. */
static bool reduces(const gate *g)
{
	if (!g->o->reduce_only || g->position == 0 || (g->position > 0) == (g->o->side == RV_BUY))
		return false;
	const int64_t have = g->position < 0 ? -(g->position + 1) : g->position - 1;
	const int64_t open = g->o->side == RV_BUY ? g->leg->buy_lots : g->leg->sell_lots;
	return g->o->lots > 0 && sum(g->o->lots, sum(open, g->leg->reduce_lots)) - 1 <= have;
}

void rv_gate_check(const rv_oms_params *p, const rv_gate_facts *f, const rv_gate_ask *a,
		   rv_gate_result *out)
{
	gate g = { .p = p, .f = f, .a = a, .o = a->order, .q = a->quote, .out = out };
	memset(out, 0, sizeof(*out));
	out->ok = true;
	out->first = RV_GATE_N;
	g.leg = leg_of(f, a->order->coin.symbol);
	g.position = g.leg ? g.leg->lots : 0;
	if (rv_musd_of(a->order->px, a->order->lots, &g.value_musd) != RV_OK)
		g.value_musd = INT64_MAX;
	g.reduces = out->reduces = reduces(&g);
	gate_check_desk(&g);
	gate_check_coin(&g);
	gate_check_quote(&g);
	gate_check_order(&g);
	gate_check_flow(&g);
	gate_check_size(&g);
	gate_check_account(&g);
	gate_check_exposure(&g);
}
